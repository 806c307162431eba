"""Layers and plans out of a project file, through a reader's own connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Language, Text
from layers.changes import TableSchema
from layers.entered import from_record
from layers.layer import GeometryKind, Layer
from layers.plan import AreaDefinition, Binding, Plan, Tolerance
from layers.store import journal, reading, records, schema, tables
from layers.store.applying import no_layer
from layers.store.connection import in_words
from layers.store.opening import open_for_reading

if TYPE_CHECKING:
    import pyproj

    from layers.formats.vector import LoadResult

PLAN_SETTINGS = "plan"
SHEET_TEXT = "toml"
"""Where the record of a sheet has its design."""
ENTERED = "entered"
TOPOLOGY = "topology/"
"""Settings whose key begins so are about the topology of the layer named in the rest of it."""
IGNORED = "ignored/"
"""Settings whose key begins so say why the finding whose key is the rest of it is left as it is."""
_DEFAULT_RULES = ("horinger",)


def read_layer(path: Path, table: str) -> Layer:
    """One layer as it stands now, with its role; from any thread. AppError ``project.no_layer``."""
    opened = open_for_reading(path)
    try:
        with in_words(path):
            return load_layer(opened.connection, path, table)
    finally:
        opened.close()


def read_table(path: Path, table: str, fids: Sequence[int] | None = None) -> LoadResult:
    """One table, or some rows of it, under its own names, as the readers of other formats give it."""
    opened = open_for_reading(path)
    try:
        with in_words(path):
            found = tables.schema_of(opened.connection, table)
            if found is None:
                raise no_layer(table)
            return reading.load_table(opened.connection, path, table, found, fids)
    finally:
        opened.close()


def read_records(path: Path, kind: str) -> dict[str, dict[str, object]]:
    """The records of a kind as committed; from any thread."""
    opened = open_for_reading(path)
    try:
        with in_words(path):
            return records.read_all(opened.connection, kind)
    finally:
        opened.close()


def tables_in(path: Path) -> list[tuple[str, GeometryKind | None]]:
    """Names and kinds of the layers in a project."""
    opened = open_for_reading(path)
    try:
        with in_words(path):
            return [(name, reading.kind_of(found)) for name, found in reading.listed(opened.connection)]
    finally:
        opened.close()


def read_plan(path: Path, feedback: Feedback | None = None) -> Plan:
    """The plan in a project file, as committed; nobody who has it open is disturbed.

    AppError ``project.…`` as opening does, ``plan.nothing_bound`` when no layer has a role.
    """
    opened = open_for_reading(path)
    try:
        with in_words(path):
            schema.require_known(opened.connection, path)
            return load_plan(opened.connection, path, feedback)
    finally:
        opened.close()


def load_layer(connection: sqlite3.Connection, path: Path, table: str, fids: Sequence[int] | None = None) -> Layer:
    """A layer, or some rows of it, with canonical columns for the role that its record names."""
    found = tables.schema_of(connection, table)
    if found is None:
        raise no_layer(table)
    return _load(connection, path, table, found, fids)


def load_plan(connection: sqlite3.Connection, path: Path, feedback: Feedback | None = None) -> Plan:
    """All layers that have a role; the others are not read."""
    feedback = feedback or Feedback()
    settings = records.read(connection, "settings", PLAN_SETTINGS) or {}
    roles = records.read_all(connection, "roles")
    chosen = [(name, one) for name, one in reading.listed(connection) if roles.get(name, {}).get("role")]
    if not chosen:
        raise _nothing_bound(path)
    found: list[Layer] = []
    for done, (name, one) in enumerate(chosen):
        feedback.check()
        doing = Text("正在读取 {name}", "Reading {name}").format(name=name)
        feedback.report(done / len(chosen), doing)
        found.append(_load(connection, path, name, one))
    tolerance = cast(Mapping[str, Any], settings.get("tolerance") or {})
    every = records.read_all(connection, "settings")
    return Plan(
        name=str(settings.get("name") or path.stem),
        layers=tuple(found),
        folder=path.parent,
        language=cast(Language, settings.get("language") or "zh"),
        crs=declared_crs(settings),
        area_definition=cast(AreaDefinition, settings.get("area_definition") or "ellipsoidal"),
        rules=tuple(records.read_all(connection, "packs")) or _DEFAULT_RULES,
        base_year=_year(settings.get("base_year")),
        target_year=_year(settings.get("target_year")),
        tolerance=Tolerance(**{key: float(value) for key, value in tolerance.items() if key in ("xy_m", "area_m2")}),
        bindings={str(one["role"]): _binding(one) for one in roles.values() if one.get("role")},
        entered=from_record(records.read(connection, "settings", ENTERED)),
        sheets=kept_sheets(records.read_all(connection, "sheets")),
        topology=kept_topology(every),
        ignored=kept_ignored(every),
        step=journal.step_in_force(connection),
    )


def kept_sheets(found: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """The sheet designs among the records of a project, as TOML by name."""
    return {name: text for name, one in found.items() if isinstance(text := one.get(SHEET_TEXT), str)}


def kept_topology(settings: Mapping[str, Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    """What is kept of the topology of each layer, by its name."""
    return {key.removeprefix(TOPOLOGY): one for key, one in settings.items() if key.startswith(TOPOLOGY)}


def kept_ignored(settings: Mapping[str, Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    """What is kept of findings that are left as they are, by their keys."""
    return {key.removeprefix(IGNORED): one for key, one in settings.items() if key.startswith(IGNORED)}


def declared_crs(settings: Mapping[str, object]) -> pyproj.CRS | None:
    """The CRS that the project's settings name."""
    from layers.geometry.crs_reading import crs_named

    return crs_named(str(settings["crs"])) if settings.get("crs") else None


def _load(
    connection: sqlite3.Connection,
    path: Path,
    table: str,
    found: TableSchema,
    fids: Sequence[int] | None = None,
) -> Layer:
    from layers.reading import bound_layer
    from layers.roles import ROLES

    record = records.read(connection, "roles", table) or {}
    binding = _binding(record)
    role = str(record["role"]) if record.get("role") in ROLES else None
    loaded = reading.load_table(connection, path, table, found, fids)
    names = {column.name for column in found.columns}
    fields = {key: name for key, name in binding.fields.items() if name in names and _canonical(role, key)}
    settings = records.read(connection, "settings", PLAN_SETTINGS) or {}
    return bound_layer(
        path,
        loaded,
        role=role,
        fields=fields,
        where=binding.where,
        default_crs=declared_crs(settings),
    )


def _canonical(role: str | None, field: str) -> bool:
    from layers.roles import ROLES, SHARED_FIELDS

    return field in (ROLES[role].fields if role is not None else SHARED_FIELDS)


def _binding(record: Mapping[str, object]) -> Binding:
    fields = record.get("fields")
    where = record.get("where")
    return Binding(
        fields=fields if isinstance(fields, dict) else {},
        where=where if isinstance(where, dict) else {},
    )


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _nothing_bound(path: Path) -> AppError:
    message = Text("{file} 里还没有指定角色的图层。", "No layer of {file} has a role yet.").format(file=path.name)
    return AppError("plan.nothing_bound", message, Text("请为图层指定角色。", "Give its layers their roles."))
