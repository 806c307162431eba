"""Selecting on the map: at a point, in an area, by attribute, by location. Everything is found in a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from core.feedback import Feedback
from gui.jobs import Job
from gui.selection import Fids, Mode
from gui.session import Session
from gui.shapes import Relation, rows_by_place, rows_in_area, rows_of
from gui.table.arranging import Wanted, arranged
from gui.table.columns import read_columns
from gui.table.conditions import Condition

if TYPE_CHECKING:
    from layers.layer import Layer

Found = dict[str, Fids]


class MapSelecting(QObject):
    """``selected`` carries how many features were found; the last question asked wins."""

    selected = Signal(int)

    def __init__(
        self, session: Session, drawn: Callable[[], Sequence[Layer]], chosen: Callable[[], Layer | None]
    ) -> None:
        super().__init__(session)
        self._session = session
        self._drawn = drawn
        self._chosen = chosen
        self._job: Job | None = None

    def layers(self) -> list[Layer]:
        """Where a box or a click looks: the layer chosen in the tree if it is drawn, else all that are drawn."""
        drawn = list(self._drawn())
        chosen = self._chosen()
        return [chosen] if any(layer is chosen for layer in drawn) and chosen is not None else drawn

    def at(self, x: float, y: float, radius: float, mode: Mode) -> None:
        """Select the smallest feature under a point of the measuring CRS."""
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        if crs is None:
            return
        layers = self.layers()

        def work(_feedback: Feedback) -> Found:
            from gui.identify import hits

            found = hits(layers, crs, (x, y), radius=radius)[:1]
            return {hit.layer.name: np.array([hit.fid]) for hit in found}

        self._ask(work, mode)

    def within(self, outline: npt.NDArray[np.float64], mode: Mode, *, touching: bool) -> None:
        """Select what an outline ((n, 2), closed, measuring CRS) touches, or what lies wholly inside it."""
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        if crs is None:
            return
        layers = self.layers()
        relation: Relation = "intersects" if touching else "within"

        def work(feedback: Feedback) -> Found:
            found: Found = {}
            for layer in layers:
                feedback.check()
                found[layer.name] = layer.fids[rows_in_area(layer, crs, outline, relation)]
            return found

        self._ask(work, mode)

    def by_attribute(self, layer: Layer, condition: Condition, mode: Mode) -> None:
        """Select the features of a layer that meet a condition."""

        def work(_feedback: Feedback) -> Found:
            columns = read_columns(layer, [condition.field])
            rows = arranged(columns, Wanted(conditions=(condition,)), count=len(layer))
            return {layer.name: layer.fids[rows]}

        self._ask(work, mode)

    def by_location(self, layer: Layer, other: Layer, relation: Relation, mode: Mode, *, only_selected: bool) -> None:
        """Select the features of ``layer`` that meet, or lie within, those of ``other`` (or those selected there)."""
        selected = self._session.selection.fids(other.name)

        def work(feedback: Feedback) -> Found:
            rows = rows_of(other, selected) if only_selected else np.arange(len(other))
            return {layer.name: layer.fids[rows_by_place(layer, other, rows, relation, feedback)]}

        self._ask(work, mode)

    def _ask(self, work: Callable[[Feedback], Found], mode: Mode) -> None:
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)
        plan = self._session.plan

        def take(found: Found) -> None:
            if self._session.plan is plan:
                self._session.selection.select_in(found, mode)
                self.selected.emit(sum(map(len, found.values())))

        self._job = self._session.jobs.submit(self.tr("Selecting"), work, take)
