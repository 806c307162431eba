"""The indicator sheet: every figure of the plan's documents, what is measured or entered of it, and whether it is on
course; for what is off course a correction in words: a remedy, or a revised figure (年度监测, 中期评估)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.finding import Finding
from checks.indicator import Indicator
from checks.measuring import Snapshot
from checks.tables.table import Cell, Table, table
from core.messages import Text

ID = "indicator_sheet"
COLUMNS = tuple(
    (key, None)
    for key in (
        "indicator", "title_zh", "title_en", "unit", "force", "document", "section", "base_year", "base", "target_year",
        "target", "op", "year", "value", "kind", "source", "dated", "line", "deviation", "course", "proposal_zh",
        "proposal_en", "note_zh", "note_en",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A value of one year, with where it is from."""

    year: int | None
    value: float
    kind: str
    source: str | None
    dated: str | None


def measure(snapshot: Snapshot, indicators: Sequence[Indicator], findings: Sequence[Finding], today: str) -> Table:
    """A row per indicator and value, one without a value where there is none; ``course``: on, off, no_data."""
    by_rule = {one.rule: one for one in findings}
    rows = []
    for one in indicators:
        values = [*_values(one, snapshot, by_rule, today)]
        rows += [_row(one, value) for value in values] or [_row(one, None)]
    return table(COLUMNS, rows)


def _values(one: Indicator, snapshot: Snapshot, findings: dict[str, Finding], today: str) -> Iterator[Value]:
    finding = findings.get(one.rule or "")
    if finding is not None and finding.measured is not None and finding.measured.unit == one.unit:
        year = snapshot.years({})["target"] or one.target_year
        yield Value(year, finding.measured.value, "measured", one.rule, today)
    entered = [each for each in snapshot.entered.values if each.id == one.entered and each.unit == one.unit]
    for each in sorted(entered, key=lambda value: (value.year or 0, value.area or "", value.dated)):
        yield Value(each.year, each.value, "entered", each.source, each.dated)


def _row(one: Indicator, value: Value | None) -> tuple[Cell, ...]:
    line = None if value is None else one.line(value.year)
    off = value is not None and line is not None and one.off_course(value.value, line)
    course = "no_data" if value is None else "off" if off else "on"
    said = proposal(one, value, line) if value is not None and line is not None and off else None
    return (
        one.id, one.title.zh, one.title.en, one.unit, one.force, one.citation.document, one.citation.section,
        one.base_year if one.base is not None else None, one.base, one.target_year, one.target, one.op,
        None if value is None else value.year, None if value is None else value.value,
        None if value is None else value.kind, None if value is None else value.source,
        None if value is None else value.dated, line, None if value is None or line is None else value.value - line,
        course, *_both(said), *_both(one.note),
    )  # fmt: skip


def _both(text: Text | None) -> tuple[Cell, Cell]:
    return (None, None) if text is None else (text.zh, text.en)


def proposal(one: Indicator, value: Value, line: float) -> Text:
    """What would bring an indicator back on course, or the figure that its present pace leads to."""
    figures = {"value": value.value, "line": line, "target": one.target}
    shown: dict[str, object] = {key: f"{figure:,.6g}" for key, figure in figures.items()}
    shown |= {"unit": one.unit, "year": value.year or "–", "until": one.target_year or "–"}
    left = (one.target_year or 0) - (value.year or 0)
    if one.base is None or one.base_year is None or value.year is None or left <= 0 or value.year <= one.base_year:
        return _MISSED.format(gap=f"{abs(one.target - value.value):,.6g}", **shown)
    pace = (value.value - one.base) / (value.year - one.base_year)
    return _BEHIND.format(
        need=f"{(one.target - value.value) / left:,.6g}",
        pace=f"{pace:,.6g}",
        revised=f"{value.value + pace * left:,.6g}",
        **shown,
    )


_MISSED = Text(
    "{year} 年为 {value} {unit}，目标 {target} {unit}，相差 {gap} {unit}：说明原因并采取补救措施，或按程序调整目标。",
    "{value} {unit} in {year} against {target} {unit}, {gap} {unit} apart: give the reason and a remedy, or have the "
    "figure revised.",
)
_BEHIND = Text(
    "{year} 年为 {value} {unit}，直线进度为 {line} {unit}：到 {until} 年每年须变化 {need} {unit}"
    "（至今每年 {pace} {unit}）；按目前进度只能达到 {revised} {unit}，可据此按程序调整目标。",
    "{value} {unit} in {year}, {line} {unit} on the straight line: it takes {need} {unit} a year until {until} (so far "
    "{pace} {unit} a year); at the present pace it will be {revised} {unit}, to which the figure could be revised.",
)
