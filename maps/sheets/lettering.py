"""Breaking text into lines and fitting it into a box."""

from __future__ import annotations

import re
from collections.abc import Sequence

from maps.sheets.paper import Rect
from maps.sheets.sheet_items import INK, Words, text_width

_PIECES = re.compile(r"[A-Za-z0-9©.,:;/°′″()\-–_%]+\s*|.", re.DOTALL)
_NOT_FIRST = "，。；：、）》”！？"
LINE = 1.38
"""Line spacing in ems."""


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Lines no wider than ``width`` mm: between Chinese characters anywhere, between Latin words at spaces."""
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        fits = text_width((line + piece).rstrip(), size) <= width
        if line and not fits and piece not in _NOT_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def paragraphs(texts: Sequence[str], room: Rect, *, size: float, colour: str = INK) -> list[Words]:
    """Paragraphs from the top of ``room``, in lettering of ``size`` mm or as much smaller as is needed."""
    while True:
        lines = [line for text in texts for line in wrapped(text, size, room.width)]
        widest = max((text_width(line, size) for line in lines), default=0.0)
        if (len(lines) * size * LINE <= room.height and widest <= room.width) or size < 0.3:
            break
        size *= 0.95
    return [
        Words(line, room.x, room.y + (number + 0.86) * size * LINE, size, colour=colour)
        for number, line in enumerate(lines)
    ]
