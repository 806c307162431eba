"""Landscape zones, viewpoints and landmarks."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample import towns, water
from data.sample.ground import CRS, elevation, polygons_of, rounded

PEAKS = {"蛮汗山主峰": (579.3, 4481.9, 1980), "蛮汗山北峰": (579.6, 4486.3, 1820), "蛮汗山南峰": (578.9, 4478.9, 1765)}
VIEWS = {
    "丹岱沟金盛路桥": (570.830, 4490.875, 1.7, "蛮汗山北峰"),
    "机场门户": (550.15, 4483.62, 1.7, "蛮汗山主峰"),
    "小浑津水库东岸": (563.45, 4486.55, 1.7, "蛮汗山主峰"),
}


@cache
def _zones() -> tuple[tuple[str, Any], ...]:
    found = []
    for town, name in ((towns.yungu(), "丹岱沟风貌区"), (towns.konggang(), "宝贝河风貌区")):
        inside = shapely.intersection(shapely.buffer(town.riverside, 55.0), town.outline)
        found.append((name, rounded(polygons_of(shapely.buffer(shapely.buffer(inside, -20), 20))[0])))
    reservoir = water.still_waters()["小浑津水库"]
    found.append(("小浑津水库风貌区", rounded(shapely.buffer(shapely.buffer(reservoir, 400.0), -100.0))))
    return tuple(found)


@cache
def low_rise_area() -> Any:
    """Where heights are limited to 24 m."""
    return shapely.union_all([shape for _, shape in _zones()])


def landscape_zones() -> gpd.GeoDataFrame:
    """Layer ``landscape_zone``."""
    rows = [{"name": n, "height_max": 24, "status": "示意", "geometry": shape} for n, shape in _zones()]
    return gpd.GeoDataFrame(rows, crs=CRS)


def viewpoints() -> gpd.GeoDataFrame:
    """Layer ``viewpoint``; ``eye_m`` is the height of the eye above the ground."""
    rows = []
    for name, (x, y, eye, target) in VIEWS.items():
        place = rounded(shapely.points(x * 1000, y * 1000))
        rows.append({"name": name, "eye_m": eye, "target": target, "status": "示意", "geometry": place})
    return gpd.GeoDataFrame(rows, crs=CRS)


def landmarks() -> gpd.GeoDataFrame:
    """Layer ``landmark``: illustrative peaks; ``height_m`` is the height of the top above the ground."""
    rows = []
    for name, (x, y, top) in PEAKS.items():
        place = rounded(shapely.points(x * 1000, y * 1000))
        ground = float(elevation(np.array([[x, y]]) * 1000)[0])
        rows.append({"name": name, "height_m": round(top - ground), "status": "示意", "geometry": place})
    return gpd.GeoDataFrame(rows, crs=CRS)
