"""Pointing at things on the map: findings, identified features, what a step of the history touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.packages.beside import go_beside
from gui.places import Bounds, PlacePath, place_path
from gui.session import has_place

if TYPE_CHECKING:
    from checks.finding import Finding
    from gui.change_preview import ChangePaths, ChangePreview
    from gui.identify import Hit
    from gui.window import MainWindow
    from services.looking_back import Differences


class Pointing(QObject):
    """Builds paths in a worker and shows them on the canvas of a window, if they are still wanted then."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._change: ChangePreview | None = None
        self._step: Differences | None = None
        self._over: Differences | None = None
        self._step_paths: ChangePaths | None = None

    def go_to(self, finding: Finding | None) -> None:
        """Fly to the place of a finding and pulse it; without one of its own, to the feature it is about."""
        run = self._session.run_of(finding) if finding is not None else None
        if finding is None or run is None or not has_place(finding):
            self._window.canvas.highlight.clear()
            return
        token = "conflict" if run.is_advice(finding) else finding.state
        self._with_path(
            lambda: self._session.place_of(finding),
            lambda: self._session.selected is finding,
            lambda path: self._window.canvas.point_at(path, token, fly=True),
        )

    def step(self, step: int) -> None:
        """Select the finding after or before the one in hand, in the order of the list."""
        listed = self._window.findings.rows.findings()
        if not listed:
            return
        selected = self._session.selected
        here = next((number for number, finding in enumerate(listed) if finding is selected), None)
        start = -1 if step > 0 else 0
        self._session.select(listed[((start if here is None else here) + step) % len(listed)])

    def show_finding(self, finding: Finding | None) -> None:
        """A finding was selected: bring its panel forward and go there."""
        if finding is not None:
            self._window.tabs.setCurrentWidget(self._window.findings)
        self.go_to(finding)

    def show_hit(self, hit: Hit | None) -> None:
        """A feature was identified: bring its attributes forward and outline it."""
        if hit is None:
            if self._session.selected is None:
                self._window.canvas.highlight.clear()
            return
        self._window.tabs.setCurrentWidget(self._window.attributes)
        self._with_path(
            lambda: hit.place,
            lambda: self._window.attributes.current_hit() is hit,
            lambda path: self._window.canvas.point_at(path, "accent", fly=False),
        )

    def show_differences(self, told: Differences | None) -> None:
        """Point at what a step of the history touched: shapes before and after, else the extent of the layer."""
        self._step, self._step_paths = told, None
        if told is None or told.place is None:
            self._show_change(None)
            self._window.canvas.highlight.clear()
            return
        if told.change is not None:
            self._window.canvas.highlight.clear()
            self._with_change(told, lambda: self._step is told, lambda paths: self._keep_step(told, paths))
            return
        self._show_change(None)
        self._with_path(
            lambda: told.place,
            lambda: self._window.history.told() is told,
            lambda path: self._window.canvas.point_at(path, "accent", fly=not self._in_view(path.bounds)),
        )

    def hover_differences(self, told: Differences | None) -> None:
        """Show what a step changed while the cursor rests on it; None: again the one in hand. The map stays."""
        self._over = told
        if told is None:
            self._show_change(self._step_paths)
        elif told.change is not None:
            self._with_change(told, lambda: self._over is told, self._show_change)
        else:
            self._show_change(None)

    def clear_change(self) -> None:
        """Nothing of the history is shown any more."""
        self._step = self._over = self._step_paths = None
        self._show_change(None)

    def _keep_step(self, told: Differences, paths: ChangePaths) -> None:
        self._step_paths = paths
        if self._over is None or self._over is told:
            self._show_change(paths)
        if paths.bounds is not None:
            go_beside(self._window.canvas, paths.bounds, None)

    def _show_change(self, paths: ChangePaths | None) -> None:
        if self._change is None:
            if paths is None:
                return
            from gui.change_preview import ChangePreview

            self._change = ChangePreview(self)
            self._change.changed.connect(self._window.canvas.update)
            self._window.canvas.overlays.append(self._change.draw)
        self._change.show(paths)

    @property
    def change(self) -> ChangePaths | None:
        """What of the history is drawn over the map."""
        return self._change.paths if self._change is not None else None

    def _with_change(self, told: Differences, wanted: Callable[[], bool], use: Callable[[ChangePaths], None]) -> None:
        """Build the paths of a change in a worker and use them, if they are still wanted then."""
        change = told.change

        def work(_feedback: object) -> ChangePaths:
            from gui.change_preview import change_paths

            assert change is not None
            return change_paths(change)

        self._session.jobs.submit(self.tr("Showing the step"), work, lambda paths: use(paths) if wanted() else None)

    def _in_view(self, bounds: Bounds) -> bool:
        view = self._window.canvas.view
        if view is None:
            return False
        west, south, east, north = view.extent
        return west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north

    def _with_path(
        self, place: Callable[[], Any], wanted: Callable[[], bool], use: Callable[[PlacePath], None]
    ) -> None:
        """Build a path in a worker and use it, if it is still wanted then."""

        def done(path: PlacePath | None) -> None:
            if path is not None and wanted():
                use(path)

        self._session.jobs.submit(self.tr("Showing the place"), lambda _feedback: place_path(place()), done)
