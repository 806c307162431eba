"""The frame of the plan: new area, core, ecological belt, regional roads and the old town of Shengle."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import shapely

from data.sample.ground import CRS, blob, curve, kilometres, line, rounded, warped
from layers.geometry.area import ellipsoidal_area

CORE_KM2 = 341.0
# fmt: off
TOP = [(543.6, 4487.9), (546.0, 4489.3), (549.5, 4490.9), (554, 4491.7), (558, 4492.3), (562, 4493.1), (566, 4493.7),
       (570, 4494.35), (573, 4494.6), (575.8, 4494.9)]
BOTTOM = [(576.6, 4485.5), (574, 4484.6), (571, 4484.2), (567.5, 4483.1), (563.5, 4481.8), (560, 4480.3), (556, 4479.2),
          (552, 4478.3), (548, 4478.0), (544.2, 4478.6)]
BELT_TOP = [
    (541.6, 4493.9), (546, 4495.6), (551, 4496.7), (556, 4497.9), (561, 4499.3), (566, 4500.4),
    (571, 4501.3), (575, 4501.6), (578.4, 4502.0),
]
BELT_BOTTOM = [(579.0, 4496.2), (575, 4495.6), (570, 4495.0), (566, 4494.4), (562, 4493.75), (558, 4492.95),
               (554, 4492.35), (549, 4491.6), (545.5, 4489.95), (542.6, 4488.4)]
NEW_AREA_BOTTOM = [(577.9, 4484.8), (576.0, 4481.6), (572, 4479.5), (568, 4478.2), (564, 4476.9), (559.5, 4475.2),
                   (554, 4474.6), (548.5, 4475.2), (543.4, 4476.3)]
ROADS: dict[str, tuple[str, list[tuple[float, float]]]] = {
    "云港大道西段": ("主干路", [(567.3, 4490.77), (565.6, 4489.6), (562.9, 4488.3), (560.2, 4487.5), (557.9, 4487.0),
                          (556.0, 4486.55), (554.0, 4485.7), (552.6, 4484.9), (551.95, 4484.45)]),
    "S29": ("快速路", [(574.3, 4482.9), (574.05, 4485.6), (573.75, 4487.7), (573.55, 4489.2), (573.6, 4491.0),
                     (573.5, 4492.9), (574.1, 4495.2), (573.2, 4498.2), (572.9, 4502.4)]),
    "S43": ("快速路", [(553.6, 4475.2), (554.3, 4478.4), (554.6, 4481.4), (554.5, 4484.0), (554.0, 4485.7),
                     (553.1, 4488.2), (553.0, 4491.6), (552.1, 4495.0), (551.6, 4498.8)]),
    "S27": ("快速路", [(543.0, 4478.9), (546.6, 4477.9), (550.9, 4478.1), (554.3, 4478.4), (559.6, 4479.0),
                     (564.3, 4481.1), (568.6, 4482.7), (571.9, 4484.7), (574.05, 4485.6)]),
    "G209": ("干线公路", [(565.3, 4477.3), (565.0, 4480.0), (564.7, 4482.6), (565.1, 4485.2), (565.4, 4487.6),
                      (565.6, 4489.6), (565.3, 4492.3), (564.3, 4495.6), (563.9, 4500.3)]),
    "G241": ("干线公路", [(558.2, 4475.0), (558.7, 4478.1), (558.6, 4481.2), (558.2, 4484.4), (557.9, 4487.0),
                      (557.2, 4489.7), (556.2, 4492.2), (556.0, 4494.6), (555.6, 4498.2)]),
    "S311": ("干线公路", [(568.43, 4487.2), (568.2, 4485.6), (567.3, 4484.2), (564.7, 4482.6), (561.3, 4482.9),
                      (558.6, 4481.2)]),
    "武松公路": ("干线公路", [(553.0, 4491.6), (556.2, 4492.2), (560.4, 4492.0), (565.3, 4492.3), (567.6, 4492.55)]),
    "毫沁路": ("干线公路", [(573.4, 4488.35), (575.0, 4487.9), (577.2, 4487.2)]),
}
# fmt: on
ROAD_WIDTHS = {"快速路": 58.0, "主干路": 46.0, "干线公路": 24.0, "乡村路": 8.0}
# fmt: off
OLD_TOWN = [
    (556.56, 4487.6), (557.52, 4487.68), (558.52, 4487.52), (558.56, 4486.6), (558.6, 4485.76),
    (557.6, 4485.64), (556.72, 4485.72), (556.6, 4486.6),
]
# fmt: on


def area_km2(shape: Any) -> float:
    """Ellipsoidal area in square kilometres."""
    return float(ellipsoidal_area(np.array([shape], dtype=object), CRS)[0]) / 1e6


@cache
def core() -> Any:
    """The core area, about 341 km²: its southern edge is moved until the area agrees."""
    top = curve(kilometres(TOP), 120.0)
    bottom = curve(kilometres(BOTTOM), 120.0)
    low, high = -3000.0, 3000.0
    for _ in range(40):
        shift = (low + high) / 2
        shape = _bounded(top, bottom + np.array([0.0, shift]))
        low, high = (shift, high) if area_km2(shape) > CORE_KM2 else (low, shift)
    return shape


def _bounded(top: Any, bottom: Any) -> Any:
    return rounded(shapely.buffer(shapely.polygons(np.concatenate([top, bottom])).buffer(-300), 300, quad_segs=6))


@cache
def belt() -> Any:
    """The ecological belt of about 200 km² north of the New Area, 2 km and more wide everywhere."""
    ring = np.concatenate([curve(kilometres(BELT_TOP), 120.0), curve(kilometres(BELT_BOTTOM), 120.0)])
    return rounded(shapely.buffer(shapely.buffer(shapely.polygons(ring), -2150.0), 2150.0, quad_segs=16))


@cache
def new_area() -> Any:
    """The New Area: the core and its surroundings, south of the belt."""
    top = curve(kilometres([(x, y + 0.12) for x, y in TOP]), 120.0)
    bottom = curve(kilometres(NEW_AREA_BOTTOM), 120.0)
    west = kilometres([(541.9, 4481.5), (542.3, 4485.4)])
    shape = shapely.polygons(np.concatenate([top, bottom, west]))
    return rounded(shapely.union(shapely.buffer(shapely.buffer(shape, -300), 300), shapely.buffer(core(), 60.0)))


@cache
def old_town() -> Any:
    """The built-up town of Shengle, between the two areas."""
    shape = warped(shapely.polygons(curve(kilometres(OLD_TOWN), 60.0)), "old town", amplitude=62.0, wavelength=1100.0)
    return rounded(shapely.simplify(shapely.buffer(shapely.buffer(shape, -80), 96), 8.0))


@cache
def field_island() -> Any:
    """Farmland enclosed by the old town."""
    return rounded(warped(blob((557.3, 4486.3), 250.0, "field island"), "island", amplitude=8.0, wavelength=400.0))


@cache
def regional_roads() -> dict[str, tuple[str, Any]]:
    """Class and centre line of each regional road."""
    return {name: (rank, rounded(line(points, 50.0))) for name, (rank, points) in ROADS.items()}
