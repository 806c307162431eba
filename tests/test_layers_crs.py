"""Coordinate systems of files: stated, declared, missing, contradicted by the coordinates, on an old datum."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from core.messages import Text
from layers.geometry.crs import crs_name, gauss_kruger_zone, measuring_crs, same_crs, transformed
from layers.layer import Layer, Notice
from layers.reading import read_layer

HERE = shapely.box(568_000, 4_487_000, 568_100, 4_487_100)
ESRI_111 = (
    'PROJCS["CGCS2000_3_Degree_GK_CM_111E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",'
    'SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],'
    'UNIT["Meter",1.0]]'
)


def read(folder: Path, geometry: shapely.Geometry, crs: int | None, default: int | None = None) -> Layer:
    path = folder / "a.shp"
    gpd.GeoDataFrame({"a": [1]}, geometry=[geometry], crs=crs or 4546).to_file(path)
    if crs is None:
        path.with_suffix(".prj").unlink()
    return read_layer(path, role=None, default_crs=pyproj.CRS.from_epsg(default) if default else None)


def moved(dx: float) -> shapely.Geometry:
    return shapely.transform(HERE, lambda xy: xy + np.array([dx, 0]))


def only(layer: Layer, code: str) -> Notice:
    (notice,) = layer.notices
    assert notice.code == code
    return notice


@pytest.mark.parametrize(
    ("geometry", "crs"), [(HERE, 4546), (moved(37_000_000), 4525), (shapely.box(111, 40, 112, 41), 4490)]
)
def test_coordinates_that_fit_are_believed(tmp_path: Path, geometry: shapely.Geometry, crs: int) -> None:
    layer = read(tmp_path, geometry, crs)
    assert layer.notices == ()
    assert layer.crs is not None
    assert crs_name(layer.crs) == f"EPSG:{crs}"


def test_a_prj_written_by_esri_is_the_same_system(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"a": [1]}, geometry=[HERE], crs=4546).to_file(path)
    path.with_suffix(".prj").write_text(ESRI_111)
    crs = read_layer(path, role=None).crs
    assert crs is not None
    assert crs_name(crs) == "EPSG:4546"
    assert same_crs(crs, pyproj.CRS.from_epsg(4546))


SWAPPED = shapely.box(4_487_000, 568_000, 4_487_100, 568_100)
DEGREES = shapely.box(111.8, 40.5, 111.9, 40.6)


@pytest.mark.parametrize(
    ("geometry", "crs", "says", "repair"),
    [
        (moved(37_000_000), 4546, Text("带有带号", "carry a zone prefix"), "EPSG:4525"),
        (moved(19_000_000), 4508, Text("带有带号", "carry a zone prefix"), "EPSG:4497"),
        (HERE, 4525, Text("没有带号", "carry no zone prefix"), "EPSG:4546"),
        (moved(38_000_000), 4525, Text("离中央子午线太远", "too far from the central meridian"), "EPSG:4526"),
        (SWAPPED, 4546, Text("颠倒", "swapped"), "easting, northing"),
        (DEGREES, 4546, Text("度而不是米", "degrees, not metres"), "EPSG:4490"),
        (HERE, 4490, Text("米而不是度", "metres, not degrees"), "EPSG:4546"),
        (moved(37_000_000), 4490, Text("米而不是度", "metres, not degrees"), "EPSG:4525"),
        (shapely.box(40.5, 111.8, 40.6, 111.9), 4490, Text("颠倒", "swapped"), "longitude, latitude"),
    ],
)
def test_coordinates_that_contradict_are_not_measured(
    tmp_path: Path, geometry: shapely.Geometry, crs: int, says: Text, repair: str
) -> None:
    layer = read(tmp_path, geometry, crs)
    assert layer.crs is None
    notice = only(layer, "crs.contradicted")
    assert says.zh in notice.message.zh
    assert says.en in notice.message.en
    assert notice.repair is not None
    assert repair in notice.repair.en


def test_without_prj_the_crs_is_unknown_or_the_plans(tmp_path: Path) -> None:
    unknown = read(tmp_path, HERE, None)
    assert unknown.crs is None
    assert only(unknown, "crs.missing").repair is not None
    declared = read(tmp_path, HERE, None, default=4546)
    assert declared.crs is not None
    assert crs_name(declared.crs) == "EPSG:4546"
    only(declared, "crs.assumed")


def test_the_plans_crs_does_not_override_the_files_own(tmp_path: Path) -> None:
    layer = read(tmp_path, moved(37_000_000), 4525, default=4546)
    assert layer.crs is not None
    assert crs_name(layer.crs) == "EPSG:4525"


def test_the_plans_crs_may_be_contradicted_too(tmp_path: Path) -> None:
    layer = read(tmp_path, moved(37_000_000), None, default=4546)
    assert layer.crs is None
    assert [notice.code for notice in layer.notices] == ["crs.assumed", "crs.contradicted"]


@pytest.mark.parametrize("crs", [2382, 2434, 4610, 4214])
def test_old_datums_are_refused_without_parameters(tmp_path: Path, crs: int) -> None:
    geometry = HERE if crs in (2382, 2434) else DEGREES
    layer = read(tmp_path, geometry, crs)
    assert layer.crs is None
    assert "参数" in only(layer, "crs.datum").message.zh


def test_metres_in_geojson_state_nothing_and_the_plan_decides(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    corners = shapely.get_coordinates(HERE).tolist()
    path.write_text(str({"type": "Polygon", "coordinates": [corners]}).replace("'", '"'))
    unknown = read_layer(path, role=None)
    assert unknown.crs is None
    only(unknown, "crs.missing")
    declared = read_layer(path, role=None, default_crs=pyproj.CRS.from_epsg(4546))
    assert declared.crs is not None
    only(declared, "crs.assumed")


@pytest.mark.parametrize(("old", "new"), [("111.0]", "111.5]"), ("500000.0", "500001.0"), ("6378137.0", "6378140.0")])
def test_a_local_system_is_not_taken_for_the_nearest_epsg_one(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"a": [1]}, geometry=[HERE], crs=4546).to_file(path)
    path.with_suffix(".prj").write_text(ESRI_111.replace(old, new))
    crs = read_layer(path, role=None).crs
    assert crs is not None
    assert not same_crs(crs, pyproj.CRS.from_epsg(4546))


@pytest.mark.parametrize(
    "words", ["本地独立坐标系", ESRI_111[:-60], ESRI_111.replace("PROJECTION", "X"), 'LOCAL_CS["x"]']
)
def test_words_that_mean_no_crs_are_said(tmp_path: Path, words: str) -> None:
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"a": [1]}, geometry=[HERE], crs=4546).to_file(path)
    path.with_suffix(".prj").write_text(words)
    layer = read_layer(path, role=None)
    assert [notice.code for notice in layer.notices] == ["crs.unreadable", "crs.missing"]


@pytest.mark.parametrize(
    ("longitude", "code"), [(111.8, 4546), (112.6, 4547), (109.4, 4545), (75.0, 4534), (135.0, 4554)]
)
def test_the_three_degree_zone_of_a_longitude(longitude: float, code: int) -> None:
    assert gauss_kruger_zone(longitude).to_epsg() == code


@pytest.mark.parametrize("longitude", [0.0, 73.0, 140.0])
def test_no_zone_outside_the_country(longitude: float) -> None:
    with pytest.raises(ValueError, match="zone"):
        gauss_kruger_zone(longitude)


def bound(folder: Path, crs: int | None, geometry: shapely.Geometry, role: str | None = "building") -> Layer:
    folder.mkdir()
    path = folder / "a.gpkg"
    gpd.GeoDataFrame({"a": [1]}, geometry=[geometry], crs=crs).to_file(path)
    return read_layer(path, role=role)


def test_the_first_bound_projected_layer_says_where_to_measure(tmp_path: Path) -> None:
    degrees = bound(tmp_path / "a", 4490, DEGREES)
    zone_37 = bound(tmp_path / "b", 4525, moved(37_000_000))
    plain = bound(tmp_path / "c", 4546, HERE)
    unbound = bound(tmp_path / "d", 4547, HERE, role=None)
    declared = pyproj.CRS.from_epsg(4508)
    assert crs_name(measuring_crs([degrees, unbound, zone_37, plain], declared)) == "EPSG:4525"
    assert crs_name(measuring_crs([degrees], declared)) == "EPSG:4508"
    assert crs_name(measuring_crs([degrees], pyproj.CRS.from_epsg(4490))) == "EPSG:4546"
    assert measuring_crs([unbound], None) is None


def test_transforming_keeps_easting_first_and_the_same_system_untouched() -> None:
    degrees, metres = pyproj.CRS.from_epsg(4490), pyproj.CRS.from_epsg(4546)
    there = transformed(np.array([shapely.Point(111.8, 40.4)]), degrees, metres)
    assert (there[0].x, there[0].y) == pytest.approx((567_915, 4_474_250), abs=200)
    geometries = np.array([HERE])
    assert transformed(geometries, metres, pyproj.CRS.from_user_input("EPSG:4546")) is geometries
