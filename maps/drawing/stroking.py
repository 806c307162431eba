"""Lines beside lines, markers along lines, dots inside polygons: what of a symbol is worked out before it is drawn.

All lengths are in the units of the coordinates, y up; positive offsets lie to the left of a line's direction, which is
the inside of a polygon (``maps.drawing.ring_order`` turns shells anticlockwise and holes clockwise).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QBrush, QPainter

from maps.drawing.hatching import hatch_segments
from maps.drawing.ink import marker_outline, qt_colour, qt_pen
from maps.drawing.paths import painter_path, repeated_path
from maps.drawing.ring_order import Flags, Floats, Ints, Ragged
from maps.symbology.marks import Marker, Placing
from maps.view import Bounds

SHARPEST = 0.2
"""Corners sharper than this (1 + cosine of the turn) are cut off: an offset would run far out of them."""
ROUNDS = 4
"""How often edges that an offset swallows are taken away; each round may bring forth new ones."""
MOST_MARKERS = 200_000
"""Of one symbol in one piece of the map: a nearer spacing is thinned out."""


def offset_lines(xy: Floats, starts: Ints, offset: float) -> tuple[Floats, Ints]:
    """Lines (n, 2) with ``starts`` (m + 1), each moved sideways; those that the offset swallows are left out.

    A part whose first and last vertex are the same is a ring. Corners are mitred. Parts of a polygon narrower than
    twice the offset keep both lines, crossed.
    """
    lines = _Lines.opened(xy, starts)
    for _ in range(ROUNDS):
        moved, swallowed = lines.moved(offset)
        if not swallowed.any():
            break
        lines = lines.without(swallowed)
    else:
        moved, _ = lines.moved(offset)
    return lines.closed(moved)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Parts without repeated vertices; rings without their last one. ``ring`` (m), ``after`` and ``before`` (n): the
    next and previous vertex, at the ends of a line the vertex itself."""

    xy: Floats
    starts: Ints
    ring: Flags
    after: Ints
    before: Ints

    @classmethod
    def of(cls, xy: Floats, counts: Ints, ring: Flags) -> _Lines:
        """Leave out parts that are none any more."""
        whole = counts >= np.where(ring, 3, 2)
        xy, counts, ring = xy[np.repeat(whole, counts)], counts[whole], ring[whole]
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        after, before = np.arange(len(xy)) + 1, np.arange(len(xy)) - 1
        first, last = starts[:-1], starts[1:] - 1
        after[last] = np.where(ring, first, last)
        before[first] = np.where(ring, last, first)
        return cls(xy, starts, ring, after, before)

    @classmethod
    def opened(cls, xy: Floats, starts: Ints) -> _Lines:
        first, last = starts[:-1], starts[1:] - 1
        ring = (xy[first] == xy[last]).all(axis=1) & (last - first > 2)
        keep = np.ones(len(xy), dtype=np.bool_)
        keep[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
        keep[first] = True
        keep[last[ring]] = False
        counts = np.add.reduceat(keep.astype(np.int64), first) if len(first) else np.zeros(0, dtype=np.int64)
        return cls.of(xy[keep], counts, ring)

    def moved(self, offset: float) -> tuple[Floats, Flags]:
        """Every vertex at its place beside the line, and which edges (from each vertex on) then run backwards."""
        edge = self.xy[self.after] - self.xy
        length = np.hypot(edge[:, 0], edge[:, 1])
        unit = edge / np.where(length > 0, length, 1.0)[:, None]
        end, begin = self.after == np.arange(len(edge)), self.before == np.arange(len(edge))
        forward = np.where(end[:, None], unit[self.before], unit)
        backward = np.where(begin[:, None], forward, forward[self.before])
        turn = np.maximum(1 + (forward * backward).sum(axis=1), SHARPEST)
        along = (forward + backward) / turn[:, None]
        moved = self.xy + offset * np.column_stack([-along[:, 1], along[:, 0]])
        backwards = ((moved[self.after] - moved) * edge).sum(axis=1) <= 0
        return moved, backwards & ~end

    def without(self, swallowed: Flags) -> _Lines:
        """Each swallowed edge shrinks to its middle."""
        edge = np.flatnonzero(swallowed)
        xy = self.xy.copy()
        xy[edge] = (self.xy[edge] + self.xy[self.after[edge]]) / 2
        keep = np.ones(len(xy), dtype=np.bool_)
        keep[self.after[edge]] = False
        counts = np.add.reduceat(keep.astype(np.int64), self.starts[:-1])
        return _Lines.of(xy[keep], counts, self.ring)

    def closed(self, moved: Floats) -> tuple[Floats, Ints]:
        """The moved parts, rings closed again; a ring that turned inside out is swallowed whole."""
        counts = np.diff(self.starts)
        kept = ~self.ring | (self._area(self.xy) * self._area(moved) > 0)
        begin = np.concatenate([[0], np.cumsum((counts + self.ring)[kept])]).astype(np.int64)
        xy = np.empty((int(begin[-1]), 2))
        own = np.ones(len(xy), dtype=np.bool_)
        own[begin[1:][self.ring[kept]] - 1] = False
        xy[own] = moved[np.repeat(kept, counts)]
        xy[~own] = moved[self.starts[:-1][kept & self.ring]]
        return xy, begin

    def _area(self, xy: Floats) -> Floats:
        """Twice the area of every part as if it were a ring."""
        if not len(xy):
            return np.zeros(0)
        nearby = xy - np.repeat(xy[self.starts[:-1]], np.diff(self.starts), axis=0)
        after = nearby[self.after]
        cross: Floats = np.add.reduceat(nearby[:, 0] * after[:, 1] - after[:, 0] * nearby[:, 1], self.starts[:-1])
        return cross


def places_along(
    xy: Floats, starts: Ints, *, placing: Placing, interval: float
) -> tuple[Floats, npt.NDArray[np.float64]]:
    """Where markers stand on lines (n, 2) with ``starts``, and the direction of the line there (degrees, from east).

    At intervals the first stands half an interval after the beginning, so that rings show no double one.
    """
    if len(xy) < 2:
        return np.zeros((0, 2)), np.zeros(0)
    edges = np.diff(xy, axis=0)
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    lengths[starts[1:-1] - 1] = 0.0
    run = np.concatenate([[0.0], np.cumsum(lengths)])
    begin, end = run[starts[:-1]], run[starts[1:] - 1]
    if placing == "vertex":
        index = np.arange(len(xy))
        return xy, _directions(edges, np.minimum(index, len(edges) - 1))
    if placing == "interval":
        at = _steps(begin, end, interval)
    else:
        at = {"first": begin, "last": end, "centre": (begin + end) / 2}[placing]
    edge = np.clip(np.searchsorted(run, at, side="right") - 1, 0, len(edges) - 1)
    edge = np.where((placing == "last") & (lengths[edge] == 0), np.maximum(edge - 1, 0), edge)
    share = (at - run[edge]) / np.where(lengths[edge] > 0, lengths[edge], 1.0)
    return xy[edge] + share[:, None] * edges[edge], _directions(edges, edge)


def places_inside(parts: Ragged, *, across: float, down: float, shift: float, window: Bounds) -> Floats:
    """The points (k, 2) of a grid about the origin inside the polygons; every second row is moved by ``shift``."""
    if across <= 0 or down <= 0:
        return np.zeros((0, 2))
    rows = hatch_segments(parts, 0.0, down, window)
    moved = np.where(np.round(rows[:, 1] / down).astype(np.int64) % 2 == 1, shift, 0.0)
    first = np.ceil((rows[:, 0] - moved) / across)
    count = np.maximum(np.floor((rows[:, 2] - moved) / across) - first + 1, 0).astype(np.int64)
    if count.sum() > MOST_MARKERS:
        return np.zeros((0, 2))
    which = np.repeat(np.arange(len(rows)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    return np.column_stack([(first[which] + step) * across + moved[which], rows[which, 1]])


def draw_turned(
    painter: QPainter, marker: Marker, places: Floats, pixels_per_mm: float, directions: Floats | None = None
) -> None:
    """Draw a marker at each of ``places`` (n, 2) in pixels, turned with the ``directions`` (degrees from east)."""
    outline = marker_outline(marker.shape) * marker.size_mm * pixels_per_mm
    if directions is None:
        path = repeated_path(_turned(outline, marker.angle_deg), places)
    else:
        angles = np.radians(marker.angle_deg - directions)  # y runs down: clockwise is positive
        cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
        closed = np.concatenate([outline, outline[:1]])
        x, y = closed[None, :, 0], closed[None, :, 1]
        turned = np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=-1) + places[:, None, :]
        path = painter_path(turned.reshape(-1, 2), np.arange(0, turned.size // 2 + 1, len(closed), dtype=np.int64))
    if marker.stroke is not None:
        # Twice as wide and under the fill: the rim lies outside the shape, which keeps its size.
        pen = qt_pen(marker.stroke, pixels_per_mm)
        pen.setWidthF(pen.widthF() * 2)
        painter.strokePath(path, pen)
    painter.fillPath(path, QBrush(qt_colour(marker.fill)))


def _turned(outline: Floats, degrees: float) -> Floats:
    if not degrees:
        return outline
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    x, y = outline[:, 0], outline[:, 1]
    return np.column_stack([x * cosine - y * sine, x * sine + y * cosine])


def _directions(edges: Floats, edge: Ints) -> npt.NDArray[np.float64]:
    return np.asarray(np.degrees(np.arctan2(edges[edge, 1], edges[edge, 0])), dtype=np.float64)


def _steps(begin: Floats, end: Floats, interval: float) -> npt.NDArray[np.float64]:
    wanted = np.floor((end - begin) / interval + 0.5) if interval > 0 else np.zeros(len(begin))
    count: Ints = np.where(end > begin, np.maximum(wanted, 1), 0).astype(np.int64)
    if count.sum() > MOST_MARKERS:
        count = np.minimum(count, 1)
    which = np.repeat(np.arange(len(begin)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    spread = (end - begin)[which] / np.maximum(count, 1)[which]  # even, so that a ring closes without a gap
    return np.asarray(begin[which] + (step + 0.5) * spread, dtype=np.float64)
