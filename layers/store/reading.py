"""Reading layers out of a project file by SQLite alone, each reader with a connection of its own."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.changes import Column, TableSchema
from layers.layer import GeometryKind
from layers.store import tables
from layers.store.blob import wkb_of
from layers.store.names import quoted
from layers.store.spatial_ref import crs_of

if TYPE_CHECKING:
    import pandas as pd

    from layers.formats.vector import LoadResult

Row = tuple[Any, ...]

_CHUNK = 20_000
_ONE_PART = frozenset(
    b"\x01" + (dimensions + kind).to_bytes(4, "little") + b"\x01\0\0\0"
    for dimensions in (0, 1000, 2000, 3000)
    for kind in (4, 5, 6)
)
"""How the well-known binary of a multi-geometry with a single part begins: files have those as plain geometries."""


def rows_of(
    connection: sqlite3.Connection, table: str, schema: TableSchema, fids: Sequence[int]
) -> dict[int, dict[str, object]]:
    """All values of some rows by fid, as a ChangeSet wants them; fids without a row are left out."""
    names = [schema.geometry, *(column.name for column in schema.columns)]
    listed = ", ".join(map(quoted, names))
    statement = f"SELECT {listed} FROM {quoted(table)} WHERE {quoted(schema.key)}=?"
    found: dict[int, dict[str, object]] = {}
    for fid in fids:
        row = connection.execute(statement, (int(fid),)).fetchone()
        if row is not None:
            found[int(fid)] = dict(zip(names, row, strict=True))
    return found


def load_table(
    connection: sqlite3.Connection,
    path: Path,
    table: str,
    schema: TableSchema,
    fids: Sequence[int] | None = None,
) -> LoadResult:
    """A table, or some rows of it, as the readers give one.

    ``digest`` is the SHA-256 of the rows, for the file's own changes with every edit.
    """
    import numpy as np
    import pandas as pd

    from layers.formats import vector

    digest = hashlib.sha256(repr(schema.columns).encode("utf-8"))
    names = [column.name for column in schema.columns]
    found: list[int] = []
    wkb: list[bytes | None] = []
    columns: list[list[Any]] = [[] for _ in names]
    for rows in _chunks(connection, table, schema, fids):
        numbers, contents, *values = zip(*rows, strict=True)
        _digest_rows(digest, numbers, contents, values)
        found.extend(numbers)
        wkb.extend(_wkb(content) for content in contents)
        for column, part in zip(columns, values, strict=True):
            column.extend(part)
    index = pd.Index(found, name="fid", dtype="int64")
    raw = vector.Raw(
        names=names,
        columns=[_series(values, column, index) for column, values in zip(schema.columns, columns, strict=True)],
        wkb=np.array([*wkb, None], dtype=object)[:-1],
        fids=index.to_numpy(),
        crs=None,
        geometry_type=schema.geometry_type,
    )
    crs = crs_of(connection, schema.srs_id)
    loaded = vector.load_result(path, table, raw, crs=crs, encoding="UTF-8", notices=[])
    return replace(loaded, digest=digest.hexdigest())


def kind_of(schema: TableSchema) -> GeometryKind | None:
    """Point, line or polygon by the declared type."""
    name = schema.geometry_type.casefold()
    if "polygon" in name or "surface" in name:
        return "polygon"
    if "line" in name or "curve" in name:
        return "line"
    return "point" if "point" in name else None


def count_of(connection: sqlite3.Connection, table: str, schema: TableSchema) -> int:
    """How many rows a layer has; counts the R-tree's or the table's own pages, no row is read."""
    (count,) = connection.execute(f"SELECT count({quoted(schema.key)}) FROM {quoted(table)}").fetchone()
    return int(count)


def next_fid(connection: sqlite3.Connection, table: str, schema: TableSchema) -> int:
    """A fid that no row of the table ever had."""
    (top,) = connection.execute(f"SELECT coalesce(max({quoted(schema.key)}), -1) FROM {quoted(table)}").fetchone()
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name=?", (table,)).fetchone()
    return int(max(int(top), -1 if row is None or row[0] is None else int(row[0]))) + 1


def _chunks(
    connection: sqlite3.Connection, table: str, schema: TableSchema, fids: Sequence[int] | None
) -> Iterator[list[Row]]:
    """Rows by thousands: fid, geometry, attributes in the order of the schema."""
    names = [schema.key, schema.geometry, *(column.name for column in schema.columns)]
    select = f"SELECT {', '.join(map(quoted, names))} FROM {quoted(table)}"
    key = quoted(schema.key)
    if fids is None:
        cursor = connection.execute(f"{select} ORDER BY {key}")
        while rows := cursor.fetchmany(_CHUNK):
            yield rows
        return
    found = [row for fid in fids for row in connection.execute(f"{select} WHERE {key}=?", (fid,))]
    if found:
        yield found


def _digest_rows(digest: hashlib._Hash, numbers: Row, contents: Row, values: list[Row]) -> None:
    """Add a stretch of rows; lengths keep one geometry apart from the next."""
    lengths = [len(content) if isinstance(content, bytes) else content for content in contents]
    digest.update(repr((numbers, lengths, values)).encode("utf-8", errors="surrogatepass"))
    digest.update(b"".join(content for content in contents if isinstance(content, bytes)))


def _wkb(content: object) -> bytes | None:
    """Bytes without header, one part alone as what it is; what has no header is handed on, to be noticed as broken."""
    if not isinstance(content, bytes):
        return None
    try:
        wkb = wkb_of(content)
    except ValueError:
        return b"\x00"
    return wkb[9:] if wkb[:9] in _ONE_PART else wkb


def _series(values: list[Any], column: Column, index: pd.Index[int]) -> Any:
    """A column with the type that its field declares, as far as its values agree."""
    import pandas as pd

    plain = {type(value) for value in values} - {type(None)}
    kind = column.type
    dtype: Any = object
    if kind == "BOOLEAN" and plain <= {int}:
        values = [None if value is None else bool(value) for value in values]
        dtype = "boolean"
    elif plain == {int}:
        dtype = "Int64" if None in values else "int64"
    elif (plain and plain <= {int, float}) or (not plain and kind in ("REAL", "DOUBLE", "FLOAT")):
        dtype = "float64"
    elif plain <= {str}:
        dtype = "string"
    found = pd.Series(values, index=index, dtype=dtype)
    return _times(found) if kind.startswith("DATE") and plain == {str} else found


def _times(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Dates as such when all of them are; else as they are written."""
    import pandas as pd

    times = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)
    return times.dt.tz_localize(None) if (times.isna() == texts.isna()).all() else texts


def listed(connection: sqlite3.Connection) -> list[tuple[str, TableSchema]]:
    """All layers with their schemas; no row is read."""
    found = ((name, tables.schema_of(connection, name)) for name in tables.feature_tables(connection))
    return [(name, schema) for name, schema in found if schema is not None]
