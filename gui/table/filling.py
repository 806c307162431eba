"""Filling a field of many rows from a closed list of sources, as one step that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QPushButton, QStackedWidget, QWidget

from core.errors import AppError
from gui.language import Speaker
from gui.parts import Choice, lay_out_form, plain_label
from gui.selection import Fids
from gui.session import Session
from gui.table.editor import judged, text_of
from gui.table.source import TableSource
from gui.table.words import TableWords
from reports.wording import AREA_DEFINITIONS

if TYPE_CHECKING:
    from layers.layer import Layer

SOURCES = ("value", "column", "class_name", "area")


class FillDialog(QDialog):
    """Which field, of which rows, with what. ``filled`` when the step is done."""

    filled = Signal(object)

    def __init__(
        self, session: Session, speaker: Speaker, source: TableSource, words: TableWords, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._speaker = speaker
        self._wording = words
        self._layer: Layer = source.layer
        self._kinds = {name: column.kind for name, column in source.columns.items()}
        self._scopes: list[tuple[str, Fids]] = []
        self.field, self.scope, self.source, self.column = Choice(), Choice(), Choice(), Choice()
        self.value = QStackedWidget()
        self.line, self.words = QLineEdit(), Choice()
        self.value.addWidget(self.line)
        self.value.addWidget(self.words)
        self.problem = plain_label(name="warning")
        self.problem.hide()
        self.note = plain_label(muted=True)
        self.fill_button, self.close_button = QPushButton(), QPushButton()
        self.fill_button.setDefault(True)
        self.fill_button.clicked.connect(self.fill)
        self.close_button.clicked.connect(self.close)
        for field in source.fields:
            self.field.addItem(words.heading(self._layer, field), field)
            self.column.addItem(words.heading(self._layer, field), field)
        self._labels = [plain_label(muted=True) for _ in range(4)]
        self._lay_out()
        self.retranslate()
        self.field.currentIndexChanged.connect(lambda _index: self._show_value())
        self.source.currentIndexChanged.connect(lambda _index: self._show_value())
        self._show_value()

    def offer(self, shown: Fids, selected: Fids, field: str) -> None:
        """The rows that can be filled, and the field to begin with."""
        chosen = [(self.tr("{count} selected rows"), selected)] if len(selected) else []
        self._scopes = [*chosen, (self.tr("{count} rows shown"), shown)]
        self.scope.clear()
        for words, fids in self._scopes:
            self.scope.addItem(words.format(count=f"{len(fids):,}".replace(",", " ")))
        self.field.setCurrentIndex(max(self.field.findData(field), 0))

    def retranslate(self) -> None:
        """Say everything."""
        self.setWindowTitle(self.tr("Fill a field"))
        texts = (self.tr("Field"), self.tr("Rows"), self.tr("With"), self.tr("Value"))
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        plan = self._session.plan
        definition = self._speaker.say(AREA_DEFINITIONS[plan.area_definition]) if plan is not None else ""
        names = {
            "value": self.tr("One value"),
            "column": self.tr("Another field"),
            "class_name": self.tr("The class name of a code"),
            "area": self.tr("The area in m² ({definition})").format(definition=definition),
        }
        for source in SOURCES:
            self.source.addItem(names[source], source)
        self.fill_button.setText(self.tr("Fill"))
        self.close_button.setText(self.tr("Close"))
        self.note.setText(self.tr("One step: undo takes all of it back."))
        for part, text in zip((self.field, self.scope, self.source, self.line), texts, strict=True):
            part.setAccessibleName(text)

    def fill(self) -> None:
        """Do it on the project's thread, or say beside the value what is wrong with it."""
        from services.cells import Filling, fill

        self._say("")
        field, source = self.field.currentData(), self.source.currentData()
        value = None
        if source == "value":
            value, problem = judged(self._layer, field, self._kinds.get(field, "text"), self._typed(), self._speaker)
            if problem:
                self._say(problem)
                return
        names = self._layer.fields
        column = self.column.currentData()
        filling = Filling(names.get(field, field), source, names.get(column, column))
        fids = self._scopes[self.scope.currentIndex()][1].tolist()
        plan, table = self._session.plan, self._layer.name
        crs, definition = plan.measuring_crs, plan.area_definition
        self.fill_button.setEnabled(False)
        self._session.desk.step(
            self.tr("Filling the field"),
            lambda project, feedback: fill(
                project, table, fids, filling, value=value, crs=crs, definition=definition, feedback=feedback
            ),
            done=self._done,
            refused=self._refuse,
            lost=lambda: self.fill_button.setEnabled(True),
            kept=False,
        )

    def _done(self, outcome: object) -> None:
        self.fill_button.setEnabled(True)
        self.filled.emit(outcome)
        self.close()

    def _refuse(self, problem: AppError) -> None:
        self._say(problem.sentence(self._speaker.language))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _typed(self) -> str:
        return text_of(self.value.currentWidget())

    def _show_value(self) -> None:
        source = self.source.currentData()
        field = self.field.currentData()
        offered = self._wording.choices(self._layer, field) if field else []
        self.words.clear()
        self.words.addItems(["", *offered])
        self.value.setCurrentWidget(self.words if offered else self.line)
        self.value.setVisible(source == "value")
        self.column.setVisible(source in ("column", "class_name"))
        self._labels[3].setVisible(source != "area")
        code = self.column.findData("class_code")
        if source == "class_name" and code >= 0:
            self.column.setCurrentIndex(code)
        self._say("")

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        parts: tuple[QWidget, ...] = (self.field, self.scope, self.source, self.value)
        for row, (label, part) in enumerate(zip(self._labels, parts, strict=True)):
            form.addWidget(label, row, 0)
            form.addWidget(part, row, 1)
        form.addWidget(self.column, 3, 1)
        form.addWidget(self.problem, 4, 1)
        form.addWidget(self.note, 5, 1)
        self.setMinimumWidth(420)
        lay_out_form(self, form, self.close_button, self.fill_button)
