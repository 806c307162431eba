"""Paper: GB/T 14689 sizes, landscape, binding margin a = 25 mm on the left, other margins c by size."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import AppError
from core.messages import Text, listed, same

BINDING_MM = 25.0
_SIZES = {"A0": (1189.0, 841.0), "A1": (841.0, 594.0), "A2": (594.0, 420.0), "A3": (420.0, 297.0), "A4": (297.0, 210.0)}
_MARGIN = {"A0": 10.0, "A1": 10.0, "A2": 10.0, "A3": 5.0, "A4": 5.0}


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


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper in mm. ``factor`` enlarges lettering with the paper (A3 = 1)."""

    name: str
    width: float
    height: float

    @property
    def factor(self) -> float:
        """How much larger lettering is than on A3: a hanging map is read from further away."""
        return float((self.height / 297.0) ** 0.5)

    @property
    def border(self) -> Rect:
        """The outer neat line."""
        margin = _MARGIN[self.name]
        return Rect(BINDING_MM, margin, self.width - BINDING_MM - margin, self.height - 2 * margin)


def paper_named(name: str) -> Paper:
    """A0 … A4, upper or lower case; ``AppError`` for other names."""
    key = name.strip().upper()
    if key not in _SIZES:
        raise AppError(
            "sheet.unknown_paper",
            Text("没有名为“{name}”的纸张。", "There is no paper size “{name}”.").format(name=same(name)),
            Text("可用：{names}。", "Use one of {names}.").format(names=listed(_SIZES)),
        )
    return Paper(key, *_SIZES[key])
