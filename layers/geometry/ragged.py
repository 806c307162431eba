"""Geometry objects to flat coordinate arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Coordinates


def ragged(geometries: npt.NDArray[Any]) -> Coordinates:
    """Flatten points, lines and polygons (single or multi, mixed; null and empty give no part).

    Rings of polygons become parts in order, outer ring first. Z and M are dropped.
    """
    parts, part_feature = shapely.get_parts(geometries, return_index=True)
    there = ~shapely.is_empty(parts)
    parts, part_feature = parts[there], part_feature[there]
    holes = np.zeros(len(parts), dtype=np.bool_)
    polygonal = np.isin(shapely.get_type_id(parts), [shapely.GeometryType.POLYGON])
    if polygonal.any():
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        others = np.flatnonzero(~polygonal)
        pieces = np.concatenate([rings, parts[others]])
        owner = np.concatenate([ring_part, others])
        order = np.argsort(owner, kind="stable")
        owner = owner[order]
        parts, part_feature = pieces[order], part_feature[owner]
        holes = np.concatenate([[False], owner[1:] == owner[:-1]])
    xy = shapely.get_coordinates(parts)
    counts = shapely.get_num_coordinates(parts)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Coordinates(xy=xy, part_starts=starts, part_feature=part_feature.astype(np.int64), part_hole=holes)
