"""Distance: how near a footprint may come to features of a set, one distance for all or by class or by a number.

Plane distances in metres from edge to edge. What counts is the feature whose distance is kept worst.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Floats, Geometries, Snapshot, Subjects
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import Quantity

Ints = npt.NDArray[np.int64]


def required(rule: Rule, snapshot: Snapshot, rows: Ints) -> Floats:
    """The metres to be kept from each feature of the set; NaN where its class is not known.

    ``by_class`` takes the longest word that a class starts with, ``from_number`` the largest number that is reached.
    """
    table = snapshot.table(rule.sets[0].role)
    field = rule.parameters["field"]
    plain = rule.parameters["distance_m"]
    found = np.full(len(rows), np.nan if plain is None else plain)
    if field is None:
        return found
    if table.absent(field)[rows].all():
        if plain is None:
            raise NotTestable(reasons.field_missing(field, table.layers[0].name))
        return found
    frame = table.frame.iloc[rows]
    for word in sorted(rule.parameters["by_class"], key=len):
        found[matching(frame, [Condition(field, "starts_with", (word,))], {})] = rule.parameters["by_class"][word]
    if rule.parameters["from_number"]:
        values = frame[field].to_numpy(dtype=np.float64, na_value=np.nan)
        for number in sorted(rule.parameters["from_number"], key=float):
            found[values >= float(number)] = rule.parameters["from_number"][number]
    return found


def pairs_near(footprints: Geometries, features: Geometries, within_m: float) -> tuple[Ints, Ints, Floats]:
    """Footprint, feature and their distance for every pair within ``within_m``."""
    first, second = shapely.STRtree(features).query(footprints, predicate="dwithin", distance=within_m)
    return first, second, np.asarray(shapely.distance(footprints[first], features[second]), dtype=np.float64)


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint; farther from everything than the largest distance is clear."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    features = table.measurable[rows]
    keep = required(rule, snapshot, rows)
    known = keep[np.isfinite(keep)]
    reach = max([float(known.max())] if len(known) else [], default=0.0)
    reach = max(reach, _largest(rule))
    first, second, distance = pairs_near(subjects.geometry, features, reach)
    names = table.names(rows)
    near: list[list[tuple[float, float, str]]] = [[] for _ in range(len(subjects))]
    for number, feature, metres in zip(first.tolist(), second.tolist(), distance.tolist(), strict=True):
        near[number].append((metres, float(keep[feature]), names[feature]))
    return [_one(rule, found, snapshot.tolerance.xy_m, reach=reach) for found in near]


def _largest(rule: Rule) -> float:
    stated = (*rule.parameters["by_class"].values(), *rule.parameters["from_number"].values())
    return max(float(one) for one in (*stated, rule.parameters["distance_m"] or 0.0))


def _one(rule: Rule, near: list[tuple[float, float, str]], tolerance_m: float, *, reach: float) -> Answer:
    judged = [one for one in near if np.isfinite(one[1])]
    if judged:
        metres, keep, name = min(judged, key=lambda one: (one[0] - one[1], one[2]))
        limit = Limit(">=", keep, "m")
        found = Answer(
            decide_limit(metres, limit, tolerance_m),
            measured=Quantity(metres, "m"),
            limit=limit,
            margin=Quantity(margin_of(metres, limit), "m"),
            parts=(Part("nearest", name, metres, "m"),),
        )
        if found.state != "clear" or len(judged) == len(near):
            return found
    if len(judged) < len(near):
        field = rule.parameters["field"]
        return not_testable(reasons.value_missing(field), limit=Limit(">=", reach, "m"))
    return Answer("clear", limit=Limit(">=", reach, "m"))


KIND = Kind(
    "distance",
    parameters=(
        Parameter("distance_m", "number", "m", low=0, high=1_000_000, default=None),
        Parameter("field", "text", default=None),
        Parameter("by_class", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
        Parameter("from_number", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
    ),
    sets=(1, 1),
    answer_projects=answer,
)
"""Of the three ways to state a distance at least one is given; a class or number decides before ``distance_m``."""
