"""Per 亩: a stated amount over the footprint's area, against a limit that depends on a class the project states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from checks import reasons
from checks.answer import Answer, not_testable
from checks.deciding import answer_by_area, decide_limit
from checks.finding import Limit, State
from checks.measuring import REGISTERED, Area, Snapshot, Subjects
from checks.rule import Kind, Parameter, Rule
from core.quantities import M2_PER_MU


def measure(snapshot: Snapshot, subjects: Subjects) -> list[Area]:
    """Area of each footprint in m², by each definition."""
    planar, ellipsoidal = snapshot.area_arrays(subjects.geometry)
    registered: list[float | None] = [None] * len(subjects)
    if REGISTERED in subjects.table.frame.columns:
        values = subjects.values(REGISTERED).to_numpy(dtype=np.float64, na_value=np.nan)
        registered = [None if np.isnan(value) or value <= 0 else float(value) for value in values]
    return [Area(float(p), float(e), r) for p, e, r in zip(planar, ellipsoidal, registered, strict=True)]


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint; the class must be stated, it is never assumed."""
    amounts = subjects.values(rule.parameters["field"]).to_numpy(dtype=np.float64, na_value=np.nan)
    classes = subjects.values(rule.parameters["by_field"])
    return [
        _one(rule, snapshot, amount=float(amount), word=_word(stated), area=area)
        for amount, stated, area in zip(amounts, classes, measure(snapshot, subjects), strict=True)
    ]


def _one(rule: Rule, snapshot: Snapshot, *, amount: float, word: str | None, area: Area) -> Answer:
    limits: Mapping[str, float] = rule.parameters["limits"]
    if word is None or word not in limits:
        return not_testable(reasons.value_missing(rule.parameters["by_field"]))
    if np.isnan(amount):
        return not_testable(reasons.value_missing(rule.parameters["field"]))
    limit = Limit(rule.parameters["op"], limits[word], rule.parameters["unit"])
    tolerance_m2 = snapshot.tolerance.area_m2
    return answer_by_area(
        _ratio(amount, area),
        limit,
        definition=snapshot.definition,
        decide=lambda value: decide(amount, value, limit, tolerance_m2),
    )


def decide(amount: float, per_mu: float, limit: Limit, tolerance_m2: float) -> State:
    """Uncertain when an area within the tolerance of the measured one would meet the limit exactly."""
    if amount > 0:
        area_m2 = amount / per_mu * M2_PER_MU
        if abs(area_m2 - amount / limit.value * M2_PER_MU) <= tolerance_m2:
            return "uncertain"
    return decide_limit(per_mu, limit, 0.0)


def _ratio(amount: float, area: Area) -> Area:
    registered = None if area.registered is None else amount * M2_PER_MU / area.registered
    return Area(amount * M2_PER_MU / area.planar, amount * M2_PER_MU / area.ellipsoidal, registered)


def _word(stated: object) -> str | None:
    """A class as it is written in packs: ``true`` and ``false`` for booleans."""
    if pd.isna(stated):
        return None
    return str(bool(stated)).lower() if isinstance(stated, bool | np.bool_) else str(stated)


KIND = Kind(
    "per_mu",
    parameters=(
        Parameter("field", "text"),
        Parameter("by_field", "text"),
        Parameter("op", "operator"),
        Parameter("limits", "numbers_by_word", low=1e-9, high=1e12),
        Parameter("unit", "text"),
    ),
    sets=(0, 0),
    answer_projects=answer,
    fields=("field", "by_field"),
)
