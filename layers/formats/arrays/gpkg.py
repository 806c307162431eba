"""A table of a GeoPackage by SQLite alone: geometry into arrays, single columns, single stretches of rows."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.changes import TableSchema
from layers.formats.arrays import UnfitError
from layers.formats.arrays.columns import Ints, distinct_objects
from layers.formats.arrays.dbf import numbered
from layers.formats.arrays.usable import Shapes
from layers.formats.arrays.wkb import read_geometries
from layers.layer import GeometryKind
from layers.store import tables
from layers.store.connection import in_words
from layers.store.names import quoted
from layers.store.opening import open_for_reading
from layers.store.reading import kind_of
from layers.store.spatial_ref import words_of

_CHUNK = 50_000


class GpkgTable:
    """One feature table; see ``columns.Columns``. Each question opens a connection of its own, from any thread.

    Raises ``UnfitError`` for what is no plain feature table, AppError ``project.…`` for a damaged file.
    """

    encoding = "UTF-8"

    def __init__(self, path: Path, table: str) -> None:
        self._path, self._table = path, table
        with _connected(path) as connection:
            schema = tables.schema_of(connection, table)
            described = connection.execute(f"PRAGMA table_info({quoted(table)})").fetchall()
        keys = [str(declared).upper() for _, _, declared, _, _, primary in described if primary]
        if schema is None or keys != ["INTEGER"]:
            raise UnfitError
        self.schema: TableSchema = schema

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields without key and geometry."""
        return tuple(numbered(["geometry", *(column.name for column in self.schema.columns)])[1:])

    @cached_property
    def fids(self) -> Ints:
        """The keys, ascending: the order of the rows."""
        key = quoted(self.schema.key)
        with _connected(self._path) as connection:
            rows = connection.execute(f"SELECT {key} FROM {quoted(self._table)} ORDER BY {key}")
            return np.fromiter((row[0] for row in rows), dtype=np.int64)

    @property
    def kind(self) -> GeometryKind | None:
        """What the file declares."""
        return kind_of(self.schema)

    def crs_words(self) -> str | None:
        """How the file states the CRS of the table: a code or well-known text."""
        with _connected(self._path) as connection:
            return words_of(connection, self.schema.srs_id)

    def shapes(self) -> Shapes:
        """The geometry of all rows."""
        select = f"SELECT {quoted(self.schema.geometry)} FROM {quoted(self._table)} ORDER BY {quoted(self.schema.key)}"
        with _connected(self._path) as connection:
            return read_geometries(_blobs(connection.execute(select)), self.fids)

    def distinct(self, name: str, rows: slice) -> tuple[list[object], Ints]:
        """The distinct values of some rows, and the value of each."""
        column = self.schema.columns[self.names.index(name)]
        fids = self.fids[rows]
        if not len(fids):
            return [], np.zeros(0, dtype=np.int64)
        key, asked = quoted(self.schema.key), quoted(column.name)
        select = f"SELECT {asked} FROM {quoted(self._table)} WHERE {key} BETWEEN ? AND ? ORDER BY {key}"
        with _connected(self._path) as connection:
            found = [row[0] for row in connection.execute(select, (int(fids[0]), int(fids[-1])))]
        values, inverse = distinct_objects(found)
        return [_value(value, column.type) for value in values], inverse

    def floats(self, name: str) -> npt.NDArray[np.float64] | None:
        """Numbers are read value by value."""
        return None


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    opened = open_for_reading(path)
    try:
        with in_words(path):
            yield opened.connection
    finally:
        opened.close()


def _blobs(cursor: sqlite3.Cursor) -> Iterator[Sequence[bytes | None]]:
    while rows := cursor.fetchmany(_CHUNK):
        yield [row[0] if isinstance(row[0], bytes) else None for row in rows]


def _value(value: Any, declared: str) -> object:
    """A value as the readers give it: yes and no, and dates, as what they are."""
    if declared == "BOOLEAN" and isinstance(value, int):
        return bool(value)
    if declared.startswith("DATE") and isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value[:10])
        except ValueError:
            return value
    return value
