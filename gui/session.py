"""What the window is about: the open plan, its findings, and what is selected.

A plain ``QObject`` that owns the worker threads. Reading, checking and identifying run there; answers arrive as
signals on the GUI thread. A ``revision`` guards against late answers to a plan that is no longer open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.feedback import Feedback
from gui.jobs import Job, Jobs
from gui.map_building import arranged, display_of, sketched
from gui.map_layers import MapLayer, MapLayers
from gui.project_desk import ProjectDesk
from gui.selection import Selection

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding
    from core.messages import Text
    from gui.identify import Hit
    from layers.plan import Plan
    from layers.project import ProjectThread
    from maps.drawing.display import DisplayLayer
    from services.checking import Checked, Checker
    from services.editing import Outcome, Present


@dataclass(frozen=True, eq=False)
class Opened:
    """What a worker hands over when a plan is open; of a project also its thread and its present state."""

    path: Path
    plan: Plan
    map_layers: MapLayers
    lane: ProjectThread | None = None
    present: Present | None = None
    only_looked_at: bool = False


class Session(QObject):
    """The open plan.

    Signals: ``opening`` (a plan is being read), ``sketched`` (``map_layers`` can be drawn, there is no plan yet; see
    ``open_at_start``), ``opened`` (``plan`` and ``map_layers`` are there), ``failed``
    (it could not be), ``displayed`` (one layer can be drawn), ``checking`` (a run starts), ``checked``
    (``run`` or ``review`` changed), ``finding_selected`` (a ``Finding`` or None), ``identified`` (a list of
    ``Hit``), ``layers_changed`` (order or visibility), ``changed`` (a step of the open project changed ``plan`` and
    ``map_layers``; carries the ``Outcome``), ``recovered`` (a damaged project came over; carries a ``Text``).
    """

    opening = Signal()
    sketched = Signal()
    opened = Signal()
    failed = Signal()
    recovered = Signal(object)
    displayed = Signal(object)
    drawable = Signal()
    checking = Signal()
    checked = Signal()
    finding_selected = Signal(object)
    identified = Signal(object)
    layers_changed = Signal()
    changed = Signal(object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self.path: Path | None = None
        self.plan: Plan | None = None
        self.map_layers = MapLayers([])
        self.run: CheckRun | None = None
        self.review: CheckRun | None = None
        self.selected: Finding | None = None
        self.asked: Path | None = None
        self.busy_opening = False
        self.busy_checking = False
        self.is_sketched = False
        self.only_looked_at = False
        self._revision = 0
        self._after_sketch: Callable[[], None] | None = None
        self._waiting: set[MapLayer] = set()
        self._check_job: Job | None = None
        self._check_number = 0
        self._checker: Checker | None = None
        self._checked_plan: Plan | None = None
        self.waiting_rules: frozenset[str] = frozenset()
        self.desk = ProjectDesk(self, jobs)
        self.selection = Selection(self)
        self.opened.connect(self.selection.clear)
        self.changed.connect(lambda _outcome: self.selection.follow(self.map_layers))

    def open(self, path: Path | None) -> None:
        """Read the plan at ``path`` (folder, plan file or project); None opens the sample.

        The old plan stays until then. ``asked`` is what was asked for, whether it can be opened or not.
        """
        self.asked = path
        old = self.desk.let_go(path) if path is not None else None

        def read(feedback: Feedback) -> Opened:
            from services import opening, projects

            self.desk.shut(old)
            where = path if path is not None else opening.sample_plan()
            if projects.is_project(where):
                return self.desk.opened(where, lambda: projects.open_project(where), feedback)
            if opening.is_file_to_look_at(where):
                plan = opening.open_to_look(where, feedback)
                return Opened(where, plan, MapLayers(arranged(plan.layers, plan.measuring_crs)), only_looked_at=True)
            plan = opening.open_plan(where, feedback)
            return Opened(where, plan, MapLayers(arranged(plan.layers, plan.measuring_crs)))

        self._start(self.tr("Opening the plan"), read)

    def open_at_start(self, path: Path | None) -> None:
        """Open the first plan: a sketch of it is drawn at once where that can be, then the plan itself is read.

        Reading needs much that takes longer to be imported than the sketch to be drawn, so it waits for ``go_on``,
        which whoever draws calls when the sketch stands on the screen.
        """
        self.asked = path

        def draw(_feedback: Feedback) -> list[MapLayer]:
            from services import opening

            layers = opening.sketch_plan(path if path is not None else opening.sample_plan())
            return sketched(layers) if layers else []

        self._revision += 1
        revision = self._revision
        self.busy_opening = True
        self.opening.emit()
        self.jobs.submit(
            self.tr("Opening the plan"),
            draw,
            lambda items: self._take_sketch(revision, path, items),
            lost=lambda: self._lose_plan(revision),
        )

    def go_on(self) -> None:
        """The sketch is drawn: read the plan."""
        then, self._after_sketch = self._after_sketch, None
        if then is not None:
            then()

    def make_project(self, path: Path) -> None:
        """Make a project file of the open plan and open it in its place."""
        plan = self.plan
        if plan is None:
            return

        def make(feedback: Feedback) -> Opened:
            from services import projects

            return self.desk.opened(path, lambda: projects.make_project(plan, path, feedback), feedback)

        self._start(self.tr("Making the project"), make)

    def recover(self, damaged: Path, into: Path) -> None:
        """Bring what can be read of a damaged project into a new one, open that, and tell what came over."""
        told: list[Text] = []

        def bring(feedback: Feedback) -> Opened:
            from services import projects

            told.append(projects.recover_project(damaged, into, feedback))
            return self.desk.opened(into, lambda: projects.open_project(into), feedback)

        self._start(self.tr("Recovering the project"), bring, then=lambda: self.recovered.emit(told[0]))

    def _start(
        self, title: str, read: Callable[[Feedback], Opened], *, then: Callable[[], None] = lambda: None
    ) -> None:
        self._revision += 1
        revision = self._revision
        self.busy_opening = True
        self.opening.emit()

        def work(feedback: Feedback) -> Opened:
            opened = read(feedback)
            import_module("maps.labelling")  # needed next, on the GUI thread, where it would be felt
            if not opened.only_looked_at:
                import_module("services.checking")
            return opened

        self.jobs.submit(
            title,
            work,
            lambda answer: (self._take_plan(revision, answer), then()),
            lost=lambda: self._lose_plan(revision),
        )

    def check(self) -> None:
        """Check the plan, then review its project footprints, in the background."""
        if self.plan is None:
            return
        self._check_number += 1
        number, plan = self._check_number, self.plan
        if self._check_job is not None and self._check_job.running:
            self.jobs.cancel(self._check_job)
        if not plan.layers:
            self.waiting_rules = frozenset()
            self._take_runs(number, None, None)
            return
        from services.checking import Checker

        if self._checker is None:
            self._checker = Checker()
        self.busy_checking = True
        self.checking.emit()
        self._check_on(number, plan, self._checker)

    def _check_on(self, number: int, plan: Plan, checker: Checker, *, soon: bool = True) -> None:
        """Check what an edit touched: first what is answered quickly, then the rest; the first time all at once."""
        self._check_job = self.jobs.submit(
            self.tr("Checking the plan"),
            lambda feedback: checker.check(plan, feedback=feedback, soon=soon and not checker.fresh),
            lambda checked: self._take_checked(number, plan, checker, checked=checked),
            lost=lambda: self._lose_runs(number),
        )

    def _take_checked(self, number: int, plan: Plan, checker: Checker, *, checked: Checked) -> None:
        if number != self._check_number:
            return
        self._checked_plan = plan
        self.waiting_rules = checked.waiting
        if checked.waiting:
            self._check_on(number, plan, checker, soon=False)
        self._take_runs(number, checked.run, checked.review)

    @property
    def checker(self) -> Checker | None:
        """What has checked the plan; None before it is checked for the first time."""
        return self._checker

    @property
    def is_checked(self) -> bool:
        """Whether ``run`` and ``review`` are of the plan as it stands, and no rule waits."""
        return self.run is not None and self._checked_plan is self.plan and not self.waiting_rules

    def select(self, finding: Finding | None) -> None:
        """Select a finding: the map flies there and the panel shows its details."""
        self.selected = finding
        self.finding_selected.emit(finding)

    def run_of(self, finding: Finding) -> CheckRun | None:
        """The run a finding belongs to."""
        for run in (self.run, self.review):
            if run is not None and any(other is finding for other in run.findings):
                return run
        return None

    def place_of(self, finding: Finding) -> Mapping[str, Any] | None:
        """The bad part, else the whole feature, as GeoJSON in the measuring CRS. For a worker."""
        from gui.identify import feature_place

        if finding.place is not None:
            return finding.place
        return feature_place(self.plan, finding.subject) if self.plan is not None else None

    def identify(self, x: float, y: float, radius: float, denominator: float, *, everything: bool) -> None:
        """What lies within ``radius`` metres of a point of the measuring CRS, among the layers now drawn.

        Without ``everything`` only the smallest feature.
        """
        if self.plan is None or self.plan.measuring_crs is None:
            return
        revision, plan = self._revision, self.plan
        layers = [item.layer for item in reversed(self.map_layers.drawn(denominator))]

        def work(_feedback: Feedback) -> list[Hit]:
            from gui.identify import hits

            found = hits(layers, plan.measuring_crs, (x, y), radius=radius)
            return found if everything else found[:1]

        self.jobs.submit(self.tr("Identifying"), work, lambda found: self._take_hits(revision, found))

    def take_change(self, present: Present, items: list[MapLayer], outcome: Outcome) -> None:
        """Show what a step of the project made of it: only what it changed is drawn again, then all is checked."""
        shown = set(self.map_layers)
        self.plan, self.map_layers = present.plan, self.map_layers.followed_by(items)
        self._waiting &= set(items)
        self.changed.emit(outcome)
        self._build_displays([item for item in items if item not in shown])

    def _take_sketch(self, revision: int, path: Path | None, items: list[MapLayer]) -> None:
        if revision != self._revision:
            return
        if not items:
            self.open(path)
            return
        self.map_layers = MapLayers(items)
        self.is_sketched = True
        self._after_sketch = lambda: self.open(path)
        self.sketched.emit()

    def _take_plan(self, revision: int, opened: Opened) -> None:
        if revision != self._revision:
            self.desk.close_later(opened.lane)
            return
        self.busy_opening = False
        self._after_sketch = None
        if self.is_sketched:
            opened.map_layers.follow(self.map_layers)
        self.path, self.plan, self.map_layers = opened.path, opened.plan, opened.map_layers
        self.only_looked_at = opened.only_looked_at
        self.run = self.review = None
        self._checker, self.waiting_rules = None, frozenset()
        self._check_number += 1
        self._waiting = set()
        self.desk.take(opened)
        self.select(None)
        self.opened.emit()
        if self.is_sketched:
            self.is_sketched = False
            self._replace_sketch(list(self.map_layers))
            return
        self._build_displays(sorted(self.map_layers, key=lambda item: not item.visible))

    def _replace_sketch(self, items: list[MapLayer]) -> None:
        """Make what is drawn of the plan all at once: until then the sketch stands for it."""
        self._waiting.update(items)
        crs = self.plan.measuring_crs if self.plan else None
        self.jobs.submit(
            self.tr("Drawing the map"),
            lambda _feedback: [display_of(item, crs) for item in items],
            lambda displays: self._take_displays(items, displays),
            lost=lambda: self._take_displays(items, [None] * len(items)),
        )

    def _take_displays(self, items: list[MapLayer], displays: Sequence[DisplayLayer | None]) -> None:
        for item, display in zip(items, displays, strict=True):
            if item in self._waiting:
                item.display = display
        for item, display in zip(items, displays, strict=True):
            self._take_display(item, display)

    def _build_displays(self, items: list[MapLayer]) -> None:
        """Build the paths of layers in a worker; when all are there, check. What has a display keeps it till then."""
        self._waiting.update(items)
        crs = self.plan.measuring_crs if self.plan else None
        for item in items:
            self.jobs.submit(
                self.tr("Drawing the map"),
                lambda _feedback, item=item: display_of(item, crs),
                lambda display, item=item: self._take_display(item, display),
                lost=lambda item=item: self._take_display(item, None),
            )
        if not self._waiting:
            self.check()

    def _take_display(self, item: MapLayer, display: DisplayLayer | None) -> None:
        """The paths of a layer, unless the layer has gone meanwhile."""
        if item not in self._waiting:
            return
        item.display = display
        item.stale = None
        self.displayed.emit(item)
        self._waiting.discard(item)
        if not self._waiting:
            self.drawable.emit()
            if not self.only_looked_at:
                self.check()

    def _take_runs(self, number: int, run: CheckRun | None, review: CheckRun | None) -> None:
        if number != self._check_number:
            return
        self.busy_checking = bool(self.waiting_rules)
        self.run, self.review = run, review
        if self.selected is not None:
            self.select(None)
        self.checked.emit()

    def _take_hits(self, revision: int, found: list[Any]) -> None:
        if revision == self._revision:
            self.identified.emit(found)

    def _lose_plan(self, revision: int) -> None:
        if revision == self._revision:
            self.busy_opening = False
            self._after_sketch = None
            self.desk.part()
            if self.is_sketched:
                self.is_sketched = False
                self.map_layers = MapLayers([])
                self.sketched.emit()
            self.failed.emit()

    def _lose_runs(self, number: int) -> None:
        """A check was cancelled, but not for the sake of a newer one."""
        if number == self._check_number:
            self.busy_checking = False
            self.checked.emit()


def has_place(finding: Finding) -> bool:
    """Whether there is something on the map to go to."""
    return finding.place is not None or finding.subject.fid is not None
