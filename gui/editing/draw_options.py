"""What new features get: their land from nobody or from their neighbours, and a land-use class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.parts import Choice, plain_label

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from gui.map_layers import MapLayer
    from layers.editing.areas import Against
    from layers.editing.newcomers import Attributes
    from layers.layer import Layer

EMPTY, NEIGHBOUR = "", "\x00"
"""The two choices that are no code."""
MOST_CODES = 200
MOST_ROWS = 200_000
"""Of a larger layer only every second, third, … row is looked at for the codes in use."""
AGAINST: tuple[Against, ...] = ("fill", "take")


@dataclass(frozen=True)
class CodeFields:
    """How a layer keeps classes: the table's own names of code and class name ("": none), the codes in use with the
    names written beside them, whether codes are numbers there, and all its own field names."""

    code: str
    name: str
    codes: dict[str, str]
    numeric: bool
    fields: tuple[str, ...]


class NewFeatures(QObject):
    """What was chosen for new features; all drawing tools share it. ``changed``: other choices, or other layers."""

    changed = Signal()

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self._context = context
        self.against: Against = "fill"
        self.code = EMPTY
        self.known: CodeFields | None = None
        self._member: MapLayer | None = None
        context.changed.connect(self._follow)
        self._follow()

    def attributes(self) -> Attributes:
        """What new features get, under the table's own field names."""
        from layers.editing.newcomers import Attributes

        known = self.known
        if known is None or self.code == EMPTY:
            return Attributes()
        kept = {known.code, known.name}
        if self.code == NEIGHBOUR:
            return Attributes(dict.fromkeys(name for name in known.fields if name not in kept), as_neighbour=True)
        values: dict[str, Any] = {known.code: int(self.code) if known.numeric else self.code}
        if known.name:
            values[known.name] = known.codes[self.code]
        return Attributes(values)

    def choose(self, *, against: Against | None = None, code: str | None = None) -> None:
        """Take another choice."""
        self.against = against if against is not None else self.against
        self.code = code if code is not None else self.code
        self.changed.emit()

    def _follow(self) -> None:
        """Another layer has other codes."""
        member = self._context.member
        if member is None or not self._context.ready:
            self.changed.emit()
            return
        if self._member is not None and self._member.layer.name == member.layer.name:
            self.changed.emit()
            return
        self._member, self.known = member, None
        self.changed.emit()
        layer = member.layer
        self._context.session.jobs.submit(
            self.tr("Reading the classes of the layer"),
            lambda _feedback: codes_of(layer),
            lambda known: self._take(member, known),
        )

    def _take(self, member: MapLayer, known: CodeFields | None) -> None:
        if member is not self._member:
            return
        self.known = known
        if known is None or (self.code != NEIGHBOUR and self.code not in known.codes):
            self.code = EMPTY
        self.changed.emit()


def new_features_of(context: EditContext) -> NewFeatures:
    """The choices that the tools of a window share."""
    return context.findChild(NewFeatures) or NewFeatures(context)


def codes_of(layer: Layer) -> CodeFields | None:
    """The classes in use in a layer; None where it keeps none. For a worker."""
    import numpy as np

    from layers.formats.land_use_classes import land_use_classes

    code = layer.column_named("class_code")
    if code is None:
        return None
    step = len(layer) // MOST_ROWS + 1
    codes, first = np.unique(layer.words(code)[::step], return_index=True)
    names = layer.words("class_name")[::step]
    listed = land_use_classes()
    used = {
        str(one): str(names[row]) or (listed[str(one)].name if str(one) in listed else "")
        for one, row in list(zip(codes.tolist(), first.tolist(), strict=True))[:MOST_CODES]
        if one
    }
    own = {name: layer.fields.get(name, name) for name in layer.field_names()}
    name = layer.column_named("class_name")
    kind = layer.some(np.arange(min(len(layer), 1)))[code].dtype.kind
    numeric = kind in "iu" and all(one.isdigit() for one in used)
    return CodeFields(own[code], own[name] if name else "", used, numeric, tuple(own.values()))


class DrawOptions(QWidget):
    """The choices in the bar."""

    def __init__(self, context: EditContext) -> None:
        super().__init__()
        self._context = context
        self.chosen = new_features_of(context)
        self.against, self.code = Choice(), Choice()
        self.code_label = plain_label(muted=True)
        for choice in (self.against, self.code):
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)
        for part in (self.against, self.code_label, self.code):
            self.row.addWidget(part)
        self.against.activated.connect(lambda row: self.chosen.choose(against=AGAINST[row]))
        self.code.activated.connect(lambda row: self.chosen.choose(code=self.code.itemData(row)))
        for choice in (self.against, self.code):  # the next key is for the map
            choice.activated.connect(lambda _row: context.canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.chosen.changed.connect(self.refresh)
        context.speaker.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the choices that there are for the layer in hand."""
        context, chosen = self._context, self.chosen
        self.against.clear()
        self.against.addItems([self.tr("Fill free land"), self.tr("Take from neighbours")])
        self.against.setCurrentIndex(AGAINST.index(chosen.against))
        self.against.setToolTip(self.tr("What a new polygon does where others lie already."))
        self.against.setAccessibleName(self.tr("Against neighbours"))
        self.against.setVisible(context.coverage and context.kind == "polygon")
        self.code_label.setText(self.tr("Class"))
        self.code.setAccessibleName(self.tr("Class of new features"))
        self.code.clear()
        self.code.addItem(self.tr("Empty"), EMPTY)
        known = chosen.known
        if context.kind == "polygon":
            self.code.addItem(self.tr("As the neighbour"), NEIGHBOUR)
        for code, name in (known.codes if known is not None else {}).items():
            self.code.addItem(f"{code}  {name}".rstrip(), code)
        self.code.setCurrentIndex(max(self.code.findData(chosen.code), 0))
        self.code.setVisible(known is not None)
        self.code_label.setVisible(known is not None)
