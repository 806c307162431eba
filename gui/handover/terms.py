"""On which terms it is handed over: folder, formats, language, unit, evidence, signature."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from core.messages import LANGUAGES, Language
from gui.dialogs.files import suggested_folder
from gui.parts import Choice, TickBox, plain_label

UNITS = ("ha", "m2", "mu", "km2")
FORMATS = (".docx", ".pdf", ".html")
FIELDS = ("folder", "formats", "language", "unit", "inputs", "key", "maker")


class TermsForm(QWidget):
    """The choices that all deliverables share. ``changed``: what is ready may have changed with one of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._titles = {name: QLabel() for name in FIELDS}
        self.folder = QLineEdit(str(suggested_folder()))
        self.folder.setMinimumWidth(320)
        self.formats = {ending: TickBox(ending.removeprefix(".").upper()) for ending in FORMATS}
        self.formats[".docx"].setChecked(True)
        self.language, self.unit, self.inputs = Choice(), Choice(), Choice()
        for language in LANGUAGES:
            self.language.addItem("", language)
        for unit in UNITS:
            self.unit.addItem("", unit)
        for inputs in (True, False):
            self.inputs.addItem("", inputs)
        self.key, self.maker = QLineEdit(), QLineEdit()
        self.browse_folder, self.browse_key = QPushButton(autoDefault=False), QPushButton(autoDefault=False)
        self.wrong_folder = plain_label(name="warning")
        self.wrong_folder.hide()
        self._lay_out()
        for line in (self.folder, self.key):
            line.textChanged.connect(lambda _text: self.changed.emit())
        for choice in (self.language, self.inputs):
            choice.currentIndexChanged.connect(lambda _place: self.changed.emit())
        for tick in self.formats.values():
            tick.toggled.connect(lambda _on: self.changed.emit())

    def begin_with(self, language: Language, maker: str = "") -> None:
        """The plan's own language and maker."""
        self.language.setCurrentIndex(self.language.findData(language))
        self.maker.setText(maker)

    @property
    def chosen_folder(self) -> Path:
        """Where to write."""
        return Path(self.folder.text().strip() or ".")

    @property
    def chosen_formats(self) -> tuple[str, ...]:
        """Endings of the reports."""
        return tuple(ending for ending, tick in self.formats.items() if tick.isChecked())

    @property
    def chosen_key(self) -> Path | None:
        """The file to sign with."""
        text = self.key.text().strip()
        return Path(text) if text else None

    def retranslate(self) -> None:
        """Say everything anew."""
        words = self._words()
        for name, label in self._titles.items():
            label.setText(words[name])
        named = {"folder": self.folder, "language": self.language, "unit": self.unit, "inputs": self.inputs}
        for name, field in (named | {"key": self.key, "maker": self.maker}).items():
            field.setAccessibleName(words[name])
        self.language.setItemText(0, self.tr("Chinese"))
        self.language.setItemText(1, self.tr("English"))
        units = (self.tr("hectares"), self.tr("square metres"), self.tr("mu"), self.tr("square kilometres"))
        for place, unit in enumerate(units):
            self.unit.setItemText(place, unit)
        self.inputs.setItemText(0, self.tr("With the inputs"))
        self.inputs.setItemText(1, self.tr("Digests only"))
        self.key.setPlaceholderText(self.tr("No signature"))
        self.maker.setPlaceholderText(self.tr("Stands in the reports"))
        for button in (self.browse_folder, self.browse_key):
            button.setText(self.tr("Browse…"))

    def _words(self) -> dict[str, str]:
        return {
            "folder": self.tr("Folder"),
            "formats": self.tr("Reports as"),
            "language": self.tr("Language"),
            "unit": self.tr("Areas in"),
            "inputs": self.tr("Evidence"),
            "key": self.tr("Sign with"),
            "maker": self.tr("Organisation"),
        }

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        ticks = QHBoxLayout()
        ticks.setSpacing(16)
        for tick in self.formats.values():
            ticks.addWidget(tick)
        ticks.addStretch(1)
        form.addRow(self._titles["folder"], _beside(self.folder, self.browse_folder))
        form.addRow("", self.wrong_folder)
        form.addRow(self._titles["formats"], ticks)
        form.addRow(self._titles["language"], _three(self.language, self._titles["unit"], self.unit))
        form.addRow(self._titles["inputs"], self.inputs)
        form.addRow(self._titles["key"], _beside(self.key, self.browse_key))
        form.addRow(self._titles["maker"], self.maker)
        for name in ("folder", "language", "unit", "inputs", "key", "maker"):
            self._titles[name].setBuddy(getattr(self, name))


def _beside(field: QWidget, button: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(field, 1)
    row.addWidget(button)
    return row


def _three(field: QWidget, title: QLabel, other: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(field, 1)
    row.addWidget(title)
    row.addWidget(other, 1)
    return row
