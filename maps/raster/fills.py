# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""Fills, compiled by numba when this module is imported.

Every edge adds its signed area times the colour of its polygon to ``acc``; one running sum along each row then gives
the colour that covers each pixel, exactly and for all polygons at once (as font rasterisers do). True for polygons
that do not cover each other; where they do, coverage above one tells it and ``fill_in_order`` draws the polygons one
after the other.
"""

from __future__ import annotations

import numpy as np
from numba import float32, int64, njit, types, uint32, uintp

from maps.raster.bands import BAND, F4_2, F8_2, I8_1, INLINE, OPTIONS, PIXELS, PLACE, SHAPE, U1_2, packed

BLOCK = 2
"""Pixels come in blocks of 2 ** 2; those that no edge touches repeat the pixel before them."""
TWICE = np.float32(1.5)
"""Coverage from which polygons overlap. Less may be a corner that snapping moved by half a pixel."""


@njit(**INLINE)
def _add(acc, touched, row, x, amount, colour):
    amount = float32(amount)
    place = acc[uintp(row), uintp(x)]
    place[0] += amount * colour[0]
    place[1] += amount * colour[1]
    place[2] += amount * colour[2]
    place[3] += amount * colour[3]
    touched[uintp(row), uintp(x) >> uintp(BLOCK)] = 1


@njit(**INLINE)
def _add_run(acc, touched, row, left, right, drop, width, colour):
    """An edge within one row of pixels, from ``left`` to ``right``, ``drop`` rows high (signed)."""
    if left >= width:
        return
    if right <= 0.0:
        _add(acc, touched, row, 0, drop, colour)
        return
    if left < 0.0:
        outside = drop * (-left / (right - left))
        _add(acc, touched, row, 0, outside, colour)
        drop -= outside
        left = 0.0
    if right > width:
        drop *= (width - left) / (right - left)
        right = float(width)
    x = int(left)
    if right <= x + 1.0:
        here = drop * (x + 1.0 - (left + right) * 0.5)
        _add(acc, touched, row, x, here, colour)
        _add(acc, touched, row, x + 1, drop - here, colour)
        return
    slope = drop / (right - left)
    carried = 0.0
    while left < right:
        end = min(x + 1.0, right)
        share = (end - left) * slope
        here = share * (x + 1.0 - (left + end) * 0.5)
        _add(acc, touched, row, x, carried + here, colour)
        carried = share - here
        left = end
        x += 1
    _add(acc, touched, row, x, carried, colour)


@njit(**INLINE)
def _add_edge(acc, touched, x0, y0, x1, y1, top, bottom, width, colour):
    """The edge from (x0, y0) to (x1, y1) in pixels, cut to the rows from ``top`` to ``bottom``."""
    if y0 == y1:
        return
    sign = 1.0
    if y0 > y1:
        x0, x1 = x1, x0
        y0, y1 = y1, y0
        sign = -1.0
    if y1 <= top or y0 >= bottom or (x0 >= width and x1 >= width):
        return
    slope = (x1 - x0) / (y1 - y0)
    if y0 < top:
        x0 += slope * (top - y0)
        y0 = float(top)
    if y1 > bottom:
        y1 = float(bottom)
    row = int(y0)
    while y0 < y1:
        y = min(row + 1.0, y1)
        x = x0 + slope * (y - y0)
        _add_run(acc, touched, row - top, min(x0, x), max(x0, x), sign * (y - y0), width, colour)
        x0 = x
        y0 = y
        row += 1


@njit(**INLINE)
def _vertex(xy, grid, gridded, index, place):
    """A vertex in pixels."""
    if gridded:
        return grid[index, 0] * place[0] + place[1], grid[index, 1] * place[2] + place[3]
    return xy[index, 0] * place[0] + place[1], xy[index, 1] * place[2] + place[3]


@njit(**OPTIONS)
def _add_ring(acc, touched, xy, grid, gridded, first, last, place, turned, top, bottom, width, colours, number):
    """A closed ring; the last vertex is joined to the first one whether or not the file repeats it."""
    if last - first < 3:
        return
    side = float32(-1.0) if turned else float32(1.0)
    colour = (
        side * colours[number, 0], side * colours[number, 1], side * colours[number, 2], side * colours[number, 3],
    )  # fmt: skip
    x0, y0 = _vertex(xy, grid, gridded, last - 1, place)
    for index in range(first, last):
        x1, y1 = _vertex(xy, grid, gridded, index, place)
        _add_edge(acc, touched, x0, y0, x1, y1, top, bottom, width, colour)
        x0 = x1
        y0 = y1


@njit(**OPTIONS)
def _add_borders(
    acc, touched, xy, grid, gridded, first, last, place, turned, top, bottom, width, colours, number, part_class, mates,
    reach,
):  # fmt: skip
    """As ``_add_ring``; an edge with a mate stands for the border of both parts and adds the difference of colours."""
    side = float32(-1.0) if turned else float32(1.0)
    band = top // BAND
    if last - first < 3:
        return
    x0, y0 = _vertex(xy, grid, gridded, first, place)
    for index in range(first, last - 1):
        x1, y1 = _vertex(xy, grid, gridded, index + 1, place)
        mate = int64(mates[index])
        other = int64(-1)
        if mate != -1:
            part = mate if mate >= 0 else -2 - mate
            if reach[part, 0] <= band <= reach[part, 1]:
                other = int64(part_class[part]) if mate >= 0 else int64(number)
        if other != number:
            beyond = side if other >= 0 else float32(0.0)
            other = max(other, int64(0))
            colour = (
                side * colours[number, 0] - beyond * colours[other, 0],
                side * colours[number, 1] - beyond * colours[other, 1],
                side * colours[number, 2] - beyond * colours[other, 2],
                side * colours[number, 3] - beyond * colours[other, 3],
            )
            _add_edge(acc, touched, x0, y0, x1, y1, top, bottom, width, colour)
        x0 = x1
        y0 = y1


@njit(**OPTIONS)
def _resolve(acc, touched, out, top, rows, alpha):
    """Running sums to pixels; ``acc`` is zero again afterwards. False when something is covered twice."""
    width = out.shape[1]
    fine = True
    for row in range(rows):
        red = float32(0.0)
        green = float32(0.0)
        blue = float32(0.0)
        cover = float32(0.0)
        pixel = uint32(0)
        for block in range(touched.shape[1]):
            first = block << BLOCK
            last = min(first + (1 << BLOCK), width)
            if not touched[row, block]:
                for x in range(first, last):
                    out[top + row, x] = pixel
                continue
            touched[row, block] = 0
            for x in range(first, last):
                red += acc[row, x, 0]
                green += acc[row, x, 1]
                blue += acc[row, x, 2]
                cover += acc[row, x, 3]
                acc[row, x, 0] = float32(0.0)
                acc[row, x, 1] = float32(0.0)
                acc[row, x, 2] = float32(0.0)
                acc[row, x, 3] = float32(0.0)
                if cover > TWICE or cover < float32(1.0) - TWICE:
                    fine = False
                less = float32(1.0) / max(cover, float32(1.0))
                pixel = packed(red * less, green * less, blue * less, cover * less * alpha)
                out[top + row, x] = pixel
        acc[row, width, :] = float32(0.0)
    return fine


@njit(types.boolean(*SHAPE, PLACE, I8_1, I8_1, U1_2, F4_2, float32, PIXELS), **OPTIONS)
def fill(xy, grid, gridded, starts, part_class, turned, mates, place, offsets, parts, reach, colours, alpha, out):
    """All polygons at once: ``colours`` (k, 4) premultiplied with 1 as the last, ``alpha`` 0…255 the same for all.

    False when polygons cover each other: ``out`` is then not to be used.
    """
    height, width = out.shape
    acc = np.zeros((BAND, width + 1, 4), np.float32)
    touched = np.zeros((BAND, (width >> BLOCK) + 1), np.uint8)
    fine = True
    for band in range(len(offsets) - 1):
        top = band * BAND
        bottom = min(top + BAND, height)
        for index in range(offsets[band], offsets[band + 1]):
            part = parts[index]
            if len(mates):
                _add_borders(
                    acc, touched, xy, grid, gridded, starts[part], starts[part + 1], place, turned[part], top, bottom,
                    width, colours, part_class[part], part_class, mates, reach,
                )  # fmt: skip
            else:
                _add_ring(
                    acc, touched, xy, grid, gridded, starts[part], starts[part + 1], place, turned[part], top, bottom,
                    width, colours, part_class[part],
                )  # fmt: skip
        if not _resolve(acc, touched, out, top, bottom - top, alpha):
            return False
    return fine


@njit(**OPTIONS)
def _lay(acc, canvas, left, right, rows, colour):
    """Lay the polygon accumulated in the columns from ``left`` to ``right`` over what is there.

    Its edge and those of the polygons before are taken to share a pixel side by side as far as there is room, so that
    no seam shows between neighbours.
    """
    for row in range(rows):
        cover = float32(0.0)
        for x in range(left, right):
            cover += acc[row, x, 3]
            acc[row, x, 3] = float32(0.0)
            share = min(abs(cover), float32(1.0))
            if share < float32(0.002):
                continue
            before = canvas[row, x, 4]
            hidden = max(before + share - float32(1.0), float32(0.0))
            kept = float32(1.0) - colour[3] * hidden / max(before, float32(1e-6))
            for channel in range(4):
                canvas[row, x, channel] = canvas[row, x, channel] * kept + share * colour[channel]
            canvas[row, x, 4] = min(before + share, float32(1.0))
        acc[row, right, 3] = float32(0.0)


@njit(types.void(*SHAPE, PLACE, I8_1, I8_1, U1_2, F4_2, I8_1, F8_2, PLACE, PIXELS), **OPTIONS)
def fill_in_order(
    xy, grid, gridded, starts, part_class, turned, mates, place, offsets, parts, reach, colours, feature, bounds,
    ground, out,
):  # fmt: skip
    """Polygon after polygon, the parts of one feature together: ``colours`` (k, 4) premultiplied, alpha 0…1.

    ``bounds`` (m, 4) of the parts in map metres, ``ground`` the place of those.
    """
    height, width = out.shape
    acc = np.zeros((BAND, width + 1, 4), np.float32)
    touched = np.zeros((BAND, (width >> BLOCK) + 1), np.uint8)
    canvas = np.zeros((BAND, width, 5), np.float32)
    one = np.zeros((1, 4), np.float32)
    one[0, 3] = 1.0
    for band in range(len(offsets) - 1):
        top = band * BAND
        bottom = min(top + BAND, height)
        canvas[:] = float32(0.0)
        index = offsets[band]
        while index < offsets[band + 1]:
            row = feature[parts[index]]
            number = part_class[parts[index]]
            left = float(width)
            right = 0.0
            while index < offsets[band + 1] and feature[parts[index]] == row:
                part = parts[index]
                index += 1
                if colours[number, 3] == 0.0:
                    continue
                left = min(left, bounds[part, 0] * ground[0] + ground[1])
                right = max(right, bounds[part, 2] * ground[0] + ground[1])
                _add_ring(
                    acc, touched, xy, grid, gridded, starts[part], starts[part + 1], place, turned[part], top, bottom,
                    width, one, 0,
                )  # fmt: skip
            colour = (colours[number, 0], colours[number, 1], colours[number, 2], colours[number, 3])
            first = int(min(max(left - 2.0, 0.0), float(width)))
            last = int(min(max(right + 3.0, 0.0), float(width)))
            _lay(acc, canvas, first, last, bottom - top, colour)
        for y in range(bottom - top):
            for x in range(width):
                out[top + y, x] = packed(
                    canvas[y, x, 0], canvas[y, x, 1], canvas[y, x, 2], canvas[y, x, 3] * float32(255.0)
                )
