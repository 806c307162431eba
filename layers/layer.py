"""A layer: features of one file or table, with what they mean to planning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from core.messages import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

GeometryKind = Literal["point", "line", "polygon"]
Bounds = tuple[float, float, float, float]
_KNOWN = "_coordinates_before"
"""Where a layer keeps the coordinates that it had before an edit, until its own are asked for, and the rows edited."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in a file that the planner should know or mend; never a reason to stop."""

    code: str
    message: Text
    where: str | None = None
    repair: Text | None = None


@dataclass(frozen=True, slots=True)
class Coordinates:
    """Coordinates of a layer as ragged arrays: what the map draws, no geometry object per feature.

    ``xy`` is (n, 2) float64 in the layer's CRS, x = easting or longitude. ``part_starts`` (m + 1) are the offsets of
    rings, lines or points into ``xy``. ``part_feature`` (m) is the row number (not the fid) of each part's feature,
    ascending. ``part_hole`` (m) marks inner rings, which follow the outer ring of their polygon. Which way a ring
    runs is not promised. Where the reader has measured them on its way, ``part_bounds`` (m, 4) are west, south, east,
    north of each part and ``part_clockwise`` (m) says which rings run so; all parts are then fit to be drawn.
    """

    xy: npt.NDArray[np.float64]
    part_starts: npt.NDArray[np.int64]
    part_feature: npt.NDArray[np.int64]
    part_hole: npt.NDArray[np.bool_]
    part_bounds: npt.NDArray[np.float64] | None = None
    part_clockwise: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class Layer:
    """Features read from one file, bound to a role.

    ``frame`` is a GeoDataFrame indexed by ``fid`` (int64: the record number from 0, or the table's own id) whose
    columns carry the canonical names of the role where known, the file's own names elsewhere, and ``geometry``.
    It must not be written into: copies of it are shared between threads.
    ``fields`` maps each canonical name that the file has to the name it has in the file.
    """

    name: str
    role: str | None
    frame: gpd.GeoDataFrame
    crs: pyproj.CRS | None
    kind: GeometryKind
    path: Path
    sha256: str
    fields: Mapping[str, str]
    encoding: str | None = None
    notices: tuple[Notice, ...] = ()

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def coordinates(self) -> Coordinates:
        """The ragged coordinate arrays of all features (computed once)."""
        from layers.geometry.ragged import ragged, with_features

        known = self.__dict__.pop(_KNOWN, None)
        if known is None:
            return ragged(self.frame.geometry.to_numpy())
        before, changed = known
        rows = np.array(sorted(changed), dtype=np.int64)
        return with_features(before, rows, self.frame.geometry.to_numpy()[rows])

    def take_coordinates(self, before: Layer, rows: npt.NDArray[np.int64]) -> None:
        """``before`` has the same features in the same rows but for those of ``rows`` and new ones at its end: what
        is known of its coordinates need not be found out again."""
        known = before.__dict__.get(_KNOWN)
        if "coordinates" in before.__dict__:
            known = (before.coordinates, frozenset())
        if known is not None and "coordinates" not in self.__dict__:
            self.__dict__[_KNOWN] = (known[0], known[1] | frozenset(rows.tolist()))

    @cached_property
    def fids(self) -> npt.NDArray[np.int64]:
        """The feature ids (n), in the order of the rows."""
        return np.asarray(self.frame.index, dtype=np.int64)

    @cached_property
    def bounds(self) -> Bounds | None:
        """West, south, east, north of all coordinates, in the layer's CRS; None where there are none."""
        xy = self.coordinates.xy
        if not len(xy):
            return None
        x, y = xy[:, 0], xy[:, 1]  # one after the other: along the short axis numpy is ten times as slow
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())

    @cached_property
    def illustrative(self) -> bool:
        """Whether the data say of themselves that they are illustrative (``status`` = 示意)."""
        return self.has_field("status") and bool((self.words("status") == "示意").any())

    def field_names(self) -> tuple[str, ...]:
        """The columns but the geometry: canonical names first, then the file's own for the others."""
        geometry = self.frame.geometry.name
        return tuple(str(name) for name in self.frame.columns if name != geometry)

    def has_field(self, field: str) -> bool:
        """Whether there is a column of this canonical name or, failing that, of this name in the file."""
        return self.column_named(field) is not None

    def column_named(self, field: str) -> str | None:
        """The one of ``field_names`` that ``field`` means: the canonical name, else the file's; None without one."""
        names = self.field_names()
        if field in names:
            return field
        return next((name for name, source in self.fields.items() if source == field and name in names), None)

    def words(self, field: str) -> npt.NDArray[np.str_]:
        """A column as trimmed text (n), "" where it is empty or where there is no such column."""
        from layers import values

        column = self.column_named(field)
        if column is None:
            return np.zeros(len(self), dtype=np.str_)
        texts = values.as_text(self.frame[column])
        return np.asarray(texts.fillna("").to_numpy(dtype=np.str_))

    def numbers(self, field: str) -> npt.NDArray[np.float64]:
        """A column as numbers (n), NaN where it is empty, no number, or where there is no such column."""
        from layers import values
        from layers.roles import NUMBER

        column = self.column_named(field)
        if column is None:
            return np.full(len(self), np.nan)
        return np.asarray(values.converted(self.frame[column], NUMBER)[0], dtype=np.float64)

    def rows(self, start: int, stop: int, fields: tuple[str, ...] | None = None) -> dict[str, npt.NDArray[np.str_]]:
        """Rows ``start`` up to ``stop`` as text by column (all columns, or ``fields``), as ``words`` gives them."""
        from layers import values

        part = self.frame.iloc[start:stop]
        found: dict[str, npt.NDArray[np.str_]] = {}
        for name in self.field_names() if fields is None else fields:
            column = self.column_named(name)
            texts = None if column is None else values.as_text(part[column]).fillna("").to_numpy(dtype=np.str_)
            found[name] = np.zeros(len(part), dtype=np.str_) if texts is None else np.asarray(texts)
        return found

    def some(self, rows: npt.NDArray[np.int64]) -> gpd.GeoDataFrame:
        """The features of some rows, as ``frame`` has them."""
        return self.frame.iloc[rows]
