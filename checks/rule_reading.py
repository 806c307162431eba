"""One rule of a pack, read strictly; and one that refines the rule of the same id in a base pack."""

from __future__ import annotations

import math
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from checks.finding import Citation, Force, RuleCard, Severity
from checks.registry import KINDS
from checks.rule import REQUIRED, Assumption, Condition, Example, FeatureSet, Note, Parameter, Preset, Rule, Year
from core.messages import Text, listed
from core.toml_file import Section
from layers.roles import ROLES

CONDITION_OPERATORS = (
    "is", "is_not", "given_not", "starts_with", "given_not_starting", "contains", "of_year", "at_least", "above",
)  # fmt: skip
NUMERIC = ("at_least", "above")
LIMIT_OPERATORS = ("<=", "<", ">=", ">", "==")
STATUSES = ("in_force", "adopted", "expired")
SEVERITIES = ("block", "approval", "review", "advice")
SEVERITY_BY_FORCE: dict[Force, Severity] = {"binding": "block", "target": "approval", "advisory": "advice"}
PLACEHOLDERS = ("subject", "measured", "limit", "margin")
RULE_KEYS = (
    "kind", "of", "force", "severity", "status", "title", "message", "explanation", "remedy", "citation",
    "checked_on", "provenance", "needs_recheck", "enabled", "parameters", "assumptions", "applies_when",
    "not_applicable_when", "notes", "examples",
)  # fmt: skip
REFINING_KEYS = (
    "severity", "force", "status", "checked_on", "provenance", "needs_recheck", "enabled", "citation", "parameters",
    "assumptions", "examples",
)  # fmt: skip
EXPECTED = {"pass": "clear", "fail": "conflict", "boundary": "uncertain"} | {
    state: state for state in ("not_applicable", "not_testable")
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules of one pack share: documents they cite, named sets, and the pack's years."""

    documents: Mapping[str, Citation]
    sets: Mapping[str, FeatureSet]
    years: Mapping[Year, int]


def read_rule(name: str, section: Section, terms: Terms) -> Rule:
    """A rule written out in full. Raises ``AppError`` with file and line for anything that is not right."""
    section.only(RULE_KEYS)
    kind = KINDS[section.text("kind", known=tuple(KINDS))]
    chosen = _chosen_sets(section, "of", terms.sets)
    low, high = kind.sets
    if not low <= len(chosen) <= high:
        reason = Text("“of”应列出 {low}–{high} 个要素集", '"of" must name {low} to {high} sets')
        section.fail("pack.bad_value", reason.format(low=low, high=high), "of")
    return Rule(
        id=name,
        kind=kind,
        card=_card(section, terms.documents),
        explanation=section.words("explanation"),
        remedy=section.words("remedy"),
        sets=chosen,
        parameters=_parameters(section, kind.parameters, terms.sets),
        checked_on=section.date("checked_on"),
        provenance=section.text("provenance", default="") or None,
        needs_recheck=_flag(section, "needs_recheck", default=False),
        enabled=_flag(section, "enabled", default=True),
        applies_when=conditions(section, "applies_when"),
        not_applicable_when=conditions(section, "not_applicable_when"),
        notes=_notes(section),
        assumptions=_assumptions(section, [parameter.name for parameter in kind.parameters]),
        years=terms.years,
        examples=_examples(section, needed=("pass", "fail") if kind.judges else ("pass",)),
        line=section.line(),
    )


def refined_rule(base: Rule, section: Section, terms: Terms) -> Rule:
    """The rule ``base`` with what a local pack says otherwise: parameters one by one, severity, dates, citation.

    Its examples are the local pack's own: those of the base belong to the base's parameters and passed with them.
    """
    section.only(REFINING_KEYS)
    known = base.kind.parameters
    parameters = dict(base.parameters)
    if "parameters" in section:
        given = section.section("parameters")
        given.only([parameter.name for parameter in known])
        for parameter in known:
            if parameter.name in given:
                parameters[parameter.name] = _parameter(given, parameter, terms.sets)
    assumptions = base.assumptions
    if "assumptions" in section:
        assumptions = _assumptions(section, [parameter.name for parameter in known])
    return replace(
        base,
        card=_refined_card(base.card, section, terms.documents),
        parameters=parameters,
        checked_on=section.date("checked_on") or base.checked_on,
        provenance=section.text("provenance", default="") or base.provenance,
        needs_recheck=_flag(section, "needs_recheck", default=base.needs_recheck),
        enabled=_flag(section, "enabled", default=base.enabled),
        assumptions=assumptions,
        years={**base.years, **terms.years},
        examples=_examples(section, needed=()) if "examples" in section else (),
        line=section.line(),
    )


def _refined_card(base: RuleCard, section: Section, documents: Mapping[str, Citation]) -> RuleCard:
    force: Any = section.text("force", default=base.force, known=tuple(SEVERITY_BY_FORCE))
    severity: Any = section.text("severity", default=base.severity, known=SEVERITIES)
    citation = _citation(section.section("citation"), documents) if "citation" in section else base.citation
    status = section.text("status", default=base.status, known=STATUSES)
    return replace(base, force=force, severity=severity, status=status, citation=citation)


def _flag(section: Section, key: str, *, default: bool) -> bool:
    return section.flag(key) if key in section else default


def _chosen_sets(section: Section, key: str, sets: Mapping[str, FeatureSet]) -> tuple[FeatureSet, ...]:
    names = section.texts(key, default=())
    for name in names:
        if name not in sets:
            unknown_role(section, name, key)
    return tuple(sets[name] for name in names)


def _card(section: Section, documents: Mapping[str, Citation]) -> RuleCard:
    force: Any = section.text("force", known=tuple(SEVERITY_BY_FORCE))
    severity: Any = section.text("severity", default=SEVERITY_BY_FORCE[force], known=SEVERITIES)
    message = section.words("message")
    for words in (message.zh, message.en):
        _check_placeholders(section, words)
    return RuleCard(
        severity=severity,
        force=force,
        status=section.text("status", known=STATUSES),
        title=section.words("title"),
        message=message,
        citation=_citation(section.section("citation"), documents),
    )


def _check_placeholders(section: Section, template: str) -> None:
    try:
        used = {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}
    except ValueError:
        reason = Text("消息模板的花括号不成对", "a brace in the message is not closed")
        section.fail("pack.bad_value", reason, "message")
    for field in sorted(used - set(PLACEHOLDERS)):
        reason = Text("消息模板中有不认识的占位符“{field}”", 'the message has an unknown placeholder "{field}"')
        section.fail(
            "pack.bad_value",
            reason.format(field=field),
            "message",
            hint=Text("可用的占位符：{known}。", "Known placeholders: {known}.").format(known=listed(PLACEHOLDERS)),
        )


def _citation(section: Section, documents: Mapping[str, Citation]) -> Citation:
    section.only(("document", "section", "valid_from", "valid_to"))
    document = document_cited(section, documents)
    return Citation(
        document.document,
        section.text("section"),
        section.date("valid_from") or document.valid_from,
        section.date("valid_to") or document.valid_to,
    )


def document_cited(section: Section, documents: Mapping[str, Citation]) -> Citation:
    """The document that a citation names by its short key."""
    key = section.text("document", known=tuple(documents))
    if key not in documents:
        reason = Text("规则包没有列出文件“{key}”", 'the pack lists no document "{key}"').format(key=key)
        section.fail("pack.bad_value", reason, "document")
    return documents[key]


def _notes(section: Section) -> tuple[Note, ...]:
    found = []
    for one in section.sections("notes"):
        one.only(("code", "zh", "en", "where"))
        found.append(Note(one.text("code"), Text(one.text("zh"), one.text("en")), conditions(one, "where")))
    return tuple(found)


def _assumptions(section: Section, parameters: Collection[str]) -> tuple[Assumption, ...]:
    found = []
    for one in section.sections("assumptions"):
        one.only(("parameter", "zh", "en"))
        name = one.text("parameter", known=(*parameters, "severity", "method"))
        found.append(Assumption(name, Text(one.text("zh"), one.text("en"))))
    return tuple(found)


def _examples(section: Section, *, needed: Collection[str]) -> tuple[Example, ...]:
    """Examples by what they must give; a rule without one that passes and one that fails is not believed."""
    given = section.section("examples")
    given.only(tuple(EXPECTED))
    for word in needed:
        if not given.sections(word):
            section.fail(
                "pack.no_examples",
                Text("规则没有“{needed}”示例", "the rule has no example that must {needed}").format(needed=word),
                "examples",
            )
    found = []
    for key, expected in EXPECTED.items():
        for one in given.sections(key):
            one.only(("name", "tables", "entered"))
            tables = one.section("tables")
            for role in tables.names():
                if role not in ROLES:
                    unknown_role(one, role, "tables")
            rows = {role: tuple(dict(row) for row in tables.raw(role)) for role in tables.names()}
            found.append(Example(expected, one.text("name"), rows, one.line(), _entered(one)))  # type: ignore[arg-type]
    return tuple(found)


def _entered(section: Section) -> dict[str, bool]:
    found = {}
    for one in section.sections("entered"):
        one.only(("item", "holds"))
        found[one.text("item")] = one.flag("holds")
    return found


def _parameters(section: Section, known: Collection[Parameter], sets: Mapping[str, FeatureSet]) -> dict[str, Any]:
    given = section.section("parameters") if "parameters" in section else None
    if given is not None:
        given.only([parameter.name for parameter in known])
    found = {}
    for parameter in known:
        if given is not None and parameter.name in given:
            found[parameter.name] = _parameter(given, parameter, sets)
        elif parameter.default is REQUIRED:
            reason = Text("缺少参数“{name}”", 'the parameter "{name}" is missing').format(name=parameter.name)
            section.fail("pack.missing_key", reason, "parameters")
        else:
            found[parameter.name] = parameter.default
    return found


def _parameter(given: Section, parameter: Parameter, sets: Mapping[str, FeatureSet]) -> Any:
    name = parameter.name
    match parameter.type:
        case "number":
            return _in_range(given, name, given.number(name), parameter)
        case "text":
            return given.text(name)
        case "texts":
            return given.texts(name)
        case "flag":
            return given.flag(name)
        case "operator":
            return given.text(name, known=LIMIT_OPERATORS)
        case "set":
            if given.text(name) not in sets:
                unknown_role(given, given.text(name), name)
            return sets[given.text(name)]
        case "sets":
            return _chosen_sets(given, name, sets)
        case "numbers_by_word":
            table = given.section(name)
            return {word: _in_range(table, word, table.number(word), parameter) for word in table.names()}
        case "words_by_word":
            table = given.section(name)
            return {word: table.texts(word) for word in table.names()}
        case "presets":
            return _presets(given, name)


def _presets(given: Section, name: str) -> tuple[Preset, ...]:
    found = []
    for one in given.sections(name):
        one.only(("name", "zh", "en", "codes"))
        found.append(Preset(one.text("name"), Text(one.text("zh"), one.text("en")), one.texts("codes")))
    return tuple(found)


def _in_range(section: Section, key: str, value: float, parameter: Parameter) -> float:
    low = parameter.low if parameter.low is not None else float("-inf")
    high = parameter.high if parameter.high is not None else float("inf")
    if not low <= value <= high:
        reason = Text("“{key}”是 {value}，应在 {low}–{high}", '"{key}" is {value}, it must be between {low} and {high}')
        reason = reason.format(key=key, value=f"{value:g}", low=f"{low:g}", high=f"{high:g}")
        section.fail("pack.out_of_range", reason, key)
    return value


def unknown_role(section: Section, role: str, *keys: str) -> None:
    """Refuse a name that is neither a role nor a set of the pack."""
    section.fail(
        "pack.unknown_role",
        Text("没有名为“{role}”的角色或要素集", 'there is no role or set "{role}"').format(role=role),
        *keys,
        hint=Text("可用的角色：{known}。", "Known roles: {known}.").format(known=listed(sorted(ROLES))),
    )


def conditions(section: Section, key: str) -> tuple[Condition, ...]:
    """The lines of the closed condition table under ``key``; none when the key is not there."""
    found = []
    for one in section.sections(key):
        one.only(("field", "operator", "values", "or"))
        operator: Any = one.text("operator", known=CONDITION_OPERATORS)
        values = one.texts("values")
        if operator == "of_year" and values not in (("base",), ("target",)):
            reason = Text("of_year 的值应为 base 或 target", 'the value of of_year must be "base" or "target"')
            one.fail("pack.bad_value", reason, "values")
        if operator in NUMERIC and not (len(values) == 1 and _is_number(values[0])):
            one.fail("pack.bad_value", Text("应为一个数", "one number is needed"), "values")
        found.append(Condition(one.text("field"), operator, values, conditions(one, "or")))
    return tuple(found)


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
