"""Overlap: a footprint may not lie in a zone. Measured is the area it shares with the union of the zone's features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import Answer
from checks.deciding import ROUNDING_M2, answer_by_overlap, deciding_for_pieces
from checks.finding import Part, Remark
from checks.measuring import Area, Snapshot, Subjects, polygonal
from checks.overlaps import Pairs, disjoint_zones, overlapping_pairs
from checks.rule import Kind, Rule
from checks.selecting import matching


@dataclass(frozen=True, eq=False)
class Shared:
    """Per footprint: plane and ellipsoidal area shared with the zone in m², and the shared polygons.

    ``by_feature`` are the pairs with the zone's features where no two of these overlap.
    """

    planar: npt.NDArray[np.float64]
    ellipsoidal: npt.NDArray[np.float64]
    place: dict[int, list[BaseGeometry]]
    own_planar: npt.NDArray[np.float64]
    by_feature: Pairs | None


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Shared:
    """Areas shared by each footprint and the zone."""
    features = snapshot.geometries(rule.sets[0], rule.years)
    zones = snapshot.remembered(
        ("disjoint", rule.sets[0], tuple(rule.years.values())), lambda: disjoint_zones(features)
    )
    pairs = overlapping_pairs(subjects.geometry, zones, snapshot.feedback)
    real = np.flatnonzero(pairs.area > 0)
    first, shared = pairs.first[real], pairs.shared[real]
    planar, ellipsoidal = snapshot.area_arrays(shared)
    place: dict[int, list[BaseGeometry]] = {}
    for number, geometry in zip(first.tolist(), shared, strict=True):
        place.setdefault(number, []).append(geometry)
    count = len(subjects)
    return Shared(
        np.bincount(first, planar, count).astype(np.float64),
        np.bincount(first, ellipsoidal, count).astype(np.float64),
        place,
        np.asarray(shapely.area(subjects.geometry), dtype=np.float64),
        by_feature=pairs if len(zones) == len(features) else None,
    )


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint."""
    shared = measure(rule, snapshot, subjects)
    hit = np.flatnonzero(np.maximum(shared.planar, shared.ellipsoidal) >= ROUNDING_M2)
    parts, hints = _features_hit(rule, snapshot, subjects, shared, hit)
    clear = answer_by_overlap(Area(0.0, 0.0), definition=snapshot.definition, tolerance_m2=1.0)
    answers = [clear] * len(subjects)
    for number in hit.tolist():
        share = 100.0 * shared.planar[number] / shared.own_planar[number]
        answers[number] = answer_by_overlap(
            Area(float(shared.planar[number]), float(shared.ellipsoidal[number])),
            definition=snapshot.definition,
            tolerance_m2=snapshot.tolerance.area_m2,
            place=_joined(shared.place[number]),
            parts=(Part("share", "footprint", float(share), "%"), *parts.get(number, ())),
            hints=hints.get(number, ()),
        )
    return answers


def _joined(shapes: list[BaseGeometry]) -> BaseGeometry:
    return polygonal(shapes[0] if len(shapes) == 1 else shapely.union_all(shapes))


def _features_hit(
    rule: Rule, snapshot: Snapshot, subjects: Subjects, shared: Shared, hit: npt.NDArray[np.int64]
) -> tuple[dict[int, list[Part]], dict[int, tuple[Remark, ...]]]:
    """Which features of the zone each affected footprint meets, and the rule's notes about them."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    pairs, number_of = shared.by_feature, np.arange(len(subjects))
    if pairs is None:
        pairs, number_of = overlapping_pairs(subjects.geometry[hit], table.measurable[rows]), hit
    areas = _areas(pairs, snapshot)
    frame = table.frame.iloc[rows]
    names = table.names(rows)
    noted = [(note, matching(frame, note.where, snapshot.years(rule.years))) for note in rule.notes]
    parts: dict[int, list[Part]] = {}
    hints: dict[int, dict[str, Remark]] = {}
    for first, second, area in zip(pairs.first, pairs.second, areas, strict=True):
        if area < ROUNDING_M2:
            continue
        number = int(number_of[first])
        parts.setdefault(number, []).append(Part("feature", names[second], float(area), "m2"))
        for note, mask in noted:
            if mask[second]:
                hints.setdefault(number, {})[note.code] = Remark(note.code, note.text)
    return parts, {number: tuple(found.values()) for number, found in hints.items()}


def _areas(pairs: Pairs, snapshot: Snapshot) -> npt.NDArray[np.float64]:
    planar, ellipsoidal = snapshot.area_arrays(pairs.shared)
    definition, _ = deciding_for_pieces(snapshot.definition)
    return planar if definition == "planar" else ellipsoidal


KIND = Kind("overlap", parameters=(), sets=(1, 1), answer_projects=answer)
