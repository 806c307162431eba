"""The style of a layer as rules about its fields: what a style file says, free of any one layer's rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from core.messages import Text, same
from layers.layer import GeometryKind, Notice
from maps.landuse import UNKNOWN, UNKNOWN_LABEL, UNKNOWN_SYMBOL
from maps.marks import Colour, Marker, Stroke, Symbol
from maps.style import role_style
from maps.symbols import SymbolClass, Symbology

if TYPE_CHECKING:
    import pandas as pd

    from layers.layer import Layer

Operator = Literal["in", "not in", "<", "<=", ">", ">="]
Mask = npt.NDArray[np.bool_]

NOTHING = Symbol(marker=Marker("circle", 0.01, "#00000000"))
"""What is not drawn, points too."""
FALLBACK_MARKER = Marker("circle", 1.6, "#7A828F")
"""As the painter draws a point whose symbol has no marker."""
_UNCLASSED = Text("未分类", "Unclassified")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a field: with texts for ``in`` and ``not in`` ("" is no value), else with one number."""

    field: str
    operator: Operator
    values: tuple[str, ...]

    @property
    def number(self) -> float:
        """The limit of an order comparison."""
        return float(self.values[0])


@dataclass(frozen=True, slots=True)
class StyleClass:
    """Features that meet all ``conditions`` get ``symbol``; with ``otherwise`` those that no other class takes."""

    key: str
    label: Text
    symbol: Symbol
    conditions: tuple[Condition, ...] = ()
    otherwise: bool = False
    coded: bool = False


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """A whole style: the first class whose conditions hold takes a feature.

    Drawn between the two scale denominators where these are given. ``notices`` list in words what the file has and
    this style has not.
    """

    kind: GeometryKind
    classes: tuple[StyleClass, ...]
    label_field: str | None = None
    min_denominator: float | None = None
    max_denominator: float | None = None
    notices: tuple[Notice, ...] = ()


def style_of(
    layer: Layer,
    symbology: Symbology,
    *,
    names: Mapping[str, str] | None = None,
    kept: Sequence[str] | None = None,
    label_field: str | None = None,
) -> LayerStyle:
    """The style that gives every row of ``layer`` the class it has in ``symbology``.

    ``names`` maps the layer's columns to the names they have in the file that is styled; ``kept`` has for every row
    what the classifying field holds there, where that is not what the layer made of it.
    """
    defaults = role_style(layer.role)
    field = classifying_field(layer.role)
    words = None if field is None or field not in layer.frame.columns else _words(layer.frame[field])
    if words is not None and kept is not None:
        words = np.array(kept, dtype=np.str_)
    written = (names or {}).get(field or "", field or "")
    classes = []
    for number, one in enumerate(symbology.classes):
        rest = words is None or one.key in (UNKNOWN, defaults.role)
        here = () if words is None else tuple(sorted(set(words[symbology.class_of_row == number].tolist())))
        if here == ("",):
            rest = True
        conditions = () if rest else (Condition(written, "in", here),)
        alone = len(symbology.classes) == 1 and words is None
        symbol = drawn_of(one.symbol, layer.kind)
        classes.append(StyleClass(one.key, one.label, symbol, conditions, rest and not alone, one.coded))
    return LayerStyle(
        layer.kind,
        tuple(classes),
        None if label_field is None else (names or {}).get(label_field, label_field),
        defaults.min_denominator,
        defaults.max_denominator,
    )


def classifying_field(role: str | None) -> str | None:
    """The canonical field by which layers of a role are classed; None where all features look alike."""
    defaults = role_style(role)
    return {"landuse": "class_code", "years": defaults.field, "values": defaults.field}.get(defaults.classify)


def lasting(style: LayerStyle, role: str | None) -> LayerStyle:
    """The style with a class for values that other programs may enter later: what we would show for them."""
    defaults = role_style(role)
    if any(one.otherwise for one in style.classes):
        if len(style.classes) > 1:
            return style
        return replace(style, classes=(replace(style.classes[0], otherwise=False),))
    if style.classes and not style.classes[0].conditions:
        return style
    classes = tuple(replace(one, conditions=tuple(map(_present, one.conditions))) for one in style.classes)
    rest = StyleClass(defaults.role, defaults.label, drawn_of(defaults.symbol, style.kind), otherwise=True)
    if defaults.classify == "landuse":
        rest = StyleClass(UNKNOWN, UNKNOWN_LABEL, drawn_of(UNKNOWN_SYMBOL, style.kind), otherwise=True)
    return replace(style, classes=(*classes, rest) if classes else (replace(rest, otherwise=False),))


def applied(style: LayerStyle, layer: Layer) -> Symbology:
    """The symbols of a layer by a style; classes that do not occur are left out, rows of none are not drawn."""
    rows = np.full(len(layer), -1, dtype=np.int64)
    for number, one in enumerate(style.classes):
        if one.otherwise:
            continue
        rows[(rows < 0) & _meets(one.conditions, layer)] = number
    rest = next((number for number, one in enumerate(style.classes) if one.otherwise), len(style.classes))
    rows[rows < 0] = rest
    every = [SymbolClass(one.key, one.label, one.symbol, one.coded) for one in style.classes]
    every.append(SymbolClass(UNKNOWN, _UNCLASSED, NOTHING))
    present, numbers = np.unique(rows, return_inverse=True)
    return Symbology(tuple(every[number] for number in present.tolist()), numbers.ravel().astype(np.int64))


def drawn_of(symbol: Symbol, kind: GeometryKind) -> Symbol:
    """The part of a symbol that is drawn for that kind of geometry."""
    if kind == "point":
        return Symbol(marker=symbol.marker or FALLBACK_MARKER)
    if kind == "line":
        return Symbol(strokes=symbol.strokes)
    return Symbol(symbol.fill, symbol.hatches, symbol.strokes)


def faded(symbol: Symbol, opacity: float) -> Symbol:
    """The symbol with all its colours thinned to a share of their opacity."""
    if opacity >= 1:
        return symbol
    marker = symbol.marker
    if marker is not None:
        rim = marker.stroke and _faded_stroke(marker.stroke, opacity)
        marker = replace(marker, fill=thinned(marker.fill, opacity), stroke=rim)
    return Symbol(
        None if symbol.fill is None else thinned(symbol.fill, opacity),
        tuple(replace(hatch, colour=thinned(hatch.colour, opacity)) for hatch in symbol.hatches),
        tuple(_faded_stroke(stroke, opacity) for stroke in symbol.strokes),
        marker,
    )


def thinned(colour: Colour, opacity: float) -> Colour:
    """A colour with its opacity multiplied; ``#rrggbb`` where it stays full."""
    red, green, blue, alpha = channels(colour)
    return hex_colour(red, green, blue, round(alpha * max(0.0, min(1.0, opacity))))


def channels(colour: Colour) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity, each 0…255."""
    digits = colour.lstrip("#")
    red, green, blue, *alpha = (int(digits[i : i + 2], 16) for i in range(0, len(digits), 2))
    return red, green, blue, alpha[0] if alpha else 255


def hex_colour(red: int, green: int, blue: int, alpha: int = 255) -> Colour:
    """``#RRGGBB``, with two more digits where it is not opaque."""
    parts = [red, green, blue] if alpha >= 255 else [red, green, blue, alpha]
    return "#" + "".join(f"{max(0, min(255, part)):02X}" for part in parts)


def unread(file: str, thing: Text) -> Notice:
    """The notice that something in a style file is not shown here."""
    message = Text("样式 {file} 里的{thing}没有采用。", "{thing} of the style {file} was not taken over.")
    return Notice("style.unread", message.format(file=file, thing=thing), file)


def listed_once(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """Each notice once, in order."""
    return tuple({notice.message.en: notice for notice in notices}.values())


def range_label(low: float, high: float) -> Text:
    """The label of a range that has none."""
    return same(f"{low:g} – {high:g}")


def _present(condition: Condition) -> Condition:
    """The condition without "no value", which the class for everything else takes."""
    return replace(condition, values=tuple(value for value in condition.values if value))


def _faded_stroke(stroke: Stroke, opacity: float) -> Stroke:
    return replace(stroke, colour=thinned(stroke.colour, opacity))


def _meets(conditions: Sequence[Condition], layer: Layer) -> Mask:
    met = np.ones(len(layer), dtype=bool)
    for condition in conditions:
        column = _column(layer, condition.field)
        if column is None:
            return np.zeros(len(layer), dtype=bool)
        met &= _holds(condition, column)
    return met


def _holds(condition: Condition, column: pd.Series[Any]) -> Mask:
    import pandas as pd

    words = _words(column)
    if condition.operator in ("in", "not in"):
        found = np.isin(words, list(condition.values))
        return found if condition.operator == "in" else ~found
    numbers = pd.to_numeric(pd.Series(words), errors="coerce").to_numpy(dtype="float64")
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[condition.operator]
    return np.asarray(compare(numbers, condition.number), dtype=bool)


def _column(layer: Layer, name: str) -> pd.Series[Any] | None:
    """The column that a style calls ``name``: by its name here or in the layer's own file, whatever the case."""
    columns = {str(column): str(column) for column in layer.frame.columns if column != "geometry"}
    columns |= {source: canonical for canonical, source in layer.fields.items() if source not in columns}
    folded = {key.casefold(): value for key, value in columns.items()}
    found = columns.get(name, folded.get(name.casefold()))
    return None if found is None else layer.frame[found]


def _words(column: pd.Series[Any]) -> npt.NDArray[np.str_]:
    """A column as text, whole numbers without ``.0``, "" where there is no value."""
    from layers.values import as_text

    return np.asarray(as_text(column).fillna("").to_numpy(dtype=object), dtype=np.str_)
