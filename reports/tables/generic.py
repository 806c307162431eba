"""Any other table of a run as it is: its columns by their keys, every number in the unit that its column states."""

from __future__ import annotations

from collections.abc import Mapping

from checks.tables.table import Column, Table
from core.messages import Language, Text
from core.quantities import AREA_UNITS, decimals_of, rounded, unit_symbol
from reports.tables.shown import Cell, Shown, area, number, rounding_note, word
from reports.tables.terms import named

_LANGUAGES = ("_zh", "_en")


def generic(name: str, table: Table, unit: str, language: Language) -> Shown:
    """A table whose areas in m² are shown in ``unit``; a value with its own unit in the row is rounded by that."""
    places = [place for place, column in enumerate(table.columns) if _is_shown(name, column, language)]
    columns = [table.columns[place] for place in places]
    keys = [column.key for column in table.columns]
    own_unit = keys.index("unit") if "unit" in keys else None
    rows = []
    for row in table.rows:
        beside = None if own_unit is None else row[own_unit]
        rows.append(tuple(_cell(table.columns[place], row[place], beside, unit, language) for place in places))
    header = tuple(_head(column, unit, language) for column in columns)
    title = TITLES.get(name, Text(name, name)).to(language)
    note = rounding_note(unit, language) if any(column.unit == "m2" for column in columns) else ""
    return Shown(name, title, note, header, tuple(rows))


def _is_shown(name: str, column: Column, language: Language) -> bool:
    if column.key.endswith(_LANGUAGES):
        return column.key.endswith(f"_{language}")
    return column.key not in _HIDDEN.get(name, ("layer", "fid"))


def _cell(column: Column, value: object, beside: object, unit: str, language: Language) -> Cell:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return word(None if value is None else _said(column.key, str(value), language))
    if column.unit == "m2":
        return area(float(value), unit)
    if isinstance(value, int) and column.unit != "count":
        return word(value)  # years and numbers of things are no measures
    own = column.unit or (str(beside) if isinstance(beside, str) else "")
    return number(float(value), decimals_of(own) if own and _is_measure(own) else _given(float(value)))


def _said(key: str, value: str, language: Language) -> str:
    """A word of the data; in a division of the land the whole is its total."""
    if key in ("by", "name") and value in _DIVIDED:
        return _DIVIDED[value].to(language)
    return named(value, language)


def _is_measure(unit: str) -> bool:
    return unit in AREA_UNITS or unit_symbol(unit, "en") != unit or unit in ("m", "%", "MW")


def _given(value: float) -> int:
    """As many decimals as the number has, at most four."""
    return next((count for count in range(4) if float(rounded(value, count).replace(" ", "")) == value), 4)


def _head(column: Column, unit: str, language: Language) -> str:
    label = _HEADS.get(column.key.removesuffix("_zh").removesuffix("_en"))
    words = named(column.key, language) if label is None else label.to(language)
    shown = unit if column.unit == "m2" else column.unit
    symbol = "" if shown in (None, "count") else unit_symbol(str(shown), language)
    return f"{words}（{symbol}）" if symbol and language == "zh" else f"{words} ({symbol})" if symbol else words


_DIVIDED = {"whole": Text("合计", "total"), "–": Text("其余", "the rest")}
_HIDDEN: Mapping[str, tuple[str, ...]] = {
    "indicator_sheet": ("indicator", "force", "document", "section", "line", "dated"),
    "project_lists": ("layer", "fid", "affected_count", "not_affected_count", "no_data_count"),
}
TITLES = {
    "boundary_limit": Text("城镇开发边界规模与指标", "The development boundary and its limit"),
    "boundary_growth": Text("城镇开发边界逐年增长", "Growth of the development boundary by year"),
    "land_by_place": Text("分区用地面积", "Land by place and class"),
    "indicator_sheet": Text("规划指标监测表", "Indicator sheet"),
    "project_lists": Text("各项目的三类清单", "The three lists of each project"),
    "project_budget": Text("项目用地合计与边界规模", "All projects against the boundary budget"),
    "project_register": Text("项目台账", "Register of projects"),
}
_HEADS = {
    "rule": Text("规则", "Rule"),
    "by": Text("划分", "By"),
    "name": Text("名称", "Name"),
    "base": Text("基期", "Base"),
    "target": Text("目标", "Target"),
    "growth": Text("增长", "Growth"),
    "limit": Text("指标", "Limit"),
    "left": Text("剩余", "Left"),
    "year": Text("年份", "Year"),
    "area": Text("面积", "Area"),
    "straight_line": Text("直线进度", "Straight line"),
    "deviation": Text("偏离", "Deviation"),
    "class": Text("分类", "Class"),
    "title": Text("指标", "Indicator"),
    "unit": Text("单位", "Unit"),
    "base_year": Text("基期年", "Base year"),
    "target_year": Text("目标年", "Target year"),
    "op": Text("关系", "Relation"),
    "value": Text("现值", "Value"),
    "kind": Text("来历", "Kind"),
    "source": Text("来源", "Source"),
    "course": Text("进展", "Course"),
    "proposal": Text("建议", "Proposal"),
    "note": Text("说明", "Note"),
    "project": Text("项目", "Project"),
    "affected": Text("受影响", "Affected"),
    "not_affected": Text("不受影响", "Not affected"),
    "no_data": Text("没有数据", "No data"),
    "item": Text("项目", "Item"),
    "sited": Text("已选址", "Sited"),
    "part": Text("部位", "Part"),
    "due": Text("计划", "Due"),
    "done": Text("完成", "Done"),
    "state": Text("状态", "State"),
}
