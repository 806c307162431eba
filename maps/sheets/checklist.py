"""The checklist before printing: what a sheet lacks, and what on it does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.messages import Text, listed, same
from core.quantities import area_in, shown
from maps.sheets.areas import union_area
from maps.sheets.crs_words import crs_line
from maps.sheets.legend import class_areas, shown_classes
from maps.sheets.overlays import is_overlay
from maps.sheets.sheet import SheetLayout
from maps.sheets.sheet_design import IllustrativeMark, Label, Legend, MapFrame, North, Notes, ScaleBar, Slot, WindRose
from maps.sheets.sheet_items import Words
from maps.sheets.sheet_notes import illustrative_words
from maps.symbology.landuse import UNKNOWN, land_use_symbol, nearest

Severity = Literal["error", "warning", "advice"]
SCALE_TOLERANCE = 0.001
"""A scale is true within 0.1 %."""
_RATIO = re.compile(r"1:(\d{1,3}(?: \d{3})*(?:\.\d+)?)(?![\d.])")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at before printing. ``error``: the sheet says something untrue; ``warning``: something is
    missing that a sheet must have; ``advice``: worth knowing."""

    code: str
    severity: Severity
    message: Text


def checklist(layout: SheetLayout) -> list[Remark]:
    """All remarks on a sheet, the gravest first; empty when there is nothing to say."""
    order = {"error": 0, "warning": 1, "advice": 2}
    remarks = [remark for check in _CHECKS for remark in check(layout)]
    return sorted(remarks, key=lambda remark: order[remark.severity])


def _legend(layout: SheetLayout) -> Iterator[Remark]:
    """Every class that shows is in the legend, and nothing else."""
    if not any(isinstance(each, Legend) for each in layout.design.elements):
        return
    seen = {}
    for drawn, frames in layout.draft.shown_with_frames():
        for number in shown_classes(drawn, frames):
            one = drawn.display.symbology.classes[number]
            seen[(one.caption(), one.symbol)] = one
    entries = [entry for entry in layout.legend if entry.symbol is not None]
    missing = [
        caption
        for caption, symbol in seen
        if not any(entry.symbol == symbol and _says(entry.caption, caption) for entry in entries)
    ]
    extra = [
        entry.caption
        for entry in entries
        if not any(entry.symbol == symbol and _says(entry.caption, caption) for caption, symbol in seen)
    ]
    if missing:
        said = Text("图例缺少：{names}。", "The legend lacks {names}.")
        yield Remark("legend.missing", "error", said.format(names=_named(missing)))
    if extra:
        said = Text("图例中有图上没有的分类：{names}。", "The legend has classes that the map does not: {names}.")
        yield Remark("legend.extra", "error", said.format(names=_named(extra)))


def _says(entry: Text, caption: Text) -> bool:
    """Whether a line of the legend is of this class; what it is of may be added in brackets."""
    return entry.zh.startswith(caption.zh)


def _areas(layout: SheetLayout) -> Iterator[Remark]:
    """The areas by class add up to the area of all together: else features overlap."""
    draft = layout.draft
    asked = any(isinstance(each, Legend) and each.areas for each in layout.design.elements)
    if not asked or draft.plan.area_definition == "registered":
        return
    areas = class_areas(draft)
    if not areas:
        yield Remark(
            "areas.left_out",
            "advice",
            Text(
                "图框未显示全部要素，图例不列面积。",
                "The frames do not show every feature, so the legend gives no areas.",
            ),
        )
        return
    main = [
        each
        for each in draft.maps[0].shown
        if each.layer.role in draft.maps[0].element.main and each.display.kind == "polygon" and not is_overlay(each)
    ]
    whole = union_area(draft.plan, np.concatenate([each.geometries for each in main]))
    total = sum(each.area_m2 for each in areas)
    # Rounding of thousands of parcels apart, what remains are overlaps.
    if abs(total - whole) > max(draft.plan.tolerance.area_m2, 1e-7 * total):
        said = Text(
            "各类面积之和为 {total}，合并后为 {whole}：要素之间有重叠。",
            "The classes add up to {total}, all together cover {whole}: features overlap.",
        )
        words = {name: _hectares(value) for name, value in (("total", total), ("whole", whole))}
        yield Remark("areas.overlap", "error", said.format(**words))


def _hectares(area_m2: float) -> Text:
    quantity = area_in(area_m2, "ha")
    return Text(shown(quantity, "zh"), shown(quantity, "en"))


def _scale(layout: SheetLayout) -> Iterator[Remark]:
    """Drawn lengths are those of the scale, every scale written on the sheet is that of a frame."""
    denominators = [frame.denominator for frame in layout.frames]
    for frame in layout.frames:
        x, y = frame.centre
        across = frame.on_paper(x + 100.0, y)[0] - frame.on_paper(x, y)[0]
        if abs(across * frame.denominator / 100_000.0 - 1) > SCALE_TOLERANCE:
            yield Remark(
                "scale.untrue", "error", Text("图上距离与比例尺不符。", "Lengths do not agree with the scale.")
            )
    for words in _words(layout):
        for match in _RATIO.finditer(words):
            written = float(match[1].replace(" ", ""))
            if not any(abs(written / each - 1) <= SCALE_TOLERANCE for each in denominators):
                said = Text(
                    "图上写有“{words}”，但没有图框是这个比例尺。",
                    "The sheet says “{words}”, but no map has that scale.",
                )
                yield Remark("scale.wrong_words", "error", said.format(words=match[0]))
    yield from _projection(layout)


def _projection(layout: SheetLayout) -> Iterator[Remark]:
    """How far the plane of the projection is from the ground at the first frame."""
    from layers.geometry.crs import transformer_between

    crs = layout.draft.plan.measuring_crs
    if crs is None or crs.geodetic_crs is None or not crs.is_projected:
        return
    import pyproj

    x, y = layout.frames[0].centre
    longitude, latitude = transformer_between(crs.to_wkt(), crs.geodetic_crs.to_wkt()).transform(x, y)
    factors = pyproj.Proj(crs).get_factors(longitude, latitude)
    if abs(factors.meridional_scale - 1) > SCALE_TOLERANCE:
        said = Text(
            "投影长度变形 {percent} %，比例尺只在投影平面上成立。",
            "The projection stretches lengths by {percent} %: the scale is true in its plane only.",
        )
        percent = f"{(factors.meridional_scale - 1) * 100:+.2f}"
        yield Remark("scale.projection", "warning", said.format(percent=percent))


def _crs(layout: SheetLayout) -> Iterator[Remark]:
    """What the sheet says of its coordinate system is what it is drawn in."""
    crs = layout.draft.plan.measuring_crs
    if crs is None:
        return
    line = _tight(crs_line(crs).to(layout.language))
    if line not in _tight("".join(_words(layout))):
        said = Text("图上没有写明坐标系：{line}。", "The sheet does not state its coordinate system: {line}.")
        yield Remark("crs.unsaid", "warning", said.format(line=crs_line(crs)))


def _elements(layout: SheetLayout) -> Iterator[Remark]:
    """What a sheet must have: title, frame, north, scale, legend, notes, who made it and when."""
    drawn = {each.id for each in layout.elements}
    kinds = {type(each) for each in layout.design.elements if each.id in drawn}
    lacking = [label for kind, label in _NEEDED if kind not in kinds]
    titles = [each for each in layout.design.elements if isinstance(each, Label) and each.place.area == "title"]
    if not any("{sheet}" in each.text.zh or layout.design.title.zh in each.text.zh for each in titles):
        lacking.insert(0, Text("图名", "title"))
    slots = [each for each in layout.design.elements if isinstance(each, Slot)]
    values = {each.value.zh for each in slots}
    lacking += [label for value, label in _NEEDED_SLOTS if value not in values]
    if lacking:
        said = Text("缺少图面要素：{names}。", "The sheet lacks {names}.")
        yield Remark("elements.missing", "warning", said.format(names=_named(lacking)))
    empty = [each.label for each in slots if each.value.zh and not layout.draft.filled(each.value)]
    if empty:
        said = Text("未填写：{names}。", "Not filled in: {names}.")
        yield Remark("elements.empty", "advice", said.format(names=_named(empty)))
    roses = [each for each in layout.design.elements if isinstance(each, WindRose)]
    if roses and not any(each.id in drawn for each in roses):
        said = Text("没有风玫瑰数据，未绘制风玫瑰。", "There are no wind data, so no wind rose is drawn.")
        yield Remark("elements.wind_rose", "advice", said)


_NEEDED: tuple[tuple[type, Text], ...] = (
    (MapFrame, Text("地图", "map")),
    (Legend, Text("图例", "legend")),
    (North, Text("指北针", "north arrow")),
    (ScaleBar, Text("比例尺", "scale")),
    (Notes, Text("说明（坐标系、期限、资料）", "notes (coordinate system, period, sources)")),
)
_NEEDED_SLOTS = (
    ("{authority}", Text("组织编制机关", "planning authority")),
    ("{maker}", Text("编制单位", "maker")),
    ("{date}", Text("编制日期", "date")),
)


def _colours(layout: SheetLayout) -> Iterator[Remark]:
    """Land-use classes in another colour than the standard's, and codes that it does not know."""
    odd: list[Text] = []
    unknown = False
    for drawn, frames in layout.draft.shown_with_frames():
        pale = any(drawn.layer.role in each.element.faded for each in layout.draft.maps)
        for number in shown_classes(drawn, frames):
            one = drawn.display.symbology.classes[number]
            unknown |= one.key == UNKNOWN
            if one.coded and not pale and _differs(one.key, one.symbol.fill):
                odd.append(one.caption())
    if odd:
        said = Text("非标准用地颜色：{names}。", "Colours other than the mapping standard's: {names}.")
        yield Remark("colours.odd", "warning", said.format(names=_named(odd)))
    if unknown:
        said = Text(
            "有不认识的用地代码，按“未知”绘制。", "Some land-use codes are not known; they are drawn as “Unknown”."
        )
        yield Remark("colours.unknown", "warning", said)


def _differs(code: str, fill: str | None) -> bool:
    """Another hue than the standard's; the same one made transparent counts as it."""
    if nearest(code) is None:
        return False
    standard = land_use_symbol(code).fill
    return fill is None or standard is None or fill[:7].upper() != standard[:7].upper()


def _hidden(layout: SheetLayout) -> Iterator[Remark]:
    """Layers that the sheet is to show and that its scale or its frames leave out."""
    frames = layout.frames
    by_scale, outside, seen = {}, {}, set()
    for drawn, own in layout.draft.shown_with_frames():
        style = drawn.display.style
        if not any(style.shown_at(frame.denominator) for frame in own):
            by_scale[style.role] = style.label
        elif not any(drawn.shows_in(frame.extent()).any() for frame in frames):
            outside[style.role] = style.label
        else:
            seen.add(style.role)
    outside = {} if layout.draft.subject else {role: label for role, label in outside.items() if role not in seen}
    if by_scale:
        said = Text("因比例尺未绘制的图层：{names}。", "Left out at this scale: {names}.")
        yield Remark("layers.scale", "advice", said.format(names=_named(by_scale.values())))
    if outside:
        said = Text("图框内没有的图层：{names}。", "Not inside the frames: {names}.")
        yield Remark("layers.outside", "advice", said.format(names=_named(outside.values())))


def _illustrative(layout: SheetLayout) -> Iterator[Remark]:
    """Illustrative data are marked as such."""
    names = illustrative_words(layout.draft)
    if names is None:
        return
    said = Text("示意数据：{names}。", "Illustrative data: {names}.")
    yield Remark("data.illustrative", "advice", said.format(names=names))
    drawn = {each.id for each in layout.elements}
    marked = [
        each for each in layout.design.elements if isinstance(each, (IllustrativeMark, Notes)) and each.id in drawn
    ]
    if not marked:
        said = Text("图上没有注明示意数据。", "The sheet does not say that data are illustrative.")
        yield Remark("data.unmarked", "error", said)


def _subject(layout: SheetLayout) -> Iterator[Remark]:
    """A sheet of one feature for which none was named."""
    subject = layout.draft.subject
    if subject is None or subject.chosen:
        return
    said = Text("未指定要素，按第一个（{name}）出图。", "No feature was named: the sheet is of the first one, {name}.")
    yield Remark("subject.first", "advice", said.format(name=subject.words["title"]))


def _words(layout: SheetLayout) -> list[str]:
    return [item.text for item in layout.items if isinstance(item, Words)]


def _tight(text: str) -> str:
    return "".join(text.split())


def _named(words: Iterable[Text]) -> Text:
    """At most eight names in a row."""
    texts = list(dict.fromkeys(words))
    more = same("…") if len(texts) > 8 else None
    some = [*texts[:8], more] if more else texts
    return Text(listed(each.zh for each in some).zh, listed(each.en for each in some).en)


_CHECKS: tuple[Callable[[SheetLayout], Iterator[Remark]], ...] = (
    _legend,
    _areas,
    _scale,
    _crs,
    _elements,
    _colours,
    _hidden,
    _illustrative,
    _subject,
)
