"""New styles for a layer: one symbol, a class for every value of a field, classes of numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from core.messages import Text, same
from layers.layer import GeometryKind
from maps.symbology.conditions import Condition
from maps.symbology.landuse import UNKNOWN, UNKNOWN_LABEL, UNKNOWN_SYMBOL, land_use_symbol, land_uses, nearest
from maps.symbology.layer_style import LayerStyle, StyleClass, drawn_of, style_of
from maps.symbology.marks import Marker, Stroke, Symbol
from maps.symbology.style import role_style
from maps.symbology.symbols import symbology

if TYPE_CHECKING:
    from layers.layer import Layer

MOST_VALUES = 120
"""More values than this get no class of their own; they share the class of all others."""
PALETTE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999",
    "#F7CE7D", "#ABDAF4", "#80CFB9", "#F8F2A1", "#80B9D9", "#EAAF80", "#E6BCD3", "#CCCCCC",
)  # fmt: skip
"""Okabe and Ito (2008), told apart with any sort of colour blindness, then the same halfway to white."""
REST = Text("其他", "Others")


def default_style(layer: Layer) -> LayerStyle:
    """What the layer's role gives it, as a style that can be changed."""
    return style_of(layer, symbology(layer))


def single(layer: Layer, base: Symbol | None = None) -> LayerStyle:
    """One symbol for all."""
    defaults = role_style(layer.role)
    label = defaults.label if layer.role is not None else same(layer.name)
    symbol = drawn_of(base or defaults.symbol, layer.kind)
    return LayerStyle(layer.kind, (StyleClass("all", label, symbol),), method="single")


def categorised(layer: Layer, field: str) -> LayerStyle:
    """A class for every value of ``field``, the most frequent of them if there are many; codes of land use get the
    colours and names of the standard."""
    counts = Counter(layer.words(field).tolist())
    counts.pop("", None)
    values = sorted(value for value, _ in counts.most_common(MOST_VALUES))
    coded = _are_codes(counts)
    classes = []
    for number, value in enumerate(values):
        test = (Condition(field, "in", (value,)),)
        use = nearest(value) if coded else None
        if use is not None:
            label = use.label if value in land_uses() else same(use.label.zh)
            symbol = drawn_of(land_use_symbol(value), layer.kind)
            classes.append(StyleClass(value, label, symbol, test, coded=True))
        else:
            symbol = plain_symbol(PALETTE[number % len(PALETTE)], layer.kind)
            classes.append(StyleClass(value, same(value), symbol, test))
    rest = StyleClass(UNKNOWN, UNKNOWN_LABEL if coded else REST, drawn_of(UNKNOWN_SYMBOL, layer.kind), otherwise=True)
    return LayerStyle(layer.kind, (*classes, rest), method="categorised", field=field)


def plain_symbol(colour: str, kind: GeometryKind) -> Symbol:
    """A symbol of one colour."""
    if kind == "point":
        return Symbol(marker=Marker("circle", 2.2, colour, Stroke("#FFFFFF", 0.2)))
    if kind == "line":
        return Symbol(strokes=(Stroke(colour, 0.5),))
    return Symbol(colour, strokes=(Stroke("#5F6670", 0.1),))


def _are_codes(counts: Counter[str]) -> bool:
    """Whether most features have a code of the classification."""
    whole = sum(counts.values())
    known = sum(count for value, count in counts.items() if value.isdecimal() and nearest(value) is not None)
    return whole > 0 and known >= 0.6 * whole
