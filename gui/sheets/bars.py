"""The rows above and below the page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from gui.parts import plain_label
from gui.sheets.commands import EditorCommands
from gui.theme import current_theme, icon

SCREEN_PIXELS_PER_MM = 96 / 25.4
"""What counts as 100 %."""


class HeadRow(QWidget):
    """Name, save, undo, what can be added, how it is arranged, zoom."""

    def __init__(self, commands: EditorCommands, add: QMenu, align: QMenu, stack: QMenu) -> None:
        super().__init__(objectName="topRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(current_theme().size("top_row"))
        self.label = QLabel(objectName="muted")
        self.name = QLineEdit()
        self.name.setMaximumWidth(200)
        self.label.setBuddy(self.name)
        self.wrong = plain_label(name="warning")
        self.wrong.setWordWrap(False)
        self.wrong.hide()
        self.menus = {"add": _menu_button(add), "align": _menu_button(align), "stack": _menu_button(stack)}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(4)
        row.addWidget(self.label)
        row.addWidget(self.name)
        row.addWidget(_button(commands["save"], words=True))
        row.addWidget(_divider())
        for name in ("undo", "redo"):
            row.addWidget(_button(commands[name]))
        row.addWidget(_divider())
        for button in self.menus.values():
            row.addWidget(button)
        for name in ("duplicate", "delete"):
            row.addWidget(_button(commands[name], words=True))
        row.addWidget(_divider())
        for name in ("zoom_full", "zoom_in", "zoom_out"):
            row.addWidget(_button(commands[name]))
        row.addWidget(_button(commands["grid"], words=True))
        row.addWidget(self.wrong, 1)
        row.addStretch(1)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.label.setText(self.tr("Sheet"))
        self.name.setAccessibleName(self.tr("Name under which the sheet is saved"))
        self.name.setToolTip(self.tr("Name under which the sheet is saved"))
        words = {"add": self.tr("Add"), "align": self.tr("Align"), "stack": self.tr("Order")}
        for name, button in self.menus.items():
            button.setText(words[name])

    def open_add(self) -> None:
        """Open the menu of what can be added."""
        self.menus["add"].showMenu()

    def complain(self, sentence: str) -> None:
        """What is wrong with the name or with saving; nothing when empty."""
        self.wrong.setText(sentence)
        self.wrong.setToolTip(sentence)
        self.wrong.setVisible(bool(sentence))


class FootRow(QWidget):
    """Where the pointer is, how large the page is shown, what is saved."""

    def __init__(self) -> None:
        super().__init__(objectName="statusRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.position, self.zoom, self.state = QLabel(), QLabel(), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(16)
        row.addWidget(self.position)
        row.addStretch(1)
        row.addWidget(self.zoom)
        row.addWidget(self.state)

    def show_position(self, x: float, y: float) -> None:
        """Where the pointer is on the page."""
        self.position.setText(f"{x:.1f} · {y:.1f} mm")

    def show_state(self, pixels_per_mm: float, *, saved: bool, busy: bool) -> None:
        """How large the page is shown, and what is saved."""
        self.zoom.setText(f"{pixels_per_mm / SCREEN_PIXELS_PER_MM:.0%}")
        words = self.tr("Saved") if saved else self.tr("Not saved")
        self.state.setText(self.tr("Drawing…") if busy else words)


def _button(action: QAction, *, words: bool = False) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    style = Qt.ToolButtonStyle
    button.setToolButtonStyle(style.ToolButtonTextOnly if words else style.ToolButtonIconOnly)
    button.setIconSize(QSize(20, 20))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _menu_button(menu: QMenu) -> QToolButton:
    button = QToolButton()
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    button.setIcon(icon("chevron_down", "muted"))
    button.setIconSize(QSize(14, 14))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


def _divider() -> QFrame:
    line = QFrame(objectName="divider")
    line.setFixedSize(1, 20)
    return line
