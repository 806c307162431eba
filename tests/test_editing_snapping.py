"""Snapping says where and why; tracing follows borders the short way or the other."""

from __future__ import annotations

import time

import numpy as np
import pytest
import shapely

from layers.editing.edit import Refusal
from layers.editing.snapping import KINDS, SnapIndex, Snapped, SnapSettings
from layers.editing.tracing import Traces
from layers.geometry.ragged import ragged
from tests.editing_moves import town

ALL = frozenset(KINDS)


def index(*shapes: shapely.Geometry, layer: str = "zoning") -> SnapIndex:
    coordinates = ragged(np.array([*shapes, None], dtype=object)[:-1])
    return SnapIndex([Snapped(layer, coordinates, np.arange(len(shapes)) + 10)], (-100, -100, 200, 200))


@pytest.mark.parametrize(
    ("cursor", "kind", "place"),
    [
        ((0.4, 0.3), "vertex", (0, 0)),
        ((50.5, 0.4), "midpoint", (50, 0)),
        ((20.0, 0.4), "edge", (20, 0)),
        ((29.8, 0.3), "intersection", (30, 0)),
        ((-3.0, 0.2), "extension", (-3, 0)),
        ((151.0, 149.5), "grid", (150, 150)),
    ],
)
def test_the_reason_goes_with_the_place(cursor: tuple[float, float], kind: str, place: tuple[float, float]) -> None:
    found = index(shapely.box(0, 0, 100, 100), shapely.LineString([(30, -20), (30, 20)])).snap(
        cursor, SnapSettings(tolerance=1.2, kinds=ALL, grid=50)
    )
    assert found is not None
    assert (found.kind, found.place) == (kind, pytest.approx(place))
    assert found.reason.zh


def test_a_perpendicular_is_dropped_from_the_last_point() -> None:
    found = index(shapely.box(0, 0, 100, 100)).snap(
        (20.3, 0.2), SnapSettings(1, frozenset(("perpendicular", "edge"))), start=(20, 60)
    )
    assert found is not None
    assert (found.kind, found.place) == ("perpendicular", (20, 0))


def test_each_layer_has_its_own_kinds() -> None:
    one = index(shapely.box(0, 0, 100, 100))
    only = SnapSettings(1, frozenset(("vertex",)), by_layer={"zoning": frozenset(("edge",))})
    found = one.snap((0.2, 0.3), only)
    assert found is not None
    assert (found.kind, found.layer, found.fid) == ("edge", "zoning", 10)
    assert one.snap((0.2, 0.3), SnapSettings(1, by_layer={"zoning": frozenset()})) is None
    assert one.snap((50, 50), SnapSettings(1, ALL)) is None


def test_points_are_vertices() -> None:
    found = index(shapely.Point(5, 5), shapely.MultiPoint([(7, 7), (9, 9)])).snap((9.1, 9.1), SnapSettings(1, ALL))
    assert found is not None
    assert (found.kind, found.place, found.fid) == ("vertex", (9, 9), 11)


def test_an_empty_view_gives_nothing() -> None:
    assert SnapIndex([], (0, 0, 1, 1)).snap((0, 0), SnapSettings(1, ALL)) is None


def test_a_hundred_thousand_vertices_are_searched_within_two_milliseconds() -> None:
    shapes = np.array(list(town(112, 112).values()))
    west, south, east, north = (float(one) for one in shapely.total_bounds(shapes))
    one = SnapIndex([Snapped("zoning", ragged(shapes), np.arange(len(shapes)))], (west, south, east, north))
    assert len(one) > 100_000
    random = np.random.default_rng(1)
    settings = SnapSettings(5.0, ALL)
    times = []
    for x, y in random.uniform((west, south), (east, north), (100, 2)):
        begun = time.process_time()
        one.snap((x, y), settings, start=(west, south))
        times.append(time.process_time() - begun)
    assert np.median(times) < 0.002


def test_tracing_goes_the_short_way_or_the_other_way_round() -> None:
    traces = Traces([shapely.box(0, 0, 100, 50), shapely.box(100, 0, 200, 50)])
    short = traces.trace((0, 20), (30, 0))
    assert short.tolist() == [[0, 20], [0, 0], [30, 0]]
    other = traces.trace((0, 20), (30, 0), other_way=True)
    assert other.tolist() == [[0, 20], [0, 50], [100, 50], [100, 0], [30, 0]]


def test_tracing_off_the_borders_says_so() -> None:
    traces = Traces([shapely.box(0, 0, 10, 10), shapely.box(50, 50, 60, 60)])
    with pytest.raises(Refusal, match=r"trace\.off"):
        traces.trace((5, 5), (0, 0))
    with pytest.raises(Refusal, match=r"trace\.no_way"):
        traces.trace((0, 0), (50, 50))
