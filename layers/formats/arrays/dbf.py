"""Single columns of a ``.dbf``: bytes are compared first, and only distinct ones are decoded.

dBASE III: a header with 32 bytes a field, then rows of fixed width, each after a byte that marks deleted ones (``*``).
Values are read as GDAL reads them, so that both ways give the same table.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from layers.formats import encoding as encodings
from layers.formats.arrays import UnfitError
from layers.formats.arrays.columns import Bytes, Ints, distinct_rows
from layers.formats.arrays.compiled import KERNELS

_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(rb"[+-]?\d+")
_LONGEST_WHOLE = 18
FOREIGN_ROWS = 1 << 18
PIECE_BYTES = 1 << 20
FEW_ROWS = 1000
MOST_VALUES = 4096
"""Distinct values up to which they are found by their hash, without sorting."""


@dataclass(frozen=True, slots=True)
class _Field:
    name: bytes
    kind: str
    place: int
    width: int
    decimals: int


class Dbf:
    """The attributes of a shapefile by columns; see ``columns.Columns``.

    ``asked`` and ``declared`` (the ``.cpg``) are as for ``choose_encoding``. ``count`` is the number of shapes: rows
    that the file does not hold are empty. Raises ``UnfitError`` where the header makes no sense.
    """

    def __init__(self, path: Path | None, count: int, *, asked: str | None = None, declared: str | None = None) -> None:
        self._path = path
        self._asked, self._declared = asked, declared
        self._fields: list[_Field] = []
        self._header, self._width, self._rows = 0, 1, 0
        self.language_driver = 0
        if path is not None:
            self._read_header(path)
        self.deleted = self._stretch(0, 1, first=0, last=count)[:, 0] == ord("*")
        self._numbers = np.flatnonzero(~self.deleted)

    @cached_property
    def encoding(self) -> str:
        """The encoding that all texts and names of the table speak for."""
        return encodings.choose_encoding(
            sorted({*(field.name for field in self._fields), *self._foreign()}),
            asked=self._asked,
            declared=self._declared,
            language_driver=self.language_driver,
        ).name

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields; names that are alike are numbered."""
        plain = all(field.name.isascii() for field in self._fields)
        decoded = [encodings.decode(field.name, "ASCII" if plain else self.encoding) for field in self._fields]
        return tuple(numbered(["geometry", *decoded])[1:])

    def distinct(self, name: str, rows: slice) -> tuple[list[object], Ints]:
        """The distinct values of some rows, and the value of each."""
        field = self._field(name)
        numbers = self._numbers[rows]
        coded = self._coded(field, numbers) if KERNELS.ready and len(numbers) >= FEW_ROWS else None
        if coded is not None:
            return [self._value(field, value.tobytes()) for value in coded[0]], coded[1]
        cells = self._cells(field, numbers)
        first, inverse = distinct_rows(cells)
        raw = np.ascontiguousarray(cells[first])
        texts = [row.tobytes() for row in raw]
        return [self._value(field, text) for text in texts], inverse

    def floats(self, name: str) -> npt.NDArray[np.float64] | None:
        """A numeric field as numbers; None for another, or where a value is no plain number."""
        field = self._field(name)
        if field.kind not in "NF" or not field.width:
            return None
        cells = self._cells(field, self._numbers, least=3)
        odd = b"_.eE" if _is_whole(field) else b"_"  # numpy reads more than C does
        if np.isin(cells, np.frombuffer(odd, dtype=np.uint8)).any():
            return None
        empty = (cells == ord(" ")).all(axis=1)
        cells[empty, :3] = np.frombuffer(b"nan", dtype=np.uint8)
        try:
            found = cells.view(f"S{cells.shape[1]}").ravel().astype(np.float64)
        except ValueError:
            return None
        return np.where(np.isfinite(found), found, np.nan)

    def _read_header(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.read(32)
            if len(head) < 32:
                return
            rows, header, width = (int.from_bytes(head[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
            described = file.read(max(0, header - 32))
        self.language_driver = head[29]
        if not width or header < 33 or len(described) < header - 32:
            return
        self._fields = _fields(described)
        if any(field.place + field.width > width for field in self._fields):
            raise UnfitError
        self._header, self._width = header, width
        self._rows = min(rows, (path.stat().st_size - header) // width)

    def _field(self, name: str) -> _Field:
        return self._fields[self.names.index(name)]

    def _cells(self, field: _Field, numbers: Ints, *, least: int = 0) -> Bytes:
        """The bytes of a field in some rows, without the columns of blanks at the end; its own copy."""
        if not len(numbers):
            return np.zeros((0, least), dtype=np.uint8)
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        block = self._stretch(field.place, field.width, first=first, last=last)
        if last - first > len(numbers):
            block = block[numbers - first]
        width = _used_width(block)
        cells = np.full((len(numbers), max(width, least)), ord(" "), dtype=np.uint8)
        cells[:, :width] = block[:, :width]
        return cells

    def _coded(self, field: _Field, numbers: Ints) -> tuple[Bytes, Ints] | None:
        """The distinct bytes of a field in rows that follow each other, and for every row the number of its own.

        None where there are many, or rows in between or beyond the file.
        """
        first, last = int(numbers[0]), int(numbers[-1]) + 1
        if self._path is None or last - first != len(numbers) or last > self._rows or not field.width:
            return None
        whole = field.width // 8
        values = np.empty((MOST_VALUES, whole + 1), dtype=np.uint64)
        table = np.full(4 * MOST_VALUES, -1, dtype=np.int64)
        found = np.empty(len(numbers), dtype=np.int64)
        known = done = 0
        for block in self._blocks(first, last):
            words, rest = _wide(block, self._width, field)
            into = found[done : done + len(rest)]
            known = KERNELS.module.numbered_values(words, rest, values, table, known, into)
            if known < 0:
                return None
            done += len(rest)
        cells = values[:known].view(np.uint8)
        return np.hstack([cells[:, : 8 * whole], cells[:, 8 * whole : 8 * whole + field.width % 8]]), found

    def _blocks(self, first: int, last: int) -> Iterator[Bytes]:
        """The bytes of some rows, piece by piece, each until the next is asked for: all of them in memory, if only as a
        map, is what a computer with little of it does not have.
        """
        assert self._path is not None
        step = max(1, PIECE_BYTES // self._width)
        room = np.empty(step * self._width, dtype=np.uint8)
        with self._path.open("rb") as file:
            file.seek(self._header + first * self._width)
            for begin in range(first, last, step):
                size = file.readinto(room[: min(step, last - begin) * self._width].data)
                yield room[: size // self._width * self._width]

    def _stretch(self, place: int, width: int, *, first: int, last: int) -> Bytes:
        """Some columns of bytes of some rows, blank where the file ends before."""
        found = np.full((last - first, width), ord(" "), dtype=np.uint8)
        last = min(last, self._rows)
        if self._path is None or last <= first:
            return found
        done = 0
        for block in self._blocks(first, last):
            rows = block.reshape(-1, self._width)
            found[done : done + len(rows)] = rows[:, place : place + width]
            done += len(rows)
        return found

    def _value(self, field: _Field, cell: bytes) -> object:
        text = cell.split(b"\x00", 1)[0].strip(b" ")
        if field.kind in "NF":
            return _number(text, whole=_is_whole(field))
        if field.kind == "D":
            return _date(text)
        if field.kind == "L":
            return None if text[:1] in (b"", b"?") else text[:1] in (b"T", b"t", b"Y", b"y")
        if not text:
            return None
        return text.decode("ascii") if text.isascii() else encodings.decode(text, self.encoding)

    def _foreign(self) -> set[bytes]:
        """The distinct texts of all rows that are not ASCII; what decides on the encoding."""
        found: set[bytes] = set()
        for field in self._fields:
            if field.kind in "NFDL":
                continue
            for first in range(0, len(self._numbers), FOREIGN_ROWS):
                cells = self._cells(field, self._numbers[first : first + FOREIGN_ROWS])
                cells = cells[(cells & 0x80).any(axis=1)]
                for row in cells[distinct_rows(cells)[0]] if len(cells) else ():
                    found.add(row.tobytes().split(b"\x00", 1)[0].strip(b" "))
        return found


def _wide(block: Bytes, row: int, field: _Field) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    """A field of rows of ``row`` bytes as numbers of eight bytes each (n, k), and its last bytes as one more (n)."""
    count, whole, rest = len(block) // row, field.width // 8, field.width % 8
    words = np.ndarray((count, whole), "<u8", block, field.place, (row, 8))
    last = np.zeros((count, 8), dtype=np.uint8)
    last[:, :rest] = block.reshape(count, row)[:, field.place + 8 * whole : field.place + field.width]
    return words, last.view(np.uint64)[:, 0]


def numbered(names: Sequence[str]) -> list[str]:
    """Names cut at 10 bytes may meet: number the later ones."""
    taken: dict[str, None] = {}
    for name in names:
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        taken[unique] = None
    return list(taken)


def _fields(content: bytes) -> list[_Field]:
    found: list[_Field] = []
    place = 1
    for first in range(0, len(content) - 31, 32):
        if content[first] == 0x0D:
            break
        name = content[first : first + 11].split(b"\x00", 1)[0].rstrip(b" ")
        kind = chr(content[first + 11])
        width, decimals = content[first + 16], content[first + 17]
        if kind not in "NF":  # texts may be longer than 255: the decimals are the higher byte
            width, decimals = width + 256 * decimals, 0
        found.append(_Field(name, kind, place, width, decimals))
        place += width
    return found


def _is_whole(field: _Field) -> bool:
    return field.decimals == 0 and field.width <= _LONGEST_WHOLE


def _used_width(block: Bytes) -> int:
    """The width without the columns at the end that hold nothing but blanks."""
    width = int(block.shape[1])
    while width and np.isin(block[:, width - 1], (32, 0)).all():
        width -= 1
    return width


def _number(text: bytes, *, whole: bool) -> object:
    """As C reads it: as far as it is a number, 0 where it is none; None for an empty one or one of stars."""
    if not text or text.startswith(b"*"):
        return None
    text = text.strip()
    if whole:
        match = _WHOLE.match(text)
        return int(match.group()) if match else 0
    if text.lower().lstrip(b"+-").startswith((b"nan", b"inf")):
        return None
    match = _NUMBER.match(text)
    return float(match.group()) if match else 0.0


def _date(text: bytes) -> object:
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
