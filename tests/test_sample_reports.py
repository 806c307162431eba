"""Reports and tables of the sample plan: every number is that of ``findings.json``."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from checks.finding import CheckRun
from checks.tables.gathering import ALL_TABLES, with_tables
from core.messages import Language
from layers.plan import Plan
from reports.tables.printing import shown_tables
from services.checking import check, review
from services.opening import open_plan
from services.reporting import Reporter, with_report_tables, write_workbook_of
from tests.handed_over import read
from tests.handed_over_numbers import problems

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "shapefiles"


@cache
def sample() -> tuple[Plan, dict[str, CheckRun]]:
    """The plan, and its check and review."""
    plan = open_plan(SAMPLE)
    checked = with_report_tables(check(plan), plan)
    return plan, {
        "check": checked,
        "tables": with_tables(checked, plan, ALL_TABLES),
        "review": with_report_tables(review(plan), plan),
    }


@pytest.mark.parametrize(
    ("ending", "language", "stage"),
    [
        (".docx", "zh", "check"),
        (".docx", "en", "review"),
        (".html", "en", "check"),
        (".html", "zh", "review"),
        (".xlsx", "zh", "tables"),
    ],
)
def test_every_number_of_the_sample_is_that_of_findings_json(
    tmp_path: Path, ending: str, language: Language, stage: str
) -> None:
    plan, runs = sample()
    plan, run, path = replace(plan, language=language), runs[stage], tmp_path / f"out{ending}"
    if ending == ".xlsx":
        write_workbook_of(run, plan, path)
    else:
        Reporter(plan).write(run, path, maps=False)
    found = read(path, [table.title for table in shown_tables(run, language)])
    assert problems(found, run, json.loads(json.dumps(run.to_json())), language) == []
    assert len(found.tables) >= 5
    assert ending == ".xlsx" or len(found.findings) == len(run.findings)
