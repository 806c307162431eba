"""The features of a layer by place: boxes in a grid, so that a million features are searched in microseconds.

Edits are laid over it (``put``), so that it need not be built again after every one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.changes import TableSchema
from layers.editing.edit import Box, Edit, Floats, Shape
from layers.editing.paths import polygon
from layers.layer import Coordinates, GeometryKind, Layer
from layers.store import rtree
from layers.store.blob import wkb_of
from layers.store.names import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

Rows = npt.NDArray[np.int64]
_PER_CELL = 4
_WIDE = 8
"""Features wider than so many cells are looked at in every search."""


class BoxGrid:
    """Rows by bounding box (n, 4: west, south, east, north). Rows without a box (NaN) are never found."""

    def __init__(self, boxes: Floats) -> None:
        self._boxes = boxes
        there = np.flatnonzero(np.isfinite(boxes).all(axis=1))
        known = boxes[there]
        self._origin = known[:, :2].min(axis=0) if len(known) else np.zeros(2)
        span = known[:, 2:].max(axis=0) - self._origin if len(known) else np.ones(2)
        self._cell = max(float(np.sqrt(max(span[0] * span[1], 1e-300) * _PER_CELL / max(len(known), 1))), 1e-12)
        self._cell = max(self._cell, float(span.max()) / 30_000.0)
        width = (known[:, 2:] - known[:, :2]).max(axis=1) if len(known) else np.zeros(0)
        wide = width > _WIDE * self._cell
        self._wide, narrow = there[wide], there[~wide]
        self._reach = float(width[~wide].max()) if (~wide).any() else 0.0
        self._shape = (span // self._cell).astype(np.int64) + 1
        column, line = self._cells(boxes[narrow, 0], boxes[narrow, 1])
        number = line * self._shape[0] + column
        order = np.argsort(number, kind="stable")
        self._rows = narrow[order]
        self._starts = np.searchsorted(number[order], np.arange(self._shape[0] * self._shape[1] + 1))

    def rows(self, box: Box) -> Rows:
        """Rows whose box meets ``box``."""
        west, south, east, north = box
        (low_x, high_x), (low_y, high_y) = self._cells(
            np.array([west - self._reach, east]), np.array([south - self._reach, north])
        )
        lines = np.arange(low_y, high_y + 1) * self._shape[0]
        runs = [
            self._rows[start:end]
            for start, end in zip(self._starts[lines + low_x], self._starts[lines + high_x + 1], strict=True)
        ]
        rows = np.concatenate([self._wide, *runs])
        boxes = self._boxes[rows]
        meets = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
        return np.asarray(rows[meets], dtype=np.int64)

    def _cells(self, x: Floats, y: Floats) -> tuple[Rows, Rows]:
        column = ((x - self._origin[0]) // self._cell).clip(0, self._shape[0] - 1)
        line = ((y - self._origin[1]) // self._cell).clip(0, self._shape[1] - 1)
        return column.astype(np.int64), line.astype(np.int64)


class FeaturesAround:
    """Features of one layer, with edits laid over them. One thread at a time."""

    def __init__(self, fids: Rows, boxes: Floats, made: Callable[[Rows], Any]) -> None:
        self._fids, self._made = fids, made
        self._grid = BoxGrid(boxes)
        self._order = np.argsort(fids, kind="stable")
        self._sorted = fids[self._order]
        self._late: dict[int, Shape] = {}

    def around(self, box: Box) -> dict[int, Shape]:
        """Features whose bounding box meets ``box``."""
        rows = self._grid.rows(box)
        if self._late:
            rows = rows[[int(fid) not in self._late for fid in self._fids[rows]]]
        found = dict(zip(self._fids[rows].tolist(), self._made(rows), strict=True))
        if self._late:
            found.update(_meeting(self._late, box))
        return found

    def shape(self, fid: int) -> Shape:
        """The geometry of a feature; None where there is none."""
        if fid in self._late:
            return self._late[fid]
        place = int(np.searchsorted(self._sorted, fid))
        if place >= len(self._sorted) or self._sorted[place] != fid:
            return None
        return self._made(self._order[place : place + 1])[0]

    def put(self, changes: Mapping[int, Shape]) -> None:
        """Lay new geometries over the old ones; None: the feature is gone."""
        self._late.update(changes)

    def snapshot(self) -> FeaturesAround:
        """The features as they stand, for another thread; what is ``put`` later it does not see."""
        found = copy(self)
        found._late = dict(self._late)
        return found

    def count(self, box: Box) -> int:
        """How many features ``around`` would give, nearly."""
        return len(self._grid.rows(box))


class ShapesAround:
    """A few features at hand."""

    def __init__(self, shapes: Mapping[int, Shape]) -> None:
        self.shapes = dict(shapes)

    def around(self, box: Box) -> dict[int, Shape]:
        """Features whose bounding box meets ``box``."""
        return _meeting(self.shapes, box)

    def shape(self, fid: int) -> Shape:
        """The geometry of a feature; None where there is none."""
        return self.shapes.get(fid)


class RowsAround:
    """The features of a table of a project, through its R-tree; for the thread that owns the connection."""

    def __init__(self, connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
        tree, key = quoted(rtree.name_of(table, schema)), quoted(schema.key)
        wanted = f"SELECT f.{key}, f.{quoted(schema.geometry)} FROM"
        self._connection = connection
        self._by_box = (
            f"{wanted} {tree} r JOIN {quoted(table)} f ON f.{key} = r.id"
            " WHERE r.minx<=? AND r.maxx>=? AND r.miny<=? AND r.maxy>=?"
        )
        self._by_fid = f"{wanted} {quoted(table)} f WHERE f.{key}=?"

    def around(self, box: Box) -> dict[int, Shape]:
        """Features whose bounding box meets ``box``."""
        west, south, east, north = box
        rows = self._connection.execute(self._by_box, (east, west, north, south)).fetchall()
        return {int(fid): decoded(content) for fid, content in rows}

    def shape(self, fid: int) -> Shape:
        """The geometry of a feature; None where there is none."""
        row = self._connection.execute(self._by_fid, (fid,)).fetchone()
        return None if row is None else decoded(row[1])


def decoded(content: object) -> Shape:
    """The geometry in GeoPackage bytes, without heights, one part alone as what it is; None where there is none."""
    if not isinstance(content, bytes):
        return None
    shape = shapely.force_2d(shapely.from_wkb(wkb_of(content)))
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape


def features_of(layer: Layer) -> FeaturesAround:
    """The features of a layer: from the table where it has been read, else from the coordinate arrays."""
    if not getattr(layer, "deferred", False):
        return of_shapes(layer.fids, layer.frame.geometry.to_numpy())
    coordinates = layer.coordinates
    boxes = _boxes(coordinates, len(layer))
    starts = np.searchsorted(coordinates.part_feature, np.arange(len(layer) + 1))

    def made(rows: Rows) -> list[Shape]:
        return [_made(coordinates, int(starts[row]), int(starts[row + 1]), kind=layer.kind) for row in rows]

    return FeaturesAround(layer.fids, boxes, made)


def shapes_of(layer: Layer, fids: Iterable[int]) -> dict[int, Shape]:
    """Geometries of some features of a layer, without heights; None for those that it does not have."""
    asked = np.fromiter(fids, dtype=np.int64)
    rows = np.flatnonzero(np.isin(layer.fids, asked))
    shapes = shapely.force_2d(layer.some(rows).geometry.to_numpy())
    return dict.fromkeys(asked.tolist()) | dict(zip(layer.fids[rows].tolist(), shapes, strict=True))


def of_shapes(fids: Rows, shapes: npt.NDArray[Any]) -> FeaturesAround:
    """Features by fids (n) and geometries (n)."""
    return FeaturesAround(fids, shapely.bounds(shapes), lambda rows: shapes[rows])


def put(near: FeaturesAround | ShapesAround, edit: Edit, fids: tuple[int, ...]) -> None:
    """Lay an edit over the features; ``fids`` are those that its new features got."""
    changes: dict[int, Shape] = {**edit.changed, **dict.fromkeys(edit.removed)}
    changes.update(zip(fids, (one.geometry for one in edit.added), strict=True))
    if isinstance(near, FeaturesAround):
        near.put(changes)
        return
    for fid, shape in changes.items():
        if shape is None:
            near.shapes.pop(fid, None)
        else:
            near.shapes[fid] = shape


def _meeting(shapes: Mapping[int, Shape], box: Box) -> dict[int, Shape]:
    known = {fid: shape for fid, shape in shapes.items() if shape is not None}
    if not known:
        return {}
    bounds = shapely.bounds(np.array([*known.values(), None], dtype=object)[:-1])
    west, south, east, north = box
    meets = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    return {fid: shape for (fid, shape), here in zip(known.items(), meets, strict=True) if here}


def _boxes(coordinates: Coordinates, count: int) -> Floats:
    boxes = np.full((count, 4), np.nan)
    feature = coordinates.part_feature
    if not len(feature):
        return boxes
    first = np.concatenate([[True], feature[1:] != feature[:-1]])
    starts = coordinates.part_starts[:-1][first]
    for axis in (0, 1):
        column = np.ascontiguousarray(coordinates.xy[:, axis])
        boxes[feature[first], axis] = np.minimum.reduceat(column, starts)
        boxes[feature[first], axis + 2] = np.maximum.reduceat(column, starts)
    return boxes


def _made(coordinates: Coordinates, first: int, last: int, *, kind: GeometryKind) -> Shape:
    """One feature out of the arrays: parts ``first`` up to ``last``."""
    starts = coordinates.part_starts
    runs = [coordinates.xy[starts[part] : starts[part + 1]] for part in range(first, last)]
    if kind == "point":
        points = shapely.points(np.concatenate(runs)) if runs else []
        return points[0] if len(points) == 1 else shapely.multipoints(points)
    if kind == "line":
        lines = [shapely.linestrings(run) for run in runs if len(run) > 1]
        return lines[0] if len(lines) == 1 else shapely.multilinestrings(lines)
    groups: list[list[Any]] = []
    for run, hole in zip(runs, coordinates.part_hole[first:last], strict=True):
        if hole and groups:
            groups[-1].append(shapely.linearrings(run))
        else:
            groups.append([shapely.linearrings(run)])
    made = [polygon(ring, holes) for ring, *holes in groups]
    return made[0] if len(made) == 1 else shapely.multipolygons(made)
