"""How much room text needs. Without kerning a line is as wide as its characters together, so those are measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from maps.drawing.ring_order import Floats
from maps.sheets.sheet_items import text_width

LINE = 1.2
"""From one line to the next, in ems."""
HEIGHT = 1.1
"""What a line takes, in ems: from above a Chinese character to below a g."""
LOW_HEIGHT = 0.84
"""What a line of digits and capitals takes: they are lower, and nothing of them is below the baseline."""
BASELINE = 0.91
"""From the top of a line's room down to its baseline, in ems."""

_LOW = frozenset("0123456789ABCDEFGHIKLMNOPRSTUVWXYZ.- ")
_ems: dict[tuple[str, bool], float] = {}


def line_width(line: str, size: float, *, bold: bool = False) -> float:
    """Width of a line in mm at an em of ``size`` mm."""
    return sum(_em(character, bold) for character in line) * size


def text_boxes(texts: Sequence[tuple[str, ...]], size: float, *, bold: bool = False) -> Floats:
    """Width and height (n, 2) in mm of texts of several lines."""
    boxes = np.zeros((len(texts), 2))
    known: dict[tuple[str, ...], tuple[float, float]] = {}
    for number, lines in enumerate(texts):
        if lines not in known:
            width = max((line_width(line, size, bold=bold) for line in lines), default=0.0)
            less = HEIGHT - LOW_HEIGHT if lines and all(_LOW.issuperset(line) for line in lines) else 0.0
            known[lines] = width, text_height(len(lines), size) - less * size
        boxes[number] = known[lines]
    return boxes


def text_height(lines: int, size: float) -> float:
    """Height in mm of so many lines."""
    return ((lines - 1) * LINE + HEIGHT) * size if lines else 0.0


def baseline_mm(number: int, size: float, top: float) -> float:
    """Where line ``number`` stands below the middle of a text whose room begins at ``top`` mm."""
    return top + (number * LINE + BASELINE) * size


def _em(character: str, bold: bool) -> float:
    """A character's advance at an em of one; Bold has fewer characters than Regular, and is judged a line at a time."""
    key = (character, bold)
    found = _ems.get(key)
    if found is None:
        if len(_ems) > 60_000:
            _ems.clear()
        found = _ems[key] = max(text_width(character, 1.0, bold=each) for each in ({bold, False}))
    return found
