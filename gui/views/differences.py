"""Areas by class of two states, their difference, and what became of what. Every column adds up as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.quantities import AREA_UNITS, closed
from gui.language import Speaker
from gui.parts import plain_label
from reports.wording import AREA_DEFINITIONS

if TYPE_CHECKING:
    from services.comparing import Comparison

DECIMALS = 2
MOST_ROWS = 2_000


class DifferencesDialog(QDialog):
    """Not modal: it stands beside the map."""

    def __init__(self, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._speaker = speaker
        self._shown: tuple[Comparison, tuple[str, str]] | None = None
        self.classes, self.transitions = _table(), _table()
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.addTab(self.classes, "")
        self.pages.addTab(self.transitions, "")
        self.note = plain_label(muted=True)
        self.copy_button, self.close_button = QPushButton(), QPushButton()
        for button in (self.copy_button, self.close_button):
            button.setAutoDefault(False)
        self.copy_button.clicked.connect(self.copy)
        self.close_button.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addWidget(self.note, 1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.pages, 1)
        layout.addLayout(buttons)
        self.resize(640, 480)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Areas compared"))
        self.pages.setTabText(0, self.tr("By class"))
        self.pages.setTabText(1, self.tr("What became of what"))
        self.copy_button.setText(self.tr("Copy the table"))
        self.close_button.setText(self.tr("Close"))
        if self._shown is not None:
            self.fill(*self._shown)

    def fill(self, found: Comparison, titles: tuple[str, str]) -> None:
        """Show a comparison of states of these names."""
        self._shown = (found, titles)
        definition = self._speaker.say(AREA_DEFINITIONS[found.definition])
        self.note.setText(self.tr("Hectares; {definition}, both sides measured alike.").format(definition=definition))
        unit = AREA_UNITS["ha"]
        sides = [closed([value / unit for value in values], DECIMALS) for values in _columns(found)]
        rows = [
            [f"{row.code} {self._speaker.say(row.label)}", before, after, after - before]
            for row, before, after in zip(found.rows, *sides, strict=True)
        ]
        rows.append([self.tr("Total"), sum(sides[0]), sum(sides[1]), sum(sides[1]) - sum(sides[0])])
        _fill(self.classes, [self.tr("Class"), *titles, self.tr("Difference")], rows, signed=3)
        self.pages.setTabVisible(1, found.transitions is not None)
        changes = [one for one in found.transitions or () if one.before != one.after][:MOST_ROWS]
        moved = [[self._named(one.before), self._named(one.after), one.area / unit] for one in changes]
        _fill(self.transitions, [*titles, self.tr("Area")], moved)

    def copy(self) -> None:
        """Put the table in view on the clipboard."""
        table = self.pages.currentWidget()
        assert isinstance(table, QTableWidget)
        columns = range(table.columnCount())
        lines = ["\t".join(table.horizontalHeaderItem(column).text() for column in columns)]
        lines += ["\t".join(table.item(row, column).text() for column in columns) for row in range(table.rowCount())]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _named(self, code: str) -> str:
        if not code:
            return self.tr("(no land of this layer)")
        label = next((row.label for row in self._shown[0].rows if row.code == code), None)
        return f"{code} {self._speaker.say(label)}" if label is not None else code


def _columns(found: Comparison) -> tuple[list[float], list[float]]:
    return [row.before for row in found.rows], [row.after for row in found.rows]


def _table() -> QTableWidget:
    table = QTableWidget()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.verticalHeader().hide()
    table.setShowGrid(False)
    return table


def _fill(table: QTableWidget, heads: Sequence[str], rows: Sequence[Sequence[object]], signed: int = -1) -> None:
    table.setColumnCount(len(heads))
    table.setHorizontalHeaderLabels(list(heads))
    table.setRowCount(len(rows))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            words = value if isinstance(value, str) else _number(value, signed=column == signed)
            item = QTableWidgetItem(words)
            if not isinstance(value, str):
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(number, column, item)
    table.resizeColumnsToContents()
    head = table.horizontalHeader()
    head.setSectionResizeMode(0, head.ResizeMode.Stretch)


def _number(value: object, *, signed: bool) -> str:
    text = format(value, f"{'+' if signed and value else ''},.{DECIMALS}f").replace(",", " ")
    return text.replace("-", "−")
