"""Records of the project: roles, packs, sheets, settings in tables of ours, styles where QGIS looks for them."""

from __future__ import annotations

import json
import sqlite3

from layers.changes import Delta, Values

KINDS = ("roles", "packs", "sheets", "settings", "styles")
_STYLE = {"qml": "styleQML", "sld": "styleSLD", "default": "useAsDefault", "description": "description"}


def read(connection: sqlite3.Connection, kind: str, key: str) -> dict[str, object] | None:
    """One record, or None. Styles have the key ``table/style`` and the values qml, sld, default, description."""
    if kind == "styles":
        return _read_style(connection, key)
    row = connection.execute(f"SELECT value FROM {_table(kind)} WHERE key=?", (key,)).fetchone()
    return None if row is None else _decoded(row[0])


def read_all(connection: sqlite3.Connection, kind: str) -> dict[str, dict[str, object]]:
    """All records of a kind by key, in the order in which they were entered; not those of removed layers."""
    if kind == "styles":
        keys = connection.execute(
            "SELECT DISTINCT f_table_name || '/' || styleName FROM layer_styles WHERE f_table_name IS NOT NULL"
            " AND styleName IS NOT NULL AND f_table_name NOT LIKE 'lantu\\_trash\\_%' ESCAPE '\\' ORDER BY id"
        ).fetchall()
        found = {str(key): _read_style(connection, str(key)) for (key,) in keys}
        return {key: value for key, value in found.items() if value is not None}
    rows = connection.execute(
        f"SELECT key, value FROM {_table(kind)} WHERE key NOT LIKE 'lantu\\_trash\\_%' ESCAPE '\\' ORDER BY rowid"
    )
    return {str(key): _decoded(value) for key, value in rows}


def write(connection: sqlite3.Connection, kind: str, key: str, delta: Delta) -> bool:
    """Change a record; False when it is not as ``delta`` expects."""
    present = read(connection, kind, key)
    if (present is None) != (delta.before is None):
        return False
    if present is not None and any(present.get(name) != value for name, value in (delta.before or {}).items()):
        return False
    values: dict[str, object] | None = None
    if delta.after is not None:
        wanted = {**(present or {}), **delta.after}
        values = {name: value for name, value in wanted.items() if value is not None}
    if kind == "styles":
        _write_style(connection, key, values)
    elif values is None:
        connection.execute(f"DELETE FROM {_table(kind)} WHERE key=?", (key,))
    else:
        text = json.dumps(values, ensure_ascii=False, sort_keys=True)
        connection.execute(
            f"INSERT INTO {_table(kind)} VALUES (?,?) ON CONFLICT (key) DO UPDATE SET value=excluded.value",
            (key, text),
        )
    return True


def plain(values: Values | None) -> dict[str, object] | None:
    """Values as they come back from the file: without what is None, tuples as lists."""
    if values is None:
        return None
    found: dict[str, object] = json.loads(json.dumps(dict(values), ensure_ascii=False))
    return {name: value for name, value in found.items() if value is not None}


def _table(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"no records of kind {kind!r}")
    return f"lantu_{kind}"


def _decoded(text: str) -> dict[str, object]:
    found = json.loads(text)
    return found if isinstance(found, dict) else {}


def _read_style(connection: sqlite3.Connection, key: str) -> dict[str, object] | None:
    table, _, name = key.partition("/")
    columns = ", ".join(_STYLE.values())
    row = connection.execute(
        f"SELECT {columns} FROM layer_styles WHERE f_table_name=? AND styleName=? ORDER BY id DESC", (table, name)
    ).fetchone()
    if row is None:
        return None
    values = dict(zip(_STYLE, row, strict=True))
    values["default"] = values["default"] in (1, True, "1", "true")
    return {name: value for name, value in values.items() if value is not None}


def _write_style(connection: sqlite3.Connection, key: str, values: dict[str, object] | None) -> None:
    table, _, name = key.partition("/")
    if values is None:
        connection.execute("DELETE FROM layer_styles WHERE f_table_name=? AND styleName=?", (table, name))
        return
    row = [values.get(field) for field in _STYLE]
    assignments = ", ".join(f"{column}=?" for column in _STYLE.values())
    changed = connection.execute(
        f"UPDATE layer_styles SET {assignments} WHERE f_table_name=? AND styleName=?", (*row, table, name)
    )
    if changed.rowcount == 0:
        geometry = connection.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name=?", (table,)
        ).fetchone()
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
            f" owner, {', '.join(_STYLE.values())}) VALUES ('','',?,?,?,'',?,?,?,?)",
            (table, geometry[0] if geometry else "geom", name, *row),
        )
