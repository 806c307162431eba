"""One symbol with its parts to change: fill, hatch, outline, marker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QDoubleSpinBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from gui.parts import Choice, TickBox
from gui.swatches import colour_icon
from maps.symbology.marks import (
    MARKER_SHAPES,
    NEW_FILL,
    NEW_HATCH,
    NEW_MARKER,
    NEW_RIM,
    NEW_STROKE,
    Hatch,
    Marker,
    Stroke,
    Symbol,
)

if TYPE_CHECKING:
    from layers.layer import GeometryKind

DASHES: tuple[tuple[float, ...], ...] = ((), (2.4, 1.0), (1.2, 0.8), (4.0, 1.2, 0.8, 1.2), (8.0, 1.6, 0.9, 1.6))


class Number(QDoubleSpinBox):
    """A number with a step that fits millimetres; Enter stays in the field."""

    def __init__(self, low: float, high: float, step: float, digits: int = 2) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setDecimals(digits)
        self.setKeyboardTracking(False)
        self.setMaximumWidth(96)


class ColourButton(QPushButton):
    """Shows a colour and asks for another, opacity included; ``picked`` carries it as ``#rrggbbaa``."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.colour = ""
        self.dialog: QColorDialog | None = None
        self.clicked.connect(self._ask)

    def show_colour(self, colour: str) -> None:
        """Show ``colour``."""
        self.colour = colour
        self.setIcon(colour_icon([colour]))
        self.setText(colour.upper())

    def _ask(self) -> None:
        from maps.symbology.colours import channels
        from maps.symbology.landuse import land_uses

        found = list(dict.fromkeys(use.colour for use in land_uses().values()))
        for number in range(QColorDialog.customCount()):
            QColorDialog.setCustomColor(number, QColor(found[number % len(found)]))
        dialog = QColorDialog(QColor(*channels(self.colour)), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setOption(QColorDialog.ColorDialogOption.ShowAlphaChannel)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._take)
        self.dialog = dialog
        dialog.open()

    def _take(self, colour: QColor) -> None:
        from maps.symbology.colours import hex_colour

        self.show_colour(hex_colour(colour.red(), colour.green(), colour.blue(), colour.alpha()))
        self.picked.emit(self.colour)


class SymbolPanel(QWidget):
    """Shows a symbol and changes it part by part; ``changed`` carries a function from the old symbol to the new one,
    which is then used for every class that is selected."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self._rows: dict[str, QLabel] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(6)
        self.fill_on, self.fill = TickBox(), ColourButton()
        self.hatch_on, self.hatch = TickBox(), ColourButton()
        self.angle, self.spacing = Number(-180, 180, 15, 0), Number(0.3, 50, 0.2)
        self.hatch_width = Number(0.02, 5, 0.05)
        self.line_on, self.line = TickBox(), ColourButton()
        self.width, self.offset, self.dash = Number(0, 10, 0.05), Number(-10, 10, 0.1), Choice()
        self.shape, self.size, self.turn = Choice(), Number(0.2, 30, 0.2), Number(-360, 360, 15, 0)
        self.opacity = Number(0, 100, 5, 0)
        self._add("fill", self.fill_on, self.fill)
        self._add("hatch", self.hatch_on, self.hatch)
        self._add("lines", self.angle, self.spacing, self.hatch_width)
        self._add("outline", self.line_on, self.line)
        self._add("stroke", self.width, self.offset)
        self._add("dash", self.dash)
        self._add("shape", self.shape)
        self._add("size", self.size, self.turn)
        self._add("opacity", self.opacity)
        self._connect()

    def retranslate(self) -> None:
        """Say everything anew."""
        words = {
            "fill": self.tr("Fill"),
            "hatch": self.tr("Hatch"),
            "lines": self.tr("Angle, spacing, width (mm)"),
            "outline": self.tr("Line"),
            "stroke": self.tr("Width, offset inwards (mm)"),
            "dash": self.tr("Dashes"),
            "shape": self.tr("Shape"),
            "size": self.tr("Size (mm), turned by (°)"),
            "opacity": self.tr("Opacity (%)"),
        }
        for name, label in self._rows.items():
            label.setText(words[name])
        dashes = (self.tr("Solid"), self.tr("Dashed"), self.tr("Short dashes"), self.tr("Dash-dot"))
        _fill_choice(self.dash, [*dashes, self.tr("Long dash-dot"), self.tr("As it is")])
        shapes = (self.tr("Circle"), self.tr("Square"), self.tr("Triangle"), self.tr("Diamond"), self.tr("Cross"))
        _fill_choice(self.shape, [*shapes, self.tr("Star"), self.tr("Pentagon"), self.tr("Hexagon")])
        for widget, name in ((self.fill, "fill"), (self.hatch, "hatch"), (self.line, "outline"), (self.dash, "dash")):
            widget.setAccessibleName(words[name])

    def show_symbol(self, symbol: Symbol | None, kind: GeometryKind) -> None:
        """Show a symbol; None: nothing is selected."""
        self.setEnabled(symbol is not None)
        area, point = kind == "polygon", kind == "point"
        shown = {"fill": area or point, "hatch": area, "lines": area, "outline": True, "stroke": True}
        shown |= {"dash": not point, "shape": point, "size": point, "opacity": True}
        for name, label in self._rows.items():
            self._form.setRowVisible(label, shown[name])
        self.fill_on.setVisible(area)
        if symbol is None:
            return
        self._filling = True
        marker = symbol.marker or NEW_MARKER
        fill = marker.fill if point else symbol.fill
        self.fill_on.setChecked(fill is not None)
        self.fill.show_colour(fill or NEW_FILL)
        hatch = symbol.hatches[0] if symbol.hatches else NEW_HATCH
        self.hatch_on.setChecked(bool(symbol.hatches))
        self.hatch.show_colour(hatch.colour)
        self.angle.setValue(hatch.angle_deg)
        self.spacing.setValue(hatch.spacing_mm)
        self.hatch_width.setValue(hatch.width_mm)
        strokes = ((marker.stroke,) if marker.stroke else ()) if point else symbol.strokes
        stroke = strokes[-1] if strokes else NEW_STROKE
        self.line_on.setChecked(bool(strokes))
        self.line.show_colour(stroke.colour)
        self.width.setValue(stroke.width_mm)
        self.offset.setValue(stroke.offset_mm)
        self.offset.setVisible(not point)
        self.dash.setCurrentIndex(DASHES.index(stroke.dash_mm) if stroke.dash_mm in DASHES else len(DASHES))
        self.shape.setCurrentIndex(MARKER_SHAPES.index(marker.shape) if marker.shape in MARKER_SHAPES else 0)
        self.size.setValue(marker.size_mm)
        self.turn.setValue(marker.angle_deg)
        self.opacity.setValue(symbol.opacity * 100)
        self._kind = kind
        self._filling = False

    def _add(self, name: str, *widgets: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        label = QLabel()
        self._rows[name] = label
        self._form.addRow(label, row)

    def _connect(self) -> None:
        for tick in (self.fill_on, self.hatch_on, self.line_on):
            tick.clicked.connect(lambda _checked=False: self._tell(_switched(self)))
        self.fill.picked.connect(lambda colour: self._tell(lambda symbol: _with_fill(symbol, colour, self._kind)))
        self.hatch.picked.connect(lambda colour: self._tell(lambda symbol: _with_hatch(symbol, colour=colour)))
        self.line.picked.connect(
            lambda colour: self._tell(lambda symbol: _with_line(symbol, self._kind, colour=colour))
        )
        for widget, name in ((self.angle, "angle_deg"), (self.spacing, "spacing_mm"), (self.hatch_width, "width_mm")):
            widget.valueChanged.connect(
                lambda value, name=name: self._tell(lambda symbol: _with_hatch(symbol, **{name: value}))
            )
        for widget, name in ((self.width, "width_mm"), (self.offset, "offset_mm")):
            widget.valueChanged.connect(
                lambda value, name=name: self._tell(lambda symbol: _with_line(symbol, self._kind, **{name: value}))
            )
        self.dash.activated.connect(self._dash)
        self.shape.activated.connect(
            lambda number: self._tell(lambda symbol: _with_marker(symbol, shape=MARKER_SHAPES[number]))
        )
        self.size.valueChanged.connect(lambda value: self._tell(lambda symbol: _with_marker(symbol, size_mm=value)))
        self.turn.valueChanged.connect(lambda value: self._tell(lambda symbol: _with_marker(symbol, angle_deg=value)))
        self.opacity.valueChanged.connect(lambda value: self._tell(lambda symbol: replace(symbol, opacity=value / 100)))

    def _dash(self, number: int) -> None:
        if number < len(DASHES):
            self._tell(lambda symbol: _with_line(symbol, self._kind, dash_mm=DASHES[number]))

    def _tell(self, change: Callable[[Symbol], Symbol]) -> None:
        if not self._filling:
            self.changed.emit(change)


def _switched(panel: SymbolPanel) -> Callable[[Symbol], Symbol]:
    """The parts that are ticked, as the panel shows those that were not there."""
    hatch = Hatch(panel.hatch.colour, panel.angle.value(), panel.spacing.value(), panel.hatch_width.value())
    stroke = Stroke(panel.line.colour, panel.width.value() or 0.2)
    fill, fills, hatched, lined = panel.fill.colour, panel.fill_on, panel.hatch_on, panel.line_on
    fill_on, hatch_on, line_on, point = (
        fills.isChecked(),
        hatched.isChecked(),
        lined.isChecked(),
        panel._kind == "point",
    )

    def change(symbol: Symbol) -> Symbol:
        if point:
            marker = symbol.marker or Marker("circle", 2.0, fill)
            return replace(symbol, marker=replace(marker, stroke=(marker.stroke or stroke) if line_on else None))
        return replace(
            symbol,
            fill=(symbol.fill or fill) if fill_on else None,
            hatches=(symbol.hatches or (hatch,)) if hatch_on else (),
            strokes=(symbol.strokes or (stroke,)) if line_on else (),
        )

    return change


def _with_fill(symbol: Symbol, colour: str, kind: GeometryKind) -> Symbol:
    return _with_marker(symbol, fill=colour) if kind == "point" else replace(symbol, fill=colour)


def _with_hatch(symbol: Symbol, **changes: object) -> Symbol:
    hatches = symbol.hatches or (NEW_HATCH,)
    return replace(symbol, hatches=(replace(hatches[0], **changes), *hatches[1:]))


def _with_line(symbol: Symbol, kind: GeometryKind, **changes: object) -> Symbol:
    """The uppermost line, or the rim of a marker."""
    if kind == "point":
        marker = symbol.marker or NEW_MARKER
        changes.pop("offset_mm", None)
        rim = replace(marker.stroke or NEW_RIM, **changes)
        return replace(symbol, marker=replace(marker, stroke=rim))
    strokes = symbol.strokes or (NEW_STROKE,)
    return replace(symbol, strokes=(*strokes[:-1], replace(strokes[-1], **changes)))


def _with_marker(symbol: Symbol, **changes: object) -> Symbol:
    return replace(symbol, marker=replace(symbol.marker or NEW_MARKER, **changes))


def _fill_choice(choice: Choice, words: list[str]) -> None:
    number = max(choice.currentIndex(), 0)
    choice.clear()
    choice.addItems(words)
    choice.setCurrentIndex(number)
