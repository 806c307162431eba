"""What footprints and zones have in common, measured exactly and fast.

Most hits lie wholly inside a zone: a prepared ``covers`` decides them and their own area is the answer. The rest
meet only the part of the zone inside their own box, so the zone is clipped to that box before the exact
intersection (about 80 times faster than an overlay of whole layers, same pairs, 1e-10 relative).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from checks.measuring import Geometries, Snapshot, polygonal
from checks.rule import FeatureSet, Year
from core.feedback import Feedback

CLIP_MARGIN_M = 1.0
"""Clip boxes are larger than the footprint by this, so that no cut runs along its border."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Footprint ``first[i]`` and zone ``second[i]`` share ``shared[i]``; ``inside[i]``: all of the footprint."""

    first: Integers
    second: Integers
    shared: Geometries
    inside: npt.NDArray[np.bool_]

    @property
    def area(self) -> npt.NDArray[np.float64]:
        """Plane area of what each pair shares, m²."""
        return np.asarray(shapely.area(self.shared), dtype=np.float64)


def overlapping_pairs(footprints: Geometries, zones: Geometries, feedback: Feedback | None = None) -> Pairs:
    """Every pair of footprint and zone whose interiors or borders meet, with what they share.

    Zones must be valid polygons.
    """
    tree = shapely.STRtree(footprints)
    zones = unshared(zones)
    found = []
    # Of a million parcels a footprint meets a few; only those are looked at one by one.
    meeting = np.unique(tree.query(np.asarray(zones, dtype=object))[0])
    for number in meeting.tolist():
        if feedback is not None:
            feedback.check()
        rows, shared, inside = _shared_with(zones[number], footprints, tree)
        found.append((rows, np.full(len(rows), number), shared, inside))
    if not found:
        none = np.empty(0, dtype=np.int64)
        return Pairs(none, none, np.empty(0, dtype=object), np.empty(0, dtype=bool))
    first, second, shared, inside = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((second, first))
    return Pairs(first[order], second[order], shared[order], inside[order])


def pairs_with(chosen: FeatureSet, defaults: Mapping[Year, int], footprints: Geometries, snapshot: Snapshot) -> Pairs:
    """Every pair of footprint and feature of a set that meet; ``second`` are row numbers of the role's table.

    Raises ``NotTestable`` as ``Snapshot.rows`` does.
    """
    rows = snapshot.rows_near(chosen, defaults, footprints)
    pairs = overlapping_pairs(footprints, snapshot.table(chosen.role).measurable[rows], snapshot.feedback)
    return replace(pairs, second=rows[pairs.second])


def only(pairs: Pairs, mask: npt.NDArray[np.bool_]) -> Pairs:
    """Some of the pairs."""
    return Pairs(pairs.first[mask], pairs.second[mask], pairs.shared[mask], pairs.inside[mask])


def all_pairs(several: Sequence[Pairs]) -> Pairs:
    """The pairs of several sets together, by footprint; ``second`` means something within each set only."""
    first, second, shared, inside = (
        np.concatenate([getattr(one, name) for one in several]) for name in ("first", "second", "shared", "inside")
    )
    order = np.argsort(first, kind="stable")
    return Pairs(first[order], second[order], shared[order], inside[order])


def shared_land(pairs: Pairs, footprints: Geometries) -> Geometries:
    """What each footprint shares with any zone, overlaps of zones once; an empty polygon where that is nothing."""
    found = np.full(len(footprints), shapely.Polygon(), dtype=object)
    real = pairs.area > 0
    shared = pairs.shared[real]
    numbers, starts, counts = np.unique(pairs.first[real], return_index=True, return_counts=True)
    single = counts == 1
    found[numbers[single]] = shared[starts[single]]
    for number, start, count in zip(numbers[~single], starts[~single], counts[~single], strict=True):
        found[number] = shapely.union_all(shared[start : start + count])
    whole = pairs.first[pairs.inside]
    found[whole] = footprints[whole]
    for number in np.flatnonzero(shapely.get_type_id(found) == shapely.GeometryType.GEOMETRYCOLLECTION).tolist():
        found[number] = polygonal(found[number])
    return found


def unshared(geometries: Any) -> Any:
    """Copies to prepare: a prepared geometry must not be used by two threads, and layers are shared with the map."""
    return shapely.force_2d(geometries)


def _shared_with(zone: Any, footprints: Geometries, tree: shapely.STRtree) -> tuple[Any, Geometries, Any]:
    """Footprints that meet one zone, and what they share with it."""
    shapely.prepare(zone)
    rows = np.sort(tree.query(zone))
    candidates = footprints[rows]
    inside = shapely.covers(zone, candidates)
    shared = candidates.copy()
    crossing = np.flatnonzero(~inside)
    crossing = crossing[shapely.intersects(zone, candidates[crossing])]
    shared[crossing] = shapely.intersection(candidates[crossing], clipped_to(zone, candidates[crossing]))
    meets = inside.copy()
    meets[crossing] = True
    return rows[meets], shared[meets], inside[meets]


def clipped_to(zone: Any, footprints: Geometries) -> Geometries:
    """The part of ``zone`` around each footprint; the whole zone where clipping gives an invalid piece."""
    boxes = shapely.bounds(footprints) + CLIP_MARGIN_M * np.array([-1, -1, 1, 1])
    parts = np.empty(len(boxes), dtype=object)
    for number, box in enumerate(boxes):
        parts[number] = shapely.clip_by_rect(zone, *box)
    parts[~shapely.is_valid(parts)] = zone
    return parts


def disjoint_zones(zones: Geometries) -> Geometries:
    """Zones of which no two share an interior: what overlaps is joined, so that nothing is counted twice."""
    if len(zones) < 2:
        return zones
    first, second = shapely.STRtree(zones).query(zones)
    candidate = first < second
    first, second = first[candidate], second[candidate]
    meeting = shapely.intersects(zones[first], zones[second])
    first, second = first[meeting], second[meeting]
    sharing = shapely.relate_pattern(zones[first], zones[second], "T********")
    if not sharing.any():
        return zones
    group = _groups(len(zones), first[sharing], second[sharing])
    order = np.argsort(group, kind="stable")
    members = np.split(zones[order], np.flatnonzero(np.diff(group[order])) + 1)
    return np.array([one[0] if len(one) == 1 else shapely.union_all(one) for one in members], dtype=object)


def _groups(count: int, first: Integers, second: Integers) -> Integers:
    """Number of the connected group of each of ``count`` things, given which pairs belong together."""
    group = np.arange(count)
    while True:
        lower = np.minimum(group[first], group[second])
        joined = group.copy()
        np.minimum.at(joined, first, lower)
        np.minimum.at(joined, second, lower)
        joined = joined[joined]
        if (joined == group).all():
            return group
        group = joined
