"""Every number of a report or workbook is one of ``findings.json``, after the rounding and closing that are stated."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from checks.finding import CheckRun, Limit, Part
from checks.tables.gathering import ALL_TABLES, with_tables
from core.messages import Language
from core.quantities import Quantity
from layers.plan import Plan
from reports.content.report import content_of
from reports.tables.printing import shown_tables
from services.checking import check, review
from services.reporting import Reporter, facts_of, with_report_tables, write_workbook_of
from tests.factories import box, layer, line
from tests.handed_over import FIGURE, calculated_value, pdf_text, read
from tests.handed_over_numbers import problems
from tests.word_schema import violations

SENTENCE = 25
EXTREMES = (1e12 + 0.125, 1e-7, -3.456, 0.0, 0.004999999, -1e9, 12_345.675, 0.125, 2.5e-10)
LIMITS = (Limit("<=", 0.0, "m2"), Limit(">=", 12_345.675, "m2"), Limit("==", 0.005, "m2", 0.01), Limit("<", 1e12, "m2"))


def town(language: Language) -> Plan:
    """Projects on a red line, beside it, and into it by less than the tolerance; nothing is known of farmland."""
    projects = [
        box(950, 400, 100, 100),
        box(100, 100, 50, 66.667),
        box(990, 700, 10.02, 20),
        box(-20_000, 0, 9_000, 9_000),
    ]
    shapes = [box(0, 0, 400, 1000), box(400, 0, 333.3, 1000), box(733.3, 0, 266.7, 1000)]
    return Plan(
        "小镇 <b>2.50</b>",
        (
            layer("zoning", shapes, class_code=["0701", "0901", "1401"], far_max=[1.5, 2.0, None], parcel_no=[*"ABC"]),
            layer("landuse_current", [box(-3e4, 0, 30_700, 2e4), box(700, 0, 500, 999)], class_code=["0103", "0301"]),
            layer("development_boundary", [box(0, 0, 500, 1000), box(0, 0, 1000, 1000)], year=[2020, 2025]),
            layer("ecological_redline", [box(1000, 0, 300, 1000)]),
            layer("planning_area", [box(0, 0, 600, 1000)], kind=["area"], name=["西片区"]),
            layer("road", [line((0, -5), (1300, -5))], name=["南路"]),
            layer(
                "project_footprints",
                projects,
                project=["甲", "乙", "丙", "丁"],
                industry=["food"] * 4,
                class_code=["1001"] * 4,
            ),
        ),
        Path(),
        area_definition="ellipsoidal",
        base_year=2020,
        target_year=2025,
        language=language,
    )  # fmt: skip


def extreme(run: CheckRun) -> CheckRun:
    """The run with values of every size and sign in place of those that were measured."""
    findings = []
    for place, one in enumerate(run.findings):
        value = EXTREMES[place % len(EXTREMES)]
        limit = LIMITS[place % len(LIMITS)]
        findings.append(
            replace(
                one,
                measured=Quantity(value, "m2"),
                limit=limit,
                margin=Quantity(limit.value - value, "m2"),
                alternatives={"planar": value * 1.000001, "ellipsoidal": value, "registered": None},
                flips=place % 2 == 0,
                parts=(Part("class", "0701", value / 3, "m2"), Part("year", "2025", 2 * value, "ha")),
            )
        )
    return replace(run, findings=tuple(findings))


@pytest.fixture(scope="module", params=["zh", "en"])
def runs(request: pytest.FixtureRequest) -> tuple[Plan, dict[str, CheckRun]]:
    """The plan, and of both stages what was measured; and a review of extreme values."""
    plan = town(request.param)
    reviewed = with_report_tables(review(plan), plan)
    checked = with_tables(check(plan), plan, ALL_TABLES)
    return plan, {"review": reviewed, "check": checked, "extreme": extreme(reviewed)}


def written(run: CheckRun, plan: Plan, path: Path) -> None:
    """The report without its maps, or the workbook."""
    if path.suffix == ".xlsx":
        write_workbook_of(run, plan, path)
    else:
        Reporter(plan).write(run, path, maps=False)


@pytest.mark.parametrize("kind", ["review", "check", "extreme"])
@pytest.mark.parametrize("ending", [".docx", ".html", ".xlsx"])
def test_every_number_is_that_of_findings_json(
    runs: tuple[Plan, dict[str, CheckRun]], tmp_path: Path, ending: str, kind: str
) -> None:
    plan, made = runs
    run = made[kind]
    path = tmp_path / f"out{ending}"
    written(run, plan, path)
    titles = {table.title: table.id for table in shown_tables(run, plan.language)}
    found = read(path, list(titles))
    document = json.loads(json.dumps(run.to_json()))
    assert problems(found, run, document, plan.language) == []
    if ending != ".xlsx":
        assert len(found.findings) == len(run.findings)
    missing = {titles[title] for title in titles if title not in found.tables}
    assert missing == set()


@pytest.mark.parametrize("kind", ["check", "extreme"])
def test_a_pdf_says_what_the_page_says(runs: tuple[Plan, dict[str, CheckRun]], tmp_path: Path, kind: str) -> None:
    plan, made = runs
    written(made[kind], plan, tmp_path / "out.pdf")
    written(made[kind], plan, tmp_path / "out.html")
    titles = [table.title for table in shown_tables(made[kind], plan.language)]
    page, text = read(tmp_path / "out.html", titles), pdf_text(tmp_path / "out.pdf")
    words = [*page.words, *(cell for rows in page.tables.values() for row in rows for cell in row)]
    words += [said for told in page.findings.values() for said in told.values()]
    assert pdf_problems(text, words) == []
    number = next(word for word in words if re.fullmatch(r"\d[\d ]*\.\d\d m²", word))
    assert pdf_problems(text, [*words, "77.77"])
    assert pdf_problems(text.replace(number.split(" ")[-2], "98.76"), words)


def pdf_problems(text: str, words: list[str]) -> list[str]:
    """Numbers of the page that the PDF lacks, and numbers of the PDF that the page lacks.

    Lines of a PDF break anywhere in what is too long for its cell.
    """
    lines = {"".join(each.split()) for word in words for each in word.splitlines() if re.search(r"\d[. ]\d", each)}
    missing = []
    for each in sorted(lines, key=len, reverse=True):
        spaced = r"\s*".join(map(re.escape, each))
        text, count = re.subn(rf"(?<![\d.]){spaced}(?!\d)", " | ", text)
        if not count and len(each) < SENTENCE and not any(each in other and each != other for other in lines):
            missing.append(each)
    # A sentence may be torn apart by the end of a page.
    quoted = " ".join(each for each in lines if len(each) >= SENTENCE)
    return missing + [one for one in re.findall(FIGURE, text) if "." in one and one not in quoted]


@pytest.mark.parametrize("ending", [".docx", ".html", ".xlsx"])
def test_a_number_that_was_altered_is_noticed(
    runs: tuple[Plan, dict[str, CheckRun]], tmp_path: Path, ending: str
) -> None:
    plan, made = runs
    for kind in ("review", "check"):
        run = made[kind]
        path = tmp_path / f"out{ending}"
        written(run, plan, path)
        found = read(path, [table.title for table in shown_tables(run, plan.language)])
        document = json.loads(json.dumps(run.to_json()))
        for other in altered(document, tables=set(run.tables) if ending == ".xlsx" else set()):
            assert problems(found, run, other, plan.language), kind


def altered(document: dict[str, Any], tables: set[str]) -> list[dict[str, Any]]:
    """Copies of the document with one number each moved by what shows."""
    found = []
    place = next(at for at, one in enumerate(document["findings"]) if one["alternatives"] and one["measured"]["value"])
    for key in ("measured", "margin"):
        other = copy.deepcopy(document)
        other["findings"][place][key]["value"] += 1.0
        found.append(other)
    other = copy.deepcopy(document)
    other["findings"][place]["alternatives"]["planar"] += 1.0
    found.append(other)
    if tables:
        found = []
        for name in tables - {"not_measured", "project_lists"}:
            other = copy.deepcopy(document)
            for row in other["tables"][name]["rows"]:
                numbers = [at for at, value in enumerate(row) if isinstance(value, float) and value]
                if numbers:
                    row[numbers[0]] = row[numbers[0]] * 1.001 + 5
                    found.append(other)
                    break
    assert found
    return found


def test_numbers_that_stand_nowhere_in_the_run_are_noticed(
    runs: tuple[Plan, dict[str, CheckRun]], tmp_path: Path
) -> None:
    plan, made = runs
    path = tmp_path / "out.html"
    written(made["review"], plan, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</body>", "<p>1 234.56 m²</p></body>"), encoding="utf-8")
    found = read(path, [table.title for table in shown_tables(made["review"], plan.language)])
    document = json.loads(json.dumps(made["review"].to_json()))
    assert problems(found, made["review"], document, plan.language) == ["1 234.56"]


@pytest.mark.parametrize("kind", ["review", "check"])
def test_a_word_document_keeps_to_the_schema(runs: tuple[Plan, dict[str, CheckRun]], tmp_path: Path, kind: str) -> None:
    plan, made = runs
    Reporter(plan).write(made[kind], tmp_path / "out.docx", maps=kind == "review")
    assert violations(tmp_path / "out.docx") == []


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_calculates_the_same_numbers(runs: tuple[Plan, dict[str, CheckRun]], tmp_path: Path) -> None:
    plan, made = runs
    if plan.language == "en":
        pytest.skip("the formulas are those of the other language")
    written(made["check"], plan, tmp_path / "out.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    command += ["--outdir", str(tmp_path / "again"), str(tmp_path / "out.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    formulas, values = (
        load_workbook(tmp_path / "out.xlsx"),
        load_workbook(tmp_path / "again" / "out.xlsx", data_only=True),
    )
    calculated = 0
    for sheet in formulas.worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            found = values[sheet.title][cell.coordinate].value
            assert float(calculated_value(sheet, cell) or 0) == pytest.approx(found, abs=1e-9), cell.coordinate
            calculated += 1
    assert calculated > 20


def test_a_run_of_every_state_never_reads_as_a_pass(runs: tuple[Plan, dict[str, CheckRun]]) -> None:
    plan, made = runs
    states = {one.state for one in made["review"].findings}
    assert states == {"conflict", "uncertain", "clear", "not_testable"}
    open_ones = replace(
        made["review"],
        findings=tuple(one for one in made["review"].findings if one.state in ("clear", "uncertain")),
    )
    content = content_of(open_ones, facts_of(plan))
    assert content["verdict_code"] == "open"
    assert any(word in content["conclusion"] for word in ("不构成", "no statement of conformity"))
