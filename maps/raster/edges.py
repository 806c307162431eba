# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""One edge at a time: what it adds to the fill, and how near it is to the pixels about it. For ``maps.raster.fills``.

Positions are in pixels from the upper left of the band. Most edges of a map seen whole are shorter than a pixel: for
them there is a way without loops and almost without branches, which the processor does not have to guess.
"""

from __future__ import annotations

import numpy as np
from numba import float32, float64, int32, int64, njit, uintp

from maps.raster.bands import INLINE, OPTIONS

PAD = 8
"""Columns and rows around the band that may be written to, so that edges need no check for each pixel."""
BLOCK = 3
"""Pixels come in blocks of 2 ** 3; those that no edge touches repeat the pixel before them."""
WINDOW = 8
"""Pixels of a row that are worked at once, in vector instructions; from a multiple of ``-ALIGNED``."""
ALIGNED = -4
_FAR = 1024.0
"""Edges longer than this are cut first: single precision is enough for the others."""


@njit(**INLINE)
def _piece(sums, line, xa, xb, drop, colour):
    """A piece ``drop`` rows high (signed) within a row, from ``xa`` to ``xb``, at most into the next column but one.

    The area beside it in its column, in the next one and in the one after: exact, without a branch.
    """
    left = float32(min(xa, xb))
    right = float32(max(xa, xb))
    column = int32(left)
    whole = float32(column)
    high = float32(drop)
    beyond = max(right - (whole + float32(1.0)), float32(0.0))
    third = high * (beyond * beyond / max(right - left, float32(1e-30))) * float32(0.5)
    middle = high * (float32(0.5) * (left + right) - whole)
    one = high - middle + third
    two = middle - third - third
    place = line + 4 * int64(column)
    for channel in range(4):
        sums[uintp(place + channel)] += one * colour[channel]
    for channel in range(4):
        sums[uintp(place + 4 + channel)] += two * colour[channel]
    for channel in range(4):
        sums[uintp(place + 8 + channel)] += third * colour[channel]


@njit(**INLINE)
def fill_short(sums, pitch, x0, y0, x1, y1, north, south, colour):
    """An edge of at most a pixel in width and height, inside the band."""
    row = int64(north)
    split = row + 1.0
    if south <= split:
        _piece(sums, row * pitch * 4, x0, x1, y1 - y0, colour)
    else:
        down = y0 < y1
        across = x0 + (x1 - x0) / (y1 - y0) * (split - y0)
        upper = split - y0 if down else y1 - split
        _piece(sums, row * pitch * 4, x0 if down else x1, across, upper, colour)
        _piece(sums, (row + 1) * pitch * 4, across, x1 if down else x0, y1 - y0 - upper, colour)


@njit(**INLINE)
def touch_short(touched, pitch, west, north):
    """Note where an edge of at most a pixel has added to the sums."""
    flags = ((int64(north) + PAD) * pitch + PAD + int64(west)) >> BLOCK
    for place in (flags, flags + (pitch >> BLOCK)):
        touched[uintp(place)] = 1
        touched[uintp(place + 1)] = 1


@njit(**INLINE)
def _add(sums, touched, line, flags, x, amount, colour):
    amount = float32(amount)
    place = line + 4 * x
    for channel in range(4):
        sums[uintp(place + channel)] += amount * colour[channel]
    touched[uintp(flags + (x >> BLOCK))] = 1


@njit(**INLINE)
def _add_run(sums, touched, line, flags, left, right, drop, width, colour):
    """An edge within one row of pixels, from ``left`` to ``right``, ``drop`` rows high (signed)."""
    if left < 0.0 < right:
        outside = drop * (-left / (right - left))
        _add(sums, touched, line, flags, 0, outside, colour)
        drop -= outside
        left = 0.0
    if left < width < right:
        drop *= (width - left) / (right - left)
        right = float64(width)
    x = int64(min(max(left, 0.0), float64(width)))
    if right <= 0.0:
        _add(sums, touched, line, flags, 0, drop, colour)
    elif left < width and right <= x + 2.0:
        _piece(sums, line, left, right, drop, colour)
        touched[uintp(flags + (x >> BLOCK))] = 1
        touched[uintp(flags + ((x + 2) >> BLOCK))] = 1
    elif left < width:
        slope = drop / (right - left)
        carried = 0.0
        while left < right:
            end = min(x + 1.0, right)
            share = (end - left) * slope
            here = share * (x + 1.0 - (left + end) * 0.5)
            _add(sums, touched, line, flags, x, carried + here, colour)
            carried = share - here
            left = end
            x += 1
        _add(sums, touched, line, flags, x, carried, colour)


@njit(**INLINE)
def fill_long(sums, touched, pitch, x0, y0, x1, y1, rows, width, colour):
    """Any edge, cut to the band."""
    if min(y0, y1) < rows and max(y0, y1) > 0.0 and y0 != y1 and min(x0, x1) < width:
        sign = 1.0
        if y0 > y1:
            x0, x1 = x1, x0
            y0, y1 = y1, y0
            sign = -1.0
        slope = (x1 - x0) / (y1 - y0)
        if y0 < 0.0:
            x0 -= slope * y0
            y0 = 0.0
        y1 = min(y1, float64(rows))
        row = int64(y0)
        while y0 < y1:
            y = min(row + 1.0, y1)
            x = x0 + slope * (y - y0)
            flags = ((row + PAD) * pitch + PAD) >> BLOCK
            _add_run(sums, touched, row * pitch * 4, flags, min(x0, x), max(x0, x), sign * (y - y0), width, colour)
            x0 = x
            y0 = y
            row += 1


@njit(**INLINE)
def near_short(nearest, touched, pitch, x0, y0, x1, y1, west, north, edge, count):
    """Squared distances of the pixels about an edge of at most a pixel, at most ``edge`` away, in ``count`` rows."""
    fx = float32(x1 - x0)
    fy = float32(y1 - y0)
    part = float32(1.0) / max(fx * fx + fy * fy, float32(1e-12))
    column = int64(west + (PAD + 0.5 - edge)) & ALIGNED
    row = int64(north + (PAD + 0.5 - edge))
    rx = float32(column - (PAD - 0.5) - x0)
    ry = float32(row - (PAD - 0.5) - y0)
    place = row * pitch + column
    flags = place >> BLOCK
    last = (place + (WINDOW - 1)) >> BLOCK
    for _ in range(count):
        touched[uintp(flags)] = 1
        touched[uintp(last)] = 1
        for step in range(WINDOW):
            px = rx + float32(step)
            along = min(max((px * fx + ry * fy) * part, float32(0.0)), float32(1.0))
            ex = px - along * fx
            ey = ry - along * fy
            nearest[uintp(place + step)] = min(nearest[uintp(place + step)], ex * ex + ey * ey)
        place += pitch
        flags += pitch >> BLOCK
        last += pitch >> BLOCK
        ry += float32(1.0)


@njit(**INLINE)
def near_long(nearest, touched, pitch, x0, y0, x1, y1, edge, rows, width):
    """The same of any edge."""
    south = rows + 1.0
    if max(abs(x1 - x0), abs(y1 - y0)) > _FAR:
        seen, x0, y0, x1, y1 = clipped(x0, y0, x1, y1, width + _FAR, rows + _FAR)
        south = rows + 1.0 if seen else -9.0
    fx = float32(x1 - x0)
    fy = float32(y1 - y0)
    part = float32(1.0) / max(fx * fx + fy * fy, float32(1e-12))
    lean = (x1 - x0) / (y1 - y0) if abs(y1 - y0) > 1e-6 else 1e6
    spread = edge * np.sqrt(1.0 + lean * lean)
    west = max(min(x0, x1) - edge, -1.0)
    east = min(max(x0, x1) + edge, width + 1.0)
    north = max(min(y0, y1) - edge, -1.0)
    south = min(max(y0, y1) + edge, south)
    for row in range(int64(north + (PAD + 0.5)), int64(south + (PAD - 0.5)) + 1):
        y = row - (PAD - 0.5) - y0
        low = max(x0 + y * lean - spread, west)
        high = min(x0 + y * lean + spread, east)
        ry = float32(y)
        column = int64(min(low, width + 8.0) + (PAD + 0.5)) & ALIGNED
        last = int64(max(high, -8.0) + (PAD - 0.5)) if low <= high else int64(-1)
        while column <= last:
            place = row * pitch + column
            touched[uintp(place >> BLOCK)] = 1
            touched[uintp((place + (WINDOW - 1)) >> BLOCK)] = 1
            rx = float32(column - (PAD - 0.5) - x0)
            for step in range(WINDOW):
                px = rx + float32(step)
                along = min(max((px * fx + ry * fy) * part, float32(0.0)), float32(1.0))
                ex = px - along * fx
                ey = ry - along * fy
                nearest[uintp(place + step)] = min(nearest[uintp(place + step)], ex * ex + ey * ey)
            column += WINDOW


@njit(**OPTIONS)
def clipped(x0, y0, x1, y1, right, bottom):
    """The part of a long edge between ``-_FAR`` and ``right`` or ``bottom`` (Liang, Barsky); whether there is any."""
    dx = x1 - x0
    dy = y1 - y0
    begin = 0.0
    end = 1.0
    for step, low, high in ((dx, -_FAR - x0, right - x0), (dy, -_FAR - y0, bottom - y0)):
        if step == 0.0:
            if low > 0.0 or high < 0.0:
                return False, x0, y0, x1, y1
            continue
        near = low / step
        far = high / step
        begin = max(begin, min(near, far))
        end = min(end, max(near, far))
    return begin < end, x0 + begin * dx, y0 + begin * dy, x0 + end * dx, y0 + end * dy
