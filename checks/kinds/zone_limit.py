"""Zone limit: what a project states against the figure of the zones or parcels that it lies in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checks import reasons
from checks.answer import Answer, not_testable
from checks.deciding import ROUNDING_M2, decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Snapshot, Subjects
from checks.overlaps import pairs_with
from checks.rule import Kind, Parameter, Rule, at_hand
from core.quantities import Quantity


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> list[dict[str, tuple[float, float]]]:
    """Per footprint: name of each zone that it shares area with, the zone's figure (NaN: none) and the m² shared."""
    pairs = pairs_with(rule.sets[0], rule.years, subjects.geometry, snapshot)
    table = snapshot.table(rule.sets[0].role)
    field = rule.parameters["zone_field"]
    figures = np.full(len(pairs.second), np.nan)
    if table.has(field):
        figures = table.part(pairs.second)[field].to_numpy(dtype=np.float64, na_value=np.nan)
    names = table.names(pairs.second)
    found: list[dict[str, tuple[float, float]]] = [{} for _ in range(len(subjects))]
    for first, name, figure, area in zip(pairs.first.tolist(), names, figures.tolist(), pairs.area, strict=True):
        if area >= max(ROUNDING_M2, snapshot.tolerance.area_m2):
            found[first][name] = (figure, float(area))
    return found


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint, by the strictest zone; ``None`` where it lies in no zone that has a figure."""
    stated = subjects.values(rule.parameters["field"]).to_numpy(dtype=np.float64, na_value=np.nan)
    measured = measure(rule, snapshot, subjects)
    return [_one(rule, float(value), zones) for value, zones in zip(stated, measured, strict=True)]


def _one(rule: Rule, value: float, zones: dict[str, tuple[float, float]]) -> Answer | None:
    unit, op = rule.parameters["unit"], rule.parameters["op"]
    figures = {name: figure for name, (figure, _) in zones.items() if not np.isnan(figure)}
    if not zones:
        return None
    if not figures:
        if rule.parameters["default"] is None:
            return None
        figures = dict.fromkeys(zones, rule.parameters["default"])
    strictest = (min if op in ("<=", "<") else max)(figures, key=lambda name: (figures[name], name))
    limit = Limit(op, figures[strictest], unit)
    parts = tuple(Part("zone", name, figure, unit) for name, figure in sorted(figures.items()))
    if np.isnan(value):
        return not_testable(reasons.value_missing(rule.parameters["field"]), limit=limit, parts=parts)
    return Answer(
        decide_limit(value, limit, 0.0),
        measured=Quantity(value, unit),
        limit=limit,
        margin=Quantity(margin_of(value, limit), unit),
        parts=parts,
    )


KIND = Kind(
    "zone_limit",
    parameters=(
        Parameter("field", "text"),
        Parameter("zone_field", "text"),
        Parameter("op", "operator"),
        Parameter("unit", "text"),
        Parameter("default", "number", low=0, high=1e9, default=None),
    ),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
    reach=at_hand,
)
