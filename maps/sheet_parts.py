"""The parts of a sheet: title, maps, the column beside them, the strip below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.messages import Language, Text, listed
from layers.plan import Plan
from maps.crs_words import convergence_deg, crs_line
from maps.display import united
from maps.drawn import DrawnLayer
from maps.frames import Arrangement
from maps.labels import label_items
from maps.legend import Entry, legend_items
from maps.lettering import paragraphs
from maps.marginalia import frame_items, name_box, north_items, scale_items
from maps.paper import Paper, Rect
from maps.scale import ratio
from maps.sheet_items import MUTED, Box, Item, MapPicture, Words, fitted_size, text_width
from maps.template import Template
from maps.view import MapView

LEGEND = Text("图例", "Legend")
LOCATOR = Text("区位示意", "Location")
PERIOD = Text(
    "规划期限 {base}—{target}（基期年 {base}，目标年 {target}）", "Plan period {base}–{target} (base year, target year)"
)
TARGET_ONLY = Text("规划目标年 {target}", "Target year {target}")
BASE_ONLY = Text("规划基期年 {base}", "Base year {base}")
CLASSES = Text(
    "用地分类：《国土空间调查、规划、用途管制用地用海分类指南》（2023）。", "Land-use classes: national guide of 2023."
)
OUR_STYLE = Text(
    "控制线等为软件默认样式，非规范值。",
    "Control lines are drawn in the software's default style, which no standard prescribes.",
)
SOURCES = Text("资料来源：{names}", "Sources: {names}")
ILLUSTRATIVE = Text(
    "示意数据：{names}的位置与范围仅为示意，不作为管理依据。",
    "Illustrative data: position and extent of {names} are illustrative and no basis for decisions.",
)
ILLUSTRATIVE_MARK = Text("示意数据", "Illustrative data")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the maker enters into the title strip; what is empty stays an empty box."""

    authority: str = ""
    maker: str = ""
    date: str = ""
    sheet_number: str = ""
    review_number: str = ""
    secrecy: str = ""


@dataclass(frozen=True, eq=False)
class Draft:
    """Everything a part of the sheet may need. ``shown`` are the layers of the frames, from the lowest."""

    plan: Plan
    design: Template
    page: Paper
    language: Language
    title: str
    imprint: Imprint
    shown: tuple[DrawnLayer, ...]
    locator: tuple[DrawnLayer, ...]
    places: Places
    arrangement: Arrangement
    frames: tuple[MapPicture, ...]

    @cached_property
    def seen(self) -> tuple[DrawnLayer, ...]:
        """The layers of which something shows in a frame or in the location map."""
        extents = [frame.extent() for frame in self.frames]
        shown = [each for each in self.shown if any(each.shows_in(extent).any() for extent in extents)]
        return (*shown, *(each for each in self.locator if each not in shown))

    @property
    def factor(self) -> float:
        """Enlargement of lettering with the paper."""
        return self.page.factor


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of the page are: one room for the maps, the others around it."""

    neat: Rect
    title: Rect
    maps: Rect
    scale: Rect
    legend: Rect
    locator: Rect
    strip: Rect


def places_on(page: Paper) -> tuple[Places, Places]:
    """Two ways to share out the page: legend and locator beside the maps, or below them.

    Two towns side by side want the whole width, one town wants the height; whoever composes takes the larger scale.
    """
    factor = page.factor
    neat = page.border.inset(2.2 * factor)
    gap, title, strip = 1.5 * factor, 14 * factor, 21 * factor
    room = Rect(neat.x + gap, neat.y + title, neat.width - 2 * gap, neat.height - title - strip - gap)
    heading = Rect(neat.x, neat.y, neat.width, title)
    foot = Rect(neat.x, neat.bottom - strip, neat.width, strip)
    column, scale, locator = 76 * factor, 27 * factor, 58 * factor
    right = room.right - column
    beside = Places(
        neat=neat,
        title=heading,
        maps=Rect(room.x, room.y, room.width - column - gap, room.height),
        scale=Rect(right, room.y, column, scale),
        legend=Rect(right, room.y + scale + gap, column, room.height - scale - locator - 2 * gap),
        locator=Rect(right, room.bottom - locator, column, locator),
        strip=foot,
    )
    band = 78 * factor
    top, wide = room.bottom - band, 100 * factor
    below = Places(
        neat=neat,
        title=heading,
        maps=Rect(room.x, room.y, room.width, room.height - band - gap),
        scale=Rect(room.x, top, wide, scale),
        legend=Rect(room.x + wide + gap, top, room.width - wide - gap, band),
        locator=Rect(room.x, top + scale + gap, wide, band - scale - gap),
        strip=foot,
    )
    return beside, below


def page_items(draft: Draft, legend: Sequence[Entry]) -> list[Item]:
    """The whole sheet, in drawing order."""
    places = draft.places
    items: list[Item] = [Box(Rect(0, 0, draft.page.width, draft.page.height), 0, "#FFFFFF")]
    items += _maps(draft)
    items += [Box(draft.page.border, 0.25), Box(places.neat, 0.8)]
    items += _title(draft, places.title)
    items += _north_and_scale(draft, places.scale)
    items += _legend_and_locator(draft, legend)
    items += _strip(draft, places.strip)
    return items


def _title(draft: Draft, room: Rect) -> list[Item]:
    size = 8.2 * draft.factor
    mark = ILLUSTRATIVE_MARK.to(draft.language)
    mark_size = 3.0 * draft.factor
    mark_width = text_width(mark, mark_size) + 2 * mark_size
    size = fitted_size(draft.title, size, room.width - 2 * mark_width - 4 * mark_size, bold=True)
    middle = room.y + room.height / 2
    words = Words(draft.title, room.x + room.width / 2, middle + size * 0.36, size, bold=True, align="centre")
    items: list[Item] = [words]
    if _illustrative(draft):
        box = Rect(room.right - mark_width - mark_size, middle - mark_size, mark_width, mark_size * 2)
        items.append(Box(box, 0.25, colour="#A4322A"))
        place = box.x + box.width / 2
        items.append(Words(mark, place, middle + mark_size * 0.36, mark_size, align="centre", colour="#A4322A"))
    return items


def _maps(draft: Draft) -> list[Item]:
    items: list[Item] = []
    for picture, extent in zip(draft.frames, draft.arrangement.extents, strict=True):
        taken = Rect(picture.rect.x, picture.rect.y, 0, 0)
        if extent.name:
            taken = name_box(picture.rect, f"{extent.name}  {ratio(picture.denominator)}", draft.factor)
        items += [Box(picture.rect, 0, "#FFFFFF"), picture]
        items += label_items(
            picture,
            draft.shown,
            main=draft.design.main,
            named=draft.design.named,
            taken=taken,
            factor=draft.factor,
        )
        items += frame_items(picture, extent.name, draft.factor)
    return items


def _legend_and_locator(draft: Draft, legend: Sequence[Entry]) -> list[Item]:
    """The legend takes the locator's room too where there is nothing to locate."""
    factor, frame, locator = draft.factor, draft.places.legend, draft.places.locator
    located = _needs_locator(draft)
    if not located and frame.x == locator.x:
        frame = Rect(frame.x, frame.y, frame.width, locator.bottom - frame.y)
    size = 4.2 * factor
    height = frame.height - size * 2 - 2 * factor
    inner = Rect(frame.x + 4 * factor, frame.y + size * 2, frame.width - 7 * factor, height)
    items: list[Item] = [Box(frame, 0.2), _heading(LEGEND.to(draft.language), frame, size)]
    items += legend_items(legend, inner, draft.language, factor)
    return items + (_locator(draft, locator) if located else [])


def _heading(words: str, frame: Rect, size: float) -> Words:
    return Words(words, frame.x + frame.width / 2, frame.y + size * 1.35, size, bold=True, align="centre")


def _north_and_scale(draft: Draft, box: Rect) -> list[Item]:
    room = box.inset(2 * draft.factor)
    crs = draft.plan.measuring_crs
    convergence = convergence_deg(crs, *draft.frames[0].centre) if crs is not None else None
    arrow = 24 * draft.factor
    items: list[Item] = [Box(box, 0.2)]
    items += north_items(Rect(room.x, room.y, arrow, room.height), convergence, draft.language, draft.factor)
    width = min(room.width - arrow - 3 * draft.factor, 60 * draft.factor)
    right = Rect(room.x + arrow + 3 * draft.factor, room.y + 1.5 * draft.factor, width, room.height)
    items += scale_items(draft.arrangement.denominator, right, draft.language, draft.factor)
    return items


def _needs_locator(draft: Draft) -> bool:
    """With one frame and no wider area around it there is nothing to locate."""
    return len(draft.frames) > 1 or bool(draft.plan.bound("planning_area"))


def _locator(draft: Draft, room: Rect) -> list[Item]:
    factor = draft.factor
    heading = 2.8 * factor
    rect = Rect(room.x, room.y + heading * 2, room.width, room.height - heading * 2)
    bounds = united(each.display.bounds for each in draft.locator)
    assert bounds is not None
    view = MapView.fitted(bounds, rect.width, rect.height, margin=0.05)
    displays = tuple(each.display for each in draft.locator)
    picture = MapPicture(rect, (view.centre_x, view.centre_y), view.metres_per_pixel * 1000, displays, symbol_size=0.5)
    items: list[Item] = [picture]
    for frame, extent in zip(draft.frames, draft.arrangement.extents, strict=True):
        west, south, east, north = frame.extent()
        left, top = picture.on_paper(west, north)
        right, bottom = picture.on_paper(east, south)
        box = _within(Rect(left, top, right - left, bottom - top), rect)
        items.append(Box(box, 0.3 * factor))
        name = Words(extent.name, box.x + box.width / 2, box.y - 0.8 * factor, 2.2 * factor, align="centre", halo=0.35)
        items += [name] if extent.name else []
    items += [Box(room, 0.2), _heading(LOCATOR.to(draft.language), room, heading)]
    return items


def _within(box: Rect, room: Rect) -> Rect:
    """A frame that reaches over the edge of the location map is cut there."""
    left, top = max(box.x, room.x), max(box.y, room.y)
    right, bottom = min(box.right, room.right), min(box.bottom, room.bottom)
    return Rect(left, top, max(right - left, 0), max(bottom - top, 0))


def _strip(draft: Draft, room: Rect) -> list[Item]:
    factor = draft.factor
    widths = [slot.width * factor for slot in draft.design.slots]
    notes = Rect(room.x, room.y, room.width - sum(widths), room.height)
    size = 2.35 * factor
    inner = Rect(notes.x + 2.5 * factor, notes.y + 1.5 * factor, notes.width - 5 * factor, notes.height - 3 * factor)
    items: list[Item] = [Box(notes, 0.2)]
    items += paragraphs([note.to(draft.language) for note in _notes(draft)], inner, size=size)
    x = notes.right
    for slot, width in zip(draft.design.slots, widths, strict=True):
        box = Rect(x, room.y, width, room.height)
        items.append(Box(box, 0.2))
        inside = box.inset(1.5 * factor)
        label = Rect(inside.x, inside.y, inside.width, 4 * factor)
        items += paragraphs([slot.label.to(draft.language)], label, size=2.3 * factor, colour=MUTED)
        value = getattr(draft.imprint, slot.id, "")
        below = Rect(inside.x, inside.y + 6 * factor, inside.width, inside.height - 6 * factor)
        items += paragraphs([value] if value else [], below, size=3.0 * factor)
        x += width
    return items


def _notes(draft: Draft) -> list[Text]:
    notes = []
    if draft.plan.measuring_crs is not None:
        notes.append(crs_line(draft.plan.measuring_crs))
    base, target = draft.plan.base_year, draft.plan.target_year
    if base is not None and target is not None:
        notes.append(PERIOD.format(base=base, target=target))
    elif target is not None:
        notes.append(TARGET_ONLY.format(target=target))
    elif base is not None:
        notes.append(BASE_ONLY.format(base=base))
    classes = CLASSES
    if any(each.display.style.ours for each in draft.seen):
        classes = Text(classes.zh + OUR_STYLE.zh, f"{classes.en} {OUR_STYLE.en}")
    notes.append(classes)
    sources = sorted({words for each in draft.seen for words in each.words("attribution") if words})
    if sources:
        notes.append(SOURCES.format(names=_joined(sources)))
    illustrative = _illustrative(draft)
    if illustrative:
        notes.append(ILLUSTRATIVE.format(names=illustrative))
    return notes


def _joined(words: Sequence[str]) -> Text:
    return Text("；".join(words), "; ".join(words))


def _illustrative(draft: Draft) -> Text | None:
    """The labels of the layers seen that say of themselves that they are illustrative; None if none does."""
    styles = [each.display.style for each in draft.seen if each.layer.illustrative]
    labels = {style.role: style.label for style in styles}.values()
    if not labels:
        return None
    return Text(listed(label.zh for label in labels).zh, listed(label.en.lower() for label in labels).en)
