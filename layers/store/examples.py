"""One feature for every value of a field: enough to know the classes of a layer without reading all of it."""

from __future__ import annotations

import sqlite3

from layers.changes import TableSchema
from layers.store.names import quoted

MOST = 1000
"""A field with more values than this does not tell classes apart."""


def first_fid(connection: sqlite3.Connection, table: str, schema: TableSchema) -> list[int]:
    """The fid of the first feature that has a geometry; none in a layer without any."""
    key = quoted(schema.key)
    rows = connection.execute(
        f"SELECT {key} FROM {quoted(table)} WHERE {quoted(schema.geometry)} NOT NULL ORDER BY {key} LIMIT 1"
    )
    return [int(fid) for (fid,) in rows]


def fids_by_value(
    connection: sqlite3.Connection, table: str, schema: TableSchema, *, column: str, named: str | None = None
) -> list[int]:
    """Of every value of ``column`` the first feature, and the first that has something in ``named`` besides."""
    key = quoted(schema.key)
    groups = quoted(column) if named is None else f"{quoted(column)}, coalesce(trim({quoted(named)}), '') = ''"
    rows = connection.execute(
        f"SELECT min({key}) FROM {quoted(table)} GROUP BY {groups} ORDER BY min({key}) LIMIT {MOST}"
    )
    return [int(fid) for (fid,) in rows]
