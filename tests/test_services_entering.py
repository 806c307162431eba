"""Entering values and evidence, and a parcel's passport."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import AppError
from core.messages import same
from layers.entered import Entered, EnteredValue, Evidence
from layers.project import Project
from services import checking, editing, entering, opening, passport, projects
from tests.office import square, write

VALUE = EnteredValue("gdp_growth", 9.6, "%", "统计公报", "2025-03-01", 2024)
PROOF = Evidence("NA-UDB-04", "conforms_to_plans", True, "批复", "2024-06")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    plan = tmp_path / "plan"
    plan.mkdir()
    write(plan / "development_boundary.gpkg", [square(0, 0, 2000)], year=[2025])
    write(
        plan / "zoning.gpkg", [square(0, 0, 100), square(100, 0, 100)], class_code=["1001", "0701"], far_max=[1.5, 2.0]
    )
    write(plan / "project_footprints.gpkg", [square(50, 0, 100)], XMMC=["甲项目"])
    write(
        plan / "assessed_area.gpkg",
        [square(0, 0, 500), square(0, 0, 100), square(20, 0, 80)],
        assessments=["地质灾害危险性评估、压覆矿产资源评估", "地震安全性评价", "earthquake"],
    )
    return plan


@pytest.fixture
def project(folder: Path, tmp_path: Path) -> Iterator[Project]:
    made = projects.make_project(opening.open_plan(folder), tmp_path / "p.gpkg")
    yield made
    made.close()


def test_what_rules_want_entered_is_owed_until_it_is_there_and_then_the_rule_answers(project: Project) -> None:
    def still_owed() -> list[str]:
        return [one.item for one in entering.owed(project.to_plan()) if one.rule == PROOF.rule and one.entered is None]

    def state() -> str:
        return checking.check(project.to_plan(), only=[PROOF.rule]).findings[0].state

    items = still_owed()
    assert "conforms_to_plans" in items
    assert state() == "not_testable"
    entered = Entered()
    for item in items:
        entered = entering.with_evidence(entered, replace(PROOF, item=item))
    entering.put(project, entered, same("扩区条件"))
    assert not still_owed()
    assert state() == "clear"
    editing.undo(project)
    assert state() == "not_testable"


def test_a_figure_of_the_same_year_takes_the_place_of_the_one_before() -> None:
    entered = entering.with_value(Entered(), VALUE)
    entered = entering.with_value(entered, replace(VALUE, year=2025))
    entered = entering.with_value(entered, replace(VALUE, value=9.9))
    assert [(one.year, one.value) for one in entered.values] == [(2025, 9.6), (2024, 9.9)]
    assert entering.without(entered, entered.values) == Entered()


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "  "},
        {"dated": ""},
        {"dated": "2025-13"},
        {"dated": "yesterday"},
        {"value": float("nan")},
        {"id": ""},
    ],
)
def test_a_figure_without_source_or_date_is_not_kept(wrong: dict[str, object]) -> None:
    with pytest.raises(AppError):
        entering.with_value(Entered(), replace(VALUE, **wrong))  # type: ignore[arg-type]


def test_entries_survive_the_project_file_and_undo_takes_the_last_one_back(project: Project) -> None:
    first = entering.with_value(Entered(), VALUE)
    entering.put(project, first, same("GDP"))
    assert project.to_plan().entered == first
    entering.put(project, Entered(), same("GDP"))
    assert project.to_plan().entered == Entered()
    editing.undo(project)
    assert project.to_plan().entered == first


def test_the_passport_lists_limits_areas_assessments_and_open_rules(folder: Path) -> None:
    plan = opening.open_plan(folder)
    found = passport.passport(plan, "project_footprints", int(plan.bound("project_footprints")[0].frame.index[0]))
    assert found.name == "甲项目"
    assert found.planar_m2 == pytest.approx(10_000)
    assert found.ellipsoidal_m2 != found.planar_m2
    assert [round(one.share) for one in found.limits] == [50, 50]
    assert {dict(one.values)["far_max"] for one in found.limits} == {"1.5", "2"}
    assert found.assessments is not None
    shares = {one.id: round(one.share) for one in found.assessments}
    assert (shares["geological_hazard"], shares["earthquake"], shares["flood"]) == (100, 50, 0)
    assert any(one.state != "clear" for one in found.review.findings)
    for language in ("zh", "en"):
        text = passport.as_text(found, language)  # type: ignore[arg-type]
        assert "15.00" in text
        assert "NL-" in text


def test_a_parcel_of_the_plan_has_a_passport_as_if_it_were_a_project(folder: Path) -> None:
    plan = opening.open_plan(folder)
    found = passport.passport(plan, "zoning", int(plan.bound("zoning")[0].frame.index[0]))
    assert [round(one.share) for one in found.limits] == [100]
    assert {one.subject.fid for one in found.review.findings} == {found.fid}


def test_without_assessed_areas_nobody_knows_what_was_assessed(folder: Path) -> None:
    (folder / "assessed_area.gpkg").unlink()
    plan = opening.open_plan(folder)
    found = passport.passport(plan, "zoning", int(plan.bound("zoning")[0].frame.index[0]))
    assert found.assessments is None
    with pytest.raises(AppError):
        passport.passport(plan, "zoning", 99)
