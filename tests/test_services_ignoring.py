"""Findings that are left as they are: kept with the project, told everywhere, counted as before."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checks.finding import CheckRun, Finding, Ignored
from core.errors import AppError
from layers.project import Project
from layers.store.loading import read_plan
from main import main
from reports.difference import difference
from reports.wording import ignored_text
from services import editing, ignoring, projects
from services.checking import Checker, check, review
from services.opening import open_plan
from tests.office import square, write
from tests.test_checks_pack import PACK

AT = "2026-03-04T05:06:07+08:00"
REASON, BY = "已有批复", "张三"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan with a red line, a pack of its own with a project rule, two projects of which one is in conflict."""
    made = tmp_path / "town"
    made.mkdir()
    write(made / "ecological_redline.gpkg", [square(500, 0, 300)], name=["甲"])
    sites = [square(700, 0, 200), square(2000, 0, 200)]
    write(made / "project_footprints.gpkg", sites, project=["厂房", "仓库"], height_m=[20.0, 20.0])
    (made / "tiny.toml").write_text(PACK, encoding="utf-8")
    (made / "plan.toml").write_text('name = "甲"\nrules = ["tiny.toml", "horinger"]\n', encoding="utf-8")
    return made


@pytest.fixture
def project(folder: Path, tmp_path: Path) -> Iterator[Project]:
    """A project made of it."""
    (tmp_path / "p").mkdir()
    made = projects.make_project(open_plan(folder), tmp_path / "p" / "p.gpkg")
    yield made
    made.close()


def conflict(run: CheckRun) -> Finding:
    """What the tiny pack says about the factory."""
    return next(one for one in run.findings if one.state == "conflict" and one.rule == "T-1")


def left(run: CheckRun) -> list[str]:
    return [one.key for one in run.findings if one.ignored is not None]


def leave(project: Project, finding: Finding) -> editing.Outcome:
    return ignoring.ignore(project, finding, REASON, BY, AT)


def test_an_ignored_finding_says_who_and_why_and_counts_as_before(project: Project) -> None:
    before = review(read_plan(project.path))
    outcome = leave(project, conflict(before))
    assert not outcome.everything
    assert not outcome.tables
    after = review(read_plan(project.path))
    assert left(after) == [conflict(before).key]
    assert conflict(after).ignored == Ignored(REASON, BY, AT)
    assert conflict(after).to_json()["ignored"] == {"reason": REASON, "by": BY, "at": AT}
    assert (after.summary(), after.exit_code()) == (before.summary(), 1)
    assert [replace(one, ignored=None) for one in after.findings] == list(before.findings)


def test_a_plan_finding_can_be_ignored_too_and_the_checker_says_the_same(project: Project) -> None:
    plan = read_plan(project.path)
    of_plan = next(one for one in check(plan).findings if one.state == "not_testable")
    leave(project, of_plan)
    leave(project, conflict(review(plan)))
    plan = editing.present(project).plan
    kept = Checker()
    for _ in range(2):  # the second time nothing is asked again
        found = kept.check(plan)
        assert found.review is not None
        assert left(found.run) == left(check(plan)) == [of_plan.key]
        assert left(found.review) == left(review(plan)) == [conflict(found.review).key]
    editing.undo(project)
    now = kept.check(editing.present(project).plan)
    assert now.review is not None
    assert left(now.run) == [of_plan.key]
    assert left(now.review) == []


def test_taking_up_again_and_undo_are_single_steps(project: Project) -> None:
    found = conflict(review(read_plan(project.path)))
    leave(project, found)
    assert "T-1" in editing.past(project).entries[-1].label.zh
    editing.undo(project)
    assert left(review(read_plan(project.path))) == []
    editing.redo(project)
    ignoring.heed(project, found)
    assert left(review(read_plan(project.path))) == []
    editing.undo(project)
    assert left(review(read_plan(project.path))) == [found.key]
    assert ignoring.heed(project, replace(found, key="T-9|none")).label == editing.NOTHING


def moved(project: Project, x: float, y: float) -> None:
    """The factory lies elsewhere (at first it reaches from 700 to 900, the red line from 500 to 800)."""
    from layers.editing.edit import Edit
    from services import shaping

    table = "project_footprints"
    before = project.layer(table).frame.geometry
    fid = int(before.index[0])
    shaping.carry_out(project, table, Edit({fid: before[fid]}, {fid: square(x, y, 200)}), editing.NOTHING)


@pytest.mark.parametrize(
    ("x", "y", "still"),
    [(700.0005, 0.0, True), (690.0, 0.0, False), (710.0, 0.0, False), (700.0, 30.0, False), (2500.0, 0.0, False)],
    ids=["within the tolerance", "worse", "less", "the same elsewhere", "clear"],
)
def test_a_finding_that_changes_is_not_ignored_any_more(project: Project, x: float, y: float, *, still: bool) -> None:
    leave(project, conflict(review(read_plan(project.path))))
    moved(project, x, y)
    now = review(read_plan(project.path))
    assert bool(left(now)) is still
    assert now.exit_code() == (3 if x > 2000 else 1)
    moved(project, 700.0, 0.0)
    assert left(review(read_plan(project.path)))  # as it was judged


def test_what_has_changed_can_be_ignored_anew(project: Project) -> None:
    leave(project, conflict(review(read_plan(project.path))))
    moved(project, 690.0, 0.0)
    worse = conflict(review(read_plan(project.path)))
    assert worse.ignored is None
    ignoring.ignore(project, worse, "仍同意。", "李四", AT)
    now = conflict(review(read_plan(project.path)))
    assert now.ignored == Ignored("仍同意。", "李四", AT)
    assert "仍同意。这不改变结论" in ignored_text(now).zh
    editing.undo(project)
    assert left(review(read_plan(project.path))) == []


def test_a_record_about_a_finding_that_has_gone_and_a_broken_one_do_no_harm(project: Project) -> None:
    found = conflict(review(read_plan(project.path)))
    leave(project, replace(found, key="T-1|gone|project=无"))
    for number, record in enumerate(({}, {"reason": "a", "by": "b", "judged": 3}, {"reason": 1, "judged": {}})):
        project.put_record("settings", f"ignored/{found.key}", record)
        assert left(review(read_plan(project.path))) == [], number
    judged = {**ignoring.judged(found), "measured": {"value": "much", "unit": "m2"}}
    project.put_record("settings", f"ignored/{found.key}", {"reason": "a", "by": "b", "judged": judged})
    assert left(review(read_plan(project.path))) == []
    assert "T-1|gone|project=无" in read_plan(project.path).ignored


def test_reason_and_name_are_asked_for_and_what_is_clear_is_not_ignored(project: Project) -> None:
    run = review(read_plan(project.path))
    clear = next(one for one in run.findings if one.state == "clear")
    steps = len(editing.past(project).entries)
    for finding, reason, by in ((conflict(run), " \n", BY), (conflict(run), REASON, " "), (clear, REASON, BY)):
        with pytest.raises(AppError) as refused:
            ignoring.ignore(project, finding, reason, by, AT)
        assert refused.value.code.startswith("ignoring.")
    assert len(editing.past(project).entries) == steps


def test_what_is_ignored_follows_a_renamed_layer(project: Project) -> None:
    leave(project, conflict(review(read_plan(project.path))))
    editing.rename_layer(project, "project_footprints", "项目")
    assert left(review(read_plan(project.path))) == ["T-1|项目|project=厂房"]
    editing.undo(project)
    assert left(review(read_plan(project.path))) == ["T-1|project_footprints|project=厂房"]


def test_trying_an_edit_out_keeps_what_is_ignored_elsewhere(project: Project) -> None:
    from layers.editing.edit import Edit
    from services.live import LiveChecker

    leave(project, conflict(review(read_plan(project.path))))
    plan = editing.present(project).plan
    layer = next(one for one in plan.layers if one.role == "project_footprints")
    fid = int(layer.fids[1])
    other = Edit({fid: layer.frame.geometry[fid]}, {fid: square(2100, 0, 200)})
    live = LiveChecker().answer(plan, layer.name, other)
    assert live.review is not None
    assert len(left(live.review)) == 1
    assert live.changes == ()


def test_the_command_line_says_it_in_words_and_keeps_the_exit_code(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(project, conflict(review(read_plan(project.path))))
    path = project.path
    project.close()
    request = ["review", f"{path}:project_footprints", "--plan", str(path), "--lang", "zh"]
    assert main([*request, "--report", str(tmp_path / "r.html"), "--json", str(tmp_path / "f.json")]) == 1
    said = capsys.readouterr().out
    assert "已忽略（张三，2026-03-04）：已有批复。这不改变结论，仍照常计数。" in said
    assert "其中 1 项已忽略并写明理由，仍照常计数。" in said
    findings = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))["findings"]
    assert [one["ignored"] for one in findings if one["ignored"]] == [{"reason": REASON, "by": BY, "at": AT}]


def reports(project: Project, folder: Path) -> Callable[[str], str]:
    def text(name: str) -> str:
        code = main(["review", f"{project.path}:project_footprints", "--plan", str(project.path), "--quiet",
                     "--report", str(folder / name)])  # fmt: skip
        assert code == 1
        if name.endswith(".docx"):
            with zipfile.ZipFile(folder / name) as archive:
                return archive.read("word/document.xml").decode("utf-8")
        return (folder / name).read_text(encoding="utf-8")

    return text


@pytest.mark.parametrize("ending", [".html", ".docx"])
def test_the_report_lists_what_is_ignored_and_says_otherwise_that_nothing_is(
    project: Project, tmp_path: Path, ending: str
) -> None:
    text = reports(project, tmp_path)
    assert "没有忽略任何问题" in text(f"before{ending}")
    finding = conflict(review(read_plan(project.path)))
    ignoring.ignore(project, finding, "<b>批复</b> & {{ x }}", BY, AT)
    said = text(f"after{ending}")
    assert "没有忽略任何问题" not in said
    assert "<b>批复</b>" not in said
    assert said.count("&lt;b&gt;批复&lt;/b&gt; &amp; {{ x }}") == 2  # in its own block and in the list
    section = said[said.rindex("已忽略的问题") :]
    for word in ("T-1", "厂房", BY, "2026-03-04"):
        assert word in section
    assert "其中 1 项已忽略并写明理由，仍照常计数。" in said


def test_a_package_of_such_a_project_is_verified_as_the_same_and_a_difference_is_an_edit(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = review(read_plan(project.path)).to_json()
    finding = conflict(review(read_plan(project.path)))
    leave(project, finding)
    after = review(read_plan(project.path)).to_json()
    package = tmp_path / "evidence.zip"
    request = ["review", f"{project.path}:project_footprints", "--plan", str(project.path), "--package", str(package)]
    assert main(request) == 1
    project.put_record("settings", f"ignored/{finding.key}", None)  # the package has its own copy
    assert main(["verify", str(package)]) == 0
    found = difference(before, after)
    assert [(one.what, one.key, one.fields) for one in found.changes] == [("changed", finding.key, ("ignored",))]
    assert {cause.kind for cause in found.causes} == {"edit"}
    for name, document in (("a.json", before), ("b.json", after)):
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    capsys.readouterr()
    assert main(["diff", str(tmp_path / "a.json"), str(tmp_path / "b.json"), "--lang", "en"]) == 1
    assert "ignored no → 已有批复 (张三)" in capsys.readouterr().out


def test_handing_over_says_how_many_are_ignored(project: Project, tmp_path: Path) -> None:
    from services.handover import HandoverOrder
    from services.readiness import State, readiness

    leave(project, conflict(review(read_plan(project.path))))
    plan = read_plan(project.path)
    state = State(plan, check(plan), review(plan))
    said = [one.text.zh for one in readiness(HandoverOrder(project.path, tmp_path), state).general]
    assert "有 1 条检查结论被忽略：报告写明理由，结论照常计数。" in said
