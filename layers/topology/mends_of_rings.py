"""Mends of rings and their vertices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from core.messages import Text
from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.mending import moved_vertices, with_vertices, without_repeated, without_vertices
from layers.topology.mends import Maker, Mend
from layers.topology.vertices import paths_of, sharp_corners

MAKE_VALID = Text("修复为有效的面（洞仍是洞）", "Make it valid (holes stay holes)")
MAKE_VALID_LINES = Text("按边线修复（交替为内外）", "Make it valid by its lines (inside and outside in turn)")
DROP_REPEATED = Text("去掉重复的顶点", "Remove the repeated vertex")
MOVE_VERTEX = Text("并为一个顶点（取{which}）", "Make them one vertex (the {which})")
FIRST, SECOND = Text("前一个", "first"), Text("后一个", "second")
DROP = Text("删去要素 {fid}", "Remove feature {fid}")
DROP_SPIKE = Text("去掉尖刺", "Remove the spike")
INSERT = Text("在 {fid} 的边上插入该顶点", "Insert the vertex into the edge of {fid}")


def _invalid(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    shape = index.shape(fid)
    if shapely.is_valid(shape):
        # It touches itself only nearly: with the vertex in its other edge it does, and can be taken apart.
        reach = index.scale.units(index.settings.tolerance_m)
        shape = with_vertices(shape, shapely.get_coordinates(one.place), reach)
    yield from _made_valid(fid, shape)
    if shapely.area(shapely.make_valid(shape)) == 0:
        yield Mend("drop", DROP.format(fid=fid), removed=(fid,))


def _made_valid(fid: int, shape: Any) -> Iterator[Mend]:
    for name, label, method in (
        ("make_valid", MAKE_VALID, "structure"),
        ("make_valid_lines", MAKE_VALID_LINES, "linework"),
    ):
        options = {"keep_collapsed": False} if method == "structure" else {}
        parts = shapely.get_parts(shapely.make_valid(shape, method=method, **options))
        parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        if len(parts):
            yield Mend(name, label, {fid: parts[0] if len(parts) == 1 else shapely.multipolygons(parts)})


def _duplicate_vertex(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    distance = index.scale.units(index.settings.same_vertex_m)
    mended = without_repeated(index.shape(fid), 0.0)
    if mended is not None and not shapely.equals_identical(mended, index.shape(fid)):
        yield Mend("drop_repeated", DROP_REPEATED, {fid: mended})
    yield from _near_vertex(index, one)
    mended = without_repeated(index.shape(fid), distance)
    if mended is not None:
        yield Mend("drop_repeated", DROP_REPEATED, {fid: mended})


def _near_vertex(index: Index, one: Finding) -> Iterator[Mend]:
    """Both vertices become one in every feature that has them: nothing is torn where features meet there."""
    xy = shapely.get_coordinates(one.place)
    if len(xy) < 2:
        return
    first, second = tuple(xy[0].tolist()), tuple(xy[1].tolist())
    for old, new, which in ((second, first, FIRST), (first, second, SECOND)):
        updated = _in_all(index, one.place, lambda shape, old=old, new=new: moved_vertices(shape, {old: new}))
        if updated:
            name = "keep_first" if new == first else "keep_second"
            yield Mend(name, MOVE_VERTEX.format(which=which), updated)


def _spike(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    shape = index.shape(fid)
    paths = paths_of(np.array([shape], dtype=object), np.zeros(1, dtype=np.int64))
    reach = index.scale.units(index.settings.tolerance_m)
    for before, tip, after, _ in zip(*sharp_corners(paths, index), strict=True):
        if shapely.distance(one.place, shapely.Point(paths.xy[tip])) > reach:
            continue
        for gone in ((tip,), (tip, after), (before, tip)):
            places = paths.xy[list(gone)]
            mended = without_vertices(shape, places)
            if mended is not None:
                yield Mend("drop_spike", DROP_SPIKE, {fid: mended})
            updated = _in_all(index, one.place, lambda other, places=places: without_vertices(other, places))
            if len(updated) > 1:
                yield Mend("drop_spike", DROP_SPIKE, updated)


def _unshared(index: Index, one: Finding) -> Iterator[Mend]:
    fid = one.fids[0]
    reach = 2 * index.scale.units(index.settings.tolerance_m)
    shape = with_vertices(index.shape(fid), shapely.get_coordinates(one.place), reach)
    yield Mend("insert", INSERT.format(fid=fid), {fid: shape})


def _in_all(index: Index, place: Any, change: Any) -> dict[int, Any]:
    """A change of every feature that it changes around a place; none at all where it would leave nothing of one."""
    found: dict[int, Any] = {}
    for row in index.around(np.array([place.bounds])).tolist():
        shape = change(index.shapes[row])
        if shape is None:
            return {}
        if not shapely.equals_identical(shape, index.shapes[row]):
            found[index.fid(row)] = shape
    return found


MAKERS: dict[str, Maker] = {
    "invalid": _invalid,
    "self_touch": _invalid,
    "duplicate_vertex": _duplicate_vertex,
    "near_vertex": _near_vertex,
    "spike": _spike,
    "unshared_vertex": _unshared,
}
