"""What tools have in common that work on whole features: a click selects, Shift adds; a step selects what it made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication

from gui.editing.tool import EditTool
from gui.tools import CLICK_PX

if TYPE_CHECKING:
    from layers.editing.edit import Place
    from services.shaping import Done

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SelectingTool(EditTool):
    """Works on the selected features of the layer in hand.

    ``keeps_others``: what is selected in other layers is needed, and stays when a click selects.
    """

    keeps_others = False

    def feature_at(self, place: Place) -> int | None:
        """The feature of the layer in hand that lies at a place."""
        from layers.editing.picking import feature_at

        context = self.context
        return feature_at(context.near, place, context.reach(CLICK_PX, place)) if context.ready else None

    def select_at(self, position: QPointF) -> None:
        """Select what is under the cursor; with Shift add it, or take it out again."""
        found = self.feature_at(self.context.place_at(position))
        selection, name = self.context.session.selection, self.context.name
        if holds_shift():
            if found is not None:
                selection.select(name, [found], "toggle")
            return
        others = {other: selection.fids(other) for other in selection.layers()} if self.keeps_others else {}
        selection.select_in({**others, name: [] if found is None else [found]})

    def select_made(self, done: Done) -> None:
        """Select what a step made: new features, and the old ones that it changed for its own sake."""
        self._back_to_map()
        edit = done.edit
        if not edit:
            return
        chosen = set(self.context.selected())
        parents = {one.like for one in edit.added}
        kept = [fid for fid in edit.changed if fid in chosen or fid in parents]
        if kept or done.fids:
            self.context.session.selection.select(self.context.name, [*kept, *done.fids])

    def _back_to_map(self) -> None:
        """From the fields that carried a step out: the letters typed next take tools."""
        focus = self.context.window.focusWidget()
        if self.options is not None and focus is not None and self.options.isAncestorOf(focus):
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)


def holds_shift() -> bool:
    """Whether Shift is held down."""
    return bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
