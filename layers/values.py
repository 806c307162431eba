"""Columns of files into typed, canonical columns: numbers, years, yes/no, lists, words, class codes.

Each function takes a column as read and gives the converted one and a mask of the rows that held something which
could not be converted (those become empty). Empty is empty: no notice for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers import cells
from layers.roles import FieldKind, FieldSpec
from layers.vocabulary import canonical_word

Lost = npt.NDArray[np.bool_]


def converted(column: pd.Series[Any], spec: FieldSpec) -> tuple[pd.Series[Any], Lost]:
    """Convert a column to what its canonical field holds; also the mask of rows that could not be."""
    return _CONVERTERS[spec.kind](column, spec.vocabulary)


def as_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """Trimmed text, empty as NA; whole numbers without ``.0``, dates as YYYY-MM-DD."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean").map({True: "1", False: "0"}).astype("string")
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _mapped(column, cells.number_text)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.strftime("%Y-%m-%d").astype("string")
    return _mapped(column, cells.trimmed)


def _text(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    return as_text(column), _none_lost(column)


def _number(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        numbers = column.astype("float64")
        return numbers.where(np.isfinite(numbers)), _none_lost(column)
    texts = as_text(column)
    numbers = texts.map(cells.parsed_number, na_action="ignore").astype("Float64").astype("float64")
    return numbers, _lost(texts, numbers)


def _year(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.year.astype("Int64"), _none_lost(column)
    texts = as_text(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        texts = texts.mask(texts == "0")  # a shapefile has no empty number
    years = texts.map(cells.parsed_year, na_action="ignore").astype("Int64")
    return years, _lost(texts, years)


def _boolean(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean"), _none_lost(column)
    texts = as_text(column)
    values = texts.map(cells.truth, na_action="ignore").astype("boolean")
    return values, _lost(texts, values)


def _list(column: pd.Series[Any], vocabulary: str | None) -> tuple[pd.Series[Any], Lost]:
    lists = [None if _is_missing(cell) else cells.items(cell, vocabulary) for cell in column]
    values = np.empty(len(lists), dtype=object)
    values[:] = lists
    return pd.Series(values, index=column.index, dtype=object), _none_lost(column)


def _word(column: pd.Series[Any], vocabulary: str | None) -> tuple[pd.Series[Any], Lost]:
    texts = as_text(column)
    if vocabulary is None:
        return texts, _none_lost(column)
    return _mapped(texts, lambda word: canonical_word(vocabulary, str(word))), _none_lost(column)


def _code(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    """Class codes are text; a numeric column has lost the leading zero of 0701."""
    texts = as_text(column)
    numeric = pd.api.types.is_numeric_dtype(column.dtype)
    return _mapped(texts, cells.padded if numeric else cells.narrow), _none_lost(column)


_CONVERTERS: dict[FieldKind, Callable[[pd.Series[Any], str | None], tuple[pd.Series[Any], Lost]]] = {
    "text": _text,
    "number": _number,
    "year": _year,
    "bool": _boolean,
    "list": _list,
    "word": _word,
    "code": _code,
}


def _mapped(column: pd.Series[Any], convert: Callable[[Any], str | None]) -> pd.Series[Any]:
    """Convert each distinct value once; nulls and None become NA."""
    if column.dtype == object and any(isinstance(cell, list | np.ndarray) for cell in column):
        column = column.map(cells.trimmed, na_action="ignore")  # lists of GeoJSON cannot be told apart by hashing
    codes, distinct = pd.factorize(column)
    texts = np.array([*(convert(value) for value in distinct), None], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype="string")


def _is_missing(cell: Any) -> bool:
    return not isinstance(cell, list | tuple | np.ndarray) and bool(pd.isna(cell))


def _lost(texts: pd.Series[Any], values: pd.Series[Any]) -> Lost:
    return np.asarray(texts.notna() & values.isna(), dtype=bool)


def _none_lost(column: pd.Series[Any]) -> Lost:
    return np.zeros(len(column), dtype=bool)
