"""What is under the cursor: against looking at every vertex, every edge, every feature one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.editing.picking import feature_at, nearest_edge, nearest_vertex
from layers.editing.surroundings import ShapesAround

GRID = {
    row * 3 + column: shapely.box(column * 10, row * 10, column * 10 + 10, row * 10 + 10)
    for row in range(3)
    for column in range(3)
}
RING = shapely.Polygon([(100, 0), (140, 0), (140, 40), (100, 40)], [[(110, 10), (130, 10), (130, 30), (110, 30)]])
LINE = shapely.LineString([(0, 100), (50, 100), (50, 150)])
SHAPES = {**GRID, 20: RING, 21: LINE, 22: shapely.Point(70, 70), 23: shapely.MultiPoint([(80, 80), (90, 90)])}
places = st.tuples(st.floats(-20, 160), st.floats(-20, 160))


def rings_of(shape: shapely.Geometry) -> list[np.ndarray]:
    if shapely.get_dimensions(shape) == 0:
        return []
    parts = shapely.get_parts(shape)
    lines = [shapely.get_rings(part) if shapely.get_dimensions(part) == 2 else [part] for part in parts]
    return [shapely.get_coordinates(line) for group in lines for line in group]


@settings(max_examples=200, deadline=None)
@given(places, st.floats(0.5, 30))
def test_the_nearest_vertex_is_the_nearest_of_all(place: tuple[float, float], reach: float) -> None:
    found = nearest_vertex(SHAPES, place, reach)
    xy = np.concatenate([shapely.get_coordinates(shape) for shape in SHAPES.values()])
    nearest = np.hypot(*(xy - place).T).min()
    if nearest > reach:
        assert found is None
        return
    assert found is not None
    vertex, fids = found
    assert np.hypot(vertex[0] - place[0], vertex[1] - place[1]) == nearest
    having = [fid for fid, shape in SHAPES.items() if (shapely.get_coordinates(shape) == vertex).all(axis=1).any()]
    assert list(fids) == having


@settings(max_examples=200, deadline=None)
@given(places, st.floats(0.5, 30))
def test_the_nearest_edge_is_one_of_a_ring_and_the_nearest(place: tuple[float, float], reach: float) -> None:
    found = nearest_edge(SHAPES, place, reach)
    edges = {
        (tuple(first), tuple(last))
        for shape in SHAPES.values()
        for ring in rings_of(shape)
        for first, last in zip(ring[:-1].tolist(), ring[1:].tolist(), strict=True)
    }
    point = shapely.Point(place)
    away = {edge: shapely.distance(shapely.LineString(edge), point) for edge in edges}
    if min(away.values()) > reach * (1 + 1e-9):
        assert found is None
    elif found is not None:
        edge, fids = found
        assert edge in edges
        assert away[edge] == pytest.approx(min(away.values()), abs=1e-9)
        assert fids
        for fid in fids:
            both = [ring.tolist() for ring in rings_of(SHAPES[fid])]
            steps = {(tuple(a), tuple(b)) for ring in both for a, b in pairwise(ring)}
            assert edge in steps or (edge[1], edge[0]) in steps
    else:
        assert min(away.values()) >= reach * (1 - 1e-9)


def test_a_shared_edge_is_of_both_sides() -> None:
    found = nearest_edge(GRID, (10.2, 5.0), 1.0)
    assert found is not None
    assert set(found[0]) == {(10.0, 0.0), (10.0, 10.0)}
    assert found[1] == (0, 1)


def test_the_smallest_feature_is_taken_points_and_lines_first() -> None:
    near = ShapesAround({1: shapely.box(0, 0, 100, 100), 2: shapely.box(40, 40, 60, 60), 3: shapely.Point(50, 50)})
    assert feature_at(near, (50.5, 50.5), 1.0) == 3
    assert feature_at(near, (42.0, 42.0), 1.0) == 2
    assert feature_at(near, (5.0, 5.0), 1.0) == 1
    assert feature_at(near, (-5.0, -5.0), 1.0) is None
    assert feature_at(ShapesAround({20: RING}), (120.0, 20.0), 1.0) is None


def test_nothing_is_found_where_nothing_is() -> None:
    assert nearest_vertex({}, (0.0, 0.0), 5.0) is None
    assert nearest_edge({}, (0.0, 0.0), 5.0) is None
    assert nearest_edge({1: shapely.Point(0, 0)}, (0.0, 0.0), 5.0) is None
