"""The bar of editing under the top row: which layer is edited, its tools, what the tool in hand can be set to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.editing.layer_names import member_title
from gui.editing.snap_menu import SnapMenu
from gui.editing.tool_list import GROUPS, TOOLS
from gui.parts import Choice, TickBox, plain_label

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from gui.editing.tool import EditTool
    from gui.editing.words import EditWords
    from gui.map_layers import MapLayer


class EditBar(QWidget):
    """``chosen`` carries the ``MapLayer`` that is to be edited; ``ended``: editing is over."""

    chosen = Signal(object)
    ended = Signal()

    def __init__(self, context: EditContext, words: EditWords, actions: dict[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("topRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._context, self._words, self._actions = context, words, actions
        self.layer_label = plain_label(muted=True)
        self.layer = Choice()
        self.layer.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.coverage = TickBox()
        self.snapping = QToolButton()
        self.snapping.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.snap_menu = SnapMenu(context, self.snapping)
        self.end_button = QPushButton()
        self.hint = plain_label(muted=True)
        self.buttons: dict[str, QToolButton] = {}
        self._members: list[MapLayer] = []
        self._options: QWidget | None = None
        self._lay_out()
        self.layer.activated.connect(lambda row: self.chosen.emit(self._members[row]))
        self.coverage.clicked.connect(context.set_coverage)
        self.end_button.clicked.connect(self.ended)
        context.changed.connect(self.refresh)
        context.session.changed.connect(lambda _outcome: self.refresh())
        context.speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.layer_label.setText(self.tr("Edit"))
        self.layer.setAccessibleName(self.tr("Layer that is edited"))
        self.coverage.setText(self.tr("Shared borders"))
        self.coverage.setToolTip(
            self.tr("Neighbours follow when a border is moved; overlaps and gaps are refused with the reason.")
        )
        self.end_button.setText(self.tr("End editing"))
        for group, button in self.buttons.items():
            button.setToolTip(self._words.groups()[group])
            button.setAccessibleName(self._words.groups()[group])
        self.refresh()

    def refresh(self) -> None:
        """Show the layers that there are, the one in hand, and which tools are for it."""
        context = self._context
        self._members = [item for item in context.session.map_layers if item.layer.crs is not None]
        self._members.reverse()
        every, say = list(context.session.map_layers), context.speaker.say
        self.layer.clear()
        self.layer.addItems([say(member_title(item, every)) for item in self._members])
        names = [item.layer.name for item in self._members]
        self.layer.setCurrentIndex(names.index(context.name) if context.name in names else -1)
        self.coverage.setVisible(context.kind == "polygon")
        self.coverage.setChecked(context.coverage)
        for spec in TOOLS:
            self._actions[spec.name].setEnabled(context.ready and context.kind in spec.kinds)

    def show_tool(self, tool: EditTool | None) -> None:
        """Show what the tool in hand can be set to, and what to do with it."""
        if self._options is not None:
            self._options.hide()
            self._options.setParent(None)
        self._options = tool.options if tool is not None else None
        if self._options is not None:
            self._below.insertWidget(0, self._options)
            self._options.show()
        self.say(tool.hint() if tool is not None else self.tr("Choose a tool."))

    def say(self, hint: str) -> None:
        """What to do next."""
        self.hint.setText(hint)

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setContentsMargins(12, 4, 12, 0)
        above.setSpacing(4)
        above.addWidget(self.layer_label)
        above.addWidget(self.layer)
        above.addWidget(self.coverage)
        above.addWidget(self.snapping)
        above.addSpacing(8)
        for group in GROUPS:
            members = [self._actions[spec.name] for spec in TOOLS if spec.group == group]
            if members:
                self.buttons[group] = button = _group_button(members)
                above.addWidget(button)
        above.addStretch(1)
        above.addWidget(self.end_button)
        self._below = QHBoxLayout()
        self._below.setContentsMargins(12, 0, 12, 4)
        self._below.setSpacing(12)
        self._below.addWidget(self.hint, 1)
        # As high without fields as with them: the map must not move under the cursor when another tool is taken.
        self._below.addStrut(self.end_button.sizeHint().height() + 2)
        line = QFrame(objectName="rule")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(above)
        layout.addLayout(self._below)
        layout.addWidget(line)
        self.layer_label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)


def _group_button(actions: list[QAction]) -> QToolButton:
    """The button of a group: the tool used last, the others in its menu."""
    button = QToolButton()
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setDefaultAction(actions[0])
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    if len(actions) > 1:
        menu = QMenu(button)
        menu.addActions(actions)
        menu.triggered.connect(button.setDefaultAction)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    return button
