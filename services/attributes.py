"""Calculating a field from a closed list of functions: what would be written, and writing it as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.changes import Column, Value
from layers.project import Project
from services.cells import Filling, Source, field_of, fill, filled
from services.editing import Outcome, last_outcome

if TYPE_CHECKING:
    import pyproj

    from layers.plan import AreaDefinition

PREVIEWED = 6
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Calculation:
    """A field to calculate: ``filling`` says which and from what; ``new``: the field is made for it."""

    filling: Filling
    new: bool = False


@dataclass(frozen=True, slots=True)
class Previewed:
    """What a calculation would do to one feature."""

    fid: int
    before: Value
    after: Value


def calculate(
    project: Project,
    table: str,
    fids: Sequence[int],
    calculation: Calculation,
    *,
    crs: pyproj.CRS | None,
    definition: AreaDefinition,
    feedback: Feedback | None = None,
) -> Outcome:
    """Calculate a field of some features as one step, the new field included. AppError as ``services.cells.fill``;
    ``cell.no_name``, ``cell.field_exists`` for the name of a new one. Cancelled, nothing stays."""
    filling = calculation.filling
    if not calculation.new:
        return fill(project, table, fids, filling, crs=crs, definition=definition, feedback=feedback)
    column = new_column(project, table, calculation)
    label = Text("{table}：新字段 {field}", "{table}: new field {field}").format(table=table, field=column.name)
    with project.transaction(label):
        project.add_field(table, column)
        written = fill(project, table, fids, filling, crs=crs, definition=definition, feedback=feedback)
    outcome = last_outcome(project)
    return Outcome(outcome.label, outcome.tables, outcome.everything, (*outcome.told, *written.told), outcome.rows)


def previewed(
    project: Project,
    table: str,
    fids: Sequence[int],
    calculation: Calculation,
    *,
    crs: pyproj.CRS | None,
    definition: AreaDefinition,
    feedback: Feedback | None = None,
) -> list[Previewed]:
    """The first of ``fids`` before and after; nothing is written. AppError as ``calculate``."""
    filling = calculation.filling
    if not calculation.new:
        column = field_of(project.schema(table), filling.field)
    elif filling.field:
        column = new_column(project, table, calculation)
    else:  # not named yet
        column = Column("", _type_of(filling.source))
    first = list(fids[:PREVIEWED])
    after = filled(
        project, table, first, filling, column=column, crs=crs, definition=definition, feedback=feedback, among=fids
    )
    rows = project.rows(table, first)
    return [Previewed(fid, row.get(column.name), after.get(fid, row.get(column.name))) for fid, row in rows.items()]


def new_column(project: Project, table: str, calculation: Calculation) -> Column:
    """The field that a calculation makes. AppError ``cell.no_name``, ``cell.field_exists``."""
    name = " ".join(calculation.filling.field.split())
    if not name or len(name) > MOST_LETTERS or name != calculation.filling.field or '"' in name:
        message = Text(
            "请给新字段起一个不超过 {most} 个字的名字。", "Give the new field a name of at most {most} letters."
        )
        raise AppError("cell.no_name", message.format(most=MOST_LETTERS))
    schema = project.schema(table)
    taken = {schema.key, schema.geometry, *(column.name for column in schema.columns)}
    if name.casefold() in {one.casefold() for one in taken}:
        message = Text("图层里已经有字段“{name}”。", "The layer has a field “{name}” already.").format(name=name)
        raise AppError(
            "cell.field_exists", message, Text("请换个名字，或选现有字段。", "Choose another name, or that field.")
        )
    return Column(name, _type_of(calculation.filling.source))


def _type_of(source: Source) -> str:
    from layers.editing.calculated import COUNTS

    if source in ("class_name", "column", "value"):
        return "TEXT"
    return "INTEGER" if source in COUNTS else "REAL"
