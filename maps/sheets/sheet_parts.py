"""The elements of a sheet turned into what is drawn: every kind has its function here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.messages import Text
from maps.drawing.display import united
from maps.labelling.label_style import LabelStyle
from maps.labelling.on_sheet import label_items
from maps.sheets.crs_words import convergence_deg
from maps.sheets.legend import Entry, legend_entries, legend_items
from maps.sheets.legend import wanted_height as legend_height
from maps.sheets.lettering import paragraphs
from maps.sheets.marginalia import frame_items, name_box, north_items, scale_items
from maps.sheets.paper import Rect
from maps.sheets.pictures import read_picture
from maps.sheets.scale import ratio
from maps.sheets.sheet_context import Draft, MapSet, TableData
from maps.sheets.sheet_design import (
    Element,
    IllustrativeMark,
    Label,
    Legend,
    Locator,
    MapFrame,
    North,
    Notes,
    Picture,
    ScaleBar,
    Slot,
    Table,
    WindRose,
)
from maps.sheets.sheet_items import MUTED, Box, Image, Item, MapPicture, Words, fitted_size, text_width
from maps.sheets.sheet_notes import illustrative_words, note_lines
from maps.sheets.table_items import table_items
from maps.sheets.table_items import wanted_height as table_height
from maps.sheets.tables import table_data
from maps.sheets.wind_rose import CAPTION, read_frequencies, rose_items
from maps.view import MapView

ILLUSTRATIVE_MARK = Text("示意数据", "Illustrative data")
ALERT = "#A4322A"
HEADING_MM = 4.2
FRAME_MM = 0.2


@dataclass(frozen=True, eq=False)
class Contents:
    """What elements show that has to be known before they have their boxes."""

    legends: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    tables: Mapping[str, TableData] = field(default_factory=dict)
    roses: Mapping[str, tuple[tuple[float, ...], ...]] = field(default_factory=dict)


def contents(draft: Draft) -> Contents:
    """Legends, tables and wind roses of the sheet."""
    elements = draft.design.elements
    legends = {each.id: tuple(legend_entries(draft, each)) for each in elements if isinstance(each, Legend)}
    tables = {each.id: table_data(draft, each) for each in elements if isinstance(each, Table)}
    return Contents(legends, {key: table for key, table in tables.items() if table is not None}, roses(draft))


def roses(draft: Draft) -> dict[str, tuple[tuple[float, ...], ...]]:
    """The wind data of every rose that has some."""
    found = {}
    for each in draft.design.elements:
        if isinstance(each, WindRose):
            series = (each.frequencies,) if each.frequencies else read_frequencies(draft.plan.folder, each.file)
            if series and max(max(one) for one in series) > 0:
                found[each.id] = series
    return found


def is_blank(draft: Draft, element: Element, shown: Contents) -> bool:
    """Whether an element has nothing to show and takes no room."""
    if isinstance(element, Table):
        return element.id not in shown.tables
    if isinstance(element, WindRose):
        return element.id not in shown.roses
    if isinstance(element, Locator):
        return not (draft.locator and (len(draft.frames) > 1 or _reaches_beyond(draft)))
    if isinstance(element, IllustrativeMark):
        return illustrative_words(draft) is None
    return False


def _reaches_beyond(draft: Draft) -> bool:
    """Whether the location map shows more than the only frame does: else there is nothing to locate."""
    bounds = united(each.display.bounds for each in draft.locator)
    if bounds is None:
        return False
    west, south, east, north = draft.frames[0].extent()
    shared = max(min(east, bounds[2]) - max(west, bounds[0]), 0) * max(min(north, bounds[3]) - max(south, bounds[1]), 0)
    return bool(shared < 0.9 * (bounds[2] - bounds[0]) * (bounds[3] - bounds[1]))


def wanted_heights(draft: Draft, shown: Contents) -> dict[str, float]:
    """How high tables and legends would like to be in a column beside the maps."""
    factor, width = draft.factor, draft.design.page.column * draft.factor
    wants = {key: table_height(table, width - 6 * factor, factor) for key, table in shown.tables.items()}
    for key, entries in shown.legends.items():
        wants[key] = legend_height(entries, width - 7 * factor, draft.language, factor)
    return wants


def element_items(draft: Draft, element: Element, box: Rect, shown: Contents) -> list[Item]:
    """What is drawn for one element in its box."""
    if isinstance(element, Legend):
        return _legend(draft, element, box, shown.legends[element.id])
    if isinstance(element, Table):
        return _table(draft, element, box, shown.tables[element.id])
    if isinstance(element, WindRose):
        room = box.inset(1.5 * draft.factor)
        return rose_items(shown.roses[element.id], room, CAPTION.to(draft.language), draft.factor)
    return _PARTS[type(element)](draft, element, box)


def _map(draft: Draft, element: MapFrame, box: Rect) -> list[Item]:
    """The frames of one map with labels, grid and names; they have their own boxes."""
    del box
    items: list[Item] = []
    placed = next(each for each in draft.maps if each.element.id == element.id)
    for picture, extent in zip(placed.frames, placed.extents, strict=True):
        taken = Rect(picture.rect.x, picture.rect.y, 0, 0)
        if extent.name:
            taken = name_box(picture.rect, f"{extent.name}  {ratio(picture.denominator)}", draft.factor)
        items += [Box(picture.rect, 0, "#FFFFFF"), picture]
        items += _labels(draft, placed, picture, taken)
        items += frame_items(picture, extent.name, draft.factor, grid=element.grid, crs=draft.plan.measuring_crs)
    return items


def _labels(draft: Draft, placed: MapSet, picture: MapPicture, taken: Rect) -> list[Item]:
    named = frozenset(placed.element.named)
    # Codes are read where the classes are the matter of the map, not where they are its ground.
    lettered = [role for role in placed.element.main if role not in placed.element.faded]
    main = lettered[0] if lettered else ""
    return [
        *label_items(
            picture,
            placed.shown,
            main=main,
            named=named,
            taken=taken,
            factor=draft.factor,
            language=draft.language,
            styles=_label_styles(draft, placed),
        )
    ]


def _label_styles(draft: Draft, placed: MapSet) -> dict[str, LabelStyle]:
    """The planner's own labels by layer; what the map's design wants written on its main layers goes before them."""
    styles = dict(draft.source.labels)
    if placed.element.labels:
        wanted = LabelStyle(placed.element.labels, size=2.0, halo=0.0, priority=20, callouts=True)
        for each in placed.shown:
            if each.layer.role in placed.element.main:
                styles[each.layer.name] = wanted
    return styles


def _locator(draft: Draft, element: Locator, room: Rect) -> list[Item]:
    factor = draft.factor
    heading = 2.8 * factor
    rect = Rect(room.x, room.y + heading * 2, room.width, room.height - heading * 2)
    bounds = united(each.display.bounds for each in draft.locator)
    assert bounds is not None
    view = MapView.fitted(bounds, rect.width, rect.height, margin=0.05)
    displays = tuple(each.display for each in draft.locator)
    picture = MapPicture(rect, (view.centre_x, view.centre_y), view.metres_per_pixel * 1000, displays, symbol_size=0.5)
    items: list[Item] = [picture]
    for each in draft.maps:
        if not element.shows or each.element.id in element.shows:
            items += _located(each, picture, factor)
    items += [Box(room, FRAME_MM), _heading(element.heading.to(draft.language), room, heading)]
    return items


def _located(placed: MapSet, picture: MapPicture, factor: float) -> list[Item]:
    """The boxes of a map's frames on the location map; a very small one gets a ring around it to be found."""
    items: list[Item] = []
    rect = picture.rect
    for frame, extent in zip(placed.frames, placed.extents, strict=True):
        west, south, east, north = frame.extent()
        left, top = picture.on_paper(west, north)
        right, bottom = picture.on_paper(east, south)
        box = _within(Rect(left, top, right - left, bottom - top), rect)
        if max(box.width, box.height) < 4 * factor:
            middle = (box.x + box.width / 2, box.y + box.height / 2)
            ring = Rect(middle[0] - 2 * factor, middle[1] - 2 * factor, 4 * factor, 4 * factor)
            items.append(Box(_within(ring, rect), 0.4 * factor, colour="#C2185B"))
        items.append(Box(box, 0.3 * factor))
        name = Words(extent.name, box.x + box.width / 2, box.y - 0.8 * factor, 2.2 * factor, align="centre", halo=0.35)
        items += [name] if extent.name else []
    return items


def _within(box: Rect, room: Rect) -> Rect:
    """A frame that reaches over the edge of the location map is cut there."""
    left, top = max(box.x, room.x), max(box.y, room.y)
    right, bottom = min(box.right, room.right), min(box.bottom, room.bottom)
    return Rect(left, top, max(right - left, 0), max(bottom - top, 0))


def _legend(draft: Draft, element: Legend, box: Rect, entries: Sequence[Entry]) -> list[Item]:
    factor = draft.factor
    size = HEADING_MM * factor
    inner = Rect(box.x + 4 * factor, box.y + size * 2, box.width - 7 * factor, box.height - size * 2 - 2 * factor)
    items: list[Item] = [Box(box, FRAME_MM, "#FFFFFF"), _heading(element.heading.to(draft.language), box, size)]
    return items + legend_items(entries, inner, draft.language, factor, element.columns)


def _table(draft: Draft, element: Table, box: Rect, table: TableData) -> list[Item]:
    factor = draft.factor
    size = 3.4 * factor
    inner = Rect(box.x + 3 * factor, box.y + size * 1.9, box.width - 6 * factor, box.height - size * 1.9 - 2 * factor)
    items: list[Item] = [Box(box, FRAME_MM, "#FFFFFF"), _heading(draft.filled(element.heading), box, size)]
    return items + table_items(table, inner, factor)


def _heading(words: str, frame: Rect, size: float) -> Words:
    fitting = fitted_size(words, size, frame.width * 0.96, bold=True)
    return Words(words, frame.x + frame.width / 2, frame.y + size * 1.35, fitting, bold=True, align="centre")


def _north(draft: Draft, element: North, box: Rect) -> list[Item]:
    crs = draft.plan.measuring_crs
    convergence = convergence_deg(crs, *draft.frames[0].centre) if crs is not None else None
    room = box.inset(2 * draft.factor)
    return north_items(room, convergence, draft.language, draft.factor, stated=element.convergence)


def _scale_bar(draft: Draft, element: ScaleBar, box: Rect) -> list[Item]:
    factor = draft.factor
    named = [each for each in draft.maps if each.element.id == element.of]
    denominator = named[0].frames[0].denominator if named else draft.denominator
    room = box.inset(2 * factor)
    width = min(room.width, 60 * factor)
    right = Rect(room.x + 1.5 * factor, room.y + 1.5 * factor, width - 2 * factor, room.height)
    return scale_items(denominator, right, draft.language, factor)


def _picture(draft: Draft, element: Picture, box: Rect) -> list[Item]:
    data, vector = read_picture(draft.plan.folder, element.file)
    return [Image(box.inset(0.5 * draft.factor), data, vector)]


def _label(draft: Draft, element: Label, box: Rect) -> list[Item]:
    """Text on one line in the title; elsewhere in lines that fit the box."""
    words, factor = draft.filled(element.text), draft.factor
    words = " ".join(words.split())
    size = element.size * factor
    items: list[Item] = [Box(box, FRAME_MM)] if element.frame else []
    if not words:
        return items
    if element.place.area == "title" or element.align != "left" or element.bold:
        room = box.width - (2 * _mark_width(draft) if element.place.area == "title" else 2 * factor)
        size = fitted_size(words, size, room, bold=element.bold)
        at = {"left": box.x + factor, "centre": box.x + box.width / 2, "right": box.right - factor}[element.align]
        baseline = box.y + box.height / 2 + size * 0.36
        line = Words(words, at, baseline, size, bold=element.bold, align=element.align, colour=element.colour)
        return [*items, line]
    return [*items, *paragraphs([words], box.inset(factor), size=size, colour=element.colour)]


def _mark_width(draft: Draft) -> float:
    size = 3.0 * draft.factor
    return text_width(ILLUSTRATIVE_MARK.to(draft.language), size) + 4 * size


def _mark(draft: Draft, element: IllustrativeMark, box: Rect) -> list[Item]:
    del element
    size = 3.0 * draft.factor
    words = ILLUSTRATIVE_MARK.to(draft.language)
    width = text_width(words, size) + 2 * size
    middle = box.y + box.height / 2
    frame = Rect(box.right - width - size, middle - size, width, size * 2)
    place = frame.x + frame.width / 2
    text = Words(words, place, middle + size * 0.36, size, align="centre", colour=ALERT)
    return [Box(frame, 0.25, colour=ALERT), text]


def _notes(draft: Draft, element: Notes, box: Rect) -> list[Item]:
    factor = draft.factor
    inner = Rect(box.x + 2.5 * factor, box.y + 1.5 * factor, box.width - 5 * factor, box.height - 3 * factor)
    lines = [note.to(draft.language) for note in note_lines(draft, element)]
    return [Box(box, FRAME_MM), *paragraphs(lines, inner, size=element.size * factor)]


def _slot(draft: Draft, element: Slot, box: Rect) -> list[Item]:
    factor = draft.factor
    inside = box.inset(1.5 * factor)
    label = Rect(inside.x, inside.y, inside.width, 4 * factor)
    items: list[Item] = [Box(box, FRAME_MM)]
    items += paragraphs([element.label.to(draft.language)], label, size=2.3 * factor, colour=MUTED)
    value = draft.filled(element.value)
    below = Rect(inside.x, inside.y + 6 * factor, inside.width, inside.height - 6 * factor)
    return [*items, *paragraphs([value] if value else [], below, size=3.0 * factor)]


_PARTS: dict[type[Element], Callable[[Draft, Any, Rect], list[Item]]] = {
    MapFrame: _map,
    Locator: _locator,
    North: _north,
    ScaleBar: _scale_bar,
    Picture: _picture,
    Label: _label,
    IllustrativeMark: _mark,
    Notes: _notes,
    Slot: _slot,
}
