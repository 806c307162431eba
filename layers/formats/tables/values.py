"""Columns of text to columns of values — and codes back to what they were before Excel took them for numbers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from core.messages import Text
from layers.formats.land_use_classes import land_use_classes
from layers.layer import Notice

NUMBER = r"[-+]?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3})+)?(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
_CODE_NAME = re.compile(
    r"代码|编码|编号|号$|身份证|电话|邮编|(?:DM|BM|BH|DH)$|code|(?:^|_)(?:no|id)$", flags=re.IGNORECASE
)
_CLASS_NAMES = {
    name.casefold()
    for name in ("class_code", "YDDM", "DLBM", "GHDLBM", "YDYHFLDM", "用地代码", "用地编码", "地类代码", "地类编码")
} | {"用地用海代码", "用地分类代码", "用地用海分类代码"}


def is_code(name: str) -> bool:
    """Whether a column of that name holds codes, which are text whatever they look like."""
    return bool(_CODE_NAME.search(name.strip()))


def typed(column: pd.Series[Any], name: str) -> pd.Series[Any]:
    """A column of texts as numbers if every value is one and it is not a code; else as text, empty = missing."""
    text = column.astype("string").str.strip()
    text = text.mask(text == "")
    present = text.dropna()
    digits = present.str.len() <= 24
    if is_code(name) or not len(present) or not (digits & present.str.fullmatch(NUMBER)).all():
        return text
    numbers = pd.to_numeric(text.str.replace(",", "", regex=False), errors="coerce").astype("float64")
    if not np.isfinite(numbers.dropna()).all() or len(numbers.dropna()) < len(present):
        return text
    whole = present.str.fullmatch(r"[-+]?\d+").all()
    return numbers.astype("Int64") if whole else numbers


def repaired_codes(column: pd.Series[Any], name: str, file: str) -> tuple[pd.Series[Any], list[Notice]]:
    """Class codes with the leading zero that Excel dropped (701 -> 0701), and notices; other columns as they are."""
    if not is_code(name) and name.casefold() not in _CLASS_NAMES:
        return column, []
    text = column.astype("string").str.strip()
    notices = []
    if text.str.fullmatch(r"\d(?:\.\d+)?[eE]\+\d+").fillna(False).any():
        message = Text(
            "{file} 的字段“{name}”有写成科学计数的编码，后面的数字已丢失。",
            "Codes in “{name}” of {file} were saved in scientific notation and have lost digits.",
        ).format(file=file, name=name)
        repair = Text("从原表重新导出，把该列设为文本。", "Export it again with that column as text.")
        notices.append(Notice("table.digits", message, file, repair))
    text = text.str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
    if name.casefold() not in _CLASS_NAMES:
        return text, notices
    known = land_use_classes()
    short = text.str.fullmatch(r"\d|\d{3}|\d{5}").fillna(False) & ("0" + text).isin(list(known)).fillna(False)
    if short.any():
        example = f"{text[short].iloc[0]} → 0{text[short].iloc[0]}"
        message = Text(
            "{file} 的字段“{name}”有 {count} 个用地代码丢了前导零（如 {example}），已补上。",
            "{count} codes in “{name}” of {file} had lost their leading zero (such as {example}); it was put back.",
        ).format(file=file, name=name, count=int(short.sum()), example=example)
        repair = Text("在 Excel 中把该列设为文本。", "Make that column text in Excel.")
        notices.append(Notice("table.zeros", message, file, repair))
        text = text.mask(short, "0" + text)
    return text, notices
