"""Containment: one set must lie inside another; measured is what lies outside."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import Answer
from checks.deciding import answer_by_overlap
from checks.measuring import Snapshot, polygonal
from checks.rule import Kind, Rule


def measure(rule: Rule, snapshot: Snapshot) -> BaseGeometry:
    """What the first set has outside the second."""
    inner, outer = (snapshot.union(chosen, rule.years) for chosen in rule.sets)
    return polygonal(shapely.difference(inner, outer))


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Nothing may lie outside."""
    outside = measure(rule, snapshot)
    return answer_by_overlap(
        snapshot.area(outside),
        definition=snapshot.definition,
        tolerance_m2=snapshot.tolerance.area_m2,
        place=outside,
    )


KIND = Kind("containment", parameters=(), sets=(2, 2), answer_plan=answer)
