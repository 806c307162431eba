"""What no layer shows and people enter: values by year, and evidence. Each with its source and its date.

``entered.toml`` beside ``plan.toml``::

    [[values]]
    id = "gdp_growth"
    year = 2024
    value = 9.6
    unit = "%"
    source = "统计公报"
    dated = 2025-03-01

    [[evidence]]
    rule = "NA-UDB-04"
    item = "intensity_evaluation"
    holds = true
    document = "评价报告（呼自然资〔2024〕12号）"
    dated = 2024-06-30
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.messages import Text
from core.toml_file import Section

FILE = "entered.toml"
MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class EnteredValue:
    """A figure as its source prints it; ``area`` names the part of the plan that it is about."""

    id: str
    value: float
    unit: str
    source: str
    dated: str
    year: int | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """That something holds or does not, by a document; ``subject`` where a rule asks for several things."""

    rule: str
    item: str
    holds: bool
    document: str
    dated: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Everything that was entered for a plan."""

    values: tuple[EnteredValue, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def as_record(entered: Entered) -> dict[str, Any]:
    """The entries as a project keeps them."""
    return asdict(entered)


def from_record(record: Mapping[str, Any] | None) -> Entered:
    """The entries out of a project's record; none where there is none."""
    if record is None:
        return Entered()
    return Entered(
        tuple(EnteredValue(**one) for one in record.get("values", ())),
        tuple(Evidence(**one) for one in record.get("evidence", ())),
    )


def read_entered(folder: Path) -> Entered:
    """The entries beside a plan; none when there is no file. AppError ``entered.…`` with file, line and reason."""
    path = folder / FILE
    if not path.is_file():
        return Entered()
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as problem:
        raise AppError("entered.unreadable", _CANNOT_READ.format(file=FILE)) from problem
    if content is None:
        raise AppError("entered.too_large", _TOO_LARGE.format(file=FILE))
    section = Section.parse(content, FILE, "entered")
    section.only(("values", "evidence"))
    return Entered(
        tuple(_value(one) for one in section.sections("values")),
        tuple(_evidence(one) for one in section.sections("evidence")),
    )


_CANNOT_READ = Text("无法读取 {file}。", "{file} cannot be read.")
_TOO_LARGE = Text("{file} 太大。", "{file} is too large.")


def _value(section: Section) -> EnteredValue:
    section.only(("id", "value", "unit", "source", "dated", "year", "area"))
    return EnteredValue(
        id=section.text("id"),
        value=section.number("value"),
        unit=section.text("unit"),
        source=_given(section, "source"),
        dated=_dated(section),
        year=section.integer("year"),
        area=section.text("area", default="") or None,
    )


def _evidence(section: Section) -> Evidence:
    section.only(("rule", "item", "holds", "document", "dated", "subject"))
    return Evidence(
        rule=section.text("rule"),
        item=section.text("item"),
        holds=section.flag("holds"),
        document=_given(section, "document"),
        dated=_dated(section),
        subject=section.text("subject", default="") or None,
    )


def _given(section: Section, key: str) -> str:
    """A text that may not be empty: an entry without its source is worth nothing."""
    text = section.text(key).strip()
    if not text:
        section.fail("entered.bad_value", Text("“{key}”不能为空", '"{key}" cannot be empty').format(key=key), key)
    return text


def _dated(section: Section) -> str:
    found = section.date("dated")
    if found is None:
        section.fail("entered.missing_key", Text("缺少键“dated”", 'the key "dated" is missing'))
    return found
