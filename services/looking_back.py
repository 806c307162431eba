"""Looking at the history of a project: what a step touched, and how a named version differs from the present."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.messages import Text
from layers.changes import ChangeSet, FieldStep, RecordsStep, RowsStep, Step, TableStep, Values
from layers.project import LayerInfo, Project

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyproj

    from services.remedying import Preview

MOST_SHOWN = 500
"""So many features of a step are pointed at on the map; all of them are counted."""

RECORDS = {
    "roles": Text("图层用途", "roles of layers"),
    "packs": Text("规则包", "rule packs"),
    "sheets": Text("图纸", "sheets"),
    "settings": Text("规划设置", "settings of the plan"),
    "styles": Text("图层样式", "styles of layers"),
}


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed, a sentence per layer; ``place`` is GeoJSON in the CRS asked for, None where nothing has a place.

    ``features`` counts rows changed, ``shown`` those of them that are in ``place``. ``change``: their shapes before and
    after, and those taken away; None where no row of a layer changed.
    """

    lines: tuple[Text, ...]
    features: int = 0
    shown: int = 0
    place: Mapping[str, Any] | None = None
    change: Preview | None = None


def of_entry(project: Project, entry: int, crs: pyproj.CRS | None) -> Differences:
    """What one step of the history touched."""
    return differences(project, project.history.changes(entry), crs)


def since_version(project: Project, name: str, crs: pyproj.CRS | None) -> Differences:
    """What changed from a named version to the present."""
    return differences(project, project.history.compare(name), crs)


def differences(project: Project, changes: ChangeSet, crs: pyproj.CRS | None) -> Differences:
    """A ChangeSet in words, and where it lies."""
    import shapely

    infos = {info.name: info for info in project.layers()}
    features = sum(len(step.changes) for step in changes.steps if isinstance(step, RowsStep))
    pieces: list[Any] = []
    shown = 0
    for step in changes.steps:
        if crs is None:
            break
        found = _geometries(step, project, infos, room=MOST_SHOWN - shown)
        if found is not None:
            placed = _moved(project, found[0], found[1], crs)
            pieces.extend(placed)
            shown += len(placed) if isinstance(step, RowsStep) else 0
    place = shapely.geometry.mapping(shapely.GeometryCollection(pieces)) if pieces else None
    change = _change(project, changes, infos, crs) if crs is not None else None
    return Differences(lines_of(project, changes), features, shown, place, change)


def _change(project: Project, changes: ChangeSet, infos: Mapping[str, LayerInfo], crs: pyproj.CRS) -> Preview | None:
    """The shapes of rows before and after, as far as they are shown; one that stays as it is counts as after."""
    import shapely

    from services.remedying import Preview

    sides: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    room = MOST_SHOWN
    for step in changes.steps:
        if not isinstance(step, RowsStep) or step.table not in infos or room <= 0:
            continue
        chosen = dict(list(step.changes.items())[:room])
        room -= len(chosen)
        bare = [fid for fid, delta in chosen.items() if not (_content(delta.before) or _content(delta.after))]
        now = project.rows(step.table, bare)
        before = [_content(delta.before) for delta in chosen.values()]
        gone = [_content(delta.before) for delta in chosen.values() if delta.after is None]
        after = [_content(delta.after) or _content(now.get(fid)) for fid, delta in chosen.items()]
        for side, contents in zip(sides, (before, after, gone), strict=True):
            side.extend(_moved(project, step.table, shapely.from_wkb(_wkb(contents), on_invalid="ignore"), crs))
    was, is_now, lost = (shapely.geometry.mapping(shapely.GeometryCollection(side)) if side else None for side in sides)
    return Preview(was, is_now, lost) if was or is_now or lost else None


def lines_of(project: Project, changes: ChangeSet) -> tuple[Text, ...]:
    """A ChangeSet in words, a sentence per layer."""
    infos = {info.name: info for info in project.layers()}
    return tuple(dict.fromkeys(line for step in changes.steps for line in _lines(step, project, infos)))


def _lines(step: Step, project: Project, infos: Mapping[str, LayerInfo]) -> Iterator[Text]:
    if isinstance(step, RowsStep):
        yield _rows_line(step)
    elif isinstance(step, TableStep):
        yield _table_line(step, project, infos)
    elif isinstance(step, FieldStep):
        column = step.after or step.before
        yield Text("{name}：字段 {field}", "{name}: field {field}").format(
            name=step.table, field=column.name if column is not None else ""
        )
    elif step.kind != "roles":
        yield RECORDS[step.kind]
    else:
        yield from _role_lines(step)


def _rows_line(step: RowsStep) -> Text:
    deltas = step.changes.values()
    added = sum(delta.before is None for delta in deltas)
    gone = sum(delta.after is None for delta in deltas)
    counts = {"added": added, "changed": len(step.changes) - added - gone, "gone": gone}
    words = {
        "added": Text("新增 {n}", "{n} added"),
        "changed": Text("修改 {n}", "{n} changed"),
        "gone": Text("删除 {n}", "{n} removed"),
    }
    said = [words[key].format(n=count) for key, count in counts.items() if count]
    joined = Text("，".join(text.zh for text in said), ", ".join(text.en for text in said))
    return Text("{name}：{counts}", "{name}: {counts}").format(name=step.table, counts=joined)


def _table_line(step: TableStep, project: Project, infos: Mapping[str, LayerInfo]) -> Text:
    if step.after is None:
        return Text("{name}：移除图层", "{name}: layer removed").format(name=step.before)
    if step.before is not None:
        return Text("{before} 改名为 {after}", "{before} renamed to {after}").format(
            before=step.before, after=step.after
        )
    if step.after not in infos:
        return Text("{name}：加入图层", "{name}: layer added").format(name=step.after)
    return Text("{name}：加入图层（{n} 个要素）", "{name}: layer added (features: {n})").format(
        name=step.after, n=project.count(step.after)
    )


def _role_lines(step: RecordsStep) -> Iterator[Text]:
    """Roles that changed; that of a layer which comes or goes is told with it."""
    from layers.roles import ROLES

    for name, delta in step.changes.items():
        if delta.before is None or delta.after is None:
            continue
        role = str(delta.after.get("role") or "")
        said = ROLES[role].label if role in ROLES else Text("不指定", "none")
        yield Text("{name}：用途改为“{role}”", "{name}: is now {role}").format(name=name, role=said)


def _geometries(
    step: Step, project: Project, infos: Mapping[str, LayerInfo], *, room: int
) -> tuple[str, npt.NDArray[Any]] | None:
    """The layer of a step and geometries to point at: those of its rows, or the extent of a layer that came or went."""
    import numpy as np
    import shapely

    if isinstance(step, TableStep):
        name = next((one for one in (step.after, step.before) if one is not None and one in infos), None)
        extent = infos[name].extent if name is not None else None
        if name is None or extent is None:
            return None
        box = np.array([shapely.boundary(shapely.box(*extent))], dtype=object)
        return name, shapely.segmentize(box, max(extent[2] - extent[0], extent[3] - extent[1]) / 8 or 1.0)
    if not isinstance(step, RowsStep) or step.table not in infos or room <= 0:
        return None
    chosen = dict(list(step.changes.items())[:room])
    now = project.rows(step.table, [fid for fid, delta in chosen.items() if _content(delta.after) is None])
    contents = [
        _content(delta.after) or _content(delta.before) or _content(now.get(fid)) for fid, delta in chosen.items()
    ]
    return step.table, shapely.from_wkb(_wkb(contents), on_invalid="ignore")


def _wkb(contents: list[bytes | None]) -> npt.NDArray[Any]:
    import numpy as np

    from layers.store.blob import wkb_of

    return np.array([*(wkb_of(content) for content in contents if content is not None), None], dtype=object)[:-1]


def _content(values: Values | None) -> bytes | None:
    """The geometry among the values of a row."""
    found = (value for value in (values or {}).values() if isinstance(value, bytes) and value[:2] == b"GP")
    return next(found, None)


def _moved(project: Project, table: str, geometries: npt.NDArray[Any], crs: pyproj.CRS) -> list[Any]:
    import shapely

    from layers.geometry.crs import transformed

    stated = project.crs(table)
    geometries = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
    if stated is None or not len(geometries):
        return []
    return list(transformed(shapely.force_2d(geometries), stated, crs))
