"""The rows of the history: steps newest first, down to the beginning."""

from __future__ import annotations

from bisect import bisect_left
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
ROLES = (ROW_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
ROW_PX = 46
MARK_PX = 22
VERSION_GAP = 6
GAP = 12
FETCHED = 400


@dataclass(frozen=True)
class HistoryRow:
    """One step. ``entry`` 0 is the beginning; ``versions`` are the names of the state after it.

    ``what`` says the layers and how many of their features; ``counted`` all those features.
    """

    entry: int
    text: str
    second: str
    done: bool
    here: bool
    versions: tuple[str, ...] = ()
    external: bool = False
    what: str = ""
    counted: int = 0


class HistoryRows(QAbstractListModel):
    """The steps of a project, newest first. Rows are made when they are asked for, and the list is given more of them
    when it comes to its end: a history can be long, and a view looks at every row that there is.
    """

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._past: Past | None = None
        self._named: dict[int, list[str]] = {}
        self._kept: list[int] = []
        self._made: dict[int, HistoryRow] = {}
        self._layer = self._author = ""
        self._begins = False
        self._seen = 0

    def fill(self, past: Past | None) -> None:
        """Show this history; None: nothing."""
        self.beginResetModel()
        self._past = past
        self._named = {}
        for version in past.versions if past is not None else ():
            self._named.setdefault(version.entry, []).append(version.name)
        # What made the project comes first: only then is there no state before it.
        self._begins = past is not None and not any(entry.kind == "founding" for entry in past.entries)
        self._choose()
        self.endResetModel()

    def show_only(self, layer: str, author: str) -> None:
        """Show only steps of one layer, of one planner ("": all)."""
        if (layer, author) == (self._layer, self._author):
            return
        self.beginResetModel()
        self._layer, self._author = layer, author
        self._choose()
        self.endResetModel()

    def layers(self) -> list[str]:
        """Layers that some step is about."""
        entries = self._past.entries if self._past is not None else ()
        return sorted({table for entry in entries for table in entry.summary})

    def authors(self) -> list[str]:
        """Planners who did some step."""
        return sorted({entry.author for entry in self._past.entries} - {""}) if self._past is not None else []

    def rows(self) -> list[HistoryRow]:
        """All rows from the top."""
        return [self.row(place) for place in range(self.count())]

    def count(self) -> int:
        """How many rows there are, those included that the list has not come to yet."""
        return len(self._kept) + self._begins if self._past is not None else 0

    def reach(self, place: int) -> None:
        """Let the list have the row at a place, and some after it."""
        if place >= self._seen:
            self._grow(place + FETCHED)

    def row(self, place: int) -> HistoryRow:
        """The row at a place."""
        made = self._made.get(place)
        if made is None:
            made = self._made[place] = self._row_of(place)
        return made

    def place_of(self, entry: int) -> int:
        """The row of an entry; -1 when it is not there."""
        if self._past is None:
            return -1
        if not entry:
            return len(self._kept) if self._begins else -1
        entries = self._past.entries
        found = bisect_left(self._kept, entry, key=lambda number: entries[number].id)
        if found < len(self._kept) and entries[self._kept[found]].id == entry:
            return len(self._kept) - 1 - found
        return -1

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._seen

    def canFetchMore(self, _parent: QModelIndex | QPersistentModelIndex) -> bool:
        return self._seen < self.count()

    def fetchMore(self, _parent: QModelIndex | QPersistentModelIndex) -> None:
        self._grow(self._seen + FETCHED)

    def _grow(self, wanted: int) -> None:
        end = min(wanted, self.count())
        if end > self._seen:
            self.beginInsertRows(QModelIndex(), self._seen, end - 1)
            self._seen = end
            self.endInsertRows()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in ROLES:
            return None
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        return ", ".join(piece for piece in (row.text, *row.versions, row.second, row.what) if piece)

    def _choose(self) -> None:
        """The entries that are shown, oldest first, by their number in the history."""
        self._made = {}
        entries = self._past.entries if self._past is not None else ()
        if not self._layer and not self._author:
            self._kept = list(range(len(entries)))
            self._seen = min(self.count(), FETCHED)
            return
        self._kept = [
            number
            for number, entry in enumerate(entries)
            if (not self._layer or self._layer in entry.summary) and (not self._author or entry.author == self._author)
        ]
        self._seen = min(self.count(), FETCHED)

    def _row_of(self, place: int) -> HistoryRow:
        assert self._past is not None
        position = self._past.position
        if place >= len(self._kept):
            return HistoryRow(0, self.tr("Beginning"), "", True, position == 0, tuple(self._named.get(0, ())))
        entry = self._past.entries[self._kept[len(self._kept) - 1 - place]]
        counts = {table: sum(numbers) for table, numbers in entry.summary.items()}
        return HistoryRow(
            entry.id,
            self._speaker.say(entry.label),
            " · ".join(piece for piece in (moment(entry.at), entry.author) if piece),
            entry.done,
            entry.id == position,
            tuple(self._named.get(entry.id, ())),
            entry.kind == "external",
            "、".join(f"{table} {count}" if count else table for table, count in counts.items()),
            sum(counts.values()),
        )


class HistoryDelegate(QStyledItemDelegate):
    """Paints a step: on a line of time, the present one marked, undone ones greyed."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), ROW_PX)

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
        lower = _write(painter, lower, row.second, small, "muted")
        _write(painter, lower, row.what, small, "muted", right=True)
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


def _write(painter: QPainter, room: QRect, text: str, font: QFont, token: str, *, right: bool = False) -> QRect:
    """Write in one line, elided; returns what is left of ``room`` beside it."""
    painter.setFont(font)
    painter.setPen(current_theme().colour(token))
    metrics = painter.fontMetrics()
    elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, elided)
    return room.adjusted(metrics.horizontalAdvance(elided) + GAP, 0, 0, 0)
