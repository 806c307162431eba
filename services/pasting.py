"""Features to the clipboard and from it into a layer, as one step that can be undone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.changes import Column, TableSchema, Value
from layers.editing.clipboard import LON_LAT, MOST_FEATURES, Clip, as_geojson, as_own, as_table
from layers.project import Project
from layers.roles import KIND_LABELS
from services.cell_values import parsed
from services.cells import stored
from services.editing import NOTHING, Outcome, last_outcome, uncollected

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyproj

    from layers.editing.edit import Edit, Shape
    from layers.editing.surroundings import FeaturesAround
    from layers.layer import GeometryKind, Layer

Against = Literal["fill", "take"]


@dataclass(frozen=True, slots=True)
class Copied:
    """Features for the clipboard: the table that other GIS read, GeoJSON (empty without a CRS), and for Lantu."""

    table: str
    geojson: str
    own: str
    count: int


@dataclass(frozen=True, eq=False)
class Target:
    """Where to paste: a table, what it means, and its names by canonical field."""

    table: str
    role: str | None
    kind: GeometryKind
    fields: Mapping[str, str]
    coverage: bool = False


def copied(layer: Layer, fids: npt.NDArray[np.int64]) -> Copied:
    """Features of a layer, at most ``MOST_FEATURES``, under the names of its file, with all their digits."""
    import numpy as np
    import pyproj

    from layers.geometry.crs import transformed

    rows = np.flatnonzero(np.isin(layer.fids, fids[:MOST_FEATURES]))
    frame = layer.some(rows)
    names = layer.field_names()
    columns = [[_plain(value) for value in frame[name]] for name in names]
    values = tuple(zip(*columns, strict=True)) if columns else ((),) * len(frame)
    own_names = tuple(layer.fields.get(name, name) for name in names)
    crs = layer.crs
    clip = Clip(frame.geometry.to_numpy(), own_names, values, crs.to_wkt() if crs is not None else "")
    geojson = ""
    if crs is not None:
        geojson = as_geojson(replace(clip, shapes=transformed(clip.shapes, crs, pyproj.CRS.from_user_input(LON_LAT))))
    return Copied(as_table(clip), geojson, as_own(clip), len(clip))


def matched(clip: Clip, schema: TableSchema, fields: Mapping[str, str]) -> dict[int, Column]:
    """Places of the clip's fields -> the fields of the table that they go into, by name, whatever the case."""
    by_name = {column.name.casefold(): column for column in reversed(schema.columns)}
    for canonical, name in fields.items():
        column = schema.column(name)
        if column is not None:
            by_name.setdefault(canonical.casefold(), column)
    found: dict[int, Column] = {}
    for place, name in enumerate(clip.fields):
        column = by_name.get(name.casefold())
        if column is not None and column not in found.values():
            found[place] = column
    return found


def paste(
    project: Project,
    target: Target,
    clip: Clip,
    *,
    against: Against = "fill",
    feedback: Feedback | None = None,
) -> tuple[Outcome, list[int]]:
    """Add the features to a layer as one step; the fids that they got. Nothing is added when one is refused.

    In a coverage new polygons take the free land ("fill") or that of their neighbours too ("take"), so that nothing
    overlaps. AppError ``paste.kind``, ``paste.crs``, and as ``layers.editing.areas.new_polygon``.
    """
    feedback = feedback or Feedback()
    shapes = _placed(clip, project.crs(target.table))
    _require_kind(shapes, target)
    schema = project.schema(target.table)
    columns, lost = matched(clip, schema, target.fields), [0]
    canonical = {name: field for field, name in target.fields.items()}
    rows = [_values(row, columns, target.role, canonical, lost) for row in clip.rows]
    label = Text("粘贴 {count} 个要素到 {table}", "Paste {count} features into {table}")
    label = label.format(count=len(shapes), table=target.table)
    with uncollected(), project.transaction(label):
        if target.coverage and target.kind == "polygon":
            fids, told = _into_coverage(project, target, shapes, rows, label, against=against, feedback=feedback)
        else:
            fids, told = _beside(project, target, shapes, rows, label, feedback=feedback)
    if not fids:
        return Outcome(NOTHING), []
    outcome = last_outcome(project)
    return replace(outcome, told=(*outcome.told, *told, *_lost(lost[0]))), fids


def _beside(
    project: Project,
    target: Target,
    shapes: Sequence[Shape],
    rows: Sequence[dict[str, Value]],
    label: Text,
    *,
    feedback: Feedback,
) -> tuple[list[int], list[Text]]:
    """As they are."""
    from layers.editing.changing import as_changes, new_fids
    from layers.editing.checking import require_valid
    from layers.editing.edit import Added, Edit

    feedback.report(0.3, Text("正在写入", "Writing"))
    edit = Edit({}, added=tuple(Added(shape, None, row) for shape, row in zip(shapes, rows, strict=True)))
    require_valid(edit)
    changes = as_changes(project, target.table, edit, label)
    feedback.check()
    project.commit(changes)
    return list(new_fids(changes, target.table)), []


def _into_coverage(
    project: Project,
    target: Target,
    shapes: Sequence[Shape],
    rows: Sequence[dict[str, Value]],
    label: Text,
    *,
    against: Against,
    feedback: Feedback,
) -> tuple[list[int], list[Text]]:
    """One after the other, each cut against what is there by then."""
    from layers.editing.areas import new_polygon
    from layers.editing.changing import as_changes, new_fids
    from layers.editing.surroundings import put

    near = _near(project, target.table, shapes)
    fids: list[int] = []
    told: list[Text] = []
    for number, (shape, row) in enumerate(zip(shapes, rows, strict=True), start=1):
        feedback.check()
        feedback.report(number / len(shapes), Text("正在写入", "Writing"))
        try:
            edit: Edit = new_polygon(near, shape, against=against, values=row)
            changes = as_changes(project, target.table, edit, label)
        except AppError as problem:
            raise _numbered(problem, number) from problem
        project.commit(changes)
        made = new_fids(changes, target.table)
        put(near, edit, made)
        fids += made
        told += edit.told
    return fids, told


def _near(project: Project, table: str, shapes: Sequence[Shape]) -> FeaturesAround:
    """The features that are where something is pasted."""
    import numpy as np

    from layers.editing.edit import touching
    from layers.editing.surroundings import RowsAround, of_shapes

    found = touching(RowsAround(project.file.connection, table, project.schema(table)), shapes)
    there = {fid: shape for fid, shape in found.items() if shape is not None}
    return of_shapes(np.array(list(there), dtype=np.int64), np.array([*there.values(), None], dtype=object)[:-1])


def _placed(clip: Clip, crs: pyproj.CRS | None) -> list[Shape]:
    """The geometries in the CRS of the layer, without heights; the same bits where it is theirs already."""
    import shapely

    from layers.geometry.crs import transformed
    from layers.geometry.crs_reading import crs_named

    shapes = shapely.force_2d(clip.shapes)
    if not clip.crs:
        return list(shapes)
    source = crs_named(clip.crs)
    if source is None or crs is None:
        message = Text(
            "要素带有坐标系，但图层的坐标系未知或无法转换。",
            "The features name their coordinate system, but there is no way from it to that of the layer.",
        )
        raise AppError("paste.crs", message, Text("请先为图层指定坐标系。", "Give the layer its system first."))
    placed = transformed(shapes, source, crs)
    if not shapely.is_valid(placed).all():
        message = Text("转换坐标后有要素无效。", "A feature is invalid once it is in the layer's system.")
        raise AppError("paste.crs", message)
    return list(placed)


def _require_kind(shapes: Sequence[Shape], target: Target) -> None:
    import numpy as np
    import shapely

    wanted = {"point": 0, "line": 1, "polygon": 2}[target.kind]
    others = np.flatnonzero(shapely.get_dimensions(np.array([*shapes, None], dtype=object)[:-1]) != wanted)
    if len(others):
        message = Text(
            "第 {number} 个要素不是{kind}，不能粘贴到这个图层。",
            "Feature {number} does not go into this layer of {kind}.",
        )
        raise AppError("paste.kind", message.format(number=int(others[0]) + 1, kind=KIND_LABELS[target.kind]))


def _values(
    row: Sequence[object],
    columns: Mapping[int, Column],
    role: str | None,
    canonical: Mapping[str, str],
    lost: list[int],
) -> dict[str, Value]:
    """What of a row goes into the table; what a field cannot hold is left out and counted in ``lost``."""
    found: dict[str, Value] = {}
    for place, column in columns.items():
        value = row[place]
        if value is None or value == "":
            continue
        try:
            found[column.name] = stored(_as_field(value, column, role, canonical.get(column.name)), column)
        except AppError:
            lost[0] += 1
    return found


def _as_field(value: object, column: Column, role: str | None, field: str | None) -> Value:
    """A value as the field keeps it; a word that its list does not have stays as it is, as in a file."""
    plain = value if isinstance(value, str) else _text(value)
    is_text = column.type.startswith("TEXT")
    if field is not None:
        try:
            return parsed(role, field, "text", plain)
        except AppError:
            if not is_text:
                raise
    if is_text:
        return plain
    kinds = {"BOOLEAN": "bool", "DATE": "date"}
    kind = kinds.get(column.type, "number" if column.type != "DATETIME" else "text")
    if column.type == "BLOB":
        raise AppError("cell.kind", Text("二进制字段不能粘贴。", "A field of binary data takes nothing."))
    if isinstance(value, bool | int | float) and kind == "number":
        return value
    return parsed(None, column.name, kind, plain)


def _plain(value: object) -> object:
    """A cell as text or a JSON scalar."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, tuple | list):
        return "、".join(map(str, value))
    item = getattr(value, "item", None)
    plain = item() if item is not None and not isinstance(value, str) else value
    if isinstance(plain, float):
        return plain if math.isfinite(plain) else None
    return plain if isinstance(plain, bool | int | str) else _text(plain)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value)
    written = getattr(value, "isoformat", None)
    return str(written())[:10] if written is not None else str(value)


def _numbered(problem: AppError, number: int) -> AppError:
    message = Text("第 {number} 个要素不能粘贴：{why}", "Feature {number} cannot be pasted: {why}")
    return AppError(problem.code, message.format(number=number, why=problem.message), problem.hint)


def _lost(count: int) -> tuple[Text, ...]:
    message = Text("{count} 个属性值与字段不符，未填写。", "{count} values do not fit their fields and were left out.")
    return (message.format(count=count),) if count else ()
