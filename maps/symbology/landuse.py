"""The classes and colours of land use, from ``styles/landuse_2023.csv``.

Codes: 《国土空间调查、规划、用途管制用地用海分类指南》 (自然资发〔2023〕234号). Colours: Appendix B of
《市级国土空间总体规划制图规范(试行)》 (2021) where it names the class, else its parent's.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from core.messages import Text
from maps.symbology.marks import Colour, Hatch, Stroke, Symbol

OUTLINE = Stroke("#5F6670", 0.1)
PALE_OUTLINE = Stroke("#7A818C", 0.18)
PALE = 200
"""A colour whose every channel is at least this is not seen on white paper without an outline (16, 01, 23, 24)."""
UNKNOWN = "unknown"
UNKNOWN_LABEL = Text("未知", "Unknown")
UNKNOWN_SYMBOL = Symbol("#D0D3D8", (Hatch("#7A7F88", 45, 1.2, 0.12),), (Stroke("#6B7078", 0.15),))


@dataclass(frozen=True, slots=True)
class LandUse:
    """One class: code as text, names, colour ``#RRGGBB``."""

    code: str
    label: Text
    colour: Colour


@lru_cache(maxsize=1)
def land_uses() -> dict[str, LandUse]:
    """All classes by code."""
    text = (files("styles") / "landuse_2023.csv").read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines())
    return {r["code"]: LandUse(r["code"], Text(r["name_zh"], r["name_en"]), r["hex"]) for r in rows}


def nearest(code: str) -> LandUse | None:
    """The class of ``code``, else of its nearest known parent (local sub-classes inherit); None if there is none."""
    known = land_uses()
    for length in range(len(code), 1, -1):
        if code[:length] in known:
            return known[code[:length]]
    return None


def is_pale(colour: Colour) -> bool:
    """Whether ``#RRGGBB`` needs an outline to be seen on white."""
    return min(int(colour[i : i + 2], 16) for i in (1, 3, 5)) >= PALE


@lru_cache(maxsize=512)
def land_use_symbol(code: str, opacity: float = 1.0) -> Symbol:
    """The symbol of a class code; grey and hatched where neither it nor a parent is known."""
    use = nearest(code)
    if use is None:
        return UNKNOWN_SYMBOL
    fill = use.colour if opacity == 1.0 else f"{use.colour}{round(opacity * 255):02X}"
    return Symbol(fill, strokes=(PALE_OUTLINE if is_pale(use.colour) else OUTLINE,))
