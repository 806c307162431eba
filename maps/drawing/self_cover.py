"""Whether polygons of a layer cover each other, found without compiled kernels.

Loading those takes longer than one report of a plan of usual size: there a layer is looked at line by line instead.
"""

from __future__ import annotations

import numpy as np

from maps.drawing.ring_order import Flags, Floats, Ints, Ragged

ROWS = 1024
"""Lines across the longer side of the layer: what is much thinner than one of them is no overlap that shows."""
_HALF = 0.5
_APART = 4.0 * ROWS
"""Farther than any place along a row: rows stay apart when they are sorted."""


def covers_itself(parts: Ragged, turned: Flags) -> bool:
    """Whether polygons cover each other by more than about a thousandth of their extent.

    ``turned`` (m) marks the rings that have the inside of the polygon on their right.
    """
    if len(parts.feature) < 2:
        return False
    low, high = parts.bounds[:, :2].min(axis=0), parts.bounds[:, 2:].max(axis=0)
    cell = float((high - low).max()) / ROWS
    if not cell > 0.0:
        return False
    first, last, upward = _edges((parts.xy - low) / cell, parts.starts, turned)
    rows, places, steps = _crossings(first, last, upward)
    return _doubled(rows, places, steps)


def _edges(xy: Floats, starts: Ints, turned: Flags) -> tuple[Floats, Floats, Ints]:
    """Ends of every edge (k, 2), lower end first, and 1 where the inside begins to its right, -1 where it ends."""
    inner = np.ones(len(xy) - 1, dtype=np.bool_)
    inner[starts[1:-1] - 1] = False
    edges = np.flatnonzero(inner)
    first, last = xy[edges], xy[edges + 1]
    # A ring with its inside on the left runs down where the inside begins.
    down = last[:, 1] < first[:, 1]
    side = np.repeat(np.where(turned, -1, 1), np.diff(starts))[edges]
    begins = np.where(down, side, -side)
    swapped = down[:, None]
    return np.where(swapped, last, first), np.where(swapped, first, last), begins


def _crossings(first: Floats, last: Floats, begins: Ints) -> tuple[Ints, Floats, Ints]:
    """Where edges cross the middle of a row: row, place along it, and step of the cover; sorted."""
    top = np.ceil(first[:, 1] - _HALF).astype(np.int64)
    count = np.ceil(last[:, 1] - _HALF).astype(np.int64) - top
    edge = np.repeat(np.arange(len(first)), count)
    rows = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + top[edge]
    start, end = first[edge], last[edge]
    share = (rows + _HALF - start[:, 1]) / (end[:, 1] - start[:, 1])
    places = start[:, 0] + share * (end[:, 0] - start[:, 0])
    order = np.argsort(rows * _APART + places)
    return rows[order], places[order], begins[edge][order]


def _doubled(rows: Ints, places: Floats, steps: Ints) -> bool:
    """Whether two rows below each other are covered twice at the same place, for more than half a cell."""
    cover = np.cumsum(steps)
    stretch = np.flatnonzero((cover[:-1] > 1) & (rows[:-1] == rows[1:]) & (places[1:] - places[:-1] > _HALF))
    if len(stretch) < 2:
        return False
    row, west, east = rows[stretch], places[stretch], places[stretch + 1]
    after = np.searchsorted(row, row + 1)
    until = np.searchsorted(row, row + 2)
    for place in np.flatnonzero(until > after):
        below = slice(after[place], until[place])
        shared = np.minimum(east[below], east[place]) - np.maximum(west[below], west[place])
        if (shared > _HALF).any():
            return True
    return False
