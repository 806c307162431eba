"""What of a symbol the kernels draw, and their colour tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from maps.symbology.marks import Colour, Stroke, Symbol

if TYPE_CHECKING:
    from layers.layer import GeometryKind

Table = npt.NDArray[np.float32]
Members = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Share:
    """A symbol in two: what the kernels draw, and what is left for QPainter to draw above it."""

    raster: Symbol
    rest: Symbol


@lru_cache(maxsize=512)
def draws(symbol: Symbol, kind: GeometryKind) -> Share:
    """Fills of polygons; strokes on the line itself where nothing of the symbol lies between fill and strokes."""
    if kind == "point":
        return Share(Symbol(), symbol)
    fill = symbol.fill if kind == "polygon" else None
    between = kind == "polygon" and (symbol.hatches or symbol.dots)
    strokes = symbol.strokes if not between and all(_simple(stroke) for stroke in symbol.strokes) else ()
    left = () if strokes else symbol.strokes
    return Share(Symbol(fill, strokes=strokes), replace(symbol, fill=None, strokes=left))


def _simple(stroke: Stroke) -> bool:
    """Whether nothing but colour and width is set."""
    return stroke == Stroke(stroke.colour, stroke.width_mm)


@dataclass(frozen=True, slots=True)
class Pen:
    """One stroke of some classes: ``members`` (k) flags them, ``colour`` is premultiplied (4, 0…255)."""

    members: Members
    colour: Table
    half_px: float


def fill_table(symbols: Sequence[Symbol]) -> Table:
    """Premultiplied red, green, blue (0…255) and alpha (0…1) of each class (k, 4); zero where nothing is filled."""
    table = np.zeros((len(symbols), 4), dtype=np.float32)
    for number, symbol in enumerate(symbols):
        if symbol.fill is not None:
            table[number] = premultiplied(symbol.fill)
    return table


def pens(symbols: Sequence[Symbol], pixels_per_mm: float) -> list[Pen]:
    """Level by level, so that the casing of one road does not cut the next; one pen for classes drawn alike."""
    found: dict[tuple[int, Stroke], Members] = {}
    for level in range(max((len(symbol.strokes) for symbol in symbols), default=0)):
        for number, symbol in enumerate(symbols):
            if level < len(symbol.strokes):
                key = (level, symbol.strokes[level])
                found.setdefault(key, np.zeros(len(symbols), dtype=np.uint8))[number] = 1
    return [
        Pen(members, premultiplied(stroke.colour), (stroke.width_mm * pixels_per_mm or 1.0) / 2)
        for (_, stroke), members in found.items()
        if premultiplied(stroke.colour)[3] > 0
    ]


def premultiplied(colour: Colour) -> Table:
    """``#rrggbb`` or ``#rrggbbaa`` as red, green, blue times alpha (0…255) and alpha (0…1)."""
    digits = colour.lstrip("#")
    red, green, blue, *alpha = (int(digits[i : i + 2], 16) for i in range(0, len(digits), 2))
    share = alpha[0] / 255 if alpha else 1.0
    return np.array([red * share, green * share, blue * share, share], dtype=np.float32)
