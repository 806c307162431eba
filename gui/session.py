"""What the window is about: the open plan, its findings, and what is selected.

A plain ``QObject`` that owns the worker threads. Reading, checking and identifying run there; answers arrive as
signals on the GUI thread. A ``revision`` guards against late answers to a plan that is no longer open.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.feedback import Feedback
from gui.jobs import Job, Jobs
from gui.map_layers import MapLayer, MapLayers
from gui.map_notes import attributions_of

if TYPE_CHECKING:
    import pyproj

    from checks.finding import CheckRun, Finding
    from gui.identify import Hit
    from gui.places import Bounds
    from layers.layer import Layer
    from layers.plan import Plan
    from maps.display import DisplayLayer


class Session(QObject):
    """The open plan.

    Signals: ``opening`` (a plan is being read), ``opened`` (``plan`` and ``map_layers`` are there), ``failed``
    (it could not be), ``displayed`` (one layer can be drawn), ``checking`` (a run starts), ``checked``
    (``run`` or ``review`` changed), ``finding_selected`` (a ``Finding`` or None), ``identified`` (a list of
    ``Hit``), ``layers_changed`` (order or visibility).
    """

    opening = Signal()
    opened = Signal()
    failed = Signal()
    displayed = Signal(object)
    drawable = Signal()
    checking = Signal()
    checked = Signal()
    finding_selected = Signal(object)
    identified = Signal(object)
    layers_changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self.path: Path | None = None
        self.plan: Plan | None = None
        self.map_layers = MapLayers([])
        self.run: CheckRun | None = None
        self.review: CheckRun | None = None
        self.selected: Finding | None = None
        self.busy_opening = False
        self.busy_checking = False
        self._revision = 0
        self._displays_left = 0
        self._check_job: Job | None = None

    def open(self, path: Path | None) -> None:
        """Read the plan at ``path`` (folder or plan file); None opens the sample. The old plan stays until then."""
        self._revision += 1
        revision = self._revision
        self.busy_opening = True
        self.opening.emit()

        def read(feedback: Feedback) -> tuple[Path, Plan, MapLayers]:
            from services import opening

            where = path if path is not None else opening.sample_plan()
            plan = opening.open_plan(where, feedback)
            plan.measuring_crs  # noqa: B018 - computed here, off the GUI thread
            return where, plan, arranged(plan)

        self.jobs.submit(
            self.tr("Opening the plan"),
            read,
            lambda answer: self._take_plan(revision, *answer),
            lost=lambda: self._lose_plan(revision),
        )

    def check(self) -> None:
        """Check the plan, then review its project footprints, in the background."""
        if self.plan is None:
            return
        if self._check_job is not None and self._check_job.running:
            self.jobs.cancel(self._check_job)
        revision, plan = self._revision, self.plan
        self.busy_checking = True
        self.checking.emit()

        def work(feedback: Feedback) -> tuple[CheckRun, CheckRun | None]:
            from services import checking

            run = checking.check(plan, feedback=feedback)
            feedback.check()
            has_projects = bool(plan.bound("project_footprints"))
            return run, checking.review(plan, feedback=feedback) if has_projects else None

        self._check_job = self.jobs.submit(
            self.tr("Checking the plan"),
            work,
            lambda answer: self._take_runs(revision, *answer),
            lost=lambda: self._lose_runs(revision),
        )

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

    def _take_plan(self, revision: int, path: Path, plan: Plan, map_layers: MapLayers) -> None:
        if revision != self._revision:
            return
        self.busy_opening = False
        self.path, self.plan, self.map_layers = path, plan, map_layers
        self.run = self.review = None
        self.select(None)
        self.opened.emit()
        self._build_displays(revision)

    def _build_displays(self, revision: int) -> None:
        """Build the paths of each layer in a worker, those on the map from the start first; then check."""
        items = sorted(self.map_layers, key=lambda item: not item.visible)
        self._displays_left = len(items)
        crs = self.plan.measuring_crs if self.plan else None
        for item in items:
            self.jobs.submit(
                self.tr("Drawing the map"),
                lambda _feedback, item=item: display_of(item, crs),
                lambda display, item=item: self._take_display(revision, item, display),
                lost=lambda item=item: self._take_display(revision, item, None),
            )
        if not items:
            self.check()

    def _take_display(self, revision: int, item: MapLayer, display: DisplayLayer | None) -> None:
        if revision != self._revision:
            return
        item.display = display
        self.displayed.emit(item)
        self._displays_left -= 1
        if self._displays_left == 0:
            self.drawable.emit()
            self.check()

    def _take_runs(self, revision: int, run: CheckRun, review: CheckRun | None) -> None:
        if revision != self._revision:
            return
        self.busy_checking = False
        self.run, self.review = run, review
        self.select(None)
        self.checked.emit()

    def _take_hits(self, revision: int, found: list[Any]) -> None:
        if revision == self._revision:
            self.identified.emit(found)

    def _lose_plan(self, revision: int) -> None:
        if revision == self._revision:
            self.busy_opening = False
            self.failed.emit()

    def _lose_runs(self, revision: int) -> None:
        if revision == self._revision:
            self.busy_checking = False
            self.checked.emit()


def has_place(finding: Finding) -> bool:
    """Whether there is something on the map to go to."""
    return finding.place is not None or finding.subject.fid is not None


def arranged(plan: Plan) -> MapLayers:
    """The plan's layers in drawing order with their group, style and extent. For a worker."""
    from maps import style

    crs = plan.measuring_crs
    items = []
    for layer in sorted(plan.layers, key=lambda layer: style.drawing_order(layer.role)):
        look = style.role_style(layer.role)
        item = MapLayer(layer, style.group_of(layer.role), look, look.visible)
        item.bounds = bounds_of(layer, crs)
        item.attributions = attributions_of(layer)
        items.append(item)
    return MapLayers(items)


def bounds_of(layer: Layer, crs: pyproj.CRS | None) -> Bounds | None:
    """The extent of a layer in ``crs``; None where it is unknown."""
    import numpy as np

    if crs is None or layer.crs is None or not len(layer):
        return None
    west, south, east, north = layer.frame.total_bounds
    from layers.geometry.crs import transformer_between

    transformer = transformer_between(layer.crs.to_wkt(), crs.to_wkt())
    box = transformer.transform_bounds(west, south, east, north)
    return tuple(box) if np.isfinite(box).all() else None


def display_of(item: MapLayer, crs: pyproj.CRS | None) -> DisplayLayer | None:
    """The painter paths of a layer; None for one whose place is unknown. For a worker."""
    from maps.display import display_layer

    if crs is None or item.layer.crs is None or not len(item.layer):
        return None
    return display_layer(item.layer, crs)
