"""The index in front of an atlas: page numbers and names, and a map that shows which page is where."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.messages import Text
from maps.output.atlas import AtlasFeature
from maps.sheets.drawn import DrawnLayer
from maps.sheets.paper import Rect
from maps.sheets.sheet import SheetLayout
from maps.sheets.sheet_items import MUTED, Box, Item, MapPicture, Rule, Words, fitted_size
from maps.view import MapView

INDEX = Text("图集索引", "Index of sheets")
ROW_MM, COLUMN_MM, LETTER_MM, TITLE_MM = 6.0, 58.0, 2.9, 16.0
"""On A3; they grow with the paper like all lettering."""
LEAST_SHARE = 0.6
"""Names are set this much smaller at most; longer ones are cut."""
MOST_NUMBERED = 400
"""A key map with more numbers could not be read."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """Columns of rows in ``body``, as wide as ``width`` mm."""

    body: Rect
    width: float
    columns: int
    rows: int
    factor: float

    @property
    def beside_map(self) -> int:
        """How many columns stand beside the map of the first page."""
        return max(1, self.columns // 3)

    def place(self, number: int) -> tuple[float, float]:
        """Left end and baseline of a row, counted down the columns."""
        column, row = divmod(number, self.rows)
        return self.body.x + column * self.width, self.body.y + (row + 0.7) * ROW_MM * self.factor


def index_pages(
    page: SheetLayout, features: Sequence[AtlasFeature], drawn: Sequence[DrawnLayer], title: str
) -> list[SheetLayout]:
    """The pages of the index, on the paper of ``page``; the sheets are numbered on from the last of them.

    The first one shows ``drawn``, the layers of the features, with the numbers of their pages.
    """
    grid = _grid(page)
    first_sheet = index_length(page, len(features)) + 1
    heading = f"{title} {INDEX.to(page.language)}"
    pages: list[SheetLayout] = []
    first = 0
    while first < len(features) or not pages:
        columns = grid.columns if pages else grid.beside_map
        last = min(first + columns * grid.rows, len(features))
        items = _heading(page, heading)
        for number in range(first, last):
            items += _row(grid, number - first, first_sheet + number, features[number].name)
        if not pages:
            left = grid.body.x + columns * grid.width
            room = Rect(left, grid.body.y, grid.body.right - left, grid.body.height)
            items += _key_map(room, features, drawn, first_sheet, factor=grid.factor)
        pages.append(replace(page, title=heading, frames=(), legend=(), items=tuple(items)))
        first = last
    return pages


def index_length(page: SheetLayout, features: int) -> int:
    """How many pages the index of so many features takes."""
    grid = _grid(page)
    left = max(0, features - grid.beside_map * grid.rows)
    return 1 + math.ceil(left / (grid.columns * grid.rows))


def _grid(page: SheetLayout) -> _Grid:
    factor = page.paper.factor
    room = page.paper.border.inset(8 * factor)
    body = Rect(room.x, room.y + TITLE_MM * factor, room.width, room.height - TITLE_MM * factor)
    columns = max(2, int(body.width // (COLUMN_MM * factor)))
    return _Grid(body, body.width / columns, columns, max(1, int(body.height // (ROW_MM * factor))), factor)


def _heading(page: SheetLayout, words: str) -> list[Item]:
    paper = page.paper
    border = paper.border
    width = border.width - 20 * paper.factor
    size = fitted_size(words, 7 * paper.factor, width, bold=True)
    middle, line = border.x + border.width / 2, border.y + 15 * paper.factor
    return [
        Box(Rect(0, 0, paper.width, paper.height), 0, "#FFFFFF"),
        Box(border, 0.5),
        Words(words, middle, line, size, bold=True, align="centre"),
    ]


def _row(grid: _Grid, place: int, number: int, name: str) -> list[Item]:
    left, line = grid.place(place)
    size, gap = LETTER_MM * grid.factor, 3 * grid.factor
    digits = 9 * grid.factor
    room = grid.width - digits - 2 * gap
    fitted = fitted_size(name, size, room)
    if fitted < size * LEAST_SHARE:
        name = name[: max(1, int(len(name) * fitted / size / LEAST_SHARE) - 1)] + "…"
        fitted = fitted_size(name, size, room)
    return [
        Words(str(number), left + digits, line, size, align="right", colour=MUTED),
        Words(name, left + digits + gap, line, fitted),
        Rule(left, line + 1.6 * grid.factor, left + grid.width - gap, line + 1.6 * grid.factor, 0.1, MUTED),
    ]


def _key_map(
    room: Rect, features: Sequence[AtlasFeature], drawn: Sequence[DrawnLayer], first: int, *, factor: float
) -> list[Item]:
    edges = list(zip(*(feature.bounds for feature in features), strict=True))
    bounds = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
    view = MapView.fitted(bounds, room.width, room.height, margin=0.05)
    displays = tuple(each.display for each in drawn)
    picture = MapPicture(room, (view.centre_x, view.centre_y), view.metres_per_pixel * 1000, displays)
    items: list[Item] = [picture, Box(room, 0.25)]
    for number, feature in enumerate(features[:MOST_NUMBERED], start=first):
        west, south, east, north = feature.bounds
        x, y = picture.on_paper((west + east) / 2, (south + north) / 2)
        size = 2.4 * factor
        items.append(Words(str(number), x, y + size * 0.36, size, align="centre", halo=0.4))
    return items
