"""A layer as coarse as one picture allows, for the first one of a plan: QPainter takes as long as there are vertices.

Later pictures are made by the compiled kernels, which need no such help and keep borders that are shared alike.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from maps.drawing.cutting import thinned
from maps.drawing.detail import Details
from maps.drawing.display import DisplayLayer
from maps.drawing.ring_order import Floats, Ints, Ragged

FEWEST = 1_000
"""Layers with fewer vertices are drawn as they are."""
CELL_PX = 0.25
STRAIGHT_PX = 0.12
"""How far a vertex may lie from the line between its neighbours to be left out: an eighth of a pixel is a shade."""
ROUNDS = 3


def coarse(display: DisplayLayer, metres_per_pixel: float) -> DisplayLayer:
    """The layer without the vertices that no picture of that scale shows; each part keeps its first and its last."""
    xy, starts = display.parts.xy, display.parts.starts
    if len(xy) < FEWEST or display.kind == "point":
        return display
    xy, starts = thinned(xy, starts, CELL_PX * metres_per_pixel)
    for number in range(ROUNDS):
        xy, starts = _straightened(xy, starts, STRAIGHT_PX * metres_per_pixel, first=1 + number % 2)
    parts = Ragged(xy, starts, display.parts.feature, display.parts.bounds)
    return replace(display, parts=parts, details=Details(display.details.least))


def _straightened(xy: Floats, starts: Ints, most: float, *, first: int) -> tuple[Floats, Ints]:
    """Without every second vertex from ``first`` (at least 1) that is within ``most`` of its neighbours' line."""
    kept = np.ones(len(xy), dtype=np.bool_)
    inner = kept[first:-1:2]
    if len(inner):
        before, at, after = (np.ascontiguousarray(xy[place::2].T) for place in (first - 1, first, first + 1))
        count = len(inner)
        (x, y), (step_x, step_y) = after[:, :count] - before[:, :count], at[:, :count] - before[:, :count]
        squared = x * x + y * y
        across = x * step_y - y * step_x
        # What lies before or beyond its neighbours is the end of a spike, however straight.
        before_both = x * step_x + y * step_y < 0
        beyond = step_x * step_x + step_y * step_y > squared + most * most
        inner[:] = (across * across > most * most * squared) | before_both | beyond
    kept[starts[:-1]] = True
    kept[starts[1:] - 1] = True
    places = np.concatenate([[0], np.cumsum(kept)])
    return xy[kept], places[starts]
