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
    found = hits = _meeting(index, asked)
    while len(hits):
        more = np.setdiff1d(_beside(index, hits), asked, assume_unique=True)
        asked = np.union1d(asked, more)
        hits = _meeting(index, more)
        found = np.union1d(found, hits)
    return pairs_as_findings(index, found)


def overlaps_of(index: Index, rows: Rows) -> list[Finding]:
    """The pairs that some features are in."""
    return pairs_as_findings(index, _meeting(index, _pairs_of(index, rows)))


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


def _beside(index: Index, hits: Rows) -> Rows:
    """Both features of each pair with everything near what they have in common."""
    low, high = np.divmod(hits, len(index.shapes))
    pair, other = index.near(shapely.bounds(shapely.intersection(index.usable(low), index.usable(high))))
    return np.union1d(_pairs(index, low[pair], other), _pairs(index, high[pair], other))


def _meeting(index: Index, pairs: Rows) -> Rows:
    """Of candidate pairs those whose interiors meet."""
    low, high = np.divmod(pairs, len(index.shapes))
    meets = shapely.relate_pattern(index.usable(low), index.usable(high), _INTERIORS_MEET)
    return np.asarray(pairs[meets], dtype=np.int64)


def pairs_as_findings(index: Index, pairs: Rows) -> list[Finding]:
    """What each pair (k) is: duplicate, contained or overlap; nothing where it is rounding."""
    low, high = np.divmod(pairs, len(index.shapes))
    first, second = index.usable(low), index.usable(high)
    common = shapely.intersection(first, second)
    places = thick(common, index)
    areas = index.scale.area(np.array(places, dtype=object))
    found = []
    for number in np.flatnonzero([place is not None for place in places]):
        place = places[number]
        fids = (index.fid(low[number]), index.fid(high[number]))
        inside = [_within(index, one, other, place) for one, other in _both_ways(first[number], second[number])]
        kind = "duplicate" if all(inside) else "contained" if any(inside) else "overlap"
        # Of a contained feature the inner one comes first; everything else in ascending order.
        fids = (fids[1], fids[0]) if kind == "contained" and inside[1] else fids
        fids = fids if kind == "contained" else (min(fids), max(fids))
        found.append(Finding(kind, fids, place, float(areas[number])))
    return found


def thick(shapes: Objects, index: Index) -> list[Any]:
    """Of each shape the areal parts that are wider than the tolerance; None where there are none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    keep = shapely.get_dimensions(parts) == 2
    keep[keep] = index.scale.width(parts[keep]) > index.settings.tolerance_m
    found: list[Any] = [None] * len(shapes)
    parts, owner = parts[keep], owner[keep]
    numbers, starts = np.unique(owner, return_index=True)
    for number, own in zip(numbers.tolist(), np.split(parts, starts[1:]) if len(starts) else (), strict=True):
        found[number] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return found


def _both_ways(first: Any, second: Any) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (first, second), (second, first)


def _within(index: Index, inner: Any, outer: Any, common: Any) -> bool:
    """Whether nothing of ``inner`` wider than the tolerance lies outside ``outer``."""
    tolerance = index.scale.units(index.settings.tolerance_m)
    if shapely.area(inner) - shapely.area(common) > 4 * tolerance * shapely.length(inner):
        return False
    return thick(np.array([shapely.difference(inner, outer)], dtype=object), index)[0] is None
