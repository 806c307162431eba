"""The findings panel: counts by state, the list, and the finding in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QListView, QScrollArea, QToolButton, QVBoxLayout, QWidget

from gui.docks.finding_card import FindingCard
from gui.docks.finding_rows import ROW_ROLE, FindingDelegate, FindingRows, Row
from gui.docks.project_lists import ProjectLists
from gui.docks.remedies import RemediesPanel
from gui.language import Speaker
from gui.parts import EmptyState, hairline, state_icon
from gui.session import Session

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding

CARD_SHARE = 0.45
CHIPS = ("conflict", "uncertain", "clear", "not_testable", "advice")


class FindingsPanel(QWidget):
    """First tab at the right. ``go_to_wanted`` carries the finding to fly to, ``mend_wanted`` the one whose rule is
    to be made clear, ``ignoring_wanted`` the one to be left as it is, ``ignored`` that one with reason and name,
    ``heeded`` one to be taken up again.
    """

    go_to_wanted = Signal(object)
    mend_wanted = Signal(object)
    ignoring_wanted = Signal(object)
    ignored = Signal(object, str, str)
    heeded = Signal(object)

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._speaker = speaker
        self.rows = FindingRows(speaker)
        self.rows.state_word = self.state_word
        self.chips = {state: self._chip(state) for state in CHIPS}
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FindingDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._activate)
        self.list.selectionModel().currentChanged.connect(self._follow_keys)
        self.card = FindingCard(speaker)
        self.card.go_to.clicked.connect(lambda: self.go_to_wanted.emit(session.selected))
        self.card.mend.clicked.connect(lambda: self.mend_wanted.emit(session.selected))
        self.card.ignore.clicked.connect(lambda: self.ignoring_wanted.emit(session.selected))
        self.card.heed.clicked.connect(lambda: self.heeded.emit(session.selected))
        self.card.form.given.connect(lambda reason, by: self.ignored.emit(session.selected, reason, by))
        self.card.form.left.connect(self._fit_card)
        self.remedies = RemediesPanel(speaker)
        self.remedies.left.connect(self.show_list)
        self._mending = False
        self.projects = ProjectLists(session, speaker)
        self.projects.chosen.connect(session.select)
        self.projects.go_to_wanted.connect(self.go_to_wanted)
        self.by_project = QToolButton(objectName="chip")
        self.by_project.setCheckable(True)
        self.by_project.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.by_project.setMinimumWidth(140)
        self.by_project.toggled.connect(self._group)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidget(self.card)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState()
        self._lay_out()
        session.opening.connect(self._refresh)
        session.opened.connect(self._refresh)
        session.failed.connect(self._refresh)
        session.checking.connect(self._refresh)
        session.checked.connect(self._show_runs)
        session.finding_selected.connect(self._show_finding)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def state_word(self, state: str) -> str:
        """The word of a state in the window's language."""
        return {
            "conflict": self.tr("Conflict"),
            "uncertain": self.tr("Uncertain"),
            "clear": self.tr("Clear"),
            "not_testable": self.tr("Not testable"),
            "advice": self.tr("Advice"),
        }[state]

    def retranslate(self) -> None:
        """Say everything anew."""
        self.list.setAccessibleName(self.tr("Findings"))
        self.by_project.setText(self.tr("By project"))
        self.by_project.setToolTip(self.tr("List the review by project: affected, not affected, no data"))
        for state, chip in self.chips.items():
            chip.setToolTip(self.tr("Show or hide: {state}").format(state=self.state_word(state)))
        self.rows.rebuild()
        self._refresh()
        self._show_finding(self._session.selected)

    def show_remedies(self) -> None:
        """What must change, in the place of the list."""
        self._mending = True
        self._refresh()

    def show_list(self) -> None:
        """The list of findings again."""
        if self._mending:
            self._mending = False
            self._refresh()
            (self.projects.list if self._is_by_project() else self.list).setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_why_ignored(self) -> None:
        """Ask in the card why the finding in hand may stay as it is."""
        self.card.begin_ignoring()
        self._fit_card()
        # Once the card has taken its room.
        QTimer.singleShot(0, self.card, lambda: self.scroll_area.ensureWidgetVisible(self.card.form, 0, 12))

    @property
    def is_mending(self) -> bool:
        """Whether the suggestions are shown."""
        return self._mending

    def retheme(self) -> None:
        """Marks in the colours of the present theme."""
        for state, chip in self.chips.items():
            chip.setIcon(state_icon(state, ratio=self.devicePixelRatioF()))
        self.list.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_card()

    def _fit_card(self) -> None:
        """As much room for the finding in hand as it needs, but the list keeps more than half."""
        if self._session.selected is None:
            return
        needed = self.card.layout().totalHeightForWidth(max(self.width() - 10, 1))
        self.scroll_area.setFixedHeight(max(0, min(needed, round(self.height() * CARD_SHARE))))

    def _chip(self, state: str) -> QToolButton:
        chip = QToolButton(objectName="chip")
        chip.setCheckable(True)
        chip.setChecked(True)
        chip.setIcon(state_icon(state))
        chip.setIconSize(QSize(14, 14))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip.setMinimumWidth(140)
        chip.toggled.connect(self._filter)
        return chip

    def _lay_out(self) -> None:
        self._counts = QWidget()
        grid = QGridLayout(self._counts)
        grid.setContentsMargins(12, 12, 12, 8)
        grid.setSpacing(8)
        for number, state in enumerate(CHIPS):
            grid.addWidget(self.chips[state], number // 2, number % 2)
        grid.addWidget(self.by_project, len(CHIPS) // 2, len(CHIPS) % 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._counts)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.projects, 1)
        layout.addWidget(self.remedies, 1)
        layout.addWidget(self.empty, 1)
        self._line = hairline()
        layout.addWidget(self._line)
        layout.addWidget(self.scroll_area)

    def _runs(self) -> list[CheckRun]:
        return [run for run in (self._session.run, self._session.review) if run is not None]

    def _is_by_project(self) -> bool:
        return self.by_project.isChecked() and self._session.review is not None

    def _group(self) -> None:
        """The findings by state, or the review by project."""
        if self._is_by_project():
            self.projects.show_review(self._session.review)
        self._refresh()

    def _show_runs(self) -> None:
        self.rows.set_runs(self._runs())
        if self._is_by_project():
            self.projects.show_review(self._session.review)
        self._refresh()

    def _refresh(self) -> None:
        """Counts and empty state for what the session has now."""
        runs = self._runs()
        if not runs:
            self.rows.set_runs([])
        self._mending = self._mending and bool(runs)
        listed, by_project = bool(runs) and not self._mending, self._is_by_project()
        self.by_project.setVisible(self._session.review is not None)
        self._counts.setVisible(listed)
        self.list.setVisible(listed and not by_project)
        self.projects.setVisible(listed and by_project)
        self.remedies.setVisible(self._mending)
        self.empty.setVisible(not runs)
        self._say_empty()
        counts = [run.summary() for run in runs]
        for state, chip in self.chips.items():
            number = sum(count[state] for count in counts)
            chip.setText(f"{self.state_word(state)} {number}")
            chip.setVisible(bool(runs) and (state != "advice" or number > 0))

    def _say_empty(self) -> None:
        session = self._session
        purpose = self.tr("Here is what the rules say about the plan and its projects.")
        if session.busy_opening:
            self.empty.say(purpose, self.tr("The plan is being opened…"))
        elif session.busy_checking:
            self.empty.say(purpose, self.tr("The plan is being checked…"))
        elif session.plan is None:
            self.empty.say(purpose, self.tr("Open a plan folder with Ctrl+O."))
        else:
            self.empty.say(purpose, self.tr("Check the plan with F5."))

    def _filter(self) -> None:
        self.rows.set_hidden({state for state, chip in self.chips.items() if not chip.isChecked()})

    def _take(self, index: QModelIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        if row.kind == "state":
            self.rows.fold(row)
        elif row.finding is not None:
            self._session.select(row.finding)

    def _activate(self, index: QModelIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        if row.finding is None:
            self._take(index)
        else:
            self.go_to_wanted.emit(row.finding)

    def _follow_keys(self, index: QModelIndex) -> None:
        """Arrow keys move through the findings, and the map follows."""
        row = index.data(ROW_ROLE) if index.isValid() else None
        if row is not None and row.finding is not None and row.finding is not self._session.selected:
            self._session.select(row.finding)

    def _show_finding(self, finding: Finding | None) -> None:
        run = self._session.run_of(finding) if finding is not None else None
        shown = finding is not None and run is not None
        self.scroll_area.setVisible(shown)
        self._line.setVisible(shown)
        if finding is None or run is None:
            self.card.form.leave()
            self.list.clearSelection()
            return
        why_not = self._session.desk.read_only()
        self.card.show_finding(run, finding, self._speaker.say(why_not) if why_not is not None else "")
        self._fit_card()
        QTimer.singleShot(0, self, self._fit_card)  # what has just been put on the card counts from then on
        if self._is_by_project() and run is self._session.review:
            self.projects.show_finding(finding)
        self.rows.unfold(run, finding)
        index = self.rows.row_of(finding)
        if index.isValid():
            self.list.setCurrentIndex(index)
            # Once the card has taken its room.
            QTimer.singleShot(0, self.list, lambda: self.list.scrollTo(self.list.currentIndex()))
