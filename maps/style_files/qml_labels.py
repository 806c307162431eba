"""Our labels in a QGIS layer style. Callouts and a colour by the fill are ours alone: QGIS writes in dark ink."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, fromstring, indent, tostring

from maps.labelling.label_style import LabelStyle
from maps.labelling.template import CLASS, FieldPiece, Piece, parse
from maps.symbology.colours import channels
from maps.symbology.marks import Colour

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_INK = "#2B2F38"
_PLACEMENTS = {"inside": "4", "over": "4", "along": "2", "beside": "6"}
"""Horizontal, parallel to the line, in cartographic order around the point."""
_ON_LINE = "9"


def labelled(qml: str, style: LabelStyle, columns: Mapping[str, str]) -> str:
    """A .qml that we wrote, with these labels. ``columns``: the names that canonical fields have in the file."""
    root = fromstring(qml)
    for old in root.findall("labeling"):
        root.remove(old)
    root.set("labelsEnabled", "1" if style.shown else "0")
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings")
    _text(settings, style, columns)
    placed = {
        "placement": _PLACEMENTS[style.placement],
        "placementFlags": _ON_LINE,
        "fitInPolygonOnly": "1" if style.placement == "inside" else "0",
        "priority": str(min(10, max(0, style.priority // 10))),
        "repeatDistance": f"{style.repeat:g}",
        "repeatDistanceUnits": "MM",
    }
    SubElement(settings, "placement", placed)
    rendering = SubElement(settings, "rendering", drawLabels="1" if style.shown else "0")
    if style.min_denominator or style.max_denominator:
        rendering.set("scaleVisibility", "1")
        rendering.set("scaleMin", f"{style.min_denominator or 0:g}")
        rendering.set("scaleMax", f"{style.max_denominator or 0:.12g}")
    indent(root)
    return _DOCTYPE + tostring(root, encoding="unicode") + "\n"


def expression_of(template: str, columns: Mapping[str, str]) -> str:
    """The template as an expression of QGIS: lines of which all fields are empty are left out there too."""
    lines = [_line(line, columns) for line in parse(template).lines]
    return f"array_to_string(array_filter(array({', '.join(lines)}), @element <> ''), '\\n')"


def _line(line: tuple[Piece, ...], columns: Mapping[str, str]) -> str:
    parts = [_literal(piece) if isinstance(piece, str) else _value(piece, columns) for piece in line]
    fields = [part for part, piece in zip(parts, line, strict=True) if not isinstance(piece, str)]
    written = f"trim(concat({', '.join(parts)}))"
    return f"if(concat({', '.join(fields)}) = '', '', {written})" if fields else written


def _value(piece: FieldPiece, columns: Mapping[str, str]) -> str:
    if piece.field == CLASS:
        return "''"
    column = '"{}"'.format(columns.get(piece.field, piece.field).replace('"', '""'))
    number = piece.format
    if number is None:
        return f"coalesce(to_string({column}), '')"
    shown = f"format_number(to_real({column}) / {number.divisor!r}, {number.decimals})"
    return f"coalesce(replace({shown}, ',', '{' ' if number.apart else ''}'), '')"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _text(settings: Element, style: LabelStyle, columns: Mapping[str, str]) -> None:
    template = parse(style.template)
    alone = template.lines[0][0] if len(template.lines) == 1 and len(template.lines[0]) == 1 else ""
    if isinstance(alone, FieldPiece) and alone.format is None and alone.field != CLASS:
        text = SubElement(settings, "text-style", fieldName=columns.get(alone.field, alone.field), isExpression="0")
    else:
        text = SubElement(settings, "text-style", fieldName=expression_of(style.template, columns), isExpression="1")
    for key, value in (
        ("fontSize", f"{style.size:g}"),
        ("fontSizeUnit", "MM"),
        ("fontWeight", "75" if style.bold else "50"),
        ("namedStyle", "Bold" if style.bold else "Regular"),
        ("textColor", _channels(style.colour or _INK)),
        ("textOpacity", "1"),
        ("multilineHeight", "1.1"),
    ):
        text.set(key, value)
    rim = {
        "bufferDraw": "1" if style.halo else "0",
        "bufferSize": f"{style.halo:g}",
        "bufferSizeUnits": "MM",
        "bufferColor": _channels(style.halo_colour),
        "bufferOpacity": "1",
    }
    SubElement(text, "text-buffer", rim)


def _channels(colour: Colour) -> str:
    return ",".join(str(channel) for channel in channels(colour))
