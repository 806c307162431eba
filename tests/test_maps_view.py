"""The view: places and pixels go into each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.view import MapView

VIEW = MapView(568_000.0, 4_484_000.0, 2.5, 1600, 1000)
COORDINATE = st.floats(-1e7, 1e7)


@given(COORDINATE, COORDINATE)
def test_there_and_back(x: float, y: float) -> None:
    assert VIEW.to_map(*VIEW.to_screen(x, y)) == pytest.approx((x, y), abs=1e-6)


@given(st.floats(0.05, 20), st.floats(0, 1600), st.floats(0, 1000))
def test_zooming_keeps_the_place_under_the_cursor(factor: float, px: float, py: float) -> None:
    zoomed = VIEW.zoomed(factor, px, py)
    assert zoomed.to_map(px, py) == pytest.approx(VIEW.to_map(px, py), abs=1e-6)
    assert zoomed.metres_per_pixel == pytest.approx(VIEW.metres_per_pixel / factor)


def test_panning_moves_the_picture_with_the_mouse() -> None:
    place = VIEW.to_map(100, 100)
    assert VIEW.panned(30, -20).to_screen(*place) == pytest.approx((130, 80))


def test_fitted_view_shows_the_bounds_whole_and_centred() -> None:
    view = MapView.fitted((0, 0, 4000, 1000), 800, 600)
    west, south, east, north = view.extent
    assert max(west, south) < 0
    assert east > 4000
    assert north > 1000
    assert (view.centre_x, view.centre_y) == (2000, 500)


def test_fitting_a_single_point_gives_a_usable_view() -> None:
    assert MapView.fitted((5, 5, 5, 5), 800, 600).metres_per_pixel > 0


def test_scale_denominator_and_back() -> None:
    view = VIEW.at_scale(25_000, 4)
    assert view.scale_denominator(4) == pytest.approx(25_000)
