"""What may be written into a field: typed text, judged by the role of its layer."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping

from core.errors import AppError
from core.messages import Text, listed
from core.quantities import M2_PER_HA, M2_PER_KM2, M2_PER_MU
from layers.changes import Value
from layers.roles import ROLES, SHARED_FIELDS, FieldSpec

PERCENT = Text("百分数在 0 与 100 之间。", "A percentage lies between 0 and 100.")
NOT_NEGATIVE = Text("不能是负数。", "It cannot be negative.")
RANGES: dict[str, tuple[float, float, Text]] = {
    "density_max": (0, 100, PERCENT),
    "green_min": (0, 100, PERCENT),
    "runoff_control": (0, 100, PERCENT),
    **{
        field: (0, float("inf"), NOT_NEGATIVE)
        for field in (
            "far_max",
            "height_max",
            "height_m",
            "width_m",
            "min_width_m",
            "area_registered_m2",
            "investment_wan",
            "boiler_tph",
            "energy_tce",
            "voltage_kv",
        )
    },
}
"""Least and greatest number that a canonical field can sensibly hold."""
AREA_WORDS = {"m2": 1.0, "m²": 1.0, "ha": M2_PER_HA, "公顷": M2_PER_HA, "亩": M2_PER_MU, "mu": M2_PER_MU}
AREA_WORDS |= {"km2": M2_PER_KM2, "km²": M2_PER_KM2, "平方千米": M2_PER_KM2, "平方米": 1.0, "平方公里": M2_PER_KM2}
LENGTH_WORDS = {"m": 1.0, "米": 1.0, "km": 1000.0, "千米": 1000.0, "公里": 1000.0}

QUANTITY = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\D*)", re.IGNORECASE)
_MIXED = re.compile(r"[+/]")


def parsed(role: str | None, field: str, kind: str, text: str) -> Value:
    """What is kept of a typed text: None where it is empty, else text, a number or yes and no.

    ``kind`` is what the column holds (``text``, ``number``, ``bool``, ``list``, ``date``). Numbers may carry a unit.
    AppError ``cell.…`` in words that can stand beside the cell.
    """
    word = unicodedata.normalize("NFC", text).strip()
    if not word:
        return None
    spec = spec_of(role, field)
    if spec is None:
        return _OWN.get(kind, _as_text)(word)
    if spec.vocabulary is not None:
        return _vocabulary_words(spec, word)
    if spec.kind == "code":
        return _class_code(word)
    if spec.kind == "number":
        return _in_range(field, _quantity(field, word))
    if spec.kind == "year":
        return _year(word)
    return _truth(word) if spec.kind == "bool" else word


def spec_of(role: str | None, field: str) -> FieldSpec | None:
    """What is known of a canonical field; None for one of the file's own."""
    return (ROLES[role].fields if role in ROLES else SHARED_FIELDS).get(field)


def refused(code: str, zh: str, en: str, what: str) -> AppError:
    """The error for a value, named in ``{what}``, that does not go into a field."""
    return AppError(code, Text(zh, en).format(what=what if len(what) <= 40 else f"{what[:39]}…"))


def _quantity(field: str, word: str) -> float:
    """A number, with a unit where one makes sense: 1.5 ha in a field of m²."""
    plain = unicodedata.normalize("NFKC", word.replace("²", "2")).replace(",", "").strip()
    match = QUANTITY.fullmatch(re.sub(r"(?<=\d) (?=\d{3}\b)", "", plain))
    if match is None:
        raise refused("cell.number", "“{what}”不是数。", "“{what}” is no number.", word)
    unit = match.group(2).strip().casefold()
    factor = _units(field).get(unit) if unit else 1.0
    if factor is None:
        raise refused("cell.unit", "这里不用单位“{what}”。", "The unit “{what}” does not belong here.", unit)
    return float(match.group(1)) * factor


def _units(field: str) -> Mapping[str, float]:
    if field.endswith("_m2"):
        return AREA_WORDS
    if field.endswith("_m") or field == "height_max":
        return LENGTH_WORDS
    return {"%": 1.0} if field in ("density_max", "green_min", "runoff_control") else {}


def _in_range(field: str, number: float) -> float:
    least, greatest, words = RANGES.get(field, (float("-inf"), float("inf"), NOT_NEGATIVE))
    if not least <= number <= greatest or number in (float("inf"), float("-inf")):
        raise AppError("cell.range", words)
    return number


def _year(word: str) -> int:
    plain = unicodedata.normalize("NFKC", word).removesuffix("年").strip()
    if not re.fullmatch(r"(1[5-9]|2[0-4])\d\d", plain):
        raise refused("cell.year", "“{what}”不是年份。", "“{what}” is no year.", word)
    return int(plain)


def _truth(word: str) -> bool:
    from layers.cells import truth

    answer = truth(word)
    if answer is None:
        raise refused("cell.truth", "请填“是”或“否”，而不是“{what}”。", "Yes or no is needed, not “{what}”.", word)
    return answer


def _vocabulary_words(spec: FieldSpec, word: str) -> str:
    """Words of a closed vocabulary, written as offices write them."""
    from layers.vocabulary import VOCABULARIES, canonical_word, is_known

    known = VOCABULARIES[spec.vocabulary or ""]
    words = re.split(r"[、,，;；|｜]", word) if spec.kind == "list" else [word]
    for one in words:
        if not is_known(spec.vocabulary or "", one.strip()):
            offered = listed([names[0] if names else key for key, names in known.items()])
            message = Text("“{word}”不在词表里。可用：{words}。", "“{word}” is not in the list. There are: {words}.")
            raise AppError("cell.word", message.format(word=one.strip()[:40], words=offered))
    canonical = [canonical_word(spec.vocabulary or "", one.strip()) for one in words]
    return "、".join(known[one][0] if known[one] else one for one in canonical)


def _class_code(word: str) -> str:
    """A code of the guide, or a class of one's own below one of its second level."""
    from layers.doctor.classes import guide

    code = unicodedata.normalize("NFKC", word).replace(" ", "")
    for part in _MIXED.split(code):
        own = len(part) == 6 and part.isdigit() and part[:4] in guide()
        if part not in guide() and not own:
            raise refused(
                "cell.code", "“{what}”不是用地用海分类代码。", "“{what}” is no code of the land-use guide.", part
            )
    return code


def _as_number(word: str) -> float:
    return _in_range("", _quantity("", word))


def _as_date(word: str) -> str:
    try:
        return datetime.date.fromisoformat(unicodedata.normalize("NFKC", word).replace("/", "-")).isoformat()
    except ValueError:
        raise refused(
            "cell.date", "“{what}”不是日期（年-月-日）。", "“{what}” is no date (year-month-day).", word
        ) from None


def _as_text(word: str) -> str:
    return word


_OWN: Mapping[str, Callable[[str], Value]] = {"number": _as_number, "bool": _truth, "date": _as_date}
"""How a field of the file's own is read, by what its column holds."""
