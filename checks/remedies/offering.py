"""Suggestions for a finding: made by the kind of its rule, tried on a copy of the plan, offered only if they work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from checks.engine import ask, rules_asked
from checks.finding import Finding
from checks.measuring import Snapshot
from checks.remedies import amounts, footprints
from checks.remedies.remedy import Remedy, alone, changed_plan
from checks.rule import Rule, RulePack
from core.feedback import Feedback
from layers.plan import Plan

Maker = Callable[[footprints.Case], Iterator[Remedy]]
MAKERS: dict[str, tuple[Maker, ...]] = {
    "overlap": (footprints.trims, footprints.shifts),
    "outside": (footprints.trims, footprints.shifts),
    "distance": (footprints.trims, footprints.shifts),
    "zone_limit": (amounts.values,),
    "attribute_threshold": (amounts.values,),
    "surface_height": (amounts.heights,),
    "height_by_distance": (amounts.heights, footprints.shifts),
    "allowed_use": (amounts.uses,),
    "area_limit": (amounts.reductions,),
    "corridor": (amounts.widenings,),
}
"""What can be suggested for the rules of each kind; other kinds need a decision that no program can make."""


def remedies(
    plan: Plan, packs: Sequence[RulePack], finding: Finding, feedback: Feedback | None = None
) -> tuple[Remedy, ...]:
    """Ways out for one finding in conflict or uncertain, the smallest change first; none where nothing simple helps.

    Every one was applied to a copy of the plan: its rule then answers ``clear`` about the same subject, and no other
    rule in question answers worse than before.
    """
    rule = next((rule for pack in packs for rule in pack.rules if rule.id == finding.rule), None)
    if rule is None or finding.state not in ("conflict", "uncertain") or rule.kind.name not in MAKERS:
        return ()
    watch = feedback or Feedback()
    others = [one for one in rules_asked(packs, rule.stage, ()) if one.id != rule.id]
    case = footprints.Case(_plan_of(plan, rule, finding), rule, finding, tuple(others), watch)
    found = []
    for make in MAKERS[rule.kind.name]:
        for remedy in make(case):
            watch.check()
            if helps(case, remedy):
                found.append(remedy)
    return tuple(sorted(found, key=lambda one: (one.way != "value", one.lost_m2)))


def helps(case: footprints.Case, remedy: Remedy) -> bool:
    """Whether the remedy makes its rule clear and no other one worse."""
    after = Snapshot(changed_plan(case.plan, remedy.changes), case.feedback)
    if _state(case.rule, after, case.finding) != "clear":
        return False
    if case.rule.stage == "plan":
        return True
    before = Snapshot(case.plan, case.feedback)
    return all(_rank(rule, after, case.finding) <= _rank(rule, before, case.finding) for rule in case.others)


def _plan_of(plan: Plan, rule: Rule, finding: Finding) -> Plan:
    if rule.stage == "plan" or finding.subject.layer is None or finding.subject.fid is None:
        return plan
    return alone(plan, finding.subject.layer, finding.subject.fid)


def _state(rule: Rule, snapshot: Snapshot, finding: Finding) -> str:
    answers, _ = ask(rule, snapshot)
    mine = [one for one in answers if one.subject.fid == finding.subject.fid]
    return mine[0].state if mine else "clear"


def _rank(rule: Rule, snapshot: Snapshot, finding: Finding) -> int:
    return ("clear", "not_testable", "uncertain", "conflict").index(_state(rule, snapshot, finding))
