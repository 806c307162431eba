"""What the table shows of which layer: reads columns and arranges rows, in a worker where a layer is large."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from gui.jobs import Job
from gui.places import Bounds
from gui.selection import NOTHING, Fids
from gui.session import Session
from gui.table.arranging import Wanted, arranged
from gui.table.columns import FieldColumn, Flags, Ints, at_hand, field_names, read_columns

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer

Scope = Literal["all", "selected", "in_view"]
AT_ONCE = 5_000
"""Rows that are arranged at once: a few milliseconds."""
PAGE = 64
"""Rows of a layer that has not been read are read for the eye in pages of so many."""
MOST_AT_ONCE, MOST_PAGES = 64, 512

Page = Mapping[str, npt.NDArray[np.str_]]


@dataclass(frozen=True, eq=False)
class Question:
    """Everything that an answer depends on."""

    layer: Layer
    fields: tuple[str, ...]
    columns: Mapping[str, FieldColumn]
    wanted: Wanted
    scope: Scope
    selected: Fids
    extent: Bounds | None
    crs: pyproj.CRS | None


class TableSource(QObject):
    """One layer, its columns as far as they have been read, and the rows to show.

    Of a layer that has not been read only the pages in sight are, and the columns by which it is searched or sorted.
    Signals: ``arranged`` (``rows`` is another), ``read`` (more columns or pages are there), ``working`` (an answer is
    awaited).
    """

    arranged = Signal()
    read = Signal()
    working = Signal(bool)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.layer: Layer | None = None
        self.fields: tuple[str, ...] = ()
        self.columns: Mapping[str, FieldColumn] = {}
        self.rows: Ints = NOTHING
        self.wanted = Wanted()
        self.scope: Scope = "all"
        self.extent: Bounds | None = None
        self._job: Job | None = None
        self._pages: dict[int, Page] = {}
        self._wanted_pages: dict[int, None] = {}
        self._paging: Job | None = None

    def show(self, layer: Layer | None) -> None:
        """Take another layer; what is wanted of it stays as far as it has the fields."""
        self._stop()
        self.layer = layer
        self.fields = field_names(layer) if layer is not None else ()
        self.columns = read_columns(layer, self.fields) if layer is not None and at_hand(layer) else {}
        self._pages.clear()
        self._wanted_pages.clear()
        self.rows = NOTHING

    def need(self, *fields: str) -> None:
        """Read columns of a layer that has not been read; ``read`` tells when they are there."""
        layer = self.layer
        missing = tuple(field for field in fields if field not in self.columns)
        if layer is not None and missing:
            self._session.jobs.submit(
                self.tr("Reading the table"),
                lambda _feedback: read_columns(layer, missing),
                lambda found: self._take_columns(layer, found),
            )

    def word(self, row: int, field: str) -> str:
        """A cell of a layer that has not been read, as its file has it; nothing until its page is there."""
        page = row // PAGE
        found = self._pages.get(page)
        if found is not None:
            return str(found[field][row % PAGE])
        self._wanted_pages[page] = None
        if self._paging is None or not self._paging.running:
            self._read_pages()
        return ""

    def _read_pages(self) -> None:
        layer, pages = self.layer, list(self._wanted_pages)[-MOST_AT_ONCE:]
        self._wanted_pages.clear()
        if layer is None or not pages:
            return
        self._paging = self._session.jobs.submit(
            self.tr("Reading the table"),
            lambda _feedback: {page: layer.rows(page * PAGE, (page + 1) * PAGE) for page in pages},
            lambda found: self._take_pages(layer, found),
        )

    def _take_pages(self, layer: Layer, found: dict[int, Page]) -> None:
        if layer is not self.layer:
            return
        self._pages |= found
        for page in list(self._pages)[: max(len(self._pages) - MOST_PAGES, 0)]:
            del self._pages[page]
        self.read.emit()

    def arrange(self) -> None:
        """Find the rows to show: at once for a small layer, else in a worker."""
        self._stop()
        layer = self.layer
        if layer is None:
            self.rows = NOTHING
            self.arranged.emit()
            return
        question = self._question(layer)
        fields = question.wanted.fields(self.fields)
        plain = not fields and self.scope == "all"
        if plain or (len(layer) <= AT_ONCE and self.scope != "in_view" and all(one in self.columns for one in fields)):
            self._take(layer, *answer(question))
            return
        self.working.emit(True)
        self._job = self._session.jobs.submit(
            self.tr("Arranging the table"),
            lambda _feedback: answer(question),
            lambda found: self._take(layer, *found),
            lost=lambda: self.working.emit(False),
        )

    def _question(self, layer: Layer) -> Question:
        plan = self._session.plan
        return Question(
            layer,
            self.fields,
            self.columns,
            self.wanted,
            self.scope,
            self._session.selection.fids(layer.name),
            self.extent,
            plan.measuring_crs if plan is not None and self.scope == "in_view" else None,
        )

    def _take(self, layer: Layer, columns: Mapping[str, FieldColumn], rows: Ints) -> None:
        if layer is not self.layer:
            return
        self.columns = {**self.columns, **columns}
        self.rows = rows
        self.working.emit(False)
        self.arranged.emit()

    def _take_columns(self, layer: Layer, columns: Mapping[str, FieldColumn]) -> None:
        if layer is self.layer:
            self.columns = {**self.columns, **columns}
            self.read.emit()

    def _stop(self) -> None:
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)


def answer(question: Question) -> tuple[Mapping[str, FieldColumn], Ints]:
    """The rows to show, and the columns that were read to find them."""
    layer = question.layer
    fields = question.wanted.fields(question.fields)
    columns = {field: question.columns[field] for field in fields if field in question.columns}
    columns |= read_columns(layer, [field for field in fields if field not in columns])
    return columns, arranged(columns, question.wanted, count=len(layer), within=_within(question))


def _within(question: Question) -> Flags | None:
    if question.scope == "selected":
        return np.isin(question.layer.fids, question.selected)
    if question.scope == "in_view" and question.extent is not None and question.crs is not None:
        from gui.shapes import rows_in_view

        return rows_in_view(question.layer, question.crs, question.extent)
    return None
