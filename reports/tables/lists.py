"""Long lists: parcels, what projects take of the control lines, boundary points, the four limits."""

from __future__ import annotations

from decimal import Decimal

from checks.tables.table import Table
from core.messages import Language, Text
from core.quantities import decimals_of, unit_symbol
from reports.tables.shown import (
    COORDINATE_DECIMALS,
    Cell,
    Shown,
    Sum,
    area,
    closed_areas,
    made_of,
    number,
    rounding_note,
    word,
)


def parcels(table: Table, unit: str, language: Language) -> Shown:
    """Every planned parcel with its areas by each definition and what the plan allows; areas are added up below."""
    records = table.records()
    keys = ("planar", "ellipsoidal", "registered")
    # A column adds up as it is shown, so it is closed; one with a gap has no total.
    whole = {key: bool(records) and all(record[key] is not None for record in records) for key in keys}
    closed = {key: closed_areas([float(record[key] or 0.0) for record in records], unit) for key in keys if whole[key]}
    lines = []
    for place, record in enumerate(records):
        measured = [
            number(closed[key][place], decimals_of(unit)) if whole[key] else area(_float(record[key]), unit)
            for key in keys
        ]
        limits = [number(_float(record[key]), decimals) for key, decimals in _LIMITS]
        words = [word(record[key]) for key in ("parcel_no", "class_code", "class_name")]
        phase = word("" if record["phase"] is None else f"{record['phase']:.0f}")
        floor = area(_float(record["floor_area"]), "m2")
        lines.append((word(record["layer"]), *words, *measured, *limits, phase, floor))
    rows = Sum(rows=tuple(range(len(lines))))
    sums = [
        made_of(number(sum(closed[key], Decimal(0)), decimals_of(unit), bold=True), rows) if whole[key] else Cell()
        for key in keys
    ]
    if lines:
        lines.append((word(_TOTAL.to(language), bold=True), *[Cell()] * 3, *sums, *[Cell()] * (len(_LIMITS) + 2)))
    return _shown("parcels", _PARCELS, _PARCELS_HEADER, lines, unit=unit, language=language)


def project_occupation(table: Table, unit: str, language: Language) -> Shown:
    """What each project takes of the control lines; inside and outside the boundary add up to its area."""
    records = table.records()
    lines = []
    for record in records:
        total = closed_areas([float(record["area"] or 0.0)], unit)[0]
        sides: list[Cell] = [Cell(), Cell()]
        if record["inside_boundary"] is not None:
            parts = [float(record[key] or 0.0) for key in ("inside_boundary", "outside_boundary")]
            sides = [number(value, decimals_of(unit)) for value in closed_areas(parts, unit, total)]
        taken = [area(_float(record[key]), unit) for key in ("ecological_redline", "permanent_farmland")]
        lines.append((word(record["project"]), number(total, decimals_of(unit)), *taken, *sides))
    return _shown("project_occupation", _OCCUPATION, _OCCUPATION_HEADER, lines, unit=unit, language=language)


def boundary_points(table: Table, language: Language) -> Shown:
    """Points with X as northing and Y as easting, as surveys have them."""
    lines = []
    for record in table.records():
        values = [number(_float(record[key]), COORDINATE_DECIMALS) for key in ("northing", "easting", "side")]
        names = (word(record["project"]), word(record["ring"]), word(record["point"]))
        lines.append((*names, *values))
    header = tuple(text.to(language) for text in _POINTS_HEADER)
    return Shown("boundary_points", _POINTS.to(language), _POINTS_NOTE.to(language), header, tuple(lines))


def four_limits(table: Table, language: Language) -> Shown:
    """What each project borders on, and its outermost coordinates."""
    lines = []
    for record in table.records():
        words = [word(record[key] or "–") for key in ("east", "south", "west", "north")]
        limits = [
            number(_float(record[key]), COORDINATE_DECIMALS) for key in ("east_m", "south_m", "west_m", "north_m")
        ]
        lines.append((word(record["project"]), *words, *limits))
    header = tuple(text.to(language) for text in _FOUR_HEADER)
    return Shown("four_limits", _FOUR.to(language), _FOUR_NOTE.to(language), header, tuple(lines))


def _shown(
    name: str, title: Text, header: tuple[Text, ...], lines: list[tuple[Cell, ...]], *, unit: str, language: Language
) -> Shown:
    symbol = unit_symbol(unit, language)
    words = tuple(text.format(unit=symbol).to(language) for text in header)
    return Shown(name, title.to(language), rounding_note(unit, language), words, tuple(lines))


def _float(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


_LIMITS = (("far_max", 2), ("density_max", 1), ("green_min", 1), ("height_max", 1))
_TOTAL = Text("合计", "Total")
_PARCELS = Text("地块控制指标一览表", "Parcel indicators")
_PARCELS_HEADER = (
    Text("图层", "Layer"),
    Text("地块编号", "Parcel"),
    Text("用地代码", "Code"),
    Text("用地名称", "Class"),
    Text("平面面积（{unit}）", "Planar ({unit})"),
    Text("椭球面积（{unit}）", "Ellipsoidal ({unit})"),
    Text("登记面积（{unit}）", "Registered ({unit})"),
    Text("容积率上限", "FAR"),
    Text("建筑密度上限（%）", "Density (%)"),
    Text("绿地率下限（%）", "Green (%)"),
    Text("限高（m）", "Height (m)"),
    Text("时序", "Phase"),
    Text("计容建筑面积上限（m²）", "Floor area (m²)"),
)
_OCCUPATION = Text("项目占用三条控制线情况表", "What projects take of the three control lines")
_OCCUPATION_HEADER = (
    Text("项目", "Project"),
    Text("用地面积（{unit}）", "Area ({unit})"),
    Text("占生态保护红线（{unit}）", "Ecological red line ({unit})"),
    Text("占永久基本农田（{unit}）", "Basic farmland ({unit})"),
    Text("城镇开发边界内（{unit}）", "Inside the boundary ({unit})"),
    Text("城镇开发边界外（{unit}）", "Outside it ({unit})"),
)
_POINTS = Text("界址点成果表", "Boundary points")
_POINTS_NOTE = Text(
    "X 为纵坐标（北），Y 为横坐标（东），单位米；外圈自西北角起顺时针；边长为到下一点的平面距离。",
    "X is northing, Y easting, in metres; outer rings clockwise from the north-west; side: plane distance to the next.",
)
_POINTS_HEADER = (
    Text("项目", "Project"),
    Text("圈号", "Ring"),
    Text("点号", "Point"),
    Text("X（m）", "X (m)"),
    Text("Y（m）", "Y (m)"),
    Text("边长（m）", "Side (m)"),
)
_FOUR = Text("四至", "The four limits")
_FOUR_NOTE = Text(
    "相邻为该侧 30 m 内占比最大的道路、河流、水域或地块；“–”表示图层没有绘出。",
    "Neighbours: what takes most of the 30 m on that side; “–”: no layer draws anything there.",
)
_FOUR_HEADER = (
    Text("项目", "Project"),
    Text("东至", "East of it"),
    Text("南至", "South of it"),
    Text("西至", "West of it"),
    Text("北至", "North of it"),
    Text("最东 Y（m）", "Easternmost Y (m)"),
    Text("最南 X（m）", "Southernmost X (m)"),
    Text("最西 Y（m）", "Westernmost Y (m)"),
    Text("最北 X（m）", "Northernmost X (m)"),
)
