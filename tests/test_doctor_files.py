"""Broken files as offices send them: each gets its right diagnosis, and sound files get none."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from core.errors import AppError
from layers.doctor.examining import examine_file
from tests.doctor_files import EAST, NORTH, file_codes, parcels, square, written

Shapes = list[Any]


def shifted(shapes: Shapes, x: float, y: float = 0.0) -> Shapes:
    return list(shapely.transform(np.array(shapes), lambda xy: xy + np.array([x, y])))


def swapped(shapes: Shapes) -> Shapes:
    return list(shapely.transform(np.array(shapes), lambda xy: xy[:, ::-1]))


SQUARES = [square(number) for number in range(4)]
BOWTIE = shapely.Polygon([(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)])
SPIKE = shapely.Polygon(
    [
        (EAST, NORTH),
        (EAST + 50, NORTH),
        (EAST + 50, NORTH - 30),
        (EAST + 50.01, NORTH),
        (EAST + 90, NORTH),
        (EAST, NORTH + 90),
    ]
)
REPEATED = shapely.Polygon([(EAST, NORTH), (EAST + 9, NORTH), (EAST + 9, NORTH), (EAST + 9, NORTH + 9)])
WITH_Z = shapely.force_3d(square(0), 1050.0)
DEGREES = [shapely.box(111.8 + n / 100, 40.4, 111.805 + n / 100, 40.403 + n / 1000) for n in range(3)]

FRAMES: dict[str, tuple[str, Callable[[], gpd.GeoDataFrame]]] = {
    "zone prefix in a CRS without": ("crs.contradicted", lambda: parcels(shapes=shifted(SQUARES, 37e6))),
    "no prefix in a CRS with": ("crs.contradicted", lambda: parcels(shapes=SQUARES, crs=4525)),
    "axes swapped": ("crs.contradicted", lambda: parcels(shapes=swapped(SQUARES))),
    "degrees in a projected CRS": ("crs.contradicted", lambda: parcels(shapes=DEGREES)),
    "metres in a geographic CRS": ("crs.contradicted", lambda: parcels(shapes=SQUARES, crs=4490)),
    "no CRS": ("crs.missing", lambda: parcels(crs=None)),
    "Xian 1980": ("crs.datum", lambda: parcels(crs=2382)),
    "Beijing 1954": ("crs.datum", lambda: parcels(crs=2434)),
    "far outside the zone": ("crs.outside", lambda: parcels(shapes=shifted(SQUARES, 250_000.0))),
    "null geometry": ("geometry.empty", lambda: parcels(shapes=[*SQUARES, None])),
    "empty geometry": ("geometry.empty", lambda: parcels(shapes=[*SQUARES, shapely.Polygon()])),
    "points among polygons": ("geometry.mixed", lambda: parcels(shapes=[*SQUARES, shapely.Point(EAST, NORTH)])),
    "a geometry collection": (
        "geometry.mixed",
        lambda: parcels(shapes=[*SQUARES, shapely.GeometryCollection([square(6), shapely.Point(EAST, NORTH)])]),
    ),
    "heights": ("geometry.z", lambda: parcels(shapes=[WITH_Z])),
    "a bow tie": ("geometry.invalid", lambda: parcels(shapes=[*SQUARES[1:], BOWTIE])),
    "a spike": ("geometry.spike", lambda: parcels(shapes=[*SQUARES[1:], SPIKE])),
    "a repeated vertex": ("geometry.duplicate_vertices", lambda: parcels(shapes=[*SQUARES[1:], REPEATED])),
    "a feature twice": (
        "duplicates.feature",
        lambda: parcels(
            shapes=[square(0), square(0), square(1)], DKBH=None, YDDM=["0701"] * 3, YDMC=["城镇住宅用地"] * 3
        ),
    ),
    "one shape, two meanings": ("duplicates.shape", lambda: parcels(shapes=[square(0), square(0), square(1)])),
    "a parcel number twice": ("duplicates.id", lambda: parcels(3, DKBH=["A-1", "A-1", "A-2"])),
    "a BSM twice": ("duplicates.id", lambda: parcels(3, BSM=["1501", "1501", "1502"])),
    "code and name disagree": (
        "codes.disagree",
        lambda: parcels(2, YDDM=["0701", "1401"], YDMC=["工业用地", "公园绿地"]),
    ),
    "codes of 2020": ("codes.2020", lambda: parcels(2, YDDM=["0602", "1401"], YDMC=["种植设施建设用地", "公园绿地"])),
    "codes of the land survey": ("codes.sandiao", lambda: parcels(1, YDDM=["1101"], YDMC=["河流水面"])),
    "codes of GB 50137": ("codes.gb50137", lambda: parcels(2, YDDM=["R2", "A33"], YDMC=None)),
    "an ambiguous code": ("codes.ambiguous", lambda: parcels(2, YDDM=["0204", "1401"], YDMC=None)),
    "an unknown code": ("codes.unknown", lambda: parcels(2, YDDM=["0799", "1401"], YDMC=None)),
    "codes as numbers": ("codes.zero_lost", lambda: parcels(2, YDDM=[701, 1401], YDMC=None)),
    "codes as 701.0": ("codes.zero_lost", lambda: parcels(2, YDDM=["701.0", "1401.0"], YDMC=None)),
    "hectares": ("area.unit", lambda: parcels(3, MJ=[1.0, 1.0201, 1.0404])),
    "mu": ("area.unit", lambda: parcels(3, MJ=[15.0, 15.3015, 15.606])),
    "another area": ("area.differs", lambda: parcels(3, MJ=[10_000.0, 25_000.0, 10_404.0])),
    "numbers as text": ("values.numbers_as_text", lambda: parcels(3, RJL=["1.2", "2.0", "3.5"])),
    "dates as text": ("values.dates_as_text", lambda: parcels(3, PZRQ=["2024-01-31", "2024/2/1", "2024年3月5日"])),
    "letters misread before": (
        "encoding.misread",
        lambda: parcels(
            3, YDMC=[name.encode("gbk").decode("latin-1") for name in ("城镇住宅用地", "公园绿地", "教育用地")]
        ),
    ),
}


@pytest.mark.parametrize("what", FRAMES)
def test_a_broken_geopackage_is_told_what_it_has(tmp_path: Path, what: str) -> None:
    code, make = FRAMES[what]
    path = written(make(), tmp_path / "zoning.gpkg")
    examined = examine_file(path)
    assert [one.code for one in examined.diagnoses] == [code], [one.notice.message.en for one in examined.diagnoses]
    (diagnosis,) = examined.diagnoses
    assert diagnosis.notice.repair is not None
    assert "{" not in diagnosis.notice.message.zh + diagnosis.notice.message.en


def without_cpg(path: Path) -> None:
    path.with_suffix(".cpg").unlink()


def with_cpg(word: str) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(".cpg").write_text(word) and None


def without(suffix: str) -> Callable[[Path], None]:
    return lambda path: path.with_suffix(suffix).unlink()


def cut(suffix: str, length: int) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        side = path.with_suffix(suffix)
        side.write_bytes(side.read_bytes()[:-length])

    return damage


def words_in_prj(path: Path) -> None:
    path.with_suffix(".prj").write_text("CGCS2000 三度带")


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (without_cpg, {"encoding.guessed"}),
        (with_cpg("UTF-8"), {"encoding.repaired"}),
        (with_cpg("ISO-8859-1"), {"encoding.repaired"}),
        (with_cpg("什么"), {"encoding.unknown", "encoding.guessed"}),
        (without(".shx"), {"shapefile.shx_missing"}),
        (cut(".shx", 12), {"shapefile.shx_missing"}),
        (without(".dbf"), {"shapefile.dbf_missing"}),
        (without(".prj"), {"crs.missing"}),
        (words_in_prj, {"crs.unreadable", "crs.missing"}),
        (cut(".dbf", 30), {"shapefile.dbf_truncated"}),
    ],
)
def test_a_broken_shapefile_is_told_what_it_has(
    tmp_path: Path, damage: Callable[[Path], None], expected: set[str]
) -> None:
    path = written(parcels(), tmp_path / "zoning.shp")
    damage(path)
    assert file_codes(path) == expected


def test_a_cut_shp_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = written(parcels(), tmp_path / "zoning.shp")
    cut(".shp", 40)(path)
    with pytest.raises(AppError) as caught:
        examine_file(path)
    assert caught.value.hint is not None


def test_m_values_of_a_shapefile_are_said(tmp_path: Path) -> None:
    path = written(parcels(1), tmp_path / "zoning.shp")
    points = [EAST, NORTH, EAST, NORTH + 10, EAST + 10, NORTH, EAST, NORTH]
    body = struct.pack("<i4d2ii8d", 25, EAST, NORTH, EAST + 10, NORTH + 10, 1, 4, 0, *points)
    body += struct.pack("<2d4d", 1, 2, 1, 1, 2, 1)
    record = struct.pack(">2i", 1, len(body) // 2) + body
    box = (EAST, NORTH, EAST + 10, NORTH + 10, 0, 0, 1, 2)
    for suffix, content in ((".shp", record), (".shx", struct.pack(">2i", 50, len(body) // 2))):
        head = struct.pack(">7i2i", 9994, 0, 0, 0, 0, 0, (100 + len(content)) // 2, 0, 0)[:28]
        path.with_suffix(suffix).write_bytes(head + struct.pack("<2i8d", 1000, 25, *box) + content)
    assert file_codes(path) == {"geometry.m"}


def test_true_curves_of_a_geopackage_are_said(tmp_path: Path) -> None:
    path = written(parcels(1), tmp_path / "zoning.gpkg")
    ring = [EAST, NORTH, EAST + 50, NORTH + 50, EAST + 100, NORTH, EAST + 50, NORTH - 50, EAST, NORTH]
    curve = struct.pack("<BIIBII10d", 1, 10, 1, 1, 8, 5, *ring)
    with closing(sqlite3.connect(path)) as file:
        for trigger in [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
            file.execute(f'DROP TRIGGER "{trigger}"')
        file.execute("UPDATE zoning SET geom = ?", (b"GP\x00\x01" + struct.pack("<i", 4546) + curve,))
        file.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
        file.commit()
    assert "geometry.curved" in file_codes(path)


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("crs", [4546, 4525, 4490])
def test_a_sound_shapefile_gets_no_notice(tmp_path: Path, encoding: str, crs: int) -> None:
    moved = (
        parcels().to_crs(crs) if crs == 4490 else parcels(shapes=shifted(SQUARES, 37e6 if crs == 4525 else 0), crs=crs)
    )
    path = written(moved, tmp_path / "zoning.shp", encoding)
    examined = examine_file(path)
    assert examined.notices == ()
    assert [(one.role, one.certainty) for one in examined.roles] == [("zoning", "certain")]


def test_a_sound_geopackage_with_everything_gets_no_notice(tmp_path: Path) -> None:
    frame = parcels(
        BSM=[str(1501000 + n) for n in range(8)],
        MJ=[square(n).area for n in range(8)],
        RJL=np.linspace(0.8, 3.5, 8),
        phase=["2025"] * 8,
        XZQDM=["150123"] * 8,
        电话=["0471-1234567"] * 8,
        BZ=["版本 1.0", "", None, "Café", "2024", "1.5", "其他", "无"],
    )
    assert file_codes(written(frame, tmp_path / "zoning.gpkg")) == set()


def test_a_sound_geojson_gets_no_notice(tmp_path: Path) -> None:
    path = written(parcels().to_crs(4326), tmp_path / "zoning.geojson", driver="GeoJSON")
    assert file_codes(path) == set()


def test_metres_in_a_geojson_are_told(tmp_path: Path) -> None:
    shape = shapely.geometry.mapping(square())
    feature = {"type": "Feature", "properties": {"YDDM": "0701"}, "geometry": shape}
    path = tmp_path / "zoning.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert file_codes(path) == {"crs.missing"}


def test_net_farmland_may_be_less_than_its_shape(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"YJJBNTMJ": [9_000.0]}, geometry=[square()], crs=4546)
    assert file_codes(written(frame, tmp_path / "YJJBNT.gpkg")) == set()


def test_versions_of_a_boundary_may_share_a_shape(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"year": [2025, 2035]}, geometry=[square(), square()], crs=4546)
    assert file_codes(written(frame, tmp_path / "CZKFBJ.gpkg")) == set()


def test_lists_of_geojson_are_examined_as_text(tmp_path: Path) -> None:
    path = tmp_path / "lists.geojson"
    place = {"type": "Point", "coordinates": [111.8, 40.4]}
    features = [
        {"type": "Feature", "properties": {"facilities": value}, "geometry": place}
        for value in (["甲", "乙"], [], None)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    assert file_codes(path) == set()
