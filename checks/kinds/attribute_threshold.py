"""Attribute threshold: a number that a project states against a limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checks.answer import Answer
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit
from checks.measuring import Floats, Snapshot, Subjects
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity


def measure(rule: Rule, subjects: Subjects) -> Floats:
    """The stated numbers; NaN where nothing is stated."""
    values = subjects.values(rule.parameters["field"]).to_numpy(dtype=np.float64, na_value=np.nan)
    if rule.parameters["zero_is_empty"]:
        values = np.where(values == 0.0, np.nan, values)
    return np.asarray(values, dtype=np.float64)


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint: nothing stated is clear."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit"], rule.parameters["unit"])
    return [decide(float(value), limit) for value in measure(rule, subjects)]


def decide(value: float, limit: Limit) -> Answer:
    """Exactly by the limit: a stated number has no tolerance."""
    if np.isnan(value):
        return Answer("clear", limit=limit)
    return Answer(
        decide_limit(value, limit, 0.0),
        measured=Quantity(value, limit.unit),
        limit=limit,
        margin=Quantity(margin_of(value, limit), limit.unit),
    )


KIND = Kind(
    "attribute_threshold",
    parameters=(
        Parameter("field", "text"),
        Parameter("op", "operator"),
        Parameter("limit", "number", low=0, high=1e12),
        Parameter("unit", "text"),
        Parameter("zero_is_empty", "flag", default=False),
    ),
    sets=(0, 0),
    answer_projects=answer,
    fields=("field",),
    spatial=False,
)
