"""Another planner's package merged into a project: three ways, by stable ids, as one step.

What the two have not both touched is taken without a question, in whatever order packages come; what both have touched
is a conflict that people decide, with both shapes and attributes. Nothing is lost silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.messages import Text
from layers.changes import ChangeSet, Delta, RecordsStep, RowsStep, Step, TableSchema, Values
from layers.editing.package_geometry import shape_in, unfit_geometries
from layers.editing.packages import Package, merged_fid, values_differ

if TYPE_CHECKING:
    from layers.editing.edit import Shape
    from layers.project import Project

Choice = Literal["ours", "theirs"]
Reason = Literal["both", "differs", "gone", "no_table", "no_field", "other_crs", "unfit"]
CANNOT: frozenset[Reason] = frozenset(("no_table", "no_field", "other_crs", "unfit"))
"""Reasons for which theirs cannot be taken here, whoever decides."""
_LABEL = Text("合并 {author} 的修改", "Merge the changes of {author}")


@dataclass(frozen=True, eq=False)
class Conflict:
    """A row or record that cannot be taken without a question.

    ``table`` is the table or the kind of record, ``key`` the fid here or the record's key. ``ours`` and ``theirs`` are
    all its values on both sides (None: not there); ``base`` what both started from, as far as it is known.
    ``reason``: both changed it; it differs from what they started from; it is gone here; no such table or field;
    geometry in another CRS, or none that the table can hold.
    """

    table: str
    key: int | str
    reason: Reason
    base: Values | None
    ours: Values | None
    theirs: Values | None
    geometry: str = "geom"

    def shapes(self) -> tuple[Shape, Shape]:
        """Our shape and theirs, None where there is none that can be read."""
        return shape_in(self.ours, self.geometry), shape_in(self.theirs, self.geometry)

    @property
    def can_take(self) -> bool:
        """Whether "theirs" can be chosen."""
        return self.reason not in CANNOT

    @property
    def clashes(self) -> bool:
        """Whether taking theirs would undo something of ours: both changed the same value, or one took it away."""
        if self.ours is None or self.theirs is None or self.base is None:
            return True
        return any(
            self.base.get(key) != value and self.ours.get(key) not in (value, self.base.get(key))
            for key, value in self.theirs.items()
        )


@dataclass(frozen=True, eq=False)
class Merged:
    """``changes``: what is taken; ``conflicts``: what is to be decided; ``already``: rows that are as they want."""

    changes: ChangeSet
    conflicts: tuple[Conflict, ...] = ()
    already: int = 0


def merge(project: Project, package: Package, ours: ChangeSet) -> Merged:
    """What merging a package would do; ``project.commit(merged.changes)`` does it.

    ``ours`` is what changed here since the version that the package starts from (``history.compare``).
    """
    steps: list[Step] = []
    conflicts: list[Conflict] = []
    already = 0
    schemas = {info.name: info.schema for info in project.layers()}
    for step in package.changes.steps:
        if isinstance(step, RowsStep):
            here = dict(ours.rows(step.table))
            found = _rows(project, schemas.get(step.table), step, package.author, ours=here)
        elif isinstance(step, RecordsStep):
            found = _records(project, step, ours=_records_of(ours, step.kind))
        else:
            continue
        steps += found.steps
        conflicts += found.conflicts
        already += found.already
    label = _LABEL.format(author=package.author or "?")
    return Merged(ChangeSet(tuple(steps), label), tuple(conflicts), already)


def resolved(merged: Merged, choices: Mapping[tuple[str, int | str], Choice]) -> Merged:
    """Decisions carried out: "theirs" is taken, "ours" stays; conflicts without one remain.

    Where there is no table or field for theirs, it cannot be taken and stays a conflict.
    """
    steps: list[Step] = list(merged.changes.steps)
    remaining: list[Conflict] = []
    for one in merged.conflicts:
        choice = choices.get((one.table, one.key))
        if choice is None or (choice == "theirs" and not one.can_take):
            remaining.append(one)
        elif choice == "theirs":
            delta = _delta(one.ours, one.theirs)
            if delta is not None and isinstance(one.key, int):
                steps.append(RowsStep(one.table, {one.key: delta}))
            elif delta is not None:
                steps.append(RecordsStep(one.table, {str(one.key): delta}))
    changes = ChangeSet((), merged.changes.label) + ChangeSet(tuple(steps))
    return replace(merged, changes=replace(changes, label=merged.changes.label), conflicts=tuple(remaining))


@dataclass(frozen=True, eq=False)
class _Found:
    steps: tuple[Step, ...]
    conflicts: tuple[Conflict, ...]
    already: int


def _rows(
    project: Project, schema: TableSchema | None, step: RowsStep, author: str, *, ours: Mapping[int, Delta]
) -> _Found:
    """The rows of one table of a package against those here."""
    table = step.table
    if schema is None:
        lost = [Conflict(table, fid, "no_table", one.before, None, one.after) for fid, one in step.changes.items()]
        return _Found((), tuple(lost), 0)
    copies = {fid: merged_fid(author, table, fid) for fid in step.changes}
    here = project.rows(table, [*step.changes, *copies.values()])
    names = {schema.geometry, *(column.name for column in schema.columns)}
    unfit = unfit_geometries(step, schema)
    taken: dict[int, Delta] = {}
    conflicts: list[Conflict] = []
    already = 0
    for fid, delta in step.changes.items():
        copy = copies[fid]
        added = delta.before is None
        key = copy if added or copy in here else fid
        if added and copy not in here and delta.after == here.get(fid):
            key = fid
        unknown = not names.issuperset({*(delta.before or {}), *(delta.after or {})})
        found = _compared(here.get(key), delta, touched=key in ours, unknown=unknown)
        if found != "already":
            found = unfit.get(fid, found)
        if found == "already":
            already += 1
        elif found == "taken":
            taken[key] = Delta(here[key], None) if delta.after is None else delta
        else:
            sides = _sides(here.get(key), delta, ours.get(key))
            conflicts.append(Conflict(table, key, found, *sides, schema.geometry))
    return _Found((RowsStep(table, taken),) if taken else (), tuple(conflicts), already)


def _sides(here: Values | None, delta: Delta, ours: Delta | None) -> tuple[Values | None, Values | None, Values | None]:
    """What both started from, what is here, and what theirs would make of it."""
    theirs = None if delta.after is None else {**(here or delta.before or {}), **delta.after}
    if delta.before is None:
        return None, here, theirs
    was = ours.before if ours is not None else None
    return {**(here or {}), **(was or {}), **delta.before}, here, theirs


def _records_of(changes: ChangeSet, kind: str) -> dict[str, Delta]:
    steps = [step for step in changes.steps if isinstance(step, RecordsStep) and step.kind == kind]
    return {key: delta for step in steps for key, delta in step.changes.items()}


def _records(project: Project, step: RecordsStep, *, ours: Mapping[str, Delta]) -> _Found:
    """Roles, sheets, settings and styles of a package against those here."""
    taken: dict[str, Delta] = {}
    conflicts: list[Conflict] = []
    already = 0
    for key, delta in step.changes.items():
        here = project.record(step.kind, key)
        found = _compared(here, delta, touched=key in ours, unknown=False)
        if found == "already":
            already += 1
        elif found == "taken":
            taken[key] = Delta(here, None) if delta.after is None else delta
        else:
            conflicts.append(Conflict(step.kind, key, found, *_sides(here, delta, ours.get(key))))
    return _Found((RecordsStep(step.kind, taken),) if taken else (), tuple(conflicts), already)


def _compared(
    here: Values | None, delta: Delta, *, touched: bool, unknown: bool
) -> Literal["already", "taken"] | Reason:
    """What becomes of one change when ``here`` is what this project has."""
    before, after = delta.before, delta.after
    if unknown:
        return "no_field"
    if here is None:
        if after is None:
            return "already"
        return "taken" if before is None else "gone"
    if after is not None and not values_differ(here, after):
        return "already"
    if touched or before is None:
        return "both"
    return "differs" if values_differ(here, before) else "taken"


def _delta(before: Values | None, after: Values | None) -> Delta | None:
    if before is None or after is None:
        return None if before is after else Delta(before, after)
    keys = [key for key in after if before.get(key) != after[key]]
    if not keys:
        return None
    return Delta({key: before.get(key) for key in keys}, {key: after[key] for key in keys})
