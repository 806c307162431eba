"""Paint a display list. The same code fills the canvas and the printed sheet: what is seen is what is printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QTransform

from maps.drawing.cutting import chosen, meeting, pieces, runs, thinned, trimmed
from maps.drawing.display import Chunk, DisplayLayer
from maps.drawing.hatching import hatch_segments
from maps.drawing.ink import qt_colour, qt_pen
from maps.drawing.paths import Floats, painter_path, segments_path
from maps.drawing.ring_order import Ints
from maps.drawing.stroking import draw_turned, offset_lines, places_along, places_inside
from maps.symbology.landuse import is_pale
from maps.symbology.marks import Blend, Dots, Hatch, Marker, MarkerLine, Stroke, Symbol
from maps.view import Bounds, MapView

SLICE_S = 0.004
"""QPainter holds the interpreter: a longer slice would be felt."""
SMALLEST_PX = 0.3
GRAIN_MM = 0.7
"""Outlines of filled polygons that are mostly smaller than this would turn the picture grey."""
MARGIN_MM = 3.0
"""Symbols reach at least this far beyond their feature."""
MOST_MARGIN_MM = 60.0
LARGE_PATH = 3_000
"""Vertices: filling a larger path takes longer than a slice, so it is done band by band."""
BAND_PX = 32
LONG_STROKE = 600
"""Vertices: stroking costs more than linearly, so longer lines are parted."""
FINEST_PX = 0.25
"""Vertices nearer to each other than this are one."""
FALLBACK_MARKER = Marker("circle", 1.6, "#7A828F")
EMPTY = Symbol()
NARROWEST_HATCH_PX = 0.7
"""Nearer lines are no longer told apart, and a style file may ask for billions of them."""
SHORTEST_PATTERN_PX = 1.5
"""Dashes shorter than this are drawn as the solid line that the eye sees."""


def paint(painter: QPainter, displays: Sequence[DisplayLayer], view: MapView, pixels_per_mm: float) -> None:
    """Paint everything at once."""
    for _ in _drawings(painter, displays, view, pixels_per_mm):
        pass


def paint_steps(
    painter: QPainter, displays: Sequence[DisplayLayer], view: MapView, pixels_per_mm: float
) -> Iterator[None]:
    """Paint ``displays``, the first one lowest (see ``in_drawing_order``), giving back control every few ms.

    ``view`` maps metres to the painter's pixels, ``pixels_per_mm`` sizes the symbols. Layers out of their scale range
    are left out. Stopping early leaves a picture of what was painted so far.
    """
    until = perf_counter() + SLICE_S
    for _ in _drawings(painter, displays, view, pixels_per_mm):
        if perf_counter() >= until:
            yield
            until = perf_counter() + SLICE_S


def shown(displays: Sequence[DisplayLayer], view: MapView, pixels_per_mm: float) -> list[DisplayLayer]:
    """Those that have anything to draw and are in their scale range."""
    denominator = view.scale_denominator(pixels_per_mm)
    return [each for each in displays if each.bounds is not None and each.style.shown_at(denominator)]


def _drawings(
    painter: QPainter, displays: Sequence[DisplayLayer], view: MapView, pixels_per_mm: float
) -> Iterator[None]:
    for display in shown(displays, view, pixels_per_mm):
        yield from grouped_steps(painter, display, view, pixels_per_mm)


@dataclass(frozen=True, slots=True)
class _Canvas:
    """Where one layer is painted: the transformation from its local metres to pixels, and the window in them.

    ``banded``: the painter's units are the pixels of a picture, so that work can be cut along them. ``found`` and
    ``paths`` keep what is seen of each chunk: its fill and its outlines are drawn of the same.
    """

    painter: QPainter
    view: MapView
    pixels_per_mm: float
    transform: QTransform
    window: Bounds
    banded: bool
    origin: tuple[float, float]
    found: dict[tuple[Chunk, bool], tuple[Floats, Ints]] = field(default_factory=dict)
    paths: dict[Chunk, QPainterPath] = field(default_factory=dict)

    def path(self, chunk: Chunk) -> QPainterPath:
        """What is seen of a chunk, in pixels."""
        if chunk not in self.paths:
            self.paths[chunk] = self.on_screen(*_seen(self, chunk))
        return self.paths[chunk]

    def holds(self, chunk: Chunk) -> bool:
        """Whether all of a chunk is in the window."""
        (x, y), (west, south, east, north) = self.origin, self.window
        around = chunk.bounds
        low = around[0] >= west + x and around[1] >= south + y
        return low and around[2] <= east + x and around[3] <= north + y

    def on_screen(self, xy: Floats, starts: Ints) -> QPainterPath:
        """A path in pixels."""
        return painter_path(self.pixels(xy), starts)

    def pixels(self, xy: Floats) -> Floats:
        """Places (n, 2) in pixels."""
        places = xy * (1, -1) / self.view.metres_per_pixel
        places += (self.transform.dx(), self.transform.dy())
        return places

    def places(self, xy: Floats) -> Floats:
        """Points (n, 2) in pixels."""
        places: Floats = xy * (1, -1) / self.view.metres_per_pixel + (self.transform.dx(), self.transform.dy())
        return places

    def metres(self, millimetres: float) -> float:
        """The length on the ground of one on paper."""
        return millimetres * self.pixels_per_mm * self.view.metres_per_pixel


_BLENDS = {
    "normal": QPainter.CompositionMode.CompositionMode_SourceOver,
    "multiply": QPainter.CompositionMode.CompositionMode_Multiply,
    "screen": QPainter.CompositionMode.CompositionMode_Screen,
    "darken": QPainter.CompositionMode.CompositionMode_Darken,
    "lighten": QPainter.CompositionMode.CompositionMode_Lighten,
    "overlay": QPainter.CompositionMode.CompositionMode_Overlay,
}


def grouped_steps(
    painter: QPainter,
    display: DisplayLayer,
    view: MapView,
    pixels_per_mm: float,
    *,
    symbols: Sequence[Symbol] | None = None,
    chunks: Sequence[Chunk] | None = None,
    below: QImage | None = None,
    banded: bool = False,
) -> Iterator[None]:
    """Paint one layer with the opacity and blend of the whole; ``below`` is a picture of what is drawn of it already.

    A picture takes the layer as one. Vector devices cannot: there each stroke and fill is as transparent by itself.
    """
    look = display.symbology
    if look.grouped and isinstance(painter.device(), QImage):
        image = QImage(math.ceil(view.width), math.ceil(view.height), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        alone = QPainter(image)
        try:
            if below is not None:
                alone.drawImage(0, 0, below)
            yield from layer_steps(alone, display, view, pixels_per_mm, symbols=symbols, chunks=chunks, banded=banded)
        finally:
            alone.end()
        lay(painter, image, look.opacity, look.blend)
        yield
        return
    if below is not None:
        painter.drawImage(0, 0, below)
    painter.setOpacity(look.opacity)
    try:
        yield from layer_steps(painter, display, view, pixels_per_mm, symbols=symbols, chunks=chunks, banded=banded)
    finally:
        painter.setOpacity(1.0)


def lay(painter: QPainter, image: QImage, opacity: float, blend: Blend) -> None:
    """Put the picture of a layer over what is painted already."""
    painter.setOpacity(opacity)
    painter.setCompositionMode(_BLENDS[blend])
    painter.drawImage(0, 0, image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setOpacity(1.0)


def layer_steps(
    painter: QPainter,
    display: DisplayLayer,
    view: MapView,
    pixels_per_mm: float,
    *,
    symbols: Sequence[Symbol] | None = None,
    chunks: Sequence[Chunk] | None = None,
    banded: bool = False,
) -> Iterator[None]:
    """Paint one layer in small steps; ``symbols``, one per class, instead of its own (what is left to be drawn).

    ``chunks`` are those of ``seen_chunks``, where they are known. ``banded`` for a picture whose pixels are the
    painter's units: large fills are then split along them, long lines into pieces.
    """
    if symbols is None:
        symbols = drawn_symbols(display, view, pixels_per_mm)
    if chunks is None:
        chunks = seen_chunks(display, view, pixels_per_mm, symbols)
    if not chunks:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    window = _window(view, reach_mm(symbols) * pixels_per_mm, display.origin)
    canvas = _Canvas(painter, view, pixels_per_mm, _to_pixels(display.origin, view), window, banded, display.origin)
    if display.kind == "point":
        yield from _draw_markers(canvas, chunks, symbols)
        return
    if display.kind == "polygon":
        yield from _draw_fills(canvas, chunks, symbols)
        yield from _draw_hatches(canvas, chunks, symbols)
    yield from _draw_strokes(canvas, chunks, symbols)


def drawn_symbols(display: DisplayLayer, view: MapView, pixels_per_mm: float) -> list[Symbol]:
    """The symbol of each class as this scale has it."""
    symbols = list(display.symbology.symbols_at(view.scale_denominator(pixels_per_mm)))
    if display.kind == "point":
        return [symbol if symbol.marker else replace(symbol, marker=FALLBACK_MARKER) for symbol in symbols]
    if display.kind == "polygon" and display.grain < GRAIN_MM * pixels_per_mm * view.metres_per_pixel:
        return [_without_outline(symbol) for symbol in symbols]
    return symbols


def reach_mm(symbols: Sequence[Symbol]) -> float:
    """How far from their features these symbols may reach: corners, offsets, markers."""
    reach = 0.0
    for symbol in symbols:
        markers = [(each.size_mm, each) for each in (symbol.marker, *symbol.under) if each is not None]
        markers += [(each.marker.size_mm + 2 * abs(each.offset_mm), each.marker) for each in symbol.along]
        reaches = [2 * stroke.width_mm + abs(stroke.offset_mm) for stroke in symbol.strokes]
        reaches += [size + (2 * each.stroke.width_mm if each.stroke is not None else 0.0) for size, each in markers]
        reach = max(reach, *reaches, 0.0)
    return min(max(reach, MARGIN_MM), MOST_MARGIN_MM)


def seen_chunks(display: DisplayLayer, view: MapView, pixels_per_mm: float, symbols: Sequence[Symbol]) -> list[Chunk]:
    """The chunks of ``view`` for which ``symbols`` have something to draw. May be asked for in a worker."""
    drawn = [symbol != EMPTY for symbol in symbols]
    if not any(drawn):
        return []
    extent = _window(view, reach_mm(symbols) * pixels_per_mm)
    return [
        chunk
        for chunk in display.visible_chunks(extent, view.metres_per_pixel)
        if drawn[chunk.class_number] and (display.kind == "point" or _is_seen(chunk, view))
    ]


def _window(view: MapView, margin_px: float, origin: tuple[float, float] = (0.0, 0.0)) -> Bounds:
    """The extent of ``view`` and a margin around it, in metres about ``origin``."""
    west, south, east, north = view.extent
    margin = margin_px * view.metres_per_pixel
    x, y = origin
    return west - margin - x, south - margin - y, east + margin - x, north + margin - y


def _without_outline(symbol: Symbol) -> Symbol:
    """White and pale fills keep theirs: they would vanish on paper."""
    if symbol.fill is None or is_pale(symbol.fill):
        return symbol
    return replace(symbol, strokes=(), along=())


def _to_pixels(origin: tuple[float, float], view: MapView) -> QTransform:
    scale = 1 / view.metres_per_pixel
    x, y = view.to_screen(*origin)
    return QTransform(scale, 0, 0, -scale, x, y)


def _is_seen(chunk: Chunk, view: MapView) -> bool:
    west, south, east, north = chunk.bounds
    return max(east - west, north - south) >= SMALLEST_PX * view.metres_per_pixel


def _seen(canvas: _Canvas, chunk: Chunk, *, whole: bool = False) -> tuple[Floats, Ints]:
    """What of a chunk can be felt in the window; ``whole`` keeps those parts that show at their full length."""
    whole = whole or canvas.holds(chunk)
    key = (chunk, whole)
    if key not in canvas.found:
        xy, starts = chunk.parts.xy, chunk.parts.starts
        if not canvas.holds(chunk):
            xy, starts = chosen(xy, starts, meeting(chunk.parts.bounds, canvas.window))
        xy, starts = thinned(xy, starts, FINEST_PX * canvas.view.metres_per_pixel)
        canvas.found[key] = (xy, starts) if whole else trimmed(xy, starts, canvas.window)
    return canvas.found[key]


def _draw_fills(canvas: _Canvas, chunks: Sequence[Chunk], symbols: Sequence[Symbol]) -> Iterator[None]:
    for chunk in chunks:
        fill = symbols[chunk.class_number].fill
        if fill is None:
            continue
        xy, starts = _seen(canvas, chunk)
        if canvas.banded and len(xy) > LARGE_PATH:
            yield from _fill_in_bands(canvas, xy, starts, qt_colour(fill))
        elif len(xy):
            canvas.painter.fillPath(canvas.path(chunk), QBrush(qt_colour(fill)))
            yield


def _fill_in_bands(canvas: _Canvas, xy: Floats, starts: Ints, colour: QColor) -> Iterator[None]:
    """Band by band, cut along whole pixels so that no seam shows."""
    metres = canvas.view.metres_per_pixel
    top_metres = canvas.transform.dy() * metres
    for top in range(0, int(canvas.view.height) + 1, BAND_PX):
        north, south = top_metres - top * metres, top_metres - (top + BAND_PX) * metres
        band = (canvas.window[0], south - metres, canvas.window[2], north + metres)
        path = canvas.on_screen(*trimmed(xy, starts, band))
        canvas.painter.setClipRect(QRectF(0, top, canvas.view.width, BAND_PX))
        canvas.painter.fillPath(path, QBrush(colour))
        canvas.painter.setClipping(False)
        yield


def _draw_hatches(canvas: _Canvas, chunks: Sequence[Chunk], symbols: Sequence[Symbol]) -> Iterator[None]:
    for chunk in chunks:
        for hatch in symbols[chunk.class_number].hatches:
            _draw_hatch(canvas, chunk, hatch)
            yield
        for dots in symbols[chunk.class_number].dots:
            _draw_dots(canvas, chunk, dots)
            yield


def _draw_hatch(canvas: _Canvas, chunk: Chunk, hatch: Hatch) -> None:
    spacing = max(canvas.metres(hatch.spacing_mm), NARROWEST_HATCH_PX * canvas.view.metres_per_pixel)
    segments = hatch_segments(chunk.parts, hatch.angle_deg, spacing, canvas.window)
    pen = qt_pen(Stroke(hatch.colour, hatch.width_mm, hatch.dash_mm), canvas.pixels_per_mm)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    canvas.painter.strokePath(canvas.transform.map(segments_path(segments)), pen)


def _draw_dots(canvas: _Canvas, chunk: Chunk, dots: Dots) -> None:
    across, down, shift = map(canvas.metres, (dots.across_mm, dots.down_mm, dots.shift_mm))
    places = places_inside(chunk.parts, across=across, down=down, shift=shift, window=canvas.window)
    if len(places):
        draw_turned(canvas.painter, dots.marker, canvas.pixels(places), canvas.pixels_per_mm)


def _draw_strokes(canvas: _Canvas, chunks: Sequence[Chunk], symbols: Sequence[Symbol]) -> Iterator[None]:
    """Level by level, so that the casing of one road does not cut the next one; markers along them last."""
    levels = max((len(symbol.strokes) for symbol in symbols), default=0)
    for level in range(levels):
        for chunk in chunks:
            strokes = symbols[chunk.class_number].strokes
            if level < len(strokes):
                yield from _draw_stroke(canvas, chunk, strokes[level])
    for chunk in chunks:
        for along in symbols[chunk.class_number].along:
            _draw_along(canvas, chunk, along)
            yield


def _draw_stroke(canvas: _Canvas, chunk: Chunk, stroke: Stroke) -> Iterator[None]:
    pen = qt_pen(stroke, canvas.pixels_per_mm)
    pattern = sum(stroke.dash_mm) * (1 + len(stroke.dash_mm) % 2)
    if pattern * canvas.pixels_per_mm <= SHORTEST_PATTERN_PX:
        pen.setStyle(Qt.PenStyle.SolidLine)
        pattern = 0.0
    xy, starts = _seen(canvas, chunk, whole=pattern > 0)
    if stroke.offset_mm and len(xy):
        xy, starts = offset_lines(xy, starts, canvas.metres(stroke.offset_mm))
    if not len(xy):
        return
    long = LONG_STROKE if pattern or pen.widthF() > 1 else LARGE_PATH  # fine lines cost no more than their length
    most = long if canvas.banded else len(xy) + 1
    if not pattern and not stroke.offset_mm and len(xy) <= most:
        canvas.painter.strokePath(canvas.path(chunk), pen)
        yield
        return
    if pattern:
        xy, starts = runs(xy, starts, canvas.window, period=canvas.metres(pattern), most=most)
    for piece in pieces(xy, starts, most):
        canvas.painter.strokePath(canvas.on_screen(*piece), pen)
        yield


def _draw_along(canvas: _Canvas, chunk: Chunk, along: MarkerLine) -> None:
    xy, starts = _seen(canvas, chunk, whole=True)
    if len(xy) and along.offset_mm:
        xy, starts = offset_lines(xy, starts, canvas.metres(along.offset_mm))
    places, directions = places_along(xy, starts, placing=along.placing, interval=canvas.metres(along.interval_mm))
    shown_here = meeting(np.hstack([places, places]), canvas.window)
    if shown_here.any():
        turns = directions[shown_here] if along.turned else None
        draw_turned(canvas.painter, along.marker, canvas.pixels(places[shown_here]), canvas.pixels_per_mm, turns)


def _draw_markers(canvas: _Canvas, chunks: Sequence[Chunk], symbols: Sequence[Symbol]) -> Iterator[None]:
    for chunk in chunks:
        symbol = symbols[chunk.class_number]
        near = chunk.parts.xy[meeting(chunk.parts.bounds, canvas.window)]
        for marker in (*symbol.under, symbol.marker):
            if marker is not None and len(near):
                draw_turned(canvas.painter, marker, canvas.pixels(near), canvas.pixels_per_mm)
                yield
