"""Carrying out a suggestion on a project: the rule is clear afterwards, undo brings the finding back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from checks.finding import Finding
from core.errors import AppError
from core.messages import Text
from layers.project import Project
from layers.store.blob import wkb_of
from services import checking, editing, opening, projects, remedying
from tests.office import CRS, square, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A footprint into a red line, another too high in a landscape zone; fields as offices name them."""
    plan = tmp_path / "plan"
    plan.mkdir()
    write(
        plan / "project_footprints.gpkg",
        [square(0, 0, 100), square(1000, 0, 100)],
        XMMC=["甲项目", "乙项目"],
        height_m=[10.0, 40.0],
    )
    write(plan / "ecological_redline.gpkg", [square(70, -200, 500)])
    write(plan / "landscape_zone.gpkg", [square(900, -100, 400)], height_max=[24.0])
    return plan


@pytest.fixture
def project(folder: Path, tmp_path: Path) -> Iterator[Project]:
    """A project of that plan."""
    made = projects.make_project(opening.open_plan(folder), tmp_path / "p.gpkg")
    yield made
    made.close()


def bad(project: Project, rule: str) -> Finding | None:
    run = checking.review(project.to_plan(), only=[rule])
    return next((one for one in run.findings if one.state != "clear"), None)


def solve(project: Project, rule: str, way: str) -> editing.Outcome:
    plan, found = project.to_plan(), bad(project, rule)
    assert found is not None
    offered = remedying.suggestions(plan, found)
    remedy = next(one.remedy for one in offered.found if one.remedy.way == way)
    return remedying.carry_out(project, plan, remedy, found, offered.title)


@pytest.mark.parametrize(("rule", "way"), [("NL-07", "trim"), ("NL-07", "shift"), ("NL-10a", "value")])
def test_a_suggestion_carried_out_clears_its_rule_and_undo_brings_the_finding_back(
    project: Project, rule: str, way: str
) -> None:
    before = bad(project, rule)
    fids = list(project.rows("project_footprints", [0, 1, 2]))
    outcome = solve(project, rule, way)
    assert bad(project, rule) is None
    assert rule in outcome.label.zh
    assert outcome.tables == {"project_footprints"}
    assert list(project.rows("project_footprints", [0, 1, 2])) == fids
    assert project.history.to_undo is not None
    assert project.history.to_undo.label == outcome.label
    editing.undo(project)
    again = bad(project, rule)
    assert before is not None
    assert again is not None
    assert (again.key, again.measured) == (before.key, before.measured)


def test_a_change_is_written_in_the_crs_and_the_kind_of_its_own_layer(folder: Path, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"XMMC": ["甲"]}, geometry=[shapely.multipolygons([square(0, 0, 100)])], crs=CRS)
    frame.to_crs("EPSG:4490").to_file(folder / "project_footprints.gpkg")
    with projects.make_project(opening.open_plan(folder), tmp_path / "degrees.gpkg") as project:
        solve(project, "NL-07", "trim")
        assert bad(project, "NL-07") is None
        (row,) = project.rows("project_footprints", [0, 1]).values()
        shape = shapely.from_wkb(wkb_of(row["geom"]))  # type: ignore[arg-type]
        assert shape.geom_type == "MultiPolygon"
        assert 111 < shape.bounds[0] < 113


def test_heights_of_corners_are_kept(folder: Path, tmp_path: Path) -> None:
    solid = shapely.force_3d(square(0, 0, 100), z=1050.0)
    write(folder / "project_footprints.gpkg", [solid], XMMC=["甲"])
    with projects.make_project(opening.open_plan(folder), tmp_path / "z.gpkg") as project:
        before = project.rows("project_footprints", [0, 1])
        solve(project, "NL-07", "trim")
        after = project.rows("project_footprints", [0, 1])
        (fid,) = before
        shape = shapely.from_wkb(wkb_of(after[fid]["geom"]))  # type: ignore[arg-type]
        assert before[fid]["geom"] != after[fid]["geom"]
        assert set(shapely.get_coordinates(shape, include_z=True)[:, 2]) == {1050.0}


def test_a_suggestion_shows_the_land_before_and_after_and_what_is_lost(folder: Path) -> None:
    plan = opening.open_plan(folder)
    found = next(one for one in checking.review(plan, only=["NL-07"]).findings if one.state == "conflict")
    offered = remedying.suggestions(plan, found)
    trim = next(one for one in offered.found if one.remedy.way == "trim")
    before, after, lost = (
        shapely.geometry.shape(one) for one in (trim.preview.before, trim.preview.after, trim.preview.lost)
    )
    assert lost.area == pytest.approx(3000, rel=0.01)
    assert after.area + lost.area == pytest.approx(before.area)
    shift = next(one for one in offered.found if one.remedy.way == "shift")
    assert shift.preview.lost is None


def test_what_people_must_decide_says_so_with_the_rules_own_advice(folder: Path) -> None:
    plan = opening.open_plan(folder)
    run = checking.check(plan)
    found = next(one for one in run.findings if one.state == "not_testable")
    assert remedying.suggestions(plan, found).why == remedying.NOTHING_TO_MEND
    stuck = replace(found, state="conflict", rule="NA-UDB-04")
    why = remedying.suggestions(plan, stuck).why
    assert why is not None
    assert "补齐凭证" in why.zh


def test_a_feature_that_is_gone_is_told(project: Project) -> None:
    plan, found = project.to_plan(), bad(project, "NL-07")
    assert found is not None
    remedy = remedying.suggestions(plan, found).found[0].remedy
    project.remove_layer("project_footprints")
    with pytest.raises(AppError):
        remedying.carry_out(project, plan, remedy, found, Text("", ""))
