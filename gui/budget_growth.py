"""What the boundary budget opens to: the line of growth from base to target year, and a table by area and class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.quantities import rounded
from gui.language import Speaker
from gui.parts import hairline, plain_label
from gui.theme import current_theme

if TYPE_CHECKING:
    from checks.finding import CheckRun
    from checks.tables.table import Table
    from core.feedback import Feedback
    from gui.jobs import Job
    from gui.session import Session
    from layers.plan import Plan
    from services.checking import Checker

WIDTH = 430
LINE_HEIGHT = 104
ROW = 20
MOST_HEIGHT = 260
NUMBER = 88
DOT = 3.5


@dataclass(frozen=True)
class Year:
    """One year of the growth line: area and straight line in km², None where there is none; ``limit`` of the rule."""

    year: int
    area: float | None
    straight: float | None
    limit: float | None


@dataclass(frozen=True, eq=False)
class Growth:
    """What the opening shows; ``table`` is None where the plan has no boundary to be divided."""

    years: tuple[Year, ...] = ()
    table: Table | None = None


def growth_of(run: CheckRun, plan: Plan, checker: Checker | None, rule: str) -> Growth:
    """The years from the tables of a run, the parts from what its checker keeps of the plan. For a worker."""
    from checks.answer import NotTestable
    from checks.tables import budget

    kept: Any = run.tables.get("boundary_growth")
    years = []
    if kept is not None:
        keys = [column["key"] for column in kept["columns"]]
        records = [dict(zip(keys, row, strict=True)) for row in kept["rows"]]
        # Several rules may have a figure for the boundary: the line is of the one that the card is about.
        mine = [one for one in records if one["rule"] == rule] or records
        mine = [one for one in mine if one["rule"] == mine[0]["rule"]]
        years = [Year(one["year"], one["area"], one["straight_line"], one["limit"]) for one in mine]
    if checker is None:
        return Growth(tuple(years))
    if years and (plan.base_year is None or plan.target_year is None):  # they are the rule's
        plan = replace(plan, base_year=years[0].year, target_year=years[-1].year)
    try:
        return Growth(tuple(years), checker.measured(plan, budget.measure))
    except NotTestable:
        return Growth(tuple(years))


class BudgetOpening(QWidget):
    """The lower part of the card. What it shows is made in a worker when the card is opened.

    ``changed``: it takes another room now.
    """

    changed = Signal()

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self._session = session
        self._speaker = speaker
        self._job: Job | None = None
        self._of: CheckRun | None = None
        self.growth: Growth | None = None
        self.line = GrowthLine()
        self.table = PartsTable()
        self.told = plain_label(muted=True)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        for part in (hairline(), self.line, self.scroll, self.told):
            layout.addWidget(part)

    def refresh(self, rule: str) -> None:
        """Show what belongs to the session's run; ``rule`` is what the card is about."""
        session = self._session
        run, plan, checker = session.run, session.plan, session.checker
        if run is None or plan is None or run is self._of:
            self._show()
            return
        if self._job is not None and self._job.running:
            session.jobs.cancel(self._job)
        self._of = run

        def work(_feedback: Feedback) -> Growth:
            return growth_of(run, plan, checker, rule)

        self._job = session.jobs.submit(self.tr("Dividing the boundary"), work, self._take, lost=self._lose)
        self._show()

    def show_live(self, used: float | None) -> None:
        """Where the target year would be with the edit that is previewed."""
        self.line.live = used
        self.line.update()

    def _take(self, growth: Growth) -> None:
        self._job = None
        self.growth = growth
        self._show()
        self.changed.emit()

    def _lose(self) -> None:
        self._job = self._of = None

    def _show(self) -> None:
        growth, language = self.growth, self._speaker.language
        years = growth.years if growth is not None else ()
        self.line.show_years(years)
        self.line.setVisible(bool(years))
        rows: list[tuple[int, bool, tuple[str, ...]]] = []
        if growth is not None and growth.table is not None:
            from reports.tables.balance import boundary_budget

            shown = boundary_budget(growth.table, "km2", language)
            rows = [(0, True, shown.header)]
            rows += [(row[0].indent, row[0].bold, tuple(cell.text for cell in row)) for row in shown.rows]
        self.table.show_rows(rows)
        self.scroll.setVisible(bool(rows))
        self.scroll.setFixedHeight(min(self.table.sizeHint().height(), MOST_HEIGHT))
        waiting = self._job is not None and self._job.running
        words = self.tr("The figures are being brought up to date…") if waiting else ""
        if not waiting and not years and not rows:
            words = self.tr("No rule states a base year for the boundary, so there is no growth to show.")
        self.told.setText(words)
        self.told.setVisible(bool(words))
        spoken = [f"{one.year}: {rounded(one.area, 2)} km²" for one in years if one.area is not None]
        self.line.setAccessibleName(self.tr("Growth of the boundary: {years}").format(years=", ".join(spoken)))


class GrowthLine(QWidget):
    """Areas by year, the straight line between base and target as a guide, the limit above them."""

    def __init__(self) -> None:
        super().__init__()
        self.years: tuple[Year, ...] = ()
        self.live: float | None = None
        self.setFixedHeight(LINE_HEIGHT)

    def show_years(self, years: tuple[Year, ...]) -> None:
        """Show these years, ascending."""
        self.years = years
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        known = [one for one in self.years if one.area is not None]
        if not known:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(11)
        painter.setFont(font)
        limit = known[-1].limit
        most = max(one.area or 0.0 for one in known)
        most = max(most, limit or 0.0, self.live or 0.0)
        least = min(one.area or 0.0 for one in known)
        floor = max(least - (most - least) * 0.4, 0.0) if most > least else 0.0
        _Plot(self.rect(), (known[0].year, known[-1].year), (floor, most)).draw(painter, known, limit, self.live)
        painter.end()


class _Plot:
    def __init__(self, room: Any, years: tuple[int, int], values: tuple[float, float]) -> None:
        self._area = QRectF(room).adjusted(34, 18, -40, -18)
        self._years, self._values = years, values

    def at(self, year: int, value: float) -> QPointF:
        first, last = self._years
        low, high = self._values
        x = (year - first) / max(last - first, 1)
        y = (value - low) / max(high - low, 1e-12)
        return QPointF(self._area.left() + x * self._area.width(), self._area.bottom() - y * self._area.height())

    def draw(self, painter: QPainter, years: list[Year], limit: float | None, live: float | None) -> None:
        theme = current_theme()
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.drawLine(self._area.bottomLeft(), self._area.bottomRight())
        if limit is not None:
            self._dashed(painter, "conflict", (self.at(years[0].year, limit), self.at(years[-1].year, limit)))
            text = f"{limit:g}"
            self._say(painter, self.at(years[0].year, limit) - QPointF(18, 0), text, "conflict")
        guide = [self.at(one.year, one.straight) for one in years if one.straight is not None]
        self._dashed(painter, "muted", tuple(guide))
        places = [self.at(one.year, one.area or 0.0) for one in years]
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawPolyline(places)
        painter.setBrush(theme.colour("accent"))
        for place, one in zip(places, years, strict=True):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(place, DOT, DOT)
            below = QPointF(place.x(), self._area.bottom() + 10)
            self._say(painter, below, str(one.year), "muted")
            self._say(painter, place + QPointF(22, 10), rounded(one.area or 0.0, 2), "text")
        if live is not None:
            over = limit is not None and live > limit
            painter.setPen(QPen(theme.colour("conflict" if over else "accent"), 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(self.at(years[-1].year, live), DOT + 2.5, DOT + 2.5)

    def _dashed(self, painter: QPainter, token: str, places: tuple[QPointF, ...]) -> None:
        painter.setPen(QPen(current_theme().colour(token), 1, Qt.PenStyle.DashLine))
        if len(places) > 1:
            painter.drawPolyline(list(places))

    def _say(self, painter: QPainter, middle: QPointF, text: str, token: str) -> None:
        painter.setPen(current_theme().colour(token))
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(text)
        painter.drawText(QPointF(middle.x() - width / 2, middle.y() + metrics.ascent() / 2 - 1), text)


class PartsTable(QWidget):
    """Rows of a label and three numbers, painted; the first row is the header."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, bool, tuple[str, ...]]] = []

    def show_rows(self, rows: list[tuple[int, bool, tuple[str, ...]]]) -> None:
        """Rows as indent, whether bold, and texts."""
        self.rows = rows
        self.setMinimumHeight(self.sizeHint().height())
        self.setAccessibleDescription("\n".join(" ".join(texts) for _, _, texts in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 40, ROW * len(self.rows))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("raised"))
        for number, (indent, bold, texts) in enumerate(self.rows):
            font = QFont(self.font())
            font.setPixelSize(theme.size("small"))
            font.setBold(bold and number > 0)
            painter.setFont(font)
            painter.setPen(theme.colour("muted" if number == 0 else "text"))
            top = number * ROW
            room = self.width() - NUMBER * (len(texts) - 1) if any(texts[1:]) else self.width()
            metrics = QFontMetricsF(font)
            label = metrics.elidedText(texts[0], Qt.TextElideMode.ElideRight, room - 12 * indent - 4)
            painter.drawText(QRectF(12 * indent, top, room, ROW), Qt.AlignmentFlag.AlignVCenter, label)
            for place, text in enumerate(texts[1:]):
                left = self.width() - NUMBER * (len(texts) - 1 - place)
                said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, NUMBER - 4)
                right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
                painter.drawText(QRectF(left, top, NUMBER - 2, ROW), right, said)
        painter.end()
