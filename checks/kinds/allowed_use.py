"""Allowed use: a project's industry against a table of what each part of the plan leads with.

A footprint belongs to the part that it overlaps most; in no part, the rule does not apply to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.finding import Part
from checks.measuring import Snapshot, Subjects
from checks.overlaps import only, pairs_with, shared_land
from checks.rule import Kind, Parameter, Rule, at_hand


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> list[dict[str, float]]:
    """Plane area in m² that each footprint shares with each part of the plan; parcels drawn twice count once."""
    field = rule.parameters["part_field"]
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    if not table.has(field) or table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    footprints = subjects.geometry
    pairs = pairs_with(rule.sets[0], rule.years, footprints, snapshot)
    words = table.part(pairs.second)[field].astype("string").to_numpy(dtype=object, na_value="")
    found: list[dict[str, float]] = [{} for _ in range(len(subjects))]
    for word in sorted(set(words) - {""}):
        shared = shapely.area(shared_land(only(pairs, words == word), footprints))
        for number in np.flatnonzero(shared > 0).tolist():
            found[number][word] = float(shared[number])
    return found


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint, ``None`` in no part."""
    uses = subjects.values(rule.parameters["field"]).astype("string")
    allowed: Mapping[str, tuple[str, ...]] = rule.parameters["allowed"]
    measured = measure(rule, snapshot, subjects)
    return [
        decide(None if pd.isna(use) else str(use), shared, allowed=allowed, field=rule.parameters["field"])
        for use, shared in zip(uses, measured, strict=True)
    ]


def decide(
    use: str | None, shared: Mapping[str, float], *, allowed: Mapping[str, tuple[str, ...]], field: str
) -> Answer | None:
    """The part overlapped most decides (the first by name among equals); a part without a row allows anything."""
    if not shared:
        return None
    part = min(shared, key=lambda name: (-shared[name], name))
    if part not in allowed:
        return None
    if use is None:
        return not_testable(reasons.value_missing(field))
    parts = tuple(Part("part", name, shared[name], "m2") for name in sorted(shared, key=lambda n: (-shared[n], n)))
    return Answer("clear" if use in allowed[part] else "conflict", parts=parts)


KIND = Kind(
    "allowed_use",
    parameters=(
        Parameter("field", "text"),
        Parameter("part_field", "text"),
        Parameter("allowed", "words_by_word"),
    ),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
    reach=at_hand,
)
