"""A boundary with a figure for its size: by zone and area, and year by year between base and target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from checks.answer import NotTestable
from checks.deciding import deciding_for_pieces
from checks.kinds.area_limit import by_field, by_set, measure
from checks.measuring import Snapshot, union_of
from checks.rule import FeatureSet, Rule
from checks.tables.table import Cell, Table, land_area, table
from core.quantities import M2_PER_KM2

LIMIT_ID = "boundary_limit"
GROWTH_ID = "boundary_growth"
WHOLE = "whole"
TWICE = "overlaps"
"""What parts share, taken off once more, so that the parts of a division add up to the whole."""
LEAST_KM2 = 1e-9
LIMIT_COLUMNS = (
    ("rule", None), ("by", None), ("name", None), ("base", "km2"), ("target", "km2"), ("growth", "km2"),
    ("limit", "km2"), ("left", "km2"),
)  # fmt: skip
GROWTH_COLUMNS = (
    ("rule", None), ("year", None), ("area", "km2"), ("straight_line", "km2"), ("deviation", "km2"), ("limit", "km2"),
    ("left", "km2"),
)  # fmt: skip


def growing(rules: Sequence[Rule]) -> list[Rule]:
    """The rules about how large an area may be that name the state it grows from."""
    return [rule for rule in rules if rule.kind.name == "area_limit" and rule.parameters["growth_from"] is not None]


def limits(snapshot: Snapshot, rules: Sequence[Rule]) -> Table:
    """Base, target, growth, limit and what is left, by zone and by area; the parts of each division add up.

    Areas by the definition that decides; a division into areas of another layer by the one that decides about pieces.
    """
    rows: list[tuple[Cell, ...]] = []
    for rule in growing(rules):
        before = replace(rule, sets=(rule.parameters["growth_from"],))
        for by, parts in _divisions(rule, before, snapshot).items():
            for name, (base, target) in parts.items():
                whole = by == WHOLE
                limit = rule.parameters["limit_km2"] if whole else None
                growth = None if base is None or target is None else target - base
                left = limit - target if limit is not None and target is not None else None
                rows.append((rule.id, by, name, base, target, growth, limit, left))
    return table(LIMIT_COLUMNS, rows)


Pair = tuple[float | None, float | None]


def _divisions(rule: Rule, before: Rule, snapshot: Snapshot) -> dict[str, dict[str, Pair]]:
    found: dict[str, dict[str, Pair]] = {WHOLE: {WHOLE: (_whole(before, snapshot), _whole(rule, snapshot))}}
    for name, divide in (("zone", by_field), ("area", by_set)):
        base, target = (
            {part.name: part.value for part in divide(one, snapshot)} for one in _bound(before, rule, snapshot)
        )
        names = sorted({*base, *target}, key=lambda one: (one == "–", one))
        if not names:
            continue
        found[name] = {one: (base.get(one, 0.0), target.get(one, 0.0)) for one in names}
        twice = tuple(
            sum(parts.values()) - _of_pieces(one, snapshot, name) if parts else 0.0
            for one, parts in ((before, base), (rule, target))
        )
        if max(map(abs, twice)) > LEAST_KM2:
            found[name][TWICE] = (-twice[0], -twice[1])
    return found


def _bound(before: Rule, rule: Rule, snapshot: Snapshot) -> tuple[Rule, Rule]:
    """Both states; a state that the plan does not draw has no parts."""
    nothing = replace(rule, parameters={**rule.parameters, "by_field": None, "by_set": None})
    return (before if _whole(before, snapshot) is not None else nothing), rule


def _whole(rule: Rule, snapshot: Snapshot) -> float | None:
    """The area of a rule's first set in km² by the deciding definition; None where there is none."""
    try:
        value = measure(snapshot, rule, rule.sets[0]).by_definition()[snapshot.definition]
    except NotTestable:
        return None
    return value


def _of_pieces(rule: Rule, snapshot: Snapshot, division: str) -> float:
    """The whole by the definition that the parts of a division are measured by."""
    definition = snapshot.definition if division == "zone" else deciding_for_pieces(snapshot.definition)[0]
    return measure(snapshot, rule, rule.sets[0]).by_definition()[definition] or 0.0


def growth(snapshot: Snapshot, rules: Sequence[Rule]) -> Table:
    """The area of every year that features state, beside the straight line from base to target limit, which is only a
    guide: the document gives no years between."""
    return table(GROWTH_COLUMNS, [row for rule in growing(rules) for row in _years(rule, snapshot)])


def _years(rule: Rule, snapshot: Snapshot) -> Iterator[tuple[Cell, ...]]:
    years, limit = snapshot.years(rule.years), rule.parameters["limit_km2"]
    base_year, target_year = years["base"], years["target"]
    if base_year is None or target_year is None or target_year <= base_year:
        return
    base_set: FeatureSet = rule.parameters["growth_from"]
    areas = {base_year: _whole(replace(rule, sets=(base_set,)), snapshot), target_year: _whole(rule, snapshot)}
    areas |= {year: area for year, area in _between(rule.sets[0], rule, snapshot) if year not in areas}
    start = areas[base_year]
    for year in sorted(areas):
        area = areas[year]
        line = None if start is None else start + (limit - start) * (year - base_year) / (target_year - base_year)
        off = None if area is None or line is None else area - line
        left = None if area is None or year != target_year else limit - area
        yield rule.id, year, area, line, off, limit, left


def _between(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> Iterator[tuple[int, float]]:
    """Area in km² of the features of every year that is stated, without the condition on years."""
    of_all = replace(chosen, where=tuple(one for one in chosen.where if one.operator != "of_year"))
    fields = [one.field for one in chosen.where if one.operator == "of_year"]
    try:
        rows, role = snapshot.rows(of_all, rule.years), snapshot.table(chosen.role)
    except NotTestable:
        return
    if not fields or not role.has(fields[0]):
        return
    stated = role.part(rows)[fields[0]].to_numpy(dtype=np.float64, na_value=np.nan)
    for year in np.unique(stated[np.isfinite(stated)]).tolist():
        yield int(year), land_area(snapshot, union_of(role.measurable[rows[stated == year]])) / M2_PER_KM2
