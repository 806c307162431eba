"""Columns of files into typed, canonical columns: numbers, years, yes/no, lists, words, class codes.

Each function takes a column as read and gives the converted one and a mask of the rows that held something which
could not be converted (those become empty). Empty is empty: no notice for it.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.roles import FieldKind, FieldSpec
from layers.vocabulary import VOCABULARIES, canonical_word

Lost = npt.NDArray[np.bool_]

_SEPARATORS = re.compile(r"[、,，;；|｜]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_YEAR = re.compile(r"(1[5-9]\d\d|2[0-4]\d\d)(?:\.0+|年.*|[-/.]\d{1,2}(?:[-/.T ].*)?|\d{4})?")
_TRUE = frozenset(("1", "true", "t", "yes", "y", "是", "真"))
_FALSE = frozenset(("0", "false", "f", "no", "n", "否", "假"))


def converted(column: pd.Series[Any], spec: FieldSpec) -> tuple[pd.Series[Any], Lost]:
    """Convert a column to what its canonical field holds; also the mask of rows that could not be."""
    return _CONVERTERS[spec.kind](column, spec.vocabulary)


def as_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """Trimmed text, empty as NA; whole numbers without ``.0``, dates as YYYY-MM-DD."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean").map({True: "1", False: "0"}).astype("string")
    if pd.api.types.is_numeric_dtype(column.dtype):
        return _mapped(column, _number_text)
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.strftime("%Y-%m-%d").astype("string")
    return _mapped(column, _trimmed)


def scalar_text(value: object) -> str:
    """One value of a plan file as ``as_text`` would write it in a column."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return _number_text(value) or ""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return _trimmed(value) or ""


def truth(word: str) -> bool | None:
    """Yes or no of one word (1/0, true/false, T/F, 是/否); None for anything else."""
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded in _TRUE:
        return True
    return False if folded in _FALSE else None


def _text(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    return as_text(column), _none_lost(column)


def _number(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        numbers = column.astype("float64")
        return numbers.where(np.isfinite(numbers)), _none_lost(column)
    texts = as_text(column)
    numbers = texts.map(_parsed_number, na_action="ignore").astype("Float64").astype("float64")
    return numbers, _lost(texts, numbers)


def _year(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.dt.year.astype("Int64"), _none_lost(column)
    texts = as_text(column)
    if pd.api.types.is_numeric_dtype(column.dtype):
        texts = texts.mask(texts == "0")  # a shapefile has no empty number
    years = texts.map(_parsed_year, na_action="ignore").astype("Int64")
    return years, _lost(texts, years)


def _boolean(column: pd.Series[Any], _: str | None) -> tuple[pd.Series[Any], Lost]:
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.astype("boolean"), _none_lost(column)
    texts = as_text(column)
    values = texts.map(truth, na_action="ignore").astype("boolean")
    return values, _lost(texts, values)


def _list(column: pd.Series[Any], vocabulary: str | None) -> tuple[pd.Series[Any], Lost]:
    cells = [_items(cell, vocabulary) for cell in column]
    values = np.empty(len(cells), dtype=object)
    values[:] = cells
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
    return _mapped(texts, _padded if numeric else _narrow), _none_lost(column)


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
        column = column.map(_trimmed, na_action="ignore")  # lists of GeoJSON cannot be told apart by hashing
    codes, distinct = pd.factorize(column)
    texts = np.array([*(convert(value) for value in distinct), None], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype="string")


def _trimmed(value: object) -> str | None:
    if isinstance(value, list | tuple | np.ndarray):
        return ";".join(str(item) for item in value) or None
    return str(value).strip().strip("\x00").strip() or None


def _number_text(value: float) -> str | None:
    if not np.isfinite(value):
        return None
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _parsed_number(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix("%")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if np.isfinite(number) else None


def _parsed_year(text: str) -> int | None:
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(match.group(1)) if match else None


def _items(cell: object, vocabulary: str | None) -> tuple[str, ...] | None:
    if isinstance(cell, list | tuple | np.ndarray):
        words = [str(item).strip() for item in cell if item is not None]
    elif pd.isna(cell):
        return None
    else:
        words = [part.strip() for part in _SEPARATORS.split(str(cell))]
    known = vocabulary in VOCABULARIES
    items = tuple(canonical_word(vocabulary, word) if known and vocabulary else word for word in words if word)
    return items or None


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _padded(text: str) -> str | None:
    """``701`` -> ``0701``: codes have two, four or six digits and start 01 to 24."""
    if text == "0":
        return None  # a shapefile has no empty number
    padded = f"0{text}"
    return padded if text.isdigit() and len(text) in (1, 3, 5) and padded[:2] != "00" else text


def _lost(texts: pd.Series[Any], values: pd.Series[Any]) -> Lost:
    return np.asarray(texts.notna() & values.isna(), dtype=bool)


def _none_lost(column: pd.Series[Any]) -> Lost:
    return np.zeros(len(column), dtype=bool)
