"""DXF drawings: what is closed becomes a polygon, curves stay within a millimetre, nothing is guessed in silence."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import ezdxf
import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from ezdxf import xref
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AppError
from layers.formats.dxf import dxf_tables, read_dxf, write_dxf
from layers.formats.dxf.writing import class_code_of, nearest_index
from layers.formats.vector import LoadResult
from tests.office import square

CRS = pyproj.CRS.from_epsg(4546)
CORNERS = [(0, 0), (100, 0), (100, 50), (0, 50)]


def drawing(version: str = "R2010") -> Any:
    """A new drawing in metres, and its model space."""
    made = ezdxf.new(version)
    made.header["$INSUNITS"] = 6
    return made


def saved(made: Any, path: Path) -> Path:
    made.saveas(path)
    return path


def codes(loaded: LoadResult) -> list[str]:
    return [notice.code for notice in loaded.notices]


def only(loaded: LoadResult) -> Any:
    (shape,) = loaded.table.geometry
    return shape


def refusal(path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        read_dxf(path)
    return caught.value


def test_closed_lines_are_polygons_and_dxf_has_no_crs(tmp_path: Path) -> None:
    made = drawing()
    made.modelspace().add_lwpolyline(CORNERS, close=True, dxfattribs={"layer": "0701 城镇住宅用地", "color": 1})
    loaded = read_dxf(saved(made, tmp_path / "a.dxf"))
    assert (loaded.kind, loaded.crs, codes(loaded)) == ("polygon", None, ["dxf.crs"])
    assert (
        loaded.table.drop(columns="geometry").to_dict("records")
        == [{"layer": "0701 城镇住宅用地", "colour": "#FF0000", "text": None, "class_code": "0701"}]
        or loaded.table["text"].isna().all()
    )
    assert only(loaded).equals(shapely.box(0, 0, 100, 50))


def test_lines_that_end_where_they_began_are_closed(tmp_path: Path) -> None:
    made = drawing()
    made.modelspace().add_lwpolyline([*CORNERS, CORNERS[0]])
    made.modelspace().add_lwpolyline(CORNERS)
    path = saved(made, tmp_path / "a.dxf")
    assert only(read_dxf(path)).area == 5000
    assert only(read_dxf(path, table="line")).length == 250
    assert dxf_tables(path) == [("polygon", "polygon"), ("line", "line")]


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("radius", [0.5, 100.0, 3000.0])
def test_bulges_stay_within_a_millimetre_of_the_arc(tmp_path: Path, radius: float, old: bool) -> None:
    made = drawing()
    x, y = 567_000.0, 4_489_000.0
    circle = [(x - radius, y, 0, 0, 1), (x + radius, y, 0, 0, 1)]
    if old:
        made.modelspace().add_polyline2d([(a, b, c) for a, b, _, _, c in circle], format="xyb", close=True)
    else:
        made.modelspace().add_lwpolyline(circle, close=True)
    shape = only(read_dxf(saved(made, tmp_path / "a.dxf")))
    corners = np.hypot(*(shapely.get_coordinates(shape) - (x, y)).T)
    middles = np.hypot(*((shapely.get_coordinates(shape)[1:] + shapely.get_coordinates(shape)[:-1]) / 2 - (x, y)).T)
    assert np.abs(corners - radius).max() < 1e-6
    assert 0 < radius - middles.min() <= 0.0005 + 1e-6


def test_a_bulge_bends_to_the_right_side(tmp_path: Path) -> None:
    made = drawing()
    made.modelspace().add_lwpolyline([(0, 0, 0, 0, 0.5), (10, 0, 0, 0, 0), (10, 10, 0, 0, 0), (0, 10)], close=True)
    shape = only(read_dxf(saved(made, tmp_path / "a.dxf")))
    assert shape.bounds[1] == pytest.approx(-2.5, abs=1e-3)


@pytest.mark.parametrize("kind", ["circle", "arc", "ellipse", "spline"])
def test_curves_stay_within_a_millimetre(tmp_path: Path, kind: str) -> None:
    made = drawing()
    space = made.modelspace()
    if kind == "circle":
        space.add_circle((0, 0), 200)
    elif kind == "arc":
        space.add_arc((0, 0), 200, 350, 80)
    elif kind == "ellipse":
        space.add_ellipse((0, 0), (200, 0), 0.5)
    else:
        space.add_spline([(0, 0), (50, 80), (100, 0), (160, -40)])
    shape = only(read_dxf(saved(made, tmp_path / "a.dxf")))
    if kind in ("circle", "arc"):
        assert math.hypot(*shape.centroid.coords[0]) < (1e-6 if kind == "circle" else 200)
        wanted = math.pi * 200**2 if kind == "circle" else 200 * math.pi / 2
        assert (shape.area or shape.length) == pytest.approx(wanted, rel=1e-5)
    elif kind == "ellipse":
        assert shape.area == pytest.approx(math.pi * 200 * 100, rel=1e-5)
    else:
        curve = made.modelspace()[0].construction_tool()
        true = shapely.MultiPoint([(point.x, point.y) for point in curve.approximate(999)])
        assert max(shape.distance(point) for point in true.geoms) < 0.001


def test_hatches_have_holes_whether_drawn_as_lines_or_edges(tmp_path: Path) -> None:
    made = drawing()
    hatch = made.modelspace().add_hatch()
    hatch.paths.add_polyline_path(CORNERS, is_closed=True, flags=1)
    edges = hatch.paths.add_edge_path(flags=16)
    edges.add_line((40, 20), (60, 20))
    edges.add_arc((50, 20), 10, 0, 180)
    loaded = read_dxf(saved(made, tmp_path / "a.dxf"))
    assert only(loaded).area == pytest.approx(5000 - math.pi * 100 / 2, abs=0.02)
    assert len(only(loaded).interiors) == 1


def test_the_outline_of_a_hatch_is_not_a_second_plot(tmp_path: Path) -> None:
    made = drawing()
    hatch = made.modelspace().add_hatch()
    hatch.paths.add_polyline_path(CORNERS, is_closed=True, flags=1)
    hatch.paths.add_polyline_path([(10, 10), (20, 10), (20, 20), (10, 20)], is_closed=True, flags=16)
    made.modelspace().add_lwpolyline([*CORNERS[2:], *CORNERS[:2]], close=True)
    made.modelspace().add_lwpolyline([(10, 10), (20, 10), (20, 20), (10, 20)], close=True)
    assert read_dxf(saved(made, tmp_path / "a.dxf")).table.area.tolist() == [4900, 100]


def test_blocks_are_taken_apart_with_scale_turn_layer_and_colour(tmp_path: Path) -> None:
    made = drawing()
    inner = made.blocks.new("甲")
    inner.add_lwpolyline([(0, 0), (1, 0), (1, 1), (0, 1)], close=True, dxfattribs={"layer": "0", "color": 0})
    outer = made.blocks.new("乙")
    outer.add_blockref("甲", (5, 0), dxfattribs={"xscale": 10, "yscale": 20, "rotation": 90, "color": 0})
    made.modelspace().add_blockref("乙", (100, 100), dxfattribs={"layer": "绿地", "color": 3})
    made.modelspace().add_blockref("甲", (0, 0), dxfattribs={"column_count": 3, "column_spacing": 5})
    table = read_dxf(saved(made, tmp_path / "a.dxf")).table
    assert table.area.tolist() == pytest.approx([200, 1, 1, 1])
    assert table.geometry.iloc[0].bounds == pytest.approx((85, 100, 105, 110))
    assert (table.colour.iloc[0], table.geometry.iloc[3].bounds[0]) == ("#00FF00", 10)


def test_mirrored_entities_stand_where_cad_shows_them(tmp_path: Path) -> None:
    made = drawing()
    made.modelspace().add_lwpolyline(CORNERS, close=True, dxfattribs={"extrusion": (0, 0, -1)})
    assert only(read_dxf(saved(made, tmp_path / "a.dxf"))).bounds == (-100, 0, 0, 50)


def test_texts_label_the_smallest_polygon_they_stand_in(tmp_path: Path) -> None:
    made = drawing()
    space = made.modelspace()
    space.add_lwpolyline(CORNERS, close=True)
    space.add_lwpolyline([(10, 10), (40, 10), (40, 40), (10, 40)], close=True)
    space.add_text("A-01", height=2).set_placement((20, 30))
    space.add_mtext("0701\\P住宅", dxfattribs={"insert": (20, 20)})
    space.add_text("外", height=2).set_placement((80, 30))
    block = made.blocks.new("标")
    block.add_attdef("编号", (0, 0))
    space.add_blockref("标", (90, 10)).add_attrib("编号", "B-07", (90, 10))
    loaded = read_dxf(saved(made, tmp_path / "a.dxf"))
    assert loaded.table.text.tolist() == ["外\nB-07", "A-01\n0701\n住宅"]
    assert sorted(read_dxf(tmp_path / "a.dxf", table="point").table.text) == ["0701\n住宅", "A-01", "B-07", "外"]


@pytest.mark.parametrize("version", ["R12", "R2000"])
@pytest.mark.parametrize("told", ["ANSI_936", "ANSI_1252", None])
def test_chinese_of_old_drawings_is_read_whatever_the_code_page_says(
    tmp_path: Path, version: str, told: str | None
) -> None:
    made = drawing(version)
    made.encoding = "gbk"
    made.modelspace().add_polyline2d(CORNERS, close=True, dxfattribs={"layer": "城镇住宅用地"})
    made.modelspace().add_text("规划地块编号", height=2).set_placement((20, 30))
    made.saveas(tmp_path / "a.dxf", encoding="gbk")
    content = (tmp_path / "a.dxf").read_bytes()
    assert b"ANSI_936" in content
    if told is None:
        content = content.replace(b"$DWGCODEPAGE", b"$DWGCODEPAGX")
    (tmp_path / "a.dxf").write_bytes(content.replace(b"ANSI_936", (told or "ANSI_936").encode()))
    loaded = read_dxf(tmp_path / "a.dxf")
    assert loaded.table[["layer", "text"]].to_numpy().tolist() == [["城镇住宅用地", "规划地块编号"]]
    assert ("encoding.repaired" in codes(loaded)) == (told != "ANSI_936")
    asked = read_dxf(tmp_path / "a.dxf", encoding="GBK")
    assert asked.table.layer.tolist() == ["城镇住宅用地"]


def test_what_is_not_read_is_named(tmp_path: Path) -> None:
    made = drawing()
    made.header["$INSUNITS"] = 4
    made.modelspace().add_lwpolyline(CORNERS, close=True)
    made.modelspace().add_ray((0, 0), (1, 1))
    xref.define(made, "外部", "elsewhere.dwg")
    made.modelspace().add_blockref("外部", (0, 0))
    loaded = read_dxf(saved(made, tmp_path / "a.dxf"))
    assert codes(loaded) == ["dxf.crs", "dxf.units", "dxf.skipped"]
    assert "RAY × 1" in loaded.notices[2].message.zh
    assert "XREF × 1" in loaded.notices[2].message.zh


def test_millimetres_are_turned_into_metres_only_where_there_is_no_doubt(tmp_path: Path) -> None:
    for origin, area, code in (((4e9, 4e9), 0.005, "dxf.millimetres"), ((0, 0), 5000, "dxf.units")):
        made = drawing()
        made.header["$INSUNITS"] = 4
        made.modelspace().add_lwpolyline([(origin[0] + x, origin[1] + y) for x, y in CORNERS], close=True)
        loaded = read_dxf(saved(made, tmp_path / "a.dxf"))
        assert codes(loaded) == ["dxf.crs", code]
        assert loaded.table.area.tolist() == pytest.approx([area])


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    path = saved(drawing(), tmp_path / "a.dxf")
    assert codes(read_dxf(path)) == ["dxf.crs", "dxf.none"]
    with pytest.raises(AppError) as caught:
        read_dxf(path, table="面")
    assert caught.value.code == "file.table"


@pytest.mark.parametrize(
    "content", [b"", b"rubbish" * 999, bytes(range(256)) * 99, b"AutoCAD Binary DXF\r\n\x1a\x00\xff"]
)
def test_rubbish_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.dxf").write_bytes(content)
    assert refusal(tmp_path / "a.dxf").code == "file.unreadable"


def test_a_drawing_cut_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"class_code": ["0701"]}, geometry=[square(0, 0, 100)])
    write_dxf(frame, tmp_path / "a.dxf", crs=CRS)
    content = (tmp_path / "a.dxf").read_bytes()
    start = content.index(b"ENTITIES")
    for kept in [start // 2, *range(start, len(content), (len(content) - start) // 12)]:
        (tmp_path / "b.dxf").write_bytes(content[:kept])
        assert outcome(tmp_path / "b.dxf") in ("read", "file.unreadable")


def outcome(path: Path) -> str:
    try:
        read_dxf(path)
    except AppError as error:
        return error.code
    return "read"


def test_coordinates_that_cannot_be_are_dropped_and_said(tmp_path: Path) -> None:
    made = drawing()
    made.modelspace().add_lwpolyline([(0, 0), (1e308, 0), (1e308, 1e308)], close=True)
    made.modelspace().add_lwpolyline(CORNERS, close=True)
    made.modelspace().add_circle((0, 0), 1e300)
    made.modelspace().add_lwpolyline([(0, 0, 0, 0, 1e308), (1, 0, 0, 0, -1e-300), (1, 1)], close=True)
    path = saved(made, tmp_path / "a.dxf")
    loaded = read_dxf(path)
    assert "LWPOLYLINE × 2" in loaded.notices[1].message.zh
    assert 5000 in loaded.table.area.tolist()
    path.write_bytes(path.read_bytes().replace(b"100.0", b"nan"))
    assert outcome(path) in ("read", "file.unreadable")


def test_blocks_within_themselves_and_by_the_million_end(tmp_path: Path) -> None:
    made = drawing()
    block = made.blocks.new("圈")
    block.add_line((0, 0), (1, 1))
    block.add_blockref("圈", (1, 1))
    made.modelspace().add_blockref("圈", (0, 0))
    bomb = made.blocks.new("多")
    bomb.add_line((0, 0), (1, 1))
    made.modelspace().add_blockref("多", (0, 0), dxfattribs={"row_count": 30_000, "column_count": 30_000})
    start = time.perf_counter()
    loaded = read_dxf(saved(made, tmp_path / "a.dxf"), table="line")
    assert time.perf_counter() - start < 5
    assert "dxf.damaged" in codes(loaded)


def test_nested_blocks_cannot_multiply_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.formats.dxf.reading.MAX_OBJECTS", 2_000)
    made = drawing()
    made.blocks.new("B0").add_line((0, 0), (1, 1))
    for level in range(1, 9):
        block = made.blocks.new(f"B{level}")
        for copy in range(10):
            block.add_blockref(f"B{level - 1}", (copy, 0))
    made.modelspace().add_blockref("B8", (0, 0))
    start = time.perf_counter()
    assert refusal(saved(made, tmp_path / "a.dxf")).code == "file.too_large"
    assert time.perf_counter() - start < 5


def zoning() -> gpd.GeoDataFrame:
    holed = square(0, 0, 100) - square(20, 20, 20)
    parts = shapely.MultiPolygon([square(200, 0, 50) - square(210, 10, 5), square(300, 0, 50)])
    return gpd.GeoDataFrame(
        {"class_code": ["0701", "1401", "1207"], "parcel_no": ["A-01", "A-02", "甲-3"]},
        geometry=[holed, square(20, 20, 20), parts],
    )


def test_zoning_comes_back_with_rings_holes_classes_and_labels(tmp_path: Path) -> None:
    frame = zoning()
    assert write_dxf(frame, tmp_path / "a.dxf", crs=CRS) == ()
    table = read_dxf(tmp_path / "a.dxf").table
    assert table.class_code.tolist() == ["0701", "1401", "1207"]
    assert table.layer.tolist() == ["0701 城镇住宅用地", "1401 公园绿地", "1207 城镇村道路用地"]
    assert table.text.tolist() == ["A-01\n0701", "A-02\n1401", "甲-3\n1207"]
    assert [there.equals(here) for there, here in zip(table.geometry, frame.geometry, strict=True)] == [True] * 3
    write_dxf(table, tmp_path / "b.dxf", crs=None)
    again = read_dxf(tmp_path / "b.dxf").table
    assert again.drop(columns="geometry").equals(table.drop(columns="geometry"))


def test_class_layers_have_the_colours_of_the_map(tmp_path: Path) -> None:
    write_dxf(zoning(), tmp_path / "a.dxf", crs=CRS)
    made = ezdxf.readfile(tmp_path / "a.dxf")
    assert made.dxfversion >= "AC1024"
    assert made.header["$INSUNITS"] == 6
    assert made.layers.get("0701 城镇住宅用地").rgb == (255, 255, 45)
    assert made.styles.get("LANTU").dxf.font == "simsun.ttc"
    assert made.audit().has_errors is False
    assert nearest_index((255, 0, 0)) == 1
    kinds = [entity.dxftype() for entity in made.modelspace()]
    assert (kinds.count("HATCH"), kinds.count("LWPOLYLINE"), kinds.count("TEXT")) == (3, 6, 6)


def test_an_outline_moved_in_cad_is_not_lost(tmp_path: Path) -> None:
    write_dxf(zoning(), tmp_path / "a.dxf", crs=CRS)
    made = ezdxf.readfile(tmp_path / "a.dxf")
    made.modelspace().query("LWPOLYLINE")[0].translate(1, 0, 0)
    made.save()
    assert len(read_dxf(tmp_path / "a.dxf").table) == 4


def test_without_fill_only_what_has_holes_is_hatched(tmp_path: Path) -> None:
    write_dxf(zoning(), tmp_path / "a.dxf", crs=CRS, fill=False, label_fields=["parcel_no"])
    assert len(ezdxf.readfile(tmp_path / "a.dxf").modelspace().query("HATCH")) == 2
    table = read_dxf(tmp_path / "a.dxf").table
    assert sorted(table.text) == ["A-01", "A-02", "甲-3"]


def test_unknown_classes_and_hostile_names_are_written_and_said(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"class_code": ["9999"], "class_name": ['<a>/"*|?'], "parcel_no": ["=1+1\n%%d"]}, geometry=[square(0, 0, 9)]
    )
    notices = write_dxf(frame, tmp_path / "a.dxf", crs=CRS)
    assert [notice.code for notice in notices] == ["dxf.class"]
    assert read_dxf(tmp_path / "a.dxf").table.layer.tolist() == ["9999 _a______"]


def test_lines_points_and_empty_rows(tmp_path: Path) -> None:
    shapes = [shapely.LineString([(0, 0), (1, 2), (3, 3)]), shapely.Point(1, 2), None]
    frame = gpd.GeoDataFrame({"layer": ["路", "点", "空"]}, geometry=shapes)
    assert [notice.code for notice in write_dxf(frame, tmp_path / "a.dxf", crs=CRS)] == ["geometry.empty"]
    assert read_dxf(tmp_path / "a.dxf", table="line").table.geometry.tolist() == shapes[:1]
    assert read_dxf(tmp_path / "a.dxf", table="point").table.geometry.tolist() == shapes[1:2]


def test_degrees_and_missing_fields_are_refused(tmp_path: Path) -> None:
    frame = zoning()
    for options, code in (
        ({"crs": pyproj.CRS.from_epsg(4490)}, "dxf.crs"),
        ({"crs": CRS, "class_field": "无"}, "fields.missing"),
    ):
        with pytest.raises(AppError) as caught:
            write_dxf(frame, tmp_path / "a.dxf", **options)
        assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("0701 城镇住宅用地", "0701"),
        ("0701", "0701"),
        ("07 居住用地", "07"),
        ("0701 别的", None),
        ("0799", None),
        ("路", None),
    ],
)
def test_class_codes_in_names_of_layers(layer: str, code: str | None) -> None:
    assert class_code_of(layer) == code


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.floats(5, 40), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_any_polygons_come_back_within_a_millimetre(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, float, bool]]
) -> None:
    shapes = []
    for row, (holes, radius, round_one) in enumerate(plan):
        centre = shapely.Point(567_000 + 200 * row, 4_489_000)
        shape = centre.buffer(radius * 2) if round_one else shapely.box(*centre.buffer(radius * 2).bounds)
        for hole in range(holes):
            shape -= shapely.Point(centre.x - radius + radius * hole, centre.y).buffer(radius / 3)
        shapes.append(shape)
    path = tmp_path_factory.mktemp("drawing") / "a.dxf"
    write_dxf(gpd.GeoDataFrame({"class_code": ["0701"] * len(shapes)}, geometry=shapes), path, crs=CRS)
    table = read_dxf(path).table
    assert [len(there.interiors) for there in table.geometry] == [len(here.interiors) for here in shapes]
    distance = shapely.hausdorff_distance(table.geometry.to_numpy(), np.array(shapes, dtype=object))
    assert distance.max() < 0.001


def test_numbers_that_ezdxf_takes_in_silence_are_said(tmp_path: Path) -> None:
    write_dxf(gpd.GeoDataFrame({"class_code": ["0701"]}, geometry=[square(0, 0, 100)]), tmp_path / "a.dxf", crs=CRS)
    content = (tmp_path / "a.dxf").read_bytes()
    (tmp_path / "a.dxf").write_bytes(content.replace(b"567100.0", b"5671x00.0"))
    loaded = read_dxf(tmp_path / "a.dxf")
    assert "dxf.recovered" in codes(loaded)
    assert "5671x00.0" in loaded.notices[0].message.zh
