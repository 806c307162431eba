"""Coverage balance: parcels tile an area, with no gap and no overlap, so that the table of land closes.

The area is the first of the further sets that the plan draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces
from checks.finding import Limit, Part
from checks.listing import bounded, labels
from checks.measuring import Snapshot, polygonal, union_of
from checks.rule import FeatureSet, Kind, Parameter, Rule
from checks.tiling import overlapping_among


@dataclass(frozen=True, eq=False)
class Balance:
    """The area, what no parcel covers, what more than one covers, what lies beyond; and who overlaps whom."""

    chosen: FeatureSet
    whole: BaseGeometry
    gap: BaseGeometry
    overlap: BaseGeometry
    beyond: BaseGeometry
    pairs: list[tuple[str, BaseGeometry]]


def area_of_plan(rule: Rule, snapshot: Snapshot) -> tuple[FeatureSet, BaseGeometry]:
    """The first further set with features. Raises ``NotTestable`` when there is none."""
    lack = None
    for chosen in rule.sets[1:]:
        try:
            return chosen, snapshot.union(chosen, rule.years)
        except NotTestable as missing:
            lack = lack or missing
    assert lack is not None
    raise lack


def measure(rule: Rule, snapshot: Snapshot) -> Balance:
    """How the parcels tile the area."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    chosen, whole = area_of_plan(rule, snapshot)
    parcels = snapshot.union(rule.sets[0], rule.years)
    found = overlapping_among(table.measurable[rows])
    names = labels(table, rows)
    pairs = [
        (f"{names[first]} × {names[second]}", shared)
        for first, second, shared in zip(found.first.tolist(), found.second.tolist(), found.shared, strict=True)
    ]
    return Balance(
        chosen,
        whole,
        gap=polygonal(shapely.difference(whole, parcels)),
        overlap=union_of(found.shared) if len(found.shared) else shapely.Polygon(),
        beyond=polygonal(shapely.difference(parcels, whole)),
        pairs=pairs,
    )


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Gaps and overlaps together against what is let pass; parcels beyond the area are stated, not judged."""
    limit = Limit("<=", rule.parameters["allowed_m2"], "m2")
    balance = measure(rule, snapshot)
    definition, hints = deciding_for_pieces(snapshot.definition)
    return answer_by_area(
        snapshot.area(balance.gap) + snapshot.area(balance.overlap),
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, 0.0),
        hints=hints,
        parts=tuple(_parts(balance, snapshot, definition)),
        place=shapely.union_all([balance.gap, balance.overlap]),
    )


def _parts(balance: Balance, snapshot: Snapshot, definition: str) -> Iterator[Part]:
    def part(by: str, name: str, geometry: BaseGeometry) -> Part:
        return Part(by, name, snapshot.area(geometry).by_definition()[definition] or 0.0, "m2")

    yield part("whole", balance.chosen.name, balance.whole)
    yield part("gap", "–", balance.gap)
    yield part("overlap", "–", balance.overlap)
    yield part("beyond", "–", balance.beyond)
    yield from bounded([part("pair", name, shared) for name, shared in balance.pairs])


KIND = Kind(
    "coverage_balance",
    parameters=(Parameter("allowed_m2", "number", "m2", low=0, high=1e9),),
    sets=(2, 9),
    answer_plan=answer,
)
