"""Trend: a share of classes in one state of the land against another (present use and plan). Measured in % points."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces, shares
from checks.finding import Limit, Part
from checks.measuring import Area, Snapshot, polygonal
from checks.rule import FeatureSet, Kind, Parameter, Rule


def measure(rule: Rule, snapshot: Snapshot) -> tuple[Area, Area]:
    """The share of the classes inside the first set before and after, %.

    Before is the present use alone; after, the plan decides where it covers and present use elsewhere.
    """
    whole_set, present, planned = rule.sets
    whole = snapshot.union(whole_set, rule.years)
    now, covered_now = _classes(present, rule, snapshot)
    then, covered_then = _classes(planned, rule, snapshot)
    kept = shapely.difference(now, covered_then)
    before = polygonal(shapely.intersection(now, whole))
    after = polygonal(shapely.intersection(shapely.union_all([then, kept]), whole))
    known = polygonal(shapely.intersection(shapely.union_all([covered_now, covered_then]), whole))
    if known.is_empty:
        raise NotTestable(reasons.no_features(present.role))
    denominator = snapshot.area(whole)
    return shares(snapshot.area(before), denominator), shares(snapshot.area(after), denominator)


def _classes(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> tuple[BaseGeometry, BaseGeometry]:
    """Union of a set's features of the classes, and of all its features."""
    field = rule.parameters["class_field"]
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    of_classes = snapshot.union_of_classes(chosen, rule.years, field=field, codes=rule.parameters["classes"])
    return of_classes, snapshot.union(chosen, rule.years)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """The change may not be below the limit (0: the share keeps rising or stays)."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_points"], "%")
    before, after = measure(rule, snapshot)
    definition, hints = deciding_for_pieces(snapshot.definition)
    change = Area(after.planar - before.planar, after.ellipsoidal - before.ellipsoidal)
    whole = snapshot.area(snapshot.union(rule.sets[0], rule.years))
    tolerance = 100.0 * snapshot.tolerance.area_m2 / whole.planar
    return answer_by_area(
        change,
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, tolerance),
        hints=hints,
        parts=(
            Part("state", rule.sets[1].name, before.by_definition()[definition] or 0.0, "%"),
            Part("state", rule.sets[2].name, after.by_definition()[definition] or 0.0, "%"),
        ),
    )


KIND = Kind(
    "trend",
    parameters=(
        Parameter("class_field", "text"),
        Parameter("classes", "texts"),
        Parameter("op", "operator", default=">="),
        Parameter("limit_points", "number", "%", low=-100, high=100, default=0.0),
    ),
    sets=(3, 3),
    answer_plan=answer,
)
