"""The map: moving, identifying, what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.coordinates import scale_from_text, scale_text
from gui.furniture import length_text, round_length
from gui.places import place_path, with_context
from gui.window import MainWindow
from layers.geometry.area import ellipsoidal_area
from tests.gui_plan import MARKUP, PLACE, on_map
from tests.office import square

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.


def wheel(window: MainWindow, position: QPointF, delta: int) -> None:
    """Turn the wheel over the map."""
    event = QWheelEvent(
        position,
        window.canvas.mapToGlobal(position),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(window.canvas, event)


def settled(window: MainWindow, qtbot: QtBot) -> QImage:
    """The map once it is painted."""
    qtbot.waitUntil(lambda: not window.canvas.picture.painting, timeout=10_000)
    return window.canvas.grab().toImage()


@pytest.mark.parametrize("delta", [120, 360, -240, 50])
def test_the_wheel_keeps_the_place_under_the_cursor(window: MainWindow, delta: int) -> None:
    position = QPointF(137.0, 405.0)
    before = window.canvas.view
    wheel(window, position, delta)
    after = window.canvas.view
    assert np.allclose(before.to_map(137.0, 405.0), after.to_map(137.0, 405.0), atol=1e-6)
    assert (after.metres_per_pixel < before.metres_per_pixel) == (delta > 0)


def test_zooming_stops_at_sensible_scales_without_moving(window: MainWindow) -> None:
    for delta in (120_000, -240_000):
        for _ in range(3):
            wheel(window, QPointF(10, 10), delta)
        held = window.canvas.view
        wheel(window, QPointF(10, 10), delta)
        assert window.canvas.view.metres_per_pixel == pytest.approx(held.metres_per_pixel)
        assert np.allclose(window.canvas.view.to_map(10, 10), held.to_map(10, 10), rtol=1e-9)


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_dragging_takes_the_map_along(window: MainWindow, qtbot: QtBot, button: Qt.MouseButton) -> None:
    start, end = QPoint(200, 200), QPoint(260, 170)
    place = window.canvas.view.to_map(200, 200)
    qtbot.mousePress(window.canvas, button, pos=start)
    for step in (QPoint(215, 195), QPoint(240, 180), end):
        qtbot.mouseMove(window.canvas, step)
    qtbot.mouseRelease(window.canvas, button, pos=end)
    assert np.allclose(window.canvas.view.to_map(260, 170), place, atol=1e-6)
    assert window.attributes.current_hit() is None


def test_keys_zoom_and_move_the_map(window: MainWindow, qtbot: QtBot) -> None:
    full = window.canvas.view
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_Plus)
    assert window.canvas.view.metres_per_pixel < full.metres_per_pixel
    qtbot.keyClick(window.canvas, Qt.Key.Key_Left)
    assert window.canvas.view.centre_x < full.centre_x
    qtbot.keyClick(window.canvas, Qt.Key.Key_0)
    assert window.canvas.view == full


def test_identify_shows_both_areas_and_the_attributes(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["identify"].trigger()
    x, y = on_map(window, 500, 500)
    with qtbot.waitSignal(window.session.identified, timeout=10_000):
        qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    titles = [window.attributes.choice.itemText(n) for n in range(window.attributes.choice.count())]
    assert len(titles) == 2
    parcel = next(n for n, title in enumerate(titles) if MARKUP in title)
    window.attributes.choice.setCurrentIndex(parcel)
    labels = window.attributes.scroll_area.widget().findChildren(QLabel)
    words = [label.text() for label in labels]
    geodesic = ellipsoidal_area(np.array([square(0, 0, 1000)], dtype=object), window.session.plan.measuring_crs)[0]
    assert "1 000 000.00" in words
    assert f"{geodesic:,.2f}".replace(",", " ") in words
    assert "1 500.00" in words
    assert "用地代码" in words
    assert "0701" in words
    assert "own field" in words
    assert MARKUP in words
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_select_takes_only_the_topmost_feature(window: MainWindow, qtbot: QtBot) -> None:
    x, y = on_map(window, 500, 500)
    with qtbot.waitSignal(window.session.identified, timeout=10_000):
        qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert window.attributes.choice.count() == 1
    assert window.tabs.currentWidget() is window.attributes


def test_enter_on_the_map_identifies_its_centre(window: MainWindow, qtbot: QtBot) -> None:
    window.canvas.setFocus()
    with qtbot.waitSignal(window.session.identified, timeout=10_000):
        qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.attributes.current_hit() is not None


def test_a_click_beside_everything_says_so(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.identified, timeout=10_000):
        qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert "没有要素" in window.attributes.empty.step.text()


def test_hiding_a_layer_repaints_the_map(window: MainWindow, qtbot: QtBot) -> None:
    before = settled(window, qtbot)
    x, y = (round(value) for value in on_map(window, 520, 480))
    item = window.layers.tree.topLevelItem(1).child(0)
    assert item.text(0).startswith("规划用地") or "用地" in item.text(0)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    after = settled(window, qtbot)
    assert before.pixelColor(x, y) != after.pixelColor(x, y)


def test_drawing_order_repaints_the_map(window: MainWindow, qtbot: QtBot) -> None:
    layers = window.session.map_layers
    redline = next(item for item in layers if item.layer.role == "ecological_redline")
    project = next(item for item in layers if item.layer.role == "project_footprints")
    x, y = (round(value) for value in on_map(window, 2221, 2221))
    layers.raise_to_top(redline)
    window.layers.changed.emit()
    below = settled(window, qtbot).pixelColor(x, y)
    layers.raise_to_top(project)
    window.layers.changed.emit()
    assert settled(window, qtbot).pixelColor(x, y) != below


def test_the_cursor_over_the_map_has_coordinates_and_leaves_none(window: MainWindow, qtbot: QtBot) -> None:
    window.canvas.hovered.emit(*window.canvas.view.to_map(300, 300))
    assert " E  " in window.status.position.text()
    QApplication.sendEvent(window.canvas, QEvent(QEvent.Type.Leave))
    assert window.status.position.text() == ""


def test_the_cursor_is_told_in_metres_and_degrees(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.status.degrees is not None, timeout=10_000)
    window.status.set_position(567915.16, 4474251.73)
    assert window.status.position.text() == "567 915.16 E  4 474 251.73 N · 111.80000° 40.40000°"


def test_a_typed_scale_is_taken(window: MainWindow, qtbot: QtBot) -> None:
    window.status.scale.setText("1:25000")
    qtbot.keyClick(window.status.scale, Qt.Key.Key_Return)
    assert window.canvas.scale_denominator() == pytest.approx(25_000)
    assert window.status.scale.text() == "1:25 000"


@pytest.mark.parametrize(
    ("text", "scale"),
    [("1:25 000", 25_000), ("1：2.5万", 25_000), ("5000", 5_000), ("1:10,000", 10_000), ("x", None), ("1:0", None)],
)
def test_scales_are_read_as_people_write_them(text: str, scale: float | None) -> None:
    assert scale_from_text(text) == scale


def test_scale_bars_have_round_lengths() -> None:
    assert [round_length(value) for value in (1, 1.9, 4999, 5000, 0.3)] == [1, 1, 2000, 5000, pytest.approx(0.2)]
    assert [length_text(value) for value in (500, 2000)] == ["500 m", "2 km"]
    assert scale_text(24_999.6) == "1:25 000"


def test_places_of_every_geometry_become_paths() -> None:
    polygon = {"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 4], [0, 0]]]}
    point = {"type": "Point", "coordinates": [9, 9]}
    line = {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 1]]]}
    path = place_path({"type": "GeometryCollection", "geometries": [polygon, point, line]})
    assert path.bounds == (0, 0, 9, 9)
    assert len(path.points) == 1
    assert place_path({"type": "MultiPolygon", "coordinates": []}) is None
    west, south, east, north = with_context(PLACE.bounds)
    assert east - west >= 500
    assert (west + east) / 2 == pytest.approx((PLACE.bounds[0] + PLACE.bounds[2]) / 2)
    assert north > PLACE.bounds[3]
    assert south < PLACE.bounds[1]
