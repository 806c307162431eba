"""A repair as a ChangeSet: what a repaired frame changes in a layer of a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from core.errors import AppError
from core.messages import Text
from layers.changes import NO_LABEL, ChangeSet, Column, FieldStep, Step, TableSchema, Value, Values, deleted, updated
from layers.doctor.diagnosis import KEPT_SUFFIX, changed_cells, crs_text
from layers.store.blob import encoded

Stored = Callable[[Sequence[int]], Mapping[int, Values]]
"""All values of some rows by fid, as the project keeps them (``Project.rows`` of a table)."""


def as_changes(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    table: str,
    schema: TableSchema,
    stored: Stored,
    label: Text = NO_LABEL,
) -> ChangeSet:
    """What leads from ``before`` to ``after``: features that go, values and geometries that change.

    Both frames are indexed by fid and carry the table's own field names. Where a field takes another type (text to
    number) the old one is kept under another name. AppError ``repair.crs`` when the CRS changes: it belongs to the
    layer as a whole and is stated on import.
    """
    if crs_text(before) != crs_text(after):
        raise _another_crs(table)
    gone = before.index[~before.index.isin(after.index)]
    cells = changed_cells(before, after)
    retyped = {name: kind for name in cells if (kind := _new_type(after, name, schema)) is not None}
    plain = {name: mask for name, mask in cells.items() if name not in retyped}
    rows = _rows(before, [*plain.values()])
    old = stored([int(fid) for fid in (*gone, *rows)]) if len(gone) or len(rows) else {}
    steps: list[Step] = []
    if len(gone):
        steps.append(deleted(table, {int(fid): old[int(fid)] for fid in gone}))
    pairs = _pairs(after, plain, schema=schema, fids=rows, index=before.index)
    if pairs:
        steps.append(updated(table, {fid: (_only(old[fid], new), new) for fid, new in pairs.items()}))
    for name, kind in retyped.items():
        steps += _retyping(after, name, kind, table=table, schema=schema)
    return ChangeSet(tuple(steps), label)


def _rows(before: gpd.GeoDataFrame, masks: list[Any]) -> pd.Index[int]:
    return before.index[np.logical_or.reduce(masks)] if masks else before.index[:0]


def _pairs(
    after: gpd.GeoDataFrame, changed: Mapping[str, Any], *, schema: TableSchema, fids: Any, index: Any
) -> dict[int, dict[str, Value]]:
    """New values of the changed cells, by fid."""
    found: dict[int, dict[str, Value]] = {int(fid): {} for fid in fids}
    for name, mask in changed.items():
        touched = index[mask]
        if name == after.geometry.name:
            field = schema.geometry
            values: Sequence[Value] = encoded(after.geometry.loc[touched].to_numpy(), schema.srs_id)
        else:
            field = name
            values = [_value(value) for value in pd.DataFrame(after)[name].loc[touched]]
        for fid, value in zip(touched, values, strict=True):
            found[int(fid)][field] = value
    return {fid: values for fid, values in found.items() if values}


def _retyping(after: gpd.GeoDataFrame, name: str, kind: str, *, table: str, schema: TableSchema) -> list[Step]:
    """Keep the old field under another name, add one of the new type, fill it."""
    column = schema.column(name)
    steps: list[Step] = []
    if column is not None:
        kept = f"{name}{KEPT_SUFFIX}"
        number = 2
        while schema.column(kept) is not None:
            kept, number = f"{name}{KEPT_SUFFIX}{number}", number + 1
        steps.append(FieldStep(table, column, Column(kept, column.type)))
    steps.append(FieldStep(table, None, Column(name, kind)))
    values = pd.DataFrame(after)[name].dropna()
    filled = {int(fid): ({name: None}, {name: _value(value)}) for fid, value in values.items()}
    return [*steps, updated(table, filled)]


def _new_type(after: gpd.GeoDataFrame, name: str, schema: TableSchema) -> str | None:
    """The type that a field must take to hold the new values; None when it can hold them."""
    if name == after.geometry.name:
        return None
    dtype = pd.DataFrame(after)[name].dtype
    column = schema.column(name)
    declared = column.type if column is not None else ""
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return None if declared.startswith("DATE") else "DATE"
    if pd.api.types.is_bool_dtype(dtype):
        return None if declared == "BOOLEAN" else "BOOLEAN"
    if pd.api.types.is_numeric_dtype(dtype):
        numeric = declared in ("REAL", "DOUBLE", "FLOAT") or "INT" in declared
        return None if numeric else ("REAL" if pd.api.types.is_float_dtype(dtype) else "INTEGER")
    return None if declared.startswith("TEXT") else "TEXT"


def _value(value: Any) -> Value:
    """One cell as a project keeps it."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    item = getattr(value, "item", None)
    plain: Value = item() if item is not None and not isinstance(value, str) else value
    return plain


def _only(values: Values, names: Values) -> Values:
    return {name: values.get(name) for name in names}


def _another_crs(table: str) -> AppError:
    return AppError(
        "repair.crs",
        Text(
            "坐标系属于整个图层，不能在项目里逐个要素地改：{table}。",
            "The CRS belongs to the whole layer and is not changed feature by feature: {table}.",
        ).format(table=table),
        Text("请在导入时选择这项修复。", "Choose this repair when the file is imported."),
    )
