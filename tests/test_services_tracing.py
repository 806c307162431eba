"""Numbers traced to the steps that moved them, branches side by side, and checks of a project that is edited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyproj
import pytest
import shapely

from checks.finding import CheckRun
from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, deleted, updated
from layers.formats.vector import LoadResult
from layers.project import Project
from layers.store.blob import encoded
from services import checking, editing
from services.comparing import copied
from services.tracing import Branch, entry_of, scenarios, trace
from tests.factories import box, layer

CRS = pyproj.CRS.from_epsg(4546)


def taken(role: str, shapes: list[Any], **fields: Any) -> LoadResult:
    made = layer(role, shapes, **fields)
    frame = made.frame.set_axis(made.frame.index.rename("fid"))
    return LoadResult(role, frame, "polygon", CRS, "UTF-8", ())


@pytest.fixture
def project(tmp_path: Path) -> Any:
    made = Project.create(tmp_path / "p.gpkg", author="张三", settings={"name": "小城", "area_definition": "planar"})
    boundary = taken("development_boundary", [box(0, 0, 5_000, 5_000), box(0, 0, 4_000, 5_000)], year=[2025, 2020])
    made.import_layer(boundary, role="development_boundary")
    made.import_layer(taken("ecological_redline", [box(4_900, 0, 500, 500)]), role="ecological_redline")
    parcels = [box(100 * number, 0, 100, 100) for number in range(60)]
    made.import_layer(taken("zoning", parcels, class_code=["0701"] * 60, part=["south"] * 60), role="zoning")
    sites = taken("project_footprints", [box(10, 10, 50, 50), box(500, 10, 50, 50)], project=["甲", "乙"])
    made.import_layer(sites, role="project_footprints")
    yield made
    made.close()


def reshaped(project: Project, table: str, fid: int, shape: Any, label: str) -> None:
    before = project.rows(table, [fid])[fid]
    (content,) = encoded(shapely.multipolygons([shape], indices=[0]), 4546)
    geometry = next(key for key, value in before.items() if isinstance(value, bytes))
    step = updated(table, {fid: (before, {**before, geometry: content})})
    project.commit(ChangeSet((step,), Text(label, label)))


def without_clock(run: CheckRun) -> Any:
    found = json.loads(json.dumps(run.to_json()))
    found["run"]["at"] = ""
    return found


def first_fid(project: Project, table: str) -> int:
    return int(project.layer(table).fids[0])


def test_contributions_of_all_steps_add_up_to_the_difference(project: Project) -> None:
    fid = first_fid(project, "development_boundary")
    project.history.set_version("起点")
    reshaped(project, "development_boundary", fid, box(0, 0, 5_000, 5_200), "向北")
    reshaped(project, "zoning", first_fid(project, "zoning"), box(0, 0, 90, 90), "地块")
    reshaped(project, "development_boundary", fid, box(0, 0, 4_800, 5_200), "退让")
    since, until = entry_of(project, "起点"), entry_of(project, None)
    found = trace(copied(project), since, until, folder=project.path.parent)
    assert [one.label.zh for one in found.steps] == ["向北", "地块", "退让"]
    by_rule = {one.rule: one for one in found.indicators}
    boundary, overlap = by_rule["NA-UDB-01"], by_rule["NA-CTL-02"]
    assert boundary.contributions == pytest.approx((1.0, 0.0, -1.04), abs=1e-6)
    assert overlap.contributions == pytest.approx((0.0, 0.0, -50_000.0), abs=1e-3)
    assert overlap.states == ("conflict", "conflict", "conflict", "clear")
    for one in found.indicators:
        if one.before is not None and one.after is not None:
            assert sum(one.contributions) == pytest.approx(one.after - one.before, abs=1e-9)


def test_the_project_itself_is_not_touched_by_tracing(project: Project) -> None:
    project.history.set_version("起点")
    reshaped(project, "zoning", first_fid(project, "zoning"), box(0, 0, 90, 90), "地块")
    entries = project.history.entries()
    copy = copied(project)
    trace(copy, entry_of(project, "起点"), entry_of(project, None), folder=project.path.parent)
    assert project.history.entries() == entries
    assert not copy.exists()
    with pytest.raises(AppError, match="before the first"):
        trace(copied(project), entry_of(project, None), 0, folder=project.path.parent)
    with pytest.raises(AppError, match="no version"):
        entry_of(project, "没有")


def test_branches_stand_side_by_side_from_where_they_part(project: Project, tmp_path: Path) -> None:
    fid = first_fid(project, "development_boundary")
    reshaped(project, "development_boundary", fid, box(0, 0, 5_000, 5_100), "共同")
    (tmp_path / "b").mkdir()
    project.save_copy(tmp_path / "b" / "b.gpkg")
    reshaped(project, "development_boundary", fid, box(0, 0, 5_000, 5_400), "甲方案")
    with Project.open(tmp_path / "b" / "b.gpkg", author="李四") as other:
        reshaped(other, "development_boundary", fid, box(0, 0, 4_500, 5_100), "乙方案")
        branches = [
            Branch("甲", copied(project), entry_of(project, None)),
            Branch("乙", copied(other), entry_of(other, None)),
        ]
    found = scenarios(branches, folder=project.path.parent)
    assert [[one.label.zh for one in each.steps] for each in found.traces] == [["甲方案"], ["乙方案"]]
    row = next(one for one in found.table().records() if one["rule"] == "NA-UDB-01")
    assert (row["common"], row["甲"], row["乙"]) == pytest.approx((25.5, 27.0, 22.95))


def test_a_window_checks_what_a_step_touched_and_finds_what_a_whole_check_finds(project: Project) -> None:
    checker = checking.Checker()
    known = editing.present(project)
    checker.check(known.plan)
    fid = first_fid(project, "zoning")
    steps = [
        lambda: reshaped(project, "zoning", fid, box(0, 0, 90, 90), "改"),
        lambda: reshaped(
            project, "project_footprints", first_fid(project, "project_footprints"), box(4_900, 10, 50, 50), "移"
        ),
        lambda: project.commit(ChangeSet((deleted("zoning", project.rows("zoning", [fid])),), Text("删", "delete"))),
        project.history.undo,
    ]
    for step in steps:
        before = known
        if step == project.history.undo:
            outcome = editing.undo(project)
        else:
            step()
            outcome = editing.last_outcome(project)
        assert outcome is not None
        known = editing.present(project, before, outcome)
        assert [one for one in known.plan.layers if one not in before.plan.layers]
        assert len([one for one in known.plan.layers if one in before.plan.layers]) == 3
        quick = checker.check(known.plan, soon=True)
        found = checker.check(known.plan) if quick.waiting else quick
        assert not found.waiting
        fresh = project.to_plan()
        assert found.review is not None
        for run, whole in ((found.run, checking.check(fresh)), (found.review, checking.review(fresh))):
            assert without_clock(checking.sealed(run, project.path)) == without_clock(whole)


def test_another_pack_makes_everything_be_asked_again(project: Project) -> None:
    from dataclasses import replace

    checker = checking.Checker()
    plan = project.to_plan()
    first = checker.check(plan)
    assert not first.waiting
    assert checker.fresh is False
    more = checker.check(replace(plan, rules=("horinger", "planning-quality")), soon=False)
    assert set(more.run.rules) > set(first.run.rules)
