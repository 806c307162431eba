"""Share of area: how much of one area lies inside any of several others."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces, shares
from checks.finding import Limit, Part
from checks.measuring import Area, Snapshot, polygonal
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.quantities import M2_PER_KM2


def counted(rule: Rule, snapshot: Snapshot) -> dict[str, BaseGeometry]:
    """Union of each numerator set that is bound, by name. Raises ``NotTestable`` when none is."""
    found = {}
    missing = None
    for chosen in rule.sets[1:]:
        try:
            found[chosen.name] = snapshot.union(chosen, rule.years)
        except NotTestable as lack:
            if lack.reason.code not in ("role_unbound", "no_features"):
                raise
            missing = missing or lack
    if not found:
        raise missing or NotTestable(reasons.no_features(rule.sets[0].role))
    return found


def measure(whole: BaseGeometry, parts: dict[str, BaseGeometry], snapshot: Snapshot) -> tuple[Area, Area]:
    """Area of what counts inside ``whole``, and of ``whole``, m²."""
    together = shapely.union_all(list(parts.values()))
    inside = polygonal(shapely.intersection(together, whole))
    return snapshot.area(inside), snapshot.area(whole)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the share with the limit, in percent."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_percent"], "%")
    whole = snapshot.union(rule.sets[0], rule.years)
    parts = counted(rule, snapshot)
    numerator, denominator = measure(whole, parts, snapshot)
    definition, hints = deciding_for_pieces(snapshot.definition)
    tolerance_percent = 100.0 * snapshot.tolerance.area_m2 / denominator.planar
    return answer_by_area(
        shares(numerator, denominator),
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, tolerance_percent),
        hints=hints,
        parts=tuple(_breakdown(rule, snapshot, whole, parts)),
        place=polygonal(shapely.difference(whole, shapely.union_all(list(parts.values())))),
    )


def _breakdown(rule: Rule, snapshot: Snapshot, whole: BaseGeometry, parts: dict[str, BaseGeometry]) -> Iterator[Part]:
    definition, _ = deciding_for_pieces(snapshot.definition)
    yield Part("whole", rule.sets[0].name, _km2(snapshot.area(whole), definition), "km2")
    for name, geometry in parts.items():
        inside = snapshot.area(polygonal(shapely.intersection(geometry, whole)))
        yield Part("counted", name, _km2(inside, definition), "km2")
    for other in rule.parameters["also_of"]:
        share = _share_of(other, rule, snapshot, parts)
        if share is not None:
            yield Part("share_of", other.name, share, "%")


def _share_of(other: FeatureSet, rule: Rule, snapshot: Snapshot, parts: dict[str, BaseGeometry]) -> float | None:
    """The same numerator over another denominator, for comparison; None where that is not in the plan."""
    try:
        whole = snapshot.union(other, rule.years)
    except NotTestable:
        return None
    definition, _ = deciding_for_pieces(snapshot.definition)
    numerator, denominator = measure(whole, parts, snapshot)
    return shares(numerator, denominator).by_definition()[definition]


def _km2(area: Area, definition: str) -> float:
    return (area.by_definition()[definition] or 0.0) / M2_PER_KM2


KIND = Kind(
    "share_of_area",
    parameters=(
        Parameter("op", "operator"),
        Parameter("limit_percent", "number", "%", low=0, high=100),
        Parameter("also_of", "sets", default=()),
    ),
    sets=(2, 9),
    answer_plan=answer,
)
