"""Which symbol each feature of a layer gets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.messages import Text, same
from maps.symbology.landuse import UNKNOWN, UNKNOWN_LABEL, UNKNOWN_SYMBOL, land_use_symbol, land_uses, nearest
from maps.symbology.marks import Blend, Hatch, Marker, Stroke, Symbol
from maps.symbology.stacking import at_scale, faded, stacked
from maps.symbology.style import RoleStyle, role_style

if TYPE_CHECKING:
    from layers.layer import Layer

__all__ = ["NOTHING", "Hatch", "Marker", "ScaledSymbol", "Stroke", "Symbol", "SymbolClass", "Symbology", "symbology"]

Rows = npt.NDArray[np.int64]

NOTHING = Symbol(marker=Marker("circle", 0.01, "#00000000"))
"""What is not drawn, points too."""


@dataclass(frozen=True, slots=True)
class ScaledSymbol:
    """A symbol drawn while the scale denominator lies between the two limits (None: no limit)."""

    symbol: Symbol
    min_denominator: float | None = None
    max_denominator: float | None = None

    def shown_at(self, denominator: float) -> bool:
        """Whether it is drawn at 1 : ``denominator``."""
        if self.min_denominator is not None and denominator < self.min_denominator:
            return False
        return self.max_denominator is None or denominator <= self.max_denominator


@dataclass(frozen=True, slots=True)
class SymbolClass:
    """One line of a legend. ``key`` is the land-use code, the year or the class's name; ``coded`` shows it.

    With ``parts``, ``symbol`` is all of them on each other; those of the scale are what is drawn.
    """

    key: str
    label: Text
    symbol: Symbol
    coded: bool = False
    parts: tuple[ScaledSymbol, ...] = ()

    def caption(self) -> Text:
        """What the legend writes: the code, where there is one, and the name."""
        if not self.coded:
            return self.label
        return Text(f"{self.key} {self.label.zh}", f"{self.key} {self.label.en}")

    def drawn_at(self, denominator: float) -> Symbol:
        """What is drawn at 1 : ``denominator``: opacity in the colours, every length in millimetres."""
        if not self.parts:
            return at_scale(faded(self.symbol), denominator)
        drawn = NOTHING
        for number, part in enumerate(one for one in self.parts if one.shown_at(denominator)):
            drawn = stacked(drawn, part.symbol) if number else faded(part.symbol)
        return at_scale(drawn, denominator)


@dataclass(frozen=True, eq=False)
class Symbology:
    """The classes that occur in a layer, in legend order, and the class number of every row.

    ``opacity`` and ``blend`` are those of the layer as a whole: it is drawn by itself, then laid on what is below.
    """

    classes: tuple[SymbolClass, ...]
    class_of_row: Rows
    opacity: float = 1.0
    blend: Blend = "normal"

    @property
    def grouped(self) -> bool:
        """Whether the layer must be drawn by itself before it is laid on the others."""
        return self.opacity < 1.0 or self.blend != "normal"

    def symbols_at(self, denominator: float) -> tuple[Symbol, ...]:
        """What a painter draws for each class at 1 : ``denominator``."""
        return tuple(one.drawn_at(denominator) for one in self.classes)


def symbology(layer: Layer) -> Symbology:
    """Symbols by the defaults of the layer's role; only classes that occur are listed."""
    style = of_zones(role_style(layer.role), layer)
    if style.classify == "landuse":
        return _by_land_use(layer, style.opacity)
    if style.classify == "years":
        return _by_year(layer, style)
    if style.classify == "values":
        return _by_value(layer, style)
    return _single(layer, style)


def of_zones(style: RoleStyle, layer: Layer) -> RoleStyle:
    """The style by zones where the layer has them and lacks the field by which it would be classed."""
    if style.zone_field is None or not layer.has_field(style.zone_field):
        return style
    if style.field is not None and layer.has_field(style.field):
        return style
    return replace(style, classify="values", field=style.zone_field, classes=style.zone_classes)


def _single(layer: Layer, style: RoleStyle) -> Symbology:
    label = style.label if layer.role is not None else same(layer.name)
    only = SymbolClass(style.role, label, style.symbol)
    return Symbology((only,), np.zeros(len(layer), dtype=np.int64))


def _words(layer: Layer, field: str | None) -> npt.NDArray[np.str_] | None:
    """The column as text, empty where there is no value; None without the column."""
    return layer.words(field) if field is not None and layer.has_field(field) else None


def _by_land_use(layer: Layer, opacity: float) -> Symbology:
    codes = _words(layer, "class_code")
    if codes is None:
        codes = np.full(len(layer), "", dtype=np.str_)
    found, inverse = np.unique(codes, return_inverse=True)
    known = [code for code in found.tolist() if nearest(code) is not None]
    number = {code: index for index, code in enumerate(known)}
    classes = [
        SymbolClass(code, _land_use_label(layer, code), land_use_symbol(code, opacity), coded=True) for code in known
    ]
    if len(known) < len(found):
        classes.append(SymbolClass(UNKNOWN, UNKNOWN_LABEL, UNKNOWN_SYMBOL))
    numbers = np.array([number.get(code, len(known)) for code in found.tolist()], dtype=np.int64)
    return Symbology(tuple(classes), numbers[inverse.ravel()] if len(found) else numbers)


def _land_use_label(layer: Layer, code: str) -> Text:
    """The guide's name; a local sub-class has the name its data give it, else its parent's."""
    exact = land_uses().get(code)
    if exact is not None:
        return exact.label
    names = _words(layer, "class_name")
    if names is not None:
        codes = _words(layer, "class_code")
        given = names[(codes == code) & (names != "")]
        if len(given):
            return same(str(given[0]))
    parent = nearest(code)
    assert parent is not None
    return parent.label


def _by_value(layer: Layer, style: RoleStyle) -> Symbology:
    words = _words(layer, style.field)
    if words is None:
        return _single(layer, style)
    rows = np.full(len(layer), len(style.classes), dtype=np.int64)
    for number, rule in enumerate(style.classes):
        rows[np.isin(words, list(rule.values))] = number
    classes = [SymbolClass(rule.key, rule.label, rule.symbol) for rule in style.classes]
    classes.append(SymbolClass(style.role, style.label, style.symbol))
    return _occurring(classes, rows)


def _by_year(layer: Layer, style: RoleStyle) -> Symbology:
    """The latest year gets the role's symbol, earlier years that of the rule ``earlier``; no year counts as latest."""
    words = _words(layer, style.field)
    earlier = next(rule for rule in style.classes if "earlier" in rule.values)
    years = sorted({word for word in words.tolist() if word}) if words is not None else []
    if words is None or not years:
        return _single(layer, style)
    classes = []
    rows = np.zeros(len(layer), dtype=np.int64)
    for number, year in enumerate(reversed(years)):
        symbol = style.symbol if number == 0 else earlier.symbol
        label = Text(f"{style.label.zh}（{year}年）", f"{style.label.en} ({year})")
        classes.append(SymbolClass(year, label, symbol))
        rows[words == year] = number
    return _occurring(classes, rows)


def _occurring(classes: list[SymbolClass], rows: Rows) -> Symbology:
    """Drop the classes without a feature."""
    present, numbers = np.unique(rows, return_inverse=True)
    return Symbology(tuple(classes[i] for i in present.tolist()), numbers.ravel().astype(np.int64))
