"""Geometry no finer than paper can show, for vector files: nothing moves by more than 0.02 mm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maps.drawing.cutting import meeting
from maps.drawing.detail import Details, snapped
from maps.drawing.display import DisplayLayer
from maps.drawing.painter import MOST_MARGIN_MM
from maps.drawing.ring_order import Flags, Floats, Ints, Ragged
from maps.sheets.sheet_items import MapPicture

CELL_MM = 25.4 / 1200 / 2
"""Half a dot of 1200 dpi: vertices are moved to the nearest place of this grid, and dropped where two meet."""
OFF_LINE, PASSES = 1.1, 12
"""Before, those go that lie beside the line between their neighbours, pass after pass: no line moves by more than so
many cells in all, as every pass is allowed twice as much as the one before."""
_FARTHEST = 2**30


def thinned(picture: MapPicture, cell_mm: float = CELL_MM) -> MapPicture:
    """The map frame with the geometry that shows in it, on a grid that belongs to the sheet's corner.

    Borders that two polygons share lose the same vertices in both.
    """
    return replace(picture, displays=tuple(_thinned(display, picture, cell_mm) for display in picture.displays))


def _thinned(display: DisplayLayer, picture: MapPicture, cell_mm: float) -> DisplayLayer:
    if display.kind == "point" or display.bounds is None:
        return display
    numbers = np.flatnonzero(meeting(display.parts.bounds, picture.extent(-MOST_MARGIN_MM)))
    if not len(numbers):
        return replace(display, bounds=None)
    parts = display.parts.taken(numbers)
    metres_per_mm = picture.denominator / 1000
    cell = cell_mm * metres_per_mm
    west, _, _, north = picture.extent()
    origin = (west - picture.rect.x * metres_per_mm, north + picture.rect.y * metres_per_mm)
    if np.abs(parts.bounds - (*origin, *origin)).max() / cell > _FARTHEST:
        return display
    xy, starts = straightened(parts.xy, parts.starts, OFF_LINE * cell)
    grid, starts = snapped(xy, starts, origin, cell, display.details.least)
    left = np.flatnonzero(np.diff(starts) > 0)
    ends = np.concatenate([starts[:-1][left], starts[-1:]])
    placed: Floats = grid.astype(np.float64) * cell + origin
    kept = numbers[left]
    turned, details = display.turned[kept], Details(display.details.least)
    thin = Ragged(placed, ends, parts.feature[left], parts.bounds[left])
    found = replace(display, parts=thin, holes=display.holes[kept], turned=turned, details=details)
    # Known of the whole, and long to find out again for every frame.
    found.__dict__["overlapping"] = display.overlapping
    return found


def straightened(xy: Floats, starts: Ints, off_line: float) -> tuple[Floats, Ints]:
    """Parts (``starts``, m + 1) of ``xy`` (n, 2) with fewer vertices: no line moves by more than ``off_line``.

    Which of two neighbouring vertices goes first hangs on where they are, not on the way round.
    """
    for number in range(PASSES):
        dropped = _on_a_line(xy, starts, off_line * 2.0 ** (number - PASSES))
        before = np.concatenate([[0], np.cumsum(~dropped)])
        xy, starts = xy[~dropped], before[starts]
    return xy, starts


def _on_a_line(xy: Floats, starts: Ints, off_line: float) -> Flags:
    """Vertices to drop: never two in a row, never the first or last of a part."""
    dropped = np.zeros(len(xy), dtype=np.bool_)
    if len(xy) < 3:
        return dropped
    there, over = xy[1:-1] - xy[:-2], xy[2:] - xy[:-2]
    cross = there[:, 0] * over[:, 1] - there[:, 1] * over[:, 0]
    along = (there * over).sum(axis=1)
    length = (over * over).sum(axis=1)
    straight = np.zeros(len(xy), dtype=np.bool_)
    straight[1:-1] = (cross * cross <= off_line**2 * length) & (along > 0) & (along < length)
    filled = np.diff(starts) > 0
    straight[starts[:-1][filled]] = False
    straight[starts[1:][filled] - 1] = False
    # The digits of a place, well mixed: as good as drawn by lot, and the same for both polygons at a border.
    digits = np.ascontiguousarray(xy + 0.0).view(np.int64)
    mixed = (digits[:, 0] * 31 + digits[:, 1]) * 0x2545F4914F6CDD1D
    rank = np.where(straight, (mixed >> 32) & 0x7FFFFFFF, -1)
    dropped[1:-1] = straight[1:-1] & (rank[1:-1] > rank[:-2]) & (rank[1:-1] > rank[2:])
    return dropped
