"""What a merge would do to a coverage: overlaps, gaps and unshared vertices that were not there before.

Two planners who each moved their side of a border both left a sound coverage behind; what is taken of both may not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.editing.edit import Shape, Shapes, Surroundings, box_of, nearness
from layers.topology.index import Index
from layers.topology.listing import LIVE, TopologyList

if TYPE_CHECKING:
    import pyproj

    from layers.topology.finding import Finding

OVERLAPS = ("overlap", "contained", "duplicate")
KINDS = (*OVERLAPS, "gap", "unshared_vertex")
NO_COVERAGE = 0.1
"""Where more than this share of the features about overlaps already, polygons are not meant to lie side by side."""
LEAST_GAP_M2 = 1e-3


def faults(near: Surroundings, after: Shapes, crs: pyproj.CRS | None, *, coverage: bool = False) -> tuple[Finding, ...]:
    """New defects when features get the geometries ``after`` by fid (None: gone); ``near`` is what is there now.

    ``coverage``: its polygons are meant to lie side by side; else that is told by those that do now.
    """
    before = {fid: near.shape(fid) for fid in after}
    touched = [shape for shape in (*before.values(), *after.values()) if shape is not None and not shape.is_empty]
    around: dict[int, Shape] = {}
    for shape in touched:
        around.update(near.around(box_of([shape], nearness(shape))))
    areal = {fid: shape for fid, shape in around.items() if shape is not None and shapely.get_dimensions(shape) == 2}
    changes = {fid: shape for fid, shape in after.items() if shape is None or shapely.get_dimensions(shape) == 2}
    if not areal or not changes:
        return ()
    listed = np.array([*areal.values(), None], dtype=object)[:-1]
    todo = TopologyList(Index(np.array(list(areal), dtype=np.int64), listed, crs=crs), only=KINDS)
    if not coverage and sum(entry.finding.kind in OVERLAPS for entry in todo) > NO_COVERAGE * len(areal):
        return ()
    found = [entry.finding for entry in todo.edit(changes) if entry.state in LIVE]
    return tuple(one for one in found if one.kind != "gap" or _is_open(near, changes, one))


def _is_open(near: Surroundings, after: Shapes, gap: Finding) -> bool:
    """Whether nobody has the land of a gap: only the features around the changes were looked at."""
    others = [shape for fid, shape in near.around(box_of([gap.place])).items() if fid not in after]
    left = shapely.difference(gap.place, shapely.union_all(np.array([*others, None], dtype=object)[:-1]))
    return bool(shapely.area(left) > min(LEAST_GAP_M2, 0.5 * shapely.area(gap.place)))
