"""Texts outside parcels that are too small for them, with a leader."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from maps.labelling.candidates import Candidate, Place, boxes_at
from maps.labelling.room import Room

REACHES_MM = (3.0, 5.5, 8.5, 12.0, 17.0)
DIRECTIONS = 12
Leader = tuple[float, float, float, float]


def place_outside(candidate: Candidate, room: Room, leaders: Sequence[Leader]) -> tuple[Place, Leader] | None:
    """The nearest free place about the candidate's anchor, and the leader to it; None where all is full.

    A leader runs over no text and crosses no other leader.
    """
    assert candidate.anchor is not None
    x, y = candidate.anchor
    for reach in REACHES_MM:
        for number in range(DIRECTIONS):
            # From the upper right onwards, where the eye looks first.
            turn = -pi / 4 + number * 2 * pi / DIRECTIONS
            across = cos(turn) * reach + _held(2 * cos(turn)) * candidate.width / 2
            down = sin(turn) * reach + _held(2 * sin(turn)) * candidate.height / 2
            place = Place(x + across, y + down)
            box = boxes_at(place, candidate.width, candidate.height)[0]
            leader = (x, y, min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
            crossing = room.is_crossed(*leader) or any(_cross(leader, other) for other in leaders)
            if not crossing and room.is_free(boxes_at(place, candidate.width, candidate.height, 0.3)):
                return place, leader
    return None


def _held(value: float) -> float:
    return max(-1.0, min(1.0, value))


def _cross(first: Leader, second: Leader) -> bool:
    return _apart(first, second) and _apart(second, first)


def _apart(line: Leader, other: Leader) -> bool:
    """Whether the ends of ``other`` lie on both sides of ``line``."""
    x1, y1, x2, y2 = line
    sides = [(x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for x, y in (other[:2], other[2:])]
    return sides[0] * sides[1] <= 0
