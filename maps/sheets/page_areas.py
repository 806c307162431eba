"""How a page is shared out: title, maps, what stands beside or below them, the strip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from maps.sheets.paper import Paper, Rect
from maps.sheets.sheet_design import Element, Legend, Locator, Page, SheetDesign

GAP_MM = 1.5
NEAT_MM = 2.2
"""Between the outer and the inner neat line."""


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of one way to share out the page; ``boxes`` are those of ``side`` by element id."""

    neat: Rect
    title: Rect
    maps: Rect
    strip: Rect
    boxes: Mapping[str, Rect]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A box of the side: one element, or those of one row. ``height`` 0 takes what is left."""

    elements: tuple[Element, ...]
    width: float
    height: float

    @property
    def grows(self) -> int:
        """Who takes room that nobody asked for: a location map rather than a legend, others not at all."""
        return max(2 * isinstance(each, Locator) + isinstance(each, Legend) for each in self.elements)


def framed(paper: Paper, page: Page) -> Paper:
    """The paper with the design's margins."""
    return replace(paper, binding=page.binding, margin=page.margin or paper.margin)


def ways(paper: Paper, design: SheetDesign, drawn: Sequence[Element], wants: Mapping[str, float]) -> list[Areas]:
    """The ways that the design allows; whoever composes takes the one with the largest scale.

    ``drawn`` are the elements that have something to show; ``wants`` the heights in mm that tables and legends ask for.
    Two towns side by side want the whole width, one town wants the height.
    """
    page, factor = design.page, paper.factor
    neat = paper.border.inset(NEAT_MM * factor)
    gap, title, strip = GAP_MM * factor, page.title * factor, page.strip * factor
    title = title if any(each.place.area == "title" for each in drawn) else gap
    strip = strip if any(each.place.area == "strip" for each in drawn) else 0.0
    room = Rect(neat.x + gap, neat.y + title, neat.width - 2 * gap, neat.height - title - strip - gap)
    whole = Areas(
        neat=neat,
        title=Rect(neat.x, neat.y, neat.width, title),
        maps=room,
        strip=Rect(neat.x, neat.bottom - strip, neat.width, strip),
        boxes={},
    )
    cells = _cells([each for each in drawn if each.place.area == "side"], factor, wants)
    if not cells:
        return [whole]
    found = []
    if page.layout in ("auto", "beside"):
        found.append(_beside(whole, cells, page.column * factor, gap, wants))
    if page.layout in ("auto", "below"):
        found.append(_below(whole, cells, page.band * factor, gap))
    return found


def _cells(elements: Sequence[Element], factor: float, wants: Mapping[str, float]) -> list[_Cell]:
    """Elements of one row make one cell; the height a table wants is the height it gets, up to what it may have."""
    rows: dict[str, list[Element]] = {}
    for each in elements:
        rows.setdefault(each.place.row or f"\0{each.id}", []).append(each)
    cells = []
    for members in rows.values():
        width = max(each.place.width for each in members) if len(members) == 1 else 0.0
        width = width or sum(each.place.width for each in members) or 100.0
        height = max(each.place.height for each in members) * factor
        wanted = [wants[each.id] for each in members if each.id in wants and not isinstance(each, Legend)]
        if wanted:
            height = min(max(wanted), height) if height else max(wanted)
        cells.append(_Cell(tuple(members), width * factor, height))
    return cells


def _beside(whole: Areas, cells: Sequence[_Cell], column: float, gap: float, wants: Mapping[str, float]) -> Areas:
    room = whole.maps
    left = room.right - column
    heights = _heights(cells, room.height - gap * (len(cells) - 1), wants)
    boxes: dict[str, Rect] = {}
    y = room.y
    for cell, height in zip(cells, heights, strict=True):
        boxes |= _shared(cell, Rect(left, y, column, height))
        y += height + gap
    return replace(whole, maps=Rect(room.x, room.y, room.width - column - gap, room.height), boxes=boxes)


def _heights(cells: Sequence[_Cell], room: float, wants: Mapping[str, float]) -> list[float]:
    """Fixed heights as asked for (shrunk where that is too much), the rest shared; spare room to who can use it."""
    fixed = sum(cell.height for cell in cells)
    open_cells = [number for number, cell in enumerate(cells) if not cell.height]
    most = room * (0.72 if open_cells else 1.0)
    shrink = min(1.0, most / fixed) if fixed else 1.0
    heights = [cell.height * shrink for cell in cells]
    rest = room - sum(heights)
    needs = {number: max(wants.get(each.id, 0.0) for each in cells[number].elements) for number in open_cells}
    for number in open_cells:
        share = rest / len(open_cells)
        heights[number] = min(needs[number], share) if needs[number] else share
    spare = room - sum(heights)
    if spare > 0:
        taker = max(range(len(cells)), key=lambda number: (cells[number].grows, number in needs))
        # A location map larger than it is wide shows nothing more.
        most_grown = heights[taker] * 1.45 if cells[taker].grows > 1 else room
        grown = min(spare, max(most_grown - heights[taker], 0.0))
        heights[taker] += grown
        last = open_cells[0] if open_cells else taker
        heights[last] += spare - grown
    return heights


def _below(whole: Areas, cells: Sequence[_Cell], band: float, gap: float) -> Areas:
    """Columns of a band: fixed cells stacked as long as they fit, open ones with the width that is left."""
    room = whole.maps
    band = min(band, room.height * 0.5)
    columns = _paired([[cell] for cell in cells], band * 1.16, gap)
    fixed = [max(cell.width for cell in column) if column[-1].height else 0.0 for column in columns]
    shares = sum(not width for width in fixed)
    shrink = (
        min(1.0, (room.width - gap * (len(columns) - 1)) * (0.7 if shares else 1.0) / sum(fixed)) if any(fixed) else 1
    )
    rest = room.width - gap * (len(columns) - 1) - sum(fixed) * shrink
    boxes: dict[str, Rect] = {}
    x, top = room.x, room.bottom - band
    spread = rest / len(columns) if not shares else 0.0
    for column, width in zip(columns, fixed, strict=True):
        wide = width * shrink + spread if width else rest / shares
        boxes |= _stacked(column, Rect(x, top, wide, band), gap)
        x += wide + gap
    return replace(whole, maps=Rect(room.x, room.y, room.width, room.height - band - gap), boxes=boxes)


def _paired(columns: list[list[_Cell]], band: float, gap: float) -> list[list[_Cell]]:
    """Fixed cells that stand alone come together where one column holds them, as scale bar and location map do."""
    result: list[list[_Cell]] = []
    for column in columns:
        height = sum(cell.height for cell in column)
        home = next(
            (
                other
                for other in result
                if column[0].height
                and other[0].height
                and sum(cell.height for cell in other) + height + gap * len(other) <= band
            ),
            None,
        )
        if home is not None:
            home.extend(column)
        else:
            result.append(column)
    return result


def _stacked(column: Sequence[_Cell], box: Rect, gap: float) -> dict[str, Rect]:
    """Cells of one column of the band; the last one takes what is left."""
    boxes: dict[str, Rect] = {}
    y = box.y
    for number, cell in enumerate(column):
        last = number == len(column) - 1
        height = box.bottom - y if last else cell.height
        boxes |= _shared(cell, Rect(box.x, y, box.width, height))
        y += height + gap
    return boxes


def _shared(cell: _Cell, box: Rect) -> dict[str, Rect]:
    """The box of a row among its elements: by the widths they ask for, the rest to those that ask for none."""
    asked = sum(each.place.width for each in cell.elements)
    if len(cell.elements) == 1 or not asked:
        width = box.width / len(cell.elements)
        return {
            each.id: Rect(box.x + number * width, box.y, width, box.height) for number, each in enumerate(cell.elements)
        }
    boxes: dict[str, Rect] = {}
    x = box.x
    for each in cell.elements:
        width = box.width * each.place.width / asked
        boxes[each.id] = Rect(x, box.y, width, box.height)
        x += width
    return boxes


def strip_boxes(strip: Rect, elements: Sequence[Element], factor: float) -> dict[str, Rect]:
    """The boxes of the strip from the left: widths as asked for, the rest to who asks for none."""
    inside = [each for each in elements if each.place.area == "strip"]
    asked = sum(each.place.width for each in inside) * factor
    open_ones = sum(not each.place.width for each in inside)
    shrink = min(1.0, strip.width * (0.68 if open_ones else 1.0) / asked) if asked else 1.0
    rest = (strip.width - asked * shrink) / open_ones if open_ones else 0.0
    boxes: dict[str, Rect] = {}
    x = strip.x
    for each in inside:
        width = each.place.width * factor * shrink if each.place.width else rest
        boxes[each.id] = Rect(x, strip.y, width, strip.height)
        x += width
    return boxes
