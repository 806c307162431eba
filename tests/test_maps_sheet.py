"""Sheets: what is on the page, and that it is true."""

from __future__ import annotations

import dataclasses
import re

import pyproj
import pytest
import shapely

from core.errors import AppError
from layers.plan import Plan
from maps.sheets.crs_words import convergence_deg, crs_line
from maps.sheets.frames import Extent, arranged
from maps.sheets.paper import Rect, paper_named
from maps.sheets.scale import STANDARD, bar_length_m, ratio
from maps.sheets.sheet import Imprint, SheetLayout, compose
from maps.sheets.sheet_items import Box, Swatch, Words, text_width
from maps.sheets.template import template_names
from maps.symbology.landuse import land_uses
from tests.maps_plans import CRS, EAST, NORTH, layer_of, plan_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")


def words_of(layout: SheetLayout) -> list[str]:
    return [item.text for item in layout.items if isinstance(item, Words)]


def legend_of(layout: SheetLayout) -> list[str]:
    return [entry.caption.zh for entry in layout.legend if entry.symbol is not None]


def two_towns(**terms: object) -> Plan:
    areas = layer_of(
        "planning_area", [square(-500, -500, 3000), square(19_500, -500, 3000)], kind=["area", "area"], name_=["", ""]
    )
    areas = dataclasses.replace(areas, frame=areas.frame.assign(name=["空港片区", "云谷片区"]))
    west, east = town(["0701", "1401"]), town(["1001", "16"], x=20_000)
    return plan_of(west, dataclasses.replace(east, name="zoning_east"), areas, **terms)


def test_there_is_a_zoning_sheet() -> None:
    assert "zoning" in template_names()


def test_title_scale_and_legend_are_on_the_sheet() -> None:
    layout = compose(plan_of(town(["0701", "1401", "16"])), template="zoning")
    words = words_of(layout)
    assert layout.title == "和林格尔新区 2025 土地使用规划图"
    assert {layout.title, f"比例尺 {ratio(layout.denominator)}", "图例", "0701 城镇住宅用地", "16 留白用地"} <= set(
        words
    )


def test_legend_has_exactly_the_classes_present_in_code_order() -> None:
    codes = ["1702", "09", "0701", "R2", "100104"]
    layout = compose(plan_of(town(codes)), template="zoning")
    expected = ["0701 城镇住宅用地", "09 商业服务业用地", "100104 工业用地", "1702 湖泊水面", "未知"]
    assert legend_of(layout) == expected


def test_classes_outside_the_frame_are_not_in_the_legend() -> None:
    near, far = square(0, 0, 400), square(6_000, 6_000, 400)
    zoning = layer_of("zoning", [near, square(3_000, 3_000, 400), far], class_code=["0701", "09", "1401"])
    layout = compose(plan_of(zoning), template="zoning", scale=5_000)
    assert legend_of(layout) == ["09 商业服务业用地"]


def test_a_boundary_whose_line_is_not_in_the_frame_is_not_in_the_legend() -> None:
    around = layer_of("planning_area", [square(-90_000, -90_000, 200_000)], kind=["new_area"])
    layout = compose(plan_of(town(["0701"]), around), template="zoning")
    assert legend_of(layout) == ["0701 城镇住宅用地"]


def test_other_layers_follow_the_land_use_under_their_own_heading() -> None:
    river = layer_of("river", [shapely.LineString([(EAST, NORTH), (EAST + 900, NORTH + 900)])], shape="line")
    boundary = layer_of("development_boundary", [square(50, 50, 900)], year=[2025])
    layout = compose(plan_of(river, town(["0701"]), boundary), template="zoning")
    captions = [entry.caption.zh for entry in layout.legend]
    assert captions == ["用地分类", "0701 城镇住宅用地", "控制线与其他", "城镇开发边界（2025年）", "河流"]


def test_two_towns_get_a_frame_each_at_one_scale_larger_than_that_of_a_single_frame() -> None:
    layout = compose(two_towns(), template="zoning")
    alone = compose(dataclasses.replace(two_towns(), layers=two_towns().layers[:2]), template="zoning")
    assert len(layout.frames) == 2
    assert len(alone.frames) == 1
    assert layout.denominator < alone.denominator / 5
    assert {frame.denominator for frame in layout.frames} == {layout.denominator}
    shown = f"1:{layout.denominator:,.0f}".replace(",", " ")
    assert {f"空港片区  {shown}", f"云谷片区  {shown}", f"比例尺 {shown}", "区位示意"} <= set(words_of(layout))


def test_the_scale_asked_for_is_the_scale_drawn() -> None:
    layout = compose(two_towns(), template="zoning", scale=12_345)
    assert layout.denominator == 12_345
    assert "比例尺 1:12 345" in words_of(layout)
    assert {frame.denominator for frame in layout.frames} == {12_345}


def test_the_map_is_whole_inside_its_frame() -> None:
    layout = compose(plan_of(town(["0701"], side=9, step=333)), template="zoning")
    west, south, east, north = layout.frames[0].extent()
    assert west < EAST < EAST + 9 * 333 < east
    assert south < NORTH < NORTH + 9 * 333 < north
    assert layout.denominator in STANDARD


def test_scale_bar_is_true_on_paper() -> None:
    layout = compose(plan_of(town(["0701"])), template="zoning", scale=20_000)
    bars = [item.rect for item in layout.items if isinstance(item, Box) and item.rect.height == pytest.approx(1.3)]
    length = sum(bar.width for bar in bars)
    ends = [re.fullmatch(r"(\d+) m", text) for text in words_of(layout)]
    metres = float(next(end[1] for end in ends if end))
    assert length == pytest.approx(metres / 20_000 * 1000)


def test_notes_say_crs_period_sources_and_what_is_illustrative() -> None:
    zoning = layer_of(
        "zoning",
        [square(0, 0, 100)],
        class_code=["0701"],
        status=["示意"],
        attribution=["© OpenStreetMap contributors, ODbL 1.0"],
    )
    layout = compose(plan_of(zoning, base_year=2020, target_year=2025), template="zoning")
    text = "".join(words_of(layout))
    assert "2000国家大地坐标系（CGCS2000），高斯-克吕格投影 3°带，中央经线 111°（EPSG:4546）" in text
    assert "规划期限 2020—2025（基期年 2020，目标年 2025）" in text
    assert "© OpenStreetMap contributors, ODbL 1.0" in text
    assert "示意数据：规划用地的位置与范围仅为示意" in text


def test_nothing_is_said_to_be_illustrative_when_no_layer_is() -> None:
    assert "示意数据" not in "".join(words_of(compose(plan_of(town(["0701"])), template="zoning")))


def test_slots_are_empty_unless_filled() -> None:
    empty = compose(plan_of(town(["0701"])), template="zoning")
    filled = compose(plan_of(town(["0701"])), template="zoning", imprint=Imprint(maker="某规划院", date="2025年6月"))
    labels = {"组织编制机关", "编制单位", "编制日期", "图号", "审图号", "密级", "审查（盖章）"}
    assert labels <= set(words_of(empty))
    assert set(words_of(filled)) - set(words_of(empty)) == {"某规划院", "2025年6月"}


def test_english_plans_get_english_sheets() -> None:
    layout = compose(plan_of(town(["0701"]), language="en", name="Horinger 2025"), template="zoning")
    assert layout.title == "Horinger 2025 Land-Use Plan"
    assert {"Legend", "0701 Urban residential", f"Scale {ratio(layout.denominator)}"} <= set(words_of(layout))


@pytest.mark.parametrize("count", [1, 10, 60, 175])
@pytest.mark.parametrize("paper", ["A4", "A3", "A0"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_stays_inside_the_page(count: int, paper: str, language: str) -> None:
    codes = list(land_uses())[:count]
    plan = plan_of(town(codes, side=14), language=language, name="长" * 60, base_year=2020, target_year=2035)
    layout = compose(plan, template="zoning", paper=paper)
    border = layout.paper.border
    assert len(legend_of(layout)) == count
    for item in layout.items:
        if isinstance(item, Swatch):
            assert item.rect.bottom < border.bottom
        if isinstance(item, Words) and not item.angle:
            width = text_width(item.text, item.size, bold=item.bold)
            left = {"left": item.x, "centre": item.x - width / 2, "right": item.x - width}[item.align]
            assert border.x <= left
            assert left + width <= border.right + 0.01, item.text


def test_legend_lines_do_not_run_into_each_other() -> None:
    layout = compose(plan_of(town(list(land_uses())[:60], side=14)), template="zoning")
    captions = set(legend_of(layout))
    lines = [item for item in layout.items if isinstance(item, Words) and item.text in captions]
    for first in lines:
        for second in lines:
            same_row = abs(first.y - second.y) < first.size
            if first is not second and same_row and first.x <= second.x:
                assert first.x + text_width(first.text, first.size) < second.x


def test_codes_stand_inside_their_parcels_and_do_not_overlap() -> None:
    layout = compose(plan_of(town(["0701"], side=5, step=300)), template="zoning")
    frame = layout.frames[0]
    codes = [item for item in layout.items if isinstance(item, Words) and item.text == "0701"]
    assert len(codes) == 25
    for code in codes:
        assert frame.rect.x < code.x < frame.rect.right
    places = {(round(code.x), round(code.y)) for code in codes}
    assert len(places) == 25


def test_paper_sizes() -> None:
    assert (paper_named("a3").width, paper_named("A3").height) == (420, 297)
    assert paper_named("A3").border.x == 25


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"template": "nosuch"}, "sheet.unknown"),
        ({"template": "../map"}, "sheet.unknown"),
        ({"template": "zoning", "paper": "B5"}, "sheet.unknown_paper"),
        ({"template": "zoning", "scale": 0}, "sheet.bad_scale"),
        ({"template": "zoning", "scale": -5000}, "sheet.bad_scale"),
        ({"template": "zoning", "scale": float("nan")}, "sheet.bad_scale"),
        ({"template": "zoning", "scale": 1e12}, "sheet.bad_scale"),
    ],
)
def test_requests_that_cannot_be_served(arguments: dict[str, object], code: str) -> None:
    with pytest.raises(AppError) as refused:
        compose(plan_of(town(["0701"])), **arguments)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_plan_without_zoning_is_refused() -> None:
    with pytest.raises(AppError, match=r"sheet\.nothing_to_draw"):
        compose(plan_of(layer_of("river", [], shape="line")), template="zoning")


def test_a_plan_without_a_known_crs_is_refused() -> None:
    zoning = layer_of("zoning", [square(0, 0, 10)], crs=None, class_code=["0701"])
    with pytest.raises(AppError, match=r"sheet\.no_crs"):
        compose(plan_of(zoning, crs=None), template="zoning")


@pytest.mark.parametrize(("denominator", "written"), [(500, "1:500"), (25_000, "1:25 000"), (1_000_000, "1:1 000 000")])
def test_ratios_have_an_ascii_colon_and_plain_spaces(denominator: float, written: str) -> None:
    assert ratio(denominator) == written


@pytest.mark.parametrize("denominator", STANDARD)
def test_scale_bars_are_round_and_fit(denominator: float) -> None:
    length = bar_length_m(denominator, 40)
    assert 16 <= length / denominator * 1000 <= 40 + 1e-9
    assert f"{length:.0e}"[0] in "125"


def test_true_north_lies_west_of_grid_north_east_of_the_central_meridian() -> None:
    angle = convergence_deg(CRS, EAST, NORTH)
    assert angle == pytest.approx(-0.52, abs=0.02)
    assert convergence_deg(CRS, 500_000, NORTH) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (4546, "2000国家大地坐标系（CGCS2000），高斯-克吕格投影 3°带，中央经线 111°（EPSG:4546）"),
        (4525, "2000国家大地坐标系（CGCS2000），高斯-克吕格投影 3°带，中央经线 111°（EPSG:4525）"),
        (4509, "2000国家大地坐标系（CGCS2000），高斯-克吕格投影 6°带，中央经线 117°（EPSG:4509）"),
        (32649, "WGS 84 / UTM zone 49N (EPSG:32649)"),
    ],
)
def test_crs_line_tells_the_truth(code: int, words: str) -> None:
    assert crs_line(pyproj.CRS.from_epsg(code)).zh == words


def test_crs_line_of_an_esri_prj() -> None:
    esri = pyproj.CRS.from_wkt(CRS.to_wkt("WKT1_ESRI"))
    assert crs_line(esri).zh.startswith("2000国家大地坐标系（CGCS2000），高斯-克吕格投影 3°带，中央经线 111°")


def test_frames_are_arranged_where_the_scale_is_largest() -> None:
    wide = [Extent("a", (0, 0, 4000, 1000)), Extent("b", (9000, 0, 13000, 1000))]
    whole = Extent("", (0, 0, 13000, 1000))
    result = arranged(whole, wide, Rect(0, 0, 300, 200))
    assert [cell.x for cell in result.cells] == [0, 0]
    assert result.denominator == 15_000


def test_odd_geometry_does_not_keep_the_sheet_from_being_made() -> None:
    odd = shapely.Polygon([(EAST, NORTH), (float("inf"), NORTH), (EAST, NORTH + 50), (EAST, NORTH)])
    bow_tie = shapely.Polygon([(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)])
    zoning = layer_of("zoning", [None, shapely.Polygon(), odd, bow_tie, square(0, 0, 500)], class_code=["0701"] * 5)
    area = layer_of("planning_area", [None, odd, square(-9, -9, 900)], kind=["area"] * 3)
    layout = compose(plan_of(zoning, area), template="zoning")
    assert legend_of(layout)[0] == "0701 城镇住宅用地"
