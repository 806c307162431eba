"""Per head: the land of a set divided by a number of people. A figure to be shown, not a verdict."""

from __future__ import annotations

from checks.answer import Answer, not_testable
from checks.deciding import REGISTERED_MISSING
from checks.finding import Part
from checks.measuring import Area, Snapshot
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity


def measure(rule: Rule, snapshot: Snapshot) -> Area:
    """m² a head by each area definition."""
    chosen = rule.sets[0]
    area = snapshot.area(snapshot.union(chosen, rule.years))
    registered = snapshot.registered(chosen.role, snapshot.rows(chosen, rule.years))
    return Area(area.planar, area.ellipsoidal, registered).scaled(1.0 / rule.parameters["people"])


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """The figure by the plan's area definition, with the others beside it."""
    by_definition = measure(rule, snapshot).by_definition()
    value = by_definition[snapshot.definition]
    parts = (Part("people", "people", rule.parameters["people"], "count"),)
    if value is None:
        return not_testable(REGISTERED_MISSING, alternatives=by_definition, parts=parts)
    return Answer("clear", measured=Quantity(value, "m2"), alternatives=by_definition, parts=parts)


KIND = Kind(
    "per_head",
    parameters=(Parameter("people", "number", "count", low=1, high=1e9),),
    sets=(1, 1),
    answer_plan=answer,
    judges=False,
)
