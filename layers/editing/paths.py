"""Geometries as lists of paths (rings, lines) and back, in one order: every part, its outer ring first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import shapely

from layers.editing.edit import Floats, Objects, Place, Shape

Path = Floats
"""Places (n, 2); of a ring the last is the first again."""
PathChange = Callable[[Path], Path | None]


def paths_of(shape: Shape) -> list[Path]:
    """The rings or lines of a geometry; a point is a path of one place."""
    found: list[Path] = []
    for part in shapely.get_parts(shape):
        lines = shapely.get_rings(part) if shapely.get_dimensions(part) == 2 else [part]
        found.extend(shapely.get_coordinates(line) for line in lines)
    return found


def rebuilt(shape: Shape, paths: Iterable[Path | None]) -> Shape:
    """A geometry of the same make from new paths, as ``paths_of`` gives them.

    What has become None or has no length or area goes: a hole, a part with its holes; None when nothing is left.
    """
    given = iter(paths)
    parts = []
    for part in shapely.get_parts(shape):
        if shapely.get_dimensions(part) == 2:
            outer, *holes = [_ring(next(given)) for _ in range(1 + shapely.get_num_interior_rings(part))]
            if outer is not None:
                parts.append(polygon(outer, [hole for hole in holes if hole is not None]))
        else:
            path = _shortened(next(given))
            if path is not None and (len(path) > 1 or shapely.get_dimensions(part) == 0):
                parts.append(shapely.points(path[0]) if len(path) == 1 else shapely.linestrings(path))
    return together(parts)


def polygon(outer: Shape, holes: list[Shape]) -> Shape:
    """A polygon of rings."""
    return shapely.polygons(outer, holes) if holes else shapely.polygons(outer)


def together(parts: Iterable[Shape]) -> Shape:
    """Parts of one kind as one geometry: single where there is one, None where there is none."""
    listed = [one for one in parts if one is not None and not one.is_empty]
    if len(listed) < 2:
        return listed[0] if listed else None
    kinds: dict[int, Any] = {0: shapely.multipoints, 1: shapely.multilinestrings, 2: shapely.multipolygons}
    return kinds[int(shapely.get_dimensions(listed[0]))](listed)


def remade(shape: Shape, change: PathChange) -> Shape:
    """A geometry with every path changed; None when nothing is left."""
    return rebuilt(shape, [change(path) for path in paths_of(shape)])


def replaced(shapes: Mapping[int, Shape], moves: Mapping[Place, Place]) -> dict[int, Shape]:
    """The geometries that have one of the places of ``moves`` as a vertex, with it moved."""
    if not shapes:
        return {}
    listed: Objects = np.array([*shapes.values(), None], dtype=object)[:-1]
    xy, owner = shapely.get_coordinates(listed, return_index=True)
    hit = np.zeros(len(xy), dtype=np.bool_)
    after = xy.copy()
    if len(moves) <= 8:
        for (x, y), there in moves.items():
            here = (xy[:, 0] == x) & (xy[:, 1] == y)
            after[here] = there
            hit |= here
    else:
        for row, place in enumerate(map(tuple, xy.tolist())):
            if place in moves:
                after[row] = moves[place]
                hit[row] = True
    found: dict[int, Shape] = {}
    fids = list(shapes)
    for number in np.unique(owner[hit]).tolist():
        own = after[owner == number]
        moved = shapely.set_coordinates(listed[number : number + 1].copy(), own)[0]
        found[fids[number]] = remade(moved, lambda path: path)
    return found


def key(x: float, y: float) -> Place:
    """A place as two plain numbers, to be found by its bits."""
    return float(x) + 0.0, float(y) + 0.0


def places_of(path: Path) -> list[Place]:
    """The vertices of a path as keys; minus zero is zero."""
    return [(x, y) for x, y in (path + 0.0).tolist()]


def is_ring(path: Path) -> bool:
    """Whether a path ends where it begins."""
    return len(path) > 3 and bool((path[0] == path[-1]).all())


def _shortened(path: Path | None) -> Path | None:
    """Without places that repeat the one before."""
    if path is None or len(path) == 0:
        return None
    same = np.concatenate([[False], (path[1:] == path[:-1]).all(axis=1)])
    return np.asarray(path[~same])


def _ring(path: Path | None) -> Shape:
    path = _shortened(path)
    return None if path is None or len(path) < 4 else shapely.linearrings(path)
