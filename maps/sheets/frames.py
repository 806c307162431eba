"""Which map frames a sheet has: the whole, or one per planning area, all at one scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from maps.drawing.display import united
from maps.drawing.ring_order import Flags, Floats
from maps.sheets.drawn import DrawnLayer
from maps.sheets.paper import Rect
from maps.sheets.scale import STANDARD
from maps.view import Bounds

MARGIN = 0.03
"""Share of the frame left free on each side of what it shows."""
WORTH_SPLITTING = 0.7
"""Frames per area are used where they make the scale denominator smaller than this share of a single frame's."""
MOST_FRAMES = 4
GAP_MM = 2.0


@dataclass(frozen=True, slots=True)
class Extent:
    """What one frame shows: a name (empty for the whole plan) and bounds in map metres."""

    name: str
    bounds: Bounds


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The frames placed in mm and their common scale."""

    denominator: float
    extents: tuple[Extent, ...]
    cells: tuple[Rect, ...]


def arranged(whole: Extent, areas: Sequence[Extent], room: Rect, *, band: float = 0.0) -> Arrangement:
    """The larger standard scale of the two ways: a single frame, or a frame per area.

    ``band`` is the room around each map inside its cell, in mm.
    """
    best = fitted([whole], room, band)
    if 2 <= len(areas) <= MOST_FRAMES:
        split = fitted(areas, room, band)
        if split.denominator <= WORTH_SPLITTING * best.denominator:
            best = split
    return best


def area_extents(main: Sequence[DrawnLayer], planning_areas: Sequence[DrawnLayer]) -> list[Extent]:
    """One extent per planning area of kind ``area``: the bounds of the main role's features whose middle is in it."""
    boxes = np.concatenate([np.zeros((0, 4)), *(each.boxes() for each in main)])
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    extents = []
    for name, inside in _areas(planning_areas, middles):
        if inside.any():
            west, south = boxes[inside, :2].min(axis=0).tolist()
            east, north = boxes[inside, 2:].max(axis=0).tolist()
            extents.append(Extent(name, (west, south, east, north)))
    return sorted(extents, key=lambda extent: extent.bounds[0])


def whole_extent(main: Sequence[DrawnLayer]) -> Extent | None:
    """Around everything of the main role."""
    bounds = united(each.display.bounds for each in main)
    return Extent("", bounds) if bounds is not None else None


def _areas(planning_areas: Sequence[DrawnLayer], middles: Floats) -> Iterator[tuple[str, Flags]]:
    import shapely

    for each in planning_areas:
        for name, kind, geometry in zip(each.words("name"), each.words("kind"), each.geometries, strict=True):
            if kind == "area" and geometry is not None and not geometry.is_empty:
                shapely.prepare(geometry)
                yield name, np.asarray(shapely.contains_xy(geometry, middles), dtype=np.bool_)


def fitted(extents: Sequence[Extent], room: Rect, band: float) -> Arrangement:
    """Frames at the first standard scale at which all ``extents`` fit, beside or below each other."""
    for denominator in STANDARD:
        needs = [_need(extent.bounds, denominator, band) for extent in extents]
        for upright in (False, True):
            cells = _cells(needs, room, upright=upright)
            if cells is not None:
                return Arrangement(denominator, tuple(extents), tuple(cells))
    needs = [(1.0, 1.0)] * len(extents)
    return Arrangement(STANDARD[-1], tuple(extents), tuple(_cells(needs, room, upright=False) or ()))


def _need(bounds: Bounds, denominator: float, band: float) -> tuple[float, float]:
    share = 1000 / denominator / (1 - 2 * MARGIN)
    return (bounds[2] - bounds[0]) * share + 2 * band, (bounds[3] - bounds[1]) * share + 2 * band


def _cells(needs: Sequence[tuple[float, float]], room: Rect, *, upright: bool) -> list[Rect] | None:
    """Boxes side by side (or stacked when ``upright``), spare room shared out; None if they do not fit."""
    lengths = [need[1] if upright else need[0] for need in needs]
    widest = max(need[0] if upright else need[1] for need in needs)
    along, across = (room.height, room.width) if upright else (room.width, room.height)
    spare = along - sum(lengths) - GAP_MM * (len(needs) - 1)
    if spare < 0 or widest > across:
        return None
    cells = []
    at = room.y if upright else room.x
    for length in lengths:
        size = length + spare / len(lengths)
        box = Rect(room.x, at, room.width, size) if upright else Rect(at, room.y, size, room.height)
        cells.append(box)
        at += size + GAP_MM
    return cells
