"""Where a footprint may lie: the smallest trim, and the nearest place to which it can be moved as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from checks.measuring import polygonal

HAIR_M = 0.002
"""Beyond the edge by this: a coordinate that is stored or transformed moves less."""
CRUMB_M2 = 1.0

Geometries = npt.NDArray[Any]


def trimmed(footprint: BaseGeometry, forbidden: BaseGeometry) -> BaseGeometry:
    """What is left of a footprint outside ``forbidden``, without crumbs."""
    near = shapely.clip_by_rect(forbidden, *_box(footprint, 1.0))
    near = near if shapely.is_valid(near) else forbidden
    rest = polygonal(shapely.difference(footprint, shapely.buffer(near, HAIR_M, join_style="mitre")))
    parts = shapely.get_parts(rest)
    kept = parts[shapely.area(parts) > CRUMB_M2]
    if len(kept) == 0:
        return shapely.Polygon()
    return kept[0] if len(kept) == 1 else shapely.MultiPolygon(list(kept))


def nearest_shift(
    footprint: BaseGeometry, forbidden: Sequence[BaseGeometry], inside: Sequence[BaseGeometry], reach_m: float
) -> tuple[float, float] | None:
    """The shortest (east, north) that takes a footprint out of all ``forbidden`` and into all ``inside``.

    A shift is impossible when the moved footprint meets an obstacle: the obstacle's Minkowski sum with the mirrored
    footprint holds exactly those shifts (Lozano-Pérez 1983). What lies outside an ``inside`` is an obstacle too.
    None where no shift up to ``reach_m`` will do.
    """
    window = shapely.box(*_box(footprint, reach_m))
    obstacles = [polygonal(shapely.intersection(one, window)) for one in forbidden]
    room = shapely.box(*_box(footprint, 2 * reach_m))
    obstacles += [polygonal(shapely.difference(room, one)) for one in inside]
    blocked = shapely.union_all([_blocked_by(one, footprint) for one in obstacles if not one.is_empty])
    origin = shapely.Point(0.0, 0.0)
    grown = shapely.buffer(blocked, HAIR_M, join_style="mitre")
    if not grown.intersects(origin):
        return 0.0, 0.0
    free = shapely.difference(shapely.buffer(origin, reach_m, quad_segs=32), grown)
    if free.is_empty:
        return None
    nearest = shapely.get_coordinates(shapely.shortest_line(origin, free))[-1]
    return float(nearest[0]), float(nearest[1])


def _blocked_by(obstacle: BaseGeometry, footprint: BaseGeometry) -> BaseGeometry:
    """Shifts at which the moved footprint meets the obstacle: sums of the convex pieces of both."""
    first = _triangles(obstacle)
    second = _triangles(footprint) * -1.0
    sums = first[:, None, :, None, :] + second[None, :, None, :, :]
    points = sums.reshape(len(first) * len(second), 9, 2)
    hulls = shapely.convex_hull(shapely.multipoints(points))
    return shapely.union_all(hulls)


def _triangles(polygon: BaseGeometry) -> npt.NDArray[np.float64]:
    """Corners (n, 3, 2) of triangles that together are the polygon."""
    pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(shapely.get_parts(polygon)))
    pieces = pieces[shapely.area(pieces) > 0]
    return np.asarray(shapely.get_coordinates(pieces).reshape(len(pieces), 4, 2)[:, :3], dtype=np.float64)


def _box(footprint: BaseGeometry, margin: float) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.bounds(footprint)
    return west - margin, south - margin, east + margin, north + margin


def is_usable(rest: BaseGeometry, *, least_m2: float, least_width_m: float) -> bool:
    """Whether the largest piece left is large and wide enough: a disc of that diameter fits into it."""
    parts = shapely.get_parts(rest)
    if not len(parts):
        return False
    largest = parts[int(np.argmax(shapely.area(parts)))]
    return bool(largest.area >= least_m2 and not shapely.is_empty(shapely.buffer(largest, -least_width_m / 2)))


def strip_of_area(polygon: BaseGeometry, area_m2: float, towards: tuple[float, float]) -> BaseGeometry:
    """The part of a polygon farthest in a direction that has this plane area, to 0.01 m², by bisection."""
    unit = np.array(towards) / np.hypot(*towards)
    across = np.array([-unit[1], unit[0]])
    coordinates = shapely.get_coordinates(polygon)
    along = coordinates @ unit
    span = float(np.ptp(coordinates @ across)) + float(np.ptp(along)) + 1.0
    middle = coordinates.mean(axis=0)
    low, high = float(along.min()), float(along.max())

    def beyond(level: float) -> BaseGeometry:
        foot = middle + (level - middle @ unit) * unit
        corners = [foot - span * across, foot + span * across, foot + span * across + span * unit]
        half = shapely.Polygon([*corners, foot - span * across + span * unit])
        return polygonal(shapely.intersection(polygon, half))

    for _ in range(80):
        level = (low + high) / 2
        low, high = (level, high) if beyond(level).area > area_m2 else (low, level)
    return beyond(low)
