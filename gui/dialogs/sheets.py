"""Printing sheets: which one, on what paper, at what scale, one or an atlas, to a file or a printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from gui.coordinates import scale_from_text
from gui.dialogs.files import FileQuestions, safe_name, suggested_folder
from gui.dialogs.printer import ask_for_printer, print_pages
from gui.dialogs.sheet_form import PRINTER, SheetForm
from gui.jobs import Job
from gui.language import Speaker
from gui.session import Session

if TYPE_CHECKING:
    from services.printing import PrintedSheet, PrintOrder


class SheetDialog(QDialog):
    """A window beside the map; ``printed`` carries the ``PrintedSheet``, whose path is empty after a printer."""

    printed = Signal(object)
    edit_wanted = Signal(str)

    def __init__(self, session: Session, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._session = session
        self._speaker = speaker
        self._job: Job | None = None
        self._files = FileQuestions(self)
        self.form = SheetForm(session, self)
        self.form.file.setText(str(suggested_file(session)))
        self.form.browse.clicked.connect(self._browse)
        self.form.close_button.clicked.connect(self._close_or_stop)
        self.form.print_button.clicked.connect(self.print)
        self.form.edit_button.clicked.connect(lambda: self.edit_wanted.emit(self.form.sheet.currentData() or "zoning"))
        self.form.edited.connect(self._show_preview)
        self.form.preview.drawn.connect(self._show_checklist)
        self.form.preview.refused.connect(self._refused)
        session.jobs.progressed.connect(self._show_progress)
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self._ask_what_there_is()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Sheets"))
        self.form.retranslate(self._speaker.language, printing=self._job is not None)

    def order(self) -> PrintOrder | None:
        """What the form asks for; None (and said beside the field) where the scale is none."""
        from services.printing import PrintOrder

        form = self.form
        form.clear_complaints()
        written = form.scale.currentText()
        fits = written == form.scale.itemText(0)
        scale = None if fits else scale_from_text(written)
        if scale is None and not fits:
            form.complain(form.wrong_scale, self.tr("A scale is written like 1:25000."))
            return None
        return PrintOrder(
            sheet=form.sheet.currentData() or "zoning",
            paper=form.paper.currentText().strip() or None,
            orientation=form.orientation.currentData(),
            scale=scale,
            dpi=form.dpi.value() if form.is_picture else None,
            atlas=form.atlas.currentData(),
        )

    def print(self) -> None:
        """Print in a worker; what is wrong is said beside the field it is about."""
        plan, order = self._session.plan, self.order()
        if plan is None or order is None or self._job is not None:
            return
        if self.form.kind.currentData() == PRINTER:
            ask_for_printer(self, lambda printer: self.print_on(printer, order))
            return
        if not self.form.file.text().strip():
            self.form.complain(self.form.wrong_file, self.tr("Name the file that the sheet is written to."))
            return
        out = self.form.out()

        def work(feedback: Feedback) -> PrintedSheet:
            from services import printing

            return printing.print_sheet(plan, order, out, feedback)

        self._start(work)

    def print_on(self, printer: QPrinter, order: PrintOrder) -> None:
        """Draw on a printer, in a worker."""
        plan = self._session.plan
        if plan is None or self._job is not None:
            return

        def work(feedback: Feedback) -> PrintedSheet:
            from services.printing import PrintedSheet

            pages = print_pages(printer, plan, order, feedback)
            return PrintedSheet(Path(), order.paper or "", "", pages)

        self._start(work)

    def renew(self) -> None:
        """A sheet was edited: ask again which there are, and show it as it is now."""
        self._ask_what_there_is()

    def done(self, result: int) -> None:
        """A preview nobody looks at is not drawn on."""
        self.form.preview.stop()
        super().done(result)

    def _ask_what_there_is(self) -> None:
        """Sheets and roles of the plan: reading the templates is for a worker."""
        plan = self._session.plan
        if plan is None:
            return

        def work(_feedback: Feedback) -> tuple[dict[str, Text], dict[str, Text]]:
            from maps.sheets.template import template_titles
            from maps.symbology.style import role_style

            roles = {layer.role: role_style(layer.role).label for layer in plan.layers if layer.role is not None}
            return template_titles(plan.folder, plan.sheets), roles

        def done(found: tuple[dict[str, Text], dict[str, Text]]) -> None:
            self.form.offer(*found, self._speaker.language)
            self._show_preview()

        self._session.jobs.submit(self.tr("Reading the sheets"), work, done, refused=self._refused)

    def _start(self, work: Callable[[Feedback], Any]) -> None:
        self._job = self._session.jobs.submit(
            self.tr("Printing the sheet"), work, self._done, lost=self._ended, refused=self._refused
        )
        self.form.progress.setValue(0)
        self.retranslate()

    def _close_or_stop(self) -> None:
        if self._job is not None:
            self._session.jobs.cancel(self._job)
        else:
            self.close()

    def _browse(self) -> None:
        self._files.sheet_file(Path(self.form.file.text()), lambda path: self.form.file.setText(str(path)))

    def _show_preview(self) -> None:
        order = self.order()
        if order is not None:
            self.form.preview.ask(order)

    def _show_checklist(self, sheet: PrintedSheet) -> None:
        self.form.remarks.setText("\n".join(f"• {each.to(self._speaker.language)}" for each in sheet.warnings))
        self.form.remarks.setVisible(bool(sheet.warnings))

    def _show_progress(self, job: Job) -> None:
        if job is self._job:
            self.form.progress.setValue(round(job.fraction * 100))

    def _done(self, sheet: PrintedSheet) -> None:
        self._ended()
        self.printed.emit(sheet)
        self.close()

    def _ended(self) -> None:
        self._job = None
        self.retranslate()

    def _refused(self, error: AppError) -> None:
        form = self.form
        beside = form.wrong_scale if "scale" in error.code or "fit" in error.code else form.wrong_file
        form.complain(beside, error.sentence(self._speaker.language))


def suggested_file(session: Session) -> Path:
    """A file name after the plan, in the planner's documents."""
    name = session.plan.name if session.plan is not None else "sheet"
    return suggested_folder() / f"{safe_name(name)} 用地规划图.pdf"
