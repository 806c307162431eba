"""Filters of QGIS rules (``"a" = 'b' AND "n" >= 5``): the few that are plain comparisons, never evaluated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from maps.style_files.layer_style import Condition, Operator

_TOKEN = re.compile(
    r"""\s*(?:(?P<field>"(?:[^"]|"")+")|(?P<text>'(?:[^'\\]|''|\\.)*')|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"""
    r"""|(?P<op><=|>=|<>|!=|=|<|>|\(|\)|,)|(?P<word>\w+))"""
)
_ORDERS: dict[str, Operator] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}
_EXCLUDING, _EXCLUDED = " AND NOT coalesce((", "), false)"
_LONGEST = 20_000


class FilterError(ValueError):
    """The filter is more than plain comparisons."""


def conditions_of(text: str) -> tuple[Condition, ...]:
    """Conditions that must all hold; raises ``FilterError``."""
    if not text.strip():
        return ()
    parser = _Parser(_tokens(text))
    found = parser.disjunction()
    if not parser.finished:
        raise FilterError(text)
    return tuple(found)


def filter_of(conditions: Sequence[Condition]) -> str:
    """The QGIS filter of conditions."""
    return " AND ".join(_written(condition) for condition in conditions)


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


def merged_alternatives(alternatives: Sequence[Sequence[Condition]]) -> list[Condition]:
    """``a OR b`` as one condition where both ask one field for values; raises ``FilterError`` otherwise."""
    if len(alternatives) == 1:
        return list(alternatives[0])
    flat = [one[0] for one in alternatives if len(one) == 1 and one[0].operator == "in"]
    if len(flat) != len(alternatives) or len({one.field for one in flat}) != 1:
        raise FilterError("OR")
    values = dict.fromkeys(value for one in flat for value in one.values)
    return [Condition(flat[0].field, "in", tuple(values))]


def number_text(number: float) -> str:
    """A number as the text of a field has it: whole ones without ``.0``."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _written(condition: Condition) -> str:
    field = '"' + condition.field.replace('"', '""') + '"'
    if condition.operator in _ORDERS:
        return f"{field} {condition.operator} {condition.values[0]}"
    quoted = ["'" + value.replace("\\", "\\\\").replace("'", "''") + "'" for value in condition.values if value]
    parts = [f"{field} {condition.operator.upper()} ({', '.join(quoted)})"] if quoted else []
    if "" in condition.values and condition.operator == "in":
        parts.append(f"{field} IS NULL")
    elif not parts:
        parts.append(f"{field} IS NOT NULL")
    joined = " OR ".join(parts)
    return f"({joined})" if len(parts) > 1 else joined


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
    """Recursive descent over ``a OR b``, ``a AND b``, parentheses and comparisons."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def finished(self) -> bool:
        """Whether everything was read."""
        return self._at == len(self._tokens)

    def disjunction(self) -> list[Condition]:
        """``a OR b OR …``."""
        self._depth += 1
        if self._depth > 50:
            raise FilterError("too deep")
        alternatives = [self._conjunction()]
        while self._take_word("or"):
            alternatives.append(self._conjunction())
        self._depth -= 1
        return merged_alternatives(alternatives)

    def _conjunction(self) -> list[Condition]:
        found = self._comparison()
        while self._take_word("and"):
            found += self._comparison()
        return found

    def _comparison(self) -> list[Condition]:
        if self._take_op("("):
            inner = self.disjunction()
            self._need_op(")")
            return inner
        field = self._field()
        negated = self._take_word("not")
        if self._take_word("in"):
            values = self._values()  # an empty field is in no list, and not outside one either
            return [Condition(field, "not in", (*values, ""))] if negated else [Condition(field, "in", values)]
        if self._take_word("is"):
            present = self._take_word("not")
            self._need_word("null")
            return [Condition(field, "not in" if present else "in", ("",))]
        kind, operator = self._next()
        if negated or kind != "op":
            raise FilterError(operator)
        literal = self._literal()
        if operator == "=":
            return [Condition(field, "in", (literal,))]
        if operator in ("<>", "!="):
            return [Condition(field, "not in", (literal, ""))]  # NULL <> 'a' is not true
        if operator not in _ORDERS:
            raise FilterError(operator)
        try:
            float(literal)
        except ValueError as error:
            raise FilterError(literal) from error
        return [Condition(field, _ORDERS[operator], (literal,))]

    def _values(self) -> tuple[str, ...]:
        self._need_op("(")
        values = [self._literal()]
        while self._take_op(","):
            values.append(self._literal())
        self._need_op(")")
        return tuple(values)

    def _field(self) -> str:
        kind, token = self._next()
        if kind == "field":
            return token[1:-1].replace('""', '"')
        if kind == "word" and token.casefold() not in ("not", "case", "else", "true", "false", "null"):
            return token
        raise FilterError(token)

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

    def _take_word(self, word: str) -> bool:
        if self.finished or self._tokens[self._at][0] != "word" or self._tokens[self._at][1].casefold() != word:
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
