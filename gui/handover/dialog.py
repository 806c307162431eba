"""The hand-over dialog: what to deliver, on which terms, how far it is, and what became of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QProgressBar, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from gui.dialogs.files import FileQuestions
from gui.handover.rows import DeliverableList
from gui.handover.terms import TermsForm
from gui.jobs import Job
from gui.language import Speaker
from gui.parts import plain_label
from gui.session import Session

if TYPE_CHECKING:
    from layers.project import Project
    from services.handover import Delivered, HandoverOrder
    from services.readiness import Readiness

LOOK_AFTER_MS = 150
"""A path that is being typed is looked at when the typing rests."""


class HandoverDialog(QDialog):
    """A window beside the map. ``handed_over`` : what was ``Delivered``; ``sheets_wanted``: the sheet dialog is."""

    handed_over = Signal(object)
    looked = Signal()
    sheets_wanted = Signal()

    def __init__(
        self, session: Session, speaker: Speaker, parent: QWidget, *, unsaved_sheets: Callable[[], int] = lambda: 0
    ) -> None:
        super().__init__(parent)
        from services.handover import TITLES

        self.setModal(False)
        self.resize(680, 800)
        self._unsaved_sheets = unsaved_sheets
        self._session = session
        self._speaker = speaker
        self._job: Job | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._waits = False
        self._number = 0
        self._handed: tuple[Delivered, ...] = ()
        self.readiness: Readiness | None = None
        self._files = FileQuestions(self)
        self.list = DeliverableList(dict(TITLES))
        self.terms = TermsForm()
        if session.plan is not None:
            self.terms.begin_with(session.plan.language)
        self.general = plain_label(muted=True)
        self.told = plain_label()
        self.told.setWordWrap(False)  # or every step would lay the whole dialog out again
        self.told.setMinimumWidth(1)
        self.wrong = plain_label(name="warning")
        self.progress = QProgressBar(maximum=100, textVisible=False)
        self.open_button, self.close_button = QPushButton(autoDefault=False), QPushButton(autoDefault=False)
        self.write_button = QPushButton()
        self.write_button.setDefault(True)
        self._look_soon = QTimer(self, singleShot=True, interval=LOOK_AFTER_MS)
        self._connect()
        self._lay_out()
        self._set_job(None)
        self.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.show_unsaved(self._unsaved_sheets())
        self._look()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Hand over"))
        self.list.retranslate(self._speaker.language)
        self.terms.retranslate()
        self.open_button.setText(self.tr("Open the folder"))
        self._say_buttons()
        self._say_outcome()
        self._show_readiness()

    def _say_buttons(self) -> None:
        busy = self.is_busy
        self.close_button.setText(self.tr("Stop") if busy else self.tr("Close"))
        self.write_button.setText(self.tr("Handing over…") if busy else self.tr("Hand over"))

    @property
    def is_busy(self) -> bool:
        """Whether something is being written, or waits for an edit to be."""
        return self._job is not None or self._waits

    def order(self) -> HandoverOrder | None:
        """What the form asks for of the plan as it stands; None without a plan."""
        from services.handover import HandoverOrder

        session, terms = self._session, self.terms
        if session.plan is None or session.path is None:
            return None
        return HandoverOrder(
            session.path,
            terms.chosen_folder,
            self.list.wanted,  # type: ignore[arg-type]
            formats=terms.chosen_formats,
            language=terms.language.currentData(),
            unit=terms.unit.currentData(),
            inputs=terms.inputs.currentData(),
            key=terms.chosen_key,
            maker=terms.maker.text().strip(),
            digests=self._digests(),
        )

    def _digests(self) -> dict[str, str]:
        """Of the files that the window shows; a project is copied instead."""
        session = self._session
        if session.plan is None or session.desk.is_project or session.only_looked_at:
            return {}
        return {layer.name: layer.sha256 for layer in session.plan.layers}

    def hand_over(self) -> None:
        """Write what is ticked, in a worker, from one state of the plan; what is wrong is said here."""
        self.wrong.hide()
        if self.is_busy:
            return
        if not self.list.wanted:
            self._complain(self.tr("Tick what is to be handed over."))
            return
        if not self.terms.folder.text().strip():
            self._complain(self.tr("Name the folder to write into."))
            return
        self._handed = ()
        for row in self.list.rows.values():
            row.show_result(None, self._speaker.language)
        self.told.setText(self.tr("Waiting for the last edit…") if self._session.desk.is_writing else "")
        if self._session.desk.is_writing:
            self._waits = True
            self._set_job(None)
            return
        self._begin()

    def reject(self) -> None:
        """Closing, however, ends what is under way."""
        self.part()
        super().reject()

    def part(self) -> None:
        """Stop what is under way; answers that are still to come are not looked at."""
        self._stop()
        self._look_soon.stop()
        self._number += 1

    # Work

    def _begin(self) -> None:
        """No edit is under way: the project is copied as it is, before any later edit, and written of."""
        self._waits = False
        order = self.order()
        desk = self._session.desk
        if order is None or not desk.is_project or desk.path is None:
            self._write(order)
            return
        self._copy = tempfile.TemporaryDirectory(prefix="lantu-", ignore_cleanup_errors=True)
        target = Path(self._copy.name) / desk.path.name

        def copy(project: Project, _feedback: Feedback) -> Path:
            from services import projects

            made = projects.save_copy(project, target)
            shutil.copystat(project.path, made)  # the date of the data is told by the file
            return made

        self._set_job(
            desk.look(
                self.tr("Handing over"),
                copy,
                lambda path: self._write(replace(order, plan_path=path, home=desk.path.parent)),
                refused=self._refuse,
                lost=self._lose,
            )
        )

    def _write(self, order: HandoverOrder | None) -> None:
        if order is None:
            self._set_job(None)
            return

        def work(feedback: Feedback) -> tuple[Delivered, ...]:
            from services import handover_apart

            return handover_apart.hand_over_apart(order, feedback)

        self._set_job(
            self._session.jobs.submit(self.tr("Handing over"), work, self._take, refused=self._refuse, lost=self._lose)
        )

    def _take(self, handed: tuple[Delivered, ...]) -> None:
        self._handed = handed
        self._end()
        for one in handed:
            self.list.rows[one.kind].show_result(one, self._speaker.language)
        self._say_outcome()
        self.handed_over.emit(handed)
        self._look()

    def _say_outcome(self) -> None:
        if not self._handed:
            return
        files = sum(len(one.files) for one in self._handed)
        refused = sum(one.refusal is not None for one in self._handed)
        said = self.tr("{n} files are written, all of one check.").format(n=files)
        if refused:
            said = self.tr("{n} files are written; {m} deliverables could not be made.").format(n=files, m=refused)
        self.told.setText(said)

    def _lose(self) -> None:
        self._end()
        self.told.setText(self.tr("Stopped. Nothing was written."))

    def _refuse(self, error: AppError) -> None:
        self._end()
        self.told.setText("")
        self._complain(error.sentence(self._speaker.language))

    def _end(self) -> None:
        self._set_job(None)
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None

    def _stop(self) -> None:
        if self._waits:
            self._waits = False
            self._lose()
        elif self._job is not None:
            self._session.jobs.cancel(self._job)

    def _close_or_stop(self) -> None:
        if self.is_busy:
            self._stop()
        else:
            self.close()

    def _complain(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()

    def _set_job(self, job: Job | None) -> None:
        self._job = job
        busy = self.is_busy
        self.progress.setVisible(busy)
        self.progress.setValue(0 if job is None else self.progress.value())
        self.open_button.setVisible(not busy and bool(self._handed))
        for widget in (self.write_button, self.terms, self.list):
            widget.setEnabled(not busy)
        self._say_buttons()

    def _show_progress(self, job: Job) -> None:
        if job is self._job:
            self.progress.setValue(round(job.fraction * 100))
            if job.doing is not None:
                self.told.setText(self._speaker.say(job.doing))

    def _follow_writing(self, writing: bool) -> None:
        if self._waits and not writing:
            self._begin()

    # What is ready

    def _look_again(self, _outcome: object = None) -> None:
        """The plan or what is known of it changed."""
        if self.isVisible():
            self._look_soon.start()

    def _look(self) -> None:
        """Ask in a worker what is ready of the plan as it stands."""
        order = self.order()
        if order is None:
            return
        self._number += 1
        number, session = self._number, self._session
        plan, checked = session.plan, session.is_checked
        runs = (session.run, session.review) if checked else (None, None)
        waiting, is_looked_at = len(session.waiting_rules), session.only_looked_at

        def work(_feedback: Feedback) -> Readiness:
            from services.readiness import State, readiness

            return readiness(order, State(plan, *runs, waiting=waiting, is_looked_at=is_looked_at))

        session.jobs.submit(
            self.tr("Looking at what can be handed over"), work, lambda found: self._take_readiness(number, found)
        )

    def _take_readiness(self, number: int, found: Readiness) -> None:
        if number == self._number:
            self.readiness = found
            for kind, remarks in found.remarks.items():
                self.list.rows[kind].show_remarks(remarks, self._speaker.language)
            self._show_readiness()
            self.looked.emit()

    def _show_readiness(self) -> None:
        found, language = self.readiness, self._speaker.language
        if found is None:
            self.general.setText(self.tr("Looking at what can be handed over…"))
            return
        texts: list[Text] = [remark.text for remark in found.general if remark.weight != "missing"]
        missing = [remark.text for remark in found.general if remark.weight == "missing"]
        self.general.setText("\n".join(text.to(language) for text in texts))
        self.general.setVisible(bool(texts))
        self.terms.wrong_folder.setText("\n".join(text.to(language) for text in missing))
        self.terms.wrong_folder.setVisible(bool(missing))
        self.write_button.setEnabled(not missing and not self.is_busy)

    # Wiring

    def _connect(self) -> None:
        session = self._session
        self.list.sheets_wanted.connect(self.sheets_wanted)
        self.terms.changed.connect(self._look_soon.start)
        self._look_soon.timeout.connect(self._look)
        session.checked.connect(self._look_again)
        session.changed.connect(self._look_again)
        self.terms.browse_folder.clicked.connect(self._browse_folder)
        self.terms.browse_key.clicked.connect(self._browse_key)
        self.open_button.clicked.connect(self.open_folder)
        self.close_button.clicked.connect(self._close_or_stop)
        self.write_button.clicked.connect(self.hand_over)
        session.jobs.progressed.connect(self._show_progress)
        session.desk.writing.connect(self._follow_writing)
        self._speaker.changed.connect(self.retranslate)

    def open_folder(self) -> None:
        """Show the folder in the system's own window."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.terms.chosen_folder)))

    def _browse_folder(self) -> None:
        start = self.terms.chosen_folder
        self._files.output_folder(start, lambda path: self.terms.folder.setText(str(path)))

    def _browse_key(self) -> None:
        start = self.terms.chosen_key or self.terms.chosen_folder
        self._files.key_file(start, lambda path: self.terms.key.setText(str(path)))

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.list)
        buttons = QHBoxLayout()
        buttons.addWidget(self.open_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.write_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.general)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.terms)
        layout.addWidget(self.told)
        layout.addWidget(self.wrong)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)
        self.wrong.hide()
