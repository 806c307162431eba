"""The narrowest place of a corridor, measured and located.

A width *w* is held where a disc of that diameter can pass. Eroding a polygon by *w*/2 leaves the centres of such
discs: at a neck the rest falls apart, a dead end that is too narrow disappears, and a corner only loses its tip.
Bisection finds the width at which one of the first two happens; the neck itself is then measured exactly as the
distance between its two banks, because buffers approximate arcs and drop shallow bays (GEOS simplifies by 1 % of
the distance).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

BISECTED_TO_M = 0.005
BIT_IN_WIDTHS = 2.0
"""A piece shorter than this many widths is a corner bit or a bulge, not a stretch of corridor [ours]."""
DEAD_END_IN_WIDTHS = 2.0
"""A dead end shorter than this many widths is a stub or a corner (of more than 23° when it is one) [ours]."""
ARC_SEGMENTS = 16
NECK_AGREES = 0.02
"""How far, relative, an exact width may differ from the bisected one before it is taken for another place."""


@dataclass(frozen=True, slots=True)
class Neck:
    """A width in m and the line across the corridor where it was found."""

    width_m: float
    across: BaseGeometry


def narrowest(polygon: BaseGeometry, asked_m: float) -> Neck:
    """The narrowest place of one polygon in plane metres, to 0.01 m.

    ``asked_m`` is the width of interest: necks below it are looked for first.
    """
    vertices = shapely.points(shapely.get_coordinates(polygon))
    low, high = _bracket(polygon, vertices, asked_m)
    while high - low > BISECTED_TO_M:
        middle = (low + high) / 2
        if _passes(polygon, vertices, middle):
            low = middle
        else:
            high = middle
    return _neck_between(polygon, low, high)


def _bracket(polygon: BaseGeometry, vertices: np.ndarray, asked_m: float) -> tuple[float, float]:
    """A width that passes and a larger one that does not."""
    if not _passes(polygon, vertices, asked_m):
        return 0.0, asked_m
    low = asked_m
    while True:
        high = low * 1.25
        if not _passes(polygon, vertices, high):
            return low, high
        low = high


def _passes(polygon: BaseGeometry, vertices: np.ndarray, width_m: float) -> bool:
    """Whether discs of this diameter reach every stretch of the polygon without leaving it."""
    pieces = stretches(eroded(polygon, width_m), width_m)
    if len(pieces) != 1:
        return False
    rest = pieces[0]
    shapely.prepare(rest)
    reach = width_m / 2 + DEAD_END_IN_WIDTHS * width_m
    return bool(shapely.dwithin(rest, vertices, reach).all())


def eroded(polygon: BaseGeometry, width_m: float) -> BaseGeometry:
    """The middles of all discs of a diameter that lie in a polygon."""
    return shapely.buffer(polygon, -width_m / 2, quad_segs=ARC_SEGMENTS)


def stretches(middles: BaseGeometry, width_m: float) -> np.ndarray:
    """Pieces of an erosion that are longer than a corner bit; the largest one always counts."""
    parts = shapely.get_parts(middles)
    parts = parts[~shapely.is_empty(parts)]
    if len(parts) < 2:
        return np.asarray(parts)
    boxes = shapely.bounds(parts)
    longest = np.hypot(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) + width_m
    keep = longest > BIT_IN_WIDTHS * width_m
    keep[np.argmax(shapely.area(parts))] = True
    return np.asarray(parts[keep])


def _neck_between(polygon: BaseGeometry, low: float, high: float) -> Neck:
    """Locate what is lost between two nearly equal widths and measure across it."""
    passing = eroded(polygon, low)
    kept_apart = stretches(eroded(polygon, high), high)
    kept = shapely.union_all(kept_apart) if len(kept_apart) else shapely.Polygon()
    lost = shapely.difference(passing, shapely.buffer(kept, (high - low) + 0.01))
    pieces = shapely.get_parts(lost)
    pieces = pieces[~shapely.is_empty(pieces)]
    if not len(pieces):
        middle = shapely.shortest_line(*kept_apart[:2]) if len(kept_apart) > 1 else passing
        return _across(polygon, shapely.point_on_surface(middle), high)
    bridging = np.array([sum(stretch.distance(piece) < 1.0 for stretch in kept_apart) for piece in pieces])
    length = shapely.length(pieces) + np.where(bridging > 1, 1e12, 0.0)
    return _across(polygon, shapely.point_on_surface(pieces[np.argmax(length)]), high)


def _across(polygon: BaseGeometry, centre: BaseGeometry, width_m: float) -> Neck:
    """The shortest line between the banks beside ``centre``; the bisected width where they cannot be told apart."""
    banks = shapely.boundary(polygon)
    near = shapely.shortest_line(centre, banks)
    towards = np.diff(shapely.get_coordinates(near), axis=0)[0]
    length = np.hypot(*towards)
    if length == 0:
        return Neck(0.0, near)
    towards = towards / length
    for reach in (2.0, 1.0, 0.5, 0.25):
        line = _between_banks(banks, np.array([centre.x, centre.y]), towards, reach=reach * width_m)
        if line is not None and _is_the_neck(line, polygon, width_m):
            return Neck(float(line.length), line)
    origin = np.array([centre.x, centre.y])
    return Neck(width_m, shapely.linestrings([origin - towards * width_m / 2, origin + towards * width_m / 2]))


def _is_the_neck(line: BaseGeometry, polygon: BaseGeometry, width_m: float) -> bool:
    """Whether an exact line is as long as the bisected width and runs inside the polygon."""
    agrees = abs(line.length - width_m) <= NECK_AGREES * width_m + 2 * BISECTED_TO_M
    return agrees and bool(polygon.covers(shapely.affinity.scale(line, 0.999, 0.999)))


def _between_banks(
    banks: BaseGeometry, centre: np.ndarray, towards: np.ndarray, *, reach: float
) -> BaseGeometry | None:
    """Shortest line between the banks on both sides of the axis through ``centre``, within ``reach`` along it."""
    along = np.array([-towards[1], towards[0]])
    start, end = centre - along * reach, centre + along * reach
    wide = towards * max(reach, 1.0) * 2
    sides = [
        shapely.intersection(banks, shapely.Polygon([start, end, end + way, start + way])) for way in (wide, -wide)
    ]
    if any(side.is_empty for side in sides):
        return None
    return shapely.shortest_line(*sides)
