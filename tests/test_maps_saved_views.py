"""Thematic views: the roles they show and the classes they make."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.roles import ROLES
from maps.symbology.ramps import ramps
from maps.symbology.saved_views import ViewStyle, saved_view, saved_views, values_of, view_display, view_symbology
from services.opening import open_plan
from tests.gui_plan import write_plan
from tests.office import square, write


@pytest.fixture
def plan(tmp_path: Path):
    write_plan(tmp_path)
    parcels = [square(x, 0, 100) for x in (0, 100, 200, 300)]
    codes = ["1001", "0701", "1101", ""]
    write(
        tmp_path / "zoning.gpkg", parcels, class_code=codes, RJL=[0.4, 2.0, None, 9.0], phase=[2025, 2030, 2025, None]
    )
    sites = [square(x, 0, 100) for x in (0, 200)]
    write(tmp_path / "project_footprints.gpkg", sites, project=["甲", "乙"], investment_wan=[1500.0, None],
          industry=["大数据", "采石"])  # fmt: skip
    return open_plan(tmp_path)


def classes(plan, view: str, role: str) -> list[tuple[str, int]]:
    found = saved_view(view)
    assert found is not None
    style = found.styles[role]
    assert style is not None
    symbols = view_symbology(plan.bound(role)[0], style, plan.measuring_crs)
    return [(one.label.zh, int((symbols.class_of_row == n).sum())) for n, one in enumerate(symbols.classes)]


def test_every_view_names_roles_ramps_and_fields_that_exist() -> None:
    assert [view.id for view in saved_views()] == [
        "ecology", "industry", "efficiency", "phases", "control_lines", "present",
    ]  # fmt: skip
    for view in saved_views():
        assert view.title.zh
        assert view.title.en
        assert {*view.styles, *view.labels} <= ROLES.keys()
        for role, style in view.styles.items():
            if style is not None:
                assert style.ramp in ramps()
                assert style.field in {"", *ROLES[role].fields}


def test_floor_area_ratios_are_graded_and_what_has_none_is_apart(plan) -> None:
    assert classes(plan, "efficiency", "zoning") == [
        ("容积率 0.0 – 0.5（含上限）", 1), ("1.5 – 2.0", 1), ("3.0 – 9.0", 1), ("未规定容积率", 1),
    ]  # fmt: skip


def test_investment_is_divided_by_the_measured_area(plan) -> None:
    style = saved_view("efficiency").styles["project_footprints"]
    layer = plan.bound("project_footprints")[0]
    planar, ellipsoidal = (
        values_of(layer, replace(style, definition=definition), plan.measuring_crs)[0]
        for definition in ("planar", "ellipsoidal")
    )
    assert planar == pytest.approx(100.0)  # 1 ha = 15 亩
    assert ellipsoidal / planar == pytest.approx(1 + 1.1e-4, rel=2e-5)
    assert classes(plan, "efficiency", "project_footprints") == [
        ("投资强度，万元/亩 80 – 150（含上限）", 1), ("未填投资", 1),
    ]  # fmt: skip


def test_industries_phases_and_industrial_land_are_told_apart(plan) -> None:
    assert classes(plan, "industry", "project_footprints") == [("大数据与云计算", 1), ("其他产业", 1)]
    assert classes(plan, "industry", "zoning") == [("工业用地", 1), ("物流仓储用地", 1), ("其他用地", 2)]
    assert classes(plan, "phases", "zoning") == [("2025", 2), ("2030", 1), ("未定时序", 1)]


def test_ground_is_pale_and_a_field_that_is_not_there_leaves_only_the_rest(plan) -> None:
    layer = plan.bound("zoning")[0]
    display = view_display(layer, plan.measuring_crs, ViewStyle("zoning", "quiet"))
    assert [one.key for one in display.symbology.classes] == ["quiet"]
    nothing = view_symbology(layer, ViewStyle("zoning", "graded", field="nowhere"), plan.measuring_crs)
    assert [one.key for one in nothing.classes] == ["rest"]
