"""Height by distance: a structure near a station may be only so high for its distance (气象探测环境: 1/10, 1/8)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from checks import reasons
from checks.answer import Answer, not_testable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Snapshot, Subjects
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint, ``None`` beyond the radius. The limit is distance × ratio, from the nearest edge."""
    stations = snapshot.geometries(rule.sets[0], rule.years)
    names = snapshot.table(rule.sets[0].role).names(snapshot.rows(rule.sets[0], rule.years))
    heights = subjects.values(rule.parameters["field"]).to_numpy(dtype=np.float64, na_value=np.nan)
    found: list[Answer | None] = [None] * len(subjects)
    near = shapely.STRtree(stations).query(subjects.geometry, predicate="dwithin", distance=rule.parameters["radius_m"])
    for number, station in near.T.tolist():
        metres = float(shapely.distance(subjects.geometry[number], stations[station]))
        one = _one(rule, float(heights[number]), metres, name=names[station], xy_m=snapshot.tolerance.xy_m)
        before = found[number]
        if before is None or _margin(one) < _margin(before):
            found[number] = one
    return found


def _margin(answer: Answer) -> float:
    return float("-inf") if answer.margin is None else answer.margin.value


def _one(rule: Rule, height: float, metres: float, *, name: str, xy_m: float) -> Answer:
    limit = Limit("<=", metres * rule.parameters["height_over_distance"], "m")
    parts = (Part("distance", name, metres, "m"),)
    if np.isnan(height):
        return not_testable(reasons.value_missing(rule.parameters["field"]), limit=limit, parts=parts)
    return Answer(
        decide_limit(height, limit, xy_m),
        measured=Quantity(height, "m"),
        limit=limit,
        margin=Quantity(margin_of(height, limit), "m"),
        parts=parts,
    )


KIND = Kind(
    "height_by_distance",
    parameters=(
        Parameter("field", "text"),
        Parameter("height_over_distance", "number", low=0.0001, high=100),
        Parameter("radius_m", "number", "m", low=1, high=1_000_000),
    ),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
)
