"""Findings as rows of a list: sections, states, findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.language import Speaker
from gui.parts import draw_state
from gui.theme import current_theme
from reports import wording

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding
    from core.messages import Language

ROW_ROLE = Qt.ItemDataRole.UserRole
MUTED = 0.45
"""Opacity of the mark of what is ignored; words say so too."""
SHOWN_ORDER = ("conflict", "advice", "uncertain", "not_testable", "clear")


@dataclass(frozen=True, eq=False)
class Row:
    """One line. ``kind`` is section, state or finding; a state row folds what is below it."""

    kind: str
    text: str
    second: str = ""
    state: str = ""
    key: str = ""
    finding: Finding | None = None
    folded: bool = False
    ignored: bool = False


def shown_state(run: CheckRun, finding: Finding) -> str:
    """The state as it is grouped: conflicts that only advise stand apart."""
    return "advice" if run.is_advice(finding) else finding.state


class FindingRows(QAbstractListModel):
    """The rows of both runs, filtered by state."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._runs: list[CheckRun] = []
        self._rows: list[Row] = []
        self._hidden: set[str] = set()
        self._folded: set[str] = set()
        self.state_word: Callable[[str], str] = str

    def set_runs(self, runs: list[CheckRun]) -> None:
        """Show these runs (plan check, project review)."""
        self._runs = runs
        everything_clear = all(finding.state == "clear" for run in runs for finding in run.findings)
        # What is in order folds away as long as something is not.
        self._folded = set() if everything_clear else {f"{run.run.stage}/clear" for run in runs}
        self.rebuild()

    def set_hidden(self, states: set[str]) -> None:
        """Leave out findings of these states."""
        self._hidden = set(states)
        self.rebuild()

    def fold(self, row: Row) -> None:
        """Fold or unfold the findings below a state row."""
        self._folded ^= {row.key}
        self.rebuild()

    def unfold(self, run: CheckRun, finding: Finding) -> None:
        """Show the findings that a finding stands among."""
        key = f"{run.run.stage}/{shown_state(run, finding)}"
        if key in self._folded:
            self._folded.discard(key)
            self.rebuild()

    def rebuild(self) -> None:
        """Make all rows anew (other language, filter, run)."""
        self.beginResetModel()
        self._rows = [row for run in self._runs for row in self._rows_of(run)]
        self.endResetModel()

    def findings(self) -> list[Finding]:
        """The findings that are listed now, in the order of the list."""
        return [row.finding for row in self._rows if row.finding is not None]

    def row_of(self, finding: Finding) -> QModelIndex:
        """Where a finding stands; invalid when it is filtered or folded away."""
        for number, row in enumerate(self._rows):
            if row.finding is finding:
                return self.index(number)
        return QModelIndex()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.text} {row.second}".strip()
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        row = self._rows[index.row()]
        if row.kind == "section":
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _rows_of(self, run: CheckRun) -> list[Row]:
        language = self._speaker.language
        by_state: dict[str, list[Finding]] = {}
        for finding in run.findings:
            by_state.setdefault(shown_state(run, finding), []).append(finding)
        title = wording.STAGES[run.run.stage].to(language)
        rows = [Row("section", title[:1].upper() + title[1:], wording.verdict(run).to(language))]
        for state in SHOWN_ORDER:
            members = by_state.get(state, [])
            if not members or state in self._hidden:
                continue
            key = f"{run.run.stage}/{state}"
            folded = key in self._folded
            text = f"{self.state_word(state)} {len(members)}"
            rows.append(Row("state", text, state=state, key=key, folded=folded))
            if not folded:
                rows += [finding_row(run, finding, language) for finding in members]
        return rows


def finding_row(run: CheckRun, finding: Finding, language: Language) -> Row:
    """The row of one finding: its rule, what it is about, what was measured."""
    title = f"{finding.rule} {run.rules[finding.rule].title.to(language)}"
    about = wording.subject_text(finding)
    said = wording.measure_text(finding, language).split(" · ")[0]
    if not said:
        said = finding.reason.text.to(language) if finding.reason else ""
    left = wording.IGNORED.to(language) if finding.ignored else ""
    second = wording.one_line(" · ".join(piece for piece in (left, about, said) if piece))
    state, ignored = shown_state(run, finding), finding.ignored is not None
    return Row("finding", title, second, state=state, finding=finding, ignored=ignored)


class FindingDelegate(QStyledItemDelegate):
    """Paints the rows: mark, title, and what was measured below it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        row: Row = index.data(ROW_ROLE)
        return QSize(option.rect.width(), {"section": 50, "state": 30, "finding": 46, "project": 46}[row.kind])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        theme = current_theme()
        row: Row = index.data(ROW_ROLE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and row.kind != "section"
        if selected or hovered:
            painter.fillRect(option.rect, theme.colour("selected" if selected else "hover"))
        if selected:
            painter.fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.colour("accent"))
        getattr(self, f"_paint_{row.kind}")(painter, option.rect.adjusted(12, 0, -12, 0), row, option.font)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def _paint_section(self, painter: QPainter, room: QRect, row: Row, font: QFont) -> None:
        theme = current_theme()
        painter.setPen(theme.colour("hairline"))
        painter.drawLine(room.topLeft(), room.topRight())
        upper = QRect(room.left(), room.top() + 6, room.width(), 20)
        _write(painter, upper, row.text, _font(font, bold=True), "text")
        lower = QRect(room.left(), room.top() + 26, room.width(), 18)
        _write(painter, lower, row.second, _font(font, small=True), "muted")

    def _paint_state(self, painter: QPainter, room: QRect, row: Row, font: QFont) -> None:
        draw_state(painter, QRectF(room.left(), room.center().y() - 6, 13, 13), row.state)
        _write(painter, room.adjusted(22, 0, -16, 0), row.text, _font(font, bold=True), "text")
        _draw_fold(painter, QRectF(room.right() - 10, room.center().y() - 4, 8, 8), folded=row.folded)

    def _paint_project(self, painter: QPainter, room: QRect, row: Row, font: QFont) -> None:
        self._paint_finding(painter, room.adjusted(0, 0, -16, 0), row, _font(font, bold=True))
        _draw_fold(painter, QRectF(room.right() - 10, room.center().y() - 4, 8, 8), folded=row.folded)

    def _paint_finding(self, painter: QPainter, room: QRect, row: Row, font: QFont) -> None:
        painter.setOpacity(MUTED if row.ignored else 1.0)
        draw_state(painter, QRectF(room.left(), room.top() + 8, 12, 12), row.state)
        painter.setOpacity(1.0)
        text = room.adjusted(22, 0, 0, 0)
        upper = QRect(text.left(), text.top() + 4, text.width(), 20)
        _write(painter, upper, row.text, font, "muted" if row.ignored else "text")
        lower = QRect(text.left(), text.top() + 23, text.width(), 18)
        _write(painter, lower, row.second, _font(font, small=True), "muted")


def _font(font: QFont, *, bold: bool = False, small: bool = False) -> QFont:
    made = QFont(font)
    made.setBold(bold)
    if small:
        made.setPixelSize(current_theme().size("small"))
    return made


def _write(painter: QPainter, room: QRect, text: str, font: QFont, token: str) -> None:
    painter.setFont(font)
    painter.setPen(current_theme().colour(token))
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)


def _draw_fold(painter: QPainter, box: QRectF, *, folded: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(current_theme().colour("muted"))
    tip = box.center()
    if folded:
        tip.setX(box.right() - 2)
        painter.drawLine(box.topLeft(), tip)
        painter.drawLine(tip, box.bottomLeft())
        return
    tip.setY(box.bottom() - 2)
    painter.drawLine(box.topLeft(), tip)
    painter.drawLine(tip, box.topRight())
