"""An edit as the one undoable step of a project: stored geometries, attributes of new features, values before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import shapely

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, Delta, RowsStep, TableSchema, Value
from layers.editing.edit import Added, Edit, Floats, Refusal, Shape
from layers.editing.paths import together
from layers.editing.surroundings import decoded
from layers.store.blob import encoded, wkb_of

if TYPE_CHECKING:
    from layers.project import Project

Row = Mapping[str, Value]


def as_changes(project: Project, table: str, edit: Edit, label: Text) -> ChangeSet:
    """The ChangeSet of an edit, on the thread that owns the project; ``project.commit`` then carries it out.

    AppError ``edit.stale`` when a feature is no longer as the edit found it, ``edit.single_only`` for several parts
    in a table of single geometries, ``cell.no_field`` for values that the table has no field for.
    """
    schema = project.schema(table)
    likes = {one.like for one in edit.added if one.like is not None}
    rows = project.rows(table, sorted({*edit.before, *edit.values, *likes}))
    for fid, shape in edit.before.items():
        _require_same(rows.get(fid), fid, shape, schema)
    deltas: dict[int, Delta] = {}
    for fid in sorted({*edit.changed, *edit.values}):
        after: dict[str, Value] = dict(_known(edit.values.get(fid, {}), schema))
        if fid in edit.changed:
            after[schema.geometry] = stored_shape(edit.changed[fid], rows[fid][schema.geometry], schema)
        before = {name: rows[fid][name] for name in after}
        if before != after:
            deltas[fid] = Delta(before, after)
    for fid in edit.removed:
        deltas[fid] = Delta(dict(rows[fid]), None)
    first = project.next_fid(table) if edit.added else 0
    for number, one in enumerate(edit.added):
        deltas[first + number] = Delta(None, _new_row(one, rows, schema))
    return ChangeSet((RowsStep(table, deltas),) if deltas else (), label)


def new_fids(changes: ChangeSet, table: str) -> tuple[int, ...]:
    """The fids of the features that a ChangeSet adds, in the order of the edit's."""
    return tuple(fid for fid, delta in changes.rows(table) if delta.before is None)


def stored_shape(shape: Shape, like: object, schema: TableSchema) -> bytes | None:
    """A geometry as its table keeps it: single or multi as declared, heights from the nearest old vertex.

    ``like`` are the GeoPackage bytes of the geometry that it comes from, or None.
    """
    declared = schema.geometry_type.upper()
    old = shapely.from_wkb(wkb_of(like)) if isinstance(like, bytes) else None
    parts = list(shapely.get_parts(shape))
    multi = declared.startswith("MULTI") or (
        old is not None and shapely.get_type_id(old) >= shapely.GeometryType.MULTIPOINT
    )
    if len(parts) > 1 and declared in ("POINT", "LINESTRING", "POLYGON"):
        message = Text("这个图层只能存单部分的要素。", "This layer keeps features of a single part only.")
        hint = Text("请拆分成多个要素。", "Make a feature of each part.")
        raise Refusal("edit.single_only", message, hint, place=shape)
    if multi and len(parts) == 1:
        kinds = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
        shape = kinds[int(shapely.get_dimensions(shape))](parts)
    elif not multi:
        shape = together(parts)
    if old is not None and shapely.has_z(old):
        shape = shapely.transform(shapely.force_3d(shape), lambda xyz: _with_heights(xyz, old), include_z=True)
    return encoded(np.array([shape, None], dtype=object)[:-1], schema.srs_id)[0]


def _new_row(one: Added, rows: Mapping[int, Row], schema: TableSchema) -> dict[str, Value]:
    like = rows.get(one.like) if one.like is not None else None
    if one.like is not None and like is None:
        raise _stale(one.like)
    row: dict[str, Value] = {column.name: None if like is None else like[column.name] for column in schema.columns}
    row |= _known(one.values, schema)
    row[schema.geometry] = stored_shape(one.geometry, None if like is None else like[schema.geometry], schema)
    return row


def _known(values: Row, schema: TableSchema) -> Row:
    for name in values:
        if schema.column(name) is None:
            message = Text("图层里没有字段“{name}”。", "The layer has no field “{name}”.").format(name=name)
            raise AppError("cell.no_field", message)
    return values


def _require_same(row: Row | None, fid: int, shape: Shape, schema: TableSchema) -> None:
    """The edit was worked out on a copy: what is there now must still be what it started from."""
    found = None if row is None else decoded(row[schema.geometry])
    if found is None:
        raise _stale(fid)
    if shapely.equals_exact(found, shape):
        return
    # A layer shows invalid polygons mended; the table has them as they came.
    if shapely.is_valid(found) or not shapely.equals(
        shapely.make_valid(found, method="structure", keep_collapsed=False), shape
    ):
        raise _stale(fid)


def _stale(fid: int) -> Refusal:
    message = Text("要素 {fid} 刚刚被修改过。", "Feature {fid} has just been changed.").format(fid=fid)
    return Refusal("edit.stale", message, Text("请再试一次。", "Try once more."), fids=[fid])


def _with_heights(xyz: Floats, old: Shape) -> Floats:
    """Places (n, 3) with the height of the nearest old vertex."""
    from scipy.spatial import cKDTree

    known = shapely.get_coordinates(old, include_z=True)
    _, nearest = cKDTree(known[:, :2]).query(xyz[:, :2])
    return np.column_stack([xyz[:, :2], known[nearest, 2]])
