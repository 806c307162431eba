"""Following borders from the last place to the cursor: what is in view as a network, searched in a worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.errors import AppError

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from gui.jobs import Job
    from layers.editing.edit import Place
    from layers.editing.snapping import SnapIndex

    Asked = tuple[Place, Place, bool]
    Answer = list[Place] | AppError


class Tracer(QObject):
    """``traced``: a way was found, or none. Only the way asked for last is searched."""

    traced = Signal()

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self._context = context
        self._found: tuple[Asked, Answer] | None = None
        self._next: tuple[Asked, Callable[[Answer], None] | None] | None = None
        self._job: Job | None = None

    def want(self, start: Place, end: Place, *, other_way: bool) -> None:
        """Look for a way, to be shown."""
        asked = (start, end, other_way)
        if self._found is None or self._found[0] != asked:
            self._begin_later(asked, None)

    def ask(self, start: Place, end: Place, *, other_way: bool, then: Callable[[Answer], None]) -> None:
        """Look for a way, to be taken: ``then`` gets its places, or why there is none."""
        asked = (start, end, other_way)
        if self._found is not None and self._found[0] == asked:
            then(self._found[1])
        else:
            self._begin_later(asked, then)

    def way(self, start: Place, end: Place, *, other_way: bool) -> list[Place]:
        """The places after the first, as far as they are known; empty where they are not."""
        found = self._found
        if found is None or found[0] != (start, end, other_way) or isinstance(found[1], AppError):
            return []
        return found[1][1:]

    def problem(self, start: Place, end: Place, *, other_way: bool) -> AppError | None:
        """Why there is no way, once that is known."""
        found = self._found
        known = found is not None and found[0] == (start, end, other_way)
        return found[1] if known and found is not None and isinstance(found[1], AppError) else None

    def drop(self) -> None:
        """Nobody waits any more."""
        self._next, self._found = None, None
        if self._job is not None and self._job.running:
            self._context.session.jobs.cancel(self._job)
        self._job = None

    def _begin_later(self, asked: Asked, then: Callable[[Answer], None] | None) -> None:
        if self._next is not None and self._next[1] is not None and then is None:
            return  # a click waits for its way
        self._next = asked, then
        if self._job is None:
            self._begin()

    def _begin(self) -> None:
        index = self._context.snapping.index
        if self._next is None or index is None:
            self._next = None
            return
        (asked, then), self._next = self._next, None
        self._job = self._context.session.jobs.submit(
            self.tr("Tracing a border"),
            lambda _feedback: way_along(index, *asked),
            lambda answer: self._take(asked, answer, then),
        )

    def _take(self, asked: Asked, answer: Answer, then: Callable[[Answer], None] | None) -> None:
        self._job = None
        self._found = asked, answer
        if then is not None:
            then(answer)
        self.traced.emit()
        if self._job is None:
            self._begin()


def way_along(index: SnapIndex, start: Place, end: Place, other_way: bool) -> Answer:
    """The way along edges of what is in view; the refusal where there is none. For a worker.

    Edges about both ends are looked at first: a network of all in view would take many times as long.
    """
    from layers.editing.edit import Refusal
    from layers.editing.tracing import Traces

    refusal: AppError | None = None
    for growth in (0.6, None):
        try:
            found = Traces(_lines(index, start, end, growth)).trace(start, end, other_way=other_way)
        except Refusal as problem:
            refusal = problem
        else:
            return [(x, y) for x, y in found.tolist()]
    assert refusal is not None
    return refusal


def _lines(index: SnapIndex, start: Place, end: Place, growth: float | None) -> Any:
    """Edges that meet the box of both ends, grown by a share of its size; None: all."""
    import numpy as np
    import shapely

    first, last = index.first, index.last
    real = (first != last).any(axis=1)
    if growth is not None:
        ends = np.array([start, end])
        margin = growth * float(np.ptp(ends, axis=0).max())
        low, high = ends.min(axis=0) - margin, ends.max(axis=0) + margin
        real &= (np.maximum(first, last) >= low).all(axis=1) & (np.minimum(first, last) <= high).all(axis=1)
    return shapely.linestrings(np.stack([first[real], last[real]], axis=1))
