"""QGIS layer styles (.qml)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from core.errors import AppError
from core.messages import Text, same
from layers.formats.xml_text import LARGEST, parse_xml
from layers.layer import GeometryKind, Notice
from maps.marks import Symbol
from maps.style_files.filters import FilterError, conditions_of, number_text, without_exclusions
from maps.style_files.layer_style import (
    NOTHING,
    Condition,
    LayerStyle,
    StyleClass,
    listed_once,
    range_label,
    unread,
)
from maps.style_files.qml_symbols import SymbolReader, number_of
from maps.style_files.qml_writing import write_qml

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

    def style(self, renderer: Element) -> LayerStyle:
        kind_of_renderer = renderer.get("type", "")
        while kind_of_renderer not in _CLASSES:
            self._miss(Text("渲染方式 {name}", "The renderer {name}").format(name=kind_of_renderer))
            inner = renderer.find("renderer-v2")
            if inner is None:
                message = Text("{file} 的渲染方式 {name} 无法采用。", "The renderer {name} of {file} cannot be used.")
                hint = Text("请在 QGIS 中改用分类或单一符号。", "Use categories or a single symbol in QGIS.")
                raise AppError("style.renderer", message.format(file=self._file, name=kind_of_renderer), hint)
            renderer, kind_of_renderer = inner, inner.get("type", "")
        symbols = renderer.find("symbols")
        self._by_name = {one.get("name", ""): one for one in symbols} if symbols is not None else {}
        classes = tuple(_CLASSES[kind_of_renderer](self, renderer))
        if self._root.findtext("blendMode", "0").strip() not in ("0", ""):
            self._miss(Text("混合模式", "The blending mode"))
        label = self._label_field()
        smallest, largest = self._scales()
        missed = [unread(self._file, one) for one in self._symbols.missed]
        return LayerStyle(self._kind(), classes, label, smallest, largest, listed_once([*self._notices, *missed]))

    def single(self, _: Element) -> Iterator[StyleClass]:
        """singleSymbol: one class for all."""
        name = next(iter(self._by_name), "")
        yield StyleClass("all", same(""), self._symbol(name))

    def categories(self, renderer: Element) -> Iterator[StyleClass]:
        """categorizedSymbol: a value, or several, per class."""
        field = self._field(renderer)
        for category in renderer.findall("categories/category"):
            several = [one.get("value", "") for one in category.findall("val")]
            values = several or [category.get("value", "")]
            drawn = category.get("render", "true") != "false"
            symbol = self._symbol(category.get("symbol", "")) if drawn else NOTHING
            label = same(category.get("label", "") or "、".join(values))
            if values in ([""], ["NULL"]):
                yield StyleClass("", label, symbol, otherwise=True)
            elif field is not None:
                yield StyleClass(values[0], label, symbol, (Condition(field, "in", tuple(values)),))

    def ranges(self, renderer: Element) -> Iterator[StyleClass]:
        """graduatedSymbol: the first range that holds a value takes it, both ends included."""
        field = self._field(renderer)
        for one in renderer.findall("ranges/range"):
            try:
                low, high = float(one.get("lower", "")), float(one.get("upper", ""))
            except ValueError:
                self._miss(Text("一个没有界限的分级", "A range without limits"))
                continue
            drawn = one.get("render", "true") != "false"
            symbol = self._symbol(one.get("symbol", "")) if drawn else NOTHING
            label = same(one.get("label", "")) if one.get("label") else range_label(low, high)
            if field is not None:
                limits = Condition(field, ">=", (number_text(low),)), Condition(field, "<=", (number_text(high),))
                yield StyleClass(f"{low:g}-{high:g}", label, symbol, limits)

    def rules(self, renderer: Element) -> Iterator[StyleClass]:
        """RuleRenderer: nested rules, each with all the filters above it."""
        root = renderer.find("rules")
        if root is not None:
            yield from self._rules_below(root, (), 0)

    def _rules_below(self, parent: Element, above: tuple[Condition, ...], depth: int) -> Iterator[StyleClass]:
        earlier: set[str] = set()
        for rule in parent.findall("rule"):
            text, excluded = without_exclusions(rule.get("filter", ""))
            if not earlier.issuperset(excluded):
                text = rule.get("filter", "")
            earlier.add(text)
            text = "" if text == "true" else text
            label = same(rule.get("label", "") or text)
            if rule.get("checkstate") == "0":
                continue
            if rule.get("scalemindenom") or rule.get("scalemaxdenom"):
                self._miss(Text("规则的比例尺范围", "Scale limits of rules"))
            try:
                own = () if text.strip().upper() == "ELSE" else conditions_of(text)
            except FilterError:
                self._miss(Text("规则“{text}”", "The rule “{text}”").format(text=text[:60]))
                continue
            conditions = (*above, *own)
            if rule.get("symbol") is not None:
                symbol = self._symbol(rule.get("symbol", ""))
                rest = text.strip().upper() == "ELSE" and not above
                yield StyleClass(rule.get("key", text), label, symbol, conditions, otherwise=rest)
            yield from self._rules_below(rule, conditions, depth + 1)

    def _symbol(self, name: str) -> Symbol:
        element = self._by_name.get(name)
        opacity = number_of(self._root.findtext("layerOpacity"), 1.0)
        return self._symbols.read(element, opacity) if element is not None else NOTHING

    def _field(self, renderer: Element) -> str | None:
        """The classified field; expressions are not evaluated."""
        words = renderer.get("attr", "").strip()
        if words.startswith('"') and words.endswith('"') and words.count('"') == 2:
            return words[1:-1]
        if words and not set(words) & set("()|+*/'\"$@"):
            return words
        self._miss(Text("分类表达式 {text}", "The expression {text}").format(text=words[:60]))
        return None

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


_CLASSES = {
    "singleSymbol": _Reader.single,
    "categorizedSymbol": _Reader.categories,
    "graduatedSymbol": _Reader.ranges,
    "RuleRenderer": _Reader.rules,
}
