"""The table itself: rows are picked as in any list, cells are edited where the plan is a project.

Qt's own selection keeps ranges and grows slow with hundreds of thousands of scattered rows; here the model says what
is selected, and the view only says what was picked.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView

from gui.selection import Mode
from gui.table.model import SELECTED, TableModel
from gui.theme import current_theme

ROW_PX = 26
NARROWEST, WIDEST = 56, 280
PADDING_PX = 16
SAMPLED = 100
"""Rows that are looked at for the width of a column."""
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier
_MOVES = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class TableView(QTableView):
    """Signals: ``picked`` (fids, mode), ``go_to_wanted`` (fid), ``copy_wanted``, ``paste_wanted``,
    ``sort_wanted`` (field), ``menu_wanted`` (global position)."""

    picked = Signal(object, str)
    go_to_wanted = Signal(int)
    copy_wanted = Signal()
    paste_wanted = Signal()
    sort_wanted = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, model: TableModel) -> None:
        super().__init__()
        self._rows = model
        self._anchor = 0
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(lambda section: self.sort_wanted.emit(model.field_at(section)))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._ask_menu)
        model.use_font(self.font())

    def fit_columns(self) -> None:
        """Give the columns the width of what is in their first rows."""
        figures = QFontMetrics(self.font())
        for section in range(self._rows.columnCount()):
            head = str(self._rows.headerData(section, Qt.Orientation.Horizontal))
            shown = min(self._rows.rowCount(), SAMPLED)
            texts = (str(self._rows.data(self._rows.index(row, section))) for row in range(shown))
            widest = max((figures.horizontalAdvance(text) for text in texts), default=0)
            wanted = max(widest, figures.horizontalAdvance(head)) + 2 * PADDING_PX
            self.setColumnWidth(section, min(max(wanted, NARROWEST), WIDEST))

    def show_order(self, field: str, *, descending: bool) -> None:
        """Mark the column that the rows are sorted by."""
        section = self._rows.fields.index(field) + 1 if field in self._rows.fields else -1
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(section, order)

    def go_to_row(self, row: int) -> None:
        """Make a row current and show it, without picking it."""
        if 0 <= row < self._rows.rowCount():
            index = self._rows.index(row, max(self.currentIndex().column(), 0))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
            self._anchor = row

    def pick_all(self) -> None:
        """Pick everything that is shown."""
        if self._rows.rowCount():
            self.picked.emit(self._rows.fids_between(0, self._rows.rowCount() - 1), "replace")

    # Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        self._pick(index.row(), event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid() and index.row() != self.currentIndex().row():
                self.setCurrentIndex(index)
                self._pick_range(index.row(), "replace")
            return
        super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        if self._rows.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            self.go_to_wanted.emit(self._rows.fid_at(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.pick_all()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.go_to_wanted.emit(self._rows.fid_at(row))
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            self._anchor = row
            self.picked.emit(self._rows.fids_between(row, row), "toggle")
        elif event.key() in _MOVES:
            self._move(event)
        else:
            super().keyPressEvent(event)

    def _move(self, event: QKeyEvent) -> None:
        """Up and down: what is current is picked; with Ctrl it only becomes current, with Shift the range is picked."""
        before = self.currentIndex()
        last = self._rows.rowCount() - 1
        if last < 0:
            return
        page = max(self.viewport().height() // ROW_PX - 1, 1)
        here = before.row() if before.isValid() else -1
        steps = {
            Qt.Key.Key_Up: here - 1,
            Qt.Key.Key_Down: here + 1,
            Qt.Key.Key_PageUp: here - page,
            Qt.Key.Key_PageDown: here + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        row = min(max(steps[Qt.Key(event.key())], 0), last)
        self.setCurrentIndex(self._rows.index(row, max(before.column(), 0)))
        if event.modifiers() & _SHIFT:
            self._pick_range(row, "replace")
        elif not event.modifiers() & _CONTROL:
            self._pick(row, Qt.KeyboardModifier.NoModifier)

    def _pick(self, row: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & _SHIFT:
            self._pick_range(row, "add" if modifiers & _CONTROL else "replace")
            return
        self._anchor = row
        self.picked.emit(self._rows.fids_between(row, row), "toggle" if modifiers & _CONTROL else "replace")

    def _pick_range(self, row: int, mode: Mode) -> None:
        self.picked.emit(self._rows.fids_between(min(self._anchor, self._rows.rowCount() - 1), row), mode)

    def _ask_menu(self, position: QPoint) -> None:
        index = self.indexAt(position)
        if index.isValid() and not self._rows.is_selected(index.row()):
            self.setCurrentIndex(index)
            self._pick(index.row(), Qt.KeyboardModifier.NoModifier)
        self.menu_wanted.emit(self.viewport().mapToGlobal(position))


class CellPainter(QStyledItemDelegate):
    """Marks selected rows by a bar too, not by colour alone, and the cell that has the keyboard."""

    def paint(self, painter: QPainter, option, index) -> None:
        theme = current_theme()
        area = QRect(option.rect)
        selected = bool(index.data(SELECTED))
        if selected:
            painter.fillRect(area, theme.colour("selected"))
        super().paint(painter, option, index)
        if selected and index.column() == 0:
            painter.fillRect(QRect(area.left(), area.top() + 3, 3, area.height() - 6), theme.colour("accent"))
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        view = self.parent()
        if isinstance(view, TableView) and view.hasFocus() and index == view.currentIndex():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(area.adjusted(0, 0, -1, -1))
