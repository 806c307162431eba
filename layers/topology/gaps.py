"""Gaps: enclosed holes that no feature covers, and what a parent area has left uncovered.

The border of every hole is made of free edges; so these alone are noded and polygonized, and the faces that no feature
covers are the gaps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.edges import Edges, all_edges, rings_of
from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.overlaps import is_thick
from layers.topology.tightening import tightened

Objects = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

PARENT = "parent"


def gaps(index: Index) -> list[Finding]:
    """All gaps of the layer: one per enclosed hole, and with a parent area one per uncovered piece of it."""
    free = tightened(index.free, index.scale.units(index.settings.tolerance_m))
    enclosed = _uncovered(index, _faces(free, []))
    found = _as_findings(index, enclosed, None)
    if index.parent is not None:
        border = [shapely.boundary(index.parent)]
        found += _as_findings(index, _left_of_parent(index, free, border, enclosed), PARENT)
    return found


def gaps_near(index: Index, box: Floats) -> list[Finding] | None:
    """Gaps wholly within ``box`` (4), which must hold every gap known before that it meets.

    None where an edit within the box may have cut open land beyond it off from the outside: then all must be looked
    at. That needs two separate open places along the border of the box; one alone is outside as before.
    """
    frame = shapely.box(*box)
    free = tightened(index.free_in(box), index.scale.units(index.settings.tolerance_m))
    faces = _uncovered(index, shapely.intersection(_faces(free, [frame.exterior]), frame))
    open_ones = _along(faces, frame)
    if int(open_ones.sum()) > 1:
        return None
    enclosed = faces[~open_ones]
    found = _as_findings(index, enclosed, None)
    if index.parent is not None:
        border = [shapely.intersection(shapely.boundary(index.parent), frame), frame.exterior]
        left = shapely.intersection(_left_of_parent(index, free, border, enclosed), frame)
        left = left[is_thick(left, index)]
        if _along(left, frame).any():
            return None
        found += _as_findings(index, left, PARENT)
    return found


def _along(faces: Objects, frame: Any) -> npt.NDArray[np.bool_]:
    """Faces that have a piece of the frame as their border."""
    return np.asarray(shapely.length(shapely.intersection(shapely.boundary(faces), frame.exterior)) > 0)


def _faces(free: Edges, others: list[Any]) -> Objects:
    """The bounded faces of all these lines together, each a polygon."""
    if not len(free) and not others:
        return np.empty(0, dtype=object)
    noded = shapely.union_all(np.concatenate([_chains(free), np.array(others, dtype=object)]))
    return np.asarray(shapely.get_parts(shapely.polygonize([noded])), dtype=object)


def _chains(free: Edges) -> Objects:
    """The edges as lines, those that follow each other in one: noding then has fewer things to look at."""
    if not len(free):
        return np.empty(0, dtype=object)
    follows = np.concatenate([[False], (free.start[1:] == free.end[:-1]).all(axis=1)])
    chain = np.cumsum(~follows) - 1
    first = np.flatnonzero(~follows)
    xy = np.concatenate([free.start[first], free.end])
    owner = np.concatenate([np.arange(len(first)), chain])
    order = np.argsort(owner, kind="stable")
    return np.asarray(shapely.linestrings(xy[order], indices=owner[order]), dtype=object)


def _uncovered(index: Index, faces: Objects) -> Objects:
    """Faces wider than the tolerance that no feature covers."""
    faces = faces[(shapely.get_type_id(faces) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(faces)]
    faces = faces[is_thick(faces, index)]
    if not len(faces):
        return faces
    inside = inner_points(index, faces)
    face, row = index.near(shapely.bounds(inside))
    covers = shapely.intersects(index.usable(row), inside[face])
    covered = np.zeros(len(faces), dtype=np.bool_)
    covered[face[covers]] = True
    return faces[~covered]


def inner_points(index: Index, faces: Objects) -> Objects:
    """A point of each face that is not in a hair of it, where it is more than hairs."""
    points = np.asarray(shapely.point_on_surface(faces), dtype=object)
    reach = index.scale.units(index.settings.tolerance_m)
    edge = np.flatnonzero(shapely.dwithin(points, shapely.boundary(faces), 2 * reach))
    bodies = shapely.buffer(faces[edge], -reach, quad_segs=2)
    filled = ~shapely.is_empty(bodies)
    points[edge[filled]] = shapely.point_on_surface(bodies[filled])
    return points


def _left_of_parent(index: Index, free: Edges, border: list[Any], enclosed: Objects) -> Objects:
    """What the parent area, whose border is given, has uncovered beside the enclosed holes."""
    faces = _uncovered(index, _faces(free, border))
    faces = faces[shapely.intersects(index.parent, inner_points(index, faces))]
    if len(enclosed) and len(faces):
        known = shapely.STRtree(enclosed).query(inner_points(index, faces), predicate="intersects")[0]
        faces = np.delete(faces, np.unique(known))
    return faces


def _as_findings(index: Index, faces: Objects, hint: str | None) -> list[Finding]:
    areas = index.scale.area(faces)
    small = np.flatnonzero(areas <= index.settings.largest_gap_m2)
    around = bordering(index, faces[small])
    return [
        Finding("gap", tuple(sorted(borders)), faces[number], float(areas[number]), hint)
        for number, borders in zip(small.tolist(), around, strict=True)
    ]


def bordering(index: Index, faces: Objects) -> list[dict[int, float]]:
    """The features along the border of each face: length of border by fid, in units of the coordinates."""
    reach = 2 * index.scale.units(index.settings.tolerance_m)
    found: list[dict[int, float]] = [{} for _ in faces]
    edges = all_edges(rings_of(faces))
    middle = (edges.start + edges.end) / 2
    length = np.hypot(*(edges.end - edges.start).T)
    step, row = index.near(np.concatenate([middle - reach, middle + reach], axis=1))
    on = shapely.dwithin(index.usable(row), shapely.points(middle[step]), reach)
    step, row = step[on], row[on]
    for face, one, share in zip(edges.row[step].tolist(), row.tolist(), length[step].tolist(), strict=True):
        fid = index.fid(one)
        found[face][fid] = found[face].get(fid, 0.0) + share
    return found
