"""Messages inside the window: what could not be done and how to mend it, or what was done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton

from gui.parts import plain_label, state_icon
from gui.theme import icon


class MessageBar(QFrame):
    """One message under the top row, until it is closed or replaced. It never blocks the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self._kind = "conflict"
        self._ask: Callable[[], None] | None = None
        self.mark = QLabel()
        self.text = plain_label()
        self.action = QPushButton()
        self.close_button = QToolButton()
        self.close_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.close_button.clicked.connect(self.hide)
        self.action.clicked.connect(self._act)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(12)
        layout.addWidget(self.mark)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.action)
        layout.addWidget(self.close_button)
        self.retranslate()
        self.retheme()
        self.hide()

    def retranslate(self) -> None:
        """Say the button anew."""
        self.close_button.setToolTip(self.tr("Close this message (Esc)"))
        self.close_button.setAccessibleName(self.tr("Close"))

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        self.close_button.setIcon(icon("close", "muted"))
        self._set_mark()

    def tell(self, text: str, *, kind: str, action: str = "", ask: Callable[[], None] | None = None) -> None:
        """Show a message; ``kind`` is ``conflict`` (something failed) or ``clear`` (something was done)."""
        self._kind, self._ask = kind, ask
        self.text.setText(text)
        self._set_mark()
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.show()

    def _set_mark(self) -> None:
        self.mark.setPixmap(state_icon(self._kind, 16).pixmap(QSize(16, 16), self.devicePixelRatioF()))

    def _act(self) -> None:
        if self._ask is not None:
            self._ask()
