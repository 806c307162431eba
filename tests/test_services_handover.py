"""Handing over: whole or not at all, from one check, each deliverable refused by itself; what is ready is told."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from docx import Document

from checks.finding import CheckRun
from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text
from main import main
from reports.evidence.signing import check_signature
from services import projects
from services.handover import KINDS, Delivered, HandoverOrder, file_names, hand_over
from services.handover_apart import _answer, hand_over_apart
from services.opening import open_plan
from services.readiness import Remark, State, readiness, size_text
from tests.gui_plan import plan_run, write_plan
from tests.office import square, write
from tests.test_evidence_signed import written

DAY = date(2025, 3, 1)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A plan folder with parcels, a boundary, a red line and one project that touches it."""
    folder = tmp_path / "town"
    folder.mkdir()
    return write_plan(folder)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where it is handed over to."""
    folder = tmp_path / "交付"
    folder.mkdir()
    return folder


def order_of(town: Path, out: Path, **terms: object) -> HandoverOrder:
    return HandoverOrder(town, out, day=DAY, **terms)  # type: ignore[arg-type]


def names_of(delivered: tuple[Delivered, ...]) -> dict[str, list[str]]:
    return {one.kind: [file.path.name for file in one.files] for one in delivered}


def test_everything_comes_from_one_check_and_the_report_is_in_the_evidence(
    town: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    delivered = hand_over(order_of(town, out, kinds=KINDS))
    assert [one.refusal for one in delivered] == [None] * len(KINDS)
    assert names_of(delivered) == {
        "assessment": ["小城规划 规划评估报告 2025-03-01.docx"],
        "review": ["小城规划 项目审查报告 2025-03-01.docx"],
        "tables": ["小城规划 规划表格 2025-03-01.xlsx"],
        "evidence": ["小城规划 规划证据包 2025-03-01.zip", "小城规划 审查证据包 2025-03-01.zip"],
        "web": ["小城规划 离线网页地图 2025-03-01.html"],
        "findings": ["小城规划 规划结论 2025-03-01.json", "小城规划 审查结论 2025-03-01.json"],
    }
    assert {path.name for path in out.iterdir()} == {name for names in names_of(delivered).values() for name in names}
    assert all(file.path.stat().st_size == file.size > 1000 for one in delivered for file in one.files)
    for stage, report in (("规划", "规划评估报告"), ("审查", "项目审查报告")):
        package = out / f"小城规划 {stage}证据包 2025-03-01.zip"
        findings = out / f"小城规划 {stage}结论 2025-03-01.json"
        member = f"小城规划 {report} 2025-03-01.docx"
        with zipfile.ZipFile(package) as archive:
            assert archive.read("findings.json") == findings.read_bytes()
            assert archive.read(member) == (out / member).read_bytes()
            listed = json.loads(archive.read("manifest.json"))["members"][member]
        assert listed["sha256"] == hashlib.sha256((out / member).read_bytes()).hexdigest()
        assert main(["verify", str(package), "--quiet"]) == 0, capsys.readouterr()


def test_a_package_never_goes_without_a_report_and_is_signed_where_there_is_a_key(
    town: Path, out: Path, tmp_path: Path
) -> None:
    key, public = written(tmp_path, "key")
    order = order_of(town, out, kinds=("evidence",), formats=(), inputs=False, language="en", unit="mu", key=key)
    (delivered,) = hand_over(order)
    assert [file.path.suffix for file in delivered.files] == [".zip", ".sig"] * 2
    for file in delivered.files[::2]:
        check_signature(file.path, public)
    with zipfile.ZipFile(out / "小城规划 Evidence of the check 2025-03-01.zip") as archive:
        names = archive.namelist()
        assert not [name for name in names if name.startswith("inputs/")]
        assert "小城规划 Assessment report 2025-03-01.docx" in names
        archive.extract("小城规划 Assessment report 2025-03-01.docx", out)
    words = "\n".join(one.text for one in Document(str(out / "小城规划 Assessment report 2025-03-01.docx")).paragraphs)
    assert "Plan assessment report" in words


class StopAt(Feedback):
    """Cancels when a certain thing is being done."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def report(self, fraction: float, doing: Text | None = None) -> None:
        assert 0 <= fraction <= 1
        if doing is not None and self._words in doing.en:
            self.cancel()


@pytest.mark.parametrize("words", ["Checking", "Making: Findings file", "Writing into the folder"])
def test_stopping_leaves_the_folder_as_it_was(town: Path, out: Path, words: str) -> None:
    there = out / "小城规划 规划结论 2025-03-01.json"
    there.write_text("older", encoding="utf-8")
    with pytest.raises(Cancelled):
        hand_over(order_of(town, out, kinds=("web", "findings")), StopAt(words))
    assert [path.name for path in out.iterdir()] == [there.name]
    assert there.read_text(encoding="utf-8") == "older"


def test_what_cannot_be_made_is_refused_by_itself(town: Path, out: Path, tmp_path: Path) -> None:
    (town / "project_footprints.gpkg").unlink()
    (out / "小城规划 规划结论 2025-03-01.json").mkdir()
    no_key = tmp_path / "no.pem"
    no_key.write_text("no key", encoding="utf-8")
    delivered = hand_over(order_of(town, out, kinds=("review", "evidence", "web", "findings"), key=no_key))
    codes = {one.kind: one.refusal.code for one in delivered if one.refusal is not None}
    assert codes == {"review": "review.no_footprints", "evidence": "key.unreadable", "findings": "output.unwritable"}
    assert names_of(delivered)["web"] == ["小城规划 离线网页地图 2025-03-01.html"]
    assert len(list(out.iterdir())) == 2


def test_a_folder_that_is_none_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused:
        hand_over(order_of(tmp_path / "no plan", tmp_path / "nowhere"))
    assert refused.value.code == "output.unwritable"


def test_files_that_changed_since_they_were_shown_are_refused(town: Path, out: Path) -> None:
    digests = {layer.name: layer.sha256 for layer in open_plan(town).layers}
    write(town / "ecological_redline.gpkg", [square(2200, 2200, 301)], name=["红线"])
    with pytest.raises(AppError, match="changed since") as refused:
        hand_over(order_of(town, out, kinds=("findings",), digests=digests))
    assert "ecological_redline.gpkg" in refused.value.message.zh
    assert not list(out.iterdir())


def test_a_copy_of_a_project_uses_the_templates_at_home(town: Path, out: Path, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    for folder in (home / "reports", elsewhere):
        folder.mkdir(parents=True)
    (home / "reports" / "report.html").write_text("<p>我的模板 {{ subject }}</p>", encoding="utf-8")
    with projects.make_project(open_plan(town), home / "小城.gpkg") as project:
        copy = projects.save_copy(project, elsewhere / "小城.gpkg")
    hand_over(HandoverOrder(copy, out, ("assessment", "evidence"), (".html",), home=home, day=DAY))
    report = out / "小城规划 规划评估报告 2025-03-01.html"
    assert report.read_text(encoding="utf-8") == "<p>我的模板 小城规划</p>"
    for stage in ("规划", "审查"):
        package = out / f"小城规划 {stage}证据包 2025-03-01.zip"
        with zipfile.ZipFile(package) as archive:
            assert "inputs/小城.gpkg" in archive.namelist()
        assert main(["verify", str(package), "--quiet"]) == 0


def test_it_is_the_same_in_a_process_of_its_own_and_stopping_that_leaves_nothing(town: Path, out: Path) -> None:
    told = Told()
    (town / "project_footprints.gpkg").unlink()
    delivered = hand_over_apart(order_of(town, out, kinds=("review", "findings")), told)
    assert names_of(delivered) == {"review": [], "findings": ["小城规划 规划结论 2025-03-01.json"]}
    assert [one.refusal and one.refusal.code for one in delivered] == ["review.no_footprints", None]
    assert told.fractions == sorted(told.fractions)
    assert told.fractions[-1] == 1.0
    with pytest.raises(Cancelled):
        hand_over_apart(order_of(town, out, kinds=("web",)), StopAt("Checking"))
    with pytest.raises(AppError) as refused:
        hand_over_apart(order_of(town / "nothing", out))
    assert refused.value.code == "plan.missing"
    assert [path.name for path in out.iterdir()] == ["小城规划 规划结论 2025-03-01.json"]


class Told(Feedback):
    """Remembers how far it was."""

    def __init__(self) -> None:
        super().__init__()
        self.fractions: list[float] = []

    def report(self, fraction: float, doing: Text | None = None) -> None:
        self.fractions.append(fraction)


def test_a_process_that_ends_without_an_answer_is_told_in_words() -> None:
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    theirs.close()
    with pytest.raises(AppError) as refused:
        _answer(ours, Feedback())
    assert refused.value.code == "handover.broke"
    ours.close()


def texts(remarks: tuple[Remark, ...]) -> str:
    return " ".join(remark.text.en for remark in remarks)


def test_what_is_ready_and_what_is_missing_is_told(town: Path, out: Path) -> None:
    plan = open_plan(town)
    (town / "reports").mkdir()
    (town / "reports" / "assessment.docx").write_bytes(b"")
    order = order_of(town, out, kinds=KINDS)
    (out / file_names(order, plan)["web"][0]).write_text("", encoding="utf-8")
    found = readiness(order, State(plan, run=plan_run(), review=None))
    assert all(found.possible(kind) for kind in KINDS)
    assert "assessment.docx" in texts(found.remarks["assessment"])
    assert "1 uncertain, 1 not testable: the report will not read as a pass" in texts(found.remarks["assessment"])
    assert "current land use" in texts(found.remarks["tables"])
    assert "not signed" in texts(found.remarks["evidence"])
    assert "Replaces 1" in texts(found.remarks["web"])
    assert "Illustrative data (" in texts(found.general)
    assert not any(remark.weight == "missing" for remark in found.general)


def test_what_stands_in_the_way_is_missing(town: Path, tmp_path: Path) -> None:
    (town / "project_footprints.gpkg").unlink()
    plan = replace(open_plan(town), crs=None)
    order = order_of(town, tmp_path / "nowhere", kinds=KINDS, formats=(), key=tmp_path / "no.pem")
    found = readiness(order, State(plan, waiting=3))
    assert {kind for kind in KINDS if not found.possible(kind)} == {"assessment", "review", "evidence"}
    assert "Choose a folder" in texts(found.general)
    assert "3 rules are still being checked" in texts(found.general)
    assert "openssl genpkey" in texts(found.remarks["evidence"])
    looked_at = readiness(replace(order, key=None), State(plan, is_looked_at=True))
    assert "make a project of it first" in texts(looked_at.remarks["evidence"])
    assert "run first" in texts(looked_at.general)


def test_ignored_topology_errors_are_told(town: Path, tmp_path: Path, out: Path) -> None:
    path = tmp_path / "小城.gpkg"
    with projects.make_project(open_plan(town), path) as project:
        project.put_record("settings", "topology/zoning", {"ignored": [{}, {}]}, Text("忽略", "Ignore"))
    found = readiness(order_of(path, out), State(open_plan(path)))
    assert "2 topology errors are ignored" in texts(found.general)


def test_sizes_are_read_at_a_glance() -> None:
    assert [size_text(size) for size in (0, 2_500, 3_400_000)] == ["0.1 kB", "2.5 kB", "3.4 MB"]


def test_names_are_harmless(town: Path, out: Path) -> None:
    plan = replace(open_plan(town), name='a/b:"c"\n' + "长" * 300)
    for names in file_names(order_of(town, out), plan).values():
        for name in names:
            assert len(name.encode()) < 250
            assert not set(name) & set('/\\:*?"<>|\n')


def test_a_pass_has_no_warning(town: Path, out: Path) -> None:
    run = plan_run()
    clear = CheckRun(run.run, run.rules, tuple(one for one in run.findings if one.state == "clear"))
    found = readiness(order_of(town, out), State(open_plan(town), run=clear))
    assert "pass" not in texts(found.remarks["assessment"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(town: Path, out: Path) -> None:
    out.chmod(0o500)
    with pytest.raises(AppError):
        hand_over(order_of(town, out))
