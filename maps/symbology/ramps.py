"""Colour ramps from ``styles/ramps.toml``, mixed in CIELAB so that equal steps look equal."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from core.messages import Text
from maps.symbology.colours import channels, hex_colour
from maps.symbology.marks import Colour

Lab = tuple[float, float, float]
_WHITE = (0.95047, 1.0, 1.08883)
_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_TO_RGB = ((3.2404542, -1.5371385, -0.4985314), (-0.9692660, 1.8760108, 0.0415560), (0.0556434, -0.2040259, 1.0572252))
"""IEC 61966-2-1 (sRGB), white D65."""


@dataclass(frozen=True, slots=True)
class Ramp:
    """Colours from the lowest to the highest value; a ``diverging`` one is palest in the middle."""

    id: str
    label: Text
    colours: tuple[Colour, ...]
    diverging: bool = False

    def mixed(self, count: int, *, turned: bool = False) -> tuple[Colour, ...]:
        """``count`` colours, evenly from end to end; the middle one for a single class."""
        shares = [index / (count - 1) for index in range(count)] if count > 1 else [0.5]
        found = tuple(self._at(share) for share in shares)
        return found[::-1] if turned else found

    def _at(self, share: float) -> Colour:
        place = share * (len(self.colours) - 1)
        index = min(int(place), len(self.colours) - 2)
        if place == index:
            return self.colours[index]
        first, second = lab(self.colours[index]), lab(self.colours[index + 1])
        part = place - index
        lightness, red, yellow = (a + (b - a) * part for a, b in zip(first, second, strict=True))
        return from_lab((lightness, red, yellow))


@lru_cache(maxsize=1)
def ramps() -> dict[str, Ramp]:
    """All ramps by id."""
    tables = tomllib.loads((files("styles") / "ramps.toml").read_text(encoding="utf-8"))
    return {
        key: Ramp(
            key,
            Text(table["label"]["zh"], table["label"]["en"]),
            tuple(table["colours"]),
            table.get("diverging", False),
        )
        for key, table in tables.items()
    }


def lab(colour: Colour) -> Lab:
    """A colour in CIELAB (D65)."""
    linear = [_linear(channel / 255) for channel in channels(colour)[:3]]
    x, y, z = (
        _root(sum(weight * one for weight, one in zip(row, linear, strict=True)) / white)
        for row, white in zip(_TO_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def from_lab(colour: Lab) -> Colour:
    """The nearest sRGB colour."""
    lightness, red, yellow = colour
    y = (lightness + 16) / 116
    xyz = [_cube(one) * white for one, white in zip((y + red / 500, y, y - yellow / 200), _WHITE, strict=True)]
    mixed = [sum(weight * one for weight, one in zip(row, xyz, strict=True)) for row in _TO_RGB]
    r, g, b = (round(255 * _gamma(min(max(one, 0.0), 1.0))) for one in mixed)
    return hex_colour(r, g, b)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


def _root(value: float) -> float:
    return float(value ** (1 / 3)) if value > (6 / 29) ** 3 else value / (3 * (6 / 29) ** 2) + 4 / 29


def _cube(value: float) -> float:
    return value**3 if value > 6 / 29 else 3 * (6 / 29) ** 2 * (value - 4 / 29)
