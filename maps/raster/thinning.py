# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""Level of detail, compiled by numba when this module is imported."""

from __future__ import annotations

import numpy as np
from numba import boolean, float64, int32, int64, njit, types, uint32

from maps.raster.bands import F8_2, I4_2, I8_1, INLINE, OPTIONS, U1_1

_PASSES = 3


@njit(**INLINE)
def _mixed(x, y):
    """A number that depends on a grid place only."""
    # The compiler widens sums and products to 64 bits: cut each back.
    mixed = uint32(uint32(x) * uint32(0x9E3779B1) + uint32(y) * uint32(0x85EBCA77))
    mixed = uint32((mixed ^ (mixed >> uint32(15))) * uint32(0x2C1B3C6D))
    return uint32(mixed ^ (mixed >> uint32(13)))


@njit(**INLINE)
def _rank(x, y, stays, salt):
    """What decides which of two neighbours goes first; the greatest number where the vertex has to stay."""
    return uint32(0xFFFFFFFF) if stays else uint32(_mixed(x, y) * salt)


@njit(**OPTIONS)
def _thinned(grid, offsets, stays, closed, tolerance, salt):
    """One pass of ``simplified``, in place; whether it was worth it. ``stays`` goes with the vertices."""
    count = 0
    begin = offsets[0]
    for part in range(len(offsets) - 1):
        end = offsets[part + 1]
        first = count
        left = end - begin
        if left:
            last = end - 2 if closed else end - 1
            start_x = grid[begin, 0]
            start_y = grid[begin, 1]
            start = _rank(start_x, start_y, stays[begin], salt)
            before_x = grid[last, 0]
            before_y = grid[last, 1]
            before = _rank(before_x, before_y, stays[last], salt)
            x = start_x
            y = start_y
            here = start
            for index in range(begin, last + 1):
                stay = stays[index]
                next_x = start_x
                next_y = start_y
                after = start
                if index < last:
                    next_x = grid[index + 1, 0]
                    next_y = grid[index + 1, 1]
                    after = _rank(next_x, next_y, stays[index + 1], salt)
                gone = here < before and here < after and left > 4 and (closed or (index > begin and index < last))
                if gone:
                    ax = float64(before_x) - x
                    ay = float64(before_y) - y
                    bx = float64(next_x) - x
                    by = float64(next_y) - y
                    cross = ax * by - ay * bx
                    span = (bx - ax) * (bx - ax) + (by - ay) * (by - ay)
                    gone = ax * bx + ay * by <= 0.0 and cross * cross <= tolerance * span
                if gone:
                    left -= 1
                else:
                    grid[count, 0] = x
                    grid[count, 1] = y
                    stays[count] = stay
                    count += 1
                before_x = x
                before_y = y
                before = here
                x = next_x
                y = next_y
                here = after
            if closed:
                grid[count, 0] = grid[first, 0]
                grid[count, 1] = grid[first, 1]
                stays[count] = stays[first]
                count += 1
        begin = end
        offsets[part + 1] = count
    return count < 0.85 * begin


@njit(types.Tuple((int32[:, ::1], int64[::1]))(F8_2, I8_1, float64, float64, float64, int64, float64), **OPTIONS)
def simplified(xy, starts, x0, y0, cell, least, tolerance):
    """Snapped as ``maps.drawing.detail.snapped`` does it, less vertices within ``tolerance`` cells of a straight line.

    A vertex goes only where at most two polygons (or one line) have it, as told by a table that counts places by
    their hash: polygons on both sides of a border see the same three vertices, come to the same answer, and the
    border stays shared. Of two neighbours only the one of the smaller hash may go at a time.
    """
    grid = np.empty((len(xy), 2), np.int32)
    offsets = np.zeros(len(starts), np.int64)
    size = 1 << 16
    while size < 4 * len(xy):
        size *= 2
    mask = uint32(size - 1)
    uses = np.zeros(size, np.uint8)
    closed = least > 2
    count = 0
    scale = 1.0 / cell
    for part in range(len(starts) - 1):
        first = count
        last_x = np.int32(0)
        last_y = np.int32(0)
        for index in range(starts[part], starts[part + 1]):
            x = np.int32(np.floor((xy[index, 0] - x0) * scale + 0.5))
            y = np.int32(np.floor((xy[index, 1] - y0) * scale + 0.5))
            if count == first or x != last_x or y != last_y:
                grid[count, 0] = x
                grid[count, 1] = y
                count += 1
                last_x = x
                last_y = y
                if not closed or index < starts[part + 1] - 1:
                    place = _mixed(x, y) & mask
                    uses[place] = min(uses[place] + 1, 3)
        if count - first < least:
            count = first
        offsets[part + 1] = count
    most = 2 if closed else 1
    stays = np.empty(count, np.uint8)
    for index in range(count):
        stays[index] = uses[_mixed(grid[index, 0], grid[index, 1]) & mask] > most
    for step in range(_PASSES):
        if not _thinned(grid, offsets, stays, closed, tolerance * tolerance, uint32(2 * step + 0x9E37)):
            break
    return grid[: offsets[-1]].copy(), offsets


@njit(types.Tuple((float64[:, ::1], boolean[::1]))(F8_2, I8_1), **OPTIONS)
def measured(xy, starts):
    """Bounds (m, 4) of each part, and whether it runs clockwise as a ring (shoelace about its first vertex)."""
    bounds = np.empty((len(starts) - 1, 4))
    clockwise = np.empty(len(starts) - 1, np.bool_)
    for part in range(len(starts) - 1):
        first = starts[part]
        west = east = xy[first, 0]
        south = north = xy[first, 1]
        x0 = west
        y0 = south
        last_x = 0.0
        last_y = 0.0
        twice_area = 0.0
        for index in range(first, starts[part + 1]):
            x = xy[index, 0]
            y = xy[index, 1]
            west = min(west, x)
            east = max(east, x)
            south = min(south, y)
            north = max(north, y)
            x -= x0
            y -= y0
            twice_area += last_x * y - x * last_y
            last_x = x
            last_y = y
        bounds[part, 0] = west
        bounds[part, 1] = south
        bounds[part, 2] = east
        bounds[part, 3] = north
        clockwise[part] = twice_area < 0.0
    return bounds, clockwise


@njit(int64(F8_2, I8_1), **OPTIONS)
def fingerprint(xy, starts):
    """A number that another set of coordinates does not have; the order counts."""
    words = xy.reshape(-1).view(np.int64)
    lanes = np.arange(1, 5)
    prime = int64(0x100000001B3)
    whole = len(words) // 4 * 4
    for index in range(0, whole, 4):
        for lane in range(4):
            lanes[lane] = (lanes[lane] ^ words[index + lane]) * prime
            lanes[lane] ^= lanes[lane] >> 29
    for index in range(whole, len(words)):
        lanes[0] = (lanes[0] ^ words[index]) * prime
    for index in range(len(starts)):
        lanes[1] = (lanes[1] ^ starts[index]) * prime
        lanes[1] ^= lanes[1] >> 29
    mixed = int64(len(starts))
    for lane in range(4):
        mixed = (mixed ^ lanes[lane]) * prime
        mixed ^= mixed >> 31
    return mixed


@njit(int32[::1](I4_2, I8_1, U1_1), **OPTIONS)
def paired(grid, starts, turned):
    """For the edge after each vertex of closed rings: which part has the same border on its other side.

    The part's number where this edge stands for both, ``-2 - part`` where that of the part does, else -1.
    ``turned`` parts run the other way.
    """
    mates = np.full(len(grid), -1, np.int32)
    size = 1024
    while size < 2 * len(grid):
        size *= 2
    mask = size - 1
    edges = np.full(size, -1, np.int32)
    owners = np.empty(size, np.int32)
    for part in range(len(starts) - 1):
        for index in range(starts[part], starts[part + 1] - 1):
            ax = grid[index, 0]
            ay = grid[index, 1]
            bx = grid[index + 1, 0]
            by = grid[index + 1, 1]
            slot = int64(uint32(_mixed(ax, ay) + _mixed(bx, by))) & mask
            while edges[slot] != -1:
                other = edges[slot]
                if other >= 0:
                    same = grid[other, 0] == ax and grid[other, 1] == ay
                    same = same and grid[other + 1, 0] == bx and grid[other + 1, 1] == by
                    reverse = grid[other, 0] == bx and grid[other, 1] == by
                    reverse = reverse and grid[other + 1, 0] == ax and grid[other + 1, 1] == ay
                    alike = turned[owners[slot]] == turned[part]
                    if (reverse and alike) or (same and not alike):
                        mates[other] = part
                        mates[index] = -2 - owners[slot]
                        edges[slot] = -2
                        break
                slot = (slot + 1) & mask
            if mates[index] == -1:
                edges[slot] = index
                owners[slot] = part
    return mates
