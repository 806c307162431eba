"""The two towns as drawn by hand: outlines, main streets, riverside, and where each use gathers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from data.sample import airport, water
from data.sample.ground import Noise, Points, curve, kilometres, line, rounded

WIDTHS = {"快速路": 60.0, "主干路": 46.0, "次干路": 32.0, "支路": 18.0}
"""Width in metres of the street surface by class."""


@dataclass(frozen=True)
class Street:
    """A street: its centre line, its class and the width of its surface in metres."""

    name: str
    rank: str
    width: float
    centre: Any


@dataclass(frozen=True)
class Town:
    """One planning area as drawn by hand.

    ``kept`` are places that no local street crosses, by theme; ``themes`` are seeds (x, y, theme, part) in metres.
    """

    key: str
    name: str
    prefix: str
    outline: Any
    streets: tuple[Street, ...]
    kept: tuple[tuple[str, Any], ...]
    riverside: Any
    belts: Any
    themes: tuple[tuple[float, float, str, str], ...]
    start: tuple[float, float]


def _street(name: str, rank: str, points: Points) -> Street:
    return Street(name, rank, WIDTHS[rank], line(points, 35.0))


def _rounded_outline(xy: Any, radius: float) -> Any:
    shape = shapely.polygons(curve(xy, 60.0, closed=True)) if radius == 0 else shapely.polygons(xy)
    return rounded(shape.buffer(-radius).buffer(2 * radius).buffer(-radius)) if radius else rounded(shape)


def _ring(centre: tuple[float, float], half_axes: tuple[float, float]) -> Any:
    angle = np.linspace(0, 2 * np.pi, 180)
    x = centre[0] + half_axes[0] * np.cos(angle) + 0.04 * np.cos(3 * angle + 0.7)
    y = centre[1] + half_axes[1] * np.sin(angle) + 0.04 * np.sin(2 * angle)
    return shapely.linestrings(np.column_stack([x, y]) * 1000)


# fmt: off
YUNGU_OUTLINE = [
    (572.46, 4492.44), (571.71, 4492.76), (571.08, 4492.91), (569.63, 4492.97), (568.19, 4492.69),
    (567.46, 4492.31), (567.15, 4491.26), (567.06, 4490.19), (567.17, 4489.13), (567.26, 4488.5),
    (567.93, 4488.39), (568.04, 4487.7), (569.27, 4487.41), (570.72, 4487.35), (571.81, 4487.49),
    (571.91, 4488.11), (572.82, 4488.25), (573.02, 4489.3), (572.98, 4490.55), (572.76, 4491.62),
]
YUNGU_STREETS: list[tuple[str, str, Points]] = [
    ("云港大道", "主干路", [(566.4, 4490.5), (567.1, 4490.75), (568.0, 4491.2), (569.5, 4491.36), (571.2, 4491.3),
                        (572.2, 4491.0), (573.7, 4490.75)]),
    ("云谷大街", "主干路", [(566.5, 4491.98), (568.5, 4491.97), (570.0, 4492.02), (571.8, 4491.9), (573.5, 4491.98)]),
    ("金盛路", "主干路", [(570.84, 4486.7), (570.83, 4488.3), (570.84, 4489.4), (570.835, 4490.5), (570.75, 4491.3),
                       (570.55, 4492.2), (570.5, 4493.6)]),
    ("数谷路", "主干路", [(568.43, 4486.9), (568.46, 4488.3), (568.46, 4490.0), (568.55, 4490.7), (568.8, 4491.4),
                       (568.92, 4492.2), (568.85, 4493.5)]),
    ("科创路", "主干路", [(572.0, 4486.9), (571.98, 4488.4), (572.08, 4489.6), (572.1, 4490.4), (572.04, 4491.3),
                       (571.95, 4492.0), (571.8, 4493.4)]),
    ("敕勒川大街", "主干路", [(567.2, 4488.02), (568.4, 4487.85), (569.6, 4487.72), (571.0, 4487.82), (572.2, 4488.3),
                          (573.6, 4488.5)]),
    ("生物谷大街", "次干路", [(570.84, 4489.36), (572.1, 4489.42), (573.6, 4489.62)]),
    ("云计算路", "次干路", [(566.5, 4489.42), (567.5, 4489.5), (568.46, 4489.45)]),
    ("盛乐大街", "次干路", [(571.2, 4488.86), (571.72, 4488.1), (572.35, 4487.0)]),
    ("北辰大街", "次干路", [(568.28, 4491.68), (567.72, 4492.2), (567.0, 4492.75)]),
    ("算力路", "次干路", [(569.83, 4488.3), (569.825, 4488.9), (569.825, 4489.395), (570.2, 4489.395),
                       (570.84, 4489.36)]),
    ("数据路", "次干路", [(568.46, 4490.1), (569.0, 4490.095), (569.685, 4490.09), (569.685, 4490.45),
                       (569.7, 4490.75)]),
]
YUNGU_THEMES = [
    (568.9, 4489.5, "campus", "south"), (570.2, 4489.9, "campus", "south"), (567.5, 4489.1, "data", "south"),
    (567.6, 4490.0, "data", "south"), (569.3, 4487.6, "data", "south"), (568.2, 4487.9, "cloud", "south"),
    (567.9, 4488.6, "cloud", "south"), (570.4, 4488.75, "home", "south"), (571.3, 4488.95, "home", "south"),
    (571.3, 4487.5, "cloud", "south"), (570.2, 4487.5, "data", "south"), (571.3, 4489.75, "home", "south"),
    (569.2, 4488.5, "data", "south"), (571.4, 4490.3, "home", "south"), (569.0, 4490.4, "cloud", "south"),
    (567.4, 4490.5, "reserve", "south"), (570.4, 4490.6, "home", "south"), (571.6, 4488.3, "home", "south"),
    (569.5, 4491.6, "cbd", "centre"), (570.3, 4491.45, "cbd", "centre"), (571.3, 4491.1, "home", "centre"),
    (571.4, 4491.6, "cbd", "centre"), (568.4, 4491.6, "college", "centre"), (567.4, 4491.5, "college", "centre"),
    (569.3, 4491.1, "cbd", "centre"), (567.9, 4491.1, "home", "centre"), (567.1, 4491.8, "reserve", "centre"),
    (567.8, 4492.2, "home", "north"), (567.6, 4492.5, "equipment", "north"), (568.4, 4492.7, "energy", "north"),
    (569.4, 4492.35, "home", "north"), (570.1, 4492.6, "health", "north"), (570.9, 4492.35, "home", "north"),
    (571.3, 4492.75, "culture", "north"), (569.6, 4493.0, "home", "north"), (572.3, 4492.5, "equipment", "north"),
    (570.2, 4493.05, "culture", "north"), (568.6, 4492.2, "home", "north"), (571.6, 4492.2, "home", "north"),
    (572.6, 4491.5, "bio", "east"), (572.7, 4490.9, "bio", "east"), (572.5, 4490.2, "home", "east"),
    (572.6, 4489.2, "materials", "east"), (572.9, 4488.3, "logistics", "east"), (572.4, 4488.7, "logistics", "east"),
    (573.0, 4490.2, "materials", "east"), (572.4, 4489.6, "bio", "east"), (573.1, 4491.2, "reserve", "east"),
]
# fmt: on


@cache
def yungu() -> Town:
    """Cloud Valley about 111.823°E 40.539°N."""
    outline = _rounded_outline(kilometres(YUNGU_OUTLINE), 60.0)
    streets = [_street(*entry) for entry in YUNGU_STREETS]
    ring = Street("云环大道", "主干路", 44.0, _ring((569.8, 4490.36), (2.13, 2.02)))
    sites = airport.datacentre_sites().geometry.to_numpy()
    campuses = [("campus", _cleared(site, sites[:index])) for index, site in enumerate(sites)]
    riverside = _riverside("丹岱沟", outline, 150.0)
    east = shapely.box(572_100, 4_488_000, 574_000, 4_493_000)
    north = shapely.box(566_000, 4_492_500, 572_800, 4_494_000)
    rim = shapely.difference(outline, shapely.buffer(outline, -46.0))
    belts = rounded(shapely.intersection(rim, shapely.union(east, north)))
    themes = tuple((x * 1000, y * 1000, theme, part) for x, y, theme, part in YUNGU_THEMES)
    start = (569_500.0, 4_489_700.0)
    return Town("yungu", "云谷片区", "YG", outline, (ring, *streets), tuple(campuses), riverside, belts, themes, start)


def _cleared(site: Any, earlier: Any) -> Any:
    """A site less those before it: the boxes of the two real sites overlap by some 100 m."""
    return rounded(shapely.difference(site, shapely.buffer(shapely.union_all(earlier), 12.0)))


def _riverside(name: str, outline: Any, half_width: float) -> Any:
    """The band along a river in which the riverside park lies, with a waving rim."""
    near = shapely.intersection(water.river(name).centre, shapely.buffer(outline, 600.0))
    xy = shapely.get_coordinates(shapely.segmentize(near, 40.0))
    kernel = np.hanning(17) / np.hanning(17).sum()
    calm = np.column_stack([np.convolve(np.pad(axis, 8, mode="edge"), kernel, mode="valid") for axis in xy.T])
    widths = half_width * (1 + 0.17 * np.clip(Noise.of(name + " park", 1300.0).at(calm), -1.5, 1.5))
    band = shapely.intersection(water.ribbon(calm, widths), outline)
    return rounded(shapely.buffer(shapely.buffer(band, -40.0), 40.0))


# fmt: off
FENCE = [
    (-2150, 1290), (2120, 1290), (2240, 1180), (2240, 720), (1750, 640), (1120, 560), (1040, 460), (1040, -460),
    (1120, -560), (1750, -640), (2240, -720), (2260, -1190), (2150, -1300), (-2230, -1300), (-2300, -1200),
    (-2250, -640), (-1500, -520), (-1400, -380), (-1400, 380), (-1500, 520), (-2230, 640), (-2260, 1190),
]
KONGGANG_OUTLINE = [
    (-2290, 1330), (2200, 1330), (2300, 1230), (2300, 760), (3500, 680), (3760, 420), (3760, -420), (3560, -700),
    (2960, -790), (2960, -1500), (2860, -2200), (2900, -2820), (2100, -2960), (1000, -2990), (-300, -3030),
    (-1150, -2930), (-1360, -2400), (-1440, -1840), (-2330, -1640), (-2360, -640), (-1460, -420), (-1460, 420),
    (-2330, 640),
]
KONGGANG_STREETS = [
    ("机场南大道", "快速路", [(-2400, -1560), (-1200, -1520), (300, -1490), (1500, -1480), (2300, -1440),
                         (3100, -1330)]),
    ("迎宾大道", "快速路", [(1040, 20), (1700, 0), (2600, -20), (3900, 30)]),
    ("东进场路", "主干路", [(2420, 900), (2440, 500), (2430, 0), (2450, -700), (2400, -1440), (2330, -2100),
                       (2360, -3300)]),
    ("空港大街", "主干路", [(-1800, -2180), (-900, -2080), (300, -2030), (1400, -2040), (3100, -2120)]),
    ("宝贝河南街", "主干路", [(-1700, -2800), (-800, -2860), (400, -2790), (1400, -2740), (3100, -2790)]),
    ("航空路", "主干路", [(-500, -1480), (-540, -2050), (-600, -2700), (-560, -3300)]),
    ("保税路", "主干路", [(900, -1460), (880, -2050), (960, -2700), (1060, -3300)]),
    ("会展路", "次干路", [(3200, 900), (3150, 300), (3180, -300), (3100, -900)]),
    ("货运路", "次干路", [(-1300, -1490), (-1330, -2100), (-1380, -2600), (-1300, -3200)]),
]
KONGGANG_THEMES = [
    (1400, 330, "exhibition"), (1500, -100, "gate"), (2000, 300, "gate"),
    (2800, 350, "exhibition"), (2800, -350, "gate"), (3450, 250, "gate"),
    (3450, -300, "exhibition"), (2000, -300, "gate"), (-1900, -1650, "logistics"), (-900, -1800, "logistics"),
    (200, -1750, "bonded"), (-100, -1750, "bonded"), (1300, -1750, "aviation"), (2000, -1750, "aviation"),
    (2750, -1100, "reserve"), (2700, -1800, "aviation"), (-1450, -2400, "food"), (-900, -2400, "food"),
    (-200, -2300, "commerce"), (300, -2350, "home"), (1200, -2350, "commerce"), (1800, -2350, "home"),
    (2650, -2400, "home"), (-1000, -2950, "food"), (-200, -2950, "home"), (600, -2950, "home"),
    (1500, -2900, "home"), (2600, -2900, "health"), (600, -2250, "commerce"),
]
# fmt: on


@cache
def konggang() -> Town:
    """The airport area: the airport inside its fence, cargo and aviation south of it, a town along the river."""
    outline = _rounded_outline(airport.along_runways(KONGGANG_OUTLINE), 50.0)
    fence = _rounded_outline(airport.along_runways(FENCE), 30.0)
    streets = []
    for name, rank, points in KONGGANG_STREETS:
        centre = shapely.linestrings(curve(airport.along_runways(points), 35.0))
        streets.append(Street(name, rank, WIDTHS[rank], centre))
    spots = airport.along_runways([(u, v) for u, v, _ in KONGGANG_THEMES])
    seeds = zip(spots, KONGGANG_THEMES, strict=True)
    themes = tuple((float(spot[0]), float(spot[1]), theme, "airport") for spot, (_, _, theme) in seeds)
    riverside = _riverside("宝贝河", outline, 165.0)
    south_road = shapely.buffer(streets[0].centre, 76.0, cap_style="flat")
    belts = rounded(shapely.intersection(shapely.difference(south_road, fence), outline))
    start = airport.along_runways([(2200.0, -1200.0)])[0]
    rim = shapely.difference(shapely.intersection(shapely.buffer(fence, 96.0), outline), fence)
    kept = (("airport", fence), ("rim", rounded(rim)))
    return Town("konggang", "空港片区", "KG", outline, tuple(streets), kept, riverside, belts, themes, tuple(start))
