# ruff: noqa: PLR0917 - compiled functions take what they need by place
"""Fills with their outlines, compiled by numba when this module is imported.

Every edge adds its signed area times the colour of its polygon to ``sums``; one running sum along each row then gives
the colour that covers each pixel, exactly and for all polygons at once (as font rasterisers do). True for polygons
that do not cover each other; where they do, coverage above one tells it and ``fill_in_order`` draws the polygons one
after the other. The same edges leave in ``nearest`` how far, squared, each pixel is from an outline; so one pass over
the vertices makes the whole picture.
"""

from __future__ import annotations

import numpy as np
from numba import float32, int32, int64, njit, types, uint8, uint32, uintp

from maps.raster.bands import BAND, BARE, F4_2, F8_2, I8_1, INLINE, OPTIONS, PIXELS, PLACE, SHAPE, U1_1, U1_2, packed
from maps.raster.edges import BLOCK, PAD, fill_long, fill_short, near_long, near_short, touch_short

FAR = np.float32(16.0)
"""Squared distance of what is near no edge."""
APART = 6
"""Blocks without an edge that end a run: shorter gaps cost less than the next run."""
SCRATCH = types.Tuple((float32[::1], float32[::1], uint8[::1], float32[::1]))
"""What ``scratch`` gives: all zero, but for ``nearest``, before a picture and after it."""


def pitch_of(width):
    """Pixels of a row of the scratch arrays."""
    return 2 * PAD + (width + 7) // 8 * 8


def scratch(width):
    """``sums`` (four channels a pixel), ``nearest``, ``touched`` (by blocks), and ``line``: running sums of a row."""
    pitch = pitch_of(width)
    count = (BAND + 2 * PAD) * pitch
    return (
        np.zeros(BAND * pitch * 4, np.float32),
        np.full(count, FAR, np.float32),
        np.zeros(count >> BLOCK, np.uint8),
        np.zeros(4 * pitch, np.float32),
    )


@njit(**INLINE)
def _vertex(xy, grid, gridded, index, place, top):
    """A vertex in pixels of the band."""
    if gridded:
        return grid[index, 0] * place[0] + place[1], grid[index, 1] * place[2] + (place[3] - top)
    return xy[index, 0] * place[0] + place[1], xy[index, 1] * place[2] + (place[3] - top)


@njit(**INLINE)
def _edge(sums, nearest, touched, pitch, x0, y0, x1, y1, rows, width, colour, filled, edge, count):
    """Fill and outline (0 for none) of an edge."""
    west = min(x0, x1)
    east = max(x0, x1)
    north = min(y0, y1)
    south = max(y0, y1)
    short = east - west <= 1.0 and south - north <= 1.0
    if short and west >= 0.0 and east < width - 1.0 and north >= 0.0 and south < rows:
        if filled:
            fill_short(sums, pitch, x0, y0, x1, y1, north, south, colour)
        if edge > 0.0:
            near_short(nearest, touched, pitch, x0, y0, x1, y1, west, north, edge, count)
        else:
            touch_short(touched, pitch, west, north)
    else:
        if filled:
            fill_long(sums, touched, pitch, x0, y0, x1, y1, rows, width, colour)
        if edge > 0.0 and east > -edge and west < width + edge and south > -edge and north < rows + edge:
            near_long(nearest, touched, pitch, x0, y0, x1, y1, edge, rows, width)


@njit(**INLINE)
def _side(colours, number, turned):
    """The colour of a class, negative for a ring that runs the other way."""
    side = float32(-1.0) if turned else float32(1.0)
    return side * colours[number, 0], side * colours[number, 1], side * colours[number, 2], side * colours[number, 3]


@njit(**INLINE)
def _difference(colour, beyond):
    return colour[0] - beyond[0], colour[1] - beyond[1], colour[2] - beyond[2], colour[3] - beyond[3]


@njit(**BARE)
def _ring(
    sums, nearest, touched, pitch, xy, grid, gridded, first, last, place, top, rows, width, colour, edge, count
):  # fmt: skip
    """A closed ring; the last vertex is joined to the first one whether or not the file repeats it."""
    x0, y0 = _vertex(xy, grid, gridded, first, place, top)
    begin_x = x0
    begin_y = y0
    for index in range(first + 1, last):
        x1, y1 = _vertex(xy, grid, gridded, index, place, top)
        _edge(sums, nearest, touched, pitch, x0, y0, x1, y1, rows, width, colour, True, edge, count)
        x0 = x1
        y0 = y1
    if x0 != begin_x or y0 != begin_y:
        _edge(sums, nearest, touched, pitch, x0, y0, begin_x, begin_y, rows, width, colour, True, 0.0, count)


@njit(**BARE)
def _borders(
    sums, nearest, touched, pitch, xy, grid, gridded, first, last, place, top, rows, width, colours, number, turned,
    part_class, mates, reach, members, edge, count,
):  # fmt: skip
    """As ``_ring``; an edge with a mate stands for the border of both parts and adds the difference of colours."""
    own = _side(colours, number, turned)
    band = top // BAND
    x0, y0 = _vertex(xy, grid, gridded, first, place, top)
    for index in range(first, last - 1):
        x1, y1 = _vertex(xy, grid, gridded, index + 1, place, top)
        mate = int64(mates[index])
        drawn = True
        other = int64(-1)
        if mate != -1:
            part = mate if mate >= 0 else -2 - mate
            if reach[part, 0] <= band <= reach[part, 1]:
                drawn = mate >= 0
                other = int64(part_class[part])
        if drawn:
            colour = own
            outlined = members[number] != 0
            if other >= 0:
                colour = _difference(own, _side(colours, other, turned))
                outlined = outlined or members[other] != 0
            _edge(
                sums, nearest, touched, pitch, x0, y0, x1, y1, rows, width, colour, other != number,
                edge if outlined else 0.0, count,
            )  # fmt: skip
        x0 = x1
        y0 = y1


@njit(**BARE)
def _lay(line, nearest, pixels, alpha, pen, edge):
    """A run of pixels from their running sums, the outline over them; False when something is covered twice.

    Without a branch and with nothing wider than 32 bits, so that the compiler works eight at once.
    """
    pen_red, pen_green, pen_blue, pen_alpha = pen
    opaque = pen_alpha * float32(255.0)
    half = float32(0.5)
    full = float32(255.0)
    one = float32(1.0)
    zero = float32(0.0)
    twice = zero
    for x in range(len(pixels)):
        cover = line[4 * x + 3]
        # Above 1.5 or under -0.5; less may be a corner that snapping moved by half a pixel.
        twice += max(abs(cover - half) - one, zero)
        share = min(max(edge - np.sqrt(nearest[x]), zero), one)
        left = (one - share * pen_alpha) / max(cover, one)
        a = min(max(cover * left * alpha + share * opaque, zero), full)
        r = int32(min(max(line[4 * x] * left + share * pen_red, zero), a) + half)
        g = int32(min(max(line[4 * x + 1] * left + share * pen_green, zero), a) + half)
        b = int32(min(max(line[4 * x + 2] * left + share * pen_blue, zero), a) + half)
        pixels[x] = uint32(int32(int32(int32(a + half) << 24) | int32(r << 16)) | int32(int32(g << 8) | b))
    return twice == zero


@njit(**BARE)
def _run(sums, touched, line, place, flags, block, blocks, before):
    """The running sums of blocks from ``block`` on, up to a wide gap; where that is, and the last sums.

    ``sums`` is zero again afterwards.
    """
    red, green, blue, cover = before
    end = block
    to = 0
    while block < blocks and block - end < APART:
        if touched[uintp(flags + block)]:
            touched[uintp(flags + block)] = 0
            at = place + (block << (BLOCK + 2))
            for x in range(0, 4 << BLOCK, 4):
                red += sums[uintp(at + x)]
                green += sums[uintp(at + x + 1)]
                blue += sums[uintp(at + x + 2)]
                cover += sums[uintp(at + x + 3)]
                line[uintp(to + x)] = red
                line[uintp(to + x + 1)] = green
                line[uintp(to + x + 2)] = blue
                line[uintp(to + x + 3)] = cover
            for x in range(4 << BLOCK):
                sums[uintp(at + x)] = float32(0.0)
            end = block + 1
        else:
            for x in range(0, 4 << BLOCK, 4):
                line[uintp(to + x)] = red
                line[uintp(to + x + 1)] = green
                line[uintp(to + x + 2)] = blue
                line[uintp(to + x + 3)] = cover
        to += 4 << BLOCK
        block += 1
    return end, (red, green, blue, cover)


@njit(**BARE)
def _resolve(sums, nearest, touched, line, pitch, out, top, rows, alpha, pen, edge):
    """Running sums to pixels; the scratch arrays are clean again afterwards. False when something is covered twice."""
    width = out.shape[1]
    blocks = (width + 7) >> BLOCK
    zero = float32(0.0)
    fine = True
    for row in range(rows):
        before = (zero, zero, zero, zero)
        near = (row + PAD) * pitch + PAD
        flags = near >> BLOCK
        pixels = out[top + row]
        block = 0
        while block < blocks:
            first = block
            while block < blocks and not touched[uintp(flags + block)]:
                block += 1
            if block > first:
                less = float32(1.0) / max(before[3], float32(1.0))
                pixel = packed(before[0] * less, before[1] * less, before[2] * less, before[3] * less * alpha)
                pixels[first << BLOCK : min(block << BLOCK, width)] = pixel
            first = block
            block, before = _run(sums, touched, line, row * pitch * 4, flags, block, blocks, before)
            begin = first << BLOCK
            end = block << BLOCK
            distances = nearest[near + begin : near + end]
            if not _lay(line, distances, pixels[begin : min(end, width)], alpha, pen, edge):
                fine = False
            distances[:] = FAR
        for place in range((row * pitch + (blocks << BLOCK)) * 4, (row + 1) * pitch * 4):
            sums[place] = zero
    nearest[: PAD * pitch] = FAR
    nearest[(rows + PAD) * pitch :] = FAR
    touched[:] = 0
    return fine


@njit(
    types.boolean(
        *SHAPE, PLACE, I8_1, I8_1, U1_2, F4_2, float32, U1_1, types.UniTuple(float32, 4), types.float64,
        SCRATCH, PIXELS,
    ),
    **BARE,
)  # fmt: skip
def fill(
    xy, grid, gridded, starts, part_class, turned, mates, place, offsets, parts, reach, colours, alpha, members, pen,
    half, room, out,
):  # fmt: skip
    """All polygons at once: ``colours`` (k, 4) premultiplied with 1 as the last, ``alpha`` 0…255 the same for all.

    Outlines of the classes that are ``members`` in the colour ``pen``, ``2 · half`` pixels wide, at most 2; 0 for none.
    ``room`` is what ``scratch`` gave. False when polygons cover each other: ``out`` is then not to be used.
    """
    sums, nearest, touched, line = room
    height, width = out.shape
    pitch = len(line) >> 2
    edge = half + 0.5 if half > 0.0 else 0.0
    count = int64(np.ceil(2.0 * edge + 1.0))
    fine = True
    for band in range(len(offsets) - 1):
        top = band * BAND
        rows = min(BAND, height - top)
        for index in range(offsets[band], offsets[band + 1]):
            part = parts[index]
            number = part_class[part]
            if starts[part + 1] - starts[part] < 3:
                continue
            if len(mates):
                _borders(
                    sums, nearest, touched, pitch, xy, grid, gridded, starts[part], starts[part + 1], place, top, rows,
                    width, colours, number, turned[part], part_class, mates, reach, members, edge, count,
                )  # fmt: skip
            else:
                _ring(
                    sums, nearest, touched, pitch, xy, grid, gridded, starts[part], starts[part + 1], place, top, rows,
                    width, _side(colours, number, turned[part]), edge if members[number] else 0.0, count,
                )  # fmt: skip
        if not _resolve(sums, nearest, touched, line, pitch, out, top, rows, alpha, pen, float32(edge)):
            fine = False
            break
    for row in range(BAND + 2 * PAD):
        nearest[row * pitch : row * pitch + PAD] = FAR
        nearest[(row + 1) * pitch - PAD : (row + 1) * pitch] = FAR
    return fine


@njit(**BARE)
def _lay_one(sums, pitch, canvas, left, right, rows, colour):
    """Lay the polygon accumulated in the columns from ``left`` to ``right`` over what is there.

    Its edge and those of the polygons before are taken to share a pixel side by side as far as there is room, so that
    no seam shows between neighbours.
    """
    for row in range(rows):
        cover = float32(0.0)
        line = row * pitch * 4 + 3
        for x in range(left, right):
            cover += sums[line + 4 * x]
            sums[line + 4 * x] = float32(0.0)
            share = min(abs(cover), float32(1.0))
            if share < float32(0.002):
                continue
            before = canvas[row, x, 4]
            hidden = max(before + share - float32(1.0), float32(0.0))
            kept = float32(1.0) - colour[3] * hidden / max(before, float32(1e-6))
            for channel in range(4):
                canvas[row, x, channel] = canvas[row, x, channel] * kept + share * colour[channel]
            canvas[row, x, 4] = min(before + share, float32(1.0))
        for x in range(right, right + 4):
            sums[line + 4 * x] = float32(0.0)


@njit(types.void(*SHAPE, PLACE, I8_1, I8_1, U1_2, F4_2, I8_1, F8_2, PLACE, SCRATCH, PIXELS), **OPTIONS)
def fill_in_order(
    xy, grid, gridded, starts, part_class, turned, mates, place, offsets, parts, reach, colours, feature, bounds,
    ground, room, out,
):  # fmt: skip
    """Polygon after polygon, the parts of one feature together: ``colours`` (k, 4) premultiplied, alpha 0…1.

    ``bounds`` (m, 4) of the parts in map metres, ``ground`` the place of those, ``room`` as for ``fill``.
    """
    sums, nearest, touched, line = room
    height, width = out.shape
    pitch = len(line) >> 2
    canvas = np.zeros((BAND, width, 5), np.float32)
    one = np.zeros((1, 4), np.float32)
    one[0, 3] = 1.0
    for band in range(len(offsets) - 1):
        top = band * BAND
        rows = min(BAND, height - top)
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
                if colours[number, 3] == 0.0 or starts[part + 1] - starts[part] < 3:
                    continue
                left = min(left, bounds[part, 0] * ground[0] + ground[1])
                right = max(right, bounds[part, 2] * ground[0] + ground[1])
                _ring(
                    sums, nearest, touched, pitch, xy, grid, gridded, starts[part], starts[part + 1], place, top, rows,
                    width, _side(one, 0, turned[part]), 0.0, 0,
                )  # fmt: skip
            colour = (colours[number, 0], colours[number, 1], colours[number, 2], colours[number, 3])
            first = int(min(max(left - 2.0, 0.0), float(width)))
            last = int(min(max(right + 3.0, 0.0), float(width)))
            _lay_one(sums, pitch, canvas, first, last, rows, colour)
        for y in range(rows):
            for x in range(width):
                out[top + y, x] = packed(
                    canvas[y, x, 0], canvas[y, x, 1], canvas[y, x, 2], canvas[y, x, 3] * float32(255.0)
                )
    touched[:] = 0
