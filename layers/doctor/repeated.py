"""What is there twice: features, and numbers that should name one feature."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from core.messages import Text
from layers import values
from layers.doctor.diagnosis import Change, Diagnosis, Mask, Patient, Repair
from layers.doctor.shapes import present
from layers.doctor.told import found, without

COUNTERS = frozenset(("objectid", "objectid_1", "fid", "id", "bsm", "gid", "ogc_fid", "shape_leng", "shape_area"))
"""Columns that other programs fill by themselves: two copies of one feature differ in them."""
IDENTIFIERS = ("parcel_no", "BSM", "project")
"""Canonical fields, and the 标识码 of the database standards, that name one feature."""


def duplicate_features(patient: Patient) -> list[Diagnosis]:
    """Features that are there twice, and polygons with one shape and two meanings."""
    there = present(patient)
    shape = np.full(len(there), -1, dtype=np.int64)
    if there.any():
        wkb = shapely.to_wkb(shapely.normalize(shapely.force_2d(patient.geometries[there])))
        shape[there] = pd.factorize(wkb)[0]
    shared = there & pd.Series(shape).duplicated(keep=False).to_numpy()
    if not shared.any():
        return []
    attributes = np.arange(len(there), dtype=np.int64)
    attributes[shared] = _attribute_codes(patient, shared)
    pairs = pd.DataFrame({"shape": shape, "attributes": attributes})
    again = there & pairs.duplicated().to_numpy()
    first_kept = pairs[~again & there]
    other_meaning = np.zeros(len(there), dtype=bool)
    # One boundary in the version of two years is two features with a right to one shape.
    if patient.kind == "polygon" and patient.column("year") is None:
        other_meaning[first_kept.index[first_kept["shape"].duplicated(keep=False)]] = True
    drop = Repair(
        "drop_duplicates",
        Text("每个只留一份", "Keep one of each"),
        without(patient.frame.index.to_numpy()[again]),
    )
    return [
        *found(
            patient,
            "duplicates.feature",
            Text(
                "{file} 有图形和属性都相同的重复要素：{rows}。",
                "{file} has features that are there twice, shape and attributes: {rows}.",
            ),
            again,
            repairs=[drop],
        ),
        *found(
            patient,
            "duplicates.shape",
            Text(
                "{file} 有图形相同而属性不同的要素：{rows}。",
                "{file} has features of the same shape with different attributes: {rows}.",
            ),
            other_meaning,
            repair=Text("请判断保留哪一个。", "Decide which of them is right."),
        ),
    ]


def duplicate_identifiers(patient: Patient) -> list[Diagnosis]:
    """Parcel numbers, 标识码 and project names that more than one feature carries."""
    told: list[Diagnosis] = []
    for canonical in IDENTIFIERS:
        column = _identifier_column(patient, canonical)
        if column is None:
            continue
        texts = values.as_text(pd.DataFrame(patient.frame)[column])
        twice = np.asarray(texts.notna() & texts.duplicated(keep=False), dtype=bool)
        if not twice.any():
            continue
        example = str(texts[twice].iloc[0])[:40]
        message = Text(
            "{file} 的字段 {column} 有重复的编号（如“{example}”）：{rows}。",
            "Field {column} of {file} has the same value for several features (such as “{example}”): {rows}.",
        )
        repair = Repair(
            f"number_again:{column}",
            Text(
                "从第二个起依次加后缀 -2、-3（字段 {column}）", "Number the later ones -2, -3 … (field {column})"
            ).format(column=column),
            numbered_again(column),
        )
        told += found(
            patient, "duplicates.id", message, twice, repairs=[repair], words={"column": column, "example": example}
        )
    return told


def numbered_again(column: str) -> Change:
    """Make the values of a column unique: the second ``A`` becomes ``A-2``; a plain number takes the next free one."""

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        texts = values.as_text(pd.DataFrame(frame)[column])
        again = np.asarray(texts.notna() & texts.duplicated(), dtype=bool)
        if pd.api.types.is_numeric_dtype(frame[column].dtype):
            numbers = pd.DataFrame(frame)[column].copy()
            highest = numbers.max()
            numbers[again] = np.arange(1, again.sum() + 1) + highest
            mended[column] = numbers.astype(frame[column].dtype)
            return mended
        mended[column] = pd.Series(_unique(texts.to_numpy(dtype=object), again), index=frame.index, dtype="string")
        return mended

    return apply


def _unique(texts: npt.NDArray[Any], again: Mask) -> npt.NDArray[Any]:
    unique = texts.copy()
    taken = set(texts[~again])
    for row in np.flatnonzero(again):  # duplicates are few
        number = 2
        while f"{texts[row]}-{number}" in taken:
            number += 1
        unique[row] = f"{texts[row]}-{number}"
        taken.add(unique[row])
    return unique


def _identifier_column(patient: Patient, canonical: str) -> str | None:
    if canonical != "BSM":
        return patient.column(canonical)
    return next((str(name) for name in patient.frame.columns if str(name).casefold() == "bsm"), None)


def _attribute_codes(patient: Patient, rows: Mask) -> npt.NDArray[np.int64]:
    """A number per row of ``rows``, the same for the same attributes."""
    plain = pd.DataFrame(patient.frame)[rows].drop(columns=patient.frame.geometry.name)
    plain = plain[[name for name in plain.columns if str(name).casefold() not in COUNTERS]]
    if not len(plain.columns):
        return np.zeros(len(plain), dtype=np.int64)
    codes = pd.DataFrame({place: pd.factorize(_hashable(plain.iloc[:, place]))[0] for place in range(plain.shape[1])})
    return np.asarray(codes.groupby(list(codes.columns), sort=False).ngroup(), dtype=np.int64)


def _hashable(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.map(str) if column.dtype == object else column
