"""Findings in words: the sentences that terminal, window and reports share.

Numbers are rounded here, once; where rounding would hide on which side of the limit a value lies, more digits
are shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.messages import Language, Text
from core.quantities import Quantity, decimals_of, rounded, shown, unit_symbol

if TYPE_CHECKING:  # the window says some of these words before anything is checked
    from checks.finding import CheckRun, Finding, Limit, RuleCard, State

STATE_NAMES: dict[State, Text] = {
    "conflict": Text("冲突", "Conflict"),
    "uncertain": Text("不确定", "Uncertain"),
    "clear": Text("符合", "Clear"),
    "not_testable": Text("无法检查", "Not testable"),
}
STATE_MARKS: dict[State, str] = {"conflict": "▲", "uncertain": "◆", "clear": "●", "not_testable": "○"}
ADVICE = Text("建议", "Advice")
AREA_DEFINITIONS = {
    "planar": Text("平面面积", "planar area"),
    "ellipsoidal": Text("椭球面积", "ellipsoidal area"),
    "registered": Text("登记面积", "registered area"),
}
STAGES = {"plan": Text("规划检查", "plan check"), "project": Text("项目审查", "project review")}
_SIGNS = {"<=": "≤", ">=": "≥", "==": "=", "<": "<", ">": ">"}
_MOST_DECIMALS = 9


def state_of(run: CheckRun, finding: Finding) -> Text:
    """The state in words; a conflict that only advises is called advice."""
    return ADVICE if run.is_advice(finding) else STATE_NAMES[finding.state]


def measure_text(finding: Finding, language: Language) -> str:
    """``53.3822 km² ≤ 53.5 km² · 余量 0.1178 km²``; empty when nothing was measured."""
    measured, limit = finding.measured, finding.limit
    if measured is None:
        return ""
    if limit is None:
        return shown(measured, language)
    decimals = _telling_decimals(measured, limit)
    sign = _SIGNS[limit.op] if _holds(measured.value, limit) else _opposite(limit)
    words = [f"{shown(measured, language, decimals)} {sign} {limit_text(limit, language)}"]
    if finding.margin is not None:
        label = Text("余量", "margin").to(language)
        words.append(f"{label} {shown(finding.margin, language, decimals)}")
    return " · ".join(words)


@dataclass(frozen=True, slots=True)
class Measures:
    """The numbers of a finding in words, all at one rounding; empty where there is none."""

    measured: str = ""
    limit: str = ""
    margin: str = ""
    areas: tuple[tuple[str, str], ...] = ()


def measures(finding: Finding, language: Language) -> Measures:
    """What was measured, against what, how far inside, and the value by every other definition of area."""
    measured, limit = finding.measured, finding.limit
    if measured is None:
        return Measures(limit="" if limit is None else f"{_SIGNS[limit.op]} {limit_text(limit, language)}")
    decimals = decimals_of(measured.unit) if limit is None else _telling_decimals(measured, limit)
    sign = "" if limit is None else _SIGNS[limit.op]
    others = {name: value for name, value in (finding.alternatives or {}).items() if value is not None}
    return Measures(
        measured=shown(measured, language, decimals),
        limit="" if limit is None else f"{sign} {limit_text(limit, language)}",
        margin="" if finding.margin is None else shown(finding.margin, language, decimals),
        areas=tuple(
            (name, shown(Quantity(value, measured.unit), language, decimals)) for name, value in others.items()
        ),
    )


def limit_text(limit: Limit, language: Language) -> str:
    """A limit as published: no digits added."""
    number = f"{limit.value:,.10g}".replace(",", " ")
    text = f"{number} {unit_symbol(limit.unit, language)}".rstrip()
    return text if limit.within is None else f"{text} ± {limit.within:g}"


def remarks(finding: Finding, language: Language) -> list[str]:
    """Who left it as it is and why, reason and hints as sentences, and a word when another area definition would change
    the verdict.
    """
    found = [ignored_text(finding).to(language)] if finding.ignored else []
    found += [finding.reason.text.to(language)] if finding.reason else []
    found += [hint.text.to(language) for hint in finding.hints]
    if finding.flips:
        found.append(_FLIPS.to(language))
    return found


def ignored_text(finding: Finding) -> Text:
    """Who left a finding as it is, when and why, and that this changes nothing; empty when nobody did."""
    kept = finding.ignored
    if kept is None:
        return Text("", "")
    reason = one_line(kept.reason).rstrip("。. ")  # the sentence has a full stop of its own
    return _LEFT.format(reason=reason, by=one_line(kept.by), at=one_line(kept.at[:10]))


def ignored_count(run: CheckRun) -> Text | None:
    """How many findings were left as they are, and that they count all the same; None when none was."""
    count = sum(finding.ignored is not None for finding in run.findings)
    return _IGNORED.format(n=count) if count else None


def subject_text(finding: Finding) -> str:
    """The feature a finding is about, empty for a whole plan."""
    subject = finding.subject
    if subject.name:
        return subject.name
    return "" if subject.fid is None else f"{subject.layer} #{subject.fid}"


def verdict(run: CheckRun) -> Text:
    """The conclusion. A run with anything uncertain or not testable never says that it passes."""
    counts = run.summary()
    if counts["conflict"]:
        return _CONFLICT.format(n=counts["conflict"])
    if counts["not_testable"] or counts["uncertain"]:
        return _OPEN.format(untestable=counts["not_testable"], uncertain=counts["uncertain"])
    if not run.findings:
        return _NOTHING
    return _PASSES if not counts["advice"] else _PASSES_WITH_ADVICE.format(n=counts["advice"])


def run_as_text(run: CheckRun, language: Language) -> str:
    """A whole run for a terminal: terms, counts, findings worst first, verdict."""
    lines = [_terms(run, language), _counts(run, language), ""]
    order = {state: rank for rank, state in enumerate(("conflict", "uncertain", "not_testable", "clear"))}
    # sorted() is stable: within a state the run's own order (rule, layer, fid) stays.
    ranked = sorted(run.findings, key=lambda f: (order[f.state], run.is_advice(f)))
    # Of a thousand projects, those a rule does not touch are a number, not a thousand lines.
    several = run.run.stage == "project"
    for finding in ranked:
        if not (several and finding.state == "clear"):
            lines += _finding_lines(run, finding, language)
    if several:
        lines += _unaffected_lines(run, language)
    left = ignored_count(run)
    lines += ["", verdict(run).to(language), *([left.to(language)] if left else [])]
    return "\n".join(lines)


def _unaffected_lines(run: CheckRun, language: Language) -> list[str]:
    counts = Counter(finding.rule for finding in run.findings if finding.state == "clear")
    head = f"{STATE_MARKS['clear']} {STATE_NAMES['clear'].to(language)}"
    projects = Text("{n} 个项目", "projects: {n}")
    return [
        f"{head}  {rule}  {run.rules[rule].title.to(language)} · {projects.format(n=n).to(language)}"
        for rule, n in sorted(counts.items())
    ]


def _finding_lines(run: CheckRun, finding: Finding, language: Language) -> list[str]:
    card: RuleCard = run.rules[finding.rule]
    mark = STATE_MARKS[finding.state]
    subject = subject_text(finding)
    about = f" · {subject}" if subject else ""
    head = f"{mark} {state_of(run, finding).to(language)}  {finding.rule}  {card.title.to(language)}{about}"
    details = [measure_text(finding, language), *remarks(finding, language)]
    if finding.state != "clear":
        details.append(citation_text(card, language))
    return [head, *(f"    {one_line(detail)}" for detail in details if detail)]


def citation_text(card: RuleCard, language: Language) -> str:
    """Document and section, and the force of the rule."""
    where = f"{card.citation.document} {card.citation.section}".strip()
    return f"{where} · {_FORCES[card.force].to(language)}"


def one_line(text: str) -> str:
    """Text from files cannot break a line or steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _terms(run: CheckRun, language: Language) -> str:
    record = run.run
    packs = ", ".join(f"{pack['id']} {pack['version']}" for pack in record.packs)
    area = AREA_DEFINITIONS[record.area_definition].to(language)
    stage = STAGES[record.stage].to(language)
    crs = record.crs or Text("坐标系不明", "CRS unknown").to(language)
    return " · ".join([one_line(record.plan), stage, area, crs, packs])


def _counts(run: CheckRun, language: Language) -> str:
    summary = run.summary()
    counts = [f"{STATE_MARKS[state]} {STATE_NAMES[state].to(language)} {summary[state]}" for state in STATE_NAMES]
    counts.append(f"{ADVICE.to(language)} {summary['advice']}")
    counts.append(f"{Text('不适用', 'Not applicable').to(language)} {summary['not_applicable']}")
    return "   ".join(counts)


def _telling_decimals(measured: Quantity, limit: Limit) -> int:
    """As few decimals as the unit usually has, but enough that a value off the limit is not shown as the limit."""
    decimals = decimals_of(measured.unit)
    while (
        decimals < _MOST_DECIMALS
        and measured.value != limit.value
        and rounded(measured.value, decimals) == rounded(limit.value, decimals)
    ):
        decimals += 1
    return decimals


def _holds(value: float, limit: Limit) -> bool:
    if limit.op == "==":
        return abs(value - limit.value) <= (limit.within or 0.0)
    return {
        "<=": value <= limit.value,
        "<": value < limit.value,
        ">=": value >= limit.value,
        ">": value > limit.value,
    }[limit.op]


def _opposite(limit: Limit) -> str:
    return {"<=": ">", "<": "≥", ">=": "<", ">": "≤", "==": "≠"}[limit.op]


_FORCES = {
    "binding": Text("约束性", "binding"),
    "target": Text("预期性", "target"),
    "advisory": Text("倡导性", "advisory"),
}
_FLIPS = Text("换一种面积口径，结论会改变。", "Another area definition would change this verdict.")
IGNORED = Text("已忽略", "Ignored")
_LEFT = Text(
    "已忽略（{by}，{at}）：{reason}。这不改变结论，仍照常计数。",
    "Ignored ({by}, {at}): {reason}. This changes no verdict; it counts like any other.",
)
_IGNORED = Text(
    "其中 {n} 项已忽略并写明理由，仍照常计数。", "{n} of these were ignored with a reason; they count all the same."
)
_CONFLICT = Text("结论：有 {n} 项冲突，需要修改。", "Conclusion: {n} in conflict; changes are needed.")
_OPEN = Text(
    "结论：没有冲突，但 {untestable} 项无法检查、{uncertain} 项不确定，不能下“符合”的结论。",
    "Conclusion: no conflict, but {untestable} not testable and {uncertain} uncertain: this is not a pass.",
)
_NOTHING = Text("结论：没有适用的规则，什么也没有检查。", "Conclusion: no rule applied; nothing was checked.")
_PASSES = Text("结论：已检查的规则全部符合。", "Conclusion: every rule checked is clear.")
_PASSES_WITH_ADVICE = Text(
    "结论：已检查的规则全部符合，另有 {n} 条建议。",
    "Conclusion: every rule checked is clear, with {n} pieces of advice.",
)
