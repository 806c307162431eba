"""Taken total: land of some sort that a project takes, against an amount (征地审批权限).

The footprints of one project, by its name, are added up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces
from checks.finding import Limit, Part
from checks.measuring import Area, Floats, Snapshot, Subjects
from checks.overlaps import disjoint_zones, overlapping_pairs
from checks.rule import Kind, Parameter, Rule
from core.quantities import M2_PER_HA


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> tuple[Floats, Floats]:
    """Planar and ellipsoidal ha of the first set, less what the second one covers, in each footprint."""
    zones = disjoint_zones(snapshot.geometries(rule.sets[0], rule.years))
    pairs = overlapping_pairs(subjects.geometry, zones, snapshot.feedback)
    real = np.flatnonzero(pairs.area > 0)
    first, shared = pairs.first[real], pairs.shared[real]
    if len(rule.sets) > 1:
        try:
            shared = shapely.difference(shared, snapshot.union(rule.sets[1], rule.years))
        except NotTestable as lack:
            if lack.reason.code != "no_features":
                raise
    planar, ellipsoidal = snapshot.area_arrays(shared)
    count = len(subjects)
    return np.bincount(first, planar, count) / M2_PER_HA, np.bincount(first, ellipsoidal, count) / M2_PER_HA


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint, about its whole project."""
    limit = Limit("<=", rule.parameters["limit_ha"], "ha")
    planar, ellipsoidal = measure(rule, snapshot, subjects)
    of_project = _projects(subjects)
    definition, hints = deciding_for_pieces(snapshot.definition)
    tolerance = snapshot.tolerance.area_m2 / M2_PER_HA
    totals = [np.bincount(of_project, one) for one in (planar, ellipsoidal)]
    return [
        answer_by_area(
            Area(float(totals[0][project]), float(totals[1][project])),
            limit,
            definition=definition,
            decide=lambda value: decide_limit(value, limit, tolerance if value else 0.0),
            hints=hints,
            parts=(Part("taken", "footprint", float(own), "ha"),),
        )
        for project, own in zip(of_project.tolist(), planar if definition == "planar" else ellipsoidal, strict=True)
    ]


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
    parameters=(Parameter("limit_ha", "number", "ha", low=0, high=1e9),),
    sets=(1, 2),
    answer_projects=answer,
)
