"""Our styles as OGC SLD 1.0: the version that every server and GIS reads."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from core.messages import Language
from layers.layer import GeometryKind
from maps.style_files.qml_writing import caption, printable
from maps.symbology.colours import channels
from maps.symbology.conditions import AllOf, Condition, NoneOf, Test
from maps.symbology.layer_style import FALLBACK_MARKER, LayerStyle, StyleClass
from maps.symbology.marks import Colour, Hatch, Marker, Stroke, Symbol
from maps.symbology.stacking import faded

PIXEL_MM = 0.28
"""The pixel of the standard."""

_NAMESPACES = {
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:ogc": "http://www.opengis.net/ogc",
    "xmlns:xlink": "http://www.w3.org/1999/xlink",
}
_ORDERS = {
    "<": "PropertyIsLessThan",
    "<=": "PropertyIsLessThanOrEqualTo",
    ">": "PropertyIsGreaterThan",
    ">=": "PropertyIsGreaterThanOrEqualTo",
}


def write_sld(style: LayerStyle, name: str, language: Language = "zh") -> str:
    """The text of a .sld for the layer ``name`` (and of ``styleSLD`` in ``layer_styles``)."""
    root = Element("StyledLayerDescriptor", {**_NAMESPACES, "version": "1.0.0"})
    layer = SubElement(root, "NamedLayer")
    SubElement(layer, "Name").text = printable(name)
    user = SubElement(layer, "UserStyle")
    SubElement(user, "Name").text = printable(name)
    features = SubElement(user, "FeatureTypeStyle")
    for one in style.classes:
        _rule(features, one, style, language)
    if style.label_field:
        text = SubElement(SubElement(features, "Rule"), "TextSymbolizer")
        SubElement(SubElement(text, "Label"), "ogc:PropertyName").text = printable(style.label_field)
        font = SubElement(text, "Font")
        _parameter(font, "font-size", "10")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _rule(parent: Element, one: StyleClass, style: LayerStyle, language: Language) -> None:
    rule = SubElement(parent, "Rule")
    SubElement(rule, "Name").text = printable(one.key)
    SubElement(rule, "Title").text = caption(one, language)
    if one.otherwise:
        SubElement(rule, "ElseFilter")
    elif one.conditions:
        target = SubElement(rule, "ogc:Filter")
        if len(one.conditions) > 1:
            target = SubElement(target, "ogc:And")
        for condition in one.conditions:
            _test(target, condition)
    least = max(style.min_denominator or 0, one.min_denominator or 0)
    most = min(style.max_denominator or math.inf, one.max_denominator or math.inf)
    if least:
        SubElement(rule, "MinScaleDenominator").text = f"{least:.10g}"
    if most < math.inf:
        SubElement(rule, "MaxScaleDenominator").text = f"{most:.10g}"
    _symbolizers(rule, faded(one.symbol, style.opacity), style.kind)


def _test(parent: Element, test: Test) -> None:
    if isinstance(test, Condition):
        _condition(parent, test)
        return
    if isinstance(test, NoneOf):
        parent = SubElement(parent, "ogc:Not")
    if len(test.tests) > 1:
        parent = SubElement(parent, "ogc:And" if isinstance(test, AllOf) else "ogc:Or")
    for one in test.tests:
        _test(parent, one)


def _condition(parent: Element, condition: Condition) -> None:
    if condition.operator in _ORDERS:
        _comparison(parent, _ORDERS[condition.operator], condition.field, condition.values[0])
        return
    if condition.operator.startswith("not"):
        parent = SubElement(parent, "ogc:Not")
    if "like" in condition.operator:
        signs = {"wildCard": "%", "singleChar": "_", "escape": "\\"}
        like = SubElement(parent, "ogc:PropertyIsLike", signs)
        if "ilike" in condition.operator:
            like.set("matchCase", "false")
        SubElement(like, "ogc:PropertyName").text = printable(condition.field)
        SubElement(like, "ogc:Literal").text = printable(condition.values[0])
        return
    if len(condition.values) > 1:
        parent = SubElement(parent, "ogc:Or")
    for value in condition.values:
        if value:
            _comparison(parent, "PropertyIsEqualTo", condition.field, value)
        else:
            empty = SubElement(parent, "ogc:PropertyIsNull")
            SubElement(empty, "ogc:PropertyName").text = printable(condition.field)


def _comparison(parent: Element, operator: str, field: str, value: str) -> None:
    element = SubElement(parent, f"ogc:{operator}")
    SubElement(element, "ogc:PropertyName").text = printable(field)
    SubElement(element, "ogc:Literal").text = printable(value)


def _symbolizers(rule: Element, symbol: Symbol, kind: GeometryKind) -> None:
    if kind == "point":
        _marker(SubElement(SubElement(rule, "PointSymbolizer"), "Graphic"), symbol.marker or FALLBACK_MARKER)
        return
    if kind == "polygon":
        if symbol.fill is not None:
            fill = SubElement(SubElement(rule, "PolygonSymbolizer"), "Fill")
            _paint(fill, "fill", symbol.fill)
        for hatch in symbol.hatches:
            _hatch(SubElement(SubElement(rule, "PolygonSymbolizer"), "Fill"), hatch)
        if symbol.fill is None and not symbol.hatches:
            SubElement(rule, "PolygonSymbolizer")
    for stroke in symbol.strokes:
        line = SubElement(rule, "LineSymbolizer")
        _stroke(line, stroke)
        if stroke.offset_mm:
            SubElement(line, "PerpendicularOffset").text = _pixels(stroke.offset_mm)
    if kind == "line" and not symbol.strokes:
        _stroke(SubElement(rule, "LineSymbolizer"), Stroke("#00000000", 0.0))


def _stroke(parent: Element, stroke: Stroke) -> None:
    element = SubElement(parent, "Stroke")
    _paint(element, "stroke", stroke.colour)
    _parameter(element, "stroke-width", _pixels(stroke.width_mm))
    if stroke.dash_mm:
        _parameter(element, "stroke-dasharray", " ".join(_pixels(one) for one in stroke.dash_mm))


def _hatch(fill: Element, hatch: Hatch) -> None:
    graphic = SubElement(SubElement(fill, "GraphicFill"), "Graphic")
    mark = SubElement(graphic, "Mark")
    SubElement(mark, "WellKnownName").text = "horline"
    _stroke(mark, Stroke(hatch.colour, hatch.width_mm))
    SubElement(graphic, "Size").text = _pixels(hatch.spacing_mm)
    SubElement(graphic, "Rotation").text = f"{hatch.angle_deg:.10g}"


def _marker(graphic: Element, marker: Marker) -> None:
    mark = SubElement(graphic, "Mark")
    SubElement(mark, "WellKnownName").text = marker.shape
    _paint(SubElement(mark, "Fill"), "fill", marker.fill)
    if marker.stroke is not None:
        _stroke(mark, marker.stroke)
    SubElement(graphic, "Size").text = _pixels(marker.size_mm)


def _paint(element: Element, name: str, colour: Colour) -> None:
    red, green, blue, alpha = channels(colour)
    _parameter(element, name, f"#{red:02X}{green:02X}{blue:02X}")
    if alpha < 255:
        # A little more than the quotient: QGIS cuts 88.99 down to 88.
        _parameter(element, f"{name}-opacity", f"{alpha / 255 + 5e-7:.6f}")


def _parameter(element: Element, name: str, value: str) -> None:
    SubElement(element, "CssParameter", name=name).text = value


def _pixels(mm: float) -> str:
    return f"{mm / PIXEL_MM:.6f}".rstrip("0").rstrip(".")
