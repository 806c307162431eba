"""Which files the sample plan has, and its ``plan.toml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np

from data.sample import (
    airport,
    amenities,
    boundary,
    ecology,
    municipal,
    network,
    present,
    projects,
    scenery,
    water,
    zoning,
)
from data.sample.ground import CRS
from data.sample.writing import write_shapefile
from layers.geometry.area import ellipsoidal_area

ZONING = {
    "parcel_no": "DKBH",
    "class_code": "YDDM",
    "class_name": "YDMC",
    "far_max": "RJL",
    "density_max": "JZMD",
    "green_min": "LDL",
    "height_max": "JZXG",
}
PLAN = """\
# 示例规划：除跑道和数据中心用地外均为示意。A sample plan: illustrative but for the runways and the data-centre sites.
name = "和林格尔新区 2025"
language = "zh"
crs = "EPSG:4546"
area_definition = "ellipsoidal"
rules = ["horinger"]
base_year = 2020
target_year = 2025

[layers.zoning]
path = ["zoning_yungu.shp", "zoning_konggang.shp"]

[layers.landuse_current]
path = ["landuse_current.shp", "landuse_towns.shp"]

[layers.landmark]
path = ["landmark.shp", "datacentre_sites.shp"]

[layers.ecological_corridor]
path = "ecological_corridor.shp"
fields = { min_width_m = "min_width" }

[layers.facility]
path = "facility.shp"
encoding = "GBK"
fields = { kind = "类别", name = "名称", status = "状态" }

[layers.project_footprints]
path = "project_footprints.shp"
fields = { national_zone = "natl_zone", investment_wan = "invest_wan", runoff_control = "runoff" }
"""
ENTERED = """\
# 示意数据：下列凭证与数值均为示例，不是事实。Illustrative: none of these entries is a fact.
"""
EVIDENCE = {
    "NA-UDB-04": ("conforms_to_plans", "intensity_evaluation", "land_balance"),
    "NA-FLD-01": (
        "什拉乌素河", "宝贝河", "小浑河", "空港排洪渠", "沙河", "陈梨夭水库", "二道凹水库", "石咀子水库", "盛乐水库",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class File:
    """A file of the plan: how its layer is made, its encoding, its field names, whether it carries its area."""

    make: Callable[[], gpd.GeoDataFrame]
    encoding: str = "UTF-8"
    fields: dict[str, str] = field(default_factory=dict)
    area: str = ""


FILES: dict[str, File] = {
    "planning_area": File(boundary.planning_areas),
    "development_boundary": File(boundary.development_boundary, area="MJ"),
    "zoning_yungu": File(zoning.zoning_yungu, fields=ZONING, area="MJ"),
    "zoning_konggang": File(zoning.zoning_konggang, encoding="GBK", fields=ZONING, area="MJ"),
    "landuse_current": File(
        zoning.landuse_current,
        fields={"class_code": "DLBM", "class_name": "DLMC", "settlement": "CZCSXM"},
        area="TBMJ",
    ),
    "landuse_towns": File(
        present.landuse_towns,
        fields={"class_code": "DLBM", "class_name": "DLMC", "settlement": "CZCSXM"},
        area="TBMJ",
    ),
    "ecological_corridor": File(ecology.corridors),
    "ecological_control": File(ecology.control),
    "ecological_redline": File(ecology.red_line_layer, area="MJ"),
    "permanent_farmland": File(ecology.farmland, area="YJJBNTMJ"),
    "river": File(water.river_lines),
    "shoreline": File(water.shorelines),
    "river_management": File(water.management_ranges),
    "water_body": File(water.water_bodies),
    "wetland": File(water.wetlands),
    "green_space": File(amenities.green_spaces),
    "road": File(network.roads),
    "facility": File(amenities.facilities, encoding="GBK"),
    "building": File(amenities.buildings),
    "viewpoint": File(scenery.viewpoints),
    "landmark": File(scenery.landmarks),
    "datacentre_sites": File(airport.datacentre_sites),
    "landscape_zone": File(scenery.landscape_zones),
    "utility_network": File(municipal.utility_network),
    "reserve_corridor": File(municipal.reserve_corridor),
    "runway": File(airport.runways),
    "noise_zone": File(airport.noise_zones),
    "project_footprints": File(projects.projects),
}


def build(folder: Path, names: list[str] | None = None) -> dict[str, gpd.GeoDataFrame]:
    """Makes the files (all, or those named) in ``folder`` and returns them as written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for name in names or list(FILES):
        file = FILES[name]
        frame = file.make()
        if file.area:
            areas = np.round(ellipsoidal_area(frame.geometry.to_numpy(), CRS), 2)
            frame.insert(len(frame.columns) - 2, file.area, areas)
        frame = frame.rename(columns=file.fields)
        write_shapefile(frame, folder / f"{name}.shp", file.encoding)
        made[name] = frame
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "entered.toml").write_text(ENTERED + "".join(_entries()), encoding="utf-8")
    return made


def _entries() -> Iterator[str]:
    for rule, items in EVIDENCE.items():
        for item in items:
            yield f'\n[[evidence]]\nrule = "{rule}"\nitem = "{item}"\nholds = true\n'
            yield 'document = "示意，不是事实"\ndated = 2025-12-31\n'
