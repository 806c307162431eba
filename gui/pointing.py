"""Pointing at things on the map: findings, identified features, what a step of the history touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.places import PlacePath, place_path
from gui.session import has_place

if TYPE_CHECKING:
    from checks.finding import Finding
    from gui.identify import Hit
    from gui.window import MainWindow
    from services.looking_back import Differences


class Pointing(QObject):
    """Builds paths in a worker and shows them on the canvas of a window, if they are still wanted then."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session

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
        """Point at what a step of the history touched."""
        if told is None or told.place is None:
            self._window.canvas.highlight.clear()
            return
        self._with_path(
            lambda: told.place,
            lambda: self._window.history.told() is told,
            lambda path: self._window.canvas.point_at(path, "accent", fly=not self._in_view(path)),
        )

    def _in_view(self, path: PlacePath) -> bool:
        view = self._window.canvas.view
        if view is None:
            return False
        west, south, east, north = view.extent
        return west <= path.bounds[0] and south <= path.bounds[1] and path.bounds[2] <= east and path.bounds[3] <= north

    def _with_path(
        self, place: Callable[[], Any], wanted: Callable[[], bool], use: Callable[[PlacePath], None]
    ) -> None:
        """Build a path in a worker and use it, if it is still wanted then."""

        def done(path: PlacePath | None) -> None:
            if path is not None and wanted():
                use(path)

        self._session.jobs.submit(self.tr("Showing the place"), lambda _feedback: place_path(place()), done)
