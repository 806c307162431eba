"""What is selected, drawn on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from core.feedback import Feedback
from gui.selection import Fids
from gui.session import Session
from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.canvas import MapCanvas
    from layers.layer import Layer
    from maps.drawing.display import DisplayLayer

Wanted = list[tuple["Layer", "DisplayLayer", Fids]]


class ShownSelection(QObject):
    """Keeps the outlines of selected features on ``canvas`` true to the session's selection."""

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._session = session
        self._canvas = canvas
        self._revision = 0
        self._drawn: Wanted = []
        session.selection.settled.connect(self.refresh)

    def refresh(self) -> None:
        """Draw what is selected now among the layers that are shown; at once where it is known to be the same."""
        wanted: Wanted = [
            (item.layer, item.display, self._session.selection.fids(item.layer.name))
            for item in self._session.map_layers
            if item.visible and item.display is not None and len(self._session.selection.fids(item.layer.name))
        ]
        if _same(wanted, self._drawn):
            return
        self._drawn = wanted
        self._revision += 1
        revision = self._revision
        if not wanted:
            self._canvas.set_selected([])
            return
        theme = current_theme()
        colour, halo = theme.colour("map_selected").name(), theme.colour("map_selected_halo").name()

        def work(_feedback: Feedback) -> list[DisplayLayer]:
            from maps.drawing.selected import selected_display

            made = [
                selected_display(display, rows_of(layer, fids), colour=colour, halo=halo)
                for layer, display, fids in wanted
            ]
            return [display for display in made if display is not None]

        self._session.jobs.submit(
            self.tr("Showing the selection"), work, lambda displays: self._show(revision, displays)
        )

    def _show(self, revision: int, displays: list[DisplayLayer]) -> None:
        if revision == self._revision:
            self._canvas.set_selected(displays)


def _same(wanted: Wanted, drawn: Wanted) -> bool:
    pairs = zip(wanted, drawn, strict=False)
    return len(wanted) == len(drawn) and all(new[1] is old[1] and new[2] is old[2] for new, old in pairs)


def rows_of(layer: Layer, fids: Fids) -> Fids:
    """The row numbers of features; those that are not in the layer any more are left out."""
    present = layer.fids
    order = np.argsort(present, kind="stable")
    place = np.searchsorted(present, fids, sorter=order)
    found = np.minimum(place, max(len(present) - 1, 0))
    rows = order[found] if len(present) else np.zeros(0, dtype=np.int64)
    return rows[present[rows] == fids] if len(present) else rows
