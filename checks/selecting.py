"""Which features meet a condition: the closed table of operators, vectorised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from checks.rule import Condition, Year

Mask = npt.NDArray[np.bool_]


def matching(frame: pd.DataFrame, conditions: Sequence[Condition], years: Mapping[Year, int | None]) -> Mask:
    """Rows of ``frame`` for which every condition holds; an absent field counts as empty in every row."""
    found = np.ones(len(frame), dtype=bool)
    for condition in conditions:
        found &= _holds(frame, condition, years)
    return found


def _holds(frame: pd.DataFrame, condition: Condition, years: Mapping[Year, int | None]) -> Mask:
    found = _holds_itself(frame, condition, years)
    for other in condition.otherwise:
        found |= _holds(frame, other, years)
    return found


def _holds_itself(frame: pd.DataFrame, condition: Condition, years: Mapping[Year, int | None]) -> Mask:
    rows = len(frame)
    if condition.field not in frame.columns:
        return np.full(rows, _when_empty(condition))
    column = frame[condition.field]
    empty = column.isna().to_numpy(dtype=bool)
    found = np.asarray(_OPERATORS[condition.operator](column, condition.values, years), dtype=bool)
    return np.where(empty, _when_empty(condition), found)


def _when_empty(condition: Condition) -> bool:
    if condition.operator == "of_year":
        return condition.values == ("target",)
    return condition.operator == "is_not"


def _is(column: pd.Series[Any], values: tuple[str, ...], _: Mapping[Year, int | None]) -> Mask:
    return np.asarray(_text(column).isin(values), dtype=bool)


def _is_not(column: pd.Series[Any], values: tuple[str, ...], years: Mapping[Year, int | None]) -> Mask:
    return ~_is(column, values, years)


def _starts_with(column: pd.Series[Any], values: tuple[str, ...], _: Mapping[Year, int | None]) -> Mask:
    return np.asarray(_text(column).str.startswith(values).fillna(False), dtype=bool)


def _starts_not_with(column: pd.Series[Any], values: tuple[str, ...], years: Mapping[Year, int | None]) -> Mask:
    return ~_starts_with(column, values, years)


def _contains(column: pd.Series[Any], values: tuple[str, ...], _: Mapping[Year, int | None]) -> Mask:
    """Lists that hold one of the words."""
    words = column.reset_index(drop=True).explode().isin(values)
    return np.asarray(words.groupby(level=0).any(), dtype=bool)


def _of_year(column: pd.Series[Any], values: tuple[str, ...], years: Mapping[Year, int | None]) -> Mask:
    year = years["base" if values == ("base",) else "target"]
    return np.asarray(column.eq(year).fillna(False), dtype=bool)


def _at_least(column: pd.Series[Any], values: tuple[str, ...], _: Mapping[Year, int | None]) -> Mask:
    return _numbers(column) >= float(values[0])


def _above(column: pd.Series[Any], values: tuple[str, ...], _: Mapping[Year, int | None]) -> Mask:
    return _numbers(column) > float(values[0])


def _numbers(column: pd.Series[Any]) -> npt.NDArray[np.float64]:
    """A number that is not one is none: NaN compares as no."""
    values = pd.to_numeric(column, errors="coerce")
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _text(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.astype("string")


_OPERATORS = {
    "is": _is,
    "is_not": _is_not,
    "given_not": _is_not,
    "starts_with": _starts_with,
    "given_not_starting": _starts_not_with,
    "contains": _contains,
    "of_year": _of_year,
    "at_least": _at_least,
    "above": _above,
}
