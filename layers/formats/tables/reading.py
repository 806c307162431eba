"""CSV and Excel tables as they come: rows of text under the names of the header, with notices of what was lost.

Excel numbers become the text that Excel would show for them; formulas are never computed, only the value that was
saved with them is read.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from core.errors import AppError
from core.messages import Text, listed
from layers.formats.text_file import read_text
from layers.layer import Notice

EXCEL_SUFFIXES = (".xlsx", ".xlsm")
CSV_SUFFIXES = (".csv", ".tsv", ".txt")
MAX_BYTES = 512 * 1024**2
MAX_UNPACKED = 1024**3
"""Bytes of an Excel file when unpacked; it is a ZIP archive, and a bomb is one too."""
MAX_CELLS = 50_000_000
MAX_COLUMNS = 5_000
SEPARATORS = (",", ";", "\t")

NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")
"""Text that ``write_table`` put an apostrophe before, lest a spreadsheet takes it for a formula."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")

_EXCEL_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
)
"""What openpyxl and the ZIP reader raise on damaged files; RuntimeError: encrypted members."""

csv.field_size_limit(1 << 27)  # the outline of a county as WKT is longer than the default of 128 kB


@dataclass(frozen=True, eq=False)
class RawTable:
    """A table of texts: ``rows`` are as long as ``names``; an empty cell is ``""``."""

    name: str
    names: list[str]
    rows: list[list[str]]
    encoding: str | None
    separator: str | None
    notices: list[Notice]


def read_raw(path: Path, encoding: str | None, sheet: str | None) -> RawTable:
    """Read a table; ``sheet`` for Excel only.

    AppError ``file.missing``, ``file.format``, ``file.too_large``, ``file.unreadable``, ``file.table``.
    """
    suffix = path.suffix.casefold()
    if suffix in EXCEL_SUFFIXES:
        return _read_excel(path, sheet)
    if suffix in CSV_SUFFIXES:
        return _read_csv(path, encoding)
    message = Text("{file} 不是可读取的表格。", "{file} is no table that is read.").format(file=path.name)
    hint = Text("请另存为 .xlsx 或 .csv。", "Save it as .xlsx or .csv.")
    raise AppError("file.format", message, hint)


def _read_csv(path: Path, encoding: str | None) -> RawTable:
    text, name, notices = read_text(path, encoding, most=MAX_BYTES)
    if _CONTROL.search(text[:65_536]) or "\x00" in text:
        raise unreadable(path)
    text, separator = _separator(text)
    try:
        lines = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), path)
    except csv.Error:
        lines = _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator), path)
        message = Text(
            "{file} 的引号不成对，有的行可能连在一起。", "Quotes of {file} do not match; rows may be merged."
        )
        notices.append(Notice("table.quotes", message.format(file=path.name), path.name, _REPAIR))
    plain = [[cell[1:] if NEUTRALISED.match(cell) else cell for cell in line] for line in lines]
    return _headed(path, path.stem, plain, encoding=name, separator=separator, notices=notices)


def _separator(text: str) -> tuple[str, str]:
    """The text without Excel's ``sep=`` line, and the separator that its first line has most of."""
    told = re.match(r"sep=([,;\t])\r?\n", text)
    if told:
        return text[told.end() :], told.group(1)
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n")[:65_536].split("\n", 1)[0])
    return text, max(SEPARATORS, key=first.count)


def _bounded(lines: Iterable[list[str]], path: Path) -> list[list[str]]:
    kept, cells = [], 0
    for line in lines:
        cells += len(line)
        if cells > MAX_CELLS or len(line) > MAX_COLUMNS:
            raise too_large(path)
        if any(line):
            kept.append(line)
    return kept


def too_large(path: Path) -> AppError:
    """The error for a table beyond the bounds."""
    message = Text("表格 {file} 太大。", "The table {file} is too large.").format(file=path.name)
    return AppError("file.too_large", message, Text("请先拆分或筛选。", "Split or filter it first."))


def unreadable(path: Path) -> AppError:
    """The error for a file that is no table."""
    message = Text(
        "无法读取 {file}：文件已损坏或不是表格。", "{file} cannot be read: it is damaged or no table."
    ).format(file=path.name)
    return AppError("file.unreadable", message, Text("请重新另存为 .xlsx 或 .csv。", "Save it as .xlsx or .csv again."))


_REPAIR = Text("在源表中修正。", "Mend it in the source table.")


def _read_excel(path: Path, sheet: str | None) -> RawTable:
    if not path.is_file():
        raise AppError("file.missing", Text("找不到文件 {file}。", "There is no file {file}.").format(file=path.name))
    try:
        _refuse_bomb(path)
        # Opened here, because openpyxl leaves a file open that it fails on.
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # openpyxl's: about styles and validations that are of no interest
            return _sheet(path, file, sheet)
    except _EXCEL_DAMAGE as problem:
        raise unreadable(path) from problem


def _refuse_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    ratio = unpacked / max(1, sum(member.compress_size for member in members))
    if unpacked > MAX_UNPACKED or len(members) > 10_000 or (unpacked > 64 << 20 and ratio > 100):
        raise too_large(path)


def _sheet(path: Path, file: IO[bytes], asked: str | None) -> RawTable:
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        names = [one.title for one in book.worksheets]
        alike = [name for name in names if asked is None or name.casefold() == asked.casefold()]
        if not alike:
            message = Text("{file} 里没有工作表“{table}”。", "{file} has no sheet “{table}”.")
            hint = Text("它有：{names}。", "It has: {names}.").format(names=listed(names))
            raise AppError("file.table", message.format(file=path.name, table=asked), hint)
        notices = [_other_sheets(path.name, alike)] if asked is None and len(alike) > 1 else []
        worksheet = book[alike[0]]
        worksheet.reset_dimensions()  # the file's own word on its size makes a tiny sheet a million rows
        lines = _bounded((_row(cells) for cells in worksheet.iter_rows()), path)
        title = path.stem if len(names) == 1 else alike[0]
        table = _headed(path, title, lines, encoding=None, separator=None, notices=notices)
    finally:
        book.close()
    missing = _formulas_without_value(file, alike[0])
    if missing:
        message = Text(
            "{file} 有 {count} 个公式没有存下结果，按空值读取；公式不会被计算。",
            "{count} formulas of {file} have no saved result and are read as empty; formulas are never computed.",
        ).format(file=path.name, count=missing)
        repair = Text("在 Excel 中打开并保存一次。", "Open it in Excel and save it once.")
        table.notices.append(Notice("table.formulas", message, path.name, repair))
    return table


def _row(cells: Sequence[Any]) -> list[str]:
    texts = [_cell_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _cell_text(cell: Any) -> str:
    """What Excel shows, as far as it matters: whole numbers without decimals, leading zeros of a 0000 format."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        whole = int(value) if abs(value) < 1e15 and value == int(value) else None
        if whole is None:
            return repr(value)
        zeros = re.fullmatch(r"0{2,20}", str(cell.number_format))
        return str(whole).zfill(len(zeros.group())) if zeros else str(whole)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return str(value)


def _formulas_without_value(file: IO[bytes], sheet: str) -> int:
    """Cells with a formula and no result: programs other than Excel save them so."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(file) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(b"<f" in chunk for name in sheets for chunk in _chunks(archive, name)):
            return 0
    formulas = load_workbook(file, read_only=True, keep_links=False)
    values = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    try:
        pairs = zip(formulas[sheet].iter_rows(), values[sheet].iter_rows(), strict=False)
        return sum(
            written.data_type == "f" and saved.value is None
            for above, below in pairs
            for written, saved in zip(above, below, strict=False)
        )
    finally:
        formulas.close()
        values.close()


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as member:
        while chunk := member.read(1 << 20):
            yield chunk


def _other_sheets(file: str, names: list[str]) -> Notice:
    message = Text(
        "{file} 有多个工作表，读取的是“{first}”；还有：{others}。",
        "{file} has several sheets; “{first}” was read. The others: {others}.",
    ).format(file=file, first=names[0], others=listed(names[1:20]))
    return Notice("table.sheets", message, file, Text("要读其他工作表请写明 table。", "Name another with `table`."))


def _headed(
    path: Path,
    name: str,
    lines: list[list[str]],
    *,
    encoding: str | None,
    separator: str | None,
    notices: list[Notice],
) -> RawTable:
    """Find the header (below a title, if there is one) and make all rows as long as it."""
    if not lines:
        raise unreadable(path)
    filled = [sum(bool(cell.strip()) for cell in line) for line in lines[:3]]
    start = 1 if len(lines) > 2 and filled[0] == 1 and filled[1] > 1 else 0
    if start:
        message = Text("{file} 的第一行是标题，表头取第二行。", "Row 1 of {file} is a title; row 2 is the header.")
        notices.append(Notice("table.title", message.format(file=path.name), path.name))
    width = max(len(line) for line in lines[start:])
    if width * len(lines) > MAX_CELLS:
        raise too_large(path)
    names = _names(lines[start] + [""] * (width - len(lines[start])))
    if width > len(lines[start]):
        message = Text("{file} 有的行比表头长。", "Rows of {file} are longer than its header.").format(file=path.name)
        notices.append(Notice("table.ragged", message, path.name, _REPAIR))
    rows = [line + [""] * (width - len(line)) for line in lines[start + 1 :]]
    return RawTable(name, names, rows, encoding, separator, notices)


def _names(header: list[str]) -> list[str]:
    names: list[str] = []
    taken = {"geometry"}
    for place, cell in enumerate(header, start=1):
        plain = " ".join(cell.split()) or f"column_{place}"
        unique, number = plain, 2
        while unique in taken:
            unique, number = f"{plain}_{number}", number + 1
        taken.add(unique)
        names.append(unique)
    return names
