"""The features of one layer found by place and by number, and their free edges; edits are laid over both."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Coordinates
from layers.topology.edges import Edges, free_edges, joined, rings_of
from layers.topology.settings import DEFAULTS, Settings, scale_of

if TYPE_CHECKING:
    import pyproj

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Changes = Mapping[int, Any]
"""New geometry by fid; None: the feature goes. A fid that is not there yet is a new feature."""

_UNKNOWN, _VALID, _BROKEN = 0, 1, 2
_MANY_BROKEN = 100
"""So many invalid polygons and all edges are paired anew."""
_LATE = 5_000
"""Rows laid over the tree before it is built anew."""
_MANY_EDITS = 2_000
"""So many features edited at once and all edges are paired anew."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What brings an index back to where it was."""

    shapes: tuple[tuple[int, Any], ...]
    free: Edges
    count: int


class Index:
    """Geometries by row. One thread at a time; the geometries themselves are never prepared or written into.

    ``fids`` (n) and ``shapes`` (n; None where a feature has no geometry) are those of a layer of one kind; ``parent``
    is the area that the layer must fill and keep to, in the same CRS. ``rings`` are the rings of ``shapes`` where they
    are at hand already.
    """

    def __init__(
        self,
        fids: Rows,
        shapes: Objects,
        *,
        crs: pyproj.CRS | None = None,
        settings: Settings = DEFAULTS,
        parent: Any = None,
        rings: Coordinates | None = None,
    ) -> None:
        self.crs, self.settings, self.parent = crs, settings, parent
        self.scale = scale_of(crs, None if crs is not None and crs.is_projected else _extent(shapes))
        self.dimension = _dimension(shapes)
        self.fids = np.asarray(fids, dtype=np.int64)
        self.shapes = np.array(shapes, dtype=object)
        self._rings = rings
        self._order = np.argsort(self.fids, kind="stable")
        self._ordered = self.fids[self._order]
        self._added: dict[int, int] = {}
        self._mended: dict[int, Any] = {}
        self._valid = np.full(len(self.shapes), _UNKNOWN, dtype=np.int8)
        self._free: Edges | None = None
        self._late: dict[int, None] = {}
        self._moved = np.zeros(len(self.shapes), dtype=np.bool_)
        self._fid_of_row = self.fids
        self._build()

    def fork(self) -> Index:
        """An index that stands as this one does and then goes its own way; the geometries are shared."""
        twin = copy.copy(self)
        twin.shapes, twin._moved, twin._valid = self.shapes.copy(), self._moved.copy(), self._valid.copy()
        twin._added, twin._mended, twin._late = dict(self._added), dict(self._mended), dict(self._late)
        return twin

    # Found by number

    def row(self, fid: int) -> int | None:
        """The row of a feature that has been there at some time."""
        if fid in self._added:
            return self._added[fid]
        place = int(np.searchsorted(self._ordered, fid))
        there = place < len(self._ordered) and self._ordered[place] == fid
        return int(self._order[place]) if there else None

    def rows(self, fids: Sequence[int]) -> Rows:
        """The rows of features, without those that never were."""
        return np.array([row for fid in fids if (row := self.row(fid)) is not None], dtype=np.int64)

    def fid(self, row: int) -> int:
        """The number of the feature in a row."""
        return int(self._fid_of_row[row])

    @property
    def next_fid(self) -> int:
        """A number above that of every feature that was ever there."""
        return int(max(self._fid_of_row.max(initial=0), 0)) + 1

    def shape(self, fid: int) -> Any:
        """The geometry of a feature; None where it has none or is not there."""
        row = self.row(fid)
        return None if row is None else self.shapes[row]

    # Found by place

    def near(self, boxes: Floats) -> tuple[Rows, Rows]:
        """Pairs (number of the box, row) of features whose bounding box meets one of ``boxes`` (k, 4)."""
        asked, found = self._tree.query(shapely.box(*np.asarray(boxes, dtype=np.float64).T))
        if not self._late:
            return asked, found
        stays = ~self._moved[found]
        late = np.fromiter(self._late, dtype=np.int64)
        bounds = shapely.bounds(self.shapes[late])
        meets = _meet(boxes[:, None, :], bounds[None, :, :])
        box, place = np.nonzero(meets)
        return np.concatenate([asked[stays], box]), np.concatenate([found[stays], late[place]])

    def around(self, boxes: Floats) -> Rows:
        """Rows of all features whose bounding box meets one of ``boxes`` (k, 4), ascending."""
        return np.unique(self.near(boxes)[1])

    def usable(self, rows: Rows) -> Objects:
        """The geometries, valid ones in place of those that are not."""
        unknown = np.unique(rows[self._valid[rows] == _UNKNOWN])
        if len(unknown):
            shapes = self.shapes[unknown]
            bad = ~shapely.is_valid(shapes) & (shapely.get_dimensions(shapes) == 2)
            self._valid[unknown] = np.where(bad, _BROKEN, _VALID)
            mended = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
            self._mended.update(zip(unknown[bad].tolist(), mended, strict=True))
        shapes = self.shapes[rows]
        for place in np.flatnonzero(self._valid[rows] == _BROKEN):
            shapes[place] = self._mended[int(rows[place])]
        return shapes

    def broken(self, rows: Rows) -> npt.NDArray[np.bool_]:
        """Which of the rows have an invalid polygon."""
        self.usable(rows)
        return np.asarray(self._valid[rows] == _BROKEN)

    # Free edges

    @property
    def free(self) -> Edges:
        """Edges that no other feature has exactly once the other way, of valid geometry."""
        if self._free is None:
            rings = self._rings if self._rings is not None else rings_of(self.shapes)
            self._rings = None
            self._free = free_edges(rings)
            self._renew_broken()
        return self._free

    def free_in(self, box: Floats) -> Edges:
        """Those whose bounding box meets ``box`` (4)."""
        return self.free.of(_in_box(self.free, box))

    def _renew_broken(self) -> None:
        """Broken rings do not bound what they seem to: the edges of mended shapes take their place."""
        assert self._free is not None
        rows = np.unique(self._free.row)
        bad = rows[self.broken(rows)]
        if len(bad) > _MANY_BROKEN:
            self._free = free_edges(rings_of(self.usable(np.arange(len(self.shapes)))))
            return
        for box in shapely.bounds(self.shapes[bad]):
            self._renew(box)

    # Edits

    def put(self, changes: Changes) -> tuple[Snapshot, Floats]:
        """Lay an edit over the index; what takes it back, and the boxes (k, 4) in which something may be different."""
        if len(self._late) > _LATE:
            self._build()
        free, count = self.free, len(self.shapes)
        before: list[tuple[int, Any]] = []
        boxes: list[Floats] = []
        for fid, shape in changes.items():
            row = self.row(fid)
            if row is None:
                row = self._append(fid)
            old = self.shapes[row]
            before.append((row, old))
            self._set(row, shape)
            both = np.stack([shapely.bounds(old), shapely.bounds(shape)])
            if np.isfinite(both).any():
                boxes.append(np.concatenate([np.nanmin(both[:, :2], axis=0), np.nanmax(both[:, 2:], axis=0)]))
        windows = np.array(boxes).reshape(-1, 4)
        margin = self.scale.units(4 * self.settings.tolerance_m)
        windows += np.array([-margin, -margin, margin, margin])
        if len(windows) > _MANY_EDITS:
            self._free = None
        for box in windows if self._free is not None else ():
            self._renew(box)
        return Snapshot(tuple(before), free, count), windows

    def restore(self, snapshot: Snapshot) -> None:
        """Take the last edit back."""
        for row, shape in reversed(snapshot.shapes):
            self._set(row, shape)
        self._free = snapshot.free
        for row in range(snapshot.count, len(self.shapes)):
            del self._late[row], self._added[int(self._fid_of_row[row])]
        self.shapes, self._moved = self.shapes[: snapshot.count], self._moved[: snapshot.count]
        self._valid, self._fid_of_row = self._valid[: snapshot.count], self._fid_of_row[: snapshot.count]

    def _renew(self, box: Floats) -> None:
        """Pair the edges within a box anew: whatever could be their partner meets the box as well."""
        rows = self.around(box[None, :])
        rings = rings_of(self.usable(rows))
        own = free_edges(Coordinates(rings.xy, rings.part_starts, rows[rings.part_feature], rings.part_hole))
        self._free = joined([self.free.of(~_in_box(self.free, box)), own.of(_in_box(own, box))])

    def _set(self, row: int, shape: Any) -> None:
        self.shapes[row] = shape
        self._moved[row] = True
        self._valid[row] = _UNKNOWN
        self._late[row] = None

    def _append(self, fid: int) -> int:
        row = len(self.shapes)
        self.shapes = np.append(self.shapes, np.array([None], dtype=object))
        self._moved = np.append(self._moved, True)
        self._valid = np.append(self._valid, np.int8(_UNKNOWN))
        self._fid_of_row = np.append(self._fid_of_row, fid)
        self._added[fid] = row
        return row

    def _build(self) -> None:
        self._tree = shapely.STRtree(self.shapes)
        self._moved = np.zeros(len(self.shapes), dtype=np.bool_)
        self._late = {}


def _meet(first: Floats, second: Floats) -> npt.NDArray[np.bool_]:
    """Whether boxes meet, their borders included; one without numbers meets none."""
    return (
        (first[..., 0] <= second[..., 2])
        & (second[..., 0] <= first[..., 2])
        & (first[..., 1] <= second[..., 3])
        & (second[..., 1] <= first[..., 3])
    )


def _in_box(edges: Edges, box: Floats) -> npt.NDArray[np.bool_]:
    """Edges whose bounding box meets ``box`` (4)."""
    found = np.ones(len(edges), dtype=np.bool_)
    for axis in (0, 1):
        found &= np.maximum(edges.start[:, axis], edges.end[:, axis]) >= box[axis]
        found &= np.minimum(edges.start[:, axis], edges.end[:, axis]) <= box[axis + 2]
    return found


def _extent(shapes: Objects) -> tuple[float, float, float, float] | None:
    if not len(shapes):
        return None
    west, south, east, north = (float(one) for one in shapely.total_bounds(shapes))
    return None if np.isnan(west) else (west, south, east, north)


def _dimension(shapes: Objects) -> int:
    """That of most of the geometries: 2, 1, 0; -1 where there is none."""
    found, counts = np.unique(shapely.get_dimensions(shapes), return_counts=True)
    there = found >= 0
    return int(found[there][int(np.argmax(counts[there]))]) if there.any() else -1
