"""The small sample of a symbol in a legend or a layer tree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from maps.hatching import hatch_segments
from maps.ink import qt_colour, qt_pen
from maps.marks import Stroke, Symbol
from maps.painter import FALLBACK_MARKER, draw_marker
from maps.paths import segments_path
from maps.ring_order import Ragged

if TYPE_CHECKING:
    from layers.layer import GeometryKind


def draw_swatch(painter: QPainter, rect: QRectF, symbol: Symbol, kind: GeometryKind, pixels_per_mm: float) -> None:
    """Draw ``symbol`` inside ``rect``: a filled box, a line for boundaries and lines, a marker for points."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    if kind == "point":
        centre = np.array([[rect.center().x(), rect.center().y()]])
        draw_marker(painter, symbol.marker or FALLBACK_MARKER, centre, pixels_per_mm)
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
        painter.drawLine(QLineF(rect.left(), middle, rect.right(), middle))


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
        pen = QPen(qt_colour(hatch.colour), hatch.width_mm * pixels_per_mm)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(segments_path(segments), pen)
    for stroke in symbol.strokes:
        painter.strokePath(path, qt_pen(stroke, pixels_per_mm))
