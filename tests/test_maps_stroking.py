"""Lines beside lines, markers along them, dots in polygons; and how a whole symbol then looks."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages import same
from maps.drawing.display import display_layer
from maps.drawing.ring_order import Ragged
from maps.drawing.stroking import offset_lines, places_along, places_inside
from maps.symbology.layer_style import LayerStyle, StyleClass, applied
from maps.symbology.marks import Dots, Hatch, Marker, MarkerLine, Stroke, Symbol
from maps.view import MapView
from tests.maps_plans import CRS, EAST, NORTH, colour_at, layer_of, painted, square

SQUARE = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=float)
ONE = np.array([0, 5])


def test_a_ring_is_moved_into_its_polygon_and_swallowed_when_it_is_too_small() -> None:
    moved, starts = offset_lines(SQUARE, ONE, 1)
    assert moved.tolist() == [[1, 1], [9, 1], [9, 9], [1, 9], [1, 1]]
    assert starts.tolist() == [0, 5]
    assert len(offset_lines(SQUARE, ONE, 6)[0]) == 0
    outside, _ = offset_lines(SQUARE, ONE, -1)
    assert shapely.Polygon(outside).area == 144


def test_a_line_is_moved_to_its_left() -> None:
    moved, _ = offset_lines(np.array([[0, 0], [10, 0], [10, 5]], dtype=float), np.array([0, 3]), 1)
    assert moved.tolist() == [[0, 1], [9, 1], [9, 5]]


def test_parts_that_vanish_leave_the_others_alone() -> None:
    small = SQUARE / 10
    moved, starts = offset_lines(np.concatenate([SQUARE, small, SQUARE + 50]), np.array([0, 5, 10, 15]), 1)
    assert starts.tolist() == [0, 5, 10]
    assert moved[5:].min() == 51
    assert len(offset_lines(np.zeros((0, 2)), np.zeros(1, dtype=np.int64), 1)[0]) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4)), min_size=1, max_size=12),
    st.floats(-50, 50),
    st.booleans(),
)
def test_no_line_brings_an_offset_down(points: list[tuple[float, float]], offset: float, ring: bool) -> None:
    xy = np.array([*points, points[0]] if ring else points, dtype=float)
    moved, starts = offset_lines(xy, np.array([0, len(xy)]), offset)
    assert np.isfinite(moved).all()
    assert starts[-1] == len(moved)


def test_markers_stand_evenly_and_turn_with_the_line() -> None:
    places, directions = places_along(SQUARE, ONE, placing="interval", interval=4)
    assert len(places) == 10
    assert places[:2].tolist() == [[2, 0], [6, 0]]
    assert set(directions.tolist()) == {0, 90, 180, -90}
    line, starts = np.array([[0, 0], [10, 0], [10, 5]], dtype=float), np.array([0, 3])
    ends = {name: places_along(line, starts, placing=name, interval=1) for name in ("first", "last", "centre")}  # type: ignore[arg-type]
    assert {name: place.tolist() for name, (place, _) in ends.items()} == {
        "first": [[0, 0]], "last": [[10, 5]], "centre": [[7.5, 0]],
    }  # fmt: skip
    assert ends["last"][1].tolist() == [90]
    assert len(places_along(line, starts, placing="vertex", interval=1)[0]) == 3


def test_dots_lie_inside_and_every_second_row_is_moved() -> None:
    parts = Ragged(SQUARE, ONE, np.array([0]), np.array([[0, 0, 10, 10.0]]))
    places = places_inside(parts, across=4, down=4, shift=2, window=(-1, -1, 11, 11))
    assert {x % 4 for x, y in places.tolist() if y == 4} == {2}
    assert {x % 4 for x, y in places.tolist() if y == 8} == {0}
    assert not len(places_inside(parts, across=0, down=4, shift=0, window=(-1, -1, 11, 11)))


VIEW = MapView(EAST + 50, NORTH + 50, 0.5, 240, 240)
"""At 4 pixels to the millimetre one millimetre is 2 m."""


def looks(symbol: Symbol, *places: tuple[float, float]) -> list[str]:
    """The colours of a square of 100 m, drawn in ``symbol``, at places in metres from its corner."""
    style = LayerStyle("polygon", (StyleClass("a", same("a"), symbol),))
    layer = layer_of(None, [square(0, 0, 100)])
    image = painted([display_layer(layer, CRS, applied(style, layer))], VIEW)
    return [colour_at(image, VIEW, *place) for place in places]


@pytest.mark.usefixtures("qapp")
def test_control_lines_are_drawn_inside_the_boundary() -> None:
    inside = Symbol(strokes=(Stroke("#FF0000", 4, offset_mm=2),))
    assert looks(inside, (4, 50), (-2, 50), (50, 96), (50, 50)) == ["#FF0000", "#FFFFFF", "#FF0000", "#FFFFFF"]
    dashed = Symbol(strokes=(Stroke("#FF0000", 4, (10, 10), 2),))
    found = looks(dashed, *((4, y) for y in range(10, 90, 2)))
    assert {"#FF0000", "#FFFFFF"} <= set(found)


@pytest.mark.usefixtures("qapp")
def test_a_symbol_of_many_parts_is_drawn_from_below() -> None:
    symbol = Symbol(
        "#00FF00",
        (Hatch("#0000FF", 0, 10, 2),),
        (Stroke("#000000", 2),),
        dots=(Dots(Marker("square", 4, "#FFFF00"), 20, 20),),
        along=(MarkerLine(Marker("square", 6, "#FF00FF"), 25),),
        opacity=1.0,
    )
    found = set(looks(symbol, *((x, y) for x in range(-1, 101, 2) for y in range(-1, 101, 2))))
    assert {"#00FF00", "#0000FF", "#000000", "#FFFF00", "#FF00FF"} <= found


@pytest.mark.usefixtures("qapp")
def test_a_symbol_half_transparent_shows_the_paper() -> None:
    assert looks(Symbol("#FF0000", opacity=0.5), (50, 50)) == ["#FF7F7F"]


@pytest.mark.usefixtures("qapp")
def test_a_layer_is_blended_with_what_is_below_it() -> None:
    layer = layer_of(None, [square(0, 0, 100)])
    below = LayerStyle("polygon", (StyleClass("a", same(""), Symbol("#FFFF00")),))
    for blend, expected in (
        ("multiply", "#00FF00"),
        ("normal", "#00FFFF"),
        ("darken", "#00FF00"),
        ("screen", "#FFFFFF"),
    ):
        above = LayerStyle("polygon", (StyleClass("a", same(""), Symbol("#00FFFF")),), blend=blend)  # type: ignore[arg-type]
        displays = [display_layer(layer, CRS, applied(style, layer)) for style in (below, above)]
        assert colour_at(painted(displays, VIEW), VIEW, 50, 50) == expected, blend


@pytest.mark.usefixtures("qapp")
def test_lines_overlapping_inside_a_layer_do_not_add_up_in_its_opacity() -> None:
    cross = [shapely.LineString([(EAST, NORTH + 50), (EAST + 100, NORTH + 50)])]
    cross.append(shapely.LineString([(EAST + 50, NORTH), (EAST + 50, NORTH + 100)]))
    layer = layer_of(None, cross, shape="line")
    style = LayerStyle("line", (StyleClass("a", same(""), Symbol(strokes=(Stroke("#000000", 4),))),), opacity=0.5)
    image = painted([display_layer(layer, CRS, applied(style, layer))], VIEW)
    assert colour_at(image, VIEW, 50, 50) == colour_at(image, VIEW, 20, 50)
