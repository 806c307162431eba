"""Applying a ChangeSet to the file: every value before is verified, nothing is half done (the caller rolls back)."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, Delta, FieldStep, RecordsStep, RowsStep, Step, TableSchema, TableStep, Values
from layers.store import records, rtree, tables
from layers.store.blob import Envelope, envelope_of
from layers.store.names import quoted


class Schemas:
    """Schemas of the feature tables, read once until the file's tables change (SQLite counts that itself)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._counted = -1
        self._known: dict[str, TableSchema | None] = {}

    def of(self, table: str) -> TableSchema:
        """The schema of a layer. AppError ``project.no_layer`` when there is none of that name."""
        (count,) = self._connection.execute("PRAGMA schema_version").fetchone()
        if count != self._counted:
            self._known.clear()
            self._counted = count
        if table not in self._known:
            self._known[table] = tables.schema_of(self._connection, table)
        schema = self._known[table]
        if schema is None:
            raise no_layer(table)
        return schema


def no_layer(table: str) -> AppError:
    """The error for a layer that the project does not have."""
    return AppError(
        "project.no_layer", Text("项目里没有图层“{name}”。", "The project has no layer “{name}”.").format(name=table)
    )


def apply(connection: sqlite3.Connection, changes: ChangeSet, schemas: Schemas) -> ChangeSet:
    """Apply all steps; returns them as they were applied (values as the file keeps them, kept tables named).

    AppError ``project.changed`` when a value before is not what the file holds, ``project.bad_value`` when a value
    does not fit its field. The caller owns the transaction.
    """
    return replace(changes, steps=tuple(_apply_step(connection, step, schemas) for step in changes.steps))


def _apply_step(connection: sqlite3.Connection, step: Step, schemas: Schemas) -> Step:
    if isinstance(step, RowsStep):
        schema = schemas.of(step.table)
        fitted = RowsStep(step.table, {int(fid): fitting(delta, schema) for fid, delta in step.changes.items()})
        _apply_rows(connection, fitted, schema)
        return fitted
    if isinstance(step, RecordsStep):
        changes = {key: _recorded(delta) for key, delta in step.changes.items()}
        for key, delta in changes.items():
            if not records.write(connection, step.kind, key, delta):
                raise changed(key)
        return RecordsStep(step.kind, changes)
    if isinstance(step, FieldStep):
        if not tables.change_field(connection, step, schemas.of(step.table)):
            raise changed(step.table)
        return step
    return _apply_table(connection, step)


def _recorded(delta: Delta) -> Delta:
    """Values as JSON gives them back. In an update None says that a value is not there; elsewhere that goes unsaid."""
    if delta.before is None or delta.after is None:
        return Delta(records.plain(delta.before), records.plain(delta.after))
    absent = dict.fromkeys({**delta.before, **delta.after})
    return Delta({**absent, **(records.plain(delta.before) or {})}, {**absent, **(records.plain(delta.after) or {})})


def _apply_table(connection: sqlite3.Connection, step: TableStep) -> TableStep:
    if step.before is not None and tables.schema_of(connection, step.before) is None:
        raise no_layer(step.before)
    if step.after is not None and _exists(connection, step.after):
        raise changed(step.after)
    if step.before is not None and step.after is not None:
        tables.rename_table(connection, step.before, step.after, step.schema)
        return step
    named = step if step.kept else replace(step, kept=next_kept(connection))
    if step.before is not None:
        tables.put_away(connection, step.before, named.kept, step.schema)
    elif step.after is not None and step.kept:
        if not tables.bring_back(connection, step.kept, step.after, step.schema):
            raise changed(step.after)
    elif step.after is not None:
        tables.create_table(connection, step.after, step.schema)
        rtree.build(connection, step.after, step.schema)
        tables.watch(connection, step.after, step.schema)
    return named


def next_kept(connection: sqlite3.Connection) -> str:
    """A new name under which a table can be kept."""
    connection.execute("UPDATE lantu_meta SET value = CAST(value AS INTEGER) + 1 WHERE key='trash'")
    (number,) = connection.execute("SELECT value FROM lantu_meta WHERE key='trash'").fetchone()
    return f"{tables.TRASH}{int(number)}"


def _exists(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE lower(name)=lower(?)", (name,)).fetchone()
    return found is not None


def fitting(delta: Delta, schema: TableSchema) -> Delta:
    """The values as the file keeps them: whole numbers as such, numbers as doubles, yes and no as 1 and 0."""
    return Delta(_fitted(delta.before, schema), _fitted(delta.after, schema))


def _fitted(values: Values | None, schema: TableSchema) -> dict[str, object] | None:
    if values is None:
        return None
    return {name: _fit(name, value, schema) for name, value in values.items()}


def _fit(name: str, value: object, schema: TableSchema) -> object:
    if name == schema.geometry:
        if value is None or (isinstance(value, bytes) and value[:2] == b"GP"):
            return value
        raise _bad_value(name, "GeoPackage geometry")
    column = schema.column(name)
    if column is None:
        message = Text("图层里没有字段“{name}”。", "The layer has no field “{name}”.").format(name=name)
        raise AppError("project.no_field", message)
    return _scalar(value, column.type, name)


def _scalar(value: object, kind: str, name: str) -> object:
    """One value for a field of a type; numpy's scalars become Python's."""
    item = getattr(value, "item", None)
    if item is not None and not isinstance(value, bytes | str):
        value = item()
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bytes | str):
        numeric = kind in ("REAL", "DOUBLE", "FLOAT", "BOOLEAN") or "INT" in kind
        if numeric or isinstance(value, bytes) != (kind == "BLOB"):
            raise _bad_value(name, kind)
        return value
    if isinstance(value, bool | int) and not -(2**63) <= value < 2**63:
        raise _bad_value(name, kind)
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, int | float):
        return _number(value, kind)
    isoformat = getattr(value, "isoformat", None)
    if isoformat is None:
        raise _bad_value(name, kind)
    return isoformat()


def _number(value: int | float, kind: str) -> int | float | str:
    """As SQLite's affinity would turn it on the way into the column."""
    if kind.startswith("TEXT"):
        return str(value)
    if kind in ("REAL", "DOUBLE", "FLOAT"):
        return float(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 and "INT" in kind:
        return int(value)
    return value


def _apply_rows(connection: sqlite3.Connection, step: RowsStep, schema: TableSchema) -> None:
    for (statement, names, before_names), group in _grouped(step, schema).items():
        parameters = _parameters(group, names, before_names)
        try:
            cursor = connection.executemany(statement, parameters)
        except sqlite3.IntegrityError as problem:
            raise changed(step.table, list(group)) from problem
        if cursor.rowcount != len(group):
            raise changed(step.table, _unmet(connection, step.table, schema, group))
    gone, come = _envelopes(step.changes.values(), schema)
    tables.touch_contents(connection, step.table, schema, gone=gone, come=come)


Statement = tuple[str, tuple[str, ...], tuple[str, ...]]


def _grouped(step: RowsStep, schema: TableSchema) -> dict[Statement, dict[int, Delta]]:
    """Rows by the statement that changes them; deletions first, so that nothing new is in their way."""
    groups: dict[Statement, dict[int, Delta]] = {}
    ranked = sorted(step.changes.items(), key=lambda item: (item[1].after is not None, item[1].before is None))
    statements: dict[tuple[tuple[str, ...] | None, tuple[str, ...] | None], Statement] = {}
    for fid, delta in ranked:
        shape = (
            None if delta.before is None else tuple(delta.before),
            None if delta.after is None else tuple(delta.after),
        )
        statement = statements.get(shape)
        if statement is None:
            statement = statements[shape] = _statement(step.table, schema, *shape)
        groups.setdefault(statement, {})[fid] = delta
    return groups


def _statement(
    table: str, schema: TableSchema, before: tuple[str, ...] | None, after: tuple[str, ...] | None
) -> Statement:
    key = quoted(schema.key)
    checks = "".join(f" AND {quoted(name)} IS ?" for name in before or ())
    if before is None:
        names = ", ".join((key, *map(quoted, after or ())))
        marks = ", ".join("?" * (1 + len(after or ())))
        return f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", after or (), ()
    if after is None:
        return f"DELETE FROM {quoted(table)} WHERE {key}=?{checks}", (), before
    changes = ", ".join(f"{quoted(name)}=?" for name in after)
    return f"UPDATE {quoted(table)} SET {changes} WHERE {key}=?{checks}", after, before


def _parameters(
    group: Mapping[int, Delta], names: tuple[str, ...], before_names: tuple[str, ...]
) -> Iterator[tuple[object, ...]]:
    """Parameters in the order of the statement; an insert has the fid first, the others have it in the middle."""
    for fid, delta in group.items():
        after = () if delta.after is None else tuple(delta.after[name] for name in names)
        if delta.before is None:
            yield (fid, *after)
        else:
            yield (*after, fid, *(delta.before[name] for name in before_names))


def _unmet(connection: sqlite3.Connection, table: str, schema: TableSchema, group: Mapping[int, Delta]) -> list[int]:
    """Fids whose row is not as expected, leaving out those that this very statement has changed already."""
    found = []
    for fid, delta in group.items():
        row = connection.execute(f"SELECT * FROM {quoted(table)} WHERE {quoted(schema.key)}=?", (fid,))
        names = [column[0] for column in row.description]
        values = row.fetchone()
        present = None if values is None else dict(zip(names, values, strict=True))
        wanted = delta.after
        if wanted is None:
            done = present is None
        else:
            done = present is not None and all(present[name] == value for name, value in wanted.items())
        if not done:
            found.append(fid)
    return found or list(group)


def _envelopes(deltas: Iterable[Delta], schema: TableSchema) -> tuple[list[Envelope], list[Envelope]]:
    gone: list[Envelope] = []
    come: list[Envelope] = []
    for delta in deltas:
        for values, boxes in ((delta.before, gone), (delta.after, come)):
            content = None if values is None else values.get(schema.geometry)
            box = envelope_of(content) if isinstance(content, bytes) else None
            if box is not None:
                boxes.append(box)
    return gone, come


def changed(what: str, fids: list[int] | None = None) -> AppError:
    """The error for a change that does not start from what the file holds."""
    rows = "" if not fids else " (" + ", ".join(f"#{fid}" for fid in fids[:10]) + (" …" if len(fids) > 10 else "") + ")"
    return AppError(
        "project.changed",
        Text(
            "“{what}”{rows}已被改动，与这次修改的起点不同；没有写入任何内容。",
            "“{what}”{rows} is no longer as this change found it; nothing was written.",
        ).format(what=what, rows=rows),
        Text("请刷新后重做。", "Do it again from the present state."),
    )


def _bad_value(name: str, kind: str) -> AppError:
    message = Text("字段“{name}”不能保存这个值（{kind}）。", "Field “{name}” cannot keep this value ({kind}).")
    return AppError("project.bad_value", message.format(name=name, kind=kind))
