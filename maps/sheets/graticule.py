"""Meridians and parallels on a map frame, with their degrees and minutes (经纬网)."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from maps.drawing.ring_order import Floats
from maps.sheets.sheet_items import MUTED, Item, MapPicture, Rule, Words

if TYPE_CHECKING:
    import pyproj

STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)
"""Intervals in seconds of arc that people read easily."""
APART_MM = 70.0
PIECES = 16
LINE = "#4C6FA566"
BAND_BASELINE = 0.28


def graticule_items(picture: MapPicture, crs: pyproj.CRS, factor: float, *, inside: bool) -> list[Item]:
    """Lines every round interval and their labels: ``inside`` the frame where the band belongs to the plane grid."""
    from layers.geometry.crs import transformer_between

    geodetic = crs.geodetic_crs
    if geodetic is None or not crs.is_projected:
        return []
    there = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    back = transformer_between(geodetic.to_wkt(), crs.to_wkt())
    west, south, east, north = picture.extent()
    edge_x = np.concatenate([np.linspace(west, east, PIECES), np.linspace(west, east, PIECES)])
    edge_y = np.concatenate([np.full(PIECES, south), np.full(PIECES, north)])
    longitude, latitude = there.transform(edge_x, edge_y)
    if not (np.isfinite(longitude).all() and np.isfinite(latitude).all()):
        return []
    items: list[Item] = []
    ranges = (float(longitude.min()), float(longitude.max())), (float(latitude.min()), float(latitude.max()))
    for axis, (low, high) in enumerate(ranges):
        along = np.linspace(*ranges[1 - axis], PIECES)
        for seconds in _round_values(low, high, picture.rect.width if axis == 0 else picture.rect.height, factor):
            across = np.full(PIECES, seconds / 3600)
            x, y = back.transform(across, along) if axis == 0 else back.transform(along, across)
            items += _line(picture, np.column_stack([x, y]), _words(seconds), axis, factor=factor, inside=inside)
    return items


def _round_values(low: float, high: float, length_mm: float, factor: float) -> list[int]:
    """Whole seconds of arc between two degrees, a readable interval apart."""
    wanted = (high - low) * 3600 * APART_MM * factor / max(length_mm, 1.0)
    step = next((each for each in STEPS_S if each >= wanted), STEPS_S[-1])
    return [number * step for number in range(math.ceil(low * 3600 / step), math.floor(high * 3600 / step) + 1)]


def _line(picture: MapPicture, places: Floats, words: str, axis: int, *, factor: float, inside: bool) -> list[Item]:
    import shapely

    rect = picture.rect
    on_paper = np.array([picture.on_paper(x, y) for x, y in places.tolist()])
    frame = shapely.box(rect.x, rect.y, rect.right, rect.bottom)
    items: list[Item] = []
    corners = shapely.get_coordinates(shapely.intersection(shapely.linestrings(on_paper), frame)).tolist()
    for (x1, y1), (x2, y2) in pairwise(corners):
        items.append(Rule(x1, y1, x2, y2, 0.1, LINE))
    if len(corners) > 1:
        items += _labels(picture, corners, words, axis, factor=factor, inside=inside)
    return items


def _labels(
    picture: MapPicture, corners: list[list[float]], words: str, axis: int, *, factor: float, inside: bool
) -> list[Item]:
    """The value where the line meets the frame: above and below it for a meridian, beside it for a parallel."""
    rect, size, band = picture.rect, 2.0 * factor, 3.6 * factor
    halo = 0.35 * factor if inside else 0.0
    items: list[Item] = []
    for x, y in (corners[0], corners[-1]):
        if (
            axis == 0
            and min(abs(y - rect.y), abs(y - rect.bottom)) < 0.01
            and rect.x + 8 * size < x < rect.right - 8 * size
        ):
            top = abs(y - rect.y) < 0.01
            outer = rect.y - band * BAND_BASELINE if top else rect.bottom + band * 0.74
            baseline = (y + size * 1.2 if top else y - size * 0.5) if inside else outer
            items.append(Words(words, x, baseline, size, align="centre", colour=MUTED, halo=halo))
        if (
            axis == 1
            and min(abs(x - rect.x), abs(x - rect.right)) < 0.01
            and rect.y + 8 * size < y < rect.bottom - 8 * size
        ):
            left = abs(x - rect.x) < 0.01
            outer = rect.x - band * BAND_BASELINE if left else rect.right + band * 0.74
            at = (x + size * 1.2 if left else x - size * 0.5) if inside else outer
            items.append(Words(words, at, y, size, align="centre", colour=MUTED, halo=halo, angle=-90.0))
    return items


def _words(seconds: int) -> str:
    """``111°45′`` or ``111°45′30″``."""
    degrees, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    sign = "-" if seconds < 0 else ""
    return f"{sign}{degrees}°{minutes:02d}′" + (f"{left:02d}″" if left else "")
