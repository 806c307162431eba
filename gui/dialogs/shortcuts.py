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
        general = self._general()
        half = (len(general) + 1) // 2
        self._add_column(0, general[:half])
        self._add_column(1, general[half:])
        heading = QLabel(self.tr("Editing"), objectName="heading")
        self._grid.addWidget(heading, 0, 4, 1, 2)
        self._add_column(2, self._editing(), first=1)

    def _add_column(self, column: int, rows: list[tuple[str, str]], *, first: int = 0) -> None:
        for number, (text, keys) in enumerate(rows, start=first):
            self._grid.addWidget(QLabel(text), number, 2 * column)
            self._grid.addWidget(QLabel(keys, objectName="muted"), number, 2 * column + 1)

    def _general(self) -> list[tuple[str, str]]:
        """What the window can do; undo and redo without the step that they are about now."""
        rows = [(action.text().rstrip("…").split(" · ")[0], _keys(action.shortcuts())) for action in self._actions]
        return [row for row in rows if row[1]] + [
            (self.tr("Move the map"), self.tr("Arrow keys; middle button or Space and drag")),
            (self.tr("Zoom about the cursor"), self.tr("Wheel")),
            (self.tr("Identify at the centre of the map"), self.tr("Enter on the map")),
            (self.tr("Move a layer within its group"), self.tr("Alt+Up, Alt+Down, or drag")),
            (self.tr("Zoom to layer"), self.tr("Enter in the layer tree")),
            (self.tr("Show or hide a layer"), self.tr("Space in the layer tree")),
        ]

    def _editing(self) -> list[tuple[str, str]]:
        """The tools that have keys, and the keys of drawing. Imported here: the window starts without the tools."""
        from gui.editing.tool_list import TOOLS
        from gui.editing.words import EditWords

        words = EditWords(self).tools()
        tools = [(words[spec.name][0], _keys([QKeySequence(key) for key in spec.keys])) for spec in TOOLS if spec.keys]
        return [
            *tools,
            (self.tr("Delete what is selected"), "Del"),
            (self.tr("Type length, bearing or coordinates"), self.tr("Digits, Tab")),
            (self.tr("Take back the last place"), self.tr("Backspace")),
            (self.tr("Finish"), self.tr("Enter, double click, right button")),
            (self.tr("Give up"), "Esc"),
            (self.tr("Close the line"), "C"),
            (self.tr("Arc"), "A"),
            (self.tr("Follow borders; the other way round"), "T  Shift+T"),
            (self.tr("Construction line; across the edge"), "K  Shift+K"),
        ]


def _keys(sequences: list[QKeySequence]) -> str:
    return "  ".join(sequence.toString(QKeySequence.SequenceFormat.NativeText) for sequence in sequences)
