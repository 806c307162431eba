"""The edges of geometries, each once whichever way it runs."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely

from layers.editing.edit import Floats, Objects, Shape


def edges_of(shapes: Iterable[Shape]) -> Floats:
    """All edges (n, 2, 2) of geometries, each once, from its smaller end to its larger."""
    listed: Objects = np.array([*shapes, None], dtype=object)[:-1]
    parts = shapely.get_parts(listed)
    areal = shapely.get_dimensions(parts) == 2
    lines = np.concatenate([shapely.get_rings(parts[areal]), parts[~areal]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    xy = xy + 0.0
    real = (line[1:] == line[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
    first, last = xy[:-1][real], xy[1:][real]
    turned = (first[:, 0] > last[:, 0]) | ((first[:, 0] == last[:, 0]) & (first[:, 1] > last[:, 1]))
    edges = np.where(turned[:, None, None], np.stack([last, first], 1), np.stack([first, last], 1))
    return np.unique(edges.reshape(-1, 4), axis=0).reshape(-1, 2, 2)
