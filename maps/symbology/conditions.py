"""What rules ask about the fields of a feature: comparisons joined by and, or and none-of. Data, never code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from layers.layer import Layer

Operator = Literal["in", "not in", "<", "<=", ">", ">=", "like", "not like", "ilike", "not ilike"]
Order = Literal["<", "<=", ">", ">="]
ORDERS: tuple[Order, ...] = ("<", "<=", ">", ">=")
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a field: with texts for ``in`` and ``not in`` ("" is no value), with a pattern (``%`` any
    text, ``_`` any character, ``\\`` before either: itself) for ``like``, else with one number.

    An empty field is neither like anything nor smaller or larger.
    """

    field: str
    operator: Operator
    values: tuple[str, ...]

    @property
    def number(self) -> float:
        """The limit of an order comparison."""
        return float(self.values[0])


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one holds."""

    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Not one holds (an empty field makes a comparison not hold, and so this one true)."""

    tests: tuple[Test, ...]


Test = Condition | AnyOf | AllOf | NoneOf

_OPPOSITE: dict[Operator, Operator] = {
    "<": ">=", "<=": ">", ">": "<=", ">=": "<",
    "like": "not like", "not like": "like", "ilike": "not ilike", "not ilike": "ilike",
}  # fmt: skip


class Columns:
    """The fields of a layer as tests ask for them; each is read once."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._codes: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.str_]]] = {}
        self._numbers: dict[str, npt.NDArray[np.float64]] = {}
        self._names = _folded(layer)

    def meets(self, tests: Iterable[Test]) -> Mask:
        """Which rows (n) meet all of ``tests``; a field that the layer has not makes a comparison not hold."""
        met = np.ones(len(self._layer), dtype=np.bool_)
        for test in tests:
            met &= self._holds(test)
        return met

    def _holds(self, test: Test) -> Mask:
        if isinstance(test, Condition):
            return self._compares(test)
        if isinstance(test, AllOf):
            return self.meets(test.tests)
        some = np.zeros(len(self._layer), dtype=np.bool_)
        for one in test.tests:
            some |= self._holds(one)
        return ~some if isinstance(test, NoneOf) else some

    def _compares(self, condition: Condition) -> Mask:
        name = self.named(condition.field)
        if name is None:
            return np.zeros(len(self._layer), dtype=np.bool_)
        if condition.operator in ORDERS:
            compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[condition.operator]
            return np.asarray(compare(self._number(name), condition.number), dtype=np.bool_)
        codes, values = self._coded(name)
        return _text_holds(condition, values)[codes]

    def named(self, field: str) -> str | None:
        """The column that a style calls ``field``: by its name here or in the layer's own file, whatever the case."""
        return self._names.get(field, self._names.get(field.casefold()))

    def _coded(self, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.str_]]:
        """The number of every row's text, and the texts: there are few, and each is compared once."""
        if name not in self._codes:
            import pandas as pd

            codes, values = pd.factorize(np.asarray(self._layer.words(name), dtype=object))
            self._codes[name] = codes.astype(np.int64), np.asarray(values, dtype=np.str_)
        return self._codes[name]

    def _number(self, name: str) -> npt.NDArray[np.float64]:
        if name not in self._numbers:
            self._numbers[name] = self._layer.numbers(name)
        return self._numbers[name]


def fields_of(tests: Iterable[Test]) -> Iterator[str]:
    """Every field that is asked for."""
    for test in tests:
        if isinstance(test, Condition):
            yield test.field
        else:
            yield from fields_of(test.tests)


def renamed(test: Test, names: Mapping[str, str]) -> Test:
    """The test with other names for fields."""
    if isinstance(test, Condition):
        return replace(test, field=names.get(test.field, test.field))
    return replace(test, tests=tuple(renamed(one, names) for one in test.tests))


def negated(test: Test) -> Test:
    """``NOT test`` as SQL means it: with an empty field neither holds."""
    if isinstance(test, AllOf):
        return AnyOf(tuple(negated(one) for one in test.tests))
    if isinstance(test, AnyOf):
        return AllOf(tuple(negated(one) for one in test.tests))
    if isinstance(test, NoneOf):
        return any_of(test.tests)
    if test.operator in _OPPOSITE:
        return replace(test, operator=_OPPOSITE[test.operator])
    if test.operator == "in":
        if test.values == ("",):
            return replace(test, operator="not in")
        return replace(test, operator="not in", values=tuple(dict.fromkeys((*test.values, ""))))
    kept = tuple(value for value in test.values if value)
    return replace(test, operator="in", values=kept or ("",))


def any_of(tests: Sequence[Test]) -> Test:
    """At least one of ``tests``; comparisons of one field with texts become one comparison."""
    if len(tests) == 1:
        return tests[0]
    listed = [one for one in tests if isinstance(one, Condition) and one.operator == "in"]
    if len(listed) == len(tests) and len({one.field for one in listed}) == 1:
        values = dict.fromkeys(value for one in listed for value in one.values)
        return Condition(listed[0].field, "in", tuple(values))
    return AnyOf(tuple(tests))


def all_of(tests: Sequence[Test]) -> Test:
    """All of ``tests`` in one."""
    return tests[0] if len(tests) == 1 else AllOf(tuple(tests))


def flat(test: Test) -> tuple[Test, ...]:
    """The tests that must all hold for this one to hold."""
    return tuple(part for one in test.tests for part in flat(one)) if isinstance(test, AllOf) else (test,)


def apart(first: Sequence[Test], second: Sequence[Test]) -> bool:
    """Whether no feature can meet both: they ask one field for different values or for numbers that do not meet."""
    ones = [one for one in first if isinstance(one, Condition)]
    twos = [two for two in second if isinstance(two, Condition)]
    return any(_apart(one, two) for one in ones for two in twos if one.field == two.field)


def _apart(one: Condition, two: Condition) -> bool:
    if one.operator == two.operator == "in":
        return not set(one.values) & set(two.values)
    for upper, lower in ((one, two), (two, one)):
        if upper.operator in ("<", "<=") and lower.operator in (">", ">="):
            if upper.number < lower.number:
                return True
            return upper.number == lower.number and (upper.operator, lower.operator) != ("<=", ">=")
    return False


def _text_holds(condition: Condition, values: npt.NDArray[np.str_]) -> Mask:
    if condition.operator in ("in", "not in"):
        found = np.isin(values, list(condition.values))
        return found if condition.operator == "in" else ~found
    pattern = like_pattern(condition.values[0], exact=condition.operator in ("like", "not like"))
    like = np.array([bool(value) and pattern.fullmatch(value) is not None for value in values.tolist()], dtype=np.bool_)
    return (values != "") & ~like if condition.operator.startswith("not") else like


def like_pattern(text: str, *, exact: bool) -> re.Pattern[str]:
    """A pattern of ``like``. What was found of it is never tried again, so that no text can make it slow."""
    pieces = [""]
    for part in re.findall(r"\\[\s\S]|%+|[\s\S]", text):
        if part.startswith("%"):
            pieces.append("")
        else:
            pieces[-1] += "." if part == "_" else re.escape(part[1:] if len(part) == 2 else part)
    first, *rest = pieces
    middle = "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece)
    last = f".*{rest[-1]}" if rest else ""
    return re.compile(first + middle + last, re.DOTALL if exact else re.DOTALL | re.IGNORECASE)


def _folded(layer: Layer) -> dict[str, str]:
    """What a style may call a column, to its name."""
    names = {name: name for name in layer.field_names()}
    names |= {
        source: canonical for canonical, source in layer.fields.items() if source not in names and canonical in names
    }
    return {name.casefold(): column for name, column in reversed(names.items())} | names
