"""Reads back what was handed over: Word, PDF, HTML and Excel, by nothing of the code that writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import lxml.html
import pypdfium2
from docx import Document
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook

LABELS = {
    "实测": "measured", "限值": "limit", "余量": "margin", "两种面积": "areas", "分项": "parts",
    "Measured": "measured", "Limit": "limit", "Margin": "margin", "By each definition": "areas", "Parts": "parts",
    "编号": "number", "No.": "number",
}  # fmt: skip
FIGURE = r"-?\d{1,3}(?: \d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?"
HEADING = re.compile(r"(?:编号|No\.)\s*(\d+)")
Rows = list[list[str]]


@dataclass
class HandedOver:
    """What stands in a document: of each numbered finding the texts by what they are; tables by title; the rest."""

    findings: dict[str, dict[str, str]] = field(default_factory=dict)
    tables: dict[str, Rows] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def read(path: Path, titles: Sequence[str]) -> HandedOver:
    """A report or workbook; ``titles`` are those of its tables."""
    if path.suffix == ".xlsx":
        return _workbook(path, titles)
    return _sorted_out(_word_blocks(path) if path.suffix == ".docx" else _page_blocks(path), titles)


def _word_blocks(path: Path) -> Iterator[str | Rows]:
    document = Document(str(path))
    for child in document.element.body.iterchildren():
        if child.tag.endswith("}p"):
            yield Paragraph(child, document).text.strip()
        elif child.tag.endswith("}tbl"):
            table = WordTable(child, document)
            yield [[cell.text.strip() for cell in row.cells] for row in table.rows]


def _page_blocks(path: Path) -> Iterator[str | Rows]:
    for element in lxml.html.fromstring(path.read_text(encoding="utf-8")).find("body").iterchildren():
        if element.tag != "table":
            yield " ".join(element.text_content().split())
            continue
        for line in element.iter("br"):
            line.tail = f"\n{line.tail or ''}"
        yield [[cell.text_content().strip() for cell in row.iter("td", "th")] for row in element.iter("tr")]


def _sorted_out(blocks: Iterator[str | Rows], titles: Sequence[str]) -> HandedOver:
    found = HandedOver()
    last = ""
    number = ""
    for block in blocks:
        if isinstance(block, str):
            found.words.append(block)
            last = block if block in titles else last
            mark = HEADING.search(block)
            number = mark[1] if mark and block[:1] in "▲◆○●" else number
        elif last:
            found.tables[last], last = block[1:], ""
        elif block and LABELS.get(block[0][0]) == "number" and "measured" in map(LABELS.get, block[0]):
            for row in block[1:]:
                found.findings[row[0]] = _labelled(zip(block[0], row, strict=True), found.words)
        elif number and all(len(row) == 2 for row in block):
            found.findings[number], number = _labelled(((row[0], row[1]) for row in block), found.words), ""
        else:
            found.words += [cell for row in block for cell in row]
    return found


def _labelled(pairs: Iterable[tuple[str, str]], words: list[str]) -> dict[str, str]:
    told = {}
    for label, text in pairs:
        if LABELS.get(label, "number") == "number":
            words.append(text)
        else:
            told[LABELS[label]] = text
    return told


def _workbook(path: Path, titles: Sequence[str]) -> HandedOver:
    found = HandedOver()
    for sheet in load_workbook(path).worksheets:
        rows = [[_cell_text(sheet, cell) for cell in row] for row in sheet.iter_rows(min_row=5)]
        title = str(sheet["A1"].value)
        if title in titles:
            found.tables[title] = rows
        else:
            found.words += [text for row in rows for text in row]
    return found


def _cell_text(sheet: Any, cell: Any) -> str:
    value = calculated_value(sheet, cell)
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    places = cell.number_format.partition(".")[2].count("0")
    assert value == value.quantize(Decimal(1).scaleb(-places)), (sheet.title, cell.coordinate, value)
    return f"{value:,.{places}f}".replace(",", " ")


def calculated_value(sheet: Any, cell: Any) -> Decimal | str | None:
    """The value, of a formula what the cells that it names give."""
    value = cell.value
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if cell.data_type != "f":
        return None if value is None else str(value)
    difference = re.fullmatch(r"=([A-Z]+\d+)-([A-Z]+\d+)", value)
    if difference:
        first, less = (calculated_value(sheet, sheet[name]) or Decimal(0) for name in difference.groups())
        return Decimal(first) - Decimal(less)
    whole = re.fullmatch(r"=SUM\((.*)\)", value)
    assert whole is not None, value
    cells = []
    for part in whole[1].split(","):
        block = sheet[part]
        cells += [one for row in block for one in row] if isinstance(block, tuple) else [block]
    return sum((Decimal(calculated_value(sheet, one) or 0) for one in cells), Decimal(0))


def pdf_text(path: Path) -> str:
    """All words of a PDF without the numbers of its pages."""
    document = pypdfium2.PdfDocument(path)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return "\n".join(re.sub(r"\d+ / \d+\s*$", "", page.rstrip()) for page in pages)
