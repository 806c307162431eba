"""The form of the page: what the sheet is called, paper, margins, how the page is shared out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from core.errors import AppError
from core.messages import Language
from gui.language import Speaker
from gui.parts import Choice
from gui.sheets.element_form import TITLE_PX
from gui.sheets.fields import Field, Number, OneOf, Plain, Words
from gui.sheets.words import SheetWords
from maps.sheets.paper import paper_named
from maps.sheets.sheet_design import SheetDesign
from maps.sheets.sheet_editing import on_paper

MM = ("binding", "margin", "column", "band", "title_height", "strip")
PAGE_OF = {"title_height": "title"}
"""The page's own name for the height of the title."""


class PageForm(QWidget):
    """``entered`` carries the changed design and the name of the field; ``begin_wanted`` the name of a template."""

    entered = Signal(object, str)
    begin_wanted = Signal(str)

    def __init__(self, words: SheetWords, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._design: SheetDesign | None = None
        self.template = Choice()
        self.template.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.begin = QPushButton()
        self.begin.setAutoDefault(False)
        self.begin.clicked.connect(lambda: self.begin_wanted.emit(self.template.currentData() or ""))
        self.fields: dict[str, Field] = {
            "title": Words(words.texts),
            "subject": OneOf(),
            "paper": Plain(self._wrong_paper, typing=False),
            "orientation": OneOf(),
            "layout": OneOf(),
            **{name: Number(0.0, 500.0) for name in MM},
        }
        self._titles = {name: QLabel(objectName="muted") for name in ("template", *self.fields)}
        for title in self._titles.values():
            title.setWordWrap(True)
            title.setFixedWidth(TITLE_PX)
        rows = QFormLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, field in self.fields.items():
            self._titles[name].setBuddy(field)
            rows.addRow(self._titles[name], field)
            field.entered.connect(lambda value, name=name: self._enter(name, value))
        rows.addRow(self._titles["template"], self.template)
        rows.addRow("", self.begin)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        words = {
            "title": self.tr("Name of the sheet"),
            "subject": self.tr("A sheet for each"),
            "paper": self.tr("Paper"),
            "orientation": self.tr("Orientation"),
            "layout": self.tr("Legend and tables"),
            "binding": self.tr("Binding margin"),
            "margin": self.tr("Other margins"),
            "column": self.tr("Width beside the maps"),
            "band": self.tr("Height below the maps"),
            "title_height": self.tr("Height of the title"),
            "strip": self.tr("Height of the strip"),
            "template": self.tr("Begin again with"),
        }
        for name, title in self._titles.items():
            title.setText(words[name])
        for name, field in self.fields.items():
            field.name(words[name])
        self.template.setAccessibleName(words["template"])
        self.begin.setText(self.tr("Use this template"))
        self._choice("orientation").offer({"landscape": self.tr("Landscape"), "portrait": self.tr("Portrait")})
        self._choice("layout").offer(
            {
                "auto": self.tr("Where the map is largest"),
                "beside": self.tr("Beside the maps"),
                "below": self.tr("Below the maps"),
            }
        )
        margin = self.fields["margin"]
        if isinstance(margin, Number):
            margin.zero_means(self.tr("as the standard has it"))
        if self._design is not None:
            self.show_design(self._design)

    def offer(self, templates: dict[str, str], roles: dict[str, str]) -> None:
        """The templates to begin with, the roles that a sheet may be made for."""
        present = self.template.currentData()
        self.template.clear()
        for name, title in templates.items():
            self.template.addItem(title, name)
        self.template.setCurrentIndex(max(0, self.template.findData(present)))
        self._choice("subject").offer({"": self.tr("the plan as a whole"), **roles})

    def show_design(self, design: SheetDesign) -> None:
        """Show another design, or what became of it."""
        self._design = design
        page = design.page
        self.fields["title"].show_value(design.title)
        self.fields["subject"].show_value(design.subject)
        for name in ("paper", "orientation", "layout"):
            self.fields[name].show_value(getattr(page, name))
        for name in MM:
            self.fields[name].show_value(getattr(page, PAGE_OF.get(name, name)))

    def complain(self, name: str, sentence: str) -> bool:
        """Say what is wrong with a field; False where it is not one of this form."""
        for key, field in self.fields.items():
            field.complain(sentence if key == name else "")
        return name in self.fields

    def _choice(self, name: str) -> OneOf:
        field = self.fields[name]
        assert isinstance(field, OneOf)
        return field

    def _wrong_paper(self, text: str) -> str:
        language: Language = self._speaker.language
        try:
            paper_named(text)
        except AppError as error:
            return error.sentence(language)
        return ""

    def _enter(self, name: str, value: Any) -> None:
        design = self._design
        if design is None:
            return
        page = design.page
        if name == "title":
            changed = replace(design, title=value)
        elif name == "subject":
            changed = replace(design, subject=value)
        elif name == "paper":
            changed = on_paper(design, value, page.orientation)
        elif name == "orientation":
            changed = on_paper(design, page.paper, value)
        else:
            more: Any = {PAGE_OF.get(name, name): value}
            changed = replace(design, page=replace(page, **more))
        self.entered.emit(changed, name)
