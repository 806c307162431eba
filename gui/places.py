"""GeoJSON places as painter paths, to be highlighted on the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath

if TYPE_CHECKING:
    from maps.view import MapView

Bounds = tuple[float, float, float, float]
REACH_PX = 60.0
"""Lines and waves around a place reach this far beyond it."""
FINEST_PX = 0.5


@dataclass(frozen=True, eq=False)
class PlacePath:
    """A place in metres about ``origin`` (y to the north): ``xy`` (n, 2) in parts from ``starts`` (m + 1).

    ``points`` are marks without extent.
    """

    xy: np.ndarray
    starts: np.ndarray
    points: tuple[QPointF, ...]
    origin: tuple[float, float]
    bounds: Bounds


def place_path(place: Mapping[str, Any] | None) -> PlacePath | None:
    """Paths of a GeoJSON geometry of any kind; None for an empty one. Safe in a worker."""
    pieces = list(_pieces(place)) if place is not None else []
    everything = [point for _, points in pieces for point in points]
    if not everything:
        return None
    xs = [point[0] for point in everything]
    ys = [point[1] for point in everything]
    bounds = (min(xs), min(ys), max(xs), max(ys))
    origin = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    parts, marks = [], []
    for closed, points in pieces:
        local = np.array([point[:2] for point in points], dtype=np.float64) - origin
        if len(local) == 1:
            marks.append(QPointF(*local[0].tolist()))
        elif len(local):
            parts.append(np.concatenate([local, local[:1]]) if closed and (local[0] != local[-1]).any() else local)
    starts = np.cumsum([0, *map(len, parts)])
    xy = np.concatenate(parts) if parts else np.zeros((0, 2))
    return PlacePath(xy, starts, tuple(marks), origin, bounds)


def seen_path(place: PlacePath, view: MapView) -> QPainterPath:
    """What of a place can be felt in ``view``, in its pixels, as coarse as nobody sees."""
    from maps.drawing.cutting import thinned, trimmed
    from maps.drawing.paths import painter_path

    pixels = place.xy * (1, -1) / view.metres_per_pixel + view.to_screen(*place.origin)
    if not len(pixels):
        return QPainterPath()
    window = (-REACH_PX, -REACH_PX, view.width + REACH_PX, view.height + REACH_PX)
    path = painter_path(*thinned(*trimmed(pixels, place.starts, window), FINEST_PX))
    path.setFillRule(Qt.FillRule.OddEvenFill)
    return path


def with_context(bounds: Bounds) -> Bounds:
    """A wider box around a place, so that one sees where it lies: small places get much, large ones little."""
    west, south, east, north = bounds
    extent = max(east - west, north - south)
    shown = max(700.0, extent * (4.0 if extent < 2000 else 1.3))
    grow_x = max(0.0, (shown - (east - west)) / 2)
    grow_y = max(0.0, (shown - (north - south)) / 2)
    return west - grow_x, south - grow_y, east + grow_x, north + grow_y


def joined(boxes: Sequence[Bounds]) -> Bounds | None:
    """The box around all boxes."""
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _pieces(place: Mapping[str, Any]) -> Iterator[tuple[bool, Sequence[Sequence[float]]]]:
    """(closed, points) of every ring, line and point."""
    kind = place["type"]
    if kind == "GeometryCollection":
        for member in place["geometries"]:
            yield from _pieces(member)
        return
    coordinates = place["coordinates"]
    if kind == "Point" and coordinates:
        yield False, [coordinates]
    elif kind == "MultiPoint":
        yield from ((False, [point]) for point in coordinates)
    elif kind == "LineString":
        yield False, coordinates
    elif kind == "MultiLineString":
        yield from ((False, line) for line in coordinates)
    elif kind == "Polygon":
        yield from ((True, ring) for ring in coordinates)
    elif kind == "MultiPolygon":
        yield from ((True, ring) for polygon in coordinates for ring in polygon)
