"""Where boxes go on a sheet when they are moved, resized, aligned or shared out. Lengths in mm, y runs down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from maps.sheets.paper import Rect

Handle = Literal["nw", "n", "ne", "e", "se", "s", "sw", "w"]
Side = Literal["left", "centre", "right", "top", "middle", "bottom"]
Axis = Literal["x", "y"]
HANDLES: tuple[Handle, ...] = ("nw", "n", "ne", "e", "se", "s", "sw", "w")
LEAST_MM = 1.0
"""No element is smaller."""


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that an edge or a middle was snapped to: at ``at`` mm of ``axis``."""

    axis: Axis
    at: float


@dataclass(frozen=True, slots=True)
class Lines:
    """What there is to snap to: positions in mm across and down, and the step of the grid (0: none)."""

    across: tuple[float, ...] = ()
    down: tuple[float, ...] = ()
    grid: float = 0.0


def lines_of(boxes: Iterable[Rect], grid: float = 0.0) -> Lines:
    """The edges and middles of the margins and of elements that stay where they are."""
    boxes = list(boxes)
    across = {round(at, 4) for box in boxes for at in _thirds(box.x, box.width)}
    down = {round(at, 4) for box in boxes for at in _thirds(box.y, box.height)}
    return Lines(tuple(sorted(across)), tuple(sorted(down)), grid)


def around(boxes: Sequence[Rect]) -> Rect:
    """The smallest box around some."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Rect(left, top, right - left, bottom - top)


def moved(box: Rect, across: float, down: float) -> Rect:
    """The box elsewhere."""
    return Rect(box.x + across, box.y + down, box.width, box.height)


def tidy(box: Rect) -> Rect:
    """The box to a hundredth of a mm, as it is written to a file."""
    size = max(box.width, LEAST_MM), max(box.height, LEAST_MM)
    return Rect(*(round(each, 2) for each in (box.x, box.y, *size)))


def snapped_move(box: Rect, lines: Lines, reach: float) -> tuple[float, float, tuple[Guide, ...]]:
    """How far to shift a box so that an edge or its middle meets a line within ``reach``; the guides to show.

    Elements and margins go before the grid, which takes the upper left corner.
    """
    across, first = _shift(_thirds(box.x, box.width), box.x, lines.across, lines.grid, reach)
    down, second = _shift(_thirds(box.y, box.height), box.y, lines.down, lines.grid, reach)
    guides = [Guide("x", at) for at in first] + [Guide("y", at) for at in second]
    return across, down, tuple(guides)


def snapped_resize(box: Rect, handle: Handle, lines: Lines, reach: float) -> tuple[float, float, tuple[Guide, ...]]:
    """How far to shift the edges that ``handle`` drags so that they meet a line within ``reach``."""
    across = down = 0.0
    guides: list[Guide] = []
    if "w" in handle or "e" in handle:
        edge = box.x if "w" in handle else box.right
        across, found = _shift((edge,), edge, lines.across, lines.grid, reach)
        guides += [Guide("x", at) for at in found]
    if "n" in handle or "s" in handle:
        edge = box.y if "n" in handle else box.bottom
        down, found = _shift((edge,), edge, lines.down, lines.grid, reach)
        guides += [Guide("y", at) for at in found]
    return across, down, tuple(guides)


def resized(box: Rect, handle: Handle, across: float, down: float, *, in_proportion: bool = False) -> Rect:
    """The box with a handle dragged; what lies opposite stays, and the box does not turn inside out."""
    width = box.width + (across if "e" in handle else -across if "w" in handle else 0.0)
    height = box.height + (down if "s" in handle else -down if "n" in handle else 0.0)
    width, height = max(width, LEAST_MM), max(height, LEAST_MM)
    if in_proportion and len(handle) == 2:
        share = max(width / box.width, height / box.height)
        width, height = box.width * share, box.height * share
    x = box.right - width if "w" in handle else box.x
    y = box.bottom - height if "n" in handle else box.y
    return Rect(x, y, width, height)


def stretched(boxes: Mapping[str, Rect], before: Rect, after: Rect) -> dict[str, Rect]:
    """Boxes resized together: what the box around them became, each of them becomes in the same proportion."""
    wide, high = after.width / max(before.width, 1e-9), after.height / max(before.height, 1e-9)
    return {
        key: Rect(
            after.x + (box.x - before.x) * wide,
            after.y + (box.y - before.y) * high,
            box.width * wide,
            box.height * high,
        )
        for key, box in boxes.items()
    }


def aligned(boxes: Mapping[str, Rect], side: Side, margins: Rect) -> dict[str, Rect]:
    """Boxes with one side, or their middles, in line: several within the box around them, one alone in the margins."""
    if not boxes:
        return {}
    room = around(list(boxes.values())) if len(boxes) > 1 else margins
    found = {}
    for key, box in boxes.items():
        x = {"left": room.x, "centre": room.x + (room.width - box.width) / 2, "right": room.right - box.width}
        y = {"top": room.y, "middle": room.y + (room.height - box.height) / 2, "bottom": room.bottom - box.height}
        found[key] = Rect(x.get(side, box.x), y.get(side, box.y), box.width, box.height)
    return found


def distributed(boxes: Mapping[str, Rect], axis: Axis) -> dict[str, Rect]:
    """Boxes with equal gaps between them, the outer ones where they are; fewer than three stay as they are."""
    if len(boxes) < 3:
        return dict(boxes)
    start, size = ("x", "width") if axis == "x" else ("y", "height")
    order = sorted(boxes, key=lambda key: getattr(boxes[key], start) + getattr(boxes[key], size) / 2)
    room = around(list(boxes.values()))
    gap = (getattr(room, size) - sum(getattr(box, size) for box in boxes.values())) / (len(boxes) - 1)
    found = {}
    at = getattr(room, start)
    for key in order:
        box = boxes[key]
        found[key] = moved(box, at - box.x, 0.0) if axis == "x" else moved(box, 0.0, at - box.y)
        at += getattr(box, size) + gap
    return found


def beneath(boxes: Sequence[tuple[str, Rect]], x: float, y: float) -> list[str]:
    """Which boxes, given from the lowest, lie under a point: the uppermost first."""
    return [key for key, box in reversed(boxes) if box.x <= x <= box.right and box.y <= y <= box.bottom]


def inside(boxes: Sequence[tuple[str, Rect]], room: Rect) -> list[str]:
    """Which boxes lie wholly in ``room``."""
    return [
        key
        for key, box in boxes
        if box.x >= room.x and box.y >= room.y and box.right <= room.right and box.bottom <= room.bottom
    ]


def _thirds(start: float, length: float) -> tuple[float, float, float]:
    return start, start + length / 2, start + length


def _shift(
    edges: Sequence[float], corner: float, lines: Sequence[float], grid: float, reach: float
) -> tuple[float, tuple[float, ...]]:
    """The smallest shift that brings an edge onto a line, and the lines that are met then."""
    shifts = [line - edge for edge in edges for line in lines if abs(line - edge) <= reach]
    if shifts:
        best = min(shifts, key=abs)
        met = {line for edge in edges for line in lines if abs(edge + best - line) < 1e-3}
        return best, tuple(sorted(met))
    if grid > 0:
        step = round(corner / grid) * grid - corner
        if abs(step) <= reach:
            return step, ()
    return 0.0, ()
