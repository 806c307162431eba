"""What topology lists are made from: geometries as a file has them, planning areas, what is ignored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from layers.store.loading import TOPOLOGY
from services.topology import Asked, asked_in, ignored_in, union_in, without_heights

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyproj

    from layers.layer import Layer
    from layers.plan import Plan
    from layers.topology.index import Index
    from layers.topology.listing import Ignored


def raw_shapes(layer: Layer) -> npt.NDArray[Any]:
    """The geometries of a layer (n) as its file has them: broken rings too, which the layer itself has mended."""
    if not any(notice.code == "geometry.repaired" for notice in layer.notices):
        return without_heights(layer.frame.geometry.to_numpy())
    from layers.formats import vector
    from layers.store.loading import read_table
    from layers.store.opening import is_project

    if is_project(layer.path):
        loaded = read_table(layer.path, layer.name)
    else:
        table = layer.name if layer.path.suffix.casefold() == ".gpkg" else None
        loaded = vector.load(layer.path, table=table, encoding=layer.encoding)
    return without_heights(_as_read(loaded).reindex(layer.fids).to_numpy())


def rows_now(layer: Layer, fids: frozenset[int], project: Path | None) -> dict[int, Any]:
    """Some rows as the project has them now; None for those that are gone."""
    if project is None or not fids:
        return {}
    from layers.store.loading import read_table

    try:
        shapes = _as_read(read_table(project, layer.name, sorted(fids)))
    except AppError as problem:
        if problem.code != "project.no_layer":
            raise
        return {}  # the layer has gone since: the next step will say so
    there = dict(zip(shapes.index.tolist(), without_heights(shapes.to_numpy()), strict=True))
    return {fid: there.get(fid) for fid in fids}


def _as_read(loaded: Any) -> Any:
    import geopandas as gpd

    frame = loaded.table
    if loaded.as_read is not None and len(loaded.as_read) == len(frame):
        return gpd.GeoSeries(list(loaded.as_read), index=frame.index)
    return frame.geometry


def index_of(layer: Layer, shapes: npt.NDArray[Any], area: Any, asked: Asked) -> Index:
    from layers.topology.index import Index

    return Index(layer.fids, shapes, crs=layer.crs, settings=asked.settings(), parent=area)


def area_of(layer: Layer, crs: pyproj.CRS | None) -> Any:
    return union_in(layer.frame, layer.crs, crs, layer.name)


def still_ignored(plan: Plan) -> list[tuple[Layer, Ignored]]:
    """What the planners of a project have left, as long as the geometries are those that they looked at."""
    found = []
    for layer in plan.layers:
        kept = ignored_in(plan.topology.get(layer.name))
        if kept:
            from layers.topology.listing import digest_of, fids_of

            shapes = dict(zip(layer.fids.tolist(), raw_shapes(layer), strict=True))
            found += [
                (layer, one) for one in kept if digest_of([shapes.get(fid) for fid in fids_of(one.key)]) == one.digest
            ]
    return found


def asked_of(project: Path | None) -> dict[str, Asked]:
    """What was asked of each layer last, by what a project keeps."""
    if project is None:
        return {}
    from layers.store.loading import kept_topology, read_records

    return {name: asked_in(one) for name, one in kept_topology(read_records(project, "settings")).items()}


def ignored_of(project: Path | None, table: str) -> tuple[Ignored, ...]:
    if project is None:
        return ()
    from layers.store.loading import read_records

    return ignored_in(read_records(project, "settings").get(TOPOLOGY + table))
