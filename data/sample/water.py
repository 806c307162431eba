"""Rivers, reservoirs and wetlands: illustrative lines that carry the names of the plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample.ground import CRS, Noise, blob, chance, curve, kilometres, rounded

# fmt: off
COURSES: dict[str, list[tuple[float, float]]] = {
    "什拉乌素河": [
        (580.0, 4497.6), (577.5, 4497.2), (575, 4496.9), (572.5, 4497.6), (570, 4497.4), (567.5, 4496.4), (565, 4496.2),
        (562.5, 4495.9), (560, 4495.4), (557.5, 4494.6), (555, 4493.6), (552.5, 4493.8), (550, 4493.1), (547.5, 4492.5),
        (545, 4491.9), (542.5, 4491.9), (540.2, 4491.4),
    ],
    "宝贝河": [
        (563.4, 4473.9), (562.3, 4475.6), (561.2, 4477.1), (559.2, 4479.6), (556.6, 4481.5), (554.6, 4482.2),
        (552.75, 4482.38), (551.9, 4481.92), (551.1, 4481.72), (550.3, 4481.12), (549.55, 4480.86), (548.75, 4480.3),
        (548.0, 4480.12), (547.2, 4479.62), (546.2, 4479.6), (544.8, 4480.5), (543.6, 4482.6), (542.8, 4484.4),
        (541.9, 4486.9), (541.4, 4489.2), (540.9, 4491.55),
    ],
    "小浑河": [
        (573.6, 4477.4), (571.6, 4479.1), (569.5, 4480.4), (567.9, 4482.3), (566.1, 4483.4), (564.3, 4484.9),
        (563.1, 4486.2), (562.0, 4487.2), (560.9, 4488.5), (560.0, 4490.4), (558.7, 4491.7), (557.6, 4494.63),
    ],
    "丹岱沟": [
        (578.4, 4484.4), (577.0, 4485.5), (575.6, 4486.9), (574.6, 4488.2), (573.8, 4489.1), (572.95, 4489.95),
        (572.2, 4490.32), (571.5, 4490.75), (570.83, 4490.88), (570.1, 4490.76), (569.45, 4490.9), (568.75, 4490.62),
        (568.1, 4490.58), (567.5, 4490.95), (566.7, 4491.25), (566.0, 4491.95), (565.1, 4492.7), (563.9, 4493.9),
        (562.6, 4495.92),
    ],
}
# fmt: on
WIDTHS = {"什拉乌素河": 62.0, "宝贝河": 46.0, "小浑河": 34.0, "丹岱沟": 40.0}
MANAGED = {"什拉乌素河": 70.0, "宝贝河": 45.0, "小浑河": 40.0, "丹岱沟": 35.0}
"""How far, in metres, the management range reaches beyond the water on each side."""
# fmt: off
RESERVOIRS = {
    "小浑津水库": (562.75, 4486.5, 620.0, 1.9), "陈梨夭水库": (567.4, 4479.6, 300.0, 1.5),
    "二道凹水库": (546.9, 4486.6, 330.0, 1.7), "石咀子水库": (574.2, 4482.0, 360.0, 1.4),
    "盛乐水库": (559.9, 4482.6, 280.0, 1.6),
}
# fmt: on
PONDS = {"云湖": (569.95, 4490.81, 105.0, 1.6), "空港湖": (549.75, 4480.95, 100.0, 1.6)}
WETLAND = (551.2, 4489.0, 620.0, 1.6)


@dataclass(frozen=True)
class River:
    """One river: its centre line and its water surface."""

    name: str
    centre: Any
    surface: Any


@cache
def rivers() -> tuple[River, ...]:
    """All rivers, from source to mouth, with a water surface of changing width."""
    found = []
    for name, points in COURSES.items():
        xy = curve(kilometres(points), 40.0)
        centre = rounded(shapely.linestrings(xy))
        widths = WIDTHS[name] / 2 * (1 + 0.22 * np.clip(Noise.of(name, 900.0).at(xy), -1.6, 1.6))
        found.append(River(name, centre, ribbon(xy, widths)))
    return tuple(found)


def ribbon(xy: Any, half_widths: Any) -> Any:
    """The surface between both banks of a centre line."""
    direction = np.gradient(xy, axis=0)
    direction /= np.hypot(*direction.T)[:, None]
    across = np.column_stack([-direction[:, 1], direction[:, 0]]) * half_widths[:, None]
    ring = np.concatenate([xy + across, (xy - across)[::-1]])
    return rounded(shapely.buffer(shapely.polygons(ring), 0))


def river(name: str) -> River:
    """The river of that name."""
    return next(found for found in rivers() if found.name == name)


@cache
def still_waters() -> dict[str, Any]:
    """Reservoirs and town lakes by name."""
    places = RESERVOIRS | PONDS
    return {name: rounded(blob((x, y), r, name, stretch=s)) for name, (x, y, r, s) in places.items()}


@cache
def wetland() -> Any:
    """The wetland of Erdaowa."""
    x, y, radius, stretch = WETLAND
    return rounded(blob((x, y), radius, "二道洼湿地", stretch=stretch))


def river_lines() -> gpd.GeoDataFrame:
    """Layer ``river``: centre lines."""
    rows = [{"name": found.name, "status": "示意", "geometry": found.centre} for found in rivers()]
    return gpd.GeoDataFrame(rows, crs=CRS)


def water_bodies() -> gpd.GeoDataFrame:
    """Layer ``water_body``: reservoirs and lakes."""
    rows = []
    for name, shape in still_waters().items():
        kind = "水库" if name in RESERVOIRS else "湖泊"
        rows.append({"name": name, "kind": kind, "status": "示意", "geometry": shape})
    return gpd.GeoDataFrame(rows, crs=CRS)


def wetlands() -> gpd.GeoDataFrame:
    """Layer ``wetland``."""
    row = {"name": "二道洼湿地", "level": "一般湿地", "status": "示意", "geometry": wetland()}
    return gpd.GeoDataFrame([row], crs=CRS)


def management_ranges() -> gpd.GeoDataFrame:
    """Layer ``river_management``: the water and a strip on each side."""
    rows = []
    for found in rivers():
        reach = rounded(shapely.buffer(found.surface, MANAGED[found.name], quad_segs=4))
        rows.append({"name": f"{found.name}管理范围", "status": "示意", "geometry": reach})
    return gpd.GeoDataFrame(rows, crs=CRS)


def shorelines() -> gpd.GeoDataFrame:
    """Layer ``shoreline``: both banks of the rivers and the rims of the lakes, in reaches of about 900 m."""
    generator = chance("shoreline")
    rows = []
    waters = [(found.name, found.surface) for found in rivers()] + list(still_waters().items())
    others = shapely.union_all([shape for _, shape in waters])
    for name, shape in waters:
        rest = shapely.difference(others, shapely.buffer(shape, 0.5)) if name in WIDTHS else None
        bank = shapely.get_exterior_ring(shape)
        bank = bank if rest is None else shapely.difference(bank, rest)
        for reach in _reaches(bank, 900.0):
            hard = generator.random() < 0.062
            rows.append({"name": name, "bank": "硬质" if hard else "生态", "status": "示意", "geometry": reach})
    return gpd.GeoDataFrame(rows, crs=CRS)


def _reaches(bank: Any, length: float) -> list[Any]:
    """The bank cut into pieces of about ``length`` metres at its own vertices."""
    pieces = []
    for part in shapely.get_parts(shapely.line_merge(bank)):
        xy = shapely.get_coordinates(part)
        run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        cuts = np.searchsorted(run, np.arange(1, max(1, round(run[-1] / length))) * length)
        marks = np.unique(np.concatenate([[0], cuts, [len(xy) - 1]]))
        pieces += [shapely.linestrings(xy[i : j + 1]) for i, j in pairwise(marks)]
    return [piece for piece in map(rounded, pieces) if piece.length > 1.0]
