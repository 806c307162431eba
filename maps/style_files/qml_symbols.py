"""QGIS symbols into ours: simple fills, line patterns, simple lines and simple markers; the rest is listed."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from core.messages import Text, same
from maps.marks import Colour, Hatch, Marker, MarkerShape, Stroke, Symbol
from maps.style_files.layer_style import faded, hex_colour

_MM = {"MM": 1.0, "Pixel": 25.4 / 96, "Point": 25.4 / 72, "Inch": 25.4, "": 1.0}
_FALLBACK_MM = 0.26
_LINE_STYLES = {"dash": (4, 2), "dot": (1, 2), "dash dot": (4, 2, 1, 2), "dash dot dot": (4, 2, 1, 2, 1, 2)}
"""Qt's patterns, in widths of the line."""
_BRUSHES: dict[str, tuple[int, ...]] = {
    "horizontal": (0,),
    "vertical": (90,),
    "b_diagonal": (45,),
    "f_diagonal": (135,),
}
_BRUSHES |= {"cross": (0, 90), "diagonal_x": (45, 135)}
_BRUSH_SPACING_MM = 2.1
_SHAPES: dict[str, MarkerShape] = {
    "circle": "circle", "square": "square", "rectangle": "square", "triangle": "triangle",
    "equilateral_triangle": "triangle", "diamond": "diamond", "cross": "cross", "cross_fill": "cross", "star": "star",
    "regular_star": "star", "pentagon": "pentagon",
}  # fmt: skip


class SymbolReader:
    """Reads symbols and remembers in ``missed`` what it could not take over."""

    def __init__(self) -> None:
        self.missed: list[Text] = []

    def read(self, element: Element, opacity: float = 1.0) -> Symbol:
        """A ``<symbol>``; ``opacity`` is that of the whole layer."""
        symbol = Symbol()
        for layer in element.findall("layer"):
            if layer.get("enabled", "1") == "0":
                continue
            if any(option.get("name") == "properties" and len(option) for option in layer.iter("Option")):
                self._miss(Text("由字段控制的符号属性", "Data-defined properties"))
            symbol = self._with_layer(symbol, layer)
        return faded(symbol, opacity * number_of(element.get("alpha"), 1.0))

    def _with_layer(self, below: Symbol, layer: Element) -> Symbol:
        name = layer.get("class", "")
        options = _options(layer)
        if name == "SimpleFill":
            return self._simple_fill(below, options)
        if name == "LinePatternFill":
            return Symbol(below.fill, (*below.hatches, self._hatch(layer, options)), below.strokes, below.marker)
        if name == "SimpleLine":
            return Symbol(below.fill, below.hatches, (*below.strokes, self._line(options)), below.marker)
        if name == "SimpleMarker":
            return self._with_marker(below, self._marker(options))
        self._miss(Text("符号图层 {name}", "The symbol layer {name}").format(name=name))
        if name.endswith("Marker"):
            return self._with_marker(below, Marker("circle", self._mm(options, "size", 2.0), _colour(options, "color")))
        return below

    def _simple_fill(self, below: Symbol, options: dict[str, str]) -> Symbol:
        style = options.get("style", "solid")
        colour = _colour(options, "color")
        fill, hatches = below.fill, below.hatches
        if style == "solid":
            if fill is not None:
                self._miss(Text("叠在一起的填充中下面的一层", "The lower of two fills on each other"))
            fill = colour
        elif style in _BRUSHES:
            self._miss(Text("屏幕图案 {name}（用线填充代替）", "The screen pattern {name} (lines stand for it)"), style)
            angles = _BRUSHES[style]
            hatches = (*hatches, *(Hatch(colour, angle, _BRUSH_SPACING_MM, _FALLBACK_MM) for angle in angles))
        elif style != "no":
            self._miss(Text("填充图案 {name}", "The fill pattern {name}"), style)
            fill = colour
        return Symbol(fill, hatches, (*below.strokes, *self._outline(options)), below.marker)

    def _outline(self, options: dict[str, str]) -> tuple[Stroke, ...]:
        style = options.get("outline_style", "solid")
        if style == "no":
            return ()
        width = self._mm(options, "outline_width", _FALLBACK_MM)
        return (Stroke(_colour(options, "outline_color"), width, _dashes(style, width)),)

    def _line(self, options: dict[str, str]) -> Stroke:
        width = self._mm(options, "line_width", _FALLBACK_MM)
        if number_of(options.get("offset"), 0.0):
            self._miss(Text("线的偏移", "The offset of a line"))
        if options.get("use_custom_dash") == "1":
            factor = _MM.get(options.get("customdash_unit", "MM"), 1.0)
            dashes = [number_of(part, 0.0) * factor for part in options.get("customdash", "").split(";") if part]
            return Stroke(_colour(options, "line_color"), width, tuple(round(one, 4) for one in dashes))
        return Stroke(_colour(options, "line_color"), width, _dashes(options.get("line_style", "solid"), width))

    def _hatch(self, layer: Element, options: dict[str, str]) -> Hatch:
        colour, width = _colour(options, "color"), self._mm(options, "line_width", _FALLBACK_MM)
        inner = layer.find("symbol/layer[@class='SimpleLine']")
        if inner is not None:
            line = self._line(_options(inner))
            colour, width = line.colour, line.width_mm
            if line.dash_mm:
                self._miss(Text("线填充的虚线", "Dashes of a line pattern"))
        spacing = self._mm(options, "distance", 2.0)
        return Hatch(colour, number_of(options.get("angle"), 0.0), spacing or 2.0, width)

    def _marker(self, options: dict[str, str]) -> Marker:
        name = options.get("name", "circle")
        if name not in _SHAPES:
            self._miss(Text("点符号形状 {name}（用圆代替）", "The marker shape {name} (a circle stands for it)"), name)
        if number_of(options.get("angle"), 0.0):
            self._miss(Text("点符号的旋转", "The rotation of a marker"))
        rim = self._outline(options)
        rim = tuple(stroke for stroke in rim if stroke.width_mm > 0)
        shape = _SHAPES.get(name, "circle")
        return Marker(shape, self._mm(options, "size", 2.0), _colour(options, "color"), rim[0] if rim else None)

    def _with_marker(self, below: Symbol, marker: Marker) -> Symbol:
        if below.marker is not None:
            self._miss(Text("叠在一起的点符号中下面的一层", "The lower of two markers on each other"))
        return Symbol(below.fill, below.hatches, below.strokes, marker)

    def _mm(self, options: dict[str, str], key: str, default: float) -> float:
        """A size in millimetres; sizes in map units have none."""
        unit = options.get(f"{key}_unit", "MM")
        if unit not in _MM:
            self._miss(Text("以地图单位计的尺寸", "Sizes in map units"))
            return default
        return round(number_of(options.get(key), default) * _MM[unit], 4)

    def _miss(self, what: Text, name: str = "") -> None:
        self.missed.append(what.format(name=same(name)) if name else what)


def _options(layer: Element) -> dict[str, str]:
    """Properties of a symbol layer: ``<Option>`` since QGIS 3.20, ``<prop>`` before."""
    options = {prop.get("k", ""): prop.get("v", "") for prop in layer.findall("prop")}
    for option in layer.findall("Option/Option"):
        options[option.get("name", "")] = option.get("value", "")
    return options


def _colour(options: dict[str, str], key: str) -> Colour:
    """``255,0,0,128`` or ``255,0,0,128,rgb:1,0,0,0.5`` or ``#ff0000``."""
    text = options.get(key, "")
    if text.startswith("#"):
        digits = text[1:]
        # QGIS writes the eight digits of Qt: alpha first.
        digits = digits[2:] + digits[:2] if len(digits) == 8 else digits
        parts = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)] if _is_hex(digits) else []
    else:
        parts = [round(number_of(part, 0.0)) for part in text.split(",")[:4]]
    return hex_colour(*parts) if len(parts) in (3, 4) else "#808080"


def _is_hex(digits: str) -> bool:
    return len(digits) in (6, 8) and all(one in "0123456789abcdefABCDEF" for one in digits)


def _dashes(style: str, width: float) -> tuple[float, ...]:
    return tuple(round(length * width, 4) for length in _LINE_STYLES.get(style, ()))


def number_of(text: str | None, default: float) -> float:
    """A number written by somebody else; ``default`` where it is none, or absurd."""
    try:
        number = float(text) if text else default
    except ValueError:
        return default
    return number if abs(number) < 1e12 else default
