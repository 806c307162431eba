"""What a label says: text with fields in braces. A closed grammar: no names but fields, no formats but those below.

    {parcel_no} {class_name}
    {area_m2:.2ha} ha

``{field}`` writes the value as it is. ``{field:.1f}`` writes a number with one decimal, ``{field:,.0f}`` sets its
thousands apart. Instead of ``f`` stand units: ``ha``, ``km2`` and ``mu`` turn square metres into hectares, square
kilometres and 亩, ``km`` metres into kilometres. ``{@class}`` is what the legend calls the feature's class. Braces
are doubled to be written. A new line is a line break, or a backslash and ``n``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy.typing as npt

from core.errors import AppError
from core.messages import Text, listed, same
from core.quantities import AREA_UNITS, rounded

MOST_CHARACTERS = 300
MOST_LINES = 6
MOST_FIELDS = 12
MOST_DECIMALS = 6
LONGEST_VALUE = 40
CLASS = "@class"
"""The field that is the class's name in the legend."""

_FORMAT = re.compile(r"(,?)(?:\.(\d{1,2}))?(f|ha|km2|km²|km|mu|亩|m2|m²)")
_DIVISORS = {
    "f": 1.0,
    "m2": 1.0,
    "m²": 1.0,
    "ha": AREA_UNITS["ha"],
    "km2": AREA_UNITS["km2"],
    "km²": AREA_UNITS["km2"],
    "mu": AREA_UNITS["mu"],
    "亩": AREA_UNITS["mu"],
    "km": 1000.0,
}
_WHOLE = re.compile(r"(-?\d+)\.0")
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """``value / divisor`` with so many decimals."""

    divisor: float
    decimals: int
    apart: bool

    def written(self, value: float) -> str:
        """The number in words; "" for what is no finite number of a size that can be written."""
        number = value / self.divisor
        if not abs(number) < 1e15:
            return ""
        words = rounded(number, self.decimals)
        return words if self.apart else words.replace(" ", "")


@dataclass(frozen=True, slots=True)
class FieldPiece:
    """A field of the template; without ``format`` its text."""

    field: str
    format: NumberFormat | None = None


Piece = str | FieldPiece


@dataclass(frozen=True, slots=True)
class Template:
    """A label's text, line by line."""

    lines: tuple[tuple[Piece, ...], ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field once, in the order of the text."""
        pieces = [piece for line in self.lines for piece in line if isinstance(piece, FieldPiece)]
        return tuple(dict.fromkeys(piece.field for piece in pieces))

    def columns(self) -> tuple[FieldPiece, ...]:
        """Every field with its format once: what ``written`` wants values for."""
        pieces = [piece for line in self.lines for piece in line if isinstance(piece, FieldPiece)]
        return tuple(dict.fromkeys(pieces))

    def written(self, values: Mapping[FieldPiece, str]) -> tuple[str, ...]:
        """The lines for one feature; a line whose fields are all empty is left out."""
        lines = []
        for line in self.lines:
            words = [piece if isinstance(piece, str) else values[piece] for piece in line]
            filled = [word for word, piece in zip(words, line, strict=True) if not isinstance(piece, str)]
            text = "".join(words).strip()
            if text and (not filled or any(filled)):
                lines.append(text)
        return tuple(lines)


def parse(text: str, fields: Collection[str] | None = None) -> Template:
    """The template of ``text``. AppError (``label.*``) says in words what is wrong and at which character.

    With ``fields`` a field that is not among them is refused too.
    """
    if len(text) > MOST_CHARACTERS:
        raise _refused("too_long", Text("标注模板长于 {n} 个字符。", "The label is longer than {n} characters."), n=300)
    plain = text.replace("\r\n", "\n").replace("\\n", "\n")
    pieces: list[Piece] = []
    place = 0
    while place < len(plain):
        piece, place = _piece(plain, place, fields)
        pieces.append(piece)
    if sum(isinstance(piece, FieldPiece) for piece in pieces) > MOST_FIELDS:
        raise _refused("too_many", Text("标注字段多于 {n} 个。", "The label has more than {n} fields."), n=MOST_FIELDS)
    lines = _lines(pieces)
    if len(lines) > MOST_LINES:
        raise _refused("too_many", Text("标注多于 {n} 行。", "The label has more than {n} lines."), n=MOST_LINES)
    if not lines:
        raise _refused("empty", Text("标注模板没有内容。", "The label says nothing."))
    return Template(lines)


def _piece(text: str, place: int, fields: Collection[str] | None) -> tuple[Piece, int]:
    """The literal text or the field that starts at ``place``, and where the next piece starts."""
    if text[place : place + 2] in ("{{", "}}"):
        return text[place], place + 2
    if text[place] == "}":
        words = Text("第 {place} 个字符处的 } 没有对应的 {。", "The } at character {place} closes nothing.")
        raise _refused("brace", words, place=place + 1)
    if text[place] == "{":
        end = text.find("}", place)
        if end < 0:
            words = Text("第 {place} 个字符处的 { 没有结束。", "The { at character {place} is not closed.")
            raise _refused("brace", words, place=place + 1)
        return _field(text[place + 1 : end], place + 1, fields), end + 1
    end = next((at for at in range(place, len(text)) if text[at] in "{}"), len(text))
    return text[place:end], end


def _field(words: str, place: int, fields: Collection[str] | None) -> FieldPiece:
    name, colon, asked = words.partition(":")
    name = name.strip()
    if not name or "{" in name or "\n" in name or len(name) > 64:
        raise _refused(
            "field", Text("第 {place} 个字符处缺少字段名。", "No field is named at character {place}."), place=place
        )
    if fields is not None and name != CLASS and name not in fields:
        raise AppError(
            "label.unknown_field",
            Text("图层没有字段“{name}”。", "The layer has no field “{name}”.").format(name=same(name)),
            Text("可用：{names}。", "Use one of {names}.").format(names=listed(sorted(fields)[:30])),
        )
    if not colon:
        return FieldPiece(name)
    found = _FORMAT.fullmatch(asked.strip())
    decimals = int(found[2] or 0) if found else 0
    if found is None or decimals > MOST_DECIMALS:
        raise AppError(
            "label.format",
            Text("字段“{name}”的格式“{asked}”无法识别。", "The format “{asked}” of “{name}” is not known.").format(
                name=same(name), asked=same(asked.strip()[:30])
            ),
            Text(
                "可用 .0f 至 .6f、,.0f、.2ha、.2mu、.3km2、.1km。", "Use .0f to .6f, ,.0f, .2ha, .2mu, .3km2 or .1km."
            ),
        )
    return FieldPiece(name, NumberFormat(_DIVISORS[found[3]], decimals, bool(found[1])))


def _lines(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Cut at the line breaks of the literal text; lines of nothing are dropped."""
    cut: list[Piece] = []
    for piece in pieces:
        cut += re.split(r"(\n)", piece) if isinstance(piece, str) else [piece]
    runs = (tuple(run) for is_break, run in groupby(cut, key=lambda piece: piece == "\n") if not is_break)
    kept = (tuple(piece for piece in run if piece != "") for run in runs)
    return tuple(line for line in kept if any(not isinstance(piece, str) or piece.strip() for piece in line))


def clean(words: str) -> str:
    """One value as it may stand on a map: one line, nothing invisible, at most forty characters."""
    if not words.isprintable():
        words = "".join(" " if unicodedata.category(each) in _INVISIBLE else each for each in words)
    words = " ".join(words.split()) if "  " in words or words != words.strip() else words
    whole = _WHOLE.fullmatch(words)
    if whole is not None:
        words = whole[1]
    return words if len(words) <= LONGEST_VALUE else f"{words[: LONGEST_VALUE - 1]}…"


def formatted(piece: FieldPiece, values: npt.NDArray[Any]) -> list[str]:
    """The texts of a column: of numbers by the piece's format, of words as they are."""
    number = piece.format
    if number is not None:
        return [number.written(value) for value in values.tolist()]
    return [clean(word) for word in values.tolist()]


def _refused(code: str, message: Text, **values: object) -> AppError:
    words = {language: getattr(message, language) for language in ("zh", "en")}
    for key, value in values.items():
        words = {language: text.replace(f"{{{key}}}", str(value)) for language, text in words.items()}
    return AppError(f"label.{code}", Text(words["zh"], words["en"]))
