"""Measuring, going to places, bookmarks, overview, thematic views and comparison as a planner uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.measuring import Figures
from gui.tools.measure import MeasureTool
from gui.views.search_field import SearchField
from gui.window import MainWindow
from maps.symbology.saved_views import saved_view
from services import bookmarks, editing
from tests.gui_plan import on_map, write_plan
from tests.gui_projects import CONTROL, SHIFT, WAIT_MS, changed, history, item_of, undo
from tests.office import ORIGIN
from tests.projects import updated

pytest_plugins = ["tests.gui_fixtures"]

LEFT, NO_KEYS, ALT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of nobody else."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    return tmp_path / "settings"


def pixels(window: MainWindow, x: float, y: float) -> QPoint:
    return QPoint(*(round(one) for one in on_map(window, x, y)))


def brought_forward(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)


def click(window: MainWindow, qtbot: QtBot, x: float, y: float, keys=NO_KEYS) -> None:
    qtbot.mouseClick(window.canvas, LEFT, keys, pixels(window, x, y))


# Measuring


def measuring(window: MainWindow, qtbot: QtBot, *, area: bool) -> MeasureTool:
    window.canvas.setFocus()
    qtbot.keyClick(window.canvas, Qt.Key.Key_M, SHIFT if area else NO_KEYS)
    tool = window.canvas.tool
    assert isinstance(tool, MeasureTool)
    return tool


def measured(tool: MeasureTool, qtbot: QtBot, corners: int) -> Figures:
    qtbot.waitUntil(lambda: tool.figures is not None and len(tool.figures.places) == corners, timeout=WAIT_MS)
    assert tool.figures is not None
    return tool.figures


def test_a_line_is_measured_from_corner_to_corner_of_what_is_drawn(window: MainWindow, qtbot: QtBot) -> None:
    tool = measuring(window, qtbot, area=False)
    for x, y in ((2, 2), (1998, 3), (1999, 2001)):
        click(window, qtbot, x, y)
    figures = measured(tool, qtbot, 3)
    assert figures.planar.tolist() == pytest.approx([2000.0, 2000.0])
    assert figures.bearing.tolist() == pytest.approx([90.0, 0.0])
    assert figures.geodesic.sum() < figures.planar.sum()
    qtbot.mouseMove(window.canvas, pixels(window, 1000, 2000))
    assert measured(tool, qtbot, 4).planar[2] == pytest.approx(1000.0)


def test_an_area_has_both_definitions_and_is_copied_with_its_steps(window: MainWindow, qtbot: QtBot) -> None:
    tool = measuring(window, qtbot, area=True)
    for x, y in ((0, 0), (1000, 0), (1000, 1000), (0, 1000)):
        click(window, qtbot, x, y)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Return)
    figures = measured(tool, qtbot, 4)
    assert figures.areas is not None
    planar, ellipsoidal = figures.areas
    assert planar == pytest.approx(1e6)
    assert 1 - ellipsoidal / planar == pytest.approx(1.1e-4, rel=0.05)
    qtbot.keyClick(window.canvas, Qt.Key.Key_C, CONTROL)
    copied = QApplication.clipboard().text()
    assert "1 500.00 亩" in copied
    assert copied.count("\n") >= 7


def test_corners_are_taken_back_given_up_and_left_unsnapped(window: MainWindow, qtbot: QtBot) -> None:
    tool = measuring(window, qtbot, area=True)
    for x, y in ((0, 0), (1000, 0), (1000, 1000)):
        click(window, qtbot, x, y)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Backspace)
    assert len(tool.places) == 2
    window.session.selection.select("zoning", [1])
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert tool.places == []
    assert window.session.selection, "the first Esc gives up the measuring alone"
    qtbot.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.session.selection


def test_an_outline_that_crosses_itself_has_no_area(window: MainWindow, qtbot: QtBot) -> None:
    tool = measuring(window, qtbot, area=True)
    for x, y in ((0, 0), (1000, 1000), (1000, 0), (0, 1000)):
        click(window, qtbot, x, y)
    figures = measured(tool, qtbot, 4)
    assert (figures.areas, figures.crosses) == (None, True)
    assert len(window.views.measuring.words(figures)) == 1


def test_a_double_click_finishes_a_drag_moves_the_map_and_another_tool_clears(window: MainWindow, qtbot: QtBot) -> None:
    tool = measuring(window, qtbot, area=False)
    click(window, qtbot, 0, 0)
    click(window, qtbot, 1000, 0)
    click(window, qtbot, 1000, 0)
    assert tool.finished
    before = window.canvas.view
    start = pixels(window, 500, 500)
    qtbot.mousePress(window.canvas, LEFT, NO_KEYS, start)
    qtbot.mouseMove(window.canvas, start + QPoint(60, 0))
    qtbot.mouseRelease(window.canvas, LEFT, NO_KEYS, start + QPoint(60, 0))
    assert window.canvas.view != before
    assert len(tool.places) == 2
    qtbot.keyClick(window.canvas, Qt.Key.Key_V)
    assert tool.places == []
    assert tool.draw not in window.canvas.overlays


# Going to places


@pytest.fixture
def field(window: MainWindow, qtbot: QtBot) -> SearchField:
    """The search field, reached from the keyboard."""
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    return window.views.search


def typed(field: SearchField, qtbot: QtBot, text: str) -> None:
    written = QInputMethodEvent()  # as Chinese is typed; QTest knows only the keys of a keyboard
    written.setCommitString(text)
    QApplication.sendEvent(field, written)
    qtbot.waitUntil(lambda: field.panel.isVisible() and not field._pause.isActive(), timeout=WAIT_MS)


def test_a_parcel_number_is_flown_to_and_selected(window: MainWindow, field: SearchField, qtbot: QtBot) -> None:
    typed(field, qtbot, "a-4")
    assert [hit.fid for hit in field.hits] == [4]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.selection.fids("zoning").tolist() == [4], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: abs(window.canvas.view.centre_x - ORIGIN[0] - 1500) < 1, timeout=WAIT_MS)
    assert not field.panel.isVisible()


def test_enter_typed_before_the_hits_are_there_goes_to_the_first(
    window: MainWindow, field: SearchField, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field, f"{ORIGIN[0] + 321} {ORIGIN[1] + 123}")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: abs(window.canvas.view.centre_x - ORIGIN[0] - 321) < 0.5, timeout=WAIT_MS)
    assert window.canvas.view.centre_y == pytest.approx(ORIGIN[1] + 123, abs=0.5)


def test_a_hidden_layer_that_is_gone_to_is_shown(window: MainWindow, field: SearchField, qtbot: QtBot) -> None:
    item = item_of(window, "ecological_redline")
    window.session.map_layers.show_only([item_of(window, "zoning")])
    typed(field, qtbot, "红线")
    assert [hit.kind for hit in field.hits] == ["feature", "layer"]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: item.visible, timeout=WAIT_MS)


def test_malformed_coordinates_are_told_in_a_sentence_and_esc_leaves(
    window: MainWindow, field: SearchField, qtbot: QtBot
) -> None:
    typed(field, qtbot, "99999 1")
    assert "6 位" in field.panel.sentence.text()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert not field.panel.isVisible()


# Bookmarks


def added_bookmark(window: MainWindow, qtbot: QtBot, name: str) -> None:
    qtbot.keyClick(window, Qt.Key.Key_D, CONTROL)
    dialog = window.views.bookmark_dialog
    assert dialog is not None
    dialog.name.setText(name)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: name in [one.name for one in window.views.bookmarks.listed], timeout=WAIT_MS)


def test_a_view_of_a_plan_folder_is_kept_gone_to_renamed_and_deleted(
    window: MainWindow, plan_folder: Path, own_settings: Path, qtbot: QtBot
) -> None:
    window.canvas.zoom(4)
    window.session.map_layers.show_only([item_of(window, "zoning")])
    wanted = window.canvas.view
    added_bookmark(window, qtbot, "北门")
    window.canvas.zoom_full()
    dialog = window.views.bookmark_dialog
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.canvas.view.metres_per_pixel == pytest.approx(wanted.metres_per_pixel), timeout=WAIT_MS
    )
    assert [item.layer.name for item in window.session.map_layers if item.visible] == ["zoning"]
    dialog.name.setText("南门")
    dialog.rename_button.click()
    qtbot.waitUntil(lambda: [one.name for one in window.views.bookmarks.listed] == ["南门"], timeout=WAIT_MS)
    assert [one.name for one in bookmarks.kept_bookmarks(plan_folder, own_settings / "lantu")] == ["南门"]
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: window.views.bookmarks.listed == [], timeout=WAIT_MS)


def test_a_bookmark_of_a_project_can_be_undone(project_window: MainWindow, own_settings: Path, qtbot: QtBot) -> None:
    changed(project_window, qtbot, lambda: added_bookmark(project_window, qtbot, "北门"))
    assert "北门" in history(project_window)[0].text
    project_window.views.bookmark_dialog.close()
    brought_forward(project_window, qtbot)
    undo(project_window, qtbot)
    qtbot.waitUntil(lambda: project_window.views.bookmarks.listed == [], timeout=WAIT_MS)
    assert not own_settings.exists()


# Overview


def test_a_click_in_the_overview_moves_the_map_there(window: MainWindow, qtbot: QtBot) -> None:
    locator = window.views.locator
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert locator.unfolded
    qtbot.waitUntil(lambda: locator.picture.displays is not None, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not locator.picture.painting, timeout=WAIT_MS)
    window.canvas.zoom(5)
    place = locator.view().to_screen(ORIGIN[0] + 500, ORIGIN[1] + 500)
    qtbot.mouseClick(locator, LEFT, pos=QPoint(*(round(one) for one in place)))
    metres = locator.view().metres_per_pixel
    assert window.canvas.view.centre_x == pytest.approx(ORIGIN[0] + 500, abs=metres)
    assert locator.frame().center().x() == pytest.approx(place[0], abs=1)
    before = window.canvas.view.centre_x
    qtbot.keyClick(locator, Qt.Key.Key_Right)
    assert window.canvas.view.centre_x > before


# Thematic views


def themed(window: MainWindow, qtbot: QtBot, key: str) -> None:
    window.views._fill_menu()
    title = saved_view(key).title.zh
    next(action for action in window.views.menu.actions() if action.text() == title).trigger()
    qtbot.waitUntil(lambda: window.views.thematic.current is saved_view(key), timeout=WAIT_MS)


def test_a_thematic_view_changes_layers_and_symbols_and_all_come_back(window: MainWindow, qtbot: QtBot) -> None:
    before = {item.layer.name: (item.visible, item.display) for item in window.session.map_layers}
    themed(window, qtbot, "efficiency")
    assert not item_of(window, "ecological_redline").visible
    assert [one.key for one in item_of(window, "zoning").display.symbology.classes] == ["rest"]
    assert window.views.thematic.bar.isVisible()
    assert window.views.thematic.bar.title.text() == "土地利用效率"
    themed(window, qtbot, "industry")
    window.views.thematic.bar.back.click()
    qtbot.waitUntil(lambda: window.views.thematic.current is None, timeout=WAIT_MS)
    after = {item.layer.name: item for item in window.session.map_layers}
    assert {name: item.visible for name, item in after.items()} == {name: pair[0] for name, pair in before.items()}
    assert len(after["zoning"].display.symbology.classes) == 3
    assert not window.views.thematic.bar.isVisible()


def test_an_edit_keeps_the_symbols_of_the_view_and_nothing_is_written(project_window: MainWindow, qtbot: QtBot) -> None:
    steps = len(history(project_window))
    themed(project_window, qtbot, "control_lines")
    assert len(history(project_window)) == steps

    changed(project_window, qtbot, lambda: recoded(project_window))
    assert [one.key for one in item_of(project_window, "zoning").display.symbology.classes] == ["quiet"]


def recoded(window: MainWindow) -> None:
    """Give the first parcel another class."""

    def work(project, _feedback):
        before = project.rows("zoning", [1])
        project.commit(editing.ChangeSet((updated("zoning", {1: (before[1], {**before[1], "class_code": "1401"})}),)))
        return editing.last_outcome(project)

    window.session.desk.step("recode", work)


# Comparison


def compared(window: MainWindow, qtbot: QtBot) -> None:
    comparing = window.views.comparing
    qtbot.waitUntil(lambda: comparing.left is not None and comparing.right is not None, timeout=WAIT_MS)


def test_a_version_is_compared_with_the_present(project_window: MainWindow, qtbot: QtBot) -> None:
    window, comparing = project_window, project_window.views.comparing
    changed(window, qtbot, lambda: window.session.desk.set_version("报审稿", lambda _outcome: None))
    changed(window, qtbot, lambda: recoded(window))
    qtbot.keyClick(window, Qt.Key.Key_F4)
    compared(window, qtbot)
    assert comparing.divider.titles[0].endswith("报审稿")
    assert window.canvas.scene.other is not None
    assert window.canvas.scene.labelled == "right"
    qtbot.keyClick(comparing.divider, Qt.Key.Key_Left)
    assert comparing.divider.share == pytest.approx(0.48)
    comparing.bar.areas.click()
    qtbot.waitUntil(lambda: comparing.table is not None and comparing.table.isVisible(), timeout=WAIT_MS)
    classes = comparing.table.classes
    told = [[classes.item(row, column).text() for column in range(4)] for row in range(classes.rowCount())]
    assert [(row[0][:4], row[3]) for row in told[:3]] == [("0701", "−99.98"), ("0901", "0.00"), ("1401", "+99.98")]
    assert told[3][3] == "0.00"
    assert comparing.table.transitions.rowCount() == 1
    comparing.table.close()
    brought_forward(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F4)
    assert window.canvas.scene.other is None
    assert not comparing.bar.isVisible()


def test_two_plans_stand_side_by_side_and_move_together(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "other").mkdir()
    comparing = window.views.comparing
    comparing.take_plan(write_plan(tmp_path / "other"))
    compared(window, qtbot)
    comparing.bar.beside.click()
    other = comparing.beside.canvas
    assert other is not None
    assert other.isVisible()
    qtbot.waitUntil(lambda: len(other.picture.displays or ()) == 4, timeout=WAIT_MS)
    other.zoom(3)
    assert window.canvas.view.metres_per_pixel == other.view.metres_per_pixel
    window.canvas.pan(50, 20)
    assert other.view.centre_x == window.canvas.view.centre_x
    comparing.bar.close_button.click()
    assert not other.isVisible()
