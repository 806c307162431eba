"""Overlap: a footprint may not lie in a zone. Measured is the area it shares with the union of the zone's features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from checks.answer import Answer
from checks.deciding import ROUNDING_M2, answer_by_overlap, deciding_for_pieces
from checks.finding import Part, Remark
from checks.measuring import Area, Geometries, Snapshot, Subjects
from checks.overlaps import Pairs, pairs_with, shared_land
from checks.rule import Kind, Rule, at_hand
from checks.selecting import matching


@dataclass(frozen=True, eq=False)
class Shared:
    """Per footprint: the land shared with the zone, its plane and ellipsoidal area in m², the footprint's plane area.

    ``by_feature`` are the pairs with the zone's features; ``second`` are rows of the role's table.
    """

    place: Geometries
    planar: npt.NDArray[np.float64]
    ellipsoidal: npt.NDArray[np.float64]
    own_planar: npt.NDArray[np.float64]
    by_feature: Pairs


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Shared:
    """Areas shared by each footprint and the zone, land where features overlap counted once."""
    footprints = subjects.geometry
    pairs = pairs_with(rule.sets[0], rule.years, footprints, snapshot)
    place = shared_land(pairs, footprints)
    planar, ellipsoidal = snapshot.area_arrays(place)
    return Shared(place, planar, ellipsoidal, np.asarray(shapely.area(footprints), dtype=np.float64), pairs)


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint."""
    shared = measure(rule, snapshot, subjects)
    hit = np.flatnonzero(np.maximum(shared.planar, shared.ellipsoidal) >= ROUNDING_M2)
    parts, hints = _features_hit(rule, snapshot, shared.by_feature)
    clear = answer_by_overlap(Area(0.0, 0.0), definition=snapshot.definition, tolerance_m2=1.0)
    answers = [clear] * len(subjects)
    for number in hit.tolist():
        share = 100.0 * shared.planar[number] / shared.own_planar[number]
        answers[number] = answer_by_overlap(
            Area(float(shared.planar[number]), float(shared.ellipsoidal[number])),
            definition=snapshot.definition,
            tolerance_m2=snapshot.tolerance.area_m2,
            place=shared.place[number],
            parts=(Part("share", "footprint", float(share), "%"), *parts.get(number, ())),
            hints=hints.get(number, ()),
        )
    return answers


def _features_hit(
    rule: Rule, snapshot: Snapshot, pairs: Pairs
) -> tuple[dict[int, list[Part]], dict[int, tuple[Remark, ...]]]:
    """Which features of the zone each affected footprint meets, and the rule's notes about them."""
    table = snapshot.table(rule.sets[0].role)
    areas = _areas(pairs, snapshot)
    frame = table.part(pairs.second)
    names = table.names(pairs.second)
    noted = [(note, matching(frame, note.where, snapshot.years(rule.years))) for note in rule.notes]
    parts: dict[int, list[Part]] = {}
    hints: dict[int, dict[str, Remark]] = {}
    for pair, (number, area) in enumerate(zip(pairs.first.tolist(), areas.tolist(), strict=True)):
        if area < ROUNDING_M2:
            continue
        parts.setdefault(number, []).append(Part("feature", names[pair], area, "m2"))
        for note, mask in noted:
            if mask[pair]:
                hints.setdefault(number, {})[note.code] = Remark(note.code, note.text)
    return parts, {number: tuple(found.values()) for number, found in hints.items()}


def _areas(pairs: Pairs, snapshot: Snapshot) -> npt.NDArray[np.float64]:
    planar, ellipsoidal = snapshot.area_arrays(pairs.shared)
    definition, _ = deciding_for_pieces(snapshot.definition)
    return planar if definition == "planar" else ellipsoidal


KIND = Kind("overlap", parameters=(), sets=(1, 1), answer_projects=answer, reach=at_hand)
