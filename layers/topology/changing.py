"""A mend as a ChangeSet of a layer in a project."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from core.messages import Text
from layers.changes import NO_LABEL, ChangeSet, Step, TableSchema, Value, Values, deleted, inserted, updated
from layers.store.blob import encoded
from layers.topology.mends import Mend

Stored = Callable[[Sequence[int]], Mapping[int, Values]]
"""All values of some rows by fid, as the project keeps them (``Project.rows`` of a table)."""


def as_changes(
    mend: Mend, *, table: str, schema: TableSchema, stored: Stored, next_fid: int, label: Text = NO_LABEL
) -> ChangeSet:
    """The mend as one undoable step; features that it makes are numbered from ``next_fid`` on."""
    likes = {one.like for one in mend.added if one.like is not None}
    old = stored(sorted({*mend.updated, *mend.removed, *likes}))
    steps: list[Step] = []
    if mend.removed:
        steps.append(deleted(table, {fid: old[fid] for fid in mend.removed}))
    if mend.updated:
        blobs = _blobs([*mend.updated.values()], schema)
        field = schema.geometry
        pairs = {
            fid: ({field: old[fid].get(field)}, {field: blob}) for fid, blob in zip(mend.updated, blobs, strict=True)
        }
        steps.append(updated(table, pairs))
    if mend.added:
        blobs = _blobs([one.shape for one in mend.added], schema)
        rows: dict[int, Values] = {}
        for number, (one, blob) in enumerate(zip(mend.added, blobs, strict=True)):
            values = dict(old[one.like]) if one.like is not None else {name.name: None for name in schema.columns}
            rows[next_fid + number] = {**values, schema.geometry: blob}
        steps.append(inserted(table, rows))
    return ChangeSet(tuple(steps), mend.label if label == NO_LABEL else label)


def _blobs(shapes: list[Any], schema: TableSchema) -> Sequence[Value]:
    """The geometries as the table keeps them: of several parts where it says so."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    if schema.geometry_type.upper().startswith("MULTI"):
        for number, shape in enumerate(shapes):
            if shapely.get_type_id(shape) == shapely.GeometryType.POLYGON:
                array[number] = shapely.multipolygons([shape])
            elif shapely.get_type_id(shape) == shapely.GeometryType.LINESTRING:
                array[number] = shapely.multilinestrings([shape])
    return encoded(array, schema.srs_id)
