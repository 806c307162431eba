"""The form of the sheet dialog: choices at the left, the preview and the checklist at the right."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.messages import Language, Text
from gui.dialogs.sheet_preview import SheetPreview
from gui.parts import Choice, TickBox, plain_label
from gui.session import Session

PAPERS = ("A3", "A4", "A2", "A1", "A0", "A3x3", "A2x3", "A1x3", "A0x1.5")
SCALES = ("1:5 000", "1:10 000", "1:25 000", "1:50 000", "1:100 000", "1:200 000")
PRINTER = "printer"
KINDS = (".pdf", ".png", ".tif", ".svg", PRINTER)
FIELDS = ("sheet", "paper", "orientation", "scale", "atlas", "kind", "dpi", "file")


class SheetForm(QWidget):
    """``edited`` is sent whenever something changed that the sheet shows."""

    edited = Signal()

    def __init__(self, session: Session, dialog: QWidget) -> None:
        super().__init__(dialog)
        self._titles = {name: QLabel() for name in FIELDS}
        self._sheet_titles: dict[str, Text] = {}
        self._roles: dict[str, Text] = {}
        self.sheet, self.orientation, self.atlas, self.kind = Choice(), Choice(), Choice(), Choice()
        self.paper, self.scale = Choice(), Choice()
        self.paper.setEditable(True)
        self.paper.addItems(PAPERS)
        self.scale.setEditable(True)
        self.scale.addItem("")
        self.scale.addItems(SCALES)
        for value in (None, "landscape", "portrait"):
            self.orientation.addItem("", value)
        self.atlas.addItem("", None)
        for ending in KINDS:
            self.kind.addItem("", ending)
        self.dpi = QSpinBox(minimum=72, maximum=1200, value=300, singleStep=50)
        self.many = TickBox()
        self.file = QLineEdit()
        self.file.setMinimumWidth(300)
        self.browse, self.close_button, self.print_button = QPushButton(), QPushButton(), QPushButton()
        self.print_button.setDefault(True)
        self.edit_button = QPushButton(autoDefault=False)
        self.wrong_scale, self.wrong_file = plain_label(name="warning"), plain_label(name="warning")
        self.remarks = plain_label(muted=True)
        self.preview = SheetPreview(session)
        self.progress = QProgressBar(maximum=100, textVisible=False)
        self._lay_out(dialog)
        for label in (self.wrong_scale, self.wrong_file, self.remarks):
            label.hide()
        for choice in (self.sheet, self.orientation, self.atlas):
            choice.currentIndexChanged.connect(lambda _place: self.edited.emit())
        for editable in (self.paper, self.scale):
            editable.currentTextChanged.connect(lambda _text: self.edited.emit())
        self.kind.currentIndexChanged.connect(lambda _place: self._follow_kind())
        self.atlas.currentIndexChanged.connect(lambda _place: self._follow_kind())
        self._follow_kind()

    @property
    def is_picture(self) -> bool:
        """Whether a resolution is needed."""
        return self.kind.currentData() in (".png", ".tif")

    def offer(self, sheets: dict[str, Text], roles: dict[str, Text], language: Language) -> None:
        """The sheets and roles there are."""
        self._sheet_titles, self._roles = sheets, roles
        for choice, entries in ((self.sheet, sheets), (self.atlas, roles)):
            choice.blockSignals(True)
            for name, title in entries.items():
                if choice.findData(name) < 0:
                    choice.addItem("", name)
                choice.setItemText(choice.findData(name), title.to(language))
            choice.blockSignals(False)

    def out(self) -> Path:
        """The file written to; for an atlas in many files a name with fields."""
        path = Path(self.file.text().strip())
        if self.atlas.currentData() is None or not self.many.isChecked() or "{" in path.name:
            return path
        return path.with_name(f"{path.stem} {{page}} {{name}}{path.suffix}")

    def complain(self, label: QLabel, sentence: str) -> None:
        """Say beside a field what is wrong with it."""
        label.setText(sentence)
        label.show()

    def clear_complaints(self) -> None:
        """Nothing is wrong any more."""
        self.wrong_scale.hide()
        self.wrong_file.hide()

    def retranslate(self, language: Language, *, printing: bool) -> None:
        """Say everything anew."""
        words = self._words()
        for name, label in self._titles.items():
            label.setText(words[name])
            label.buddy().setAccessibleName(words[name])
        self.scale.setItemText(0, self.tr("As large as fits"))
        ways = (self.tr("As the sheet has it"), self.tr("Landscape"), self.tr("Portrait"))
        kinds = ("PDF", "PNG", "TIFF", "SVG", self.tr("Printer…"))
        for choice, entries in ((self.orientation, ways), (self.kind, kinds)):
            for place, entry in enumerate(entries):
                choice.setItemText(place, entry)
        self.atlas.setItemText(0, self.tr("One sheet"))
        for choice, titles in ((self.sheet, self._sheet_titles), (self.atlas, self._roles)):
            for name, title in titles.items():
                choice.setItemText(choice.findData(name), title.to(language))
        self.many.setText(self.tr("A file for every page"))
        self.browse.setText(self.tr("Browse…"))
        self.edit_button.setText(self.tr("Edit sheet…"))
        self.close_button.setText(self.tr("Stop") if printing else self.tr("Close"))
        self.print_button.setText(self.tr("Printing…") if printing else self.tr("Print"))
        self.print_button.setEnabled(not printing)
        self.progress.setVisible(printing)

    def _words(self) -> dict[str, str]:
        return {
            "sheet": self.tr("Sheet"),
            "paper": self.tr("Paper"),
            "orientation": self.tr("Orientation"),
            "scale": self.tr("Scale"),
            "atlas": self.tr("Pages"),
            "kind": self.tr("Output"),
            "dpi": self.tr("Dots per inch"),
            "file": self.tr("File"),
        }

    def _lay_out(self, dialog: QWidget) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        chooser = QHBoxLayout()
        chooser.addWidget(self.file, 1)
        chooser.addWidget(self.browse)
        fields = dict(zip(FIELDS, self._fields(), strict=True))
        for name, field in fields.items():
            form.addRow(self._titles[name], chooser if name == "file" else field)
            self._titles[name].setBuddy(field)
            if name == "scale":
                form.addRow("", self.wrong_scale)
            if name == "atlas":
                form.addRow("", self.many)
        form.addRow("", self.wrong_file)
        right = QVBoxLayout()
        right.addWidget(self.preview, 1)
        right.addWidget(self.remarks)
        across = QHBoxLayout()
        across.setSpacing(16)
        across.addLayout(form)
        across.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.edit_button)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.print_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(12)
        layout.addLayout(across, 1)
        layout.addLayout(buttons)
        whole = QVBoxLayout(dialog)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self)

    def _fields(self) -> tuple[QWidget, ...]:
        return (self.sheet, self.paper, self.orientation, self.scale, self.atlas, self.kind, self.dpi, self.file)

    def _follow_kind(self) -> None:
        kind = self.kind.currentData()
        self.dpi.setEnabled(self.is_picture)
        for widget in (self.file, self.browse):
            widget.setEnabled(kind != PRINTER)
        path = Path(self.file.text().strip())
        if kind != PRINTER and path.suffix and path.suffix != kind:
            self.file.setText(str(path.with_suffix(kind)))
        atlas = self.atlas.currentData() is not None
        pictures = kind not in (".pdf", PRINTER)
        self.many.setEnabled(atlas and kind == ".pdf")
        if atlas and pictures:
            self.many.setChecked(True)
