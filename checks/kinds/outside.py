"""Outside: a footprint must lie inside a set. Measured is the area that lies outside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from checks.answer import Answer
from checks.deciding import ROUNDING_M2, answer_by_overlap
from checks.finding import Part
from checks.measuring import Area, Geometries, Snapshot, Subjects, polygonal
from checks.overlaps import clipped_to, unshared
from checks.rule import Kind, Rule


def measure(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Geometries:
    """The part of each footprint outside the set's union: an empty polygon for those wholly inside."""
    inside = unshared(snapshot.union(rule.sets[0], rule.years))
    shapely.prepare(inside)
    footprints = subjects.geometry
    rest = np.full(len(footprints), shapely.Polygon(), dtype=object)
    open_ones = np.flatnonzero(~shapely.covers(inside, footprints))
    touching = shapely.intersects(inside, footprints[open_ones])
    rest[open_ones] = footprints[open_ones]
    crossing = open_ones[touching]
    rest[crossing] = shapely.difference(footprints[crossing], clipped_to(inside, footprints[crossing]))
    return rest


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer]:
    """One answer per footprint."""
    rest = measure(rule, snapshot, subjects)
    planar, ellipsoidal = snapshot.area_arrays(rest)
    own = shapely.area(subjects.geometry)
    clear = answer_by_overlap(Area(0.0, 0.0), definition=snapshot.definition, tolerance_m2=1.0)
    answers = [clear] * len(subjects)
    for number in np.flatnonzero(np.maximum(planar, ellipsoidal) >= ROUNDING_M2).tolist():
        answers[number] = answer_by_overlap(
            Area(float(planar[number]), float(ellipsoidal[number])),
            definition=snapshot.definition,
            tolerance_m2=snapshot.tolerance.area_m2,
            place=polygonal(rest[number]),
            parts=(Part("share", "footprint", float(100.0 * planar[number] / own[number]), "%"),),
        )
    return answers


KIND = Kind("outside", parameters=(), sets=(1, 1), answer_projects=answer)
