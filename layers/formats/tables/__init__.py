"""Tables of CSV and Excel: as layers (WKT or coordinates in columns), or joined to a layer by a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj

from core.errors import AppError
from core.messages import Text, listed
from layers.formats.tables.geometry import GeometryColumns, from_wkt, from_xy, geometry_columns, settled_axes
from layers.formats.tables.reading import RawTable, read_raw
from layers.formats.tables.values import repaired_codes, typed
from layers.formats.tables.writing import write_table
from layers.formats.vector import LoadResult, numbered
from layers.geometry.mending import mended
from layers.layer import Notice

__all__ = ["PlainTable", "join_table", "read_plain_table", "read_table", "write_table"]


@dataclass(frozen=True, eq=False)
class PlainTable:
    """A table without geometry; ``frame`` has typed columns and a row number from 0 as index."""

    name: str
    frame: pd.DataFrame
    encoding: str | None
    notices: tuple[Notice, ...]


def read_table(
    path: Path,
    *,
    encoding: str | None = None,
    table: str | None = None,
    wkt: str | None = None,
    x: str | None = None,
    y: str | None = None,
) -> LoadResult:
    """Read a .csv, .tsv or .xlsx with geometry in its columns.

    ``table`` names the sheet. ``wkt``, or ``x`` (easting or longitude) with ``y``, name the columns; without them
    they are found by their names and contents. ``crs`` is None unless the WKT says ``SRID=…;``. Codes stay text.
    Raises AppError ``file.…``, ``table.no_geometry``, ``fields.missing``.
    """
    raw = read_raw(path, encoding, table)
    texts = _texts(raw)
    notices = list(raw.notices)
    columns = _asked(texts, wkt, x, y, path) or geometry_columns(texts)
    if columns is None:
        message = Text("表格 {file} 里没有坐标列。", "The table {file} has no columns of coordinates.")
        hint = Text(
            "需要 WKT 列，或 X/Y、经度/纬度 列；没有坐标的表可以按关键字段连接到图层。",
            "It needs a WKT column, X and Y, or longitude and latitude; without them it can be joined by key.",
        )
        raise AppError("table.no_geometry", message.format(file=path.name), hint)
    geometries, unread, crs = _geometries(texts, columns, path.name, notices)
    frame = _typed_frame(texts.drop(columns=columns.names), path.name, notices)
    sound = mended(geometries, unread)
    for code, rows, message in (
        ("geometry.broken", sound.broken, _BROKEN),
        ("geometry.empty", sound.empty, _EMPTY),
        ("geometry.repaired", sound.repaired, _INVALID),
        ("geometry.mixed", sound.other_kind, _MIXED),
    ):
        if len(rows):
            notices.append(Notice(code, message.format(file=path.name, rows=numbered(rows)), path.name, _REPAIR))
    layer = gpd.GeoDataFrame(frame, geometry=sound.geometries, index=frame.index)
    return LoadResult(raw.name, layer, sound.kind or "point", crs, raw.encoding, tuple(notices))


_BROKEN = Text("{file} 有读不懂的坐标：{rows}。", "{file} has coordinates that make no sense: {rows}.")
_EMPTY = Text("{file} 有没有坐标的行：{rows}。", "{file} has rows without coordinates: {rows}.")
_INVALID = Text(
    "{file} 有无效的图形（自相交等），量算时已在副本上修复：{rows}。",
    "{file} has invalid polygons (crossing rings and the like), repaired on a copy to measure: {rows}.",
)
_MIXED = Text("{file} 混有其他几何类型的要素：{rows}。", "{file} holds features of another geometry type: {rows}.")
_REPAIR = Text("在源表中修正。", "Mend it in the source table.")


def read_plain_table(path: Path, *, encoding: str | None = None, table: str | None = None) -> PlainTable:
    """Read a table that has no geometry, or whose geometry does not matter, to be joined. AppError ``file.…``."""
    raw = read_raw(path, encoding, table)
    notices = list(raw.notices)
    frame = _typed_frame(_texts(raw), path.name, notices)
    return PlainTable(raw.name, frame, raw.encoding, tuple(notices))


def _texts(raw: RawTable) -> pd.DataFrame:
    index = pd.RangeIndex(len(raw.rows), name="fid").astype("int64")
    columns = list(zip(*raw.rows, strict=True)) if raw.rows else [()] * len(raw.names)
    return pd.DataFrame(
        {name: pd.Series(column, index=index, dtype=object) for name, column in zip(raw.names, columns, strict=True)},
        index=index,
    )


def _typed_frame(texts: pd.DataFrame, file: str, notices: list[Notice]) -> pd.DataFrame:
    columns = {}
    for name in texts.columns:
        repaired, about = repaired_codes(texts[name], str(name), file)
        notices.extend(about)
        columns[name] = typed(repaired, str(name))
    return pd.DataFrame(columns, index=texts.index)


def _asked(texts: pd.DataFrame, wkt: str | None, x: str | None, y: str | None, path: Path) -> GeometryColumns | None:
    """The columns that were named; AppError ``fields.missing`` for one that is not there."""
    for name in (wkt, x, y):
        if name is not None and name not in texts.columns:
            raise no_such_field(path.name, name, list(texts.columns))
    if wkt is not None:
        return GeometryColumns(wkt=wkt)
    if x is not None and y is not None:
        return GeometryColumns(x=x, y=y)
    if x is not None or y is not None:
        message = Text("x 和 y 要同时指明。", "x and y must be named together.")
        raise AppError("fields.missing", message)
    return None


def no_such_field(file: str, name: str, names: Sequence[str]) -> AppError:
    """The error for a column that a table does not have."""
    message = Text("{file} 里没有字段“{name}”。", "{file} has no field “{name}”.").format(file=file, name=name)
    return AppError("fields.missing", message, Text("它有：{names}。", "It has: {names}.").format(names=listed(names)))


def _geometries(
    texts: pd.DataFrame, columns: GeometryColumns, file: str, notices: list[Notice]
) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_], pyproj.CRS | None]:
    if columns.wkt is not None:
        return from_wkt(texts[columns.wkt].tolist())
    assert columns.x is not None
    assert columns.y is not None
    points, unread = from_xy(texts[columns.x].tolist(), texts[columns.y].tolist())
    points, about = settled_axes(points, columns, file)
    notices.extend(about)
    return points, unread, None


def join_table(
    frame: gpd.GeoDataFrame,
    table: pd.DataFrame,
    *,
    key: str,
    table_key: str | None = None,
    fields: Sequence[str] | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[Notice, ...]]:
    """The features with the columns of the rows of ``table`` that have the same key, and what did not match.

    Keys are compared as trimmed text (``12`` = ``12.0``). A key with several differing rows in the table gives
    nothing: which one is meant is the planner's to say. A column that the features have already gets ``_2``.
    Raises AppError ``fields.missing``.
    """
    other = table_key if table_key is not None else key
    for name, columns in ((key, frame.columns), (other, table.columns)):
        if name not in columns:
            raise no_such_field("", name, [str(column) for column in columns])
    wanted = [name for name in table.columns if name not in (other, "geometry")] if fields is None else list(fields)
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        raise no_such_field("", missing[0], [str(column) for column in table.columns])
    rows = table[wanted].assign(**{_KEY: _keys(table[other])}).dropna(subset=[_KEY]).drop_duplicates()
    twice = rows[_KEY].duplicated(keep=False)
    single = rows[~twice].set_index(_KEY)
    keys = _keys(frame[key])
    joined = frame.copy()
    for name in wanted:
        column = single[name].reindex(keys)
        column.index = frame.index
        joined[_free(str(name), joined)] = column
    return joined, tuple(_unmatched(keys, rows[_KEY], twice))


_KEY = "__key__"


def _keys(column: pd.Series[Any]) -> pd.Series[Any]:
    text = column.astype("string").str.strip().str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)
    return text.mask(text == "")


def _free(name: str, frame: pd.DataFrame) -> str:
    free, number = name, 2
    while free in frame.columns:
        free, number = f"{name}_{number}", number + 1
    return free


def _unmatched(keys: pd.Series[Any], found: pd.Series[Any], twice: pd.Series[Any]) -> list[Notice]:
    """Duplicate keys, features without a row, rows without a feature."""
    told = (
        (
            "join.duplicate",
            found[twice].unique(),
            Text(
                "表中这些关键字有多行且内容不同，没有连接：{keys}。",
                "These keys have several differing rows in the table and were not joined: {keys}.",
            ),
        ),
        (
            "join.features",
            keys.dropna()[~keys.dropna().isin(found)].unique(),
            Text("这些要素在表中没有对应的行：{keys}。", "Features with no row in the table: {keys}."),
        ),
        (
            "join.rows",
            found[~found.isin(keys)].unique(),
            Text("表中这些行没有对应的要素：{keys}。", "Rows of the table with no feature: {keys}."),
        ),
    )
    notices = [Notice(code, message.format(keys=_some(list(which)))) for code, which, message in told if len(which)]
    if keys.isna().any():
        message = Text("有 {count} 个要素的关键字为空。", "{count} features have an empty key.")
        notices.append(Notice("join.empty", message.format(count=int(keys.isna().sum()))))
    return notices


def _some(keys: list[Any]) -> Text:
    shown = listed(str(one) for one in keys[:10])
    if len(keys) <= 10:
        return shown
    return Text("{shown} 等 {count} 个", "{shown} … ({count} in all)").format(shown=shown, count=len(keys))
