"""QGIS symbols into ours, layer by layer; what has no counterpart is drawn as near as may be and listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

from core.messages import Text, same
from maps.style_files.qml_options import Lengths, Options, colour_of, dashes_of, is_data_defined, number_of, options_of
from maps.symbology.colours import laid_over, thinned
from maps.symbology.marks import Dots, Hatch, Marker, MarkerLine, MarkerShape, Placing, Stroke, Symbol
from maps.symbology.stacking import faded, stacked

_HAIRLINE_MM = 0.26
_PIXEL_MM = 25.4 / 96
_DIAGONAL_MM = 8 * _PIXEL_MM / 2**0.5
_BRUSHES: dict[str, tuple[tuple[int, float, float], ...]] = {
    "horizontal": ((0, 8 * _PIXEL_MM, _PIXEL_MM),),
    "vertical": ((90, 8 * _PIXEL_MM, _PIXEL_MM),),
    "b_diagonal": ((45, _DIAGONAL_MM, _PIXEL_MM),),
    "f_diagonal": ((135, _DIAGONAL_MM, _PIXEL_MM),),
}
"""Angle, spacing and width that stand for Qt's patterns of 8 pixels at 96 dpi."""
_BRUSHES |= {
    "cross": (*_BRUSHES["horizontal"], *_BRUSHES["vertical"]),
    "diagonal_x": (*_BRUSHES["b_diagonal"], *_BRUSHES["f_diagonal"]),
}
_DENSITIES = {f"dense{n}": share for n, share in enumerate((0.94, 0.88, 0.625, 0.5, 0.375, 0.125, 0.0625), start=1)}
_SHAPES: dict[str, MarkerShape] = {
    "circle": "circle", "square": "square", "rectangle": "square", "triangle": "triangle",
    "equilateral_triangle": "triangle", "diamond": "diamond", "cross": "cross", "cross_fill": "cross", "star": "star",
    "regular_star": "star", "pentagon": "pentagon", "hexagon": "hexagon", "line": "line",
}  # fmt: skip
_PLACINGS: dict[str, Placing] = {
    "interval": "interval", "vertex": "vertex", "firstvertex": "first", "lastvertex": "last",
    "centralpoint": "centre", "innervertices": "vertex",
}  # fmt: skip


class SymbolReader:
    """Reads symbols and remembers in ``missed`` what it could not take over."""

    def __init__(self, *, levels: bool = False) -> None:
        self.missed: list[Text] = []
        self._levels = levels
        self._readers: dict[str, Callable[[Element, Options], Symbol]] = {
            "SimpleFill": self._simple_fill,
            "LinePatternFill": self._line_pattern,
            "PointPatternFill": self._point_pattern,
            "SimpleLine": self._simple_line,
            "MarkerLine": self._marker_line,
            "HashLine": self._hash_line,
            "SimpleMarker": self._simple_marker,
        }

    def read(self, element: Element, opacity: float = 1.0) -> Symbol:
        """A ``<symbol>`` with its opacity, and another, in the colours."""
        symbol = Symbol()
        layers = [layer for layer in element.findall("layer") if layer.get("enabled", "1") != "0"]
        if self._levels:
            layers.sort(key=lambda layer: number_of(layer.get("pass"), 0.0))
        for layer in layers:
            if is_data_defined(layer):
                self._miss(Text("由字段控制的符号属性", "Data-defined properties"))
            if layer.find("effect[@enabled='1']") is not None:
                self._miss(Text("绘图效果（阴影、发光等）", "Draw effects"))
            options = options_of(layer)
            reader = self._readers.get(layer.get("class", ""), self._unknown)
            symbol = stacked(symbol, reader(layer, options))
        return faded(symbol, opacity * number_of(element.get("alpha"), 1.0))

    # Areas

    def _simple_fill(self, _layer: Element, options: Options) -> Symbol:
        style, colour = options.get("style", "solid"), colour_of(options, "color")
        if options.get("offset", "0,0").replace(" ", "") not in ("0,0", "", "0"):
            self._miss(Text("填充的位移", "The displacement of a fill"))
        symbol = Symbol(strokes=self._outline(options))
        if style == "solid":
            return replace(symbol, fill=colour)
        if style in _BRUSHES:
            self._miss(Text("屏幕图案 {name}（用线填充代替）", "The screen pattern {name} (lines stand for it)"), style)
            return replace(symbol, hatches=tuple(Hatch(colour, *lines) for lines in _BRUSHES[style]))
        if style in _DENSITIES:
            self._miss(Text("屏幕图案 {name}（用透明填充代替）", "The screen pattern {name} (a thinned fill)"), style)
            return replace(symbol, fill=thinned(colour, _DENSITIES[style]))
        if style != "no":
            self._miss(Text("填充图案 {name}", "The fill pattern {name}"), style)
            return replace(symbol, fill=colour)
        return symbol

    def _outline(self, options: Options) -> tuple[Stroke, ...]:
        style = options.get("outline_style", "solid")
        if style == "no":
            return ()
        lengths = Lengths(options, self._miss)
        width = lengths.of("outline_width", _HAIRLINE_MM, "width_mm")
        dashes = dashes_of(style, max(width, 0.1))
        ground = (*lengths.named("width_mm"), *(("dash_mm",) if dashes and lengths.ground else ()))
        return (Stroke(colour_of(options, "outline_color"), width, dashes, ground=ground),)

    def _line_pattern(self, layer: Element, options: Options) -> Symbol:
        lengths = Lengths(options, self._miss)
        spacing = lengths.of("distance", 2.0, "spacing_mm") or 2.0
        angle = number_of(options.get("angle") or options.get("lineangle"), 0.0)
        inner = layer.find("symbol")
        if inner is None:
            width = lengths.of("line_width", _HAIRLINE_MM, "width_mm")
            ground = lengths.named("spacing_mm", "width_mm")
            return Symbol(hatches=(Hatch(colour_of(options, "color"), angle, spacing, width, ground=ground),))
        line = self.read(inner)
        if line.along or any(stroke.offset_mm for stroke in line.strokes):
            self._miss(Text("线填充里的点符号或偏移", "Markers or offsets inside a line pattern"))
        hatches = tuple(
            Hatch(
                stroke.colour, angle, spacing, stroke.width_mm, stroke.dash_mm, (*lengths.ground, *stroke.ground)
            )
            for stroke in line.strokes
        )  # fmt: skip
        return Symbol(hatches=hatches)

    def _point_pattern(self, layer: Element, options: Options) -> Symbol:
        lengths = Lengths(options, self._miss)
        across = lengths.of("distance_x", 2.0, "across_mm") or 2.0
        down = lengths.of("distance_y", 2.0, "down_mm") or 2.0
        shift = lengths.of("displacement_x", 0.0, "shift_mm")
        if number_of(options.get("displacement_y"), 0.0):
            self._miss(Text("点填充的纵向错位", "The vertical displacement of a point pattern"))
        inner = layer.find("symbol")
        markers = self.read(inner) if inner is not None else Symbol()
        every = [marker for marker in (*markers.under, markers.marker) if marker is not None]
        ground = tuple(lengths.ground)
        return Symbol(dots=tuple(Dots(marker, across, down, shift, ground) for marker in every))

    def _unknown(self, layer: Element, options: Options) -> Symbol:
        """The nearest there is for what has no counterpart here."""
        name = layer.get("class", "")
        if name in ("GradientFill", "ShapeburstFill"):
            self._miss(Text("渐变填充 {name}（用平均色代替）", "The gradient {name} (its mean colour)"), name)
            if "color" not in options:
                return Symbol()
            second = colour_of(options, "gradient_color2" if "gradient_color2" in options else "color2")
            return Symbol(laid_over(thinned(second, 0.5), colour_of(options, "color")))
        if name.endswith("Fill"):
            self._miss(Text("填充 {name}（用透明填充代替）", "The fill {name} (a thinned fill)"), name)
            inner = layer.find("symbol")
            outline = self.read(inner).strokes if inner is not None and inner.get("type") == "line" else ()
            colour = "#808080" if name == "RasterFill" else colour_of(options, "color")
            return Symbol(thinned(colour, 0.5), strokes=outline)
        if name.endswith("Marker"):
            self._miss(Text("点符号 {name}（用圆代替）", "The marker {name} (a circle stands for it)"), name)
            lengths = Lengths(options, self._miss)
            size = lengths.of("size", 2.0, "size_mm")
            ground = tuple(lengths.ground)
            return Symbol(marker=Marker("circle", size, colour_of(options, "color"), ground=ground))
        self._miss(Text("符号图层 {name}", "The symbol layer {name}"), name)
        return Symbol()

    # Lines

    def _simple_line(self, _layer: Element, options: Options) -> Symbol:
        style = options.get("line_style", "solid")
        if style == "no":
            return Symbol()
        lengths = Lengths(options, self._miss)
        width = lengths.of("line_width", _HAIRLINE_MM, "width_mm")
        offset = lengths.of("offset", 0.0, "offset_mm")
        dashes = dashes_of(style, max(width, 0.1))
        if options.get("use_custom_dash") == "1":
            parts = tuple(part for part in options.get("customdash", "").split(";") if part)
            dashes = lengths.several(parts, "customdash_unit", "dash_mm")
        elif dashes and lengths.ground:
            lengths.ground.append("dash_mm")
        if options.get("ring_filter", "0") not in ("0", ""):
            self._miss(Text("只画外环或内环", "Lines of outer or inner rings only"))
        ground = lengths.named("width_mm", "dash_mm", "offset_mm")
        if options.get("draw_inside_polygon") == "1":
            # Clipped to the polygon: the inner half of the line is left.
            width, offset = round(width / 2, 4), round(offset + width / 4, 4)
        return Symbol(strokes=(Stroke(colour_of(options, "line_color"), width, dashes, offset, ground),))

    def _marker_line(self, layer: Element, options: Options) -> Symbol:
        lengths = Lengths(options, self._miss)
        interval = lengths.of("interval", 3.0, "interval_mm") or 3.0
        offset = lengths.of("offset", 0.0, "offset_mm")
        placement = options.get("placement") or options.get("placements", "interval").split("|")[0].casefold()
        placing = _PLACINGS.get(placement)
        if placing is None:
            self._miss(Text("线上点符号的位置 {name}（用等距代替）", "The placing {name} of markers"), placement)
        inner = layer.find("symbol")
        markers = self.read(inner) if inner is not None else Symbol()
        turned = (options.get("rotate") or options.get("rotate_symbols") or "1") == "1"
        ground = tuple(lengths.ground)
        every = [marker for marker in (*markers.under, markers.marker) if marker is not None]
        along = (MarkerLine(marker, interval, placing or "interval", offset, turned, ground) for marker in every)
        return Symbol(along=tuple(along))

    def _hash_line(self, layer: Element, options: Options) -> Symbol:
        self._miss(Text("横线线型（用短线代替）", "Hashed lines (short strokes stand for them)"))
        lengths = Lengths(options, self._miss)
        interval = lengths.of("interval", 3.0, "interval_mm") or 3.0
        length = lengths.of("hash_length", 3.0, "size_mm")
        inner = layer.find("symbol")
        strokes = self.read(inner).strokes if inner is not None else ()
        colour = strokes[0].colour if strokes else "#808080"
        marker = Marker(
            "line", length, colour, None, number_of(options.get("hash_angle"), 0.0), lengths.named("size_mm")
        )
        offset = lengths.of("offset", 0.0, "offset_mm")
        return Symbol(along=(MarkerLine(marker, interval, "interval", offset, True, lengths.named("interval_mm")),))

    # Points

    def _simple_marker(self, _layer: Element, options: Options) -> Symbol:
        name = options.get("name", "circle")
        if name not in _SHAPES:
            self._miss(Text("点符号形状 {name}（用圆代替）", "The marker shape {name} (a circle stands for it)"), name)
        if options.get("offset", "0,0").replace(" ", "") not in ("0,0", "", "0"):
            self._miss(Text("点符号的位移", "The displacement of a marker"))
        rim = tuple(stroke for stroke in self._outline(options) if stroke.width_mm > 0)
        lengths = Lengths(options, self._miss)
        size = lengths.of("size", 2.0, "size_mm")
        fill = colour_of(options, "color")
        if name == "line" and rim:
            fill = rim[0].colour  # it has no area
        angle, ground = number_of(options.get("angle"), 0.0), lengths.named("size_mm")
        shape = _SHAPES.get(name, "circle")
        return Symbol(marker=Marker(shape, size, fill, rim[0] if rim else None, angle, ground))

    def _miss(self, what: Text, name: str = "") -> None:
        self.missed.append(what.format(name=same(name)) if name else what)
