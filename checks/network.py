"""Walking distances along a network of lines, and how far each place is from the nearest of several goals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Network:
    """Stretches of line between nodes. ``start`` and ``end`` are node numbers, ``length`` metres in the plane.

    Along stretches ``at_goal``, and at ``goal_nodes``, one stands at a goal.
    """

    lines: Geometries
    start: Ints
    end: Ints
    length: Floats
    node_count: int
    at_goal: npt.NDArray[np.bool_]
    goal_nodes: Ints


def walking_network(lines: Geometries, goals: Geometries, reach_m: float) -> Network:
    """The lines noded where they meet or cross, and cut where they come within ``reach_m`` of an areal goal.

    A point, and an area farther from every line than ``reach_m``, is reached at the nearest place of the network,
    which is cut there too. ``lines`` and ``goals`` are plane geometries of one CRS in metres.
    """
    noded = shapely.get_parts(shapely.union_all(lines))
    noded = noded[shapely.get_type_id(noded) == shapely.GeometryType.LINESTRING]
    near = _surroundings(goals, reach_m)
    whole = shapely.union_all(noded)
    gates = _gates(whole, goals, reach_m)
    outside, inside = _cut(shapely.difference(whole, near), gates), _cut(shapely.intersection(whole, near), gates)
    at_goal = np.repeat([False, True], [len(outside), len(inside)])
    return _linked(np.concatenate([outside, inside]), at_goal, gates)


def distances(network: Network, places: Geometries) -> Floats:
    """Metres from the point of the network that is nearest to each of ``places`` (points) to the nearest goal.

    The way from a place to the network is not counted; inf where no way leads to a goal. Shortest paths by Dijkstra
    (scipy.sparse.csgraph).
    """
    to_node = _from_goals(network)
    found, edge = shapely.STRtree(network.lines).query_nearest(places, all_matches=False)
    offset = shapely.line_locate_point(network.lines[edge], places[found])
    before = to_node[network.start[edge]] + offset
    after = to_node[network.end[edge]] + network.length[edge] - offset
    answer = np.full(len(places), np.inf)
    answer[found] = np.where(network.at_goal[edge], 0.0, np.minimum(before, after))
    return answer


def _from_goals(network: Network) -> Floats:
    """Distance of every node from the nearest goal."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    count = network.node_count
    # One more node stands for all goals. Its links weigh 1 m, taken off at the end: a weight of 0 means no link.
    inside = network.at_goal
    gates = np.unique(np.concatenate([network.start[inside], network.end[inside], network.goal_nodes]))
    rows = np.concatenate([network.start, np.full(len(gates), count)])
    columns = np.concatenate([network.end, gates])
    weights = np.concatenate([network.length, np.ones(len(gates))])
    rows, columns, weights = _shortest_of_parallel(rows, columns, weights)
    graph = csr_matrix((weights, (rows, columns)), shape=(count + 1, count + 1))
    reached = dijkstra(graph, directed=False, indices=count)
    return np.asarray(reached[:count] - 1.0, dtype=np.float64)


def _shortest_of_parallel(rows: Ints, columns: Ints, weights: Floats) -> tuple[Ints, Ints, Floats]:
    """Of several links between two nodes the shortest one: a sparse matrix would add them up."""
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    order = np.lexsort((weights, high, low))
    low, high, weights = low[order], high[order], weights[order]
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    kept = first & (low != high)
    return low[kept], high[kept], weights[kept]


def _surroundings(goals: Geometries, reach_m: float) -> BaseGeometry:
    areal = goals[shapely.get_dimensions(goals) == 2]
    return shapely.union_all(shapely.buffer(areal, reach_m, quad_segs=32))


def _gates(whole: BaseGeometry, goals: Geometries, reach_m: float) -> Geometries:
    """Where one leaves the network for a goal that it does not come close to."""
    far = (shapely.get_dimensions(goals) < 2) | (shapely.distance(goals, whole) > reach_m)
    return np.asarray(shapely.get_point(shapely.shortest_line(whole, goals[far]), 0), dtype=object)


def _cut(lines: BaseGeometry, gates: Geometries) -> Geometries:
    """Stretches of ``lines`` between their ends and the gates that lie on them."""
    parts = shapely.get_parts(shapely.line_merge(lines)) if not lines.is_empty else np.empty(0, dtype=object)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    parts = shapely.get_parts(shapely.union_all(parts))
    if not len(gates) or not len(parts):
        return np.asarray(parts, dtype=object)
    tree = shapely.STRtree(parts)
    gate, edge = tree.query(gates, predicate="dwithin", distance=1e-6)
    split = np.unique(edge)
    pieces = [parts[np.setdiff1d(np.arange(len(parts)), split)]]
    for number in split.tolist():
        offsets = shapely.line_locate_point(parts[number], gates[gate[edge == number]])
        pieces.append(_stretches(parts[number], np.unique(offsets)))
    return np.concatenate(pieces)


def _stretches(line: BaseGeometry, offsets: Floats) -> Geometries:
    from shapely.ops import substring

    ends = np.unique(np.concatenate([[0.0], offsets, [line.length]]))
    found = [substring(line, first, last) for first, last in pairwise(ends.tolist())]
    return np.array([one for one in found if one.length > 0], dtype=object)


def _linked(stretches: Geometries, at_goal: npt.NDArray[np.bool_], gates: Geometries) -> Network:
    """Ends that agree to a tenth of a millimetre are one node."""
    first, last = shapely.get_point(stretches, 0), shapely.get_point(stretches, -1)
    ends = shapely.get_coordinates(np.concatenate([first, last, gates]))
    nodes, number = np.unique(np.round(ends, 4), axis=0, return_inverse=True)
    start, end, goal_nodes = np.split(number.ravel().astype(np.int64), [len(stretches), 2 * len(stretches)])
    length = np.asarray(shapely.length(stretches), dtype=np.float64)
    return Network(stretches, start, end, length, len(nodes), at_goal, goal_nodes)
