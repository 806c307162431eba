"""The dialog for symbols: tried on the map, given to the layer, one undoable step in a project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.dialogs.style import LABEL, VALUE, StyleDialog
from gui.map_layers import MapLayer
from gui.window import MainWindow
from maps.style_files.qml import read_qml
from services.layer_styles import STYLE_NAME
from tests.gui_projects import changed

pytest_plugins = ["tests.gui_fixtures"]
WAIT_MS = 20_000


def zoning_of(window: MainWindow) -> MapLayer:
    return next(item for item in window.session.map_layers if item.layer.role == "zoning")


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> StyleDialog:
    """The dialog for the planned land use."""
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> StyleDialog:
    window.layers.style_wanted.emit(zoning_of(window))
    dialog = window.styling.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.style() is not None, timeout=WAIT_MS)
    return dialog


def fills(window: MainWindow) -> list[str | None]:
    return [one.symbol.fill for one in zoning_of(window).display.symbology.classes]


def test_it_shows_the_layer_as_it_is(dialog: StyleDialog, window: MainWindow) -> None:
    assert dialog.table.rowCount() == len(fills(window))
    assert dialog.method.currentIndex() == 1
    assert dialog.field.currentData() == "class_code"
    assert "会被改动" in dialog.note.text() or "Kept until" in dialog.note.text()


def test_a_change_is_tried_on_the_map_and_taken_back(dialog: StyleDialog, window: MainWindow, qtbot: QtBot) -> None:
    before = fills(window)
    dialog.table.selectRow(0)
    dialog.symbol.fill.picked.emit("#123456")
    qtbot.waitUntil(lambda: fills(window)[0] == "#123456", timeout=WAIT_MS)
    assert zoning_of(window).own is None
    dialog.close()
    qtbot.waitUntil(lambda: fills(window) == before, timeout=WAIT_MS)


def test_in_a_folder_a_style_lasts_until_the_plan_is_closed(
    dialog: StyleDialog, window: MainWindow, qtbot: QtBot
) -> None:
    dialog.table.selectAll()
    dialog.symbol.fill.picked.emit("#123456")
    dialog.apply()
    dialog.close()
    qtbot.waitUntil(lambda: set(fills(window)) == {"#123456"}, timeout=WAIT_MS)
    assert zoning_of(window).own is not None
    again = opened(window, qtbot)
    again.reset()
    qtbot.waitUntil(lambda: again.style() != zoning_of(window).own, timeout=WAIT_MS)
    again.apply()
    qtbot.waitUntil(lambda: "#123456" not in fills(window), timeout=WAIT_MS)
    assert zoning_of(window).own is None


def test_rules_are_written_in_the_closed_grammar(dialog: StyleDialog, window: MainWindow, qtbot: QtBot) -> None:
    dialog.use_method("rules")
    dialog.table.selectRow(0)
    dialog.rule.text.setText("eval('x')")
    dialog.rule.text.editingFinished.emit()
    assert dialog.rule.problem.isVisibleTo(dialog)
    before = dialog.style()
    dialog.rule.text.setText("\"class_code\" LIKE '%'")
    dialog.rule.text.editingFinished.emit()
    assert dialog.style() != before
    assert not dialog.rule.problem.isVisibleTo(dialog)
    qtbot.waitUntil(lambda: len(fills(window)) == 1, timeout=WAIT_MS)


def test_numbers_are_classed_in_the_background(dialog: StyleDialog, window: MainWindow, qtbot: QtBot) -> None:
    dialog.use_method("graduated")
    qtbot.waitUntil(lambda: dialog.style().method == "graduated" or dialog.told.isVisibleTo(dialog), timeout=WAIT_MS)
    assert dialog.style().method == "graduated"
    assert dialog.grading.note.text()
    assert all("≤" in dialog.table.item(row, VALUE).text() for row in range(dialog.table.rowCount()))


def test_labels_and_values_are_edited_in_the_table(dialog: StyleDialog) -> None:
    dialog.table.item(0, LABEL).setText("新名字")
    dialog.table.item(0, VALUE).setText("0701、0702")
    one = dialog.style().classes[0]
    assert one.label.zh == "新名字"
    assert one.conditions[0].values == ("0701", "0702")


def test_styles_go_to_qgis_and_come_back(dialog: StyleDialog, tmp_path: Path, qtbot: QtBot) -> None:
    dialog.table.selectRow(0)
    dialog.symbol.fill.picked.emit("#123456")
    dialog.save(tmp_path / "a.qml")
    qtbot.waitUntil((tmp_path / "a.qml").exists, timeout=WAIT_MS)
    assert read_qml(tmp_path / "a.qml").classes[0].symbol.fill == "#123456"
    dialog.symbol.fill.picked.emit("#FFFFFF")
    dialog.load(tmp_path / "a.qml")
    qtbot.waitUntil(lambda: dialog.style().classes[0].symbol.fill == "#123456", timeout=WAIT_MS)


def test_in_a_project_a_style_is_one_step_that_can_be_undone(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    before = fills(window)
    dialog = opened(window, qtbot)
    assert window.styling.lasts
    dialog.table.selectAll()
    dialog.symbol.fill.picked.emit("#123456")
    steps = len(window.session.desk.past.entries)
    changed(window, qtbot, dialog.apply)
    assert set(fills(window)) == {"#123456"}
    assert len(window.session.desk.past.entries) == steps + 1
    table = zoning_of(window).layer.name
    kept: list[object] = []
    window.session.desk.look("", lambda project, _f: project.record("styles", f"{table}/{STYLE_NAME}"), kept.append)
    qtbot.waitUntil(lambda: bool(kept), timeout=WAIT_MS)
    assert "18,52,86" in kept[0]["qml"]
    dialog.close()
    changed(window, qtbot, window.commands["undo"].trigger)
    assert fills(window) == before
    assert zoning_of(window).own is None


def test_a_double_click_on_a_layer_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.layers.tree
    tree.select_layer(zoning_of(window))
    with qtbot.waitSignal(window.layers.style_wanted, timeout=WAIT_MS):
        tree.itemDoubleClicked.emit(tree.currentItem(), 0)
    assert window.styling.dialog is not None
    assert window.styling.dialog.windowModality() == Qt.WindowModality.NonModal


def test_scale_and_opacity_of_the_layer_are_kept(dialog: StyleDialog, window: MainWindow, qtbot: QtBot) -> None:
    dialog.most.setValue(5_000)
    dialog.opacity.setValue(40)
    dialog.apply()
    qtbot.waitUntil(lambda: zoning_of(window).display.symbology.opacity == 0.4, timeout=WAIT_MS)
    assert not zoning_of(window).style.shown_at(10_000)
    assert zoning_of(window).own == replace(dialog.style())
