"""Following existing borders from one snapped place to another: the shortest way, or the other way round."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import shapely

from core.messages import Text
from layers.editing.edges import edges_of
from layers.editing.edit import Floats, Place, Refusal, Shape, near_at
from layers.editing.paths import key, places_of

Ways = dict[Place, dict[Place, float]]
_NO_WAY = Text("两点之间没有相连的边界可以描。", "No connected borders lead from one place to the other.")
_OFF = Text("描边要从边界上的点开始和结束。", "Tracing begins and ends on a border.")


class Traces:
    """The borders of some features as a network. Meant for what is about both ends, not a whole layer."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._edges = edges_of([shape for shape in shapes if shapely.get_dimensions(shape) > 0])
        self._ways: Ways = defaultdict(dict)
        lengths = np.hypot(*(self._edges[:, 1] - self._edges[:, 0]).T)
        for (first, last), length in zip(self._edges, lengths.tolist(), strict=True):
            one, other = key(*first), key(*last)
            self._ways[one][other] = self._ways[other][one] = length

    def trace(self, start: Place, end: Place, *, other_way: bool = False) -> Floats:
        """The places (n, 2) from ``start`` to ``end`` along borders, vertices to the bit.

        ``other_way``: the shortest one that has no edge of the very shortest. Refusal ``trace.off``, ``trace.no_way``.
        """
        first, last = key(*start), key(*end)
        ways = self._with_ends([first, last])
        found = _shortest(ways, first, last, frozenset())
        if other_way:
            used = frozenset(frozenset(edge) for edge in pairwise(found))
            found = _shortest(ways, first, last, used)
        return np.array(found)

    def _with_ends(self, ends: list[Place]) -> Ways:
        """The network with both ends in it; what lies on an edge cuts it."""
        ways = {place: dict(others) for place, others in self._ways.items()}
        for place in ends:
            if place in ways:
                continue
            edges = [(one, other) for one, other in self._holding(ways, place)]
            if not edges:
                raise Refusal("trace.off", _OFF, place=shapely.Point(place))
            ways[place] = {}
            for one, other in edges:
                ways[one].pop(other, None)
                ways[other].pop(one, None)
                for side in (one, other):
                    ways[place][side] = ways[side][place] = float(np.hypot(side[0] - place[0], side[1] - place[1]))
        return ways

    def _holding(self, ways: Ways, place: Place) -> list[tuple[Place, Place]]:
        """Edges of the network on which a place lies."""
        listed = np.array([(*one, *other) for one, others in ways.items() for other in others if one < other])
        if not len(listed):
            return []
        first, last = listed[:, :2], listed[:, 2:]
        way = last - first
        share = ((np.array(place) - first) * way).sum(axis=1) / (way**2).sum(axis=1)
        away = np.hypot(*(first + share[:, None] * way - place).T)
        rows = np.flatnonzero((share > 0) & (share < 1) & (away <= 10 * near_at(*place)))
        return [(places_of(first[row : row + 1])[0], places_of(last[row : row + 1])[0]) for row in rows.tolist()]


def _shortest(ways: Ways, start: Place, end: Place, banned: frozenset[frozenset[Place]]) -> list[Place]:
    """Dijkstra's way; Refusal where there is none."""
    best: dict[Place, float] = {start: 0.0}
    came: dict[Place, Place] = {}
    waiting = [(0.0, start)]
    while waiting:
        far, place = heapq.heappop(waiting)
        if place == end:
            break
        if far > best[place]:
            continue
        for other, length in ways[place].items():
            total = far + length
            if total < best.get(other, float("inf")) and frozenset((place, other)) not in banned:
                best[other], came[other] = total, place
                heapq.heappush(waiting, (total, other))
    if end not in best:
        raise Refusal("trace.no_way", _NO_WAY)
    found = [end]
    while found[-1] != start:
        found.append(came[found[-1]])
    return found[::-1]
