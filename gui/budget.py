"""The boundary budget: how much of the development boundary's limit is used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.quantities import AREA_UNITS, area_in, rounded, unit_symbol
from gui.language import Speaker
from gui.parts import draw_state, plain_label
from gui.session import Session
from gui.theme import current_theme, icon

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding
    from gui.budget_growth import BudgetOpening
    from layers.plan import Plan

BOUNDARY_ROLE = "development_boundary"
NEARLY_FULL = 0.98
WIDTH = 288
REST_UNITS = (("km2", 4), ("ha", 2), ("mu", 1))


@dataclass(frozen=True)
class Budget:
    """Used and limit in km²; ``base`` is the published figure of the base year, None when no rule states one."""

    used: float
    limit: float
    base: float | None
    state: str
    finding: Finding

    @property
    def rest(self) -> float:
        """What is left, in km²; negative when over the limit."""
        return self.limit - self.used

    @property
    def token(self) -> str:
        """The colour of the bar: red over the limit, amber from 98 % on or while not certain."""
        if self.used > self.limit or self.state == "conflict":
            return "conflict"
        return "uncertain" if self.used >= NEARLY_FULL * self.limit or self.state == "uncertain" else "accent"


def budget_of(plan: Plan | None, run: CheckRun | None) -> Budget | None:
    """The budget from the findings of a run: the boundary's area under its limit. None when it was not measured."""
    if plan is None or run is None:
        return None
    names = {layer.name for layer in plan.bound(BOUNDARY_ROLE)}
    about = [finding for finding in run.findings if finding.subject.layer in names and _measures_area(finding)]
    upper = _first(about, "<=")
    if upper is None or upper.measured is None or upper.limit is None:
        return None
    base = _first(about, "==")
    figure = base.limit.value if base is not None and base.limit is not None else None
    return Budget(upper.measured.value, upper.limit.value, figure, upper.state, upper)


def _measures_area(finding: Finding) -> bool:
    measured, limit = finding.measured, finding.limit
    return measured is not None and limit is not None and measured.unit == limit.unit == "km2"


def _first(findings: Sequence[Finding], operator: str) -> Finding | None:
    return next((found for found in findings if found.limit is not None and found.limit.op == operator), None)


class BudgetCard(QFrame):
    """A card that floats on the map. A click selects the finding it shows; the arrow opens it to growth and parts.

    ``resized``: it takes another room now.
    """

    chosen = Signal(object)
    resized = Signal()

    def __init__(self, session: Session, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(WIDTH)
        self._session = session
        self._speaker = speaker
        self.budget: Budget | None = None
        self.live: Budget | None = None
        self.opening: BudgetOpening | None = None
        self._alarmed = False
        self.fold_button = QToolButton()
        self.fold_button.setAutoRaise(True)
        self.fold_button.setCheckable(True)
        self.fold_button.toggled.connect(self.set_open)
        self.title = QLabel(objectName="title")
        self.preview = QLabel(objectName="preview")
        self.preview.hide()
        self.figure = QLabel()
        self.bar = _Bar()
        self.rest = QLabel(objectName="title")
        self.empty = plain_label(muted=True)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(0)
        self._numbers = [(QLabel(), QLabel(objectName="unit")) for _ in REST_UNITS]
        for row, (number, unit) in enumerate(self._numbers):
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(number, row, 1)
            self._grid.addWidget(unit, row, 2)
        self._grid.addWidget(self.rest, 0, 0)
        self._grid.addWidget(self.preview, 1, 0, 2, 1, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.figure)
        head.addWidget(self.fold_button)
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addLayout(self._grid)
        layout.addWidget(self.empty)
        session.opened.connect(self.refresh)
        session.checked.connect(self.refresh)
        speaker.changed.connect(self.refresh)
        self.refresh()

    @property
    def is_open(self) -> bool:
        """Whether growth and parts are shown."""
        return self.opening is not None and self.opening.isVisibleTo(self)

    def set_open(self, opened: bool) -> None:
        """Show growth and parts, or fold them away."""
        self.fold_button.setChecked(opened)
        if opened and self.opening is None:
            from gui.budget_growth import BudgetOpening

            self.opening = BudgetOpening(self._session, self._speaker)
            self.opening.changed.connect(self._take_room)
            self._column.addWidget(self.opening)
        if self.opening is not None:
            self.opening.setVisible(opened)
        self._refresh_opening()
        self._take_room()

    def _refresh_opening(self) -> None:
        self.retheme()
        if self.is_open and self.opening is not None and self.budget is not None:
            self.opening.refresh(self.budget.finding.rule)

    def _take_room(self) -> None:
        from gui.budget_growth import WIDTH as WIDE

        self.setFixedWidth(WIDE if self.is_open else WIDTH)
        self.adjustSize()
        self.resized.emit()

    def retheme(self) -> None:
        """The arrow in the colours of the present theme."""
        self.fold_button.setIcon(icon("chevron_down" if self.is_open else "chevron_right", "muted"))

    def show_live(self, budget: Budget | None) -> None:
        """Show, in place of what was checked, what it would be with the edit that is previewed; None: no more."""
        self.live = budget if self.budget is not None else None
        shown = self.live if self.live is not None else self.budget
        if shown is not None:
            self._fill(shown)
        if self.opening is not None:
            self.opening.show_live(self.live.used if self.live is not None else None)
        self._mark_preview()

    def _mark_preview(self) -> None:
        self.preview.setVisible(self.live is not None)
        over = self.live is not None and self.live.token == "conflict"
        if over != self._alarmed:  # a style sheet takes longer to be put on than a frame lasts
            self._alarmed = over
            sheet = f"color: {current_theme().colours['conflict']}; font-weight: 600;" if over else ""
            for label in (self.figure, self.rest):
                label.setStyleSheet(sheet)

    def refresh(self) -> None:
        """Show the budget of the session's run."""
        self.budget = budget_of(self._session.plan, self._session.run)
        self.live = None
        self._mark_preview()
        self.preview.setText(self.tr("Preview"))
        self.title.setText(self.tr("Boundary budget"))
        known = self.budget is not None
        for widget in (
            self.figure,
            self.fold_button,
            self.bar,
            self.rest,
            *(label for pair in self._numbers for label in pair),
        ):
            widget.setVisible(known)
        self.empty.setVisible(not known)
        self.empty.setText(self._why_empty())
        self.setVisible(self._session.plan is not None and (known or self._session.run is not None))
        self.fold_button.setToolTip(self.tr("Growth, and the parts by area and class"))
        self.fold_button.setAccessibleName(self.fold_button.toolTip())
        if self.budget is not None:
            self._fill(self.budget)
        elif self.is_open:
            self.set_open(False)
        self._refresh_opening()
        self.adjustSize()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        below = self.opening is not None and self.is_open and event.position().y() > self.opening.y()
        if self.budget is not None and not below and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.budget.finding)

    def _fill(self, budget: Budget) -> None:
        language = self._speaker.language
        used, limit = rounded(budget.used, 2), f"{budget.limit:g}"
        # Two digits must not say "at the limit" of something that is beside it.
        if budget.used != budget.limit and float(used.replace(" ", "")) == budget.limit:
            used = rounded(budget.used, 4)
        self.figure.setText(f"{used} / {limit} km²")
        self.rest.setText(self.tr("Over by") if budget.rest < 0 else self.tr("Remaining"))
        for (number, unit), (key, decimals) in zip(self._numbers, REST_UNITS, strict=True):
            area = area_in(abs(budget.rest) * AREA_UNITS["km2"], key)
            number.setText(rounded(area.value, decimals))
            unit.setText(unit_symbol(key, language))
        self.bar.budget = budget
        self.bar.update()
        described = (
            self.tr("Base {base} km², used {used} km², limit {limit} km²")
            if budget.base is not None
            else (self.tr("Used {used} km², limit {limit} km²"))
        )
        words = described.format(base=f"{budget.base or 0:g}", used=used, limit=limit)
        self.bar.setAccessibleName(words)
        self.setToolTip(words)

    def _why_empty(self) -> str:
        plan = self._session.plan
        if plan is not None and not plan.bound(BOUNDARY_ROLE):
            return self.tr("The plan has no development boundary. Add one to see how much of its limit is left.")
        return self.tr("The area of the development boundary could not be measured. The findings say why.")


class _Bar(QWidget):
    """Used of limit, with a tick at the base year's figure."""

    def __init__(self) -> None:
        super().__init__()
        self.budget: Budget | None = None
        self.setFixedHeight(22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.budget is None:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        budget = self.budget
        most = max(budget.used, budget.limit)
        room = QRectF(0, 2, self.width() - 20, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hairline"))
        painter.drawRoundedRect(room, 2, 2)
        painter.setBrush(theme.colour(budget.token))
        painter.drawRoundedRect(QRectF(room.left(), 2, room.width() * budget.used / most, 8), 2, 2)
        draw_state(painter, QRectF(self.width() - 14, 0, 13, 13), budget.state)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setPen(theme.colour("muted"))
        for value in [0.0, budget.base, budget.limit]:
            if value is not None:
                _tick(painter, room, value / most, f"{value:g}")
        painter.end()


def _tick(painter: QPainter, room: QRectF, share: float, text: str) -> None:
    x = room.left() + room.width() * share
    width = painter.fontMetrics().horizontalAdvance(text)
    painter.drawLine(QPointF(x, room.bottom()), QPointF(x, room.bottom() + 2))
    left = min(max(room.left(), x - width / 2), room.right() - width)
    painter.drawText(QPointF(left, 21), text)
