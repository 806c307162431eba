"""Taken total: land of some sorts that a project takes, against amounts (征地审批权限).

The footprints of one project, by its name, are added up. Three amounts are known: of the first set less what the
second one covers, of the second, and of everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import shapely

from checks.answer import Answer, NotTestable
from checks.deciding import ROUNDING_M2, answer_by_area, decide_limit, deciding_for_pieces
from checks.finding import Limit, Part, State
from checks.measuring import Area, Floats, Snapshot, Subjects
from checks.overlaps import pairs_with, shared_land
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.quantities import M2_PER_HA

WORST_FIRST = ("conflict", "uncertain", "not_testable", "clear")


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Floats:
    """Planar and ellipsoidal ha in each footprint, shape (3, 2, n): first set less the second, second set, the rest."""
    count = len(subjects)
    own = np.array(snapshot.area_arrays(subjects.geometry))
    second, other = np.zeros((2, count)), None
    if len(rule.sets) > 1:
        try:
            other = snapshot.union(rule.sets[1], rule.years)
            second = _inside(rule.sets[1], rule, snapshot, subjects=subjects)
        except NotTestable as lack:
            if lack.reason.code != "no_features":
                raise
    first = _inside(rule.sets[0], rule, snapshot, subjects=subjects, less=other)
    return np.array([first, second, np.maximum(own - first - second, 0.0)]) / M2_PER_HA


def _inside(
    chosen: FeatureSet, rule: Rule, snapshot: Snapshot, *, subjects: Subjects, less: shapely.Geometry | None = None
) -> Floats:
    """Planar and ellipsoidal m² of a set in each footprint, shape (2, n)."""
    pairs = pairs_with(chosen, rule.years, subjects.geometry, snapshot)
    shared = shared_land(pairs, subjects.geometry)
    if less is not None:
        shared = shapely.difference(shared, less)
    return np.array(snapshot.area_arrays(shared))


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint, about its whole project: of the amounts that have a limit, the one kept worst."""
    amounts = measure(rule, snapshot, subjects)
    of_project = _projects(subjects)
    totals = np.array([[np.bincount(of_project, one) for one in pair] for pair in amounts])
    answers = [_of_project(rule, snapshot, totals[:, :, number]) for number in range(totals.shape[2])]
    return [answers[project] for project in of_project.tolist()]


def _of_project(rule: Rule, snapshot: Snapshot, totals: Floats) -> Answer:
    """The worst of the amounts of one project. ``totals``: shape (3, 2)."""
    definition, hints = deciding_for_pieces(snapshot.definition)
    shown = totals[:, 0 if definition == "planar" else 1].tolist()
    names = [*([chosen.name for chosen in rule.sets] + ["–"])[:2], "rest"]
    parts = tuple(Part("taken", *one, "ha") for one in zip(names, shown, strict=True) if one[0] != "–")
    found = [
        answer_by_area(
            Area(*map(float, amount)).without_rounding(ROUNDING_M2 / M2_PER_HA),
            limit,
            definition=definition,
            decide=partial(_decide, limit, snapshot.tolerance.area_m2 / M2_PER_HA),
            hints=hints,
            parts=parts,
        )
        for amount, limit in _limited(rule, totals)
    ]
    return min(found, key=lambda one: (WORST_FIRST.index(one.state), one.margin.value if one.margin else 0.0))


def _decide(limit: Limit, tolerance_ha: float, value: float) -> State:
    """Nothing taken is nothing, with no tolerance about it."""
    return decide_limit(value, limit, tolerance_ha if value else 0.0)


def _limited(rule: Rule, totals: Floats) -> Iterator[tuple[Floats, Limit]]:
    for key, amount in zip(("limit_ha", "second_limit_ha", "rest_limit_ha"), totals, strict=True):
        if rule.parameters[key] is not None:
            yield amount, Limit("<=", rule.parameters[key], "ha")


def _projects(subjects: Subjects) -> np.ndarray:
    """A number per footprint that footprints of one project share; a footprint without a name stands alone."""
    count = len(subjects)
    if "project" not in subjects.table.frame.columns:
        return np.arange(count)
    names = subjects.values("project").astype("string").to_numpy(dtype=object, na_value=None)
    own = [f"\0{number}" if name is None else str(name) for number, name in enumerate(names)]
    return np.unique(np.array(own, dtype=str), return_inverse=True)[1].ravel()


KIND = Kind(
    "taken_total",
    parameters=(
        Parameter("limit_ha", "number", "ha", low=0, high=1e9),
        Parameter("second_limit_ha", "number", "ha", low=0, high=1e9, default=None),
        Parameter("rest_limit_ha", "number", "ha", low=0, high=1e9, default=None),
    ),
    sets=(1, 2),
    answer_projects=answer,
    together=True,
)
"""``limit_ha`` is for the first set less the second, the others for the second set and for the rest of the project."""
