"""Printing the zoning sheet: paper, scale, file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from core.errors import AppError
from gui.coordinates import scale_from_text
from gui.dialogs.files import FileQuestions, safe_name, suggested_folder
from gui.language import Speaker
from gui.parts import Choice, lay_out_form, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from services.handover import PrintedSheet

PAPERS = ("A3", "A4", "A2", "A1", "A0")
SCALES = ("1:5 000", "1:10 000", "1:25 000", "1:50 000", "1:100 000", "1:200 000")


class SheetDialog(QDialog):
    """A small window beside the map; ``printed`` carries the ``PrintedSheet``."""

    printed = Signal(object)

    def __init__(self, session: Session, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._session = session
        self._speaker = speaker
        self._printing = False
        self._files = FileQuestions(self)
        self._titles = {name: QLabel() for name in ("paper", "scale", "file")}
        self.paper = Choice()
        self.paper.addItems(PAPERS)
        self.scale = Choice()
        self.scale.setEditable(True)
        self.scale.addItem("")
        self.scale.addItems(SCALES)
        self.file = QLineEdit(str(suggested_file(session)))
        self.file.setMinimumWidth(320)
        self.browse = QPushButton()
        self.browse.clicked.connect(self._browse)
        self.wrong_scale = plain_label(name="warning")
        self.wrong_file = plain_label(name="warning")
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.close)
        self.print_button = QPushButton()
        self.print_button.setDefault(True)
        self.print_button.clicked.connect(self.print)
        self._lay_out()
        for label in (self.wrong_scale, self.wrong_file):
            label.hide()
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Zoning sheet"))
        words = {"paper": self.tr("Paper"), "scale": self.tr("Scale"), "file": self.tr("File")}
        for name, label in self._titles.items():
            label.setText(words[name])
        self.scale.setItemText(0, self.tr("As large as fits"))
        self.scale.setAccessibleName(words["scale"])
        self.paper.setAccessibleName(words["paper"])
        self.file.setAccessibleName(words["file"])
        self.browse.setText(self.tr("Browse…"))
        self.close_button.setText(self.tr("Close"))
        self.print_button.setText(self.tr("Printing…") if self._printing else self.tr("Print to PDF"))

    def print(self) -> None:
        """Print in a worker; what is wrong is said beside the field it is about."""
        plan = self._session.plan
        for label in (self.wrong_scale, self.wrong_file):
            label.hide()
        fits = self.scale.currentText() == self.scale.itemText(0)
        scale = None if fits else scale_from_text(self.scale.currentText())
        if scale is None and not fits:
            self._complain(self.wrong_scale, self.tr("A scale is written like 1:25000."))
            return
        if plan is None or self._printing:
            return
        out, paper = Path(self.file.text().strip()), self.paper.currentText()
        if not self.file.text().strip():
            self._complain(self.wrong_file, self.tr("Name the file that the sheet is written to."))
            return

        def work(_feedback: object) -> PrintedSheet:
            from services import handover

            return handover.print_sheet(plan, "zoning", out, paper=paper, scale=scale)

        self._set_printing(True)
        self._session.jobs.submit(
            self.tr("Printing the sheet"),
            work,
            self._done,
            lost=lambda: self._set_printing(False),
            refused=self._refused,
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        chooser = QHBoxLayout()
        chooser.addWidget(self.file, 1)
        chooser.addWidget(self.browse)
        form.addRow(self._titles["paper"], self.paper)
        form.addRow(self._titles["scale"], self.scale)
        form.addRow("", self.wrong_scale)
        form.addRow(self._titles["file"], chooser)
        form.addRow("", self.wrong_file)
        for name, field in (("paper", self.paper), ("scale", self.scale), ("file", self.file)):
            self._titles[name].setBuddy(field)
        lay_out_form(self, form, self.close_button, self.print_button)

    def _browse(self) -> None:
        self._files.sheet_file(Path(self.file.text()), lambda path: self.file.setText(str(path)))

    def _done(self, sheet: PrintedSheet) -> None:
        self._set_printing(False)
        self.printed.emit(sheet)
        self.close()

    def _refused(self, error: AppError) -> None:
        beside = self.wrong_scale if "scale" in error.code or "fit" in error.code else self.wrong_file
        self._complain(beside, error.sentence(self._speaker.language))

    def _complain(self, label: QLabel, sentence: str) -> None:
        label.setText(sentence)
        label.show()
        self.adjustSize()

    def _set_printing(self, printing: bool) -> None:
        self._printing = printing
        self.print_button.setEnabled(not printing)
        self.retranslate()


def suggested_file(session: Session) -> Path:
    """A file name after the plan, in the planner's documents."""
    name = session.plan.name if session.plan is not None else "zoning"
    return suggested_folder() / f"{safe_name(name)} 用地规划图.pdf"
