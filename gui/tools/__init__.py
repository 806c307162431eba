"""Tools: what the mouse does on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from gui.canvas import MapCanvas

CLICK_PX = 4.0
"""A press that moves less than this is a click."""


class Tool:
    """Turns press, drag and release on the canvas into something."""

    cursor = Qt.CursorShape.ArrowCursor
    held_cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: MapCanvas) -> None:
        self.canvas = canvas

    def press(self, position: QPointF) -> None:
        """A button went down."""

    def drag(self, position: QPointF) -> None:
        """The mouse moved with the button down."""

    def release(self, position: QPointF, *, clicks: bool) -> None:
        """The button went up; ``clicks`` says whether it was the one that selects."""
