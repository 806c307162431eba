"""``--report``, ``tables`` and batches on the command line: what is written where, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

import main
from tests.office import square, write


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A plan folder with parcels, a boundary and a red line."""
    folder = tmp_path / "town"
    folder.mkdir()
    write(folder / "zoning.shp", [square(0, 0, 1000)], YDDM=["0701"])
    write(folder / "development_boundary.shp", [square(0, 0, 1000)], year=[2025])
    write(folder / "ecological_redline.shp", [square(900, 0, 500)])
    return folder


@pytest.fixture
def footprints(tmp_path: Path) -> Path:
    """A folder with two files of one project each, and one that is no data."""
    folder = tmp_path / "projects"
    folder.mkdir()
    write(folder / "one.shp", [square(100, 100, 50)], project=["甲"])
    write(folder / "two.geojson", [square(890, 100, 50)], project=["乙/..\\丙"])
    (folder / "broken.geojson").write_text("no json", encoding="utf-8")
    return folder


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_a_check_writes_its_assessment(town: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"report.{ending}"
    findings = tmp_path / "f.json"
    assert (
        main.main(["check", str(town), "--only", "NA-UDB-01", "--report", str(out), "--json", str(findings), "--quiet"])
        == 0
    )
    assert out.stat().st_size > 5_000
    assert "land_balance" in json.loads(findings.read_text(encoding="utf-8"))["tables"]


def test_every_project_of_a_folder_gets_a_report_and_all_a_summary(
    town: Path, footprints: Path, tmp_path: Path
) -> None:
    out = tmp_path / "reports"
    code = main.main(
        ["review", str(footprints), "--plan", str(town), "--only", "NL-07", "--report", str(out), "--quiet"]
    )
    assert code == 1
    assert {path.name for path in out.iterdir()} == {
        "one.docx", "one.json", "two.docx", "two.json", "summary.docx", "summary.xlsx",
    }  # fmt: skip
    words = "\n".join(paragraph.text for paragraph in Document(str(out / "two.docx")).paragraphs)
    assert "乙/..\\丙" in words
    sheet = load_workbook(out / "summary.xlsx")["负面清单对照表（项目 × 规则）"]
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=5, max_row=6)] == [
        ["甲", "●"],
        ["乙/..\\丙", "▲"],
    ]


def test_a_file_of_several_projects_gets_a_joint_report(town: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "many.shp", [square(0, 0, 20), square(950, 50, 20)], project=["甲", "乙"])
    out = tmp_path / "joint.html"
    assert (
        main.main(["review", str(file), "--plan", str(town), "--only", "NL-07", "--report", str(out), "--quiet"]) == 1
    )
    assert "建设项目规划审查汇总报告" in out.read_text(encoding="utf-8")


def test_a_batch_refuses_what_it_cannot_do(town: Path, footprints: Path, tmp_path: Path) -> None:
    base = ["review", str(footprints), "--plan", str(town), "--quiet"]
    assert main.main(base) == 2
    assert main.main([*base, "--report", str(tmp_path / "one.docx")]) == 2
    assert main.main([*base, "--report", str(tmp_path / "out"), "--json", str(tmp_path / "f.json")]) == 2
    assert main.main([*base, "--report", str(tmp_path / "no" / "such" / "folder")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_report_of_another_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    assert main.main(["check", str(tmp_path / "nothing"), "--report", str(tmp_path / "x.odt")]) == 2
    assert not (tmp_path / "x.odt").exists()


def test_tables_go_into_a_workbook(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "tables.xlsx"
    assert main.main(["tables", str(town), "--out", str(out), "--unit", "mu", "--before", str(town), "--quiet"]) == 0
    assert str(out) in capsys.readouterr().out
    names = load_workbook(out).sheetnames
    assert "城镇开发边界规模表" in names
    assert "用地转移矩阵（两版规划之间）" in names
    assert "口径与来源" in names
    assert main.main(["tables", str(town), "--out", str(tmp_path / "tables.ods"), "--quiet"]) == 2
