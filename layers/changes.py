"""What one action of the planner changed: before and after, over any number of layers and project records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.errors import AppError
from core.messages import Text

Value = object
"""None, bool, int, float, str or bytes in rows (geometry as GeoPackage bytes); whatever JSON holds in records."""
Values = Mapping[str, Value]

Key = TypeVar("Key", int, str)

NO_LABEL = Text("修改", "Edit")


@dataclass(frozen=True, slots=True)
class Delta:
    """Before and after of one row or record; None on one side means that it does not exist there.

    Insert and delete carry all values, an update only those that change, with the same keys on both sides.
    """

    before: Values | None
    after: Values | None

    def __invert__(self) -> Delta:
        return Delta(self.after, self.before)

    def then(self, later: Delta) -> Delta | None:
        """Both in one, None when together they change nothing. AppError ``changes.conflict`` if they do not meet."""
        if (self.after is None) != (later.before is None) or not _meets(self.after, later.before):
            raise _conflict()
        if self.after is None or later.before is None:
            return _updated(self.before, later.after)
        if later.after is None:
            return None if self.before is None else Delta({**later.before, **self.before}, None)
        if self.before is None:
            return Delta(None, {**self.after, **later.after})
        return _updated({**later.before, **self.before}, {**self.after, **later.after})


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a table; ``type`` as GeoPackage names it (TEXT, INTEGER, REAL, BOOLEAN, DATE, DATETIME, BLOB)."""

    name: str
    type: str = "TEXT"


@dataclass(frozen=True, slots=True)
class TableSchema:
    """What a feature table is made of. ``geometry_type`` as GeoPackage names it; ``srs_id`` of the file's own list."""

    columns: tuple[Column, ...]
    geometry_type: str = "GEOMETRY"
    srs_id: int = -1
    geometry: str = "geom"
    key: str = "fid"
    z: int = 0
    m: int = 0

    def column(self, name: str) -> Column | None:
        """The attribute of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class RowsStep:
    """Rows of one table, by fid."""

    table: str
    changes: Mapping[int, Delta]

    def __invert__(self) -> RowsStep:
        return RowsStep(self.table, {fid: ~delta for fid, delta in self.changes.items()})


@dataclass(frozen=True, slots=True)
class TableStep:
    """A table appears (``before`` None), goes (``after`` None) or takes another name.

    A table that goes is kept in the file under the name ``kept``, so that it comes back with every byte; one that
    appears comes from there, or is made empty when nothing is named. Role and styles move with it. Leave ``kept``
    empty: the project fills it in.
    """

    before: str | None
    after: str | None
    schema: TableSchema
    kept: str = ""

    def __invert__(self) -> TableStep:
        return replace(self, before=self.after, after=self.before)


@dataclass(frozen=True, slots=True)
class FieldStep:
    """A field is added at the end (``before`` None), taken away there while empty, or renamed."""

    table: str
    before: Column | None
    after: Column | None

    def __invert__(self) -> FieldStep:
        return FieldStep(self.table, self.after, self.before)


@dataclass(frozen=True, slots=True)
class RecordsStep:
    """Records of the project by key; ``kind`` is one of ``layers.store.records.KINDS``."""

    kind: str
    changes: Mapping[str, Delta]

    def __invert__(self) -> RecordsStep:
        return RecordsStep(self.kind, {key: ~delta for key, delta in self.changes.items()})


Step = RowsStep | TableStep | FieldStep | RecordsStep


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Steps in the order in which they happen. ``~c`` takes them back, ``a + b`` is both in one.

    ``author`` and ``at`` (ISO 8601 with offset) are filled in by the project when it commits.
    """

    steps: tuple[Step, ...] = ()
    label: Text = field(default=NO_LABEL)
    author: str = ""
    at: str = ""

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __invert__(self) -> ChangeSet:
        return replace(self, steps=tuple(~step for step in reversed(self.steps)))

    def __add__(self, later: ChangeSet) -> ChangeSet:
        """Merged row by row; AppError ``changes.conflict`` when ``later`` does not start where ``self`` ends."""
        steps = list(self.steps)
        for step in later.steps:
            _append(steps, step)
        named = later if self.label == NO_LABEL else self
        return replace(self, steps=tuple(steps), label=named.label)

    def labelled(self, label: Text) -> ChangeSet:
        """The same changes under another name."""
        return replace(self, label=label)

    def rows(self, table: str) -> Iterator[tuple[int, Delta]]:
        """Changed rows of one table, in order."""
        for step in self.steps:
            if isinstance(step, RowsStep) and step.table == table:
                yield from step.changes.items()

    def touched(self) -> dict[str, frozenset[int]]:
        """Table -> fids of the rows that change; a table that appears, goes or changes its fields is there as well."""
        found: dict[str, set[int]] = {}
        for step in self.steps:
            for table in tables_of(step):
                found.setdefault(table, set())
            if isinstance(step, RowsStep):
                found[step.table].update(step.changes)
        return {table: frozenset(fids) for table, fids in found.items()}


def inserted(table: str, rows: Mapping[int, Values]) -> RowsStep:
    """New rows by fid; all their values."""
    return RowsStep(table, {fid: Delta(None, dict(values)) for fid, values in rows.items()})


def deleted(table: str, rows: Mapping[int, Values]) -> RowsStep:
    """Rows taken away; all their values as they are now."""
    return RowsStep(table, {fid: Delta(dict(values), None) for fid, values in rows.items()})


def updated(table: str, rows: Mapping[int, tuple[Values, Values]]) -> RowsStep:
    """Rows by fid with their values before and after; only what differs is kept, rows without difference are not."""
    pairs = ((fid, _updated(before, after)) for fid, (before, after) in rows.items())
    return RowsStep(table, {fid: delta for fid, delta in pairs if delta is not None})


def record(kind: str, key: str, before: Values | None, after: Values | None) -> RecordsStep:
    """One record of the project: ``before`` as it is (None: absent), ``after`` as it will be."""
    delta = Delta(before, after) if before is None or after is None else _updated(before, after)
    return RecordsStep(kind, {} if delta is None else {key: delta})


def merged(changes: Iterable[ChangeSet]) -> ChangeSet:
    """All in one, in their order."""
    total = ChangeSet()
    for one in changes:
        total = total + one
    return total


def tables_of(step: Step) -> tuple[str, ...]:
    """Names of the tables that a step is about."""
    if isinstance(step, TableStep):
        return tuple(name for name in (step.before, step.after) if name is not None)
    return () if isinstance(step, RecordsStep) else (step.table,)


def _meets(end: Values | None, start: Values | None) -> bool:
    """Whether the values at the end of one change are those that the next one starts from, where both know them."""
    if end is None or start is None:
        return True
    return all(start[key] == value for key, value in end.items() if key in start)


def _updated(before: Values | None, after: Values | None) -> Delta | None:
    if before is None or after is None:
        return None if before is after else Delta(before, after)
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not keys:
        return None
    return Delta({key: before.get(key) for key in keys}, {key: after.get(key) for key in keys})


def _append(steps: list[Step], step: Step) -> None:
    """Add a step, into an earlier one of its kind where nothing in between stands in the way."""
    if isinstance(step, TableStep):
        if not _cancelled(steps, step):
            steps.append(step)
        return
    if isinstance(step, RowsStep | RecordsStep) and not step.changes:
        return
    position = None if isinstance(step, FieldStep) else _mergeable(steps, step)
    if position is None:
        steps.append(step)
        return
    whole = _both(steps[position], step)
    steps[position : position + 1] = [whole] if whole is not None else []


def _both(earlier: Step, later: Step) -> Step | None:
    """Two steps about the same table or kind of record in one; None when together they change nothing."""
    if isinstance(earlier, RowsStep) and isinstance(later, RowsStep):
        rows = _joined(earlier.changes, later.changes)
        return RowsStep(later.table, rows) if rows else None
    if isinstance(earlier, RecordsStep) and isinstance(later, RecordsStep):
        values = _joined(earlier.changes, later.changes)
        return RecordsStep(later.kind, values) if values else None
    raise TypeError(f"{type(later).__name__} does not merge")


def _mergeable(steps: list[Step], step: RowsStep | RecordsStep) -> int | None:
    """The position of the step to merge into."""
    for position in range(len(steps) - 1, -1, -1):
        earlier = steps[position]
        if isinstance(step, RowsStep):
            if isinstance(earlier, RowsStep) and earlier.table == step.table:
                return position
            if step.table in tables_of(earlier):
                return None
        elif isinstance(earlier, RecordsStep) and earlier.kind == step.kind:
            return position
        elif isinstance(earlier, TableStep):
            return None
    return None


def _joined(earlier: Mapping[Key, Delta], later: Mapping[Key, Delta]) -> dict[Key, Delta]:
    total = dict(earlier)
    for key, delta in later.items():
        first = total.pop(key, None)
        joined = delta if first is None else first.then(delta)
        if joined is not None:
            total[key] = joined
    return total


def _cancelled(steps: list[Step], step: TableStep) -> bool:
    """Whether a table that went comes back, or one that appeared goes: then neither was, nor anything between."""
    if step.before is not None and step.after is not None:
        return False
    name = step.before or step.after or ""
    for position in range(len(steps) - 1, -1, -1):
        earlier = steps[position]
        if not isinstance(earlier, TableStep) or name not in tables_of(earlier):
            continue
        if (earlier.before, earlier.after, earlier.kept) != (step.after, step.before, step.kept):
            return False
        kept = [_without(one, name) for one in steps[position + 1 :]]
        steps[position:] = [one for one in kept if one is not None]
        return True
    return False


def _without(step: Step, table: str) -> Step | None:
    """A step without what it says of a table."""
    if table in tables_of(step):
        return None
    if isinstance(step, RecordsStep):
        left = {key: delta for key, delta in step.changes.items() if not about_table(key, table)}
        return RecordsStep(step.kind, left) if left else None
    return step


def about_table(key: str, table: str) -> bool:
    """Whether a record belongs to a table: roles are kept under its name, styles under ``table/style``."""
    return key == table or key.startswith(f"{table}/")


def _conflict() -> AppError:
    return AppError(
        "changes.conflict",
        Text("两次修改互不衔接，无法合并。", "Two changes do not follow on each other and cannot be merged."),
        Text("请刷新后重做。", "Do it again from the present state."),
    )
