"""Reports and tables: every number that is handed over is one of the run's, rounded as stated; parts add up."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from checks.finding import CheckRun
from checks.tables.gathering import ALL_TABLES, with_tables
from checks.tables.land_balance import CHILDREN, ROWS
from checks.tables.table import from_json
from core.errors import AppError
from core.quantities import AREA_UNITS, closed, rounded
from layers.plan import Plan
from reports.content.chapters import chapters
from reports.content.report import by_subject, content_of
from reports.page import page
from reports.tables.printing import shown_tables
from reports.tables.shown import Cell, Difference, Shown, Sum
from reports.word_document import write_word
from services.checking import check, review
from services.reporting import Reporter, facts_of, with_report_tables, write_report, write_tables
from tests.factories import box, layer, line, plan

HOSTILE = '<script>alert(1)</script> {{ 7*7 }} {% for %} =1+1 &amp; "quoted" \u202e'
NUMBER = re.compile(r"-?\d{1,3}(?: \d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")


def small_plan(tmp_path: Path, name: str = "甲项目") -> Plan:
    """A town of 1 km by 1 km with a red line at its edge, and two projects: one on the line, one clear of it."""
    shapes = [box(0, 0, 400, 1000), box(400, 0, 333.3, 1000), box(733.3, 0, 266.7, 1000)]
    projects = [box(950, 400, 100, 100), box(100, 100, 50, 66.667)]
    return Plan(
        "小镇",
        (
            layer(
                "zoning",
                shapes,
                class_code=["0701", "0901", "1401"],
                far_max=[1.5, 2.0, None],
                parcel_no=["A", "B", "C"],
            ),
            layer("landuse_current", [box(0, 0, 700, 1000), box(700, 0, 500, 1000)], class_code=["0103", "0301"]),
            layer("development_boundary", [box(0, 0, 500, 1000), box(0, 0, 1000, 1000)], year=[2020, 2025]),
            layer("ecological_redline", [box(1000, 0, 300, 1000)]),
            layer("planning_area", [box(0, 0, 600, 1000)], kind=["area"], name=["西片区"]),
            layer("road", [line((0, -5), (1300, -5))], name=["南路"]),
            layer(
                "project_footprints",
                projects,
                project=[name, "乙项目"],
                industry=["food", "food"],
                class_code=["1001"] * 2,
            ),
        ),
        tmp_path,
        area_definition="planar",
        base_year=2020,
        target_year=2025,
    )


@pytest.fixture
def town(tmp_path: Path) -> Plan:
    """The plan of ``small_plan``."""
    return small_plan(tmp_path)


def numbers_in(text: str) -> set[Decimal]:
    """Every number of a text with decimals or thousands, as printed."""
    found = NUMBER.findall(text.replace("\u00a0", " "))
    return {Decimal(one.replace(" ", "")) for one in found if "." in one or " " in one}


def known_numbers(run: CheckRun) -> set[Decimal]:
    """Every number that a run may show: its findings and tables, in every unit and rounding that is used."""
    document = run.to_json()
    values: list[float] = []
    for finding in document["findings"]:
        values += [finding[key]["value"] for key in ("measured", "limit", "margin") if finding[key]]
        values += [value for value in (finding["alternatives"] or {}).values() if value is not None]
        values += [part["value"] for part in finding["parts"]]
    for table in document["tables"].values():
        values += [cell for row in table["rows"] for cell in row if isinstance(cell, float | int)]
    found = set()
    for value in values:
        for unit in AREA_UNITS.values():
            for decimals in range(8):
                exact = Decimal(rounded(value / unit, decimals).replace(" ", ""))
                last = Decimal(1).scaleb(-decimals)
                found |= {exact, exact + last, exact - last}  # a closed part may be one last digit off
    return found


def text_of_word(path: Path) -> str:
    """All words of a document: paragraphs and cells of tables."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def text_of_pdf(path: Path) -> str:
    """All words of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(one.get_textpage().get_text_range() for one in document)
    finally:
        document.close()


def text_of_page(path: Path) -> str:
    """The words of an HTML page, tags taken off."""
    text = re.sub(r"(?s)<style>.*?</style>|<img[^>]*>", " ", path.read_text(encoding="utf-8"))
    return html.unescape(re.sub(r"<[^>]+>", "\n", text))


READERS = {".docx": text_of_word, ".pdf": text_of_pdf, ".html": text_of_page}
NEITHER = re.compile(r"EPSG:\d+|[0-9a-f]{64}|\d{4}-\d\d-\d\d\S*|1:[\d ]+|\d+\.\d+\.\d+|容差.*\n.*|第\d[^\n]*")
"""Codes, digests, dates, scales, versions, tolerances: no measures."""


@pytest.mark.parametrize("ending", sorted(READERS))
def test_every_measured_number_of_a_report_is_one_of_the_run(town: Plan, tmp_path: Path, ending: str) -> None:
    run = with_report_tables(review(town, only=["NL-06", "NL-07", "NL-13", "NL-15"]), town)
    run = next(iter(by_subject(run).values()))
    path = tmp_path / f"report{ending}"
    write_report(run, town, path)
    text = READERS[ending](path)
    measured = [one.measured for one in run.findings if one.measured is not None]
    assert "5 000.00" in text  # half of the project lies in the red line
    assert len(measured) >= 2
    strange = numbers_in(NEITHER.sub(" ", text)) - known_numbers(run)
    assert not strange


def test_the_finding_states_value_limit_margin_both_areas_and_source(town: Plan) -> None:
    run = with_report_tables(review(town, only=["NL-07"]), town)
    content = content_of(next(iter(by_subject(run).values())), facts_of(town))
    (told,) = [one for chapter in content["chapters"] for one in chapter["findings"]]
    assert (told["state"], told["measured"], told["limit"], told["margin"]) == (
        "冲突",
        "5 000.00 m²",
        "≤ 0 m²",
        "-5 000.00 m²",
    )
    assert [area["label"] for area in told["areas"]] == ["平面面积", "椭球面积"]
    assert "厅字〔2019〕48号" in told["citation"]


def test_chapters_come_in_the_order_of_the_site_selection_report(town: Plan) -> None:
    content = content_of(review(town), facts_of(town))
    ids = ["regulations", "control_lines", "territorial", "special", "other"]
    assert [chapter.id for chapter in chapters()] == ids
    numbers = [int(one["number"]) for chapter in content["chapters"] for one in chapter["findings"] + chapter["clear"]]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_a_mixed_result_never_reads_as_a_pass(town: Plan) -> None:
    run = review(town, only=["NL-07", "NL-13"])  # there is no farmland: NL-13 cannot be tested
    clear = by_subject(run)[("project_footprints", 1)]
    content = content_of(clear, facts_of(town))
    states = {one.state for one in clear.findings}
    assert states == {"clear", "not_testable"}
    assert content["verdict_code"] == "open"
    assert "不构成" in content["conclusion"]
    assert "均符合" not in " ".join(chapter["text"] for chapter in content["chapters"] if chapter["findings"])
    assert [len(each["lines"]) for each in content["lists"]] == [0, 1, 1]


def test_hostile_names_are_text_in_every_format(tmp_path: Path) -> None:
    town = small_plan(tmp_path, HOSTILE)
    run = next(iter(by_subject(review(town, only=["NL-07"])).values()))
    for ending, read in READERS.items():
        path = tmp_path / f"hostile{ending}"
        write_report(run, town, path)
        assert "alert(1)" in read(path)
        assert "{{ 7*7 }}" in read(path)
    source = (tmp_path / "hostile.html").read_text(encoding="utf-8")
    assert "<script" not in source
    assert not re.search(r"(?:src|href)=[\"'](?!data:)", source)


@pytest.mark.parametrize(
    "expression",
    [
        "{{ ''.__class__ }}",
        "{{ title.format }}",
        "{{ title.upper() }}",
        "{{ overview.png }}",
        "{% set x = title ~ title %}",
        "{{ 9 * 9 }}",
        "{% for letter in title|upper %}{% endfor %}",
        "{% include 'x' %}",
        "{% for a in words %}{% endfor %}",
        "{{ title",
    ],
)
def test_a_template_can_print_the_content_and_nothing_else(town: Plan, tmp_path: Path, expression: str) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_text(f"<p>{expression}</p>", encoding="utf-8")
    run = next(iter(by_subject(review(town, only=["NL-07"])).values()))
    out = tmp_path / "out.html"
    with pytest.raises(AppError) as refusal:
        write_report(run, town, out)
    assert refusal.value.code == "report.template"
    assert not out.exists()


def test_loops_in_loops_in_a_template_end(town: Plan, tmp_path: Path) -> None:
    loops = "{% for a in tables %}" + "{% for a in signatures %}" * 12 + "x" + "{% endfor %}" * 13
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "report.html").write_text(loops, encoding="utf-8")
    run = with_report_tables(review(town, only=["NL-07"]), town)
    with pytest.raises(AppError):
        write_report(run, town, tmp_path / "out.html")


def test_a_planners_own_word_template_is_used(town: Plan, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    own = Document()
    own.add_paragraph("我院 {{ subject }}：{{ verdict }}")
    own.save(str(tmp_path / "reports" / "review.docx"))
    run = next(iter(by_subject(review(town, only=["NL-07"])).values()))
    write_report(run, town, tmp_path / "out.docx")
    assert text_of_word(tmp_path / "out.docx") == "我院 甲项目：结论：有 1 项冲突，需要修改。"


def test_a_template_that_is_no_word_document_is_refused(town: Plan, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "summary.docx").write_bytes(b"no archive")
    out = tmp_path / "out.docx"
    out.write_bytes(b"before")
    with pytest.raises(AppError):
        write_word(content_of(review(town, only=["NL-07"]), facts_of(town)), out, tmp_path)
    assert out.read_bytes() == b"before"


def test_the_report_is_in_english_where_the_plan_is(town: Plan) -> None:
    english = facts_of(Plan("Town", town.layers, town.folder, language="en", area_definition="planar"))
    text = page(content_of(review(town, only=["NL-07"]), english))
    assert "Joint review report of several projects" in text
    assert "Coordination with the three control lines" in text


# Tables


def evaluated(shown: Shown) -> list[list[Decimal | None]]:
    """The numbers of a table with its formulas calculated from the other cells."""

    def value(row: int, column: int) -> Decimal | None:
        cell: Cell = shown.rows[row][column]
        if isinstance(cell.formula, Difference):
            return (value(row, cell.formula.column) or Decimal(0)) - (value(row, cell.formula.less) or Decimal(0))
        if isinstance(cell.formula, Sum) and cell.formula.columns:
            return sum((value(row, each) or Decimal(0) for each in cell.formula.columns), Decimal(0))
        if isinstance(cell.formula, Sum):
            return sum((value(each, column) or Decimal(0) for each in cell.formula.rows), Decimal(0))
        return cell.number

    return [[value(row, column) for column in range(len(cells))] for row, cells in enumerate(shown.rows)]


@pytest.mark.parametrize("unit", ["m2", "mu", "ha", "km2"])
def test_formulas_give_the_numbers_that_are_shown(town: Plan, unit: str) -> None:
    run = with_tables(check(town, only=["NA-UDB"]), town, ALL_TABLES)
    for shown in shown_tables(run, "zh", unit=unit):
        for calculated, cells in zip(evaluated(shown), shown.rows, strict=True):
            assert calculated == [cell.number for cell in cells], shown.id


def test_land_balance_counts_each_class_once_and_ends_in_the_same_total(town: Plan) -> None:
    run = with_tables(check(town, only=["NA-UDB"]), town, ["land_balance"])
    rows = {row["row"]: row for row in from_json(run.tables["land_balance"]).records()}
    assert rows["cropland"]["base"] == pytest.approx(700_000)
    assert rows["forest"]["target"] == pytest.approx(200_000)  # what the plan does not draw stays as it is
    assert rows["town"]["target"] == pytest.approx(1_000_000)
    assert rows["total"]["base"] == pytest.approx(rows["total"]["target"])
    top = sum(rows[row.id]["base"] for row in ROWS if row.level == 1)
    assert top == pytest.approx(rows["total"]["base"])
    assert set(CHILDREN) <= set(rows)


def test_what_land_becomes_adds_up_to_what_it_was(town: Plan) -> None:
    run = with_tables(check(town, only=["NA-UDB"]), town, ["transition"])
    areas = {(row[0], row[1]): row[2] for row in from_json(run.tables["transition"]).rows}
    assert areas[("01", "07")] == pytest.approx(400_000)
    assert areas[("01", "09")] == pytest.approx(300_000)
    assert areas[("03", "03")] == pytest.approx(200_000)
    assert areas[("total", "total")] == pytest.approx(1_200_000)
    assert areas[("total", "07")] == pytest.approx(400_000)


def test_the_budget_divides_the_boundary_and_projects_the_lines(town: Plan) -> None:
    run = with_tables(check(town, only=["NA-UDB"]), town, ALL_TABLES)
    budget = {(row[0], row[1]): row[3] for row in from_json(run.tables["boundary_budget"]).rows}
    assert budget[("whole", "")] == pytest.approx(1_000_000)
    assert budget[("area", "西片区")] == pytest.approx(600_000)
    assert budget[("area", "–")] == pytest.approx(400_000)
    taken = from_json(run.tables["project_occupation"]).records()[0]
    assert (taken["ecological_redline"], taken["inside_boundary"]) == pytest.approx((5_000, 5_000))
    assert from_json(run.tables["four_limits"]).records()[1]["project"] == "乙项目"
    points = from_json(run.tables["boundary_points"]).records()
    assert [point["point"] for point in points[:4]] == ["J1", "J2", "J3", "J4"]
    assert points[0]["northing"] == max(point["northing"] for point in points[:4])
    assert points[0]["easting"] == min(point["easting"] for point in points[:4])


def test_what_became_of_the_land_between_two_versions(town: Plan) -> None:
    earlier = plan(layer("zoning", [box(0, 0, 1000, 1000)], class_code=["0701"]))
    run = with_tables(check(town, only=["NA-UDB"]), town, [], before=earlier)
    areas = {(row[0], row[1]): row[2] for row in from_json(run.tables["transition_between"]).rows}
    classes = {key: area for key, area in areas.items() if "total" not in key}
    assert classes == pytest.approx({("07", "07"): 400_000, ("07", "09"): 333_300, ("07", "14"): 266_700})


def test_a_table_without_data_is_named_with_the_reason(tmp_path: Path) -> None:
    bare = plan(layer("development_boundary", [box(0, 0, 10, 10)], year=[2025]))
    run = with_tables(check(bare, only=["NA-UDB-01"]), bare, ["land_balance", "boundary_budget"])
    assert "boundary_budget" in run.tables
    assert [row[0] for row in run.tables["not_measured"]["rows"]] == ["land_balance"]


def test_the_workbook_has_the_numbers_of_the_run(town: Plan, tmp_path: Path) -> None:
    path = tmp_path / "tables.xlsx"
    measured = write_tables(check(town, only=["NA-UDB"]), town, path, unit="m2")
    known = known_numbers(measured)
    book = load_workbook(path)
    strange = []
    for sheet in book.worksheets[:-1]:
        assert sheet.freeze_panes == "B5"
        assert sheet.print_title_rows == "$4:$4"
        for row in sheet.iter_rows(min_row=5):
            for cell in row:
                if (
                    cell.data_type == "n"
                    and cell.value is not None
                    and "比重" not in str(sheet.cell(4, cell.column).value)
                ):
                    number = Decimal(str(cell.value))
                    strange += [] if number in known or number == int(number) else [(sheet.title, cell.value)]
    assert not strange
    assert book.worksheets[0]["B5"].font.name == "宋体"


def test_text_like_a_formula_stays_text_in_a_workbook(tmp_path: Path) -> None:
    town = small_plan(tmp_path, "=HYPERLINK(1)")
    path = tmp_path / "tables.xlsx"
    write_tables(check(town, only=["NA-UDB"]), town, path)
    cells = [cell for sheet in load_workbook(path).worksheets for row in sheet.iter_rows() for cell in row]
    found = [cell for cell in cells if cell.value == "=HYPERLINK(1)"]
    assert found
    assert all(cell.data_type == "s" for cell in found)
    formulas = [cell for cell in cells if cell.data_type == "f"]
    assert formulas
    assert all(re.fullmatch(r"=SUM\([A-Z0-9:,]+\)|=[A-Z]+\d+-[A-Z]+\d+", cell.value) for cell in formulas)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1e7), min_size=1, max_size=12), st.integers(0, 4), st.integers(-1, 1))
def test_parts_close_to_the_total_that_is_asked_for(values: list[float], decimals: int, off: int) -> None:
    step = Decimal(1).scaleb(-decimals)
    total = sum(closed(values, decimals), Decimal(0)) + off * step
    parts = closed(values, decimals, total)
    assert sum(parts, Decimal(0)) == total
    assert all(abs(part - Decimal(value)) <= 2 * step for part, value in zip(parts, values, strict=True))


def test_numbers_on_the_map_are_those_of_the_findings(town: Plan) -> None:
    run = with_report_tables(review(town, only=["NL-07"]), town)
    first = by_subject(run)[("project_footprints", 0)]
    content = Reporter(town).content(first)
    (told,) = [one for chapter in content["chapters"] for one in chapter["findings"]]
    assert told["number"] == "1"
    assert told["map"].png.startswith(b"\x89PNG")
    assert content["overview"].png.startswith(b"\x89PNG")
    assert [line["caption"] for line in content["legend_here"]]


def test_findings_file_and_report_agree_after_reading_both(town: Plan, tmp_path: Path) -> None:
    from services.handover import write_findings

    run = with_report_tables(review(town, only=["NL-07"]), town)
    write_findings(run, tmp_path / "f.json")
    document = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert {"project_occupation", "four_limits", "boundary_points"} <= set(document["tables"])
    write_report(run, town, tmp_path / "r.html")
    text = text_of_page(tmp_path / "r.html")
    for finding in document["findings"]:
        assert rounded(finding["measured"]["value"], 2) in text


def test_the_word_document_keeps_to_the_order_that_word_asks_for(town: Plan, tmp_path: Path) -> None:
    run = with_report_tables(review(town, only=["NL-0"]), town)
    write_report(run, town, tmp_path / "r.docx")
    body = Document(str(tmp_path / "r.docx")).element.body
    for properties in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tcPr"):
        names = [child.tag.rpartition("}")[2] for child in properties]
        assert names == sorted(set(names), key=("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "vAlign").index)
    for table in Document(str(tmp_path / "r.docx")).tables:
        assert table.rows
        assert all(row.cells for row in table.rows)
    text = text_of_word(tmp_path / "r.docx")
    assert "{{" not in text
    assert "{%" not in text
