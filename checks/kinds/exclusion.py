"""Pairwise exclusion: no two of some sets of areas may overlap (三条控制线: 不交叉, 不重叠, 不冲突)."""

from __future__ import annotations

from itertools import combinations

import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import Answer
from checks.deciding import answer_by_overlap, deciding_for_pieces
from checks.finding import Part
from checks.measuring import Snapshot, polygonal
from checks.rule import Kind, Rule


def measure(rule: Rule, snapshot: Snapshot) -> dict[tuple[str, str], BaseGeometry]:
    """What each two of the sets share, by their names."""
    unions = {chosen.name: snapshot.union(chosen, rule.years) for chosen in rule.sets}
    return {
        (first, second): polygonal(shapely.intersection(unions[first], unions[second]))
        for first, second in combinations(unions, 2)
    }


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Nothing may be shared; of three sets or more the parts say which two share how much."""
    shared = measure(rule, snapshot)
    together = shapely.union_all(list(shared.values()))
    definition, _ = deciding_for_pieces(snapshot.definition)
    parts = [
        Part(first, second, snapshot.area(one).by_definition()[definition] or 0.0, "m2")
        for (first, second), one in shared.items()
    ]
    return answer_by_overlap(
        snapshot.area(together),
        definition=snapshot.definition,
        tolerance_m2=snapshot.tolerance.area_m2,
        parts=tuple(parts) if len(parts) > 1 else (),
        place=together,
    )


KIND = Kind("exclusion", parameters=(), sets=(2, 9), answer_plan=answer)
