"""What is checked in a layer: kinds of error, the measures by which they are told, the planning area."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from gui.language import Speaker
from gui.parts import Choice, TickBox

if TYPE_CHECKING:
    from layers.layer import GeometryKind
    from services.topology import Asked

OF_RINGS = ("invalid", "self_touch", "spike", "sliver", "contained", "overlap", "gap", "unshared_vertex")
OF_LINES = ("dangle", "unsplit")
OF_VERTICES = ("duplicate_vertex", "near_vertex")
BY_CHOICE = ("multipart",)
"""An error only where it is asked for."""
MEASURES = (
    ("near_vertex_m", "near_vertex", "m"),
    ("spike_angle_deg", "spike", "°"),
    ("sliver_compactness", "sliver", ""),
    ("sliver_width_m", "sliver", "m"),
    ("largest_gap_m2", "gap", "m²"),
    ("dangle_m", "dangle", "m"),
    ("tolerance_m", "", "m"),
)
"""Name in ``Settings``, the kind that it is for, unit."""


def kinds_of(geometry: GeometryKind) -> tuple[str, ...]:
    """The kinds of error that a layer of some geometry can have, in their order."""
    from layers.topology.settings import KINDS

    left_out = {
        "polygon": set(OF_LINES),
        "line": set(OF_RINGS),
        "point": {*OF_LINES, *OF_RINGS, *OF_VERTICES},
    }[geometry]
    return tuple(kind for kind in KINDS if kind not in left_out)


class AskingForm(QWidget):
    """``edited`` tells that something else is asked now."""

    edited = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._geometry: GeometryKind | None = None
        self.ticks: dict[str, TickBox] = {}
        self.fields: dict[str, QLineEdit] = {}
        self._names: dict[str, QLabel] = {}
        self._problems: dict[str, QLabel] = {}
        self.parent_choice = Choice()
        self.parent_choice.currentIndexChanged.connect(lambda _row: self.edited.emit())
        self._parent_name = QLabel(objectName="muted")
        self._kinds_name = QLabel(objectName="muted")
        self.problem = QLabel(objectName="warning")
        self.problem.setWordWrap(True)
        self._ticks, self._grid = QGridLayout(), QGridLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 8)
        layout.setSpacing(6)
        layout.addWidget(self._kinds_name)
        layout.addLayout(self._ticks)
        layout.addWidget(self.problem)
        layout.addLayout(self._grid)
        layout.addWidget(self._parent_name)
        layout.addWidget(self.parent_choice)
        self._make_fields()
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self._kinds_name.setText(self.tr("Look for"))
        self._parent_name.setText(self.tr("Planning area (gaps against it, features beyond it)"))
        self.parent_choice.setAccessibleName(self._parent_name.text())
        self.problem.setText(self.tr("Choose at least one kind."))
        if self.parent_choice.count():
            self.parent_choice.setItemText(0, self.tr("None"))
        for name, word in self._words().items():
            self._names[name].setText(word)
            self.fields[name].setAccessibleName(word)
        self.fields["largest_gap_m2"].setPlaceholderText(self.tr("any"))
        for name, said in self._problems.items():
            said.setText(self.tr("A number above 0."))
            said.setVisible(bool(self.ticks) and self._number(name) is None)
        if self.ticks:
            self._name_ticks()

    def show_layer(self, geometry: GeometryKind, areas: Sequence[str]) -> None:
        """Ask about a layer of some geometry; ``areas`` are the layers that can be its planning area."""
        if geometry != self._geometry:
            self._geometry = geometry
            self._make_ticks(kinds_of(geometry))
        before = self.parent_choice.currentData()
        self.parent_choice.blockSignals(True)
        self.parent_choice.clear()
        self.parent_choice.addItem(self.tr("None"), None)
        for name in areas:
            self.parent_choice.addItem(name, name)
        self.parent_choice.setCurrentIndex(max(self.parent_choice.findData(before), 0))
        self.parent_choice.blockSignals(False)
        for name, kind, _unit in MEASURES:
            there = not kind or kind in self.ticks
            for widget in (self._names[name], self.fields[name], self._units[name]):
                widget.setVisible(there)

    def show_asked(self, asked: Asked) -> None:
        """Fill the form with what was asked last."""
        for kind, tick in self.ticks.items():
            tick.blockSignals(True)
            tick.setChecked(kind in asked.kinds if asked.kinds else kind not in BY_CHOICE)
            tick.blockSignals(False)
        for name, field in self.fields.items():
            value = asked.measures.get(name, self._usual(name))
            field.setText(f"{value:g}" if math.isfinite(value) else "")
        row = self.parent_choice.findData(asked.parent) if asked.parent is not None else 0
        self.parent_choice.blockSignals(True)
        self.parent_choice.setCurrentIndex(max(row, 0))
        self.parent_choice.blockSignals(False)
        self._judge()

    def asked(self) -> Asked | None:
        """What is asked now; None while something is not right."""
        from services.topology import Asked

        if not self._judge():
            return None
        ticked = frozenset(kind for kind, tick in self.ticks.items() if tick.isChecked())
        usual = frozenset(kind for kind in self.ticks if kind not in BY_CHOICE)
        measures = {
            name: number
            for name in self.fields
            if (number := self._number(name)) is not None and number != self._usual(name)
        }
        return Asked(frozenset() if ticked == usual else ticked, measures, self.parent_choice.currentData())

    def _judge(self) -> bool:
        """Say beside each field what is wrong with it; whether nothing is."""
        for name, said in self._problems.items():
            said.setVisible(self._number(name) is None)
        none = bool(self.ticks) and not any(tick.isChecked() for tick in self.ticks.values())
        self.problem.setVisible(none)
        return not none and all(self._number(name) is not None for name in self.fields)

    def _number(self, name: str) -> float | None:
        """The figure in a field, the usual one where it is empty; None where it is none."""
        text = self.fields[name].text().strip().replace("，", ".").replace(",", ".")
        if not text:
            return self._usual(name)
        try:
            value = float(text)
        except ValueError:
            return None
        return value if math.isfinite(value) and value > 0 else None

    @staticmethod
    def _usual(name: str) -> float:
        from layers.topology.settings import DEFAULTS

        return float(getattr(DEFAULTS, name))

    def _make_ticks(self, kinds: Sequence[str]) -> None:
        for tick in self.ticks.values():
            self._ticks.removeWidget(tick)
            tick.deleteLater()
        self.ticks = {}
        for number, kind in enumerate(kinds):
            tick = TickBox()
            tick.setChecked(kind not in BY_CHOICE)
            tick.toggled.connect(lambda _on: (self._judge(), self.edited.emit()))
            self.ticks[kind] = tick
            self._ticks.addWidget(tick, number // 2, number % 2)
        self._name_ticks()

    def _name_ticks(self) -> None:
        from layers.topology.settings import KINDS
        from reports.topology_wording import WRONG

        for kind, tick in self.ticks.items():
            name = self._speaker.say(KINDS[kind])
            tick.setText(name[:1].upper() + name[1:])
            tick.setToolTip(self._speaker.say(WRONG[kind]))

    def _make_fields(self) -> None:
        self._units: dict[str, QLabel] = {}
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        for row, (name, _kind, unit) in enumerate(MEASURES):
            self._names[name], self._problems[name] = QLabel(), QLabel(objectName="warning")
            self._names[name].setWordWrap(True)
            self._units[name] = QLabel(unit, objectName="unit")
            field = QLineEdit()
            field.setFixedWidth(72)
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.textEdited.connect(lambda _text: (self._judge(), self.edited.emit()))
            self.fields[name] = field
            self._problems[name].hide()
            self._grid.addWidget(self._names[name], 2 * row, 0)
            self._grid.addWidget(field, 2 * row, 1)
            self._grid.addWidget(self._units[name], 2 * row, 2)
            self._grid.addWidget(self._problems[name], 2 * row + 1, 0, 1, 3)

    def _words(self) -> dict[str, str]:
        return {
            "near_vertex_m": self.tr("Near-duplicate vertices: nearer than"),
            "spike_angle_deg": self.tr("Spike: sharper than"),
            "sliver_compactness": self.tr("Sliver: compactness (4πA/P²) below"),
            "sliver_width_m": self.tr("Sliver: mean width (2A/P) below"),
            "largest_gap_m2": self.tr("Gap: no larger than"),
            "dangle_m": self.tr("Dangling end: a line within"),
            "tolerance_m": self.tr("Rounding: narrower is no error"),
        }
