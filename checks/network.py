"""Walking distances along a network of lines, and how far each place is from the nearest of several goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Network:
    """Lines noded where they meet or cross. ``start`` and ``end`` are node numbers, ``length`` plane metres."""

    lines: Geometries
    start: Ints
    end: Ints
    length: Floats
    node_count: int
    tree: shapely.STRtree


@dataclass(frozen=True, eq=False)
class Located:
    """Places on a network: the line, and how many metres along it."""

    line: Ints
    offset: Floats


@dataclass(frozen=True, eq=False)
class Goals:
    """Where one is at a goal: stretches of lines from ``first`` to ``last`` metres (the same number for a point)."""

    line: Ints
    first: Floats
    last: Floats


def noded(lines: Geometries) -> Network:
    """A network of plane lines (metres); ends that agree to a tenth of a millimetre are one node."""
    parts = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    parts = shapely.get_parts(shapely.union_all(parts))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    ends = shapely.get_coordinates(np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)]))
    nodes, number = np.unique(np.round(ends, 4), axis=0, return_inverse=True)
    start, end = np.split(number.ravel().astype(np.int64), 2)
    length = np.asarray(shapely.length(parts), dtype=np.float64)
    return Network(parts, start, end, length, len(nodes), shapely.STRtree(parts))


def located(network: Network, places: Geometries) -> Located:
    """The point of the network that is nearest to each place."""
    line = _nearest(network, places)
    near = shapely.get_point(shapely.shortest_line(network.lines[line], places), 0)
    return Located(line, np.asarray(shapely.line_locate_point(network.lines[line], near), dtype=np.float64))


def goals_on(network: Network, goals: Geometries, reach_m: float) -> Goals:
    """Where the network reaches goals: along an area as long as it is within ``reach_m``, else at its nearest point."""
    areal = np.flatnonzero(shapely.get_dimensions(goals) == 2)
    along, reached = _alongside(network, goals[areal], reach_m)
    far = np.ones(len(goals), dtype=bool)
    far[areal[reached]] = False
    gates = located(network, goals[far])
    found = (along, Goals(gates.line, gates.offset, gates.offset))
    return Goals(
        np.concatenate([one.line for one in found]),
        np.concatenate([one.first for one in found]),
        np.concatenate([one.last for one in found]),
    )


def distances(network: Network, goals: Goals, places: Located) -> Floats:
    """Metres along the network from each place to the nearest goal; inf without a way.

    Shortest paths by Dijkstra (scipy.sparse.csgraph); on a line that has goals itself the way along it counts too.
    """
    to_node = _from_goals(network, goals)
    line, offset = places.line, places.offset
    before = to_node[network.start[line]] + offset
    after = to_node[network.end[line]] + network.length[line] - offset
    return np.minimum(np.minimum(before, after), _on_same_line(network, goals, places))


def _nearest(network: Network, places: Geometries) -> Ints:
    _, line = network.tree.query_nearest(places, all_matches=False)
    return np.asarray(line, dtype=np.int64)


def _alongside(network: Network, areas: Geometries, reach_m: float) -> tuple[Goals, Ints]:
    """Stretches of lines within ``reach_m`` of each area, and the numbers of the areas that have any."""
    area, line = network.tree.query(areas, predicate="dwithin", distance=reach_m)
    near = shapely.buffer(areas, reach_m, quad_segs=32)
    inside = shapely.intersection(network.lines[line], near[area])
    pieces, owner = shapely.get_parts(inside, return_index=True)
    linear = shapely.get_dimensions(pieces) == 1
    pieces, owner = pieces[linear], owner[linear]
    on = line[owner].astype(np.int64)
    first = shapely.line_locate_point(network.lines[on], shapely.get_point(pieces, 0))
    last = shapely.line_locate_point(network.lines[on], shapely.get_point(pieces, -1))
    return Goals(on, np.minimum(first, last), np.maximum(first, last)), np.unique(area[owner])


def _from_goals(network: Network, goals: Goals) -> Floats:
    """Distance of every node from the nearest goal."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    count = network.node_count
    # One more node stands for all goals. Its links weigh 1 m more, taken off at the end: a weight of 0 is no link.
    beyond = network.length[goals.line] - goals.last
    rows = np.concatenate([network.start, np.full(2 * len(goals.line), count)])
    columns = np.concatenate([network.end, network.start[goals.line], network.end[goals.line]])
    weights = np.concatenate([network.length, goals.first + 1.0, beyond + 1.0])
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


def _on_same_line(network: Network, goals: Goals, places: Located) -> Floats:
    """Metres to the nearest goal on the place's own line, without leaving it."""
    found = np.full(len(places.line), np.inf)
    if not len(goals.line) or not len(found):
        return found
    # Lines one after the other on one axis, far enough apart that no neighbour is nearer than one's own goals.
    pitch = 2.0 * float(network.length.max()) + 1.0
    order = np.argsort(goals.line * pitch + goals.first, kind="stable")
    line, first = goals.line[order], goals.first[order]
    last = np.maximum.accumulate(line * pitch + goals.last[order]) - line * pitch
    at = places.line * pitch + places.offset
    behind = np.searchsorted(line * pitch + first, at, side="right") - 1
    ahead = np.minimum(behind + 1, len(line) - 1)
    same_behind = (behind >= 0) & (line[np.maximum(behind, 0)] == places.line)
    found[same_behind] = np.maximum(places.offset - last[np.maximum(behind, 0)], 0.0)[same_behind]
    same_ahead = line[ahead] == places.line
    gap = np.maximum(first[ahead] - places.offset, 0.0)
    same_ahead &= first[ahead] >= places.offset
    found[same_ahead] = np.minimum(found, gap)[same_ahead]
    return found
