# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""Loops over records, compiled by numba when this module is imported. See ``layers.formats.arrays.compiled``.

They take nothing on trust: what does not fit the file's own bytes ends the loop, and numpy reads the file instead.
"""

from __future__ import annotations

import numpy as np
from numba import float64, int32, int64, njit, types, uint64

from layers.formats.arrays.usable import FARTHEST

OPTIONS = {
    "nogil": True, "cache": True, "error_model": "numpy", "_nrt": False,
    "fastmath": {"reassoc", "contract", "nsz"},
}  # fmt: skip
"""Sums may be in any order; but what is no number stays one, unlike with all of ``fastmath``."""
_WORDS = types.Array(int32, 1, "C", readonly=True)
_PLACES = types.Array(int64, 1, "C", readonly=True)
_WIDE, _LAST = types.Array(uint64, 2, "A", aligned=False), types.Array(uint64, 1, "A", aligned=False)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HEAD = 11
"""Words of a polygon before the offsets of its parts."""
_MOST_STEPS = 64


@njit(**OPTIONS)
def _copied(words, place, xy, words_of_xy, first, count, box):
    """Copy vertices; their bounds into ``box``, twice their signed area, and whether all are places on Earth."""
    for word in range(4 * count):
        words_of_xy[4 * first + word] = words[place + word]
    x0 = west = east = xy[first, 0]
    y0 = south = north = xy[first, 1]
    far = 0
    twice_area = 0.0
    last_x = 0.0
    last_y = 0.0
    for index in range(first, first + count):
        x = xy[index, 0]
        y = xy[index, 1]
        # Not "beyond", for what is no number is not beyond either.
        far += not (abs(x) < FARTHEST and abs(y) < FARTHEST)
        # One instruction each, unlike ``min`` and ``max``, which also look for what is no number.
        west = x if x < west else west
        east = x if x > east else east
        south = y if y < south else south
        north = y if y > north else north
        x -= x0
        y -= y0
        twice_area += last_x * y - x * last_y
        last_x = x
        last_y = y
    box[0] = west
    box[1] = south
    box[2] = east
    box[3] = north
    return far == 0, twice_area


@njit(
    types.UniTuple(int64, 2)(
        _WORDS, _PLACES, _PLACES, int64, int64, float64[:, ::1], int32[::1], int64, int64[::1], int64[::1],
        float64[:, ::1], types.boolean[::1], int64,
    ),
    **OPTIONS,
)  # fmt: skip
def parts_of_records(
    words, start, length, first_record, kind, xy, words_of_xy, filled, part_starts, owners, boxes, clockwise, known
):  # fmt: skip
    """The parts of the records of a block, put behind those that are there: how many vertices and parts there are now.

    ``words`` are the block, ``start`` and ``length`` (in words) the content of each record in it. ``kind`` is 3 for
    lines, 5 for polygons. (-1, -1) where a record is of another kind, damaged, far from everywhere or no closed ring.
    """
    least = 4 if kind == 5 else 2
    for record in range(len(start)):
        begin = start[record]
        end = begin + length[record]
        if begin < 0 or length[record] < 1 or end > len(words):
            return -1, -1
        code = words[begin]
        if code == 0:
            continue
        if code < 0 or code > 25 or code % 10 != kind or length[record] < _HEAD:
            return -1, -1
        parts = int64(words[begin + 9])
        points = int64(words[begin + 10])
        place = begin + _HEAD + parts
        if parts < 1 or points < least or place > end or place + 4 * points > end:
            return -1, -1
        if words[begin + _HEAD] != 0 or filled + points > len(xy) or known + parts >= len(part_starts):
            return -1, -1
        for part in range(parts):
            offset = int64(words[begin + _HEAD + part])
            after = points
            if part + 1 < parts:
                after = int64(words[begin + _HEAD + part + 1])
            if offset < 0 or after > points or after - offset < least:
                return -1, -1
            near, area = _copied(words, place + 4 * offset, xy, words_of_xy, filled, after - offset, boxes[known])
            last = filled + after - offset - 1
            if not near or (kind == 5 and (xy[last, 0] != xy[filled, 0] or xy[last, 1] != xy[filled, 1])):
                return -1, -1
            clockwise[known] = area < 0.0
            owners[known] = first_record + record
            filled = last + 1
            known += 1
            part_starts[known] = filled
    return filled, known


@njit(int64(_WIDE, _LAST, uint64[:, ::1], int64[::1], int64, int64[::1]), **OPTIONS)
def numbered_values(words, last, values, table, known, numbers):
    """The number of the value of every row: its ``words`` (n, k) of eight bytes and the ``last`` one (n).

    Values not met before join the ``known`` ones among ``values`` (…, k + 1); ``table`` finds them by their hash, -1
    where it is empty, its length a power of two. Returns how many are known then, -1 where they are too many.
    """
    mask = len(table) - 1
    width = words.shape[1]
    for row in range(len(numbers)):
        mixed = last[row] * _FACTOR
        for word in range(width):
            mixed = (mixed ^ (mixed >> uint64(29)) ^ words[row, word]) * _FACTOR
        slot = int64(mixed >> uint64(40)) & mask
        number = int64(-1)
        for _ in range(_MOST_STEPS):
            candidate = table[slot]
            if candidate < 0:
                break
            unlike = values[candidate, width] ^ last[row]
            for word in range(width):
                unlike |= values[candidate, word] ^ words[row, word]
            if unlike == 0:
                number = candidate
                break
            slot = (slot + 1) & mask
        if number < 0:
            if table[slot] >= 0 or known == len(values):
                return -1
            for word in range(width):
                values[known, word] = words[row, word]
            values[known, width] = last[row]
            table[slot] = known
            number = known
            known += 1
        numbers[row] = number
    return known
