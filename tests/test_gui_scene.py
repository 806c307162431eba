"""What the canvas shows besides the layers: selection, base, comparison, overlays; and that it answers at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.canvas import MapCanvas
from gui.theme import current_theme
from gui.window import MainWindow
from maps.drawing.display import DisplayLayer, display_layer
from maps.drawing.selected import selected_display
from maps.symbology.marks import Symbol
from maps.symbology.symbols import SymbolClass, Symbology
from maps.view import MapView
from tests.gui_plan import on_map
from tests.maps_plans import CRS, EAST, NORTH, layer_of, square, town
from tests.office import ORIGIN

pytest_plugins = ["tests.gui_fixtures"]


@pytest.fixture
def canvas(themed: object, qtbot: QtBot) -> Iterator[MapCanvas]:
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.set_full_extent((EAST, NORTH, EAST + 1000, NORTH + 1000))
    yield made
    made.stop()


def settled(canvas: MapCanvas, qtbot: QtBot) -> QImage:
    scene = canvas.scene

    def still() -> bool:
        pictures = [each for each in (scene.picture, scene.selected, scene.other) if each is not None]
        return not any(each.painting for each in pictures)

    qtbot.waitUntil(still, timeout=10_000)
    return canvas.grab().toImage()


def colour(canvas: MapCanvas, image: QImage, x: float, y: float) -> str:
    across, down = canvas.view.to_screen(EAST + x, NORTH + y)
    return image.pixelColor(round(across), round(down)).name().upper()


def filled(name: str, colour: str, *geometries: object) -> DisplayLayer:
    layer = layer_of(None, geometries, name=name)
    only = SymbolClass(name, layer.name, Symbol(fill=colour))  # type: ignore[arg-type]
    return display_layer(layer, CRS, Symbology((only,), np.zeros(len(geometries), dtype=np.int64)))


def test_a_selection_is_outlined_and_goes_when_cleared(canvas: MapCanvas, qtbot: QtBot) -> None:
    display = display_layer(town(["0701"], side=5, step=200), CRS)
    canvas.set_displays([display])
    bare = settled(canvas, qtbot)
    chosen = selected_display(display, np.array([0]), colour="#0A6CFF", halo="#FFFFFF")
    canvas.set_selected([chosen])
    assert colour(canvas, settled(canvas, qtbot), 0, 90) == "#0A6CFF"
    canvas.set_selected([])
    assert settled(canvas, qtbot) == bare


def test_selecting_in_the_session_shows_on_the_map(window: MainWindow, qtbot: QtBot) -> None:
    token = current_theme().colour("map_selected").name()

    def around(x: float, y: float) -> set[str]:
        image = settled(window.canvas, qtbot)
        across, down = (round(each) for each in on_map(window, x, y))
        return {image.pixelColor(across, down + step).name() for step in (-1, 0, 1)}

    assert token not in around(500, 2000)
    zoning = next(item.layer for item in window.session.map_layers if item.layer.role == "zoning")
    window.session.selection.select(zoning.name, zoning.fids[:2])
    qtbot.waitUntil(lambda: bool(window.canvas.scene.selected.displays), timeout=10_000)
    assert token in around(500, 2000)
    window.session.selection.clear()
    qtbot.waitUntil(lambda: window.canvas.scene.selected.displays is None, timeout=10_000)
    assert token not in around(500, 2000)


def test_two_plans_are_compared_on_both_sides_of_a_divider(canvas: MapCanvas, qtbot: QtBot) -> None:
    whole = square(0, 0, 1000)
    canvas.set_displays([filled("a", "#112233", whole)], [filled("a", "#AABBCC", whole)])
    canvas.set_divider(0.5)
    image = settled(canvas, qtbot)
    assert [colour(canvas, image, x, 500) for x in (300, 700)] == ["#112233", "#AABBCC"]
    canvas.set_displays([filled("a", "#112233", whole)])
    image = settled(canvas, qtbot)
    assert [colour(canvas, image, x, 500) for x in (300, 700)] == ["#112233", "#112233"]


def test_tools_may_draw_over_the_map(canvas: MapCanvas, qtbot: QtBot) -> None:
    def mark(painter: QPainter, view: MapView) -> None:
        x, y = view.to_screen(EAST + 500, NORTH + 500)
        painter.fillRect(QRectF(x - 5, y - 5, 10, 10), QColor("#FF00FF"))

    canvas.overlays.append(mark)
    canvas.set_displays([filled("a", "#112233", square(0, 0, 1000))])
    assert colour(canvas, settled(canvas, qtbot), 500, 500) == "#FF00FF"


def test_an_edit_draws_only_the_tiles_around_it(canvas: MapCanvas, qtbot: QtBot) -> None:
    parcels = [square(i * 100, j * 100, 90) for i in range(10) for j in range(10)]
    canvas.set_displays([filled("a", "#112233", *parcels)])
    canvas.pan(3, 2)
    settled(canvas, qtbot)
    before = dict(canvas.picture.tiles())
    canvas.set_displays([filled("a", "#112233", *parcels[:-1], square(900, 900, 20))])
    image = settled(canvas, qtbot)
    after = canvas.picture.tiles()
    kept = [key for key, tile in before.items() if after.get(key) is tile]
    assert 0 < len(kept) < len(before)
    assert colour(canvas, image, 910, 910) == "#112233"
    assert colour(canvas, image, 960, 960) != "#112233"


def test_the_moved_picture_is_there_before_anything_is_drawn(canvas: MapCanvas, qtbot: QtBot) -> None:
    canvas.set_displays([filled("a", "#112233", square(0, 0, 1000))])
    settled(canvas, qtbot)
    canvas.pan(40, 25)
    assert colour(canvas, canvas.grab().toImage(), 500, 500) == "#112233"
    settled(canvas, qtbot)
    canvas.zoom(2.0, QPointF(400, 300))
    assert canvas.picture.painting
    assert colour(canvas, canvas.grab().toImage(), 500, 500) == "#112233"
    settled(canvas, qtbot)
    canvas.zoom(0.1, QPointF(400, 300))
    assert colour(canvas, canvas.grab().toImage(), 500, 500) == "#112233"


def test_steps_are_short_beside_a_large_layer(canvas: MapCanvas, qtbot: QtBot) -> None:
    rings = shapely.box(*(np.indices((60, 60)).reshape(2, -1) * 16 + [[EAST], [NORTH]]), *(
        np.indices((60, 60)).reshape(2, -1) * 16 + [[EAST + 15], [NORTH + 15]]))  # fmt: skip
    canvas.set_displays([filled("a", "#112233", *rings)])
    took = []
    for number in range(12):
        began = time.thread_time()
        canvas.pan(11, -7) if number % 2 else canvas.zoom(1.1, QPointF(300, 300))
        canvas.repaint()
        took.append(time.thread_time() - began)
        qtbot.wait(10)
    assert sorted(took)[len(took) // 2] < 0.02
    settled(canvas, qtbot)


def test_a_base_map_is_opened_from_a_file_and_removed(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor("#7788AA"))
    image.save(str(tmp_path / "scan.png"))
    (tmp_path / "scan.pgw").write_text(f"10\n0\n0\n-10\n{ORIGIN[0] + 2600}\n{ORIGIN[1] + 640}\n")
    window.canvas.zoom_to((ORIGIN[0] + 2600, ORIGIN[1], ORIGIN[0] + 3240, ORIGIN[1] + 640))
    window.bases.open(tmp_path / "scan.png")
    qtbot.waitUntil(lambda: window.bases.base is not None, timeout=10_000)
    assert window.commands["remove_base"].isEnabled()
    x, y = (round(each) for each in on_map(window, 2900, 300))
    assert settled(window.canvas, qtbot).pixelColor(x, y).name() == "#7788aa"
    window.commands["remove_base"].trigger()
    assert settled(window.canvas, qtbot).pixelColor(x, y) == current_theme().colour("map_ground")


def test_a_base_map_that_is_none_is_told_in_words(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "x.mbtiles").write_text("no")
    window.bases.open(tmp_path / "x.mbtiles")
    qtbot.waitUntil(window.messages.isVisible, timeout=10_000)
    assert window.bases.base is None
