"""Rule packs as people and programs read them: one page per pack, and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checks.mutation import Unnoticed
from checks.rule import Condition, FeatureSet, Preset, Rule, RulePack
from core.messages import Language, Text

SEVERITY_WORDS = {
    "block": Text("禁止", "block"),
    "approval": Text("须批准", "approval"),
    "review": Text("须论证", "review"),
    "advice": Text("建议", "advice"),
}
FORCE_WORDS = {
    "binding": Text("约束性", "binding"),
    "target": Text("预期性", "target"),
    "advisory": Text("引导性", "advisory"),
}
STATUS_WORDS = {
    "in_force": Text("有效", "in force"),
    "adopted": Text("沿用", "adopted"),
    "expired": Text("失效", "expired"),
}
STAGE_WORDS = {"plan": Text("规划", "plan"), "project": Text("项目", "project")}


def as_json(pack: RulePack, missed: Sequence[Unnoticed]) -> dict[str, Any]:
    """Everything about a pack that its file says, and the parameters that none of its examples depends on."""
    return {
        **pack.record(),
        "title": _both(pack.title),
        "author": pack.author,
        "dated": pack.dated,
        "bases": [base.record() for base in pack.bases],
        "rules": [_rule_json(rule) for rule in pack.rules],
        "unnoticed": [{"rule": one.rule, "parameter": one.parameter, "entry": one.entry} for one in missed],
    }


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.kind.name,
        "stage": rule.stage,
        "roles": list(rule.roles),
        "enabled": rule.enabled,
        **rule.card.to_json(),
        "explanation": _both(rule.explanation),
        "remedy": _both(rule.remedy),
        "checked_on": rule.checked_on,
        "provenance": rule.provenance,
        "needs_recheck": rule.needs_recheck,
        "parameters": {name: _plain(value) for name, value in rule.parameters.items()},
        "units": {one.name: one.unit for one in rule.kind.parameters if one.unit is not None},
        "examples": [{"name": example.name, "expected": example.expected} for example in rule.examples],
    }


def page(pack: RulePack, language: Language) -> str:
    """A pack as one Markdown page: a table of all rules, then each rule in words with its source."""
    lines = [f"# {pack.title.to(language)}", "", _PAGE_HEAD.to(language), ""]
    lines += [_HEAD.to(language), "|---|---|---|---|---|---|"]
    lines += [_row(rule, language) for rule in pack.rules]
    for rule in pack.rules:
        lines += ["", *_entry(rule, language)]
    return "\n".join(lines) + "\n"


def listing(pack: RulePack, missed: Sequence[Unnoticed], language: Language) -> str:
    """A pack for a terminal: a line per rule, then what its examples would not notice."""
    head = _LISTING.format(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        rules=len(pack.rules),
        examples=sum(len(rule.examples) for rule in pack.rules if rule.id in pack.own),
        digest=pack.sha256[:12],
    )
    lines = [head.to(language)]
    for rule in pack.rules:
        words = (STAGE_WORDS[rule.stage], SEVERITY_WORDS[rule.card.severity], FORCE_WORDS[rule.card.force])
        said = " · ".join(word.to(language) for word in words)
        state = "" if rule.enabled else f" · {_OFF.to(language)}"
        lines.append(f"  {rule.id:12} {rule.card.title.to(language)}  [{said}{state}]")
    if missed:
        names = ", ".join(f"{one.rule} {one.parameter}" + (f".{one.entry}" if one.entry else "") for one in missed)
        lines.append(_UNNOTICED.format(count=len(missed), names=names).to(language))
    return "\n".join(lines)


def _row(rule: Rule, language: Language) -> str:
    card = rule.card
    cells = (
        f"`{rule.id}`",
        card.title.to(language),
        STAGE_WORDS[rule.stage].to(language),
        SEVERITY_WORDS[card.severity].to(language),
        FORCE_WORDS[card.force].to(language),
        STATUS_WORDS[card.status].to(language) + ("" if rule.enabled else f"，{_OFF.to(language)}"),
    )
    return "| " + " | ".join(_cell(one) for one in cells) + " |"


def _entry(rule: Rule, language: Language) -> Iterator[str]:
    card = rule.card
    yield f"## {rule.id} {card.title.to(language)}"
    yield ""
    yield rule.explanation.to(language)
    yield ""
    yield f"- {_CITATION.to(language)}{card.citation.document} {card.citation.section}"
    if rule.provenance:
        recheck = f"（{_RECHECK.to(language)}）" if rule.needs_recheck else ""
        yield f"- {_PROVENANCE.to(language)}{rule.provenance}{recheck}"
    roles = ", ".join(f"`{role}`" for role in rule.roles) or "–"
    yield f"- {_KIND.to(language)}`{rule.kind.name}`；{_ROLES.to(language)}{roles}"
    for name, value in rule.parameters.items():
        if value not in (None, (), {}):
            unit = next((one.unit for one in rule.kind.parameters if one.name == name and one.unit), None)
            yield f"- `{name}` = {_shown(value)}{f' ({unit})' if unit else ''}"
    for assumption in rule.assumptions:
        yield f"- {_OURS.to(language)}{assumption.text.to(language)}"
    yield f"- {_REMEDY.to(language)}{rule.remedy.to(language)}"
    yield f"- {_EXAMPLES.to(language)}" + "；".join(f"{one.name} → {one.expected}" for one in rule.examples)


def _shown(value: Any) -> str:
    return _cell(str(_plain(value)))


def _plain(value: Any) -> Any:
    """A parameter as JSON can carry it."""
    if isinstance(value, FeatureSet):
        return value.name
    if isinstance(value, Preset):
        return {"name": value.name, "codes": list(value.codes)}
    if isinstance(value, Condition):
        return {"field": value.field, "operator": value.operator, "values": list(value.values)}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _cell(text: str) -> str:
    """Text that does not break a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


_PAGE_HEAD = Text(
    "本页由 `lantu rules --docs` 根据规则包生成，请勿手改。",
    "This page is made from the rule pack by `lantu rules --docs`; do not edit it.",
)
_HEAD = Text("| 编号 | 规则 | 阶段 | 处理 | 性质 | 状态 |", "| id | rule | stage | severity | force | status |")
_LISTING = Text(
    "{id} {version}  {title}（{rules} 条规则，{examples} 个示例全部通过，摘要 {digest}）",
    "{id} {version}  {title} ({rules} rules, {examples} examples, all passed, digest {digest})",
)
_UNNOTICED = Text(
    "以下 {count} 个参数改错时没有示例能发现：{names}",
    "No example would notice a mistake in these {count} parameters: {names}",
)
_OFF = Text("默认不启用", "off by default")
_RECHECK = Text("待核", "to be checked again")
_CITATION = Text("依据：", "Source: ")
_PROVENANCE = Text("出处：", "Text read in: ")
_KIND = Text("算法：", "Algorithm: ")
_ROLES = Text("图层：", "layers: ")
_OURS = Text("本软件的取值：", "Ours: ")
_REMEDY = Text("如何修改：", "To mend: ")
_EXAMPLES = Text("示例：", "Examples: ")
