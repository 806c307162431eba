"""Places along lines: where a stretch as long as the text is straight enough, at regular distances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from maps.drawing.ring_order import Floats, Ints
from maps.labelling.source import Parts

USUAL_REPEAT_MM = 160.0
SHIFTS = (0.0, 0.12, -0.12, 0.24, -0.24, 0.36, -0.36, 0.46, -0.46)
"""Where to try about each anchor, in shares of the distance between two."""
SAMPLES = 7
BEND = 0.28
"""How far the line may leave the middle of the text, in ems."""
MOST_ANCHORS = 20_000


@dataclass(frozen=True, slots=True)
class Stretches:
    """Places (n) by anchor, ascending, the best first: feature number, anchor number, middle and angle in degrees."""

    owner: Ints
    anchor: Ints
    xy: Floats
    angle: Floats


def stretches(parts: Parts, widths: Floats, *, size: float, repeat: float, window: Floats) -> Stretches:
    """Where texts of these ``widths`` (features, mm) can be written along the parts of their features, in ``window``.

    Anchors are counted on the whole line, so that they stay where they are while the view moves.
    """
    wide = widths[parts.owner]
    counts = np.diff(parts.starts)
    steps = np.hypot(*np.diff(parts.xy, axis=0).T)
    steps[parts.starts[1:-1] - 1] = 0.0
    along = np.concatenate([[0.0], np.cumsum(steps)])
    begin, end = along[parts.starts[:-1]], along[parts.starts[1:] - 1]
    length = end - begin
    spacing = np.maximum(repeat or USUAL_REPEAT_MM, 1.5 * wide)
    long_enough = (length >= 1.05 * wide) & (counts >= 2)
    anchors = np.where(long_enough, np.maximum(1, np.floor(length / spacing)), 0).astype(np.int64)
    if anchors.sum() > MOST_ANCHORS:
        anchors = np.minimum(anchors, max(1, MOST_ANCHORS // max(1, int((anchors > 0).sum()))))
    part = np.repeat(np.arange(len(anchors)), anchors)
    number = np.arange(len(part)) - np.repeat(np.cumsum(anchors) - anchors, anchors)
    gap = (length / np.maximum(anchors, 1))[part]
    middle = begin[part, None] + (number + 0.5)[:, None] * gap[:, None] + np.array(SHIFTS) * gap[:, None]
    return _straight(parts, along, middle, part=part, limits=(begin, end), wide=wide, size=size, window=window)


def _straight(
    parts: Parts,
    along: Floats,
    middle: Floats,
    *,
    part: Ints,
    limits: tuple[Floats, Floats],
    wide: Floats,
    size: float,
    window: Floats,
) -> Stretches:
    """Those of the ``middle`` positions (anchors, k) about which the line is straight for the width of the text."""
    half = wide[part] / 2
    within = (middle - half[:, None] >= limits[0][part, None]) & (middle + half[:, None] <= limits[1][part, None])
    x, y = np.interp(middle, along, parts.xy[:, 0]), np.interp(middle, along, parts.xy[:, 1])
    left, top, right, bottom = window
    within &= (x > left) & (x < right) & (y > top) & (y < bottom)
    anchor, shift = np.nonzero(within)
    at = middle[anchor, shift, None] + np.linspace(-1, 1, SAMPLES) * half[anchor, None]
    points = np.stack([np.interp(at, along, parts.xy[:, 0]), np.interp(at, along, parts.xy[:, 1])], axis=2)
    chord = points[:, -1] - points[:, 0]
    reach = np.hypot(chord[:, 0], chord[:, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        away = points - points.mean(axis=1)[:, None, :]
        bend = np.abs(away[:, :, 0] * chord[:, 1, None] - away[:, :, 1] * chord[:, 0, None]).max(axis=1) / reach
        straight = np.flatnonzero((bend <= BEND * size) & (reach >= 0.96 * wide[part][anchor]))
    anchor, points, chord = anchor[straight], points[straight], chord[straight]
    angle = np.degrees(np.arctan2(chord[:, 1], chord[:, 0]))
    # Upright: read from left to right, straight up rather than down.
    angle = np.where(angle > 90.0 - 1e-9, angle - 180.0, np.where(angle < -90.0 - 1e-9, angle + 180.0, angle))
    return Stretches(parts.owner[part[anchor]], anchor.astype(np.int64), points.mean(axis=1), angle)
