"""The properties of QGIS symbol layers as numbers, colours and lengths of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from core.messages import Text
from maps.symbology.colours import hex_colour
from maps.symbology.marks import Colour

Options = Mapping[str, str]
GROUND_UNITS = ("MapUnit", "RenderMetersInMapUnits")
_MM = {"MM": 1.0, "Pixel": 25.4 / 96, "Point": 25.4 / 72, "Inch": 25.4, "": 1.0, **dict.fromkeys(GROUND_UNITS, 1.0)}
_LINE_STYLES = {"dash": (4, 2), "dot": (1, 2), "dash dot": (4, 2, 1, 2), "dash dot dot": (4, 2, 1, 2, 1, 2)}
"""Qt's patterns, in widths of the line."""


def options_of(layer: Element) -> dict[str, str]:
    """Properties of a symbol layer: ``<Option>`` since QGIS 3.20, ``<prop>`` before."""
    options = {prop.get("k", ""): prop.get("v", "") for prop in layer.findall("prop")}
    for option in layer.findall("Option/Option"):
        options[option.get("name", "")] = option.get("value", "")
    return options


def is_data_defined(layer: Element) -> bool:
    """Whether a field or an expression rules a property of this layer itself."""
    found = layer.findall("data_defined_properties/Option/Option[@name='properties']/Option")
    return any(
        option.find("Option[@name='active']") is None
        or option.find("Option[@name='active'][@value='true']") is not None
        for option in found
    )


def colour_of(options: Options, key: str, default: Colour = "#808080") -> Colour:
    """``255,0,0,128`` or ``255,0,0,128,rgb:1,0,0,0.5`` or ``#ff0000``."""
    text = options.get(key, "")
    if text.startswith("#"):
        digits = text[1:]
        # QGIS writes the eight digits of Qt: alpha first.
        digits = digits[2:] + digits[:2] if len(digits) == 8 else digits
        parts = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)] if _is_hex(digits) else []
    else:
        parts = [round(number_of(part, 0.0)) for part in text.split(",")[:4]]
    return hex_colour(*parts) if len(parts) in (3, 4) else default


def number_of(text: str | None, default: float) -> float:
    """A number written by somebody else; ``default`` where it is none, or absurd."""
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if abs(number) < 1e12 else default


def dashes_of(style: str, width: float) -> tuple[float, ...]:
    """The dashes of a named pen style, empty for a solid line."""
    return tuple(round(length * width, 4) for length in _LINE_STYLES.get(style, ()))


class Lengths:
    """Reads the lengths of one symbol layer: in mm, or in metres on the ground, whose names go to ``ground``."""

    def __init__(self, options: Options, miss: Callable[[Text], None]) -> None:
        self._options = options
        self._miss = miss
        self.ground: list[str] = []

    def of(self, key: str, default: float, name: str, *, unit: str = "") -> float:
        """The length ``key``, which is to be the field ``name`` of one of our marks."""
        return self.several((self._options.get(key, ""),), unit or f"{key}_unit", name, default)[0]

    def several(self, texts: tuple[str, ...], unit: str, name: str, default: float = 0.0) -> tuple[float, ...]:
        """Lengths of one unit."""
        word = self._options.get(unit, "MM")
        if word not in _MM:
            self._miss(Text("单位 {name}（按毫米计）", "The unit {name} (taken as mm)").format(name=word))
        if word == "MapUnit":
            self._miss(Text("地图单位的换算（按米计）", "Map units other than metres"))
        if word in GROUND_UNITS:
            self.ground.append(name)
        factor = _MM.get(word, 1.0)
        return tuple(round(number_of(text, default) * factor if text else default, 4) for text in texts)

    def named(self, *names: str) -> tuple[str, ...]:
        """Which of these fields are metres on the ground."""
        return tuple(name for name in names if name in self.ground)


def _is_hex(digits: str) -> bool:
    return len(digits) in (6, 8) and all(one in "0123456789abcdefABCDEF" for one in digits)
