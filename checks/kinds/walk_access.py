"""Walk access: the share of some land from which each kind of goal is reached on foot in so many minutes.

Along streets where the plan has walkable ones (from the nearest point of the network, parcel by parcel), else in
straight lines (the land inside the circle). Each goal is judged by itself: the poorest one decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces, shares
from checks.finding import Limit, Part, Remark
from checks.measuring import Area, Floats, Geometries, Snapshot, polygonal, union_of
from checks.network import Located, Network, distances, goals_on, located, noded
from checks.rule import Condition, FeatureSet, Kind, Parameter, Rule
from checks.selecting import Mask, matching

BY_STREETS = remark(
    "walk_by_streets",
    "沿可步行道路量算，从地块中心与设施在路网上的最近点起算，每分钟 60 m。",
    "Measured along walkable streets, from the points of the network nearest to a parcel's middle and to the goal, "
    "60 m a minute.",
)
NOWHERE = shapely.Polygon()
STRAIGHT = remark(
    "walk_straight",
    "规划中没有可步行道路，按直线距离量算，每分钟 60 m。",
    "The plan has no walkable streets; measured in straight lines, 60 m a minute.",
)


@dataclass(frozen=True, eq=False)
class Goal:
    """Places to be reached: their name, geometry, and the metres that may lie between."""

    name: str
    shapes: Geometries
    metres: float


def goals(rule: Rule, snapshot: Snapshot) -> Iterator[Goal]:
    """A goal per set after the first, or, where ``kinds`` are given, one per kind of the second set.

    A kind of which there is nothing is a goal that nobody reaches.
    """
    minutes = rule.parameters["minutes"]
    speed = rule.parameters["metres_per_minute"]
    kinds = rule.parameters["kinds"]
    if not kinds:
        for chosen in rule.sets[1:]:
            yield Goal(chosen.name, _shapes(chosen, rule, snapshot), minutes[chosen.name] * speed)
        return
    chosen = rule.sets[1]
    table = snapshot.table(chosen.role)
    field = rule.parameters["kind_field"]
    if field not in table.frame.columns:
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    rows = snapshot.rows(chosen, rule.years)
    for kind in kinds:
        found = matching(table.frame.iloc[rows], [Condition(field, "is", (kind,))], {})
        yield Goal(kind, table.measurable[rows[found]], minutes[chosen.name] * speed)


def _shapes(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> Geometries:
    """A layer that is there and holds nothing of the sort is a goal that nobody reaches."""
    try:
        return snapshot.geometries(chosen, rule.years)
    except NotTestable as lack:
        if lack.reason.code != "no_features" or not len(snapshot.table(chosen.role)):
            raise
        return np.empty(0, dtype=object)


def streets(rule: Rule, snapshot: Snapshot) -> Geometries | None:
    """The lines one can walk along; None where the plan has none."""
    chosen = rule.parameters["along"]
    if not snapshot.bound(chosen.role):
        return None
    try:
        return snapshot.geometries(chosen, rule.years)
    except NotTestable as lack:
        if lack.reason.code in ("no_features", "field_missing"):
            return None
        raise


@dataclass(frozen=True, eq=False)
class Homes:
    """The land that is looked at, and where its parcels stand on the streets; None where there are no streets.

    ``areas``: planar and ellipsoidal m² of each parcel (2, n) where no two of them overlap, so that they add up.
    """

    shapes: Geometries
    whole: BaseGeometry
    streets: tuple[Network, Located] | None
    areas: Floats | None


def homes_of(rule: Rule, snapshot: Snapshot) -> Homes:
    """The land of the first set. Streets are noded once for all rules that walk along them."""
    shapes = snapshot.geometries(rule.sets[0], rule.years)
    whole = snapshot.union(rule.sets[0], rule.years)
    along = streets(rule, snapshot)
    if along is None:
        return Homes(shapes, whole, None, None)
    key = ("on streets", rule.sets[0], rule.parameters["along"], tuple(rule.years.values()))
    areas = np.array(snapshot.row_areas(rule.sets[0].role))[:, snapshot.rows(rule.sets[0], rule.years)]
    apart = abs(float(areas[0].sum()) - whole.area) <= snapshot.tolerance.area_m2
    return Homes(shapes, whole, snapshot.remembered(key, lambda: _on_streets(rule, snapshot)), areas if apart else None)


def _on_streets(rule: Rule, snapshot: Snapshot) -> tuple[Network, Located]:
    along = rule.parameters["along"]
    years = tuple(rule.years.values())
    network = snapshot.remembered(("streets", along, years), lambda: noded(snapshot.geometries(along, rule.years)))
    shapes = snapshot.geometries(rule.sets[0], rule.years)
    return network, located(network, shapely.centroid(shapes))


@dataclass(frozen=True, eq=False)
class Reached:
    """The land from which a goal is within its metres: whole parcels, or a shape."""

    homes: Homes
    within: Mask | None = None
    shape: BaseGeometry | None = None

    def land(self) -> BaseGeometry:
        """The land as one shape."""
        if self.shape is not None:
            return self.shape
        some = self.within is not None and bool(self.within.any())
        return union_of(self.homes.shapes[self.within]) if some else NOWHERE

    def area(self, snapshot: Snapshot) -> Area:
        """Its area in m²."""
        if self.within is None or self.homes.areas is None:
            return snapshot.area(self.land())
        planar, ellipsoidal = self.homes.areas[:, self.within].sum(axis=1).tolist()
        return Area(planar, ellipsoidal)


def reached(goal: Goal, homes: Homes, reach_m: float) -> Reached:
    """The land from which the goal is within its metres."""
    if not len(goal.shapes):
        return Reached(homes)
    if homes.streets is None:
        near = shapely.union_all(shapely.buffer(goal.shapes, goal.metres, quad_segs=64))
        return Reached(homes, shape=polygonal(shapely.intersection(homes.whole, near)))
    network, places = homes.streets
    return Reached(homes, distances(network, goals_on(network, goal.shapes, reach_m), places) <= goal.metres)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the share of the poorest goal with the limit, in percent."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_percent"], "%")
    homes = homes_of(rule, snapshot)
    denominator = snapshot.area(homes.whole)
    definition, hints = deciding_for_pieces(snapshot.definition)
    found = []
    for goal in goals(rule, snapshot):
        snapshot.feedback.check()
        land = reached(goal, homes, rule.parameters["reach_m"])
        found.append((goal, land, shares(land.area(snapshot), denominator)))
    _, poorest, share = min(found, key=lambda one: one[2].by_definition()[definition] or 0.0)
    tolerance_percent = 100.0 * snapshot.tolerance.area_m2 / denominator.planar
    return answer_by_area(
        share,
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, tolerance_percent),
        hints=(*hints, STRAIGHT if homes.streets is None else BY_STREETS, *_nothing(found)),
        parts=tuple(_parts(found, denominator, definition)),
        place=polygonal(shapely.difference(homes.whole, poorest.land())),
    )


def _nothing(found: list[tuple[Goal, Any, Area]]) -> Iterator[Remark]:
    """Goals of which the plan has none at all."""
    for goal, _, _ in found:
        if not len(goal.shapes):
            yield remark("goal_absent", "图层中没有“{name}”。", "The layer holds no “{name}”.", name=goal.name)


def _parts(found: list[tuple[Goal, Any, Area]], whole: Area, definition: str) -> Iterator[Part]:
    yield Part("whole", "homes", whole.by_definition()[definition] or 0.0, "m2")
    for goal, _, share in found:
        yield Part("reached", goal.name, share.by_definition()[definition] or 0.0, "%")


KIND = Kind(
    "walk_access",
    parameters=(
        Parameter("op", "operator"),
        Parameter("limit_percent", "number", "%", low=0, high=100),
        Parameter("minutes", "numbers_by_word", "min", low=0.1, high=240),
        Parameter("metres_per_minute", "number", "m/min", low=10, high=500, default=60.0),
        Parameter("along", "set"),
        Parameter("reach_m", "number", "m", low=0, high=1000, default=50.0),
        Parameter("kind_field", "text", default="kind"),
        Parameter("kinds", "texts", default=()),
    ),
    sets=(2, 9),
    answer_plan=answer,
)
