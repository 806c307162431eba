"""Put the parts of a layer in the order in which they are drawn, rings turned so that winding fill leaves holes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)

FARTHEST = 1e12
"""No place is that far away, in metres or degrees; sums and products of larger numbers could overflow."""
RINGS_PER_CHUNK = 200
VERTICES_AT_ONCE = 1 << 19
"""What is computed at a time: a large layer must not be in memory several times over."""
VERTICES_PER_CHUNK = 2_500
"""Filling and stroking cost more than linearly in the size of a path (10 s instead of 0.9 s for 100 000 parcels)."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Parts of ``xy`` (n, 2) from ``starts`` (m + 1), the feature of each part, and the bounds (m, 4) of each part."""

    xy: Floats
    starts: Ints
    feature: Ints
    bounds: Floats

    def cut(self, first: int, last: int) -> Ragged:
        """The parts from ``first`` up to ``last`` alone, as views."""
        begin, end = self.starts[first], self.starts[last]
        starts = self.starts[first : last + 1] - begin
        return Ragged(self.xy[begin:end], starts, self.feature[first:last], self.bounds[first:last])

    def taken(self, numbers: Ints) -> Ragged:
        """Copies of the parts of these numbers, in that order."""
        xy, starts = gathered(self.xy, self.starts, parts=numbers, turned=np.zeros(len(numbers), dtype=np.bool_))
        return Ragged(xy, starts, self.feature[numbers], self.bounds[numbers])


@dataclass(frozen=True, slots=True)
class Replaced:
    """Which parts take the place of which: ``old`` and ``new`` (k, 2) are ranges of part numbers, ascending."""

    old: Ints
    new: Ints

    @classmethod
    def rows(cls, old_feature: Ints, new_feature: Ints, rows: Ints) -> Replaced:
        """The parts of some rows, ascending; features of the parts ascend too. ``new_feature`` has only these rows."""
        sides = [np.searchsorted(each, np.stack([rows, rows + 1], axis=1)) for each in (old_feature, new_feature)]
        return cls(sides[0], sides[1])

    def values(self, old: npt.NDArray[Kind], new: npt.NDArray[Kind]) -> npt.NDArray[Kind]:
        """An array with one value (or row of values) for each part."""
        return _woven(old, new, self.old, self.new)

    def vertices(
        self, old: npt.NDArray[Kind], old_starts: Ints, new: npt.NDArray[Kind], new_starts: Ints
    ) -> tuple[npt.NDArray[Kind], Ints]:
        """The vertices of all parts, and their offsets."""
        counts = self.values(np.diff(old_starts), np.diff(new_starts))
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return _woven(old, new, old_starts[self.old], new_starts[self.new]), starts


def _woven(old: npt.NDArray[Kind], new: npt.NDArray[Kind], gone: Ints, put: Ints) -> npt.NDArray[Kind]:
    """``old`` without the ranges ``gone``, in place of each the range ``put`` of ``new``."""
    pieces = []
    first = 0
    for (begin, end), (new_begin, new_end) in zip(gone.tolist(), put.tolist(), strict=True):
        pieces += [old[first:begin], new[new_begin:new_end]]
        first = end
    return np.concatenate([*pieces, old[first:]])


def part_bounds(xy: Floats, starts: Ints) -> Floats:
    """West, south, east, north of every part (each has at least one vertex)."""
    if len(starts) < 2:
        return np.zeros((0, 4))
    low = np.minimum.reduceat(xy, starts[:-1], axis=0)
    high = np.maximum.reduceat(xy, starts[:-1], axis=0)
    return np.hstack([low, high])


def drawable(xy: Floats, starts: Ints, least: int) -> Flags:
    """Parts with at least ``least`` vertices, all of them finite and within ``FARTHEST`` of zero."""
    enough: Flags = np.diff(starts) >= least
    if not len(xy) or (xy.min() >= -FARTHEST and xy.max() <= FARTHEST):  # false for NaN too
        return enough
    odd = ~(np.abs(xy) <= FARTHEST).all(axis=1)
    bad = np.concatenate([[0], np.cumsum(odd)])
    finite: Flags = bad[starts[1:]] == bad[starts[:-1]]
    return finite & enough


def clockwise(xy: Floats, starts: Ints) -> Flags:
    """Whether each closed ring runs clockwise (shoelace about the ring's first vertex)."""
    ends = np.searchsorted(starts, np.arange(VERTICES_AT_ONCE, starts[-1] + VERTICES_AT_ONCE, VERTICES_AT_ONCE))
    # ``np.unique`` would import ``numpy.ma``, which the window does not need to start.
    cuts = sorted({0, *np.minimum(ends, len(starts) - 1).tolist()})
    flags = [_clockwise(xy[starts[a] : starts[b]], starts[a : b + 1] - starts[a]) for a, b in pairwise(cuts)]
    return np.concatenate([np.zeros(0, dtype=np.bool_), *flags])


def _clockwise(xy: Floats, starts: Ints) -> Flags:
    local = xy - np.repeat(xy[starts[:-1]], np.diff(starts), axis=0)
    cross = np.zeros(len(local))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[starts[1:] - 1] = 0.0  # from one ring to the next there is no edge
    twice_area: Floats = np.add.reduceat(cross, starts[:-1])
    return twice_area < 0


def gathered(xy: Floats, starts: Ints, *, parts: Ints, turned: Flags) -> tuple[Floats, Ints]:
    """The ``parts`` in the order given, those that are ``turned`` run backwards."""
    counts = np.diff(starts)[parts]
    new_starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    steps = np.arange(new_starts[-1], dtype=np.int64) - np.repeat(new_starts[:-1], counts)
    first = np.repeat(starts[:-1][parts], counts)
    last = np.repeat(starts[1:][parts] - 1, counts)
    index = np.where(np.repeat(turned, counts), last - steps, first + steps)
    return xy[index], new_starts


def feature_order(bounds: Floats, feature: Ints, part_class: Ints) -> Ints:
    """Part numbers sorted by class, then along a Z curve so that a chunk is a compact piece of the map.

    The parts of one feature stay together: a hole must be in the path of its polygon.
    """
    centre = (bounds[:, :2] + bounds[:, 2:]) / 2
    low = centre.min(axis=0)
    span = max(float((centre.max(axis=0) - low).max()), 1e-9)
    cell = ((centre - low) / span * 1023).astype(np.int64)
    place = _spread(cell[:, 0]) | (_spread(cell[:, 1]) << 1)
    _, first_part, of_part = np.unique(feature, return_index=True, return_inverse=True)
    return np.lexsort((np.arange(len(feature)), feature, place[first_part][of_part.ravel()], part_class))


def chunk_starts(starts: Ints, feature: Ints, part_class: Ints) -> Ints:
    """Offsets of the chunks into the ordered parts: one class each, whole features, about 200 rings."""
    if not len(feature):
        return np.zeros(1, dtype=np.int64)
    number = np.arange(len(feature))
    new_feature = np.concatenate([[True], feature[1:] != feature[:-1]])
    # Counted at the feature's first part, so that its other parts follow it into the same chunk.
    first_part = np.maximum.accumulate(np.where(new_feature, number, 0))
    by_rings = first_part // RINGS_PER_CHUNK
    by_vertices = starts[:-1][first_part] // VERTICES_PER_CHUNK
    change = (np.diff(part_class) != 0) | (np.diff(by_rings) != 0) | (np.diff(by_vertices) != 0)
    return np.concatenate([[0], np.flatnonzero(change) + 1, [len(feature)]]).astype(np.int64)


def _spread(values: Ints) -> Ints:
    """Ten bits, each followed by an empty one."""
    values = (values | (values << 8)) & 0x00FF00FF
    values = (values | (values << 4)) & 0x0F0F0F0F
    values = (values | (values << 2)) & 0x33333333
    return (values | (values << 1)) & 0x55555555
