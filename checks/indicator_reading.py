"""The ``[[indicators]]`` of a pack, read strictly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.finding import Citation
from checks.indicator import Indicator
from checks.rule_reading import document_cited
from core.messages import Text
from core.toml_file import Section

INDICATOR_KEYS = (
    "id", "title", "unit", "base", "base_year", "target", "target_year", "op", "force", "citation", "rule", "entered",
    "note",
)  # fmt: skip


def read_indicators(
    section: Section, documents: Mapping[str, Citation], years: Mapping[Any, int]
) -> tuple[Indicator, ...]:
    """The ``[[indicators]]`` of a pack. AppError ``pack.…`` with file and line for anything that is not right."""
    found: dict[str, Indicator] = {}
    for one in section.sections("indicators"):
        one.only(INDICATOR_KEYS)
        name = one.text("id")
        if name in found:
            reason = Text("指标“{id}”重复", 'the indicator "{id}" is there twice')
            one.fail("pack.bad_value", reason.format(id=name), "id")
        found[name] = _indicator(name, one, documents, years)
    return tuple(found.values())


def _indicator(name: str, one: Section, documents: Mapping[str, Citation], years: Mapping[Any, int]) -> Indicator:
    cited = one.section("citation")
    cited.only(("document", "section"))
    document = document_cited(cited, documents)
    force: Any = one.text("force", known=("binding", "target", "advisory"))
    op: Any = one.text("op", default=">=", known=("<=", ">=", "=="))
    rule = one.text("rule", default="") or None
    return Indicator(
        id=name,
        title=one.words("title"),
        unit=one.text("unit"),
        target=one.number("target"),
        force=force,
        citation=Citation(document.document, cited.text("section"), document.valid_from, document.valid_to),
        op=op,
        base=one.number("base") if "base" in one else None,
        base_year=one.integer("base_year", default=years.get("base")),
        target_year=one.integer("target_year", default=years.get("target")),
        rule=rule,
        entered=one.text("entered", default=name if rule is None else "") or None,
        note=one.words("note") if "note" in one else None,
    )
