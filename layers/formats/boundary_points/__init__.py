"""Boundary-point files (界址点 TXT) as layers: a plot is a feature, its header fields are its attributes.

The text of each plot and of the head goes along in three columns (``SOURCE_COLUMNS``), so that what is not changed
is written back as it was, byte for byte, also after a stay in a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from core.errors import AppError
from core.files import write_beside
from core.messages import Text, listed
from layers.formats.boundary_points.document import Document, read_document
from layers.formats.boundary_points.place import place
from layers.formats.boundary_points.plot import (
    FIELDS,
    SOURCE_COLUMNS,
    PlotRings,
    area_m2,
    declared_fields,
    geometry_of,
    kind_of,
    plot_rings,
)
from layers.formats.boundary_points.template import load_template
from layers.formats.boundary_points.writing import Composed, compose
from layers.formats.text_file import asked_again, encoded
from layers.formats.vector import LoadResult, numbered
from layers.geometry.mending import mended
from layers.layer import GeometryKind, Notice

__all__ = ["FIELDS", "SOURCE_COLUMNS", "read_boundary_points", "write_boundary_points"]

_TABLES: dict[str, GeometryKind] = {
    "面": "polygon",
    "polygon": "polygon",
    "线": "line",
    "line": "line",
    "点": "point",
    "point": "point",
}


def read_boundary_points(path: Path, *, encoding: str | None = None, table: str | None = None) -> LoadResult:
    """Read a boundary-point file; x = easting, y = northing whatever the order in the file.

    ``table`` keeps the plots of one kind (面, 线, 点; all by default). Columns: ``DKBH``, ``DKMC``, ``TXSX``, ``TFH``,
    ``DKYT``, ``DLBM`` and ``BZ1``… as text, ``area_registered_m2`` as number, and ``SOURCE_COLUMNS``. ``crs`` is the
    one of the head, completed and checked by the coordinates; None, with a notice, where they leave a doubt.
    Raises AppError ``file.missing``, ``file.too_large``, ``file.unreadable``, ``file.table``, ``file.encoding``.
    """
    document, notices = read_document(path, encoding)
    rings = [plot_rings(plot) for plot in document.plots]
    placement = place(document, [one.rings for one in rings], path.name)
    notices.extend(placement.notices)
    geometries = np.empty(len(rings), dtype=object)
    twins = np.zeros(len(rings), dtype=np.int64)
    for row, (plot, one) in enumerate(zip(document.plots, rings, strict=True)):
        geometries[row], twins[row] = geometry_of(plot, one, swapped=bool(placement.swapped[row]))
    notices.extend(_line_notices(document, path.name))
    notices.extend(_ring_notices(rings, twins, document, path.name))
    frame, about_areas = _frame(document, geometries, path.name)
    notices.extend(about_areas)
    return _result(path, frame, notices, crs=placement.crs, encoding=document.encoding, table=table)


def write_boundary_points(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    crs: pyproj.CRS | None,
    template: str | Path | None = None,
    properties: Mapping[str, str] | None = None,
) -> tuple[Notice, ...]:
    """Write plots as a boundary-point file, re-read it, and only then move it into place.

    Coordinates of ``frame`` are in ``crs`` (Gauss-Krüger; None when unknown). Without ``template`` (a name of
    ``boundary_template.template_names`` or a TOML file) rows that were read from such a file keep its head and
    habits, and what is unchanged is written as it was, byte for byte; other rows follow the default template.
    ``properties`` are lines of the head (数据产生单位, 数据产生日期 …). Raises AppError ``boundary.crs``,
    ``template.…``, ``output.unwritable``, ``output.differs``.
    """
    notices: list[Notice] = []
    style = load_template(template) if template is not None else None
    composed = compose(frame, crs=crs, template=style, properties=properties or {}, notices=notices, file=path.name)
    content, encoding = encoded(composed.text, composed.encoding)
    if encoding != composed.encoding:
        message = Text(
            "{file} 有 {asked} 写不出的字，改用 {encoding}。",
            "Some characters of {file} are not in {asked}; it is written in {encoding}.",
        ).format(file=path.name, asked=composed.encoding, encoding=encoding)
        notices.append(Notice("encoding.widened", message, path.name))
    with write_beside(path) as temporary:
        temporary.write_bytes(content)
        _compare(temporary, path, composed, encoding)
    return tuple(notices)


def _compare(temporary: Path, path: Path, composed: Composed, encoding: str) -> None:
    """Re-read what was written: same plots, same rings, same area within the rounding of the coordinates."""
    wanted = composed.geometries[~(shapely.is_missing(composed.geometries) | shapely.is_empty(composed.geometries))]
    found = np.empty(0, dtype=object)
    if len(wanted):
        table = read_boundary_points(temporary, encoding=asked_again(encoding)).table
        found = table.geometry.to_numpy()
        found = found[~(shapely.is_missing(found) | shapely.is_empty(found))]
    step = 10.0**-composed.decimals
    same = len(found) == len(wanted) and bool(
        (np.abs(shapely.bounds(found) - shapely.bounds(wanted)) <= step).all()
        and (np.abs(shapely.area(found) - shapely.area(wanted)) <= step * (1 + shapely.length(wanted))).all()
    )
    if not same:
        message = Text(
            "写出的 {file} 读回后与数据不一致，因此没有保存。",
            "{file} read back differs from the data, so it was not kept.",
        ).format(file=path.name)
        hint = Text(
            "换一个小数位更多的模板，或先修复图形。", "Take a template with more decimals, or mend the features."
        )
        raise AppError("output.differs", message, hint)


def _result(
    path: Path, frame: gpd.GeoDataFrame, notices: list[Notice], *, crs: Any, encoding: str, table: str | None
) -> LoadResult:
    if table is not None:
        if table not in _TABLES:
            message = Text("{file} 里没有图层“{table}”。", "{file} has no layer “{table}”.")
            hint = Text("可选：{names}。", "Choose one of: {names}.").format(names=listed(["面", "线", "点"]))
            raise AppError("file.table", message.format(file=path.name, table=table), hint)
        frame = frame[frame["kind"] == _TABLES[table]]
    sound = mended(frame.geometry.to_numpy().copy(), np.zeros(len(frame), dtype=bool))
    fids = frame.index.to_numpy()
    if len(sound.repaired):
        notices.append(_told("geometry.repaired", path.name, fids[sound.repaired], _INVALID))
    if len(sound.other_kind):
        notices.append(_told("geometry.mixed", path.name, fids[sound.other_kind], _MIXED))
    if len(sound.empty):
        notices.append(_told("geometry.empty", path.name, fids[sound.empty], _EMPTY))
    kind = sound.kind or (_TABLES[table] if table else "polygon")
    frame = frame.drop(columns="kind").set_geometry(sound.geometries)
    return LoadResult(path.stem, frame, kind, crs, encoding, tuple(notices))


_INVALID = Text(
    "{file} 有无效的图形（自相交等），量算时已在副本上修复：{rows}。",
    "{file} has invalid polygons (crossing rings and the like), repaired on a copy to measure: {rows}.",
)
_MIXED = Text("{file} 混有其他几何类型的地块：{rows}。", "{file} holds plots of another geometry type: {rows}.")
_EMPTY = Text("{file} 有没有图形的地块：{rows}。", "{file} has plots without geometry: {rows}.")
_TWINS = Text(
    "{file} 有重复的圈，只取一次：{rows}。", "{file} repeats rings of these plots; each is taken once: {rows}."
)
_CLOSING = Text(
    "{file} 有地块的闭合点坐标写错（X、Y 相同），已按首点闭合：{rows}。",
    "The closing point of these plots of {file} has its X for Y; they were closed at their first point: {rows}.",
)
_REPAIR = Text("在源数据中修正。", "Mend it in the source.")


def _told(code: str, file: str, fids: Any, message: Text) -> Notice:
    return Notice(code, message.format(file=file, rows=numbered(fids)), file, _REPAIR)


def _frame(
    document: Document, geometries: np.ndarray[Any, np.dtype[Any]], file: str
) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    plots = document.plots
    index = pd.RangeIndex(len(plots), name="fid").astype("int64")
    declared = [declared_fields(plot.header) for plot in plots]
    extra = max((len(one.more) for one in declared), default=0)
    columns: dict[str, Any] = {
        name: [getattr(one, attribute) for one in declared] for name, attribute in FIELDS.items()
    }
    for number in range(extra):
        columns[f"BZ{number + 1}"] = [one.more[number] if number < len(one.more) else "" for one in declared]
    columns["txt_encoding"] = [document.encoding] * len(plots)
    columns["txt_head"] = [document.head] * len(plots)
    columns["txt_plot"] = [plot.text for plot in plots]
    series = {name: pd.Series(values, index=index, dtype="string") for name, values in columns.items()}
    series = {name: one if name in SOURCE_COLUMNS else one.mask(one == "") for name, one in series.items()}
    areas = [area_m2(one.area, geometry) for one, geometry in zip(declared, geometries, strict=True)]
    registered = pd.Series([area for area, _ in areas], index=index, dtype="float64")
    kinds = pd.Series([kind_of(plot.header) for plot in plots], index=index, dtype="string")
    frame = gpd.GeoDataFrame(
        {**series, "area_registered_m2": registered, "kind": kinds}, geometry=geometries, index=index
    )
    square_metres = np.flatnonzero([in_m2 for _, in_m2 in areas])
    return frame, [_in_square_metres(file, square_metres)] if len(square_metres) else []


def _in_square_metres(file: str, rows: Any) -> Notice:
    message = Text(
        "{file} 的地块面积应为公顷，这些地块写的像是平方米，已按平方米理解：{rows}。",
        "Areas in {file} should be hectares; those of these plots look like m² and are taken as such: {rows}.",
    ).format(file=file, rows=numbered(rows))
    return Notice("boundary.area_unit", message, file, Text("核对面积单位。", "Check the unit of area."))


def _line_notices(document: Document, file: str) -> list[Notice]:
    """What could not be understood, by line number."""
    notices = []
    unreadable = [line for plot in document.plots for line in plot.unreadable]
    if unreadable:
        message = Text(
            "{file} 有无法识别的坐标行，所在地块没有图形：第 {lines} 行。",
            "{file} has lines that are no points; their plots have no geometry. Lines: {lines}.",
        ).format(file=file, lines=_some(unreadable))
        notices.append(Notice("boundary.point", message, file, _REPAIR))
    unmarked = [plot.first_line for plot in document.plots if not plot.marked]
    if unmarked:
        message = Text(
            "{file} 有地块行不以 @ 结尾或缺地块行：第 {lines} 行。",
            "{file} has plots whose header does not end with @, or is missing. Lines: {lines}.",
        ).format(file=file, lines=_some(unmarked))
        notices.append(Notice("boundary.header", message, file, _REPAIR))
    bent = [plot.first_line for plot in document.plots if plot.marked and not declared_fields(plot.header).regular]
    if bent:
        message = Text(
            "{file} 的地块行字段不全，缺的按空值处理：第 {lines} 行。",
            "Header lines of {file} lack fields, which count as empty. Lines: {lines}.",
        ).format(file=file, lines=_some(bent))
        notices.append(Notice("boundary.fields", message, file, _REPAIR))
    return notices


def _some(lines: list[int]) -> Text:
    shown = ", ".join(str(line) for line in lines[:10])
    if len(lines) <= 10:
        return Text(shown, shown)
    return Text("{shown} 等 {count} 处", "{shown} … ({count} in all)").format(shown=shown, count=len(lines))


def _ring_notices(rings: list[PlotRings], twins: Any, document: Document, file: str) -> list[Notice]:
    notices = []
    if (twins > 0).any():
        notices.append(_told("boundary.twins", file, np.flatnonzero(twins), _TWINS))
    closing = np.flatnonzero([one.bad_closing for one in rings])
    if len(closing):
        notices.append(_told("boundary.closing", file, closing, _CLOSING))
    if not document.plots:
        message = Text("{file} 里没有地块。", "{file} holds no plot.").format(file=file)
        notices.append(Notice("boundary.none", message, file))
    return notices
