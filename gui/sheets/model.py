"""What the editor is about: a design with its past, what is chosen of it, and how it looks when it is laid out.

Laying out and drawing run in workers, one at a time: what was asked for meanwhile comes next, and only the last of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from core.errors import AppError
from core.feedback import Feedback
from gui.jobs import Job
from gui.session import Session
from gui.sheets.past import Past
from maps.sheets import sheet_editing
from maps.sheets.page_areas import framed
from maps.sheets.paper import Paper, Rect, paper_named
from maps.sheets.sheet_design import Element, Page, SheetDesign

if TYPE_CHECKING:
    from core.messages import Text
    from layers.plan import Plan
    from maps.sheets.checklist import Remark
    from maps.sheets.region import Region
    from maps.sheets.sheet import SheetLayout
    from services.sheets import Workbench

CHECK_AFTER_MS = 500
"""The checklist waits until editing has come to rest."""


class SheetModel(QObject):
    """A sheet being edited.

    Signals: ``edited`` (the design is another one), ``chosen`` (other elements are), ``laid_out`` (``layout`` is new),
    ``pictured`` (``picture`` of ``region`` is new), ``refused`` (an ``AppError``: the design cannot be laid out),
    ``remarked`` (``remarks`` are new), ``kept`` (what is saved is another design), ``roled`` (``roles`` are known).
    """

    edited = Signal()
    chosen = Signal()
    laid_out = Signal()
    pictured = Signal()
    refused = Signal(object)
    remarked = Signal()
    kept = Signal()
    roled = Signal()

    def __init__(self, session: Session, design: SheetDesign, parent: QObject, *, is_kept: bool) -> None:
        super().__init__(parent)
        self.session = session
        self.past = Past(design)
        self.saved: SheetDesign | None = design if is_kept else None
        self.selection: tuple[str, ...] = ()
        self.layout: SheetLayout | None = None
        self.roles: dict[str, Text] = {}
        self.remarks: list[Remark] = []
        self.problem: AppError | None = None
        self.last_field = ""
        self.picture = QImage()
        self.region: Region | None = None
        self._wanted: Region | None = None
        self._trial: SheetDesign | None = None
        self._bench: Workbench | None = None
        self._job: Job | None = None
        self._stale = True
        self._plan: Plan | None = None
        self._check: Job | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(CHECK_AFTER_MS)
        self._rest.timeout.connect(self._ask_remarks)

    # The design

    @property
    def design(self) -> SheetDesign:
        """The design as it is shown: that of the last step, or what a drag makes of it."""
        return self._trial if self._trial is not None else self.past.present

    @property
    def is_saved(self) -> bool:
        """Whether the present design is what is kept."""
        return self.saved == self.past.present

    @property
    def paper(self) -> Paper:
        """The paper with its margins."""
        page = self.design.page
        try:
            return framed(paper_named(page.paper, page.orientation), page)
        except AppError:  # laying out will say so
            return framed(paper_named(Page.paper), page)

    def edit(self, design: SheetDesign, merging: str = "", field: str = "") -> bool:
        """Go on to another design, as one step; ``field`` is what it was entered into."""
        self._trial = None
        self.last_field = field
        if not self.past.step(design, merging):
            self._changed()  # a trial may have been shown
            return False
        self._changed()
        return True

    def try_out(self, design: SheetDesign | None) -> None:
        """Show a design that is no step yet; None: that of the last step again."""
        if design != self._trial:
            self._trial = design
            self._changed()

    def undo(self) -> None:
        """Take back the last step."""
        self._trial = None
        if self.past.undo():
            self._changed()

    def redo(self) -> None:
        """Bring back the step taken back last."""
        self._trial = None
        if self.past.redo():
            self._changed()

    def take_saved(self, design: SheetDesign | None) -> None:
        """This is what is kept now."""
        self.saved = design
        self.kept.emit()

    # What is chosen

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements chosen, in drawing order."""
        return tuple(each for each in self.design.elements if each.id in self.selection)

    def choose(self, ids: Iterable[str]) -> None:
        """Choose elements."""
        found = tuple(dict.fromkeys(one for one in ids if self.design.element(one) is not None))
        if found != self.selection:
            self.selection = found
            self.past.rest()
            self.chosen.emit()

    def boxes(self) -> list[tuple[str, Rect]]:
        """Where every element stands that is drawn, from the lowest: what stands freely lies above the rest."""
        placed = {each.id: each.rect for each in self.layout.elements} if self.layout is not None else {}
        found = [(each.id, placed[each.id]) for each in self.design.elements if _is_laid(each) and each.id in placed]
        free = [each for each in self.design.elements if not _is_laid(each)]
        return found + [(each.id, _own_box(each)) for each in free]

    def chosen_boxes(self) -> dict[str, Rect]:
        """Where the chosen elements stand."""
        return {key: box for key, box in self.boxes() if key in self.selection}

    def put(self, boxes: Mapping[str, Rect], merging: str = "") -> None:
        """Place elements freely."""
        if boxes:
            self.edit(sheet_editing.put(self.past.present, boxes), merging)

    # How it looks

    def start(self) -> None:
        """Lay out for the first time, or because the plan has changed."""
        plan = self.session.plan
        if plan is None or plan is self._plan:
            return
        before, self._plan = self._plan, plan
        if before is not None and _terms(before) == _terms(plan):
            return
        self._bench = None
        self._stale = True
        self._go_on()

    def stop(self) -> None:
        """Forget what was asked for."""
        self._rest.stop()
        self._wanted = None
        for job in (self._job, self._check):
            if job is not None:
                self.session.jobs.cancel(job)
        self._job = self._check = None

    def look_at(self, region: Region) -> None:
        """Draw this part of the sheet as soon as may be."""
        if region != self._wanted:
            self._wanted = region
            self._go_on()

    @property
    def busy(self) -> bool:
        """Whether the picture is not that of the design yet."""
        return self._job is not None or self._stale

    def _changed(self) -> None:
        self.selection = tuple(one for one in self.selection if self.design.element(one) is not None)
        self._stale = True
        self.edited.emit()
        self._go_on()

    def _go_on(self) -> None:
        """Start the next job where none is under way."""
        plan = self._plan
        if self._job is not None or plan is None or not (self._stale or self._wanted != self.region):
            return
        bench, design, layout, region = self._bench, self.design, self.layout, self._wanted
        again, self._stale = self._stale or layout is None, False

        def work(_feedback: Feedback) -> tuple[Workbench, dict[str, Text], SheetLayout, QImage | None]:
            from maps.sheets.sheet_region import draw_region
            from services import sheets

            ready = bench if bench is not None else sheets.Workbench(plan)
            laid = ready.layout(design) if again or layout is None else layout
            roles = sheets.roles_of(plan) if bench is None else {}
            return ready, roles, laid, None if region is None else draw_region(laid, region)

        self._job = self.session.jobs.submit(
            self.tr("Drawing the sheet"),
            work,
            lambda answer: self._take(plan, again, region, answer),
            lost=self._ended,
            refused=self._refuse,
        )

    def _take(self, plan: Plan, again: bool, region: Region | None, answer: tuple[Any, ...]) -> None:
        self._job = None
        if self._plan is None or _terms(plan) != _terms(self._plan):
            self._go_on()
            return
        bench, roles, layout, picture = answer
        if self._bench is None:
            self._bench, self.roles = bench, roles
            self.roled.emit()
        if again:
            self.layout, self.problem = layout, None
            self._rest.start()
            self.laid_out.emit()
        if picture is not None:
            self.picture, self.region = picture, region
            self.pictured.emit()
        self._go_on()

    def _refuse(self, error: AppError) -> None:
        self.problem = error
        self.region = self._wanted  # what is shown stays; there is nothing newer to draw
        self.refused.emit(error)
        self._go_on()

    def _ended(self) -> None:
        self._job = None

    def _ask_remarks(self) -> None:
        bench, layout = self._bench, self.layout
        if bench is None or layout is None or self._trial is not None:
            return
        if self._check is not None:
            self.session.jobs.cancel(self._check)

        def done(remarks: list[Remark]) -> None:
            self._check = None
            self.remarks = remarks
            self.remarked.emit()

        self._check = self.session.jobs.submit(
            self.tr("Going through the checklist"), lambda _feedback: bench.remarks(layout), done
        )


def _terms(plan: Plan) -> tuple[object, ...]:
    """What a sheet of the plan is made from."""
    return plan.layers, plan.folder, plan.name, plan.language, plan.measuring_crs, plan.area_definition


def _is_laid(element: Element) -> bool:
    return element.place.area != "page"


def _own_box(element: Element) -> Rect:
    place = element.place
    return Rect(place.x, place.y, place.width, place.height)
