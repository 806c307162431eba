"""Demand: land of each class times what a hectare of it needs, against a capacity (water, power)."""

from __future__ import annotations

import numpy as np

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces
from checks.finding import Limit, Part
from checks.measuring import Area, Snapshot, union_of
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import M2_PER_HA


def land_by_class(rule: Rule, snapshot: Snapshot) -> dict[str, Area]:
    """Land of each class prefix in m², the longest prefix that fits deciding; land drawn twice counts once."""
    chosen = rule.sets[0]
    field = rule.parameters["class_field"]
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    planar, ellipsoidal = (areas[rows] for areas in snapshot.row_areas(chosen.role))
    apart = abs(float(planar.sum()) - snapshot.union(chosen, rule.years).area) <= snapshot.tolerance.area_m2
    frame = table.frame.iloc[rows]
    free = np.ones(len(rows), dtype=bool)
    found = {}
    for prefix in sorted(rule.parameters["per_hectare"], key=lambda one: (-len(one), one)):
        mask = free & matching(frame, [Condition(field, "starts_with", (prefix,))], {})
        free &= ~mask
        if mask.any():
            joined = Area(float(planar[mask].sum()), float(ellipsoidal[mask].sum()))
            found[prefix] = joined if apart else snapshot.area(union_of(table.measurable[rows[mask]]))
    return found


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the demand of all land with the capacity, in the capacity's unit."""
    unit = rule.parameters["unit"]
    limit = Limit("<=", rule.parameters["capacity"], unit)
    definition, hints = deciding_for_pieces(snapshot.definition)
    demand, parts = Area(0.0, 0.0), []
    for prefix, land in sorted(land_by_class(rule, snapshot).items()):
        need = rule.parameters["per_hectare"][prefix] / M2_PER_HA
        one = land.scaled(need)
        demand += one
        parts.append(Part("class", prefix, one.by_definition()[definition] or 0.0, unit))
    return answer_by_area(
        demand,
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, 0.0),
        hints=(*hints, _UNCOUNTED),
        parts=tuple(parts),
    )


_UNCOUNTED = remark(
    "demand_by_land",
    "需求按规划用地面积乘单位指标估算，未计表中没有列出的用地。",
    "The demand is planned land times a figure per hectare; land that the table does not name is not counted.",
)


KIND = Kind(
    "demand",
    parameters=(
        Parameter("class_field", "text"),
        Parameter("per_hectare", "numbers_by_word", low=0, high=1e9),
        Parameter("capacity", "number", low=0, high=1e12),
        Parameter("unit", "text"),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
