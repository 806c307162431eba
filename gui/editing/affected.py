"""The rules whose findings the previewed edit would change, at the edge of the map: worst first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.language import Speaker
from gui.parts import draw_state, plain_label
from gui.theme import current_theme

if TYPE_CHECKING:
    from checks.finding import Finding
    from core.messages import Language
    from services.live import Change, Live

MOST = 6
WIDTH = 320
ROW = 38
GAP = 8
MARGIN = 12
GONE = "gone"
"""Stands for the state of a finding that is not there."""


@dataclass(frozen=True)
class Line:
    """One rule: the states before and after, its title, what it is about and measured. ``alarming``: it would turn."""

    before: str
    after: str
    title: str
    measured: str
    about: str
    margin: str
    alarming: bool


def line_of(change: Change, language: Language, gone: str) -> Line:
    """The line of a change; ``gone`` is said where the finding would not be there any more."""
    from reports import wording

    finding = change.finding
    said = wording.measures(finding, language)
    head = wording.measure_text(finding, language).split(" · ")
    reason = finding.reason.text.to(language) if finding.reason is not None else ""
    return Line(
        _mark(change, change.before),
        _mark(change, change.after),
        change.title.to(language),
        gone if change.after is None else said.measured,
        wording.one_line(" · ".join(part for part in (change.rule, wording.subject_text(finding) or reason) if part)),
        head[1] if len(head) > 1 else said.limit,
        change.worse and change.after is not None and change.after.state == "conflict" and not change.advises,
    )


def _mark(change: Change, finding: Finding | None) -> str:
    if finding is None:
        return GONE
    return "advice" if change.advises and finding.state == "conflict" else finding.state


class AffectedCard(QFrame):
    """A card on the map, hidden while nothing is previewed."""

    def __init__(self, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._speaker = speaker
        self._live: Live | None = None
        self._final = False
        self.title = QLabel(objectName="title")
        self.lines = _Lines()
        self.rest = plain_label(muted=True)
        self.rest.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        for part in (self.title, self.lines, self.rest):
            layout.addWidget(part)
        speaker.changed.connect(self._say)
        self.hide()

    def show_live(self, live: Live, *, final: bool = False) -> None:
        """Show what would differ. ``final``: what has not been asked will not be, before the edit is carried out."""
        self._live, self._final = live, final
        self._say()
        self.show()
        self.raise_()

    def place_over(self, budget: QWidget) -> None:
        """Stand in the lower right corner, over the boundary budget where that is shown."""
        canvas = self.parentWidget()
        self.adjustSize()
        bottom = budget.y() - GAP if budget.isVisibleTo(canvas) else canvas.height() - MARGIN
        self.move(canvas.width() - self.width() - MARGIN, max(bottom - self.height(), MARGIN))

    def _say(self) -> None:
        live = self._live
        if live is None:
            return
        language = self._speaker.language
        self.title.setText(self.tr("Affected rules (preview)"))
        shown = [line_of(change, language, self.tr("no longer applies")) for change in live.changes[:MOST]]
        self.lines.show_lines(shown)
        self.lines.setVisible(bool(shown))
        words = self._rest_words(live, len(shown))
        self.rest.setText(words)
        self.rest.setVisible(bool(words))
        self.setAccessibleName(self.title.text())
        self.setAccessibleDescription("\n".join([*(_spoken(line) for line in shown), words]))
        self.adjustSize()

    def _rest_words(self, live: Live, shown: int) -> str:
        words = []
        if len(live.changes) > shown:
            words.append(self.tr("{n} more").format(n=len(live.changes) - shown))
        if not live.compared:
            words.append(self.tr("The last edit is still being checked…"))
        elif live.waiting and self._final:
            words.append(self.tr("{n} rules take longer: they are checked after the edit.").format(n=len(live.waiting)))
        elif live.waiting:
            words.append(self.tr("Checking {n} more rules…").format(n=len(live.waiting)))
        elif not live.changes:
            words.append(self.tr("No rule's finding would change."))
        return " · ".join(words)


class _Lines(QWidget):
    """Painted at once: labels would take longer to be laid out than a frame lasts."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Show these lines."""
        self.shown = lines
        self.setFixedHeight(ROW * len(lines))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 24, ROW * len(self.shown))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, line in enumerate(self.shown):
            _draw_line(painter, line, QRectF(0, number * ROW, self.width(), ROW), self.font())
        painter.end()


def _draw_line(painter: QPainter, line: Line, area: QRectF, font: QFont) -> None:
    theme = current_theme()
    top = area.top() + 4
    for x, state in ((0.0, line.before), (24.0, line.after)):
        _draw_mark(painter, QRectF(area.left() + x, top + 2, 13, 13), state)
    painter.setPen(QPen(theme.colour("muted"), 1.2))
    middle = top + 8.5
    painter.drawLine(QPointF(15.5, middle), QPointF(21.5, middle))
    painter.drawLine(QPointF(19.0, middle - 2.5), QPointF(21.5, middle))
    painter.drawLine(QPointF(19.0, middle + 2.5), QPointF(21.5, middle))
    small = QFont(font)
    small.setPixelSize(theme.size("small"))
    strong = QFont(font)
    strong.setBold(line.alarming)
    ink = "conflict" if line.alarming else "text"
    left = area.left() + 44
    _draw_pair(painter, QRectF(left, top, area.right() - left, 17), (line.title, line.measured), strong, (ink, ink))
    below = QRectF(left, top + 17, area.right() - left, 15)
    _draw_pair(painter, below, (line.about, line.margin), small, ("muted", "conflict" if line.alarming else "muted"))


def _draw_pair(painter: QPainter, area: QRectF, texts: tuple[str, str], font: QFont, tokens: tuple[str, str]) -> None:
    """A text at the left, shortened to what the one at the right leaves."""
    theme = current_theme()
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    right = metrics.elidedText(texts[1], Qt.TextElideMode.ElideRight, area.width() * 0.6)
    room = area.width() - metrics.horizontalAdvance(right) - 8
    left = metrics.elidedText(texts[0], Qt.TextElideMode.ElideRight, max(room, 0.0))
    painter.setPen(theme.colour(tokens[0]))
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, left)
    painter.setPen(theme.colour(tokens[1]))
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, right)


def _draw_mark(painter: QPainter, area: QRectF, state: str) -> None:
    if state == GONE:
        painter.setPen(QPen(current_theme().colour("muted"), 1.5))
        painter.drawLine(QPointF(area.left() + 3, area.center().y()), QPointF(area.right() - 3, area.center().y()))
        return
    draw_state(painter, area, state)


def _spoken(line: Line) -> str:
    return " ".join(part for part in (line.title, line.about, line.measured, line.margin) if part)
