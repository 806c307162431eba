"""Overlap with any of several sets: what a footprint shares with all of them together, each named.

A set that the plan does not draw leaves open whether a footprint is clear.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import ROUNDING_M2, answer_by_overlap, deciding_for_pieces
from checks.finding import Part, Remark
from checks.measuring import Area, Floats, Geometries, Snapshot, Subjects, polygonal
from checks.overlaps import disjoint_zones, overlapping_pairs
from checks.rule import Kind, Rule


def drawn(rule: Rule, snapshot: Snapshot) -> tuple[dict[str, Geometries], Remark | None]:
    """The features of each set that is in the plan, and why one is not. Raises ``NotTestable`` when none is."""
    found, lack = {}, None
    for chosen in rule.sets:
        try:
            found[chosen.name] = snapshot.geometries(chosen, rule.years)
        except NotTestable as missing:
            lack = lack or missing.reason
    if not found and lack is not None:
        raise NotTestable(lack)
    return found, lack


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint."""
    sets, lack = drawn(rule, snapshot)
    place = _shared(np.concatenate(list(sets.values())), snapshot, subjects)
    planar, ellipsoidal = snapshot.area_arrays(place)
    definition, _ = deciding_for_pieces(snapshot.definition)
    by_set = {name: _areas(_shared(shapes, snapshot, subjects), snapshot, definition) for name, shapes in sets.items()}
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


def _shared(zones: Geometries, snapshot: Snapshot, subjects: Subjects) -> Geometries:
    """What each footprint shares with some zones, overlaps once."""
    return shared_land(overlapping_pairs(subjects.geometry, zones, snapshot.feedback), subjects.geometry)


def _areas(shapes: Geometries, snapshot: Snapshot, definition: str) -> Floats:
    planar, ellipsoidal = snapshot.area_arrays(shapes)
    return planar if definition == "planar" else ellipsoidal


KIND = Kind("overlap_any", parameters=(), sets=(2, 9), answer_projects=answer)
