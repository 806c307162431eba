"""The legend (图例): exactly the classes that show in the frames, in code order, fitted to the room there is."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core.messages import Language, Text
from core.quantities import AREA_UNITS, closed, decimals_of, rounded, unit_symbol
from layers.layer import GeometryKind
from maps.drawing.ring_order import Flags
from maps.sheets.drawn import DrawnLayer
from maps.sheets.overlays import is_overlay
from maps.sheets.paper import Rect
from maps.sheets.sheet_design import Legend
from maps.sheets.sheet_items import MUTED, Box, Item, MapPicture, Rule, Swatch, Words, text_width
from maps.symbology.landuse import UNKNOWN, is_pale
from maps.symbology.marks import Symbol
from maps.symbology.style import role_style
from maps.symbology.symbols import NOTHING, SymbolClass

if TYPE_CHECKING:
    from maps.sheets.sheet_context import Draft

LAND_USE = Text("用地分类", "Land use")
LINES = Text("控制线与其他", "Control lines and others")
HERE = Text("本地块内", "On this site")
ELSEWHERE = Text("图内其他", "Elsewhere on this map")
TOTAL = Text("合计", "Total")
LARGEST_MM = 2.9
READABLE_MM = 1.5
"""Below this em on A3 the areas are left out rather than printed too small to read."""
MOST_COLUMNS = 6
LEAST_SHOWN_MM = 0.1
"""A tenth of a millimetre at the frame's edge is not seen."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend; ``symbol`` is None for a heading (and for the total). ``area`` as it is printed."""

    caption: Text
    symbol: Symbol | None = None
    kind: GeometryKind = "polygon"
    area: str = ""


@dataclass(frozen=True, slots=True)
class ClassArea:
    """A class of a main layer with the area in m² of its features on the map."""

    role: str
    key: str
    area_m2: float
    place: str


def legend_entries(draft: Draft, element: Legend) -> list[Entry]:
    """Classes of the main roles in code order, unknown last; then all others, in the order of the layer tree."""
    if element.split and draft.subject is not None:
        return _split_entries(draft)
    heading = element.main_heading if element.main_heading.zh else LAND_USE
    parts = _parts(draft, {})
    main = {key: entry for key, entry in parts.items() if key[0] == MAIN}
    others = [entry for key, entry in parts.items() if key[0] == OTHER]
    areas = class_areas(draft) if element.areas else []
    entries = [Entry(heading), *_with_areas(main, areas, element, draft.language)] if main else []
    if others:
        entries += [Entry(LINES), *others] if main else others
    grounds = {key[2]: role_style(str(key[2])).label for key in parts if key[0] == GROUND}
    for role, label in grounds.items():
        entries += [Entry(label), *(entry for key, entry in parts.items() if key[0] == GROUND and key[2] == role)]
    return entries


def _split_entries(draft: Draft) -> list[Entry]:
    """What is on the sheet's feature, then what is elsewhere on the map."""
    assert draft.subject is not None
    touched = {drawn.layer.name: drawn.touches(draft.subject.geometry) for drawn, _ in draft.shown_with_frames()}
    here = _parts(draft, touched)
    rest = {key: entry for key, entry in _parts(draft, {}).items() if key not in here}
    parts: list[Entry] = []
    for heading, some in ((HERE, here), (ELSEWHERE, rest)):
        if some:
            parts += [Entry(heading), *(_told_apart(key, entry) for key, entry in some.items())]
    return parts


def _told_apart(key: _Key, entry: Entry) -> Entry:
    """A class of the ground says what it is of: its code stands for something else in the plan."""
    if key[0] != GROUND:
        return entry
    label = role_style(str(key[2])).label
    return replace(entry, caption=Text(f"{entry.caption.zh}（{label.zh}）", f"{entry.caption.en} ({label.en.lower()})"))


_Key = tuple[int, int, str, str]
"""Part of the legend, place of the layer, role, place of the class."""
MAIN, OTHER, GROUND = range(3)


def _parts(draft: Draft, only: Mapping[str, Flags]) -> dict[_Key, Entry]:
    """The entries, sorted; with ``only``, of those rows of each layer."""
    main_roles = {role for each in draft.maps for role in each.element.main}
    found: dict[_Key, Entry] = {}
    for drawn, frames in draft.shown_with_frames():
        for number in shown_classes(drawn, frames, only.get(drawn.layer.name)):
            one = drawn.display.symbology.classes[number]
            if one.symbol == NOTHING:  # features that no rule of a style draws
                continue
            entry = Entry(one.caption(), one.symbol, drawn.display.kind)
            found.setdefault(_place(drawn, number, main_roles), entry)
    return dict(sorted(found.items(), key=lambda item: item[0]))


def _place(drawn: DrawnLayer, number: int, main_roles: Collection[str]) -> _Key:
    style, one = drawn.display.style, drawn.display.symbology.classes[number]
    role = drawn.layer.role or style.role
    coded = one.coded or one.key == UNKNOWN
    if is_overlay(drawn):
        return OTHER, -1, role, f"{number:03d}"
    if role in main_roles:
        return MAIN, 0 if coded else -style.order, role, class_place(one, number)
    if coded:
        return GROUND, -style.order, role, class_place(one, number)
    return OTHER, style.group.order * 1000 - style.order, role, f"{number:03d}{one.caption().zh}"


def class_place(one: SymbolClass, number: int) -> str:
    """Where a class stands among those of its layer: codes by code, unknown last, others as their style has them."""
    if one.key == UNKNOWN:
        return "~~"
    return one.key if one.coded else f"~{number:03d}"


def shown_classes(each: DrawnLayer, frames: Sequence[MapPicture], only: Flags | None = None) -> list[int]:
    """The numbers of the classes of a layer that are seen in the frames."""
    shown = np.zeros(len(each.layer), dtype=np.bool_)
    for frame in frames:
        if each.display.style.shown_at(frame.denominator):
            shown |= each.shows_in(frame.extent(inset_mm=LEAST_SHOWN_MM))
    if only is not None:
        shown &= only
    classes: list[int] = np.unique(each.display.symbology.class_of_row[shown]).tolist()
    return classes


def class_areas(draft: Draft) -> list[ClassArea]:
    """The area of every class of the main roles of the first map; empty where the map does not show all of them.

    A sum over part of a plan would be taken for the plan's.
    """
    first = draft.maps[0]
    areas = []
    for each in first.shown:
        if each.layer.role not in first.element.main or each.display.kind != "polygon" or is_overlay(each):
            continue
        if not _all_inside(each, first.frames):
            return []
        values = np.nan_to_num(draft.source.areas(each.layer))
        symbology = each.display.symbology
        sums = np.bincount(symbology.class_of_row, weights=values, minlength=len(symbology.classes))
        role = each.layer.role or ""
        areas += [
            ClassArea(role, one.key, float(area), class_place(one, number))
            for number, (one, area) in enumerate(zip(symbology.classes, sums, strict=True))
        ]
    return areas


def _all_inside(each: DrawnLayer, frames: Iterable[MapPicture]) -> bool:
    boxes = each.boxes()
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    inside = np.zeros(len(boxes), dtype=np.bool_)
    for frame in frames:
        west, south, east, north = frame.extent()
        inside |= (boxes[:, 0] >= west) & (boxes[:, 1] >= south) & (boxes[:, 2] <= east) & (boxes[:, 3] <= north)
    return bool(inside.all())


def _with_areas(
    main: Mapping[_Key, Entry], areas: Sequence[ClassArea], element: Legend, language: Language
) -> list[Entry]:
    """The entries with their areas, and the total under them; they add up to it as they are printed."""
    sums: dict[tuple[str, str], float] = {}
    for each in areas:
        sums[(each.role, each.place)] = sums.get((each.role, each.place), 0.0) + each.area_m2
    values = [sums.get((key[2], key[3])) for key in main]
    if not sums or any(value is None for value in values):
        return list(main.values())
    decimals = 2 if element.unit == "ha" else decimals_of(element.unit)
    known = [(value or 0.0) / AREA_UNITS[element.unit] for value in values]
    shown = [rounded(float(value), decimals) for value in closed(known, decimals)]
    entries = [replace(entry, area=area) for entry, area in zip(main.values(), shown, strict=True)]
    total = f"{rounded(sum(known), decimals)} {unit_symbol(element.unit, language)}"
    return [*entries, Entry(TOTAL, area=total)]


@dataclass(frozen=True, slots=True)
class _Grid:
    columns: int
    rows: int
    size: float
    spacing: float


def wanted_height(entries: Sequence[Entry], width: float, language: Language, factor: float) -> float:
    """How high a legend ``width`` mm wide would like to be: the largest lettering, in as many columns as fit."""
    if not entries:
        return 0.0
    size = LARGEST_MM * factor
    columns = max(1, min(2, math.floor(width / (_widest(entries, language) * size))))
    return math.ceil(len(entries) / columns) * size * 1.6 + 14 * factor


def legend_items(
    entries: Sequence[Entry], room: Rect, language: Language, factor: float, columns: int = 0
) -> list[Item]:
    """The legend inside ``room``: as large as fits, in as many columns as needed; it never overflows."""
    if not entries or room.width < 1 or room.height < 1:
        return []
    grid = _grid(entries, room, language, factor, columns)
    if any(entry.area for entry in entries) and grid.size < READABLE_MM * factor:
        entries = [replace(entry, area="") for entry in entries if entry.symbol is not None or not entry.area]
        grid = _grid(entries, room, language, factor, columns)
    column_width = room.width / grid.columns
    row_height = grid.size * grid.spacing
    items: list[Item] = []
    for entry, (column, row) in zip(entries, _cells(entries, grid.rows), strict=True):
        x = room.x + column * column_width
        middle = room.y + (row + 0.5) * row_height
        right = x + column_width - (grid.size * 0.8 if grid.columns > 1 else 0)
        items += _line(entry, x, right, middle, size=grid.size, language=language)
    return items


def _line(entry: Entry, x: float, right: float, middle: float, *, size: float, language: Language) -> list[Item]:
    words, baseline = entry.caption.to(language), middle + size * 0.36
    items: list[Item] = []
    total = entry.symbol is None and bool(entry.area)
    if entry.area:
        items.append(Words(entry.area, right, baseline, size, bold=total, align="right"))
    if total:
        items.append(Rule(x, middle - size * 0.72, right, middle - size * 0.72, 0.12))
    if entry.symbol is None:
        return [*items, Words(words, x, baseline, size, bold=True, colour=MUTED)]
    width, height = size * 2.9, size * 1.25
    box = Rect(x, middle - height / 2, width, height)
    items.insert(0, Swatch(box, entry.symbol, entry.kind))
    if entry.kind == "line" and all(is_pale(stroke.colour[:7]) for stroke in entry.symbol.strokes):
        # A white road is not seen on white paper.
        items.insert(0, Box(box, 0, "#B4BAC4"))
    return [*items, Words(words, x + width + size * 0.6, baseline, size)]


def _cells(entries: Sequence[Entry], rows: int) -> list[tuple[int, int]]:
    """Column and row of every entry, column by column; a heading is never the last of its column."""
    cells = []
    place = 0
    for entry in entries:
        if entry.symbol is None and not entry.area and rows > 1 and place % rows == rows - 1:
            place += 1
        cells.append(divmod(place, rows))
        place += 1
    return cells


def _widest(entries: Sequence[Entry], language: Language) -> float:
    """Width in ems of the widest line, with swatch and area."""
    captions = max(text_width(entry.caption.to(language), 1.0, bold=entry.symbol is None) for entry in entries)
    areas = max((text_width(entry.area, 1.0, bold=entry.symbol is None) for entry in entries if entry.area), default=0)
    return captions + 4.2 + (areas + 1.2 if areas else 0)


def _grid(entries: Sequence[Entry], room: Rect, language: Language, factor: float, fixed: int = 0) -> _Grid:
    """The largest lettering for which a number of columns fits both ways; wide spacing and few columns first."""
    widest = _widest(entries, language)
    size = LARGEST_MM * factor
    most = fixed or MOST_COLUMNS
    while True:
        for spacing in (1.85, 1.6, 1.45):
            rows = max(math.floor(room.height / (size * spacing)), 1)
            columns = _cells(entries, rows)[-1][0] + 1
            if columns <= most and widest * size <= room.width / columns:
                return _Grid(columns, _even(entries, rows, columns), size, spacing)
        size *= 0.96


def _even(entries: Sequence[Entry], rows: int, columns: int) -> int:
    """As few rows as the number of columns allows, so that the columns end about level."""
    while rows > 1 and _cells(entries, rows - 1)[-1][0] < columns:
        rows -= 1
    return rows
