"""The ecological belt and corridors, control area, red line and permanent farmland."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample import boundary, regions, water
from data.sample.fabric import fabric
from data.sample.ground import CRS, blob, chance, line, polygons_of, rounded, warped

MIGRATION = [(551.75, 4489.75), (552.6, 4491.2), (553.9, 4493.0), (555.6, 4494.9), (557.6, 4496.5), (559.7, 4497.6)]
# fmt: off
RED_LINE = {
    "什拉乌素河北岸林地": (565.3, 4498.3, 1230.0, 1.7), "东部丘陵林草地": (575.2, 4499.2, 1050.0, 1.4),
    "西部草原": (545.9, 4493.6, 820.0, 1.8), "蛮汗山山前": (577.9, 4490.6, 780.0, 1.5),
    "石咀子水源涵养区": (574.3, 4482.1, 640.0, 1.3), "台几营林地": (561.35, 4491.9, 390.0, 1.4),
}
# fmt: on
KINDS = {"西部草原": "水土保持", "石咀子水源涵养区": "水源涵养", "台几营林地": "防风固沙"}


@cache
def red_line() -> dict[str, Any]:
    """Red-line areas by name."""
    found = {}
    for name, (x, y, radius, stretch) in RED_LINE.items():
        shape = warped(blob((x, y), radius, name, stretch=stretch), name, amplitude=18.0, wavelength=420.0)
        found[name] = rounded(shape)
    return found


@cache
def migration() -> Any:
    """The bird corridor from the wetland of Erdaowa across the belt."""
    return rounded(shapely.buffer(line(MIGRATION, 60.0), 560.0, quad_segs=24))


def corridors() -> gpd.GeoDataFrame:
    """Layer ``ecological_corridor``."""
    rows = [("北部生态带", "belt", 4000, regions.belt())]
    for name, half_width, needed in (("丹岱沟", 125.0, 200), ("宝贝河", 180.0, 300)):
        centre = shapely.segmentize(water.river(name).centre, 25.0)
        rows.append((f"{name}生态廊道", "corridor", needed, rounded(shapely.buffer(centre, half_width, quad_segs=16))))
    rows.append(("二道洼候鸟迁徙廊道", "迁徙", 1000, migration()))
    known = [{"name": n, "kind": k, "min_width": w, "status": "示意", "geometry": g} for n, k, w, g in rows]
    return gpd.GeoDataFrame(known, crs=CRS)


@cache
def control_shapes() -> dict[str, Any]:
    """Basic ecological control areas by name, inside the belt."""
    river = shapely.buffer(shapely.segmentize(water.river("什拉乌素河").centre, 80.0), 1300.0, quad_segs=6)
    along = warped(river, "control", amplitude=130.0, wavelength=2600.0)
    woods = blob((571.4, 4500.3), 1500.0, "control woods", stretch=1.9)
    grass = blob((549.3, 4495.2), 1150.0, "control grass", stretch=1.8)
    shapes = {"什拉乌素河基本生态控制区": along, "东北部基本生态控制区": woods, "西部基本生态控制区": grass}
    taken = shapely.Polygon()
    found = {}
    for name, shape in shapes.items():
        inside = rounded(shapely.difference(shapely.intersection(shape, regions.belt()), taken))
        found[name] = polygons_of(inside)[0]
        taken = shapely.union(taken, shapely.buffer(found[name], 10.0))
    return found


def control() -> gpd.GeoDataFrame:
    """Layer ``ecological_control``."""
    rows = [{"name": n, "status": "示意", "geometry": shape} for n, shape in control_shapes().items()]
    return gpd.GeoDataFrame(rows, crs=CRS)


def red_line_layer() -> gpd.GeoDataFrame:
    """Layer ``ecological_redline``."""
    rows = []
    for name, shape in red_line().items():
        rows.append({"name": name, "kind": KINDS.get(name, "生物多样性维护"), "status": "示意", "geometry": shape})
    return gpd.GeoDataFrame(rows, crs=CRS)


@cache
def farmland_shapes() -> tuple[Any, ...]:
    """Permanent farmland: most present fields, clear of every other control line and of the rivers."""
    ranges = water.management_ranges().geometry.to_numpy()
    away = [boundary.target_union(), *red_line().values(), *ranges, water.wetland(), migration(), *TRIAL_GROUND]
    away += list(water.still_waters().values())
    taken = shapely.buffer(shapely.union_all(away), 5.0)
    shapely.prepare(taken)
    generator = chance("farmland")
    found = []
    for piece in fabric().of(""):
        keep = generator.random() < 0.78 or piece.source.name in ("城中农田", "规划保留农田")
        if not keep or piece.source.code not in ("0102", "0103"):
            continue
        inner = shapely.buffer(piece.shape, -6.0, join_style="mitre")
        if shapely.intersects(taken, inner):
            inner = shapely.difference(inner, taken)
        found += [rounded(shape) for shape in polygons_of(inner) if shape.area > 6000.0]
    return tuple(found)


TRIAL_GROUND: list[Any] = [
    shapely.box(562_100.0, 4_488_650.0, 562_900.0, 4_489_400.0),
    shapely.box(560_700.0, 4_491_300.0, 562_000.0, 4_492_600.0),
]
"""Where projects stand that must meet no farmland: outside the boundary, and beside the red line."""


def farmland() -> gpd.GeoDataFrame:
    """Layer ``permanent_farmland``."""
    shapes = farmland_shapes()
    numbers = [f"NT{number:04d}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame({"TBBH": numbers, "status": "示意"}, geometry=list(shapes), crs=CRS)


def share_of_belt() -> float:
    """Controlled share of the belt."""
    both = shapely.union_all([*control_shapes().values(), *red_line().values()])
    return float(np.round(shapely.intersection(both, regions.belt()).area / regions.belt().area, 4))
