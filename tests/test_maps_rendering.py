"""The canvas's picture: made tile by tile it is the picture that the sheet's painter makes at once."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QColor, QImage, QPainter

from maps import raster
from maps.drawing.changes import changed_bounds
from maps.drawing.display import DisplayLayer, display_layer
from maps.drawing.rendering import Rendering
from maps.drawing.selected import selected_display
from maps.symbology.marks import Hatch, Marker, Stroke, Symbol
from maps.symbology.symbols import SymbolClass, Symbology
from maps.view import MapView
from tests.maps_plans import CRS, EAST, NORTH, layer_of, painted, pixels, square, town

pytestmark = pytest.mark.usefixtures("qapp")
VIEW = MapView(EAST + 500, NORTH + 500, 1.6, 700, 600)
WHITE = QColor("#FFFFFF")


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where numba is missing."""
    monkeypatch.setattr(raster, "ready", lambda: False)


@pytest.fixture
def kernels() -> None:
    """Compiled kernels loaded."""
    if not raster.warm_up():
        pytest.skip("numba is missing")


def rendering(displays: list[DisplayLayer], view: MapView = VIEW, **rest: Any) -> Rendering:
    return Rendering(displays, view, **{"pixels_per_mm": 4.0, "ground": WHITE, **rest})


def finished(made: Rendering) -> np.ndarray:
    while not made.done:
        made.step(0.1)
    return pixels(made.image)


def differing(found: np.ndarray, wanted: np.ndarray, by: int = 8) -> float:
    """The share of pixels that are not the same colour."""
    return float((np.abs(found.astype(int) - wanted).max(axis=2) > by).mean())


def look(*, symbol: Symbol, rows: int, **rest: Any) -> Symbology:
    label = SymbolClass("a", Any, symbol)  # type: ignore[arg-type]
    return Symbology((label,), np.zeros(rows, dtype=np.int64), **rest)


def several() -> list[DisplayLayer]:
    """Parcels, a dashed boundary, a hatched zone, a cased road, schools."""
    zones = layer_of("ecological_redline", [square(150, 150, 420)])
    hatched = Symbol(hatches=(Hatch("#D0021B", 45, 2.0, 0.3),), strokes=(Stroke("#D0021B", 0.6, (3.0, 1.5)),))
    road = layer_of("road", [shapely.LineString([(EAST - 50, NORTH), (EAST + 900, NORTH + 640)])], shape="line")
    cased = Symbol(strokes=(Stroke("#333333", 2.0), Stroke("#FFCC00", 1.2)))
    schools = layer_of("facility", [shapely.Point(EAST + 200 + i * 97, NORTH + 300) for i in range(7)], shape="point")
    dot = Symbol(marker=Marker("circle", 4.0, "#1133AA", Stroke("#FFFFFF", 0.3)))
    boundary = layer_of("development_boundary", [shapely.Point(EAST + 500, NORTH + 500).buffer(460, 200)])
    return [
        display_layer(town(["0701", "1401", "0901"], side=9, step=110), CRS),
        display_layer(zones, CRS, look(symbol=hatched, rows=1)),
        display_layer(road, CRS, look(symbol=cased, rows=1)),
        display_layer(boundary, CRS),
        display_layer(schools, CRS, look(symbol=dot, rows=7)),
    ]


def test_tiles_make_the_picture_of_the_sheet(no_kernels: None) -> None:
    displays = several()
    found, wanted = finished(rendering(displays)), pixels(painted(displays, VIEW))
    assert differing(found, wanted) == 0


def test_kernels_make_the_picture_of_the_sheet(kernels: None) -> None:
    displays = several()
    found, wanted = finished(rendering(displays)), pixels(painted(displays, VIEW))
    assert differing(found, wanted, 24) < 0.02
    assert differing(found, wanted, 110) < 0.001


@pytest.mark.parametrize(("opacity", "blend"), [(0.4, "normal"), (1.0, "multiply"), (0.7, "darken")])
def test_a_layer_is_laid_on_the_others_as_one(no_kernels: None, opacity: float, blend: str) -> None:
    below = display_layer(layer_of("zoning", [square(0, 0, 700)], class_code=["0701"]), CRS)
    twice = layer_of("zoning", [square(200, 200, 400), square(300, 300, 400)], name="above")
    flat = look(symbol=Symbol(fill="#3366CC"), rows=2, opacity=opacity, blend=blend)
    displays = [below, display_layer(twice, CRS, flat)]
    found = finished(rendering(displays))
    assert (found == pixels(painted(displays, VIEW))).all()
    column, row = (int(each) for each in VIEW.to_screen(EAST + 450, NORTH + 450))
    once = tuple(int(each) for each in VIEW.to_screen(EAST + 250, NORTH + 250))
    assert found[row, column].tolist() == found[once[1], once[0]].tolist()


def test_what_is_near_the_cursor_comes_first(no_kernels: None) -> None:
    made = rendering(several(), dataclasses.replace(VIEW, width=1600, height=1000), near=(1590.0, 990.0))
    while not made.tiles:
        made.step(0.0)
    assert list(made.tiles) == [(2, 3)]


def test_after_a_pan_only_what_was_not_seen_is_drawn(no_kernels: None) -> None:
    displays = several()
    made = rendering(displays)
    finished(made)
    before = dict(made.tiles)
    view = VIEW.panned(-120, 45)
    made.look(view)
    assert not made.done
    found = finished(made)
    assert all(made.tiles[key] is tile for key, tile in before.items())
    assert differing(found, pixels(painted(displays, view))) < 1e-3


def test_after_an_edit_only_the_tiles_around_it_are_drawn(no_kernels: None) -> None:
    parcels = [square(i * 100, j * 100, 90) for i in range(10) for j in range(10)]
    before = display_layer(layer_of("zoning", parcels, class_code=["0701"] * 100), CRS)
    moved = [*parcels[:-1], square(905, 905, 70)]
    after = display_layer(layer_of("zoning", moved, class_code=["0701"] * 100), CRS)
    changed = changed_bounds([before], [after])
    assert changed == pytest.approx((EAST + 900, NORTH + 900, EAST + 990, NORTH + 990))
    first = rendering([before])
    finished(first)
    second = rendering([after], like=first, changed=changed)
    kept = [key for key in first.tiles if second.tiles.get(key) is first.tiles[key]]
    assert 0 < len(kept) < len(first.tiles)
    assert (finished(second) == finished(rendering([after]))).all()


def test_what_differs_is_found() -> None:
    parcels = [square(i * 100, 0, 90) for i in range(5)]
    layer = layer_of("zoning", parcels, class_code=["0701"] * 5)
    display = display_layer(layer, CRS)
    recoded = display_layer(layer_of("zoning", parcels, class_code=["0701"] * 4 + ["0702"]), CRS)
    road = display_layer(
        layer_of("road", [shapely.LineString([(EAST, NORTH), (EAST + 9, NORTH + 9)])], shape="line"), CRS
    )
    assert changed_bounds([display], [display]) is None
    assert changed_bounds([display], [display_layer(layer, CRS)]) is None
    assert changed_bounds([display], [recoded]) == display.bounds
    assert changed_bounds([display], [display, road]) == road.bounds
    assert changed_bounds([road, display], [display, road]) is not None


def test_a_cancelled_picture_stops_and_keeps_what_it_has(no_kernels: None) -> None:
    made = rendering(several())
    while not made.tiles:
        made.step(0.0)
    made.cancel()
    assert made.done
    assert made.step(0.1) is False
    assert len(made.tiles) == 1


def test_tiles_far_from_the_view_are_forgotten(no_kernels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = rendering([])
    finished(made)
    monkeypatch.setattr("maps.drawing.rendering.MOST_BYTES", 2 * made.bytes)
    limit = 2 * made.bytes
    for _ in range(30):
        made.look(made.view.panned(600, 0))
        finished(made)
    assert made.bytes <= limit + limit // 2
    assert made.covers(made.view)


def test_a_picture_at_another_scale_is_stretched(no_kernels: None) -> None:
    made = rendering(several())
    finished(made)
    nearer = VIEW.zoomed(2.0, 350, 300)
    image = QImage(700, 600, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    made.draw(painter, nearer)
    painter.end()
    assert differing(pixels(image), pixels(painted(several(), nearer)), 60) < 0.15
    assert made.covers(nearer)
    assert not made.covers(VIEW.zoomed(0.5, 350, 300))


def test_device_pixels_are_used_in_full(no_kernels: None) -> None:
    displays = several()
    found = rendering(displays, ratio=2.0)
    fine = dataclasses.replace(VIEW, metres_per_pixel=0.8, width=1400, height=1200)
    assert differing(finished(found), pixels(painted(displays, fine, 8.0))) < 1e-3


def test_selected_features_stand_out_and_the_rest_is_clear() -> None:
    display = display_layer(town(["0701"], side=5, step=100), CRS)
    chosen = selected_display(display, np.array([12]), colour="#0A6CFF", halo="#FFFFFF")
    made = rendering([chosen], ground=None)
    while not made.done:
        made.step(0.1)
    image = made.image
    column, row = (round(each) for each in VIEW.to_screen(EAST + 200, NORTH + 245))
    assert image.pixelColor(column, row).name().upper() == "#0A6CFF"
    assert image.pixelColor(5, 5).alpha() == 0
    assert selected_display(display, np.zeros(0, dtype=np.int64), colour="#000000", halo="#FFFFFF") is None
