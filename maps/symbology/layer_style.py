"""The style of a layer as rules about its fields, free of any layer's rows: a planner's choice or a style file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from core.messages import Text, same
from layers.layer import GeometryKind, Notice
from maps.symbology.conditions import Columns, Condition, Mask, Test, renamed
from maps.symbology.landuse import UNKNOWN, UNKNOWN_LABEL, UNKNOWN_SYMBOL
from maps.symbology.marks import Blend, Marker, Symbol
from maps.symbology.stacking import faded, stacked
from maps.symbology.style import RoleStyle, role_style
from maps.symbology.symbols import NOTHING, ScaledSymbol, SymbolClass, Symbology, of_zones

if TYPE_CHECKING:
    from layers.layer import Layer

Method = Literal["single", "categorised", "graduated", "rules"]
METHODS: tuple[Method, ...] = ("single", "categorised", "graduated", "rules")
FALLBACK_MARKER = Marker("circle", 1.6, "#7A828F")
"""As the painter draws a point whose symbol has no marker."""
MOST_STACKS = 500
"""More combinations of rules than this are not told apart: the last rule that holds is drawn."""
_UNCLASSED = Text("未分类", "Unclassified")


@dataclass(frozen=True, slots=True)
class StyleClass:
    """Features that meet all ``conditions`` get ``symbol``; with ``otherwise`` those that no other class takes.

    Drawn between the two scale denominators where these are given.
    """

    key: str
    label: Text
    symbol: Symbol
    conditions: tuple[Test, ...] = ()
    otherwise: bool = False
    coded: bool = False
    min_denominator: float | None = None
    max_denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Grading:
    """How the classes of a graduated style were made: a way of ``maps.symbology.class_breaks``, how many, the colours,
    the unit as legends write it.
    """

    way: str = "quantiles"
    count: int = 5
    ramp: str = "viridis"
    turned: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LayerStyle:
    """A whole style: the first class whose conditions hold takes a feature; with ``every``, it is drawn by each class
    whose conditions hold, later ones above.

    Drawn between the two scale denominators where these are given. ``method``, ``field`` and ``grading`` are how the
    classes came about. ``notices`` list in words what the file has and this style has not.
    """

    kind: GeometryKind
    classes: tuple[StyleClass, ...]
    label_field: str | None = None
    min_denominator: float | None = None
    max_denominator: float | None = None
    notices: tuple[Notice, ...] = ()
    method: Method = "rules"
    field: str | None = None
    grading: Grading | None = None
    every: bool = False
    opacity: float = 1.0
    blend: Blend = "normal"

    def over(self, defaults: RoleStyle) -> RoleStyle:
        """The role's defaults with what this style says of the layer as a whole; the values are the planner's."""
        return replace(defaults, min_denominator=self.min_denominator, max_denominator=self.max_denominator, ours=False)


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
    field = classifying_field(layer)
    words = layer.words(field) if field is not None and layer.has_field(field) else None
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
        method="single" if words is None else "categorised",
        field=None if words is None else written,
    )


def classifying_field(layer: Layer) -> str | None:
    """The canonical field by which a layer is classed by default; None where all features look alike."""
    defaults = of_zones(role_style(layer.role), layer)
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


def renamed_fields(style: LayerStyle, names: Mapping[str, str]) -> LayerStyle:
    """The style with the names that fields have elsewhere."""
    classes = tuple(
        replace(one, conditions=tuple(renamed(test, names) for test in one.conditions)) for one in style.classes
    )
    field = style.field and names.get(style.field, style.field)
    label = style.label_field and names.get(style.label_field, style.label_field)
    return replace(style, classes=classes, field=field, label_field=label)


def applied(style: LayerStyle, layer: Layer) -> Symbology:
    """The symbols of a layer by a style; classes that do not occur are left out, rows of none are not drawn."""
    met = _met(style, layer)
    rows, classes = _stacked(style, met) if style.every else _first(style, met)
    present, numbers = np.unique(rows, return_inverse=True)
    found = tuple(classes[number] for number in present.tolist())
    return Symbology(found, numbers.ravel().astype(np.int64), style.opacity, style.blend)


def counts_of(style: LayerStyle, layer: Layer) -> list[int]:
    """How many rows each class of a style draws."""
    met = _met(style, layer)
    if style.every:
        return [int(mask.sum()) for mask in met]
    rows, _ = _first(style, met)
    return [int(count) for count in np.bincount(rows, minlength=len(style.classes) + 1)[: len(style.classes)]]


def drawn_of(symbol: Symbol, kind: GeometryKind) -> Symbol:
    """The part of a symbol that is drawn for that kind of geometry."""
    if kind == "point":
        return Symbol(marker=symbol.marker or FALLBACK_MARKER, under=symbol.under, opacity=symbol.opacity)
    if kind == "line":
        return Symbol(strokes=symbol.strokes, along=symbol.along, opacity=symbol.opacity)
    return replace(symbol, marker=None, under=())


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


def undecided(kind: GeometryKind, conditions: tuple[Test, ...] = (), *, otherwise: bool = False) -> StyleClass:
    """The class of features that a rule which was not understood may take."""
    label = Text("规则未能识别", "Rule not understood")
    return StyleClass("undecided", label, drawn_of(UNKNOWN_SYMBOL, kind), conditions, otherwise)


def _present(test: Test) -> Test:
    """The condition without "no value", which the class for everything else takes."""
    if not isinstance(test, Condition):
        return test
    return replace(test, values=tuple(value for value in test.values if value))


def _met(style: LayerStyle, layer: Layer) -> list[Mask]:
    """For every class the rows that meet its conditions; those otherwise what no class without it takes."""
    columns = Columns(layer)
    met = [np.zeros(0, dtype=np.bool_) if one.otherwise else columns.meets(one.conditions) for one in style.classes]
    taken = np.zeros(len(layer), dtype=np.bool_)
    for one, mask in zip(style.classes, met, strict=True):
        if not one.otherwise:
            taken |= mask
    return [~taken if one.otherwise else mask for one, mask in zip(style.classes, met, strict=True)]


def _first(style: LayerStyle, met: Sequence[Mask]) -> tuple[npt.NDArray[np.int64], list[SymbolClass]]:
    """The first class that holds; the last of the classes returned draws nothing."""
    size = len(met[0]) if met else 0
    rows = np.full(size, len(style.classes), dtype=np.int64)
    for number in range(len(style.classes) - 1, -1, -1):
        rows[met[number]] = number
    return rows, [*(_shown(one) for one in style.classes), _nothing()]


def _stacked(style: LayerStyle, met: Sequence[Mask]) -> tuple[npt.NDArray[np.int64], list[SymbolClass]]:
    """A class for every combination of rules that occurs."""
    if not met:
        return _first(style, met)
    packed = np.packbits(np.column_stack(met), axis=1)
    kinds, rows = np.unique(packed, axis=0, return_inverse=True)
    if len(kinds) > MOST_STACKS:
        return _first(replace(style, classes=style.classes[::-1]), met[::-1])
    held = np.unpackbits(kinds, axis=1, count=len(met)).astype(np.bool_)
    ordered = sorted(range(len(kinds)), key=lambda kind: np.flatnonzero(held[kind]).tolist() or [len(met)])
    place = np.empty(len(kinds), dtype=np.int64)
    place[ordered] = np.arange(len(kinds))
    classes = [_joined([style.classes[number] for number in np.flatnonzero(held[kind])]) for kind in ordered]
    return place[rows.ravel()], classes


def _joined(several: Sequence[StyleClass]) -> SymbolClass:
    """One legend line for rules that draw the same features."""
    if len(several) < 2:
        return _shown(several[0]) if several else _nothing()
    symbol = faded(several[0].symbol)
    for one in several[1:]:
        symbol = stacked(symbol, one.symbol)
    labels = [one.label for one in several if one.label.zh or one.label.en]
    label = Text("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))
    parts = tuple(ScaledSymbol(one.symbol, one.min_denominator, one.max_denominator) for one in several)
    limited = any(part.min_denominator or part.max_denominator for part in parts)
    return SymbolClass("+".join(one.key for one in several), label, symbol, parts=parts if limited else ())


def _shown(one: StyleClass) -> SymbolClass:
    if one.min_denominator is None and one.max_denominator is None:
        return SymbolClass(one.key, one.label, one.symbol, one.coded)
    part = ScaledSymbol(one.symbol, one.min_denominator, one.max_denominator)
    return SymbolClass(one.key, one.label, one.symbol, one.coded, (part,))


def _nothing() -> SymbolClass:
    return SymbolClass(UNKNOWN, _UNCLASSED, NOTHING)
