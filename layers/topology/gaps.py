"""Gaps: enclosed holes that no feature covers, and what a parent area has left uncovered.

The border of every hole is made of free edges; so these alone are noded and polygonized, and the faces that no feature
covers are the gaps.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.edges import Edges
from layers.topology.finding import Finding
from layers.topology.index import Index

Objects = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

PARENT = "parent"


def gaps(index: Index) -> list[Finding]:
    """All gaps of the layer: one per enclosed hole, and with a parent area one per uncovered piece of it."""
    enclosed = _uncovered(index, _faces(index.free, []))
    found = _as_findings(index, enclosed, None)
    if index.parent is not None:
        found += _as_findings(index, _left_of_parent(index, enclosed), PARENT)
    return found


def gaps_near(index: Index, box: Floats) -> list[Finding] | None:
    """Gaps wholly within ``box`` (4), which must hold every gap known before that it meets.

    None where an edit within the box may have cut open land beyond it off from the outside: then all must be looked
    at. That needs two separate open places along the border of the box; one alone is outside as before.
    """
    if index.parent is not None:
        return None
    frame = shapely.box(*box)
    faces = _uncovered(index, shapely.intersection(_faces(index.free_in(box), [frame.exterior]), frame))
    rim = shapely.length(shapely.intersection(shapely.boundary(faces), frame.exterior)) > 0
    if int(rim.sum()) > 1:
        return None
    return _as_findings(index, faces[~rim], None)


def _faces(free: Edges, others: list[Any]) -> Objects:
    """The bounded faces of all these lines together, each a polygon."""
    if not len(free):
        return np.empty(0, dtype=object)
    noded = shapely.union_all(np.concatenate([_chains(free), np.array(others, dtype=object)]))
    return np.asarray(shapely.get_parts(shapely.polygonize([noded])), dtype=object)


def _chains(free: Edges) -> Objects:
    """The edges as lines, those that follow each other in one: noding then has fewer things to look at."""
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
    faces = faces[index.scale.width(faces) > index.settings.tolerance_m]
    if not len(faces):
        return faces
    inside = shapely.point_on_surface(faces)
    face, row = index.near(shapely.bounds(inside))
    rows, place = np.unique(row, return_inverse=True)
    covers = shapely.intersects(index.usable(rows)[place], inside[face])
    covered = np.zeros(len(faces), dtype=np.bool_)
    covered[face[covers]] = True
    return faces[~covered]


def _left_of_parent(index: Index, enclosed: Objects) -> Objects:
    """What the parent area has uncovered beside the enclosed holes."""
    parent = index.parent
    border = list(shapely.get_rings(shapely.get_parts(parent)))
    faces = _uncovered(index, _faces(index.free, border)) if len(index.free) else shapely.get_parts(parent)
    inside = shapely.point_on_surface(faces)
    faces = faces[shapely.intersects(parent, inside)]
    if len(enclosed) and len(faces):
        known = shapely.STRtree(enclosed).query(shapely.point_on_surface(faces), predicate="intersects")[0]
        faces = np.delete(faces, np.unique(known))
    return faces


def _as_findings(index: Index, faces: Objects, hint: str | None) -> list[Finding]:
    areas = index.scale.area(faces)
    found = []
    for number in np.flatnonzero(areas <= index.settings.largest_gap_m2):
        fids = tuple(sorted(bordering(index, faces[number])))
        found.append(Finding("gap", fids, faces[number], float(areas[number]), hint))
    return found


def bordering(index: Index, face: Any) -> dict[int, float]:
    """The features along the border of a face: length of border by fid, in units of the coordinates."""
    reach = 2 * index.scale.units(index.settings.tolerance_m)
    xy = [shapely.get_coordinates(ring) for ring in shapely.get_rings(face)]
    middle = np.concatenate([(ring[1:] + ring[:-1]) / 2 for ring in xy])
    length = np.concatenate([np.hypot(*np.diff(ring, axis=0).T) for ring in xy])
    boxes = np.concatenate([middle - reach, middle + reach], axis=1)
    step, row = index.near(boxes)
    rows, place = np.unique(row, return_inverse=True)
    on = shapely.dwithin(index.usable(rows)[place], shapely.points(middle[step]), reach)
    found: dict[int, float] = {}
    for one, share in zip(row[on].tolist(), length[step[on]].tolist(), strict=True):
        found[index.fid(one)] = found.get(index.fid(one), 0.0) + share
    return found
