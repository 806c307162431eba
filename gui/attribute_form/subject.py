"""What a form is about: some features of one layer and the values that they have in common. Read in a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from gui.selection import Fids
from gui.shapes import rows_of
from gui.table.columns import FieldColumn, column_of, field_names, plain_value

if TYPE_CHECKING:
    from layers.layer import Layer

Lock = Literal["bytes", "time"]


class Several:
    """Stands for values that differ."""


SEVERAL = Several()


@dataclass(frozen=True, eq=False)
class Subject:
    """Features by fid, and of each field the value (``SEVERAL`` where they differ), what it holds, and why it is
    locked, if it is."""

    layer: Layer
    fids: Fids
    values: Mapping[str, Any]
    kinds: Mapping[str, str]
    locked: Mapping[str, Lock]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields in the order of the form."""
        return tuple(self.values)


def subject_of(layer: Layer, fids: Fids) -> Subject:
    """The features of ``layer`` that still exist, with their common values."""
    rows = rows_of(layer, fids)
    columns = {field: column_of(layer, field) for field in ordered_fields(layer)}
    values = {field: common_value(column, rows) for field, column in columns.items()}
    locks = {field: lock for field, column in columns.items() if (lock := _lock(column, values[field])) is not None}
    return Subject(layer, layer.fids[rows], values, {field: one.kind for field, one in columns.items()}, locks)


def ordered_fields(layer: Layer) -> list[str]:
    """The fields in the order of a form: the name, what the role is about, what every layer has, the file's own."""
    from layers.roles import ROLES, SHARED_FIELDS

    own = ROLES[layer.role].fields if layer.role in ROLES else {}
    known = ["name", *(field for field in own if field not in SHARED_FIELDS), *SHARED_FIELDS]
    place = {field: number for number, field in reversed(list(enumerate(known)))}
    return sorted(field_names(layer), key=lambda field: place.get(field, len(known)))


def common_value(column: FieldColumn, rows: Fids) -> Any:
    """The value of a column in some rows as a Python value: None where all are empty, ``SEVERAL`` where they differ."""
    import pandas as pd

    if not len(rows):
        return None
    first = plain_value(column.values[int(rows[0])])
    if len(rows) == 1:
        return first
    series = pd.Series(column.values.take(rows))
    if column.kind == "list":
        series = series.map(lambda items: "、".join(map(str, items)), na_action="ignore")
    empty = series.isna()
    if column.kind == "text":
        empty |= series.astype("string").str.strip().fillna("") == ""
    if empty.all():
        return None
    same = not empty.any() and bool((series == series.iloc[0]).all())
    return first if same else SEVERAL


def _lock(column: FieldColumn, value: Any) -> Lock | None:
    """Why what a field holds cannot be typed."""
    if isinstance(value, bytes | bytearray | memoryview):
        return "bytes"
    if column.kind == "date" and getattr(value, "hour", 0) + getattr(value, "minute", 0) + getattr(value, "second", 0):
        return "time"
    return None
