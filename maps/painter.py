"""Paint a display list. The same code fills the canvas and the printed sheet: what is seen is what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QTransform

from maps.display import Chunk, DisplayLayer
from maps.hatching import hatch_segments
from maps.ink import marker_outline, qt_colour, qt_pen
from maps.landuse import is_pale
from maps.marks import Hatch, Marker, Symbol
from maps.paths import Floats, repeated_path, segments_path
from maps.view import Bounds, MapView

SLICE_S = 0.004
"""QPainter holds the interpreter: a longer slice would be felt."""
SMALLEST_PX = 0.3
GRAIN_MM = 0.7
"""Outlines of filled polygons that are mostly smaller than this would turn the picture grey."""
MARGIN_MM = 3.0
"""Symbols reach this far beyond their feature."""


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


@dataclass(frozen=True, slots=True)
class _Canvas:
    """Where one layer is painted: the transformation from its local metres to pixels, and the window in them."""

    painter: QPainter
    view: MapView
    pixels_per_mm: float
    transform: QTransform
    window: Bounds


def _drawings(
    painter: QPainter, displays: Sequence[DisplayLayer], view: MapView, pixels_per_mm: float
) -> Iterator[None]:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    denominator = view.scale_denominator(pixels_per_mm)
    for display in displays:
        if display.bounds is not None and display.style.shown_at(denominator):
            yield from _draw_layer(painter, display, view, pixels_per_mm)


def _draw_layer(painter: QPainter, display: DisplayLayer, view: MapView, pixels_per_mm: float) -> Iterator[None]:
    margin = MARGIN_MM * pixels_per_mm * view.metres_per_pixel
    west, south, east, north = view.extent
    extent = (west - margin, south - margin, east + margin, north + margin)
    x0, y0 = display.origin
    window = (extent[0] - x0, extent[1] - y0, extent[2] - x0, extent[3] - y0)
    canvas = _Canvas(painter, view, pixels_per_mm, _to_pixels(display.origin, view), window)
    shown = [chunk for chunk in display.visible_chunks(extent) if display.kind == "point" or _is_seen(chunk, view)]
    symbols = [each.symbol for each in display.symbology.classes]
    if display.kind == "point":
        yield from _draw_markers(canvas, shown, symbols)
        return
    paths = []
    for chunk in shown:
        path = canvas.transform.map(chunk.path)
        path.setFillRule(Qt.FillRule.WindingFill)
        paths.append(path)
        fill = symbols[chunk.class_number].fill
        if fill is not None and display.kind == "polygon":
            painter.fillPath(path, QBrush(qt_colour(fill)))
        yield
    if display.kind == "polygon":
        yield from _draw_hatches(canvas, shown, symbols)
    if display.kind == "polygon" and display.grain < GRAIN_MM * pixels_per_mm * view.metres_per_pixel:
        symbols = [_without_outline(symbol) for symbol in symbols]
    yield from _draw_strokes(canvas, shown, paths, symbols)


def _without_outline(symbol: Symbol) -> Symbol:
    """White and pale fills keep theirs: they would vanish on paper."""
    if symbol.fill is None or is_pale(symbol.fill):
        return symbol
    return replace(symbol, strokes=())


def _to_pixels(origin: tuple[float, float], view: MapView) -> QTransform:
    scale = 1 / view.metres_per_pixel
    x, y = view.to_screen(*origin)
    return QTransform(scale, 0, 0, -scale, x, y)


def _is_seen(chunk: Chunk, view: MapView) -> bool:
    west, south, east, north = chunk.bounds
    return max(east - west, north - south) >= SMALLEST_PX * view.metres_per_pixel


def _draw_hatches(canvas: _Canvas, chunks: Sequence[Chunk], symbols: Sequence[Symbol]) -> Iterator[None]:
    for chunk in chunks:
        for hatch in symbols[chunk.class_number].hatches:
            _draw_hatch(canvas, chunk, hatch)
            yield


def _draw_hatch(canvas: _Canvas, chunk: Chunk, hatch: Hatch) -> None:
    spacing = hatch.spacing_mm * canvas.pixels_per_mm * canvas.view.metres_per_pixel
    segments = hatch_segments(chunk.parts, hatch.angle_deg, spacing, canvas.window)
    pen = QPen(qt_colour(hatch.colour), hatch.width_mm * canvas.pixels_per_mm)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    canvas.painter.strokePath(canvas.transform.map(segments_path(segments)), pen)


def _draw_strokes(
    canvas: _Canvas, chunks: Sequence[Chunk], paths: Sequence[QPainterPath], symbols: Sequence[Symbol]
) -> Iterator[None]:
    """Level by level, so that the casing of one road does not cut the next one."""
    levels = max((len(symbol.strokes) for symbol in symbols), default=0)
    for level in range(levels):
        for chunk, path in zip(chunks, paths, strict=True):
            strokes = symbols[chunk.class_number].strokes
            if level < len(strokes):
                canvas.painter.strokePath(path, qt_pen(strokes[level], canvas.pixels_per_mm))
                yield


def _draw_markers(canvas: _Canvas, chunks: Sequence[Chunk], symbols: Sequence[Symbol]) -> Iterator[None]:
    for chunk in chunks:
        marker = symbols[chunk.class_number].marker or FALLBACK_MARKER
        places = chunk.parts.xy * (1, -1) / canvas.view.metres_per_pixel
        places += (canvas.transform.dx(), canvas.transform.dy())
        draw_marker(canvas.painter, marker, places, canvas.pixels_per_mm)
        yield


FALLBACK_MARKER = Marker("circle", 1.6, "#7A828F")


def draw_marker(painter: QPainter, marker: Marker, places: Floats, pixels_per_mm: float) -> None:
    """Draw a marker at each of ``places`` (n, 2) in pixels."""
    outline = marker_outline(marker.shape) * marker.size_mm * pixels_per_mm
    path = repeated_path(outline, places)
    if marker.stroke is not None:
        # Twice as wide and under the fill: the rim lies outside the shape, which keeps its size.
        pen = qt_pen(marker.stroke, pixels_per_mm)
        pen.setWidthF(pen.widthF() * 2)
        painter.strokePath(path, pen)
    painter.fillPath(path, QBrush(qt_colour(marker.fill)))
