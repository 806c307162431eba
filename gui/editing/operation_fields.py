"""What an operation can be set to, in the bar: numbers with units and ranges, choices, ticks, another layer."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from core.messages import Text, same
from core.quantities import AREA_UNITS, rounded, unit_symbol
from gui.editing.layer_names import layer_title
from gui.editing.operation import Field
from gui.parts import Choice, TickBox, plain_label

if TYPE_CHECKING:
    from gui.editing.context import EditContext

NUMBER_PX, SHARES_PX = 100, 120
AREA_CHOICES = ("m2", "ha", "mu")
DEGREES_PER_METRE = 1e-5
"""For usual values where the layer is in degrees."""
_APART = re.compile(r"[\s:：,，、;；/]+")


def typed_number(text: str) -> float | None:
    """A number as people type it, thousands apart by spaces or commas; None for what is none."""
    try:
        number = float(re.sub(r"[\s,，]", "", text))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


class FieldEditor(QWidget):
    """One thing to be set. ``changed``: it was set; ``entered``: Enter in it."""

    changed = Signal()
    entered = Signal()

    def __init__(self, field: Field, context: EditContext) -> None:
        super().__init__()
        self.field, self._context = field, context
        self.label = plain_label(muted=True)
        self.line: QLineEdit | None = None
        self.choice: Choice | None = None
        self.tick: TickBox | None = None
        self.unit: Choice | None = None
        self._whole: float | None = None
        self._offered: list[tuple[Any, Text]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.label.setWordWrap(False)
        if field.kind == "tick":
            self._add_tick()
        elif field.kind in ("choice", "feature", "layer"):
            self._add_choice()
        else:
            self._add_line()

    def value(self) -> Any:
        """What is set; None for what makes no sense."""
        field = self.field
        if self.tick is not None:
            return self.tick.isChecked()
        if self.choice is not None:
            row = self.choice.currentIndex()
            return self._offered[row][0] if 0 <= row < len(self._offered) else field.usual
        text = self.line.text()
        if field.kind == "shares":
            return _shares(text)
        number = typed_number(text)
        if number is None:
            return None
        if field.kind == "area":
            number *= AREA_UNITS[AREA_CHOICES[self.unit.currentIndex()]]
        if field.kind == "whole":
            number = int(number) if number == int(number) else math.nan
        return number if field.low <= number <= field.high else None

    def set_value(self, value: Any) -> None:
        """Set it as if it had been typed or chosen."""
        if self.choice is not None:
            values = [one for one, _ in self._offered]
            self.choice.setCurrentIndex(values.index(value) if value in values else 0)
        elif self.line is not None:
            self.line.setText(f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value))

    def offer(self, choices: Sequence[tuple[Any, Text]]) -> None:
        """What can be chosen; what was chosen stays where it is still offered."""
        now = self.value() if self._offered else self.field.usual
        self._offered = list(choices)
        self.choice.clear()
        self.choice.addItems([self._context.speaker.say(words) for _, words in self._offered])
        values = [one for one, _ in self._offered]
        self.choice.setCurrentIndex(values.index(now) if now in values else 0 if values else -1)

    def wrong(self) -> str:
        """What is wrong with what is typed, in a sentence."""
        field, say = self.field, self._context.speaker.say
        if self.choice is not None:
            return self.tr("{what}: choose one.").format(what=say(field.words))
        if field.kind == "shares":
            return self.tr("Type the shares as 1:2:3.")
        if field.low > -1e5 or field.high < 1e5:
            sentence = self.tr("{what}: type a number from {low} to {high}.")
            if field.high < 1e9:
                return sentence.format(what=say(field.words), low=f"{field.low:g}", high=f"{field.high:g}")
            return self.tr("{what}: type a number greater than 0.").format(what=say(field.words))
        return self.tr("{what}: type a number.").format(what=say(field.words))

    def show_whole(self, area_m2: float | None) -> None:
        """Show how large the whole is while nothing is typed, in the unit chosen."""
        self._whole = area_m2
        unit = AREA_CHOICES[max(self.unit.currentIndex(), 0)]
        words = "" if area_m2 is None else rounded(area_m2 / AREA_UNITS[unit], 2 if unit == "m2" else 4)
        self.line.setPlaceholderText(words)

    def retranslate(self) -> None:
        """Say everything anew."""
        words = self._context.speaker.say(self.field.words)
        self.label.setText("" if self.tick is not None else words)
        for part in (self.line, self.choice):
            if part is not None:
                part.setAccessibleName(words)
        if self.tick is not None:
            self.tick.setText(words)
        if self.unit is not None:
            row = max(self.unit.currentIndex(), 0)
            self.unit.clear()
            self.unit.addItems([unit_symbol(unit, self._context.speaker.language) for unit in AREA_CHOICES])
            self.unit.setCurrentIndex(row)
            self.unit.setAccessibleName(self.tr("Unit"))
        if self.choice is not None:
            self.offer(self._offered or self.field.choices)

    def fit_layer(self) -> None:
        """Take the unit of the layer in hand; lengths of a layer in degrees are degrees."""
        unit = self.field.unit
        if unit != "m":
            return
        degrees = self._context.in_degrees()
        said = "°" if degrees else "m"
        if self._unit_label.text() != said:
            usual = self.field.usual
            self._unit_label.setText(said)
            self.set_value(usual * DEGREES_PER_METRE if degrees else usual)

    def _add_line(self) -> None:
        field = self.field
        self.line = QLineEdit()
        self.line.setFixedWidth(SHARES_PX if field.kind == "shares" else NUMBER_PX)
        if field.usual is not None:
            self.set_value(field.usual)
        self.line.textEdited.connect(lambda _text: self.changed.emit())
        self.line.returnPressed.connect(self.entered)
        self._row.addWidget(self.label)
        self._row.addWidget(self.line)
        if field.kind == "area":
            self.unit = Choice()
            self.unit.activated.connect(lambda _row: self.show_whole(self._whole))
            self.unit.activated.connect(lambda _row: self.changed.emit())
            self._row.addWidget(self.unit)
        self._unit_label = plain_label({"deg": "°", "m": "m"}.get(field.unit, ""), muted=True)
        if field.unit:
            self._row.addWidget(self._unit_label)

    def _add_choice(self) -> None:
        self.choice = Choice()
        self.choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.choice.activated.connect(lambda _row: self.changed.emit())
        self._row.addWidget(self.label)
        self._row.addWidget(self.choice)
        self._unit_label = plain_label()

    def _add_tick(self) -> None:
        self.tick = TickBox()
        self.tick.setChecked(bool(self.field.usual))
        self.tick.clicked.connect(lambda _on: self.changed.emit())
        self._row.addWidget(self.tick)
        self._unit_label = plain_label()


class OperationFields(QWidget):
    """All that a tool can be set to, in a row, with the button that carries it out.

    ``changed``: something was set. ``apply_wanted``: the button, or Enter in a field.
    """

    changed = Signal()
    apply_wanted = Signal()

    def __init__(self, fields: Sequence[Field], context: EditContext) -> None:
        super().__init__()
        self._context = context
        self.editors = {field.name: FieldEditor(field, context) for field in fields}
        self.apply_button = QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for editor in self.editors.values():
            editor.changed.connect(self.changed)
            editor.entered.connect(self.apply_wanted)
            row.addWidget(editor)
        row.addWidget(self.apply_button)
        self.apply_button.clicked.connect(self.apply_wanted)
        context.speaker.changed.connect(self.retranslate)
        context.changed.connect(self.fit_layer)
        context.session.changed.connect(lambda _outcome: self.fit_layer())
        self.retranslate()
        self.fit_layer()

    def values(self) -> dict[str, Any] | None:
        """What is set by name; None where something typed makes no sense (see ``wrong``)."""
        found = {name: editor.value() for name, editor in self.editors.items()}
        return None if any(value is None for value in found.values()) else found

    def wrong(self) -> str:
        """What is wrong, in a sentence; empty where nothing is."""
        return next((editor.wrong() for editor in self.editors.values() if editor.value() is None), "")

    def typing(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a digit typed over the map does: it begins the first number. None for other keys."""
        held, text = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.text()
        shown = [editor for editor in self.editors.values() if editor.isVisibleTo(self)]
        lines = [editor.line for editor in shown if editor.line is not None]
        if held or len(text) != 1 or text not in "0123456789." or not lines:
            return None
        return lambda: self._begin_number(lines[0], text)

    def _begin_number(self, line: QLineEdit, text: str) -> None:
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.selectAll()
        line.insert(text)
        line.textEdited.emit(line.text())

    def set_value(self, name: str, value: Any) -> None:
        """Set one of them."""
        if name in self.editors:
            self.editors[name].set_value(value)

    def show_whole(self, area_m2: float | None) -> None:
        """How large the polygon is that an area is asked for of."""
        for editor in self.editors.values():
            if editor.field.kind == "area":
                editor.show_whole(area_m2)

    def offer_features(self, features: Sequence[tuple[int, str]]) -> None:
        """The selected features by fid and name, for fields that choose one of them."""
        for editor in self.editors.values():
            if editor.field.kind == "feature":
                editor.offer([*editor.field.choices, *((fid, same(name)) for fid, name in features)])

    def retranslate(self) -> None:
        """Say everything anew."""
        self.apply_button.setText(self.tr("Apply"))
        self.apply_button.setToolTip(self.tr("Carry it out (Enter)"))
        for editor in self.editors.values():
            editor.retranslate()

    def fit_layer(self) -> None:
        """What can be set for the layer in hand."""
        context = self._context
        for editor in self.editors.values():
            editor.setVisible(context.coverage or not editor.field.only_in_coverage)
            if editor.field.kind == "layer":
                editor.offer([*editor.field.choices, *self._others()])
            editor.fit_layer()

    def offer_layers(self) -> None:
        """The other layers, where something is selected first: it is what is meant where nothing else can be."""
        for editor in self.editors.values():
            if editor.field.kind == "layer":
                editor.offer([*editor.field.choices, *self._others()])
                if not editor.field.choices and not self._selected(editor.value()):
                    editor.choice.setCurrentIndex(0 if editor.choice.count() else -1)

    def _others(self) -> list[tuple[str, Text]]:
        context = self._context
        names = [item.layer.name for item in context.session.map_layers if item.layer.crs is not None]
        others = [name for name in reversed(names) if name != context.name]
        others.sort(key=lambda name: not self._selected(name))
        return [(name, layer_title(context.session, name)) for name in others]

    def _selected(self, name: str) -> bool:
        return len(self._context.session.selection.fids(name)) > 0


def _shares(text: str) -> list[float] | None:
    parts = [typed_number(part.rstrip("%")) for part in _APART.split(text.strip()) if part]
    if not 2 <= len(parts) <= 1000 or any(part is None or part <= 0 for part in parts):
        return None
    return [float(part) for part in parts]
