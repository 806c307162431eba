"""The conflicts of a merge as rows: what each is about, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.language import Speaker
from gui.parts import draw_state
from gui.theme import current_theme

if TYPE_CHECKING:
    from layers.editing.merging_packages import Choice, Conflict
    from services.exchanging import Key

CONFLICT_ROLE = Qt.ItemDataRole.UserRole
CHOICE_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_PX = 44


class ConflictRows(QAbstractListModel):
    """Conflicts in the order of the package. ``choices`` has what was decided, by table and key."""

    def __init__(self, speaker: Speaker, title: Callable[[Conflict], str]) -> None:
        super().__init__()
        self._speaker = speaker
        self._title = title
        self._rows: list[Conflict] = []
        self.choices: dict[Key, Choice] = {}

    def fill(self, conflicts: tuple[Conflict, ...]) -> None:
        """Show these; decisions about those that are still there are kept."""
        self.beginResetModel()
        self._rows = list(conflicts)
        keys = {key_of(one) for one in conflicts}
        self.choices = {key: choice for key, choice in self.choices.items() if key in keys}
        self.endResetModel()

    def conflicts(self) -> list[Conflict]:
        """All conflicts from the top."""
        return list(self._rows)

    def at(self, row: int) -> Conflict | None:
        """The conflict in a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def decide(self, row: int, choice: Choice | None) -> bool:
        """Decide one; False where theirs cannot be taken."""
        one = self._rows[row]
        if choice == "theirs" and not one.can_take:
            return False
        if choice is None:
            self.choices.pop(key_of(one), None)
        else:
            self.choices[key_of(one)] = choice
        self.dataChanged.emit(self.index(row), self.index(row))
        return True

    def decide_all(self, choice: Choice, *, only: Callable[[Conflict], bool] = lambda _one: True) -> int:
        """Decide all that can be so; how many."""
        chosen = [one for one in self._rows if only(one) and (choice == "ours" or one.can_take)]
        self.choices.update({key_of(one): choice for one in chosen})
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
        return len(chosen)

    def undecided(self) -> int:
        """How many have no decision."""
        return len(self._rows) - len(self.choices)

    def next_undecided(self, row: int) -> int:
        """The row of the next one without a decision after ``row``, round the end; ``row`` when there is none."""
        count = len(self._rows)
        after = ((row + step) % count for step in range(1, count + 1)) if count else iter(())
        return next((one for one in after if key_of(self._rows[one]) not in self.choices), row)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._rows[index.row()]
        if role == CONFLICT_ROLE:
            return one
        if role == CHOICE_ROLE:
            return self.choices.get(key_of(one), "")
        if role == Qt.ItemDataRole.DisplayRole:
            return self._title(one)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((self._title(one), self.reason(one), self.decision(one)))
        return None

    def reason(self, one: Conflict) -> str:
        """Why it is a conflict."""
        from services.exchanging import REASONS

        if one.reason == "both" and one.can_take and not one.clashes:
            return self.tr("you changed different values of it: taking theirs loses nothing of yours")
        return self._speaker.say(REASONS[one.reason])

    def decision(self, one: Conflict) -> str:
        """What was decided, in a word."""
        choice = self.choices.get(key_of(one))
        if choice == "ours":
            return self.tr("mine")
        return self.tr("theirs") if choice == "theirs" else self.tr("open")


class ConflictDelegate(QStyledItemDelegate):
    """Paints a conflict: mark, title, decision; below it the reason."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(option.rect.width(), ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, rows = current_theme(), index.model()
        one: Conflict = index.data(CONFLICT_ROLE)
        choice = index.data(CHOICE_ROLE)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.colour("selected" if selected else "hover"))
        top = option.rect.top()
        draw_state(painter, QRectF(option.rect.left() + 10, top + 8, 12, 12), "clear" if choice else "conflict")
        assert isinstance(rows, ConflictRows)
        font = QFont(option.font)
        font.setBold(bool(choice))
        painter.setFont(font)
        painter.setPen(theme.colour("accent" if choice else "muted"))
        words = rows.decision(one)
        width = painter.fontMetrics().horizontalAdvance(words) + 8
        room = option.rect.adjusted(30, 0, -10, 0)
        right = QRect(room.right() - width, top + 4, width, 20)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(option.font)
        _write(painter, QRect(room.left(), top + 4, room.width() - width - 8, 20), index.data(), "text")
        small = QFont(option.font)
        small.setPixelSize(theme.size("small"))
        painter.setFont(small)
        _write(painter, QRect(room.left(), top + 23, room.width(), 18), rows.reason(one), "muted")
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()


def key_of(one: Conflict) -> Key:
    """What names a conflict."""
    return one.table, one.key


def _write(painter: QPainter, room: QRect, text: str, token: str) -> None:
    painter.setPen(current_theme().colour(token))
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
