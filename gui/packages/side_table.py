"""A conflict's values side by side: before, mine, theirs; what differs is marked in words and in bold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from gui.field_labels import FieldLabels
from gui.language import Speaker

if TYPE_CHECKING:
    from layers.layer import Layer
    from services.exchanging import SideBySide


class SideTable(QTableWidget):
    """Five columns: field, before, mine, theirs, who changed it. It takes the keyboard so that it can be copied."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._labels = FieldLabels(self)
        self._shown: tuple[SideBySide, Layer | None] | None = None
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        heads = [self.tr("Field"), self.tr("Before"), self.tr("Mine"), self.tr("Theirs"), self.tr("Changed by")]
        self.setAccessibleName(self.tr("Both sides"))
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(heads)
        self.show_sides(*(self._shown or (None, None)))

    def show_sides(self, sides: SideBySide | None, layer: Layer | None) -> None:
        """Show a conflict; None: nothing."""
        self._shown = (sides, layer) if sides is not None else None
        pairs = sides.pairs if sides is not None else ()
        self.setRowCount(len(pairs))
        for row, pair in enumerate(pairs):
            name = self._field(pair.field, layer)
            sides = [self._speaker.say(one) for one in (pair.base, pair.ours, pair.theirs)]
            words = [name, *sides, self._mark(pair.mark)]
            for column, word in enumerate(words):
                item = QTableWidgetItem(word)
                if pair.mark and column in (2, 3, 4):
                    font = QFont(self.font())
                    font.setBold(pair.mark == "clash" or (pair.mark == "ours") == (column == 2) or column == 4)
                    item.setFont(font)
                self.setItem(row, column, item)
        head = self.horizontalHeader()
        for column in range(5):
            stretch = column in (1, 2, 3)
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.ResizeToContents
            head.setSectionResizeMode(column, mode)

    def _field(self, name: str, layer: Layer | None) -> str:
        if not name:
            return self.tr("Shape")
        known = next((field for field, own in layer.fields.items() if own == name), "") if layer is not None else ""
        label = self._labels.label(known) if known else name
        return label if label == name else f"{label} ({name})"

    def _mark(self, mark: str) -> str:
        return {"clash": self.tr("both"), "ours": self.tr("me"), "theirs": self.tr("them")}.get(mark, "")
