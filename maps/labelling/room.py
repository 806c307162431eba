"""Which room on the map is still free: a grid of boxes, so that each is compared with its neighbours only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""
CELL_MM = 12.0


class Room:
    """Boxes that are taken; ``limits`` is the view, at whose edge nothing may be cut."""

    def __init__(self, limits: Box, taken: Iterable[Box] = ()) -> None:
        self._limits = limits
        self._cells: dict[tuple[int, int], list[Box]] = {}
        self.take(list(taken))

    def inside(self, box: Box) -> bool:
        """Whether a box lies whole in the view."""
        left, top, right, bottom = self._limits
        return box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom

    def is_free(self, boxes: Sequence[Box]) -> bool:
        """Whether all of the boxes lie whole in the view and overlap none that is taken."""
        return all(self.inside(box) and not self._meets(box) for box in boxes)

    def take(self, boxes: Sequence[Box]) -> None:
        """The boxes are taken from now on."""
        for box in boxes:
            for cell in _cells(box):
                self._cells.setdefault(cell, []).append(box)

    def is_crossed(self, x1: float, y1: float, x2: float, y2: float) -> bool:
        """Whether a straight line runs over a box that is taken."""
        around = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        near = (box for cell in _cells(around) for box in self._cells.get(cell, ()))
        return any(_overlap(around, box) and _crosses(box, x1, y1, x2, y2) for box in near)

    def _meets(self, box: Box) -> bool:
        return any(_overlap(box, other) for cell in _cells(box) for other in self._cells.get(cell, ()))


def _cells(box: Box) -> Iterable[tuple[int, int]]:
    columns = range(floor(box[0] / CELL_MM), floor(box[2] / CELL_MM) + 1)
    rows = range(floor(box[1] / CELL_MM), floor(box[3] / CELL_MM) + 1)
    return ((column, row) for column in columns for row in rows)


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


def _crosses(box: Box, x1: float, y1: float, x2: float, y2: float) -> bool:
    """Whether the box has corners on both sides of the line (their bounds overlap already)."""
    dx, dy = x2 - x1, y2 - y1
    sides = [dx * (y - y1) - dy * (x - x1) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(sides) < 0 < max(sides)
