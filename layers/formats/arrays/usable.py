"""From parts as a file has them to parts that can be drawn and measured, feature by feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.layer import Coordinates, GeometryKind

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FARTHEST = 1e9
"""As in ``layers.geometry.mending``: no coordinate on Earth is larger."""

DIMENSIONS: tuple[GeometryKind, ...] = ("point", "line", "polygon")
_LEAST = np.array([1, 2, 4])
"""Vertices of a point, a line, a closed ring."""


@dataclass(frozen=True, eq=False)
class Shapes:
    """The geometry of one table.

    ``coordinates`` are its parts, ``kind`` what most features are (None without any), ``rows`` (the fids, n) are
    numbered by ``coordinates.part_feature``, ``broken`` (n) marks features whose bytes mean nothing.
    """

    coordinates: Coordinates
    kind: GeometryKind | None
    fids: Ints
    broken: Flags


def usable(coordinates: Coordinates, dimension: npt.NDArray[np.int8], broken: Flags, fids: Ints) -> Shapes:
    """Leave out what is broken, and features that no geometry library takes: rings of under four vertices or not
    closed, lines of one vertex. ``dimension`` (n) is 0, 1 or 2 by feature, -1 without geometry.
    """
    xy, starts, feature = coordinates.xy, coordinates.part_starts, coordinates.part_feature
    counts = np.diff(starts)
    bad = broken.copy()
    if len(feature) and coordinates.part_bounds is None:
        of_part = dimension[feature]
        wrong = counts < _LEAST[of_part]
        rings = np.flatnonzero(of_part == 2)
        apart = xy[starts[1:][rings] - 1] != xy[starts[:-1][rings]]
        wrong[rings] |= apart[:, 0] | apart[:, 1]
        bad[feature[wrong]] = True
    present = np.zeros(len(fids), dtype=np.bool_)
    present[feature] = True
    present &= ~bad
    kinds = np.bincount(dimension[present], minlength=3) if present.any() else np.zeros(3, dtype=np.int64)
    kind = DIMENSIONS[int(np.argmax(kinds))] if kinds.any() else None
    kept = coordinates if not bad.any() else without(coordinates, bad)
    return Shapes(kept, kind, fids, bad)


def farthest(xy: Floats, before: float) -> float:
    """The largest coordinate, its sign apart, or ``before`` where that is larger; NaN where one is no number."""
    return float(np.max([before, xy.max(initial=0.0), -xy.min(initial=0.0)]))


def too_far(coordinates: Coordinates, count: int) -> Flags:
    """Which of ``count`` features have coordinates beyond ``FARTHEST`` or none that are numbers."""
    far = ~(np.abs(coordinates.xy) < FARTHEST).all(axis=1)
    found = np.zeros(count, dtype=np.bool_)
    found[np.repeat(coordinates.part_feature, np.diff(coordinates.part_starts))[far]] = True
    return found


def without(coordinates: Coordinates, dropped: Flags) -> Coordinates:
    """The coordinates without the parts of some features; the numbers of the others stay."""
    stay = ~dropped[coordinates.part_feature]
    counts = np.diff(coordinates.part_starts)
    return Coordinates(
        xy=coordinates.xy[np.repeat(stay, counts)],
        part_starts=np.concatenate([[0], np.cumsum(counts[stay])]).astype(np.int64),
        part_feature=coordinates.part_feature[stay],
        part_hole=coordinates.part_hole[stay],
    )


def reordered(coordinates: Coordinates, order: Ints) -> Coordinates:
    """The parts in another order."""
    if (order == np.arange(len(order))).all():
        return coordinates
    counts = np.diff(coordinates.part_starts)[order]
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    index = np.arange(starts[-1]) + np.repeat(coordinates.part_starts[:-1][order] - starts[:-1], counts)
    return Coordinates(coordinates.xy[index], starts, coordinates.part_feature[order], coordinates.part_hole[order])


def joined_coordinates(pieces: Sequence[Coordinates], first_features: Sequence[int]) -> Coordinates:
    """Coordinates of tables that follow each other; the features of each count from the number given."""
    sizes = np.cumsum([0, *(len(one.xy) for one in pieces)]).tolist()
    none = Coordinates(np.zeros((0, 2)), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_))
    shifted = [one.part_starts[:-1] + first for one, first in zip(pieces, sizes, strict=False)]
    features = [one.part_feature + first for one, first in zip(pieces, first_features, strict=True)]
    return Coordinates(
        xy=np.concatenate([none.xy, *(one.xy for one in pieces)]),
        part_starts=np.concatenate([*shifted, [sizes[-1]]]).astype(np.int64),
        part_feature=np.concatenate([none.part_feature, *features]),
        part_hole=np.concatenate([none.part_hole, *(one.part_hole for one in pieces)]),
    )
