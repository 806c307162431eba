"""OGC Styled Layer Descriptors (.sld), versions 1.0 and 1.1.

Sizes are pixels of 0.28 mm, as the standard defines them. The rotation of a hatch counts anticlockwise, as QGIS
reads and writes it, although the standard says clockwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

from core.errors import AppError
from core.messages import Text, same
from layers.formats.xml_text import parse_xml
from layers.layer import GeometryKind, Notice
from maps.style_files.filters import FilterError, escaped
from maps.style_files.qml import read_bytes
from maps.style_files.sld_writing import PIXEL_MM, write_sld
from maps.symbology.colours import thinned
from maps.symbology.conditions import Condition, Order, Test, all_of, any_of, flat, negated
from maps.symbology.layer_style import LayerStyle, StyleClass, listed_once, undecided, unread
from maps.symbology.marks import Colour, Hatch, Marker, MarkerShape, Stroke, Symbol
from maps.symbology.stacking import stacked

__all__ = ["parse_sld", "read_sld", "write_sld"]

_KINDS: dict[str, GeometryKind] = {
    "PolygonSymbolizer": "polygon", "LineSymbolizer": "line", "PointSymbolizer": "point",
}  # fmt: skip
_ORDERS: dict[str, Order] = {
    "PropertyIsLessThan": "<",
    "PropertyIsLessThanOrEqualTo": "<=",
    "PropertyIsGreaterThan": ">",
    "PropertyIsGreaterThanOrEqualTo": ">=",
}
_SHAPES: dict[str, MarkerShape] = {
    "circle": "circle", "square": "square", "triangle": "triangle", "star": "star", "cross": "cross",
    "cross_fill": "cross", "diamond": "diamond", "pentagon": "pentagon",
    "hexagon": "hexagon", "line": "line", "shape://vertline": "line",
}  # fmt: skip
_LINES: dict[str, tuple[int, ...]] = {
    "horline": (0,),
    "shape://horline": (0,),
    "vertline": (90,),
    "shape://vertline": (90,),
    "line": (90,),
}
_LINES |= {"slash": (45,), "shape://slash": (45,), "backslash": (135,), "shape://backslash": (135,)}
_LINES |= {"shape://times": (45, 135), "x": (45, 135), "shape://plus": (0, 90)}


def read_sld(path: Path) -> LayerStyle:
    """Read a .sld file. Raises AppError ``style.…`` or ``xml.…`` when it holds no style that can be shown."""
    return parse_sld(read_bytes(path), path.name)


def parse_sld(content: bytes, file: str) -> LayerStyle:
    """The style in the text of a .sld."""
    root = parse_xml(content, file)
    if _local(root) != "StyledLayerDescriptor":
        message = Text("{file} 不是 SLD 样式。", "{file} is no SLD style.").format(file=file)
        raise AppError("style.not_a_style", message, Text("请重新导出 .sld。", "Export the .sld again."))
    return _Reader(file).style(root)


class _Reader:
    """Reads one document."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._notices: list[Notice] = []
        self._kind: GeometryKind | None = None
        self._label: str | None = None
        self._lost = False

    def style(self, root: Element) -> LayerStyle:
        styles = [one for one in root.iter() if _local(one) == "UserStyle"]
        if len(styles) > 1:
            self._miss(Text("第一个以外的样式", "Styles after the first"))
        classes: list[StyleClass] = []
        for rule in (one for one in (styles[0].iter() if styles else ()) if _local(one) == "Rule"):
            found = self._rule(rule)
            if found is not None:
                _add(classes, found)
        if not classes:
            message = Text("{file} 里没有可采用的规则。", "{file} has no rule that can be used.").format(
                file=self._file
            )
            raise AppError("style.empty", message, Text("请重新导出 .sld。", "Export the .sld again."))
        kind = self._kind or "polygon"
        if self._lost:
            classes = [*(one for one in classes if not one.otherwise), undecided(kind, otherwise=True)]
        limits = {(one.min_denominator, one.max_denominator) for one in classes}
        smallest, largest = limits.pop() if len(limits) == 1 else (None, None)
        if not limits:
            classes = [replace(one, min_denominator=None, max_denominator=None) for one in classes]
        notices = listed_once(self._notices)
        return LayerStyle(kind, tuple(classes), self._label, smallest, largest, notices, every=True)

    def _rule(self, rule: Element) -> StyleClass | None:
        symbol, drawn = Symbol(), False
        for element in rule:
            name = _local(element)
            if name in _KINDS:
                drawn = True
                # A polygon may have its outline as a LineSymbolizer: the first kind with an area stays.
                if self._kind is None or (self._kind == "line" and name == "PolygonSymbolizer"):
                    self._kind = _KINDS[name]
                symbol = self._with(symbol, element, name)
            elif name == "TextSymbolizer":
                self._label = self._label or _property(_find(element, "Label"))
            elif name.endswith("Symbolizer"):
                self._miss(Text("符号 {name}", "The symbolizer {name}").format(name=name))
        if not drawn:
            return None
        try:
            conditions = self._conditions(rule)
        except FilterError:
            self._miss(Text("规则“{text}”", "The rule “{text}”").format(text=_title(rule)[:60]))
            self._lost = True
            return None
        rest = _find(rule, "ElseFilter") is not None
        least, most = (_child_number(rule, name) or None for name in ("MinScaleDenominator", "MaxScaleDenominator"))
        key = _text(_find(rule, "Name")) or _title(rule)
        return StyleClass(
            key, same(_title(rule)), symbol, conditions, rest, min_denominator=least, max_denominator=most
        )

    def _conditions(self, rule: Element) -> tuple[Test, ...]:
        found = _find(rule, "Filter")
        return () if found is None else tuple(part for one in found for part in flat(_test(one)))

    def _with(self, below: Symbol, element: Element, name: str) -> Symbol:
        if name == "PointSymbolizer":
            graphic = _find(element, "Graphic")
            return below if graphic is None else Symbol(below.fill, below.hatches, below.strokes, self._marker(graphic))
        fill, hatches = below.fill, below.hatches
        area = _find(element, "Fill")
        if area is not None and name == "PolygonSymbolizer":
            pattern = _find(area, "GraphicFill")
            if pattern is not None:
                hatches = (*hatches, *self._hatches(pattern))
            else:
                fill = _paint(area, "fill", "#808080")
        stroke = self._stroke(_find(element, "Stroke"))
        offset = _mm(_child_number(element, "PerpendicularOffset"))
        if offset:
            stroke = tuple(replace(one, offset_mm=offset) for one in stroke)
        if _find(element, "Displacement") is not None:
            self._miss(Text("图形的位移", "The displacement of a shape"))
        return Symbol(fill, hatches, (*below.strokes, *stroke), below.marker)

    def _stroke(self, element: Element | None) -> tuple[Stroke, ...]:
        if element is None:
            return ()
        if any(_local(one) in ("GraphicStroke", "GraphicFill") for one in element):
            self._miss(Text("用图形画的线", "Lines made of graphics"))
        parameters = _parameters(element)
        dashes = tuple(
            _mm(_number(part, 0.0)) for part in parameters.get("stroke-dasharray", "").replace(",", " ").split()
        )
        width = _mm(_number(parameters.get("stroke-width"), 1.0))
        return (Stroke(_paint(element, "stroke", "#000000"), width, dashes),)

    def _hatches(self, pattern: Element) -> tuple[Hatch, ...]:
        graphic = _find(pattern, "Graphic")
        mark = None if graphic is None else _find(graphic, "Mark")
        name = _text(None if mark is None else _find(mark, "WellKnownName"))
        if graphic is None or mark is None or name not in _LINES:
            self._miss(Text("填充图案 {name}", "The fill pattern {name}").format(name=name or "-"))
            return ()
        stroke = self._stroke(_find(mark, "Stroke")) or (Stroke("#000000", PIXEL_MM),)
        turn = _number(_deep_text(_find(graphic, "Rotation")), 0.0)
        spacing = _mm(_number(_deep_text(_find(graphic, "Size")), 8.0)) or 2.0
        line = stroke[0]
        return tuple(Hatch(line.colour, angle + turn, spacing, line.width_mm) for angle in _LINES[name])

    def _marker(self, graphic: Element) -> Marker:
        mark = _find(graphic, "Mark")
        size = _mm(_number(_deep_text(_find(graphic, "Size")), 6.0))
        if mark is None:
            self._miss(Text("图片点符号（用圆代替）", "A picture marker (a circle stands for it)"))
            return Marker("circle", size, "#808080")
        name = _text(_find(mark, "WellKnownName")) or "square"
        if name not in _SHAPES:
            self._miss(Text("点符号形状 {name}（用圆代替）", "The marker shape {name} (a circle)").format(name=name))
        area = _find(mark, "Fill")
        rim = self._stroke(_find(mark, "Stroke"))
        fill = "#00000000" if area is None else _paint(area, "fill", "#808080")
        return Marker(_SHAPES.get(name, "circle"), size, fill, rim[0] if rim else None)

    def _miss(self, thing: Text) -> None:
        self._notices.append(unread(self._file, thing))


def _add(classes: list[StyleClass], found: StyleClass) -> None:
    """A second rule with the same filter draws over the first: casings are made that way."""
    for number, one in enumerate(classes):
        if replace(one, key=found.key, label=found.label, symbol=found.symbol) == found:
            classes[number] = replace(one, symbol=stacked(one.symbol, found.symbol))
            return
    classes.append(found)


def _test(element: Element, depth: int = 0) -> Test:
    """The test of a filter; raises ``FilterError`` for what is more than comparisons."""
    name = _local(element)
    if depth > 20:
        raise FilterError("too deep")
    if name == "And":
        return all_of([_test(one, depth + 1) for one in element])
    if name == "Or":
        return any_of([_test(one, depth + 1) for one in element])
    if name == "Not" and len(element) == 1:
        return negated(_test(element[0], depth + 1))
    field = _property(element)
    literals = [_text(one) for one in element.iter() if _local(one) == "Literal"]
    if name == "PropertyIsNull":
        return Condition(_needed(field), "in", ("",))
    if name == "PropertyIsBetween" and len(literals) == 2:
        return all_of([_order(_needed(field), ">=", literals[0]), _order(_needed(field), "<=", literals[1])])
    if len(literals) != 1:
        raise FilterError(name)
    if name == "PropertyIsEqualTo":
        return Condition(_needed(field), "in", (literals[0],))
    if name == "PropertyIsNotEqualTo":
        return Condition(_needed(field), "not in", (literals[0], ""))
    if name == "PropertyIsLike":
        return _like(element, _needed(field), literals[0])
    if name in _ORDERS:
        return _order(_needed(field), _ORDERS[name], literals[0])
    raise FilterError(name)


def _like(element: Element, field: str, pattern: str) -> Condition:
    many, one = element.get("wildCard", "*"), element.get("singleChar", "?")
    escape = element.get("escape") or element.get("escapeChar") or "\\"
    pieces, kept = [], False
    for letter in pattern:
        plain = kept or letter not in (many, one, escape)
        pieces.append(escaped(letter) if plain else {many: "%", one: "_"}.get(letter, ""))
        kept = not kept and letter == escape
    return Condition(field, "ilike" if element.get("matchCase") == "false" else "like", ("".join(pieces),))


def _order(field: str, operator: Order, literal: str) -> Condition:
    try:
        float(literal)
    except ValueError as error:
        raise FilterError(literal) from error
    return Condition(field, operator, (literal,))


def _needed(field: str | None) -> str:
    if field is None:
        raise FilterError("no property")
    return field


def _property(element: Element | None) -> str | None:
    """The one property that is named right below; None where it is the argument of a function."""
    if element is None:
        return None
    for one in _elements(element):
        if _local(one) in ("PropertyName", "ValueReference"):
            return _text(one)
    return None


def _elements(element: Element) -> Iterator[Element]:
    for one in element:
        if _local(one) in ("LowerBoundary", "UpperBoundary", "Expression"):
            yield from _elements(one)
        yield one


def _paint(element: Element, name: str, default: Colour) -> Colour:
    parameters = _parameters(element)
    colour = parameters.get(name, default).strip()
    digits = colour.removeprefix("#")
    if len(digits) != 6 or any(one not in "0123456789abcdefABCDEF" for one in digits):
        colour = default
    return thinned(colour, _number(parameters.get(f"{name}-opacity"), 1.0))


def _parameters(element: Element) -> dict[str, str]:
    wanted = ("CssParameter", "SvgParameter")
    return {one.get("name", ""): _deep_text(one) for one in element if _local(one) in wanted}


def _title(rule: Element) -> str:
    description = _find(rule, "Description")
    title = _find(rule if description is None else description, "Title")
    return _text(title) or _text(_find(rule, "Name"))


def _find(element: Element, name: str) -> Element | None:
    return next((one for one in element if _local(one) == name), None)


def _child_number(element: Element, name: str) -> float:
    return _number(_text(_find(element, name)), 0.0)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _deep_text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _mm(pixels: float) -> float:
    return round(pixels * PIXEL_MM, 4)


def _number(text: str | None, default: float) -> float:
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if abs(number) < 1e12 else default
