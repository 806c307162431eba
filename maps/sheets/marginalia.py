"""What stands around a map: frame with grid, scale bar, north arrow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from core.messages import Language, Text
from maps.sheets.crs_words import degrees_and_minutes
from maps.sheets.graticule import graticule_items
from maps.sheets.paper import Rect
from maps.sheets.scale import bar_length_m, length_words, ratio, scale_line
from maps.sheets.sheet_items import INK, MUTED, Box, Item, MapPicture, Rule, Shape, Words, fitted_size, text_width

if TYPE_CHECKING:
    import pyproj

CONVERGENCE = Text("子午线收敛角 {angle}", "Grid convergence {angle}")
BAND_MM = 3.6
"""Room for coordinates between the two lines of a map frame."""


def frame_items(
    picture: MapPicture, name: str, factor: float, *, grid: str = "plane", crs: pyproj.CRS | None = None
) -> list[Item]:
    """Lines around a map frame, the grid (plane, geographic, both, none), and the frame's name with its scale."""
    items: list[Item] = []
    if grid in ("geographic", "both") and crs is not None:
        items += graticule_items(picture, crs, factor, inside=grid == "both")
    if grid != "none":
        items.append(Box(picture.rect.inset(-BAND_MM * factor), 0.15))
    if grid in ("plane", "both"):
        items += _grid_items(picture, factor)
    items.append(Box(picture.rect, 0.35))
    if name:
        items += name_items(picture.rect, f"{name}  {ratio(picture.denominator)}", factor)
    return items


def name_box(rect: Rect, words: str, factor: float) -> Rect:
    """The box of a frame's name, in its upper left corner."""
    size = 4.0 * factor
    return Rect(rect.x, rect.y, text_width(words, size, bold=True) + size * 1.4, size * 1.9)


def name_items(rect: Rect, words: str, factor: float) -> list[Item]:
    """A frame's name on white."""
    box = name_box(rect, words, factor)
    size = 4.0 * factor
    return [Box(box, 0.35, "#FFFFFF"), Words(words, box.x + size * 0.7, box.y + size * 1.3, size, bold=True)]


def _grid_items(picture: MapPicture, factor: float) -> list[Item]:
    interval = bar_length_m(picture.denominator, 60 * factor)
    west, south, east, north = picture.extent()
    eastings = np.arange(math.ceil(west / interval), math.floor(east / interval) + 1) * interval
    northings = np.arange(math.ceil(south / interval), math.floor(north / interval) + 1) * interval
    items: list[Item] = []
    for x in eastings.tolist():
        items += _column_ticks(picture, x, factor)
    for y in northings.tolist():
        items += _row_ticks(picture, y, factor)
    arm = 1.4 * factor
    for x in eastings.tolist():
        for y in northings.tolist():
            across, down = picture.on_paper(x, y)
            items.append(Rule(across - arm, down, across + arm, down, 0.1, "#5A647599"))
            items.append(Rule(across, down - arm, across, down + arm, 0.1, "#5A647599"))
    return items


def _column_ticks(picture: MapPicture, x: float, factor: float) -> list[Item]:
    rect, band, size = picture.rect, BAND_MM * factor, 2.1 * factor
    across = picture.on_paper(x, 0)[0]
    words = f"{x / 1000:g} km"
    items: list[Item] = []
    for edge, sign in ((rect.y, -1), (rect.bottom, 1)):
        items.append(Rule(across, edge, across, edge - sign * 1.6 * factor, 0.15))
        items.append(Rule(across, edge, across, edge + sign * band, 0.1))
    if rect.x + 12 * factor < across < rect.right - 12 * factor:
        for baseline in (rect.y - band * 0.28, rect.bottom + band * 0.74):
            items.append(Words(words, across + 0.8 * factor, baseline, size, colour=MUTED))
    return items


def _row_ticks(picture: MapPicture, y: float, factor: float) -> list[Item]:
    rect, band, size = picture.rect, BAND_MM * factor, 2.1 * factor
    down = picture.on_paper(0, y)[1]
    words = f"{y / 1000:g} km"
    items: list[Item] = []
    for edge, sign in ((rect.x, -1), (rect.right, 1)):
        items.append(Rule(edge, down, edge - sign * 1.6 * factor, down, 0.15))
        items.append(Rule(edge, down, edge + sign * band, down, 0.1))
    if rect.y + 14 * factor < down < rect.bottom - 14 * factor:
        for baseline in (rect.x - band * 0.28, rect.right + band * 0.74):
            items.append(Words(words, baseline, down - 0.8 * factor, size, colour=MUTED, angle=-90))
    return items


def scale_items(denominator: float, room: Rect, language: Language, factor: float) -> list[Item]:
    """The numeric scale above a bar of round length, true on paper."""
    size = 4.2 * factor
    length_m = bar_length_m(denominator, room.width * 0.9)
    length = length_m / denominator * 1000
    x, y, height = room.x, room.y + size * 2.1, 1.3 * factor
    items: list[Item] = [Words(scale_line(denominator, language), x, room.y + size, size, bold=True)]
    for quarter in range(4):
        fill = INK if quarter % 2 == 0 else "#FFFFFF"
        items.append(Box(Rect(x + quarter * length / 4, y, length / 4, height), 0.15, fill))
    baseline = y + height + 3 * factor
    for share in (0.0, 0.5, 1.0):
        words = length_words(length_m * share)
        if share == 1.0:
            words += " km" if length_m >= 1000 else " m"
        items.append(Words(words, x + share * length, baseline, 2.4 * factor, align="left" if share == 0 else "centre"))
    return items


def north_items(
    room: Rect, convergence: float | None, language: Language, factor: float, *, stated: bool = True
) -> list[Item]:
    """An arrow to true north; the grid's north is straight up, the angle between is written below."""
    angle = math.radians(convergence or 0.0)
    middle = room.x + room.width / 2
    centre_y = room.y + room.height * 0.56
    length = room.height * 0.4

    def turned(x: float, y: float) -> tuple[float, float]:
        return (
            middle + x * math.cos(angle) - y * math.sin(angle),
            centre_y + x * math.sin(angle) + y * math.cos(angle),
        )

    tip, foot, notch = turned(0, -length), length * 0.62, turned(0, length * 0.34)
    left, right = turned(-length * 0.36, foot), turned(length * 0.36, foot)
    size = 4.0 * factor
    items: list[Item] = [
        Shape((tip, notch, left), INK),
        Shape((tip, right, notch), "#FFFFFF"),
        Words("N", *turned(0, -length - size * 0.25), size, bold=True, align="centre"),
    ]
    if convergence is not None and stated:
        words = CONVERGENCE.format(angle=degrees_and_minutes(convergence)).to(language)
        size = fitted_size(words, 2.2 * factor, room.width + 2.4 * factor)
        items.append(Words(words, middle, room.bottom, size, align="centre", colour=MUTED))
    return items
