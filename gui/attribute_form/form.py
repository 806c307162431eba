"""The attributes of one or several features as a form: an editor per field, what is wrong beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui.attribute_form.codes import CodeEditor, RecentCodes
from gui.attribute_form.editors import ChoiceEditor, LineEditor
from gui.attribute_form.subject import SEVERAL, Subject
from gui.field_labels import FieldLabels
from gui.language import Speaker
from gui.parts import plain_label, plain_tip
from gui.table.editor import judged
from gui.table.words import TableWords

if TYPE_CHECKING:
    from layers.roles import FieldSpec

NAME_PX = 112
CODE, NAME = "class_code", "class_name"
Editor = LineEditor | ChoiceEditor


class FieldRow:
    """What stands in the form for one field: its name, its editor, what is said under it."""

    def __init__(self, field: str, name: QLabel, editor: QWidget, beside: str = "") -> None:
        self.field = field
        self.name = name
        self.editor = editor
        self.unit = QLabel(beside, objectName="unit")
        self.note = plain_label(muted=True)
        self.problem = plain_label(name="warning")
        self.note.hide()
        self.problem.hide()
        if not beside:
            self.unit.hide()
        self.box = QWidget()
        column = QVBoxLayout(self.box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(editor, 1)
        line.addWidget(self.unit)
        column.addLayout(line)
        column.addWidget(self.note)
        column.addWidget(self.problem)

    def tell(self, problem: str) -> None:
        """Say what is wrong, or nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def remark(self, note: str) -> None:
        """Say something under the editor, or nothing."""
        self.note.setText(note)
        self.note.setVisible(bool(note))


class AttributeForm(QWidget):
    """Shows a ``Subject``. ``entered`` carries a field and the value that is to be written into all its features."""

    entered = Signal(str, object)

    def __init__(self, subject: Subject, speaker: Speaker, recent: RecentCodes, *, editable: bool) -> None:
        super().__init__()
        self.subject = subject
        self.editable = editable
        self._speaker = speaker
        self._recent = recent
        self._words = TableWords(speaker, self)
        self._labels = FieldLabels(self)
        self.rows: dict[str, FieldRow] = {}
        self.head = plain_label(name="title")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        for number, field in enumerate(subject.fields):
            row = self.rows[field] = self._row(field)
            grid.addWidget(row.name, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(row.box, number, 1)
        self.take(subject)

    def fits(self, subject: Subject, *, editable: bool) -> bool:
        """Whether the form has the editors that a subject needs."""
        before = self.subject
        return (
            editable == self.editable
            and subject.layer.name == before.layer.name
            and subject.layer.role == before.layer.role
            and (subject.kinds, subject.locked) == (before.kinds, before.locked)
        )

    def take(self, subject: Subject) -> None:
        """Show other features, or the same after a step. What is being written stays when they are the same."""
        same = np.array_equal(subject.fids, self.subject.fids)
        self.subject = subject
        self.head.setVisible(len(subject.fids) > 1)
        self.head.setText(self._heading())
        for field, row in self.rows.items():
            if same and isinstance(row.editor, Editor) and row.editor.changed:
                continue
            self._fill(row, subject.values[field])

    def tell(self, field: str, problem: str) -> None:
        """Say beside a field why it was not written; what was typed stays there until Enter or Esc."""
        row = self.rows.get(field)
        if row is not None and isinstance(row.editor, Editor):
            row.editor.setModified(True)
            row.tell(problem)

    # Rows

    def _row(self, field: str) -> FieldRow:
        layer = self.subject.layer
        canonical = field in layer.fields
        label = self._labels.label(field) if canonical else field
        name = plain_label(label, muted=True)
        name.setFixedWidth(NAME_PX)
        name.setContentsMargins(0, 4 if self.editable else 0, 0, 0)
        name.setToolTip(plain_tip(self._words.origin(layer, field)))
        lock = self.subject.locked.get(field)
        if not self.editable or lock is not None:
            row = FieldRow(field, name, plain_label(muted=lock is not None), self._unit(field))
            if lock is not None:
                row.remark(self._lock_words()[lock])
            return row
        editor = self._editor(field)
        editor.setAccessibleName(label)
        row = FieldRow(field, name, editor, self._beside(field))
        editor.entered.connect(lambda text: self._enter(row, text))
        editor.left.connect(lambda: self._leave(row))
        editor.edited.connect(lambda: self._edited(row))
        return row

    def _editor(self, field: str) -> Editor:
        spec = self._spec(field)
        if spec is not None and spec.kind == "code":
            return CodeEditor(self._recent, self._speaker)
        words = self._words.choices(self.subject.layer, field)
        if not words and spec is None and self.subject.kinds[field] == "bool":
            words = [self.tr("yes"), self.tr("no")]
        if words:
            return ChoiceEditor(words)
        line = LineEditor()
        if self.subject.kinds[field] == "number":
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        return line

    def _fill(self, row: FieldRow, value: Any) -> None:
        several = value is SEVERAL
        text = "" if several else self._words.cell(self.subject.layer, row.field, value)
        differ = self.tr("several values") if several else ""
        row.tell("")
        if not isinstance(row.editor, Editor):
            row.editor.setText(differ or text or "–")
            return
        row.editor.show_text(text, differ or self._placeholder(row.field))
        row.remark(self._code_name(text) if isinstance(row.editor, CodeEditor) else "")

    def _spec(self, field: str) -> FieldSpec | None:
        from services.cell_values import spec_of

        return spec_of(self.subject.layer.role, field) if field in self.subject.layer.fields else None

    # Words

    def _heading(self) -> str:
        count = f"{len(self.subject.fids):,}".replace(",", " ")
        if self.editable:
            return self.tr("What you enter is written into all {count} features.").format(count=count)
        return self.tr("What {count} features have in common").format(count=count)

    def _placeholder(self, field: str) -> str:
        return self.tr("year-month-day") if self.subject.kinds[field] == "date" else ""

    def _lock_words(self) -> dict[str, str]:
        return {
            "bytes": self.tr("Cannot be changed here: it holds binary data."),
            "time": self.tr("Cannot be changed here: it holds a time of day."),
        }

    def _unit(self, field: str) -> str:
        return self._labels.unit(field) if field in self.subject.layer.fields else ""

    def _beside(self, field: str) -> str:
        """The unit, and the least and greatest number."""
        from services.cell_values import RANGES

        spec = self._spec(field)
        if spec is not None and spec.kind == "year":
            return self.tr("year")
        unit = self._unit(field)
        if spec is None or spec.kind != "number" or field not in RANGES:
            return unit
        least, greatest, _ = RANGES[field]
        span = f"≥ {least:g}" if math.isinf(greatest) else f"{least:g}–{greatest:g}"
        return f"{unit}  {span}".strip()

    def _code_name(self, code: str) -> str:
        """What a code is called."""
        from layers.formats.land_use_classes import land_use_classes

        one = land_use_classes().get(code)
        if one is None:
            return ""
        return one.name if self._speaker.language == "zh" else one.english or one.name

    # Entering

    def _edited(self, row: FieldRow) -> None:
        """Something is being written: say before it is entered what Enter does to several features."""
        row.tell("")
        editor = row.editor
        if not isinstance(editor, Editor):
            return
        count = f"{len(self.subject.fids):,}".replace(",", " ")
        if editor.changed and len(self.subject.fids) > 1:
            empties = self.tr("Enter empties the field in {count} features.")
            writes = self.tr("Enter writes it into {count} features.")
            row.remark((writes if editor.text().strip() else empties).format(count=count))
        else:
            row.remark(self._code_name(editor.text()) if isinstance(editor, CodeEditor) else "")

    def _leave(self, row: FieldRow) -> None:
        """The keyboard goes on: with one feature this enters what is written, with several only Enter does."""
        editor = row.editor
        if isinstance(editor, Editor) and editor.changed and len(self.subject.fids) == 1:
            self._enter(row, editor.text())

    def _enter(self, row: FieldRow, text: str) -> None:
        field, layer = row.field, self.subject.layer
        value, problem = judged(layer, field, self.subject.kinds[field], text, self._speaker)
        row.tell(problem)
        if problem or not isinstance(row.editor, Editor):
            return
        row.editor.setModified(False)
        if field == CODE and isinstance(value, str):
            self._recent.use(value)
        self.entered.emit(field, value)
