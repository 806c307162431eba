"""One value of a file into what its canonical field holds. Light: ``layers.values`` does the same for whole columns."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.vocabulary import VOCABULARIES, canonical_word

if TYPE_CHECKING:
    from layers.roles import FieldSpec

_SEPARATORS = re.compile(r"[、,，;；|｜]")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_YEAR = re.compile(r"(1[5-9]\d\d|2[0-4]\d\d)(?:\.0+|年.*|[-/.]\d{1,2}(?:[-/.T ].*)?|\d{4})?")
_TRUE = frozenset(("1", "true", "t", "yes", "y", "是", "真"))
_FALSE = frozenset(("0", "false", "f", "no", "n", "否", "假"))


def scalar_text(value: object) -> str:
    """One value as ``values.as_text`` writes it in a column; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return number_text(value) or ""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return trimmed(value) or ""


def canonical_text(value: object, spec: FieldSpec | None) -> str:
    """One value as text after it was converted for its canonical field (None: a field that is only the file's own).

    ``value`` is None, text, a number or a truth value, as the file's table has it.
    """
    text = scalar_text(value)
    if spec is None or spec.kind == "text" or not text:
        return text
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    if spec.kind == "number":
        number = parsed_number(text)
        return "" if number is None else number_text(number) or ""
    if spec.kind == "year":
        year = None if numeric and text == "0" else parsed_year(text)  # a shapefile has no empty number
        return "" if year is None else str(year)
    if spec.kind == "bool":
        found = truth(text)
        return "" if found is None else str(int(found))
    if spec.kind == "list":
        return ";".join(items(value, spec.vocabulary) or ())
    if spec.kind == "code":
        return (padded(text) or "") if numeric else narrow(text)
    return text if spec.vocabulary is None else canonical_word(spec.vocabulary, text)


def truth(word: str) -> bool | None:
    """Yes or no of one word (1/0, true/false, T/F, 是/否); None for anything else."""
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    if folded in _TRUE:
        return True
    return False if folded in _FALSE else None


def trimmed(value: object) -> str | None:
    """Text without blanks and zero bytes around it; None when nothing is left."""
    if isinstance(value, list | tuple | np.ndarray):
        return ";".join(str(item) for item in value) or None
    return str(value).strip().strip("\x00").strip() or None


def number_text(value: float) -> str | None:
    """A number in full, whole ones without ``.0``; None where it is not finite."""
    if not math.isfinite(value):
        return None
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def parsed_number(text: str) -> float | None:
    """The number that a text is (thousands and per cent signs allowed); None where it is none."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").removesuffix("%")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    number = float(plain)
    return number if math.isfinite(number) else None


def parsed_year(text: str) -> int | None:
    """The year of a date or year; None where there is none."""
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(match.group(1)) if match else None


def items(cell: Any, vocabulary: str | None) -> tuple[str, ...] | None:
    """The words of a list (of a text with separators); None where there are none."""
    if isinstance(cell, list | tuple | np.ndarray):
        words = [str(item).strip() for item in cell if item is not None]
    else:
        words = [part.strip() for part in _SEPARATORS.split(str(cell))]
    known = vocabulary in VOCABULARIES
    found = tuple(canonical_word(vocabulary, word) if known and vocabulary else word for word in words if word)
    return found or None


def narrow(text: str) -> str:
    """Full-width letters and digits as plain ones."""
    return unicodedata.normalize("NFKC", text)


def padded(text: str) -> str | None:
    """``701`` -> ``0701``: class codes have two, four or six digits and start 01 to 24."""
    if text == "0":
        return None  # a shapefile has no empty number
    found = f"0{text}"
    return found if text.isdigit() and len(text) in (1, 3, 5) and found[:2] != "00" else text
