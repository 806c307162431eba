"""Land balance, boundary budget and control lines: tables whose parts add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from checks.tables.classes import SPECIAL_USE
from checks.tables.land_balance import CHILDREN, ROWS
from checks.tables.table import Table
from core.messages import Language, Text
from core.quantities import closed, decimals_of, unit_symbol
from layers.roles import ROLES
from reports.tables.shown import Cell, Difference, Shown, Sum, closed_areas, made_of, number, rounding_note, word
from reports.tables.terms import class_label

SHARE_DECIMALS = 2
_ORDER = (*(row.id for row in ROWS), "total")
_LABELS = {row.id: row.label for row in ROWS} | {"total": Text("合计", "Total")}
_LEVELS = {row.id: row.level for row in ROWS} | {"total": 1}
_TOP = tuple(row.id for row in ROWS if row.level == 1)
Closed = dict[str, Decimal]


def land_balance(table: Table, unit: str, language: Language) -> Shown:
    """Base, target and change by the rows of the annex, with shares; every sum is that of the rows shown."""
    rows = {str(record["row"]): record for record in table.records()}
    areas = {year: _closed_tree({name: rows[name][year] for name in rows}, unit) for year in ("base", "target")}
    shares = {year: _closed_shares({name: rows[name][f"{year}_share"] for name in rows}) for year in areas}
    lines = []
    for name in _ORDER:
        bold = _LEVELS[name] == 1 and (name in CHILDREN or name == "total")
        before, after = areas["base"].get(name), areas["target"].get(name)
        change = None if before is None or after is None else after - before
        cells = [
            word(_LABELS[name].to(language), indent=_LEVELS[name] - 1, bold=bold),
            word(_codes(name)),
            _summing(name, number(before, decimals_of(unit), bold=bold)),
            number(shares["base"].get(name), SHARE_DECIMALS),
            _summing(name, number(after, decimals_of(unit), bold=bold)),
            number(shares["target"].get(name), SHARE_DECIMALS),
            made_of(number(change, decimals_of(unit), bold=bold), Difference(4, 2)),
        ]
        lines.append(tuple(cells))
    symbol = unit_symbol(unit, language)
    header = tuple(text.format(unit=symbol).to(language) for text in _BALANCE_HEADER)
    return Shown("land_balance", _BALANCE.to(language), _noted(_BALANCE_NOTE, unit, language), header, tuple(lines))


def _summing(name: str, cell: Cell) -> Cell:
    children = _TOP if name == "total" else CHILDREN.get(name, ())
    return made_of(cell, Sum(rows=tuple(_ORDER.index(child) for child in children))) if children else cell


def _closed_tree(values: Mapping[str, object], unit: str) -> Closed:
    """From the top: the total is rounded, and each row's parts close to what the row shows."""
    if any(value is None for value in values.values()):
        return {}
    numbers = {name: float(value) for name, value in values.items()}  # type: ignore[arg-type]
    found = dict(zip(_TOP, closed_areas([numbers[name] for name in _TOP], unit), strict=True))
    found["total"] = sum(found.values(), Decimal(0))
    for parent, children in CHILDREN.items():
        parts = closed_areas([numbers[child] for child in children], unit, found[parent])
        found |= dict(zip(children, parts, strict=True))
    return found


def _closed_shares(values: Mapping[str, object]) -> Closed:
    """Percent of the total, closed like the areas."""
    if any(value is None for value in values.values()):
        return {}
    percent = {name: float(value) for name, value in values.items()}  # type: ignore[arg-type]
    found = dict(zip(_TOP, closed([percent[name] for name in _TOP], SHARE_DECIMALS, Decimal(100)), strict=True))
    found["total"] = Decimal(100)
    for parent, children in CHILDREN.items():
        parts = closed([percent[child] for child in children], SHARE_DECIMALS, found[parent])
        found |= dict(zip(children, parts, strict=True))
    return found


def _codes(name: str) -> str:
    codes = next((row.codes for row in ROWS if row.id == name), ())
    return "、".join(codes) if len(codes) <= 7 else ""


def boundary_budget(table: Table, unit: str, language: Language) -> Shown:
    """The boundary at base and target year: in all, by zone, by planning area, by class."""
    records = table.records()
    whole = next(record for record in records if record["by"] == "whole")
    totals = {year: closed_areas([float(whole[year] or 0.0)], unit)[0] for year in ("base", "target")}
    lines = [_budget_line(_WHOLE.to(language), totals, unit, bold=True)]
    for by, label in _DIVISIONS.items():
        parts = [record for record in records if record["by"] == by and record["name"] != SPECIAL_USE]
        if not parts:
            continue
        lines.append((word(label.to(language), bold=True), *(Cell() for _ in range(3))))
        closing = {year: _closing(parts, year, unit, totals[year]) for year in totals}
        if all(sum(closing[year]) == totals[year] for year in totals) and lines[0][1].formula is None:
            lines[0] = _added_up(lines[0], Sum(rows=tuple(range(len(lines), len(lines) + len(parts)))))
        for place, record in enumerate(parts):
            values = {year: closing[year][place] for year in totals}
            lines.append(_budget_line(_part_label(by, str(record["name"]), language), values, unit, indent=1))
    for record in records:
        if record["name"] == SPECIAL_USE:
            values = {year: closed_areas([float(record[year] or 0.0)], unit)[0] for year in totals}
            lines.append(_budget_line(_BESIDE.format(name=SPECIAL_USE).to(language), values, unit))
    symbol = unit_symbol(unit, language)
    header = tuple(text.format(unit=symbol).to(language) for text in _BUDGET_HEADER)
    return Shown("boundary_budget", _BUDGET.to(language), _noted(_BUDGET_NOTE, unit, language), header, tuple(lines))


def _closing(parts: Sequence[Mapping[str, object]], year: str, unit: str, total: Decimal) -> list[Decimal]:
    values = [float(record[year] or 0.0) for record in parts]  # type: ignore[arg-type]
    # A state that the plan does not draw (no present land use) has no parts to close.
    return closed_areas(values, unit, total if sum(values) else None)


def _budget_line(label: str, values: Closed, unit: str, *, bold: bool = False, indent: int = 0) -> tuple[Cell, ...]:
    base, target = (number(values[year], decimals_of(unit), bold=bold) for year in ("base", "target"))
    change = number(values["target"] - values["base"], decimals_of(unit), bold=bold)
    return word(label, bold=bold, indent=indent), base, target, made_of(change, Difference(2, 1))


def _added_up(line: tuple[Cell, ...], parts: Sum) -> tuple[Cell, ...]:
    """The whole as the sum of the first division whose parts close to it in both years."""
    label, base, target, change = line
    return label, made_of(base, parts), made_of(target, parts), change


def _part_label(by: str, name: str, language: Language) -> str:
    if name == "–":
        return _REST.to(language)
    return class_label(name, language) if by == "class" else name


def control_lines(table: Table, unit: str, language: Language) -> Shown:
    """What is planned inside each control line; the parts add up to the line's area."""
    lines = []
    for record in table.records():
        parts = [float(record[key] or 0.0) for key in ("construction", "facilities", "other", "open")]
        total = closed_areas([float(record["area"] or 0.0)], unit)[0]
        cells = [number(value, decimals_of(unit)) for value in closed_areas(parts, unit, total)]
        whole = made_of(number(total, decimals_of(unit), bold=True), Sum(columns=(2, 3, 4, 5)))
        lines.append((word(ROLES[str(record["line"])].label.to(language)), whole, *cells))
    symbol = unit_symbol(unit, language)
    header = tuple(text.format(unit=symbol).to(language) for text in _LINES_HEADER)
    return Shown("control_lines", _LINES.to(language), _noted(_LINES_NOTE, unit, language), header, tuple(lines))


def _noted(text: Text, unit: str, language: Language) -> str:
    return f"{rounding_note(unit, language)} {text.to(language)}"


_BALANCE = Text("国土空间用途结构调整表（用地平衡表）", "Land balance")
_BALANCE_HEADER = (
    Text("用地类型", "Land use"),
    Text("代码", "Codes"),
    Text("基期年面积（{unit}）", "Base year ({unit})"),
    Text("基期年比重（%）", "Base share (%)"),
    Text("目标年面积（{unit}）", "Target year ({unit})"),
    Text("目标年比重（%）", "Target share (%)"),
    Text("规划期内增减（{unit}）", "Change ({unit})"),
)
_BALANCE_NOTE = Text(
    "目标年为规划用地，加上规划没有绘出的现状用地；增减按表中所示数值相减；农业设施建设用地单列。",
    "The target year is what is planned and, where the plan draws nothing, what is there today; changes are the "
    "differences of the figures shown; land for agricultural facilities stands apart.",
)
_BUDGET = Text("城镇开发边界规模表", "The development boundary: budget")
_BUDGET_HEADER = (
    Text("项目", "Item"),
    Text("基期年（{unit}）", "Base year ({unit})"),
    Text("目标年（{unit}）", "Target year ({unit})"),
    Text("增减（{unit}）", "Change ({unit})"),
)
_BUDGET_NOTE = Text("每种划分的分项之和等于合计，特别用途区不计入。", "The parts of each division add up to the whole; special-use zones do not count.")  # fmt: skip  # noqa: E501
_WHOLE = Text("合计（不含特别用途区）", "Total (without special-use zones)")
_DIVISIONS = {
    "zone": Text("按功能分区", "By zone"),
    "area": Text("按片区", "By planning area"),
    "class": Text("按用地分类（基期年为现状，目标年为规划）", "By class (base: present, target: planned)"),
}
_REST = Text("其余（未划入）", "The rest, in none")
_BESIDE = Text("另：{name}", "Beside it: {name}")
_LINES = Text("三条控制线内规划用地表", "Planned land inside the control lines")
_LINES_HEADER = (
    Text("控制线", "Line"),
    Text("面积（{unit}）", "Area ({unit})"),
    Text("其中：规划建设用地（{unit}）", "of it planned construction ({unit})"),
    Text("农业设施建设用地（{unit}）", "agricultural facilities ({unit})"),
    Text("规划非建设用地（{unit}）", "other planned land ({unit})"),
    Text("规划未绘（{unit}）", "not drawn ({unit})"),
)
_LINES_NOTE = Text("各栏之和等于控制线面积。", "The columns add up to the area of the line.")
