"""The legend (图例): exactly the classes that show in the frames, in code order, fitted to the room there is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.messages import Language, Text
from layers.layer import GeometryKind
from maps.drawn import DrawnLayer
from maps.landuse import UNKNOWN
from maps.marks import Symbol
from maps.paper import Rect
from maps.sheet_items import MUTED, Item, MapPicture, Swatch, Words, text_width

LAND_USE = Text("用地分类", "Land use")
LINES = Text("控制线与其他", "Control lines and others")
LARGEST_MM = 2.9
MOST_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend; ``symbol`` is None for a heading."""

    caption: Text
    symbol: Symbol | None = None
    kind: GeometryKind = "polygon"


def legend_entries(drawn: Sequence[DrawnLayer], frames: Sequence[MapPicture], main: str) -> list[Entry]:
    """Classes of the ``main`` role in code order, unknown last; then all others, in the order of the layer tree."""
    coded: dict[str, Entry] = {}
    others: dict[tuple[int, int, str], Entry] = {}
    for each in drawn:
        style = each.display.style
        for number in _shown_classes(each, frames):
            symbol_class = each.display.symbology.classes[number]
            entry = Entry(symbol_class.caption(), symbol_class.symbol, each.display.kind)
            if each.layer.role == main:
                coded.setdefault("~" if symbol_class.key == UNKNOWN else symbol_class.key, entry)
            else:
                others.setdefault((style.group.order, -style.order, f"{number:03d}{entry.caption.zh}"), entry)
    entries = [Entry(LAND_USE), *(coded[key] for key in sorted(coded))]
    if others:
        entries += [Entry(LINES), *(others[key] for key in sorted(others))]
    return entries


def _shown_classes(each: DrawnLayer, frames: Sequence[MapPicture]) -> list[int]:
    shown = np.zeros(len(each.layer), dtype=np.bool_)
    for frame in frames:
        if each.display.style.shown_at(frame.denominator):
            # A tenth of a millimetre at the frame's edge is not seen.
            shown |= each.shows_in(frame.extent(inset_mm=0.1))
    classes: list[int] = np.unique(each.display.symbology.class_of_row[shown]).tolist()
    return classes


@dataclass(frozen=True, slots=True)
class _Grid:
    columns: int
    rows: int
    size: float
    spacing: float


def legend_items(entries: Sequence[Entry], room: Rect, language: Language, factor: float) -> list[Item]:
    """The legend inside ``room``: as large as fits, in as many columns as needed; it never overflows."""
    grid = _grid(entries, room, language, factor)
    column_width = room.width / grid.columns
    row_height = grid.size * grid.spacing
    items: list[Item] = []
    for entry, (column, row) in zip(entries, _cells(entries, grid.rows), strict=True):
        x = room.x + column * column_width
        middle = room.y + (row + 0.5) * row_height
        words = entry.caption.to(language)
        if entry.symbol is None:
            items.append(Words(words, x, middle + grid.size * 0.36, grid.size, bold=True, colour=MUTED))
            continue
        width, height = grid.size * 2.9, grid.size * 1.25
        items.append(Swatch(Rect(x, middle - height / 2, width, height), entry.symbol, entry.kind))
        items.append(Words(words, x + width + grid.size * 0.6, middle + grid.size * 0.36, grid.size))
    return items


def _cells(entries: Sequence[Entry], rows: int) -> list[tuple[int, int]]:
    """Column and row of every entry, column by column; a heading is never the last of its column."""
    cells = []
    place = 0
    for entry in entries:
        if entry.symbol is None and rows > 1 and place % rows == rows - 1:
            place += 1
        cells.append(divmod(place, rows))
        place += 1
    return cells


def _grid(entries: Sequence[Entry], room: Rect, language: Language, factor: float) -> _Grid:
    """The largest lettering for which a number of columns fits both ways; wide spacing and few columns first."""
    widest = max(text_width(entry.caption.to(language), 1.0, bold=entry.symbol is None) for entry in entries)
    size = LARGEST_MM * factor
    while True:
        for spacing in (1.85, 1.6, 1.45):
            rows = max(math.floor(room.height / (size * spacing)), 1)
            columns = _cells(entries, rows)[-1][0] + 1
            if columns <= MOST_COLUMNS and (widest + 4.2) * size <= room.width / columns:
                return _Grid(columns, _even(entries, rows, columns), size, spacing)
        size *= 0.96


def _even(entries: Sequence[Entry], rows: int, columns: int) -> int:
    """As few rows as the number of columns allows, so that the columns end about level."""
    while rows > 1 and _cells(entries, rows - 1)[-1][0] < columns:
        rows -= 1
    return rows
