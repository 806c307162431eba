"""The text of a boundary-point file: what was read and is unchanged stays as it was, the rest by the template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from core.errors import AppError
from core.messages import Text
from layers.formats.boundary_points.document import Document, Plot, parse
from layers.formats.boundary_points.place import GaussKruger, gauss_kruger_of, place
from layers.formats.boundary_points.plot import (
    SOURCE_COLUMNS,
    area_m2,
    declared_fields,
    geometry_of,
    plot_rings,
)
from layers.formats.boundary_points.rows import PlotWriter
from layers.formats.boundary_points.template import Template, load_template, template_like
from layers.geometry.crs import crs_name, same_crs
from layers.geometry.mending import mended
from layers.layer import Notice

DEGREE_DECIMALS = 9
_DATUMS = {"CGCS2000": "2000国家大地坐标系", "Xian80": "1980西安坐标系", "Beijing54": "1954北京坐标系"}


@dataclass(frozen=True, slots=True)
class Composed:
    """The text to write, its encoding, and the geometries it stands for (x = easting, as written)."""

    text: str
    encoding: str
    geometries: npt.NDArray[Any]
    decimals: int


@dataclass(frozen=True, slots=True)
class _Source:
    """What the rows were read from: their plots by row, and the geometry each had then."""

    document: Document
    plots: dict[int, Plot]
    geometries: dict[int, Any]
    swapped: bool = False


def compose(
    frame: gpd.GeoDataFrame,
    *,
    crs: pyproj.CRS | None,
    template: Template | None,
    properties: Mapping[str, str],
    notices: list[Notice],
    file: str,
) -> Composed:
    """The text of ``frame``, whose coordinates are in ``crs``. AppError ``boundary.crs``."""
    source = _source(frame, crs) if template is None else None
    # Degrees are not due in these files: only a file that came with them keeps them, and to a millimetre.
    degrees = source is not None and bool(source.plots)
    system = _system(crs, file, notices, degrees=degrees)
    style = template or (_habits(source) if source else load_template("default"))
    if crs is not None and crs.is_geographic:
        style = replace(style, decimals=DEGREE_DECIMALS)
    head = _head(source, style, system)
    for key, value in {**_carried(frame, style, template), **properties}.items():
        head = _with_property(head, key, value, style.newline)
    geometries = mended(frame.geometry.to_numpy().copy(), np.zeros(len(frame), dtype=bool)).geometries
    offset = _prefix_offset(system, style)
    writer = PlotWriter(frame, style, offset, notices, file)
    pieces = [head] if head else []
    for row in range(len(frame)):
        kept = source.plots.get(row) if source is not None else None
        piece = writer.plot(row, geometries[row], kept, source.geometries.get(row) if source else None)
        if piece and pieces and not pieces[-1].endswith(("\n", "\r")):
            pieces.append(style.newline)
        pieces += [piece] if piece else []
    writer.tell()
    moved = shapely.transform(geometries, lambda xy: xy + np.array([offset, 0.0]))
    return Composed("".join(pieces), style.encoding, np.asarray(moved, dtype=object), style.decimals)


def _carried(frame: gpd.GeoDataFrame, style: Template, template: Template | None) -> dict[str, str]:
    """With a template of its own, what the head of the rows' file says and the template leaves open."""
    if template is None or "txt_head" not in frame.columns or not frame["txt_head"].notna().any():
        return {}
    given = {key for key, value in style.head if value} | {"坐标系", "几度分带", "带号"}
    known = parse(str(frame["txt_head"].dropna().iloc[0])).properties
    return {key: value for key, value in known.items() if key not in given}


def _system(crs: pyproj.CRS | None, file: str, notices: list[Notice], *, degrees: bool) -> GaussKruger | None:
    if crs is None:
        message = Text("{file} 写出时坐标系未知。", "{file} is written without knowing its CRS.").format(file=file)
        repair = Text("先指定坐标系。", "Name the CRS first.")
        notices.append(Notice("crs.missing", message, file, repair))
        return None
    system = gauss_kruger_of(crs)
    if system is None and not (degrees and crs.is_geographic):
        message = Text(
            "界址点文件需要高斯-克吕格坐标，而数据是 {crs}。",
            "A boundary-point file needs Gauss-Krüger coordinates; the data are in {crs}.",
        ).format(crs=crs_name(crs))
        hint = Text(
            "请先转换到 3 度带，例如 EPSG:4525。", "Transform them to a 3-degree zone first, such as EPSG:4525."
        )
        raise AppError("boundary.crs", message, hint)
    return system


def _prefix_offset(system: GaussKruger | None, style: Template) -> float:
    """What is added to eastings so that they carry the zone prefix, or no longer do."""
    if system is None or style.zone_prefix == "as_crs":
        return 0.0
    wanted = style.zone_prefix == "yes"
    return (int(wanted) - int(system.prefixed)) * system.zone * 1e6


def _source(frame: gpd.GeoDataFrame, crs: pyproj.CRS | None) -> _Source | None:
    """The file the rows come from, where they still say so and are still in its coordinate system."""
    if not set(SOURCE_COLUMNS) <= set(frame.columns) or not len(frame):
        return None
    heads = frame["txt_head"].dropna()
    if not len(heads):
        return None
    head, encoding = str(heads.iloc[0]), str(frame["txt_encoding"].dropna().iloc[0])
    texts = [
        (row, str(text))
        for row, (text, of) in enumerate(zip(frame["txt_plot"], frame["txt_head"], strict=True))
        if pd.notna(text) and of == head
    ]
    plots = {row: plots[0] for row, plots in ((row, parse(text).plots) for row, text in texts) if len(plots) == 1}
    document = replace(parse(head, encoding), plots=tuple(plots.values()))
    rings = [plot_rings(plot) for plot in document.plots]
    placement = place(document, [one.rings for one in rings], "")
    if crs is not None and placement.crs is not None and not same_crs(crs, placement.crs):
        return _Source(replace(document, plots=()), {}, {})
    found = [
        geometry_of(plot, one, swapped=bool(turned))[0]
        for plot, one, turned in zip(document.plots, rings, placement.swapped, strict=True)
    ]
    sound = mended(np.array([*found, None], dtype=object)[:-1], np.zeros(len(found), dtype=bool)).geometries
    swapped = bool(len(placement.swapped)) and bool(placement.swapped.all())
    return _Source(document, plots, dict(zip(plots, sound, strict=True)), swapped)


def _habits(source: _Source) -> Template:
    """The style of the file for what must be written anew, its order of axes and its unit of area included."""
    declared = {row: declared_fields(plot.header).area for row, plot in source.plots.items()}
    in_m2 = [area_m2(area, source.geometries[row])[1] for row, area in declared.items() if area]
    return replace(
        template_like(source.document),
        northing_first=not source.swapped,
        area_unit="m2" if in_m2 and all(in_m2) else "ha",
    )


def _head(source: _Source | None, style: Template, system: GaussKruger | None) -> str:
    """The head as it was, or the template's; the words for the coordinate system follow the data."""
    terms = {}
    if system is not None:
        terms = {"坐标系": _DATUMS[system.datum], "几度分带": str(system.width), "带号": str(system.zone)}
    if source is not None:
        head = source.document.head
        if not source.plots:
            for key, value in terms.items():
                head = _with_property(head, key, value, style.newline)
        return head
    lines = ["[属性描述]", *(f"{key}={terms.get(key, value)}" for key, value in style.head), "[地块坐标]", ""]
    return style.newline.join(lines)


def _with_property(head: str, key: str, value: str, newline: str) -> str:
    """The head with one value changed, or added as the last line of its section."""
    value = " ".join(value.split())
    pattern = re.compile(rf"(?m)^([ \t]*{re.escape(key)}[ \t]*[=＝])[^\r\n]*")
    if pattern.search(head):
        return pattern.sub(lambda found: found.group(1) + value, head, count=1)
    before, mark, after = head.partition("[地块坐标]")
    return f"{before}{key}={value}{newline}{mark}{after}"
