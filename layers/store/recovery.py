"""What can still be read of a damaged project goes into a new file; the original is only copied, never opened.

Layers, roles, packs, sheets, settings and styles are brought over row by row. The history is not: its steps could
refer to rows that are lost.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text
from layers.changes import TableSchema
from layers.store import reading, rtree, schema, tables
from layers.store.blob import Envelope, envelope_of
from layers.store.connection import connect, damaged, in_words
from layers.store.names import quoted

_BATCH = 500
_MOST_PROBES = 20_000
_PROBED_BEYOND = 5_000
_OWN = ("lantu_roles", "lantu_packs", "lantu_sheets", "lantu_settings")
_STYLE_COLUMNS = (
    "f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault,"
    " description, owner"
)

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Recovered:
    """One layer: rows brought over, rows whose geometry was damaged (kept without), whether any page was unreadable."""

    name: str
    rows: int
    without_geometry: int
    complete: bool


def recover(damaged_file: Path, into: Path, feedback: Feedback | None = None) -> list[Recovered]:
    """Write a new project with everything that can be read of ``damaged_file``.

    AppError ``project.exists`` when ``into`` is there already, ``project.damaged`` when nothing can be read.
    """
    feedback = feedback or Feedback()
    if into.exists():
        message = Text("{file} 已经存在。", "{file} exists already.").format(file=into.name)
        raise AppError("project.exists", message, Text("请换个文件名。", "Choose another name."))
    with tempfile.TemporaryDirectory(prefix="lantu-") as folder:
        copy = _copied(damaged_file, Path(folder))
        with write_beside(into) as temporary, in_words(into), closing(connect(temporary, read_only=False)) as target:
            schema.create(target)
            with closing(_opened(copy, damaged_file)) as source:
                found = _brought_over(source, target, feedback)
            if not found:
                raise damaged(damaged_file)
    return found


def _copied(path: Path, folder: Path) -> Path:
    copy = folder / path.name
    for ending in ("", "-wal", "-journal"):
        one = path.with_name(path.name + ending)
        if one.is_file():
            shutil.copyfile(one, copy.with_name(copy.name + ending))
    _padded(copy)
    return copy


def _padded(copy: Path) -> None:
    """Fill a file that was cut off up to the length that its header states, or SQLite refuses it.

    The page size is at byte 16, the number of pages at 28.
    """
    with copy.open("r+b") as file:
        header = file.read(32)
        size = int.from_bytes(header[16:18], "big")
        stated = (65536 if size == 1 else size) * int.from_bytes(header[28:32], "big")
        actual = copy.stat().st_size
        if header.startswith(b"SQLite format 3") and actual < stated <= 64 * max(actual, 1 << 20):
            file.truncate(stated)


def _opened(copy: Path, shown: Path) -> sqlite3.Connection:
    connection: sqlite3.Connection | None = None
    try:
        connection = connect(copy, read_only=False)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as problem:
        if connection is not None:
            connection.close()
        raise damaged(shown) from problem
    return connection


def _brought_over(source: sqlite3.Connection, target: sqlite3.Connection, feedback: Feedback) -> list[Recovered]:
    target.execute("BEGIN IMMEDIATE")
    for row in salvaged(source, "gpkg_spatial_ref_sys", "*").rows:
        target.execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", row[1:])
    found = []
    for name, one in _layers(source):
        feedback.check()
        found.append(_bring_layer(source, target, name, one))
    for table in _OWN:
        for row in salvaged(source, table, "key, value").rows:
            target.execute(f"INSERT OR IGNORE INTO {table} VALUES (?,?)", row[1:])
    marks = ",".join("?" * 10)
    for row in salvaged(source, "layer_styles", _STYLE_COLUMNS).rows:
        target.execute(f"INSERT INTO layer_styles ({_STYLE_COLUMNS}) VALUES ({marks})", row[1:])
    target.execute("COMMIT")
    return found


def _layers(source: sqlite3.Connection) -> list[tuple[str, TableSchema]]:
    try:
        return reading.listed(source)
    except sqlite3.DatabaseError:
        pass
    rows = salvaged(source, "gpkg_geometry_columns", "table_name").rows
    found = []
    for _, name in rows:
        try:
            one = tables.schema_of(source, str(name))
        except sqlite3.DatabaseError:
            continue
        if one is not None:
            found.append((str(name), one))
    return found


def _bring_layer(source: sqlite3.Connection, target: sqlite3.Connection, name: str, one: TableSchema) -> Recovered:
    tables.create_table(target, name, one)
    columns = [one.geometry, *(column.name for column in one.columns)]
    statement = f"INSERT OR IGNORE INTO {quoted(name)} VALUES ({','.join('?' * (1 + len(columns)))})"
    salvage = salvaged(source, name, ", ".join(map(quoted, columns)))
    boxes: list[Envelope] = []
    spoilt = 0
    for fid, content, *values in salvage.rows:
        box, sound = _examined(content)
        spoilt += not sound
        if box is not None:
            boxes.append(box)
        target.execute(statement, (fid, content if sound else None, *values))
    rtree.build(target, name, one)
    tables.watch(target, name, one)
    tables.touch_contents(target, name, one, come=boxes)
    return Recovered(name, len(salvage.rows), spoilt, salvage.complete)


def _examined(content: object) -> tuple[Envelope | None, bool]:
    """The envelope, and whether the bytes are a geometry at all."""
    import shapely

    from layers.store.blob import wkb_of

    if content is None:
        return None, True
    if not isinstance(content, bytes):
        return None, False
    try:
        box = envelope_of(content)
        shapely.from_wkb(wkb_of(content))
    except (ValueError, shapely.errors.GEOSException):
        return None, False
    return box, True


@dataclass(frozen=True, slots=True)
class Salvage:
    """Rows (rowid first) that could be read, in order, and whether those are all."""

    rows: list[Row]
    complete: bool


def salvaged(connection: sqlite3.Connection, table: str, columns: str) -> Salvage:
    """Read a table around its damaged pages: from the front, from the back, and by halves in between."""
    probe = _Probe(connection, table, columns)
    first, stopped = probe.forward(-(2**63), 2**63 - 1)
    if not stopped:
        return Salvage(first, True)
    last, _ = probe.backward(_end(first), 2**63 - 1)
    end = _start(last) if last else _highest(connection, table, _end(first)) + 1
    middle = list(probe.between(_end(first), end))
    rows = {row[0]: row for row in [*first, *middle, *reversed(last)]}
    return Salvage([rows[key] for key in sorted(rows, key=_number)], False)


def _highest(connection: sqlite3.Connection, table: str, known: int) -> int:
    """The largest rowid that the table ever had, as far as the file still tells."""
    try:
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name=?", (table,)).fetchone()
    except sqlite3.DatabaseError:
        row = None
    return known + _PROBED_BEYOND if row is None else max(known, _number(row[0]))


class _Probe:
    """Reads stretches of a table until SQLite meets damage."""

    def __init__(self, connection: sqlite3.Connection, table: str, columns: str) -> None:
        self._connection = connection
        self._select = f"SELECT rowid, {columns} FROM {quoted(table)} WHERE rowid > ? AND rowid < ? ORDER BY rowid"
        self._left = _MOST_PROBES

    def forward(self, low: int, high: int) -> tuple[list[Row], bool]:
        """Rows after ``low`` and before ``high``, and whether damage stopped it."""
        return self._read(low, high, "")

    def backward(self, low: int, high: int) -> tuple[list[Row], bool]:
        """The same from the end, in falling order."""
        return self._read(low, high, " DESC")

    def between(self, low: int, high: int) -> Iterator[Row]:
        """Rows strictly between, by halves, wherever they can be reached."""
        stretches = [(low, high)]
        while stretches and self._left > 0:
            low, high = stretches.pop()
            if high - low < 2:
                continue
            rows, stopped = self.forward(low, high)
            yield from rows
            if stopped and high - low > 2:
                low = _end(rows) if rows else low
                middle = (low + high) // 2
                stretches += [(low, middle), (middle, high)] if low < middle else []
                stretches.append((middle - 1, middle + 1))

    def _read(self, low: int, high: int, order: str) -> tuple[list[Row], bool]:
        self._left -= 1
        rows: list[Row] = []
        try:
            cursor = self._connection.execute(self._select + order, (low, high))
            while (row := cursor.fetchone()) is not None:
                if not low < _number(row[0]) < high:
                    return rows, True  # a row that cannot be here is what damage looks like, too
                if order:
                    high = _number(row[0])
                else:
                    low = _number(row[0])
                rows.append(row)
        except sqlite3.DatabaseError:
            return rows, True
        return rows, False


def _end(rows: list[Row]) -> int:
    return _number(rows[-1][0]) if rows else -1


def _start(rows: list[Row]) -> int:
    return _number(rows[-1][0])


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
