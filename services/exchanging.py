"""Working together offline: what a package would hold, what merging one would do, conflicts side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text, same
from core.quantities import Quantity, area_in, shown
from layers.changes import ChangeSet, RecordsStep, RowsStep, Values
from layers.project import Project
from services.editing import Outcome
from services.looking_back import RECORDS, lines_of
from services.shaping import COVERAGES, merge_package, package_since, take_merged

if TYPE_CHECKING:
    import pyproj

    from layers.editing.edit import Shape
    from layers.editing.merging_packages import Choice, Conflict, Merged
    from layers.editing.packages import Package
    from layers.layer import Layer
    from layers.topology.finding import Finding

Key = tuple[str, int | str]
Place = Mapping[str, Any]
"""A GeoJSON geometry."""

REASONS: dict[str, Text] = {
    "both": Text("双方都改了它", "both of you changed it"),
    "differs": Text("这里的内容与对方开始时的不同", "it is not what they started from"),
    "gone": Text("对方改了它，这里已经没有", "they changed it; it is gone here"),
    "no_table": Text("这个项目里没有这个图层，不能采用", "this project has no such layer: cannot be taken"),
    "no_field": Text("图层里没有对方的字段，不能采用", "the layer lacks a field of theirs: cannot be taken"),
    "other_crs": Text("对方的坐标系不同，不能采用", "theirs is in another CRS: cannot be taken"),
    "unfit": Text("对方的几何损坏或类型不符，不能采用", "their geometry is damaged or of another kind"),
}
EMPTY = Text("（空）", "(empty)")
_GONE = Text("已删除", "removed")
_ABSENT = Text("没有", "not there")
MOST_FIELDS = 200
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package since a version would hold: steps, a line per layer, and what cannot be carried."""

    version: str
    author: str
    steps: int
    lines: tuple[Text, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Incoming:
    """A package read and compared with the project. ``known``: the version that it starts from is one of this one."""

    path: Path
    package: Package
    merged: Merged
    known: bool
    lines: tuple[Text, ...]

    @property
    def taken(self) -> int:
        """Rows and records taken without a question."""
        return sum(len(getattr(step, "changes", ())) for step in self.merged.changes.steps)


@dataclass(frozen=True, slots=True)
class Pair:
    """One value side by side. ``mark``: ``clash`` (both changed it), ``ours``, ``theirs`` (who did), or ``""``."""

    field: str
    base: Text
    ours: Text
    theirs: Text
    mark: str


@dataclass(frozen=True, eq=False)
class SideBySide:
    """A conflict to be looked at: its values, and its shapes as GeoJSON in the CRS asked for (None: no shape)."""

    conflict: Conflict
    pairs: tuple[Pair, ...]
    base: Place | None = None
    ours: Place | None = None
    theirs: Place | None = None


@dataclass(frozen=True, eq=False)
class MergeFault:
    """An overlap, gap or unshared vertex that a merge made; ``place`` is GeoJSON in the CRS asked for."""

    table: str
    finding: Finding
    place: Place | None


@dataclass(frozen=True, eq=False)
class Taken:
    """A merge carried out: the step, what it did to coverages, conflicts that stay as they were here."""

    outcome: Outcome
    faults: tuple[MergeFault, ...]
    kept: tuple[Conflict, ...]


def contents(project: Project, version: str) -> Contents:
    """What exporting the changes since a version would write. AppError as ``shaping.export_changes``."""
    package = package_since(project, version, project.file.author)
    lines = lines_of(project, package.changes)
    return Contents(version, package.author, len(package.said), lines, package.left_out)


def look_into(project: Project, path: Path, feedback: Feedback | None = None) -> Incoming:
    """Read a package and compare it; nothing is changed. AppError ``package.unreadable``, ``package.stranger``."""
    (feedback or Feedback()).check()
    package, merged = merge_package(project, path)
    known = not package.version or any(one.name == package.version for one in project.history.versions())
    names = {info.name for info in project.layers()}
    tables = {step.table for step in package.changes.steps if isinstance(step, RowsStep)}
    if tables and not tables & names:
        message = Text(
            "{file} 里的图层（{names}）这个项目都没有：它来自另一个项目。",
            "This project has none of the layers in {file} ({names}): it comes from another project.",
        ).format(file=path.name, names="、".join(sorted(tables)[:5])[:MOST_LETTERS])
        hint = Text("请打开同一个规划的项目再合并。", "Open a project of the same plan to merge it.")
        raise AppError("package.stranger", message, hint)
    return Incoming(path, package, merged, known, lines_of(project, merged.changes))


def side_by_side(conflict: Conflict, layer: Layer | None, crs: pyproj.CRS | None) -> SideBySide:
    """A conflict in words and on the map. ``layer``: that of its table as it stands. Safe in a worker."""
    sides = conflict.base, conflict.ours, conflict.theirs
    keys = list(dict.fromkeys(key for side in (conflict.ours, conflict.theirs, conflict.base) for key in side or ()))
    pairs = [_pair(key, sides, layer) for key in keys if key != conflict.geometry]
    pairs.sort(key=lambda pair: (pair.mark != "clash", pair.mark == ""))
    if not isinstance(conflict.key, int):
        return SideBySide(conflict, tuple(pairs[:MOST_FIELDS]))
    shapes = [_shape(side, conflict.geometry) for side in sides]
    own = layer.crs if layer is not None else None
    head = _shape_pair(shapes, own, _mark(*(side and side.get(conflict.geometry) for side in sides)))
    places = [_placed(shape, own, crs) for shape in shapes]
    return SideBySide(conflict, (head, *pairs[:MOST_FIELDS]), *places)


def take(
    project: Project,
    incoming: Incoming,
    choices: Mapping[Key, Choice],
    *,
    crs: pyproj.CRS | None = None,
    feedback: Feedback | None = None,
) -> Taken:
    """Commit a merge with its decisions as one step; conflicts without a decision stay as they are here.

    AppError as ``project.commit``; ``package.terms`` where the plan could not be read any more. Then nothing is done.
    """
    from layers.editing.merging_packages import resolved

    decided = resolved(incoming.merged, choices)
    (feedback or Feedback()).check()
    found = tuple(_faults(project, decided.changes, crs))
    outcome = take_merged(project, decided)
    stays = {key for key, choice in choices.items() if choice == "ours"}
    kept = [one for one in incoming.merged.conflicts if (one.table, one.key) in stays]
    return Taken(outcome, found, (*decided.conflicts, *kept))


def write_kept(incoming: Incoming, kept: Iterable[Conflict], path: Path) -> int:
    """Write conflicts that stayed as they were here as a package of their own; how many. To be merged again later."""
    from layers.editing.packages import merged_fid, write_package

    author = incoming.package.author
    keys = {(one.table, one.key) for one in kept}
    steps: list[RowsStep | RecordsStep] = []
    for step in incoming.package.changes.steps:
        if isinstance(step, RowsStep):
            table = step.table
            fids = {fid for fid in step.changes if {(table, fid), (table, merged_fid(author, table, fid))} & keys}
            steps.append(RowsStep(table, {fid: delta for fid, delta in step.changes.items() if fid in fids}))
        elif isinstance(step, RecordsStep):
            records = {key: delta for key, delta in step.changes.items() if (step.kind, key) in keys}
            steps.append(RecordsStep(step.kind, records))
    changes = ChangeSet(tuple(step for step in steps if step.changes))
    write_package(replace(incoming.package, changes=changes, left_out=()), path)
    return sum(len(step.changes) for step in steps)


def title_of(conflict: Conflict, layer: Layer | None) -> Text:
    """A conflict by layer, name and number."""
    if not isinstance(conflict.key, int):
        kind = RECORDS.get(conflict.table, same(conflict.table))
        return Text("{kind}：{key}", "{kind}: {key}").format(kind=kind, key=conflict.key)
    values = conflict.ours or conflict.theirs or conflict.base or {}
    name = next((str(values[key]) for key in _name_keys(layer) if values.get(key)), "")
    number = f"#{conflict.key}" if conflict.key < 1 << 40 else Text("新要素", "new feature")
    if name:
        return Text("{table} · {name} · {number}", "{table} · {name} · {number}").format(
            table=conflict.table, name=_short(name), number=number
        )
    return Text("{table} · {number}", "{table} · {number}").format(table=conflict.table, number=number)


def _name_keys(layer: Layer | None) -> list[str]:
    from layers.roles import ROLES, SHARED_FIELDS

    fields = dict(layer.fields) if layer is not None else {}
    specs = {**SHARED_FIELDS, **(ROLES[layer.role].fields if layer is not None and layer.role in ROLES else {})}
    wanted = ("parcel_no", "project", "name")
    keys = [fields[one] for one in wanted if one in fields]
    keys += [name for one in wanted if one in specs for name in (one, *specs[one].names)]
    return [*dict.fromkeys(keys), "名称"]


def _pair(key: str, sides: tuple[Values | None, Values | None, Values | None], layer: Layer | None) -> Pair:
    base, ours, theirs = (None if side is None else side.get(key) for side in sides)
    was, mine, other = (_GONE if side is None else _said(key, side.get(key), layer) for side in sides)
    mark = _mark(base, ours, theirs) if all(side is not None for side in sides[1:]) else ""
    return Pair(key, _ABSENT if sides[0] is None else was, mine, other, mark)


def _mark(base: object, ours: object, theirs: object) -> str:
    if ours == theirs:
        return ""
    if base not in (ours, theirs):
        return "clash"
    return "ours" if ours != base else "theirs"


def _said(key: str, value: object, layer: Layer | None) -> Text:
    """A value as people read it; a class code with its name."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bytes):
        return Text("{n} 字节", "{n} bytes").format(n=len(value))
    fields = layer.fields if layer is not None else {}
    if key in ("YDDM", "DLBM", fields.get("class_code")) and isinstance(value, str):
        from layers.doctor.classes import guide

        name = guide().get(value)
        return same(f"{value} {name}" if name else _short(value))
    return same(_short(str(value)))


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 1]}…"


def _shape(side: Values | None, geometry: str) -> Shape:
    from layers.editing.package_geometry import shape_in

    return shape_in(side, geometry)


def _shape_pair(shapes: list[Shape], crs: pyproj.CRS | None, mark: str) -> Pair:
    was, ours, theirs = (_size(shape, crs) for shape in shapes)
    return Pair("", _ABSENT if shapes[0] is None else was, ours, theirs, mark)


def _size(shape: Shape, crs: pyproj.CRS | None) -> Text:
    """The size of a shape: its area or length in the layer's own plane, else how many corners it has."""
    import shapely

    if shape is None:
        return _GONE
    dimension = int(shapely.get_dimensions(shape))
    if crs is None or not crs.is_projected or dimension < 1:
        count = int(shapely.get_num_coordinates(shape))
        return Text("{n} 个顶点", "{n} vertices").format(n=count)
    size = area_in(float(shapely.area(shape)), "m2") if dimension == 2 else Quantity(float(shapely.length(shape)), "m")
    return Text(shown(size, "zh"), shown(size, "en"))


def _placed(shape: Shape, source: pyproj.CRS | None, target: pyproj.CRS | None) -> Place | None:
    import numpy as np
    import shapely

    from layers.geometry.crs import transformed

    if shape is None or shape.is_empty or source is None or target is None:
        return None
    (there,) = transformed(np.array([shape, None], dtype=object)[:-1], source, target)
    place: Place = shapely.geometry.mapping(there)
    return place


def _faults(project: Project, changes: ChangeSet, crs: pyproj.CRS | None) -> Iterable[MergeFault]:
    """What the changes would do to the layers whose polygons lie side by side."""
    from layers.editing.merge_faults import faults
    from layers.editing.surroundings import RowsAround, decoded

    infos = {info.name: info for info in project.layers()}
    for step in changes.steps:
        info = infos.get(step.table) if isinstance(step, RowsStep) else None
        if info is None or not isinstance(step, RowsStep) or info.kind not in ("polygon", None):
            continue
        name = info.schema.geometry
        after = {
            fid: None if delta.after is None else decoded(delta.after[name])
            for fid, delta in step.changes.items()
            if delta.after is None or name in delta.after
        }
        own = project.crs(step.table)
        near = RowsAround(project.file.connection, step.table, info.schema)
        for finding in faults(near, after, own, coverage=info.role in COVERAGES):
            yield MergeFault(step.table, finding, _placed(finding.place, own, crs))
