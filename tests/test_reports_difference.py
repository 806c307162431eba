"""Two runs compared: exactly the findings that moved, and what the runs do not have in common."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checks.finding import CheckRun
from core.errors import AppError
from layers.plan import Plan, Tolerance
from main import main
from reports.difference import difference, read_findings
from reports.findings_file import write_findings
from services.checking import check as a_check
from services.opening import open_plan
from tests.factories import box, check, layer, plan
from tests.projects import moving, project


def town(x: float = 70.0, **terms: Any) -> Plan:
    """Two projects, one of which the red line meets by ``100 - x`` metres."""
    sites = layer("project_footprints", [box(0, 0, 100, 100), box(500, 0, 100, 100)], project=["甲", "乙"])
    return plan(sites, layer("ecological_redline", [box(x, 0, 100, 100)]), **terms)


def run(subject: Plan) -> CheckRun:
    return check(subject, "NL-07", stage="project")


def documents(*runs: CheckRun) -> list[Any]:
    return [json.loads(json.dumps(one.to_json())) for one in runs]


def test_the_same_run_at_another_time_is_the_same() -> None:
    before, after = documents(run(town()), run(town()))
    after["run"]["at"] = "2030-01-01T00:00:00+08:00"
    assert difference(before, after).same


def test_one_moved_vertex_lists_exactly_the_findings_that_moved() -> None:
    found = difference(*documents(run(town(70.0)), run(town(70.01))))
    (change,) = found.changes
    assert (change.what, change.rule, change.key) == ("changed", "NL-07", "NL-07|project_footprints|project=甲")
    assert change.fields == ("measured", "margin", "alternatives")


def test_solved_and_new_findings() -> None:
    before, after = documents(run(town()), run(town()))
    before["findings"][0]["key"] = "NL-07|project_footprints|project=丙"
    found = difference(before, after)
    assert [(one.what, one.key[-1]) for one in found.changes] == [("new", "甲"), ("solved", "丙")]


def test_a_change_of_state_is_told() -> None:
    (change,) = difference(*documents(run(town(70.0)), run(town(200.0)))).changes
    assert "state" in change.fields


@pytest.mark.parametrize(
    ("key", "value", "kind", "said"),
    [
        ("tolerance", {"xy_m": 0.01, "area_m2": 1.0}, "tolerance", "Tolerance"),
        ("area_definition", "ellipsoidal", "terms", "Area definition"),
        ("lantu", "9.9", "program", "9.9"),
        ("packs", [{"id": "horinger", "version": "2", "sha256": "x"}], "rule", "horinger"),
        ("layers", [{"role": "ecological_redline", "name": "ecological_redline", "sha256": "x"}], "data", "redline"),
    ],
)
def test_what_the_runs_do_not_have_in_common(key: str, value: object, kind: str, said: str) -> None:
    before, after = documents(run(town()), run(town()))
    after["run"][key] = value
    causes = difference(before, after).causes
    assert kind in {cause.kind for cause in causes}
    assert any(said in cause.text.en for cause in causes)


def test_an_edit_is_told_from_other_data(tmp_path: Path) -> None:
    with project(tmp_path / "town.gpkg", name="小城") as town_file:
        first = a_check(open_plan(town_file.path), only=("NA-CTL-01",))
        town_file.commit(moving(town_file, 3, 77))
        second = a_check(open_plan(town_file.path), only=("NA-CTL-01",))
        town_file.history.undo()
        third = a_check(open_plan(town_file.path), only=("NA-CTL-01",))
    before, after, undone = documents(first, second, third)
    causes = difference(before, after).causes
    assert [cause.kind for cause in causes] == ["edit", "edit"]
    assert {cause.text.en for cause in causes} == {
        "The layer zoning was edited in the project",
        "Edits: step 1 of the history → step 2",
    }
    assert difference(before, undone).causes == ()
    after["run"]["step"] = before["run"]["step"]  # another program wrote into the file: that is no step of the history
    assert [cause.kind for cause in difference(before, after).causes] == ["data"]


def test_the_command_says_same_or_different(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, subject in (("a", town()), ("b", town()), ("c", town(70.0, tolerance=Tolerance(area_m2=5000.0)))):
        write_findings(run(subject), tmp_path / f"{name}.json")
    assert main(["diff", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "--lang", "en"]) == 0
    assert capsys.readouterr().out == "Both runs say the same.\n"
    assert main(["diff", str(tmp_path / "a.json"), str(tmp_path / "c.json"), "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "state conflict → uncertain" in shown
    assert "Tolerance: xy_m 0.001, area_m2 1.0 → xy_m 0.001, area_m2 5000.0" in shown


@pytest.mark.parametrize(
    "text", ["", "[]", '{"schema": 1}', '{"schema": 2, "run": {}, "summary": {}, "rules": {}, "findings": []}']
)
def test_what_is_no_findings_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(AppError):
        read_findings(tmp_path / "a.json")


def test_a_check_and_a_review_cannot_be_compared(tmp_path: Path) -> None:
    before, after = documents(run(town()), check(town(), "NA-CTL-01"))
    with pytest.raises(AppError):
        difference(before, after)
