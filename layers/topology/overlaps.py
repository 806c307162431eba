"""Overlaps, contained and duplicate features: one finding per pair, by exact geometry on suspects × all.

Where the number of features over a place changes there is a free edge, so every patch of overlap has one at its rim:
its owner is asked against everything there. A feature met in this way that has no free edge itself is asked against
everything in turn, because what lies within a patch need not have one.
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
    if not len(free):
        return []
    low, high = np.minimum(free.start, free.end), np.maximum(free.start, free.end)
    edge, other = index.near(np.concatenate([low, high], axis=1))
    hits = _meeting(index, free.row[edge], other)
    asked = np.zeros(len(index.shapes), dtype=np.bool_)
    found = [hits]
    while len(rows := np.setdiff1d(hits, np.flatnonzero(asked))):
        asked[rows] = True
        hits = _met_by(index, rows)
        found.append(hits)
    return pairs_as_findings(index, np.unique(np.concatenate(found), axis=0))


def overlaps_of(index: Index, rows: Rows) -> list[Finding]:
    """The pairs that some features are in."""
    return pairs_as_findings(index, np.unique(_met_by(index, rows), axis=0))


def _met_by(index: Index, rows: Rows) -> Rows:
    """Pairs (k, 2) of features with a common interior of which one is in ``rows``."""
    rows = rows[~shapely.is_missing(index.shapes[rows]) & ~shapely.is_empty(index.shapes[rows])]
    if not len(rows):
        return np.empty((0, 2), dtype=np.int64)
    place, other = index.near(shapely.bounds(index.shapes[rows]))
    return _meeting(index, rows[place], other)


def _meeting(index: Index, first: Rows, second: Rows) -> Rows:
    """Of candidate pairs those whose interiors meet, each once, the lower row first (k, 2)."""
    differ = first != second
    both = np.stack([np.minimum(first[differ], second[differ]), np.maximum(first[differ], second[differ])])
    pairs = np.unique(both[0] * len(index.shapes) + both[1])
    low, high = np.divmod(pairs, len(index.shapes))
    rows, place = np.unique(np.concatenate([low, high]), return_inverse=True)
    shapes = index.usable(rows)
    meets = shapely.relate_pattern(shapes[place[: len(low)]], shapes[place[len(low) :]], _INTERIORS_MEET)
    return np.stack([low, high], axis=1)[meets]


def pairs_as_findings(index: Index, pairs: Rows) -> list[Finding]:
    """What each pair (k, 2) is: duplicate, contained or overlap; nothing where it is rounding."""
    first, second = index.usable(pairs[:, 0]), index.usable(pairs[:, 1])
    common = shapely.intersection(first, second)
    places = thick(common, index)
    found = []
    for number in np.flatnonzero([place is not None for place in places]):
        place = places[number]
        fids = (index.fid(pairs[number, 0]), index.fid(pairs[number, 1]))
        inside = [_within(index, one, other, place) for one, other in _both_ways(first[number], second[number])]
        kind = "duplicate" if all(inside) else "contained" if any(inside) else "overlap"
        # Of a contained feature the inner one comes first; everything else in ascending order.
        fids = (fids[1], fids[0]) if kind == "contained" and inside[1] else fids
        area = float(index.scale.area(np.array([place], dtype=object))[0])
        found.append(Finding(kind, fids if kind == "contained" else tuple(sorted(fids)), place, area))
    return found


def thick(shapes: Objects, index: Index) -> list[Any]:
    """Of each shape the areal parts that are wider than the tolerance; None where there are none."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    keep = shapely.get_dimensions(parts) == 2
    keep[keep] = index.scale.width(parts[keep]) > index.settings.tolerance_m
    found: list[Any] = [None] * len(shapes)
    parts, owner = parts[keep], owner[keep]
    for number in np.unique(owner):
        own = parts[owner == number] if len(owner) < 1000 else parts[slice(*np.searchsorted(owner, [number, number + 1]))]
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
