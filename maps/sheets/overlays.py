"""What a sheet draws beside the plan's own layers: its feature set off, walking circles, marked places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.messages import Text
from layers.layer import GeometryKind, Layer
from maps.drawing.display import display_layer
from maps.sheets.drawn import DrawnLayer, SheetSource
from maps.sheets.sheet_design import MapFrame
from maps.symbology.landuse import UNKNOWN, land_use_symbol, nearest
from maps.symbology.marks import Hatch, Stroke, Symbol
from maps.symbology.stacking import faded
from maps.symbology.style import role_style
from maps.symbology.symbols import SymbolClass, Symbology

if TYPE_CHECKING:
    import pyproj

SUBJECT = "sheet_subject"
CIRCLES = "sheet_circles"
MARKS = "sheet_marks"
FADED = 0.4
"""How much of its colour a layer keeps that is the ground of another matter."""
SUBJECT_SYMBOL = Symbol(strokes=(Stroke("#FFFFFF", 1.8), Stroke("#C2185B", 0.9)))
MARK_SYMBOL = Symbol(hatches=(Hatch("#D0021B", 45, 1.2, 0.18),), strokes=(Stroke("#D0021B", 0.5),))


@dataclass(frozen=True, eq=False)
class MarkedPlace:
    """A place to be marked, such as the bad part of a finding: geometry in the measuring CRS, and its words."""

    geometry: Any
    label: Text


def variants(source: SheetSource, drawn: Sequence[DrawnLayer], element: MapFrame) -> list[DrawnLayer]:
    """The layers as this map wants them: pale, in full colour, at every scale."""
    return [_variant(source, each, element) for each in drawn]


def _variant(source: SheetSource, drawn: DrawnLayer, element: MapFrame) -> DrawnLayer:
    role = drawn.layer.role
    pale, full, always = role in element.faded, role in element.full, role in element.always
    if not (pale or full or always):
        return drawn
    name = f"{pale}{full}{always}"
    kept = source.variant(drawn, name)
    if kept is not None:
        return kept
    display = drawn.display
    style = replace(display.style, min_denominator=None, max_denominator=None) if always else display.style
    symbols = _by_first_level(display.symbology) if pale else display.symbology
    classes = tuple(_toned(each, pale=pale, full=full) for each in symbols.classes)
    symbols = replace(symbols, classes=classes)
    changed = replace(display_layer(drawn.layer, source.plan.measuring_crs, symbols), style=style)
    return source.keep(DrawnLayer(drawn.layer, changed, drawn.geometries), name)


def _by_first_level(symbols: Symbology) -> Symbology:
    """Land-use classes as those of the first level: the ground of another matter needs no more."""
    keys = [one.key[:2] if one.coded else one.key for one in symbols.classes]
    unique = list(dict.fromkeys(keys))
    classes = []
    for key in unique:
        one = symbols.classes[keys.index(key)]
        first = nearest(key) if one.coded else None
        classes.append(replace(one, key=key, label=first.label, symbol=land_use_symbol(key)) if first else one)
    numbers = np.array([unique.index(key) for key in keys], dtype=np.int64)
    return replace(symbols, classes=tuple(classes), class_of_row=numbers[symbols.class_of_row])


def _toned(one: SymbolClass, *, pale: bool, full: bool) -> SymbolClass:
    symbol = one.symbol
    if full and one.coded and one.key != UNKNOWN:
        symbol = land_use_symbol(one.key)
    if pale:
        symbol = faded(symbol, FADED)
    return replace(one, symbol=symbol, parts=() if symbol != one.symbol else one.parts)


def circle_layers(source: SheetSource, element: MapFrame) -> list[DrawnLayer]:
    """Walking circles, the widest lowest, in one layer; circles of one kind that meet are one area."""
    import shapely

    facilities = source.layers({"facility"})
    areas, classes = [], []
    for circle in sorted(element.circles, key=lambda each: -each.distance_m):
        wanted = set(circle.kinds)
        places = [
            place
            for each in facilities
            for place, kind in zip(each.geometries, each.words("kind"), strict=True)
            if kind in wanted and place is not None
        ]
        if places:
            areas.append(shapely.union_all(shapely.buffer(np.array(places), circle.distance_m, quad_segs=24)))
            symbol = Symbol(fill=f"{circle.colour}1F", strokes=(Stroke(circle.colour, 0.3, (1.6, 0.8)),))
            classes.append(SymbolClass(f"{circle.minutes:g}", circle.label, symbol))
    if not areas:
        return []
    label = Text("步行生活圈", "Walking circles")
    return [_made(CIRCLES, areas, classes, crs=source.plan.measuring_crs, label=label, order=90)]


def subject_layer(geometries: Sequence[Any], label: Text, crs: pyproj.CRS | None) -> DrawnLayer:
    """The outline of the sheet's feature, above everything."""
    only = [SymbolClass(SUBJECT, label, SUBJECT_SYMBOL)]
    return _made(SUBJECT, list(geometries), only * len(geometries), crs=crs, label=label, order=996)


def mark_layers(marks: Sequence[MarkedPlace], crs: pyproj.CRS | None) -> list[DrawnLayer]:
    """The marked places, one class per wording."""
    made = []
    for kind, dimension in (("polygon", 2), ("line", 1), ("point", 0)):
        some = [each for each in marks if _dimension(each.geometry) == dimension]
        if some:
            classes = [SymbolClass(each.label.zh, each.label, MARK_SYMBOL) for each in some]
            places = [each.geometry for each in some]
            label = Text("标注位置", "Marked places")
            made.append(_made(MARKS, places, classes, crs=crs, label=label, order=995, kind=kind))
    return made


def is_overlay(drawn: DrawnLayer) -> bool:
    """Whether a layer was made for the sheet and is none of the plan's."""
    return drawn.layer.name in (SUBJECT, CIRCLES, MARKS)


def _dimension(geometry: Any) -> int:
    import shapely

    return int(shapely.get_dimensions(geometry))


def _made(
    name: str,
    geometries: Sequence[Any],
    classes: Sequence[SymbolClass],
    *,
    crs: pyproj.CRS | None,
    label: Text,
    order: int,
    kind: GeometryKind | str = "polygon",
) -> DrawnLayer:
    """A layer of these geometries, each of its class; equal classes become one."""
    import geopandas as gpd

    unique = list(dict.fromkeys(classes))
    rows = np.array([unique.index(each) for each in classes], dtype=np.int64)
    array = np.array(list(geometries), dtype=object)
    frame = gpd.GeoDataFrame(geometry=array, crs=crs)
    shape: GeometryKind = "polygon" if kind == "polygon" else "line" if kind == "line" else "point"
    layer = Layer(name, None, frame, crs, shape, Path(), "", {})
    display = display_layer(layer, crs, Symbology(tuple(unique), rows))
    style = replace(role_style("project_footprints"), role=name, label=label, order=order)
    return DrawnLayer(layer, replace(display, style=style), array)
