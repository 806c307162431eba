"""Obstacle limitation surfaces at places that were computed by hand from the published figures."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from checks.obstacle_surfaces import airport, centreline, surfaces

FIGURES = airport("annex14-code4")
RUNWAY = shapely.LineString([(0, 0), (3400, 0)])


def lowest(x: float, y: float, *, runway: shapely.Geometry = RUNWAY) -> tuple[float, str]:
    """The controlling height and surface over a place, which is 1 mm wide."""
    place = shapely.box(x - 5e-4, y - 5e-4, x + 5e-4, y + 5e-4)
    found = [(one.lowest_over(place), one.name) for one in surfaces(runway, "09/27", FIGURES)]
    return min((height, name) for height, name in found if height is not None)


@pytest.mark.parametrize(
    ("x", "y", "height", "name"),
    [
        (1700, 0, 0.0, "strip"),
        (1700, 140 + 100, 14.3, "transitional"),
        (1700, 140 + 45 / 0.143 + 1, 45.0, "inner_horizontal"),
        (1700, 3999, 45.0, "inner_horizontal"),
        (1700, 4000 + 1000, 95.0, "conical"),
        (1700, 5999, 45 + 0.05 * 1999, "conical"),
        (1700, 6001, 150.0, "outer_horizontal"),
        (3400 + 60 + 1000, 0, 20.0, "approach"),
        (-60 - 1000, 0, 20.0, "approach"),
        (3400 + 60 + 5000, 0, 45 + 0.05 * 1060, "conical"),
        (3400 + 60 + 7000, 0, 140.0, "take_off_climb"),
        (3400 + 60 + 6200, 800, 60 + 0.025 * 3200, "approach"),
        (3400 + 60 + 9000, 700, 150.0, "approach"),
        (3400 + 60 + 1000, 140 + 150 + 50, 20 + 0.143 * 50, "transitional"),
    ],
)
def test_heights_at_places_worked_out_by_hand(x: float, y: float, height: float, name: str) -> None:
    found, surface = lowest(x, y)
    assert found == pytest.approx(height, abs=0.01)
    assert surface == name


@given(st.floats(0, 360), st.floats(-9000, 9000), st.floats(-7000, 7000))
def test_turning_the_runway_turns_its_surfaces(angle: float, x: float, y: float) -> None:
    turn = np.deg2rad(angle)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    turned = shapely.transform(RUNWAY, lambda xy: xy @ rotation.T)
    place = shapely.box(x, y, x + 30, y + 30)
    before = [one.lowest_over(place) for one in surfaces(RUNWAY, "A", FIGURES)]
    moved = shapely.transform(place, lambda xy: xy @ rotation.T)
    after = [one.lowest_over(moved) for one in surfaces(turned, "A", FIGURES)]
    known = [(b, a) for b, a in zip(before, after, strict=True) if b is not None and a is not None]
    assert known == [(pytest.approx(a, abs=0.2), a) for _, a in known]
    assert sum(one is None for one in before) == pytest.approx(sum(one is None for one in after), abs=2)


def test_a_runway_drawn_as_an_area_has_its_long_axis_for_a_centreline() -> None:
    assert sorted(map(tuple, centreline(shapely.box(0, -30, 3400, 30)).tolist())) == [(0.0, 0.0), (3400.0, 0.0)]


def test_a_footprint_is_held_by_its_lowest_place() -> None:
    far, near = shapely.box(4460, -10, 4480, 10), shapely.box(3960, -10, 4480, 10)
    heights = [
        min(
            one.lowest_over(place)
            for one in surfaces(RUNWAY, "A", FIGURES)
            if one.name == "approach" and one.lowest_over(place) is not None
        )
        for place in (far, near)
    ]
    assert heights == pytest.approx([20.0, 10.0])
