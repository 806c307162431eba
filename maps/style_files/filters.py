"""Filters of QGIS rules (``"a" = 'b' AND ("n" >= 5 OR "c" LIKE '01%')``): comparisons of fields, never evaluated.

Read are and, or, not, parentheses; ``= <> < <= > >=``, ``in``, ``between``, ``is null``, ``like`` and ``ilike`` of a
field with literals; ``left(field, n)`` and ``substr(field, 1, n)`` compared with texts; ``coalesce(test, false)``;
``true``. Everything else is a ``FilterError``: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from maps.symbology.conditions import (
    ORDERS,
    AllOf,
    AnyOf,
    Condition,
    NoneOf,
    Operator,
    Order,
    Test,
    all_of,
    any_of,
    flat,
    negated,
)

_TOKEN = re.compile(
    r"""\s*(?:(?P<field>"(?:[^"]|"")+")|(?P<text>'(?:[^'\\]|''|\\.)*')|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"""
    r"""|(?P<op><=|>=|<>|!=|=|<|>|\(|\)|,)|(?P<word>\w+))"""
)
_EXCLUDING, _EXCLUDED = " AND NOT coalesce((", "), false)"
_LONGEST = 20_000
_DEEPEST = 50
_KEYWORDS = ("not", "case", "else", "end", "true", "false", "null", "and", "or", "if", "coalesce")
_MIRRORED: dict[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_CUTTING = ("left", "substr")


class FilterError(ValueError):
    """The filter is more than comparisons of fields with values."""


def conditions_of(text: str) -> tuple[Test, ...]:
    """Tests that must all hold; raises ``FilterError``."""
    if not text.strip():
        return ()
    parser = _Parser(_tokens(text))
    found = parser.disjunction()
    if not parser.finished:
        raise FilterError(text)
    return flat(found)


def filter_of(conditions: Sequence[Test]) -> str:
    """The QGIS filter of tests that must all hold."""
    return " AND ".join(_written(test) for test in conditions)


def excluding(own: str, before: Sequence[str]) -> str:
    """The filter ``own`` for features that none of the filters ``before`` takes (empty fields included)."""
    nots = "".join(f"{_EXCLUDING}{text}{_EXCLUDED}" for text in before if text)
    return f"({own}){nots}" if nots else own


def without_exclusions(text: str) -> tuple[str, tuple[str, ...]]:
    """Take a filter written by ``excluding`` apart: its own part, and the filters that it excludes."""
    own, *excluded = text.split(_EXCLUDING)
    if not excluded:
        return text, ()
    return own.removeprefix("(").removesuffix(")"), tuple(one.removesuffix(_EXCLUDED) for one in excluded)


def field_of(text: str) -> tuple[str, int | None] | None:
    """The field that an expression names, and how many of its first characters it takes (None: all).

    None where it is more than that.
    """
    try:
        parser = _Parser(_tokens(text))
        found = parser.term()
    except FilterError:
        return None
    return found if parser.finished else None


def first_characters(field: str, count: int | None, values: Sequence[str]) -> Condition | AnyOf:
    """Fields whose first ``count`` characters are one of ``values``."""
    if count is None:
        return Condition(field, "in", tuple(dict.fromkeys(values)))
    tests: list[Test] = []
    for value in dict.fromkeys(values):
        if len(value) == count and value:
            tests.append(Condition(field, "like", (escaped(value) + "%",)))
        elif len(value) < count:
            tests.append(Condition(field, "in", (value,)))
    found = any_of(tests) if tests else AnyOf(())
    assert isinstance(found, Condition | AnyOf)
    return found


def escaped(text: str) -> str:
    """A text as the pattern that means it."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def number_text(number: float) -> str:
    """A number as the text of a field has it: whole ones without ``.0``."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _written(test: Test) -> str:
    if isinstance(test, AnyOf):
        return "(" + " OR ".join(_written(one) for one in test.tests) + ")" if test.tests else "false"
    if isinstance(test, AllOf):
        return "(" + " AND ".join(_written(one) for one in test.tests) + ")" if test.tests else "true"
    if isinstance(test, NoneOf):
        return "NOT coalesce((" + " OR ".join(_written(one) for one in test.tests) + "), false)"
    field = '"' + test.field.replace('"', '""') + '"'
    if test.operator in ORDERS:
        return f"{field} {test.operator} {test.values[0]}"
    if "like" in test.operator:
        return f"{field} {test.operator.upper()} {_quoted(test.values[0])}"
    quoted = [_quoted(value) for value in test.values if value]
    parts = [f"{field} {test.operator.upper()} ({', '.join(quoted)})"] if quoted else []
    if "" in test.values and test.operator == "in":
        parts.append(f"{field} IS NULL")
    elif not parts:
        parts.append(f"{field} IS NOT NULL")
    joined = " OR ".join(parts)
    return f"({joined})" if len(parts) > 1 else joined


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > _LONGEST:
        raise FilterError("too long")
    tokens, position, text = [], 0, text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise FilterError(text)
        tokens.append((match.lastgroup, match.group(match.lastgroup)))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent over ``a OR b``, ``a AND b``, ``NOT a``, parentheses and comparisons."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def finished(self) -> bool:
        """Whether everything was read."""
        return self._at == len(self._tokens)

    def disjunction(self) -> Test:
        """``a OR b OR …``."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FilterError("too deep")
        alternatives = [self._conjunction()]
        while self._take_word("or"):
            alternatives.append(self._conjunction())
        self._depth -= 1
        return any_of(alternatives)

    def _conjunction(self) -> Test:
        found = [self._negation()]
        while self._take_word("and"):
            found.append(self._negation())
        return all_of(found)

    def _negation(self) -> Test:
        negative = False
        while self._take_word("not"):
            negative = not negative
        if negative and self._peek_words("coalesce"):
            return NoneOf((self._coalesced(),))
        found = self._comparison()
        return negated(found) if negative else found

    def _coalesced(self) -> Test:
        """``coalesce(test, false)``: not known is false."""
        self._need_word("coalesce")
        self._need_op("(")
        inner = self.disjunction()
        self._need_op(",")
        self._need_word("false")
        self._need_op(")")
        return inner

    def _comparison(self) -> Test:
        if self._peek_words("coalesce"):
            return self._coalesced()
        if self._take_op("("):
            inner = self.disjunction()
            self._need_op(")")
            return inner
        if self._take_word("true"):
            return AllOf(())
        if not self.finished and self._tokens[self._at][0] in ("text", "number"):
            return self._mirrored()
        field, count = self.term()
        return self._compared(field, count)

    def _mirrored(self) -> Test:
        """``5 < "a"``."""
        literal = self._literal()
        _, operator = self._next()
        field, count = self.term()
        return _comparing(field, count, _MIRRORED.get(operator, operator), literal)

    def _compared(self, field: str, count: int | None) -> Test:
        negative = self._take_word("not")
        if self._take_word("in"):
            test: Test = first_characters(field, count, self._values())
        elif self._peek_words("like") or self._peek_words("ilike"):
            operator: Operator = "like" if self._next()[1].casefold() == "like" else "ilike"
            if count is not None:
                raise FilterError("like")
            test = Condition(field, operator, (self._literal(),))
        elif self._take_word("between"):
            low = self._literal()
            self._need_word("and")
            high = self._literal()
            test = AllOf((_comparing(field, count, ">=", low), _comparing(field, count, "<=", high)))
        elif not negative and self._take_word("is"):
            present = self._take_word("not")
            self._need_word("null")
            return Condition(field, "not in" if present else "in", ("",))
        else:
            kind, operator_text = self._next()
            if negative or kind != "op":
                raise FilterError(operator_text)
            return _comparing(field, count, operator_text, self._literal())
        return negated(test) if negative else test

    def term(self) -> tuple[str, int | None]:
        """A field, or the first characters of one."""
        kind, token = self._next()
        if kind == "field":
            return token[1:-1].replace('""', '"'), None
        if kind != "word" or token.casefold() in _KEYWORDS:
            raise FilterError(token)
        if not self._take_op("("):
            return token, None
        if token.casefold() not in _CUTTING:
            raise FilterError(token)
        field, count = self.term()
        self._need_op(",")
        if token.casefold() == "substr":
            if self._literal() != "1":
                raise FilterError(token)
            self._need_op(",")
        length = self._literal()
        self._need_op(")")
        if count is not None or not length.isdecimal():
            raise FilterError(token)
        return field, int(length)

    def _values(self) -> tuple[str, ...]:
        self._need_op("(")
        values = [self._literal()]
        while self._take_op(","):
            values.append(self._literal())
        self._need_op(")")
        return tuple(values)

    def _literal(self) -> str:
        kind, token = self._next()
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", token[1:-1].replace("''", "'"))
        if kind == "number":
            return number_text(float(token))
        raise FilterError(token)

    def _next(self) -> tuple[str, str]:
        if self.finished:
            raise FilterError("end")
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek_words(self, word: str) -> bool:
        return (
            not self.finished and self._tokens[self._at][0] == "word" and self._tokens[self._at][1].casefold() == word
        )

    def _take_word(self, word: str) -> bool:
        if not self._peek_words(word):
            return False
        self._at += 1
        return True

    def _take_op(self, operator: str) -> bool:
        if self.finished or self._tokens[self._at] != ("op", operator):
            return False
        self._at += 1
        return True

    def _need_word(self, word: str) -> None:
        if not self._take_word(word):
            raise FilterError(word)

    def _need_op(self, operator: str) -> None:
        if not self._take_op(operator):
            raise FilterError(operator)


def _comparing(field: str, count: int | None, operator: str, literal: str) -> Test:
    if operator == "=":
        return first_characters(field, count, (literal,))
    if operator in ("<>", "!="):
        return negated(first_characters(field, count, (literal,)))  # NULL <> 'a' is not true
    order: Order | None = next((one for one in ORDERS if one == operator), None)
    if order is None or count is not None:
        raise FilterError(operator)
    try:
        float(literal)
    except ValueError as error:
        raise FilterError(literal) from error
    return Condition(field, order, (literal,))
