"""How much is selected, in words for the status bar: how many features, and their area by both definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from core.feedback import Feedback
from core.quantities import area_in, rounded, unit_symbol
from gui.jobs import Job
from gui.language import Speaker
from gui.selection import Fids
from gui.session import Session

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer

WAIT_MS = 120
HECTARE_M2 = 10_000.0
Areas = tuple[float, float]


class SelectedArea(QObject):
    """``said`` carries the sentence; it is empty while nothing is selected."""

    said = Signal(str)

    def __init__(self, session: Session, speaker: Speaker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._speaker = speaker
        self._areas: Areas | None = None
        self._job: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(self._measure)
        session.selection.settled.connect(self._follow)
        session.changed.connect(lambda _outcome: self._follow())
        speaker.changed.connect(self.say)

    def say(self) -> None:
        """Say it anew."""
        self.said.emit(self.sentence())

    def sentence(self) -> str:
        """How many features are selected and, once it is known, how large they are together."""
        selection = self._session.selection
        if not selection:
            return ""
        text = self.tr("{count} selected").format(count=rounded(len(selection), 0))
        if self._areas is None:
            return text
        planar, ellipsoidal = (self._written(area) for area in self._areas)
        areas = self.tr("ellipsoidal {ellipsoidal}, planar {planar}").format(ellipsoidal=ellipsoidal, planar=planar)
        return f"{text} · {areas}"

    def _written(self, area: float) -> str:
        unit = "ha" if area >= HECTARE_M2 else "m2"
        mu = f"{rounded(area_in(area, 'mu').value, 2)} {unit_symbol('mu', self._speaker.language)}"
        shown = f"{rounded(area_in(area, unit).value, 4 if unit == 'ha' else 2)}"
        return f"{shown} {unit_symbol(unit, self._speaker.language)} ({mu})"

    def _follow(self) -> None:
        self._areas = None
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)
        self._pause.start()
        self.say()

    def _measure(self) -> None:
        """Features of one layer of polygons: those of several may cover one another."""
        selection, plan = self._session.selection, self._session.plan
        names = selection.layers()
        crs = plan.measuring_crs if plan is not None else None
        if len(names) != 1 or crs is None:
            return
        layer = next((item.layer for item in self._session.map_layers if item.layer.name == names[0]), None)
        if layer is None or layer.kind != "polygon":
            return
        fids = selection.fids(layer.name)
        self._job = self._session.jobs.submit(
            self.tr("Measuring the selection"), lambda feedback: measured(layer, fids, crs, feedback), self._take
        )

    def _take(self, areas: Areas) -> None:
        self._areas = areas
        self.say()


def measured(layer: Layer, fids: Fids, crs: pyproj.CRS, feedback: Feedback) -> Areas:
    """Planar and ellipsoidal area in m² of some features, each measured by itself."""
    import numpy as np

    from gui.shapes import areas_of, rows_of

    rows = rows_of(layer, fids)
    planar, ellipsoidal = (
        float(np.nansum(areas_of(layer, crs, definition, feedback, rows))) for definition in ("planar", "ellipsoidal")
    )
    return planar, ellipsoidal
