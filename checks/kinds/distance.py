"""Distance: how near a footprint may come to features of a set, one distance for all or by class or by a number.

Plane distances in metres from edge to edge. What counts is the feature whose distance is kept worst. Of several sets
each may have its own distance; one that the plan does not draw leaves open whether a footprint is clear.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Floats, Geometries, Snapshot, Subjects
from checks.rule import Condition, FeatureSet, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import Quantity

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Kept:
    """Features of all sets, the metres to be kept from each (NaN: not known), their names; why a set is lacking.

    Of sets with a great many features only those that come near.
    """

    shapes: Geometries
    metres: Floats
    names: list[str]
    lack: Remark | None = None


def kept(rule: Rule, snapshot: Snapshot, footprints: Geometries) -> Kept:
    """What distance footprints are to keep from what. Raises ``NotTestable`` when no set is in the plan."""
    shapes, metres, names, lack = [], [], [], None
    for chosen in rule.sets:
        try:
            rows = snapshot.rows_near(chosen, rule.years, footprints, _largest(rule))
            metres.append(required(rule, snapshot, rows, chosen))
        except NotTestable as missing:
            lack = lack or missing.reason
            continue
        shapes.append(snapshot.table(chosen.role).measurable[rows])
        names += snapshot.table(chosen.role).names(rows)
    if not shapes and lack is not None:
        raise NotTestable(lack)
    return Kept(np.concatenate(shapes), np.concatenate(metres), names, lack)


def required(rule: Rule, snapshot: Snapshot, rows: Ints, chosen: FeatureSet | None = None) -> Floats:
    """The metres to be kept from each feature of a set (the first one); NaN where its class is not known.

    ``by_class`` takes the longest word that a class starts with, ``from_number`` the largest number that is reached.
    With ``second_field`` a class is both fields with a stroke between them (``高速铁路/城市市区``).
    """
    chosen = chosen or rule.sets[0]
    table = snapshot.table(chosen.role)
    field, second = rule.parameters["field"], rule.parameters["second_field"]
    plain = rule.parameters["by_set"].get(chosen.name, rule.parameters["distance_m"])
    found = np.full(len(rows), np.nan if plain is None else plain)
    if field is None:
        return found
    if table.absent(field)[snapshot.rows(chosen, rule.years)].all():
        if plain is None:
            raise NotTestable(reasons.field_missing(field, table.layers[0].name))
        return found
    frame = table.part(rows)
    if second is not None and second in frame.columns:
        both = frame[field].astype("string") + ("/" + frame[second].astype("string")).fillna("")
        frame = frame.assign(**{field: both})
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
    keep = kept(rule, snapshot, subjects.geometry)
    reach = _largest(rule)
    first, second, distance = pairs_near(subjects.geometry, keep.shapes, reach)
    near: list[list[tuple[float, float, str]]] = [[] for _ in range(len(subjects))]
    for number, feature, metres in zip(first.tolist(), second.tolist(), distance.tolist(), strict=True):
        near[number].append((metres, float(keep.metres[feature]), keep.names[feature]))
    found = [_one(rule, one, snapshot.tolerance.xy_m, reach=reach) for one in near]
    if keep.lack is None:
        return found
    return [not_testable(keep.lack, limit=one.limit) if one.state == "clear" else one for one in found]


def _largest(rule: Rule) -> float:
    tables = (rule.parameters[key].values() for key in ("by_class", "from_number", "by_set"))
    return max(float(one) for one in (*(one for table in tables for one in table), rule.parameters["distance_m"] or 0))


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
        Parameter("second_field", "text", default=None),
        Parameter("by_class", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
        Parameter("from_number", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
        Parameter("by_set", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
    ),
    sets=(1, 9),
    answer_projects=answer,
    reach=_largest,
)
"""Of the ways to state a distance at least one is given; a class or number decides before ``by_set`` or the rest."""
