"""What is under the cursor: the nearest vertex, the nearest edge, the feature itself."""

from __future__ import annotations

import numpy as np
import shapely

from layers.editing.edit import Floats, Place, Shape, Shapes, Surroundings
from layers.editing.paths import key

Found = tuple[Place, tuple[int, ...]]
"""A vertex to the bit, and the fids of the features that have it."""


def nearest_vertex(shapes: Shapes, place: Place, reach: float) -> Found | None:
    """The nearest vertex of features within ``reach`` (units of the CRS); None without one."""
    fids, xy, owner = _vertices(shapes)
    if not len(xy):
        return None
    away = np.hypot(*(xy - np.array(place)).T)
    best = int(np.argmin(away))
    if away[best] > reach:
        return None
    same = (xy == xy[best]).all(axis=1)
    return key(*xy[best]), tuple(sorted({int(fids[row]) for row in owner[same]}))


def nearest_edge(shapes: Shapes, place: Place, reach: float) -> tuple[tuple[Place, Place], tuple[int, ...]] | None:
    """The edge of a line or ring that passes nearest, within ``reach``, and the features that have it."""
    fids, xy, owner = _vertices({fid: one for fid, one in shapes.items() if shapely.get_dimensions(one) > 0})
    if len(xy) < 2:
        return None
    rings = _runs(shapes)
    first, step = xy[:-1], np.diff(xy, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-300)
    share = (((np.array(place) - first) * step).sum(axis=1) / length).clip(0, 1)
    away = np.hypot(*(first + share[:, None] * step - np.array(place)).T)
    away[rings[:-1] != rings[1:]] = np.inf
    best = int(np.argmin(away))
    if not away[best] <= reach:
        return None
    edge = key(*xy[best]), key(*xy[best + 1])
    both = {edge, (edge[1], edge[0])}
    same = [
        int(fids[owner[row]])
        for row in np.flatnonzero(away == away[best]).tolist()
        if (key(*xy[row]), key(*xy[row + 1])) in both
    ]
    return edge, tuple(sorted(set(same)))


def feature_at(near: Surroundings, place: Place, reach: float) -> int | None:
    """The smallest polygon that holds a place, or the point or line nearest to it within ``reach``; its fid."""
    x, y = place
    around = {fid: one for fid, one in near.around((x - reach, y - reach, x + reach, y + reach)).items() if one}
    if not around:
        return None
    fids, shapes = list(around), np.array([*around.values(), None], dtype=object)[:-1]
    away = shapely.distance(shapes, shapely.Point(place))
    within = np.flatnonzero(away <= reach)
    if not len(within):
        return None
    flat = shapely.get_dimensions(shapes[within])
    order = sorted(
        range(len(within)), key=lambda row: (flat[row], shapely.area(shapes[within[row]]), away[within[row]])
    )
    return int(fids[int(within[order[0]])])


def _vertices(shapes: Shapes) -> tuple[list[int], Floats, Floats]:
    known: dict[int, Shape] = {fid: shape for fid, shape in shapes.items() if shape is not None}
    xy, owner = shapely.get_coordinates(np.array([*known.values(), None], dtype=object)[:-1], return_index=True)
    return list(known), xy, owner


def _runs(shapes: Shapes) -> Floats:
    """The number of the ring or line of each vertex of ``_vertices``."""
    known = [shape for shape in shapes.values() if shape is not None and shapely.get_dimensions(shape) > 0]
    lines = [line for shape in known for part in shapely.get_parts(shape) for line in _lines(part)]
    return np.repeat(np.arange(len(lines)), shapely.get_num_coordinates(np.array([*lines, None], dtype=object)[:-1]))


def _lines(part: Shape) -> list[Shape]:
    return list(shapely.get_rings(part)) if shapely.get_dimensions(part) == 2 else [part]
