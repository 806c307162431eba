"""Checklist: which layers a plan brings, of those that it ought to (专项规划 loaded or missing)."""

from __future__ import annotations

from checks.answer import Answer
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Snapshot
from checks.rule import Kind, Rule
from core.quantities import Quantity


def measure(rule: Rule, snapshot: Snapshot) -> dict[str, int]:
    """Number of features of each role, 0 where the plan has no layer or an empty one."""
    return {role: sum(len(layer) for layer in snapshot.plan.bound(role)) for role in rule.roles}


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Measured is how many are missing."""
    limit, found = Limit("<=", 0.0, "count"), measure(rule, snapshot)
    missing = float(sum(count == 0 for count in found.values()))
    parts = [Part("loaded" if count else "missing", role, float(count), "count") for role, count in found.items()]
    return Answer(
        decide_limit(missing, limit, 0.0),
        measured=Quantity(missing, "count"),
        limit=limit,
        margin=Quantity(margin_of(missing, limit), "count"),
        parts=tuple(sorted(parts, key=lambda part: part.value > 0)),
    )


KIND = Kind("checklist", parameters=(), sets=(1, 60), answer_plan=answer)
