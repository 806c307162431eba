"""Occupation: how much of each of several resources a footprint takes. A table of fact, not a verdict."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from checks.answer import Answer, NotTestable, remark
from checks.deciding import ROUNDING_M2, deciding_for_pieces
from checks.finding import Part, Remark
from checks.measuring import Snapshot, Subjects
from checks.overlaps import pairs_with, shared_land
from checks.reasons import role_label, role_unbound
from checks.rule import FeatureSet, Kind, Rule, at_hand
from core.quantities import Quantity


def measure(chosen: FeatureSet, rule: Rule, snapshot: Snapshot, *, subjects: Subjects) -> tuple[np.ndarray, np.ndarray]:
    """Planar and ellipsoidal m² of the set that each footprint takes."""
    pairs = pairs_with(chosen, rule.years, subjects.geometry, snapshot)
    return snapshot.area_arrays(shared_land(pairs, subjects.geometry))


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint: the sum, and a part per resource. Resources the plan does not draw are named."""
    definition, hints = deciding_for_pieces(snapshot.definition)
    taken, absent = {}, []
    for chosen in rule.sets:
        try:
            planar, ellipsoidal = measure(chosen, rule, snapshot, subjects=subjects)
        except NotTestable as lack:
            if lack.reason.code not in ("role_unbound", "no_features"):
                raise
            absent.append(chosen)
            continue
        taken[chosen.name] = (planar, ellipsoidal)
    if not taken:
        raise NotTestable(role_unbound(rule.sets[0].role))
    both = np.array(list(taken.values()))
    both[both < ROUNDING_M2] = 0.0
    shown = both[:, 0 if definition == "planar" else 1]
    hints = (*hints, *map(_absent, absent))
    return [
        Answer(
            "clear",
            measured=Quantity(float(shown[:, number].sum()), "m2"),
            alternatives=_alternatives(both[:, :, number].sum(axis=0)),
            parts=tuple(
                Part("taken", name, float(area), "m2") for name, area in zip(taken, shown[:, number], strict=True)
            ),
            hints=hints,
        )
        for number in range(len(subjects))
    ]


def _alternatives(sums: np.ndarray) -> dict[str, float | None]:
    return {"planar": float(sums[0]), "ellipsoidal": float(sums[1]), "registered": None}


def _absent(chosen: FeatureSet) -> Remark:
    return remark(
        "resource_absent",
        "规划中没有“{label}”图层，占用情况未知。",
        "The plan has no layer “{label}”; what is taken of it is not known.",
        label=role_label(chosen.role),
    )


KIND = Kind("occupation", parameters=(), sets=(1, 12), answer_projects=answer, judges=False, reach=at_hand)
