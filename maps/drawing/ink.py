"""Symbols to Qt's pens, colours and marker outlines."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from maps.drawing.paths import Floats
from maps.symbology.marks import Colour, MarkerShape, Stroke


@lru_cache(maxsize=512)
def qt_colour(colour: Colour) -> QColor:
    """``#rrggbb`` or ``#rrggbbaa`` (Qt itself would read the eight digits as alpha first)."""
    digits = colour.lstrip("#")
    channels = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]
    return QColor(*channels)


def qt_pen(stroke: Stroke, pixels_per_mm: float) -> QPen:
    """The pen of a stroke on a device of that density."""
    width = stroke.width_mm * pixels_per_mm
    pen = QPen(qt_colour(stroke.colour), width)
    # Round joins cost four times as much on curves of many vertices, on screen and in the PDF.
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if stroke.dash_mm else Qt.PenCapStyle.SquareCap)
    if stroke.dash_mm and width > 0:
        pen.setDashPattern([mm / stroke.width_mm for mm in stroke.dash_mm])
    return pen


@lru_cache(maxsize=32)
def marker_outline(shape: MarkerShape) -> Floats:
    """The outline (k, 2) of a marker of height 1 about its middle, y down."""
    if shape == "square":
        return np.array([[-0.45, -0.45], [0.45, -0.45], [0.45, 0.45], [-0.45, 0.45]])
    if shape == "triangle":
        return np.array([[0.0, -0.5], [0.52, 0.42], [-0.52, 0.42]])
    if shape == "diamond":
        return np.array([[0.0, -0.5], [0.5, 0.0], [0.0, 0.5], [-0.5, 0.0]])
    if shape == "cross":
        a, b = 0.17, 0.48
        corners = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b), (-a, a), (-b, a), (-b, -a)]
        return np.array([*corners, (-a, -a)])
    if shape == "star":
        return _around(10, [0.55, 0.23])
    if shape == "pentagon":
        return _around(5, [0.52])
    if shape == "hexagon":
        return _around(6, [0.5])
    if shape == "line":
        return np.array([[-0.04, -0.5], [0.04, -0.5], [0.04, 0.5], [-0.04, 0.5]])
    return _around(32, [0.5])


def _around(count: int, radii: list[float]) -> Floats:
    angles = np.arange(count) * 2 * math.pi / count - math.pi / 2
    radius = np.resize(np.array(radii), count)
    return np.column_stack([np.cos(angles) * radius, np.sin(angles) * radius])
