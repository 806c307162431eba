"""A text that wants a place, and the places it could take. Coordinates in mm about the view's upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, radians, sin

from maps.labelling.room import Box


@dataclass(frozen=True, slots=True)
class Place:
    """The middle of a text and its turn in degrees clockwise (−90…90)."""

    x: float
    y: float
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One text: ``places`` from the best. ``anchor``: where a leader starts if none of them is free.

    ``weight`` puts the larger feature first among those of one layer.
    """

    source: int
    row: int
    lines: tuple[str, ...]
    width: float
    height: float
    weight: float
    places: tuple[Place, ...]
    anchor: tuple[float, float] | None = None


def boxes_at(place: Place, width: float, height: float, rim: float = 0.0) -> list[Box]:
    """The room that a text takes: one box, or a chain of them along a text that is turned."""
    if abs(place.angle) < 0.5:
        across, down = width / 2 + rim, height / 2 + rim
        return [(place.x - across, place.y - down, place.x + across, place.y + down)]
    along, aside = cos(radians(place.angle)), sin(radians(place.angle))
    count = max(1, ceil(width / height))
    step = width / count
    across = (abs(along) * step + abs(aside) * height) / 2 + rim
    down = (abs(aside) * step + abs(along) * height) / 2 + rim
    boxes = []
    for number in range(count):
        shift = (number + 0.5) * step - width / 2
        x, y = place.x + shift * along, place.y + shift * aside
        boxes.append((x - across, y - down, x + across, y + down))
    return boxes
