"""Small coverages with planted errors, for the topology tests: squares of 100 m in EPSG:4546."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyproj
import shapely

from layers.topology.checking import examine
from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.listing import TopologyList
from layers.topology.settings import DEFAULTS, Settings

CRS = pyproj.CRS.from_epsg(4546)
WEST, SOUTH = 560_000.0, 4_480_000.0
SIDE = 100.0


def at(*xy: tuple[float, float]) -> shapely.Polygon:
    """A polygon through points in metres from the origin."""
    return shapely.Polygon([(WEST + x, SOUTH + y) for x, y in xy])


def box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    """A rectangle."""
    return at((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def line(*xy: tuple[float, float]) -> shapely.LineString:
    """A line."""
    return shapely.LineString([(WEST + x, SOUTH + y) for x, y in xy])


def grid(columns: int = 4, rows: int = 4, seed: int | None = None) -> list[Any]:
    """Squares side by side that share their corners; with a seed the corners are moved and borders have vertices."""
    random = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(columns + 1) * SIDE, np.arange(rows + 1) * SIDE)
    shift = random.uniform(-15, 15, (2, *x.shape)) if seed is not None else np.zeros((2, *x.shape))
    corners = np.round(np.stack([WEST + x + shift[0], SOUTH + y + shift[1]], axis=-1), 3)
    found = []
    for row in range(rows):
        for column in range(columns):
            ring = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
            points: list[Any] = []
            for begin, end in zip(ring, [*ring[1:], ring[0]], strict=True):
                points.append(corners[begin])
                if seed is not None:
                    points.append(_bent(corners[min(begin, end)], corners[max(begin, end)]))
            found.append(shapely.Polygon(points))
    return found


def _bent(begin: Any, end: Any) -> Any:
    """A vertex beside the middle of a border, the same from both sides."""
    step = end - begin
    return np.round((begin + end) / 2 + np.array([-step[1], step[0]]) * 0.05, 3)


def index(shapes: Sequence[Any], *, parent: Any = None, crs: Any = CRS, settings: Settings = DEFAULTS) -> Index:
    """The index of a layer whose fids are the row numbers."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = list(shapes)
    return Index(np.arange(len(shapes)), array, crs=crs, parent=parent, settings=settings)


def found(shapes: Sequence[Any], **options: Any) -> list[Finding]:
    """All findings of a layer."""
    return examine(index(shapes, **options))


def told(shapes: Sequence[Any], **options: Any) -> list[tuple[str, tuple[int, ...]]]:
    """Kind and features of all findings."""
    return [(one.kind, one.fids) for one in found(shapes, **options)]


def listed(shapes: Sequence[Any], **options: Any) -> TopologyList:
    """The list of a layer."""
    return TopologyList(index(shapes, **options))
