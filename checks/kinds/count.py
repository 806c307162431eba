"""Count: so many features of each kind, in the whole plan and in each area. Measured is how many are missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Snapshot
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import Mask, matching
from core.quantities import Quantity


def measure(rule: Rule, snapshot: Snapshot) -> Iterator[tuple[str, str, int, int]]:
    """Place, kind, how many there are, how many are wanted; the place is empty for the whole plan."""
    chosen = rule.sets[0]
    table = snapshot.table(chosen.role)
    field = rule.parameters["kind_field"]
    if table.absent(field).all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    rows = snapshot.rows(chosen, rule.years)
    frame, shapes = table.frame.iloc[rows], table.measurable[rows]
    of_kind = _kinds(rule, frame, field)
    for kind, wanted in rule.parameters["in_all"].items():
        yield "", kind, int(of_kind[kind].sum()), int(wanted)
    if not rule.parameters["in_each"]:
        return
    areas = rule.sets[1]
    area_table, area_rows = snapshot.table(areas.role), snapshot.rows(areas, rule.years)
    for name, row in sorted(zip(area_table.names(area_rows), area_rows.tolist(), strict=True)):
        inside = shapely.intersects(area_table.measurable[row], shapes)
        for kind, wanted in rule.parameters["in_each"].items():
            yield name, kind, int(np.count_nonzero(inside & of_kind[kind])), int(wanted)


def _kinds(rule: Rule, frame: Any, field: str) -> dict[str, Mask]:
    kinds = {**rule.parameters["in_all"], **rule.parameters["in_each"]}
    return {kind: matching(frame, [Condition(field, "is", (kind,))], {}) for kind in kinds}


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Nothing may be missing."""
    limit = Limit("<=", 0.0, "count")
    found = list(measure(rule, snapshot))
    missing = float(sum(max(wanted - there, 0) for _, _, there, wanted in found))
    parts = [Part(place or "plan", kind, float(there), "count") for place, kind, there, _ in found]
    return Answer(
        decide_limit(missing, limit, 0.0),
        measured=Quantity(missing, "count"),
        limit=limit,
        margin=Quantity(margin_of(missing, limit), "count"),
        parts=tuple(parts),
    )


KIND = Kind(
    "count",
    parameters=(
        Parameter("kind_field", "text", default="kind"),
        Parameter("in_all", "numbers_by_word", "count", low=0, high=100_000, default={}),
        Parameter("in_each", "numbers_by_word", "count", low=0, high=100_000, default={}),
    ),
    sets=(1, 2),
    answer_plan=answer,
)
