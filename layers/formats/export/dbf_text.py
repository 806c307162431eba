"""Texts of a shapefile: the encoding in which every value survives, and what its 254 bytes cannot hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.errors import AppError
from core.messages import Text, same
from layers.formats import encoding as encodings
from layers.formats.export.columns import Column, Mask

WIDEST = 254
"""Bytes of a text field of dBASE."""
LANGUAGE_DRIVERS = {"GBK": 0x4D}
"""ArcGIS reads this byte where there is no .cpg: 0x4D is code page 936."""
_CODECS = {"GBK": "gbk", "GB18030": "gb18030", "UTF-8": "utf-8"}
"""Strict codecs: what is declared GBK must hold nothing that only GB18030 has."""


def chosen_encoding(names: Sequence[str], columns: Sequence[Column], asked: str | None) -> str:
    """The encoding asked for, or the first of GBK, UTF-8, GB18030 in which every value survives uncut.

    Offices read GBK everywhere; UTF-8 holds every character but needs three bytes for a hanzi. Raises AppError
    ``export.encoding`` when the encoding asked for lacks a character.
    """
    texts = _distinct(names, columns)
    if asked is not None:
        name = encodings.asked_encoding(asked)
        lacking = [text for text in texts if not _encodes(text, name)]
        if lacking:
            raise _lacking(name, lacking[0])
        return name
    foreign = [text for text in texts if not text.isascii()]
    if not foreign:
        return "UTF-8"
    able = [name for name in _CODECS if all(_encodes(text, name) for text in foreign)]
    whole = [name for name in able if all(len(text.encode(_CODECS[name])) <= WIDEST for text in foreign)]
    return (whole or able or ["UTF-8"])[0]


def codec_of(name: str) -> str:
    """Python's codec of an encoding by its canonical name."""
    return _CODECS.get(name, name)


def as_latin(text: str, codec: str) -> str:
    """The bytes of ``text`` as Latin-1 characters: that is how they pass through GDAL unchanged."""
    return text.encode(codec).decode("latin-1")


def fitted(column: Column, codec: str) -> tuple[Column, Mask]:
    """The column with texts of at most 254 bytes, cut between characters; also the rows that were cut."""
    codes, distinct = pd.factorize(column.values)
    kept = np.array([_fitting(str(text), codec) for text in distinct], dtype=object)
    cut = np.array([one != text for one, text in zip(kept, distinct, strict=True)], dtype=bool)
    if not len(distinct):
        return column, np.zeros(0, dtype=bool)
    values = kept[codes]
    return (
        Column(column.name, column.kind, values, column.empty | (values == ""), column.spoiled),
        np.asarray(cut[codes] & ~column.empty, dtype=bool),
    )


def _fitting(text: str, codec: str) -> str:
    # An older dBASE reader stops at NUL; a replacement stands for what a stray surrogate half could not say.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    encoded = text.encode(codec)
    if len(encoded) <= WIDEST:
        return text
    for cut in range(WIDEST, WIDEST - 4, -1):
        try:
            return encoded[:cut].decode(codec)
        except UnicodeDecodeError:
            continue
    return encoded[:WIDEST].decode(codec, errors="ignore")


def _distinct(names: Sequence[str], columns: Sequence[Column]) -> list[str]:
    texts = set(names)
    for column in columns:
        if column.kind == "text":
            texts.update(pd.unique(column.values[~column.empty]).tolist())
    return sorted(texts)


def _encodes(text: str, name: str) -> bool:
    try:
        text.encode(codec_of(name))
    except UnicodeEncodeError:
        return False
    return True


def _lacking(name: str, text: str) -> AppError:
    missing = next((character for character in text if not _encodes(character, name)), "?")
    message = Text("{name} 里没有“{character}”这个字（在“{text}”中）。", "{name} has no “{character}” (in “{text}”).")
    hint = Text("请用 {other}，或不指定编码。", "Use {other}, or name no encoding.").format(other=same("UTF-8"))
    return AppError("export.encoding", message.format(name=name, character=missing, text=text[:30]), hint)
