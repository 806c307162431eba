"""Edge pairing: in a clean coverage every inner edge is there exactly once in each direction.

Edges are matched by a 64-bit hash of the bits of both ends, so that a million features take a few sorts; rings are
turned first (outer ones counter-clockwise, holes clockwise), because files do not promise which way they run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Coordinates

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

_FIRST, _SECOND, _THIRD = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)
_ONE = np.uint64(1)
_TABLE_BITS = 22
"""At most; a few edges need no table of millions."""
_CHUNK = 1 << 17
"""Vertices hashed at a time: what the processor's cache holds."""


@dataclass(frozen=True, eq=False)
class Edges:
    """Directed edges (k): from ``start`` (k, 2) to ``end`` (k, 2), the feature on the left, and its row."""

    start: Floats
    end: Floats
    row: Rows

    def __len__(self) -> int:
        return len(self.row)

    def of(self, chosen: npt.NDArray[Any]) -> Edges:
        """Some of them."""
        return Edges(self.start[chosen], self.end[chosen], self.row[chosen])

    def lines(self) -> Objects:
        """Each as a line of two points."""
        return np.asarray(shapely.linestrings(np.stack([self.start, self.end], axis=1)), dtype=object)


def joined(parts: list[Edges]) -> Edges:
    """Several in one."""
    if not parts:
        return Edges(np.empty((0, 2)), np.empty((0, 2)), np.empty(0, dtype=np.int64))
    return Edges(
        np.concatenate([part.start for part in parts]),
        np.concatenate([part.end for part in parts]),
        np.concatenate([part.row for part in parts]),
    )


def rings_of(shapes: Objects) -> Coordinates:
    """The rings of polygons (n) as arrays; whatever is no polygon gives none. Rings are not in the order of rows."""
    # A polygon without holes is its ring: asking for its ring would cost as much as everything that follows.
    plain = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    plain &= shapely.get_num_interior_rings(shapes) == 0
    single, others = np.flatnonzero(plain), np.flatnonzero(~plain)
    rings, owner, hole = _rings_with_holes(shapes[others])
    pieces = np.concatenate([shapes[single], rings]) if len(others) else shapes
    counts = np.asarray(shapely.get_num_coordinates(pieces), dtype=np.int64)
    rows = np.concatenate([single, others[owner]]).astype(np.int64)
    holes = np.concatenate([np.zeros(len(single), dtype=np.bool_), hole])
    there = counts > 0
    starts = np.concatenate([[0], np.cumsum(counts[there])]).astype(np.int64)
    xy = np.asarray(shapely.get_coordinates(pieces), dtype=np.float64)
    return Coordinates(xy, starts, rows[there], holes[there])


def _rings_with_holes(shapes: Objects) -> tuple[Objects, Rows, npt.NDArray[np.bool_]]:
    """Rings, the position of the shape of each, and which are holes."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, part = shapely.get_rings(parts[areal], return_index=True)
    hole = np.concatenate([[False], part[1:] == part[:-1]]) if len(part) else np.zeros(0, dtype=np.bool_)
    return rings, np.asarray(owner[areal][part], dtype=np.int64), hole


def free_edges(rings: Coordinates) -> Edges:
    """Edges that no other feature has exactly once the other way: borders, and whatever is wrong.

    An edge that is there only once, or more than twice, or twice in the same direction, is free, every copy of it.
    """
    clockwise = ~_counter_clockwise(rings)
    turned = clockwise ^ rings.part_hole
    keys, real = _edge_keys(rings, turned)
    chosen = np.flatnonzero(_unpaired(keys, real))
    return _edges_at(rings, chosen, turned)


def all_edges(rings: Coordinates) -> Edges:
    """Every edge that has a length."""
    turned = (~_counter_clockwise(rings)) ^ rings.part_hole
    real = np.ones(max(len(rings.xy) - 1, 0), dtype=np.bool_)
    real[rings.part_starts[1:-1] - 1] = False
    real &= (rings.xy[1:] != rings.xy[:-1]).any(axis=1)
    return _edges_at(rings, np.flatnonzero(real), turned)


def _edges_at(rings: Coordinates, first: Rows, turned: npt.NDArray[np.bool_]) -> Edges:
    ring = np.searchsorted(rings.part_starts, first, side="right") - 1
    back = turned[ring][:, None]
    begin, end = rings.xy[first], rings.xy[first + 1]
    return Edges(np.where(back, end, begin), np.where(back, begin, end), rings.part_feature[ring])


def _counter_clockwise(rings: Coordinates) -> npt.NDArray[np.bool_]:
    """Which way each ring runs (shoelace about the ring's own first vertex)."""
    starts = rings.part_starts
    if len(starts) < 2:
        return np.zeros(0, dtype=np.bool_)
    found = np.empty(len(starts) - 1, dtype=np.bool_)
    for low, high in _chunks(starts):
        begin, end = starts[low], starts[high]
        x, y = (rings.xy[begin:end] - rings.xy[begin]).T
        cross = np.zeros(end - begin)
        cross[:-1] = x[:-1] * y[1:] - x[1:] * y[:-1]
        cross[starts[low + 1 : high + 1] - begin - 1] = 0.0
        found[low:high] = np.add.reduceat(cross, starts[low:high] - begin) > 0
    return found


def _chunks(starts: Rows) -> list[tuple[int, int]]:
    """Runs of rings of about ``_CHUNK`` vertices."""
    total = int(starts[-1])
    cuts = np.unique(np.searchsorted(starts, np.arange(0, total + _CHUNK, _CHUNK)).clip(0, len(starts) - 1))
    cuts = np.unique(np.concatenate([[0], cuts, [len(starts) - 1]]))
    return [(low, high) for low, high in pairwise(cuts.tolist())]


def _edge_keys(rings: Coordinates, turned: npt.NDArray[np.bool_]) -> tuple[Keys, npt.NDArray[np.bool_]]:
    """Per vertex but the last of all: 63 bits that both directions of the edge to the next share, then the direction.

    Also whether there is such an edge at all: not from one ring to the next, not of no length.
    """
    starts = rings.part_starts
    keys = np.zeros(len(rings.xy), dtype=np.uint64)
    real = np.zeros(len(rings.xy), dtype=np.bool_)
    for low, high in _chunks(starts):
        begin, end = starts[low], starts[high]
        codes = _hashed(rings.xy[begin:end])
        back = np.repeat(turned[low:high], np.diff(starts[low : high + 1]))[:-1]
        here, there = codes[:-1], codes[1:]
        up = (here < there) ^ back
        keys[begin : end - 1] = ((here + there) & ~_ONE) | up
        real[begin : end - 1] = here != there
        real[starts[low + 1 : high + 1] - 1] = False
    return keys, real


def _hashed(xy: Floats) -> Keys:
    """64 bits per place; equal places have equal ones (splitmix64 of both coordinates)."""
    words = np.ascontiguousarray(xy + 0.0).view(np.uint64)  # + 0.0: minus zero is zero
    code = words[:, 0] * _FIRST
    code ^= code >> np.uint64(29)
    code += words[:, 1]
    code *= _SECOND
    code ^= code >> np.uint64(32)
    code *= _THIRD
    code ^= code >> np.uint64(31)
    return code


def _unpaired(keys: Keys, real: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Marks the edges whose key is not there exactly once each way."""
    ordered = np.sort(keys[real])
    bad = np.unique(ordered[~_paired(ordered)] >> _ONE)
    # Few are bad: a table of some bits of theirs leaves hardly any of the good ones to be looked up.
    bits = min(_TABLE_BITS, max(len(keys).bit_length() + 2, 8))
    table = np.zeros(1 << bits, dtype=np.bool_)
    shift = np.uint64(64 - bits)
    table[(bad << _ONE) >> shift] = True
    suspect = np.flatnonzero(table[keys >> shift] & real)
    place = np.searchsorted(bad, keys[suspect] >> _ONE).clip(max=max(len(bad) - 1, 0))
    found = np.zeros(len(keys), dtype=np.bool_)
    if len(bad):
        found[suspect[bad[place] == keys[suspect] >> _ONE]] = True
    return found


def _paired(ordered: Keys) -> npt.NDArray[np.bool_]:
    """Of sorted keys, those that stand with their opposite and no third one."""
    good = np.zeros(len(ordered), dtype=np.bool_)
    if len(ordered) < 2:
        return good
    # A pair: the same but for the last bit, the lower one first; before and after it something else.
    pair = (ordered[1:] ^ ordered[:-1]) == _ONE
    pair &= (ordered[:-1] & _ONE) == 0
    pair[1:] &= (ordered[1:-1] ^ ordered[:-2]) > _ONE
    pair[:-1] &= (ordered[2:] ^ ordered[1:-1]) > _ONE
    good[:-1] |= pair
    good[1:] |= pair
    return good
