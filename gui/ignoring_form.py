"""Reason and name for leaving a finding as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gui.language import Speaker


class IgnoringForm(QWidget):
    """``given`` carries reason and name once both are there; ``left`` that the form was closed."""

    given = Signal(str, str)
    left = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self.active = False
        self.reason, self.name = QLineEdit(), QLineEdit()
        self.reason.returnPressed.connect(self.finish)
        self.name.returnPressed.connect(self.finish)
        self._labels = [QLabel(objectName="muted") for _ in range(2)]
        self._problems = [QLabel(objectName="warning") for _ in range(2)]
        self.keep_button, self.leave_button = QPushButton(), QPushButton()
        self.keep_button.setDefault(True)
        self.keep_button.clicked.connect(self.finish)
        self.leave_button.clicked.connect(self.leave)
        self._lay_out()
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Say everything anew."""
        self._labels[0].setText(self.tr("Reason"))
        self._labels[1].setText(self.tr("Decided by"))
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("Why it may stay as it is"))
        self.name.setAccessibleName(self.tr("Decided by"))
        self._problems[0].setText(self.tr("Say why it may stay: the reason is printed."))
        self._problems[1].setText(self.tr("Say who decides this."))
        self.keep_button.setText(self.tr("Ignore"))
        self.leave_button.setText(self.tr("Cancel"))

    def begin(self) -> None:
        """Ask; the name stays as it was given last."""
        self.active = True
        self.reason.clear()
        self._tell(reason=False, name=False)
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Hand over what was given, or say beside the field what is missing."""
        reason, name = self.reason.text().strip(), self.name.text().strip()
        self._tell(reason=not reason, name=not name)
        if reason and name:
            self.given.emit(reason, name)
        else:
            (self.name if reason else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Ask no longer."""
        if self.active:
            self.active = False
            self.hide()
            self.left.emit()

    def _tell(self, *, reason: bool, name: bool) -> None:
        self._problems[0].setVisible(reason)
        self._problems[1].setVisible(name)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for number, line in enumerate((self.reason, self.name)):
            grid.addWidget(self._labels[number], 2 * number, 0)
            grid.addWidget(line, 2 * number, 1)
            self._problems[number].setWordWrap(True)
            grid.addWidget(self._problems[number], 2 * number + 1, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(grid)
        layout.addLayout(buttons)
