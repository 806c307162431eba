"""The place that is pointed at: outlined on the map, pulsing once when the map has flown there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui.places import PlacePath, seen_path

if TYPE_CHECKING:
    from maps.view import MapView

SMALL_PX = 56.0
"""A place smaller than this on the screen gets a ring around it, or nobody would find it among a plan's colours."""
LARGE = 1_200
"""Corners in view from which a place is drawn plainly, so that the map can still be moved."""
RING_PX = 12.0
"""How far the ring keeps from what it surrounds."""


class Highlight(QObject):
    """One place with its colour. ``changed`` asks for a repaint."""

    changed = Signal()

    def __init__(self, pulse_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place: PlacePath | None = None
        self._colour = QColor()
        self._halo = QColor()
        self._ink = QColor()
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(0.0)
        self._pulse.setEndValue(1.0)
        self._pulse.setDuration(pulse_ms)
        self._pulse.setLoopCount(2)
        self._pulse.valueChanged.connect(self.changed)
        self._pulse.finished.connect(self.changed)

    def show(self, place: PlacePath, *, colour: QColor, halo: QColor, ink: QColor) -> None:
        """Outline a place: ``colour`` within ``halo`` within a thin line of ``ink``."""
        self.place, self._colour, self._halo, self._ink = place, colour, halo, ink
        self.changed.emit()

    def pulse(self) -> None:
        """Draw the eye to the place."""
        self._pulse.stop()
        self._pulse.start()

    def clear(self) -> None:
        """Point at nothing."""
        self._pulse.stop()
        self.place = None
        self.changed.emit()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw over the map, in the view's pixels."""
        if self.place is None:
            return
        scale = 1.0 / view.metres_per_pixel
        x, y = view.to_screen(*self.place.origin)
        path = seen_path(self.place, view)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_path(painter, path)
        west, south, east, north = self.place.bounds
        box = QRectF(*view.to_screen(west, north), (east - west) * scale, (north - south) * scale)
        rings = [QPointF(x + point.x() * scale, y - point.y() * scale) for point in self.place.points]
        radius = RING_PX
        if not rings and max(box.width(), box.height()) < SMALL_PX:
            rings = [box.center()]
            radius += math.hypot(box.width(), box.height()) / 2
        for centre in rings:
            ring = QPainterPath()
            ring.addEllipse(centre, radius, radius)
            self._draw_path(painter, ring, filled=False)
        painter.restore()

    def _draw_path(self, painter: QPainter, path: QPainterPath, *, filled: bool = True) -> None:
        if filled:
            fill = QColor(self._colour)
            fill.setAlphaF(0.18)
            painter.fillPath(path, fill)
        large = path.elementCount() > LARGE
        for width, colour in ((8.0, self._ink), (6.5, self._halo), (3.0, self._colour))[int(large) :]:
            painter.strokePath(path, _pen(colour, width, plain=large))
        if large:
            return
        if self._pulse.state() == QVariantAnimation.State.Running:
            progress = float(self._pulse.currentValue())
            wave = QColor(self._colour)
            wave.setAlphaF(0.6 * (1.0 - progress))
            painter.strokePath(path, _pen(wave, 3.0 + 26.0 * progress))


def _pen(colour: QColor, width: float, *, plain: bool = False) -> QPen:
    if plain:  # round joins cost four times as much
        return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
