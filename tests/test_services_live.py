"""What is said of an edit that is only tried out is what a whole check says once it is committed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from checks.finding import CheckRun
from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text
from layers.editing.edit import Added, Edit
from layers.plan import Plan
from layers.project import Project
from services import checking
from services.live import QUICK_S, Known, LiveChecker, laid_over
from services.shaping import carry_out
from tests.office import square, write

LABEL = Text("试", "try")


@pytest.fixture
def project(tmp_path: Path) -> Any:
    """A project of a small town with footprints among its zones."""
    folder = tmp_path / "plan"
    folder.mkdir()
    parcels = [square(x, y, 500) for x in range(0, 2000, 500) for y in range(0, 1500, 500)]
    codes = ["0701", "0901", "1401", "1001"] * 3
    write(folder / "zoning.gpkg", parcels, YDDM=codes, part=["south", "north", "east"] * 4, far_max=[1.5] * 12)
    write(folder / "development_boundary.gpkg", [square(0, 0, 1400), square(0, 0, 900)], year=[2025, 2020])
    write(folder / "ecological_redline.gpkg", [square(1200, 300, 300), square(1300, 500, 300)], name=["r", "s"])
    write(folder / "planning_area.gpkg", [square(0, 0, 2000), square(0, 0, 1000)], kind=["core", "area"])
    prints = [square(100 + 230 * n, 80 + 190 * n, 160) for n in range(5)]
    write(
        folder / "project_footprints.gpkg", prints, project=["p", "q", "q", "r", "s"], height_m=[10.0, 20, 30, 40, 50]
    )
    (folder / "plan.toml").write_text('name = "小城"\n', encoding="utf-8")
    from services.opening import open_plan
    from services.projects import make_project

    made = make_project(open_plan(folder), tmp_path / "小城.gpkg")
    yield made
    made.close()


def said(run: CheckRun | None) -> Any:
    """Everything that a run says, without its clock and without how layers came about."""
    found = json.loads(json.dumps(run.to_json(), ensure_ascii=False)) if run is not None else None
    if found is not None:
        found.pop("run")
    return found


def whole(plan: Plan) -> tuple[Any, Any]:
    """A whole check."""
    return said(checking.check(plan)), said(checking.review(plan))


def any_edit(random: np.random.Generator, plan: Plan) -> tuple[str, Edit]:
    """An edit of some layer: shapes moved, values, features more and less."""
    layer = plan.layers[int(random.integers(len(plan.layers)))]
    shapes = dict(zip(layer.fids.tolist(), layer.frame.geometry, strict=True))
    fid = int(random.choice(list(shapes)))
    what = str(random.choice(["move", "move", "bowtie", "add", "like", "remove", "value"]))
    x, y = random.uniform(0, 1800, 2)
    if what == "move":
        shift = random.uniform(-120, 120, 2)
        return layer.name, Edit({fid: shapes[fid]}, {fid: shapely.transform(shapes[fid], lambda xy: xy + shift)})
    if what == "bowtie":
        other = shapely.union(square(x, y, 60), square(x + 200, y, 90))
        return layer.name, Edit({fid: shapes[fid]}, {fid: other})
    if what in ("add", "like"):
        values = {"name": "新"} if "name" in layer.frame.columns else {}
        return layer.name, Edit({}, added=(Added(square(x, y, 80), fid if what == "like" else None, values),))
    if what == "remove":
        return layer.name, Edit({fid: shapes[fid]}, removed=(fid,))
    values = {"zoning": {"YDDM": "0601"}, "project_footprints": {"height_m": 99.5, "project": "改"}}
    return layer.name, Edit({}, values={fid: values.get(layer.name, {})})


@pytest.mark.parametrize("seed", range(3))
def test_any_edit_tried_out_says_what_a_whole_check_says_after_the_commit(project: Project, seed: int) -> None:
    random = np.random.default_rng(seed)
    plan = project.to_plan()
    live = LiveChecker()
    for _ in range(4):
        name, edit = any_edit(random, plan)
        if not edit:
            continue
        found = live.answer(plan, name, edit)
        try:
            carry_out(project, name, edit, LABEL)
        except AppError:
            continue
        after = project.to_plan()
        assert (said(found.run), said(found.review)) == whole(after)
        assert found.waiting == frozenset()
        if random.random() < 0.5:
            project.history.undo()
        else:
            plan = refreshed(plan, project)


def refreshed(plan: Plan, project: Project) -> Plan:
    """The plan read anew, as far as it is another."""
    fresh = project.to_plan()
    before = {layer.name: layer for layer in plan.layers}
    kept = [before[one.name] if before[one.name].sha256 == one.sha256 else one for one in fresh.layers]
    return replace(fresh, layers=tuple(kept))


@pytest.mark.parametrize("seed", range(2))
def test_after_many_edits_that_were_only_tried_out_the_plan_is_still_what_it_was(project: Project, seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    plan = project.to_plan()
    live = LiveChecker()
    for number in range(70):
        name, edit = any_edit(random, plan)
        live.answer(plan, name, edit, known=Known(), within_s=None if number % 5 == 0 else 0.01)
    found = live.present(plan)
    assert (said(found.run), said(found.review)) == whole(plan)


@pytest.mark.parametrize("ready", ["", "zoning", "project_footprints"])
def test_a_checker_that_began_as_the_twin_of_another_says_the_same_and_leaves_it_alone(
    project: Project, ready: str
) -> None:
    random = np.random.default_rng(7 + len(ready))
    plan = project.to_plan()
    checker = checking.Checker()
    before = checker.check(plan)
    live = LiveChecker(checker.twin())
    if ready:
        live.make_ready(plan, ready, Feedback())
    for _ in range(5):
        name, edit = any_edit(random, plan)
        found = live.answer(plan, name, edit, known=Known(before.run, before.review))
        layer = next(one for one in plan.layers if one.name == name)
        over, _ = laid_over(layer, edit)
        tried = replace(plan, layers=tuple(over if one is layer else one for one in plan.layers))
        assert (said(found.run), said(found.review)) == whole(tried)
    now = checker.check(plan)
    assert (said(now.run), said(now.review)) == (said(before.run), said(before.review))


def test_what_differs_is_told_worst_first_with_the_finding_before_and_after(project: Project) -> None:
    plan = project.to_plan()
    layer = plan.bound("project_footprints")[0]
    fid = int(layer.fids[0])
    edit = Edit({fid: layer.frame.geometry.loc[fid]}, {fid: square(1250, 350, 100)})
    found = LiveChecker().answer(plan, layer.name, edit)
    worst = found.changes[0]
    assert worst.after is not None
    assert worst.after.state == "conflict"
    assert worst.worse
    assert worst.before is not None
    assert worst.before.state != "conflict"
    order = [one.order() for one in found.changes]
    assert order == sorted(order)
    changed = {one.finding.key for one in found.changes}
    base = checking.review(plan)
    same = [one for one in base.findings if one.subject.fid not in (fid, None) and one.key in changed]
    assert same == []


def test_rules_that_have_not_been_asked_are_named_and_nothing_is_said_of_them(project: Project) -> None:
    plan = project.to_plan()
    live = LiveChecker()
    live.present(plan)
    layer = plan.bound("development_boundary")[0]
    fid = int(layer.fids[0])
    edit = Edit({fid: layer.frame.geometry.loc[fid]}, {fid: square(0, 0, 1450)})
    for recheck in live._checker._kept.values():
        for held in recheck._held.values():
            held.took_s = 10.0
    rule = next(one.rule for one in checking.check(plan).findings if one.subject.layer == layer.name and one.measured)
    found = live.answer(plan, layer.name, edit, first=[rule], within_s=QUICK_S)
    assert found.waiting
    assert rule not in found.waiting
    assert rule in {one.rule for one in found.changes}
    assert not found.waiting & {one.rule for one in found.changes}
    rest = live.answer(plan, layer.name, edit)
    assert rest.waiting == frozenset()
    assert len(rest.changes) >= len(found.changes)


def test_a_step_that_is_given_up_is_made_good_by_the_next(project: Project) -> None:
    class GivesUp(Feedback):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked > 3:
                raise Cancelled

    plan = project.to_plan()
    live = LiveChecker()
    live.present(plan)
    layer = plan.bound("zoning")[0]
    fid = int(layer.fids[0])
    edit = Edit({fid: layer.frame.geometry.loc[fid]}, {fid: square(0, 0, 480)})
    with pytest.raises(Cancelled):
        live.answer(plan, layer.name, edit, known=Known(), feedback=GivesUp())
    found = live.present(plan)
    assert (said(found.run), said(found.review)) == whole(plan)


def test_the_area_of_the_boundary_tried_out_is_that_after_the_commit_to_the_bit(project: Project) -> None:
    plan = project.to_plan()
    layer = plan.bound("development_boundary")[0]
    fid = int(layer.fids[layer.frame["year"].to_numpy() == 2025][0])
    shape = layer.frame.geometry.loc[fid]
    xy = shapely.get_coordinates(shape)
    xy[(xy == xy.max(axis=0)).all(axis=1)] += (37.123, 21.7)
    edit = Edit({fid: shape}, {fid: shapely.Polygon(xy)})
    found = LiveChecker().answer(plan, layer.name, edit)
    carry_out(project, layer.name, edit, LABEL)
    after = checking.check(project.to_plan())
    told = {one.key: one.measured for one in found.run.findings if one.measured and one.measured.unit == "km2"}
    now = {one.key: one.measured for one in after.findings if one.measured and one.measured.unit == "km2"}
    assert told
    assert told == now
    assert any(
        one.after and one.after.measured == now[one.after.key] for one in found.changes if one.finding.key in now
    )
