"""Our styles as QGIS layer styles, with both ways of writing properties: QGIS 3.0 to 3.18 knows only ``<prop>``."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.messages import Language, Text
from layers.layer import GeometryKind
from maps.style_files.filters import excluding, filter_of
from maps.symbology.colours import channels
from maps.symbology.conditions import Condition, Operator, apart
from maps.symbology.layer_style import FALLBACK_MARKER, LayerStyle, StyleClass
from maps.symbology.marks import Blend, Colour, Dots, Hatch, Marker, MarkerLine, Stroke, Symbol

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION = "3.22.0"
_TYPES: dict[GeometryKind, tuple[str, str]] = {
    "polygon": ("fill", "2"),
    "line": ("line", "1"),
    "point": ("marker", "0"),
}
_MARKERS = {"cross": "cross_fill"}
_EVERYWHERE = 1e8
_BLENDS: dict[Blend, str] = {
    "normal": "0", "lighten": "1", "screen": "2", "darken": "5", "multiply": "6", "overlay": "8",
}  # fmt: skip


def write_qml(style: LayerStyle, language: Language = "zh") -> str:
    """The text of a .qml (and of ``styleQML`` in ``layer_styles``); labels of classes in ``language``."""
    root = Element("qgis", version=_VERSION, styleCategories="AllStyleCategories", labelsEnabled="0")
    if style.min_denominator or style.max_denominator:
        root.set("hasScaleBasedVisibilityFlag", "1")
        root.set("minScale", _number(style.max_denominator or _EVERYWHERE))
        root.set("maxScale", _number(style.min_denominator or 0))
    else:
        root.set("hasScaleBasedVisibilityFlag", "0")
    # As our painter draws: all fills, then all hatches, then the strokes level by level.
    levels = "0" if style.kind == "point" else "1"
    renderer = SubElement(root, "renderer-v2", symbollevels=levels, enableorderby="0", forceraster="0")
    _classes(renderer, style, language)
    symbols = SubElement(renderer, "symbols")
    for number, one in enumerate(style.classes):
        _symbol(symbols, str(number), one.symbol, style.kind)
    if style.label_field:
        _labels(root, style.label_field)
    SubElement(root, "blendMode").text = _BLENDS[style.blend]
    SubElement(root, "featureBlendMode").text = "0"
    SubElement(root, "layerOpacity").text = _number(style.opacity)
    SubElement(root, "layerGeometryType").text = _TYPES[style.kind][1]
    indent(root)
    return _DOCTYPE + tostring(root, encoding="unicode") + "\n"


def caption(one: StyleClass, language: Language) -> str:
    """The label of a class as the legend writes it, without characters that XML forbids."""
    text = one.label.to(language)
    words = Text(f"{one.key} {text}", f"{one.key} {text}").to(language) if one.coded else text
    return printable(words)


def printable(text: str) -> str:
    """Text without control characters."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def _classes(renderer: Element, style: LayerStyle, language: Language) -> None:
    classes = style.classes
    limited = any(one.min_denominator or one.max_denominator for one in classes)
    if len(classes) == 1 and not classes[0].conditions and not limited:
        renderer.set("type", "singleSymbol")
    elif not limited and (field := _one_field(classes, ("in",))) is not None:
        renderer.set("type", "categorizedSymbol")
        renderer.set("attr", field)
        _categories(renderer, classes, language)
    elif not limited and (field := _ranged(classes)) is not None and not _has_rest(classes):
        renderer.set("type", "graduatedSymbol")
        renderer.set("attr", field)
        renderer.set("graduatedMethod", "GraduatedColor")
        _ranges(renderer, classes, language)
    else:
        renderer.set("type", "RuleRenderer")
        _rules(renderer, style, language)


def _one_field(classes: Sequence[StyleClass], *wanted: tuple[Operator, ...]) -> str | None:
    """The field that all classes ask, each with one of these rows of operators; None when they do not."""
    fields: set[str] = set()
    for one in classes:
        if one.otherwise:
            continue
        asked = [test for test in one.conditions if isinstance(test, Condition)]
        if len(asked) != len(one.conditions) or tuple(test.operator for test in asked) not in wanted:
            return None
        fields.update(test.field for test in asked)
    return fields.pop() if len(fields) == 1 else None


def _ranged(classes: Sequence[StyleClass]) -> str | None:
    """The field of classes from … to; "more than" only where a class before ends: QGIS gives that one its limit."""
    field = _one_field(classes, (">=", "<="), (">", "<="))
    ends: set[str] = set()
    for one in classes if field is not None else ():
        low, high = one.conditions
        assert isinstance(low, Condition)
        assert isinstance(high, Condition)
        if low.operator == ">" and low.values[0] not in ends:
            return None
        ends.add(high.values[0])
    return field


def _has_rest(classes: Sequence[StyleClass]) -> bool:
    return any(one.otherwise for one in classes)


def _categories(renderer: Element, classes: Sequence[StyleClass], language: Language) -> None:
    parent = SubElement(renderer, "categories")
    rest = _has_rest(classes)
    for number, one in enumerate(classes):
        first = one.conditions[0] if one.conditions else None
        values = first.values if isinstance(first, Condition) else ("",)
        alike = [values]
        if not rest and "" in values:
            # Without a category of its own for no value, QGIS asks a column of numbers for '' and gets no feature.
            alike = [part for part in (tuple(filter(None, values)), ("",)) if part]
        for part in alike:
            category = SubElement(parent, "category", symbol=str(number), label=caption(one, language), render="true")
            _values(category, part)


def _values(category: Element, values: Sequence[str]) -> None:
    if len(values) == 1:
        category.set("type", "string")
        category.set("value", printable(values[0]))
        return
    for value in values:
        SubElement(category, "val", type="string", value=printable(value))


def _ranges(renderer: Element, classes: Sequence[StyleClass], language: Language) -> None:
    parent = SubElement(renderer, "ranges")
    for number, one in enumerate(classes):
        low, high = (test.values[0] for test in one.conditions if isinstance(test, Condition))
        words = caption(one, language)
        SubElement(parent, "range", symbol=str(number), label=words, render="true", lower=low, upper=high)


def _rules(renderer: Element, style: LayerStyle, language: Language) -> None:
    """QGIS draws a feature by every rule that fits; where ours is the first, each says that no earlier one does."""
    parent = SubElement(renderer, "rules", key="lantu")
    before: list[str] = []
    for number, one in enumerate(style.classes):
        rule = SubElement(parent, "rule", key=f"lantu-{number}", symbol=str(number), label=caption(one, language))
        own = filter_of(one.conditions)
        alone = style.every or not _overlap(one, style.classes)
        rule.set(
            "filter", "ELSE" if one.otherwise else excluding(own, []) if alone else excluding(own or "true", before)
        )
        if one.min_denominator:
            rule.set("scalemindenom", _number(one.min_denominator))
        if one.max_denominator:
            rule.set("scalemaxdenom", _number(one.max_denominator))
        before.append(own)


def _overlap(one: StyleClass, classes: Sequence[StyleClass]) -> bool:
    """Whether another class may take the same features."""
    others = (other for other in classes if other is not one and not other.otherwise)
    return any(not apart(one.conditions, other.conditions) for other in others)


def _symbol(parent: Element, name: str, symbol: Symbol, kind: GeometryKind) -> None:
    element = _symbol_element(parent, name, _TYPES[kind][0])
    element.set("alpha", _number(symbol.opacity))
    if kind == "point":
        for marker in (*symbol.under, symbol.marker or FALLBACK_MARKER):
            _layer(element, "SimpleMarker", _marker(marker))
        return
    if kind == "polygon":
        if symbol.fill is not None or not (symbol.hatches or symbol.strokes or symbol.dots or symbol.along):
            _layer(element, "SimpleFill", _fill(symbol.fill))
        for hatch in symbol.hatches:
            layer = _layer(element, "LinePatternFill", _pattern(hatch), level=1)
            line = _symbol_element(layer, f"@{name}@{len(element) - 1}", "line")
            ground = tuple(one for one in hatch.ground if one != "spacing_mm")
            _layer(line, "SimpleLine", _line(Stroke(hatch.colour, hatch.width_mm, hatch.dash_mm, ground=ground)))
        for dots in symbol.dots:
            layer = _layer(element, "PointPatternFill", _dots(dots), level=1)
            _layer(
                _symbol_element(layer, f"@{name}@{len(element) - 1}", "marker"), "SimpleMarker", _marker(dots.marker)
            )
    for level, stroke in enumerate(symbol.strokes, start=2):
        _layer(element, "SimpleLine", _line(stroke), level)
    for along in symbol.along:
        layer = _layer(element, "MarkerLine", _along(along), len(symbol.strokes) + 2)
        _layer(_symbol_element(layer, f"@{name}@{len(element) - 1}", "marker"), "SimpleMarker", _marker(along.marker))
    if not len(element):
        _layer(element, "SimpleLine", {**_line(Stroke("#00000000", 0.0)), "line_style": "no"})


def _symbol_element(parent: Element, name: str, kind: str) -> Element:
    return SubElement(parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")


def _fill(colour: Colour | None) -> dict[str, str]:
    return {
        "color": _colour(colour or "#FFFFFF00"),
        "joinstyle": "miter",
        "offset": "0,0",
        "offset_unit": "MM",
        "outline_style": "no",
        "style": "no" if colour is None else "solid",
    }


def _pattern(hatch: Hatch) -> dict[str, str]:
    return {
        "angle": _number(hatch.angle_deg),
        "color": _colour(hatch.colour),
        "distance": _number(hatch.spacing_mm),
        "distance_unit": _unit(hatch.ground, "spacing_mm"),
        "line_width": _number(hatch.width_mm),
        "line_width_unit": _unit(hatch.ground, "width_mm"),
        "offset": "0",
        "offset_unit": "MM",
    }


def _line(stroke: Stroke) -> dict[str, str]:
    return {
        "capstyle": "flat" if stroke.dash_mm else "square",
        "customdash": ";".join(_number(one) for one in stroke.dash_mm) or "5;2",
        "customdash_unit": _unit(stroke.ground, "dash_mm"),
        "draw_inside_polygon": "0",
        "joinstyle": "miter",
        "line_color": _colour(stroke.colour),
        "line_style": "solid",
        "line_width": _number(stroke.width_mm),
        "line_width_unit": _unit(stroke.ground, "width_mm"),
        "offset": _number(stroke.offset_mm),
        "offset_unit": _unit(stroke.ground, "offset_mm"),
        "use_custom_dash": "1" if stroke.dash_mm else "0",
    }


def _dots(dots: Dots) -> dict[str, str]:
    return {
        "displacement_x": _number(dots.shift_mm),
        "displacement_x_unit": _unit(dots.ground, "shift_mm"),
        "displacement_y": "0",
        "displacement_y_unit": "MM",
        "distance_x": _number(dots.across_mm),
        "distance_x_unit": _unit(dots.ground, "across_mm"),
        "distance_y": _number(dots.down_mm),
        "distance_y_unit": _unit(dots.ground, "down_mm"),
    }


def _along(along: MarkerLine) -> dict[str, str]:
    placings = {"first": "firstvertex", "last": "lastvertex", "centre": "centralpoint"}
    return {
        "interval": _number(along.interval_mm),
        "interval_unit": _unit(along.ground, "interval_mm"),
        "offset": _number(along.offset_mm),
        "offset_unit": _unit(along.ground, "offset_mm"),
        "offset_along_line": _number(along.interval_mm / 2),
        "offset_along_line_unit": _unit(along.ground, "interval_mm"),
        "placement": placings.get(along.placing, along.placing),
        "rotate": "1" if along.turned else "0",
    }


def _unit(ground: tuple[str, ...], name: str) -> str:
    return "RenderMetersInMapUnits" if name in ground else "MM"


def _marker(marker: Marker) -> dict[str, str]:
    rim = marker.stroke
    if marker.shape == "line":
        rim = Stroke(marker.fill, marker.size_mm * 0.08)  # it has no area in QGIS
    return {
        "angle": _number(marker.angle_deg),
        "color": _colour(marker.fill),
        "horizontal_anchor_point": "1",
        "joinstyle": "miter",
        "name": _MARKERS.get(marker.shape, marker.shape),
        "offset": "0,0",
        "offset_unit": "MM",
        "outline_color": _colour(rim.colour if rim else "#00000000"),
        "outline_style": "solid" if rim else "no",
        "outline_width": _number(rim.width_mm if rim else 0),
        "outline_width_unit": "MM",
        "scale_method": "diameter",
        "size": _number(marker.size_mm),
        "size_unit": _unit(marker.ground, "size_mm"),
        "vertical_anchor_point": "1",
    }


def _layer(symbol: Element, name: str, options: dict[str, str], level: int = 0) -> Element:
    layer = SubElement(symbol, "layer", {"class": name, "enabled": "1", "pass": str(level), "locked": "0"})
    table = SubElement(layer, "Option", type="Map")
    for key, value in options.items():
        SubElement(table, "Option", name=key, value=value, type="QString")
    for key, value in options.items():
        SubElement(layer, "prop", k=key, v=value)
    return layer


def _labels(root: Element, field: str) -> None:
    root.set("labelsEnabled", "1")
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    style = SubElement(settings, "text-style", fieldName=printable(field), isExpression="0", fontSize="8")
    style.set("fontSizeUnit", "Point")
    style.set("textColor", "43,47,56,255")
    SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255"
    )


def _colour(colour: Colour) -> str:
    return ",".join(str(channel) for channel in channels(colour))


def _number(number: float) -> str:
    return f"{number:.10g}"
