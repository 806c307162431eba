"""The tables of a project file: those of GeoPackage 1.3, QGIS's styles, and our own; versions and migrations."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from core.errors import AppError
from core.messages import Text

SCHEMA_VERSION = 1
APPLICATION_ID = 0x47504B47
GEOPACKAGE_VERSION = 10300

_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"

_GEOPACKAGE = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,"
    " description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    f" identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT ({_NOW}),"
    " min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
    " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,"
    " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))",
    "CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
    " definition TEXT NOT NULL, scope TEXT NOT NULL,"
    " CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))",
)

_UNDEFINED = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
)

# Column names and types as QGIS makes them; registered as attributes, which also keeps GDAL from listing ours.
_STYLES = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),"
    " f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30),"
    " styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),"
    f" update_time DATETIME DEFAULT ({_NOW}))",
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('layer_styles','attributes','layer_styles')",
)

_OWN = (
    "CREATE TABLE lantu_meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)",
    "CREATE TABLE lantu_state (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL,"
    " writing INTEGER NOT NULL)",
    "INSERT INTO lantu_state VALUES (1, 0, 0)",
    *(
        f"CREATE TABLE lantu_{kind} (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)"
        for kind in ("roles", "packs", "sheets", "settings")
    ),
    "CREATE TABLE lantu_journal (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, at TEXT NOT NULL,"
    " author TEXT NOT NULL, label_zh TEXT NOT NULL, label_en TEXT NOT NULL, summary TEXT NOT NULL,"
    " kept TEXT NOT NULL, changes BLOB)",
    "CREATE TABLE lantu_log (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, author TEXT NOT NULL,"
    " what TEXT NOT NULL, entry INTEGER, label_zh TEXT NOT NULL, label_en TEXT NOT NULL)",
    "CREATE TABLE lantu_versions (name TEXT PRIMARY KEY NOT NULL, entry INTEGER NOT NULL, at TEXT NOT NULL,"
    " author TEXT NOT NULL)",
    "CREATE TABLE lantu_trash (name TEXT PRIMARY KEY NOT NULL, contents TEXT NOT NULL)",
    "CREATE TABLE lantu_external (id INTEGER PRIMARY KEY, table_name TEXT NOT NULL, fid INTEGER, kind TEXT NOT NULL)",
    "CREATE TABLE lantu_watched (table_name TEXT PRIMARY KEY NOT NULL)",
)

MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {}
"""Schema version -> what brings a file of that version to the next one. Run inside one transaction."""


def create(connection: sqlite3.Connection) -> None:
    """Make an empty project in an empty database."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={GEOPACKAGE_VERSION}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in _GEOPACKAGE + _STYLES + _OWN:
        connection.execute(statement)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)", _UNDEFINED)
    connection.execute(
        "INSERT INTO lantu_meta VALUES ('schema_version', ?), ('id', ?), ('trash', '0')",
        (str(SCHEMA_VERSION), uuid.uuid4().hex),
    )
    connection.execute("COMMIT")


def version_of(connection: sqlite3.Connection) -> int | None:
    """The schema version of a project; None for a database that is no project."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE type='table' AND name='lantu_meta'").fetchone()
    if known is None:
        return None
    row = connection.execute("SELECT value FROM lantu_meta WHERE key='schema_version'").fetchone()
    return int(row[0]) if row is not None and str(row[0]).isdecimal() else None


def require_known(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of a file that we can open. AppError ``project.not_a_project`` or ``project.newer``."""
    version = version_of(connection)
    if version is None:
        message = Text("{file} 不是蓝图项目。", "{file} is no Lantu project.").format(file=path.name)
        raise AppError("project.not_a_project", message, Text("可作为数据导入。", "It can be imported as data."))
    if version > SCHEMA_VERSION:
        message = Text(
            "{file} 由更新版本的蓝图保存（格式 {found}，本程序到 {known} 为止）。",
            "{file} was saved by a newer Lantu (format {found}; this one knows up to {known}).",
        ).format(file=path.name, found=version, known=SCHEMA_VERSION)
        raise AppError("project.newer", message, Text("请升级蓝图后打开。", "Update Lantu to open it."))
    return version


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Bring a file of an earlier version to ours, in one transaction."""
    if version == SCHEMA_VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, SCHEMA_VERSION):
            MIGRATIONS[step](connection)
        connection.execute("UPDATE lantu_meta SET value=? WHERE key='schema_version'", (str(SCHEMA_VERSION),))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
