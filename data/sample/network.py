"""Layer ``road``: centre lines of every street and road, noded into one connected network."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample import regions
from data.sample.countryside import village_roads
from data.sample.fabric import fabric
from data.sample.ground import CRS, GRID_M, rounded

LINK_M = 900.0


def roads() -> gpd.GeoDataFrame:
    """Edges between junctions, with class, width and whether one can walk along them."""
    sources = _sources()
    lines = np.array([centre for _, _, _, centre in sources], dtype=object)
    noded = shapely.union_all(lines, grid_size=GRID_M)
    edges = shapely.get_parts(shapely.line_merge(noded))
    edges = edges[np.lexsort(shapely.bounds(edges).T)]
    edges = edges[_main_component(edges)]
    middles = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    edge, source = shapely.STRtree(lines).query(middles, predicate="dwithin", distance=0.05)
    owner = np.full(len(edges), -1)
    order = np.argsort(-np.array([sources[s][2] for s in source]), kind="stable")[::-1]
    owner[edge[order]] = source[order]
    rows = []
    for index, geometry in zip(owner, edges, strict=True):
        name, rank, width, _ = sources[index]
        known = {"name": name, "class": rank, "width_m": round(width), "walkable": int(rank != "快速路")}
        rows.append(known | {"status": "示意", "geometry": geometry})
    return gpd.GeoDataFrame(rows, crs=CRS)


def _sources() -> list[tuple[str, str, float, Any]]:
    found: list[tuple[str, str, float, Any]] = []
    for plan in fabric().plans.values():
        found += [(street.name, street.rank, street.width, rounded(street.centre)) for street in plan.streets]
    towns = shapely.union_all([centre for _, _, _, centre in found])
    for name, (rank, centre) in regions.regional_roads().items():
        found.append((name, rank, regions.ROAD_WIDTHS[rank], centre))
        for end in (0, -1):
            link = shapely.shortest_line(shapely.get_point(centre, end), towns)
            if 1.0 < link.length < LINK_M and rank != "快速路":
                found.append((name, rank, regions.ROAD_WIDTHS[rank], rounded(link)))
    found += [(name, "乡村路", 6.0, centre) for name, centre in village_roads()]
    return found


def _main_component(edges: Any) -> Any:
    """Which edges hang together with the most others."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(edges, end)) for end in (0, -1)])
    _, nodes = np.unique(ends, axis=0, return_inverse=True)
    first, last = nodes[: len(edges)], nodes[len(edges) :]
    label = np.arange(nodes.max() + 1)
    while True:
        lowest = np.minimum(label[first], label[last])
        changed = label.copy()
        np.minimum.at(changed, first, lowest)
        np.minimum.at(changed, last, lowest)
        changed = changed[changed]
        if np.array_equal(changed, label):
            break
        label = changed
    return label[first] == np.argmax(np.bincount(label[first]))
