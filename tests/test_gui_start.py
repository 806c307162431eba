"""Starting: a sketch of the plan is drawn before the plan is read; files are looked at without being read whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gui.docks.layer_tree import COUNT_ROLE, LayerTree
from gui.window import MainWindow
from layers.deferred import DeferredLayer
from services import opening

pytest_plugins = ["tests.gui_fixtures"]


@pytest.fixture
def shape_folder(plan_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan as shapefiles."""
    folder = tmp_path_factory.mktemp("shapes")
    (folder / "plan.toml").write_text((plan_folder / "plan.toml").read_text("utf-8"), encoding="utf-8")
    for source in sorted(plan_folder.glob("*.gpkg")):
        pyogrio.write_dataframe(pyogrio.read_dataframe(source), folder / f"{source.stem}.shp")
    return folder


def settled(window: MainWindow, qtbot: QtBot) -> np.ndarray:
    """The pixels of the map without what is written on it, once it is painted."""
    qtbot.waitUntil(lambda: not window.canvas.picture.painting, timeout=10_000)
    assert window.canvas.view is not None
    picture = QImage(window.canvas.size(), QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    window.canvas.picture.draw(painter, window.canvas.view)
    painter.end()
    return np.frombuffer(picture.constBits(), dtype=np.uint8).copy()


def counts(tree: LayerTree) -> set[object]:
    heads = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    return {head.child(number).data(0, COUNT_ROLE) for head in heads for number in range(head.childCount())}


def test_the_sketch_is_the_picture_of_the_plan_and_tells_no_number(
    bare_window: MainWindow, shape_folder: Path, qtbot: QtBot
) -> None:
    window, session = bare_window, bare_window.session
    go_on = session.go_on
    window.canvas.picture.ready.disconnect(session.go_on)
    with qtbot.waitSignal(session.sketched, timeout=10_000):
        window.open_at_start(shape_folder)
    sketch = settled(window, qtbot)
    assert session.plan is None
    assert counts(window.layers.tree) == {None}
    view = window.canvas.view
    with qtbot.waitSignal(session.drawable, timeout=20_000):
        go_on()
    assert (settled(window, qtbot) == sketch).all()
    assert window.canvas.view == view
    assert None not in counts(window.layers.tree)


def test_what_was_hidden_in_the_sketch_stays_hidden(bare_window: MainWindow, shape_folder: Path, qtbot: QtBot) -> None:
    session = bare_window.session
    bare_window.canvas.picture.ready.disconnect(session.go_on)
    with qtbot.waitSignal(session.sketched, timeout=10_000):
        bare_window.open_at_start(shape_folder)
    hidden = next(iter(session.map_layers))
    hidden.visible = not hidden.visible
    with qtbot.waitSignal(session.drawable, timeout=20_000):
        session.go_on()
    after = {item.layer.name: item.visible for item in session.map_layers}
    assert after[hidden.layer.name] == hidden.visible


def test_a_sketch_of_a_plan_that_cannot_be_opened_is_taken_away(
    bare_window: MainWindow, shape_folder: Path, qtbot: QtBot
) -> None:
    session = bare_window.session
    bare_window.canvas.picture.ready.disconnect(session.go_on)
    with qtbot.waitSignal(session.sketched, timeout=10_000):
        bare_window.open_at_start(shape_folder)
    for file in shape_folder.iterdir():
        file.unlink()
    with qtbot.waitSignal(session.failed, timeout=20_000):
        session.go_on()
    assert len(session.map_layers) == 0
    assert bare_window.messages.isVisible()


def test_without_a_sketch_the_plan_is_opened_all_the_same(
    bare_window: MainWindow, shape_folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "sketch_plan", lambda _path: None)
    with qtbot.waitSignal(bare_window.session.opened, timeout=20_000):
        bare_window.open_at_start(shape_folder)
    assert bare_window.session.plan is not None


def test_a_file_is_looked_at_without_its_table_being_read(
    bare_window: MainWindow, shape_folder: Path, qtbot: QtBot
) -> None:
    session = bare_window.session
    path = shape_folder / "zoning.shp"
    with qtbot.waitSignal(session.drawable, timeout=20_000):
        bare_window.open_at_start(path)
    (item,) = session.map_layers
    layer = item.layer
    assert isinstance(layer, DeferredLayer)
    bare_window.canvas.zoom_to(item.bounds)
    found = layer.coordinates.xy[:3].mean(axis=0)
    with qtbot.waitSignal(session.identified, timeout=20_000) as told:
        session.identify(*found.tolist(), 1.0, 1000.0, everything=True)
    assert told.args[0]
    assert layer.deferred
    assert session.run is None
