"""Small changes of one geometry: a vertex taken out, put in, or moved. All others stay identical to the bit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
PathChange = Callable[[Floats, bool], Floats | None]
"""From the vertices (n, 2) of a path, and whether it is a ring (closed), to the new ones; None where none is left."""


def on_paths(shape: Any, change: PathChange) -> Any:
    """A line or polygon with every path changed; None when nothing of it is left."""
    kind = shapely.get_type_id(shape)
    if kind in (shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.MULTILINESTRING):
        parts = [part for part in (on_paths(one, change) for one in shapely.get_parts(shape)) if part is not None]
        join = shapely.multipolygons if kind == shapely.GeometryType.MULTIPOLYGON else shapely.multilinestrings
        return join(parts) if parts else None
    if kind == shapely.GeometryType.POLYGON:
        rings = [change(shapely.get_coordinates(ring), True) for ring in shapely.get_rings(shape)]
        if rings[0] is None:
            return None
        return shapely.Polygon(rings[0], [ring for ring in rings[1:] if ring is not None])
    if kind == shapely.GeometryType.LINESTRING:
        line = change(shapely.get_coordinates(shape), False)
        return None if line is None else shapely.LineString(line)
    return shape


def without_vertices(shape: Any, places: Floats) -> Any:
    """Without the vertices at exactly these places (k, 2), and without repeated ones that this leaves."""
    gone = {tuple(place) for place in places.tolist()}

    def change(xy: Floats, ring: bool) -> Floats | None:
        keep = np.array([tuple(one) not in gone for one in xy.tolist()])
        if keep.all():
            return xy
        return _closed(xy[keep], ring)

    return on_paths(shape, change)


def without_repeated(shape: Any, distance: float) -> Any:
    """Without vertices that follow another nearer than ``distance``; ends and the start of a ring stay."""

    def change(xy: Floats, ring: bool) -> Floats | None:
        kept = [0]
        for number in range(1, len(xy)):
            if np.hypot(*(xy[number] - xy[kept[-1]])) > distance:
                kept.append(number)
        if kept[-1] != len(xy) - 1:
            kept[-1:] = [len(xy) - 1] if len(kept) > 1 else [kept[-1], len(xy) - 1]
        return _closed(xy[kept], ring)

    return on_paths(shape, change)


def with_vertices(shape: Any, places: Floats, reach: float, apart: float = 0.0) -> Any:
    """With a vertex at each place (k, 2) that lies within ``reach`` of an edge and has none yet within ``apart``."""

    def change(xy: Floats, ring: bool) -> Floats | None:
        new = np.array([one for one in places if (np.hypot(*(xy - one).T) > apart).all()]).reshape(-1, 2)
        edge, share = _onto(xy, new, reach)
        order = np.lexsort((share, edge))
        order = order[edge[order] >= 0]
        return np.insert(xy, edge[order] + 1, new[order], axis=0)

    return on_paths(shape, change)


def moved_vertices(shape: Any, moves: dict[tuple[float, float], tuple[float, float]]) -> Any:
    """With vertices at exactly the old places at the new ones."""

    def change(xy: Floats, ring: bool) -> Floats | None:
        new = np.array([moves.get((x, y), (x, y)) for x, y in xy.tolist()])
        return _closed(new[np.concatenate([[True], (new[1:] != new[:-1]).any(axis=1)])], ring)

    return on_paths(shape, change)


def _onto(xy: Floats, places: Floats, reach: float) -> tuple[npt.NDArray[np.int64], Floats]:
    """For each place the nearest edge of the path, or -1 beyond ``reach`` and at its ends; how far along it."""
    start, step = xy[:-1], np.diff(xy, axis=0)
    square = np.maximum((step**2).sum(axis=1), 1e-300)
    edges, shares = np.full(len(places), -1, dtype=np.int64), np.zeros(len(places))
    for number, place in enumerate(places):
        share = np.clip(((place - start) * step).sum(axis=1) / square, 0.0, 1.0)
        apart = np.hypot(*(start + share[:, None] * step - place).T)
        best = int(np.argmin(apart))
        if apart[best] <= reach and 0.0 < share[best] < 1.0:
            edges[number], shares[number] = best, share[best]
    return edges, shares


def _closed(xy: Floats, ring: bool) -> Floats | None:
    """A ring that closes again and has an inside, a line of two places; else None."""
    if ring and len(xy) and (xy[0] != xy[-1]).any():
        xy = np.concatenate([xy, xy[:1]])
    distinct = xy[np.concatenate([[True], (xy[1:] != xy[:-1]).any(axis=1)])] if len(xy) else xy
    return distinct if len(distinct) >= (4 if ring else 2) else None
