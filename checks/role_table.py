"""All features of one role as one table, and the same table after some of its rows have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from checks.selecting import Mask
from layers.descent import changed_fids
from layers.geometry.area import ellipsoidal_area, planar_area
from layers.geometry.crs import transformed

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
KEPT = ("geometry", "usable", "areal", "valid", "bounds", "areas", "without_crs")
"""What a table works out once for all of its rows and can work out again for some of them."""


@dataclass(frozen=True, eq=False)
class RoleTable:
    """Features bound to one role, in the order of their layers: all of them, or some.

    ``layer_of_row``, ``row_in_layer`` and ``fid`` say where a row is from. Everything else is made when asked for.
    """

    role: str
    layers: tuple[Layer, ...]
    layer_of_row: Rows
    row_in_layer: Rows
    fid: Rows
    crs: pyproj.CRS | None

    def __len__(self) -> int:
        return len(self.fid)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The attributes with a plain 0…n-1 index."""
        if len(self) != sum(map(len, self._frames)):
            return self._some(np.arange(len(self)))
        frames = self._frames
        return frames[0].reset_index(drop=True) if len(frames) == 1 else pd.concat(frames, ignore_index=True)

    def part(self, rows: Rows) -> pd.DataFrame:
        """The attributes of some rows, in their order, with a plain index; the whole frame is not made for them."""
        if "frame" in self.__dict__:
            return self.frame.iloc[rows].reset_index(drop=True)
        return self._some(rows)

    def only(self, rows: Rows) -> RoleTable:
        """The table of some rows, with what is known of them already."""
        found = RoleTable(
            self.role, self.layers, self.layer_of_row[rows], self.row_in_layer[rows], self.fid[rows], self.crs
        )
        found.__dict__["_frames"] = self._frames
        for name in KEPT:
            if name in self.__dict__:
                found.__dict__[name] = self.__dict__[name][..., rows]
        if "measurable" in self.__dict__:
            whole = self.measurable is self.geometry
            found.__dict__["measurable"] = found.geometry if whole else self.measurable[rows]
        return found

    def has(self, name: str) -> bool:
        """Whether any layer has the field."""
        return any(name in layer.frame.columns for layer in self.layers)

    def absent(self, name: str) -> Mask:
        """Rows whose layer does not have the field at all."""
        lacking = np.array([name not in layer.frame.columns for layer in self.layers])
        if not lacking.any():
            return np.zeros(len(self), dtype=bool)
        return np.asarray(lacking[self.layer_of_row], dtype=bool)

    def names(self, rows: Rows) -> list[str]:
        """The features' names, ``fid n`` where they have none."""
        fallback = [f"fid {number}" for number in self.fid[rows]]
        if not self.has("name"):
            return fallback
        named = self.part(rows)["name"].astype("string").to_numpy(dtype=object, na_value=None)
        return [name or other for name, other in zip(named, fallback, strict=True)]

    @cached_property
    def without_crs(self) -> Mask:
        """Rows whose layer's CRS is unknown, or whose coordinates do not fit it.

        Swapped axes or a zone prefix make a transformation answer ``inf`` without an exception.
        """
        lost = np.array([layer.crs is None for layer in self.layers]) | (self.crs is None)
        return np.asarray(lost[self.layer_of_row] | np.isinf(self.bounds).any(axis=0), dtype=bool)

    @cached_property
    def geometry(self) -> Geometries:
        """Plane geometry in the measuring CRS, row by row, as it is in the files (null and invalid included)."""
        parts = [self._of_layer(number) for number in range(len(self.layers))]
        if not parts:
            return np.empty(0, dtype=object)
        found = np.empty(len(self), dtype=object)
        for number, part in enumerate(parts):
            found[self.layer_of_row == number] = part
        return found

    @cached_property
    def usable(self) -> Mask:
        """Rows with a geometry that is not empty."""
        return np.asarray(~(shapely.is_missing(self.geometry) | shapely.is_empty(self.geometry)), dtype=bool)

    @cached_property
    def areal(self) -> Mask:
        """Rows that have an area: lines and points drawn for an area role would measure 0 and hide everything."""
        return np.asarray(shapely.get_dimensions(self.geometry) == 2, dtype=bool)

    @cached_property
    def valid(self) -> Mask:
        """Rows whose geometry is valid."""
        return np.asarray(shapely.is_valid(self.geometry), dtype=bool)

    @cached_property
    def bounds(self) -> Floats:
        """West, south, east, north of each feature as an array (4, n); NaN where there is no geometry."""
        return np.array(shapely.bounds(self.geometry).T, dtype=np.float64, order="C")

    @cached_property
    def measurable(self) -> Geometries:
        """The geometry with invalid shapes repaired (rings kept, areas swept twice counted once)."""
        broken = self.usable & ~self.valid
        if not broken.any():
            return self.geometry
        repaired = self.geometry.copy()
        repaired[broken] = shapely.make_valid(repaired[broken], method="structure", keep_collapsed=False)
        return repaired

    @cached_property
    def areas(self) -> Floats:
        """Planar and ellipsoidal area of each feature in m² as an array (2, n), repaired where invalid.

        Only of a table whose CRS is known.
        """
        assert self.crs is not None
        return np.array([planar_area(self.measurable), ellipsoidal_area(self.measurable, self.crs)])

    @cached_property
    def _frames(self) -> tuple[pd.DataFrame, ...]:
        return tuple(pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name)) for layer in self.layers)

    def _some(self, rows: Rows) -> pd.DataFrame:
        owner, local = self.layer_of_row[rows], self.row_in_layer[rows]
        if len(self.layers) == 1:
            return self._frames[0].iloc[local].reset_index(drop=True)
        there = np.unique(owner) if len(owner) else range(len(self.layers))
        parts = [self._frames[number].iloc[local[owner == number]] for number in there]
        found = pd.concat(parts, ignore_index=True)
        lost = [name for frame in self._frames for name in frame.columns if name not in found.columns]
        found = found.reindex(columns=[*found.columns, *dict.fromkeys(lost)])
        back = np.empty(len(rows), dtype=np.int64)
        back[np.argsort(owner, kind="stable")] = np.arange(len(rows))
        return found.iloc[back].reset_index(drop=True)

    def _of_layer(self, number: int) -> Geometries:
        layer = self.layers[number]
        mine = self.layer_of_row == number
        shapes: Geometries = np.asarray(layer.frame.geometry.to_numpy(), dtype=object)[self.row_in_layer[mine]]
        if shapely.has_z(shapes).any():
            shapes = np.asarray(shapely.force_2d(shapes), dtype=object)
        if layer.crs is None or self.crs is None:
            return shapes
        return transformed(shapes, layer.crs, self.crs)


@dataclass(frozen=True, eq=False)
class Renewal:
    """A table after an edit: the rows that are new or changed in it, where they lie and where they lay before.

    ``before`` is the former table, of which only the attributes can still be asked for; ``old_rows`` are its rows that
    changed or went. ``moved``: rows came or went, so that numbers are others. ``kept_old[i]`` is the row that is
    ``kept_new[i]`` now (only where ``moved``). ``boxes`` (4, k) of what was and what is.
    """

    table: RoleTable
    rows: Rows
    before: RoleTable
    old_rows: Rows
    boxes: Floats
    moved: bool
    kept_old: Rows
    kept_new: Rows

    def patched(self, old: npt.NDArray[Any], fresh: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """An array of the former table, rows last, brought up to date. Without rows coming or going it is changed
        in place: of a million objects a copy takes longer than all that has to be measured."""
        if not self.moved:
            old[..., self.rows] = fresh
            return old
        found = np.empty((*old.shape[:-1], len(self.table)), dtype=old.dtype)
        found[..., self.kept_new] = old[..., self.kept_old]
        found[..., self.rows] = fresh
        return found


def whole_table(role: str, layers: tuple[Layer, ...], crs: pyproj.CRS | None) -> RoleTable:
    """All features of some layers."""
    counts = [len(layer) for layer in layers]
    owner = np.repeat(np.arange(len(layers)), counts)
    local = np.concatenate([np.arange(count) for count in counts])
    fid = np.concatenate([np.asarray(layer.fids, dtype=np.int64) for layer in layers])
    return RoleTable(role, layers, owner, local, fid, crs)


def renewed(old: RoleTable, layers: tuple[Layer, ...]) -> Renewal | None:
    """The table of ``layers``, which differ in some rows from those that ``old`` is made of (``layers.descent``).

    None where more than rows has changed (names, columns, CRS) or where it is not known which. ``old`` must not be
    used any more: its arrays are.
    """
    if len(layers) != len(old.layers) or not all(map(_alike, old.layers, layers)):
        return None
    changed = [changed_fids(*pair) for pair in zip(old.layers, layers, strict=True)]
    touched = [fids for fids in changed if fids is not None]
    if len(touched) < len(layers):
        return None
    table = whole_table(old.role, layers, old.crs)
    gone, come = _touched_rows(old, touched), _touched_rows(table, touched)
    moved = len(table) != len(old) or not np.array_equal(table.fid, old.fid)
    kept_old = kept_new = np.empty(0, dtype=np.int64)
    if moved:
        kept_old, kept_new = (np.delete(np.arange(len(one)), rows) for one, rows in ((old, gone), (table, come)))
        if not np.array_equal(old.fid[kept_old], table.fid[kept_new]):
            return None
    boxes = old.only(gone).bounds
    fresh = table.only(come)
    boxes = np.concatenate([boxes, fresh.bounds], axis=1)
    found = Renewal(table, come, old, gone, boxes, moved, kept_old, kept_new)
    _take_over(found, old, fresh)
    return found


def _take_over(renewal: Renewal, old: RoleTable, fresh: RoleTable) -> None:
    """What the former table has worked out, for the new one."""
    known = renewal.table.__dict__
    former: Geometries | None = old.__dict__.get("measurable")
    as_read = former is old.__dict__.get("geometry")
    for name in KEPT:
        if name in old.__dict__:
            known[name] = renewal.patched(old.__dict__[name], getattr(fresh, name))
    if former is None:
        return
    if as_read and fresh.measurable is fresh.geometry:
        known["measurable"] = known["geometry"]
    elif not as_read:
        known["measurable"] = renewal.patched(former, fresh.measurable)


def _alike(before: Layer, after: Layer) -> bool:
    if before is after:
        return True
    return (
        (before.name, before.role, before.kind) == (after.name, after.role, after.kind)
        and list(before.frame.columns) == list(after.frame.columns)
        and before.crs == after.crs
    )


def _touched_rows(table: RoleTable, touched: Sequence[frozenset[int]]) -> Rows:
    """Rows of a table that an edit is about; ``touched``: fids by layer."""
    found = []
    start = 0
    for layer, fids in zip(table.layers, touched, strict=True):
        mine = table.fid[start : start + len(layer)]
        found.append(start + _positions(mine, np.array(sorted(fids), dtype=np.int64)))
        start += len(layer)
    return np.concatenate(found)


def _positions(fids: Rows, wanted: Rows) -> Rows:
    """Where some fids are among others, ascending; those that are not there are left out."""
    if len(fids) < 2 or bool((fids[1:] > fids[:-1]).all()):
        at = np.minimum(np.searchsorted(fids, wanted), max(len(fids) - 1, 0))
        return at[fids[at] == wanted] if len(fids) else at[:0]
    return np.flatnonzero(np.isin(fids, wanted))
