"""Symbols: the standard's colours, pale classes outlined, every role with a look of its own."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
import shapely

from layers.roles import ROLES
from maps.symbology.landuse import PALE_OUTLINE, UNKNOWN_SYMBOL, is_pale, land_use_symbol
from maps.symbology.style import drawing_order, group_of, groups, role_style, styled_roles
from maps.symbology.symbols import symbology
from tests.maps_plans import layer_of, square, town


def standard_classes() -> list[dict[str, str]]:
    text = (files("styles") / "landuse_2023.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def test_all_classes_have_the_colour_of_the_table() -> None:
    rows = standard_classes()
    assert len(rows) == 175
    for row in rows:
        assert land_use_symbol(row["code"]).fill == row["hex"]


@pytest.mark.parametrize("code", ["16", "01", "0103", "23", "2306", "24"])
def test_white_and_pale_classes_have_a_stronger_outline(code: str) -> None:
    symbol = land_use_symbol(code)
    assert symbol.fill is not None
    assert is_pale(symbol.fill)
    assert symbol.strokes == (PALE_OUTLINE,)


def test_local_sub_class_has_its_parents_colour_and_its_own_name() -> None:
    layer = layer_of("zoning", [square(0, 0, 1)], class_code=["100104"], class_name=["新产业用地"])
    (found,) = symbology(layer).classes
    assert found.symbol == land_use_symbol("1001")
    assert found.caption().zh == "100104 新产业用地"


def test_codes_that_nobody_knows_are_one_grey_hatched_class_at_the_end() -> None:
    layer = town(["R2", "0701", "", "XX9"])
    found = symbology(layer)
    assert [each.key for each in found.classes] == ["0701", "unknown"]
    assert found.classes[1].symbol is UNKNOWN_SYMBOL
    assert found.classes[1].caption().zh == "未知"
    assert found.class_of_row[:4].tolist() == [1, 0, 1, 1]


def test_zoning_without_a_class_field_is_drawn_as_unknown() -> None:
    found = symbology(layer_of("zoning", [square(0, 0, 1)]))
    assert [each.key for each in found.classes] == ["unknown"]


def test_classes_are_in_code_order_and_only_those_that_occur() -> None:
    found = symbology(town(["1401", "0701", "09"]))
    assert [each.key for each in found.classes] == ["0701", "09", "1401"]


def test_latest_boundary_is_strong_earlier_one_light_and_no_year_counts_as_latest() -> None:
    layer = layer_of("development_boundary", [square(0, 0, 9)] * 3, year=[2020, 2025, None])
    found = symbology(layer)
    assert [each.label.zh for each in found.classes] == ["城镇开发边界（2025年）", "城镇开发边界（2020年）"]
    assert found.class_of_row.tolist() == [1, 0, 0]
    widths = [each.symbol.strokes[-1].width_mm for each in found.classes]
    assert widths == [0.8, 0.35]


def test_features_of_no_known_kind_keep_the_roles_own_symbol() -> None:
    layer = layer_of("ecological_corridor", [square(0, 0, 9)] * 2, kind=["belt", "something"])
    assert [each.key for each in symbology(layer).classes] == ["belt", "ecological_corridor"]


def test_every_role_has_a_style() -> None:
    assert set(styled_roles()) == set(ROLES)


def test_layers_without_a_role_are_drawn_under_their_own_name() -> None:
    layer = layer_of(None, [shapely.Point(0, 0)], shape="point", name="水准点")
    (found,) = symbology(layer).classes
    assert found.label.zh == "水准点"
    assert group_of(None).id == "base"


def test_groups_from_the_top_are_those_planners_think_in() -> None:
    assert [group.label.zh for group in groups()] == ["控制线", "用地", "生态", "设施", "项目", "底图"]


def test_control_lines_lie_above_land_use() -> None:
    assert drawing_order("landuse_current") < drawing_order("zoning") < drawing_order("ecological_redline")
    assert role_style("ecological_redline").ours


def test_buildings_are_left_out_at_small_scales() -> None:
    assert role_style("building").shown_at(5_000)
    assert not role_style("building").shown_at(100_000)
