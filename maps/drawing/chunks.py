"""Pieces of a layer for QPainter: neighbouring features of one class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from PySide6.QtGui import QPainterPath

from maps.drawing.paths import painter_path
from maps.drawing.ring_order import Flags, Ints, Ragged, chunk_starts, feature_order, gathered
from maps.view import Bounds


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some neighbouring features of one class. ``bounds`` in map metres, ``path`` and ``parts`` about ``origin``.

    The rings of ``parts`` are turned so that winding fill leaves holes.
    """

    class_number: int
    bounds: Bounds
    origin: tuple[float, float]
    parts: Ragged
    pathless: bool = False

    def meets(self, extent: Bounds) -> bool:
        """Whether the chunk may show in ``extent``."""
        west, south, east, north = self.bounds
        return west <= extent[2] and east >= extent[0] and south <= extent[3] and north >= extent[1]

    @cached_property
    def path(self) -> QPainterPath:
        """The parts as one path; empty for points."""
        return QPainterPath() if self.pathless else painter_path(self.parts.xy, self.parts.starts)


def chunks_of(
    parts: Ragged, part_class: Ints, turned: Flags, *, origin: tuple[float, float], pathless: bool, in_order: bool
) -> Iterator[Chunk]:
    """All of ``parts`` (in map metres) in chunks: by class and compact, or ``in_order`` of the rows, one row each.

    ``turned`` marks the rings that must run the other way for winding fill.
    """
    if not len(parts.feature):
        return
    if in_order:
        order = np.arange(len(parts.feature), dtype=np.int64)
        change = np.flatnonzero(np.diff(parts.feature)) + 1
        cuts = np.concatenate([[0], change, [len(order)]])
    else:
        order = feature_order(parts.bounds, parts.feature, part_class)
        counts = np.diff(parts.starts)[order]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        cuts = chunk_starts(starts, parts.feature[order], part_class[order])
    # All at once: for each chunk alone it takes twice as long.
    xy, starts = gathered(parts.xy, parts.starts, parts=order, turned=turned[order])
    bounds = parts.bounds[order]
    local = Ragged(xy - origin, starts, parts.feature[order], bounds - np.tile(origin, 2))
    low = np.minimum.reduceat(bounds[:, :2], cuts[:-1])
    high = np.maximum.reduceat(bounds[:, 2:], cuts[:-1])
    around = zip(*low.T.tolist(), *high.T.tolist(), strict=True)
    classes = part_class[order[cuts[:-1]]].tolist()
    for (first, last), box, number in zip(pairwise(cuts.tolist()), around, classes, strict=True):
        yield Chunk(number, box, origin, local.cut(first, last), pathless)
