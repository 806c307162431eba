"""Map scales: the standard ones, how they are written, the scale bar."""

from __future__ import annotations

import math

from core.errors import AppError
from core.messages import Language, Text

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.5)
STANDARD = tuple(step * 10.0**power for power in range(2, 8) for step in _STEPS)
"""Denominators that a planner expects: 500, 1 000, … 25 000, 30 000, 40 000, 50 000, 75 000 …"""
SMALLEST, LARGEST = 100.0, 75_000_000.0
SCALE = Text("比例尺", "Scale")


def checked_scale(denominator: float) -> float:
    """The denominator asked for; ``AppError`` where no map can be drawn at it."""
    if not math.isfinite(denominator) or not SMALLEST <= denominator <= LARGEST:
        raise AppError(
            "sheet.bad_scale",
            Text("比例尺分母 {n} 不可用。", "A map cannot be drawn at scale 1:{n}.").format(n=f"{denominator:g}"),
            Text(
                "请给出 100 到 75 000 000 之间的数，例如 25000。",
                "Give a number from 100 to 75 000 000, for example 25000.",
            ),
        )
    return denominator


def ratio(denominator: float) -> str:
    """``1:25 000``: ASCII colon, plain spaces between thousands, so that text search finds it."""
    whole = round(denominator)
    if abs(whole - denominator) < 1e-6:
        return f"1:{whole:,}".replace(",", " ")
    return f"1:{denominator:,.1f}".replace(",", " ")


def scale_line(denominator: float, language: Language) -> str:
    """``比例尺 1:25 000``."""
    return f"{SCALE.to(language)} {ratio(denominator)}"


def bar_length_m(denominator: float, longest_mm: float) -> float:
    """The longest round length (1, 2 or 5 times a power of ten) that takes no more than ``longest_mm`` on paper."""
    longest_m = longest_mm * denominator / 1000
    power = 10.0 ** math.floor(math.log10(longest_m))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= longest_m * (1 + 1e-9))


def length_words(metres: float) -> str:
    """A round length without its unit, in km from 1 km on."""
    return f"{metres / 1000:g}" if metres >= 1000 else f"{metres:g}"
