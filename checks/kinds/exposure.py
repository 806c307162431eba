"""Exposure: the figure of the zones that a project lies in against what its use may be exposed to (L_WECPN contours).

``contour``: a zone's figure is that of the line around it, so that a figure equal to the limit decides nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import ROUNDING_M2, decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Snapshot, Subjects
from checks.overlaps import pairs_with
from checks.rule import Kind, Parameter, Rule, at_hand
from core.quantities import Quantity

EQUAL = 1e-9


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint, by the worst zone; ``None`` in no zone, or for a use without a limit."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    field = rule.parameters["zone_field"]
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    pairs = pairs_with(rule.sets[0], rule.years, subjects.geometry, snapshot)
    figures = table.part(pairs.second)[field].to_numpy(dtype=np.float64, na_value=np.nan)
    names = table.names(pairs.second)
    inside: list[list[tuple[str, float]]] = [[] for _ in range(len(subjects))]
    for first, name, figure, area in zip(pairs.first.tolist(), names, figures.tolist(), pairs.area, strict=True):
        if area >= max(ROUNDING_M2, snapshot.tolerance.area_m2):
            inside[first].append((name, figure))
    stated = subjects.values(rule.parameters["field"]).astype("string")
    return [_one(rule, use, zones) for use, zones in zip(stated, inside, strict=True)]


def _one(rule: Rule, use: object, zones: list[tuple[str, float]]) -> Answer | None:
    if not zones:
        return None
    if pd.isna(use):
        return not_testable(reasons.value_missing(rule.parameters["field"]))
    limits = rule.parameters["by_class"]
    fitting = [start for start in limits if str(use).startswith(start)]
    if not fitting:
        return None
    limit = Limit("<=", limits[max(fitting, key=len)], rule.parameters["unit"])
    parts = tuple(Part("zone", name, figure, limit.unit) for name, figure in zones if not np.isnan(figure))
    if not parts:
        return not_testable(reasons.value_missing(rule.parameters["zone_field"]), limit=limit)
    worst = max(part.value for part in parts)
    state = decide_limit(worst, limit, EQUAL if rule.parameters["contour"] else 0.0)
    if state == "clear" and len(parts) < len(zones):
        return not_testable(reasons.value_missing(rule.parameters["zone_field"]), limit=limit, parts=parts)
    return Answer(
        state,
        measured=Quantity(worst, limit.unit),
        limit=limit,
        margin=Quantity(margin_of(worst, limit), limit.unit),
        parts=parts,
    )


KIND = Kind(
    "exposure",
    parameters=(
        Parameter("field", "text"),
        Parameter("zone_field", "text"),
        Parameter("by_class", "numbers_by_word", low=0, high=1e6),
        Parameter("unit", "text"),
        Parameter("contour", "flag", default=False),
    ),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
    reach=at_hand,
)
