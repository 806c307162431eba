"""Columns of a layer as plain arrays of one type each, with a mask of what is empty: what every writer takes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

ColumnKind = Literal["text", "integer", "real", "bool", "date", "datetime"]
Mask = npt.NDArray[np.bool_]

_NUMERIC = (int, float, np.integer, np.floating)


@dataclass(frozen=True, eq=False)
class Column:
    """One field. ``values`` are str, int64, float64, bool, datetime64[D] or datetime64[ms, UTC]; ``empty`` masks rows.

    ``spoiled`` masks rows whose value the kind could not hold (infinite numbers): they are empty too.
    """

    name: str
    kind: ColumnKind
    values: npt.NDArray[Any]
    empty: Mask
    spoiled: Mask

    def as_text(self) -> Column:
        """The same values written out, for a format that has no such type."""
        if self.kind == "text":
            return self
        texts = np.array(["" if gone else _written(one) for one, gone in zip(self.values, self.empty, strict=True)])
        return replace(self, kind="text", values=texts.astype(object))

    def named(self, name: str) -> Column:
        """The same column under another name."""
        return replace(self, name=name)


def columns_of(frame: pd.DataFrame, geometry: str) -> list[Column]:
    """All columns of a frame but its geometry."""
    plain = pd.DataFrame(frame)
    return [column_of(str(name), plain[name]) for name in plain.columns if name != geometry]


def column_of(name: str, series: pd.Series[Any]) -> Column:
    """One column with the type that its values have, whatever pandas calls it."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype)
    empty = np.asarray(series.isna(), dtype=bool)
    if pd.api.types.is_bool_dtype(series.dtype):
        return _column(name, "bool", series.fillna(False).to_numpy(dtype=bool), empty)
    if pd.api.types.is_integer_dtype(series.dtype):
        return _integers(name, series, empty)
    if pd.api.types.is_float_dtype(series.dtype):
        return _reals(name, series.to_numpy(dtype="float64", na_value=np.nan), empty)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return _times(name, series, empty)
    if isinstance(series.dtype, pd.StringDtype):
        texts = series.fillna("").to_numpy(dtype=object)
        return _column(name, "text", texts, empty | (texts == ""))
    return _objects(name, series, empty)


def _column(name: str, kind: ColumnKind, values: npt.NDArray[Any], empty: Mask) -> Column:
    return Column(name, kind, values, empty, np.zeros(len(empty), dtype=bool))


def _integers(name: str, series: pd.Series[Any], empty: Mask) -> Column:
    filled = series.fillna(0)
    if len(filled) and int(filled.max()) > np.iinfo(np.int64).max:
        return _texts(name, series, empty)
    return _column(name, "integer", filled.to_numpy(dtype="int64"), empty)


def _reals(name: str, values: npt.NDArray[np.float64], empty: Mask) -> Column:
    infinite = np.isinf(values)
    values = np.where(infinite | empty, np.nan, values)
    return Column(name, "real", values, empty | infinite, infinite)


def _times(name: str, series: pd.Series[Any], empty: Mask) -> Column:
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        series = series.dt.tz_convert("UTC").dt.tz_localize(None)
    values = series.to_numpy(dtype="datetime64[ms]")
    days = values.astype("datetime64[D]")
    if (days.astype("datetime64[ms]") == values)[~empty].all():
        return _column(name, "date", days, empty)
    return _column(name, "datetime", values, empty)


def _objects(name: str, series: pd.Series[Any], empty: Mask) -> Column:
    """A column of Python objects: of one type if all its values are."""
    present = series[~empty]
    if not len(present) or all(isinstance(value, str) for value in present):
        return _texts(name, series, empty)
    if all(isinstance(value, bool | np.bool_) for value in present):
        return _column(name, "bool", np.asarray(series.where(~empty, False), dtype=bool), empty)
    if all(isinstance(value, _NUMERIC) and not isinstance(value, bool) for value in present):
        if all(isinstance(value, int | np.integer) and abs(int(value)) < 1 << 62 for value in present):
            return _column(name, "integer", np.asarray(series.where(~empty, 0), dtype="int64"), empty)
        return _reals(name, np.asarray(series.where(~empty, np.nan), dtype="float64"), empty)
    if all(isinstance(value, datetime.date | pd.Timestamp) for value in present):
        times = pd.to_datetime(series, utc=True, errors="coerce").dt.tz_localize(None)
        return _times(name, times, np.asarray(times.isna(), dtype=bool))
    return _texts(name, series, empty)


def _texts(name: str, series: pd.Series[Any], empty: Mask) -> Column:
    values = np.full(len(series), "", dtype=object)
    values[~empty] = [_written(value) for value in series[~empty]]
    return _column(name, "text", values, empty | (values == ""))


def _written(value: object) -> str:
    """One value as text: lists as the readers take them apart again, times in ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return ";".join(_written(item) for item in value)
    if isinstance(value, Mapping):
        return str(dict(value))
    if isinstance(value, np.datetime64):
        return str(value).removesuffix(".000")
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, float | np.floating):
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return str(value)
