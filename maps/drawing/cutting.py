"""Cut what is drawn to the window before it is drawn: Qt strokes and fills what it then throws away."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from maps.drawing.ring_order import Flags, Floats, Ints
from maps.view import Bounds


def meeting(bounds: Floats, window: Bounds) -> Flags:
    """Which boxes (m, 4) meet ``window``."""
    west, south, east, north = window
    found: Flags = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
    return found


def chosen(xy: Floats, starts: Ints, parts: Flags) -> tuple[Floats, Ints]:
    """Only some of the parts."""
    if parts.all():
        return xy, starts
    counts = np.diff(starts)
    kept = xy[np.repeat(parts, counts)]
    return kept, np.concatenate([[0], np.cumsum(counts[parts])])


def trimmed(xy: Floats, starts: Ints, window: Bounds) -> tuple[Floats, Ints]:
    """The parts without the vertices that cannot be felt in ``window``: each part keeps its first and its last.

    A vertex on the same outer side as both its neighbours only moves an edge that lies wholly on that side: neither
    what is filled in the window nor what is stroked there changes. Cutting at the window's edge would draw that edge.
    """
    west, south, east, north = window
    x, y = xy[:, 0], xy[:, 1]
    side = (x < west) | ((x > east).view(np.uint8) << 1)
    # One side for each vertex: past a corner, "west" and then "north" would be left out one after the other, and what
    # remains would cross the window.
    above_or_below = (y < south).view(np.uint8) << 2 | ((y > north).view(np.uint8) << 3)
    side = np.where(side == 0, above_or_below, side)
    kept = np.ones(len(xy), dtype=np.bool_)
    kept[1:-1] = (side[:-2] & side[1:-1] & side[2:]) == 0
    kept[starts[:-1]] = True
    kept[starts[1:] - 1] = True
    if kept.all():
        return xy, starts
    before = np.concatenate([[0], np.cumsum(kept)])
    return xy[kept], before[starts]


def runs(xy: Floats, starts: Ints, window: Bounds, *, period: float, most: int = 1 << 40) -> tuple[Floats, Ints]:
    """The stretches of lines that show in ``window``, each begun where a pattern of length ``period`` begins.

    Dashes drawn on them stand where they would on the whole line, and a line of any length costs what is seen of it.
    Stretches of more than about ``most`` vertices are parted, where a pattern begins. ``starts`` (m + 1) are offsets
    into ``xy`` (n, 2), as are those returned.
    """
    lengths, begin, end = _within(xy, starts, window)
    seen = np.flatnonzero(end > begin)
    if not len(seen):
        return np.zeros((0, 2)), np.zeros(1, dtype=np.int64)
    along = np.concatenate([[0.0], np.cumsum(lengths)])  # over all lines: between two there is no length
    part = np.searchsorted(starts, seen, side="right") - 1
    parted = (np.diff(seen) != 1) | (np.diff(part) != 0)
    first = np.concatenate([[0], np.flatnonzero(parted) + 1])
    last = np.concatenate([np.flatnonzero(parted), [len(seen) - 1]])
    line_begin = along[starts[part[first]]]
    enters = along[seen[first]] + begin[seen[first]] * lengths[seen[first]] - line_begin
    enters = np.floor(enters / period) * period + line_begin
    leaves = along[seen[last]] + end[seen[last]] * lengths[seen[last]]
    return _stretches(xy, along, *_parted(along, enters, leaves, period, most))


def _within(xy: Floats, starts: Ints, window: Bounds) -> tuple[Floats, Floats, Floats]:
    """Length of each segment and the shares of it between which it lies in ``window`` (Liang and Barsky)."""
    step = np.diff(xy, axis=0)
    lengths = np.hypot(step[:, 0], step[:, 1])
    lengths[starts[1:-1] - 1] = 0.0  # from one line to the next there is no segment
    begin, end = np.zeros(len(step)), np.ones(len(step))
    with np.errstate(divide="ignore", invalid="ignore"):
        for axis, (low, high) in enumerate(((window[0], window[2]), (window[1], window[3]))):
            near = (low - xy[:-1, axis]) / step[:, axis]
            far = (high - xy[:-1, axis]) / step[:, axis]
            still = step[:, axis] == 0.0
            inside = (xy[:-1, axis] >= low) & (xy[:-1, axis] <= high)
            enters = np.where(still, np.where(inside, 0.0, 1.0), np.minimum(near, far))
            leaves = np.where(still, np.where(inside, 1.0, 0.0), np.maximum(near, far))
            begin, end = np.maximum(begin, enters), np.minimum(end, leaves)
    end[lengths == 0.0] = -1.0
    return lengths, begin, end


def _parted(along: Floats, enters: Floats, leaves: Floats, period: float, most: int) -> tuple[Floats, Floats]:
    first = np.searchsorted(along, enters, side="right")
    pieces = np.maximum((np.searchsorted(along, leaves, side="left") - first) // most, 0) + 1
    if (pieces == 1).all():
        return enters, leaves
    run = np.repeat(np.arange(len(enters)), pieces)
    number = np.arange(len(run)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begin = along[first[run] + number * most]
    begin = enters[run] + np.floor((begin - enters[run]) / period) * period
    begin[number == 0] = enters
    end = np.append(begin[1:], leaves[-1])
    end[np.cumsum(pieces) - 1] = leaves
    kept = end > begin
    return begin[kept], end[kept]


def pieces(xy: Floats, starts: Ints, most: int) -> list[tuple[Floats, Ints]]:
    """Lines in heaps of about ``most`` vertices; longer ones are parted, the parts sharing a segment for the corner."""
    if len(xy) <= most:
        return [(xy, starts)]
    counts = np.diff(starts)
    parts = np.maximum(-(-(counts - 2) // (most - 2)), 1)
    line = np.repeat(np.arange(len(counts)), parts)
    number = np.arange(len(line)) - np.repeat(np.cumsum(parts) - parts, parts)
    first = starts[line] + number * (most - 2)
    last = np.minimum(first + most, starts[line + 1])
    heap = (np.cumsum(last - first) - 1) // most
    found = []
    for begin, end in _heaps(heap):
        sizes = last[begin:end] - first[begin:end]
        new_starts = np.concatenate([[0], np.cumsum(sizes)])
        index = np.arange(new_starts[-1]) + np.repeat(first[begin:end] - new_starts[:-1], sizes)
        found.append((xy[index], new_starts))
    return found


def _heaps(heap: Ints) -> Iterator[tuple[int, int]]:
    change = (np.flatnonzero(np.diff(heap)) + 1).tolist()
    return pairwise([0, *change, len(heap)])


def thinned(xy: Floats, starts: Ints, cell: float) -> tuple[Floats, Ints]:
    """Without the vertices that lie in the same ``cell`` as the one before; each part keeps its first and its last."""
    if len(xy) < 3:
        return xy, starts
    grid = np.floor(xy / cell)
    kept = np.ones(len(xy), dtype=np.bool_)
    x, y = grid[:, 0], grid[:, 1]  # twice as fast as to compare pairs
    kept[1:] = (x[1:] != x[:-1]) | (y[1:] != y[:-1])
    kept[starts[:-1]] = True
    kept[starts[1:] - 1] = True
    if kept.all():
        return xy, starts
    before = np.concatenate([[0], np.cumsum(kept)])
    return xy[kept], before[starts]


def _stretches(xy: Floats, along: Floats, enters: Floats, leaves: Floats) -> tuple[Floats, Ints]:
    after = np.searchsorted(along, enters, side="right")
    before = np.searchsorted(along, leaves, side="left")
    kept = np.flatnonzero(before >= after)
    enters, leaves, after, before = enters[kept], leaves[kept], after[kept], before[kept]
    counts = before - after
    new_starts = np.concatenate([[0], np.cumsum(counts + 2)])
    cut = np.empty((int(new_starts[-1]), 2))
    inner = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    cut[inner + np.repeat(new_starts[:-1] + 1, counts)] = xy[inner + np.repeat(after, counts)]
    cut[new_starts[:-1]] = _at(xy, along, enters, after)
    cut[new_starts[1:] - 1] = _at(xy, along, leaves, before)
    return cut, new_starts


def _at(xy: Floats, along: Floats, places: Floats, ends: Ints) -> Floats:
    """The points at lengths ``places`` on the segments that end at the vertices ``ends``."""
    share = (places - along[ends - 1]) / (along[ends] - along[ends - 1])
    found: Floats = xy[ends - 1] + share[:, None] * (xy[ends] - xy[ends - 1])
    return found
