"""Present land use of the rest of the core: fields, woods, grassland, villages, roads and water."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from data.sample import regions, water
from data.sample.ground import Floats, Noise, blob, chance, polygons_of, rounded, warped
from data.sample.streets import cut_in_two

# fmt: off
VILLAGES = [
    ("台几营", 562.1, 4490.4), ("段家园", 559.3, 4490.9), ("前公喇嘛", 563.9, 4488.9), ("公喇嘛", 564.2, 4491.3),
    ("古力半忽洞", 561.0, 4485.0), ("小林坝", 566.6, 4486.9), ("大林坝", 569.4, 4485.6), ("姑子板", 571.7, 4485.9),
    ("郭家营", 573.2, 4486.1), ("七杆旗", 562.8, 4484.1), ("灯笼素", 554.7, 4490.0), ("郭保营", 555.4, 4488.2),
    ("新营子", 559.7, 4488.9), ("台格斗", 565.8, 4493.0), ("白彦兔", 574.6, 4491.4), ("上土城", 571.2, 4493.9),
    ("公布营", 568.4, 4493.8), ("西窑子", 574.9, 4493.6), ("丹岱", 575.1, 4489.9), ("克略", 575.4, 4486.9),
    ("巧什营", 544.9, 4483.2), ("讨速号", 545.2, 4485.3), ("闫城营", 549.9, 4486.6), ("猛独牧", 552.3, 4487.3),
    ("大新营", 547.6, 4488.2), ("圪报", 553.2, 4483.6), ("忽通图", 552.6, 4480.0), ("代州窑", 555.8, 4483.4),
    ("舍必崖", 556.3, 4480.9), ("兰家窑", 560.2, 4484.1), ("水口", 563.4, 4486.1 + 1.6), ("估尔什", 551.0, 4479.4),
    ("什八太", 545.1, 4479.9), ("土不禅", 548.0, 4486.0), ("大甲赖", 566.1, 4485.2), ("柴六营", 568.0, 4486.0),
]
# fmt: on
MANY = 900
OLD_TOWN_USES = {
    "centre": ("0901", "0701", "0801", "0901", "0701", "1401", "0804"),
    "homes": ("0701", "0701", "0701", "0804", "0701", "0701", "1401", "0701", "0806"),
    "works": ("1001", "1001", "1101", "1001", "1001", "1402", "1001"),
}


@dataclass(frozen=True)
class Patch:
    """A piece of present land use before it is noded: 2023 class, village attribute, name."""

    shape: Any
    code: str
    settlement: str = ""
    name: str = ""


def patches(towns: Any) -> list[Patch]:
    """All patches of the core outside ``towns``; where they overlap the later and smaller one wins."""
    rest = rounded(shapely.difference(regions.core(), towns))
    found = _fields(rest)
    for made in (_old_town(), _villages(), _roads(), _waters()):
        for patch in made:
            clipped = shapely.intersection(patch.shape, rest)
            found += [
                Patch(rounded(s), patch.code, patch.settlement, patch.name)
                for s in polygons_of(clipped)
                if s.area > 150.0
            ]
    return found


def _seeds(rest: Any) -> Floats:
    """Points spread over the core, pushed apart twice."""
    generator = chance("fields")
    west, south, east, north = rest.bounds
    xy = generator.uniform([west, south], [east, north], (MANY * 2, 2))
    xy = xy[shapely.contains_xy(shapely.buffer(regions.core(), 200.0), xy[:, 0], xy[:, 1])]
    frame = shapely.box(west - 3000, south - 3000, east + 3000, north + 3000)
    for _ in range(2):
        cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=frame, ordered=True))
        cells = shapely.intersection(cells, shapely.buffer(shapely.convex_hull(rest), 400.0))
        xy = shapely.get_coordinates(shapely.centroid(cells))
    return xy


def _fields(rest: Any) -> list[Patch]:
    """Cells with natural rims, classified by relief, moisture and distance to water and villages."""
    xy = _seeds(rest)
    frame = shapely.buffer(shapely.envelope(rest), 4000.0)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=frame, ordered=True))
    cells = shapely.segmentize(cells, 45.0)
    cells = warped(cells, "coarse rim", amplitude=95.0, wavelength=1500.0)
    cells = warped(cells, "fine rim", amplitude=16.0, wavelength=260.0)
    codes = _codes(shapely.get_coordinates(shapely.centroid(cells)))
    generator = chance("strips")
    found = []
    for cell, code in zip(cells, codes, strict=True):
        for shape in polygons_of(shapely.intersection(cell, rest)):
            strips = _strips(shape, generator) if code.startswith("01") else [shape]
            found += [Patch(rounded(strip), code) for strip in strips if strip.area > 50.0]
    return found


def _strips(shape: Any, generator: np.random.Generator) -> list[Any]:
    """A farmed cell cut once or twice into fields."""
    if shape.area < 9e4:
        return [shape]
    pieces, _ = cut_in_two(shape, generator, 0.0)
    return pieces or [shape]


def _codes(xy: Floats) -> list[str]:
    """A class for each place: farmland near villages on low ground, woods on the hills, grassland between."""
    villages = np.array([(x, y) for _, x, y in VILLAGES]) * 1000
    to_village = np.min(np.hypot(*(xy[:, None] - villages[None]).transpose(2, 0, 1)), axis=1)
    streams = shapely.union_all([river.centre for river in water.rivers()])
    to_stream = shapely.distance(shapely.points(xy), streams)
    hilly = (xy[:, 0] - 566_000) / 6000 - (xy[:, 1] - 4_489_000) / 5000
    woods = Noise.of("woods", 5200.0).at(xy) + 0.55 * hilly
    wet, dry = Noise.of("wet", 3000.0).at(xy), Noise.of("dry", 2400.0).at(xy)
    farmed = 1.25 - to_village / 900 + 0.5 * Noise.of("farmed", 2600.0).at(xy)
    rules: list[tuple[Callable[[], Any], str]] = [
        (lambda: shapely.contains_xy(shapely.buffer(water.wetland(), 40.0), *xy.T), "0506"),
        (lambda: (farmed > 0.66) & (wet > 0.1) & (to_stream < 2500), "0102"),
        (lambda: farmed > 0.66, "0103"),
        (lambda: (to_stream < 330) & (wet > -0.1), "0506"),
        (lambda: to_stream < 420, "0303"),
        (lambda: woods > 1.15, "0301"),
        (lambda: woods > 0.62, "0303"),
        (lambda: (farmed > 0.25) & (dry > 0.3), "0201"),
        (lambda: dry > 1.75, "2305"),
        (lambda: dry < -1.85, "2304"),
        (lambda: wet < -2.1, "2306"),
        (lambda: woods > 0.25, "0304"),
        (lambda: dry > 0.25, "0403"),
        (lambda: wet > 0.9, "0402"),
    ]
    codes = np.select([rule() for rule, _ in rules], [code for _, code in rules], default="0401")
    return [str(code) for code in codes]


def _villages() -> list[Patch]:
    found = []
    for name, x, y in VILLAGES:
        size = 150.0 + 70.0 * chance(name + " size").random()
        shape = warped(blob((x, y), size, name, stretch=1.6), name, amplitude=7.0, wavelength=160.0)
        found.append(Patch(shape, "0703", "203", name))
        halo = blob((x + 0.24, y + 0.16), 62.0, name + " farmyard")
        found.append(Patch(halo, "0602", "203", name))
    return found


def _roads() -> list[Patch]:
    found = []
    for name, (rank, centre) in regions.regional_roads().items():
        code = "1207" if rank == "主干路" else "1202"
        width = regions.ROAD_WIDTHS[rank]
        found.append(Patch(shapely.buffer(centre, width / 2, cap_style="square", quad_segs=4), code, "", name))
    for name, centre in village_roads():
        found.append(Patch(shapely.buffer(centre, 4.5, quad_segs=2), "0601", "", name))
    return found


def village_roads() -> list[tuple[str, Any]]:
    """A lane from each village to the nearest regional road."""
    main = shapely.union_all([centre for _, centre in regions.regional_roads().values()])
    found = []
    for name, x, y in VILLAGES:
        village = shapely.points(x * 1000, y * 1000)
        straight = shapely.shortest_line(village, main)
        if 100.0 < straight.length < 4200.0:
            found.append((f"{name}村道", rounded(_bent(straight, name))))
    return found


def _bent(straight: Any, subject: str) -> Any:
    """A gently bent line between the same two ends."""
    start, end = shapely.get_coordinates(straight)
    share = np.linspace(0, 1, max(4, int(straight.length / 60)))[:, None]
    across = np.array([-(end - start)[1], (end - start)[0]])
    bow = chance(subject + " lane").uniform(-0.12, 0.12)
    return shapely.linestrings(start + (end - start) * share + across * bow * np.sin(np.pi * share))


def _waters() -> list[Patch]:
    found = [Patch(river.surface, "1701", "", river.name) for river in water.rivers()]
    for name, shape in water.still_waters().items():
        found.append(Patch(shape, "1703" if name in water.RESERVOIRS else "1702", "", name))
    generator = chance("ponds")
    for _, x, y in VILLAGES[::3]:
        away = generator.uniform(-1, 1, 2) * 0.5
        found.append(Patch(blob((x + away[0], y + away[1]), 46.0, f"pond {x}"), "1704"))
    return found


def _old_town() -> list[Patch]:
    """The built-up town: blocks of present urban land about an island of fields."""
    generator = chance("old town")
    lanes = []
    waiting = [regions.old_town()]
    blocks = []
    while waiting:
        shape = waiting.pop()
        if shape.area < 8.5e4:
            blocks.append(shape)
            continue
        pieces, lane = cut_in_two(shape, generator, 0.04)
        waiting += pieces
        lanes.append(lane)
    surface = shapely.buffer(shapely.union_all(lanes), 9.0, cap_style="flat")
    found = [Patch(regions.old_town(), "1207", "202", "盛乐现状道路")]
    middle = regions.old_town().centroid
    for number, block in enumerate(blocks):
        shape = shapely.difference(block, surface)
        away = block.centroid.distance(middle)
        works = block.centroid.x - middle.x + 0.4 * (block.centroid.y - middle.y) > 330.0
        uses = OLD_TOWN_USES["works" if works else "centre" if away < 420.0 else "homes"]
        found += [Patch(piece, uses[number % len(uses)], "202", "盛乐") for piece in polygons_of(shape)]
    return [*found, Patch(regions.field_island(), "0102", "", "城中农田")]


def class_names() -> dict[str, str]:
    """Code → Chinese name of the 2023 guide."""
    table = Path(__file__).parents[2] / "styles" / "landuse_2023.csv"
    with table.open(encoding="utf-8-sig", newline="") as rows:
        return {row["code"]: row["name_zh"] for row in csv.DictReader(rows)}
