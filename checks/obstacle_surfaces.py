"""Obstacle limitation surfaces of an airport as sloping planes and rings, and how low they come over a footprint.

Formulas: ICAO Annex 14 chapter 4 (MH 5001-2021 chapter 5); the figures come from a file per airport or code. Heights
are metres above the runway's elevation, coordinates metres of the measuring CRS.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from core.messages import Text

Floats = npt.NDArray[np.float64]
ARC = 128
"""Segments of a quarter circle: a circle of 6 km is then off by less than 0.15 m."""


@dataclass(frozen=True, eq=False)
class Surface:
    """One piece of a surface over its ``domain``: ``height`` + ``gradient`` · (place − ``foot``).

    A ring (conical) rises with the distance from ``rises_from`` instead.
    """

    name: str
    end: str
    domain: BaseGeometry
    height: float
    gradient: tuple[float, float] = (0.0, 0.0)
    foot: tuple[float, float] = (0.0, 0.0)
    rises_from: BaseGeometry | None = None
    slope: float = 0.0

    def lowest_over(self, footprint: BaseGeometry) -> float | None:
        """The least height over a footprint; None where the surface does not reach it.

        A plane is lowest at a corner of what both share, a ring at the place nearest to its inner edge: exact.
        """
        shared = shapely.intersection(self.domain, footprint)
        if shared.is_empty or (footprint.area > 0 and shared.area == 0):
            return None
        if self.rises_from is not None:
            return self.height + self.slope * float(shapely.distance(self.rises_from, shared))
        away = shapely.get_coordinates(shared) - np.array(self.foot)
        return self.height + float((away @ np.array(self.gradient)).min())


@dataclass(frozen=True, slots=True)
class Airport:
    """The figures of a file in ``data/airports``."""

    edition: Text
    tables: Mapping[str, Mapping[str, Any]]


@lru_cache(maxsize=8)
def airport(name: str) -> Airport:
    """Read a file of figures by its name; ``KeyError`` when there is none."""
    path = files("data") / "airports" / f"{name}.toml"
    if not path.is_file():
        raise KeyError(name)
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return Airport(Text(**tables.pop("edition")), tables)


def centreline(runway: BaseGeometry) -> Floats:
    """Both ends (2, 2) of a runway drawn as a line or as a polygon (the long axis of its smallest rectangle)."""
    if shapely.get_dimensions(runway) == 1:
        xy = shapely.get_coordinates(runway)
        return np.asarray(xy[[0, -1]], dtype=np.float64)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(runway))[:4]
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    short = int(np.argmin(sides[:2]))
    middles = (corners + np.roll(corners, -1, axis=0)) / 2
    return np.asarray(middles[[short, short + 2]], dtype=np.float64)


def surfaces(runway: BaseGeometry, name: str, figures: Airport) -> Iterator[Surface]:
    """All surfaces of one runway in both directions; ``name`` is the runway's."""
    ends = centreline(runway)
    tables = figures.tables
    axis = shapely.LineString(ends)
    inner, conical, outer = (tables[key] for key in ("inner_horizontal", "conical", "outer_horizontal"))
    oval = shapely.buffer(axis, inner["radius"], quad_segs=ARC)
    rim = shapely.buffer(axis, inner["radius"] + conical["height"] / conical["slope"], quad_segs=ARC)
    yield Surface("inner_horizontal", name, oval, inner["height"])
    ring = shapely.difference(rim, oval)
    yield Surface("conical", name, ring, inner["height"], rises_from=oval, slope=conical["slope"])
    middle = shapely.Point(ends.mean(axis=0))
    far = shapely.difference(shapely.buffer(middle, outer["radius"], quad_segs=ARC), rim)
    yield Surface("outer_horizontal", name, far, outer["height"])
    yield from _strip_sides(ends, name, tables)
    for here, there in ((0, 1), (1, 0)):
        frame = _Frame(ends[here], ends[here] - ends[there])
        end = f"{name} {'AB'[here]}"
        yield from _approach(frame, end, tables)
        yield from _take_off(frame, end, tables["take_off_climb"])


class _Frame:
    """Outwards along the extended centreline (x) and to its left (y), from a runway end."""

    def __init__(self, end: Floats, outwards: Floats) -> None:
        self.end = end
        self.along = outwards / np.hypot(*outwards)
        self.across = np.array([-self.along[1], self.along[0]])

    def place(self, x: float, y: float) -> Floats:
        """A place in map coordinates."""
        return np.asarray(self.end + x * self.along + y * self.across, dtype=np.float64)

    def polygon(self, *corners: tuple[float, float]) -> BaseGeometry:
        """An area by its corners."""
        return shapely.Polygon([self.place(x, y) for x, y in corners])

    def gradient(self, along: float, across: float) -> tuple[float, float]:
        """A slope in both directions, in map coordinates."""
        x, y = along * self.along + across * self.across
        return float(x), float(y)


def _approach(frame: _Frame, end: str, tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Surface]:
    """The approach surface in its sections, with a transitional side left and right of each that starts below 45 m."""
    table = tables["approach"]
    half, x, height = table["inner_edge"] / 2, table["offset"], 0.0
    for length, slope in table["sections"]:
        wider = half + length * table["divergence"]
        domain = frame.polygon((x, -half), (x, half), (x + length, wider), (x + length, -wider))
        foot = tuple(frame.place(x, 0.0).tolist())
        yield Surface("approach", end, domain, height, frame.gradient(slope, 0.0), foot)
        yield from _approach_sides(frame, end, tables, (x, half, height, length, slope))
        x, half, height = x + length, wider, height + length * slope


def _approach_sides(
    frame: _Frame,
    end: str,
    tables: Mapping[str, Mapping[str, Any]],
    section: tuple[float, float, float, float, float],
) -> Iterator[Surface]:
    """From the edge of an approach section upwards, square to the centreline, to the height of the inner horizontal."""
    x, half, height, length, slope = section
    top, rise = tables["inner_horizontal"]["height"], tables["transitional"]["slope"]
    divergence = tables["approach"]["divergence"]
    if height >= top:
        return
    reach = length if slope == 0 else min(length, (top - height) / slope)
    at_end = half + reach * divergence
    first, last = half + (top - height) / rise, at_end + (top - height - reach * slope) / rise
    for side in (1.0, -1.0):
        domain = frame.polygon(
            (x, side * half), (x, side * first), (x + reach, side * last), (x + reach, side * at_end)
        )
        foot = tuple(frame.place(x, side * half).tolist())
        gradient = frame.gradient(slope - rise * divergence, side * rise)
        yield Surface("transitional", end, domain, height, gradient, foot)


def _strip_sides(ends: Floats, name: str, tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Surface]:
    """The transitional surface along the strip, which ends ``offset`` beyond the runway ends; the strip itself is 0."""
    frame = _Frame(ends[1], ends[1] - ends[0])
    long, half, beyond = (
        np.hypot(*(ends[1] - ends[0])),
        tables["approach"]["inner_edge"] / 2,
        tables["approach"]["offset"],
    )
    rise = tables["transitional"]["slope"]
    width = tables["inner_horizontal"]["height"] / rise
    start, stop = -long - beyond, beyond
    yield Surface("strip", name, frame.polygon((start, -half), (start, half), (stop, half), (stop, -half)), 0.0)
    for side in (1.0, -1.0):
        edge, top = side * half, side * (half + width)
        domain = frame.polygon((start, edge), (start, top), (stop, top), (stop, edge))
        foot = tuple(frame.place(0.0, edge).tolist())
        yield Surface("transitional", name, domain, 0.0, frame.gradient(0.0, side * rise), foot)


def _take_off(frame: _Frame, end: str, table: Mapping[str, Any]) -> Iterator[Surface]:
    half, x, final = table["inner_edge"] / 2, table["offset"], table["final_width"] / 2
    length = table["length"]
    widening = min(length, (final - half) / table["divergence"])
    domain = frame.polygon(
        (x, -half), (x, half), (x + widening, final), (x + length, final), (x + length, -final), (x + widening, -final)
    )
    foot = tuple(frame.place(x, 0.0).tolist())
    yield Surface("take_off_climb", end, domain, 0.0, frame.gradient(table["slope"], 0.0), foot)
