"""A label that has its place: what the canvas and the sheet draw."""

from __future__ import annotations

from dataclasses import dataclass

from maps.symbology.marks import Colour


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A text in a view. ``x``, ``y``: its middle in view pixels, ``angle`` in degrees clockwise.

    ``size`` (the em), ``halo`` and the others of its look are in mm; ``width`` and ``height`` are the room it takes
    in pixels, before it is turned. ``leader`` is a line x1, y1, x2, y2 in pixels from the parcel to the text.
    ``layer`` and ``row`` say whose it is.
    """

    lines: tuple[str, ...]
    x: float
    y: float
    angle: float
    width: float
    height: float
    size: float
    bold: bool
    colour: Colour
    halo: float
    halo_colour: Colour
    layer: str
    row: int
    leader: tuple[float, float, float, float] | None = None
