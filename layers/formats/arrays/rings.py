"""Rings of polygons: which is a hole in which, told by the direction in which they run, as GDAL tells it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from layers.formats.arrays import UnfitError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MAX_PAIRS = 5_000_000
"""Of holes and outer rings of one feature that are compared; only rubbish has more."""


def arranged_rings(xy: Floats, starts: Ints, feature: Ints) -> tuple[Ints, Flags]:
    """The order in which rings follow each other (each hole after its outer ring), and which of them are holes.

    ``feature`` (m) ascends. Clockwise rings are outer ones, and so is a ring of either direction that is alone. A
    counter-clockwise ring is a hole of the only clockwise one of its feature, or of the smallest clockwise ring
    around it; where there is none it is an outer ring (GDAL's rule for shapefiles). Raises ``UnfitError`` on rubbish.
    """
    count = len(feature)
    order = np.arange(count, dtype=np.int64)
    holes = np.zeros(count, dtype=np.bool_)
    first = np.concatenate([[True], feature[1:] != feature[:-1]]) if count else holes
    heads = np.flatnonzero(first)
    sizes = np.diff(np.append(heads, count))
    several = np.repeat(sizes > 1, sizes)
    if not several.any():
        return order, holes
    rings = np.flatnonzero(several)
    areas = np.zeros(count)
    areas[rings] = twice_areas(xy, starts, rings)
    clockwise = areas < 0
    outer = np.add.reduceat(clockwise.astype(np.int64), heads)
    # The usual case first, without a loop: one clockwise ring, at the front, and all others are its holes.
    plain = (outer == 1) & clockwise[heads] & (sizes > 1)
    holes[:] = np.repeat(plain, sizes) & ~first
    odd = np.flatnonzero((sizes > 1) & ~plain & (outer > 0) & (outer < sizes))
    for number in odd.tolist():
        members = np.arange(heads[number], heads[number] + sizes[number])
        order[members], holes[members] = _one_feature(xy, starts, members, areas=areas[members])
    return order, holes


def twice_areas(xy: Floats, starts: Ints, rings: Ints) -> Floats:
    """Twice the signed areas of closed rings, negative when they run clockwise (about each ring's first vertex)."""
    counts = np.diff(starts)[rings]
    offsets = np.cumsum(counts) - counts
    index = np.arange(counts.sum()) + np.repeat(starts[rings] - offsets, counts)
    local = xy[index] - np.repeat(xy[starts[rings]], counts, axis=0)
    cross = np.zeros(len(local))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[offsets + counts - 1] = 0.0  # from one ring to the next there is no edge
    return np.asarray(np.add.reduceat(cross, offsets))


def _one_feature(xy: Floats, starts: Ints, members: Ints, *, areas: Floats) -> tuple[Ints, Flags]:
    """Order and holes among the rings of one feature that has several outer rings, or its outer ring not in front."""
    outer = np.flatnonzero(areas < 0)
    inner = np.flatnonzero(areas >= 0)
    if len(outer) * len(inner) > MAX_PAIRS:
        raise UnfitError
    parent = np.arange(len(members))
    if len(outer) == 1:
        parent[inner] = outer[0]
    else:
        pieces = [xy[starts[ring] : starts[ring + 1]] for ring in members]
        low = np.array([piece.min(axis=0) for piece in pieces])
        high = np.array([piece.max(axis=0) for piece in pieces])
        by_size = outer[np.argsort(-areas[outer], kind="stable")]
        for ring in inner.tolist():
            around = (low[by_size] <= low[ring]).all(axis=1) & (high[by_size] >= high[ring]).all(axis=1)
            around &= -areas[by_size] > areas[ring]
            parent[ring] = next((one for one in by_size[around] if _holds(pieces[one], pieces[ring])), ring)
    holes = parent != np.arange(len(members))
    order = np.lexsort((np.arange(len(members)), holes, parent))
    return members[order], holes[order]


def _holds(ring: Floats, other: Floats) -> bool:
    """Whether most of some vertices of ``other`` lie in ``ring`` (single ones may lie on it)."""
    chosen = other[:: max(1, len(other) // 50)]
    return sum(_contains(ring, x, y) for x, y in chosen) * 2 > len(chosen)


def _contains(ring: Floats, x: float, y: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x0, y0, x1, y1 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
    straddles = np.flatnonzero((y0 > y) != (y1 > y))
    x0, y0, x1, y1 = x0[straddles], y0[straddles], x1[straddles], y1[straddles]
    return bool(np.count_nonzero(x < (x1 - x0) * (y - y0) / (y1 - y0) + x0) % 2)
