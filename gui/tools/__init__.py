"""Tools: what the mouse does on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

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

    def hover(self, position: QPointF) -> None:
        """The mouse moved with no button down."""

    def right_click(self, position: QPointF) -> None:
        """The right button went down: usually a menu is wanted."""
        self.canvas.menu_wanted.emit(position)

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the tool now although it is a shortcut, or Tab."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """A key went down on the map; whether the tool took it."""
        return False

    def give_up(self) -> bool:
        """Esc: whether there was something to give up."""
        return False

    def put_away(self) -> None:
        """Another tool is taken in hand."""
