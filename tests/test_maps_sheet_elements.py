"""The elements of sheets: what is listed, counted, linked and marked is true."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import shapely
from PySide6.QtGui import QColor, QImage, QPainter

from core.errors import AppError
from core.messages import Text
from core.quantities import rounded
from layers.plan import Plan
from maps.sheets.checklist import checklist
from maps.sheets.crs_words import crs_line
from maps.sheets.sheet import Imprint, MarkedPlace, SheetLayout, SheetSource, Subject, TableData, compose, draw_sheet
from maps.sheets.sheet_design import (
    Label,
    MapFrame,
    Picture,
    Place,
    SheetDesign,
    Slot,
    Table,
)
from maps.sheets.sheet_items import Image, Rule, Words
from maps.sheets.template import template_named
from tests.maps_plans import CRS, EAST, NORTH, layer_of, plan_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"><rect width="4" height="2" fill="#FF0000"/></svg>'


def words_of(layout: SheetLayout, element: str | None = None) -> list[str]:
    parts = [each.items for each in layout.elements if element in (None, each.id)]
    return [item.text for items in parts for item in items if isinstance(item, Words)]


def parcels() -> Any:
    return layer_of(
        "zoning",
        [square(0, 0, 100), square(100, 0, 100), square(0, 100, 100), square(900, 900, 50)],
        class_code=["0701", "0701", "1401", "09"],
        parcel_no=["A-1", "A-2", "A-3", "B-1"],
        far_max=[2, None, None, 1],
    )


def projects() -> Any:
    shape = [square(50, 50, 100), square(600, 600, 10)]
    return layer_of("project_footprints", shape, project=["数据中心", "学校"], class_code=["1001", "0804"])


def whole_plan(**terms: Any) -> Plan:
    redline = layer_of("ecological_redline", [square(0, 0, 60), square(5000, 0, 400)])
    boundary = layer_of("development_boundary", [square(-100, -100, 2000)], year=[2025])
    facilities = layer_of(
        "facility",
        [shapely.Point(EAST + 50, NORTH + 50), shapely.Point(EAST + 90, NORTH + 50)],
        shape="point",
        kind=["primary_school", "clinic"],
    )
    present = layer_of("landuse_current", [square(-500, -500, 3000)], class_code=["0103"])
    corridor = layer_of("ecological_corridor", [square(200, -500, 100)], kind=["corridor"], name_=["廊道"])
    green = layer_of("green_space", [square(0, 100, 100)], kind=["park"])
    layers = (parcels(), projects(), redline, boundary, facilities, present, corridor, green)
    return plan_of(*layers, **terms)


@pytest.mark.parametrize(
    "name", ["zoning", "status", "control_lines", "ecology", "green", "life_circles", "site", "parcel"]
)
@pytest.mark.parametrize(("paper", "orientation"), [("A4", "portrait"), ("A3", "landscape"), ("A3x3", "landscape")])
def test_every_sheet_is_made_and_its_parts_do_not_cover_each_other(name: str, paper: str, orientation: Any) -> None:
    layout = compose(whole_plan(), template=name, paper=paper, orientation=orientation)
    title = layout.design.title.zh
    assert any(title in words for words in words_of(layout, "title"))
    areas = {each.id: each.place.area for each in layout.design.elements}
    boxes = [each.rect for each in layout.elements if areas[each.id] in ("side", "strip", "maps")]
    assert len(boxes) > 8
    for number, one in enumerate(boxes):
        assert layout.draft.areas.neat.x - 0.01 <= one.x < one.right <= layout.draft.areas.neat.right + 0.01
        assert one.bottom <= layout.draft.areas.neat.bottom + 0.01
        for other in boxes[number + 1 :]:
            across = min(one.right, other.right) - max(one.x, other.x)
            down = min(one.bottom, other.bottom) - max(one.y, other.y)
            assert across < 0.01 or down < 0.01


def test_areas_in_the_legend_add_up_to_the_total_as_printed() -> None:
    thirds = [square(x, 0, 100 / 3**0.5) for x in (0, 100, 200)]
    zoning = layer_of("zoning", thirds, class_code=["0701", "09", "1401"])
    layout = compose(plan_of(zoning, area_definition="planar"), template="zoning")
    shown = [entry.area for entry in layout.legend if entry.area]
    assert sorted(shown) == ["0.33", "0.33", "0.34"]
    assert "1.00 ha" in words_of(layout, "legend")
    assert "面积为平面面积。" in "".join(words_of(layout, "notes"))


def test_areas_are_left_out_where_the_frame_does_not_show_everything() -> None:
    layout = compose(plan_of(town(["0701"])), template="zoning", scale=1000)
    assert not any(entry.area for entry in layout.legend)
    assert "areas.left_out" in {remark.code for remark in checklist(layout)}


def test_registered_areas_come_from_the_register() -> None:
    zoning = dataclasses.replace(parcels(), frame=parcels().frame.assign(area_registered_m2=[1e4, 2e4, 3e4, 4e4]))
    layout = compose(plan_of(zoning, area_definition="registered"), template="zoning")
    areas = {entry.caption.zh: entry.area for entry in layout.legend if entry.area}
    assert areas == {"0701 城镇住宅用地": "3.00", "09 商业服务业用地": "4.00", "1401 公园绿地": "3.00"}


def test_the_legend_of_a_site_tells_what_is_on_it_from_what_is_elsewhere() -> None:
    plan = whole_plan()
    shop = dataclasses.replace(town(["09"], 300, 300, side=1), name="zoning_east")
    plan = dataclasses.replace(plan, layers=(*plan.layers, shop))
    layout = compose(plan, template="site", subject=Subject("project_footprints", (0,)))
    captions = [entry.caption.zh for entry in layout.legend]
    split = captions.index("图内其他")
    here, elsewhere = captions[:split], captions[split:]
    assert captions[0] == "本地块内"
    assert {"0701 城镇住宅用地", "1401 公园绿地", "生态保护红线", "本图地块"} <= set(here)
    assert "09 商业服务业用地" in elsewhere
    assert layout.title.endswith("数据中心")


def test_what_a_project_lies_on_is_measured() -> None:
    layout = compose(whole_plan(area_definition="planar"), template="site")
    table = layout.draft.design.element("occupation")
    assert isinstance(table, Table)
    words = words_of(layout, "occupation")
    assert words[words.index("0701 城镇住宅用地") + 1 :][:2] == ["0.50", "50.00"]
    assert words[words.index("生态保护红线") + 1 :][:2] == ["0.01", "1.00"]


def test_neighbours_that_share_an_edge_only_are_not_on_the_site() -> None:
    beside = layer_of("project_footprints", [square(200, 0, 100)], project=["邻"])
    layout = compose(plan_of(parcels(), beside), template="site")
    captions = [entry.caption.zh for entry in layout.legend]
    assert "0701 城镇住宅用地" in captions[captions.index("图内其他") :]


def test_the_parcel_table_has_the_parcel_first_and_dashes_where_nothing_is_set() -> None:
    plan = plan_of(parcels(), area_definition="planar")
    layout = compose(plan, template="parcel", subject=Subject("zoning", (1,)))
    words = words_of(layout, "indicators")
    row = words[words.index("A-2") :]
    assert row[:8] == ["A-2", "0701", "城镇住宅用地", "1.00", "—", "—", "—", "—"]
    assert words[words.index("A-1") :][4] == "2.00"
    assert words.index("A-2") < words.index("A-1")
    assert "B-1" not in words


def test_a_feature_that_is_not_there_is_refused() -> None:
    for subject in (Subject("zoning", (77,)), Subject("nosuch", (0,))):
        with pytest.raises(AppError, match=r"sheet\.no_subject"):
            compose(plan_of(parcels()), template="parcel", subject=subject)


def test_walking_circles_are_as_wide_as_they_say_and_around_their_kind_only() -> None:
    layout = compose(whole_plan(), template="life_circles")
    circles = next(each for each in layout.draft.maps[0].shown if each.layer.name == "sheet_circles")
    assert [one.label.zh for one in circles.display.symbology.classes] == ["10分钟生活圈（小学 500 m）"]
    west, south, east, north = shapely.bounds(circles.geometries[0])
    assert (east - west, north - south) == (pytest.approx(1000), pytest.approx(1000))
    words = words_of(layout, "facilities")
    assert [words[words.index("小学") + 1], words[words.index("卫生服务站") + 1]] == ["1", "1"]
    assert "步行圈按直线距离绘制。" in "".join(words_of(layout, "notes"))


def test_marked_places_are_drawn_and_explained() -> None:
    mark = MarkedPlace(square(0, 0, 30), Text("占用生态保护红线", "On the red line"))
    layout = compose(whole_plan(), template="site", marks=[mark])
    assert "占用生态保护红线" in [entry.caption.zh for entry in layout.legend]


def with_elements(*elements: Any) -> SheetDesign:
    return dataclasses.replace(template_named("zoning"), elements=(*template_named("zoning").elements, *elements))


def test_a_linked_map_takes_the_scale_or_the_extent_of_the_other() -> None:
    place = Place(x=40, y=60, width=60, height=40)
    linked = MapFrame(id="inset", place=place, main=("zoning",), roles=("zoning",), frames="whole", link="map")
    main, inset = compose(plan_of(parcels()), template=with_elements(linked)).frames
    assert inset.centre == main.centre
    assert inset.extent()[0] <= main.extent()[0]
    assert inset.extent()[3] >= main.extent()[3]
    by_scale = dataclasses.replace(linked, link_by="scale", grid="none")
    main, inset = compose(plan_of(parcels()), template=with_elements(by_scale), scale=7_000).frames
    assert (main.denominator, inset.denominator) == (7_000, 7_000)
    assert (inset.rect.x, inset.rect.width) == (40, 60)


def test_free_places_move_with_the_paper() -> None:
    words = Label(id="note", place=Place(x=42, y=29.7, width=84, height=29.7), text=Text("{paper}", "{paper}"))
    layout = compose(plan_of(parcels()), template=with_elements(words), paper="A1")
    rect = next(each.rect for each in layout.elements if each.id == "note")
    assert rect.x == pytest.approx(84.1, abs=0.2)
    assert words_of(layout, "note") == ["A1"]


def test_geographic_grid_has_true_degrees() -> None:
    design = template_named("zoning")
    frame = design.element("map")
    assert isinstance(frame, MapFrame)
    layout = compose(plan_of(town(["0701"])), template=design.with_element(dataclasses.replace(frame, grid="both")))
    words = {
        item.text for item in layout.items if isinstance(item, Words) and "°" in item.text and "角" not in item.text
    }
    plane = {item.text for item in layout.items if isinstance(item, Words) and item.text.endswith(" km")}
    assert any(text.startswith("111°48′") for text in words)
    assert any(text.startswith("40°29′") for text in words)
    assert plane


def test_page_numbers_dates_and_slots_are_filled_in() -> None:
    imprint = Imprint(maker="某院", date="2026年6月", review_number="蒙S(2026)1号", secrecy="内部")
    layout = compose(plan_of(parcels()), template="zoning", imprint=imprint, page=3, pages=12)
    assert {"3/12", "某院", "2026年6月", "蒙S(2026)1号", "内部"} <= set(words_of(layout))


def test_words_from_data_are_not_taken_for_fields() -> None:
    layout = compose(plan_of(parcels(), name="{maker}{x"), template="zoning", imprint=Imprint(maker="某院"))
    assert layout.title == "{maker}{x 土地使用规划图"


def test_a_table_that_is_given_is_printed_and_one_that_is_not_takes_no_room() -> None:
    table = Table(id="extra", place=Place(area="side"), heading=Text("表", "T"), content="given", name="budget")
    plan, design = plan_of(parcels()), with_elements(table)
    data = TableData(("甲", "乙"), (("a", "1"), ("b", "2")), numeric=frozenset({1}))
    assert {"a", "2"} <= set(words_of(compose(plan, template=design, tables={"budget": data}), "extra"))
    assert "extra" not in {each.id for each in compose(plan, template=design).elements}


def test_the_land_balance_closes() -> None:
    table = Table(id="balance", place=Place(area="side"), heading=Text("表", "T"), content="land_balance")
    words = words_of(compose(plan_of(parcels(), area_definition="planar"), template=with_elements(table)), "balance")
    total = words.index("合计")
    assert words[total + 1 : total + 3] == ["3.25", "100.00"]
    shares = [float(word) for word in words[:total] if "." in word][1::2]
    assert rounded(sum(shares), 2) == "100.00"


def test_long_tables_say_what_they_leave_out() -> None:
    table = Table(id="t", place=Place(area="side"), heading=Text("表", "T"), content="given", name="x", rows=3)
    data = TableData(("甲",), tuple((f"r{number}",) for number in range(9)))
    words = words_of(compose(plan_of(parcels()), template=with_elements(table), tables={"x": data}), "t")
    assert "另有 6 行未列。" in words
    assert "r3" not in words


def test_pictures_come_from_the_plans_folder_only(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(SVG)
    (tmp_path / "spy.svg").write_bytes(SVG.replace(b"<rect", b'<image href="/etc/passwd"/><rect'))
    (tmp_path / "broken.png").write_bytes(b"\x89PNG no")
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#00FF00"))
    image.save(str(tmp_path / "logo.png"))
    plan = plan_of(parcels(), folder=tmp_path)
    place = Place(x=200, y=100, width=40, height=40)
    for name in ("logo.svg", "logo.png"):
        layout = compose(plan, template=with_elements(Picture(id="logo", place=place, file=name)))
        picture = QImage(840, 594, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        draw_sheet(painter, layout, 2.0)
        painter.end()
        assert any(isinstance(item, Image) for item in layout.items)
        assert picture.pixelColor(440, 240).name() == ("#ff0000" if name == "logo.svg" else "#00ff00")
    for name in ("spy.svg", "broken.png", "../logo.png", "/etc/passwd", "missing.png", "plan.toml"):
        with pytest.raises(AppError, match=r"sheet\.bad_picture"):
            compose(plan, template=with_elements(Picture(id="logo", place=place, file=name)))


def test_a_wind_rose_is_drawn_where_there_are_data(tmp_path: Path) -> None:
    plan = plan_of(parcels(), folder=tmp_path)
    assert "wind_rose" not in {each.id for each in compose(plan, template="zoning").elements}
    lines = "\n".join(f"{name},{value}" for name, value in zip("NEFSGWHK", (8, 4, 2, 6, 12, 9, 3, 5), strict=True))
    (tmp_path / "wind_rose.csv").write_text(f"方位,频率\n{lines}\n", encoding="utf-8")
    layout = compose(plan, template="zoning")
    rose = next(each for each in layout.elements if each.id == "wind_rose")
    assert sum(isinstance(item, Rule) and item.width == 0.3 for item in rose.items) == 8
    assert "风玫瑰 12%" in words_of(layout, "wind_rose")
    (tmp_path / "wind_rose.csv").write_text("N,1\nE,2\n", encoding="utf-8")
    with pytest.raises(AppError, match=r"sheet\.bad_wind_rose"):
        compose(plan, template="zoning")


def test_a_location_map_that_shows_no_more_than_the_frame_is_left_out() -> None:
    assert "locator" not in {each.id for each in compose(plan_of(parcels()), template="zoning").elements}
    far = layer_of("planning_area", [square(-90_000, -90_000, 180_000)], kind=["new_area"])
    assert "locator" in {each.id for each in compose(plan_of(parcels(), far), template="zoning").elements}


def test_a_source_serves_many_pages_alike() -> None:
    source = SheetSource(whole_plan())
    first = compose(source, template="parcel", subject=Subject("zoning", (0,)))
    again = compose(source, template="parcel", subject=Subject("zoning", (0,)))
    assert words_of(first) == words_of(again)
    assert first.frames[0].displays[0] is again.frames[0].displays[0]


# ---- the checklist -----------------------------------------------------------------------------------------------


def codes_of(layout: SheetLayout) -> dict[str, str]:
    return {remark.code: remark.severity for remark in checklist(layout)}


def test_a_sound_sheet_has_no_errors_and_no_warnings() -> None:
    layout = compose(plan_of(parcels()), template="zoning", imprint=Imprint("甲", "乙", "2026", "1", "x", "y"))
    assert set(codes_of(layout).values()) <= {"advice"}


def test_missing_elements_are_named() -> None:
    design = template_named("zoning").without("north").without("legend").without("maker")
    remarks = {remark.code: remark for remark in checklist(compose(plan_of(parcels()), template=design))}
    assert remarks["elements.missing"].message.zh == "缺少图面要素：图例、指北针、编制单位。"
    assert remarks["elements.missing"].severity == "warning"


def test_overlapping_features_are_an_error_of_the_areas() -> None:
    zoning = layer_of("zoning", [square(0, 0, 100), square(50, 0, 100)], class_code=["0701", "1401"])
    layout = compose(plan_of(zoning, area_definition="planar"), template="zoning")
    remark = next(remark for remark in checklist(layout) if remark.code == "areas.overlap")
    assert "2.0000 ha" in remark.message.en
    assert "1.5000 ha" in remark.message.en


def test_a_scale_typed_by_hand_must_be_that_of_a_frame() -> None:
    place = Place(area="strip", width=30)
    wrong = Slot(id="typed", place=place, label=Text("比例", "Scale"), value=Text("1:10 000", "1:10 000"))
    assert codes_of(compose(plan_of(parcels()), template=with_elements(wrong), scale=2000))["scale.wrong_words"]
    right = dataclasses.replace(wrong, value=Text("{scale}", "{scale}"))
    assert "scale.wrong_words" not in codes_of(compose(plan_of(parcels()), template=with_elements(right), scale=2000))


def test_unsaid_coordinate_systems_and_odd_colours_are_told() -> None:
    layout = compose(plan_of(parcels()), template=template_named("zoning").without("notes"))
    assert codes_of(layout)["crs.unsaid"] == "warning"
    assert crs_line(CRS).zh in next(r for r in checklist(layout) if r.code == "crs.unsaid").message.zh
    unknown = layer_of("zoning", [square(0, 0, 100)], class_code=["R2"])
    assert codes_of(compose(plan_of(unknown), template="zoning"))["colours.unknown"] == "warning"
    drawn = SheetSource(plan_of(parcels())).layers({"zoning"})[0].display
    symbols = drawn.symbology.classes
    red = dataclasses.replace(symbols[0], symbol=dataclasses.replace(symbols[0].symbol, fill="#123456"))
    odd = dataclasses.replace(drawn.symbology, classes=(red, *symbols[1:]))
    source = SheetSource(plan_of(parcels()), displays={"zoning": dataclasses.replace(drawn, symbology=odd)})
    assert codes_of(compose(source, template="zoning"))["colours.odd"] == "warning"


def test_layers_out_of_scale_and_illustrative_data_are_told() -> None:
    facility = layer_of(
        "facility", [shapely.Point(EAST + 5, NORTH + 5)], shape="point", kind=["clinic"], status=["示意"]
    )
    design = template_named("life_circles")
    frame = design.element("map")
    assert isinstance(frame, MapFrame)
    design = design.with_element(dataclasses.replace(frame, always=()))
    layout = compose(plan_of(parcels(), facility), template=design, scale=100_000)
    assert codes_of(layout)["layers.scale"] == "advice"
    near = compose(plan_of(parcels(), facility), template=design, scale=5_000)
    assert codes_of(near)["data.illustrative"] == "advice"
    assert codes_of(
        compose(plan_of(parcels(), facility), template=design.without("notes").without("illustrative"), scale=5_000)
    )["data.unmarked"]
