"""Tables as an Excel workbook that an office goes on calculating with: numbers, formulas, headers that stay."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any

from core.files import write_beside
from core.messages import Language, Text
from reports.tables.shown import Cell, Difference, Shown, Sum

FONT = "宋体"
HEAD_FONT = "黑体"
"""Names that every Chinese office has; other programs take what is nearest."""
MOST_ROWS = 1_048_576 - 10
MOST_LETTERS = 32_767
WIDEST, NARROWEST = 46, 9
FIRST = 4
"""The row of the header: title, note and an empty row stand above."""
_FORMULA = re.compile(r"[=+\-@\t\r]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET = re.compile(r"[\[\]:*?/\\']")


def write_workbook(tables: Sequence[Shown], facts: Sequence[tuple[str, str]], path: Path, language: Language) -> None:
    """Write one sheet per table, and one that says under which terms they were made (``facts``).

    Values are rounded as everywhere; totals and changes are formulas over them. ``AppError`` when it cannot be written.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    names: set[str] = set()
    styles = _Styles(book)
    for table in (*tables, _facts_table(facts, language)):
        _add_table(book.create_sheet(_sheet_name(table.title, names)), table, styles)
    styles.done(book)
    book.properties.creator = "Lantu"
    book.properties.title = facts[0][1][:200] if facts else ""
    with write_beside(path) as temporary:
        book.save(temporary)


class _Styles:
    """Formats made once and shared: of 100 000 cells each has one of a few."""

    def __init__(self, book: Any) -> None:
        self._desk = book.create_sheet("\u200b")
        self._models: dict[tuple[Any, ...], Any] = {}

    def of(self, one: Cell, kind: str) -> Any:
        """The format of a cell of a kind: title, note, head or body."""
        key = (kind, one.bold, one.indent, one.decimals if one.number is not None else None)
        if key not in self._models:
            self._models[key] = self._made(one, kind)
        return self._models[key]

    def done(self, book: Any) -> None:
        """Take the desk away."""
        book.remove(self._desk)

    def _made(self, one: Cell, kind: str) -> Any:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        model = self._desk.cell(row=1, column=len(self._models) + 1)
        size = {"title": 14.0, "note": 9.0}.get(kind, 10.5)
        model.font = Font(name=HEAD_FONT if kind in ("title", "head") else FONT, size=size, bold=one.bold)
        if one.number is not None:
            model.number_format = "#,##0" + ("." + "0" * one.decimals if one.decimals else "")
        else:
            model.number_format = "@"
            model.alignment = Alignment(horizontal="left" if one.indent else None, indent=one.indent, vertical="center")
        if kind in ("head", "body"):
            thin = Side(style="thin", color="A6ACB5")
            model.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        if kind == "head":
            model.fill = PatternFill("solid", fgColor="E9EDF2")
            model.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        return model


def _add_table(sheet: Any, table: Shown, styles: _Styles) -> None:
    from openpyxl.utils import get_column_letter

    _put(sheet.cell(row=1, column=1), Cell(table.title, bold=True), styles, "title")
    _put(sheet.cell(row=2, column=1), Cell(table.note), styles, "note")
    for column, words in enumerate(table.header, start=1):
        _put(sheet.cell(row=FIRST, column=column), Cell(words, bold=True), styles, "head")
    for row, cells in enumerate(table.rows[:MOST_ROWS], start=FIRST + 1):
        for column, one in enumerate(cells, start=1):
            cell = sheet.cell(row=row, column=column)
            _put(cell, one, styles, "body")
            if one.formula is not None:
                cell.value = _formula(one.formula, row, column)
    widths = _widths(table)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _set_up_page(sheet, len(table.rows), len(table.header), wide=sum(widths) > 90)


def _put(cell: Any, one: Cell, styles: _Styles, kind: str) -> None:
    """A number as a number with its decimals, everything else as text that no program takes for a formula."""
    # openpyxl interns a format by comparing it with all others; the number of a known one is copied instead.
    cell._style = copy(styles.of(one, kind)._style)
    if one.number is not None:
        cell.value = one.number
    elif one.text:
        text = _UNPRINTABLE.sub("", one.text)[:MOST_LETTERS]
        cell.value = text
        cell.data_type = "s"
        if _FORMULA.match(text):
            cell.quotePrefix = True


def _formula(formula: Sum | Difference, row: int, column: int) -> str:
    from openpyxl.utils import get_column_letter

    if isinstance(formula, Difference):
        return f"={get_column_letter(formula.column + 1)}{row}-{get_column_letter(formula.less + 1)}{row}"
    if formula.columns:
        letters = [get_column_letter(each + 1) for each in formula.columns]
        return f"=SUM({letters[0]}{row}:{letters[-1]}{row})"
    letter = get_column_letter(column)
    places = [each + FIRST + 1 for each in formula.rows]
    if places == list(range(places[0], places[-1] + 1)):
        return f"=SUM({letter}{places[0]}:{letter}{places[-1]})"
    return "=SUM(" + ",".join(f"{letter}{each}" for each in places) + ")"


def _set_up_page(sheet: Any, rows: int, columns: int, *, wide: bool) -> None:
    """Headers stay in sight and come back on every printed page; one page wide on A4."""
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = f"B{FIRST + 1}"
    sheet.print_title_rows = f"{FIRST}:{FIRST}"
    sheet.print_area = f"A1:{get_column_letter(max(columns, 1))}{FIRST + max(rows, 1)}"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    sheet.row_dimensions[FIRST].height = 32


def _widths(table: Shown) -> list[float]:
    """Column widths by what is longest, hanzi counted double; the header may break into lines."""
    widths = []
    for column, words in enumerate(table.header):
        longest = max((_length(row[column].text) + 2 * row[column].indent for row in table.rows[:2000]), default=0)
        widths.append(float(min(max(longest + 3, _length(words) / 2 + 3, NARROWEST), WIDEST)))
    return widths


def _length(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _facts_table(facts: Sequence[tuple[str, str]], language: Language) -> Shown:
    rows = tuple((Cell(label), Cell(value)) for label, value in facts)
    return Shown("terms", _TERMS.to(language), "", (_ITEM.to(language), _CONTENT.to(language)), rows)


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 letters, none that Excel refuses, no name twice."""
    plain = _SHEET.sub(" ", title).strip()[:28] or "1"
    name = plain
    number = 2
    while name.casefold() in taken:
        name = f"{plain} {number}"
        number += 1
    taken.add(name.casefold())
    return name


_TERMS = Text("口径与来源", "Terms and sources")
_ITEM = Text("项目", "Item")
_CONTENT = Text("内容", "What")
