"""The review by project: of each the rules that touch it, those checked that do not, and those that lack data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from gui.docks.finding_rows import ROW_ROLE, FindingDelegate, Row, finding_row
from gui.language import Speaker
from gui.parts import plain_label
from gui.session import Session

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding

SEARCH_AFTER_MS = 120
MOST_PROJECTS = 1_000
"""As many as anyone reads; the search finds the others."""
LISTS = ("affected", "clear", "no_data")
MARKS = {"affected": "conflict", "clear": "clear", "no_data": "not_testable"}


@dataclass(eq=False)
class ProjectGroup:
    """One footprint and its findings by list. ``name`` is what it is called, else layer and number."""

    key: str
    name: str
    state: str
    lists: dict[str, list[Finding]] = field(default_factory=lambda: {name: [] for name in LISTS})


def grouped(run: CheckRun) -> list[ProjectGroup]:
    """The footprints of a review, those in conflict first, then by name. For a worker."""
    from reports import wording

    groups: dict[tuple[str | None, int | None], ProjectGroup] = {}
    rank = {"conflict": 0, "uncertain": 1, "advice": 2, "not_testable": 3, "clear": 4}
    for finding in run.findings:
        subject = (finding.subject.layer, finding.subject.fid)
        group = groups.get(subject)
        if group is None:
            name = wording.one_line(wording.subject_text(finding))
            group = groups[subject] = ProjectGroup(f"{subject[0]}/{subject[1]}", name, "clear")
        state = "advice" if run.is_advice(finding) else finding.state
        if rank[state] < rank[group.state]:
            group.state = state
        group.lists[_list_of(finding)].append(finding)
    return sorted(groups.values(), key=lambda one: (rank[one.state], one.name))


def _list_of(finding: Finding) -> str:
    return {"clear": "clear", "not_testable": "no_data"}.get(finding.state, "affected")


class ProjectRows(QAbstractListModel):
    """Projects; below one that is unfolded its three lists, below each its findings."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._run: CheckRun | None = None
        self._groups: Sequence[ProjectGroup] = ()
        self._open: set[str] = set()
        self._rows: list[Row] = []
        self.list_word: Callable[[str], str] = str
        self.found = 0

    def set_groups(self, run: CheckRun | None, groups: Sequence[ProjectGroup], search: str = "") -> None:
        """Show these projects, those whose name has the words of the search."""
        self._run = run
        words = search.casefold().split()
        found = [one for one in groups if all(word in one.name.casefold() for word in words)]
        self.found, self._groups = len(found), found[:MOST_PROJECTS]
        self.rebuild()

    def toggle(self, row: Row) -> None:
        """Fold or unfold what is below a row."""
        self._open ^= {row.key}
        self.rebuild()

    def unfold(self, finding: Finding) -> None:
        """Show the list that a finding stands in."""
        key = f"{finding.subject.layer}/{finding.subject.fid}"
        wanted = {key, f"{key}/{_list_of(finding)}"}
        if not wanted <= self._open:
            self._open |= wanted
            self.rebuild()

    def rebuild(self) -> None:
        """Make all rows anew."""
        self.beginResetModel()
        self._rows = [row for group in self._groups for row in self._rows_of(group)]
        self.endResetModel()

    def row_of(self, finding: Finding) -> QModelIndex:
        """Where a finding stands; invalid when it is folded away."""
        number = next((number for number, row in enumerate(self._rows) if row.finding is finding), None)
        return QModelIndex() if number is None else self.index(number)

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.text if role == Qt.ItemDataRole.DisplayRole else f"{row.text} {row.second}".strip()
        return None

    def _rows_of(self, group: ProjectGroup) -> list[Row]:
        counts = " · ".join(f"{self.list_word(name)} {len(group.lists[name])}" for name in LISTS)
        is_open = group.key in self._open
        rows = [Row("project", group.name, counts, state=group.state, key=group.key, folded=not is_open)]
        for name in LISTS if is_open and self._run is not None else ():
            members, key = group.lists[name], f"{group.key}/{name}"
            unfolded = (key in self._open) or (name == "affected" and bool(members))
            text = f"{self.list_word(name)} {len(members)}"
            rows.append(Row("state", text, state=MARKS[name], key=key, folded=not unfolded))
            if unfolded:
                rows += [finding_row(self._run, one, self._speaker.language) for one in members]
        return rows


class ProjectLists(QWidget):
    """``chosen`` carries a finding that was clicked, ``go_to_wanted`` one to fly to."""

    chosen = Signal(object)
    go_to_wanted = Signal(object)

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self._session = session
        self._groups: list[ProjectGroup] = []
        self._run: CheckRun | None = None
        self.rows = ProjectRows(speaker)
        self.rows.list_word = self.list_word
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_AFTER_MS)
        self._timer.timeout.connect(self._show)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.note = plain_label(muted=True)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FindingDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._activate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        head = QVBoxLayout()
        head.setContentsMargins(12, 0, 12, 4)
        head.addWidget(self.search)
        head.addWidget(self.note)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.search.setPlaceholderText(self.tr("Search the projects"))
        self.search.setAccessibleName(self.tr("Search the projects"))
        self.list.setAccessibleName(self.tr("Projects"))
        self._show()

    def list_word(self, name: str) -> str:
        """What a list is called."""
        return {
            "affected": self.tr("Affected"),
            "clear": self.tr("Checked, not affected"),
            "no_data": self.tr("No data"),
        }[name]

    def show_review(self, run: CheckRun | None) -> None:
        """Group the findings of a review in a worker."""
        if run is self._run:
            return
        self._run = run
        if run is None:
            self._take_groups(None, [])
            return
        self._session.jobs.submit(
            self.tr("Listing the projects"),
            lambda _feedback: grouped(run),
            lambda groups: self._take_groups(run, groups),
        )

    def show_finding(self, finding: Finding) -> None:
        """Bring the row of a finding into view."""
        self.rows.unfold(finding)
        index = self.rows.row_of(finding)
        if index.isValid():
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _take_groups(self, run: CheckRun | None, groups: list[ProjectGroup]) -> None:
        if run is self._run:
            self._groups = groups
            self._show()

    def _show(self) -> None:
        self.rows.set_groups(self._run, self._groups, self.search.text())
        listed, found = min(self.rows.found, MOST_PROJECTS), self.rows.found
        said = self.tr("{count} projects").format(count=found)
        if found > listed:
            said = self.tr("The first {listed} of {count} projects; search for others.")
            said = said.format(listed=listed, count=found)
        self.note.setText(said)

    def _take(self, index: QModelIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        if row.finding is not None:
            self.chosen.emit(row.finding)
        else:
            place = index.row()
            self.rows.toggle(row)
            self.list.setCurrentIndex(self.rows.index(place))

    def _activate(self, index: QModelIndex) -> None:
        row: Row = index.data(ROW_ROLE)
        if row.finding is None:
            self._take(index)
        else:
            self.go_to_wanted.emit(row.finding)
