"""The small sample of a symbol in a legend or a layer tree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath

from maps.drawing.hatching import hatch_segments
from maps.drawing.ink import qt_colour, qt_pen
from maps.drawing.painter import FALLBACK_MARKER
from maps.drawing.paths import Floats, painter_path, segments_path
from maps.drawing.ring_order import Ragged
from maps.drawing.stroking import draw_turned, offset_lines, places_along, places_inside
from maps.symbology.marks import Stroke, Symbol
from maps.symbology.stacking import at_scale, faded

if TYPE_CHECKING:
    from layers.layer import GeometryKind


SAMPLE_SCALE = 2000.0
"""At which lengths on the ground are shown in a sample."""


def draw_swatch(painter: QPainter, rect: QRectF, symbol: Symbol, kind: GeometryKind, pixels_per_mm: float) -> None:
    """Draw ``symbol`` inside ``rect``: a filled box, a line for boundaries and lines, a marker for points."""
    symbol = at_scale(faded(symbol), SAMPLE_SCALE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if kind == "point":
        centre = np.array([[rect.center().x(), rect.center().y()]])
        for marker in (*symbol.under, symbol.marker or FALLBACK_MARKER):
            draw_turned(painter, marker, centre, pixels_per_mm)
    elif kind == "line" or symbol.linear:
        _line(painter, rect, symbol, pixels_per_mm)
    else:
        _box(painter, rect, symbol, pixels_per_mm)
    painter.restore()


def _line(painter: QPainter, rect: QRectF, symbol: Symbol, pixels_per_mm: float) -> None:
    middle = rect.center().y()
    for stroke in symbol.strokes:
        pen = qt_pen(_shortened(stroke, rect.width() / pixels_per_mm), pixels_per_mm)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        height = middle - stroke.offset_mm * pixels_per_mm
        painter.drawLine(QLineF(rect.left(), height, rect.right(), height))
    _markers(painter, np.array([[rect.left(), -middle], [rect.right(), -middle]]), symbol, pixels_per_mm)


def _markers(painter: QPainter, line: Floats, symbol: Symbol, pixels_per_mm: float) -> None:
    """Markers along a line (n, 2) whose y runs up."""
    for along in symbol.along:
        beside = offset_lines(line, np.array([0, len(line)]), along.offset_mm * pixels_per_mm)
        interval = min(along.interval_mm * pixels_per_mm, float(np.ptp(line[:, 0])) / 2)
        places, directions = places_along(*beside, placing=along.placing, interval=interval)
        draw_turned(painter, along.marker, places * (1, -1), pixels_per_mm, directions if along.turned else None)


def _shortened(stroke: Stroke, length_mm: float) -> Stroke:
    """A long dash pattern is shortened so that the sample shows it once and the beginning of the next."""
    period = sum(stroke.dash_mm)
    if not stroke.dash_mm or period * 1.3 <= length_mm:
        return stroke
    share = length_mm / (period * 1.3)
    return replace(stroke, dash_mm=tuple(mm * share for mm in stroke.dash_mm))


def _box(painter: QPainter, rect: QRectF, symbol: Symbol, pixels_per_mm: float) -> None:
    widest = max((stroke.width_mm for stroke in symbol.strokes), default=0.0) * pixels_per_mm
    inner = rect.adjusted(widest / 2, widest / 2, -widest / 2, -widest / 2)
    path = QPainterPath()
    path.addRect(inner)
    if symbol.fill is not None:
        painter.fillPath(path, QBrush(qt_colour(symbol.fill)))
    corners = [(inner.left(), inner.top()), (inner.right(), inner.top())]
    corners += [(inner.right(), inner.bottom()), (inner.left(), inner.bottom()), (inner.left(), inner.top())]
    ring = Ragged(np.array(corners), np.array([0, 5]), np.array([0]), np.zeros((1, 4)))
    window = (inner.left(), inner.top(), inner.right(), inner.bottom())
    for hatch in symbol.hatches:
        # y runs down here, so the angle is mirrored.
        segments = hatch_segments(ring, -hatch.angle_deg, hatch.spacing_mm * pixels_per_mm, window)
        pen = qt_pen(Stroke(hatch.colour, hatch.width_mm, hatch.dash_mm), pixels_per_mm)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(segments_path(segments), pen)
    for dots in symbol.dots:
        across, down, shift = (mm * pixels_per_mm for mm in (dots.across_mm, dots.down_mm, dots.shift_mm))
        draw_turned(
            painter,
            dots.marker,
            places_inside(ring, across=across, down=down, shift=shift, window=window),
            pixels_per_mm,
        )
    anticlockwise = np.array(corners)[::-1] * (1, -1)
    for stroke in symbol.strokes:
        if stroke.offset_mm:
            xy, starts = offset_lines(anticlockwise, np.array([0, 5]), stroke.offset_mm * pixels_per_mm)
            painter.strokePath(painter_path(xy * (1, -1), starts), qt_pen(stroke, pixels_per_mm))
        else:
            painter.strokePath(path, qt_pen(stroke, pixels_per_mm))
    _markers(painter, anticlockwise, symbol, pixels_per_mm)
