"""A part of a sheet that is to be drawn."""

from __future__ import annotations

from dataclasses import dataclass

from maps.sheets.paper import Rect


@dataclass(frozen=True, slots=True)
class Region:
    """``width`` by ``height`` pixels from ``left``, ``top`` of the sheet drawn at ``pixels_per_mm``."""

    left: int
    top: int
    width: int
    height: int
    pixels_per_mm: float

    @property
    def rect(self) -> Rect:
        """What it shows of the sheet, in mm."""
        return Rect(*(each / self.pixels_per_mm for each in (self.left, self.top, self.width, self.height)))
