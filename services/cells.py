"""Changing the attributes of a project's features: what may be written into a field, and writing it as one step.

What is typed is judged before (``services.cell_values``); rows to which a filling cannot give a value are left as they
are and counted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.changes import ChangeSet, Column, TableSchema, Value, Values, updated
from layers.project import Project
from services.cell_values import QUANTITY, refused
from services.editing import NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    import pyproj

    from layers.editing.calculated import Function
    from layers.plan import AreaDefinition

Source = Literal["value", "column", "class_name", "area", "length", "centroid_x", "centroid_y", "vertices", "parts"]

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Filling:
    """One field of some rows and where its values come from: one ``value`` for all, another ``column`` of the table,
    the name of the class whose code is in ``column``, or a function of the geometry (``layers.editing.calculated``);
    areas and lengths by the plan's definition."""

    field: str
    source: Source
    column: str = ""


def set_cell(project: Project, table: str, fid: int, field: str, value: Value) -> Outcome:
    """Write one cell as one step. ``field`` is the table's own name. AppError ``cell.…``, ``project.…``."""
    column = _column(project.schema(table), field)
    label = Text("{table} 第 {fid} 号：{field} 改为“{value}”", "{table} #{fid}: {field} is now “{value}”").format(
        table=table, fid=fid, field=field, value="" if value is None else _short(value)
    )
    return _written(project, table, {fid: stored(value, column)}, field, label=label)


def fill(
    project: Project,
    table: str,
    fids: Sequence[int],
    filling: Filling,
    *,
    value: Value = None,
    crs: pyproj.CRS | None = None,
    definition: AreaDefinition = "ellipsoidal",
    feedback: Feedback | None = None,
) -> Outcome:
    """Fill a field of many rows as one step; ``value`` is what ``cell_values.parsed`` made of a typed one.

    Rows for which the source says nothing stay as they are; the outcome tells how many. AppError as ``set_cell``,
    ``cell.no_crs`` where areas cannot be measured.
    """
    feedback = feedback or Feedback()
    schema = project.schema(table)
    column = _column(schema, filling.field)
    source = _source(project, table, schema, filling, value=value, crs=crs, definition=definition)
    values: dict[int, Value] = {}
    for start in range(0, len(fids), CHUNK):
        feedback.check()
        feedback.report(start / len(fids), Text("正在读取", "Reading"))
        rows = project.rows(table, list(fids[start : start + CHUNK]))
        for fid, found in zip(rows, source(list(rows.values())), strict=True):
            if found is not None or filling.source == "value":
                values[fid] = stored(found, column)
    label = Text("{table}：填写 {field}（{count} 行）", "{table}: fill {field} ({count} rows)").format(
        table=table, field=filling.field, count=len(values)
    )
    outcome = _written(project, table, values, filling.field, label=label, feedback=feedback)
    skipped = len(fids) - len(values)
    return outcome if not skipped else replace(outcome, told=(*outcome.told, _skipped(skipped, filling)))


# Sources of a filling: rows as the table holds them -> one value each, None where there is none

Rows = Sequence[Mapping[str, object]]


def _source(
    project: Project,
    table: str,
    schema: TableSchema,
    filling: Filling,
    *,
    value: Value,
    crs: pyproj.CRS | None,
    definition: AreaDefinition,
) -> Callable[[Rows], list[Value]]:
    if filling.source == "value":
        return lambda rows: [value] * len(rows)
    if filling.source == "class_name":
        code = _column(schema, filling.column).name
        return lambda rows: [_class_name(row[code]) for row in rows]
    if filling.source == "column":
        name, into = _column(schema, filling.column).name, _column(schema, filling.field)
        return lambda rows: [_converted(row[name], into) for row in rows]
    return _measured(filling.source, project.crs(table), crs, schema.geometry, definition=definition)


def _measured(
    function: Function,
    source: pyproj.CRS | None,
    crs: pyproj.CRS | None,
    geometry: str,
    *,
    definition: AreaDefinition,
) -> Callable[[Rows], list[Value]]:
    import numpy as np
    import shapely

    from layers.editing.calculated import calculated
    from layers.store.blob import wkb_of

    if source is None or crs is None or definition == "registered":
        message = Text(
            "不知道坐标系，或以登记面积为准，无法量算面积。",
            "Areas cannot be measured here: no CRS is known, or registered areas decide.",
        )
        hint = Text("请指定坐标系，或改用其他面积定义。", "Name the CRS, or let another definition of area decide.")
        raise AppError("cell.no_crs", message, hint)
    place, plane = source, crs

    def values(rows: Rows) -> list[Value]:
        wkb = [wkb_of(shape) if isinstance(shape := row[geometry], bytes) else None for row in rows]
        shapes = np.asarray(shapely.from_wkb(np.array([*wkb, None], dtype=object)[:-1]))
        return list(calculated(function, shapes, place, plane, ellipsoidal=definition == "ellipsoidal"))

    return values


def _class_name(code: object) -> str | None:
    from layers.doctor.classes import guide

    return guide().get(_code_text(code))


def _code_text(code: object) -> str:
    """A code as text; a number has lost the zero in front."""
    if isinstance(code, int | float) and not isinstance(code, bool):
        digits = str(int(code))
        return f"0{digits}" if len(digits) % 2 else digits
    return unicodedata.normalize("NFKC", str(code or "")).strip()


def _converted(value: object, column: Column) -> Value:
    """A value of one column for another one; None where it says nothing there."""
    if value is None or isinstance(value, bytes):
        return None
    if column.type.startswith("TEXT"):
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        match = QUANTITY.fullmatch(value.strip())
        return float(match.group(1)) if match is not None and not match.group(2) else None
    return value


# Writing


def _written(
    project: Project,
    table: str,
    values: Mapping[int, Value],
    field: str,
    *,
    label: Text,
    feedback: Feedback | None = None,
) -> Outcome:
    """Commit new values of one field; only rows that change."""
    changes: dict[int, tuple[Values, Values]] = {}
    fids = list(values)
    for start in range(0, len(fids), CHUNK):
        if feedback is not None:
            feedback.check()
        for fid, row in project.rows(table, fids[start : start + CHUNK]).items():
            changes[fid] = ({field: row[field]}, {field: values[fid]})
    step = updated(table, changes)
    if not step.changes:
        return Outcome(NOTHING)
    project.commit(ChangeSet((step,), label))
    return last_outcome(project)


def _column(schema: TableSchema, name: str) -> Column:
    column = schema.column(name)
    if column is None:
        message = Text("图层里没有字段“{name}”。", "The layer has no field “{name}”.").format(name=name)
        raise AppError("cell.no_field", message)
    return column


def stored(value: Value, column: Column) -> Value:
    """A value as its column keeps it. AppError ``cell.whole`` for a fraction where the column has whole numbers."""
    whole = "INT" in column.type
    if isinstance(value, str) and (whole or column.type in ("REAL", "DOUBLE", "FLOAT")):
        match = QUANTITY.fullmatch(value)
        if match is None or match.group(2):
            raise refused("cell.number", "字段 {what} 只能存数。", "Field {what} keeps numbers only.", column.name)
        value = float(match.group(1))
    if whole and isinstance(value, float):
        if not value.is_integer():
            raise refused("cell.whole", "字段 {what} 只能存整数。", "Field {what} keeps whole numbers.", column.name)
        return int(value)
    return value


def _skipped(count: int, filling: Filling) -> Text:
    if filling.source == "class_name":
        return Text(
            "{count} 行的代码不在分类指南中，未填写。",
            "{count} rows have a code that the guide does not have; they stay as they are.",
        ).format(count=count)
    return Text(
        "{count} 行没有可填的值，未填写。", "{count} rows have no value to be filled in; they stay as they are."
    ).format(count=count)


def _short(value: Value) -> str:
    text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 24 else f"{text[:23]}…"
