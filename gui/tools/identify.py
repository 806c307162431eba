"""Identify: a click lists everything under the cursor."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from gui.tools import Tool


class IdentifyTool(Tool):
    """Click to see what lies there, in all visible layers."""

    cursor = Qt.CursorShape.WhatsThisCursor
    held_cursor = Qt.CursorShape.WhatsThisCursor

    def release(self, position: QPointF, *, clicks: bool) -> None:
        if clicks:
            self.canvas.click(position, everything=True)
