"""Five rows before and after a repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from gui.parts import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.doctor.diagnosis import PreviewRow

MOST_LINES = 12


class ImportPreview(QWidget):
    """A table: record, field, before, after."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = ""
        self._rows: Sequence[PreviewRow] = ()
        self.title = plain_label(muted=True)
        self.table = QTableWidget(0, 4)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.table)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.table.setAccessibleName(self.tr("Preview"))
        self.table.setHorizontalHeaderLabels([self.tr("Record"), self.tr("Field"), self.tr("Before"), self.tr("After")])
        self._say_title()

    def show_rows(self, words: str, rows: Sequence[PreviewRow]) -> None:
        """The first features that a repair (called ``words``) changes."""
        self._words, self._rows = words, rows
        lines = [line for row in rows for line in self._lines(row)][:MOST_LINES]
        self.table.setRowCount(len(lines))
        for number, line in enumerate(lines):
            for column, text in enumerate(line):
                item = QTableWidgetItem(text)
                self.table.setItem(number, column, item)
        self._say_title()

    def clear(self) -> None:
        """Nothing is previewed."""
        self.show_rows("", ())

    def _lines(self, row: PreviewRow) -> list[tuple[str, str, str, str]]:
        if row.after is None:
            values = " · ".join(value for value in row.before.values() if value != "–")
            return [(str(row.fid), "", values, self.tr("(removed)"))]
        named = [(name, row.before.get(name, "–"), value) for name, value in row.after.items()]
        return [
            (str(row.fid) if not place else "", self._field(name), before, after)
            for place, (name, before, after) in enumerate(named)
        ]

    def _field(self, name: str) -> str:
        words = {"geometry": self.tr("geometry"), "crs": self.tr("coordinate system")}
        return words.get(name, name)

    def _say_title(self) -> None:
        if not self._words:
            self.title.setText(self.tr("Tick a repair to see what it changes."))
        elif not self._rows:
            self.title.setText(self.tr("{what}: changes no row.").format(what=self._words))
        else:
            self.title.setText(self.tr("{what}: the first rows that change").format(what=self._words))
