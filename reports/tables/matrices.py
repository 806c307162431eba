"""Matrices: what land becomes, which project breaks which rule, how much of the homes each facility reaches."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from checks.finding import CheckRun, Finding
from checks.tables.table import Table
from checks.tables.transition import TOTAL
from core.messages import Language, Text
from core.quantities import decimals_of, rounded, unit_symbol
from reports.tables.shown import Cell, Shown, Sum, area, closed_areas, made_of, number, rounding_note, word
from reports.tables.terms import class_label, named
from reports.wording import STATE_MARKS, STATE_NAMES, state_of, subject_text


def transition(table: Table, unit: str, language: Language, *, title: Text | None = None) -> Shown:
    """Rows: what the land was, columns: what it becomes; every row closes to its total, the totals to the whole."""
    areas = {(str(row[0]), str(row[1])): float(row[2] or 0.0) for row in table.rows if TOTAL not in row[:2]}
    starts = sorted({start for start, _ in areas}, key=_last)
    ends = sorted({end for _, end in areas}, key=_last)
    totals = closed_areas([sum(areas.get((start, end), 0.0) for end in ends) for start in starts], unit)
    decimals = decimals_of(unit)
    lines = []
    below = [Decimal(0)] * len(ends)
    for start, total in zip(starts, totals, strict=True):
        cells = closed_areas([areas.get((start, end), 0.0) for end in ends], unit, total)
        below = [before + value for before, value in zip(below, cells, strict=True)]
        shown = [
            number(value, decimals) if (start, end) in areas else Cell() for end, value in zip(ends, cells, strict=True)
        ]
        across = Sum(columns=tuple(range(1, len(ends) + 1)))
        lines.append((word(_labelled(start, language)), *shown, made_of(number(total, decimals, bold=True), across)))
    down = Sum(rows=tuple(range(len(starts))))
    sums = [made_of(number(value, decimals, bold=True), down) for value in (*below, sum(totals, Decimal(0)))]
    lines.append((word(_TOTAL.to(language), bold=True), *sums))
    header = (_FROM_TO.to(language), *(_labelled(end, language) for end in ends), _TOTAL.to(language))
    note = f"{rounding_note(unit, language)} {_TRANSITION_NOTE.to(language)}"
    return Shown("transition", (title or _TRANSITION).to(language), note, header, tuple(lines))


def negative_list(run: CheckRun, language: Language) -> Shown:
    """Projects × rules: the state of each, empty where the rule says nothing about the project; worst counted last."""
    rules = sorted({finding.rule for finding in run.findings})
    by_project: dict[tuple[str, int | None], dict[str, Finding]] = {}
    for finding in run.findings:
        subject = finding.subject
        by_project.setdefault((subject.layer or "", subject.fid), {})[finding.rule] = finding
    lines = []
    for found in by_project.values():
        name = subject_text(next(iter(found.values()))) or "–"
        counts = Counter("advice" if run.is_advice(one) else one.state for one in found.values())
        marks = [word(_mark(run, found[rule])) if rule in found else Cell() for rule in rules]
        lines.append((word(name), *marks, *(number(counts[state], 0) for state in _COUNTED)))
    header = (_PROJECT.to(language), *rules, *(_COUNTED[state].to(language) for state in _COUNTED))
    legend = "；".join(f"{STATE_MARKS[state]} {STATE_NAMES[state].to(language)}" for state in STATE_MARKS)
    return Shown("negative_list", _NEGATIVE.to(language), f"{legend}；△ {_ADVISED.to(language)}", header, tuple(lines))


def rule_list(run: CheckRun, language: Language) -> Shown:
    """What the columns of the matrix mean: every rule of the run with its source."""
    lines = [
        (word(rule), word(card.title.to(language)), word(f"{card.citation.document} {card.citation.section}".strip()))
        for rule, card in sorted(run.rules.items())
    ]
    return Shown("rules", _RULES.to(language), "", tuple(text.to(language) for text in _RULES_HEADER), tuple(lines))


def circles(run: CheckRun, unit: str, language: Language) -> Shown | None:
    """Coverage of homes by kind of facility and tier of walking; None where no such rule was asked."""
    lines = []
    for finding in run.findings:
        reached = [part for part in finding.parts if part.by == "reached"]
        homes = next((part.value for part in finding.parts if part.by == "whole" and part.unit == "m2"), None)
        title = run.rules[finding.rule].title.to(language)
        for part in reached:
            cells = (word(named(part.name, language)), number(part.value, 2), area(homes, unit))
            state = state_of(run, finding).to(language) if part is reached[0] else ""
            lines.append((word(finding.rule), word(title), *cells, word(state)))
    if not lines:
        return None
    header = tuple(text.format(unit=unit_symbol(unit, language)).to(language) for text in _CIRCLES_HEADER)
    return Shown("circles", _CIRCLES.to(language), _CIRCLES_NOTE.to(language), header, tuple(lines))


def indicators(table: Table, run: CheckRun, language: Language) -> Shown:
    """Entered and measured values, one a row, each in its own unit."""
    lines = []
    for record in table.records():
        measured = record["kind"] == "measured"
        unit, value = str(record["unit"] or ""), float(record["value"] or 0.0)
        decimals = decimals_of(unit) if measured else _given_decimals(value)
        name = str(record["indicator"])
        label = run.rules[name].title.to(language) if name in run.rules else ""
        year = "" if record["year"] is None else str(record["year"])
        source = _MEASURED.to(language) if measured else f"{record['source'] or ''}"
        cells = (word(name), word(label), word(record["area"]), word(year), number(value, decimals))
        lines.append((*cells, word(unit_symbol(unit, language)), word(source), word(record["dated"])))
    header = tuple(text.to(language) for text in _INDICATORS_HEADER)
    return Shown("indicators", _INDICATORS.to(language), _INDICATORS_NOTE.to(language), header, tuple(lines))


def _given_decimals(value: float) -> int:
    """As many decimals as the source prints."""
    return next((count for count in range(10) if float(rounded(value, count).replace(" ", "")) == value), 10)


def _mark(run: CheckRun, finding: Finding) -> str:
    return "△" if run.is_advice(finding) else STATE_MARKS[finding.state]


def _labelled(code: str, language: Language) -> str:
    return _NOT_DRAWN.to(language) if code == "–" else class_label(code, language)


def _last(code: str) -> tuple[bool, str]:
    return code == "–", code


_COUNTED = {
    "conflict": Text("冲突", "Conflicts"),
    "uncertain": Text("不确定", "Uncertain"),
    "not_testable": Text("无法检查", "Not testable"),
    "advice": Text("建议", "Advice"),
    "clear": Text("符合", "Clear"),
}
_ADVISED = Text("建议", "Advice")
_TOTAL = Text("合计", "Total")
_FROM_TO = Text("变化前 ＼ 变化后", "From ＼ to")
_NOT_DRAWN = Text("未绘", "not drawn")
_TRANSITION = Text("用地转移矩阵（现状到规划）", "Land-use transition, present to planned")
BETWEEN = Text("用地转移矩阵（两版规划之间）", "Land-use transition between two versions")
_TRANSITION_NOTE = Text("行为变化前，列为变化后；一级类。", "Rows: before; columns: after; first-level classes.")
_NEGATIVE = Text("负面清单对照表（项目 × 规则）", "Negative list: projects × rules")
_PROJECT = Text("项目", "Project")
_RULES = Text("规则一览", "The rules")
_RULES_HEADER = (Text("编号", "Id"), Text("规则", "Rule"), Text("依据", "Source"))
_CIRCLES = Text("生活圈覆盖表", "Coverage of the life circles")
_CIRCLES_NOTE = Text(
    "覆盖率为步行可达的居住用地占全部居住用地的比重；各级设施互不替代。",
    "The share of residential land within the walk; tiers do not contain one another.",
)
_CIRCLES_HEADER = (
    Text("规则", "Rule"),
    Text("生活圈", "Circle"),
    Text("设施", "Facility"),
    Text("覆盖率（%）", "Reached (%)"),
    Text("居住用地（{unit}）", "Residential land ({unit})"),
    Text("结论", "State"),
)
_INDICATORS = Text("指标表（分年度）", "Indicators by year")
_INDICATORS_NOTE = Text(
    "“量算”为本次检查所得，其余为人工填报并注明来源；各行单位不同。",
    "“Measured” comes from this check, the rest was entered with its source; units differ by row.",
)
_INDICATORS_HEADER = (
    Text("编号", "Id"),
    Text("指标", "Indicator"),
    Text("范围", "Area"),
    Text("年份", "Year"),
    Text("数值", "Value"),
    Text("单位", "Unit"),
    Text("来源", "Source"),
    Text("日期", "Dated"),
)
_MEASURED = Text("量算", "measured")
