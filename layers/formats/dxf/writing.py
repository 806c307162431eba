"""Zoning polygons as a drawing: a CAD layer per land-use class in its colour, solid hatches, outlines, labels."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from ezdxf.colors import DXF_DEFAULT_COLORS, rgb2int
from ezdxf.document import Drawing
from ezdxf.enums import TextEntityAlignment
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace

from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from layers.formats.dxf.reading import APP_ID
from layers.formats.land_use_classes import land_use_classes
from layers.geometry.mending import mended
from layers.layer import Notice

CLASS_FIELDS = ("class_code", "YDDM", "DLBM")
NAME_FIELDS = ("class_name", "YDMC", "DLMC")
LABEL_FIELDS = ("parcel_no", "DKBH")
LABEL_LAYER = "地块标注"
TEXT_STYLE = "LANTU"
FONT = "simsun.ttc"
"""Named, not embedded: every Chinese Windows has it, and CAD takes its own Chinese font where it is missing."""

_METRES = 6
_FORBIDDEN = re.compile(r'[<>/\\":;?*|=,`\x00-\x1f]')
_HATCH_OUTER, _HATCH_HOLE = 1, 16
_GREY = (128, 128, 128)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Per row: CAD layer, own colour (None: that of the layer), lines of label."""

    layers: list[str]
    colours: list[tuple[int, int, int] | None]
    labels: list[list[str]]
    of_layer: dict[str, tuple[int, int, int]]


def write_dxf(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    crs: pyproj.CRS | None,
    class_field: str | None = None,
    label_fields: Sequence[str] | None = None,
    fill: bool = True,
    text_height_m: float | None = None,
) -> tuple[Notice, ...]:
    """Write features as DXF R2010 in metres, re-read it, and only then move it into place.

    ``class_field`` and ``label_fields`` default to the usual names (class code; parcel number and class code), to
    ``layer``, ``colour`` and ``text`` for what was read from a drawing. A class layer is named ``0701 城镇住宅用地``.
    With ``fill`` off only polygons with holes or several parts get a hatch. Arcs are written as the chords they are.
    Raises AppError ``dxf.crs`` for degrees, ``output.unwritable``, ``output.differs``.
    """
    if crs is not None and crs.is_geographic:
        message = Text("DXF 不能以度为单位。", "A drawing cannot be in degrees.")
        raise AppError("dxf.crs", message, Text("请先转换到投影坐标系。", "Transform the data to metres first."))
    geometries = mended(frame.geometry.to_numpy().copy(), np.zeros(len(frame), dtype=bool)).geometries
    notices: list[Notice] = []
    terms = _terms(frame, class_field, label_fields, path.name, notices)
    drawing = _drawing(terms)
    space = drawing.modelspace()
    empty = []
    for row, geometry in enumerate(geometries):
        if geometry is None or shapely.is_empty(geometry):
            empty.append(frame.index[row])
            continue
        _draw(space, geometry, terms, row, fill=fill)
        _label(space, geometry, terms, row, height=text_height_m)
    if empty:
        shown = ", ".join(f"#{fid}" for fid in empty[:10])
        message = Text("没有图形的要素没有写入 {file}：{rows}。", "Rows without geometry are not in {file}: {rows}.")
        notices.append(Notice("geometry.empty", message.format(file=path.name, rows=shown), path.name))
    with write_beside(path) as temporary:
        drawing.saveas(temporary)
        _compare(temporary, path, geometries)
    return tuple(notices)


def class_code_of(layer: str) -> str | None:
    """The class code that a CAD layer's name begins with, if the rest is that class's name or nothing."""
    found = re.match(r"(\d{2}|\d{4}|\d{6})(?:\D|$)", layer)
    known = land_use_classes().get(found.group(1)) if found else None
    if known is None:
        return None
    rest = layer[len(known.code) :].strip(" _-")
    return known.code if rest in ("", _layer_name(known.name)) else None


def _layer_name(words: str) -> str:
    """A name that CAD allows for a layer (no <>/\\":;?*|=,` and at most 255 characters)."""
    return _FORBIDDEN.sub("_", words).strip()[:255] or "0"


def _terms(
    frame: gpd.GeoDataFrame,
    class_field: str | None,
    label_fields: Sequence[str] | None,
    file: str,
    notices: list[Notice],
) -> _Terms:
    names = {str(name) for name in frame.columns}
    missing = [name for name in (*([class_field] if class_field else []), *(label_fields or ())) if name not in names]
    if missing:
        message = Text("没有字段“{name}”。", "There is no field “{name}”.").format(name=missing[0])
        raise AppError("fields.missing", message)
    chosen = class_field or next((name for name in CLASS_FIELDS if name in names), None)
    codes = _column(frame, chosen)
    titles = _column(frame, next((name for name in NAME_FIELDS if name in names), None))
    given = _column(frame, "layer" if "layer" in names else None)
    classes = land_use_classes()
    layers, of_layer, unknown = [], {}, set()
    for code, title, layer in zip(codes, titles, given, strict=True):
        known = classes.get(code)
        if code and known is None:
            unknown.add(code)
        name = _layer_name(f"{code} {known.name if known else title}".strip() if code else layer or title or "0")
        layers.append(name)
        of_layer[name] = known.colour if known else _GREY
    if unknown:
        message = Text("{file} 中有不认识的用地代码：{codes}。", "Class codes of {file} that are not known: {codes}.")
        shown = ", ".join(sorted(unknown)[:10])
        notices.append(Notice("dxf.class", message.format(file=file, codes=shown), file))
    colours = [None if code in classes else _rgb(colour) for code, colour in zip(codes, _colours(frame), strict=True)]
    return _Terms(layers, colours, _labels(frame, label_fields, codes), of_layer)


def _column(frame: gpd.GeoDataFrame, name: str | None) -> list[str]:
    if name is None:
        return [""] * len(frame)
    return ["" if pd.isna(value) else str(value).strip() for value in frame[name].astype("string")]


def _colours(frame: gpd.GeoDataFrame) -> list[str]:
    return _column(frame, "colour" if "colour" in frame.columns else None)


def _rgb(words: str) -> tuple[int, int, int] | None:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", words):
        return None
    return int(words[1:3], 16), int(words[3:5], 16), int(words[5:7], 16)


def _labels(frame: gpd.GeoDataFrame, asked: Sequence[str] | None, codes: list[str]) -> list[list[str]]:
    """Lines of label: the fields asked for, else the texts of the drawing, else parcel number and class code."""
    if asked is None and "text" in frame.columns:
        return [[line for line in text.splitlines() if line.strip()] for text in _column(frame, "text")]
    fields = list(asked) if asked is not None else [name for name in LABEL_FIELDS if name in frame.columns][:1]
    columns = [_column(frame, name) for name in fields] + ([codes] if asked is None else [])
    return [[" ".join(line.split()) for line in lines if line] for lines in zip(*columns, strict=True)]


def _drawing(terms: _Terms) -> Drawing:
    """An empty drawing with its layers, text style and application id."""
    drawing = new("R2010")
    drawing.header["$INSUNITS"] = _METRES
    drawing.header["$MEASUREMENT"] = 1
    drawing.appids.add(APP_ID)
    drawing.styles.add(TEXT_STYLE, font=FONT)
    for name, colour in {LABEL_LAYER: (0, 0, 0), **terms.of_layer}.items():
        layer = drawing.layers.get(name) if name in drawing.layers else drawing.layers.add(name)
        layer.color = nearest_index(colour)
        layer.dxf.true_color = rgb2int(colour)
    return drawing


def nearest_index(colour: tuple[int, int, int]) -> int:
    """The AutoCAD colour index (1…255) nearest to a colour, for programs that know no true colours."""
    palette = np.array([((one >> 16) & 255, (one >> 8) & 255, one & 255) for one in DXF_DEFAULT_COLORS[1:256]])
    return int(((palette - np.array(colour)) ** 2).sum(axis=1).argmin()) + 1


def _draw(space: Modelspace, geometry: Any, terms: _Terms, row: int, *, fill: bool) -> None:
    attributes: dict[str, Any] = {"layer": terms.layers[row]}
    colour = terms.colours[row]
    if colour is not None:
        attributes |= {"color": nearest_index(colour), "true_color": rgb2int(colour)}
    dimension = shapely.get_dimensions(geometry)
    parts = shapely.get_parts(geometry)
    if dimension == 0:
        for part in parts:
            space.add_point((part.x, part.y), dxfattribs=attributes)
    elif dimension == 1:
        for part in parts:
            space.add_lwpolyline(shapely.get_coordinates(part).tolist(), dxfattribs=attributes)
    else:
        rings = [(ring, place > 0) for part in parts for place, ring in enumerate((part.exterior, *part.interiors))]
        _polygon(space, rings, attributes, hatched=fill or len(rings) > 1)


def _polygon(
    space: Modelspace, rings: Iterable[tuple[Any, bool]], attributes: dict[str, Any], *, hatched: bool
) -> None:
    """A solid hatch of all rings, and around each ring a closed line, marked as belonging to the hatch."""
    hatch = space.add_hatch(dxfattribs=attributes) if hatched else None
    if hatch is not None:
        hatch.set_solid_fill(color=attributes.get("color", 256), style=0, rgb=None)
        if "true_color" in attributes:
            hatch.dxf.true_color = attributes["true_color"]
    for ring, is_hole in rings:
        corners = shapely.get_coordinates(ring)[:-1].tolist()
        if hatch is not None:
            flags = _HATCH_HOLE if is_hole else _HATCH_OUTER
            hatch.paths.add_polyline_path(corners, is_closed=True, flags=flags)
        line = space.add_lwpolyline(corners, close=True, dxfattribs=attributes)
        if hatch is not None:
            line.set_xdata(APP_ID, [(1000, "outline")])


def _label(space: Modelspace, geometry: Any, terms: _Terms, row: int, *, height: float | None) -> None:
    """Lines of text about a point inside; they must stay inside, or they would label the neighbour."""
    lines = terms.labels[row]
    if not lines:
        return
    spot, room = _inside(geometry)
    size = height if height is not None else max(0.01, min(10.0, room / 2))
    step = min(size * 1.5, 1.6 * room / max(len(lines), 1)) if room else size * 1.5
    top = spot.y + step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        text = space.add_text(line, height=size, dxfattribs={"layer": LABEL_LAYER, "style": TEXT_STYLE})
        text.set_placement((spot.x, top - number * step), align=TextEntityAlignment.MIDDLE_CENTER)


def _inside(geometry: Any) -> tuple[Any, float]:
    """A point well inside a geometry, and how far it is from the edge (0 for points and lines)."""
    if shapely.get_dimensions(geometry) < 2:
        return shapely.point_on_surface(geometry), 0.0
    parts = shapely.get_parts(geometry)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    precision = max(math.sqrt(shapely.area(largest)) / 50, 1e-3)
    radius = shapely.maximum_inscribed_circle(largest, tolerance=precision)
    return shapely.Point(shapely.get_coordinates(radius)[0]), float(shapely.length(radius))


def _compare(temporary: Path, path: Path, geometries: npt.NDArray[Any]) -> None:
    """Re-read what was written: as many shapes, and the same areas and lengths in all."""
    from layers.formats.dxf import read_dxf

    there = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
    for kind, dimension in (("polygon", 2), ("line", 1)):
        wanted = there[shapely.get_dimensions(there) == dimension]
        found = read_dxf(temporary, table=kind).table.geometry.to_numpy() if len(wanted) else wanted
        near = math.isclose(shapely.length(wanted).sum(), shapely.length(found).sum(), rel_tol=1e-9, abs_tol=1e-3)
        same_area = math.isclose(shapely.area(wanted).sum(), shapely.area(found).sum(), rel_tol=1e-9, abs_tol=1e-2)
        if not (near and same_area and (dimension == 1 or len(found) == len(wanted))):
            message = Text(
                "写出的 {file} 读回后与数据不一致，因此没有保存。",
                "{file} read back differs from the data, so it was not kept.",
            ).format(file=path.name)
            raise AppError("output.differs", message, Text("请先修复图形。", "Mend the shapes first."))
