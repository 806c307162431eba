"""The rows of the history: steps newest first, down to the beginning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.language import Speaker
from gui.theme import current_theme

if TYPE_CHECKING:
    from services.editing import Past

ROW_ROLE = Qt.ItemDataRole.UserRole
ROW_PX = 46
MARK_PX = 22
VERSION_GAP = 6


@dataclass(frozen=True)
class HistoryRow:
    """One step. ``entry`` 0 is the beginning; ``versions`` are the names of the state after it."""

    entry: int
    text: str
    second: str
    done: bool
    here: bool
    versions: tuple[str, ...] = ()
    external: bool = False


class HistoryRows(QAbstractListModel):
    """The steps of a project, newest first."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._rows: list[HistoryRow] = []

    def fill(self, past: Past | None) -> None:
        """Show this history; None: nothing."""
        self.beginResetModel()
        self._rows = self._rows_of(past) if past is not None else []
        self.endResetModel()

    def rows(self) -> list[HistoryRow]:
        """All rows from the top."""
        return list(self._rows)

    def place_of(self, entry: int) -> int:
        """The row of an entry; -1 when it is not there."""
        return next((place for place, row in enumerate(self._rows) if row.entry == entry), -1)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(piece for piece in (row.text, *row.versions, row.second) if piece)
        return None

    def _rows_of(self, past: Past) -> list[HistoryRow]:
        named: dict[int, list[str]] = {}
        for version in past.versions:
            named.setdefault(version.entry, []).append(version.name)
        rows = [
            HistoryRow(
                entry.id,
                self._speaker.say(entry.label),
                " · ".join(piece for piece in (moment(entry.at), entry.author) if piece),
                entry.done,
                entry.id == past.position,
                tuple(named.get(entry.id, ())),
                entry.kind == "external",
            )
            for entry in past.entries
        ]
        if any(entry.kind == "founding" for entry in past.entries):
            return rows[::-1]
        beginning = HistoryRow(0, self.tr("Beginning"), "", True, past.position == 0, tuple(named.get(0, ())))
        return [*reversed(rows), beginning]


class HistoryDelegate(QStyledItemDelegate):
    """Paints a step: on a line of time, the present one marked, undone ones greyed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: HistoryRow = index.data(ROW_ROLE)
        return QSize(option.rect.width(), ROW_PX if row.second else 32)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = current_theme()
        row: HistoryRow = index.data(ROW_ROLE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("selected" if selected else "hover"))
        room = option.rect.adjusted(12, 0, -12, 0)
        _draw_mark(painter, option.rect, row, first=index.row() == 0)
        token = "text" if row.done else "muted"
        font = QFont(option.font)
        font.setBold(row.here)
        font.setItalic(not row.done)
        upper = QRect(room.left() + MARK_PX, room.top() + (5 if row.second else 6), room.width() - MARK_PX, 20)
        for name in row.versions:
            upper = _draw_version(painter, upper, name, option.font)
        _write(painter, upper, row.text, font, token)
        small = QFont(option.font)
        small.setPixelSize(theme.size("small"))
        lower = QRect(room.left() + MARK_PX, room.top() + 24, room.width() - MARK_PX, 18)
        _write(painter, lower, row.second, small, "muted")
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()


def moment(at: str) -> str:
    """An ISO time as a planner writes it."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def _draw_mark(painter: QPainter, rect: QRect, row: HistoryRow, *, first: bool) -> None:
    """A dot on a line: filled where the project stands, hollow elsewhere; the line is broken over undone steps."""
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    x, y = rect.left() + 18.5, rect.top() + (15.5 if row.second else 16.5)
    dashed = Qt.PenStyle.SolidLine if row.done and not row.here else Qt.PenStyle.DotLine
    painter.setPen(QPen(theme.colour("control"), 1, dashed))
    if not first:
        painter.drawLine(int(x), rect.top(), int(x), int(y) - 6)
    painter.setPen(QPen(theme.colour("control"), 1, Qt.PenStyle.SolidLine if row.done else Qt.PenStyle.DotLine))
    if row.entry:
        painter.drawLine(int(x), int(y) + 6, int(x), rect.bottom() + 1)
    painter.setPen(QPen(theme.colour("accent" if row.here else "control"), 1.5))
    painter.setBrush(theme.colour("accent") if row.here else Qt.BrushStyle.NoBrush)
    radius = 5.0 if row.here else 3.5
    painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_version(painter: QPainter, room: QRect, name: str, font: QFont) -> QRect:
    """The name of a version in a frame at the right; returns what is left of ``room``."""
    theme = current_theme()
    small = QFont(font)
    small.setPixelSize(theme.size("small"))
    painter.setFont(small)
    text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width() // 3)
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    box = QRectF(room.right() - width + 0.5, room.top() + 1.5, width, 17)
    painter.setPen(theme.colour("accent"))
    painter.drawRoundedRect(box, 4, 4)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return room.adjusted(0, 0, -width - VERSION_GAP, 0)


def _write(painter: QPainter, room: QRect, text: str, font: QFont, token: str) -> None:
    painter.setFont(font)
    painter.setPen(current_theme().colour(token))
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
