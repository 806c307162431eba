"""A whole layer into the file at once: its table, rows, R-tree and extent, without a ChangeSet row by row."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from core.feedback import Feedback
from core.messages import Text
from layers.changes import Column, TableSchema
from layers.store import rtree, tables
from layers.store.blob import Envelope, encoded
from layers.store.names import quoted

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_CHUNK = 20_000
_RESERVED = ("lantu_", "gpkg_", "rtree_", "sqlite_", "layer_styles")
_INFERRED: dict[str, tuple[str, type]] = {
    "boolean": ("BOOLEAN", int),
    "integer": ("INTEGER", int),
    "floating": ("REAL", float),
    "mixed-integer-float": ("REAL", float),
}
_MULTI = {"POLYGON": "MULTIPOLYGON", "LINESTRING": "MULTILINESTRING", "POINT": "MULTIPOINT"}


def free_table_name(connection: sqlite3.Connection, wanted: str) -> str:
    """A table name as near to ``wanted`` as the file allows (SQLite ignores case)."""
    name = "".join("_" if character in "/\\\x00" else character for character in wanted.strip()) or "layer"
    if name.casefold().startswith(_RESERVED):
        name = f"layer_{name}"
    taken = {str(one).casefold() for (one,) in connection.execute("SELECT name FROM sqlite_master")}
    taken |= {str(one).casefold() for (one,) in connection.execute("SELECT identifier FROM gpkg_contents")}
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def field_names(names: Iterable[str]) -> dict[str, str]:
    """Source name -> name in the table: distinct whatever their case, none in the way of fid and geom."""
    taken = {"fid", "geom", "rowid"}
    found: dict[str, str] = {}
    for name in names:
        plain = name.replace("\x00", "") or "field"
        free, number = plain, 2
        while free.casefold() in taken:
            free, number = f"{plain}_{number}", number + 1
        taken.add(free.casefold())
        found[name] = free
    return found


def uniform(geometries: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], str]:
    """Lines and polygons as their multi type (what QGIS and GDAL expect of one column), and the type to declare."""
    import numpy as np
    import shapely

    kinds = shapely.get_type_id(geometries)
    present = set(np.unique(kinds).tolist()) - {-1}
    families: tuple[tuple[set[int], Any, str], ...] = (
        ({3, 6}, shapely.multipolygons, "MULTIPOLYGON"),
        ({1, 5}, shapely.multilinestrings, "MULTILINESTRING"),
        ({0, 4}, shapely.multipoints, "MULTIPOINT"),
    )
    if present == {0}:
        return geometries, "POINT"
    for family, join, name in families:
        if present and present <= family:
            single = np.flatnonzero(kinds == min(family))
            whole = geometries.copy()
            whole[single] = join(geometries[single], indices=np.arange(len(single))) if len(single) else []
            return whole, name
    return geometries, "GEOMETRY"


def write_table(
    connection: sqlite3.Connection,
    table: str,
    frame: gpd.GeoDataFrame,
    *,
    geometries: npt.NDArray[Any],
    srs_id: int,
    feedback: Feedback,
    declared: str | None = None,
) -> TableSchema:
    """Create and fill a table from a frame indexed by fid; ``geometries`` are the ones to keep, row by row."""
    import numpy as np
    import shapely

    whole, kind = uniform(geometries)
    if kind == "GEOMETRY" and declared and shapely.is_missing(whole).all():
        kind = _MULTI.get(declared.upper(), declared.upper())
    names = field_names(str(name) for name in frame.columns if name != frame.geometry.name)
    columns = [_column(frame[name], field) for name, field in names.items()]
    z = 2 if bool(np.any(shapely.has_z(whole))) else 0
    m = 2 if bool(np.any(shapely.has_m(whole))) else 0
    schema = TableSchema(tuple(column for column, _ in columns), kind, srs_id, z=z, m=m)
    tables.create_table(connection, table, schema)
    marks = ",".join("?" * (2 + len(columns)))
    statement = f"INSERT INTO {quoted(table)} VALUES ({marks})"
    fids = frame.index.to_numpy().astype("int64").tolist()
    for start in range(0, len(fids), _CHUNK):
        feedback.check()
        feedback.report(start / max(len(fids), 1), Text("正在写入 {name}", "Writing {name}").format(name=table))
        part = slice(start, start + _CHUNK)
        blobs = encoded(whole[part], srs_id)
        connection.executemany(statement, zip(fids[part], blobs, *(values[part] for _, values in columns), strict=True))
    extents = shapely.bounds(whole)[:, [0, 2, 1, 3]]
    rtree.build(connection, table, schema, (np.array(fids, dtype=np.int64), extents))
    tables.watch(connection, table, schema)
    tables.touch_contents(connection, table, schema, come=_extent(whole))
    return schema


def _extent(geometries: npt.NDArray[Any]) -> Sequence[Envelope]:
    import shapely

    west, south, east, north = shapely.total_bounds(geometries).tolist()
    return [] if math.isnan(west) else [(west, east, south, north)]


def _column(series: pd.Series[Any], name: str) -> tuple[Column, list[Any]]:
    """The field of a column and its values as SQLite keeps them."""
    import pandas as pd

    kinds = pd.api.types
    missing = series.isna().to_numpy()
    if kinds.is_bool_dtype(series.dtype):
        return Column(name, "BOOLEAN"), _plain(series.astype("boolean").astype("Int64"), missing)
    if kinds.is_integer_dtype(series.dtype):
        return Column(name, "INTEGER"), _plain(series, missing)
    if kinds.is_float_dtype(series.dtype):
        return Column(name, "REAL"), _plain(series, missing)
    if kinds.is_datetime64_any_dtype(series.dtype):
        return Column(name, "DATETIME"), _plain(_iso(series), missing)
    inferred = kinds.infer_dtype(series, skipna=True)
    if inferred in _INFERRED:
        kind, python = _INFERRED[inferred]
        return Column(name, kind), [None if gone else python(value) for value, gone in _pairs(series, missing)]
    values = [None if gone else _text(value) for value, gone in _pairs(series, missing)]
    return Column(name, "BLOB" if inferred == "bytes" else "TEXT"), values


def _pairs(series: pd.Series[Any], missing: npt.NDArray[np.bool_]) -> Iterable[tuple[Any, bool]]:
    return zip(series.tolist(), missing.tolist(), strict=True)


def _plain(series: pd.Series[Any], missing: npt.NDArray[np.bool_]) -> list[Any]:
    return [None if gone else value for value, gone in _pairs(series, missing)]


def _iso(series: pd.Series[Any]) -> pd.Series[Any]:
    """ISO 8601 in UTC, as GeoPackage writes time."""
    utc = series.dt.tz_convert("UTC") if getattr(series.dt, "tz", None) is not None else series
    return utc.dt.strftime("%Y-%m-%dT%H:%M:%S.%f").str[:-3] + "Z"


def _text(value: object) -> str | bytes:
    """Words of a list with the separator that reading knows; anything else as it is written."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, tuple | list):
        return "、".join(map(str, value))
    return str(value)
