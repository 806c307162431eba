"""Takes hairline spikes out of a coverage.

Where two borders meet at a thousandth of a degree, the millimetre grid leaves a tongue a millimetre wide. The tongue
goes to the neighbour on its longer side; every border stays shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely

WIDTH_M = 0.1
ANGLE = np.radians(1.0)

Point = tuple[float, float]
Ring = list[Point]


def without_hairlines(polygons: Sequence[Any]) -> list[Any]:
    """The polygons of a coverage with every spike given away. Outer borders of the coverage stay as they are."""
    # All one way round, so that the two sides of a shared border run against each other.
    oriented = shapely.orient_polygons(np.array(polygons, dtype=object))
    rings = [[_ring(ring) for ring in shapely.get_rings(polygon)] for polygon in oriented]
    for _ in range(8):
        if not _one_round(rings):
            break
    return [shapely.Polygon(outer, holes) for outer, *holes in rings]


def _ring(ring: Any) -> Ring:
    return [(x, y) for x, y in shapely.get_coordinates(ring)[:-1].tolist()]


def _one_round(rings: list[list[Ring]]) -> int:
    """Takes off the spikes there are now; returns how many. Each ring changes once a round, so that places hold."""
    owner = {edge: (row, number) for row, number, ring in _all(rings) for edge in _edges(ring)}
    changed: set[tuple[int, int]] = set()
    count = 0
    for row, number, ring in list(_all(rings)):
        for before, tip, after in _tips(ring):
            near, far = sorted((before, after), key=lambda end: np.hypot(end[0] - tip[0], end[1] - tip[1]))
            start, end = (far, tip) if far == after else (tip, far)
            across = owner.get((start, end))
            if across is None or {(row, number), across} & changed or across == (row, number):
                continue
            other = rings[across[0]][across[1]]
            other.insert(other.index(start) + 1, near)
            ring.remove(tip)
            changed |= {(row, number), across}
            count += 1
            break
    return count


def _all(rings: list[list[Ring]]) -> Iterator[tuple[int, int, Ring]]:
    for row, of_polygon in enumerate(rings):
        for number, ring in enumerate(of_polygon):
            yield row, number, ring


def _edges(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _tips(ring: Ring) -> Iterator[tuple[Point, Point, Point]]:
    """Corners at which the ring turns back on itself within a hair's width: point before, tip, point after."""
    if len(ring) < 4:
        return
    here = np.array(ring)
    back, on = np.roll(here, 1, axis=0) - here, np.roll(here, -1, axis=0) - here
    shorter = np.minimum(np.hypot(*back.T), np.hypot(*on.T))
    angle = np.abs(np.arctan2(back[:, 0] * on[:, 1] - back[:, 1] * on[:, 0], (back * on).sum(axis=1)))
    for place in np.flatnonzero((angle < ANGLE) & (shorter * np.sin(angle) < WIDTH_M)).tolist():
        yield ring[place - 1], ring[place], ring[(place + 1) % len(ring)]
