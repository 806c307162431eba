"""Pictures of polygons and lines: premultiplied ARGB32 arrays for a ``QImage`` of that format."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from maps.raster import compiled
from maps.raster.inks import Pen, Table, fill_table, pens
from maps.symbology.marks import Symbol
from maps.view import MapView

if TYPE_CHECKING:
    from maps.drawing.display import DisplayLayer

Pixels = npt.NDArray[np.uint32]
Place = tuple[float, float, float, float]
_NO_GRID = np.zeros((0, 2), dtype=np.int32)
_NO_MATES = np.zeros(0, dtype=np.int32)
_THIN_PX = 1.0
"""Half the width up to which an outline is drawn with the fills."""
_KEPT_PX = 4096
"""Width of a tile up to which a thread keeps the arrays that it was made with: about 5 MB."""
_CHECK_PX = 1024
"""Pixels along the longer side of the picture on which a layer is looked at for overlaps."""


def polygon_tile(
    display: DisplayLayer, view: MapView, *, pixels_per_mm: float, symbols: Sequence[Symbol] | None = None
) -> Pixels:
    """Fills and solid outlines of the polygons in ``view``, whose width and height are the pixels of the tile.

    ``symbols``, one per class, instead of those of the scale (``maps.drawing.painter.drawn_symbols``); of each only
    what ``draws`` says is drawn. Returns (height, width) uint32. ``ready`` must hold; may run in any thread, and the
    interpreter's lock is free during nearly all of it.
    """
    return _tile(display, view, pixels_per_mm, symbols)


def line_tile(
    display: DisplayLayer, view: MapView, *, pixels_per_mm: float, symbols: Sequence[Symbol] | None = None
) -> Pixels:
    """Solid strokes of the lines in ``view``, as ``polygon_tile``."""
    return _tile(display, view, pixels_per_mm, symbols)


def covers_itself(display: DisplayLayer) -> bool:
    """Whether polygons of a layer cover each other by more than about a thousandth of its extent."""
    if display.bounds is None or len(display.parts.feature) < 2:
        return False
    view = MapView.fitted(display.bounds, _CHECK_PX, _CHECK_PX, margin=0.0)
    count = len(display.symbology.classes)
    work = _work(display, view, np.ones(count, dtype=np.uint8), 0.0)
    colours = np.ones((count, 4), dtype=np.float32)
    return not _fill(work, colours, 255.0, None, _empty(view))


@dataclass(frozen=True, slots=True)
class _Work:
    """What every kernel takes: the shape (see ``kernels.SHAPE``), the place, and the parts of each band."""

    shape: tuple[object, ...]
    place: Place
    ground: Place
    offsets: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]
    reach: npt.NDArray[np.uint8]


def _tile(display: DisplayLayer, view: MapView, pixels_per_mm: float, symbols: Sequence[Symbol] | None) -> Pixels:
    if symbols is None:
        from maps.drawing.painter import drawn_symbols

        symbols = drawn_symbols(display, view, pixels_per_mm)
    shares = [_drawn(symbol, display) for symbol in symbols]
    colours = fill_table(shares)
    strokes = pens(shares, pixels_per_mm)
    wanted = (colours[:, 3] > 0).astype(np.uint8)
    for pen in strokes:
        wanted |= pen.members
    out = _empty(view)
    if not wanted.any() or not out.size or not len(display.parts.feature):
        return out
    margin = max((pen.half_px for pen in strokes), default=0.0) + 2.0
    work = _work(display, view, wanted, margin)
    if colours[:, 3].any():
        strokes = strokes[_fills(display, work, colours, strokes, out) :]
    for pen in strokes:
        _stroke(work, pen, out)
    return out


def _drawn(symbol: Symbol, display: DisplayLayer) -> Symbol:
    from maps.raster.inks import draws

    return draws(symbol, display.kind).raster


def _work(display: DisplayLayer, view: MapView, wanted: npt.NDArray[np.uint8], margin: float) -> _Work:
    parts = display.parts
    scale = 1 / view.metres_per_pixel
    x, y = view.to_screen(0.0, 0.0)
    place = (scale, x, -scale, y)
    offsets, numbers, reach = compiled.kernels().bucketed(
        display.group_bounds,
        parts.bounds,
        display.part_class,
        wanted,
        place,
        margin,
        round(view.width),
        round(view.height),
    )
    drawn = len(numbers) / max(len(parts.feature), 1) * len(parts.xy)
    detail = display.detail(view.metres_per_pixel, drawn)
    turned = display.turned.view(np.uint8)
    if detail is None:
        shape = (parts.xy, _NO_GRID, False, parts.starts, display.part_class, turned, _NO_MATES)
        return _Work(shape, place, place, offsets, numbers, reach)
    x, y = view.to_screen(*detail.origin)
    mates = _NO_MATES
    if display.kind == "polygon" and len(offsets) < 255:
        mates = detail.mates(turned)
    shape = (parts.xy, detail.grid, True, detail.starts, display.part_class, turned, mates)
    return _Work(shape, (scale * detail.cell, x, -scale * detail.cell, y), place, offsets, numbers, reach)


def _fills(display: DisplayLayer, work: _Work, colours: Table, strokes: Sequence[Pen], out: Pixels) -> int:
    """Fill; how many of the strokes are drawn, too."""
    filled = colours[:, 3] > 0
    alphas = np.unique(colours[filled, 3])
    if len(alphas) == 1:
        opaque = colours.copy()
        opaque[:, 3] = filled
        outlines = [pen for pen in strokes[:1] if pen.half_px <= _THIN_PX]
        if _fill(work, opaque, float(alphas[0]) * 255, outlines[0] if outlines else None, out):
            return len(outlines)
    _fill_in_order(display, work, colours, out)
    return 0


def _fill(work: _Work, colours: Table, alpha: float, pen: Pen | None, out: Pixels) -> bool:
    members = np.zeros(len(colours), dtype=np.uint8) if pen is None else pen.members
    colour = (0.0,) * 4 if pen is None else tuple(pen.colour.tolist())
    half = 0.0 if pen is None else pen.half_px
    done: bool = compiled.kernels().fill(
        *work.shape,
        work.place,
        work.offsets,
        work.numbers,
        work.reach,
        colours,
        alpha,
        members,
        colour,
        half,
        _scratch(out.shape[1]),
        out,
    )
    return done


def _fill_in_order(display: DisplayLayer, work: _Work, colours: Table, out: Pixels) -> None:
    parts = display.parts
    compiled.kernels().fill_in_order(
        *work.shape,
        work.place,
        work.offsets,
        work.numbers,
        work.reach,
        colours,
        parts.feature,
        parts.bounds,
        work.ground,
        _scratch(out.shape[1]),
        out,
    )


def _stroke(work: _Work, pen: Pen, out: Pixels) -> None:
    colour = tuple(pen.colour.tolist())
    compiled.kernels().stroke(
        *work.shape, work.place, work.offsets, work.numbers, work.reach, pen.members, colour, pen.half_px, out
    )


_of_thread = threading.local()


def _scratch(width: int) -> Any:
    """What ``fill`` adds up in; a thread keeps that of the last width, for the memory of a new one is slow at first."""
    kept = getattr(_of_thread, "scratch", None)
    if kept is not None and kept[0] == width:
        return kept[1]
    arrays = compiled.kernels().scratch(width)
    if width <= _KEPT_PX:
        _of_thread.scratch = (width, arrays)
    return arrays


def _empty(view: MapView) -> Pixels:
    return np.zeros((max(round(view.height), 0), max(round(view.width), 0)), dtype=np.uint32)
