"""Importing layers: the files, what each layer is and needs, the repairs, then all of it as one step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from core.errors import AppError
from gui.dialogs.files import FileQuestions
from gui.dialogs.import_drafts import Draft, already_done, draft_of
from gui.dialogs.import_form import ImportForm
from gui.dialogs.import_preview import ImportPreview
from gui.jobs import Job
from gui.language import Speaker
from gui.parts import TickDelegate, plain_label, plain_tip, state_icon
from gui.session import Session

if TYPE_CHECKING:
    from layers.doctor.diagnosis import PreviewRow, Repair
    from services.editing import Outcome
    from services.importing import Found, Refused

LIST_PX = 260


class ImportDialog(QDialog):
    """A window beside the map; ``imported`` carries the ``Outcome``."""

    imported = Signal(object)

    def __init__(self, session: Session, speaker: Speaker, files: FileQuestions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._session = session
        self._speaker = speaker
        self._files = files
        self._folder = Path.home()
        self._job: Job | None = None
        self.drafts: list[Draft] = []
        self.list = QListWidget()
        self.list.setIconSize(QSize(14, 14))
        self.list.setItemDelegate(TickDelegate(self.list))
        self.list.currentRowChanged.connect(self._show)
        self.list.itemChanged.connect(self._take_check)
        self.form = ImportForm(speaker)
        self.form.preview_wanted.connect(self._preview)
        self.form.encoding_wanted.connect(self._look_again)
        self.form.changed.connect(lambda _draft: self._count())
        self.preview = ImportPreview()
        self.wrong = plain_label(name="warning")
        self.wrong.hide()
        self.doing = plain_label(muted=True)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(140)
        self.add_button = QPushButton()
        self.add_button.clicked.connect(self._ask_files)
        self.cancel_button = QPushButton()
        self.cancel_button.clicked.connect(self._cancel)
        self.import_button = QPushButton()
        self.import_button.setDefault(True)
        self.import_button.clicked.connect(self.import_all)
        self._lay_out()
        session.jobs.progressed.connect(self._progress)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Import layers"))
        self.list.setAccessibleName(self.tr("Layers of the files"))
        self.add_button.setText(self.tr("Add files…"))
        self.form.retranslate()
        self.preview.retranslate()
        self._fill()

    def add(self, paths: list[Path]) -> None:
        """Look into more files."""
        self._folder = paths[0].parent

        def look(feedback: object) -> tuple[Found | Refused, ...]:
            from services import importing

            return importing.look_into(paths, feedback)

        self._begin(self.tr("Looking into the files"))
        self._job = self._session.jobs.submit(
            self.tr("Looking into the files"), look, self._take_found, lost=self._end, refused=self._refused
        )

    def import_all(self) -> None:
        """Import what is ticked, as one step of the history."""
        wishes = [wish for draft in self.drafts if (wish := draft.wish()) is not None]
        if not wishes or self._job is not None:
            return

        def work(project: object, feedback: object) -> Outcome:
            from services import importing

            return importing.import_files(project, wishes, feedback)

        self._begin(self.tr("Importing"))
        self._job = self._session.desk.step(
            self.tr("Importing"), work, done=self._done, refused=self._refused, lost=self._end, kept=False
        )

    def reject(self) -> None:
        """Closing, however, ends what is under way."""
        if self._job is not None:
            self._session.jobs.cancel(self._job)
        super().reject()

    # The list

    def _take_found(self, told: tuple[Found | Refused, ...]) -> None:
        self._end()
        first = len(self.drafts)
        self.drafts += [draft_of(one) for one in told]
        self._fill()
        self.list.setCurrentRow(min(first, len(self.drafts) - 1))

    def _fill(self) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for draft in self.drafts:
            item = QListWidgetItem(draft.told.name)
            item.setToolTip(plain_tip(str(draft.told.path)))
            found = draft.found
            if found is not None:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if draft.wanted else Qt.CheckState.Unchecked)
                item.setIcon(state_icon("uncertain" if found.diagnoses else "clear"))
            else:
                item.setIcon(state_icon("conflict"))
            self.list.addItem(item)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self._count()

    def _take_check(self, item: QListWidgetItem) -> None:
        self.drafts[self.list.row(item)].wanted = item.checkState() == Qt.CheckState.Checked
        self._count()

    def _show(self, row: int) -> None:
        self.wrong.hide()
        self.preview.clear()
        draft = self.drafts[row] if 0 <= row < len(self.drafts) else None
        self.form.show_draft(draft)
        found = draft.found if draft is not None else None
        self.preview.setVisible(found is not None and any(told.repairs for told in found.diagnoses))

    def _count(self) -> None:
        count = sum(draft.wanted for draft in self.drafts)
        several = self.tr("Import {count} layers").format(count=count)
        self.import_button.setText(several if count > 1 else self.tr("Import"))
        self.import_button.setEnabled(count > 0 and self._job is None)
        self.cancel_button.setText(self.tr("Cancel") if self._job is not None else self.tr("Close"))

    # Looking closer

    def _preview(self, draft: Draft, repair: Repair) -> None:
        found = draft.found
        if found is None:
            return

        def work(_feedback: object) -> tuple[PreviewRow, ...]:
            from services import importing

            return importing.preview(found, repair.id)

        def show(rows: tuple[PreviewRow, ...]) -> None:
            if self.form.draft is draft and draft.found is found:
                self.preview.show_rows(self._speaker.say(repair.label), rows)

        self._session.jobs.submit(self.tr("Preparing the preview"), work, show)

    def _look_again(self, draft: Draft, encoding: str) -> None:
        found = draft.found
        if found is None or self._job is not None:
            return

        def work(_feedback: object) -> Found:
            from services import importing

            return importing.look_again(found, encoding)

        def take(again: Found) -> None:
            self._end()
            draft.told = again
            draft.repairs &= {one.id for told in again.diagnoses for one in told.repairs}
            draft.repairs |= already_done(again)
            self._fill()
            if self.form.draft is draft:
                self._show(self.drafts.index(draft))

        self._begin(self.tr("Reading again"))
        self._job = self._session.jobs.submit(
            self.tr("Reading again"), work, take, lost=self._end, refused=self._refused
        )

    # Work under way

    def _begin(self, words: str) -> None:
        self.wrong.hide()
        self.doing.setText(f"{words}…")
        self.progress.setRange(0, 0)
        for widget in (self.doing, self.progress):
            widget.show()
        self.import_button.setEnabled(False)
        self.cancel_button.setText(self.tr("Cancel"))

    def _end(self) -> None:
        self._job = None
        for widget in (self.doing, self.progress):
            widget.hide()
        self._count()

    def _progress(self, job: Job) -> None:
        if job is self._job:
            self.progress.setRange(0, 100)
            self.progress.setValue(round(job.fraction * 100))
            if job.doing is not None:
                self.doing.setText(self._speaker.say(job.doing))

    def _cancel(self) -> None:
        if self._job is not None:
            self._session.jobs.cancel(self._job)
        else:
            self.close()

    def _done(self, outcome: Outcome) -> None:
        self._end()
        self.imported.emit(outcome)
        self.close()

    def _refused(self, error: AppError) -> None:
        """What cannot be is said where it can be mended."""
        if error.code.startswith("crs."):
            wrong = next((d for d in self.drafts if d.wanted and d.crs is not None), None)
            if wrong is not None:
                self.list.setCurrentRow(self.drafts.index(wrong))
                self.form.complain(error)
                return
        self.wrong.setText(error.sentence(self._speaker.language))
        self.wrong.show()

    def _ask_files(self) -> None:
        self._files.layer_files(self._folder, self.add)

    def _lay_out(self) -> None:
        self.resize(920, 620)
        left = QWidget(objectName="panel")
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addWidget(self.add_button)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(self.form)
        right.addWidget(self.preview)
        right.setHandleWidth(1)
        right.setSizes([400, 180])
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(1)
        both.addWidget(left)
        both.addWidget(right)
        both.setSizes([LIST_PX, 920 - LIST_PX])
        both.setStretchFactor(1, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(16, 0, 16, 0)
        buttons.addWidget(self.progress)
        buttons.addWidget(self.doing, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.import_button)
        self.wrong.setContentsMargins(16, 0, 16, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 12)
        layout.setSpacing(12)
        layout.addWidget(both, 1)
        layout.addWidget(self.wrong)
        layout.addLayout(buttons)
        self._end()
