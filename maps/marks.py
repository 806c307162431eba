"""What a symbol is made of. Sizes in millimetres on paper (and on the screen's own millimetres), so that what is
seen is what is printed. Colours are ``#rrggbb`` or ``#rrggbbaa``. No Qt here: a symbol is data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Colour = str
MarkerShape = Literal["circle", "square", "triangle", "diamond", "cross", "star", "pentagon"]
MARKER_SHAPES: tuple[MarkerShape, ...] = ("circle", "square", "triangle", "diamond", "cross", "star", "pentagon")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line; ``dash_mm`` alternates drawn and empty lengths."""

    colour: Colour
    width_mm: float
    dash_mm: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines inside a polygon; the angle counts anticlockwise from east."""

    colour: Colour
    angle_deg: float
    spacing_mm: float
    width_mm: float


@dataclass(frozen=True, slots=True)
class Marker:
    """A small drawn shape at a point; ``size_mm`` is its full height."""

    shape: MarkerShape
    size_mm: float
    fill: Colour
    stroke: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Symbol:
    """Everything that is drawn for one feature, from below: fill, hatches, strokes in order, marker."""

    fill: Colour | None = None
    hatches: tuple[Hatch, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    marker: Marker | None = None

    @property
    def linear(self) -> bool:
        """Whether a polygon shows as its outline only (a boundary)."""
        return self.fill is None and not self.hatches


def symbol_from(table: Mapping[str, Any]) -> Symbol:
    """A symbol from its table in ``styles/map.toml``; an unknown key is our own mistake: ``ValueError``."""
    unknown = set(table) - {"fill", "hatch", "stroke", "over", "under", "marker"}
    if unknown:
        raise ValueError(f"unknown symbol keys {sorted(unknown)}")
    strokes = tuple(_stroke(table[key]) for key in ("under", "stroke", "over") if key in table)
    hatches = table.get("hatch", [])
    return Symbol(
        fill=table.get("fill"),
        hatches=tuple(_hatch(hatch) for hatch in (hatches if isinstance(hatches, list) else [hatches])),
        strokes=strokes,
        marker=_marker(table["marker"]) if "marker" in table else None,
    )


def _stroke(table: Mapping[str, Any]) -> Stroke:
    return Stroke(table["colour"], float(table["width"]), tuple(float(mm) for mm in table.get("dash", ())))


def _hatch(table: Mapping[str, Any]) -> Hatch:
    return Hatch(table["colour"], float(table["angle"]), float(table["spacing"]), float(table["width"]))


def _marker(table: Mapping[str, Any]) -> Marker:
    if table["shape"] not in MARKER_SHAPES:
        raise ValueError(f"unknown marker shape {table['shape']!r}")
    stroke = _stroke(table["stroke"]) if "stroke" in table else None
    return Marker(table["shape"], float(table["size"]), table["fill"], stroke)
