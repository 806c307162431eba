"""What a report says beside the run: facts about the plan and its files that only the one who opened them knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.messages import Language


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One line of a legend; ``swatch`` is a PNG."""

    caption: str
    swatch: bytes = b""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the map as a PNG, ``width_mm`` wide; ``scale`` as ``1:5 000``."""

    png: bytes
    width_mm: float
    scale: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The map of the whole with its legend in two parts, and a map of each numbered place."""

    overview: Figure | None = None
    here: tuple[LegendLine, ...] = ()
    elsewhere: tuple[LegendLine, ...] = ()
    places: Mapping[int, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Language of the report; dates of the data by layer name; whose data they are; which layers are illustrative.

    ``left`` are the topology errors that someone decided to leave: role of the layer, key, reason, name, time.
    """

    language: Language = "zh"
    dates: Mapping[str, str] = field(default_factory=dict)
    attributions: tuple[str, ...] = ()
    illustrative: tuple[str, ...] = ()
    maker: str = ""
    unit: str = "ha"
    left: tuple[tuple[str, str, str, str, str], ...] = ()


Content = dict[str, Any]
"""Nested dicts and lists of text; ``Picture`` where a figure stands."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure in the content; an empty one is false."""

    png: bytes
    width_mm: float

    def __bool__(self) -> bool:
        return bool(self.png)


NO_PICTURE = Picture(b"", 0.0)


def picture(figure: Figure | None) -> Picture:
    """A figure as it stands in the content."""
    return NO_PICTURE if figure is None else Picture(figure.png, figure.width_mm)
