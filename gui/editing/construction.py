"""Construction lines: dropped along an edge or across it, dashed through the view, snapped to; never data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPen

from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place
    from layers.editing.snapping import Snap
    from maps.view import MapView

    Edge = tuple[Place, Place]

MOST = 24


class ConstructionLines:
    """Endless lines in the layer's CRS, each by two places on it."""

    def __init__(self, context: EditContext) -> None:
        self._context = context
        self.dropped: list[Edge] = []

    def drop(self, edge: Edge, through: Place, *, across: bool) -> None:
        """A line through a place along an edge, or at right angles to it as the map shows it."""
        context = self._context
        (x0, y0), (x1, y1) = (context.to_map(end) for end in edge)
        east, north = (y0 - y1, x1 - x0) if across else (x1 - x0, y1 - y0)
        far = math.hypot(east, north)
        if not far:
            return
        x, y = context.to_map(through)
        reach = 100.0
        other = context.to_layer((x + reach * east / far, y + reach * north / far))
        self.dropped = [*self.dropped[-MOST + 1 :], (through, other)]

    def clear(self) -> None:
        """Take all away."""
        self.dropped = []

    def find(self, cursor: Place, snapped: Snap | None) -> Snap | None:
        """The place on a line that the cursor is drawn to; ``snapped`` is what else it is drawn to. Alt: none."""
        if QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            return None
        from layers.editing.snapping import on_lines

        reach = self._context.snapping.reach(cursor)
        return on_lines(cursor, self.dropped, reach, edge=snapped.line if snapped is not None else None)

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw them through the whole view."""
        if not self.dropped:
            return
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for edge in self.dropped:
            first, last = (self._context.to_screen(end) for end in edge)
            ends = across_view(first, last, view.width, view.height)
            painter.setPen(QPen(theme.colour("map_halo"), 3.0))
            painter.drawLine(*ends)
            painter.setPen(QPen(theme.colour("accent"), 1.2, Qt.PenStyle.DashLine))
            painter.drawLine(*ends)
        painter.restore()


def across_view(first: QPointF, last: QPointF, width: float, height: float) -> tuple[QPointF, QPointF]:
    """Two places of the endless line through ``first`` and ``last``, both beyond the view (or where it passes)."""
    way = last - first
    size = math.hypot(way.x(), way.y()) or 1.0
    unit = way / size
    middle = QPointF(width / 2, height / 2) - first
    nearest = first + unit * QPointF.dotProduct(middle, unit)
    reach = unit * (width + height)
    return nearest - reach, nearest + reach
