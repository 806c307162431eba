"""What the editing tools have in common: places of the layer, snapping, words about what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui.tools.pan import PanTool

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place
    from layers.editing.snapping import Snap
    from maps.view import MapView


class EditTool(PanTool):
    """A tool for the layer in hand. A drag that the tool has no use for moves the map.

    ``options`` is what can be set, shown in the bar while the tool is in hand; None where there is nothing.
    """

    cursor = Qt.CursorShape.CrossCursor
    held_cursor = Qt.CursorShape.CrossCursor

    def __init__(self, context: EditContext) -> None:
        super().__init__(context.canvas)
        self.context = context
        self.options: QWidget | None = None
        self.snapped: Snap | None = None

    def hint(self) -> str:
        """What to do next, in one sentence."""
        return ""

    def tr(self, text: str) -> str:
        """A text in the present language: a tool is no QObject, its words are under the names of its classes."""
        for kind in type(self).__mro__:
            found = QCoreApplication.translate(kind.__name__, text)
            if found != text:
                return found
        return text

    # Taking up and putting away

    def take_up(self) -> None:
        """The tool is in hand now."""
        self.context.unsay(refusals=True)
        if self.draw not in self.canvas.overlays:
            self.canvas.overlays.append(self.draw)

    def put_away(self) -> None:
        self.begin_anew()
        if self.draw in self.canvas.overlays:
            self.canvas.overlays.remove(self.draw)

    def begin_anew(self) -> None:
        """Forget what was begun."""
        self.snapped = None
        self.context.overlay.show_snap(None)
        self.context.overlay.show_card([], None)
        self.context.drop_work()
        self.context.show(None)

    # Places

    def place(self, position: QPointF, *, start: Place | None = None, without: Place | None = None) -> Place:
        """The place of the layer under a position, drawn to what is near it; ``self.snapped`` says to what."""
        place = self.context.place_at(position)
        self.snapped = self.context.snapping.find(place, start=start, without=without)
        self.context.overlay.show_snap(self.snapped)
        return place if self.snapped is None else self.snapped.place

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw the tool's own marks over the map, in the view's pixels."""
