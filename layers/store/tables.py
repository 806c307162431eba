"""Feature tables of the project: made, found, renamed, put away; their R-tree, watching triggers and extents."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from layers.changes import Column, FieldStep, TableSchema
from layers.store import rtree
from layers.store.blob import Envelope
from layers.store.names import literal, quoted

TRASH = "lantu_trash_"
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"
_TYPES = ("TEXT", "INTEGER", "REAL", "BOOLEAN", "DATE", "DATETIME", "BLOB")
_CONTENTS = ("identifier", "description", "last_change", "min_x", "min_y", "max_x", "max_y", "srs_id")


def feature_tables(connection: sqlite3.Connection) -> list[str]:
    """Names of the layers, in the order in which they were entered."""
    rows = connection.execute(
        "SELECT c.table_name FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
        " JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table'"
        " WHERE c.data_type = 'features' ORDER BY c.rowid"
    )
    return [str(name) for (name,) in rows]


def schema_of(connection: sqlite3.Connection, table: str) -> TableSchema | None:
    """What a registered feature table is made of; None when there is none of that name or it has no integer key."""
    row = connection.execute(
        "SELECT column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns WHERE table_name=?", (table,)
    ).fetchone()
    if row is None:
        return None
    geometry, kind, srs_id, z, m = row
    columns: list[Column] = []
    key: str | None = None
    for _, name, declared, _, _, primary in connection.execute(f"PRAGMA table_info({quoted(table)})"):
        if primary and key is None:
            key = str(name)
        elif name != geometry:
            columns.append(Column(str(name), str(declared or "").upper()))
    if key is None:
        return None
    return TableSchema(tuple(columns), str(kind), int(srs_id), str(geometry), key, int(z), int(m))


def create_table(connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
    """An empty feature table, registered; without R-tree and watch (see ``rtree.build`` and ``watch``)."""
    columns = "".join(f", {quoted(column.name)} {_declared(column)}" for column in schema.columns)
    connection.execute(
        f"CREATE TABLE {quoted(table)} ({quoted(schema.key)} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
        f" {quoted(schema.geometry)} {quoted(schema.geometry_type)}{columns})"
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?,'features',?,?)",
        (table, table, schema.srs_id),
    )
    _enter_geometry(connection, table, schema)


def watch(connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
    """Have every edit by another program noted by its fid: it runs our triggers but not our code."""
    for event, side in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        name = f"lantu_watch_{event.lower()}_{table}"
        connection.execute(
            f"CREATE TRIGGER {quoted(name)} AFTER {event} ON {quoted(table)}"
            " WHEN (SELECT writing FROM lantu_state) = 0"
            " BEGIN INSERT INTO lantu_external (table_name, fid, kind)"
            f" VALUES ({literal(table)}, {side}.{quoted(schema.key)}, {literal(event.lower())}); END"
        )
    connection.execute("INSERT OR REPLACE INTO lantu_watched VALUES (?)", (table,))


def unwatch(connection: sqlite3.Connection, table: str) -> None:
    """Take the watching triggers away, also those that still carry an earlier name."""
    for name in _trigger_names(connection, table):
        if name.startswith("lantu_watch_"):
            connection.execute(f"DROP TRIGGER {quoted(name)}")


def rename_table(connection: sqlite3.Connection, before: str, after: str, schema: TableSchema) -> None:
    """Another name for a layer, with its R-tree, role and styles."""
    _move(connection, before, after, schema)
    rows = (
        ("gpkg_geometry_columns", "table_name"),
        ("gpkg_extensions", "table_name"),
        ("gpkg_contents", "table_name"),
    )
    for table, column in rows:
        connection.execute(f"UPDATE {table} SET {column}=? WHERE {column}=?", (after, before))
    connection.execute(
        "UPDATE gpkg_contents SET identifier=table_name WHERE table_name=? AND identifier=?", (after, before)
    )
    _triggers(connection, after, schema)


def put_away(connection: sqlite3.Connection, table: str, kept: str, schema: TableSchema) -> None:
    """Take a layer out of the GeoPackage and keep its table, with every byte, under another name."""
    names = ", ".join(_CONTENTS)
    row = connection.execute(f"SELECT rowid, {names} FROM gpkg_contents WHERE table_name=?", (table,)).fetchone()
    contents = dict(zip(("rowid", *_CONTENTS), row, strict=True))
    contents["rtree"] = rtree.exists(connection, table, schema)
    _move(connection, table, kept, schema)
    for register in ("gpkg_geometry_columns", "gpkg_extensions", "gpkg_contents"):
        connection.execute(f"DELETE FROM {register} WHERE table_name=?", (table,))
    connection.execute("INSERT INTO lantu_trash VALUES (?,?)", (kept, json.dumps(contents)))


def bring_back(connection: sqlite3.Connection, kept: str, table: str, schema: TableSchema) -> bool:
    """Undo ``put_away``; False when nothing is kept under that name."""
    row = connection.execute("SELECT contents FROM lantu_trash WHERE name=?", (kept,)).fetchone()
    if row is None:
        return False
    contents = json.loads(row[0])
    names = [*_CONTENTS]
    marks = ",".join("?" * len(names))
    taken = connection.execute("SELECT 1 FROM gpkg_contents WHERE rowid=?", (contents["rowid"],)).fetchone()
    connection.execute(
        f"INSERT INTO gpkg_contents (rowid, table_name, data_type, {','.join(names)}) VALUES (?,?,'features',{marks})",
        (None if taken else contents["rowid"], table, *(contents[name] for name in names)),
    )
    _enter_geometry(connection, table, schema)
    _move(connection, kept, table, schema)
    if contents["rtree"]:
        rtree.register(connection, table, schema)
    _triggers(connection, table, schema)
    connection.execute("DELETE FROM lantu_trash WHERE name=?", (kept,))
    return True


def throw_away(connection: sqlite3.Connection, kept: str) -> None:
    """Drop a kept table for good, with its role, styles and R-tree."""
    trees = connection.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND name LIKE ? ESCAPE '\\'",
        (f"rtree\\_{kept.replace('_', chr(92) + '_')}\\_%",),
    ).fetchall()
    for name in [tree for (tree,) in trees] + [kept]:
        connection.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
    connection.execute("DELETE FROM lantu_trash WHERE name=?", (kept,))
    connection.execute("DELETE FROM lantu_roles WHERE key=?", (kept,))
    connection.execute("DELETE FROM layer_styles WHERE f_table_name=?", (kept,))


def change_field(connection: sqlite3.Connection, step: FieldStep, schema: TableSchema) -> bool:
    """Add, take away or rename a field; False when the table does not stand as the step expects."""
    table = quoted(step.table)
    last = schema.columns[-1] if schema.columns else None
    if step.before is None and step.after is not None:
        if schema.column(step.after.name) is not None:
            return False
        connection.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(step.after.name)} {_declared(step.after)}")
    elif step.after is None and step.before is not None:
        name = quoted(step.before.name)
        used = connection.execute(f"SELECT 1 FROM {table} WHERE {name} NOT NULL LIMIT 1").fetchone()
        if last != step.before or used is not None:
            return False
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    elif step.before is not None and step.after is not None:
        if schema.column(step.before.name) is None or schema.column(step.after.name) is not None:
            return False
        connection.execute(f"ALTER TABLE {table} RENAME COLUMN {quoted(step.before.name)} TO {quoted(step.after.name)}")
    return True


def touch_contents(
    connection: sqlite3.Connection,
    table: str,
    schema: TableSchema,
    *,
    gone: Iterable[Envelope] = (),
    come: Iterable[Envelope] = (),
) -> None:
    """Keep ``last_change`` and the extent true after rows with envelopes ``gone`` were replaced by those ``come``."""
    row = connection.execute(
        "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name=?", (table,)
    ).fetchone()
    extent: Envelope | None = None if row is None or None in row else row
    at_edge = extent is not None and any(_at_edge(box, extent) for box in gone)
    if at_edge and rtree.exists(connection, table, schema):
        extent = rtree.extent(connection, table, schema)
    else:
        for box in come:
            extent = box if extent is None else united(extent, box)
    connection.execute(
        f"UPDATE gpkg_contents SET last_change={_NOW}, min_x=?, max_x=?, min_y=?, max_y=? WHERE table_name=?",
        (*(extent or (None,) * 4), table),
    )


def united(first: Envelope, second: Envelope) -> Envelope:
    """The envelope around both."""
    return (
        min(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        max(first[3], second[3]),
    )


def _declared(column: Column) -> str:
    return column.type if column.type in _TYPES else quoted(column.type or "TEXT")


def _at_edge(box: Envelope, extent: Envelope) -> bool:
    return box[0] <= extent[0] or box[1] >= extent[1] or box[2] <= extent[2] or box[3] >= extent[3]


def _enter_geometry(connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,?,?)",
        (table, schema.geometry, schema.geometry_type, schema.srs_id, schema.z, schema.m),
    )


def _move(connection: sqlite3.Connection, before: str, after: str, schema: TableSchema) -> None:
    """Rename table and R-tree, carry role and styles along, drop the triggers that name them."""
    _drop_triggers(connection, before)
    connection.execute("DELETE FROM lantu_watched WHERE table_name=?", (before,))
    # As before SQLite 3.25: no other program's view or trigger is read and found wanting on the way.
    connection.execute("PRAGMA legacy_alter_table=ON")
    try:
        connection.execute(f"ALTER TABLE {quoted(before)} RENAME TO {quoted(after)}")
        if rtree.exists(connection, before, schema):
            old, new = quoted(rtree.name_of(before, schema)), quoted(rtree.name_of(after, schema))
            connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
    finally:
        connection.execute("PRAGMA legacy_alter_table=OFF")
    connection.execute("UPDATE lantu_roles SET key=? WHERE key=?", (after, before))
    connection.execute("UPDATE layer_styles SET f_table_name=? WHERE f_table_name=?", (after, before))


def _drop_triggers(connection: sqlite3.Connection, table: str) -> None:
    """Ours, the R-tree's and GDAL's counters; those of other programs stay."""
    for name in _trigger_names(connection, table):
        if name.startswith(("rtree_", "lantu_watch_", "trigger_insert_feature_", "trigger_delete_feature_")):
            connection.execute(f"DROP TRIGGER {quoted(name)}")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name='gpkg_ogr_contents'").fetchone() is not None:
        connection.execute("DELETE FROM gpkg_ogr_contents WHERE table_name=?", (table,))


def _trigger_names(connection: sqlite3.Connection, table: str) -> list[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=?", (table,))
    return [str(name) for (name,) in rows.fetchall()]


def _triggers(connection: sqlite3.Connection, table: str, schema: TableSchema) -> None:
    if rtree.exists(connection, table, schema):
        rtree.make_triggers(connection, table, schema)
    watch(connection, table, schema)
