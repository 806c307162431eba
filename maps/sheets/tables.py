"""What stands in the tables of a sheet: areas by class, control lines, facilities, indicators, projects, occupation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.messages import Language, Text
from core.quantities import AREA_UNITS, closed, decimals_of, rounded, unit_symbol
from layers.vocabulary import VOCABULARIES
from maps.sheets.areas import measured, union_area
from maps.sheets.drawn import DrawnLayer
from maps.sheets.legend import class_areas
from maps.sheets.overlays import is_overlay
from maps.sheets.sheet_context import TableData
from maps.sheets.sheet_design import Table
from maps.symbology.fields import ABSENT, plain
from maps.symbology.landuse import UNKNOWN

if TYPE_CHECKING:
    from maps.sheets.sheet_context import Draft

CODE = Text("代码", "Code")
CLASS = Text("用地分类", "Class")
AREA = Text("面积（{unit}）", "Area ({unit})")
SHARE = Text("占比（%）", "Share (%)")
TOTAL = Text("合计", "Total")
LINE = Text("控制线", "Control line")
KIND = Text("设施类型", "Facility")
COUNT = Text("数量", "Count")
PROJECT = Text("项目", "Project")
INDUSTRY = Text("产业", "Industry")
LAYER = Text("图层", "Layer")
PARCEL = Text("地块编号", "Parcel")
MORE = Text("另有 {count} 行未列。", "{count} more rows are not listed.")
_INDICATORS: tuple[tuple[Text, str, int], ...] = (
    (Text("容积率", "FAR"), "far_max", 2),
    (Text("建筑密度（%）", "Density (%)"), "density_max", 1),
    (Text("绿地率（%）", "Green (%)"), "green_min", 1),
    (Text("限高（m）", "Height (m)"), "height_max", 1),
)


def table_data(draft: Draft, element: Table) -> TableData | None:
    """The table, cut to the rows it may have; None where there is nothing to list."""
    made = _MAKERS[element.content](draft, element)
    if made is None or not made.rows:
        return None
    if len(made.rows) <= element.rows:
        return made
    left = MORE.format(count=len(made.rows) - element.rows).to(draft.language)
    note = " ".join(part for part in (made.note, left) if part)
    return TableData(made.columns, made.rows[: element.rows], made.numeric, made.strong, note)


def _given(draft: Draft, element: Table) -> TableData | None:
    return draft.tables.get(element.name)


def _land_balance(draft: Draft, element: Table) -> TableData | None:
    """Area and share of every class; the rows add up to the total as they are printed."""
    labels = {one.key: one.label for each in draft.maps[0].shown for one in each.display.symbology.classes}
    sums: dict[str, float] = {}
    for each in class_areas(draft):
        sums[each.key] = sums.get(each.key, 0.0) + each.area_m2
    total = sum(sums.values())
    if not total:
        return None
    keys = sorted(sums, key=lambda key: (key == UNKNOWN, key))
    decimals = _decimals(element.unit)
    areas = closed([sums[key] / AREA_UNITS[element.unit] for key in keys], decimals)
    shares = closed([sums[key] / total * 100 for key in keys], 2)
    rows = [
        (key if key != UNKNOWN else ABSENT, labels[key].to(draft.language), rounded(float(area), decimals), f"{share}")
        for key, area, share in zip(keys, areas, shares, strict=True)
    ]
    last = ("", TOTAL.to(draft.language), _area(total, element.unit), rounded(100.0, 2))
    return TableData(
        _titles(draft.language, element.unit, CODE, CLASS, AREA, SHARE),
        (*rows, last),
        numeric=frozenset({2, 3}),
        strong=frozenset({len(rows)}),
    )


def _control_lines(draft: Draft, element: Table) -> TableData | None:
    """The area inside every control line of the map's main roles, what overlaps counted once."""
    rows = []
    for each in sorted(draft.maps[0].shown, key=lambda one: -one.display.style.order):
        if each.layer.role not in draft.maps[0].element.main or each.display.kind != "polygon":
            continue
        symbology = each.display.symbology
        for number, one in enumerate(symbology.classes):
            area = union_area(draft.plan, each.geometries[symbology.class_of_row == number])
            rows.append((one.label.to(draft.language), _area(area, element.unit)))
    return TableData(_titles(draft.language, element.unit, LINE, AREA), tuple(rows), numeric=frozenset({1}))


def _facilities(draft: Draft, element: Table) -> TableData | None:
    """How many facilities of every kind there are."""
    del element
    counts: dict[str, int] = {}
    for each in draft.source.layers({"facility"}):
        for kind in each.words("kind"):
            counts[kind] = counts.get(kind, 0) + 1
    known = list(VOCABULARIES["facility.kind"])
    keys = sorted(counts, key=lambda kind: (known.index(kind) if kind in known else len(known), kind))
    rows = tuple((_kind_words(key, draft.language), str(counts[key])) for key in keys)
    return TableData(_titles(draft.language, "ha", KIND, COUNT), rows, numeric=frozenset({1}))


def _kind_words(kind: str, language: Language) -> str:
    chinese = VOCABULARIES["facility.kind"].get(kind, ())
    if language == "zh" and chinese:
        return chinese[0]
    return plain(kind.replace("_", " ")) or ABSENT


def _indicators(draft: Draft, element: Table) -> TableData | None:
    """The parcels of the sheet's feature first, then their neighbours on the map: what the plan sets for each."""
    if draft.subject is None:
        return None
    drawn = draft.subject.drawn
    own = list(draft.subject.rows)
    rows = own + [row for row in _wholly_shown(draft, drawn) if row not in set(own)]
    areas = draft.source.areas(drawn.layer)
    numbers, codes, names = (drawn.words(field) for field in ("parcel_no", "class_code", "class_name"))
    limits = [(drawn.numbers(field), decimals) for _, field, decimals in _INDICATORS]
    labels = drawn.display.symbology
    written = []
    for row in rows:
        label = labels.classes[int(labels.class_of_row[row])].label.to(draft.language)
        name = plain(names[row]) if draft.language == "zh" and names[row] else label
        values = [_number(float(column[row]), decimals) for column, decimals in limits]
        area = _area(float(areas[row]), element.unit)
        first = plain(numbers[row]) or f"fid {int(drawn.layer.fids[row])}"
        written.append((first, plain(codes[row]) or ABSENT, name, area, *values))
    titles = [PARCEL, CODE, CLASS, AREA, *(title for title, _, _ in _INDICATORS)]
    return TableData(
        _titles(draft.language, element.unit, *titles),
        tuple(written),
        numeric=frozenset(range(3, 8)),
        strong=frozenset(range(len(own))),
    )


def _wholly_shown(draft: Draft, drawn: DrawnLayer) -> list[int]:
    """Rows of the layer that lie wholly in the first frame, nearest to the middle first."""
    frame = draft.maps[0].frames[0]
    west, south, east, north = frame.extent()
    boxes = drawn.boxes()
    with np.errstate(invalid="ignore"):
        inside = (boxes[:, 0] >= west) & (boxes[:, 1] >= south) & (boxes[:, 2] <= east) & (boxes[:, 3] <= north)
    rows = np.flatnonzero(inside)
    middles = (boxes[rows, :2] + boxes[rows, 2:]) / 2
    order = np.argsort(((middles - np.array(frame.centre)) ** 2).sum(axis=1), kind="stable")
    return [int(row) for row in rows[order]]


def _projects(draft: Draft, element: Table) -> TableData | None:
    """The projects of the plan: name, industry, class, area."""
    rows = []
    for each in draft.source.layers({"project_footprints"}):
        areas = draft.source.areas(each.layer)
        names, industries, codes = (each.words(field) for field in ("project", "industry", "class_code"))
        for row in range(len(each.layer)):
            words = (plain(names[row]), _industry(industries[row], draft.language), plain(codes[row]))
            rows.append((*(word or ABSENT for word in words), _area(float(areas[row]), element.unit)))
    return TableData(
        _titles(draft.language, element.unit, PROJECT, INDUSTRY, CODE, AREA), tuple(rows), numeric=frozenset({3})
    )


def _industry(word: str, language: Language) -> str:
    chinese = VOCABULARIES["industry"].get(word, ())
    return chinese[0] if language == "zh" and chinese else plain(word.replace("_", " "))


def _occupation(draft: Draft, element: Table) -> TableData | None:
    """What the sheet's feature lies on: the area of every class of every polygon layer of the map under it."""
    if draft.subject is None:
        return None
    import shapely

    site = shapely.make_valid(draft.subject.geometry)
    total = float(measured(draft.plan, np.array([site], dtype=object))[0])
    rows = []
    for each in _under(draft):
        touched = np.flatnonzero(each.touches(site))
        symbology = each.display.symbology
        numbers = symbology.class_of_row[touched]
        for number in np.unique(numbers).tolist():
            some = shapely.make_valid(each.geometries[touched[numbers == number]])
            shared = shapely.intersection(shapely.union_all(some), site)
            area = float(measured(draft.plan, np.array([shared], dtype=object))[0])
            one = symbology.classes[number]
            share = rounded(area / total * 100, 2) if total else ABSENT
            label = one.caption().to(draft.language)
            rows.append((each.display.style.label.to(draft.language), label, _area(area, element.unit), share))
    whole = (TOTAL.to(draft.language), "", _area(total, element.unit), rounded(100.0, 2))
    site_words = Text("本项目用地", "This site").to(draft.language)
    rows.insert(0, (site_words, *whole[1:]))
    return TableData(
        _titles(draft.language, element.unit, LAYER, CLASS, AREA, SHARE),
        tuple(_without_repeats(rows)),
        numeric=frozenset({2, 3}),
        strong=frozenset({0}),
    )


def _under(draft: Draft) -> list[DrawnLayer]:
    """The polygon layers of the map, each once, but the subject's own and what was made for the sheet."""
    assert draft.subject is not None
    found = {}
    for each, _ in draft.shown_with_frames():
        own = each.layer is draft.subject.drawn.layer or is_overlay(each)
        if each.display.kind == "polygon" and not own:
            found[each.layer.name] = each
    return sorted(found.values(), key=lambda each: -each.display.style.order)


def _without_repeats(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """A class that is called like its layer is said once."""
    return [(row[0], "" if row[1] == row[0] else row[1], *row[2:]) for row in rows]


def _titles(language: Language, unit: str, *titles: Text) -> tuple[str, ...]:
    symbol = unit_symbol(unit, language)
    return tuple(title.format(unit=symbol).to(language) for title in titles)


def _decimals(unit: str) -> int:
    return 2 if unit in ("ha", "km2") else decimals_of(unit)


def _area(area_m2: float, unit: str) -> str:
    return _number(area_m2 / AREA_UNITS[unit], _decimals(unit))


def _number(value: float, decimals: int) -> str:
    return rounded(value, decimals) if np.isfinite(value) else ABSENT


_MAKERS: dict[str, Callable[[Draft, Table], TableData | None]] = {
    "given": _given,
    "land_balance": _land_balance,
    "control_lines": _control_lines,
    "facilities": _facilities,
    "indicators": _indicators,
    "projects": _projects,
    "occupation": _occupation,
}
