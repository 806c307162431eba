"""QGIS layer styles (.qml)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from core.errors import AppError
from core.messages import Text, same
from layers.formats.xml_text import LARGEST, parse_xml
from layers.layer import GeometryKind, Notice
from maps.style_files.filters import field_of, first_characters, number_text
from maps.style_files.qml_options import number_of
from maps.style_files.qml_rules import RuleReader
from maps.style_files.qml_symbols import SymbolReader
from maps.style_files.qml_writing import write_qml
from maps.symbology.conditions import Condition
from maps.symbology.layer_style import LayerStyle, Method, StyleClass, listed_once, range_label, undecided, unread
from maps.symbology.marks import Blend, Symbol
from maps.symbology.symbols import NOTHING

__all__ = ["parse_qml", "read_qml", "write_qml"]

_KINDS: dict[str, GeometryKind] = {"fill": "polygon", "line": "line", "marker": "point"}
_KIND_NUMBERS: dict[str, GeometryKind] = {"0": "point", "1": "line", "2": "polygon"}


def read_qml(path: Path) -> LayerStyle:
    """Read a .qml file. Raises AppError ``style.…`` or ``xml.…`` when it holds no style that can be shown."""
    return parse_qml(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """The file, no more of it than a style may have."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        message = Text("无法读取 {file}（{reason}）。", "{file} cannot be read ({reason}).")
        raise AppError("file.unreadable", message.format(file=path.name, reason=error.strerror or error)) from error


def parse_qml(content: bytes, file: str) -> LayerStyle:
    """The style in the text of a .qml (also of the ``styleQML`` of a GeoPackage's ``layer_styles``)."""
    root = parse_xml(content, file, doctypes=("qgis",))
    renderer = root.find(".//renderer-v2")
    if root.tag != "qgis" or renderer is None:
        message = Text("{file} 不是 QGIS 图层样式。", "{file} is no QGIS layer style.").format(file=file)
        raise AppError("style.not_a_style", message, Text("请在 QGIS 中导出 .qml。", "Export a .qml from QGIS."))
    return _Reader(root, file).style(renderer)


class _Reader:
    """Reads one document."""

    def __init__(self, root: Element, file: str) -> None:
        self._root = root
        self._file = file
        self._symbols = SymbolReader()
        self._notices: list[Notice] = []
        self._by_name: dict[str, Element] = {}
        self._excluding = False

    def style(self, renderer: Element) -> LayerStyle:
        renderer = self._understood(renderer)
        name = renderer.get("type", "")
        symbols = renderer.find("symbols")
        self._by_name = {one.get("name", ""): one for one in symbols} if symbols is not None else {}
        self._symbols = SymbolReader(levels=renderer.get("symbollevels") == "1")
        classes = tuple(_CLASSES[name](self, renderer))
        if self._root.findtext("featureBlendMode", "0").strip() not in ("0", ""):
            self._miss(Text("要素的混合模式", "The blending mode of features"))
        label = self._label_field()
        smallest, largest = self._scales()
        blend = self._blend()
        missed = [unread(self._file, one) for one in self._symbols.missed]
        return LayerStyle(
            self._kind(),
            classes,
            label,
            smallest,
            largest,
            listed_once([*self._notices, *missed]),
            method=_METHODS[name],
            field=self._plain_field(renderer),
            every=name == "RuleRenderer" and not self._excluding,
            opacity=max(0.0, min(1.0, number_of(self._root.findtext("layerOpacity"), 1.0))),
            blend=blend,
        )

    def _understood(self, renderer: Element) -> Element:
        """The renderer, or the one inside it that can be shown."""
        while renderer.get("type", "") not in _CLASSES:
            name = renderer.get("type", "")
            self._miss(Text("渲染方式 {name}", "The renderer {name}").format(name=name))
            inner = renderer.find("renderer-v2")
            if inner is None:
                message = Text("{file} 的渲染方式 {name} 无法采用。", "The renderer {name} of {file} cannot be used.")
                hint = Text("请在 QGIS 中改用分类或单一符号。", "Use categories or a single symbol in QGIS.")
                raise AppError("style.renderer", message.format(file=self._file, name=name), hint)
            renderer = inner
        return renderer

    def single(self, _: Element) -> Iterator[StyleClass]:
        """singleSymbol: one class for all."""
        name = next(iter(self._by_name), "")
        yield StyleClass("all", same(""), self._symbol(name))

    def nothing(self, _: Element) -> Iterator[StyleClass]:
        """nullSymbol: no feature is drawn."""
        yield StyleClass("all", same(""), NOTHING)

    def categories(self, renderer: Element) -> Iterator[StyleClass]:
        """categorizedSymbol: a value, or several, per class."""
        field = self._field(renderer)
        if field is None:
            yield undecided(self._kind())
            return
        for category in renderer.findall("categories/category"):
            several = category.findall("val")
            values = [_value(one.get("value", ""), one.get("type", "")) for one in several or [category]]
            drawn = category.get("render", "true") != "false"
            symbol = self._symbol(category.get("symbol", "")) if drawn else NOTHING
            label = same(category.get("label", "") or "、".join(values))
            if values in ([""], ["NULL"]):
                yield StyleClass("", label, symbol, otherwise=True)
            else:
                yield StyleClass(values[0], label, symbol, (first_characters(*field, values),))

    def ranges(self, renderer: Element) -> Iterator[StyleClass]:
        """graduatedSymbol: the first range that holds a value takes it, both ends included."""
        field = self._field(renderer)
        if field is None or field[1] is not None:
            yield undecided(self._kind())
            return
        for one in renderer.findall("ranges/range"):
            try:
                low, high = float(one.get("lower", "")), float(one.get("upper", ""))
            except ValueError:
                self._miss(Text("一个没有界限的分级", "A range without limits"))
                continue
            drawn = one.get("render", "true") != "false"
            symbol = self._symbol(one.get("symbol", "")) if drawn else NOTHING
            label = same(one.get("label", "")) if one.get("label") else range_label(low, high)
            limits = Condition(field[0], ">=", (number_text(low),)), Condition(field[0], "<=", (number_text(high),))
            yield StyleClass(f"{low:g}-{high:g}", label, symbol, limits)

    def rules(self, renderer: Element) -> Iterator[StyleClass]:
        """RuleRenderer: nested rules, each with all the filters above it."""
        root = renderer.find("rules")
        if root is not None:
            reader = RuleReader(self._symbol, self._kind(), self._miss)
            yield from reader.classes(root)
            self._excluding = reader.excluding

    def _symbol(self, name: str) -> Symbol:
        element = self._by_name.get(name)
        return self._symbols.read(element) if element is not None else NOTHING

    def _field(self, renderer: Element) -> tuple[str, int | None] | None:
        """The classified field, and how many of its first characters count; None for other expressions."""
        words = renderer.get("attr", "").strip()
        found = field_of(words)
        if found is None and words and not set(words) & set("()|+*/'\"$@"):
            return words, None  # QGIS writes names of fields without quotation marks too
        if found is None:
            self._miss(Text("分类表达式 {text}", "The expression {text}").format(text=words[:60]))
        return found

    def _plain_field(self, renderer: Element) -> str | None:
        words = renderer.get("attr", "").strip()
        found = field_of(words) or ((words, None) if words else None)
        return found[0] if found is not None and found[1] is None else None

    def _blend(self) -> Blend:
        number = self._root.findtext("blendMode", "0").strip() or "0"
        if number not in _BLENDS:
            self._miss(Text("混合模式", "The blending mode"))
        return _BLENDS.get(number, "normal")

    def _label_field(self) -> str | None:
        """The field that labels show, where they are on."""
        if self._root.get("labelsEnabled") == "0":
            return None
        labeling = self._root.find("labeling")
        style = None if labeling is None else labeling.find(".//text-style")
        if labeling is None or style is None:
            return None
        if labeling.get("type") != "simple":
            self._miss(Text("按规则的标注（只取第一条）", "Labels by rules (the first one is used)"))
        name = style.get("fieldName", "")
        if style.get("isExpression") == "1":
            if not (name.startswith('"') and name.endswith('"') and name.count('"') == 2):
                self._miss(Text("标注表达式 {text}", "The label expression {text}").format(text=name[:60]))
                return None
            name = name[1:-1]
        return name or None

    def _scales(self) -> tuple[float | None, float | None]:
        """Smallest and largest denominator (QGIS calls the largest denominator ``minScale``)."""
        if self._root.get("hasScaleBasedVisibilityFlag") != "1":
            return None, None
        smallest, largest = (number_of(self._root.get(key), 0.0) for key in ("maxScale", "minScale"))
        return smallest or None, largest or None

    def _kind(self) -> GeometryKind:
        for symbol in self._by_name.values():
            if symbol.get("type") in _KINDS:
                return _KINDS[symbol.get("type", "")]
        return _KIND_NUMBERS.get(self._root.findtext("layerGeometryType", "2").strip(), "polygon")

    def _miss(self, thing: Text) -> None:
        self._notices.append(unread(self._file, thing))


def _value(text: str, kind: str) -> str:
    """A category's value as the text of a field has it."""
    if kind in ("double", "int", "uint", "longlong", "ulonglong"):
        number = number_of(text, math.nan)
        return text if math.isnan(number) else number_text(number)
    return text


_CLASSES = {
    "singleSymbol": _Reader.single,
    "nullSymbol": _Reader.nothing,
    "categorizedSymbol": _Reader.categories,
    "graduatedSymbol": _Reader.ranges,
    "RuleRenderer": _Reader.rules,
}
_METHODS: dict[str, Method] = {
    "singleSymbol": "single",
    "nullSymbol": "single",
    "categorizedSymbol": "categorised",
    "graduatedSymbol": "graduated",
    "RuleRenderer": "rules",
}
_BLENDS: dict[str, Blend] = {
    "0": "normal",
    "1": "lighten",
    "2": "screen",
    "5": "darken",
    "6": "multiply",
    "8": "overlay",
}
"""The numbers of QgsPainting::BlendMode."""
