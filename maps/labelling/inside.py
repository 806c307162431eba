"""Places in polygons: the centroid and the widest stretch on lines across the polygon, kept where the text fits.

All in numpy over edges: no geometry object is made, so that crossed rings and parts that overlap do no harm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maps.drawing.ring_order import Flags, Floats, Ints
from maps.labelling.source import Parts

LEVELS = 9
ROOM_MM = 0.15
"""Between a text and the outline of its parcel; more than thinning may move an edge."""
MOST_TESTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges from ``a`` to ``b`` (n, 2); those of feature i (in ``count``) lie from ``first[i]`` to ``first[i + 1]``."""

    a: Floats
    b: Floats
    owner: Ints
    first: Ints
    count: int


@dataclass(frozen=True, slots=True)
class Spots:
    """``xy`` (features, k, 2), NaN where a line does not meet the polygon; ``fits`` and ``score`` (features, k)."""

    xy: Floats
    fits: Flags
    score: Floats


def edges_of(parts: Parts, count: int) -> Edges:
    """The edges of closed rings."""
    last = np.zeros(len(parts.xy), dtype=np.bool_)
    last[parts.starts[1:] - 1] = True
    begin = np.flatnonzero(~last)
    owner = np.repeat(parts.owner, np.diff(parts.starts) - 1)
    first = np.searchsorted(owner, np.arange(count + 1)).astype(np.int64)
    return Edges(parts.xy[begin], parts.xy[begin + 1], owner, first, count)


def spots_in(parts: Parts, boxes: Floats, texts: Floats, *, window: Floats | None = None) -> Spots:
    """Where texts of a size (n, 2) could stand in polygons with bounds ``boxes`` (n, 4), in mm.

    With a ``window`` (left, top, right, bottom) only what of the polygon is in it counts.
    """
    count = len(boxes)
    edges = edges_of(parts, count)
    bounds = boxes if window is None else _cut(boxes, window)
    shares = (np.arange(LEVELS) + 0.5) / LEVELS
    levels = bounds[:, 1, None] + shares * (bounds[:, 3] - bounds[:, 1])[:, None]
    middle, stretch = _widest(edges, levels, bounds)
    xy = np.stack([middle, levels], axis=2)
    wanted = texts[:, 0, None] + 2 * ROOM_MM
    score = np.minimum(stretch / wanted, 2.0) - 1.2 * np.abs(shares - 0.5)
    if window is None:
        centre = _centroids(parts, count)
        inside = _holds(edges, centre)
        xy = np.concatenate([np.where(inside[:, None], centre, np.nan)[:, None, :], xy], axis=1)
        score = np.column_stack([np.full(count, 2.2), score])
    half = texts / 2 + ROOM_MM
    fits = ~_touched(edges, xy, half) & np.isfinite(xy[:, :, 0])
    return Spots(xy, fits, np.where(np.isfinite(xy[:, :, 0]), score, -np.inf))


def _cut(boxes: Floats, window: Floats) -> Floats:
    return np.hstack([np.maximum(boxes[:, :2], window[:2]), np.minimum(boxes[:, 2:], window[2:])])


def _widest(edges: Edges, levels: Floats, bounds: Floats) -> tuple[Floats, Floats]:
    """Middle and width of the widest stretch inside the polygon on each of its ``levels`` (features, k)."""
    count, per_feature = levels.shape
    middle, stretch = np.full(levels.size, np.nan), np.zeros(levels.size)
    at = levels[edges.owner]
    crossing = (edges.a[:, 1, None] > at) != (edges.b[:, 1, None] > at)
    edge, level = np.nonzero(crossing)
    a, b = edges.a[edge], edges.b[edge]
    share = (at[edge, level] - a[:, 1]) / (b[:, 1] - a[:, 1])
    x = a[:, 0] + share * (b[:, 0] - a[:, 0])
    key = edges.owner[edge] * per_feature + level
    order = np.lexsort((x, key))
    key, x = key[order], x[order]
    # Closed rings cross a level an even number of times: inside is from each odd crossing to the next.
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, dtype=np.int64)
    rank = np.arange(len(key)) - np.repeat(starts, np.diff(np.append(starts, len(key))))
    enter = np.flatnonzero((rank % 2 == 0)[:-1] & (key[1:] == key[:-1])) if len(key) else starts
    owner = key[enter] // per_feature
    left = np.maximum(x[enter], bounds[owner, 0])
    right = np.minimum(x[enter + 1], bounds[owner, 2])
    best = np.lexsort((right - left, key[enter]))
    chosen = key[enter][best]  # the last of each key is the widest
    middle[chosen], stretch[chosen] = ((left + right) / 2)[best], (right - left)[best]
    middle[stretch <= 0] = np.nan
    return middle.reshape(count, per_feature), stretch.reshape(count, per_feature)


def _centroids(parts: Parts, count: int) -> Floats:
    """The centroid of the largest ring of each feature (n, 2)."""
    starts = parts.starts[:-1]
    anchor = parts.xy[starts]
    local = parts.xy - np.repeat(anchor, np.diff(parts.starts), axis=0)
    nxt = np.append(local[1:], [[0.0, 0.0]], axis=0)
    cross = local[:, 0] * nxt[:, 1] - nxt[:, 0] * local[:, 1]
    cross[parts.starts[1:] - 1] = 0.0
    twice = np.add.reduceat(cross, starts)
    sums = np.add.reduceat((local + nxt) * cross[:, None], starts, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        centres = anchor + sums / (3 * twice)[:, None]
    result = np.full((count, 2), np.nan)
    order = np.lexsort((np.abs(twice), parts.owner))
    result[parts.owner[order]] = centres[order]  # the last of each owner has the largest ring
    return result


def _holds(edges: Edges, points: Floats) -> Flags:
    """Whether each feature holds its point (even-odd)."""
    x, y = points[edges.owner].T
    ay, by = edges.a[:, 1], edges.b[:, 1]
    crossing = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = edges.a[:, 0] + (y - ay) / (by - ay) * (edges.b[:, 0] - edges.a[:, 0])
    hits = np.bincount(edges.owner[crossing & (at > x)], minlength=edges.count)
    found: Flags = hits % 2 == 1
    return found


def _touched(edges: Edges, xy: Floats, half: Floats) -> Flags:
    """Whether an edge of its feature runs into the box about each place (features, k)."""
    touched = np.ones(xy.shape[:2], dtype=np.bool_)
    per_feature = max(1, xy.shape[1])
    step = max(1, MOST_TESTS // per_feature)
    begin = 0
    while begin < edges.count:
        # Whole features, about so many edges at a time: the arrays below stay small.
        end = max(begin + 1, int(np.searchsorted(edges.first, edges.first[begin] + step, side="right")) - 1)
        chunk = slice(int(edges.first[begin]), int(edges.first[end]))
        owner = edges.owner[chunk] - begin
        meets = _meets(edges.a[chunk], edges.b[chunk], xy[begin:end][owner], half[begin:end][owner])
        hits = np.zeros((end - begin, per_feature), dtype=np.bool_)
        present = np.flatnonzero(np.diff(edges.first[begin : end + 1]))
        if len(present):
            hits[present] = np.logical_or.reduceat(meets, edges.first[begin:end][present] - edges.first[begin], axis=0)
        touched[begin:end] = hits
        begin = end
    return touched


def _meets(a: Floats, b: Floats, centres: Floats, half: Floats) -> Flags:
    """Whether edge n meets the box about each of its ``centres`` (n, k): separating axes of a segment and a box."""
    middle, reach = (a + b) / 2, np.abs(b - a) / 2
    dx = middle[:, 0, None] - centres[:, :, 0]
    dy = middle[:, 1, None] - centres[:, :, 1]
    near = (np.abs(dx) < (half[:, 0] + reach[:, 0])[:, None]) & (np.abs(dy) < (half[:, 1] + reach[:, 1])[:, None])
    ux, uy = (b - a).T
    side = np.abs(ux[:, None] * dy - uy[:, None] * dx)
    found: Flags = near & (side <= (half[:, 0] * np.abs(uy) + half[:, 1] * np.abs(ux))[:, None])
    return found
