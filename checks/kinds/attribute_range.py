"""Attribute range: stated figures lie where such figures can (a density of 0.35 is a share typed as a percentage)."""

from __future__ import annotations

import numpy as np

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.listing import bad_place, bounded, labels
from checks.measuring import Snapshot
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """No feature may state a figure outside its range. Nothing stated is nothing wrong."""
    low, high = rule.parameters["low_by_field"], rule.parameters["high_by_field"]
    rows, table = snapshot.rows(rule.sets[0], rule.years), snapshot.table(rule.sets[0].role)
    fields = [field for field in dict.fromkeys((*low, *high)) if field in table.frame.columns]
    if not fields:
        raise NotTestable(reasons.field_missing(next(iter((*low, *high)), ""), table.layers[0].name))
    wrong = np.zeros(len(rows), dtype=bool)
    parts = []
    for field in fields:
        values = table.frame[field].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
        outside = (values < low.get(field, -np.inf)) | (values > high.get(field, np.inf))
        if rule.parameters["zero_is_empty"]:
            outside &= values != 0.0
        here = np.flatnonzero(outside)
        wrong |= outside
        names = labels(table, rows[here])
        parts += [Part(field, name, float(values[one]), "ratio") for one, name in zip(here, names, strict=True)]
    count, limit = float(np.count_nonzero(wrong)), Limit("<=", 0.0, "count")
    return Answer(
        decide_limit(count, limit, 0.0),
        measured=Quantity(count, "count"),
        limit=limit,
        margin=Quantity(margin_of(count, limit), "count"),
        parts=bounded(parts),
        place=bad_place(table.measurable[rows[wrong]]),
    )


KIND = Kind(
    "attribute_range",
    parameters=(
        Parameter("low_by_field", "numbers_by_word", low=-1e12, high=1e12, default={}),
        Parameter("high_by_field", "numbers_by_word", low=-1e12, high=1e12, default={}),
        Parameter("zero_is_empty", "flag", default=False),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
