"""Where lines meet the edges of features, the same place is put into the lines and into every feature with the edge.

A place within ``nearness`` of a vertex is that vertex; one that near to an edge lies on it. Each undirected edge is cut
once, so that both sides of a border get the same bits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from core.messages import Text
from layers.editing.edges import edges_of
from layers.editing.edit import Floats, Objects, Place, Refusal, Shape, Shapes, nearness
from layers.editing.paths import Path, key
from layers.editing.vertices import inserted

Edge = tuple[Place, Place]
_CROSSED = Text("画的线与自己相交。", "The line crosses itself.")


@dataclass(frozen=True, eq=False)
class Noded:
    """``before``: the features as they are; ``shapes``: with their new vertices; ``paths``: the lines with theirs."""

    before: Shapes
    shapes: Shapes
    paths: tuple[Path, ...]

    def segments(self) -> Floats:
        """The steps (k, 2, 2) of all lines."""
        steps = [np.stack([path[:-1], path[1:]], axis=1) for path in self.paths]
        return np.concatenate(steps) if steps else np.empty((0, 2, 2))


@dataclass(frozen=True, eq=False)
class _Meetings:
    """New places by edge and by step of the lines, each with its share of the way."""

    edges: dict[Edge, list[tuple[float, Place]]]
    steps: dict[int, list[tuple[float, Place]]]


def noded(shapes: Shapes, paths: Sequence[Path], cut: Iterable[int]) -> Noded:
    """Lines and features with common vertices. Only edges of the features ``cut`` are met; all that share them follow.

    Refusal ``edit.crossed`` when a line crosses itself.
    """
    for path in paths:
        line = shapely.linestrings(path)
        if not shapely.is_simple(line):
            raise Refusal("edit.crossed", _CROSSED, place=line)
    targets = [shapes[fid] for fid in cut]
    reach = nearness(*targets, *(shapely.linestrings(path) for path in paths))
    edges = _edges(targets, paths, reach)
    lines = [_snapped(path, edges, reach) for path in paths]
    starts = np.cumsum([0, *(len(line) - 1 for line in lines)])
    steps = np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in lines])
    met = _meetings(edges, steps, reach)
    nodes = {edge: _in_order(places) for edge, places in met.edges.items()}
    after = {fid: inserted(shape, nodes) for fid, shape in shapes.items()} if nodes else dict(shapes)
    finished = [_widened(line, met.steps, int(start)) for line, start in zip(lines, starts[:-1], strict=True)]
    return Noded(shapes, after, tuple(finished))


def _edges(targets: Sequence[Shape], paths: Sequence[Path], reach: float) -> Floats:
    """Edges whose box meets the box of a line."""
    edges = edges_of(targets)
    low, high = edges.min(axis=1), edges.max(axis=1)
    meets = np.zeros(len(edges), dtype=np.bool_)
    for path in paths:
        meets |= ((low <= path.max(axis=0) + reach) & (high >= path.min(axis=0) - reach)).all(axis=1)
    return np.asarray(edges[meets])


def _snapped(path: Path, edges: Floats, reach: float) -> Path:
    """The line with its places that are next to a vertex put on it."""
    line = path + 0.0
    if len(edges):
        from scipy.spatial import cKDTree

        corners = edges.reshape(-1, 2)
        away, nearest = cKDTree(corners).query(line, distance_upper_bound=reach)
        close = np.isfinite(away)
        line[close] = corners[nearest[close]]
    same = np.concatenate([[False], (line[1:] == line[:-1]).all(axis=1)])
    return np.asarray(line[~same])


def _meetings(edges: Floats, steps: Floats, reach: float) -> _Meetings:
    """Where edges (n, 2, 2) and steps (m, 2, 2) meet elsewhere than in a common end."""
    met = _Meetings(defaultdict(list), defaultdict(list))
    if not len(edges) or not len(steps):
        return met
    step, edge = shapely.STRtree(shapely.linestrings(edges)).query(_boxes(steps, reach))
    a, b = edges[edge, 0], edges[edge, 1]
    c, d = steps[step, 0], steps[step, 1]
    apart = np.ones(len(edge), dtype=np.bool_)
    for corner in (c, d):
        share, on = _on(corner, a, b, reach)
        apart &= ~(on | (corner == a).all(axis=1) | (corner == b).all(axis=1))
        for row in np.flatnonzero(on).tolist():
            met.edges[_edge(a[row], b[row])].append((float(share[row]), key(*corner[row])))
    for corner in (a, b):
        share, on = _on(corner, c, d, reach)
        apart &= ~on
        for row in np.flatnonzero(on).tolist():
            met.steps[int(step[row])].append((float(share[row]), key(*corner[row])))
    along, across, crossing = _crossing(a, b, c, d)
    for row in np.flatnonzero(crossing & apart).tolist():
        place = key(*(a[row] + along[row] * (b[row] - a[row])))
        met.edges[_edge(a[row], b[row])].append((float(along[row]), place))
        met.steps[int(step[row])].append((float(across[row]), place))
    return met


def _boxes(steps: Floats, reach: float) -> Objects:
    low, high = steps.min(axis=1) - reach, steps.max(axis=1) + reach
    return np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=object)


def _on(place: Floats, first: Floats, last: Floats, reach: float) -> tuple[Floats, Any]:
    """Share of the way at which each place (k, 2) lies on a step, and whether it does, its ends aside."""
    way = last - first
    share = ((place - first) * way).sum(axis=1) / (way**2).sum(axis=1)
    away = np.hypot(*(first + share[:, None] * way - place).T)
    inner = (share > 0) & (share < 1) & (place != first).any(axis=1) & (place != last).any(axis=1)
    return share, inner & (away <= reach)


def _crossing(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[Floats, Floats, Any]:
    """Shares of the way along a-b and along c-d where the two cross, and whether they do."""
    edge, step, between = b - a, d - c, c - a
    turn = edge[:, 0] * step[:, 1] - edge[:, 1] * step[:, 0]
    safe = np.where(turn == 0, 1.0, turn)
    along = (between[:, 0] * step[:, 1] - between[:, 1] * step[:, 0]) / safe
    across = (between[:, 0] * edge[:, 1] - between[:, 1] * edge[:, 0]) / safe
    return along, across, (turn != 0) & (along > 0) & (along < 1) & (across > 0) & (across < 1)


def _edge(first: Floats, last: Floats) -> Edge:
    return key(*first), key(*last)


def _in_order(places: list[tuple[float, Place]]) -> list[Place]:
    return list(dict.fromkeys(place for _, place in sorted(places)))


def _widened(line: Path, steps: Mapping[int, list[tuple[float, Place]]], start: int) -> Path:
    found: list[Place] = []
    for number, place in enumerate(line[:-1]):
        found.append(key(*place))
        found.extend(_in_order(steps.get(start + number, [])))
    return np.array([*found, key(*line[-1])])
