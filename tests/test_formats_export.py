"""Export: what was meant is in the file, all of it or none, and nothing that was there is lost."""

from __future__ import annotations

import datetime
import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from core.errors import AppError
from layers.formats import export, vector
from layers.formats.export import ExportReport, export_layer, gdal_writing, placing
from layers.formats.export.field_names import initials, shapefile_names
from layers.geometry.datum import lossless
from layers.reading import read_layer
from tests.office import square

CRS = pyproj.CRS.from_epsg(4546)
ENDINGS = [".shp", ".gpkg", ".geojson", ".fgb", ".kml", ".kmz", ".gdb", ".gdb.zip", ".gml", ".parquet"]


def plots(**fields: list[object]) -> gpd.GeoDataFrame:
    """Four plots: plain, in two parts, with a hole, without geometry."""
    parts = shapely.MultiPolygon([square(200, 0, 90), square(400, 0, 90)])
    holed = square(600, 0, 90).difference(square(620, 20, 10))
    return gpd.GeoDataFrame(fields, geometry=[square(0, 0, 90), parts, holed, None], crs=CRS)


def typed() -> gpd.GeoDataFrame:
    frame = plots(
        name=["甲", "乙  丙", None, "丁"],
        class_code=["0701", "0803", "1401", ""],
        far_max=[1.5, None, 1 / 3, 123456789.125],
        walk=[True, None, False, True],
        facilities=[("教育", "医疗"), None, (), ("公园",)],
        surveyed=[datetime.date(2024, 2, 29), None, datetime.date(1999, 12, 31), None],
    )
    frame["year"] = pd.array([2020, None, 2035, 1], dtype="Int64")
    frame["at"] = pd.to_datetime(["2024-01-01T10:11:12", None, "2030-05-06T00:00:00", None], format="ISO8601")
    return frame


def written(folder: Path, frame: gpd.GeoDataFrame, name: str = "a.shp", **options: object) -> ExportReport:
    return export_layer(frame, folder / name, crs=CRS, **options)


def refusal(folder: Path, frame: gpd.GeoDataFrame, name: str = "a.shp", **options: object) -> AppError:
    with pytest.raises(AppError) as caught:
        written(folder, frame, name, **options)
    assert caught.value.message.zh
    return caught.value


def codes(report: ExportReport) -> list[str]:
    return [notice.code for notice in report.notices]


def words(folder: Path, field: str, name: str = "a.shp") -> list[str]:
    return vector.load(folder / name).table[field].fillna("").tolist()


@pytest.mark.parametrize("ending", ENDINGS)
def test_values_and_shapes_survive_every_format(tmp_path: Path, ending: str) -> None:
    written(tmp_path, typed(), f"地块{ending}")
    layer = read_layer(tmp_path / f"地块{ending}", role="zoning")
    frame = layer.frame.rename(columns={"Name": "name", "facilitie": "facilities"})
    assert list(frame["name"].fillna("")) == ["甲", "乙  丙", "", "丁"]
    assert list(frame["class_code"].fillna("")) == ["0701", "0803", "1401", ""]
    assert frame["far_max"].fillna(-1).tolist() == pytest.approx([1.5, -1, 1 / 3, 123456789.125], rel=1e-14)
    assert list(frame["facilities"].fillna("")) == ["教育;医疗", "", "", "公园"]
    assert pd.to_numeric(frame["year"]).fillna(-1).tolist() == [2020, -1, 2035, 1]
    assert [bool(one) for one in frame["walk"].dropna().astype(float)] == [True, False, True]
    assert pd.to_datetime(frame["surveyed"]).dropna().dt.date.tolist() == typed()["surveyed"].dropna().tolist()
    assert pd.to_datetime(frame["at"]).dropna().dt.second.tolist() == [12, 0]
    assert layer.crs is not None
    metres = lossless(frame.geometry.to_numpy(), layer.crs, CRS, file="")
    assert shapely.area(metres).tolist() == pytest.approx([8100, 16200, 8000, np.nan], rel=1e-6, nan_ok=True)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", ["point", "line"])
def test_points_and_lines_too(tmp_path: Path, ending: str, kind: str) -> None:
    line = shapely.LineString([(567000, 4489000), (567100, 4489000), (567100, 4489200)])
    shapes = [shapely.Point(567000, 4489000)] * 2 if kind == "point" else [line, line]
    frame = gpd.GeoDataFrame({"MC": ["甲", "乙"]}, geometry=shapes, crs=CRS)
    written(tmp_path, frame, f"a{ending}")
    loaded = vector.load(tmp_path / f"a{ending}")
    assert (loaded.kind, loaded.table["MC"].tolist()) == (kind, ["甲", "乙"])


def test_heights_are_kept(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(567000, 4489000, 1050)], crs=CRS)
    for name in ("a.shp", "a.gpkg", "a.geojson"):
        written(tmp_path, frame, name)
        assert gpd.read_file(tmp_path / name).geometry.iloc[0].z == 1050


RARE = {"everyday": "用地性质", "gbk": "镕喆", "gb18030": "㙍䶮𠮷", "euro": "€100", "latin": "Malmö"}


@pytest.mark.parametrize("asked", ["GBK", "GB18030", "UTF-8", None])
@pytest.mark.parametrize("kind", RARE)
def test_every_encoding_keeps_every_character_or_says_so(tmp_path: Path, asked: str | None, kind: str) -> None:
    names = ["MC", "名称", "用地性质", "用地性质说明"]
    frame = plots(**{name: [RARE[kind], "甲", "", None] for name in names})
    if asked == "GBK" and kind in ("gb18030", "latin", "euro"):
        assert refusal(tmp_path, frame, encoding=asked).code == "export.encoding"
        assert not list(tmp_path.iterdir())
        return
    report = written(tmp_path, frame, encoding=asked)
    assert (tmp_path / "a.cpg").read_text() == report.encoding == (asked or report.encoding)
    again = gpd.read_file(tmp_path / "a.shp")  # what others read, by the .cpg alone
    for name in names:
        assert words(tmp_path, report.fields[name]) == [RARE[kind], "甲", "", ""]
        assert again[report.fields[name]].iloc[0] == RARE[kind]


def test_gbk_is_preferred_and_declared_in_the_table_too(tmp_path: Path) -> None:
    report = written(tmp_path, plots(用地性质=["居住", "商业", "", None]))
    assert (report.encoding, report.fields) == ("GBK", {"用地性质": "用地性质"})
    assert (tmp_path / "a.dbf").read_bytes()[29] == 0x4D


def test_names_are_never_cut_inside_a_character_and_never_twice() -> None:
    names = ["用地性质代码", "用地性质代玛", "YDXZDM", "investment_wan", "investment_max", "㙍㙍㙍㙍㙍㙍"]
    for codec in ("gbk", "utf-8", "gb18030"):
        short = shapefile_names(names, codec)
        assert all(0 < len(one.encode(codec)) <= 10 for one in short.values())
        assert len({one.casefold() for one in short.values()}) == len(names)
        assert short["YDXZDM"] == "YDXZDM"


def test_chinese_names_become_initials_and_roles_have_standard_names() -> None:
    assert [initials(one) for one in ("用地代码", "地块编号", "容积率")] == ["YDDM", "DKBH", "RJL"]
    assert initials("㙍") is None
    names = ["parcel_no", "class_code", "area_registered_m2", "far_max"]
    assert list(shapefile_names(names, "gbk", role="zoning").values()) == ["DKBH", "YDDM", "MJ", "RJL"]
    assert list(shapefile_names(names, "gbk").values()) == ["parcel_no", "class_code", "MJ", "far_max"]


def test_a_role_gives_a_shapefile_that_is_recognised(tmp_path: Path) -> None:
    frame = plots(class_code=["0701"] * 4, area_registered_m2=[1.0] * 4, investment_wan=[2.0] * 4)
    report = written(tmp_path, frame, role="project_footprints")
    assert report.fields == {"class_code": "YDDM", "area_registered_m2": "MJ", "investment_wan": "investment"}
    assert set(read_layer(tmp_path / "a.shp", role="project_footprints").frame.columns) >= set(report.fields)


def test_the_planner_names_fields(tmp_path: Path) -> None:
    report = written(tmp_path, plots(用地性质代码=["0701"] * 4), field_names={"用地性质代码": "性质"})
    assert report.fields == {"用地性质代码": "性质"}
    assert words(tmp_path, "性质") == ["0701"] * 4
    for bad in ({"用地性质代码": "用地性质代码"}, {"nothing": "X"}, {"用地性质代码": ""}):
        error = refusal(tmp_path, plots(用地性质代码=["0701"] * 4), "b.shp", field_names=bad)
        assert error.code == "export.field_names"


def test_long_texts_are_cut_between_characters_and_named(tmp_path: Path) -> None:
    report = written(tmp_path, plots(BZ=["短", "长" * 200, "x" * 254, "y" * 255]), encoding="UTF-8")
    assert "export.cut" in codes(report)
    notice = next(one for one in report.notices if one.code == "export.cut")
    assert "#1, #3" in notice.message.zh
    assert words(tmp_path, "BZ") == ["短", "长" * 84, "x" * 254, "y" * 254]


def test_empty_numbers_are_told(tmp_path: Path) -> None:
    report = written(tmp_path, plots(RJL=[1.0, None, float("inf"), 2.0]))
    assert codes(report) == ["export.infinite", "export.empty_numbers"]
    assert vector.load(tmp_path / "a.shp").table["RJL"].isna().tolist() == [False, True, True, False]


def test_numbers_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, plots(n=[1e300] * 4)).code == "export.changed"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ENDINGS)
def test_large_whole_numbers_stay_exact(tmp_path: Path, ending: str) -> None:
    numbers = [2**53 + 1, 1, -(2**40), 0]
    written(tmp_path, plots(n=numbers), f"a{ending}")
    assert [int(one) for one in vector.load(tmp_path / f"a{ending}").table["n"]] == numbers


@pytest.mark.parametrize("ending", ENDINGS)
def test_awkward_names_and_texts(tmp_path: Path, ending: str) -> None:
    texts = ["a\nb", "<b>&amp;</b>", "\"quoted\", '单'", "=1+1"]
    awkward = ("order", "select", "fid", "id", "1号", "a b", "Geom", "NAME", "name", "description")
    frame = plots(**{field: list(texts) for field in awkward})
    report = written(tmp_path, frame, f"a{ending}")
    found = vector.load(tmp_path / f"a{ending}").table
    assert len({one.casefold() for one in report.fields.values()}) == len(awkward)
    assert found[report.fields["select"]].tolist() == texts


@pytest.mark.parametrize("ending", [".shp", ".gdb"])
def test_mixed_geometry_is_refused_in_words(tmp_path: Path, ending: str) -> None:
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[square(0, 0, 9), shapely.Point(567000, 4489000)], crs=CRS)
    error = refusal(tmp_path, frame, f"a{ending}")
    assert error.code == "export.mixed_geometry"
    assert "点 1、面 1" in error.message.zh
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".fgb", ".parquet", ".kml"])
def test_mixed_geometry_is_kept_elsewhere(tmp_path: Path, ending: str) -> None:
    frame = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[square(0, 0, 9), shapely.Point(567000, 4489000)], crs=CRS)
    written(tmp_path, frame, f"a{ending}")
    found = vector.load(tmp_path / f"a{ending}").as_read
    assert shapely.get_dimensions(found).tolist() == [2, 0]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_layer_without_features(tmp_path: Path, ending: str) -> None:
    written(tmp_path, plots(MC=["a", "b", "c", "d"]).iloc[:0], f"a{ending}")
    assert len(vector.load(tmp_path / f"a{ending}").table) == 0


def test_two_gigabytes_are_refused_before_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LARGEST_SHAPEFILE", 500)
    assert refusal(tmp_path, plots(MC=["a"] * 4)).code == "export.too_large"
    assert not list(tmp_path.iterdir())


def test_geojson_is_longitude_and_latitude(tmp_path: Path) -> None:
    written(tmp_path, plots(MC=["a"] * 4), "a.geojson")
    text = (tmp_path / "a.geojson").read_text(encoding="utf-8")
    assert '"crs"' not in text
    assert vector.load(tmp_path / "a.geojson").table.total_bounds == pytest.approx(
        [111.79, 40.53, 111.8, 40.54], abs=0.01
    )


@pytest.mark.parametrize("ending", [".geojson", ".kml"])
def test_without_a_crs_there_is_no_longitude(tmp_path: Path, ending: str) -> None:
    frame = plots(MC=["a"] * 4)
    for crs, code in ((None, "crs.missing"), (pyproj.CRS.from_epsg(2383), "crs.datum")):
        with pytest.raises(AppError) as caught:
            export_layer(frame, tmp_path / f"a{ending}", crs=crs)
        assert caught.value.code == code


def test_an_unknown_crs_is_written_as_unknown(tmp_path: Path) -> None:
    frame = plots(MC=["a"] * 4)
    for ending in (".shp", ".gpkg", ".fgb", ".parquet", ".gdb"):
        export_layer(frame, tmp_path / f"a{ending}", crs=None)
        assert vector.load(tmp_path / f"a{ending}").crs is None


def test_an_existing_target_is_left_alone(tmp_path: Path) -> None:
    written(tmp_path, plots(MC=["旧"] * 4))
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert refusal(tmp_path, plots(MC=["新"] * 4)).code == "export.exists"
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".gdb", ".gdb.zip", ".parquet"])
def test_overwriting_keeps_a_backup_that_opens(tmp_path: Path, ending: str) -> None:
    written(tmp_path, plots(MC=["旧"] * 4), f"a{ending}")
    for _ in range(2):
        report = written(tmp_path, plots(MC=["新"] * 4), f"a{ending}", overwrite=True)
    assert words(tmp_path, "MC", f"a{ending}") == ["新"] * 4
    backups = sorted(one for one in tmp_path.iterdir() if ".bak" in one.name and one.name.endswith(ending))
    assert len(backups) == 2
    assert {words(tmp_path, "MC", one.name)[0] for one in backups} == {"旧", "新"}
    assert set(report.backups) < set(tmp_path.iterdir())


def test_an_old_spatial_index_does_not_stay(tmp_path: Path) -> None:
    written(tmp_path, plots(MC=["旧"] * 4))
    (tmp_path / "a.sbn").write_bytes(b"old")
    (tmp_path / "a.qix").write_bytes(b"old")
    written(tmp_path, plots(MC=["新"] * 4), overwrite=True)
    assert not (tmp_path / "a.sbn").exists()
    assert len(list(tmp_path.glob("a.bak-*.qix"))) == 1


def test_a_project_is_never_overwritten(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "a.gpkg") as connection:
        connection.execute("create table lantu_settings (key text)")
    connection.close()
    assert refusal(tmp_path, plots(MC=["a"] * 4), "a.gpkg", overwrite=True).code == "export.project"
    (tmp_path / "b.gpkg").write_bytes(b"")
    (tmp_path / "b.gpkg-wal").write_bytes(b"")
    assert refusal(tmp_path, plots(MC=["a"] * 4), "b.gpkg", overwrite=True).code == "export.in_use"


def no_space(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def cut_short(path: Path) -> None:
    """What GDAL leaves when the disk fills while its buffers are flushed at the end."""
    largest = max((path.parent).iterdir(), key=lambda one: one.stat().st_size)
    os.truncate(largest, largest.stat().st_size // 2)


@pytest.mark.parametrize("ending", [".shp", ".gpkg", ".fgb", ".parquet", ".kmz"])
def test_a_full_disk_leaves_everything_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    old = plots(MC=["旧"] * 4)
    written(tmp_path, old, f"a{ending}")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}

    def states() -> dict[str, bytes]:
        return {one.name: one.read_bytes() for one in tmp_path.iterdir()}

    def write_and_cut(write: Callable[..., None]) -> Callable[..., None]:
        def written_short(path: Path, *rest: object) -> None:
            write(path, *rest)
            cut_short(path)

        return written_short

    with monkeypatch.context() as patch:
        patch.setattr(export, "_write", write_and_cut(export._write))
        assert refusal(tmp_path, plots(MC=["新"] * 4), f"a{ending}", overwrite=True).code.startswith(
            ("export.", "file.")
        )
    assert states() == before
    with monkeypatch.context() as patch:
        patch.setattr(export, "_write", no_space)
        assert refusal(tmp_path, plots(MC=["新"] * 4), f"a{ending}", overwrite=True).code == "output.unwritable"
    assert states() == before


FILL = """
import resource, signal, sys
import geopandas as gpd
from pathlib import Path
from core.errors import AppError
from layers.formats.export import export_layer
frame = gpd.read_parquet(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
for ending in (".shp", ".gpkg", ".geojson", ".fgb", ".kml", ".gdb", ".gml", ".parquet"):
    try:
        export_layer(frame, Path(sys.argv[1]).with_name("full" + ending), crs=frame.crs)
    except AppError as error:
        print(ending, error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file sizes are limited by the system of the test")
def test_a_disk_that_really_fills(tmp_path: Path) -> None:
    """The system refuses to write on at 100 kB, wherever in GDAL that may be."""
    shapes = [square(100 * number, 0, 90).buffer(20) for number in range(1000)]
    gpd.GeoDataFrame({"MC": ["地块"] * 1000}, geometry=shapes, crs=CRS).to_parquet(tmp_path / "source.parquet")
    command = [sys.executable, "-c", FILL, str(tmp_path / "source.parquet")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    told = dict(line.split() for line in done.stdout.splitlines())
    assert list(told) == [".shp", ".gpkg", ".geojson", ".fgb", ".kml", ".gdb", ".gml", ".parquet"]
    assert set(told.values()) <= {"export.failed", "output.unwritable"}
    assert [one.name for one in tmp_path.iterdir()] == ["source.parquet"]


@pytest.mark.parametrize("failing", range(1, 11))
def test_a_move_that_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """Five old files are renamed and five new ones moved: whichever fails, the old set stands."""
    written(tmp_path, plots(MC=["旧"] * 4))
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    rename, calls = os.rename, []

    def fails_once(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise PermissionError(errno.EACCES, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(placing.os, "rename", fails_once)
    assert refusal(tmp_path, plots(MC=["新"] * 4), overwrite=True).code == "output.unwritable"
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


def test_what_reads_back_differently_is_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = gdal_writing.write_with_gdal

    def dishonest(path: Path, driver: str, prepared: gdal_writing.Prepared, encoding: str | None = None) -> None:
        moved = shapely.transform(prepared.geometries, lambda xy: xy + 0.5)
        honest(path, driver, gdal_writing.Prepared("a", moved, prepared.columns, CRS, "polygon"), encoding)

    monkeypatch.setattr(gdal_writing, "write_with_gdal", dishonest)
    error = refusal(tmp_path, plots(MC=["a"] * 4))
    assert (error.code, list(tmp_path.iterdir())) == ("export.changed", [])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none", plots(MC=["a"] * 4)).code == "output.unwritable"


@pytest.mark.parametrize("name", ["a.dwg", "a.zip", "a", "a.tif"])
def test_other_formats_are_not_written(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, plots(MC=["a"] * 4), name).code == "file.format"


def test_old_datums_are_not_shifted_in_silence() -> None:
    xian, beijing = pyproj.CRS.from_epsg(2383), pyproj.CRS.from_epsg(2435)
    points = np.array([shapely.Point(567000, 4489000)], dtype=object)
    for source, target in ((xian, CRS), (CRS, beijing), (xian, beijing), (pyproj.CRS.from_epsg(4610), CRS)):
        with pytest.raises(AppError, match="datum"):
            lossless(points, source, target, file="a")
    within = lossless(points, xian, pyproj.CRS.from_epsg(2382), file="a")
    assert np.isfinite(shapely.get_coordinates(within)).all()
    assert np.isfinite(shapely.get_coordinates(lossless(points, CRS, pyproj.CRS.from_epsg(4326), file="a"))).all()
    with pytest.raises(AppError, match="outside"):
        lossless(np.array([shapely.Point(3.7e7, 4.5e6)], dtype=object), CRS, pyproj.CRS.from_epsg(4490), file="a")
