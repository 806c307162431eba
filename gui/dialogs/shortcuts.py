"""What can be done from the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.actions import Actions
from gui.language import Speaker
from gui.parts import clear_layout


class ShortcutsDialog(QDialog):
    """The list of shortcuts, beside the map."""

    def __init__(self, actions: Actions, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._actions = actions
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self.close_button = QPushButton()
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(self._grid)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.close_button.setText(self.tr("Close"))
        clear_layout(self._grid)
        rows = [(action.text().rstrip("…"), _keys(action.shortcuts())) for action in self._actions]
        rows = [row for row in rows if row[1]]
        rows += [
            (self.tr("Move the map"), self.tr("Arrow keys; middle button or Space and drag")),
            (self.tr("Zoom about the cursor"), self.tr("Wheel")),
            (self.tr("Identify at the centre of the map"), self.tr("Enter on the map")),
            (self.tr("Move a layer within its group"), self.tr("Alt+Up, Alt+Down, or drag")),
            (self.tr("Zoom to layer"), self.tr("Enter in the layer tree")),
            (self.tr("Show or hide a layer"), self.tr("Space in the layer tree")),
        ]
        half = (len(rows) + 1) // 2
        for number, (text, keys) in enumerate(rows):
            column = 2 * (number // half)
            self._grid.addWidget(QLabel(text), number % half, column)
            self._grid.addWidget(QLabel(keys, objectName="muted"), number % half, column + 1)


def _keys(sequences: list[QKeySequence]) -> str:
    return "  ".join(sequence.toString(QKeySequence.SequenceFormat.NativeText) for sequence in sequences)
