"""The committed sample plan keeps what it promises; read with pyogrio and shapely only, no check of ours."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyproj
import pytest
import shapely

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "data" / "shapefiles"
PROJECT_RULES = [
    "NL-01",
    "NL-02",
    "NL-03",
    "NL-04",
    "NL-05",
    "NL-06",
    "NL-07",
    "NL-08a",
    "NL-08b",
    "NL-08c",
    "NL-08d",
    "NL-09",
    "NL-13",
]
REAL = {"runway", "datacentre_sites"}


@cache
def read(name: str) -> Any:
    return pyogrio.read_dataframe(FOLDER / f"{name}.shp")


def shapes(name: str, **equal: object) -> Any:
    frame = read(name)
    for field, value in equal.items():
        frame = frame[frame[field] == value]
    return frame.geometry.to_numpy()


def counted(year: int) -> Any:
    frame = read("development_boundary")
    return shapely.union_all(frame[(frame["year"] == year) & (frame["zone"] != "特别用途区")].geometry.to_numpy())


def geodesic_m2(shape: Any) -> float:
    crs = pyproj.CRS.from_epsg(4546)
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    degrees = shapely.transform(shapely.segmentize(shape, 100.0), to_degrees.transform, interleaved=False)
    return abs(crs.get_geod().geometry_area_perimeter(shapely.orient_polygons(degrees))[0])


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.shp"))


@pytest.mark.parametrize("name", names())
def test_every_layer_is_valid_in_epsg_4546_and_says_what_is_illustrative(name: str) -> None:
    frame = read(name)
    assert frame.crs.to_epsg() == 4546
    assert frame.geometry.is_valid.all()
    assert not frame.geometry.is_empty.any()
    status = frame["状态"] if name == "facility" else frame["status"]
    if name in REAL:
        assert (status == "开放数据").all()
        assert (frame["ATTRIB"] == "© OpenStreetMap contributors, ODbL 1.0").all()
    else:
        assert (status == "示意").all()


def test_every_shapefile_has_its_companions_and_the_folder_is_small() -> None:
    for path in FOLDER.glob("*.shp"):
        for suffix in (".shx", ".dbf", ".prj", ".cpg"):
            assert path.with_suffix(suffix).is_file()
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 20_000_000


def test_two_layers_are_gbk_and_say_so() -> None:
    for name in ("zoning_konggang", "facility"):
        assert (FOLDER / f"{name}.cpg").read_text() == "GBK"
    assert "医院" in set(read("facility")["类别"])


def test_the_plan_file_binds_files_that_are_there() -> None:
    plan = tomllib.loads((FOLDER / "plan.toml").read_text(encoding="utf-8"))
    assert (plan["name"], plan["base_year"], plan["target_year"]) == ("和林格尔新区 2025", 2020, 2025)
    for binding in plan["layers"].values():
        paths = binding["path"] if isinstance(binding["path"], list) else [binding["path"]]
        for path in paths:
            fields = set(pyogrio.read_info(FOLDER / path)["fields"])
            assert set(binding.get("fields", {}).values()) <= fields


@pytest.mark.parametrize("name", ["zoning_yungu", "zoning_konggang", "landuse_current"])
def test_land_use_is_a_valid_coverage(name: str) -> None:
    assert shapely.coverage_is_valid(shapes(name))


def test_both_towns_and_the_countryside_fill_the_core_exactly() -> None:
    every = np.concatenate([shapes(name) for name in ("zoning_yungu", "zoning_konggang", "landuse_current")])
    assert shapely.coverage_is_valid(every)
    core = shapes("planning_area", kind="核心区")[0]
    # Borders on the millimetre grid may leave the core's own border by half a millimetre.
    assert shapely.coverage_union_all(every).symmetric_difference(core).area < 20.0


def test_the_towns_have_their_number_of_parcels_and_their_size() -> None:
    parcels = sum(int((read(name)["YDDM"] != "1207").sum()) for name in ("zoning_yungu", "zoning_konggang"))
    assert 3000 <= parcels <= 4200
    total = sum(float(shapely.area(shapes(name)).sum()) for name in ("zoning_yungu", "zoning_konggang"))
    assert 45e6 < total < 50e6
    holes = shapely.get_num_interior_rings(shapes("zoning_yungu"))
    assert holes.max() >= 1


def test_parcel_numbers_are_unique() -> None:
    numbers = [*read("zoning_yungu")["DKBH"], *read("zoning_konggang")["DKBH"]]
    assert len(numbers) == len(set(numbers))
    assert all(re.fullmatch(r"(YG|KG)-\d\d-\d{3,4}", number) for number in numbers)


def test_names_are_those_of_the_codes() -> None:
    with (ROOT / "styles" / "landuse_2023.csv").open(encoding="utf-8-sig", newline="") as rows:
        known = {row["code"]: row["name_zh"] for row in csv.DictReader(rows)}
    for name, code, word in (
        ("zoning_yungu", "YDDM", "YDMC"),
        ("zoning_konggang", "YDDM", "YDMC"),
        ("landuse_current", "DLBM", "DLMC"),
    ):
        frame = read(name)
        assert [known[value] for value in frame[code]] == list(frame[word])


def test_plan_indicators_agree_with_each_other() -> None:
    for name in ("zoning_yungu", "zoning_konggang"):
        frame = read(name).dropna(subset=["RJL"])
        assert len(frame) > 500
        assert (frame["JZMD"] + frame["LDL"] <= 100).all()
        storeys = frame["JZXG"] / 3.0
        assert (frame["RJL"] <= frame["JZMD"] / 100 * storeys + 0.1).all()
        assert frame["phase"].between(2021, 2035).all()


def test_every_part_of_the_plan_is_there() -> None:
    assert set(read("zoning_yungu")["part"]) == {"南", "东", "中", "北"}
    assert set(read("zoning_konggang")["part"]) == {"空港"}


def test_the_base_boundary_has_its_published_area_to_the_square_metre() -> None:
    assert geodesic_m2(counted(2020)) == pytest.approx(28_830_000, abs=0.5)


def test_the_target_boundary_leaves_a_small_rest_in_both_definitions() -> None:
    target = counted(2025)
    for area in (geodesic_m2(target), target.area):
        assert 53.3e6 < area < 53.5e6


def test_the_target_boundary_contains_the_base_and_every_feature_has_a_year() -> None:
    assert set(read("development_boundary")["year"]) == {2020, 2025}
    assert counted(2020).difference(counted(2025)).area < 1e-6


def test_farmland_is_cut_out_of_the_boundary() -> None:
    holes = [shapely.polygons(ring) for shape in shapes("development_boundary") for ring in shape.interiors]
    farmland = shapely.union_all(shapes("permanent_farmland"))
    assert sum(hole.intersects(farmland) for hole in holes) >= 2


def test_the_control_lines_do_not_overlap() -> None:
    red_line = shapely.union_all(shapes("ecological_redline"))
    farmland = shapely.union_all(shapes("permanent_farmland"))
    boundary = shapely.union_all(shapes("development_boundary", year=2025))
    assert red_line.intersection(farmland).area == 0
    assert red_line.intersection(boundary).area == 0
    assert farmland.intersection(boundary).area == 0


def test_core_belt_and_places_are_where_they_should_be() -> None:
    core, new_area = shapes("planning_area", kind="核心区")[0], shapes("planning_area", kind="新区")[0]
    belt = shapes("ecological_corridor", kind="belt")[0]
    assert geodesic_m2(core) == pytest.approx(341e6, abs=0.5e6)
    assert geodesic_m2(belt) == pytest.approx(200e6, abs=3e6)
    assert belt.distance(new_area) > 0
    assert new_area.covers(core)
    towns = shapes("planning_area", kind="片区")
    assert all(core.covers(town) for town in towns)
    units = shapely.union_all(shapes("planning_area", kind="单元"))
    assert units.symmetric_difference(shapely.union_all(towns)).area < 1e-6
    airport, valley = shapely.union_all(shapes("runway")).centroid, towns[0].centroid
    assert 20_000 < airport.distance(valley) < 24_000


def test_more_than_half_of_the_belt_is_controlled() -> None:
    belt = shapes("ecological_corridor", kind="belt")[0]
    controlled = shapely.union_all([*shapes("ecological_control"), *shapes("ecological_redline")])
    assert 0.52 < controlled.intersection(belt).area / belt.area < 0.60


def test_corridors_are_in_one_piece_and_wider_than_they_must_be() -> None:
    for _, corridor in read("ecological_corridor").iterrows():
        eroded = shapely.buffer(corridor.geometry, -corridor["min_width"] / 2 - 5.0, quad_segs=32)
        assert corridor.geometry.geom_type == "Polygon"
        assert eroded.geom_type == "Polygon"
        assert not eroded.is_empty


def test_more_than_67_percent_of_the_core_is_green() -> None:
    core = shapes("planning_area", kind="核心区")[0]
    green = 0.0
    for name, code in (("zoning_yungu", "YDDM"), ("zoning_konggang", "YDDM"), ("landuse_current", "DLBM")):
        frame = read(name)
        planted = frame[code].str[:2].isin(["02", "03", "04", "05"]) | frame[code].isin(["1401", "1402"])
        green += float(shapely.area(frame[planted].geometry.to_numpy()).sum())
    assert 0.675 < green / core.area < 0.71


def test_more_than_90_percent_of_the_banks_are_ecological() -> None:
    frame = read("shoreline")
    assert set(frame["bank"]) == {"生态", "硬质"}
    assert 0.91 < frame[frame["bank"] == "生态"].length.sum() / frame.length.sum() < 0.97


def test_roads_are_one_network_and_facilities_are_counted() -> None:
    edges = shapes("road")
    noded = shapely.union_all(edges, grid_size=0.001)
    assert len(shapely.get_parts(shapely.buffer(noded, 0.01, quad_segs=1))) == 1
    kinds = read("facility")["类别"].value_counts()
    assert (kinds["消防站"], kinds["燃气调压站"]) == (2, 4)
    assert len(kinds) == 21


def test_buildings_stand_inside_parcels_and_keep_their_height() -> None:
    frame = read("building")
    assert 800 <= len(frame) <= 2000
    parcels = np.concatenate([shapes("zoning_yungu"), shapes("zoning_konggang")])
    limits = np.concatenate([read("zoning_yungu")["JZXG"], read("zoning_konggang")["JZXG"]])
    building, parcel = shapely.STRtree(parcels).query(frame.geometry.to_numpy(), predicate="within")
    assert len(building) == len(frame)
    assert (frame["height_m"].to_numpy()[building] <= limits[parcel]).all()


def test_viewpoints_look_at_landmarks() -> None:
    assert set(read("viewpoint")["target"]) <= set(read("landmark")["name"])


def test_every_project_rule_has_a_planted_conflict_and_some_projects_are_clean() -> None:
    planted = read("project_footprints")["planted"]
    assert set(PROJECT_RULES) == set(planted.dropna())
    assert planted.isna().sum() >= 6


def overlapped(shape: Any) -> set[str]:
    layers = {
        "NL-07": shapes("ecological_redline"),
        "NL-08a": shapes("river_management"),
        "NL-08b": shapes("water_body"),
        "NL-08c": shapes("wetland"),
        "NL-08d": shapes("ecological_corridor", kind="迁徙"),
        "NL-13": shapes("permanent_farmland"),
    }
    return {rule for rule, other in layers.items() if shape.intersection(shapely.union_all(other)).area > 1e-6}


def test_projects_overlap_what_is_planted_and_nothing_else() -> None:
    target = counted(2025)
    for _, project in read("project_footprints").iterrows():
        found = overlapped(project.geometry)
        urban = project["class_code"] != "1202"
        if urban and project.geometry.difference(target).area > 1e-6:
            found.add("NL-06")
        planted = {project["planted"]} & {"NL-06", "NL-07", "NL-08a", "NL-08b", "NL-08c", "NL-08d", "NL-13"}
        assert found == planted, project["project"]


def test_project_attributes_break_what_is_planted_and_nothing_else() -> None:
    frame = read("project_footprints")
    new = frame["build_type"] == "新建"
    per_mu = frame["invest_wan"] / (frame.area / (2000 / 3))
    broken = {
        "NL-01": new & (frame["boiler_tph"] <= 20),
        "NL-02": new & frame["facilities"].fillna("").str.contains("晾晒池|蒸发塘"),
        "NL-03": new & frame["class_code"].str.startswith(("10", "11")) & (per_mu < 150),
        "NL-04": frame["discharge"] == "直排",
        "NL-05": frame["energy_tce"] >= 1000,
    }
    for rule, rows in broken.items():
        assert list(frame[rows]["planted"]) == [rule]


def test_one_project_touches_the_red_line_without_overlap() -> None:
    red_line = shapely.union_all(shapes("ecological_redline"))
    touching = shapely.touches(shapes("project_footprints"), red_line)
    assert touching.sum() == 1
    assert read("project_footprints")["planted"][touching].isna().all()


def test_footprints_do_not_overlap_each_other() -> None:
    footprints = shapes("project_footprints")
    first, second = shapely.STRtree(footprints).query(footprints, predicate="intersects")
    assert (first == second).all()


def test_the_readme_counts_what_is_in_the_files() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    stated = {name: int(count) for name, count in re.findall(r"^\| `(\w+)\.shp` \|.*\| (\d+) \|$", text, re.M)}
    assert stated == {name: len(read(name)) for name in names()}


def test_building_the_sample_again_gives_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "data" / "sample" / "build.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name
