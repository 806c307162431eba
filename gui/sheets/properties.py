"""The right side of the editor: the form of what is chosen, that of the page where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from core.errors import AppError
from gui.language import Speaker
from gui.parts import plain_label
from gui.sheets.element_form import Asking, ElementForm
from gui.sheets.page_form import PageForm

if TYPE_CHECKING:
    from core.messages import Text
    from gui.sheets.model import SheetModel
    from gui.sheets.words import SheetWords
    from maps.sheets.sheet_design import Element, SheetDesign

IDLE_MS = 120


class PropertiesPanel(QWidget):
    """Edits the model; what is wrong is said beside the field that was entered last, else at the top."""

    def __init__(self, model: SheetModel, words: SheetWords, asking: Asking, speaker: Speaker) -> None:
        super().__init__(objectName="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model, self._words, self._asking, self._speaker = model, words, asking, speaker
        self.heading = QLabel(objectName="heading")
        self.problem = plain_label(name="warning")
        self.problem.hide()
        self.page = PageForm(words, speaker)
        self.several = plain_label(muted=True)
        self.forms: dict[str, ElementForm] = {}
        self._templates: dict[str, Text] = {}
        self._current: QWidget = self.page
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._make_one)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        self._places = QVBoxLayout()
        for widget in (self.heading, self.problem):
            column.addWidget(widget)
        column.addLayout(self._places)
        column.addStretch(1)
        for widget in (self.page, self.several):
            self._places.addWidget(widget)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self.page.entered.connect(self._take_page)
        for signal in (model.chosen, model.edited):
            signal.connect(self.show_chosen)
        model.roled.connect(self._offer)
        model.refused.connect(self._complain)
        model.laid_out.connect(self._clear)
        model.laid_out.connect(self._idle.start)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        for form in (self.page, *self.forms.values()):
            form.retranslate()
        self._offer()

    def offer_templates(self, templates: dict[str, Text]) -> None:
        """The templates to begin with."""
        self._templates = templates
        self._offer()

    def show_chosen(self) -> None:
        """The form of what is chosen now."""
        chosen = self._model.elements
        if len(chosen) == 1:
            self._show_element(chosen[0])
            return
        self.heading.setText(self.tr("Page") if not chosen else self.tr("{n} elements").format(n=len(chosen)))
        self.several.setText(self.tr("Move, align or delete them together; choose one to edit what it says."))
        self._show(self.several if chosen else self.page)
        if not chosen:
            self.page.show_design(self._model.past.present)

    def focus_form(self) -> None:
        """Put the keyboard into the first field."""
        form = self._current
        fields = form.fields if isinstance(form, (ElementForm, PageForm)) else {}
        first = next((field for field in fields.values() if field.isVisibleTo(form)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _form(self, kind: str) -> ElementForm:
        form = self.forms.get(kind)
        if form is None:
            form = self.forms[kind] = ElementForm(kind, self._words, self._asking)
            form.hide()
            form.entered.connect(self._take_element)
            self._places.addWidget(form)
        return form

    def _make_one(self) -> None:
        """Make the form of one more kind on the sheet while nothing else is to do."""
        kinds = {each.kind for each in self._model.design.elements} - set(self.forms)
        if kinds:
            self._form(min(kinds))
            self._idle.start()

    def _show_element(self, element: Element) -> None:
        form = self._form(element.kind)
        self.heading.setText(self._words.kinds()[element.kind])
        if self._current is not form:
            self._show(form)
            form.show_element(element)
            self._offer_to(form)
        form.show_element(element)

    def _show(self, widget: QWidget) -> None:
        for each in (self.page, self.several, *self.forms.values()):
            each.setVisible(each is widget)
        self._current = widget
        self._clear()

    def _take_element(self, element: Element, field: str) -> None:
        design = self._model.past.present
        if design.element(element.id) is not None:
            self._model.edit(design.with_element(element), f"{element.id} {field}", field)

    def _take_page(self, design: SheetDesign, field: str) -> None:
        self._model.edit(design, f"page {field}", field)

    def _offer(self) -> None:
        language = self._speaker.language
        roles = {role: label.to(language) for role, label in self._model.roles.items()}
        self.page.offer({name: title.to(language) for name, title in self._templates.items()}, roles)
        for form in self.forms.values():
            self._offer_to(form)
        self.show_chosen()

    def _offer_to(self, form: ElementForm) -> None:
        language, design = self._speaker.language, self._model.design
        roles = {role: label.to(language) for role, label in self._model.roles.items()}
        kind = self._words.kinds()["map"]
        maps = {each.id: f"{kind} {each.id}" for each in design.maps()}
        form.offer(design, roles, maps)

    def _complain(self, error: AppError) -> None:
        """Beside the field entered last where it is still there to be seen."""
        sentence = error.sentence(self._speaker.language)
        form = self._current
        beside = isinstance(form, (ElementForm, PageForm)) and form.complain(self._model.last_field, sentence)
        self.problem.setText("" if beside else sentence)
        self.problem.setVisible(not beside)

    def _clear(self) -> None:
        """Nothing is wrong with the design as it stands."""
        if self._model.problem is not None:
            return
        self.problem.hide()
        form = self._current
        if isinstance(form, (ElementForm, PageForm)):
            form.complain("", "")
