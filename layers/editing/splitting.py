"""Features cut into several: by a line, by parts, by shares of their area, to an exact area.

The largest piece keeps the fid; the others are new features with the same attributes. Where a cut ends on a shared
border the neighbour gets the vertex too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from core.messages import Text
from layers.editing.checking import verified
from layers.editing.edit import (
    Added,
    Edit,
    Floats,
    Objects,
    Refusal,
    Shape,
    Surroundings,
    polygons,
    present,
    touching,
)
from layers.editing.faces import assembled, faces_of, joined
from layers.editing.noding import Noded, noded
from layers.editing.paths import Path, paths_of, places_of
from layers.geometry.area import ellipsoidal_area, planar_area

if TYPE_CHECKING:
    import pyproj

Measure = Callable[[Objects], Floats]
"""Areas in m² of geometries in the layer's CRS."""
EXACT_M2 = 0.01
"""How far a cut may be from the area asked for."""

_NOT_SPLIT = Text(
    "这条线没有把选中的要素分开：它要从边界到边界穿过要素。",
    "The line does not divide the chosen features: it must cross from border to border.",
)
_TOO_LARGE = Text("要切出的面积必须大于 0 且小于 {area} 平方米。", "The area to cut must be between 0 and {area} m².")
_NOT_EXACT = Text("无法在 0.01 平方米以内切出这个面积。", "This area cannot be cut within 0.01 m² here.")


def measure_of(definition: str, crs: pyproj.CRS | None) -> Measure:
    """The one measuring function of an area definition, for geometries in ``crs``."""
    if definition == "planar" or crs is None:
        return planar_area
    return partial(ellipsoidal_area, crs=crs)


def split_by_line(near: Surroundings, fids: Sequence[int], line: Path, *, coverage: bool = True) -> Edit:
    """Cut polygons or lines along a line (n, 2). Refusal ``edit.not_split`` when it divides none of them."""
    before = present(near, fids)
    if all(shapely.get_dimensions(shape) == 1 for shape in before.values()):
        return _lines_split(before, line)
    net = _net(near, polygons(near, fids), [line], coverage=coverage)
    faces: dict[int, list[Shape]] = {}
    added: list[Added] = []
    for fid in before:
        kept, others = _kept_and_others(net.shapes[fid], faces_of(net.shapes[fid], net.segments()))
        if others:
            faces[fid] = kept
            added += [Added(other, like=fid) for other in others]
    if not added:
        raise Refusal("edit.not_split", _NOT_SPLIT, fids=before, place=shapely.linestrings(line))
    return verified(near, assembled(net, faces, added), coverage=coverage, same_area=True)


def explode(near: Surroundings, fids: Sequence[int]) -> Edit:
    """Every part of a multi-part feature its own feature; the largest keeps the fid."""
    before = present(near, fids)
    multi = {fid: list(shapely.get_parts(shape)) for fid, shape in before.items() if len(shapely.get_parts(shape)) > 1}
    if not multi:
        message = Text("选中的要素都只有一个部分。", "The chosen features all have a single part.")
        raise Refusal("edit.single", message, fids=before)
    changed: dict[int, Shape] = {}
    added: list[Added] = []
    for fid, parts in multi.items():
        sizes = [shapely.area(part) or shapely.length(part) for part in parts]
        changed[fid] = parts.pop(int(np.argmax(sizes)))
        added += [Added(part, like=fid) for part in parts]
    return Edit({fid: before[fid] for fid in multi}, changed, tuple(added))


def split_by_shares(
    near: Surroundings,
    fid: int,
    shares: Sequence[float],
    *,
    bearing: float,
    measure: Measure,
    coverage: bool = True,
) -> Edit:
    """Cut a polygon by parallel lines into areas in the proportion of ``shares``; equal ones for equal areas.

    The lines run along ``bearing`` (degrees from north, clockwise); the first piece is the leftmost of that direction.
    """
    shape = polygons(near, [fid])[fid]
    if len(shares) < 2 or min(shares) <= 0 or len(shares) > 1000:
        message = Text("请给出 2 到 1000 个大于 0 的份额。", "Give 2 to 1000 shares greater than 0.")
        raise Refusal("edit.shares", message)
    total = float(measure(_one(shape))[0])
    targets = np.cumsum(shares)[:-1] / np.sum(shares) * total
    return _cut(near, fid, [float(one) for one in targets], bearing=bearing, measure=measure, coverage=coverage)


def cut_to_area(
    near: Surroundings,
    fid: int,
    area_m2: float,
    *,
    bearing: float,
    measure: Measure,
    side: str = "left",
    coverage: bool = True,
) -> Edit:
    """Cut exactly ``area_m2`` off a polygon by a line along ``bearing``, on the ``side`` of it ("left" or "right").

    The new feature is the piece of that area; the rest keeps the fid. Within 0.01 m² by the definition of ``measure``;
    Refusal ``edit.area_range``, ``edit.not_exact``.
    """
    total = float(measure(_one(polygons(near, [fid])[fid]))[0])
    if not 0 < area_m2 < total:
        raise Refusal("edit.area_range", _TOO_LARGE.format(area=f"{total:.2f}"), fids=[fid])
    turned = bearing if side == "left" else bearing + 180.0
    edit = _cut(near, fid, [area_m2], bearing=turned, measure=measure, coverage=coverage, first_is_new=True)
    found = float(measure(_one(edit.added[0].geometry))[0])
    if abs(found - area_m2) > EXACT_M2:
        raise Refusal("edit.not_exact", _NOT_EXACT, fids=[fid])
    return edit


def solved(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is 0 between ``low`` (not above 0 there) and ``high``."""
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-12, rtol=8.9e-16, maxiter=200))


def direction(bearing: float) -> tuple[Floats, Floats]:
    """The unit vector of a bearing (degrees from north, clockwise) and the one to its right."""
    angle = np.radians(bearing)
    return np.array([np.sin(angle), np.cos(angle)]), np.array([np.cos(angle), -np.sin(angle)])


def _cut(
    near: Surroundings,
    fid: int,
    targets: Sequence[float],
    *,
    bearing: float,
    measure: Measure,
    coverage: bool,
    first_is_new: bool = False,
) -> Edit:
    """Cut by lines left of which lie the areas ``targets`` (rising)."""
    shape = polygons(near, [fid])[fid]
    along, right = direction(bearing)
    middle = shapely.get_coordinates(shapely.centroid(shape))[0]
    xy = shapely.get_coordinates(shape) - middle
    low, high, reach = (xy @ right).min(), (xy @ right).max(), np.hypot(*xy.T).max() * 1.1
    width = reach * 2.5

    def line(offset: float) -> Path:
        return np.array([middle + right * offset - along * reach, middle + right * offset + along * reach])

    def left_of(offset: float) -> float:
        ends = line(offset)
        half = shapely.polygons([*ends, ends[1] - right * width, ends[0] - right * width])
        return float(measure(_one(shapely.intersection(shape, half)))[0])

    offsets: list[float] = []
    for target in targets:
        start = offsets[-1] if offsets else float(low)
        offsets.append(solved(lambda offset, wanted=target: left_of(offset) - wanted, start, float(high)))  # type: ignore[misc]
    net = _net(near, {fid: shape}, [line(offset) for offset in offsets], coverage=coverage)
    faces = faces_of(net.shapes[fid], net.segments())
    centres = shapely.get_coordinates(shapely.point_on_surface(np.array([*faces, None], dtype=object)[:-1]))
    band = np.searchsorted(offsets, (centres - middle) @ right)
    pieces = [joined([faces[row] for row in np.flatnonzero(band == number)]) for number in range(len(targets) + 1)]
    if any(piece is None for piece in pieces):
        raise Refusal("edit.not_exact", _NOT_EXACT, fids=[fid])
    largest = 1 if first_is_new else int(np.argmax([shapely.area(piece) for piece in pieces]))
    kept = pieces.pop(largest)
    edit = assembled(net, {fid: [kept]}, [Added(piece, like=fid) for piece in pieces])
    return verified(near, edit, coverage=coverage, same_area=True)


def _net(near: Surroundings, before: dict[int, Shape], lines: Sequence[Path], *, coverage: bool) -> Noded:
    """Lines and the features to be cut, with those that share a border with them."""
    drawn = [shapely.linestrings(line) for line in lines]
    shapes = {**touching(near, drawn), **before} if coverage else before
    return noded(shapes, lines, before)


def _kept_and_others(shape: Shape, faces: list[Shape]) -> tuple[list[Shape], list[Shape]]:
    """The faces that stay: the largest of what was cut, and parts that were not cut at all; and the others."""
    parts = shapely.get_parts(shape)
    centres = shapely.point_on_surface(np.array([*faces, None], dtype=object)[:-1])
    part = np.array([int(np.argmax(shapely.contains(parts, centre))) for centre in centres])
    alone = np.bincount(part, minlength=len(parts))[part] == 1
    if alone.all():
        return faces, []
    areas = np.where(alone, -1.0, shapely.area(np.array([*faces, None], dtype=object)[:-1]))
    kept = alone.copy()
    kept[int(np.argmax(areas))] = True
    return (
        [face for face, stays in zip(faces, kept, strict=True) if stays],
        [face for face, stays in zip(faces, kept, strict=True) if not stays],
    )


def _lines_split(before: dict[int, Shape], line: Path) -> Edit:
    net = noded(before, [line], before)
    nodes = {place for path in net.paths for place in places_of(path)}
    changed: dict[int, Shape] = {}
    added: list[Added] = []
    for fid, shape in net.shapes.items():
        pieces = [piece for path in paths_of(shape) for piece in _broken(path, nodes)]
        if len(pieces) == len(shapely.get_parts(shape)):
            continue
        longest = int(np.argmax([shapely.length(piece) for piece in pieces]))
        changed[fid] = pieces.pop(longest)
        added += [Added(piece, like=fid) for piece in pieces]
    if not changed:
        raise Refusal("edit.not_split", _NOT_SPLIT, fids=before, place=shapely.linestrings(line))
    return Edit({fid: before[fid] for fid in changed}, changed, tuple(added))


def _broken(path: Path, nodes: set[tuple[float, float]]) -> list[Shape]:
    """A line cut where it has one of the places."""
    places = places_of(path)
    cuts = [row for row, place in enumerate(places) if place in nodes and 0 < row < len(places) - 1]
    ends = [0, *cuts, len(places) - 1]
    return [shapely.linestrings(path[first : last + 1]) for first, last in pairwise(ends)]


def _one(shape: Shape) -> Objects:
    return np.array([shape, None], dtype=object)[:-1]
