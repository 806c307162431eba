"""A table ready to be printed: every number rounded once, with its text and, for a workbook, its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.messages import Language, Text
from core.quantities import AREA_UNITS, closed, decimals_of, rounded, spaced, unit_symbol

COORDINATE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """The cell adds up others: those of ``rows`` in its own column, or those of ``columns`` in its own row."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """The cell is one column of its row less another."""

    column: int
    less: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What is printed; ``number`` is the same number, None for words; ``formula`` is how a workbook gets it."""

    text: str = ""
    number: Decimal | None = None
    decimals: int = 0
    formula: Sum | Difference | None = None
    indent: int = 0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with its title, what is to be known of its numbers, its header and its rows."""

    id: str
    title: str
    note: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def shortened(self, most: int, said: str) -> Shown:
        """The table with at most so many rows, saying so."""
        if len(self.rows) <= most:
            return self
        return replace(self, rows=self.rows[:most], note=f"{self.note} {said}".strip())

    def filled(self) -> Shown:
        """The table without columns in which no row says anything."""
        kept = [place for place in range(len(self.header)) if any(row[place].text for row in self.rows)]
        if len(kept) == len(self.header) or not self.rows:
            return self
        rows = tuple(tuple(replace(row[place], formula=None) for place in kept) for row in self.rows)
        return replace(self, header=tuple(self.header[place] for place in kept), rows=rows)


def unpivoted(table: Shown, language: Language) -> Shown:
    """A matrix of numbers as a list of row, column, number; one of words stays what it is."""
    if not any(cell.number is not None for row in table.rows for cell in row[1:-1]) or len(table.rows) < 2:
        return table
    if any(cell.text and cell.number is None for row in table.rows for cell in row[1:]):
        return table
    rows = [
        (row[0], Cell(head), replace(cell, formula=None))
        for row in table.rows
        for head, cell in zip(table.header[1:], row[1:], strict=True)
        if cell.number is not None
    ]
    return replace(table, header=(*(text.to(language) for text in _PAIR),), rows=tuple(rows))


def word(text: object, *, indent: int = 0, bold: bool = False) -> Cell:
    """A cell of words; nothing for None."""
    return Cell("" if text is None else str(text), indent=indent, bold=bold)


def number(value: float | Decimal | None, decimals: int, *, bold: bool = False) -> Cell:
    """A number rounded to so many decimals; an empty cell for None."""
    if value is None:
        return Cell(bold=bold)
    if isinstance(value, Decimal):
        text = spaced(value.quantize(Decimal(1).scaleb(-decimals)))
    else:
        text = rounded(value, decimals)
    return Cell(text, Decimal(text.replace(" ", "")), decimals, bold=bold)


def made_of(cell: Cell, formula: Sum | Difference) -> Cell:
    """The cell with the formula that gives its number; cells without a number have none."""
    return cell if cell.number is None else replace(cell, formula=formula)


def in_unit(area_m2: float, unit: str) -> float:
    """An area in another unit."""
    return area_m2 / AREA_UNITS[unit]


def area(value_m2: float | None, unit: str, *, bold: bool = False) -> Cell:
    """An area of m² in a unit, rounded as that unit is."""
    return number(None if value_m2 is None else in_unit(value_m2, unit), decimals_of(unit), bold=bold)


def closed_areas(values_m2: Sequence[float], unit: str, total: Decimal | None = None) -> list[Decimal]:
    """Areas in a unit, rounded so that they add up to their rounded sum, or to ``total``."""
    return closed([in_unit(value, unit) for value in values_m2], decimals_of(unit), total)


def rounding_note(unit: str, language: Language) -> str:
    """Unit, decimals and how sums close, in words."""
    return _ROUNDING.format(unit=unit_symbol(unit, language), n=decimals_of(unit)).to(language)


_PAIR = (Text("变化前", "From"), Text("变化后", "To"), Text("面积", "Area"))
_ROUNDING = Text(
    "面积单位：{unit}，保留 {n} 位小数；按最大余数法进位，分项之和等于合计。",
    "Areas in {unit} with {n} decimals, rounded by the largest remainder so that parts add up to their totals.",
)
