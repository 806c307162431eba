"""From another layer: what is selected there becomes features of the layer in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton

from core.messages import Text
from gui.editing.draw_options import DrawOptions
from gui.editing.draw_tool import new_feature_intent
from gui.editing.layer_names import layer_title
from gui.editing.tool import EditTool

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.editing.context import EditContext
    from gui.map_layers import MapLayer
    from layers.editing.edit import Added
    from services.shaping import Done

LABEL = Text("从“{layer}”复制 {count} 个要素", "Copy {count} features from “{layer}”")


class CopyWords(QObject):
    """What the tool says."""

    def hint(self, count: int, layer: str) -> str:
        """What to do next with so many features selected in another layer."""
        if not count:
            return self.tr("Select features of another layer with the same kind of geometry: click them.")
        return self.tr("{count} selected in {layer}: Enter copies them into the layer in hand.").format(
            count=count, layer=layer
        )

    def button(self, count: int) -> str:
        """What the button says."""
        return self.tr("Copy {count} features").format(count=count)


class CopyTool(EditTool):
    """A click selects as the select tool does; Enter or the button copies."""

    cursor = Qt.CursorShape.ArrowCursor
    held_cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.copy_words = CopyWords(context)
        self.options = self.drawing = DrawOptions(context)
        self.button = QPushButton()
        self.drawing.row.insertWidget(0, self.button)
        self.button.clicked.connect(self.copy)
        context.session.selection.settled.connect(self.follow)
        context.changed.connect(self.follow)
        context.speaker.changed.connect(self.follow)
        self.follow()

    def source(self) -> tuple[MapLayer, list[int]] | None:
        """The other layer of the same kind with something selected, and what; None without one."""
        context = self.context
        for item in context.session.map_layers:
            fids = context.session.selection.fids(item.layer.name)
            if item.layer.name != context.name and item.layer.kind == context.kind and len(fids):
                return item, fids.tolist()
        return None

    def hint(self) -> str:
        source = self.source()
        if source is None:
            return self.copy_words.hint(0, "")
        title = layer_title(self.context.session, source[0].layer.name)
        return self.copy_words.hint(len(source[1]), self.context.speaker.say(title))

    def follow(self) -> None:
        """Something else is selected."""
        source = self.source()
        count = len(source[1]) if source is not None else 0
        self.button.setText(self.copy_words.button(count))
        self.button.setEnabled(count > 0)
        if self.canvas.tool is self:
            self.context.window.editing.bar.say(self.hint())

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.source() is not None:
            self.copy()
            return True
        return False

    def copy(self) -> None:
        """Copy what is selected in the other layer."""
        source, member = self.source(), self.context.member
        if source is None or member is None or not self.context.may_edit():
            return
        layer, fids, target = source[0].layer, source[1], member.layer

        def work(_feedback: Feedback) -> list[Added]:
            from layers.editing.copying import copies

            return copies(layer, fids, target)

        def done(drawn: list[Added]) -> None:
            if self.context.member is not None and self.context.name == target.name:
                label = LABEL.format(layer=layer.name, count=len(drawn))
                self.context.apply(new_feature_intent(self.context, drawn), label, done=self._select_new)

        self.context.session.jobs.submit(
            self.context.tr("Reading the features"), work, done, refused=self.context.refuse
        )

    def _select_new(self, done: Done) -> None:
        if done.fids:
            self.context.session.selection.select(self.context.name, list(done.fids))
