"""The bytes of a ``.dbf``: rows that are shifted and numbers that are none. GDAL reads on over both without a word."""

from __future__ import annotations

import struct
from itertools import takewhile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.messages import Text, listed
from layers.doctor.diagnosis import Diagnosis
from layers.formats.vector import numbered
from layers.layer import Notice

Bytes = npt.NDArray[np.uint8]

_HEADER = 32
_FIELD = 32
_FLAGS = (0x20, 0x2A)
"""A row starts with a blank, or with a star once it is deleted."""
_OF_NUMBERS = np.frombuffer(b"0123456789+-.eE *\x00,", dtype=np.uint8)
_PADDING = b"\x00\x1a\r\n"
_FROM_ORIGINAL = Text("从原始数据重新导出整套文件。", "Export the whole set of files again from the original.")


def damaged_rows(path: Path | None, file: str) -> list[Diagnosis]:
    """Look through the complete rows of a .dbf; nothing where it has no usable header (the reader says that)."""
    rows, end = _rows(path)
    if rows is None or path is None:
        return []
    if not _fields_fill(path, rows.shape[1]):
        message = Text(
            "{file} 的 .dbf 表头损坏（字段总长与行长不符）：属性不可信。",
            "The header of the .dbf of {file} is damaged (its fields do not fill a row): its attributes cannot be "
            "trusted.",
        )
        return [Diagnosis(Notice("shapefile.dbf_header", message.format(file=file), file, _FROM_ORIGINAL))]
    strange = np.flatnonzero(~np.isin(rows[:, 0], _FLAGS)) if len(rows) else np.zeros(0, dtype=np.int64)
    if len(strange) or end.strip(_PADDING):
        message = Text(
            "{file} 的 .dbf 中行与行错位（行首标记或长度不对）：属性可能对不上，{rows}。",
            "Rows of the .dbf of {file} are out of step (their marks or the length are wrong), so attributes may be "
            "those of others: {rows}.",
        )
        what = numbered(strange) if len(strange) else Text("文件末尾多出内容", "there is more at its end")
        return [Diagnosis(Notice("shapefile.dbf_shifted", message.format(file=file, rows=what), file, _FROM_ORIGINAL))]
    return _no_numbers(path, rows, file)


def _rows(path: Path | None) -> tuple[Bytes | None, bytes]:
    """Complete rows as bytes (rows, row length), and what follows the last row that the header promises."""
    if path is None:
        return None, b""
    with path.open("rb") as file:
        header = file.read(_HEADER)
    size = path.stat().st_size
    if len(header) < _HEADER:
        return None, b""
    promised, start, length = struct.unpack("<IHH", header[4:12])
    if length == 0 or start < _HEADER or size < start:
        return None, b""
    count = min(promised, (size - start) // length)
    if not count:
        return None, b""
    content: Bytes = np.memmap(path, dtype=np.uint8, mode="r", offset=start, shape=(count, length))
    with path.open("rb") as file:
        file.seek(start + promised * length)
        return content, file.read(64)


def _no_numbers(path: Path, rows: Bytes, file: str) -> list[Diagnosis]:
    bad = np.zeros(len(rows), dtype=bool)
    names = []
    for name, start, length in _numeric_fields(path, rows.shape[1]):
        wrong = ~np.isin(rows[:, start : start + length], _OF_NUMBERS).all(axis=1)
        if wrong.any():
            names.append(name)
            bad |= wrong
    if not names:
        return []
    message = Text(
        "{file} 的数值字段 {names} 里有不是数字的内容，读出的数可能是错的：{rows}。",
        "Numeric fields of {file} ({names}) hold what is no number; the values read may be wrong: {rows}.",
    ).format(file=file, names=listed(names), rows=numbered(np.flatnonzero(bad)))
    return [Diagnosis(Notice("shapefile.dbf_no_number", message, file, _FROM_ORIGINAL))]


def _numeric_fields(path: Path, row_length: int) -> list[tuple[str, int, int]]:
    """Name, place in the row and length of each numeric field."""
    found = []
    place = 1
    for field in _descriptors(path):
        length = field[16]
        if field[11:12] in (b"N", b"F") and place + length <= row_length:
            found.append((field[:11].split(b"\x00")[0].decode("latin-1"), place, length))
        place += length
    return found


def _fields_fill(path: Path, row_length: int) -> bool:
    """Whether the fields take up a row; some programs keep a longer length of a text in two bytes."""
    fields = _descriptors(path)
    short = 1 + sum(field[16] for field in fields)
    long = short + sum(256 * field[17] for field in fields if field[11:12] == b"C")
    return row_length in (short, long)


def _descriptors(path: Path) -> list[bytes]:
    """The descriptions of the fields, 32 bytes each, up to the mark that ends them."""
    with path.open("rb") as file:
        header_length = struct.unpack("<H", file.read(_HEADER)[8:10])[0]
        content = file.read(header_length - _HEADER)
    pieces = [content[start : start + _FIELD] for start in range(0, len(content) - _FIELD + 1, _FIELD)]
    return list(takewhile(lambda piece: piece[0] != 0x0D, pieces))
