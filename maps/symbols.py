"""Which symbol each feature of a layer gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.messages import Text, same
from maps.landuse import UNKNOWN, UNKNOWN_LABEL, UNKNOWN_SYMBOL, land_use_symbol, land_uses, nearest
from maps.marks import Hatch, Marker, Stroke, Symbol
from maps.style import RoleStyle, role_style

if TYPE_CHECKING:
    from layers.layer import Layer

__all__ = ["Hatch", "Marker", "Stroke", "Symbol", "SymbolClass", "Symbology", "symbology"]

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SymbolClass:
    """One line of a legend. ``key`` is the land-use code, the year or the class's name; ``coded`` shows it."""

    key: str
    label: Text
    symbol: Symbol
    coded: bool = False

    def caption(self) -> Text:
        """What the legend writes: the code, where there is one, and the name."""
        if not self.coded:
            return self.label
        return Text(f"{self.key} {self.label.zh}", f"{self.key} {self.label.en}")


@dataclass(frozen=True, eq=False)
class Symbology:
    """The classes that occur in a layer, in legend order, and the class number of every row."""

    classes: tuple[SymbolClass, ...]
    class_of_row: Rows


def symbology(layer: Layer) -> Symbology:
    """Symbols by the defaults of the layer's role; only classes that occur are listed."""
    style = role_style(layer.role)
    if style.classify == "landuse":
        return _by_land_use(layer, style.opacity)
    if style.classify == "years":
        return _by_year(layer, style)
    if style.classify == "values":
        return _by_value(layer, style)
    return _single(layer, style)


def _single(layer: Layer, style: RoleStyle) -> Symbology:
    label = style.label if layer.role is not None else same(layer.name)
    only = SymbolClass(style.role, label, style.symbol)
    return Symbology((only,), np.zeros(len(layer), dtype=np.int64))


def _words(layer: Layer, field: str | None) -> npt.NDArray[np.str_] | None:
    """The column as text, empty where there is no value; None without the column."""
    if field is None or field not in layer.frame.columns:
        return None
    words = layer.frame[field].astype("string").fillna("").str.strip()
    return np.asarray(words.to_numpy(dtype=object), dtype=np.str_)


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
