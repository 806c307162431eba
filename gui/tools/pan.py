"""Select and pan: drag moves the map, a click takes the topmost feature."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from gui.tools import CLICK_PX, Tool


class PanTool(Tool):
    """Drag to move, click to select."""

    cursor = Qt.CursorShape.OpenHandCursor
    held_cursor = Qt.CursorShape.ClosedHandCursor

    def press(self, position: QPointF) -> None:
        self._start = self._last = position
        self._moved = False

    def drag(self, position: QPointF) -> None:
        if not self._moved and (position - self._start).manhattanLength() < CLICK_PX:
            return
        self._moved = True
        step = position - self._last
        self._last = position
        self.canvas.pan(step.x(), step.y())

    def release(self, position: QPointF, *, clicks: bool) -> None:
        if clicks and not self._moved:
            self.canvas.click(position, everything=False)
