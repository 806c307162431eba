"""What is cut away before drawing is never missed."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.drawing.cutting import pieces, runs, thinned, trimmed

WINDOW = (-10.0, -5.0, 10.0, 5.0)
PLACES = st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), min_size=2, max_size=30)


def lines_of(xy: np.ndarray, starts: np.ndarray) -> list[shapely.LineString]:
    return [shapely.LineString(xy[a:b]) for a, b in pairwise(starts)]


@settings(max_examples=60, deadline=None)
@given(PLACES)
def test_a_trimmed_ring_covers_the_same_of_the_window(places: list[tuple[int, int]]) -> None:
    xy = np.array([*places, places[0]], dtype=float)
    ring, starts = trimmed(xy, np.array([0, len(xy)]), WINDOW)
    assert starts.tolist() == [0, len(ring)]
    window = shapely.box(*WINDOW)

    def winding(points: np.ndarray, at: np.ndarray) -> np.ndarray:
        turn = np.zeros(len(at), dtype=int)
        for (x0, y0), (x1, y1) in pairwise(points):
            side = (x1 - x0) * (at[:, 1] - y0) - (at[:, 0] - x0) * (y1 - y0)
            turn += ((y0 <= at[:, 1]) & (y1 > at[:, 1]) & (side > 0)).astype(int)
            turn -= ((y0 > at[:, 1]) & (y1 <= at[:, 1]) & (side < 0)).astype(int)
        return turn

    spots = np.array([(x + 0.513, y + 0.257) for x in range(-10, 10, 3) for y in range(-5, 5, 2)])
    assert (winding(xy, spots) == winding(ring, spots)).all()
    before = shapely.intersection(shapely.LineString(xy), window)
    after = shapely.intersection(shapely.LineString(ring), window)
    assert shapely.hausdorff_distance(before, after) < 1e-9 or (before.is_empty and after.is_empty)


@settings(max_examples=60, deadline=None)
@given(PLACES, PLACES)
def test_runs_show_all_that_is_in_the_window(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    xy = np.array([*first, *second], dtype=float)
    starts = np.array([0, len(first), len(xy)])
    found = lines_of(*runs(xy, starts, WINDOW, period=3.0))
    window = shapely.box(*WINDOW)
    wanted = [shapely.intersection(line, window) for line in lines_of(xy, starts)]
    missed = shapely.difference(shapely.union_all(wanted), shapely.buffer(shapely.union_all(found), 1e-6))
    assert missed.length < 1e-6


def test_runs_begin_where_the_pattern_begins() -> None:
    xy = np.array([(-1e6, 0.0), (1e6, 0.0), (1e6, 900.0)])
    cut, starts = runs(xy, np.array([0, 3]), WINDOW, period=7.0)
    assert starts.tolist() == [0, 2]
    assert cut[0, 0] == pytest.approx(-1e6 + np.floor((1e6 - 10) / 7) * 7)
    assert -17 < cut[0, 0] <= -10
    assert cut[1].tolist() == pytest.approx([10.0, 0.0])


def test_lines_beside_the_window_have_no_runs() -> None:
    xy = np.array([(50.0, 0.0), (50.0, 9.0), (50.0, 9.0)])
    cut, starts = runs(xy, np.array([0, 3]), WINDOW, period=1.0)
    assert len(cut) == 0
    assert starts.tolist() == [0]


def test_long_runs_are_parted_where_the_pattern_begins() -> None:
    xy = np.column_stack([np.linspace(-9.0, 9.0, 400), np.zeros(400)])
    cut, starts = runs(xy, np.array([0, 400]), WINDOW, period=0.7, most=50)
    assert np.diff(starts).max() <= 70
    assert len(starts) > 8
    begins, ends = cut[starts[:-1], 0], cut[starts[1:] - 1, 0]
    assert np.allclose(begins[1:], ends[:-1])
    assert np.allclose((begins + 9) / 0.7, np.round((begins + 9) / 0.7))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 40), min_size=1, max_size=12), st.integers(4, 30))
def test_pieces_hold_every_segment_and_are_not_large(counts: list[int], most: int) -> None:
    starts = np.concatenate([[0], np.cumsum(counts)])
    xy = np.column_stack([np.arange(starts[-1], dtype=float), np.zeros(starts[-1])])
    wanted = {(first, first + 1) for a, b in pairwise(starts) for first in range(a, b - 1)}
    found = set()
    for part, part_starts in pieces(xy, starts, most):
        assert len(part) < 2 * most + 2
        for line in lines_of(part, part_starts):
            numbers = [int(x) for x, _ in line.coords]
            found |= set(pairwise(numbers))
    assert found == wanted


def test_thinning_keeps_ends_and_far_vertices() -> None:
    xy = np.array([(0.0, 0.0), (0.1, 0.1), (0.2, 0.0), (5.0, 5.0), (5.1, 5.1)])
    kept, starts = thinned(xy, np.array([0, 5]), 1.0)
    assert kept.tolist() == [[0.0, 0.0], [5.0, 5.0], [5.1, 5.1]]
    assert starts.tolist() == [0, 3]
