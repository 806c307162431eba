# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""What the kernels share. Modules beside this one that import it import numba: see ``maps.raster.compiled``.

Pixels count from the upper left; rows are worked in bands that stay in the processor's cache.
"""

from __future__ import annotations

import numpy as np
from numba import float32, float64, int32, int64, njit, types, uint8, uint32

BAND = 64
"""Rows at a time: what they accumulate, less than 2 MB, stays in the cache."""

GROUP = 256
"""Parts, neighbours in the file and so mostly on the ground, that are passed over together."""

OPTIONS = {"nogil": True, "cache": True, "error_model": "numpy", "fastmath": True}
BARE = {**OPTIONS, "_nrt": False}
"""For what makes no array: counting who holds the given ones would take longer than the edges themselves."""
INLINE = {**BARE, "forceinline": True}


def given(dtype: types.Type, dimensions: int) -> types.Array:
    """An array that is only read: read-only and writeable ones fit."""
    return types.Array(dtype, dimensions, "C", readonly=True)


F8_2, F4_2, F4_1, I8_1, I4_2, I4_1, U1_1, U1_2 = (
    given(float64, 2), given(float32, 2), given(float32, 1), given(int64, 1), given(int32, 2), given(int32, 1),
    given(uint8, 1), given(uint8, 2),
)  # fmt: skip
SHAPE = (F8_2, I4_2, types.boolean, I8_1, I4_1, U1_1, I4_1)
"""xy, grid, whether the grid is to be drawn, starts, class and turned of each part, mates (empty: not known)."""
PLACE = types.UniTuple(float64, 4)
"""Scale and shift: pixel x = x · [0] + [1], pixel y = y · [2] + [3]."""
PIXELS = uint32[:, ::1]


@njit(
    types.Tuple((int64[::1], int64[::1], uint8[:, ::1]))(F8_2, F8_2, I4_1, U1_1, PLACE, float64, int64, int64),
    **OPTIONS,
)
def bucketed(boxes, bounds, part_class, wanted, place, margin, width, height):
    """The parts of wanted classes that meet each band, ``margin`` pixels around: offsets and part numbers, and for
    every part the first and the last band (255 and 0 for none).

    ``boxes`` are the bounds of ``GROUP`` parts each: most of what is out of view is passed over by the group.
    """
    bands = (height + BAND - 1) // BAND
    west = (-margin - place[1]) / place[0]
    east = (width + margin - place[1]) / place[0]
    north = (-margin - place[3]) / place[2]
    south = (height + margin - place[3]) / place[2]
    offsets = np.zeros(bands + 1, np.int64)
    seen = np.empty((len(part_class), 3), np.int32)
    reach = np.zeros((len(part_class), 2), np.uint8)
    reach[:, 0] = 255
    count = 0
    for group in range(len(boxes)):
        box = boxes[group]
        if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
            continue
        for part in range(group * GROUP, min(group * GROUP + GROUP, len(part_class))):
            if bounds[part, 0] > east or bounds[part, 2] < west or not wanted[part_class[part]]:
                continue
            if bounds[part, 1] > north or bounds[part, 3] < south:
                continue
            top = bounds[part, 3] * place[2] + place[3]
            bottom = bounds[part, 1] * place[2] + place[3]
            seen[count, 0] = part
            seen[count, 1] = int(max(top - margin, 0.0)) // BAND
            seen[count, 2] = int(min(bottom + margin, height - 1.0)) // BAND
            reach[part, 0] = min(seen[count, 1], 255)
            reach[part, 1] = min(seen[count, 2], 255)
            for band in range(seen[count, 1], seen[count, 2] + 1):
                offsets[band + 1] += 1
            count += 1
    for band in range(bands):
        offsets[band + 1] += offsets[band]
    parts = np.empty(offsets[bands], np.int64)
    nexts = offsets[:-1].copy()
    for index in range(count):
        for band in range(seen[index, 1], seen[index, 2] + 1):
            parts[nexts[band]] = seen[index, 0]
            nexts[band] += 1
    return offsets, parts, reach


@njit(**INLINE)
def packed(red, green, blue, alpha):
    """Premultiplied channels 0…255 as ARGB32; no colour above its alpha."""
    alpha = min(max(alpha, float32(0.0)), float32(255.0))
    red = min(max(red, float32(0.0)), alpha)
    green = min(max(green, float32(0.0)), alpha)
    blue = min(max(blue, float32(0.0)), alpha)
    half = float32(0.5)
    return (
        (uint32(alpha + half) << uint32(24))
        | (uint32(red + half) << uint32(16))
        | (uint32(green + half) << uint32(8))
        | uint32(blue + half)
    )
