"""The edges in which shapes before and after an edit differ: what of their outlines a preview has to draw.

Outlines are by far the dearest of what a frame draws, and of a dragged corner all but two or four edges stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

MOST = 2_000
"""With more edges, those that differ are looked for all at once and are not put together to lines."""
MOST_ALONE = 60_000
"""With more edges, looking for those that differ takes longer than drawing all."""

_ODD = np.uint64(0x9E3779B97F4A7C15)

Runs = list[np.ndarray[Any, np.dtype[np.float64]]]
Edge = tuple[tuple[float, float], tuple[float, float]]


def differing(before: Iterable[Any], after: Iterable[Any]) -> tuple[Runs, Runs] | None:
    """Lines (n, 2) of the edges that only the shapes before have, and of those that only the shapes after have.

    Edges that several shapes have come once. None where there are too many to look.
    """
    old, new = _paths(before), _paths(after)
    count = sum(map(len, old)) + sum(map(len, new))
    if count > MOST_ALONE:
        return None
    if count > MOST:
        had_rows, have_rows = _rows(old), _rows(new)
        return _alone(had_rows, have_rows), _alone(have_rows, had_rows)
    old_edges, new_edges = [_edges(path) for path in old], [_edges(path) for path in new]
    had = {edge for edges in old_edges for edge in edges}
    have = {edge for edges in new_edges for edge in edges}
    return _lines(old, old_edges, had - have), _lines(new, new_edges, have - had)


def _rows(paths: Runs) -> np.ndarray[Any, Any]:
    """Edges (n, 4), each from its lesser end."""
    steps = [np.hstack([path[:-1], path[1:]]) for path in paths if len(path) > 1]
    rows = np.concatenate([*steps, np.empty((0, 4))])
    first, last = rows[:, :2], rows[:, 2:]
    turned = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    return np.ascontiguousarray(np.where(turned[:, None], rows[:, [2, 3, 0, 1]], rows) + 0.0)


def _alone(rows: np.ndarray[Any, Any], others: np.ndarray[Any, Any]) -> Runs:
    """Edges of ``rows`` that are not in ``others``, each a line of its own; told apart by 64 bits mixed of them."""
    mine, theirs = _mixed(rows), _mixed(others)
    wanted, first = np.unique(mine, return_index=True)
    kept = first[~np.isin(wanted, theirs)]
    return [row.reshape(2, 2) for row in rows[kept]]


def _mixed(rows: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    bits = rows.view(np.uint64)
    found = np.zeros(len(rows), dtype=np.uint64)
    for column in range(4):
        found = (found ^ bits[:, column]) * _ODD
        found ^= found >> np.uint64(29)
    return found


def _paths(shapes: Iterable[Any]) -> Runs:
    from layers.editing.paths import paths_of

    return [path for shape in shapes if shape is not None and not shape.is_empty for path in paths_of(shape)]


def _edges(path: np.ndarray[Any, Any]) -> list[Edge]:
    places = [(x, y) for x, y in path.tolist()]
    return [(one, other) if one < other else (other, one) for one, other in pairwise(places)]


def _lines(paths: Runs, edges_of: list[list[Edge]], wanted: set[Edge]) -> Runs:
    """The wanted edges, those that follow each other as one line; each once. Points stay what they are."""
    found: Runs = []
    left = set(wanted)
    for path, edges in zip(paths, edges_of, strict=True):
        if len(path) == 1:
            found.append(path)
        start = None
        for number, edge in enumerate(edges):
            if edge in left:
                left.discard(edge)
                start = number if start is None else start
            elif start is not None:
                found.append(path[start : number + 1])
                start = None
        if start is not None:
            found.append(path[start:])
    return found
