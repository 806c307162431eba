"""Whether areas tile the ground: which of them overlap one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from checks.deciding import ROUNDING_M2
from checks.measuring import Geometries, polygonal


@dataclass(frozen=True, eq=False)
class Overlapping:
    """Areas ``first[i]`` < ``second[i]`` share ``shared[i]``, largest first."""

    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    shared: Geometries


def overlapping_among(shapes: Geometries) -> Overlapping:
    """Every two of some valid polygons that share more than rounding."""
    suspects = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(shapes)))
    # An area that holds another one whole has no wrong edge of its own, so suspects are paired with everything.
    found, other = shapely.STRtree(shapes).query(shapes[suspects], predicate="intersects")
    pairs = np.unique(np.sort(np.column_stack([suspects[found], other]), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    pairs = pairs[shapely.relate_pattern(shapes[pairs[:, 0]], shapes[pairs[:, 1]], "T********")]
    shared = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    area = shapely.area(shared)
    order = np.argsort(-area, kind="stable")
    order = order[area[order] >= ROUNDING_M2]
    pieces = np.array([polygonal(one) for one in shared[order]], dtype=object)
    return Overlapping(pairs[order, 0], pairs[order, 1], pieces)
