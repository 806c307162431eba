"""What a symbol is made of. Sizes in millimetres on paper (and on the screen's own millimetres), so that what is
seen is what is printed. Colours are ``#rrggbb`` or ``#rrggbbaa``. No Qt here: a symbol is data.

``ground`` names the lengths of a part that are metres on the ground instead: ``maps.symbology.stacking.at_scale`` turns
them into millimetres before anything is drawn, so a painter never meets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Colour = str
MarkerShape = Literal["circle", "square", "triangle", "diamond", "cross", "star", "pentagon", "hexagon", "line"]
MARKER_SHAPES: tuple[MarkerShape, ...] = (
    "circle", "square", "triangle", "diamond", "cross", "star", "pentagon", "hexagon",
)  # fmt: skip
"""Shapes of points; a ``line`` only stands across other lines."""
Blend = Literal["normal", "multiply", "screen", "darken", "lighten", "overlay"]
BLENDS: tuple[Blend, ...] = ("normal", "multiply", "screen", "darken", "lighten", "overlay")
"""How a whole layer is laid on what is below it; ``normal`` covers."""
Placing = Literal["interval", "vertex", "first", "last", "centre"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line; ``dash_mm`` alternates drawn and empty lengths.

    ``offset_mm`` moves it sideways: a positive one to the left of a line's direction, and into a polygon.
    """

    colour: Colour
    width_mm: float
    dash_mm: tuple[float, ...] = ()
    offset_mm: float = 0.0
    ground: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Solid and on the line itself."""
        return not self.dash_mm and not self.offset_mm


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines inside a polygon; the angle counts anticlockwise from east."""

    colour: Colour
    angle_deg: float
    spacing_mm: float
    width_mm: float
    dash_mm: tuple[float, ...] = ()
    ground: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """A small drawn shape at a point; ``size_mm`` is its full height, ``angle_deg`` turns it clockwise."""

    shape: MarkerShape
    size_mm: float
    fill: Colour
    stroke: Stroke | None = None
    angle_deg: float = 0.0
    ground: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dots:
    """Markers in rows inside a polygon; every second row is moved by ``shift_mm``."""

    marker: Marker
    across_mm: float
    down_mm: float
    shift_mm: float = 0.0
    ground: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkerLine:
    """Markers along a line or an outline, turned with it; ``offset_mm`` as for a stroke."""

    marker: Marker
    interval_mm: float = 3.0
    placing: Placing = "interval"
    offset_mm: float = 0.0
    turned: bool = True
    ground: tuple[str, ...] = ()


NEW_FILL: Colour = "#FFFFFF"
NEW_MARKER = Marker("circle", 2.0, "#6B7280")
NEW_HATCH = Hatch("#5F6670", 45, 2.0, 0.15)
NEW_STROKE = Stroke("#5F6670", 0.2)
NEW_RIM = Stroke("#FFFFFF", 0.2)
"""What a part looks like that a planner has just added to a symbol."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """Everything that is drawn for one feature, from below: fill, hatches, dots, strokes in order, markers along them,
    marker with those ``under`` it.

    ``opacity`` thins all of it. What a ``Symbology`` hands to a painter has it worked into the colours already.
    """

    fill: Colour | None = None
    hatches: tuple[Hatch, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    marker: Marker | None = None
    dots: tuple[Dots, ...] = ()
    along: tuple[MarkerLine, ...] = ()
    under: tuple[Marker, ...] = ()
    opacity: float = 1.0

    @property
    def linear(self) -> bool:
        """Whether a polygon shows as its outline only (a boundary)."""
        return self.fill is None and not self.hatches and not self.dots

    @property
    def plain(self) -> bool:
        """Whether a polygon is only filled and outlined with solid lines."""
        return not self.hatches and not self.dots and not self.along and all(stroke.plain for stroke in self.strokes)


def symbol_from(table: Mapping[str, Any]) -> Symbol:
    """A symbol from its table in ``styles/map.toml``; an unknown key is our own mistake: ``ValueError``."""
    unknown = set(table) - {"fill", "hatch", "stroke", "over", "under", "marker", "dots", "along"}
    if unknown:
        raise ValueError(f"unknown symbol keys {sorted(unknown)}")
    return Symbol(
        fill=table.get("fill"),
        hatches=tuple(_hatch(hatch) for hatch in _several(table, "hatch")),
        strokes=tuple(_stroke(table[key]) for key in ("under", "stroke", "over") if key in table),
        marker=_marker(table["marker"]) if "marker" in table else None,
        dots=tuple(_dots(dots) for dots in _several(table, "dots")),
        along=tuple(_along(along) for along in _several(table, "along")),
    )


def _several(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    return found if isinstance(found, list) else [found]


def _stroke(table: Mapping[str, Any]) -> Stroke:
    dashes = tuple(float(mm) for mm in table.get("dash", ()))
    return Stroke(table["colour"], float(table["width"]), dashes, float(table.get("offset", 0)))


def _hatch(table: Mapping[str, Any]) -> Hatch:
    dashes = tuple(float(mm) for mm in table.get("dash", ()))
    return Hatch(table["colour"], float(table["angle"]), float(table["spacing"]), float(table["width"]), dashes)


def _marker(table: Mapping[str, Any]) -> Marker:
    if table["shape"] not in (*MARKER_SHAPES, "line"):
        raise ValueError(f"unknown marker shape {table['shape']!r}")
    stroke = _stroke(table["stroke"]) if "stroke" in table else None
    return Marker(table["shape"], float(table["size"]), table["fill"], stroke, float(table.get("angle", 0)))


def _dots(table: Mapping[str, Any]) -> Dots:
    spacing = float(table["spacing"])
    return Dots(_marker(table["marker"]), spacing, float(table.get("down", spacing)), float(table.get("shift", 0)))


def _along(table: Mapping[str, Any]) -> MarkerLine:
    return MarkerLine(_marker(table["marker"]), float(table["interval"]), offset_mm=float(table.get("offset", 0)))
