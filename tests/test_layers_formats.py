"""Vector files as they come: side files missing or broken, several tables, mixed geometry."""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import sqlite3
import struct
import subprocess
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from core.errors import AppError
from layers.reading import read_layer
from tests.office import ORIGIN, square, write

SUFFIXES = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def squares(path: Path, count: int = 6) -> Path:
    names = [f"地块{number}" for number in range(count)]
    return write(path, [square(100 * number, 0, 100) for number in range(count)], encoding="GBK", MC=names)


def codes(layer) -> list[str]:
    return [notice.code for notice in layer.notices]


def refusal(path: Path, **options: object) -> AppError:
    with pytest.raises(AppError) as caught:
        read_layer(path, role=None, **options)
    return caught.value


def geojson(path: Path, *geometries: object) -> Path:
    features = [{"type": "Feature", "properties": {"MC": "甲"}, "geometry": geometry} for geometry in geometries]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def ring(*corners: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}


def test_a_sound_shapefile_has_nothing_to_say(tmp_path: Path) -> None:
    layer = read_layer(squares(tmp_path / "地块.shp"), role="building")
    assert (layer.name, layer.kind, layer.notices) == ("地块", "polygon", ())
    assert layer.frame.index.name == "fid"
    assert layer.frame.index.dtype == "int64"
    assert layer.crs is not None
    assert layer.crs.to_epsg() == 4546


def test_a_missing_index_is_rebuilt_on_a_copy(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    whole = read_layer(path, role=None)
    path.with_suffix(".shx").unlink()
    layer = read_layer(path, role=None)
    assert codes(layer) == ["shapefile.shx_missing"]
    assert shapely.equals(layer.frame.geometry.to_numpy(), whole.frame.geometry.to_numpy()).all()
    assert not path.with_suffix(".shx").exists()


def test_an_index_of_another_file_is_not_believed(tmp_path: Path) -> None:
    few, many = squares(tmp_path / "few.shp", 3), squares(tmp_path / "many.shp", 9)
    shutil.copy(few.with_suffix(".shx"), many.with_suffix(".shx"))
    layer = read_layer(many, role=None)
    assert (len(layer), codes(layer)) == (9, ["shapefile.shx_missing"])
    squares(tmp_path / "many.shp", 9)
    shutil.copy(many.with_suffix(".shx"), few.with_suffix(".shx"))
    assert len(read_layer(few, role=None)) == 3


def test_without_dbf_there_is_geometry_only(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    path.with_suffix(".dbf").unlink()
    layer = read_layer(path, role=None)
    assert (len(layer), list(layer.frame.columns), codes(layer)) == (6, ["geometry"], ["shapefile.dbf_missing"])


@pytest.mark.parametrize("kept", [0, 10, 40])
def test_a_dbf_without_a_whole_header_counts_as_missing(tmp_path: Path, kept: int) -> None:
    path = squares(tmp_path / "a.shp")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:kept])
    assert codes(read_layer(path, role=None)) == ["shapefile.dbf_missing"]


def test_of_a_truncated_dbf_the_complete_rows_are_read(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    row_length = int.from_bytes(content[10:12], "little")
    kept = len(content) - row_length - row_length // 2
    table.write_bytes(content[:kept])
    layer = read_layer(path, role=None)
    assert codes(layer) == ["shapefile.dbf_truncated"]
    assert len(layer) == 6
    assert layer.frame["name"].notna().tolist() == [True, True, True, True, False, False]
    assert not layer.frame.geometry.isna().any()
    assert len(table.read_bytes()) == kept


def test_a_dbf_with_fewer_rows_drops_no_shape(tmp_path: Path) -> None:
    path, other = squares(tmp_path / "a.shp", 6), squares(tmp_path / "b.shp", 4)
    shutil.copy(other.with_suffix(".dbf"), path.with_suffix(".dbf"))
    layer = read_layer(path, role=None)
    assert (len(layer), codes(layer)) == (6, ["shapefile.dbf_rows"])


def test_a_truncated_shp_is_refused_with_or_without_index(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    path.write_bytes(path.read_bytes()[:-100])
    error = refusal(path)
    assert error.code == "file.unreadable"
    assert "a.shp" in error.sentence("zh")
    path.with_suffix(".shx").unlink()
    assert refusal(path).code == "file.unreadable"


@pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a.geojson"])
@pytest.mark.parametrize("content", [b"", b"rubbish" * 200])
def test_rubbish_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    error = refusal(tmp_path / name)
    assert error.code == "file.unreadable"
    assert error.hint is not None
    assert name in error.message.zh


def test_a_file_that_may_not_be_opened_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = squares(tmp_path / "a.shp")
    monkeypatch.setattr(Path, "open", refuse)
    error = refusal(path)
    assert error.code == "file.unreadable"
    assert "Permission denied" in error.message.en


def test_json_that_is_no_geojson_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1}')
    assert refusal(tmp_path / "a.json").code == "file.unreadable"


def test_other_formats_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_text("x")
    assert refusal(tmp_path / "a.docx").code == "file.format"
    assert refusal(tmp_path / "none.shp").code == "file.missing"


@pytest.mark.parametrize("change", [str.upper, str.title])
def test_upper_case_and_mixed_case_suffixes_work(tmp_path: Path, change) -> None:
    path = squares(tmp_path / "a.shp")
    for suffix in SUFFIXES:
        path.with_suffix(suffix).rename(tmp_path / f"规划{change(suffix)}")
    layer = read_layer(tmp_path / f"规划{change('.shp')}", role=None)
    assert (len(layer), layer.encoding, layer.notices) == (6, "GBK", ())
    assert layer.crs is not None


def test_a_geopackage_keeps_its_own_ids(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0, 1), square(5, 0, 1), square(9, 0, 1)], name=["a", "b", "c"])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS rtree_a_geom_delete")
        connection.execute("DELETE FROM a WHERE name = 'b'")
    connection.close()
    assert read_layer(path, role=None).frame.index.tolist() == [1, 3]


def test_geojson_counts_records_from_zero(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ring((111, 40), (111.1, 40), (111.1, 40.1)))
    layer = read_layer(path, role=None)
    assert layer.frame.index.tolist() == [0]
    assert layer.crs is not None
    assert layer.crs.is_geographic


def test_geojson_in_gbk_is_read_and_said(tmp_path: Path) -> None:
    text = json.dumps({"type": "Feature", "properties": {"MC": "住宅用地"}, "geometry": None}, ensure_ascii=False)
    path = tmp_path / "a.geojson"
    path.write_bytes(text.encode("gbk"))
    layer = read_layer(path, role=None)
    assert layer.frame["name"].tolist() == ["住宅用地"]
    assert (layer.encoding, codes(layer)) == ("GB18030", ["encoding.guessed", "geometry.empty"])
    asked = read_layer(path, role=None, encoding="GBK")
    assert (asked.encoding, codes(asked)) == ("GBK", ["geometry.empty"])


def test_geojson_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ring((111, 40), (111.1, 40), (111.1, 40.1)))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_layer(path, role=None)) == 1


def test_lists_in_geojson_become_text_where_text_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    properties = {"name": ["甲", "乙"], "other": ["x"]}
    path.write_text(json.dumps({"type": "Feature", "properties": properties, "geometry": None}), encoding="utf-8")
    assert read_layer(path, role=None, where={"other": "x"}).frame["name"].tolist() == ["甲;乙"]


def test_of_several_tables_one_must_be_named_or_be_the_roles(tmp_path: Path) -> None:
    path = tmp_path / "规划.gpkg"
    for table in ("road", "道路备份"):
        frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.LineString([(0, 0), (1, 1)])], crs=4546)
        frame.to_file(path, layer=table)
    error = refusal(path)
    assert error.code == "file.table"
    assert "道路备份" in error.sentence("zh")
    assert refusal(path, table="nothing").code == "file.table"
    assert read_layer(path, role="road").name == "road"
    gpd.GeoDataFrame({"a": [1]}, geometry=[square(0, 0, 1)], crs=4546).to_file(path, layer="CZKFBJ")
    assert read_layer(path, role="development_boundary").name == "CZKFBJ"
    assert read_layer(path, role=None, table="道路备份").name == "道路备份"


def test_empty_and_null_geometries_stay_as_rows_and_are_named(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ring((111, 40), (111.1, 40), (111.1, 40.1)), None)
    layer = read_layer(path, role=None)
    assert (len(layer), codes(layer)) == (2, ["geometry.empty"])
    assert "#1" in layer.notices[0].message.zh


def test_a_crossing_ring_is_repaired_to_measure_and_the_source_is_untouched(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", ring((111, 40), (111.2, 40.2), (111.2, 40), (111, 40.2)))
    before = path.read_bytes()
    layer = read_layer(path, role=None)
    assert codes(layer) == ["geometry.repaired"]
    assert layer.frame.geometry.is_valid.all()
    assert shapely.area(layer.frame.geometry.iloc[0]) == pytest.approx(0.02)
    assert path.read_bytes() == before


def test_a_collection_gives_its_parts_of_the_layers_kind(tmp_path: Path) -> None:
    polygon = ring((111, 40), (111.1, 40), (111.1, 40.1))
    collection = {"type": "GeometryCollection", "geometries": [polygon, {"type": "Point", "coordinates": [111, 40]}]}
    layer = read_layer(geojson(tmp_path / "a.geojson", polygon, collection), role=None)
    assert layer.kind == "polygon"
    assert shapely.area(layer.frame.geometry.to_numpy()) == pytest.approx([0.005, 0.005])


def test_features_of_another_kind_are_named(tmp_path: Path) -> None:
    polygon = ring((111, 40), (111.1, 40), (111.1, 40.1))
    layer = read_layer(
        geojson(tmp_path / "a.geojson", polygon, polygon, {"type": "Point", "coordinates": [111, 40]}), role=None
    )
    assert (layer.kind, codes(layer)) == ("polygon", ["geometry.mixed"])
    assert "#2" in layer.notices[0].message.en


def test_heights_are_dropped(tmp_path: Path) -> None:
    x, y = ORIGIN
    path = write(tmp_path / "z.gpkg", [shapely.Polygon([(x, y, 5), (x + 9, y, 5), (x + 9, y + 9, 5)])], a=[1])
    layer = read_layer(path, role=None)
    assert not layer.frame.geometry.has_z.any()
    assert layer.notices == ()


def test_a_circle_drawn_as_a_curve_becomes_a_polygon(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0, 1)], a=[1])
    x, y = ORIGIN
    corners = [(x - 10, y), (x, y + 10), (x + 10, y), (x, y - 10), (x - 10, y)]
    arc = struct.pack("<BII", 1, 8, 5) + b"".join(struct.pack("<dd", *corner) for corner in corners)
    blob = b"GP\x00\x01" + struct.pack("<i", 4546) + struct.pack("<BII", 1, 10, 1) + arc
    with sqlite3.connect(path) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("UPDATE a SET geom = ?", (blob,))
        connection.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
    connection.close()
    layer = read_layer(path, role="building")
    assert layer.kind == "polygon"
    assert shapely.area(layer.frame.geometry.iloc[0]) == pytest.approx(math.pi * 100, rel=1e-3)


def test_an_empty_layer_knows_its_kind(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"a": []}, geometry=gpd.GeoSeries([], crs=4546), crs=4546)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(tmp_path / "a.gpkg", geometry_type="LineString")
    layer = read_layer(tmp_path / "a.gpkg", role="river")
    assert (len(layer), layer.kind) == (0, "line")


def test_the_digest_covers_the_side_files_and_notices_changes(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    first = read_layer(path, role=None).sha256
    assert read_layer(path, role=None).sha256 == first
    path.with_suffix(".cpg").write_text("GB18030")
    assert read_layer(path, role=None).sha256 != first
    single = write(tmp_path / "b.gpkg", [square(0, 0, 1)], a=[1])
    assert read_layer(single, role=None).sha256 == hashlib.sha256(single.read_bytes()).hexdigest()


def test_gdal_says_nothing_on_the_terminal(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    path.with_suffix(".shx").unlink()
    path.with_suffix(".cpg").write_text("nonsense")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes()[:-100])
    code = "import sys, pathlib, layers.reading as r; r.read_layer(pathlib.Path(sys.argv[1]), role=None)"
    found = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("", "")


def test_reading_leaves_no_file_behind(tmp_path: Path) -> None:
    path = squares(tmp_path / "a.shp")
    path.with_suffix(".shx").unlink()
    write(tmp_path / "b.gpkg", [square(0, 0, 1)], a=[1])
    before = sorted(file.name for file in tmp_path.iterdir())
    read_layer(path, role=None)
    read_layer(tmp_path / "b.gpkg", role=None)
    assert sorted(file.name for file in tmp_path.iterdir()) == before
