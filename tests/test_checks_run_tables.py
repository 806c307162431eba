"""The tables of a run agree with its findings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.engine import run
from checks.indicator import Indicator
from checks.recheck import Recheck
from checks.tables.gathering import with_tables
from checks.tables.indicator_sheet import Value, proposal
from checks.tables.projects import in_time
from checks.tables.table import from_json
from core.errors import AppError
from layers.entered import Entered, EnteredValue
from layers.plan import Plan
from tests.factories import box, check, horinger, layer, plan

AT = "2025-06-01T00:00:00+08:00"


def town(**terms: Any) -> Plan:
    return plan(
        layer(
            "development_boundary",
            [box(0, 0, 5_000, 4_000), box(4_000, 0, 2_000, 1_000), box(0, 0, 4_000, 4_000), box(0, 0, 4_500, 4_000)],
            year=[2025, 2025, 2020, 2023],
            zone=["集中", "弹性", "集中", "集中"],
        ),
        layer(
            "planning_area",
            [box(0, 0, 3_000, 9_000), box(3_000, 0, 2_500, 9_000), box(0, 0, 1_000, 1_000)],
            kind=["area", "area", "unit"],
            name=["西", "东", "一"],
        ),
        layer(
            "zoning",
            [box(0, 0, 1_000, 1_000), box(1_000, 0, 3_000, 1_000), box(4_000, 0, 2_000, 1_000)],
            class_code=["0701", "1001", None],
            part=["south", "east", "east"],
            phase=[2025, 2030, None],
        ),
        layer("ecological_redline", [box(100, 100, 300, 300)]),
        layer(
            "assessed_area",
            [box(0, 0, 800, 800), box(0, 0, 350, 800)],
            assessments=[("地质灾害危险性评估", "energy"), ("洪水影响评价",)],
        ),
        layer(
            "project_footprints",
            [box(200, 200, 300, 300), box(4_400, 3_900, 1_000, 200), None],
            project=["甲", "乙", "丙"],
            industry=["big_data", "big_data", "big_data"],
            due_year=[2024, 2026, 2024],
            done_year=[None, None, 2024],
        ),
        **terms,
    )


def rows(found: Any, name: str) -> list[dict[str, Any]]:
    return from_json(found.tables[name]).records()


def test_the_boundary_is_divided_so_that_parts_add_up_and_agree_with_the_finding() -> None:
    found = check(town())
    table = rows(found, "boundary_limit")
    (finding,) = [one for one in found.findings if one.rule == "NA-UDB-01"]
    whole = table[0]
    assert finding.measured is not None
    assert finding.margin is not None
    assert (whole["target"], whole["left"]) == (finding.measured.value, finding.margin.value)
    assert whole["base"] == next(part.value for part in finding.parts if part.name == "2020")
    assert whole["growth"] == pytest.approx(next(part.value for part in finding.parts if part.by == "growth"))
    for by in ("zone", "area"):
        parts = [one for one in table if one["by"] == by]
        for column in ("base", "target"):
            assert sum(one[column] for one in parts) == pytest.approx(whole[column], abs=1e-9)
    assert {one["name"] for one in table if one["by"] == "zone"} == {"集中", "弹性", "overlaps"}


def test_growth_by_year_stands_beside_a_straight_line() -> None:
    table = rows(check(town()), "boundary_growth")
    assert [(one["year"], one["area"]) for one in table] == [(2020, 16.0), (2023, 18.0), (2025, 21.0)]
    between = table[1]
    assert between["straight_line"] == pytest.approx(16.0 + 3 / 5 * (53.5 - 16.0))
    assert between["deviation"] == pytest.approx(18.0 - between["straight_line"])
    assert table[2]["left"] == pytest.approx(53.5 - 21.0)


def test_planned_land_is_counted_by_class_place_and_phase() -> None:
    table = rows(check(town()), "land_by_place")
    by = {(one["by"], one["name"], one["class"]): one["area"] for one in table}
    assert by["whole", "", "07"] == pytest.approx(1e6)
    assert by["area", "西", "10"] == pytest.approx(2e6)
    assert by["area", "东", "–"] == pytest.approx(1.5e6)
    assert by["area", "–", "–"] == pytest.approx(0.5e6)
    assert by["unit", "一", "07"] == pytest.approx(1e6)
    assert by["phase", "2030", "10"] == pytest.approx(3e6)
    for division in ("area", "phase"):
        assert sum(area for (one, _, _), area in by.items() if one == division) == pytest.approx(6e6)


def test_the_indicator_sheet_takes_spatial_figures_from_findings_and_others_as_entered() -> None:
    entered = (
        EnteredValue("high_tech_firms", 15.0, "家", "统计公报", "2024-02-01", 2023),
        EnteredValue("investment_growth", 16.0, "%", "统计公报", "2024-02-01", 2023),
        EnteredValue("high_tech_firms", 99.0, "kg", "wrong unit", "2024-02-01", 2023),
    )
    found = check(town(entered=Entered(entered, ())))
    table = {one["indicator"]: one for one in rows(found, "indicator_sheet")}
    (boundary,) = [one for one in found.findings if one.rule == "NA-UDB-01"]
    assert boundary.measured is not None
    assert (table["boundary"]["value"], table["boundary"]["kind"]) == (boundary.measured.value, "measured")
    firms = table["high_tech_firms"]
    assert (firms["value"], firms["source"], firms["year"], firms["course"]) == (15.0, "统计公报", 2023, "off")
    assert firms["line"] == pytest.approx(13 + 3 / 5 * 17)
    assert "7.5" in firms["proposal_zh"]
    assert "16.3333" in firms["proposal_zh"]
    # What the document says twice stands twice: one is met, the other is not.
    assert (table["investment_growth_table"]["course"], table["investment_growth_text"]["course"]) == ("on", "off")
    assert (table["renewable_use"]["course"], table["greening"]["target"]) == ("no_data", 67.0)
    assert table["renewable_use"]["note_en"]


def test_a_rate_that_is_missed_asks_for_a_reason_or_another_figure(indicator: Indicator) -> None:
    said = proposal(indicator, Value(2025, 8.0, "entered", "s", None), 10.0)
    assert "2 %" in said.en
    assert indicator.off_course(8.0, 10.0)


@pytest.fixture
def indicator() -> Indicator:
    return next(one for one in horinger().indicators if one.id == "gdp_growth")


def test_every_figure_that_people_enter_has_its_place_in_the_document() -> None:
    ids = [one.id for one in horinger().indicators]
    assert len(ids) == len(set(ids)) == 34
    assert all(one.citation.section and (one.rule or one.entered) for one in horinger().indicators)
    known = {rule.id for rule in horinger().rules}
    assert {one.rule for one in horinger().indicators if one.rule} <= known


def test_the_three_lists_of_a_project_hold_every_finding_about_it() -> None:
    found = check(town(), stage="project")
    for row in rows(found, "project_lists"):
        mine = [one for one in found.findings if one.subject.fid == row["fid"]]
        listed = [name for key in ("affected", "not_affected", "no_data") for name in row[key].split(", ") if name]
        assert sorted(listed) == sorted(one.rule for one in mine)
        assert (
            row["affected"].split(", ") == [one.rule for one in mine if one.state in ("conflict", "uncertain")]
            or not row["affected_count"]
        )


def test_all_projects_together_are_held_against_the_boundary() -> None:
    found = {one["item"]: one["area"] for one in rows(check(town(), stage="project"), "project_budget")}
    assert found["projects"] == pytest.approx(90_000 + 200_000)
    assert found["inside_target"] + found["outside_target"] == pytest.approx(found["projects"])
    assert found["inside_target"] == pytest.approx(90_000 + 60_000)
    assert found["left"] == pytest.approx(53.5e6 - 16e6 - found["outside_base"])


def test_assessments_are_covered_partly_covered_or_owed() -> None:
    table = rows(check(town(), stage="project"), "project_assessments")
    states = {one["assessment"]: one["state"] for one in table if one["project"] == "甲"}
    assert states["geological_hazard"] == states["energy"] == "covered"
    assert states["flood"] == "partly"
    assert states["climate"] == "owed"
    assert {one["state"] for one in table if one["project"] == "乙"} == {"owed"}
    bare = town()
    without = replace(bare, layers=tuple(one for one in bare.layers if one.role != "assessed_area"))
    assert "project_assessments" not in check(without, stage="project").tables


def test_the_register_says_where_a_project_lies_and_whether_it_is_in_time() -> None:
    table = {one["project"]: one for one in rows(check(town(), stage="project"), "project_register")}
    assert (table["甲"]["sited"], table["甲"]["part"], table["甲"]["state"]) == ("yes", "south", "late")
    assert (table["乙"]["part"], table["乙"]["state"]) == (None, "running")
    assert (table["丙"]["sited"], table["丙"]["state"]) == ("no", "done")
    assert in_time(2024, 2025, 2030) == "late"
    assert in_time(None, None, 2030) is None


def test_kept_findings_have_the_same_tables_even_when_the_plan_has_moved_on() -> None:
    kept = Recheck([horinger()], stage="plan")
    first = town()
    early = kept.run(first, at=AT, version="test")
    later = replace(first, layers=first.layers[2:])
    kept.run(later, at=AT, version="test")
    assert dict(early.tables) == dict(run(first, [horinger()], stage="plan", at=AT, version="test").tables)


def test_an_indicator_must_be_written_as_it_is_asked_for(tmp_path: Any) -> None:
    from checks.pack import load_pack

    path = tmp_path / "p.toml"
    path.write_text(
        'schema = 1\nid = "p"\nversion = "1"\ntitle = {zh = "甲", en = "P"}\nbase = "horinger"\n'
        '[[indicators]]\nid = "x"\ntitle = {zh = "甲", en = "X"}\nunit = "%"\ntarget = 1.0\nforce = "target"\n'
        'citation = {document = "nowhere", section = "1"}\n',
        encoding="utf-8",
    )
    with pytest.raises(AppError) as refusal:
        load_pack(str(path))
    assert "p.toml" in refusal.value.message.en


def test_tables_take_the_years_of_the_packs_or_say_that_nobody_names_them() -> None:
    bare = town()
    assert bare.target_year is None
    made = with_tables(check(bare, "NA-UDB-01"), replace(bare, rules=("horinger",)), ["boundary_budget"])
    whole = next(row for row in from_json(made.tables["boundary_budget"]).rows if row[0] == "whole")
    dated = replace(bare, base_year=2020, target_year=2025)
    said = with_tables(check(dated, "NA-UDB-01"), dated, ["boundary_budget"])
    assert whole == next(row for row in from_json(said.tables["boundary_budget"]).rows if row[0] == "whole")
    assert whole[2] > 0
    unsaid = with_tables(check(bare, "NA-UDB-01"), replace(bare, rules=()), ["boundary_budget"])
    assert "boundary_budget" not in unsaid.tables
    ((name, zh, _en),) = unsaid.tables["not_measured"]["rows"]
    assert name == "boundary_budget"
    assert "基期年" in zh
