"""Turns overlapping source shapes into a valid coverage: everything is noded at once on the millimetre grid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from data.sample.ground import GRID_M

Integers = npt.NDArray[np.int64]


def faces_of(shapes: Sequence[Any], frame: Sequence[Any]) -> tuple[npt.NDArray[Any], Integers]:
    """The faces between all borders of ``shapes`` and ``frame``, and for each the row of its owner, -1 for none.

    Where shapes overlap the later one owns the face; the frame owns nothing.
    """
    given = np.array(shapes, dtype=object)
    borders = shapely.boundary(np.array([*shapes, *frame], dtype=object))
    lines = shapely.union_all(borders, grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    faces = faces[np.lexsort(shapely.bounds(faces).T)]
    inside, owner = shapely.STRtree(given).query(shapely.point_on_surface(faces), predicate="within")
    owners = np.full(len(faces), -1, dtype=np.int64)
    np.maximum.at(owners, inside, owner)
    return faces, owners


def neighbours(faces: npt.NDArray[Any], of: Integers) -> tuple[Integers, Integers, npt.NDArray[np.float64]]:
    """Pairs (face of ``of``, other face, length of shared border)."""
    left, right = shapely.STRtree(faces).query(faces[of], predicate="touches")
    first = of[left]
    shared = shapely.length(shapely.intersection(shapely.boundary(faces[first]), shapely.boundary(faces[right])))
    keep = shared > 0
    return first[keep], right[keep], shared[keep]


def absorb(faces: npt.NDArray[Any], owners: Integers, small: npt.NDArray[np.bool_], side: Integers) -> Integers:
    """Owners after each ``small`` or unowned face has gone to the neighbour with which it shares most border.

    Only neighbours with the same ``side`` count.
    """
    owners = owners.copy()
    waiting = (owners < 0) | small
    for _ in range(8):
        ids = np.flatnonzero(waiting)
        if not len(ids):
            break
        first, other, shared = neighbours(faces, ids)
        good = ~waiting[other] & (side[other] == side[first])
        first, other, shared = first[good], other[good], shared[good]
        order = np.lexsort((other, -shared, first))
        chosen, position = np.unique(first[order], return_index=True)
        owners[chosen] = owners[other[order][position]]
        waiting[chosen] = False
    return owners


def dissolved(faces: npt.NDArray[Any], owners: Integers) -> tuple[list[Any], list[int]]:
    """One polygon per connected piece of each owner, owners ascending."""
    shapes: list[Any] = []
    rows: list[int] = []
    order = np.argsort(owners, kind="stable")
    ranked, starts = np.unique(owners[order], return_index=True)
    for owner, members in zip(ranked, np.split(order, starts[1:]), strict=True):
        merged = faces[members[0]] if len(members) == 1 else shapely.coverage_union_all(faces[members])
        parts = shapely.get_parts(merged)
        shapes += list(parts)
        rows += [int(owner)] * len(parts)
    return shapes, rows
