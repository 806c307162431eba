"""Changing the attributes of a project's features: what may be written into a field, and writing it as one step.

What is typed is judged before (``services.cell_values``); rows to which a filling cannot give a value are left as they
are and counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from core.quantities import rounded
from layers.changes import ChangeSet, Column, TableSchema, Value, Values, updated
from layers.project import Project
from services.cell_values import QUANTITY, refused
from services.editing import NOTHING, Outcome, last_outcome, uncollected

if TYPE_CHECKING:
    import pyproj

    from layers.editing.calculated import Function
    from layers.plan import AreaDefinition

Source: TypeAlias = "Literal['value', 'column', 'class_name'] | Function"

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Filling:
    """One field of some rows and where its values come from: one ``value`` for all, another ``column`` of the table,
    the name of the class whose code is in ``column``, or a function of the geometry (``layers.editing.calculated``);
    areas and lengths by the definition asked for, in ``unit`` (of ``core.quantities``), rounded where ``decimals``
    are given."""

    field: str
    source: Source
    column: str = ""
    unit: str = ""
    decimals: int | None = None


def set_cell(project: Project, table: str, fid: int, field: str, value: Value, *, name_field: str = "") -> Outcome:
    """``set_cells`` for one row."""
    return set_cells(project, table, [fid], field, value, name_field=name_field)


def set_cells(
    project: Project,
    table: str,
    fids: Sequence[int],
    field: str,
    value: Value,
    *,
    name_field: str = "",
    feedback: Feedback | None = None,
) -> Outcome:
    """Write one value into a field of some rows as one step. Fields under the table's own names.

    ``name_field``: where the name of the land-use class stands, when ``field`` is its code; it follows in the same
    step, as far as the guide has a name. AppError ``cell.…``, ``project.…``.
    """
    schema = project.schema(table)
    values = {field: stored(value, field_of(schema, field))}
    told: tuple[Text, ...] = ()
    if name_field and name_field != field and schema.column(name_field) is not None:
        name = class_names(value)
        if name is not None or value is None:
            values[name_field] = name
        else:
            told = (_no_name(value),)
    label = Text(
        "{table} 的 {count} 个要素：{field} 改为“{value}”", "{table}, {count} features: {field} is now “{value}”"
    )
    if len(fids) == 1:
        label = Text("{table} 第 {fid} 号：{field} 改为“{value}”", "{table} #{fid}: {field} is now “{value}”")
    label = label.format(
        table=table,
        fid=fids[0] if fids else 0,
        count=len(fids),
        field=field,
        value="" if value is None else _short(value),
    )
    with uncollected():
        outcome = _written(project, table, dict.fromkeys(fids, values), label=label, feedback=feedback)
    return replace(outcome, told=(*outcome.told, *told)) if told else outcome


def class_names(code: object) -> str | None:
    """The name of a class of the guide, or of several with + or / between; None where the guide has none."""
    from layers.doctor.classes import guide

    parts = re.split(r"([+/])", _code_text(code))
    names = [part if part in ("+", "/") else guide().get(part) for part in parts]
    return None if None in names else "".join(name for name in names if name is not None)


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
    column = field_of(project.schema(table), filling.field)
    with uncollected():
        values = filled(
            project, table, fids, filling, value=value, crs=crs, definition=definition, feedback=feedback, column=column
        )
        label = Text("{table}：填写 {field}（{count} 行）", "{table}: fill {field} ({count} rows)").format(
            table=table, field=filling.field, count=len(values)
        )
        rows = {fid: {column.name: found} for fid, found in values.items()}
        outcome = _written(project, table, rows, label=label, feedback=feedback)
    skipped = len(fids) - len(values)
    return outcome if not skipped else replace(outcome, told=(*outcome.told, _skipped(skipped, filling)))


def filled(
    project: Project,
    table: str,
    fids: Sequence[int],
    filling: Filling,
    *,
    column: Column,
    value: Value = None,
    crs: pyproj.CRS | None = None,
    definition: AreaDefinition = "ellipsoidal",
    feedback: Feedback | None = None,
    among: Sequence[int] | None = None,
) -> dict[int, Value]:
    """What a filling would write into ``column``, by fid; nothing is changed. A share is that ``among`` these rows."""
    feedback = feedback or Feedback()
    schema = project.schema(table)
    source = _source(project, table, schema, filling, value=value, crs=crs, definition=definition, column=column)
    if filling.source == "share":
        source = _shares(project, table, schema, fids if among is None else among, crs, definition=definition)
    values: dict[int, Value] = {}
    for start in range(0, len(fids), CHUNK):
        feedback.check()
        feedback.report(start / len(fids), Text("正在读取", "Reading"))
        rows = project.rows(table, list(fids[start : start + CHUNK]))
        for fid, found in zip(rows, source(list(rows.values())), strict=True):
            if found is not None or filling.source == "value":
                values[fid] = stored(_fitted(found, filling, column), column)
    return values


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
    column: Column,
) -> Callable[[Rows], list[Value]]:
    if filling.source == "value":
        return lambda rows: [value] * len(rows)
    if filling.source == "class_name":
        code = field_of(schema, filling.column).name
        return lambda rows: [class_names(row[code]) for row in rows]
    if filling.source == "column":
        name = field_of(schema, filling.column).name
        return lambda rows: [_converted(row[name], column) for row in rows]
    return _measured(filling.source, project.crs(table), crs, schema.geometry, definition=definition)


def _measured(
    function: Function,
    source: pyproj.CRS | None,
    crs: pyproj.CRS | None,
    geometry: str,
    *,
    definition: AreaDefinition,
    whole: float | None = None,
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
        ellipsoidal = definition == "ellipsoidal"
        return list(calculated(function, shapes, place, plane, ellipsoidal=ellipsoidal, whole=whole))

    return values


def _shares(
    project: Project,
    table: str,
    schema: TableSchema,
    among: Sequence[int],
    crs: pyproj.CRS | None,
    *,
    definition: AreaDefinition,
) -> Callable[[Rows], list[Value]]:
    """Shares of the area of all ``among``, which is measured first."""
    place, geometry = project.crs(table), schema.geometry
    area = _measured("area", place, crs, geometry, definition=definition)
    whole = 0.0
    for start in range(0, len(among), CHUNK):
        found = area(list(project.rows(table, list(among[start : start + CHUNK])).values()))
        whole += sum(one for one in found if isinstance(one, float))
    return _measured("share", place, crs, geometry, definition=definition, whole=whole)


def _fitted(value: Value, filling: Filling, column: Column) -> Value:
    """A measured number in the unit asked for, rounded where that is asked for; as text where the column has text."""
    from layers.editing.calculated import UNITS

    if not isinstance(value, float):
        return value
    value = value / next((units[filling.unit] for units in UNITS.values() if filling.unit in units), 1.0)
    value = value if filling.decimals is None else float(rounded(value, filling.decimals).replace(" ", ""))
    return f"{value:.12g}" if column.type.startswith("TEXT") and filling.source != "value" else value


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
    values: Mapping[int, Values],
    *,
    label: Text,
    feedback: Feedback | None = None,
) -> Outcome:
    """Commit new values of some fields by fid; only rows that change."""
    changes: dict[int, tuple[Values, Values]] = {}
    fids = list(values)
    for start in range(0, len(fids), CHUNK):
        if feedback is not None:
            feedback.check()
            feedback.report(start / len(fids), Text("正在写入", "Writing"))
        for fid, row in project.rows(table, fids[start : start + CHUNK]).items():
            changes[fid] = ({name: row[name] for name in values[fid]}, values[fid])
    step = updated(table, changes)
    if not step.changes:
        return Outcome(NOTHING)
    return last_outcome(project, project.commit(ChangeSet((step,), label)))


def field_of(schema: TableSchema, name: str) -> Column:
    """A field by the table's own name. AppError ``cell.no_field``."""
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


def _no_name(code: Value) -> Text:
    return Text(
        "分类指南中没有“{code}”的名称，地类名称保持不变。",
        "The guide has no name for “{code}”; the name of the class stays as it is.",
    ).format(code=_short(code))


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
