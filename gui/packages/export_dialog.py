"""Exporting what was changed since a version: from where, by whom, and what will be in the package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QPushButton, QWidget

from gui.dialogs.files import FileQuestions, safe_name, suggested_folder
from gui.language import Speaker
from gui.parts import Choice, lay_out_form, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from core.errors import AppError
    from layers.editing.packages import Package
    from services.exchanging import Contents

MOST_LINES = 12
ENDING = ".lantuchanges"


class ExportChangesDialog(QDialog):
    """Not modal. ``exported`` carries the file and the ``Package`` written."""

    exported = Signal(object, object)

    def __init__(
        self, session: Session, speaker: Speaker, files: FileQuestions, parent: QWidget, *, author: str = ""
    ) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.resize(480, 320)
        self._session = session
        self._desk = session.desk
        self._speaker = speaker
        self._files = files
        self._found: Contents | None = None
        self._names: list[str] = []
        self.version = Choice()
        self.author = QLineEdit(author)
        self.told = plain_label()
        self.problem = plain_label(name="warning")
        self.note = plain_label(muted=True)
        self.write_button, self.close_button = QPushButton(), QPushButton()
        self.write_button.setDefault(True)
        self.write_button.clicked.connect(self.ask_file)
        self.close_button.clicked.connect(self.close)
        self._labels = [plain_label(muted=True) for _ in range(3)]
        form = QFormLayout()
        for label, widget in zip(self._labels, (self.version, self.author, self.told), strict=True):
            form.addRow(label, widget)
        form.addRow(self.problem)
        form.addRow(self.note)
        lay_out_form(self, form, self.close_button, self.write_button)
        self.version.currentIndexChanged.connect(lambda _row: self.look())
        session.changed.connect(self._follow)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Export my changes"))
        words = (self.tr("Changed since"), self.tr("Planner"), self.tr("In the package"))
        for label, word, widget in zip(self._labels, words, (self.version, self.author, self.told), strict=True):
            label.setText(word)
            widget.setAccessibleName(word)
        self.author.setPlaceholderText(self.tr("Your name, as colleagues know it"))
        self.note.setText(
            self.tr("The other planner opens the same project and chooses “Merge changes from another planner”.")
        )
        self.write_button.setText(self.tr("Save the package…"))
        self.close_button.setText(self.tr("Close"))
        self._fill()

    def look(self) -> None:
        """Ask what the package would hold."""
        from services import exchanging

        version = self._version()
        self._found = None
        self.write_button.setEnabled(False)
        self._desk.look(
            self.tr("Looking at the changes"),
            lambda project, _feedback: exchanging.contents(project, version),
            lambda found: self._take(found, version),
            refused=self._refuse,
        )

    def ask_file(self) -> None:
        """Ask where to write it."""
        plan = self._session.plan
        if self._found is None or plan is None:
            return
        author = self.author.text().strip()
        if not author:
            self._say(self.tr("Say who you are: features that two planners add are told apart by their names."))
            self.author.setFocus()
            return
        name = safe_name(f"{plan.name} {author}")
        self._files.package_to_write(suggested_folder() / f"{name}{ENDING}", self.write)

    def write(self, path: Path) -> None:
        """Write the package to a file."""
        from services import shaping

        version, author = self._version(), self.author.text().strip()
        target = path if path.suffix == ENDING else path.with_name(path.name + ENDING)
        self._desk.look(
            self.tr("Exporting the changes"),
            lambda project, _feedback: shaping.export_changes(project, version, target, author),
            lambda package: self._done(target, package),
            refused=self._refuse,
        )

    def _done(self, path: Path, package: Package) -> None:
        self.exported.emit(path, package)
        self.close()

    def _follow(self, _outcome: object) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        """The versions, the newest first, then the beginning."""
        past = self._desk.past
        before = self._version()
        self._names = [*(one.name for one in reversed(past.versions if past is not None else ())), ""]
        self.version.blockSignals(True)
        self.version.clear()
        for name in self._names:
            self.version.addItem(name or self.tr("the beginning of the project"))
        self.version.setCurrentIndex(self._names.index(before) if before in self._names[:-1] else 0)
        self.version.blockSignals(False)
        self.look()

    def _version(self) -> str:
        row = self.version.currentIndex()
        return self._names[row] if 0 <= row < len(self._names) else ""

    def _take(self, found: Contents, version: str) -> None:
        if version != self._version():
            return
        self._found = found
        self._say("")
        if not self.author.text():
            self.author.setText(found.author)
        lines = [self.tr("{count} steps").format(count=found.steps)]
        lines += [self._speaker.say(line) for line in found.lines[:MOST_LINES]]
        if len(found.lines) > MOST_LINES:
            lines.append(self.tr("… and {count} more").format(count=len(found.lines) - MOST_LINES))
        if found.left_out:
            names = "、".join(found.left_out)
            left = self.tr("Not in it, because layers were added, removed or got other fields: {names}")
            lines.append(left.format(names=names))
        self.told.setText("\n".join(lines))
        self.write_button.setEnabled(True)

    def _refuse(self, problem: AppError) -> None:
        self.told.setText(self.tr("nothing"))
        self._say(problem.sentence(self._speaker.language))

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
