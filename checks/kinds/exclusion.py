"""Pairwise exclusion: two sets of areas may not overlap (三条控制线: 不交叉, 不重叠, 不冲突)."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import Answer
from checks.deciding import answer_by_overlap
from checks.measuring import Snapshot, polygonal
from checks.rule import Kind, Rule


def measure(rule: Rule, snapshot: Snapshot) -> BaseGeometry:
    """What both sets share."""
    first, second = (snapshot.union(chosen, rule.years) for chosen in rule.sets)
    return polygonal(shapely.intersection(first, second))


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Nothing may be shared."""
    shared = measure(rule, snapshot)
    return answer_by_overlap(
        snapshot.area(shared),
        definition=snapshot.definition,
        tolerance_m2=snapshot.tolerance.area_m2,
        place=shared,
    )


KIND = Kind("exclusion", parameters=(), sets=(2, 2), answer_plan=answer)
