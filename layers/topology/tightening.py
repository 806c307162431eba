"""Free edges drawn together where they meet but for rounding: a hole with a crack of a nanometre is enclosed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.edges import Edges

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def vertices_on_edges(free: Edges, xy: Floats, reach: float) -> tuple[Rows, Rows]:
    """Pairs (number of the vertex, of the edge) of vertices ``xy`` (n, 2) on an edge that has no end there."""
    vertex, edge = shapely.STRtree(free.lines()).query(shapely.points(xy), predicate="dwithin", distance=reach)
    begin, end = xy[vertex] - free.start[edge], xy[vertex] - free.end[edge]
    between = np.minimum(np.hypot(*begin.T), np.hypot(*end.T)) > reach
    return vertex[between], edge[between]


def tightened(free: Edges, reach: float) -> Edges:
    """The edges with vertices within ``reach`` of each other at one place, and split where a vertex lies on them.

    The place is that of one of the vertices, to the bit.
    """
    if not len(free):
        return free
    xy, inverse = np.unique(np.concatenate([free.start, free.end]), axis=0, return_inverse=True)
    goal = _together(xy, reach)
    start, end = xy[goal[inverse[: len(free)]]], xy[goal[inverse[len(free) :]]]
    moved = Edges(start, end, free.row)
    vertex, edge = vertices_on_edges(moved, xy[np.unique(goal)], reach)
    if len(edge):
        moved = _split(moved, edge, xy[np.unique(goal)][vertex])
    return moved.of((moved.start != moved.end).any(axis=1))


def _together(xy: Floats, reach: float) -> Rows:
    """For each of the places (n, 2) the first one within ``reach`` of it.

    Two places as near as that share a cell of twice the size in one of four grids, each half a cell further.
    """
    goal = np.arange(len(xy))
    for shift in ((0.0, 0.0), (reach, 0.0), (0.0, reach), (reach, reach)):
        cell = np.floor((xy - xy[0] + shift) / (2 * reach)).astype(np.int64)
        code = cell[:, 0] * np.int64(0x9E3779B1) + cell[:, 1]
        order = np.argsort(code, kind="stable")
        beside = np.flatnonzero(code[order[1:]] == code[order[:-1]])
        first, second = order[beside], order[beside + 1]
        near = np.hypot(*(xy[first] - xy[second]).T) <= reach
        np.minimum.at(goal, second[near], first[near])
    return goal[goal]


def _split(free: Edges, edge: Rows, places: Floats) -> Edges:
    """The edges in pieces: ``edge`` (k) is split at ``places`` (k, 2)."""
    step = free.end[edge] - free.start[edge]
    along = ((places - free.start[edge]) * step).sum(axis=1) / (step**2).sum(axis=1)
    order = np.lexsort((along, edge))
    edge, places = edge[order], places[order]
    whole = np.ones(len(free), dtype=np.bool_)
    whole[edge] = False
    first = np.concatenate([[True], edge[1:] != edge[:-1]])
    last = np.append(first[1:], True)
    starts = np.where(first[:, None], free.start[edge], np.roll(places, 1, axis=0))
    pieces_start = np.concatenate([starts, places[last]])
    pieces_end = np.concatenate([places, free.end[edge[last]]])
    rows = np.concatenate([free.row[edge], free.row[edge[last]]])
    return Edges(
        np.concatenate([free.start[whole], pieces_start]),
        np.concatenate([free.end[whole], pieces_end]),
        np.concatenate([free.row[whole], rows]),
    )
