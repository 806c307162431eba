"""Where the cursor is drawn to, and why: vertices, edges and what follows from them, found in a grid of cells.

A ``SnapIndex`` holds what is in view of some layers; building one takes a few dozen milliseconds for 100 000 vertices
and belongs in a worker, asking it takes less than one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.messages import Text
from layers.editing.edit import Box, Floats, Place, Shape
from layers.editing.paths import key
from layers.layer import Coordinates

Rows = npt.NDArray[np.int64]
Edge = tuple[Place, Place]
SnapKind = Literal["vertex", "intersection", "midpoint", "perpendicular", "edge", "extension", "grid", "construction"]
KINDS: dict[SnapKind, Text] = {
    "vertex": Text("顶点", "vertex"),
    "intersection": Text("交点", "intersection"),
    "midpoint": Text("中点", "midpoint"),
    "perpendicular": Text("垂足", "perpendicular"),
    "edge": Text("边", "edge"),
    "extension": Text("延长线", "extension"),
    "grid": Text("格网", "grid"),
    "construction": Text("辅助线", "construction line"),
}
"""In the order in which they win where several are within the tolerance."""
_NEAR = 64
"""Edges looked at for intersections, nearest first."""


@dataclass(frozen=True, slots=True)
class SnapSettings:
    """``tolerance`` in units of the map. ``kinds`` that count, for each layer or (under "") for all others.

    ``grid``: the distance of its lines, with ``grid_origin`` on two of them.
    """

    tolerance: float
    kinds: frozenset[str] = frozenset(("vertex", "edge", "midpoint", "intersection"))
    by_layer: Mapping[str, frozenset[str]] = field(default_factory=dict)
    grid: float = 0.0
    grid_origin: Place = (0.0, 0.0)

    def of(self, layer: str) -> frozenset[str]:
        """The kinds that count for a layer."""
        return self.by_layer.get(layer, self.kinds)


@dataclass(frozen=True, slots=True)
class Snap:
    """The place, to the bit where it is a vertex; what it is; the layer and fid it is of ("" and None for a grid).

    ``line`` is the edge that it comes from, to be drawn as a hint.
    """

    place: Place
    kind: SnapKind
    layer: str = ""
    fid: int | None = None
    line: tuple[Place, Place] | None = None

    @property
    def reason(self) -> Text:
        """The kind in words."""
        return KINDS[self.kind]


@dataclass(frozen=True, eq=False)
class Snapped:
    """What a layer gives to snap to: its name, coordinates and the fid of each row."""

    layer: str
    coordinates: Coordinates
    fids: Rows


def snapped_shapes(layer: str, shapes: Mapping[int, Shape]) -> Snapped:
    """What some geometries by fid give to snap to."""
    from layers.geometry.ragged import ragged

    return Snapped(
        layer, ragged(np.array([*shapes.values(), None], dtype=object)[:-1]), np.array(list(shapes), dtype=np.int64)
    )


class SnapIndex:
    """Vertices and edges of some layers within ``view``, in cells about as large as there are few in each."""

    def __init__(self, sources: Sequence[Snapped], view: Box) -> None:
        self._names = [one.layer for one in sources]
        parts = [_segments(one.coordinates, view) for one in sources]
        self.first = np.concatenate([part[0] for part in parts] or [np.empty((0, 2))])
        self.last = np.concatenate([part[1] for part in parts] or [np.empty((0, 2))])
        self._layer = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
        fids = [one.fids[part[2]] for one, part in zip(sources, parts, strict=True)]
        self._fid = np.concatenate(fids or [np.empty(0, dtype=np.int64)])
        self._origin = np.array(view[:2])
        span = np.maximum(np.array(view[2:]) - self._origin, 1e-12)
        count = max(len(self.first), 1)
        self._cell = max(float(np.sqrt(span[0] * span[1] / count)), float(span.max()) / 2000.0)
        self._shape = (span // self._cell).astype(np.int64) + 1
        self._fill()

    def __len__(self) -> int:
        return len(self.first)

    def edges_near(self, place: Place, reach: float) -> Rows:
        """Edges whose cells are within ``reach`` of a place, each once."""
        low, high = (self._cells(np.array([place]) + sign * reach)[0] for sign in (-1, 1))
        lines = np.arange(low[1], high[1] + 1) * self._shape[0]
        runs = [
            self._members[self._starts[line + low[0]] : self._starts[line + high[0] + 1]] for line in lines.tolist()
        ]
        return np.unique(np.concatenate(runs)) if runs else np.empty(0, dtype=np.int64)

    def snap(
        self, cursor: Place, settings: SnapSettings, *, start: Place | None = None, without: Place | None = None
    ) -> Snap | None:
        """The best place within the tolerance; None where there is none.

        ``start`` is the point drawn last: perpendiculars are dropped from it. ``without``: a vertex that is being
        moved; its edges do not count.
        """
        rows = self.edges_near(cursor, settings.tolerance)
        rows = rows[self._allowed(settings)[self._layer[rows]]] if len(rows) else rows
        if without is not None and len(rows):
            there = (self.first[rows] == without).all(axis=1) | (self.last[rows] == without).all(axis=1)
            rows = rows[~there]
        local = _Local(np.array(cursor), self.first[rows], self.last[rows])
        found = [
            *self._vertices(rows, local, settings),
            *self._on_edges(rows, local, settings),
            *self._intersections(rows, local, settings),
            *self._perpendiculars(rows, local, settings, start),
        ]
        if not found:
            found = [*self._extensions(cursor, settings), *_grid(cursor, settings)]
        order = list(KINDS)
        return min(found, key=lambda one: (order.index(one[1].kind), one[0]), default=(0.0, None))[1]

    def _vertices(self, rows: Rows, local: _Local, settings: SnapSettings) -> list[tuple[float, Snap]]:
        first = self._best(rows, local.to_first, local.first, "vertex", settings=settings)
        return first + self._best(rows, local.to_last, local.last, "vertex", settings=settings)

    def _on_edges(self, rows: Rows, local: _Local, settings: SnapSettings) -> list[tuple[float, Snap]]:
        middle = (local.first + local.last) / 2
        away = np.hypot(*(middle - local.cursor).T)
        found = self._best(rows, away, middle, "midpoint", settings=settings)
        return found + self._best(rows, local.away, local.foot, "edge", settings=settings)

    def _intersections(self, rows: Rows, local: _Local, settings: SnapSettings) -> list[tuple[float, Snap]]:
        close = np.flatnonzero(local.away <= settings.tolerance)
        close = close[np.argsort(local.away[close])][:_NEAR]
        close = close[self._wanted(rows[close], "intersection", settings)]
        if len(close) < 2:
            return []
        one, other = np.triu_indices(len(close), 1)
        one, other = close[one], close[other]
        place, crosses = _crossing(local.first[one], local.last[one], local.first[other], local.last[other])
        away = np.hypot(*(place - local.cursor).T)
        good = np.flatnonzero(crosses & (away <= settings.tolerance))
        if not len(good):
            return []
        best = int(good[np.argmin(away[good])])
        return [(float(away[best]), self._snap(int(rows[one[best]]), "intersection", key(*place[best])))]

    def _perpendiculars(
        self, rows: Rows, local: _Local, settings: SnapSettings, start: Place | None
    ) -> list[tuple[float, Snap]]:
        if start is None or not len(rows):
            return []
        foot, share = _feet(np.array(start), local.first, local.last)
        away = np.where((share >= 0) & (share <= 1), np.hypot(*(foot - local.cursor).T), np.inf)
        return self._best(rows, away, foot, "perpendicular", settings=settings)

    def _extensions(self, cursor: Place, settings: SnapSettings) -> list[tuple[float, Snap]]:
        """Straight on beyond the ends of edges about the cursor."""
        if not any("extension" in settings.of(name) for name in self._names):
            return []
        rows = self.edges_near(cursor, 10 * settings.tolerance)
        local = _Local(np.array(cursor), self.first[rows], self.last[rows])
        foot, share = _feet(local.cursor, local.first, local.last)
        away = np.where((share < 0) | (share > 1), np.hypot(*(foot - local.cursor).T), np.inf)
        return self._best(rows, away, foot, "extension", settings=settings)

    def _best(
        self, rows: Rows, away: Floats, places: Floats, kind: SnapKind, *, settings: SnapSettings
    ) -> list[tuple[float, Snap]]:
        """The nearest of one kind within the tolerance, of the layers for which it counts."""
        good = np.flatnonzero(away <= settings.tolerance)
        good = good[self._wanted(rows[good], kind, settings)]
        if not len(good):
            return []
        best = int(good[np.argmin(away[good])])
        return [(float(away[best]), self._snap(int(rows[best]), kind, key(*places[best])))]

    def _snap(self, row: int, kind: SnapKind, place: Place) -> Snap:
        line = key(*self.first[row]), key(*self.last[row])
        return Snap(place, kind, self._names[self._layer[row]], int(self._fid[row]), line)

    def _wanted(self, rows: Rows, kind: SnapKind, settings: SnapSettings) -> npt.NDArray[np.bool_]:
        by_layer = np.array([kind in settings.of(name) for name in self._names], dtype=np.bool_)
        return by_layer[self._layer[rows]] if len(rows) else np.zeros(0, dtype=np.bool_)

    def _allowed(self, settings: SnapSettings) -> npt.NDArray[np.bool_]:
        return np.array([bool(settings.of(name)) for name in self._names], dtype=np.bool_)

    def _cells(self, xy: Floats) -> Rows:
        cells = ((xy - self._origin) // self._cell).clip(0, self._shape - 1)
        return np.asarray(cells, dtype=np.int64)

    def _fill(self) -> None:
        """Enter every edge in all cells that its bounding box meets."""
        low = self._cells(np.minimum(self.first, self.last))
        size = self._cells(np.maximum(self.first, self.last)) - low + 1
        count = size[:, 0] * size[:, 1]
        edge = np.repeat(np.arange(len(low)), count)
        number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
        column = low[edge, 0] + number % size[edge, 0]
        line = low[edge, 1] + number // size[edge, 0]
        cell = line * self._shape[0] + column
        order = np.argsort(cell, kind="stable")
        self._members = edge[order]
        self._starts = np.searchsorted(cell[order], np.arange(self._shape[0] * self._shape[1] + 1))


def on_lines(cursor: Place, lines: Sequence[Edge], tolerance: float, *, edge: Edge | None = None) -> Snap | None:
    """The place on construction lines, each through two places and endless, that a cursor is drawn to.

    Where two of them cross, or one crosses the ``edge`` that the cursor is drawn to, that wins.
    """
    if not lines:
        return None
    pairs = [*combinations(lines, 2), *((one, edge) for one in lines if edge is not None)]
    crossings = [(place, one) for one, other in pairs if (place := _met(one, other)) is not None]
    ends = np.array(lines)
    feet, _ = _feet(np.array(cursor), ends[:, 0], ends[:, 1])
    for found in (crossings, list(zip([key(*foot) for foot in feet], lines, strict=True))):
        away, place, line = min(
            ((float(np.hypot(place[0] - cursor[0], place[1] - cursor[1])), place, line) for place, line in found),
            default=(np.inf, cursor, lines[0]),
        )
        if away <= tolerance:
            return Snap(place, "construction", line=line)
    return None


def _met(one: Edge, other: Edge) -> Place | None:
    """Where two endless lines cross; None for parallel ones."""
    a, b, c, d = (np.array(end) for end in (*one, *other))
    way, other_way = b - a, d - c
    turn = float(way[0] * other_way[1] - way[1] * other_way[0])
    if abs(turn) <= 1e-12 * float(np.hypot(*way) * np.hypot(*other_way)):
        return None
    between = c - a
    return key(*(a + float(between[0] * other_way[1] - between[1] * other_way[0]) / turn * way))


class _Local:
    """Edges about a cursor and how far everything of them is from it."""

    def __init__(self, cursor: Floats, first: Floats, last: Floats) -> None:
        self.cursor, self.first, self.last = cursor, first, last
        self.to_first = np.hypot(*(first - cursor).T)
        self.to_last = np.hypot(*(last - cursor).T)
        _, share = _feet(cursor, first, last)
        self.foot = first + share.clip(0, 1)[:, None] * (last - first)
        self.away = np.hypot(*(self.foot - cursor).T)


def _feet(place: Floats, first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """The feet of perpendiculars from a place on the lines through edges (n), and their shares of the way."""
    way = last - first
    length = np.maximum((way**2).sum(axis=1), 1e-300)
    share = ((place - first) * way).sum(axis=1) / length
    return first + share[:, None] * way, share


def _crossing(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    edge, step, between = b - a, d - c, c - a
    turn = edge[:, 0] * step[:, 1] - edge[:, 1] * step[:, 0]
    safe = np.where(turn == 0, 1.0, turn)
    along = (between[:, 0] * step[:, 1] - between[:, 1] * step[:, 0]) / safe
    across = (between[:, 0] * edge[:, 1] - between[:, 1] * edge[:, 0]) / safe
    inner = (turn != 0) & (along > 0) & (along < 1) & (across > 0) & (across < 1)
    return a + along[:, None] * edge, inner


def _grid(cursor: Place, settings: SnapSettings) -> list[tuple[float, Snap]]:
    if "grid" not in settings.kinds or settings.grid <= 0:
        return []
    place = tuple(
        origin + round((one - origin) / settings.grid) * settings.grid
        for one, origin in zip(cursor, settings.grid_origin, strict=True)
    )
    away = float(np.hypot(place[0] - cursor[0], place[1] - cursor[1]))
    return [(away, Snap((place[0], place[1]), "grid"))] if away <= settings.tolerance else []


def _segments(coordinates: Coordinates, view: Box) -> tuple[Floats, Floats, Rows]:
    """Edges (n) that meet the view, from end to end, and the row of each; a point is an edge of no length."""
    xy, starts = coordinates.xy, coordinates.part_starts
    sizes = np.diff(starts)
    part = np.repeat(np.arange(len(sizes)), sizes)
    real = np.flatnonzero(part[1:] == part[:-1]) if len(part) else np.empty(0, dtype=np.int64)
    alone = starts[:-1][sizes == 1]
    first, last = np.concatenate([xy[real], xy[alone]]), np.concatenate([xy[real + 1], xy[alone]])
    row = coordinates.part_feature[part[np.concatenate([real, alone])]] if len(part) else np.empty(0, dtype=np.int64)
    west, south, east, north = view
    meets = (np.maximum(first[:, 0], last[:, 0]) >= west) & (np.minimum(first[:, 0], last[:, 0]) <= east)
    meets &= (np.maximum(first[:, 1], last[:, 1]) >= south) & (np.minimum(first[:, 1], last[:, 1]) <= north)
    return first[meets], last[meets], np.asarray(row[meets], dtype=np.int64)
