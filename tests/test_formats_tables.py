"""CSV and Excel tables: coordinates found or asked for, codes kept, formulas never alive, keys that match reported."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AppError
from layers.formats.tables import join_table, read_plain_table, read_table, write_table
from layers.formats.vector import LoadResult
from tests.office import square

CRS = pyproj.CRS.from_epsg(4546)
SUFFIXES = [".csv", ".xlsx"]


def csv_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def excel(path: Path, *rows: list[Any], title: str = "表1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def codes(loaded: Any) -> list[str]:
    return [notice.code for notice in loaded.notices]


def refusal(path: Path, **options: Any) -> AppError:
    with pytest.raises(AppError) as caught:
        read_table(path, **options)
    return caught.value


def places(loaded: LoadResult) -> list[tuple[float, float]]:
    return [(point.x, point.y) for point in loaded.table.geometry]


def test_wkt_makes_a_layer_and_codes_stay_text(tmp_path: Path) -> None:
    text = 'DKBH,YDDM,面积,备注,WKT\n007,0701,12.5,,"POLYGON ((0 0, 1 0, 1 1, 0 0))"\n008,0801,3,甲,\n'
    loaded = read_table(csv_file(tmp_path / "a.csv", text))
    assert (loaded.kind, loaded.crs, codes(loaded)) == ("polygon", None, ["geometry.empty"])
    assert loaded.table.DKBH.tolist() == ["007", "008"]
    assert loaded.table.YDDM.tolist() == ["0701", "0801"]
    assert loaded.table["面积"].tolist() == [12.5, 3.0]
    assert loaded.table["备注"].isna().tolist() == [True, False]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_separators_and_encodings(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "名称,经度,纬度\n规划用地,111.8,40.4\n".replace(",", separator)
    loaded = read_table(csv_file(tmp_path / "a.csv", text, encoding))
    assert loaded.table["名称"].tolist() == ["规划用地"]
    assert places(loaded) == [(111.8, 40.4)]
    assert codes(loaded) == (["encoding.guessed"] if encoding == "gbk" else [])


@pytest.mark.parametrize(
    ("header", "row", "place", "notice"),
    [
        ("lon,lat", "111.8,40.4", (111.8, 40.4), []),
        ("Latitude,Longitude", "40.4,111.8", (111.8, 40.4), []),
        ("E,N", "567900.25,4474300.125", (567900.25, 4474300.125), []),
        ("东坐标(m),北坐标(m)", "567900.25,4474300.125", (567900.25, 4474300.125), []),
        ("纵坐标X,横坐标Y", "4474300,567900", (567900, 4474300), []),
        ("X,Y", "567900,4474300", (567900, 4474300), []),
        ("X,Y", "4474300,567900", (567900, 4474300), ["table.axes"]),
        ("x坐标,y坐标", "4474300,37567900", (37567900, 4474300), ["table.axes"]),
        ("X,Y", "12,34", (12, 34), ["table.axes_open"]),
        ("X,Y", "１２.5,34 m", (12.5, 34), ["table.axes_open"]),
        ('"X","Y"', '"4,474,300.5","567,900"', (567900, 4474300.5), ["table.axes"]),
    ],
)
def test_columns_of_coordinates(
    tmp_path: Path, header: str, row: str, place: tuple[float, float], notice: list[str]
) -> None:
    loaded = read_table(csv_file(tmp_path / "a.csv", f"{header}\n{row}\n"))
    assert (places(loaded), codes(loaded)) == ([place], notice)


def test_axes_that_are_named_are_believed(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", "X,Y\n12,34\n")
    loaded = read_table(path, x="Y", y="X")
    assert (places(loaded), codes(loaded)) == ([(34, 12)], [])
    assert refusal(path, x="Z", y="X").code == "fields.missing"
    assert refusal(path, x="X").code == "fields.missing"


def test_wkt_may_name_its_system(tmp_path: Path) -> None:
    loaded = read_table(csv_file(tmp_path / "a.csv", "geom\nSRID=4546;POINT(567900 4474300)\n"))
    assert loaded.crs is not None
    assert loaded.crs.to_epsg() == 4546
    mixed = read_table(csv_file(tmp_path / "b.csv", "geom\nSRID=4546;POINT(1 2)\nPOINT(1 2)\n"))
    assert mixed.crs is None


def test_codes_that_excel_made_numbers_get_their_zero_back(tmp_path: Path) -> None:
    path = excel(
        tmp_path / "a.xlsx",
        ["YDDM", "X", "Y"],
        [701, 567900, 4474300],
        [1401, 567900, 4474300],
        [70102, 567900, 4474300],
    )
    loaded = read_table(path)
    assert loaded.table.YDDM.tolist() == ["0701", "1401", "070102"]
    assert codes(loaded) == ["table.zeros"]
    plain = read_plain_table(csv_file(tmp_path / "b.csv", "地类编码,编号\n701.0,7\n,1.5E+11\n"))
    assert plain.frame["地类编码"].tolist()[0] == "0701"
    assert codes(plain) == ["table.zeros", "table.digits"]


def test_zeros_that_excel_shows_by_format_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "量"])
    book.active.append([7, 7])
    book.active["A2"].number_format = "0000"
    book.save(tmp_path / "a.xlsx")
    assert read_plain_table(tmp_path / "a.xlsx").frame.to_numpy().tolist() == [["0007", 7]]


def test_formulas_are_not_computed_and_missing_results_are_said(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", ["名", "X", "Y"], ["甲", "=1+1", 2], ["乙", 3, 4])
    loaded = read_table(path)
    assert codes(loaded)[:2] == ["table.formulas", "table.axes_open"]
    assert loaded.table.geometry.isna().tolist() == [True, False]


def test_sheets_titles_and_ragged_rows(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", ["界址点成果表"], ["点号", "X", "Y"], ["J1", 567900, 4474300, "注"], [None])
    book = openpyxl.load_workbook(path)
    book.create_sheet("表2").append(["lon", "lat"])
    book["表2"].append([111.8, 40.4])
    book.save(path)
    loaded = read_table(path)
    assert codes(loaded) == ["table.sheets", "table.title", "table.ragged"]
    assert loaded.table.columns.tolist() == ["点号", "column_4", "geometry"]
    assert places(read_table(path, table="表2")) == [(111.8, 40.4)]
    assert refusal(path, table="表3").code == "file.table"


def test_a_table_without_coordinates_is_for_joining(tmp_path: Path) -> None:
    error = refusal(csv_file(tmp_path / "a.csv", "DKBH,名称\n1,甲\n"))
    assert error.code == "table.no_geometry"
    assert "连接" in error.sentence("zh")


def test_broken_coordinates_are_named_by_row(tmp_path: Path) -> None:
    text = "X,Y\n567900,4474300\nabc,1\ninf,1\nnan,nan\n1e308,4474300\n,\n567900,4474300\n"
    loaded = read_table(csv_file(tmp_path / "a.csv", text))
    assert loaded.table.geometry.notna().tolist() == [True, False, False, False, False, True]
    assert "#1, #2, #3, #4" in loaded.notices[0].message.en


def test_wkt_cannot_hurt(tmp_path: Path) -> None:
    deep = "GEOMETRYCOLLECTION(" * 200_000 + "POINT(1 1)" + ")" * 200_000
    text = f'WKT\n"POINT (1 2)"\n"{deep}"\n"POLYGON((0 0, 1"\n"POINT (nan inf)"\n"POINT (1e308 1e308)"\n'
    start = time.perf_counter()
    loaded = read_table(csv_file(tmp_path / "a.csv", text))
    assert time.perf_counter() - start < 5
    assert loaded.table.geometry.notna().tolist() == [True, False, False, False, False]


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 999, bytes(range(256)) * 99, b"PK\x03\x04" + b"x" * 99])
def test_rubbish_is_refused_in_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name).code == "file.unreadable"


def test_other_formats_and_missing_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"x")
    assert refusal(tmp_path / "a.xls").code == "file.format"
    assert refusal(tmp_path / "b.xlsx").code == "file.missing"
    assert refusal(tmp_path / "b.csv").code == "file.missing"


def test_an_excel_file_cut_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    content = excel(tmp_path / "a.xlsx", ["X", "Y"], [567900, 4474300]).read_bytes()
    for kept in range(1, len(content), len(content) // 15):
        (tmp_path / "b.xlsx").write_bytes(content[:kept])
        assert refusal(tmp_path / "b.xlsx").code == "file.unreadable"


def test_zip_bombs_are_not_unpacked(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", ["X", "Y"], [1, 2])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b" " * (80 << 20))
    start = time.perf_counter()
    assert refusal(path).code == "file.too_large"
    assert time.perf_counter() - start < 1


def test_a_sheet_that_claims_a_million_columns_ends(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", ["X", "Y"], [567900, 4474300])
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", b'<row r="1048576"/></sheetData>')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    start = time.perf_counter()
    assert places(read_table(path)) == [(567900, 4474300)]
    assert time.perf_counter() - start < 5


def test_unmatched_quotes_are_said(tmp_path: Path) -> None:
    loaded = read_table(csv_file(tmp_path / "a.csv", '名,X,Y\n甲,567900,4474300\n"乙,567900,4474300\n'))
    assert "table.quotes" in codes(loaded)


HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''@x", "-5", '甲,"乙"\n丙', " 0701"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_text_cannot_become_a_formula_and_comes_back(tmp_path: Path, suffix: str) -> None:
    frame = gpd.GeoDataFrame({"备注": HOSTILE}, geometry=[shapely.Point(1, 2)] * len(HOSTILE))
    path = tmp_path / f"a{suffix}"
    write_table(frame, path, crs=None)
    assert read_table(path).table["备注"].tolist() == [text.strip() for text in HOSTILE]
    if suffix == ".csv":
        starts = [line.lstrip('"')[:1] for line in path.read_text("utf-8-sig").splitlines()[1:9]]
        assert starts == ["'"] * 7 + ["-"]
    else:
        cells = openpyxl.load_workbook(path).active["A"][1:]
        assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_layer_comes_back_from_a_table(tmp_path: Path, suffix: str) -> None:
    shape = square(0, 0, 100) - square(20, 20, 20)
    columns = {
        "DLBM": ["0701", None],
        "名": ["甲", "乙"],
        "高度": [12.123456789, None],
        "层数": pd.array([3, None], dtype="Int64"),
        "日期": pd.to_datetime(["2026-05-20", None]),
    }
    path = tmp_path / f"a{suffix}"
    notices = write_table(gpd.GeoDataFrame(columns, geometry=[shape, None]), path, crs=CRS)
    assert [notice.code for notice in notices] == ["table.crs"]
    table = read_table(path).table
    assert table.geometry.iloc[0].equals_exact(shape, 0)
    assert table.DLBM.iloc[0] == "0701"
    assert table["高度"].iloc[0] == 12.123456789
    assert table["层数"].iloc[0] == 3
    assert table.iloc[1].drop("名").isna().all()


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("epsg", "survey", "names"), [(4546, False, "XY"), (4546, True, "XY"), (4490, False, "lonlat")]
)
def test_points_come_back_from_columns(tmp_path: Path, suffix: str, epsg: int, survey: bool, names: str) -> None:
    point = shapely.Point(567900.25, 4474300.125) if epsg == 4546 else shapely.Point(111.8, 40.4)
    path = tmp_path / f"a{suffix}"
    frame = gpd.GeoDataFrame({"名": ["甲"]}, geometry=[point])
    write_table(frame, path, crs=pyproj.CRS.from_epsg(epsg), geometry="xy", survey_axes=survey)
    loaded = read_table(path)
    assert loaded.table.geometry.iloc[0].equals(point)
    assert codes(loaded) == (["table.axes"] if survey else [])
    assert "".join(read_plain_table(path).frame.columns[1:]) == names


def test_what_does_not_fit_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    polygon = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0).buffer(1, 500)])
    for options, code in (({"geometry": "xy"}, "table.points"), ({}, "table.cell")):
        with pytest.raises(AppError) as caught:
            write_table(polygon, tmp_path / "a.xlsx", crs=CRS, **options)
        assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []
    write_table(polygon, tmp_path / "a.csv", crs=CRS)
    assert read_table(tmp_path / "a.csv").table.geometry.iloc[0].equals_exact(polygon.geometry.iloc[0], 0)


def test_gbk_gives_way_where_a_character_asks_for_it(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"名": ["𠮷"]}, geometry=[shapely.Point(1, 2)])
    notices = write_table(frame, tmp_path / "a.csv", crs=None, encoding="GBK")
    assert [notice.code for notice in notices] == ["encoding.widened"]
    assert read_table(tmp_path / "a.csv", encoding="GB18030").table["名"].tolist() == ["𠮷"]


def test_a_table_is_joined_by_key_and_what_does_not_match_is_said() -> None:
    frame = gpd.GeoDataFrame({"DKBH": ["1", "2", " 3 ", "4", None], "名": list("甲乙丙丁戊")}, geometry=[None] * 5)
    table = pd.DataFrame({"编号": [1.0, 2.0, 2.0, 3.0, 3.0, 9.0], "名": list("abbcdx"), "量": [10, 20, 20, 30, 31, 90]})
    joined, notices = join_table(frame, table, key="DKBH", table_key="编号")
    assert joined["量"].tolist()[:2] == [10, 20]
    assert joined["量"].isna().tolist() == [False, False, True, True, True]
    assert joined["名_2"].tolist()[:2] == ["a", "b"]
    assert frame.columns.tolist() == ["DKBH", "名", "geometry"]
    told = {notice.code: notice.message.en for notice in notices}
    assert list(told) == ["join.duplicate", "join.features", "join.rows", "join.empty"]
    assert "table and were not joined: 3." in told["join.duplicate"]
    assert "4" in told["join.features"]
    assert "9" in told["join.rows"]


def test_a_join_needs_its_columns() -> None:
    frame = gpd.GeoDataFrame({"DKBH": ["1"]}, geometry=[None])
    table = pd.DataFrame({"DKBH": ["1"], "量": [1]})
    for options in ({"key": "无"}, {"key": "DKBH", "table_key": "无"}, {"key": "DKBH", "fields": ["无"]}):
        with pytest.raises(AppError) as caught:
            join_table(frame, table, **options)
        assert caught.value.code == "fields.missing"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12), min_size=1, max_size=6),
    st.floats(-1e7, 1e7, width=64),
    st.sampled_from(SUFFIXES),
)
def test_any_text_and_number_come_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], number: float, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("tables") / f"a{suffix}"
    point = shapely.Point(number, number / 3)
    write_table(gpd.GeoDataFrame({"编号": texts}, geometry=[point] * len(texts)), path, crs=None)
    table = read_table(path).table
    assert table["编号"].fillna("").tolist() == [text.strip() for text in texts]
    assert table.geometry.geom_equals_exact(point, 0).all()
