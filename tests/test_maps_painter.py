"""Painting: right colours, holes, hatches; the same in one go and in steps; nothing odd brings it down."""

from __future__ import annotations

import dataclasses

import numpy as np
import pyproj
import pytest
import shapely
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from layers.geometry.crs import transformed
from maps.drawing.display import display_layer, in_drawing_order
from maps.drawing.hatching import hatch_segments
from maps.drawing.painter import paint_steps
from maps.drawing.ring_order import Ragged
from maps.symbology.landuse import land_use_symbol
from maps.symbology.marks import Symbol
from maps.symbology.style import role_style, styled_roles
from maps.symbology.swatch import draw_swatch
from maps.view import MapView
from tests.maps_plans import CRS, EAST, NORTH, colour_at, layer_of, painted, pixels, square, town

pytestmark = pytest.mark.usefixtures("qapp")
VIEW = MapView(EAST + 500, NORTH + 500, 2.5, 480, 480)


def zoned(*geometries: object, code: str = "0701") -> list[object]:
    return [display_layer(layer_of("zoning", geometries, class_code=[code] * len(geometries)), CRS)]


def test_parcels_have_the_standards_colour() -> None:
    codes = ["0701", "09", "1401", "16", "1702"]
    layer = layer_of("zoning", [square(i * 200, 0, 200) for i in range(5)], class_code=codes)
    image = painted([display_layer(layer, CRS)], VIEW)
    found = [colour_at(image, VIEW, i * 200 + 100, 100) for i in range(5)]
    assert found == [land_use_symbol(code).fill for code in codes]


def test_a_white_parcel_is_seen_by_its_outline() -> None:
    image = painted(zoned(square(0, 0, 1000), code="16"), VIEW)
    left = int(VIEW.to_screen(EAST, NORTH)[0])
    edge = pixels(image)[240, left - 2 : left + 3]
    assert edge.min() < 215


@pytest.mark.parametrize("reverse", [False, True])
def test_holes_stay_holes_whatever_way_rings_run(reverse: bool) -> None:
    ring = shapely.Polygon(square(0, 0, 1000).exterior, [square(300, 300, 400).exterior])
    island = square(400, 400, 200)
    parcel = shapely.MultiPolygon([ring.reverse() if reverse else ring, island])
    image = painted(zoned(parcel), VIEW)
    inside = [colour_at(image, VIEW, *place) for place in ((150, 500), (350, 500), (500, 500))]
    assert inside == ["#FFFF2D", "#FFFFFF", "#FFFF2D"]


def test_parcels_of_one_class_that_overlap_are_filled_where_they_do() -> None:
    image = painted(zoned(square(0, 0, 600), square(300, 300, 600)), VIEW)
    assert colour_at(image, VIEW, 450, 450) == "#FFFF2D"


def test_hatches_are_cut_to_the_polygon() -> None:
    layer = layer_of("zoning", [square(0, 0, 500)], class_code=["?"])
    image = painted([display_layer(layer, CRS)], VIEW)
    low = VIEW.to_screen(EAST + 500, NORTH)
    inside = pixels(image)[int(low[1]) - 190 : int(low[1]) - 10, int(low[0]) - 190 : int(low[0]) - 10]
    assert len(np.unique(inside.reshape(-1, 3), axis=0)) > 3
    assert (pixels(image)[:, int(low[0]) + 5 :] == 255).all()


@pytest.mark.parametrize("angle", [0, 45, 90, 135, 217.5])
def test_hatch_length_times_spacing_is_the_area(angle: float) -> None:
    polygon = shapely.Polygon([(0, 0), (900, 100), (700, 800), (100, 600)], [[(300, 300), (500, 300), (400, 500)]])
    rings = [np.array(ring.coords) for ring in (polygon.exterior, *polygon.interiors)]
    starts = np.array([0, len(rings[0]), len(rings[0]) + len(rings[1])])
    parts = Ragged(np.concatenate(rings), starts, np.array([0, 0]), np.zeros((2, 4)))
    lines = hatch_segments(parts, angle, 0.5, (-1e4, -1e4, 1e4, 1e4))
    length = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]).sum()
    assert length * 0.5 == pytest.approx(polygon.area, rel=1e-3)


def test_hatching_draws_only_what_the_window_shows() -> None:
    parts = Ragged(
        np.array([(0, 0), (1e6, 0), (1e6, 1e6), (0, 1e6), (0, 0)]), np.array([0, 5]), np.array([0]), np.zeros((1, 4))
    )
    lines = hatch_segments(parts, 45, 1.0, (500, 500, 600, 600))
    assert 0 < len(lines) < 200


def test_painting_in_steps_gives_the_same_picture() -> None:
    displays = [display_layer(town([f"{n:02d}" for n in range(1, 18)], side=30, step=30), CRS)]
    image = QImage(480, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    for _ in paint_steps(painter, displays, VIEW, 4.0):
        pass
    painter.end()
    assert (pixels(image) == pixels(painted(displays, VIEW))).all()


def test_stopping_halfway_leaves_the_painter_usable() -> None:
    image = QImage(480, 480, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    steps = paint_steps(painter, [display_layer(town(["0701"], side=40, step=20), CRS)], VIEW, 4.0)
    next(steps, None)
    steps.close()
    assert painter.end()


def test_null_empty_huge_and_infinite_coordinates_do_no_harm() -> None:
    far = shapely.box(EAST - 1e9, NORTH - 1e9, EAST + 1e9, NORTH + 1e9)
    odd = shapely.Polygon([(EAST, NORTH), (np.inf, NORTH), (EAST, NORTH + 50), (EAST, NORTH)])
    flat = shapely.Polygon([(EAST, NORTH), (EAST, NORTH), (EAST, NORTH), (EAST, NORTH)])
    geometries = [None, shapely.Polygon(), far, odd, flat, shapely.MultiPolygon(), square(0, 0, 500)]
    layer = layer_of("zoning", geometries, class_code=["0701"] * 6 + ["1401"])
    display = display_layer(layer, CRS)
    image = painted([display], VIEW)
    assert colour_at(image, VIEW, 250, 250) == "#00FF00"
    assert colour_at(image, VIEW, 700, 700) == "#FFFF2D"


def test_a_layer_with_nothing_to_draw_has_no_bounds() -> None:
    display = display_layer(layer_of("zoning", [None, shapely.Polygon()]), CRS)
    assert display.bounds is None
    assert not display.chunks
    painted([display], VIEW)


def test_lines_and_points_are_drawn() -> None:
    line = shapely.LineString([(EAST, NORTH + 500), (EAST + 1000, NORTH + 500)])
    river = layer_of("river", [line], shape="line")
    school = layer_of("facility", [shapely.Point(EAST + 500, NORTH + 800)], shape="point", kind=["x"])
    image = painted([display_layer(river, CRS), display_layer(school, CRS)], VIEW)
    assert colour_at(image, VIEW, 250, 500) == "#338EC0"
    assert colour_at(image, VIEW, 500, 800) == "#6B7280"


def test_layers_in_another_crs_are_drawn_in_their_place() -> None:
    geographic = pyproj.CRS.from_epsg(4490)
    parcel = transformed(np.array([square(0, 0, 1000)], dtype=object), CRS, geographic)
    layer = layer_of("zoning", parcel, crs=geographic, class_code=["0701"])
    display = display_layer(layer, CRS)
    assert display.bounds == pytest.approx((EAST, NORTH, EAST + 1000, NORTH + 1000), abs=0.01)


def test_layers_out_of_scale_are_not_drawn() -> None:
    building = display_layer(layer_of("building", [square(0, 0, 1000)]), CRS)
    far = dataclasses.replace(VIEW, metres_per_pixel=100.0)
    assert (pixels(painted([building], far)) == 255).all()
    assert not (pixels(painted([building], VIEW)) == 255).all()


def test_drawing_order_puts_control_lines_last() -> None:
    roles = ["development_boundary", "zoning", "landuse_current"]
    displays = [display_layer(layer_of(role, [square(0, 0, 10)]), CRS) for role in roles]
    assert [display.role for display in in_drawing_order(displays)] == [
        "landuse_current",
        "zoning",
        "development_boundary",
    ]


def test_chunks_are_small_compact_and_complete() -> None:
    display = display_layer(town(["0701", "1401"], side=40, step=25), CRS)
    assert sum(len(chunk.parts.feature) for chunk in display.chunks) == 1600
    assert all(len(chunk.parts.feature) <= 400 for chunk in display.chunks)
    widths = [chunk.bounds[2] - chunk.bounds[0] for chunk in display.chunks]
    assert np.median(widths) < 800


def test_every_swatch_leaves_a_mark_inside_its_box() -> None:
    for role in styled_roles():
        style = role_style(role)
        symbols = [style.symbol, *(rule.symbol for rule in style.classes)]
        for symbol in symbols:
            if symbol == Symbol():
                continue
            image = QImage(40, 24, QImage.Format.Format_RGB32)
            image.fill(QColor("#FFFFFF"))
            painter = QPainter(image)
            draw_swatch(painter, QRectF(6, 4, 28, 16), symbol, "point" if symbol.marker else "polygon", 3.8)
            painter.end()
            picture = pixels(image)
            assert not (picture == 255).all(), role
            assert (picture[:2] == 255).all(), role
