"""Snapping: the vertex of what is drawn that lies nearest to the cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from maps.drawing.display import DisplayLayer

MOST_VERTICES = 400_000
"""Larger layers are not snapped to: looking for a vertex would take longer than a frame."""

Place = tuple[float, float]


def nearest_vertex(displays: Iterable[DisplayLayer], x: float, y: float, radius: float) -> Place | None:
    """The nearest vertex within ``radius`` metres of a place of the map; None where there is none."""
    best, found = radius * radius, None
    for display in displays:
        xy = _near(display, x, y, radius)
        if not len(xy):
            continue
        squared = (xy[:, 0] - x) ** 2 + (xy[:, 1] - y) ** 2
        index = int(squared.argmin())
        if squared[index] <= best:
            best, found = float(squared[index]), (float(xy[index, 0]), float(xy[index, 1]))
    return found


def _near(display: DisplayLayer, x: float, y: float, radius: float) -> npt.NDArray[np.float64]:
    """Vertices of the parts whose box holds the place."""
    parts, bounds = display.parts, display.bounds
    if bounds is None or len(parts.xy) > MOST_VERTICES or not _holds(np.array([bounds]), x, y, radius)[0]:
        return np.empty((0, 2))
    numbers = np.flatnonzero(_holds(parts.bounds, x, y, radius))
    pieces = [parts.xy[parts.starts[number] : parts.starts[number + 1]] for number in numbers.tolist()]
    return np.concatenate(pieces) if pieces else np.empty((0, 2))


def _holds(bounds: npt.NDArray[np.float64], x: float, y: float, radius: float) -> npt.NDArray[np.bool_]:
    inside = (bounds[:, 0] <= x + radius) & (bounds[:, 2] >= x - radius)
    return np.asarray(inside & (bounds[:, 1] <= y + radius) & (bounds[:, 3] >= y - radius))
