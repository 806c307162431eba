"""What people enter beside a plan: read strictly, kept by projects, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import AppError
from layers.entered import Entered, EnteredValue, Evidence, as_record, from_record, read_entered

FULL = """\
[[values]]
id = "gdp_growth"
year = 2024
value = 9.6
unit = "%"
source = "统计公报"
dated = 2025-03-01

[[evidence]]
rule = "NA-UDB-04"
item = "land_balance"
holds = true
document = "评价报告"
dated = "2024-06"
"""
ENTRIES = Entered(
    (EnteredValue("gdp_growth", 9.6, "%", "统计公报", "2025-03-01", year=2024),),
    (Evidence("NA-UDB-04", "land_balance", True, "评价报告", "2024-06"),),
)


def read(folder: Path, text: str) -> Entered:
    (folder / "entered.toml").write_text(text, encoding="utf-8")
    return read_entered(folder)


def test_nothing_entered_is_nothing(tmp_path: Path) -> None:
    assert read_entered(tmp_path) == Entered()


def test_values_and_evidence_come_with_source_and_date(tmp_path: Path) -> None:
    assert read(tmp_path, FULL) == ENTRIES


def test_a_project_keeps_them(tmp_path: Path) -> None:
    assert from_record(as_record(ENTRIES)) == ENTRIES
    assert from_record(None) == Entered()


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ('source = "统计公报"', 'source = " "', 6, "entered.bad_value"),
        ("value = 9.6", 'value = "9.6"', 4, "entered.bad_type"),
        ("dated = 2025-03-01", "", 1, "entered.missing_key"),
        ('unit = "%"', 'unit = "%"\ncolour = "red"', 6, "entered.unknown_key"),
        ("holds = true", "holds = 1", 12, "entered.bad_type"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, code: str) -> None:
    with pytest.raises(AppError, match=rf"entered\.toml, line {line}") as refusal:
        read(tmp_path, FULL.replace(old, new))
    assert refusal.value.code == code
