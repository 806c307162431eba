"""Indicators of a plan: the figures of its table, with base and target; measured by a rule or entered year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from checks.finding import Citation, Force
from checks.rule_reading import document_cited
from core.messages import Text
from core.toml_file import Section

Direction = Literal["<=", ">=", "=="]
INDICATOR_KEYS = (
    "id", "title", "unit", "base", "base_year", "target", "target_year", "op", "force", "citation", "rule", "entered",
    "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure as one place of one document prints it: where a document contradicts itself there are two.

    ``rule`` measures it, or people enter it under ``entered``. Without a base it is a figure for every year (a rate).
    """

    id: str
    title: Text
    unit: str
    target: float
    force: Force
    citation: Citation
    op: Direction = ">="
    base: float | None = None
    base_year: int | None = None
    target_year: int | None = None
    rule: str | None = None
    entered: str | None = None
    note: Text | None = None

    def line(self, year: int | None) -> float:
        """The figure of a year on the straight line from base to target; the target where there is no line."""
        if self.base is None or self.base_year is None or self.target_year is None or year is None:
            return self.target
        passed = (year - self.base_year) / max(self.target_year - self.base_year, 1)
        return self.base + (self.target - self.base) * min(max(passed, 0.0), 1.0)

    def off_course(self, value: float, line: float) -> bool:
        """Whether a value is on the wrong side of its line."""
        if self.op == "==":
            return value != line
        return value < line if self.op == ">=" else value > line


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
