# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""Strokes, compiled by numba when this module is imported.

The distance of a pixel to the line says how much of it is covered; the greatest coverage wins, so that neither joints
nor shared borders are darker than the rest.
"""

from __future__ import annotations

import numpy as np
from numba import float32, float64, int32, int64, njit, types, uint32, uintp

from maps.raster.bands import BAND, I8_1, INLINE, OPTIONS, PIXELS, PLACE, SHAPE, U1_1, U1_2
from maps.raster.edges import BLOCK, PAD, clipped

_FAR = 1024.0
"""Edges that reach farther beyond the picture are cut first: single precision is enough for the others."""


@njit(**INLINE)
def _broad_edge(cover, touched, pitch, x0, y0, x1, y1, half, rows, width):
    """A line ``2 · half`` pixels wide with round ends, by the distance of pixel middles to it.

    A run of pixels is worked at once, which the compiler turns into vector instructions.
    """
    if max(abs(x1 - x0), abs(y1 - y0)) > _FAR:
        seen, x0, y0, x1, y1 = clipped(x0, y0, x1, y1, width + _FAR, rows + _FAR)
        if not seen:
            return
    dx = x1 - x0
    dy = y1 - y0
    square = dx * dx + dy * dy
    inverse = 1.0 / square if square > 0.0 else 0.0
    # How wide a pixel is across the line.
    breadth = (abs(dx) + abs(dy)) * np.sqrt(inverse) if square > 0.0 else 1.0
    reach = half + 0.5 * breadth
    lean = dx / dy if abs(dy) > 1e-6 else 1e6
    spread = reach * np.sqrt(1.0 + lean * lean)
    west = max(min(x0, x1) - reach, 0.0)
    east = min(max(x0, x1) + reach, width - 1.0)
    fx = float32(dx)
    fy = float32(dy)
    part = float32(inverse)
    wide = float32(half)
    pixel = float32(0.5 * breadth)
    thin = float32(1.0 / breadth)
    north = max(min(y0, y1) - reach, 0.0)
    south = min(max(y0, y1) + reach, rows - 1.0)
    for y in range(int(np.ceil(north)), int(np.floor(south)) + 1):
        middle = x0 + (y - y0) * lean
        low = max(middle - spread, west)
        high = min(middle + spread, east)
        if low > high:
            continue
        ry = float32(y - y0)
        begin = int(low) >> BLOCK
        end = (int(high) >> BLOCK) + 1
        line = (y + PAD) * pitch + PAD
        for block in range(begin, end):
            touched[uintp((line >> BLOCK) + block)] = 1
        rx = float32((begin << BLOCK) - x0)
        pixels = cover[uintp(line + (begin << BLOCK)) : uintp(line + (end << BLOCK))]
        for step in range(len(pixels)):
            px = rx + float32(step)
            along = min(max((px * fx + ry * fy) * part, float32(0.0)), float32(1.0))
            ex = px - along * fx
            ey = ry - along * fy
            distance = np.sqrt(ex * ex + ey * ey)
            share = (min(distance + pixel, wide) - max(distance - pixel, -wide)) * thin
            pixels[step] = max(pixels[step], share)


@njit(**INLINE)
def _thin_edge(cover, touched, pitch, x0, y0, x1, y1, half, rows, width):
    """A line at most 1.4 pixels wide: along its longer side, three pixels across it.

    The coverage is that of the middle column (or row) of the pixel. Both ways of lying are one piece of code: what is
    along the longer side is called ``u``, the other one ``v``.
    """
    dx = x1 - x0
    dy = y1 - y0
    flat = abs(dx) >= abs(dy)
    u0 = x0 if flat else y0
    v0 = y0 if flat else x0
    du = dx if flat else dy
    dv = dy if flat else dx
    most_u = float(width if flat else rows)
    most_v = float(rows if flat else width)
    along = 1 if flat else pitch
    across = pitch if flat else 1
    lean = dv / du if du != 0.0 else 0.0
    thick = half * np.sqrt(1.0 + lean * lean)
    least = min(u0, u0 + du)
    greatest = max(u0, u0 + du)
    begin = max(least, -1.0)
    end = min(greatest, most_u)
    if min(v0, v0 + dv) < -2.0 or max(v0, v0 + dv) > most_v + 1.0:
        if lean == 0.0:
            return
        cut = (-2.0 - v0) / lean + u0
        other = (most_v + 1.0 - v0) / lean + u0
        begin = max(begin, min(cut, other))
        end = min(end, max(cut, other))
    # Integers from 0 up, so that cutting off the fraction rounds down.
    for number in range(int(max(begin, -1.0) + (PAD + 0.5)), int(min(end, most_u) + (PAD + 0.5)) + 1):
        middle = v0 + (min(max(float64(number - PAD), least), greatest) - u0) * lean + PAD
        low = min(max(middle - thick, 2.0), most_v + 10.0)
        high = middle + thick
        first = int(low + 0.5)
        index = number * along + first * across
        edge = first - 0.5
        one = float32(min(high, edge + 1.0) - low)
        two = float32(min(high, edge + 2.0) - max(low, edge + 1.0))
        three = float32(high - max(low, edge + 2.0))
        cover[uintp(index)] = max(cover[uintp(index)], one)
        touched[uintp(index) >> uintp(BLOCK)] = 1
        index += across
        cover[uintp(index)] = max(cover[uintp(index)], two)
        touched[uintp(index) >> uintp(BLOCK)] = 1
        index += across
        cover[uintp(index)] = max(cover[uintp(index)], three)
        touched[uintp(index) >> uintp(BLOCK)] = 1


@njit(**OPTIONS)
def _blend(cover, touched, pitch, out, top, rows, colour):
    """Lay the colour over ``out`` as far as ``cover`` says, which is zero again afterwards."""
    width = out.shape[1]
    blocks = pitch - 2 * PAD >> BLOCK
    for row in range(rows):
        line = (row + PAD) * pitch + PAD
        block = 0
        while block < blocks:
            first = block
            while block < blocks and touched[uintp((line >> BLOCK) + block)]:
                touched[uintp((line >> BLOCK) + block)] = 0
                block += 1
            if block > first:
                begin = first << BLOCK
                end = min(block << BLOCK, width)
                _lay(out[top + row, begin:end], cover[line + begin : line + end], colour)
            block += 1
    cover[:] = float32(0.0)


@njit(**INLINE)
def _lay(pixels, shares, colour):
    """A run of pixels; without a branch, so that the compiler works several at once."""
    red, green, blue, alpha = colour
    half = float32(0.5)
    byte = int32(255)
    for index in range(len(pixels)):
        share = shares[index]
        left = float32(1.0) - share * alpha
        pixel = int32(pixels[index])
        r = int32(float32((pixel >> 16) & byte) * left + (share * red + half))
        g = int32(float32((pixel >> 8) & byte) * left + (share * green + half))
        b = int32(float32(pixel & byte) * left + (share * blue + half))
        a = int32(float32((pixel >> 24) & byte) * left + (share * (alpha * float32(255.0)) + half))
        pixels[index] = uint32(int32(int32(a << 24) | int32(r << 16)) | int32(int32(g << 8) | b))


@njit(
    types.void(*SHAPE, PLACE, I8_1, I8_1, U1_2, U1_1, types.UniTuple(float32, 4), float64, PIXELS),
    **OPTIONS,
)
def stroke(
    xy, grid, gridded, starts, part_class, turned, mates, place, offsets, parts, reach, members, colour, half, out
):
    """The lines of the classes that are ``members``, ``2 · half`` pixels wide, over ``out``.

    Borders between two polygons are drawn once where their mates are known.
    """
    height, width = out.shape
    pitch = 2 * PAD + ((width + 7) >> BLOCK << BLOCK)
    cover = np.zeros((BAND + 2 * PAD) * pitch, np.float32)
    touched = np.zeros(len(cover) >> BLOCK, np.uint8)
    sx, tx, sy, ty = place
    thin = half <= 0.7
    margin = half + 1.0
    for band in range(len(offsets) - 1):
        top = band * BAND
        rows = min(BAND, height - top)
        for index in range(offsets[band], offsets[band + 1]):
            part = parts[index]
            member = members[part_class[part]]
            if not (member or len(mates)):
                continue
            x0 = 0.0
            y0 = 0.0
            for vertex in range(starts[part], starts[part + 1]):
                # Middles of pixels are whole numbers here.
                if gridded:
                    x1 = grid[vertex, 0] * sx + (tx - 0.5)
                    y1 = grid[vertex, 1] * sy + (ty - 0.5 - top)
                else:
                    x1 = xy[vertex, 0] * sx + (tx - 0.5)
                    y1 = xy[vertex, 1] * sy + (ty - 0.5 - top)
                seen = max(x0, x1) > -margin and min(x0, x1) < width + margin
                seen = seen and max(y0, y1) > -margin and min(y0, y1) < rows + margin and vertex > starts[part]
                if seen and len(mates):
                    mate = int64(mates[vertex - 1])
                    if mate >= 0:
                        seen = member or members[part_class[mate]]
                    elif mate < -1 and reach[-2 - mate, 0] <= band <= reach[-2 - mate, 1]:
                        seen = False
                    else:
                        seen = member != 0
                if seen and thin:
                    _thin_edge(cover, touched, pitch, x0, y0, x1, y1, half, rows, width)
                elif seen:
                    _broad_edge(cover, touched, pitch, x0, y0, x1, y1, half, rows, width)
                x0 = x1
                y0 = y1
        _blend(cover, touched, pitch, out, top, rows, colour)
