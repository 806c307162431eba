"""The first picture of a plan is drawn of fewer vertices, and looks the same."""

from __future__ import annotations

import numpy as np
import shapely
from PySide6.QtGui import QColor, QImage, QPainter

from layers.layer import Layer
from maps.drawing.coarse import coarse
from maps.drawing.display import DisplayLayer, display_layer
from maps.drawing.painter import paint
from maps.view import MapView
from tests.maps_plans import CRS, layer_of

SIZE = 200
PIXELS_PER_MM = 4.0
"""The circles are then large enough to have outlines."""


def circles() -> Layer:
    """Two thousand vertices around each of nine places, a hole in each."""
    shapes = [
        shapely.Point(500_000 + 1000 * x, 4_000_000 + 1000 * y).buffer(450, quad_segs=500)
        - shapely.Point(500_000 + 1000 * x, 4_000_000 + 1000 * y).buffer(150, quad_segs=250)
        for x in range(3)
        for y in range(3)
    ]
    return layer_of("zoning", shapes, class_code=["0701"] * len(shapes))


def view_of(display: DisplayLayer) -> MapView:
    assert display.bounds is not None
    return MapView.fitted(display.bounds, SIZE, SIZE)


def pixels(display: DisplayLayer) -> np.ndarray:
    image = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint(painter, [display], view_of(display), PIXELS_PER_MM)
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(SIZE, SIZE, 4)[:, :, :3].astype(int)


def test_far_fewer_vertices_make_the_same_picture(qapp) -> None:
    display = display_layer(circles(), CRS)
    fewer = coarse(display, view_of(display).metres_per_pixel)
    assert len(fewer.parts.xy) * 10 < len(display.parts.xy)
    difference = np.abs(pixels(fewer) - pixels(display))
    assert difference.max() <= 64
    assert difference.mean() < 0.5


def test_every_ring_stays_closed_and_in_its_place(qapp) -> None:
    display = display_layer(circles(), CRS)
    metres = view_of(display).metres_per_pixel
    parts = coarse(display, metres).parts
    assert len(parts.starts) == len(display.parts.starts)
    np.testing.assert_array_equal(parts.xy[parts.starts[:-1]], parts.xy[parts.starts[1:] - 1])
    rings = [shapely.LinearRing(parts.xy[a:b]) for a, b in zip(parts.starts[:-1], parts.starts[1:], strict=True)]
    whole = display.parts
    before = [shapely.LinearRing(whole.xy[a:b]) for a, b in zip(whole.starts[:-1], whole.starts[1:], strict=True)]
    assert max(map(shapely.hausdorff_distance, rings, before)) < 0.8 * metres


def test_a_spike_is_not_cut_off(qapp) -> None:
    out_and_back = np.array([[0.0, 0.0], [1000.0, 0.0], [2000.0, 0.0], [1000.0, 0.0], [0.0, 0.0]])
    lines = [shapely.LineString(out_and_back + np.array([500_000, 4_000_000 + 10 * number])) for number in range(300)]
    display = display_layer(layer_of("road", lines), CRS)
    parts = coarse(display, 10.0).parts
    assert len(parts.xy) < len(display.parts.xy)
    np.testing.assert_allclose(np.maximum.reduceat(parts.xy[:, 0], parts.starts[:-1]), 502_000)


def test_small_layers_are_drawn_as_they_are(qapp) -> None:
    display = display_layer(layer_of("zoning", [shapely.box(0, 0, 9, 9)], class_code=["0701"]), CRS)
    assert coarse(display, 1.0) is display
