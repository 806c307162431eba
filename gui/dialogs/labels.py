"""The labels of a layer: what is written, how, and at which scales."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QDialog,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from core.errors import AppError
from gui.field_labels import FieldLabels
from gui.language import Speaker
from gui.parts import Choice, TickBox, lay_out_form, plain_label
from gui.theme import current_theme

if TYPE_CHECKING:
    from layers.layer import Layer
    from maps.labelling import LabelStyle

CHECK_AFTER_MS = 150
FARTHEST = 100_000_000


class LabelDialog(QDialog):
    """A small window beside the map. ``wanted`` carries the ``LabelStyle`` to use, None for the usual one."""

    wanted = Signal(object)

    def __init__(
        self, layer: Layer, style: LabelStyle | None, usual: LabelStyle | None, speaker: Speaker, parent: QWidget
    ) -> None:
        from maps.labelling import LabelStyle
        from maps.labelling.label_style import PLACEMENTS_OF

        super().__init__(parent)
        self.setModal(False)
        self._layer, self._usual, self._speaker = layer, usual, speaker
        self._style = (style or LabelStyle("", shown=False)).for_kind(layer.kind)
        self._colour: str | None = None
        self._placements = PLACEMENTS_OF[layer.kind]
        self._field_words = FieldLabels(self)
        self._titles = {name: QLabel() for name in ("template", "size", "colour", "halo", "place", "scales", "repeat")}
        self._make_widgets()
        self._lay_out()
        self.show_style(self._style)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Labels of {name}").format(name=self._layer.name))
        words = {
            "template": self.tr("Text"),
            "size": self.tr("Size"),
            "colour": self.tr("Colour"),
            "halo": self.tr("Rim"),
            "place": self.tr("Place"),
            "scales": self.tr("Scales"),
            "repeat": self.tr("Repeat after"),
        }
        for name, label in self._titles.items():
            label.setText(words[name])
        for name, widget in self._fields().items():
            widget.setAccessibleName(words[name])
        self.least.setAccessibleName(self.tr("Nearest scale"))
        self.shown.setText(self.tr("Label this layer"))
        self.bold.setText(self.tr("Bold"))
        self.callouts.setText(self.tr("Beside parcels that are too small, with a line"))
        self.insert.setText(self.tr("Insert a field"))
        self.automatic.setText(self.tr("By the fill"))
        for widget in (self.least, self.most):
            widget.setSpecialValueText(self.tr("any"))
        self.repeat.setSpecialValueText(self.tr("every feature"))
        says = {
            "inside": self.tr("Inside, where it fits"),
            "over": self.tr("Over the middle"),
            "along": self.tr("Along the line"),
            "beside": self.tr("Beside the point"),
        }
        for place, placement in enumerate(self._placements):
            self.place.setItemText(place, says[placement])
        self.usual_button.setText(self.tr("As usual"))
        self.close_button.setText(self.tr("Close"))
        self.apply_button.setText(self.tr("Apply"))
        self._fill_menu()
        self.check()

    def show_style(self, style: LabelStyle) -> None:
        """Put a style into the form."""
        self.shown.setChecked(style.shown)
        self.template.setPlainText(style.template)
        self.size.setValue(style.size)
        self.bold.setChecked(style.bold)
        self.halo.setValue(style.halo)
        self._set_colour(style.colour)
        self.place.setCurrentIndex(self._placements.index(style.placement))
        self.least.setValue(int(style.min_denominator or 0))
        self.most.setValue(int(style.max_denominator or 0))
        self.repeat.setValue(style.repeat)
        self.callouts.setChecked(style.callouts)
        self.check()

    def chosen(self) -> LabelStyle:
        """The style that the form says."""
        return replace(
            self._style,
            template=self.template.toPlainText().strip(),
            shown=self.shown.isChecked(),
            size=round(self.size.value(), 2),
            bold=self.bold.isChecked(),
            colour=self._colour,
            halo=round(self.halo.value(), 2),
            placement=self._placements[max(0, self.place.currentIndex())],
            min_denominator=float(self.least.value()) or None,
            max_denominator=float(self.most.value()) or None,
            repeat=self.repeat.value(),
            callouts=self.callouts.isChecked(),
        )

    def check(self) -> bool:
        """Say what is wrong with the text, while it is being written."""
        from maps.labelling import parse

        try:
            parse(self.template.toPlainText(), set(self._layer.field_names()))
        except AppError as error:
            self.wrong.setText(error.sentence(self._speaker.language))
            is_good = False
        else:
            self.wrong.setText("")
            is_good = True
        off = not self.shown.isChecked() and not self.template.toPlainText().strip()
        self.wrong.setVisible(not is_good and not off)
        self.apply_button.setEnabled(is_good)
        return is_good

    def apply(self) -> None:
        """Use what the form says."""
        if self.check():
            self.wanted.emit(self.chosen())

    def insert_field(self, words: str) -> None:
        """Write a field where the cursor stands."""
        self.template.insertPlainText(words)
        self.template.setFocus()
        self.shown.setChecked(True)

    def _use_usual(self) -> None:
        if self._usual is not None:
            self.show_style(self._usual.for_kind(self._layer.kind))
        self.wanted.emit(None)

    def _make_widgets(self) -> None:
        self.shown = TickBox()
        self.shown.toggled.connect(lambda _on: self.check())
        self.template = QPlainTextEdit()
        self.template.setFixedHeight(66)
        self.template.setMinimumWidth(300)
        self.template.setTabChangesFocus(True)
        self._checker = QTimer(self)
        self._checker.setSingleShot(True)
        self._checker.setInterval(CHECK_AFTER_MS)
        self._checker.timeout.connect(self.check)
        self.template.textChanged.connect(self._checker.start)
        self.insert = QPushButton()
        self._menu = QMenu(self)
        self.insert.setMenu(self._menu)
        self.wrong = plain_label(name="warning")
        self.size, self.halo = _millimetres(0.5, 50.0, 0.1), _millimetres(0.0, 5.0, 0.05)
        self.repeat = _millimetres(0.0, 5000.0, 10.0)
        self.bold, self.callouts = TickBox(), TickBox()
        self.callouts.setVisible(self._layer.kind == "polygon")
        self.colour, self.automatic = QPushButton(), QPushButton()
        self.colour.clicked.connect(self._ask_colour)
        self.automatic.clicked.connect(lambda: self._set_colour(None))
        self.place = Choice()
        self.place.addItems(["" for _ in self._placements])
        self.least, self.most = _denominator(), _denominator()
        self.usual_button, self.close_button, self.apply_button = QPushButton(), QPushButton(), QPushButton()
        self.usual_button.clicked.connect(self._use_usual)
        self.close_button.clicked.connect(self.close)
        self.apply_button.clicked.connect(self.apply)
        self.apply_button.setDefault(True)

    def _fields(self) -> dict[str, QWidget]:
        return {
            "template": self.template,
            "size": self.size,
            "colour": self.colour,
            "halo": self.halo,
            "place": self.place,
            "scales": self.most,
            "repeat": self.repeat,
        }

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        text = QVBoxLayout()
        for part in (self.template, self.wrong):
            text.addWidget(part)
        text.addLayout(_row(self.insert))
        form.addRow("", self.shown)
        form.addRow(self._titles["template"], text)
        form.addRow(self._titles["size"], _row(self.size, self.bold))
        form.addRow(self._titles["colour"], _row(self.colour, self.automatic))
        form.addRow(self._titles["halo"], _row(self.halo))
        form.addRow(self._titles["place"], self.place)
        form.addRow("", self.callouts)
        form.addRow(self._titles["repeat"], _row(self.repeat))
        form.addRow(self._titles["scales"], _row(self.least, QLabel("–"), self.most))
        for name, widget in self._fields().items():
            self._titles[name].setBuddy(widget)
        lay_out_form(self, form, self.usual_button, self.close_button, self.apply_button)

    def _fill_menu(self) -> None:
        """Every field under its name; areas also in hectares and mu."""
        self._menu.clear()
        for field in self._layer.field_names():
            word = self._field_words.label(field).replace("&", "&&")
            self._menu.addAction(word, lambda field=field: self.insert_field(f"{{{field}}}"))
            if self._field_words.unit(field) == "m²":
                for unit, sign in (("m2", "m²"), ("ha", "ha"), ("mu", self.tr("mu"))):
                    words = f"{{{field}:.{0 if unit == 'm2' else 2}{unit}}} {sign}"
                    self._menu.addAction(f"{word} ({sign})", lambda words=words: self.insert_field(words))
        self._menu.addAction(self.tr("Name of the class in the legend"), lambda: self.insert_field("{@class}"))

    def _ask_colour(self) -> None:
        dialog = QColorDialog(_shown(self._colour), self)
        dialog.colorSelected.connect(lambda colour: self._set_colour(colour.name()))
        dialog.setModal(False)
        dialog.show()

    def _set_colour(self, colour: str | None) -> None:
        self._colour = colour
        sample = QPixmap(28, 14)
        sample.fill(_shown(colour))
        self.colour.setIcon(QIcon(sample))
        self.colour.setText(colour or "")
        self.automatic.setEnabled(colour is not None)


def _row(*widgets: QWidget) -> QLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _millimetres(least: float, most: float, step: float) -> QDoubleSpinBox:
    box = QDoubleSpinBox()
    box.setRange(least, most)
    box.setSingleStep(step)
    box.setDecimals(2)
    box.setSuffix(" mm")
    return box


def _denominator() -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, FARTHEST)
    box.setSingleStep(1000)
    box.setGroupSeparatorShown(True)
    box.setPrefix("1 : ")
    return box


def _shown(colour: str | None) -> QColor:
    """A colour chosen, or the ink of the map."""
    return QColor(colour) if colour else current_theme().colour("map_ink")
