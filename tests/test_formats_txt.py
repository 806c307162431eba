"""Boundary-point files (界址点 TXT): every variant that offices send, and nothing lost on the way back."""

from __future__ import annotations

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AppError
from layers.formats.boundary_points import read_boundary_points, write_boundary_points
from layers.formats.boundary_points.template import load_template, template_names
from layers.formats.vector import LoadResult
from layers.reading import read_layer

HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=内蒙古和林格尔新区××单位
数据产生日期=2026-05-20
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=37
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
PLOT = """10,4.4202,1,地块1,面,,城镇住宅用地,0701,@
J1,1,4474300.125,37567900.250
J2,1,4474302.881,37568150.406
J3,1,4474120.417,37568155.032
J4,1,4474118.006,37567902.774
J1,1,4474300.125,37567900.250
J5,2,4474220.000,37568000.000
J6,2,4474180.000,37568000.000
J7,2,4474180.000,37568040.000
J8,2,4474220.000,37568040.000
J5,2,4474220.000,37568000.000
"""
SAMPLE = HEAD + PLOT
AREA = 44_202.137


def open_rings(plot: str = PLOT) -> str:
    lines = plot.splitlines(keepends=True)
    return "".join(line for row, line in enumerate(lines) if row not in (5, 10))


def swapped(plot: str = PLOT) -> str:
    lines = plot.splitlines()
    turned = [",".join([*line.split(",")[:2], *line.split(",")[:1:-1]]) for line in lines[1:]]
    return "\n".join([lines[0], *turned, ""])


def without_prefix(text: str) -> str:
    return text.replace(",37567", ",567").replace(",37568", ",568")


SOUND = {
    "sample": SAMPLE,
    "open rings": HEAD + open_rings(),
    "count without closing points": SAMPLE.replace("10,4.4202", "8,4.4202"),
    "absurd count": SAMPLE.replace("10,4.4202", "999999999999,4.4202"),
    "no class code": SAMPLE.replace("城镇住宅用地,0701,@", "城镇住宅用地,,@"),
    "class code absent": SAMPLE.replace("城镇住宅用地,0701,@", "城镇住宅用地,@"),
    "nothing after purpose": SAMPLE.replace("0701,@", "0701@"),
    "extra fields": SAMPLE.replace("0701,@", "0701,耕地,10,9,备注 甲,@"),
    "map sheet": SAMPLE.replace("面,,城镇", "面,K49G001002,城镇"),
    "plain point numbers": SAMPLE.replace("\nJ", "\n"),
    "points restart": SAMPLE.replace("J5,2", "J1,2").replace("J6,2", "J2,2").replace("J7,2", "J3,2"),
    "unit with the area": SAMPLE.replace("10,4.4202,", "10,4.4202公顷,"),
    "no plot number": SAMPLE.replace("4.4202,1,", "4.4202,,"),
    "version empty": SAMPLE.replace("1.01版本", ""),
    "version full-width": SAMPLE.replace("1.01", "1．01"),
    "long date": SAMPLE.replace("2026-05-20", "二〇二六年五月二十日"),
    "zeros as parameters": SAMPLE.replace(",,,,,,", "0,0,0,0,0,0,0"),
    "decimals as precision": SAMPLE.replace("精度=0.001", "精度=3"),
    "width in words": SAMPLE.replace("几度分带=3", "几度分带=3度带"),
    "project section": "[项目信息]\n项目名称=甲，乙\n" + SAMPLE,
    "unknown keys": SAMPLE.replace("精度=", "审批文号=蒙自然资〔2026〕1号\n精度="),
    "extension behind": SAMPLE + "[扩展信息]\n甲=1\n说明文字\n",
    "spaces and tabs": SAMPLE.replace("J2,1,", " J2 ,\t1, ").replace("[属性描述]", " [属性描述] "),
    "tab-separated": HEAD + PLOT.replace(",", "\t").replace("\t", ",", 8),
    "full-width commas": SAMPLE.replace("J3,1,", "J3，1，").replace("地块1,面", "地块1，面"),
    "full-width digits": SAMPLE.replace("4474120.417", "４４７４１２０．４１７"),
    "blank lines": SAMPLE.replace("\nJ5,2", "\n\nJ5,2", 1) + "\n\n",
    "no last newline": SAMPLE.rstrip("\n"),
    "trailing commas": SAMPLE.replace("37568150.406", "37568150.406,"),
    "ring numbers of the whole file": SAMPLE.replace(",1,4474", ",7,4474").replace(",2,4474", ",8,4474"),
    "one ring number for all": SAMPLE.replace(",2,4474", ",1,4474"),
}
NOTICED = {
    "empty zone": (SAMPLE.replace("带号=37", "带号="), ["boundary.zone"]),
    "no width": (SAMPLE.replace("几度分带=3", "几度分带="), ["boundary.zone"]),
    "square metres": (SAMPLE.replace("4.4202", "44202.1"), ["boundary.area_unit"]),
    "easting first": (HEAD + swapped(), ["boundary.axes"]),
    "closing point with its X for Y": (
        SAMPLE.replace("J1,1,4474300.125,37567900.250\nJ5", "J1,1,4474300.125,4474300.125\nJ5"),
        ["boundary.closing"],
    ),
    "header without its mark": (SAMPLE.replace(",0701,@", ",0701"), ["boundary.header"]),
    "header with a field missing": (SAMPLE.replace("4.4202,1,地块1", "4.4202,地块1"), ["boundary.fields"]),
    "ring written twice": (SAMPLE + PLOT[PLOT.index("J5") :].replace(",2,", ",3,"), ["boundary.twins"]),
}


def saved(path: Path, text: str, encoding: str = "gbk", newline: str = "\r\n") -> Path:
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    return path


def codes(loaded: LoadResult) -> list[str]:
    return [notice.code for notice in loaded.notices]


def back(loaded: LoadResult, path: Path, **options: object) -> bytes:
    write_boundary_points(loaded.table, path, crs=loaded.crs, **options)
    return path.read_bytes()


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_variant_is_read_as_the_same_place_and_written_back_byte_for_byte(tmp_path: Path, text: str) -> None:
    path = saved(tmp_path / "a.txt", text)
    loaded = read_boundary_points(path)
    assert loaded.table.area.tolist() == pytest.approx([AREA], abs=0.001)
    assert (loaded.kind, codes(loaded)) == ("polygon", [])
    assert loaded.crs is not None
    assert loaded.crs.to_epsg() == 4525
    assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


@pytest.mark.parametrize(("text", "expected"), NOTICED.values(), ids=NOTICED.keys())
def test_what_had_to_be_settled_is_said_and_still_written_back_byte_for_byte(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    path = saved(tmp_path / "a.txt", text)
    loaded = read_boundary_points(path)
    assert codes(loaded) == expected
    assert loaded.table.area.tolist() == pytest.approx([AREA], abs=0.001)
    assert loaded.crs is not None
    assert loaded.crs.to_epsg() == 4525
    assert loaded.table.area_registered_m2.tolist() == pytest.approx([44_202], abs=1)
    assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_and_line_end_comes_back(tmp_path: Path, encoding: str, newline: str) -> None:
    text = SAMPLE.replace("××", "䶮𠮷") if encoding != "gbk" else SAMPLE
    path = saved(tmp_path / "a.txt", text, encoding, newline)
    loaded = read_boundary_points(path)
    assert codes(loaded) == []
    assert loaded.table.DKYT.tolist() == ["城镇住宅用地"]
    assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


def test_fields_of_the_header_become_attributes(tmp_path: Path) -> None:
    table = read_boundary_points(saved(tmp_path / "a.txt", SOUND["extra fields"])).table
    row = table.iloc[0]
    assert [row.DKBH, row.DKMC, row.TXSX, row.DKYT, row.DLBM] == ["1", "地块1", "面", "城镇住宅用地", "0701"]
    assert [row.BZ1, row.BZ2, row.BZ3, row.BZ4] == ["耕地", "10", "9", "备注 甲"]
    assert row.area_registered_m2 == pytest.approx(44_202)


def test_containment_not_the_ring_number_tells_holes_from_parts(tmp_path: Path) -> None:
    apart = PLOT.replace("37568000", "37569000").replace("37568040", "37569040")
    loaded = read_boundary_points(saved(tmp_path / "a.txt", HEAD + apart))
    assert loaded.table.geometry.iloc[0].geom_type == "MultiPolygon"
    assert loaded.table.area.tolist() == pytest.approx([AREA + 3200], abs=0.001)


def test_an_island_in_a_hole_is_a_part(tmp_path: Path) -> None:
    island = PLOT + "J9,3,4474210,37568010\nJ10,3,4474190,37568010\nJ11,3,4474190,37568030\nJ12,3,4474210,37568030\n"
    loaded = read_boundary_points(saved(tmp_path / "a.txt", HEAD + island))
    assert loaded.table.area.tolist() == pytest.approx([AREA + 400], abs=0.001)


@pytest.mark.parametrize(
    ("head", "text", "code"),
    [
        ("坐标系=1980西安坐标系", SAMPLE, "crs.datum"),
        ("坐标系=80国家大地坐标系", SAMPLE, "crs.datum"),
        ("坐标系=1954年北京坐标系", SAMPLE, "crs.datum"),
        ("坐标系=", SAMPLE, "crs.missing"),
        ("坐标系=地方独立坐标系", SAMPLE, "crs.missing"),
    ],
)
def test_another_datum_gets_no_crs(tmp_path: Path, head: str, text: str, code: str) -> None:
    path = saved(tmp_path / "a.txt", text.replace("坐标系=2000国家大地坐标系", head))
    loaded = read_boundary_points(path)
    assert (loaded.crs, codes(loaded)) == (None, [code])
    assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


@pytest.mark.parametrize(
    ("text", "epsg", "expected"),
    [
        (without_prefix(SAMPLE), 4546, []),
        (without_prefix(SAMPLE.replace("带号=37", "带号=111")), 4546, ["boundary.zone"]),
        (without_prefix(SAMPLE.replace("带号=37", "带号=")), None, ["crs.missing"]),
        (SAMPLE.replace("带号=37", "带号=38"), None, ["crs.missing"]),
        (SAMPLE.replace("几度分带=3", "几度分带=6"), None, ["crs.missing"]),
        (SAMPLE.replace("37568150.406", "38568150.406"), None, ["crs.missing"]),
        (SAMPLE.replace("37568150.406", "568150.406"), None, ["crs.missing", "geometry.repaired"]),
        (SAMPLE.replace("=3\n", "=6\n").replace("带号=37", "带号=19").replace(",3756", ",1956"), 4497, []),
        (HEAD.replace("[地块坐标]\n", "") + PLOT, 4525, []),
        (PLOT, None, ["crs.missing"]),
        (SAMPLE + SAMPLE.replace("带号=37", "带号=38"), None, ["crs.missing"]),
    ],
    ids=[
        "no prefix", "meridian", "no zone at all", "other zone", "width denies zone", "two prefixes", "half prefixed",
        "six degrees", "no section", "no head", "two heads",
    ],
)  # fmt: skip
def test_zone_and_prefix_are_settled_or_left_open(
    tmp_path: Path, text: str, epsg: int | None, expected: list[str]
) -> None:
    path = saved(tmp_path / "a.txt", text)
    loaded = read_boundary_points(path)
    assert (loaded.crs.to_epsg() if loaded.crs else None, codes(loaded)) == (epsg, expected)
    assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


def test_coordinates_far_from_the_zone_contradict_it(tmp_path: Path) -> None:
    loaded = read_boundary_points(saved(tmp_path / "a.txt", SAMPLE.replace(",4474", ",44474")))
    assert (loaded.crs, codes(loaded)) == (None, ["crs.contradicted"])


def test_degrees_are_degrees(tmp_path: Path) -> None:
    plot = "3,1,1,甲,面,,,,@\nJ1,1,40.40,111.80\nJ2,1,40.41,111.80\nJ3,1,40.40,111.81\n"
    for text in (HEAD + plot, HEAD + swapped(plot)):
        loaded = read_boundary_points(saved(tmp_path / "a.txt", text))
        assert loaded.crs is not None
        assert loaded.crs.to_epsg() == 4490
        assert "boundary.degrees" in codes(loaded)
        assert loaded.table.total_bounds.tolist() == [111.80, 40.40, 111.81, 40.41]
        assert back(loaded, tmp_path / "b.txt") == (tmp_path / "a.txt").read_bytes()


def test_points_and_lines_are_read_and_kept_in_place(tmp_path: Path) -> None:
    line = "3,0,2,边线,线,,,,@\nJ1,1,4474300,37567900\nJ2,1,4474310,37567910\nJ3,1,4474300,37567900\n"
    point = "1,0,3,钻孔,点,,,,@\nJ1,1,4474300,37567900\n"
    path = saved(tmp_path / "a.txt", HEAD + line + PLOT + point)
    loaded = read_boundary_points(path)
    assert loaded.table.geom_type.tolist() == ["LineString", "Polygon", "Point"]
    assert (loaded.kind, codes(loaded)) == ("point", ["geometry.mixed"])
    assert read_boundary_points(path, table="面").table.index.tolist() == [1]
    assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


def test_an_edited_plot_is_rewritten_in_the_habits_of_its_file(tmp_path: Path) -> None:
    other = PLOT.replace("地块1", "地块2").replace("44741", "44731").replace("44742", "44732").replace("44743", "44733")
    head = HEAD.replace("精度=", "审批文号=1号\n精度=")
    loaded = read_boundary_points(saved(tmp_path / "a.txt", head + PLOT + open_rings(other), "utf-8", "\n"))
    edited = loaded.table.copy()
    edited.loc[0, "geometry"] = shapely.box(37567900, 4474100, 37568000, 4474200)
    edited.loc[1, "DKYT"] = "公园绿地"
    text = back(LoadResult("a", edited, "polygon", loaded.crs, None, ()), tmp_path / "b.txt").decode()
    assert text.startswith(head)
    first, second = text.removeprefix(head).split("@\n")[:2]
    assert first == "5,1.0000,1,地块1,面,,城镇住宅用地,0701,"
    assert second.startswith("J1,1,4474200.000,37567900.000\nJ2,1,4474200.000,37568000.000\n")
    assert text.endswith(open_rings(other).replace("城镇住宅用地", "公园绿地"))


def test_an_edit_below_the_written_decimals_changes_nothing(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.txt", SAMPLE)
    loaded = read_boundary_points(path)
    moved = loaded.table.set_geometry(shapely.transform(loaded.table.geometry.to_numpy(), lambda xy: xy + 0.0002))
    write_boundary_points(moved, tmp_path / "b.txt", crs=loaded.crs)
    assert (tmp_path / "b.txt").read_bytes() == path.read_bytes()


def test_the_text_survives_a_stay_in_a_geopackage(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.txt", SAMPLE + PLOT.replace("地块1", "地块2"))
    loaded = read_boundary_points(path)
    loaded.table.set_crs(loaded.crs).to_file(tmp_path / "a.gpkg")
    write_boundary_points(gpd.read_file(tmp_path / "a.gpkg"), tmp_path / "b.txt", crs=loaded.crs)
    assert (tmp_path / "b.txt").read_bytes() == path.read_bytes()


def test_in_another_zone_the_head_follows_the_data(tmp_path: Path) -> None:
    loaded = read_boundary_points(saved(tmp_path / "a.txt", SAMPLE))
    target = pyproj.CRS.from_epsg(4526)
    moved = loaded.table.set_crs(loaded.crs).to_crs(target)
    write_boundary_points(moved, tmp_path / "b.txt", crs=target)
    again = read_boundary_points(tmp_path / "b.txt")
    assert again.crs is not None
    assert (again.crs.to_epsg(), codes(again)) == (4526, [])
    assert shapely.hausdorff_distance(again.table.geometry.iloc[0], moved.geometry.iloc[0]) < 0.001
    assert "数据产生单位=内蒙古和林格尔新区××单位" in (tmp_path / "b.txt").read_text("gbk")


def test_a_new_file_follows_the_default_template(tmp_path: Path) -> None:
    shape = shapely.box(567000, 4489000, 567100, 4489100) - shapely.box(567040, 4489040, 567060, 4489060)
    frame = gpd.GeoDataFrame({"parcel_no": ["A-01"], "class_code": ["0701"]}, geometry=[shape])
    write_boundary_points(
        frame, tmp_path / "a.txt", crs=pyproj.CRS.from_epsg(4546), properties={"数据产生日期": "2026-05-20"}
    )
    content = (tmp_path / "a.txt").read_bytes()
    lines = content.decode("gbk").split("\r\n")
    assert "带号=37" in lines
    assert "数据产生日期=2026-05-20" in lines
    assert lines[lines.index("[地块坐标]") + 1 :] == [
        "10,0.9600,A-01,地块1,面,,,0701,@",
        "J1,1,4489100.000,37567000.000",
        "J2,1,4489100.000,37567100.000",
        "J3,1,4489000.000,37567100.000",
        "J4,1,4489000.000,37567000.000",
        "J1,1,4489100.000,37567000.000",
        "J5,2,4489060.000,37567040.000",
        "J6,2,4489040.000,37567040.000",
        "J7,2,4489040.000,37567060.000",
        "J8,2,4489060.000,37567060.000",
        "J5,2,4489060.000,37567040.000",
        "",
    ]


@pytest.mark.parametrize("template", template_names())
def test_whatever_the_template_the_numbers_survive(tmp_path: Path, template: str) -> None:
    loaded = read_boundary_points(saved(tmp_path / "a.txt", SAMPLE))
    write_boundary_points(loaded.table, tmp_path / "b.txt", crs=loaded.crs, template=template)
    again = read_boundary_points(tmp_path / "b.txt")
    assert again.crs is not None
    prefix = 0 if again.crs.to_epsg() == 4525 else 37e6
    there = shapely.transform(again.table.geometry.to_numpy(), lambda xy: xy + np.array([prefix, 0]))
    assert shapely.normalize(there)[0].equals_exact(loaded.table.geometry.iloc[0].normalize(), 1e-8)
    assert again.table.area_registered_m2.tolist() == pytest.approx([44_202])
    assert again.table[["DKBH", "DKMC", "DKYT", "DLBM"]].equals(loaded.table[["DKBH", "DKMC", "DKYT", "DLBM"]])


def test_an_office_may_have_a_template_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('decimals = 4\nnewline = "LF"\nnorthing_first = false\n[head]\n"坐标系" = ""\n', encoding="utf-8")
    assert load_template(own).decimals == 4
    loaded = read_boundary_points(saved(tmp_path / "a.txt", SAMPLE))
    text = back(loaded, tmp_path / "b.txt", template=own).decode("gbk")
    assert "\nJ1,1,37567900.2500,4474300.1250\n" in text


@pytest.mark.parametrize("text", ["decimals = 99", "newline = 'x'", "what = 1", "closed = 1", "[[", "head = 3"])
def test_a_wrong_template_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    with pytest.raises(AppError) as caught:
        load_template(tmp_path / "own.toml")
    assert caught.value.code == "template.invalid"


def test_an_unknown_template_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        load_template("nowhere")
    assert caught.value.code == "template.missing"
    assert "default" in caught.value.sentence("zh")


@pytest.mark.parametrize("epsg", [3857, 4326, 4490, 32649])
def test_other_systems_are_not_written(tmp_path: Path, epsg: int) -> None:
    frame = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)])
    with pytest.raises(AppError) as caught:
        write_boundary_points(frame, tmp_path / "a.txt", crs=pyproj.CRS.from_epsg(epsg))
    assert caught.value.code == "boundary.crs"
    assert list(tmp_path.iterdir()) == []


def test_commas_in_texts_do_not_shift_fields(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"DKMC": ["甲,乙\n[丙]@"]}, geometry=[shapely.box(567000, 4489000, 567100, 4489100)])
    notices = write_boundary_points(frame, tmp_path / "a.txt", crs=pyproj.CRS.from_epsg(4546))
    assert [notice.code for notice in notices] == ["boundary.comma"]
    assert read_boundary_points(tmp_path / "a.txt").table.DKMC.tolist() == ["甲、乙 [丙]@"]


def test_a_point_that_is_no_point_takes_the_shape_of_its_plot_only(tmp_path: Path) -> None:
    for rubbish in ("nan,37568155.032", "inf,1", "1e308,37568155.032", "abc,37568155.032", "4474120.417"):
        text = SAMPLE.replace("4474120.417,37568155.032", rubbish) + PLOT
        path = saved(tmp_path / "a.txt", text)
        loaded = read_boundary_points(path)
        assert loaded.table.geometry.isna().tolist() == [True, False], rubbish
        assert codes(loaded) == ["boundary.point", "geometry.empty"]
        assert back(loaded, tmp_path / "b.txt") == path.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 5000,
        bytes(range(256)) * 40,
        b"J1,1\n" * 10,
        "一段文字，没有坐标。".encode("gbk"),
        b"PK\x03\x04" * 99,
    ],
)
def test_what_is_no_such_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(AppError) as caught:
        read_boundary_points(tmp_path / "a.txt")
    assert caught.value.code == "file.unreadable"


def test_a_file_cut_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    content = (SAMPLE + PLOT).replace("\n", "\r\n").encode("gbk")
    outcomes = {outcome(tmp_path / "a.txt", content[:kept]) for kept in range(0, len(content), 11)}
    assert outcomes == {"read", "file.unreadable"}


def outcome(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    try:
        read_boundary_points(path)
    except AppError as error:
        return error.code
    return "read"


def test_many_rings_and_points_take_no_time(tmp_path: Path) -> None:
    rings = [f"J,{ring},4474{100 + ring % 800},37567{y}\n" for ring in range(4000) for y in (100, 200, 300)]
    start = time.perf_counter()
    read_boundary_points(saved(tmp_path / "a.txt", HEAD + "1,1,1,1,面,,,,@\n" + "".join(rings)))
    assert time.perf_counter() - start < 5


def test_rings_within_rings_without_end_are_refused_in_time(tmp_path: Path) -> None:
    rings = [
        f"J,{ring},{4474000 - ring},{37567000 - ring}\nJ,{ring},{4474000 + 2 * ring},{37567000 - ring}\n"
        f"J,{ring},{4474000 - ring},{37567000 + 2 * ring}\n"
        for ring in range(1, 20_000)
    ]
    path = saved(tmp_path / "a.txt", HEAD + "1,1,1,1,面,,,,@\n" + "".join(rings))
    start = time.perf_counter()
    with pytest.raises(AppError) as caught:
        read_boundary_points(path)
    assert time.perf_counter() - start < 5
    assert caught.value.code == "geometry.nested"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "b.txt"
    target.write_text("old")
    frame = gpd.GeoDataFrame(geometry=[shapely.box(567000, 4489000, 567000.0001, 4489000.0001)])
    with pytest.raises(AppError) as caught:
        write_boundary_points(frame, target, crs=pyproj.CRS.from_epsg(4546))
    assert caught.value.code == "output.differs"
    assert (target.read_text(), len(list(tmp_path.iterdir()))) == ("old", 1)


@st.composite
def plots(draw: st.DrawFn) -> shapely.MultiPolygon | shapely.Polygon:
    """Parts side by side, some with holes, some holes with islands; corners on millimetres."""
    parts = []
    for column in range(draw(st.integers(1, 4))):
        x = 567_000 + 500 * column + draw(st.integers(0, 99_999)) / 1000
        y = 4_489_000 + draw(st.integers(0, 999_999)) / 1000
        shape = shapely.Polygon([(x, y), (x + 300, y - 7.125), (x + 310.001, y + 290), (x + 3, y + 301)])
        for hole in range(draw(st.integers(0, 3))):
            ring = shapely.box(x + 20 + 80 * hole, y + 20, x + 80 + 80 * hole, y + 120)
            shape -= ring
            if draw(st.booleans()):
                parts.append(shapely.box(x + 40 + 80 * hole, y + 40, x + 60 + 80 * hole, y + 60))
        parts.append(shape)
    return shapely.MultiPolygon(parts) if len(parts) > 1 else parts[0]


@settings(max_examples=40, deadline=None)
@given(plots(), st.sampled_from(sorted(template_names())))
def test_any_polygon_with_holes_and_parts_comes_back(
    tmp_path_factory: pytest.TempPathFactory, shape: shapely.MultiPolygon, template: str
) -> None:
    path = tmp_path_factory.mktemp("plots") / "a.txt"
    crs = pyproj.CRS.from_epsg(4546)
    write_boundary_points(gpd.GeoDataFrame(geometry=[shape]), path, crs=crs, template=template)
    again = read_boundary_points(path)
    prefix = 37e6 if again.crs is not None and again.crs.to_epsg() == 4525 else 0
    there = shapely.transform(again.table.geometry.iloc[0], lambda xy: xy - np.array([prefix, 0]))
    assert shapely.normalize(there).equals_exact(shapely.normalize(shape), 1e-6)


def test_a_plan_lends_no_system_to_a_file_on_an_old_datum(tmp_path: Path) -> None:
    plot = "J1,1,4474300.125,37567900.250\nJ2,1,4474300.125,37568000.250\nJ3,1,4474200.125,37568000.250\n"
    head = "[属性描述]\n坐标系=1980西安坐标系\n几度分带=3\n带号=37\n[地块坐标]\n3,0.5,1,地块1,面,,,0701,@\n"
    path = tmp_path / "old.txt"
    path.write_text(head + plot, encoding="utf-8")
    layer = read_layer(path, role=None, default_crs=pyproj.CRS.from_epsg(4525))
    assert layer.crs is None
