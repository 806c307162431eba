"""Overlaps, contained and duplicate features: one finding per pair, by exact geometry on suspects × all.

Where the number of features over a place changes there is a free edge, so every patch of overlap has one at its rim:
its owner is asked against everything there. What lies further within a patch need not have one: so both features of
every pair found are asked against everything beside their common part, until nothing new is met.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.finding import Finding
from layers.topology.index import Index

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]

_INTERIORS_MEET = "T********"


def overlaps(index: Index) -> list[Finding]:
    """All pairs of the layer."""
    free = index.free
    low, high = np.minimum(free.start, free.end), np.maximum(free.start, free.end)
    edge, other = index.near(np.concatenate([low, high], axis=1))
    asked = _pairs(index, free.row[edge], other)
    found, common = _meeting(index, asked)
    all_found, all_common = [found], [common]
    while len(found):
        more = np.setdiff1d(_beside(index, found, common), asked, assume_unique=True)
        asked = np.union1d(asked, more)
        found, common = _meeting(index, more)
        all_found.append(found)
        all_common.append(common)
    return pairs_as_findings(index, np.concatenate(all_found), np.concatenate(all_common))


def overlaps_of(index: Index, rows: Rows) -> list[Finding]:
    """The pairs that some features are in."""
    return pairs_as_findings(index, *_meeting(index, _pairs_of(index, rows)))


def _pairs_of(index: Index, rows: Rows) -> Rows:
    """Candidate pairs, by bounding box, of which one is in ``rows``."""
    rows = rows[~shapely.is_missing(index.shapes[rows]) & ~shapely.is_empty(index.shapes[rows])]
    place, other = index.near(shapely.bounds(index.shapes[rows]))
    return _pairs(index, rows[place], other)


def _pairs(index: Index, first: Rows, second: Rows) -> Rows:
    """Pairs of different rows, each once and as one number."""
    differ = first != second
    first, second = first[differ], second[differ]
    return np.unique(np.minimum(first, second) * len(index.shapes) + np.maximum(first, second))


def _beside(index: Index, hits: Rows, common: Objects) -> Rows:
    """Both features of each pair with everything near what they have in common."""
    low, high = np.divmod(hits, len(index.shapes))
    pair, other = index.near(shapely.bounds(common))
    return np.union1d(_pairs(index, low[pair], other), _pairs(index, high[pair], other))


def _meeting(index: Index, pairs: Rows) -> tuple[Rows, Objects]:
    """Of candidate pairs those whose interiors meet, and what they have in common."""
    low, high = np.divmod(pairs, len(index.shapes))
    first, second = index.usable(low), index.usable(high)
    meets = shapely.relate_pattern(first, second, _INTERIORS_MEET)
    common = shapely.intersection(first[meets], second[meets])
    return np.asarray(pairs[meets], dtype=np.int64), np.asarray(common, dtype=object)


def pairs_as_findings(index: Index, pairs: Rows, common: Objects) -> list[Finding]:
    """What each pair (k) is: duplicate, contained or overlap; nothing where it is rounding."""
    places = np.array(thick(common, index), dtype=object)
    kept = np.flatnonzero(~shapely.is_missing(places))
    places, common = places[kept], common[kept]
    low, high = np.divmod(pairs[kept], len(index.shapes))
    first, second = index.usable(low), index.usable(high)
    inside = _within(index, first, second, common), _within(index, second, first, common)
    areas = index.scale.area(places)
    found = []
    for number, place in enumerate(places):
        one, other = index.fid(low[number]), index.fid(high[number])
        within = inside[0][number], inside[1][number]
        kind = "duplicate" if all(within) else "contained" if any(within) else "overlap"
        # Of a contained feature the inner one comes first; everything else in ascending order.
        turned = within[1] if kind == "contained" else one > other
        found.append(Finding(kind, (other, one) if turned else (one, other), place, float(areas[number])))
    return found


def thick(shapes: Objects, index: Index) -> list[Any]:
    """Of each shape the areal parts that are wider than the tolerance; None where there are none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    keep = is_thick(parts, index)
    found: list[Any] = [None] * len(shapes)
    parts, owner = parts[keep], owner[keep]
    numbers, starts = np.unique(owner, return_index=True)
    for number, own in zip(numbers.tolist(), np.split(parts, starts[1:]) if len(starts) else (), strict=True):
        found[number] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return found


def is_thick(parts: Objects, index: Index) -> npt.NDArray[np.bool_]:
    """Polygons that are wider than rounding: on average, or at one place (a patch with a long hair) twice that."""
    tolerance = index.settings.tolerance_m
    found = np.asarray(shapely.get_dimensions(parts) == 2)
    found[found] = index.scale.width(parts[found]) > tolerance
    doubtful = np.flatnonzero(~found & (index.scale.area(parts) > 3 * tolerance**2))
    patches = shapely.buffer(parts[doubtful], -index.scale.units(tolerance), quad_segs=2)
    found[doubtful] = ~shapely.is_empty(patches)
    return found


def _within(index: Index, inner: Objects, outer: Objects, common: Objects) -> npt.NDArray[np.bool_]:
    """Whether nothing of each inner shape wider than the tolerance lies outside its outer one."""
    tolerance = index.scale.units(index.settings.tolerance_m)
    found = shapely.area(inner) - shapely.area(common) <= 4 * tolerance * shapely.length(inner)
    rest = thick(shapely.difference(inner[found], outer[found]), index)
    found[found] = [one is None for one in rest]
    return np.asarray(found)
