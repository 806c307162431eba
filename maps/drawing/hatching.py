"""Hatch lines cut exactly to polygons.

Qt's brush patterns are device pixels (at 1200 dpi a hatch shrinks to a tint) and clip paths have no smooth edge,
so the lines are computed: crossings of every edge with a family of parallels, sorted and paired.
"""

from __future__ import annotations

import math

import numpy as np

from maps.drawing.ring_order import Floats, Ints, Ragged
from maps.view import Bounds


def hatch_segments(parts: Ragged, angle_deg: float, spacing: float, window: Bounds) -> Floats:
    """Lines (n, 4) inside the polygons of ``parts`` that meet ``window``, all in the units of its coordinates.

    Lines pass through the origin of the coordinates, so neighbours continue each other. Closed rings are needed;
    inside is by odd-even over the rings of one feature.
    """
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    along = parts.xy[:, 0] * cosine + parts.xy[:, 1] * sine
    across = (parts.xy[:, 1] * cosine - parts.xy[:, 0] * sine) / spacing
    along_range, across_range = _window_in_lines(window, cosine, sine, spacing)
    feature, line, position = _crossings(parts, along, across, across_range)
    order = np.lexsort((position, line, feature))
    line, position = line[order], position[order]
    begin = np.clip(position[0::2], *along_range)
    end = np.clip(position[1::2], *along_range)
    shown = end > begin
    begin, end, height = begin[shown], end[shown], line[0::2][shown] * spacing
    return np.column_stack(
        [
            begin * cosine - height * sine,
            begin * sine + height * cosine,
            end * cosine - height * sine,
            end * sine + height * cosine,
        ]
    )


def _window_in_lines(
    window: Bounds, cosine: float, sine: float, spacing: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    west, south, east, north = window
    corners = np.array([[west, south], [east, south], [east, north], [west, north]])
    along = corners[:, 0] * cosine + corners[:, 1] * sine
    across = (corners[:, 1] * cosine - corners[:, 0] * sine) / spacing
    return (float(along.min()), float(along.max())), (float(across.min()), float(across.max()))


def _crossings(
    parts: Ragged, along: Floats, across: Floats, across_range: tuple[float, float]
) -> tuple[Ints, Ints, Floats]:
    """Feature, line number and position of every crossing; each line meets a closed ring an even number of times."""
    edge = np.ones(max(len(across) - 1, 0), dtype=np.bool_)
    edge[parts.starts[1:-1] - 1] = False  # from one ring to the next there is no edge
    index = np.flatnonzero(edge)
    start, end = across[index], across[index + 1]
    # Half-open, so that a line through a vertex counts once.
    first = np.maximum(np.floor(np.minimum(start, end)) + 1, math.ceil(across_range[0]))
    last = np.minimum(np.floor(np.maximum(start, end)), math.floor(across_range[1]))
    count = np.maximum(last - first + 1, 0).astype(np.int64)
    which = np.repeat(np.arange(len(index)), count)
    step = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    line = first.astype(np.int64)[which] + step
    share = (line - start[which]) / (end[which] - start[which])
    position = along[index][which] + share * (along[index + 1] - along[index])[which]
    part = np.searchsorted(parts.starts, index[which], side="right") - 1
    return parts.feature[part], line, position
