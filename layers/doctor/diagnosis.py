"""What the doctor says: a notice, the features it is about, and repairs that can be looked at before they are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from core.messages import Text
from layers.layer import GeometryKind, Notice

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Objects = npt.NDArray[Any]
Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]

PREVIEW_ROWS = 5
KEPT_SUFFIX = "_orig"
"""A field that takes another type in a project stays under this name beside the new one."""
SHORT = 60
"""Characters of a value that a preview shows."""


@dataclass(frozen=True, eq=False)
class Patient:
    """One table as it was read, before anything is mended.

    ``frame`` is a GeoDataFrame indexed by int64 ``fid`` whose geometry is as in the file (x = easting or longitude);
    ``fields`` maps canonical names to columns of ``frame``. ``crs`` is what the file states. ``traits`` are what the
    reader drops without a trace: ``m``, ``curved``; ``unreadable`` marks rows whose bytes gave no geometry.
    """

    file: str
    frame: gpd.GeoDataFrame
    kind: GeometryKind
    crs: pyproj.CRS | None = None
    role: str | None = None
    fields: Mapping[str, str] | None = None
    traits: frozenset[str] = frozenset()
    unreadable: Mask | None = None

    @property
    def geometries(self) -> Objects:
        """Geometry objects, one per row; None where there is none."""
        return np.asarray(self.frame.geometry.to_numpy(), dtype=object)

    def column(self, canonical: str) -> str | None:
        """The column that carries a canonical field; None when there is none."""
        return (self.fields or {}).get(canonical)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One feature before and after a repair, only what changes; ``after`` is None when the feature goes."""

    fid: int
    before: Mapping[str, str]
    after: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Repair:
    """A way to mend what was found: a pure function from a frame to the mended frame.

    ``shown_before`` makes the frame of the left side of a preview where that is not the frame itself (a text that
    reading has put right already).
    """

    id: str
    label: Text
    apply: Change
    shown_before: Change | None = None

    def preview(self, frame: gpd.GeoDataFrame, most: int = PREVIEW_ROWS) -> tuple[PreviewRow, ...]:
        """The first ``most`` features that the repair changes, before and after."""
        before = frame if self.shown_before is None else self.shown_before(frame)
        return compared(before, self.apply(frame), most)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing found, the features it is about (all of them: empty), and the repairs to choose from."""

    notice: Notice
    fids: tuple[int, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def code(self) -> str:
        """The stable name of what was found (``geometry.invalid``)."""
        return self.notice.code


def compared(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, most: int = PREVIEW_ROWS) -> tuple[PreviewRow, ...]:
    """The first rows of ``before`` that are different in ``after`` or gone, with the values that changed."""
    stays, matched = _matched(before, after)
    changed = {str(name): _differs(before, matched, name) & stays for name in after.columns}
    any_change = np.logical_or.reduce([~stays, *changed.values()])
    if crs_text(before) != crs_text(after):
        any_change = np.ones(len(before), dtype=bool)
    rows = np.flatnonzero(any_change)[:most]
    return tuple(_preview_row(before, matched, int(row), {n: bool(c[row]) for n, c in changed.items()}) for row in rows)


def changed_cells(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> dict[str, Mask]:
    """Columns of ``after`` in which features that stay have another value, with their rows in ``before``."""
    stays, matched = _matched(before, after)
    masks = {str(name): _differs(before, matched, name) & stays for name in after.columns}
    return {name: mask for name, mask in masks.items() if mask.any()}


def _matched(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> tuple[Mask, gpd.GeoDataFrame]:
    """Which features of ``before`` stay, and ``after`` in its order."""
    stays = np.asarray(before.index.isin(after.index), dtype=bool)
    return stays, after.loc[before.index] if stays.all() else after.reindex(before.index)


def crs_text(frame: gpd.GeoDataFrame) -> str:
    """The name of the frame's CRS as it is shown; a dash for none."""
    from layers.geometry.crs import crs_name

    return crs_name(frame.crs) if frame.crs is not None else "–"


def _differs(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, name: str) -> Mask:
    if name not in before.columns:
        return np.ones(len(before), dtype=bool)
    if name == before.geometry.name:
        first, second = before.geometry.to_numpy(), after.geometry.to_numpy()
        both_missing = shapely.is_missing(first) & shapely.is_missing(second)
        return np.asarray(~(shapely.equals_identical(first, second) | both_missing), dtype=bool)
    first, second = pd.DataFrame(before)[name], pd.DataFrame(after)[name]
    if _textual(first) and _textual(second):
        first, second = first.astype("string"), second.astype("string")
    elif _textual(first) or _textual(second):
        return np.asarray(first.notna() | second.notna(), dtype=bool)
    same = first.eq(second).fillna(False) | (first.isna() & second.isna())
    return np.asarray(~same.astype(bool), dtype=bool)


def _textual(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_string_dtype(column.dtype) or column.dtype == object)


def _preview_row(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, row: int, changed: Mapping[str, bool]
) -> PreviewRow:
    fid = int(before.index[row])
    names = [name for name, differs in changed.items() if differs]
    gone = fid not in after.index or (not names and pd.DataFrame(after).iloc[row].isna().all())
    shown_names = list(before.columns) if gone else names
    left = {str(name): _shown(before, name, row) for name in shown_names}
    right = {str(name): _shown(after, name, row) for name in names}
    for name in {str(name) for name in names if left.get(str(name)) == right.get(str(name))}:
        # Only the type changes: text stands in quotation marks.
        left[name] = _quoted(before, name, left[name])
        right[name] = _quoted(after, name, right[name])
    if not gone and crs_text(before) != crs_text(after):
        left, right = {"crs": crs_text(before), **left}, {"crs": crs_text(after), **right}
    return PreviewRow(fid, left, None if gone else right)


def _shown(frame: gpd.GeoDataFrame, name: str, row: int) -> str:
    if name not in frame.columns:
        return "–"
    value = pd.DataFrame(frame)[name].iloc[row]
    if name == frame.geometry.name:
        return described(value)
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return "–"
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return str(value)[:SHORT]


def _quoted(frame: gpd.GeoDataFrame, name: str, shown: str) -> str:
    return f"“{shown}”" if name in frame.columns and _textual(pd.DataFrame(frame)[name]) else shown


def described(geometry: Any) -> str:
    """A geometry in a few words: type, dimensions, vertices, first coordinates."""
    if geometry is None or pd.isna(geometry):
        return "–"
    dimensions = ("Z" if geometry.has_z else "") + ("M" if geometry.has_m else "")
    vertices = int(shapely.get_num_coordinates(geometry))
    kind = f"{geometry.geom_type} {dimensions}".rstrip()
    if not vertices:
        return f"{kind} EMPTY"
    x, y = shapely.get_coordinates(geometry)[0]
    fault = "" if geometry.is_valid else ", ✗"
    return f"{kind} [{vertices}{fault}] {x:.10g} {y:.10g} …"
