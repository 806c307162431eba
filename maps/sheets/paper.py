"""Paper: the sizes of GB/T 14689 and their lengthened forms, both ways round, with a binding margin on the left.

``A3`` … are the basic sizes, ``A3x3`` the lengthened ones of GB/T 14689 (the short side times 3 becomes the long
one), ``A0x1.5`` those of GB/T 50001 (the long side longer by quarters), ``600x400`` a size of one's own in mm.
Binding margin a = 25 mm, the other margins c by size; a lengthened sheet has the margins of the next larger size.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from core.errors import AppError
from core.messages import Text, listed, same

Orientation = Literal["landscape", "portrait"]

BINDING_MM = 25.0
_SIZES = {"A0": (1189.0, 841.0), "A1": (841.0, 594.0), "A2": (594.0, 420.0), "A3": (420.0, 297.0), "A4": (297.0, 210.0)}
_MARGIN = {"A0": 10.0, "A1": 10.0, "A2": 10.0, "A3": 5.0, "A4": 5.0}
_NEXT = {"A0": "A0", "A1": "A0", "A2": "A1", "A3": "A2", "A4": "A3"}
_TIMES = {"A0": range(2, 4), "A1": range(3, 5), "A2": range(3, 6), "A3": range(3, 8), "A4": range(3, 10)}
_SHORT = {"A0": 841.0, "A1": 594.5, "A2": 420.5, "A3": 297.25, "A4": 210.25}
"""Short sides before rounding: the lengthened sizes are rounded down once."""
_LONGER = {
    "A0": (1486, 1783, 2080),
    "A1": (1051, 1261, 1471),
    "A2": (743, 891, 1041),
    "A3": (630,),
}
"""Long sides of GB/T 50001 up to twice the size, by quarters (A3: by halves)."""
LEAST_MM, MOST_MM = 100.0, 5000.0
_LENGTHENED = re.compile(r"(A[0-4])[X×](\d)(?:\.(25|5|50|75))?")
_OWN = re.compile(r"(\d{2,5}(?:\.\d+)?)[X×](\d{2,5}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Rect:
    """A box on the sheet in mm; y runs down."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height

    def inset(self, mm: float) -> Rect:
        """The box inside, ``mm`` from every edge."""
        return Rect(self.x + mm, self.y + mm, self.width - 2 * mm, self.height - 2 * mm)

    def scaled(self, across: float, down: float) -> Rect:
        """The box on a page that is ``across`` times as wide and ``down`` times as high."""
        return Rect(self.x * across, self.y * down, self.width * across, self.height * down)


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper in mm. ``binding`` is the margin on the left, ``margin`` the one on the other sides."""

    name: str
    width: float
    height: float
    margin: float = 5.0
    binding: float = BINDING_MM

    @property
    def factor(self) -> float:
        """How much larger lettering is than on A3: a hanging map is read from further away."""
        return float((min(self.width, self.height) / 297.0) ** 0.5)

    @property
    def border(self) -> Rect:
        """The outer neat line."""
        return Rect(self.binding, self.margin, self.width - self.binding - self.margin, self.height - 2 * self.margin)


def paper_named(name: str, orientation: Orientation = "landscape") -> Paper:
    """A0 … A4, a lengthened form, or a size of one's own; ``AppError`` for other names.

    A size of one's own (``width x height``) stands as it is written, whatever ``orientation`` says.
    """
    key = name.strip().upper()
    own = _OWN.fullmatch(key)
    if own:
        return _own_size(float(own[1]), float(own[2]))
    found = _standard_size(key)
    if found is None:
        raise AppError(
            "sheet.unknown_paper",
            Text("没有名为“{name}”的纸张。", "There is no paper size “{name}”.").format(name=same(name)),
            Text(
                "可用：{names}，加长幅面如 A3x3、A0x1.5，或自定尺寸如 600x400（毫米）。",
                "Use one of {names}, a lengthened one such as A3x3 or A0x1.5, or your own size such as 600x400 (mm).",
            ).format(names=listed(_SIZES)),
        )
    long, short, margin = found
    written = key.replace("×", "X").replace("X", "x")
    width, height = (long, short) if orientation == "landscape" else (short, long)
    return Paper(written, width, height, margin)


def _standard_size(key: str) -> tuple[float, float, float] | None:
    """Long side, short side, margin."""
    if key in _SIZES:
        return (*_SIZES[key], _MARGIN[key])
    longer = _LENGTHENED.fullmatch(key)
    if not longer:
        return None
    base, times, quarter = longer[1], int(longer[2]), (longer[3] or "").ljust(2, "0")
    long, short = _SIZES[base]
    margin = _MARGIN[_NEXT[base]]
    if not longer[3]:
        return (float(math.floor(_SHORT[base] * times)), long, margin) if times in _TIMES[base] else None
    lengths = dict(zip(("50",) if base == "A3" else ("25", "50", "75"), _LONGER.get(base, ()), strict=False))
    return (float(lengths[quarter]), short, margin) if times == 1 and quarter in lengths else None


def _own_size(width: float, height: float) -> Paper:
    if not (LEAST_MM <= width <= MOST_MM and LEAST_MM <= height <= MOST_MM):
        raise AppError(
            "sheet.bad_paper",
            Text("纸张 {width}×{height} 毫米超出范围。", "Paper of {width} × {height} mm is out of range.").format(
                width=f"{width:g}", height=f"{height:g}"
            ),
            Text("每边请取 100 到 5000 毫米。", "Each side may be 100 to 5000 mm."),
        )
    return Paper(f"{width:g}x{height:g}", width, height, 10.0 if min(width, height) >= 400 else 5.0)
