"""A table drawn into a box: columns as wide as their words, lettering as large as fits."""

from __future__ import annotations

from collections.abc import Sequence

from maps.sheets.lettering import wrapped
from maps.sheets.paper import Rect
from maps.sheets.sheet_context import TableData
from maps.sheets.sheet_items import INK, MUTED, Box, Item, Rule, Words, fitted_size, text_width

LARGEST_MM = 2.5
ROW = 1.75
"""Height of a row in ems."""
PAD = 0.55
"""Room left and right of a cell's words, in ems."""


def folded(table: TableData, width: float, height: float, factor: float) -> TableData:
    """A long narrow table set in two or three columns beside each other, where that makes the lettering larger."""
    ways = [table]
    if not table.strong and len(table.columns) <= 3 and len(table.rows) >= 8:
        ways += [_folded(table, 2), _folded(table, 3)]

    def size(way: TableData) -> float:
        lines = len(way.rows) + _head_lines(way)
        return min(_size(way, width, LARGEST_MM * factor), height / (lines * ROW))

    return max(ways, key=size)


def _folded(table: TableData, times: int) -> TableData:
    length = -(-len(table.rows) // times)
    blank = ("",) * len(table.columns)
    padded = [*table.rows, *[blank] * (length * times - len(table.rows))]
    rows = tuple(tuple(cell for part in range(times) for cell in padded[part * length + row]) for row in range(length))
    width = len(table.columns)
    numeric = frozenset(column + part * width for column in table.numeric for part in range(times))
    return TableData(table.columns * times, rows, numeric, note=table.note)


def wanted_height(table: TableData, width: float, factor: float) -> float:
    """How high a box must be for the table in its largest lettering, or in what its width allows."""
    table = folded(table, width, width * 1.1, factor)
    size = _size(table, width, LARGEST_MM * factor)
    return (len(table.rows) + _head_lines(table)) * size * ROW + (size * 2 if table.note else 0) + 12 * factor


def table_items(table: TableData, room: Rect, factor: float) -> list[Item]:
    """The table inside ``room``, from its upper left corner."""
    if room.width < 1 or room.height < 1:
        return []
    table = folded(table, room.width, room.height, factor)
    lines = len(table.rows) + _head_lines(table) + (1 if table.note else 0)
    size = min(_size(table, room.width, LARGEST_MM * factor), room.height / (lines * ROW))
    widths = _widths(table, size)
    stretch = min(room.width / sum(widths), 1.6)
    widths = [width * stretch for width in widths]
    height = size * ROW
    y = room.y
    items: list[Item] = []
    head = height * _head_lines(table)
    items.append(Box(Rect(room.x, y, sum(widths), head), 0.12, "#EEF0F3"))
    items += _head(table, room.x, y, widths, size=size, height=head)
    y += head
    for number, row in enumerate(table.rows):
        strong = number in table.strong
        items += _row(row, room.x, y + height / 2, widths, size=size, table=table, strong=strong)
        y += height
        items.append(Rule(room.x, y, room.x + sum(widths), y, 0.25 if strong else 0.08))
    items += _edges(room, widths, y)
    if table.note:
        note = fitted_size(table.note, size * 0.9, room.width)
        items.append(Words(table.note, room.x, y + size * 1.3, note, colour=MUTED))
    return items


def _edges(room: Rect, widths: Sequence[float], bottom: float) -> list[Item]:
    items: list[Item] = []
    x = room.x
    for width in (*widths, 0.0):
        items.append(Rule(x, room.y, x, bottom, 0.12))
        x += width
    return items


def _head(table: TableData, x: float, y: float, widths: Sequence[float], *, size: float, height: float) -> list[Item]:
    items: list[Item] = []
    for title, width in zip(table.columns, widths, strict=True):
        lines = _head_words(title, size, width - PAD * size)
        top = y + height / 2 - len(lines) * size * 1.2 / 2
        for number, line in enumerate(lines):
            fitting = fitted_size(line, size, width - 0.3 * size, bold=True)
            baseline = top + (number + 0.85) * size * 1.2
            items.append(Words(line, x + width / 2, baseline, fitting, bold=True, align="centre"))
        x += width
    return items


def _row(
    row: Sequence[str],
    x: float,
    middle: float,
    widths: Sequence[float],
    *,
    size: float,
    table: TableData,
    strong: bool,
) -> list[Item]:
    items: list[Item] = []
    for number, (words, width) in enumerate(zip(row, widths, strict=True)):
        room = width - 2 * PAD * size
        fitting = fitted_size(words, size, room, bold=strong) if words else size
        right = number in table.numeric
        at = x + width - PAD * size if right else x + PAD * size
        if words:
            baseline, align = middle + fitting * 0.36, "right" if right else "left"
            items.append(Words(words, at, baseline, fitting, bold=strong, align=align, colour=INK))
        x += width
    return items


def _head_words(title: str, size: float, width: float) -> list[str]:
    """A title in lines, its unit not torn."""
    if text_width(title, size, bold=True) <= width:
        return [title]
    name, bracket, unit = title.partition("（" if "（" in title else " (")
    return [name, bracket.strip() + unit] if bracket else wrapped(title, size, width)[:2]


def _head_lines(table: TableData) -> int:
    return 2 if any(len(title) > 4 for title in table.columns) else 1


def _widths(table: TableData, size: float) -> list[float]:
    """Widths of the columns for lettering of ``size``; one very long cell is shrunk instead of widening its column."""
    widths = []
    for number, title in enumerate(table.columns):
        cells = [text_width(row[number], size, bold=at in table.strong) for at, row in enumerate(table.rows)]
        longest = max(cells, default=0.0)
        head = text_width(title, size, bold=True) / _head_lines(table) + size * 0.6
        widths.append(max(min(longest, 22 * size), head, 2 * size) + 2 * PAD * size)
    return widths


def _size(table: TableData, width: float, largest: float) -> float:
    needed = sum(_widths(table, largest))
    return largest if needed <= width else largest * width / needed
