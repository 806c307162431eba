"""Loose rings to polygons: what lies in what decides which ring is a hole, never its number or direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.errors import AppError
from core.messages import Text

MAX_PAIRS = 1_000_000
"""Of rings within rings; only rubbish has that many, and it must not take all memory."""
_AT_ONCE = 50

Ring = npt.NDArray[np.float64]


def polygon_of_rings(rings: Sequence[Ring]) -> tuple[Any, int]:
    """One polygon or multi-polygon from rings of any direction, closed or not; and how many rings came twice.

    A ring inside an odd number of others is a hole of the smallest of them; inside an even number it is a part.
    None where no ring has three different corners. ``rings`` are (n, 2) in any plane.
    """
    usable = [ring for ring in rings if _is_surface(ring)]
    if not usable:
        return None, 0
    polygons = shapely.polygons([shapely.linearrings(ring) for ring in usable])
    if len(polygons) == 1:
        return polygons[0], 0
    kept = _without_twins(polygons)
    polygons = polygons[kept]
    order = np.argsort(-shapely.area(polygons), kind="stable")
    parts = _nested(polygons, order)
    joined = parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
    return joined, len(usable) - len(kept)


def _is_surface(ring: Ring) -> bool:
    """Whether a ring has three different corners; the first few tell as a rule."""
    return len(set(map(tuple, ring[:6].tolist()))) >= 3 or len(np.unique(ring, axis=0)) >= 3


def _nested(polygons: npt.NDArray[Any], by_size: npt.NDArray[np.int64]) -> list[Any]:
    """Shells in the order of the file, each with its holes."""
    rank = np.empty(len(polygons), dtype=np.int64)
    rank[by_size] = np.arange(len(polygons))
    inner, outer = _pairs(polygons)
    larger = rank[outer] < rank[inner]
    inner, outer = inner[larger], outer[larger]
    depth = np.bincount(inner, minlength=len(polygons))
    parent_rank = np.full(len(polygons), -1)
    np.maximum.at(parent_rank, inner, rank[outer])
    parent = by_size[parent_rank]
    holes: dict[int, list[Any]] = {}
    is_hole = (depth % 2 == 1) & (depth[parent] % 2 == 0)  # rings that cross nest in no order: those stay parts
    for child in np.flatnonzero(is_hole).tolist():
        holes.setdefault(int(parent[child]), []).append(shapely.get_exterior_ring(polygons[child]))
    shells = np.flatnonzero(~is_hole).tolist()
    return [shapely.polygons(shapely.get_exterior_ring(polygons[one]), holes.get(one)) for one in shells]


def _pairs(polygons: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(inner, outer) pairs: a point inside the one lies in the other, and so does its box."""
    valid = shapely.is_valid(polygons)
    sound = polygons if valid.all() else np.where(valid, polygons, shapely.make_valid(polygons))
    inside = shapely.point_on_surface(sound)
    tree = shapely.STRtree(sound)
    found = []
    for start in range(0, len(inside), _AT_ONCE):
        pairs = tree.query(inside[start : start + _AT_ONCE], predicate="within")
        found.append(pairs + np.array([[start], [0]]))
        if sum(one.shape[1] for one in found) > MAX_PAIRS:
            message = Text("一个图形的圈层层嵌套，太多了。", "The rings of a shape lie in one another too many times.")
            raise AppError("geometry.nested", message, Text("请拆分该图形。", "Split that shape."))
    inner, outer = np.concatenate(found, axis=1)
    boxes = shapely.bounds(polygons)
    fits = (boxes[inner, :2] >= boxes[outer, :2]).all(axis=1) & (boxes[inner, 2:] <= boxes[outer, 2:]).all(axis=1)
    apart = (inner != outer) & fits
    return inner[apart], outer[apart]


def _without_twins(polygons: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Row numbers without rings that repeat an earlier one: such a pair would cancel out to nothing."""
    shapes = shapely.to_wkb(shapely.normalize(polygons))
    first: dict[bytes, int] = {}
    for row, shape in enumerate(shapes):
        first.setdefault(shape, row)
    return np.array(sorted(first.values()), dtype=np.int64)


def rings_of(geometry: Any) -> list[Ring]:
    """Closed rings of a polygon or multi-polygon, each shell followed by its holes, shells clockwise, holes not.

    Every ring starts at the corner next to the north-west corner of its box (勘测定界 practice).
    """
    rings = []
    for polygon in shapely.get_parts(geometry):
        rings.append(_from_north_west(shapely.get_coordinates(polygon.exterior), clockwise=True))
        for hole in polygon.interiors:
            rings.append(_from_north_west(shapely.get_coordinates(hole), clockwise=False))
    return rings


def _from_north_west(ring: Ring, *, clockwise: bool) -> Ring:
    corners = ring[:-1]
    if shapely.is_ccw(shapely.linearrings(ring)) == clockwise:
        corners = corners[::-1]
    west, north = corners[:, 0].min(), corners[:, 1].max()
    distance = np.hypot(corners[:, 0] - west, corners[:, 1] - north)
    start = int(np.lexsort((-corners[:, 1], np.round(distance, 6)))[0])
    turned = np.roll(corners, -start, axis=0)
    return np.vstack([turned, turned[:1]])
