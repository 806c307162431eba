"""Project footprints: clean ones, and for every project rule one that breaks this rule and no other."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample import amenities, ecology, water
from data.sample.ground import CRS, polygons_of, rounded

MU = 2000.0 / 3.0
CLEAN: dict[str, Any] = {
    "build_type": "新建",
    "natl_zone": 1,
    "wan_per_mu": 310.0,
    "boiler_tph": None,
    "facilities": None,
    "discharge": "管网",
    "height_m": 18.0,
    "runoff": 82.0,
    "green_min": 45.0,
    "energy_tce": 420.0,
}
# name, industry, class, part, number of the parcel taken, what differs from a clean project, planted rule
# fmt: off
IN_TOWN: list[tuple[str, str, str, str, int, dict[str, Any], str]] = [
    ("云谷算力中心一期", "大数据", "1001", "南", 3, {"energy_tce": 960.0, "height_m": 24.0}, ""),
    ("云谷云计算研发园", "云计算", "0802", "南", 4, {"green_min": 46.0}, ""),
    ("生物疫苗制剂基地", "生物科技", "1001", "东", 3, {}, ""),
    ("和林格尔金融服务中心", "金融", "0902", "中", 9, {"height_m": 60.0}, ""),
    ("新区职业学院", "教育", "0804", "中", 2, {"green_min": 48.0}, ""),
    ("新区人民医院", "健康", "0806", "北", 2, {"height_m": 36.0}, ""),
    ("空港航空货运站", "航空物流", "1101", "空港", 4, {}, ""),
    ("空港会展中心", "会展", "0803", "空港", 1, {"height_m": 21.0}, ""),
    ("既有热源厂改造", "新能源", "1001", "北", 10,
     {"build_type": "改建", "boiler_tph": 14.0, "facilities": "燃煤锅炉"}, ""),
    ("航空食品加工厂", "食品", "1001", "空港", 5, {"boiler_tph": 15.0, "facilities": "燃煤锅炉"}, "NL-01"),
    ("高纯新材料项目", "新材料", "1001", "东", 6, {"facilities": "晾晒池、蒸发塘"}, "NL-02"),
    ("农机装备总装厂", "装备制造", "1001", "北", 3, {"wan_per_mu": 92.0}, "NL-03"),
    ("发酵制品项目", "生物科技", "1001", "东", 9, {"discharge": "直排"}, "NL-04"),
    ("超大规模数据中心", "大数据", "1001", "南", 8, {"energy_tce": 4200.0}, "NL-05"),
    ("北区数据机房", "大数据", "1001", "北", 7, {}, "NL-09"),
]
# fmt: on


def projects() -> gpd.GeoDataFrame:
    """Layer ``project_footprints``; field ``planted`` names the rule that a project breaks."""
    rows = []
    for name, industry, code, part, number, changes, planted in IN_TOWN:
        shape = _in_parcel(code, part, number)
        rows.append(_row((name, industry, code), shape, changes, planted))
    for name, industry, code, shape, planted in _in_the_open():
        rows.append(_row((name, industry, code), shape, {"height_m": 6.0, "energy_tce": 60.0}, planted))
    return gpd.GeoDataFrame(rows, crs=CRS)


def _row(what: tuple[str, str, str], shape: Any, changes: dict[str, Any], planted: str) -> dict[str, Any]:
    name, industry, code = what
    known = CLEAN | changes
    invested = round(known.pop("wan_per_mu") * shape.area / MU)
    row = {"project": name, "industry": industry, "class_code": code, "invest_wan": invested, **known}
    return row | {"planted": planted or None, "status": "示意", "geometry": shape}


def _in_parcel(code: str, part: str, number: int) -> Any:
    """A footprint 6 m inside one of the larger parcels of that class and part, away from the river."""
    frame = amenities.parcels()
    near_water = shapely.union_all(water.management_ranges().geometry.to_numpy())
    here = frame[(frame["class_code"] == code) & (frame["part"] == part) & (frame.area > 5000)]
    here = here[~shapely.dwithin(here.geometry.to_numpy(), near_water, 60.0)]
    here = here[shapely.get_num_interior_rings(here.geometry.to_numpy()) == 0]
    here = here.sort_values("parcel_no", kind="stable")
    chosen = here.geometry.iloc[(number * max(1, len(here) // 11)) % len(here)]
    site = [chosen]
    for other in here.geometry:
        if len(site) < 4 and other is not chosen and shapely.intersection(site[0], other).length > 20.0:
            site.append(other)
    whole = polygons_of(shapely.coverage_union_all(np.array(site, dtype=object)))[0]
    return rounded(polygons_of(shapely.buffer(whole, -6.0, join_style="mitre"))[0])


def _box(x: float, y: float, half_length: float, half_width: float, turn: float = 0.3) -> Any:
    """A rectangle about a place in kilometres, turned by radians."""
    along = np.array([np.cos(turn), np.sin(turn)])
    across = np.array([-along[1], along[0]])
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ring = [np.array([x, y]) * 1000 + a * half_length * along + b * half_width * across for a, b in signs]
    return rounded(shapely.polygons(np.array(ring)))


def _in_the_open() -> list[tuple[str, str, str, Any, str]]:
    """Projects outside the towns. All but one are roads or masts, which need no place inside the boundary."""
    road, other = "1202", "其他"
    farm = next(s for s in ecology.farmland_shapes() if s.area > 9e4)
    place = shapely.get_coordinates(farm.representative_point())[0] / 1000
    red = ecology.red_line()["台几营林地"]
    bank = shapely.get_coordinates(shapely.line_interpolate_point(water.river("小浑河").centre, 9800.0))[0] / 1000
    lake = shapely.get_coordinates(water.still_waters()["陈梨夭水库"].centroid)[0] / 1000
    wet = water.WETLAND
    return [
        ("城外物流堆场", "物流", "1101", _box(562.5, 4489.02, 170.0, 110.0), "NL-06"),
        ("林区公路养护站", other, road, _box(561.35, 4491.9, 60.0, 40.0), "NL-07"),
        ("红线旁公路服务区", other, road, touching(red), ""),
        ("小浑河滨河公路", other, road, _box(bank[0], bank[1], 90.0, 35.0, 1.1), "NL-08a"),
        ("水库公路栈桥", other, road, _box(lake[0], lake[1], 80.0, 25.0), "NL-08b"),
        ("湿地观景公路", other, road, _box(wet[0] - 0.35, wet[1] - 0.2, 70.0, 30.0, 0.8), "NL-08c"),
        ("候鸟走廊公路", other, road, _box(553.25, 4492.2, 80.0, 30.0, 0.9), "NL-08d"),
        ("农田段公路改线", other, road, _box(place[0], place[1], 40.0, 18.0, 0.2), "NL-13"),
    ]


def touching(shape: Any) -> Any:
    """A footprint that shares a run of vertices with the shape and lies wholly outside it."""
    xy = shapely.get_coordinates(shapely.get_exterior_ring(shape))
    west = int(np.argmin(xy[:-1, 0]))
    run = np.array([xy[:-1][(west + step) % (len(xy) - 1)] for step in range(-2, 3)])
    edge = run[:, 0].min() - 120.0
    far = np.array([[edge, run[-1, 1]], [edge, run[0, 1]]])
    return shapely.make_valid(shapely.polygons(np.concatenate([run, far])))
