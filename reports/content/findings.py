"""One numbered finding, a chapter of them, and the three lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checks.finding import CheckRun, Finding, State
from core.messages import Language, Text
from core.quantities import Quantity, shown
from reports.content.chapters import Chapter, chapter_of, chapters
from reports.content.facts import Content, Figure, picture
from reports.rulebook import FORCE_WORDS, SEVERITY_WORDS, STATUS_WORDS
from reports.tables.terms import named
from reports.wording import (
    AREA_DEFINITIONS,
    STATE_MARKS,
    ignored_text,
    measures,
    one_line,
    remarks,
    state_of,
    subject_text,
)

Numbered = Sequence[tuple[int, Finding]]
ASSUMPTION = "ours"
"""The code of a hint that says which value or reading is the program's own."""
MOST_PARTS = 40
MOST_DETAILED = 400
"""Findings that are told at length; of more, the rest stand in the lists and in findings.json."""
_LISTS: tuple[tuple[str, tuple[State, ...], Text, Text], ...] = (
    (
        "affected",
        ("conflict", "uncertain"),
        Text("一、受影响（冲突、不确定、建议）", "1. Affected"),
        Text("无", "none"),
    ),
    ("unaffected", ("clear",), Text("二、已检查，不受影响", "2. Checked and not affected"), Text("无", "none")),
    ("no_data", ("not_testable",), Text("三、没有数据，无法检查", "3. No data, not testable"), Text("无", "none")),
)


def entry(run: CheckRun, number: int, finding: Finding, language: Language, figure: Figure | None = None) -> Content:
    """A finding in words; every value is text, empty where there is nothing."""
    card = run.rules[finding.rule]
    said = measures(finding, language)
    citation = card.citation
    return {
        "number": str(number),
        "rule": finding.rule,
        "title": card.title.to(language),
        "mark": STATE_MARKS[finding.state],
        "state": state_of(run, finding).to(language),
        "state_code": "advice" if run.is_advice(finding) else finding.state,
        "subject": one_line(subject_text(finding)),
        "measured": said.measured,
        "limit": said.limit,
        "margin": said.margin,
        "areas": [
            {"label": AREA_DEFINITIONS[name].to(language), "value": value, "decides": _decides(run, name, language)}
            for name, value in said.areas
        ],
        "flips": _FLIPS.to(language) if finding.flips else (_KEEPS.to(language) if len(said.areas) > 1 else ""),
        "remarks": [one_line(words) for words in _remarks(finding, language)],
        "citation": f"{citation.document} {citation.section}".strip(),
        "validity": _validity(citation.valid_from, citation.valid_to, language),
        "force": FORCE_WORDS[card.force].to(language),
        "severity": SEVERITY_WORDS[card.severity].to(language),
        "status": STATUS_WORDS[card.status].to(language) if card.status in STATUS_WORDS else card.status,
        "parts": _parts(finding, language),
        "map": picture(figure),
        "scale": "" if figure is None else figure.scale,
        "ignored": ignored_text(finding).to(language),
    }


def _remarks(finding: Finding, language: Language) -> list[str]:
    assumed = {hint.text.to(language) for hint in finding.hints if hint.code == ASSUMPTION}
    flips = {_ANOTHER.to(language)}
    return [words for words in remarks(finding, language) if words not in assumed | flips]


def _decides(run: CheckRun, name: str, language: Language) -> str:
    return _DECIDES.to(language) if name == run.run.area_definition else ""


def _validity(since: str | None, until: str | None, language: Language) -> str:
    if since is None and until is None:
        return ""
    return _VALID.format(since=since or "…", until=until or "…").to(language)


def _parts(finding: Finding, language: Language) -> list[Content]:
    return [
        {
            "by": named(part.by, language),
            "name": named(part.name, language) if part.name else "",
            "value": shown(Quantity(part.value, part.unit), language),
        }
        for part in finding.parts[:MOST_PARTS]
    ]


def chapter_list(run: CheckRun, numbered: Numbered, language: Language, places: Mapping[int, Figure]) -> list[Content]:
    """The chapters in their order: what is not clear at length, what is clear in one line each."""
    told = 0
    found = []
    for place, chapter in enumerate(chapters()):
        mine = [(number, one) for number, one in numbered if chapter_of(one.rule) == place]
        open_ones = [(number, one) for number, one in mine if one.state != "clear"]
        detailed = open_ones[: max(MOST_DETAILED - told, 0)]
        told += len(detailed)
        found.append(_chapter(run, chapter, mine, detailed, language=language, places=places, number=place + 1))
    return found


def _chapter(
    run: CheckRun,
    chapter: Chapter,
    mine: Numbered,
    detailed: Numbered,
    *,
    language: Language,
    places: Mapping[int, Figure],
    number: int,
) -> Content:
    clear = [(count, one) for count, one in mine if one.state == "clear"]
    left = len(mine) - len(clear) - len(detailed)
    return {
        "number": str(number),
        "title": chapter.title.to(language),
        "text": _summary(run, mine, language),
        "findings": [entry(run, count, one, language, places.get(count)) for count, one in detailed],
        "more": _MORE.format(n=left).to(language) if left else "",
        "clear": _clear_rows(run, clear[:MOST_DETAILED], language),
    }


def _clear_rows(run: CheckRun, clear: Numbered, language: Language) -> list[Content]:
    """A line for each; where the same rule is clear for many subjects, title and citation stand at the first only."""
    first: dict[str, int] = {}
    rows = []
    for number, finding in clear:
        row = entry(run, number, finding, language)
        if first.setdefault(finding.rule, number) != number:
            told = _AS_NUMBER.format(n=first[finding.rule]).to(language)
            row = {**row, "citation": told, "validity": "", "title": "" if row["subject"] else row["title"]}
        rows.append(row)
    return rows


def _summary(run: CheckRun, mine: Numbered, language: Language) -> str:
    """What a chapter comes to; only one in which everything is clear says that it conforms."""
    if not mine:
        return _NOTHING.to(language)
    counts = dict.fromkeys(("conflict", "uncertain", "not_testable", "advice", "clear"), 0)
    for _, one in mine:
        counts["advice" if run.is_advice(one) else one.state] += 1
    said = _COUNTS.format(all=len(mine), **counts).to(language)
    if counts["conflict"]:
        return f"{said}{_CONFLICTS.to(language)}"
    if counts["uncertain"] or counts["not_testable"]:
        return f"{said}{_OPEN.to(language)}"
    return f"{said}{(_ADVISED if counts['advice'] else _CLEAR).to(language)}"


def three_lists(run: CheckRun, numbered: Numbered, language: Language) -> list[Content]:
    """Affected, checked and not affected, no data."""
    found = []
    for name, states, title, nothing in _LISTS:
        mine = [(number, one) for number, one in numbered if one.state in states]
        lines = [
            {
                "number": str(number),
                "rule": one.rule,
                "title": run.rules[one.rule].title.to(language),
                "subject": one_line(subject_text(one)),
                "state": state_of(run, one).to(language),
                "reason": one.reason.text.to(language) if one.reason else "",
            }
            for number, one in mine[: 10 * MOST_DETAILED]
        ]
        found.append({"id": name, "title": title.to(language), "lines": lines, "nothing": nothing.to(language)})
    return found


def assumptions(run: CheckRun, language: Language) -> list[str]:
    """Which values and readings are the program's own, each once, with the rules that rest on it."""
    rules: dict[str, list[str]] = {}
    for finding in run.findings:
        for hint in finding.hints:
            if hint.code == ASSUMPTION:
                named_rules = rules.setdefault(hint.text.to(language), [])
                if finding.rule not in named_rules:
                    named_rules.append(finding.rule)
    return [f"{', '.join(ids)}: {words}" for words, ids in rules.items()]


_DECIDES = Text("（据此判断）", " (decides)")
_ANOTHER = Text("换一种面积口径，结论会改变。", "Another area definition would change this verdict.")
_FLIPS = _ANOTHER
_KEEPS = Text("两种面积口径的结论一致。", "The verdict is the same by either definition of area.")
_VALID = Text("有效期 {since} 至 {until}", "valid {since} to {until}")
_MORE = Text(
    "另有 {n} 项未逐项列出，见第三部分清单和 findings.json。", "{n} more are in the lists and in findings.json."
)
_NOTHING = Text("本章没有适用的规则。", "No rule of this chapter applied.")
_COUNTS = Text(
    "共 {all} 项：冲突 {conflict}，不确定 {uncertain}，无法检查 {not_testable}，建议 {advice}，符合 {clear}。",
    "{all} in all: conflict {conflict}, uncertain {uncertain}, not testable {not_testable}, advice {advice}, "
    "clear {clear}. ",
)
_CONFLICTS = Text("存在冲突，须修改后再审。", "There are conflicts; changes are needed.")
_OPEN = Text("尚有未定事项，不能认定符合。", "Something is open: this is not a pass.")
_ADVISED = Text("没有冲突，另有建议事项。", "No conflict; there is advice.")
_AS_NUMBER = Text("依据同编号 {n}", "As number {n}")
_CLEAR = Text("已检查的各项均符合。", "Everything checked is clear.")
