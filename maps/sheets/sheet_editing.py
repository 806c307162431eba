"""What a planner does to a sheet design: every act takes a design and gives a new one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from core.messages import Text
from maps.sheets.paper import Orientation, Rect, paper_named
from maps.sheets.sheet_aligning import tidy
from maps.sheets.sheet_design import (
    KINDS,
    Element,
    IllustrativeMark,
    Label,
    Legend,
    Locator,
    MapFrame,
    Notes,
    Page,
    Place,
    ScaleBar,
    SheetDesign,
    Slot,
    WindRose,
)

Way = Literal["front", "forward", "backward", "back"]
OFFSET_MM = 5.0
"""How far a copy lies from what it was made of."""
SIZES = {
    "map": (150.0, 100.0),
    "locator": (60.0, 45.0),
    "legend": (70.0, 80.0),
    "north": (24.0, 27.0),
    "wind_rose": (27.0, 27.0),
    "scale_bar": (60.0, 20.0),
    "table": (100.0, 60.0),
    "picture": (40.0, 30.0),
    "text": (60.0, 10.0),
    "notes": (90.0, 21.0),
    "slot": (40.0, 21.0),
    "illustrative": (40.0, 10.0),
}
"""What a new element measures in mm."""
_NUMBER = re.compile(r"_?\d+$")
_NEW: dict[str, Callable[[], dict[str, Any]]] = {
    "legend": lambda: {"heading": Text("图例", "Legend")},
    "table": lambda: {"heading": Text("用地平衡表", "Land balance"), "content": "land_balance"},
    "text": lambda: {"text": Text("文字", "Text")},
    "slot": lambda: {"label": Text("项目", "Item")},
}


def new_element(design: SheetDesign, kind: str, box: Rect, roles: Sequence[str] = (), file: str = "") -> Element:
    """An element of ``kind`` that stands freely in ``box``, with an id that is free.

    ``roles`` are those of the plan: a map shows them where the design has no map to take them from; ``file`` is a
    picture's.
    """
    first = next(iter(design.maps()), None)
    main = first.main if first is not None else tuple(roles[:1])
    shown = first.roles if first is not None else tuple(roles)
    more: dict[str, Any] = _NEW[kind]() if kind in _NEW else {}
    if kind == "map":
        more = {"main": main, "roles": shown, "frames": "whole", "grid": "none"}
    elif kind == "locator":
        more = {"heading": Text("区位示意", "Location"), "roles": main}
    elif kind == "picture":
        more = {"file": file}
    return KINDS[kind](id=free_id(design, kind), place=place_of(box), **more)


def free_id(design: SheetDesign, wanted: str, taken: Collection[str] = ()) -> str:
    """``wanted`` where it is free, else with a number behind."""
    used = {each.id for each in design.elements} | set(taken)
    if wanted not in used:
        return wanted
    stem = _NUMBER.sub("", wanted)[:34] or wanted
    return next(name for number in range(2, len(used) + 3) if (name := f"{stem}_{number}") not in used)


def place_of(box: Rect) -> Place:
    """Freely on the page, to a hundredth of a mm."""
    at = tidy(box)
    return Place(area="page", x=at.x, y=at.y, width=at.width, height=at.height)


def put(design: SheetDesign, boxes: Mapping[str, Rect]) -> SheetDesign:
    """The design with elements standing freely in ``boxes``, whatever area they were in."""
    return replace(
        design,
        elements=tuple(
            replace(each, place=place_of(boxes[each.id])) if each.id in boxes else each for each in design.elements
        ),
    )


def pasted(
    design: SheetDesign, elements: Sequence[Element], offset: float = OFFSET_MM
) -> tuple[SheetDesign, tuple[str, ...]]:
    """The design with copies of ``elements`` on top, and their ids. Copies refer to copies where those come along."""
    names: dict[str, str] = {}
    for each in elements:
        names[each.id] = free_id(design, each.id, names.values())
    copies = [_shifted(replace(each, id=names[each.id]), offset) for each in elements]
    wider = replace(design, elements=(*design.elements, *copies))
    free = {each.id for each in wider.maps() if not each.link}
    made = [_referring(each, lambda name: _followed(name, names, free)) for each in copies]
    return replace(design, elements=(*design.elements, *made)), tuple(names.values())


def removed(design: SheetDesign, ids: Collection[str]) -> SheetDesign:
    """The design without some elements; what referred to one of them refers to none."""
    kept = [each for each in design.elements if each.id not in ids]
    return replace(design, elements=tuple(_referring(each, lambda name: "" if name in ids else name) for each in kept))


def restacked(design: SheetDesign, ids: Collection[str], way: Way) -> SheetDesign:
    """The design with elements drawn later (``forward``, ``front``) or earlier; in an area that is their order."""
    order = list(design.elements)
    if way in ("front", "back"):
        chosen = [each for each in order if each.id in ids]
        others = [each for each in order if each.id not in ids]
        return replace(design, elements=tuple([*others, *chosen] if way == "front" else [*chosen, *others]))
    if way == "forward":
        order.reverse()
    for at in range(1, len(order)):
        if order[at].id in ids and order[at - 1].id not in ids:
            order[at - 1], order[at] = order[at], order[at - 1]
    if way == "forward":
        order.reverse()
    return replace(design, elements=tuple(order))


def on_paper(design: SheetDesign, paper: str, orientation: Orientation) -> SheetDesign:
    """The design on other paper: what stands freely keeps its share of the page. ``AppError`` for unknown paper."""
    before = paper_named(design.page.paper, design.page.orientation)
    after = paper_named(paper, orientation)
    across, down = after.width / before.width, after.height / before.height
    boxes = {
        each.id: Rect(each.place.x, each.place.y, each.place.width, each.place.height).scaled(across, down)
        for each in design.elements
        if each.place.area == "page"
    }
    page: Page = replace(design.page, paper=paper, orientation=orientation)
    return put(replace(design, page=page), boxes)


def concerned(design: SheetDesign, code: str) -> tuple[str, ...]:
    """The elements that a remark of the checklist is about, by its code."""
    kinds = next((kinds for start, kinds in _CONCERNED if code.startswith(start)), ())
    return tuple(each.id for each in design.elements if isinstance(each, kinds)) if kinds else ()


_CONCERNED: tuple[tuple[str, tuple[type[Element], ...]], ...] = (
    ("legend.", (Legend,)),
    ("areas.", (Legend,)),
    ("scale.wrong_words", (Label, ScaleBar, Slot)),
    ("scale.", (MapFrame,)),
    ("crs.", (Notes,)),
    ("elements.empty", (Slot,)),
    ("elements.wind_rose", (WindRose,)),
    ("colours.", (MapFrame,)),
    ("layers.", (MapFrame,)),
    ("data.", (IllustrativeMark, Notes)),
    ("subject.", (MapFrame,)),
)


def _shifted(element: Element, offset: float) -> Element:
    place = element.place
    if place.area != "page":
        return element
    return replace(element, place=replace(place, x=round(place.x + offset, 2), y=round(place.y + offset, 2)))


def _followed(name: str, names: Mapping[str, str], free: Collection[str]) -> str:
    found = names.get(name, name)
    return found if found in free else ""


def _referring(element: Element, renamed: Callable[[str], str]) -> Element:
    """The element with the maps that it refers to under other names; empty ones are dropped."""
    if isinstance(element, MapFrame) and element.link:
        return replace(element, link=renamed(element.link))
    if isinstance(element, ScaleBar) and element.of:
        return replace(element, of=renamed(element.of))
    if isinstance(element, Locator) and element.shows:
        return replace(element, shows=tuple(name for each in element.shows if (name := renamed(each))))
    return element
