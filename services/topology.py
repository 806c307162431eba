"""Checking the topology of a layer, and writing a mended copy."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text, listed
from layers.layer import Notice
from layers.store.loading import TOPOLOGY
from services.editing import NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt
    import pyproj

    from layers.changes import ChangeSet
    from layers.formats.export import ExportReport
    from layers.project import Project
    from layers.topology.finding import Finding
    from layers.topology.index import Index
    from layers.topology.listing import Ignored, TopologyList
    from layers.topology.settings import Settings

SCHEMA = 1


@dataclass(frozen=True, eq=False)
class Checked:
    """A layer with its findings. ``frame`` is indexed by fid and has the geometry as the file has it."""

    name: str
    frame: gpd.GeoDataFrame
    crs: pyproj.CRS | None
    todo: TopologyList
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class MendedCopy:
    """What was written, what was done (by kind and fix), and what is left (by kind)."""

    report: ExportReport
    done: Counter[tuple[str, str]]
    left: Counter[str]


def check_file(
    named: str,
    *,
    parent: str | None = None,
    only: Collection[str] = (),
    settings: Settings | None = None,
    feedback: Feedback | None = None,
) -> Checked:
    """Check ``FILE`` or ``FILE:layer``; ``parent`` names the layer whose polygons are the planning area.

    Raises AppError ``topology.kind`` for an unknown kind, ``topology.parent`` where the area cannot be used, and
    those of reading.
    """
    from layers.topology.listing import TopologyList

    _check_kinds(only)
    frame, crs, notices, file = _read(named)
    area = None if parent is None else _area(parent, crs)
    index = _index(frame, crs, area, _asked(settings, only))
    todo = TopologyList(index, only=only, feedback=feedback)
    return Checked(file, frame, crs, todo, tuple(entry.finding for entry in todo), notices)


def kept_ignored(project: Project, table: str) -> tuple[Ignored, ...]:
    """What the planners of a project have decided to leave in a layer: give it to its ``TopologyList``."""
    return ignored_in(project.record("settings", TOPOLOGY + table))


def ignored_in(record: Mapping[str, object] | None) -> tuple[Ignored, ...]:
    """What is ignored by the record of a layer; what cannot be that is left out."""
    from layers.topology.listing import Ignored

    names = {field.name for field in fields(Ignored)}
    kept = (record or {}).get("ignored")
    entries = [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
    return tuple(Ignored(**{name: str(one[name]) for name in names}) for one in entries if names <= set(one))


def keep_ignored(project: Project, table: str, ignored: Iterable[Ignored]) -> ChangeSet:
    """Keep what is ignored in a layer with the project, as one undoable step."""
    label = Text("忽略拓扑问题：{table}", "Ignore topology errors: {table}").format(table=table)
    return _keep(project, table, {"ignored": [asdict(one) for one in ignored]}, label)


def ignore(project: Project, table: str, ignored: Ignored) -> Outcome:
    """Leave a finding as it is, with its reason and name, as one undoable step."""
    others = [one for one in kept_ignored(project, table) if one.key != ignored.key]
    keep_ignored(project, table, [*others, ignored])
    return last_outcome(project)


def heed(project: Project, table: str, key: str) -> Outcome:
    """Take a finding up again, as one undoable step."""
    label = Text("不再忽略拓扑问题：{table}", "Take up a topology error again: {table}").format(table=table)
    others = [one for one in kept_ignored(project, table) if one.key != key]
    changes = _keep(project, table, {"ignored": [asdict(one) for one in others]}, label)
    return last_outcome(project) if changes else Outcome(NOTHING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be checked in a layer: ``kinds`` (none: all that fit it), the measures that are not the usual ones,
    and the layer whose polygons are the planning area.
    """

    kinds: frozenset[str] = frozenset()
    measures: Mapping[str, float] = field(default_factory=dict)
    parent: str | None = None

    def settings(self) -> Settings:
        """By what measure something is a defect."""
        from layers.topology.settings import Settings

        return _asked(replace(Settings(), **dict[str, Any](self.measures)), self.kinds)


def asked_in(record: Mapping[str, object] | None) -> Asked:
    """What was last asked for a layer by its record; what cannot be that is left out."""
    from layers.topology.settings import KINDS, Settings

    record = record or {}
    kinds, measures, parent = record.get("kinds"), record.get("measures"), record.get("parent")
    names = {one.name for one in fields(Settings)} - {"single_part"}
    return Asked(
        frozenset(str(one) for one in kinds if one in KINDS) if isinstance(kinds, list) else frozenset(),
        {
            name: float(value)
            for name, value in (measures.items() if isinstance(measures, dict) else ())
            if name in names and isinstance(value, int | float) and math.isfinite(value) and value > 0
        },
        parent if isinstance(parent, str) else None,
    )


def keep_asked(project: Project, table: str, asked: Asked) -> Outcome:
    """Keep with the project what is to be checked in a layer, as one undoable step; none where it is as before."""
    if asked_in(project.record("settings", TOPOLOGY + table)) == asked:
        return Outcome(NOTHING)
    label = Text("拓扑检查的参数：{table}", "What topology checks of {table} ask").format(table=table)
    values = {"kinds": sorted(asked.kinds), "measures": dict(asked.measures), "parent": asked.parent}
    _keep(project, table, values, label)
    return last_outcome(project)


def _keep(project: Project, table: str, values: Mapping[str, object], label: Text) -> ChangeSet:
    """Enter values in the record of a layer; empty ones go, and with the last one the record."""
    present = project.record("settings", TOPOLOGY + table) or {}
    after = {key: value for key, value in {**present, **values}.items() if value}
    return project.put_record("settings", TOPOLOGY + table, after or None, label)


def mend_file(
    checked: Checked, target: Path, *, overwrite: bool = False, feedback: Feedback | None = None
) -> MendedCopy:
    """Write a copy in which everything is mended that needs no decision. The source stays as it is.

    Raises AppError as ``layers.formats.export.export_layer``.
    """
    from layers.formats.endings import format_by_ending, not_written
    from layers.formats.export import export_layer
    from layers.formats.export.placing import check_free
    from layers.topology.mending_all import mend_all

    chosen = format_by_ending(target)
    if chosen is None or not chosen.written:
        raise not_written(target)
    check_free(target, overwrite=overwrite)
    made = mend_all(checked.todo, feedback)
    frame = _mended_frame(checked.frame, made.shapes, made.removed, {fid: one.like for fid, one in made.added.items()})
    report = export_layer(frame, target, crs=checked.crs, overwrite=overwrite)
    return MendedCopy(report, made.done, Counter(entry.finding.kind for entry in checked.todo.live))


def as_json(checked: Checked) -> dict[str, Any]:
    """The findings as ``topology --json`` writes them (docs/architecture.md)."""
    from layers.topology.settings import KINDS

    counts = Counter(finding.kind for finding in checked.findings)
    return {
        "schema": SCHEMA,
        "summary": {kind: counts[kind] for kind in KINDS},
        "errors": [_error_json(finding) for finding in checked.findings],
    }


def write_json(checked: Checked, path: Path) -> None:
    """Write ``as_json`` to a file."""
    with write_beside(path) as temporary:
        text = json.dumps(as_json(checked), ensure_ascii=False, indent=1, allow_nan=False)
        temporary.write_text(text + "\n", encoding="utf-8")


def _error_json(finding: Finding) -> dict[str, Any]:
    import shapely

    from layers.topology.mends import fix_ids

    return {
        "kind": finding.kind,
        "fids": list(finding.fids),
        "area_m2": finding.area_m2,
        "place": json.loads(shapely.to_geojson(finding.place)),
        "hint": finding.hint,
        "fixes": list(fix_ids(finding)),
    }


def _check_kinds(only: Collection[str]) -> None:
    from layers.topology.settings import KINDS

    unknown = sorted(set(only) - set(KINDS))
    if unknown:
        message = Text("没有“{kind}”这种拓扑问题。", "There is no kind of topology error “{kind}”.").format(
            kind=unknown[0]
        )
        hint = Text("可用：{kinds}。", "There are: {kinds}.").format(kinds=listed(KINDS))
        raise AppError("topology.kind", message, hint)


def _asked(settings: Settings | None, only: Collection[str]) -> Settings:
    """Features of several parts are an error only where that is asked for by name."""
    from layers.topology.settings import DEFAULTS

    chosen = settings or DEFAULTS
    return replace(chosen, single_part=True) if "multipart" in only else chosen


def _read(named: str) -> tuple[gpd.GeoDataFrame, pyproj.CRS | None, tuple[Notice, ...], str]:
    """The table with its geometry as the file has it, broken rings too: mending on reading would hide them."""
    from layers.formats import vector
    from layers.geometry.crs_reading import settled_crs
    from layers.plan_file import split_layer

    path, table = split_layer(named)
    loaded = vector.load(path, table=table)
    frame = loaded.table
    if loaded.as_read is not None and len(loaded.as_read) == len(frame):
        frame = frame.set_geometry(list(loaded.as_read))
    implied = vector.format_of(path) == "GeoJSON"
    crs, about = settled_crs(frame.geometry.to_numpy(), loaded.crs, None, file=path.name, implied=implied)
    notices = tuple(one for one in loaded.notices if one.code != "geometry.repaired")
    return frame, crs or loaded.crs, (*notices, *about), path.name


def _index(frame: gpd.GeoDataFrame, crs: pyproj.CRS | None, area: Any, settings: Settings) -> Index:
    import numpy as np

    from layers.topology.index import Index

    return Index(
        np.asarray(frame.index, dtype=np.int64),
        without_heights(frame.geometry.to_numpy()),
        crs=crs,
        settings=settings,
        parent=area,
    )


def without_heights(geometries: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Geometries (n) in the plane; None where there are no usable coordinates."""
    import numpy as np
    import shapely

    from layers.geometry.mending import FARTHEST

    shapes = np.array(shapely.force_2d(geometries), dtype=object)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    shapes[np.unique(owner[~(np.abs(xy) < FARTHEST).all(axis=1)])] = None
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _area(named: str, crs: pyproj.CRS | None) -> Any:
    """The union of the polygons of a layer of a file, in ``crs``."""
    frame, own, _, file = _read(named)
    return union_in(frame, own, crs, file)


def union_in(frame: gpd.GeoDataFrame, own: pyproj.CRS | None, crs: pyproj.CRS | None, name: str) -> Any:
    """The union of polygons that are in ``own``, in ``crs``. AppError ``topology.parent`` where there are none."""
    import shapely

    from layers.geometry.crs import same_crs, transformed
    from layers.geometry.mending import mended

    geometries = frame.geometry.to_numpy()
    shapes = mended(without_heights(geometries), shapely.is_missing(geometries)).geometries
    shapes = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(shapes):
        message = Text("{file} 里没有面，不能作为规划范围。", "{file} has no polygons to be the planning area.")
        raise AppError("topology.parent", message.format(file=name))
    if own is not None and crs is not None and not same_crs(own, crs):
        shapes = transformed(shapes, own, crs)
    return shapely.union_all(shapes)


def _mended_frame(
    frame: gpd.GeoDataFrame, shapes: dict[int, Any], removed: set[int], likes: dict[int, int | None]
) -> gpd.GeoDataFrame:
    """The table with the new geometries; features made have the attributes of the one that they were part of."""
    import pandas as pd

    geometry = dict(zip(frame.index.tolist(), frame.geometry.to_numpy(), strict=True)) | shapes
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    new = [fid for fid in likes if fid not in removed]
    while any(likes.get(like) is not None for like in likes.values() if like is not None):
        likes = {fid: likes.get(like, like) if like is not None else None for fid, like in likes.items()}
    if new:
        rows = table.reindex([likes[fid] if likes[fid] is not None else -1 for fid in new])
        rows.index = pd.Index(new, name=table.index.name)
        table = pd.concat([table, rows])
    table = table[~table.index.isin(removed)]
    import geopandas as gpd

    return gpd.GeoDataFrame(table, geometry=[geometry[fid] for fid in table.index.tolist()], crs=frame.crs)
