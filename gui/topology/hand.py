"""The topology finding in hand: gone to on the map, its fixes worked out and previewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gui.change_preview import ChangePaths, ChangePreview, change_paths
from gui.places import Bounds, PlacePath, place_path

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.jobs import Job
    from gui.topology.work import TopologyWork
    from gui.window import MainWindow
    from layers.topology.listing import Entry
    from services.topology_desk import Offer, TopologyDesk

SOON_MS = 60
"""Fixes are worked out when the list has stood still for so long."""
LEAST_CONTEXT_M = 30.0
CONTEXT = 5.0
"""So many times its own size is shown around a defect."""


class FindingInHand(QObject):
    """Connects the card of a panel with the map."""

    def __init__(self, window: MainWindow, work: TopologyWork) -> None:
        super().__init__(work)
        self._window = window
        self._session = window.session
        self._work = work
        self.entry: Entry | None = None
        self._looking: list[Job] = []
        self._paths: dict[int, ChangePaths] = {}
        self.preview = ChangePreview(self)
        self.preview.changed.connect(window.canvas.update)
        window.canvas.overlays.append(self.preview.draw)
        self.soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self.soon.timeout.connect(self._look_for_fixes)

    def take(self, entry: Entry | None) -> None:
        """A finding is in hand now: go there if it is another one, then work out its fixes."""
        before, self.entry = self.entry, entry
        self._drop_looking()
        self._paths = {}
        self.preview.show(None)
        desk = self._session.desk
        self._work.panel.show_entry(entry, editable=desk.read_only() is None, project=desk.is_project)
        if entry is None:
            if before is not None:
                self._window.canvas.highlight.clear()
            return
        if before is None or before.finding.key != entry.finding.key:
            self.go_to(entry)
        self.soon.start()

    def wake(self) -> None:
        """The panel comes forward or goes: what is previewed does so too, and fixes are worked out if they are not."""
        card = self._work.panel.card
        self.show_fix(card.current())
        if self.entry is not None and card.is_waiting:
            self.soon.start()

    def go_to(self, entry: Entry | None) -> None:
        """Fly to a finding and pulse it."""
        name = self._work.layer
        if entry is None or name is None or not self._work.is_shown:
            return
        key = entry.finding.key
        token = {"ignored": "not_testable", "fixed": "clear", "obsolete": "clear"}.get(entry.state, "conflict")

        def arrive(path: PlacePath | None) -> None:
            canvas = self._window.canvas
            if path is not None and self.entry is entry:
                canvas.point_at(path, token, fly=False)
                canvas.fly_exactly(_around(path.bounds))
                canvas.highlight.pulse()

        self._work.ask(self.tr("Showing the place"), lambda desk, _feedback: place_path(desk.place(name, key)), arrive)

    def _look_for_fixes(self) -> None:
        entry, name = self.entry, self._work.layer
        if entry is None or name is None or not self._work.is_shown:
            return
        key = entry.finding.key

        def work(desk: TopologyDesk, _feedback: Feedback) -> tuple[tuple[Offer, ...], list[ChangePaths]]:
            offers = desk.offered(name, key)
            return offers, [change_paths(offer.preview) for offer in offers]

        def take(answer: tuple[tuple[Offer, ...], list[ChangePaths]]) -> None:
            if self.entry is entry:
                offers, paths = answer
                self._paths = {id(offer): path for offer, path in zip(offers, paths, strict=True)}
                self._work.panel.show_offers(offers)

        def lose() -> None:
            if self.entry is entry:
                self._work.panel.show_offers(None)

        self._looking.append(self._work.ask(self.tr("Looking for fixes"), work, take, lost=lose))

    def _drop_looking(self) -> None:
        """Fixes of a finding that is no longer in hand are not waited for."""
        self.soon.stop()
        old, self._looking = self._looking, []
        self.entry, entry = None, self.entry
        for job in old:
            if job.running:
                self._session.jobs.cancel(job)
        self.entry = entry

    def show_fix(self, offer: Offer | None) -> None:
        """Show on the map what a fix would change."""
        self.preview.show(self._paths.get(id(offer)) if offer is not None and self._work.is_shown else None)


def _around(bounds: Bounds) -> Bounds:
    """The place with enough around it that one sees where it lies."""
    west, south, east, north = bounds
    half = max(LEAST_CONTEXT_M, CONTEXT * max(east - west, north - south)) / 2
    x, y = (west + east) / 2, (south + north) / 2
    return x - half, y - half, x + half, y + half
