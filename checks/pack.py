"""Rule packs: TOML files with rules, read strictly and believed only after their own examples have passed."""

from __future__ import annotations

import hashlib
import importlib.resources
import re
import string
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from checks import examples
from checks.finding import Citation, Force, RuleCard, Severity
from checks.registry import KINDS
from checks.rule import (
    REQUIRED,
    Assumption,
    Condition,
    Example,
    FeatureSet,
    Note,
    Parameter,
    Preset,
    Rule,
    RulePack,
    Year,
)
from checks.toml_file import Section
from core.errors import AppError
from core.messages import Text, listed
from layers.roles import ROLES

SCHEMA = 1
CONDITION_OPERATORS = ("is", "is_not", "given_not", "starts_with", "given_not_starting", "contains", "of_year")
LIMIT_OPERATORS = ("<=", "<", ">=", ">", "==")
STATUSES = ("in_force", "adopted", "expired")
SEVERITIES = ("block", "approval", "review", "advice")
SEVERITY_BY_FORCE: dict[Force, Severity] = {"binding": "block", "target": "approval", "advisory": "advice"}
PLACEHOLDERS = ("subject", "measured", "limit", "margin")
PACK_KEYS = (
    "schema", "id", "version", "title", "base_year", "target_year", "documents", "example_origin", "sets", "rules",
)  # fmt: skip
RULE_KEYS = (
    "kind", "of", "force", "severity", "status", "title", "message", "explanation", "remedy", "citation",
    "checked_on", "parameters", "assumptions", "not_applicable_when", "notes", "examples",
)  # fmt: skip
EXPECTED = {"pass": "clear", "fail": "conflict", "boundary": "uncertain"} | {
    state: state for state in ("not_applicable", "not_testable")
}


def load_pack(reference: str, folder: Path | None = None) -> RulePack:
    """Read a pack by its id (one that Lantu brings) or by the path of a TOML file.

    A reference from a plan file comes with that file's ``folder`` and may not leave it; one from the command line
    is free. Raises ``AppError`` with file, line and reason for anything that is not right, examples included.
    """
    content, shown = _content(reference, folder)
    section = Section.parse(content, shown)
    pack = _pack(section, hashlib.sha256(content).hexdigest())
    origin = tuple(section.raw("example_origin")) if "example_origin" in section else (0.0, 0.0)
    examples.demand_passed(pack, file=shown, origin=(float(origin[0]), float(origin[1])))
    return pack


def _content(reference: str, folder: Path | None) -> tuple[bytes, str]:
    """A pack's bytes and the name by which messages call its file."""
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", reference):
        brought = importlib.resources.files("data") / "rules" / f"{reference}.toml"
        if brought.is_file():
            return brought.read_bytes(), f"{reference}.toml"
    path = Path(reference)
    if folder is not None:
        path = folder / reference
        if not path.resolve().is_relative_to(folder.resolve()):
            raise _outside(reference)
    try:
        return path.read_bytes(), reference
    except OSError as problem:
        raise AppError(
            "pack.not_found",
            Text("无法读取规则包 {name}。", "The rule pack {name} cannot be found or read.").format(name=reference),
            Text(
                "请写自带规则包的名称（{known}），或一个 TOML 文件的路径。",
                "Give the name of a pack that Lantu brings ({known}) or the path of a TOML file.",
            ).format(known=listed(brought_packs())),
        ) from problem


def brought_packs() -> list[str]:
    """Ids of the packs that Lantu brings."""
    files = (importlib.resources.files("data") / "rules").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def _outside(reference: str) -> AppError:
    return AppError(
        "pack.outside",
        Text("规则包 {name} 不在规划文件夹内。", "The rule pack {name} is outside the plan's folder.").format(
            name=reference
        ),
        Text("请把规则包放进规划文件夹。", "Put the pack into the plan's folder."),
    )


def _pack(section: Section, sha256: str) -> RulePack:
    schema = section.integer("schema")
    if schema != SCHEMA:
        section.fail(
            "pack.schema",
            Text("格式版本是 {found}，本程序认识 {known}", "its schema is {found}, this program knows {known}").format(
                found=schema, known=SCHEMA
            ),
            "schema",
            hint=Text("请更新 Lantu，或使用较早版本的规则包。", "Update Lantu, or use an older version of the pack."),
        )
    section.only(PACK_KEYS)
    years = _years(section)
    documents = _documents(section)
    sets = _sets(section)
    rules = section.section("rules")
    found = [_rule(name, rules.section(name), documents, sets=sets, years=years) for name in rules.names()]
    return RulePack(section.text("id"), section.text("version"), sha256, section.words("title"), tuple(found))


def _years(section: Section) -> dict[Year, int]:
    stated = {"base": section.integer("base_year"), "target": section.integer("target_year")}
    return {name: year for name, year in stated.items() if year is not None}  # type: ignore[misc]


def _documents(section: Section) -> dict[str, Citation]:
    """Each document by its short key; rules cite them with a section."""
    found = {}
    if "documents" in section:
        for key in section.section("documents").names():
            document = section.section("documents").section(key)
            document.only(("title", "valid_from", "valid_to"))
            found[key] = Citation(document.text("title"), "", document.date("valid_from"), document.date("valid_to"))
    return found


def _sets(section: Section) -> dict[str, FeatureSet]:
    """Named choices of features; every role's name stands for all of its features."""
    found = {role: FeatureSet(role, role) for role in ROLES}
    if "sets" in section:
        for name in section.section("sets").names():
            one = section.section("sets").section(name)
            one.only(("role", "where"))
            role = one.text("role")
            if role not in ROLES:
                _unknown_role(one, role, "role")
            found[name] = FeatureSet(name, role, _conditions(one, "where"))
    return found


def _unknown_role(section: Section, role: str, *keys: str) -> None:
    section.fail(
        "pack.unknown_role",
        Text("没有名为“{role}”的角色或要素集", 'there is no role or set "{role}"').format(role=role),
        *keys,
        hint=Text("可用的角色：{known}。", "Known roles: {known}.").format(known=listed(sorted(ROLES))),
    )


def _conditions(section: Section, key: str) -> tuple[Condition, ...]:
    found = []
    for one in section.sections(key):
        one.only(("field", "operator", "values"))
        operator: Any = one.text("operator", known=CONDITION_OPERATORS)
        values = one.texts("values")
        if operator == "of_year" and values not in (("base",), ("target",)):
            reason = Text("of_year 的值应为 base 或 target", 'the value of of_year must be "base" or "target"')
            one.fail("pack.bad_value", reason, "values")
        found.append(Condition(one.text("field"), operator, values))
    return tuple(found)


def _rule(
    name: str,
    section: Section,
    documents: Mapping[str, Citation],
    *,
    sets: Mapping[str, FeatureSet],
    years: Mapping[Year, int],
) -> Rule:
    section.only(RULE_KEYS)
    kind = KINDS[section.text("kind", known=tuple(KINDS))]
    chosen = _chosen_sets(section, "of", sets)
    low, high = kind.sets
    if not low <= len(chosen) <= high:
        reason = Text("“of”应列出 {low}–{high} 个要素集", '"of" must name {low} to {high} sets')
        section.fail("pack.bad_value", reason.format(low=low, high=high), "of")
    return Rule(
        id=name,
        kind=kind,
        card=_card(section, documents),
        explanation=section.words("explanation"),
        remedy=section.words("remedy"),
        sets=chosen,
        parameters=_parameters(section, kind.parameters, sets),
        checked_on=section.date("checked_on"),
        not_applicable_when=_conditions(section, "not_applicable_when"),
        notes=_notes(section),
        assumptions=_assumptions(section, [parameter.name for parameter in kind.parameters]),
        years=years,
        examples=_examples(section),
        line=section.line(),
    )


def _chosen_sets(section: Section, key: str, sets: Mapping[str, FeatureSet]) -> tuple[FeatureSet, ...]:
    names = section.texts(key, default=())
    for name in names:
        if name not in sets:
            _unknown_role(section, name, key)
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
    document = documents[section.text("document", known=tuple(documents))]
    return Citation(
        document.document,
        section.text("section"),
        section.date("valid_from") or document.valid_from,
        section.date("valid_to") or document.valid_to,
    )


def _notes(section: Section) -> tuple[Note, ...]:
    found = []
    for one in section.sections("notes"):
        one.only(("code", "zh", "en", "where"))
        found.append(Note(one.text("code"), Text(one.text("zh"), one.text("en")), _conditions(one, "where")))
    return tuple(found)


def _assumptions(section: Section, parameters: Collection[str]) -> tuple[Assumption, ...]:
    found = []
    for one in section.sections("assumptions"):
        one.only(("parameter", "zh", "en"))
        name = one.text("parameter", known=(*parameters, "severity", "method"))
        found.append(Assumption(name, Text(one.text("zh"), one.text("en"))))
    return tuple(found)


def _examples(section: Section) -> tuple[Example, ...]:
    """Examples by what they must give; a rule without one that passes and one that fails is not believed."""
    given = section.section("examples")
    given.only(tuple(EXPECTED))
    for needed in ("pass", "fail"):
        if not given.sections(needed):
            section.fail(
                "pack.no_examples",
                Text("规则没有“{needed}”示例", "the rule has no example that must {needed}").format(needed=needed),
                "examples",
            )
    found = []
    for key, expected in EXPECTED.items():
        for one in given.sections(key):
            one.only(("name", "tables"))
            tables = one.section("tables")
            for role in tables.names():
                if role not in ROLES:
                    _unknown_role(one, role, "tables")
            rows = {role: tuple(dict(row) for row in tables.raw(role)) for role in tables.names()}
            found.append(Example(expected, one.text("name"), rows, one.line()))  # type: ignore[arg-type]
    return tuple(found)


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
                _unknown_role(given, given.text(name), name)
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
