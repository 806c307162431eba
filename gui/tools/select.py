"""Select by area: a click takes the feature under the cursor, a drag everything in a box or within a lasso.

As in CAD, a box drawn to the right takes what lies wholly inside, one drawn to the left everything it touches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.selection import Mode
from gui.theme import current_theme
from gui.tools import CLICK_PX, Tool

if TYPE_CHECKING:
    from gui.canvas import MapCanvas
    from gui.selecting import MapSelecting

LEAST_STEP_PX = 3.0
FILL_ALPHA = 36


class SelectTool(Tool):
    """Shift adds, Ctrl takes away; Alt turns the box into a lasso, or the lasso into a box."""

    cursor = Qt.CursorShape.CrossCursor
    held_cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: MapCanvas, selecting: MapSelecting, *, lasso: bool = False) -> None:
        super().__init__(canvas)
        self._selecting = selecting
        self._lasso = lasso
        self._points: list[QPointF] = []
        self._free = False
        self.outline = Outline(canvas)

    def press(self, position: QPointF) -> None:
        alt = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier)
        self._free = self._lasso != alt
        self._points = [position]

    def drag(self, position: QPointF) -> None:
        if not self._points:
            return
        if not self._free:
            self._points = [self._points[0], position]
        elif (position - self._points[-1]).manhattanLength() >= LEAST_STEP_PX:
            self._points.append(position)
        self.outline.show_polygon(self._polygon(), touching=self._touching())

    def release(self, position: QPointF, *, clicks: bool) -> None:
        points, view = self._points, self.canvas.view
        self.outline.hide()
        if not clicks or not points or view is None:
            self._points = []
            return
        if len(points) == 1 or _extent(points) < CLICK_PX:
            x, y = view.to_map(position.x(), position.y())
            self._selecting.at(x, y, CLICK_PX * view.metres_per_pixel, mode_of_keys())
        else:
            corners = [view.to_map(point.x(), point.y()) for point in self._polygon()]
            self._selecting.within(np.array(corners), mode_of_keys(), touching=self._touching())
        self._points = []

    def _polygon(self) -> list[QPointF]:
        if self._free:
            return [*self._points, self._points[0]]
        box = QRectF(self._points[0], self._points[-1]).normalized()
        return [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft(), box.topLeft()]

    def _touching(self) -> bool:
        return self._free or self._points[-1].x() < self._points[0].x()


class Outline(QWidget):
    """The box or lasso, drawn over the map without painting the map again."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._polygon = QPolygonF()
        self._touching = False
        self.hide()

    def show_polygon(self, points: list[QPointF], *, touching: bool) -> None:
        """Show a closed outline: dashed where touching is enough, solid where all must lie inside."""
        self._polygon, self._touching = QPolygonF(points), touching
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        accent = current_theme().colour("accent")
        style = Qt.PenStyle.DashLine if self._touching else Qt.PenStyle.SolidLine
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, 1.5, style))
        painter.setBrush(QColor(accent.red(), accent.green(), accent.blue(), FILL_ALPHA))
        painter.drawPolygon(self._polygon)
        painter.end()


def mode_of_keys() -> Mode:
    """What the held keys mean for a selection."""
    held = QGuiApplication.keyboardModifiers()
    if held & Qt.KeyboardModifier.ShiftModifier:
        return "add"
    return "remove" if held & Qt.KeyboardModifier.ControlModifier else "replace"


def _extent(points: list[QPointF]) -> float:
    box = QPolygonF(points).boundingRect()
    return max(box.width(), box.height())
