"""Layers as the web page has them: GeoJSON in degrees, simplified to a stated tolerance, with styles by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text, same
from layers.geometry.crs import transformed
from layers.layer import Layer
from layers.plan import Plan
from layers.roles import ROLES
from maps.symbology.marks import Colour, Symbol
from maps.symbology.style import role_style
from maps.symbology.symbols import Symbology, symbology

WGS84 = "EPSG:4326"
DECIMALS = 6
"""A tenth of a metre."""
MOST_VERTICES = 400_000
TOLERANCES_M = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
PIXELS_PER_MM = 96 / 25.4
EQUATOR_M = 40_075_016.7
LONGEST_VALUE = 300
MOST_LABELS = 60
SHOWN = (
    "parcel_no", "project", "name", "class_code", "class_name", "kind", "year", "zone", "far_max", "density_max",
    "green_min", "height_max", "phase", "part", "industry", "build_type", "height_m", "level", "status",
)  # fmt: skip
FIELD_WORDS: Mapping[str, Text] = {
    "parcel_no": Text("地块编号", "Parcel"),
    "project": Text("项目", "Project"),
    "name": Text("名称", "Name"),
    "class_code": Text("用地代码", "Class code"),
    "class_name": Text("用地名称", "Class"),
    "kind": Text("类型", "Kind"),
    "year": Text("年份", "Year"),
    "zone": Text("分区", "Zone"),
    "far_max": Text("容积率上限", "Floor-area limit"),
    "density_max": Text("建筑密度上限（%）", "Density limit (%)"),
    "green_min": Text("绿地率下限（%）", "Least green (%)"),
    "height_max": Text("建筑限高（m）", "Height limit (m)"),
    "phase": Text("时序", "Phase"),
    "part": Text("分区（部位）", "Part"),
    "industry": Text("产业", "Industry"),
    "build_type": Text("建设性质", "Build type"),
    "height_m": Text("高度（m）", "Height (m)"),
    "level": Text("级别", "Level"),
    "status": Text("状态", "Status"),
}


@dataclass(frozen=True, eq=False)
class WebLayer:
    """A layer of the page, as its script takes it, and its bounds in degrees."""

    content: Mapping[str, Any]
    bounds: tuple[float, float, float, float] | None


def web_layers(plan: Plan) -> tuple[list[WebLayer], float]:
    """The plan's layers from the lowest, and the metres by which their lines were simplified.

    Layers without a known CRS cannot be placed and are left out.
    """
    placed = [layer for layer in plan.layers if layer.crs is not None and len(layer)]
    placed.sort(key=lambda layer: role_style(layer.role).order)
    shapes = [_measured(layer, plan) for layer in placed]
    tolerance = 0.0
    for tolerance in TOLERANCES_M:
        simplified = [_simplified(layer, one, tolerance) for layer, one in zip(placed, shapes, strict=True)]
        if sum(int(shapely.get_num_coordinates(one).sum()) for one in simplified) <= MOST_VERTICES:
            break
    if not placed:
        return [], tolerance
    return [_web_layer(layer, one, plan) for layer, one in zip(placed, simplified, strict=True)], tolerance


def in_degrees(geometries: npt.NDArray[Any], plan: Plan) -> npt.NDArray[Any]:
    """Geometry of the measuring CRS in WGS 84 degrees, rounded."""
    import pyproj

    crs = plan.measuring_crs
    moved = geometries if crs is None else transformed(geometries, crs, pyproj.CRS.from_user_input(WGS84))
    rounded: npt.NDArray[Any] = shapely.transform(moved, lambda xy: np.round(xy, DECIMALS))
    return rounded


def _measured(layer: Layer, plan: Plan) -> npt.NDArray[Any]:
    shapes = np.array(shapely.force_2d(layer.frame.geometry.to_numpy()), dtype=object)
    if plan.measuring_crs is not None and layer.crs is not None:
        shapes = np.array(transformed(shapes, layer.crs, plan.measuring_crs), dtype=object)
    shapes[~np.isfinite(shapely.bounds(shapes)).all(axis=1)] = None
    return shapes


def _simplified(layer: Layer, shapes: npt.NDArray[Any], tolerance_m: float) -> npt.NDArray[Any]:
    """Shared borders stay shared where the layer is a coverage: GEOS simplifies all its edges once.

    It goes by the area of what is cut off, which may reach far in a sliver: such features stay as they are.
    """
    if layer.kind == "point":
        return shapes
    if layer.kind == "polygon" and len(shapes) > 1:
        known = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
        try:
            found = shapes.copy()
            found[known] = shapely.coverage_simplify(shapes[known], tolerance_m)
            far = np.flatnonzero(_farthest(shapes, found) > tolerance_m)
            found[far] = shapes[far]
            return found
        except shapely.errors.GEOSException:
            pass
    return np.asarray(shapely.simplify(shapes, tolerance_m), dtype=object)


def _farthest(shapes: npt.NDArray[Any], simplified: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """How far the farthest vertex that was left out of each polygon (n) is from its new border, in metres."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    kept, of = shapely.get_coordinates(simplified, return_index=True)
    both = np.concatenate([np.column_stack([of, kept]), np.column_stack([owner, xy])])
    _, first = np.unique(both, axis=0, return_index=True)
    gone = first[first >= len(kept)] - len(kept)
    away = shapely.distance(shapely.points(xy[gone]), shapely.boundary(simplified)[owner[gone]])
    found = np.zeros(len(shapes))
    np.maximum.at(found, owner[gone], np.nan_to_num(away, nan=np.inf))
    return found


def _web_layer(layer: Layer, shapes: npt.NDArray[Any], plan: Plan) -> WebLayer:
    degrees = in_degrees(shapes, plan)
    found = symbology(layer)
    fields = [field for field in SHOWN if layer.has_field(field) and (layer.words(field) != "").any()]
    columns = [layer.words(field) for field in fields]
    features = [
        _feature(geometry, int(found.class_of_row[row]), [str(column[row])[:LONGEST_VALUE] for column in columns])
        for row, geometry in enumerate(shapely.to_geojson(degrees))
        if geometry is not None and not shapely.is_empty(degrees[row])
    ]
    style = role_style(layer.role)
    box = shapely.total_bounds(degrees)
    bounds = tuple(float(one) for one in box) if np.isfinite(box).all() else None
    label = fields.index("name") if "name" in fields and len(layer) <= MOST_LABELS else None
    content = {
        "title": _both(_title(layer)),
        "visible": bool(style.visible and features),
        "zooms": _zooms(style.min_denominator, style.max_denominator, bounds),
        "fields": [_both(FIELD_WORDS[field]) for field in fields],
        "label": label,
        "classes": _classes(found, layer.kind),
        "features": {"type": "FeatureCollection", "features": features},
    }
    return WebLayer(content, bounds)  # type: ignore[arg-type]


def _zooms(nearest: float | None, farthest: float | None, bounds: tuple[float, ...] | None) -> list[float]:
    """The zooms of Leaflet between two scale denominators: at zoom 0 the equator has 256 pixels."""
    latitude = 0.0 if bounds is None else (bounds[1] + bounds[3]) / 2
    whole = EQUATOR_M * 1000 * PIXELS_PER_MM / 256 * float(np.cos(np.deg2rad(latitude)))
    least = 0.0 if farthest is None else float(np.log2(whole / farthest))
    most = 30.0 if nearest is None else float(np.log2(whole / nearest))
    return [round(least, 2), round(most, 2)]


def _feature(geometry: str, class_number: int, values: list[str]) -> dict[str, Any]:
    import json

    return {"type": "Feature", "geometry": json.loads(geometry), "properties": {"c": class_number, "v": values}}


def _title(layer: Layer) -> Text:
    role = ROLES.get(layer.role or "")
    if role is None:
        return same(layer.name)
    if layer.name.casefold() == role.id:
        return role.label
    return Text(f"{role.label.zh} {layer.name}", f"{role.label.en} {layer.name}")


def _classes(found: Symbology, kind: str) -> list[dict[str, Any]]:
    return [{"label": _both(one.caption()), "style": _style(one.drawn_at(25_000), kind)} for one in found.classes]


def _style(symbol: Symbol, kind: str) -> dict[str, Any]:
    """What Leaflet can show of a symbol: fill, the uppermost line, its dashes; a hatch as a thin fill."""
    stroke = symbol.strokes[-1] if symbol.strokes else None
    style: dict[str, Any] = {
        "color": _rgb(stroke.colour) if stroke else "#404040",
        "opacity": _alpha(stroke.colour) if stroke else 0.0,
        "weight": round(max(stroke.width_mm * PIXELS_PER_MM, 0.5), 2) if stroke else 0,
    }
    if stroke is not None and stroke.dash_mm:
        style["dashArray"] = " ".join(f"{length * PIXELS_PER_MM:.1f}" for length in stroke.dash_mm)
    if kind == "point":
        marker = symbol.marker
        size = marker.size_mm if marker else 2.0
        colour = marker.fill if marker else "#7A828F"
        return {"color": "#FFFFFF", "weight": 1, "opacity": 1.0, "radius": round(size * PIXELS_PER_MM / 2, 1)} | _fill(
            colour
        )
    if kind == "polygon" and symbol.fill is not None:
        return style | _fill(symbol.fill)
    if kind == "polygon" and symbol.hatches:
        return style | {"fill": True, "fillColor": _rgb(symbol.hatches[0].colour), "fillOpacity": 0.15}
    return style | {"fill": False}


def _fill(colour: Colour) -> dict[str, Any]:
    return {"fill": True, "fillColor": _rgb(colour), "fillOpacity": _alpha(colour)}


def _rgb(colour: Colour) -> str:
    return colour[:7]


def _alpha(colour: Colour) -> float:
    return round(int(colour[7:9], 16) / 255, 3) if len(colour) == 9 else 1.0


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def joined_bounds(layers: Sequence[WebLayer]) -> list[list[float]]:
    """South-west and north-east as Leaflet takes them, of what is shown at first."""
    shown = [one.bounds for one in layers if one.bounds is not None and one.content["visible"]]
    shown = shown or [one.bounds for one in layers if one.bounds is not None]
    if not shown:
        return [[-60.0, -170.0], [75.0, 170.0]]
    boxes = np.array(shown)
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    return [[south, west], [north, east]]
