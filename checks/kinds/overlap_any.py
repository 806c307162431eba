"""Overlap with any of several sets: what a footprint shares with all of them together, each named.

A set that the plan does not draw leaves open whether a footprint is clear.
"""

from __future__ import annotations

from collections.abc import Sequence

from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import ROUNDING_M2, answer_by_overlap, deciding_for_pieces
from checks.finding import Part, Remark
from checks.measuring import Area, Floats, Geometries, Snapshot, Subjects
from checks.overlaps import Pairs, all_pairs, pairs_with, shared_land
from checks.rule import Kind, Rule, at_hand


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> tuple[dict[str, Pairs], Remark | None]:
    """Pairs with the features of each set that is in the plan, and why one is not.

    Raises ``NotTestable`` when none is.
    """
    found, lack = {}, None
    for chosen in rule.sets:
        try:
            found[chosen.name] = pairs_with(chosen, rule.years, subjects.geometry, snapshot)
        except NotTestable as missing:
            lack = lack or missing.reason
    if not found and lack is not None:
        raise NotTestable(lack)
    return found, lack


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint."""
    sets, lack = measure(rule, snapshot, subjects)
    footprints = subjects.geometry
    place = shared_land(all_pairs(list(sets.values())), footprints)
    planar, ellipsoidal = snapshot.area_arrays(place)
    definition, _ = deciding_for_pieces(snapshot.definition)
    by_set = {name: _areas(shared_land(pairs, footprints), snapshot, definition) for name, pairs in sets.items()}
    answers = []
    for number in range(len(subjects)):
        found = answer_by_overlap(
            Area(float(planar[number]), float(ellipsoidal[number])),
            definition=snapshot.definition,
            tolerance_m2=snapshot.tolerance.area_m2,
            place=place[number],
            parts=tuple(
                Part("set", name, float(areas[number]), "m2")
                for name, areas in by_set.items()
                if areas[number] >= ROUNDING_M2
            ),
        )
        answers.append(not_testable(lack, limit=found.limit) if lack and found.state == "clear" else found)
    return answers


def _areas(shapes: Geometries, snapshot: Snapshot, definition: str) -> Floats:
    planar, ellipsoidal = snapshot.area_arrays(shapes)
    return planar if definition == "planar" else ellipsoidal


KIND = Kind("overlap_any", parameters=(), sets=(2, 9), answer_projects=answer, reach=at_hand)
