"""The wind rose (风玫瑰): frequency of wind by the direction it comes from, solid; pollution coefficient, dashed."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from core.errors import AppError
from core.messages import Text
from maps.sheets.paper import Rect
from maps.sheets.sheet_items import INK, MUTED, Item, Rule, Shape, Words

DIRECTIONS = (8, 16)
MOST_BYTES = 20_000
CAPTION = Text("风玫瑰", "Wind")


def read_frequencies(folder: Path, name: str) -> tuple[tuple[float, ...], ...]:
    """One or two rows of 8 or 16 values, clockwise from north, from a small table beside the plan; none without it.

    Every line is a direction, its frequency in % and, if known, its pollution coefficient; a head line may come first.
    ``AppError`` where the table is none.
    """
    home = folder.resolve()
    path = (home / name).resolve()
    if not path.is_relative_to(home) or not path.is_file():
        return ()
    if path.stat().st_size > MOST_BYTES:
        raise _unreadable(name)
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        values = [[float(word) for word in row[1:3] if word.strip()] for row in rows if _is_data(row)]
    except (UnicodeDecodeError, ValueError, csv.Error) as problem:
        raise _unreadable(name) from problem
    if len(values) not in DIRECTIONS or not all(_fits(row) for row in values):
        raise _unreadable(name)
    columns = min(len(row) for row in values)
    return tuple(tuple(row[column] for row in values) for column in range(columns))


def rose_items(series: Sequence[Sequence[float]], room: Rect, words: str, factor: float) -> list[Item]:
    """The rose in ``room``: the first series solid, the second dashed, three rings to read it by."""
    size = 2.2 * factor
    radius = min(room.width, room.height - 2 * size) / 2
    centre = (room.x + room.width / 2, room.y + radius + size * 0.6)
    largest = max(max(each) for each in series)
    items: list[Item] = []
    for share in (1 / 3, 2 / 3, 1.0):
        items += _outline([(centre, radius * share)] * 32, colour=MUTED, width=0.06)
    items += [_ray(centre, radius, number) for number in range(8)]
    for number, each in enumerate(series):
        reach = [(centre, radius * value / largest) for value in each]
        items += _outline(reach, colour=INK, width=0.3, dashed=number > 0)
    items.append(Shape(tuple(_corner(centre, 0.5 * factor, part / 6) for part in range(6)), INK))
    items.append(Words(f"{words} {largest:g}%", centre[0], room.bottom, size, align="centre", colour=MUTED))
    return items


def _ray(centre: tuple[float, float], radius: float, number: int) -> Rule:
    return Rule(*centre, *_corner(centre, radius, number / 8), 0.06, MUTED)


def _outline(
    reach: Sequence[tuple[tuple[float, float], float]], *, colour: str, width: float, dashed: bool = False
) -> list[Item]:
    count = len(reach)
    corners = [_corner(centre, radius, number / count) for number, (centre, radius) in enumerate(reach)]
    items: list[Item] = []
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        pieces = ((0.0, 0.35), (0.5, 0.85)) if dashed else ((0.0, 1.0),)
        for start, end in pieces:
            ends = (x1 + (x2 - x1) * start, y1 + (y2 - y1) * start, x1 + (x2 - x1) * end, y1 + (y2 - y1) * end)
            items.append(Rule(*ends, width, colour))
    return items


def _corner(centre: tuple[float, float], radius: float, turn: float) -> tuple[float, float]:
    """A point at ``turn`` (share of a full turn, clockwise from north)."""
    return centre[0] + radius * math.sin(2 * math.pi * turn), centre[1] - radius * math.cos(2 * math.pi * turn)


def _is_data(row: Sequence[str]) -> bool:
    return len(row) > 1 and row[1].strip().replace(".", "", 1).isdigit()


def _fits(row: Sequence[float]) -> bool:
    return bool(row) and all(math.isfinite(value) and 0 <= value <= 100 for value in row) and sum(row) >= 0


def _unreadable(name: str) -> AppError:
    return AppError(
        "sheet.bad_wind_rose",
        Text("风玫瑰数据 {name} 无法读取。", "The wind table {name} cannot be read.").format(name=name[:100]),
        Text(
            "请按 8 或 16 个方位（自北顺时针）每行写：方位,频率(%)。",
            "Write 8 or 16 lines, clockwise from north: direction,frequency in %.",
        ),
    )
