"""Checking the topology of a layer, and writing a mended copy."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text, listed
from layers.layer import Notice

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
    from layers.topology.listing import Ignored

    names = {field.name for field in fields(Ignored)}
    record = project.record("settings", f"topology/{table}") or {}
    kept = record.get("ignored")
    entries = kept if isinstance(kept, list) else []
    return tuple(Ignored(**{name: str(one[name]) for name in names}) for one in entries if names <= set(one))


def keep_ignored(project: Project, table: str, todo: TopologyList) -> ChangeSet:
    """Keep them with the project, as one undoable step."""
    label = Text("忽略拓扑问题：{table}", "Ignore topology errors: {table}").format(table=table)
    values = {"ignored": [asdict(one) for one in todo.ignored]}
    return project.put_record("settings", f"topology/{table}", values if todo.ignored else None, label)


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
    from dataclasses import replace

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

    return Index(np.asarray(frame.index, dtype=np.int64), _flat(frame), crs=crs, settings=settings, parent=area)


def _flat(frame: gpd.GeoDataFrame) -> npt.NDArray[Any]:
    """Geometries without heights; None where there are no usable coordinates."""
    import numpy as np
    import shapely

    from layers.geometry.mending import FARTHEST

    shapes = np.array(shapely.force_2d(frame.geometry.to_numpy()), dtype=object)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    shapes[np.unique(owner[~(np.abs(xy) < FARTHEST).all(axis=1)])] = None
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _area(named: str, crs: pyproj.CRS | None) -> Any:
    """The union of the polygons of a layer, in ``crs``."""
    import shapely

    from layers.geometry.crs import same_crs, transformed
    from layers.geometry.mending import mended

    frame, own, _, file = _read(named)
    shapes = mended(_flat(frame), shapely.is_missing(frame.geometry.to_numpy())).geometries
    shapes = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(shapes):
        message = Text("{file} 里没有面，不能作为规划范围。", "{file} has no polygons to be the planning area.")
        raise AppError("topology.parent", message.format(file=file))
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
