"""What is asked of the rows of a layer: a field, an operator, values; and the search in all columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gui.table.columns import MANY_WORDS, FieldColumn, Flags, Kind

Operator = Literal[
    "equal", "not_equal", "less", "at_most", "more", "at_least", "between", "contains", "one_of", "empty", "filled"
]

OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    "text": ("equal", "not_equal", "contains", "one_of", "empty", "filled"),
    "list": ("contains", "equal", "empty", "filled"),
    "number": ("equal", "not_equal", "less", "at_most", "more", "at_least", "between", "empty", "filled"),
    "date": ("equal", "less", "more", "between", "empty", "filled"),
    "bool": ("equal", "empty", "filled"),
}
"""The operators that make sense for a kind of column."""
VALUES_OF: Mapping[Operator, int] = {"empty": 0, "filled": 0, "between": 2}
"""How many values an operator takes, where it is not one."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One row of a query: closed words, never an expression that is evaluated."""

    field: str
    operator: Operator
    values: tuple[str, ...] = ()

    def problem(self, kind: Kind) -> Literal["", "missing", "number"]:
        """What keeps it from being asked: a value that is missing, or is no number where one is needed."""
        if len([value for value in self.values if value.strip()]) < VALUES_OF.get(self.operator, 1):
            return "missing"
        needs_numbers = kind == "number" and VALUES_OF.get(self.operator, 1)
        return "number" if needs_numbers and None in map(parsed_number, self.values) else ""


def matching(column: FieldColumn, condition: Condition) -> Flags:
    """Which rows meet a condition. An empty cell meets none but that of being empty; it also is not unequal."""
    if condition.operator == "empty":
        return column.empty
    if condition.operator == "filled":
        return ~column.empty
    if column.kind == "number":
        return _numeric(column, condition)
    if condition.operator in ("less", "at_most", "more", "at_least", "between"):
        return _ordered(column, condition)
    return _worded(column, condition)


def containing(columns: Iterable[FieldColumn], wanted: str) -> Flags | None:
    """Which rows have the text in any column, whatever its case and width; None when nothing is wanted."""
    needle = folded(wanted)
    if not needle:
        return None
    found: Flags | None = None
    for column in columns:
        if column.kind == "number" and not set(needle) <= set("0123456789.-+e"):
            continue
        hits = _holding(column, needle)
        found = hits if found is None else found | hits
    return found


def parsed_number(text: str) -> float | None:
    """The number that was typed; full-width digits and spaces between thousands are taken too."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace(",", "")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def folded(text: str) -> str:
    """A text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def spellings(column: FieldColumn, word: str) -> tuple[str, ...]:
    """A word and the other ways to say it, in both languages, where the column has a closed vocabulary."""
    words = _vocabulary(column)
    return (word, word.replace("_", " "), *words.get(word, ()))


def _vocabulary(column: FieldColumn) -> Mapping[str, tuple[str, ...]]:
    from layers.roles import ROLES
    from layers.vocabulary import VOCABULARIES

    role = ROLES.get(column.role or "")
    spec = role.fields.get(column.name) if role is not None else None
    return VOCABULARIES.get(spec.vocabulary or "", {}) if spec is not None else {}


def _numeric(column: FieldColumn, condition: Condition) -> Flags:
    numbers = column.numbers
    wanted = [parsed_number(value) for value in condition.values]
    if None in wanted or not wanted:
        return np.zeros(len(column), dtype=np.bool_)
    first, last = min(wanted), max(wanted)
    compared: dict[str, Any] = {
        "equal": lambda: numbers == first,
        "not_equal": lambda: (numbers != first) & ~np.isnan(numbers),
        "less": lambda: numbers < first,
        "at_most": lambda: numbers <= first,
        "more": lambda: numbers > first,
        "at_least": lambda: numbers >= first,
        "between": lambda: (numbers >= first) & (numbers <= last),
    }
    return np.asarray(compared[condition.operator](), dtype=np.bool_)


def _ordered(column: FieldColumn, condition: Condition) -> Flags:
    """Dates in the order of the calendar, which is that of their letters."""
    codes, words = column.coded
    first, last = sorted((condition.values[0], condition.values[-1]))
    low, after_low = np.searchsorted(words, first, "left"), np.searchsorted(words, first, "right")
    ranges = {
        "less": (0, low),
        "at_most": (0, after_low),
        "more": (after_low, len(words)),
        "at_least": (low, len(words)),
        "between": (low, np.searchsorted(words, last, "right")),
    }
    start, end = ranges[condition.operator]
    return (codes >= start) & (codes < end) & (codes >= 0)


def _worded(column: FieldColumn, condition: Condition) -> Flags:
    if condition.operator == "contains":
        return _holding(column, folded(condition.values[0]))
    wanted = {folded(value) for value in condition.values}
    hits = _by_word(column, lambda word: not wanted.isdisjoint(map(folded, spellings(column, word))))
    return ~hits & ~column.empty if condition.operator == "not_equal" else hits


def _holding(column: FieldColumn, needle: str) -> Flags:
    """Which rows contain a folded text."""
    if column.kind == "bool":
        return np.zeros(len(column), dtype=np.bool_)
    if _vocabulary(column) or ("coded" in vars(column) and len(column.coded[1]) <= MANY_WORDS):
        return _by_word(column, lambda word: any(needle in folded(one) for one in spellings(column, word)))
    hits = column.texts.str.contains(needle, case=False, regex=False)
    return np.asarray(hits.fillna(False), dtype=np.bool_)


def _by_word(column: FieldColumn, holds: Any) -> Flags:
    """Ask every different word once."""
    codes, words = column.coded
    answers = np.array([*(holds(str(word)) for word in words), False], dtype=np.bool_)
    return answers[codes]
