"""Columns that hold numbers or dates as text, and text that another program has read in the wrong encoding."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from core.messages import Text
from layers import values
from layers.doctor.diagnosis import KEPT_SUFFIX, Change, Diagnosis, Patient, Repair
from layers.doctor.told import found
from layers.formats import encoding as encodings
from layers.roles import ROLES, SHARED_FIELDS, FieldSpec

NUMBER = FieldSpec("number")

_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})|年(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日?"
    r"|(?P<month3>\d\d)(?P<day3>\d\d))(?:[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
)
_PLAIN_DIGITS = re.compile(r"\d{8}")
_MEASURE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CODE_WORDS = ("dm", "bh", "bsm", "code", "no", "id", "编号", "代码", "编码", "号", "电话", "版本")
"""Endings of names whose digits name something and count nothing."""


def numbers_as_text(patient: Patient) -> list[Diagnosis]:
    """Text columns whose every value is a number: areas and heights that sort and add up wrongly."""
    told: list[Diagnosis] = []
    for column in _original_text_columns(patient):
        texts = values.as_text(pd.DataFrame(patient.frame)[column])
        filled = np.asarray(texts.notna(), dtype=bool)
        if not filled.any() or not _counts(patient, column, texts):
            continue
        numbers, lost = values.converted(texts, NUMBER)
        if lost.any() or not bool(numbers[filled].notna().all()):
            continue
        message = Text(
            "{file} 的字段 {column} 把数字存成了文本（如“{example}”），不能排序和求和：{rows}。",
            "Field {column} of {file} keeps numbers as text (such as “{example}”), which neither sort nor "
            "add up: {rows}.",
        )
        label = Text("把字段 {column} 改为数值", "Make field {column} numeric").format(column=column)
        repair = Repair(f"to_number:{column}", label, _converted(column, _as_numbers))
        words = {"column": column, "example": str(texts[filled].iloc[0])[:40]}
        told += found(patient, "values.numbers_as_text", message, filled, repairs=[repair], words=words)
    return told


def dates_as_text(patient: Patient) -> list[Diagnosis]:
    """Text columns whose every value is a full date."""
    told: list[Diagnosis] = []
    for column in _original_text_columns(patient):
        texts = values.as_text(pd.DataFrame(patient.frame)[column])
        filled = np.asarray(texts.notna(), dtype=bool)
        if not filled.any() or _is_year(patient, column):
            continue
        distinct = [str(text) for text in texts.dropna().unique()]
        if all(_PLAIN_DIGITS.fullmatch(text) for text in distinct) and not _named_like_a_date(column):
            continue
        if not _DATE.fullmatch(distinct[0]) or any(_date(text) is None for text in distinct):
            continue
        message = Text(
            "{file} 的字段 {column} 把日期存成了文本（如“{example}”）：{rows}。",
            "Field {column} of {file} keeps dates as text (such as “{example}”): {rows}.",
        )
        label = Text("把字段 {column} 改为日期", "Make field {column} a date").format(column=column)
        repair = Repair(f"to_date:{column}", label, _converted(column, _as_dates))
        told += found(
            patient,
            "values.dates_as_text",
            message,
            filled,
            repairs=[repair],
            words={"column": column, "example": distinct[0][:40]},
        )
    return told


def wrong_letters(patient: Patient) -> list[Diagnosis]:
    """Chinese that another program has read as Latin-1 and saved so (ÓÃµØ for 用地), in names of fields too."""
    plain = pd.DataFrame(patient.frame)
    texts = [str(name) for name in plain.columns]
    for column in _text_columns(patient):
        texts += [str(text) for text in plain[column].dropna().unique()]
    encoding = _misread_as_latin(texts)
    if encoding is None:
        return []
    rows = np.zeros(len(plain), dtype=bool)
    example = ""
    for column in _text_columns(patient):
        wrong = (
            plain[column].astype("string").map(_is_latin_rubbish, na_action="ignore").fillna(False).to_numpy(dtype=bool)
        )
        example = example or (str(plain[column][wrong].iloc[0]) if wrong.any() else "")
        rows |= wrong
    message = Text(
        "{file} 的文字在以前的转换中被读错了编码（如“{example}”应为“{right}”）：{rows}。",
        "Text of {file} was read in the wrong encoding by an earlier conversion (“{example}” should be “{right}”): "
        "{rows}.",
    )
    label = Text("按 {name} 还原文字", "Restore the text as {name}").format(name=encoding)
    repair = Repair(f"reread:{encoding}", label, _reread(encoding))
    right = _restored(example, encoding)[:30]
    return found(
        patient, "encoding.misread", message, rows, repairs=[repair], words={"example": example[:30], "right": right}
    )


def as_declared(patient: Patient, declared: str, chosen: str) -> Change:
    """The frame as the declared encoding would have shown it: the left side of the preview of a repaired ``.cpg``."""

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shown = frame.copy()
        for column in _text_columns(patient):
            if column in frame.columns:
                shown[column] = (
                    pd.DataFrame(frame)[column]
                    .map(lambda text: _as_if(str(text), chosen, declared), na_action="ignore")
                    .astype("string")
                )
        return shown

    return apply


def _text_columns(patient: Patient) -> list[str]:
    dtypes = patient.frame.dtypes.items()
    return [str(name) for name, dtype in dtypes if name != "geometry" and pd.api.types.is_string_dtype(dtype)]


def _original_text_columns(patient: Patient) -> list[str]:
    """Text columns but for those that a repair has put aside."""
    names = set(patient.frame.columns)
    return [
        name
        for name in _text_columns(patient)
        if not (name.endswith(KEPT_SUFFIX) and name[: -len(KEPT_SUFFIX)] in names)
    ]


def _spec(patient: Patient, column: str) -> FieldSpec | None:
    """What the canonical field of a column holds; None for a column without one."""
    specs = ROLES[patient.role].fields if patient.role is not None else SHARED_FIELDS
    for canonical, source in (patient.fields or {}).items():
        if source == column:
            return specs.get(canonical)
    return None


def _counts(patient: Patient, column: str, texts: pd.Series[Any]) -> bool:
    """Whether a column of digits measures something; codes, numbers of parcels and telephones name something."""
    spec = _spec(patient, column)
    if spec is not None:
        return spec.kind == "number"
    if column.casefold().endswith(_CODE_WORDS):
        return False
    distinct = [str(text) for text in texts.dropna().unique()]
    plain = all(_MEASURE.fullmatch(text) for text in distinct)
    zeros = any(text.startswith("0") and not text.startswith("0.") and text != "0" for text in distinct)
    return plain and not zeros and any("." in text or "," in text for text in distinct)


def _is_year(patient: Patient, column: str) -> bool:
    spec = _spec(patient, column)
    return spec is not None and spec.kind == "year"


def _named_like_a_date(column: str) -> bool:
    folded = column.casefold()
    return any(word in folded for word in ("date", "rq", "sj", "日期", "时间"))


def _date(text: str) -> pd.Timestamp | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    parts = [match["month"] or match["month2"] or match["month3"], match["day"] or match["day2"] or match["day3"]]
    try:
        return pd.Timestamp(int(match["year"]), int(parts[0]), int(parts[1]))
    except ValueError:  # the 31st of a shorter month
        return None


def _as_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    return values.converted(column, NUMBER)[0]


def _as_dates(column: pd.Series[Any]) -> pd.Series[Any]:
    return values.as_text(column).map(_date, na_action="ignore").astype("datetime64[ms]")


def _converted(column: str, convert: Any) -> Change:
    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        mended[column] = convert(pd.DataFrame(frame)[column])
        return mended

    return apply


def _misread_as_latin(texts: list[str]) -> str | None:
    """The encoding that turns Latin-1 rubbish among ``texts`` into everyday hanzi; None when there is no rubbish."""
    suspects = [text.encode("latin-1") for text in texts if _is_latin_rubbish(text)]
    if not suspects:
        return None
    choice = encodings.choose_encoding(suspects)
    restored = "".join(encodings.decode(value, choice.name) for value in suspects)
    hanzi = sum("\u4e00" <= character <= "\u9fff" for character in restored)
    broken = any(notice.code == "encoding.broken" for notice in choice.notices)
    return choice.name if not broken and hanzi * 2 > len(restored) else None


def _as_if(text: str, chosen: str, declared: str) -> str:
    return text if text.isascii() else encodings.decode(text.encode(chosen, errors="replace"), declared)


def _is_latin_rubbish(text: str) -> bool:
    """Two accented letters in a row or more, all of Latin-1: ``ÓÃµØ``, but hardly ``Café``."""
    high = [character for character in text if ord(character) > 127]
    if len(high) < 2 or any(ord(character) > 255 for character in high):
        return False
    return bool(re.search(r"[\x80-\xff]{2}", text)) and len(high) * 2 >= len(text.replace(" ", ""))


def _restored(text: str, encoding: str) -> str:
    return encodings.decode(text.encode("latin-1"), encoding) if _is_latin_rubbish(text) else text


def _reread(encoding: str) -> Change:
    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        plain = pd.DataFrame(frame)
        for name in plain.columns:
            if name != frame.geometry.name and pd.api.types.is_string_dtype(plain[name].dtype):
                texts = plain[name].map(lambda text: _restored(str(text), encoding), na_action="ignore")
                mended[name] = texts.astype("string")
        return mended

    return apply


__all__ = ["as_declared", "dates_as_text", "numbers_as_text", "wrong_letters"]
