"""A printed sheet: ``compose`` places everything in mm, ``draw_sheet`` draws it on any painter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter

from core.errors import AppError
from core.messages import Language, Text
from layers.plan import Plan
from maps.sheets.drawn import SheetSource
from maps.sheets.legend import Entry
from maps.sheets.overlays import MarkedPlace
from maps.sheets.page_areas import Areas, framed, strip_boxes, ways
from maps.sheets.paper import Orientation, Paper, Rect, paper_named
from maps.sheets.scale import checked_scale
from maps.sheets.sheet_context import Draft, Imprint, Subject, SubjectFeature, TableData
from maps.sheets.sheet_design import Element, Locator, SheetDesign
from maps.sheets.sheet_items import Box, Item, MapPicture, draw_items
from maps.sheets.sheet_maps import MapPlan, map_plan, placed_maps
from maps.sheets.sheet_parts import Contents, contents, element_items, is_blank, wanted_heights
from maps.sheets.subjects import subject_of
from maps.sheets.template import template_named

__all__ = [
    "Imprint",
    "MarkedPlace",
    "PlacedElement",
    "SheetLayout",
    "SheetSource",
    "Subject",
    "TableData",
    "compose",
    "draw_sheet",
]


@dataclass(frozen=True, eq=False)
class PlacedElement:
    """An element of the design where it came to stand, with what is drawn for it."""

    id: str
    rect: Rect
    items: tuple[Item, ...]


@dataclass(frozen=True, eq=False)
class SheetLayout:
    """A sheet ready to be drawn. ``denominator`` is the true scale of the first map; ``frames`` are those of all maps.

    ``elements`` has what is drawn by element, for an editor to find what is under the pointer; ``draft`` is what the
    checklist looks into.
    """

    paper: Paper
    language: Language
    title: str
    denominator: float
    frames: tuple[MapPicture, ...]
    legend: tuple[Entry, ...]
    items: tuple[Item, ...]
    design: SheetDesign
    elements: tuple[PlacedElement, ...]
    draft: Draft


@dataclass(frozen=True, eq=False)
class _Request:
    """What a sheet is composed from."""

    source: SheetSource
    design: SheetDesign
    page: Paper
    plans: tuple[MapPlan, ...]
    draft: Draft


def compose(
    plan: Plan | SheetSource,
    *,
    template: str | SheetDesign,
    paper: str | None = None,
    orientation: Orientation | None = None,
    scale: float | None = None,
    language: Language | None = None,
    imprint: Imprint | None = None,
    subject: Subject | None = None,
    marks: Sequence[MarkedPlace] = (),
    tables: Mapping[str, TableData] | None = None,
    page: int = 1,
    pages: int = 1,
) -> SheetLayout:
    """Lay out a sheet of the plan.

    ``plan`` may be a ``SheetSource``, whose layers are made ready once for many sheets. ``template`` is a name or a
    design; ``paper`` and ``orientation`` default to the design's, ``language`` to the plan's. ``scale`` is a
    denominator (25000) for the first map; without it the largest standard scale at which it fits. ``subject`` is the
    feature that a sheet of one feature is made for, by default the first; ``marks`` are places to be marked; ``tables``
    the tables that the design asks for by name; ``page`` of ``pages`` is printed where the design has them.
    Raises ``AppError`` for unknown names, scales out of range, a plan without the sheet's main layer or without a known
    coordinate system (a scale could not be true), a picture that cannot be used.
    """
    source = plan if isinstance(plan, SheetSource) else SheetSource(plan)
    design = (
        template
        if isinstance(template, SheetDesign)
        else template_named(template, source.plan.folder, source.plan.sheets)
    )
    design = _scaled(design, None if scale is None else checked_scale(scale))
    size = framed(paper_named(paper or design.page.paper, orientation or design.page.orientation), design.page)
    if not design.maps():
        raise AppError("sheet.no_map", Text("图纸没有地图框。", "The sheet has no map."))
    found = subject_of(source, design, subject)
    plans = tuple(map_plan(source, element, found, marks) for element in design.maps())
    _refuse_unknown_crs(source.plan)
    draft = Draft(
        source=source,
        design=design,
        page=size,
        language=language or source.plan.language,
        imprint=imprint or Imprint(),
        areas=_whole_page(size),
        boxes={},
        maps=(),
        locator=tuple(source.layers(_locator_roles(design))),
        subject=found,
        number=page,
        pages=pages,
        tables=tables or {},
    )
    return _composed(_Request(source, design, size, plans, draft))


def draw_sheet(painter: QPainter, layout: SheetLayout, pixels_per_mm: float) -> None:
    """Draw the sheet with its upper left corner at the painter's origin."""
    draw_items(painter, layout.items, pixels_per_mm)


def _composed(request: _Request) -> SheetLayout:
    """Twice: what tables and legends need is known only when the frames stand, and may move what is beside them."""
    draft, way = _first(request)
    shown = contents(draft)
    drawn = [each for each in request.design.elements if not is_blank(draft, each, shown)]
    wants = wanted_heights(draft, shown)
    if not any(isinstance(each, Locator) for each in drawn):
        request = replace(request, draft=replace(request.draft, locator=()))
    draft = _placed(request, drawn, ways(request.page, request.design, drawn, wants)[way])
    elements = tuple(_drawn(draft, each, shown) for each in drawn)
    draft_title = draft.filled(Text("{plan} {sheet}", "{plan} {sheet}")) + _of_subject(draft.subject)
    legends = [entry for entries in shown.legends.values() for entry in entries]
    return SheetLayout(
        paper=request.page,
        language=draft.language,
        title=" ".join(draft_title.split()),
        denominator=draft.denominator,
        frames=draft.frames,
        legend=tuple(entry for entry in legends if not entry.area or entry.symbol is not None),
        items=tuple(_page_items(draft, elements)),
        design=request.design,
        elements=elements,
        draft=draft,
    )


def _first(request: _Request) -> tuple[Draft, int]:
    """The way to share out the page that gives the first map the largest scale, with the maps on it."""
    drawn = request.design.elements
    drafts = [_placed(request, drawn, areas) for areas in ways(request.page, request.design, drawn, {})]
    way = min(range(len(drafts)), key=lambda number: drafts[number].denominator)
    return drafts[way], way


def _placed(request: _Request, drawn: Sequence[Element], areas: Areas) -> Draft:
    boxes = _boxes(request, drawn, areas)
    maps = placed_maps(request.plans, boxes, request.page.factor)
    return replace(request.draft, areas=areas, boxes=boxes, maps=maps)


def _boxes(request: _Request, drawn: Sequence[Element], areas: Areas) -> dict[str, Rect]:
    """Where every element stands in mm."""
    design, page = request.design, request.page
    boxes = dict(areas.boxes) | strip_boxes(areas.strip, drawn, page.factor)
    own = paper_named(design.page.paper, design.page.orientation)
    across, down = page.width / own.width, page.height / own.height
    for each in drawn:
        place = each.place
        if place.area == "page":
            size = max(place.width, 1.0), max(place.height, 1.0)
            boxes[each.id] = Rect(place.x, place.y, *size).scaled(across, down)
        elif place.area == "title":
            boxes[each.id] = areas.title
    return boxes | _map_boxes([each for each in drawn if each.place.area == "maps"], areas.maps)


def _map_boxes(elements: Sequence[Element], room: Rect) -> dict[str, Rect]:
    """What stands in the room of the maps, side by side, by the widths asked for."""
    weights = [each.place.width or 1.0 for each in elements]
    boxes = {}
    x = room.x
    for each, weight in zip(elements, weights, strict=True):
        width = room.width * weight / sum(weights)
        boxes[each.id] = Rect(x, room.y, width, room.height)
        x += width
    return boxes


def _drawn(draft: Draft, element: Element, shown: Contents) -> PlacedElement:
    box = draft.boxes[element.id]
    return PlacedElement(element.id, box, tuple(element_items(draft, element, box, shown)))


def _page_items(draft: Draft, elements: Sequence[PlacedElement]) -> list[Item]:
    """The whole sheet in drawing order: paper, what is laid out by area, the neat lines, what stands freely."""
    items: list[Item] = [Box(Rect(0, 0, draft.page.width, draft.page.height), 0, "#FFFFFF")]
    free = {each.id for each in draft.design.elements if each.place.area == "page"}
    items += _row_frames(draft)
    items += [item for each in elements if each.id not in free for item in each.items]
    items += [Box(draft.page.border, 0.25), Box(draft.areas.neat, 0.8)]
    return items + [item for each in elements if each.id in free for item in each.items]


def _row_frames(draft: Draft) -> list[Item]:
    """One frame around what stands in a row."""
    rows: dict[str, list[Rect]] = {}
    for each in draft.design.elements:
        if each.place.area == "side" and each.place.row and each.id in draft.areas.boxes:
            rows.setdefault(each.place.row, []).append(draft.areas.boxes[each.id])
    items: list[Item] = []
    for boxes in rows.values():
        left, right = min(box.x for box in boxes), max(box.right for box in boxes)
        items.append(Box(Rect(left, boxes[0].y, right - left, boxes[0].height), 0.2))
    return items


def _scaled(design: SheetDesign, denominator: float | None) -> SheetDesign:
    first = next(iter(design.maps()), None)
    if denominator is None or first is None:
        return design
    return design.with_element(replace(first, scale=denominator))


def _locator_roles(design: SheetDesign) -> frozenset[str]:
    roles: set[str] = set()
    for each in design.elements:
        if each.kind == "locator":
            roles.update(getattr(each, "roles", ()))
    return frozenset(roles)


def _of_subject(subject: SubjectFeature | None) -> str:
    name = subject.words.get("title", "") if subject is not None else ""
    return f" {name}" if name else ""


def _whole_page(page: Paper) -> Areas:
    nothing = Rect(0, 0, 0, 0)
    return Areas(page.border, nothing, page.border, nothing, {})


def _refuse_unknown_crs(plan: Plan) -> None:
    if plan.measuring_crs is None:
        raise AppError(
            "sheet.no_crs",
            Text(
                "坐标系未知，图纸无法保证比例尺。",
                "The coordinate system is unknown, so no sheet can be true to scale.",
            ),
            Text(
                '请在 plan.toml 中写明 crs，例如 "EPSG:4546"。', 'Name it in plan.toml, for example crs = "EPSG:4546".'
            ),
        )
