"""Walking distances: against an independent library, and on networks that can be walked in the head."""

from __future__ import annotations

from itertools import pairwise

import networkx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.ops import nearest_points

from checks import network
from tests.factories import moved


def points(*places: tuple[float, float]) -> np.ndarray:
    return np.array([moved(shapely.Point(place)) for place in places], dtype=object)


def lines(*paths: list[tuple[float, float]]) -> np.ndarray:
    return np.array([moved(shapely.LineString(path)) for path in paths], dtype=object)


def walking_network(paths: np.ndarray, goals: np.ndarray, reach_m: float) -> tuple[network.Network, network.Goals]:
    streets = network.noded(paths)
    return streets, network.goals_on(streets, goals, reach_m)


def distances(on: tuple[network.Network, network.Goals], places: np.ndarray) -> np.ndarray:
    streets, goals = on
    return network.distances(streets, goals, network.located(streets, places))


CROSS = lines([(-500, 0), (500, 0)], [(0, -500), (0, 500)])


def test_streets_that_cross_are_joined_where_they_cross() -> None:
    streets = walking_network(CROSS, points((300, 10)), 50)
    assert distances(streets, points((0, 400), (100, 5), (300, -20), (420, 0))) == pytest.approx([700, 200, 0, 120])


def test_the_nearest_of_several_goals_counts() -> None:
    streets = walking_network(CROSS, points((300, 0), (0, -100)), 50)
    assert distances(streets, points((50, 0), (250, 0))) == pytest.approx([150, 50])


def test_a_goal_between_crossings_is_reached_from_both_sides_of_its_street() -> None:
    streets = walking_network(CROSS, points((-200, 0)), 50)
    assert distances(streets, points((-450, 0), (-150, 0))) == pytest.approx([250, 50])


def test_along_an_area_one_is_at_the_goal_as_soon_as_one_comes_near() -> None:
    park = np.array([moved(shapely.box(100, 20, 300, 200))], dtype=object)
    streets = walking_network(CROSS, park, 30)
    edge = 100 - np.sqrt(30**2 - 20**2)
    assert distances(streets, points((200, 0), (0, 0), (500, 0))) == pytest.approx([0, edge, 100 + edge], abs=0.05)


def test_an_area_off_the_streets_is_entered_from_their_nearest_place() -> None:
    park = np.array([moved(shapely.box(400, 300, 450, 350))], dtype=object)
    streets = walking_network(CROSS, park, 30)
    assert distances(streets, points((0, 300), (390, 0))) == pytest.approx([725, 35], abs=26)


def test_without_a_way_the_distance_is_infinite() -> None:
    apart = lines([(0, 0), (100, 0)], [(0, 500), (100, 500)])
    streets = walking_network(apart, points((0, 0)), 50)
    assert distances(streets, points((50, 1), (50, 499))).tolist() == [pytest.approx(50), np.inf]


def test_the_shorter_of_two_streets_between_the_same_crossings_counts() -> None:
    loop = lines([(0, 0), (100, 0)], [(0, 0), (50, 200), (100, 0)])
    streets = walking_network(loop, points((100, 0)), 50)
    assert distances(streets, points((0, 0))) == pytest.approx([100])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_distances_are_the_shortest_paths_of_an_independent_library(seed: int) -> None:
    generator = np.random.default_rng(seed)
    streets = generator.integers(-40, 40, size=(12, 3, 2)) * 25.0
    paths = lines(*(list(map(tuple, street)) for street in streets if len(np.unique(street, axis=0)) == 3))
    goals = points(*map(tuple, generator.uniform(-900, 900, (3, 2))))
    places = points(*map(tuple, generator.uniform(-900, 900, (6, 2))))
    found = distances(walking_network(paths, goals, 50), places)
    assert found == pytest.approx(by_networkx(paths, goals, places), abs=1e-3)


def by_networkx(paths: np.ndarray, goals: np.ndarray, places: np.ndarray) -> list[float]:
    """Shortest paths on a graph whose nodes are all vertices, crossings and projected points."""
    whole = shapely.union_all(paths)
    snapped = [nearest_points(whole, place)[0] for place in (*goals, *places)]
    graph = networkx.Graph()
    for part in shapely.get_parts(whole):
        on_it = [point for point in snapped if part.distance(point) < 1e-6]
        offsets = sorted({0.0, part.length, *(part.project(point) for point in on_it)})
        for first, second in pairwise(offsets):
            ends = [key(part.interpolate(offset)) for offset in (first, second)]
            weight = min(second - first, graph.get_edge_data(*ends, {"weight": np.inf})["weight"])
            graph.add_edge(*ends, weight=weight)
    sources = {key(point) for point in snapped[: len(goals)]}
    reached = networkx.multi_source_dijkstra_path_length(graph, sources)
    return [reached.get(key(point), np.inf) for point in snapped[len(goals) :]]


def key(point: shapely.Point) -> tuple[float, float]:
    return round(point.x, 3), round(point.y, 3)
