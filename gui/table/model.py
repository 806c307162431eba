"""The model of the attribute table: row numbers of a layer and its columns; a cell is made when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont

from gui.parts import plain_tip
from gui.selection import NOTHING, Fids
from gui.table.columns import FieldColumn, Ints, may_hold_numbers
from gui.table.words import TableWords, as_tsv
from gui.theme import current_theme

if TYPE_CHECKING:
    from layers.layer import Layer

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
SELECTED = Qt.ItemDataRole.UserRole + 1
MOST_COPIED = 100_000
LONG = 24
"""Letters of a cell from which on its tooltip says everything."""


class TableModel(QAbstractTableModel):
    """Column 0 is the record number; the others are the fields.

    ``word`` gives the cell of a row of the layer whose column has not been read, as far as it is there.
    """

    def __init__(self, words: TableWords, word: Callable[[int, str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._word = word
        self._numeric: frozenset[str] = frozenset()
        self.layer: Layer | None = None
        self.fields: tuple[str, ...] = ()
        self.columns: Mapping[str, FieldColumn] = {}
        self.rows: Ints = NOTHING
        self.editable = False
        self._fids: Fids = NOTHING
        self.selected: Fids = NOTHING
        self._figures = QFont()

    # What is shown

    def show(self, layer: Layer | None, fields: tuple[str, ...], columns: Mapping[str, FieldColumn]) -> None:
        """Show another layer, without rows yet."""
        self.beginResetModel()
        self.layer, self.fields, self.columns = layer, fields, columns
        self._fids = layer.fids if layer is not None else NOTHING
        self._numeric = frozenset(field for field in fields if layer is not None and may_hold_numbers(layer, field))
        self.rows = NOTHING
        self.endResetModel()

    def set_rows(self, rows: Ints) -> None:
        """Show these rows in this order."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def set_columns(self, columns: Mapping[str, FieldColumn]) -> None:
        """More columns have been read."""
        self.columns = columns
        self.repaint_all()

    def set_selected(self, fids: Fids) -> None:
        """Mark these features."""
        self.selected = fids
        self.repaint_all()

    def repaint_all(self) -> None:
        """Everything looks different now; nothing moved."""
        if len(self.rows):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.fields)))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields))

    # Questions

    def fid_at(self, row: int) -> int:
        """The feature of a shown row."""
        return int(self._fids[self.rows[row]])

    def fids_between(self, first: int, last: int) -> Fids:
        """The features of a stretch of shown rows, both ends included."""
        low, high = sorted((first, last))
        return self._fids[self.rows[max(low, 0) : high + 1]]

    def row_of(self, fid: int) -> int:
        """The shown row of a feature; -1 when it is not shown."""
        found = np.flatnonzero(self._fids[self.rows] == fid)
        return int(found[0]) if len(found) else -1

    def field_at(self, column: int) -> str:
        """The field of a column; nothing for the record number."""
        return self.fields[column - 1] if 0 < column <= len(self.fields) else ""

    def is_selected(self, row: int) -> bool:
        """Whether the feature of a shown row is selected."""
        fid = self._fids[self.rows[row]]
        place = int(self.selected.searchsorted(fid))
        return place < len(self.selected) and self.selected[place] == fid

    def selected_rows(self) -> Ints:
        """Shown rows whose feature is selected, in their order."""
        return np.flatnonzero(np.isin(self._fids[self.rows], self.selected))

    def tsv(self, shown_rows: Ints, fields: tuple[str, ...]) -> str:
        """Headings and cells of some shown rows, at most ``MOST_COPIED``."""
        layer = self.layer
        if layer is None:
            return ""
        head = [("#", False), *((self._words.heading(layer, field), False) for field in fields)]
        lines = [head]
        for row in shown_rows[:MOST_COPIED].tolist():
            cells = [(self.text(row, field), self._is_number(field)) for field in fields]
            lines.append([(str(self.fid_at(row)), True), *cells])
        return as_tsv(lines)

    def text(self, row: int, field: str) -> str:
        """A cell as it is read; nothing while it is being read."""
        column = self.columns.get(field)
        if self.layer is None:
            return ""
        if column is None:
            return self._words.raw(self.layer, field, self._word(int(self.rows[row]), field))
        return self._words.cell(self.layer, field, column.cell(int(self.rows[row])))

    # Qt

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.layer is None else len(self.fields) + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable and index.column() > 0 else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, field = index.row(), self.field_at(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._shown(row, field)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(field)
        if role == SELECTED:
            return self.is_selected(row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return None if field else QBrush(current_theme().colour("muted"))
        if role == Qt.ItemDataRole.FontRole:
            return self._figures if self._is_number(field) else None
        if role == Qt.ItemDataRole.ToolTipRole and field:
            text = self.text(row, field)
            return plain_tip(text) if len(text) > LONG else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or self.layer is None or section > len(self.fields):
            return None
        field = self.field_at(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words.heading(self.layer, field) if field else "#"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._words.origin(self.layer, field)) if field else self.tr("Record number")
        return self._alignment(field) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def use_font(self, font: QFont) -> None:
        """Take the window's font, with figures of one width where it has them."""
        self._figures = QFont(font)
        self._figures.setFeature(QFont.Tag("tnum"), 1)

    def _shown(self, row: int, field: str) -> str:
        if not field:
            return str(self.fid_at(row))
        return self.text(row, field)

    def kind_of(self, field: str) -> str:
        """What a column holds, as far as is known."""
        column = self.columns.get(field)
        return column.kind if column is not None else "text"

    def _is_number(self, field: str) -> bool:
        column = self.columns.get(field)
        return not field or (column.kind == "number" if column is not None else field in self._numeric)

    def _alignment(self, field: str) -> int:
        side = Qt.AlignmentFlag.AlignRight if self._is_number(field) else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
