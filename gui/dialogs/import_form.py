"""One layer in the import dialog: what it is, what the doctor found, which repairs are wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import AppError
from gui.dialogs.import_drafts import Draft, already_done
from gui.language import Speaker
from gui.parts import Choice, TickBox, clear_layout, hairline, plain_label, state_icon
from gui.role_choice import roles_for

if TYPE_CHECKING:
    from layers.doctor.diagnosis import Diagnosis, Repair
    from services.importing import Found

ENCODINGS = ("GB18030", "UTF-8", "BIG5", "ISO-8859-1")


class ImportForm(QScrollArea):
    """``encoding_wanted`` carries a draft and an encoding, ``preview_wanted`` a draft and a repair, ``changed`` the
    draft whose wishes changed."""

    encoding_wanted = Signal(object, str)
    preview_wanted = Signal(object, object)
    changed = Signal(object)

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self.draft: Draft | None = None
        self.boxes: dict[str, TickBox] = {}
        self.title = plain_label(name="title")
        self.about = plain_label(muted=True)
        self.role = Choice()
        self.role.activated.connect(lambda _place: self._take_role())
        self.role_note = plain_label(muted=True)
        self.encoding = Choice()
        self.encoding.activated.connect(lambda _place: self._take_encoding())
        self.crs = QLineEdit()
        self.crs.editingFinished.connect(self._take_crs)
        self.crs_note = plain_label(muted=True)
        self.wrong_crs = plain_label(name="warning")
        self._titles = {name: QLabel() for name in ("role", "encoding", "crs")}
        self.heading = QLabel(objectName="title")
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        words = {
            "role": self.tr("What the layer is"),
            "encoding": self.tr("Encoding"),
            "crs": self.tr("Coordinate system"),
        }
        for name, label in self._titles.items():
            label.setText(words[name])
        for name, field in (("role", self.role), ("encoding", self.encoding), ("crs", self.crs)):
            field.setAccessibleName(words[name])
        self.crs.setPlaceholderText(self.tr("for example EPSG:4546"))
        self.show_draft(self.draft)

    def show_draft(self, draft: Draft | None) -> None:
        """Show a layer of the list."""
        self.draft = draft
        self.boxes = {}
        clear_layout(self._told)
        found = draft.found if draft is not None else None
        self._fields.setVisible(found is not None)
        self.wrong_crs.hide()
        if draft is None:
            self.title.setText("")
            self.about.setText("")
            self.heading.setText("")
            return
        self.title.setText(draft.told.name)
        if found is None:
            self.about.setText(draft.told.path.name)
            self.heading.setText(self.tr("This cannot be read"))
            self._told.addWidget(plain_label(draft.told.problem.sentence(self._speaker.language)))
            return
        self.about.setText(self._what(found))
        self._fill_fields(draft, found)
        nothing = self.tr("Nothing needs mending.")
        self.heading.setText(self.tr("What needs mending") if found.diagnoses else nothing)
        for diagnosis in found.diagnoses:
            self._add(draft, found, diagnosis)

    def complain(self, error: AppError) -> None:
        """Say beside the field what is wrong with the CRS."""
        self.wrong_crs.setText(error.sentence(self._speaker.language))
        self.wrong_crs.show()

    def _what(self, found: Found) -> str:
        from layers.formats.endings import format_by_ending
        from layers.roles import KIND_LABELS

        known = format_by_ending(found.path)
        parts = [
            found.path.name,
            self._speaker.say(known.label) if known is not None else "",
            self._speaker.say(KIND_LABELS[found.patient.kind]),
            self.tr("features: {count}").format(count=len(found.patient.frame)),
        ]
        return " · ".join(part for part in parts if part)

    def _fill_fields(self, draft: Draft, found: Found) -> None:
        self.role.clear()
        self.role.addItem(self.tr("No role"), None)
        for group, roles in roles_for(found.patient.kind if len(found.patient.frame) else None):
            for role, words in roles:
                self.role.addItem(f"{self._speaker.say(words)}  ·  {self._speaker.say(group)}", role)
        self.role.setCurrentIndex(max(self.role.findData(draft.role), 0))
        guessed = next((one for one in found.roles if one.role == draft.role and one.certainty == "uncertain"), None)
        self.role_note.setText(self.tr("Judged by its name or its fields: please confirm.") if guessed else "")
        self.role_note.setVisible(guessed is not None)
        self.encoding.clear()
        names = [*([found.encoding] if found.encoding else []), *ENCODINGS]
        self.encoding.addItems(list(dict.fromkeys(names)))
        self.encoding.setEnabled(found.encoding_matters)
        crs = found.patient.crs
        self.crs.setText(draft.crs if draft.crs is not None else _crs_words(crs))
        self._note_crs(draft, found)

    def _note_crs(self, draft: Draft, found: Found) -> None:
        crs: Any = found.patient.crs
        note = "" if draft.crs is not None else self.tr("The file does not say.") if crs is None else str(crs.name)
        self.crs_note.setText(note)
        self.crs_note.setVisible(bool(note))

    def _add(self, draft: Draft, found: Found, diagnosis: Diagnosis) -> None:
        notice = diagnosis.notice
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 6, 0, 0)
        line.setSpacing(8)
        mark = QLabel()
        mark.setPixmap(state_icon("uncertain", 14).pixmap(QSize(14, 14), self.devicePixelRatioF()))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(plain_label(self._speaker.say(notice.message)), 1)
        self._told.addWidget(row)
        for repair in diagnosis.repairs:
            self._told.addWidget(self._box(draft, found, diagnosis, repair))
        if not diagnosis.repairs and notice.repair is not None:
            hint = plain_label(self._speaker.say(notice.repair), muted=True)
            hint.setContentsMargins(22, 0, 0, 0)
            self._told.addWidget(hint)

    def _box(self, draft: Draft, found: Found, diagnosis: Diagnosis, repair: Repair) -> QWidget:
        box = TickBox(self._speaker.say(repair.label).replace("&", "&&"))
        box.setChecked(repair.id in draft.repairs)
        done = repair.id in already_done(found)
        box.setEnabled(not done)
        if done:
            box.setToolTip(self.tr("Done already while reading. Choose another encoding if the text is wrong."))
        box.toggled.connect(lambda chosen: self._take_repair(draft, diagnosis, repair.id, chosen=chosen))
        self.boxes[repair.id] = box
        look = QToolButton(text=self.tr("Preview"))
        look.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        look.clicked.connect(lambda: self.preview_wanted.emit(draft, repair))
        look.setAccessibleName(self.tr("Preview: {what}").format(what=self._speaker.say(repair.label)))
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(22, 0, 0, 0)
        line.addWidget(box, 1)
        line.addWidget(look)
        return holder

    def _take_repair(self, draft: Draft, diagnosis: Diagnosis, repair: str, *, chosen: bool) -> None:
        draft.choose(diagnosis, repair, chosen=chosen)
        for other in diagnosis.repairs:
            box = self.boxes.get(other.id)
            if box is not None and other.id != repair:
                box.blockSignals(True)
                box.setChecked(other.id in draft.repairs)
                box.blockSignals(False)
        if chosen:
            self.preview_wanted.emit(draft, next(one for one in diagnosis.repairs if one.id == repair))
        self.changed.emit(draft)

    def _take_role(self) -> None:
        if self.draft is not None:
            self.draft.role = self.role.currentData()
            self.role_note.hide()
            self.changed.emit(self.draft)

    def _take_encoding(self) -> None:
        found = self.draft.found if self.draft is not None else None
        if found is not None and self.encoding.currentText() != found.encoding:
            self.encoding_wanted.emit(self.draft, self.encoding.currentText())

    def _take_crs(self) -> None:
        """A CRS was typed: kept when there is such a one, told beside the field when not."""
        from services.importing import crs_of

        draft = self.draft
        found = draft.found if draft is not None else None
        if draft is None or found is None:
            return
        typed = self.crs.text().strip()
        self.wrong_crs.hide()
        if not typed or typed == _crs_words(found.patient.crs):
            draft.crs = None
        else:
            try:
                draft.crs = _crs_words(crs_of(typed))
            except AppError as problem:
                draft.crs = typed
                self.complain(problem)
        self._note_crs(draft, found)

    def _lay_out(self) -> None:
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 4, 0, 4)
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self._titles["role"], _with_notes(self.role, self.role_note))
        form.addRow(self._titles["encoding"], self.encoding)
        form.addRow(self._titles["crs"], _with_notes(self.crs, self.crs_note, self.wrong_crs))
        for name, field in (("role", self.role), ("encoding", self.encoding), ("crs", self.crs)):
            self._titles[name].setBuddy(field)
        body = QWidget(objectName="panel")
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        for widget in (self.title, self.about, self._fields, hairline(), self.heading):
            column.addWidget(widget)
        self._told = QVBoxLayout()
        self._told.setSpacing(4)
        column.addLayout(self._told)
        column.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def _with_notes(field: QWidget, *notes: QWidget) -> QVBoxLayout:
    """A field with what is to be said about it below."""
    column = QVBoxLayout()
    column.setSpacing(2)
    for widget in (field, *notes):
        column.addWidget(widget)
    return column


def _crs_words(crs: Any) -> str:
    from layers.geometry.crs import crs_name

    return crs_name(crs) if crs is not None else ""
