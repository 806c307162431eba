"""The compiled drawing: exact coverage, the same picture as QPainter's, nothing odd brings it down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import shapely

from maps import raster
from maps.drawing.display import DisplayLayer, display_layer
from maps.raster import tiles
from maps.symbology.marks import Hatch, Stroke, Symbol
from maps.view import MapView
from tests.maps_plans import CRS, EAST, NORTH, layer_of, painted, pixels, square, town

pytestmark = pytest.mark.usefixtures("qapp", "kernels")
VIEW = MapView(EAST + 500, NORTH + 500, 2.5, 480, 480)
RED, BLUE = Symbol("#FF0000"), Symbol("#0000FF")


@pytest.fixture(scope="session")
def kernels() -> None:
    assert raster.warm_up()


def display_of(*geometries: Any, classes: Sequence[str] | None = None) -> DisplayLayer:
    codes = list(classes or ["0701"] * len(geometries))
    return display_layer(layer_of("zoning", geometries, class_code=codes), CRS)


def tile(display: DisplayLayer, *symbols: Symbol, view: MapView = VIEW) -> np.ndarray[Any, Any]:
    return raster.polygon_tile(display, view, pixels_per_mm=4.0, symbols=symbols or None)


def on_white(picture: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    clear = 255 - (picture >> 24).astype(np.int64)
    return np.stack([((picture >> shift) & 255) + clear for shift in (16, 8, 0)], axis=-1)


def covered(picture: np.ndarray[Any, Any], view: MapView = VIEW) -> float:
    return float((picture >> 24).sum() / 255 * view.metres_per_pixel**2)


def at(picture: np.ndarray[Any, Any], x: float, y: float, view: MapView = VIEW) -> str:
    across, down = view.to_screen(EAST + x, NORTH + y)
    return f"#{int(picture[int(down), int(across)]):08X}"


def star(random: np.random.Generator, x: float, y: float, count: int) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = random.uniform(40, 60, count)
    return shapely.Polygon(np.column_stack([EAST + x + radius * np.cos(angle), NORTH + y + radius * np.sin(angle)]))


def cells(count: int = 400) -> list[shapely.Polygon]:
    """A coverage: Voronoi cells of random places, cut to a square."""
    places = shapely.MultiPoint(np.random.default_rng(4).uniform(0, 1000, (count, 2)) + np.array([EAST, NORTH]))
    found = shapely.get_parts(shapely.voronoi_polygons(places))
    return list(shapely.intersection(found, square(0, 0, 1000)))


def test_coverage_adds_up_to_the_area() -> None:
    random = np.random.default_rng(1)
    for count in (3, 7, 50, 1000):
        shape = star(random, 500, 500, count)
        small = VIEW.zoomed(1 / 7, 240, 240)
        for view in (VIEW, small):
            assert covered(tile(display_of(shape), RED, view=view), view) == pytest.approx(shape.area, rel=0.004)


def test_the_picture_is_that_of_qpainter() -> None:
    display = display_layer(town([f"{n:02d}" for n in range(1, 18)], side=30, step=30), CRS)
    difference = np.abs(on_white(tile(display)) - pixels(painted([display], VIEW)).astype(np.int64)).max(axis=-1)
    assert (difference > 64).mean() < 0.001
    assert difference.mean() < 3


def test_no_seam_shows_between_neighbours() -> None:
    picture = tile(display_of(*cells()), Symbol("#22446680"))
    inside = picture[45:435, 45:435]
    assert (inside == inside[0, 0]).all()


def test_borders_drawn_once_look_like_borders_drawn_twice() -> None:
    display = display_of(*cells(), classes=["0701", "1401"] * 200)
    stroke = (Stroke("#000000", 0.3),)
    once = on_white(tile(display, Symbol("#FFFFFF", strokes=stroke), Symbol("#FFFFFF", strokes=stroke)))
    twice = on_white(tile(display, Symbol("#FFFFFF", strokes=stroke), Symbol("#FFFFFF00", strokes=stroke)))
    assert (np.abs(once - twice).max(axis=-1) > 40).mean() < 0.0005


def test_tiles_side_by_side_are_the_whole_picture() -> None:
    display = display_of(*cells(), classes=["0701", "1401"] * 200)
    whole = tile(display)
    half = MapView(VIEW.centre_x, VIEW.centre_y + 120 * 2.5, 2.5, 480, 240)
    lower = MapView(VIEW.centre_x, VIEW.centre_y - 120 * 2.5, 2.5, 480, 240)
    stacked = np.concatenate([tile(display, view=half), tile(display, view=lower)])
    assert np.abs(on_white(stacked) - on_white(whole)).max() < 50
    assert (stacked != whole).mean() < 0.002


@pytest.mark.parametrize("reverse", [False, True])
def test_holes_and_holes_in_holes(reverse: bool) -> None:
    outer = shapely.Polygon(square(0, 0, 1000).exterior, [square(200, 200, 600).exterior])
    island = shapely.Polygon(square(300, 300, 400).exterior, [square(400, 400, 200).exterior])
    shape = shapely.MultiPolygon([outer.reverse() if reverse else outer, island])
    picture = tile(display_of(shape), RED)
    found = [at(picture, place, 500)[1:3] for place in (100, 250, 350, 500)]
    assert found == ["FF", "00", "FF", "00"]


def test_the_later_of_two_polygons_lies_above() -> None:
    first, second = square(0, 0, 600), square(300, 300, 600)
    for classes, symbols in ((["0701", "1401"], (RED, BLUE)), (["1401", "0701"], (RED, BLUE))):
        picture = tile(display_of(first, second, classes=classes), *symbols)
        assert at(picture, 450, 450) == at(picture, 800, 800) != at(picture, 100, 100)


def test_translucent_polygons_darken_each_other() -> None:
    picture = tile(display_of(square(0, 0, 600), square(300, 300, 600)), Symbol("#00000080"))
    assert (at(picture, 100, 100), at(picture, 450, 450)) == ("#80000000", "#C0000000")


def test_classes_of_different_opacity_keep_theirs() -> None:
    picture = tile(
        display_of(square(0, 0, 500), square(500, 0, 500), classes=["0701", "1401"]), RED, Symbol("#0000FF80")
    )
    assert (at(picture, 250, 250), at(picture, 750, 250)) == ("#FFFF0000", "#80000080")


def test_a_layer_that_covers_itself_is_told_from_a_coverage() -> None:
    assert not display_of(*cells()).overlapping
    assert display_of(*cells(), square(100, 100, 300)).overlapping
    assert not display_of(square(0, 0, 100)).overlapping


def test_a_polygon_that_crosses_itself_is_filled() -> None:
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 800, NORTH + 800), (EAST + 800, NORTH), (EAST, NORTH + 800)])
    picture = tile(display_of(bow), RED)
    assert [at(picture, x, y) for x, y in ((100, 400), (700, 400), (400, 700))] == ["#FFFF0000"] * 2 + ["#00000000"]


def test_odd_coordinates_do_no_harm() -> None:
    far = shapely.box(EAST - 1e9, NORTH - 1e9, EAST + 1e9, NORTH + 1e9)
    odd = shapely.Polygon([(EAST, NORTH), (np.inf, NORTH), (EAST, NORTH + 50), (EAST, NORTH)])
    with np.errstate(invalid="ignore"):
        unset = shapely.Polygon([(EAST, NORTH), (np.nan, NORTH), (EAST, NORTH + 50), (EAST, NORTH)])
    flat = shapely.Polygon([(EAST, NORTH)] * 4)
    shapes = [None, shapely.Polygon(), far, odd, unset, flat, shapely.MultiPolygon(), square(0, 0, 500)]
    display = display_of(*shapes, classes=["0701"] * 7 + ["1401"])
    stroke = (Stroke("#000000", 0.5),)
    for view in (VIEW, VIEW.zoomed(1e7, 200, 300), VIEW.zoomed(1e-8, 200, 300)):
        raster.polygon_tile(display, view, pixels_per_mm=4.0, symbols=[Symbol("#FF0000", strokes=stroke), BLUE])
    picture = tile(display, RED, BLUE)
    assert (at(picture, 250, 250), at(picture, 700, 700)) == ("#FF0000FF", "#FFFF0000")


def test_nothing_to_draw_gives_an_empty_picture() -> None:
    assert not tile(display_of(None, shapely.Polygon()), RED).any()
    assert not tile(display_of(square(1e5, 1e5, 10)), RED).any()
    assert tile(display_of(square(0, 0, 10)), RED, view=MapView(EAST, NORTH, 1.0, 0, 0)).shape == (0, 0)


def test_far_zoom_in_stays_exact() -> None:
    shape = shapely.Polygon([(EAST - 1000, NORTH - 1000), (EAST + 1000, NORTH - 1000), (EAST - 1000, NORTH + 1000)])
    view = MapView(EAST, NORTH, 1e-5, 301, 301)
    picture = tile(display_of(shape), RED, view=view)
    share = (picture >> 24).mean() / 255
    assert share == pytest.approx(0.5, abs=0.01)


def test_a_ring_of_a_hundred_thousand_vertices() -> None:
    shape = star(np.random.default_rng(2), 500, 500, 100_000)
    stroke = (Stroke("#000000", 0.2),)
    picture = tile(display_of(shape), Symbol("#FF0000", strokes=stroke))
    assert covered(tile(display_of(shape), RED)) == pytest.approx(shape.area, rel=0.02)
    assert picture.any()


@pytest.mark.parametrize("width", [0.1, 0.25, 0.5, 2.0])
@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0, 5.0])
def test_ink_of_a_line_is_length_times_width(width: float, slope: float) -> None:
    run = np.array([1.0, slope]) / np.hypot(1.0, slope) * 800
    line = shapely.LineString([(EAST + 100, NORTH + 100), (EAST + 100 + run[0], NORTH + 100 + run[1])])
    display = display_layer(layer_of("river", [line], shape="line"), CRS)
    picture = raster.line_tile(display, VIEW, pixels_per_mm=4.0, symbols=[Symbol(strokes=(Stroke("#000000", width),))])
    broad = width * 4.0 * VIEW.metres_per_pixel
    assert covered(picture) == pytest.approx(line.length * broad, rel=0.03, abs=broad**2 + 5 * broad)


def test_lines_look_like_those_of_qpainter() -> None:
    random = np.random.default_rng(3)
    lines = [shapely.LineString(random.uniform(0, 1000, (20, 2)) + np.array([EAST, NORTH])) for _ in range(5)]
    display = display_layer(layer_of("river", lines, shape="line"), CRS)
    ours = on_white(raster.line_tile(display, VIEW, pixels_per_mm=4.0))
    difference = np.abs(ours - pixels(painted([display], VIEW)).astype(np.int64)).max(axis=-1)
    assert (difference > 80).mean() < 0.005


def test_what_is_left_for_qpainter() -> None:
    plain = Symbol("#FF0000", strokes=(Stroke("#000000", 0.2),))
    assert raster.draws(plain, "polygon") == raster.Share(plain, Symbol())
    moved = Symbol("#FF0000", strokes=(Stroke("#000000", 0.2, offset_mm=1.0),))
    assert raster.draws(moved, "polygon").rest == Symbol(strokes=moved.strokes)
    hatched = Symbol("#FF0000", hatches=(Hatch("#000000", 45, 1, 0.1),), strokes=plain.strokes)
    assert raster.draws(hatched, "polygon") == raster.Share(RED, Symbol(hatches=hatched.hatches, strokes=plain.strokes))
    assert raster.draws(plain, "line") == raster.Share(Symbol(strokes=plain.strokes), Symbol())
    assert raster.draws(plain, "point").raster == Symbol()


def test_arrays_that_must_not_be_written_are_drawn() -> None:
    display = display_of(square(0, 0, 500))
    for array in (display.parts.xy, display.parts.starts, display.parts.bounds, display.turned):
        array.setflags(write=False)
    assert at(tile(display, RED), 250, 250) == "#FFFF0000"


def test_the_check_for_overlaps_does_not_depend_on_colours() -> None:
    display = display_of(square(0, 0, 600), square(300, 300, 600))
    assert tiles.covers_itself(display)


@pytest.mark.parametrize("east", [0, 700, -700])
def test_shared_borders_worked_once_give_the_same_picture(monkeypatch: pytest.MonkeyPatch, east: float) -> None:
    monkeypatch.setattr("maps.drawing.detail.FEWEST", 10)
    random = np.random.default_rng(6)
    shapes = [*cells(900), *(square(1100 + 30 * number, 0, 30) for number in range(20))]
    shapes = [shape.reverse() if random.random() < 0.5 else shape for shape in shapes]
    display = display_of(*shapes, classes=["0701", "1401", "0801"] * 306 + ["0701", "1401"])
    outline = (Stroke("#000000", 0.25),)
    symbols = (Symbol("#FF0000", strokes=outline), Symbol("#00FF00"), Symbol(strokes=(Stroke("#0000FF", 0.25),)))
    view = MapView(EAST + 500 + east, NORTH + 500, 20.0, 100, 100)
    tile(display, *symbols, view=view)
    paired = tile(display, *symbols, view=view)
    level = display.detail(20.0)
    assert level is not None
    assert (level.mates(display.turned.view(np.uint8)) != -1).mean() > 0.5
    monkeypatch.setattr("maps.drawing.detail.Detail.mates", lambda *_: np.zeros(0, dtype=np.int32))
    assert np.abs(on_white(paired) - on_white(tile(display, *symbols, view=view))).max() <= 2


def test_a_picture_leaves_nothing_behind_for_the_next() -> None:
    shapes = [shape.buffer(0.3) for shape in cells(60)]
    coverage, over = display_of(*cells()), display_of(*shapes, square(100, 100, 700), square(-900, -900, 3000))
    outlined = Symbol("#FF0000", strokes=(Stroke("#000000", 0.25),))
    before = tile(coverage, outlined)
    for view in (VIEW, VIEW.zoomed(0.2, 10, 10), VIEW.zoomed(9, 477, 479), MapView(EAST, NORTH, 2.5, 480, 77)):
        tile(over, outlined, view=view)
        tile(over, Symbol("#FF000080"), view=view)
        np.testing.assert_array_equal(tile(coverage, outlined), before)
