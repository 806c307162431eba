"""Attribute consistency: figures of one feature fit one another (容积率 ≤ 密度 × 层数, 密度 + 绿地率 ≤ 100 %).

One closed form: (``field`` + Σ ``plus``) ``op`` ``bound`` · Π ``times`` ÷ ``divide_by``.
"""

from __future__ import annotations

import numpy as np

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.listing import bad_place, bounded, labels, not_stated
from checks.measuring import Floats, Snapshot
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity

EQUAL = 1e-9
"""Relative: what a computed bound is off by, being computed."""


def figures(rule: Rule, snapshot: Snapshot) -> tuple[Floats, Floats]:
    """Both sides of the comparison for each feature of the set; NaN where one of its figures is not stated."""

    def column(field: str) -> Floats:
        rows, table = snapshot.rows(rule.sets[0], rule.years), snapshot.table(rule.sets[0].role)
        if table.absent(field)[rows].all():
            raise NotTestable(reasons.field_missing(field, table.layers[0].name))
        values = table.frame[field].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
        empty = (values == 0.0) & rule.parameters["zero_is_empty"]
        return np.asarray(np.where(empty, np.nan, values), dtype=np.float64)

    left = np.sum([column(field) for field in (rule.parameters["field"], *rule.parameters["plus"])], axis=0)
    right = np.full(len(left), rule.parameters["bound"] / rule.parameters["divide_by"])
    for field in rule.parameters["times"]:
        right = right * column(field)
    return left, np.where(np.isnan(left), np.nan, right)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """No feature may break the comparison; those that do not state all of it are counted in a hint."""
    left, right = figures(rule, snapshot)
    known = np.isfinite(left) & np.isfinite(right)
    if not known.any():
        raise NotTestable(reasons.value_missing(rule.parameters["field"]))
    sign = 1.0 if rule.parameters["op"] in ("<=", "<") else -1.0
    excess = np.where(known, sign * (left - right), -np.inf)
    over = excess > EQUAL * np.maximum(1.0, np.abs(right)) + rule.parameters["allowance"]
    bad = np.flatnonzero(over)
    bad = bad[np.argsort(-excess[bad], kind="stable")]
    rows, table = snapshot.rows(rule.sets[0], rule.years), snapshot.table(rule.sets[0].role)
    unit, limit = rule.parameters["unit"], Limit("<=", 0.0, "count")
    names = labels(table, rows[bad])
    parts = [
        Part("exceeds", f"{name}: {rule.parameters['op']} {right[one]:.4g}", float(left[one]), unit)
        for one, name in zip(bad, names, strict=True)
    ]
    return Answer(
        decide_limit(float(len(bad)), limit, 0.0),
        measured=Quantity(float(len(bad)), "count"),
        limit=limit,
        margin=Quantity(margin_of(float(len(bad)), limit), "count"),
        hints=not_stated(int(np.count_nonzero(~known)), rule.parameters["field"]),
        parts=bounded(parts),
        place=bad_place(table.measurable[rows[bad]]),
    )


KIND = Kind(
    "attribute_consistency",
    parameters=(
        Parameter("field", "text"),
        Parameter("plus", "texts", default=()),
        Parameter("op", "operator"),
        Parameter("bound", "number", low=0, high=1e9, default=1.0),
        Parameter("times", "texts", default=()),
        Parameter("divide_by", "number", low=1e-6, high=1e9, default=1.0),
        Parameter("allowance", "number", low=0, high=1e9, default=0.0),
        Parameter("unit", "text"),
        Parameter("zero_is_empty", "flag", default=False),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
"""``op`` is ``<=`` or ``>=``; what breaks it by no more than ``allowance`` is let pass."""
