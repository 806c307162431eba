"""Layers ``utility_network`` (where rainwater is drained apart) and ``reserve_corridor`` (rail and gallery)."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely

from data.sample import regions
from data.sample.amenities import parcels
from data.sample.fabric import fabric
from data.sample.ground import CRS, polygons_of, rounded
from data.sample.present import landuse_towns
from data.sample.zoning import landuse_current

URBAN = ("0701", "0702", "08", "09", "10", "11", "13")


def utility_network() -> gpd.GeoDataFrame:
    """Rainwater service areas: 30 m around everything urban that is built."""
    built = [shape for frame in (landuse_towns(), landuse_current()) for shape in _urban(frame)]
    served = shapely.buffer(shapely.union_all(built), 30.0, quad_segs=2)
    rows = [
        {"name": f"雨水分区{number:02d}", "class": "雨水", "status": "示意", "geometry": rounded(shape)}
        for number, shape in enumerate(sorted(polygons_of(served), key=lambda one: one.bounds), start=1)
    ]
    return gpd.GeoDataFrame(rows, crs=CRS)


def _urban(frame: gpd.GeoDataFrame) -> list[Any]:
    return list(frame[frame["class_code"].str.startswith(URBAN)].geometry)


def reserve_corridor() -> gpd.GeoDataFrame:
    """A rail reserve 60 m wide between the towns, and a gallery of 12 m under the widest street of each."""
    rows = []
    buildable = parcels()
    plots = shapely.union_all(buildable[buildable["class_code"] != "1207"].geometry.to_numpy())
    plots = shapely.buffer(plots, 0.5, join_style="mitre")
    _, centre = regions.regional_roads()["云港大道西段"]
    beside = shapely.buffer(shapely.offset_curve(centre, 120.0), 30.0, cap_style="flat")
    rows.append(("云港轨道预留通道", "铁路", max(polygons_of(shapely.difference(beside, plots)), key=shapely.area)))
    for _, plan in sorted(fabric().plans.items()):
        street = max(plan.streets, key=lambda one: (one.width, one.centre.length))
        gallery = shapely.difference(shapely.buffer(street.centre, 6.0, cap_style="flat"), plots)
        rows.append((f"{street.name}综合管廊预留通道", "管廊", max(polygons_of(gallery), key=shapely.area)))
    known = [{"name": name, "class": kind, "status": "示意", "geometry": rounded(shape)} for name, kind, shape in rows]
    return gpd.GeoDataFrame(known, crs=CRS)
