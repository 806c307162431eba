"""Operations on what is selected: previewed with figures, exact areas, one undo; the menu of the right button."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from gui.window import MainWindow
from tests.gui_edit_steps import (
    click,
    drawn,
    enter,
    hint,
    refused,
    select,
    selected,
    shown,
    sizes,
    sound,
    take,
    total,
    type_into,
    undone,
)
from tests.gui_plan import write_plan
from tests.gui_projects import SHIFT, changed
from tests.office import geodesic_area, write
from tests.test_gui_editing import LEFT, NONE, WAIT_MS, at, begin, drag, pixel, shapes, wkb

pytest_plugins = ["tests.gui_fixtures"]

RETURN, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Delete


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """The small plan with three power lines."""
    folder = write_plan(tmp_path)
    lines = [
        shapely.LineString([at(-300, -200), at(700, -200)]),
        shapely.LineString([at(200, -400), at(200, -100)]),
        shapely.LineString([at(1200, -400), at(1200, -100)]),
    ]
    write(folder / "power_line.gpkg", lines, voltage_kv=[110, 110, 220])
    return folder


@pytest.fixture
def editing(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the four parcels of 1000 m are being edited.

    Their fids are 1 (south-west), 2 (north-west), 3 (south-east) and 4.
    """
    begin(project_window, qtbot, "zoning")
    return project_window


def test_parcels_are_merged_into_the_one_selected_first(editing: MainWindow, qtbot: QtBot) -> None:
    before, context = wkb(editing), editing.editing.context
    tool = take(editing, "merge")
    select(editing, 1, 4)
    qtbot.waitUntil(lambda: "没有公共边界" in hint(editing), timeout=WAIT_MS)
    assert refused(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, RETURN)) == "edit.apart"
    click(editing, qtbot, 1500, 500)
    click(editing, qtbot, 500, 500, SHIFT)
    assert selected(editing) == [3, 1]
    shown(editing, qtbot)
    assert "2 个要素变为 1 个" in hint(editing)
    assert "2 000 0" not in hint(editing)  # by the ellipsoid, which decides
    qtbot.waitUntil(lambda: tool.fields.editors["attributes"].choice.count() == 4, timeout=WAIT_MS)
    tool.fields.set_value("attributes", "first")
    enter(editing, qtbot)
    assert sizes(editing) == {2: 1e6, 3: 2e6, 4: 1e6}
    assert selected(editing) == [3]
    assert context.preview is None or context.overlay.refusal is None
    sound(editing)
    undone(editing, qtbot, before)


def test_what_was_carried_out_is_previewed_before_it_is_done_again(editing: MainWindow, qtbot: QtBot) -> None:
    tool = take(editing, "densify")
    select(editing, 1)
    type_into(tool, qtbot, "longest", "100")
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert shapely.get_num_coordinates(shapes(editing)[1]) == 41
    assert shapely.get_num_coordinates(shapes(editing)[4]) == 5
    assert total(editing) == 4e6
    sound(editing)
    past = editing.session.desk.past
    qtbot.keyClick(editing.canvas, RETURN)
    qtbot.waitUntil(lambda: "没有边界需要改变" in hint(editing), timeout=WAIT_MS)
    assert editing.session.desk.past == past


def test_the_land_of_a_deleted_parcel_lies_free_until_a_neighbour_gets_it(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    select(editing, 1)
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, DELETE))
    assert sorted(shapes(editing)) == [2, 3, 4]
    assert "m²" in editing.messages.text.text()
    changed(editing, qtbot, lambda: qtbot.mouseClick(editing.messages.action, LEFT))
    assert sizes(editing) == {2: 2e6, 3: 1e6, 4: 1e6}
    assert not editing.messages.isVisible()
    sound(editing)
    undone(editing, qtbot, before, steps=2)
    tool = take(editing, "delete_features")
    select(editing, 1, 2)
    tool.fields.set_value("land", "neighbour")
    tool.fields.changed.emit()
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert sorted(shapes(editing)) == [3, 4]
    assert total(editing) == 4e6
    sound(editing)
    undone(editing, qtbot, before)


def test_delete_takes_chosen_vertices_before_features(editing: MainWindow, qtbot: QtBot) -> None:
    changed(editing, qtbot, lambda: drag(editing, qtbot, pixel(editing, 500, 0), pixel(editing, 500, -60)))
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, DELETE))
    assert sizes(editing) == {1: 1e6, 2: 1e6, 3: 1e6, 4: 1e6}


def test_an_exact_area_is_cut_off_beyond_the_line_that_is_clicked(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    tool = take(editing, "cut_area")
    click(editing, qtbot, 500, 500)
    type_into(tool, qtbot, "area", "123456.78")
    click(editing, qtbot, 800, 200)
    click(editing, qtbot, 800, 700)
    assert float(tool.fields.editors["bearing"].line.text()) == pytest.approx(0, abs=1e-6)
    qtbot.waitUntil(lambda: "切出 123 456.78 m²" in hint(editing), timeout=WAIT_MS)
    assert f"余下 {geodesic_area(shapes(editing)[1]) - 123_456.78:,.2f}".replace(",", " ") in hint(editing)
    enter(editing, qtbot)
    now = shapes(editing)
    new = max(now)
    assert geodesic_area(now[new]) == pytest.approx(123_456.78, abs=0.01)
    assert now[new].bounds[0] > at(800, 0)[0]
    assert selected(editing) == [1, new]
    assert total(editing) == pytest.approx(4e6, abs=1e-3)
    sound(editing)
    undone(editing, qtbot, before)
    select(editing, 2)
    tool.fields.editors["area"].unit.setCurrentIndex(1)
    type_into(tool, qtbot, "area", "abc")
    assert tool.fields.wrong()
    qtbot.waitUntil(lambda: hint(editing) == tool.fields.wrong(), timeout=WAIT_MS)
    type_into(tool, qtbot, "area", "2500")
    assert tool.fields.values()["area"] == 25_000_000.0
    line = tool.fields.editors["area"].line
    assert refused(editing, qtbot, lambda: qtbot.keyClick(line, RETURN)) == "edit.area_range"


def test_an_edge_moves_until_the_parcel_has_the_area(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    tool = take(editing, "edge_area")
    select(editing, 1)
    click(editing, qtbot, 1000, 400)
    line = tool.fields.editors["area"].line
    present = f"{geodesic_area(shapes(editing)[1]):,.2f}".replace(",", " ")
    qtbot.waitUntil(lambda: line.placeholderText() == present, timeout=WAIT_MS)
    type_into(tool, qtbot, "area", "900000")
    shown(editing, qtbot)
    assert "900 000.00" in hint(editing)
    enter(editing, qtbot)
    now = shapes(editing)
    assert geodesic_area(now[1]) == pytest.approx(900_000.0, abs=0.01)
    assert now[3].area > 1.09e6
    assert total(editing) == pytest.approx(4e6, abs=1e-3)
    sound(editing)
    undone(editing, qtbot, before)


def test_a_parcel_is_split_by_shares(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    for name, field, text, wanted in (
        ("equal_areas", "parts", "4", [0.25] * 4),
        ("shares", "shares", "1:3:4", [0.125, 0.375, 0.5]),
    ):
        tool = take(editing, name)
        select(editing, 4)
        type_into(tool, qtbot, field, text)
        type_into(tool, qtbot, "bearing", "30")
        shown(editing, qtbot)
        enter(editing, qtbot)
        pieces = [shape for fid, shape in shapes(editing).items() if fid not in (1, 2, 3)]
        whole = sum(map(geodesic_area, pieces))
        assert sorted(geodesic_area(piece) / whole for piece in pieces) == pytest.approx(wanted, abs=1e-8)
        assert len(selected(editing)) == len(wanted)
        sound(editing)
        undone(editing, qtbot, before)


def test_a_crooked_border_is_simplified_and_aligned_on_both_sides(editing: MainWindow, qtbot: QtBot) -> None:
    take(editing, "vertices")
    changed(editing, qtbot, lambda: drag(editing, qtbot, pixel(editing, 1000, 500), pixel(editing, 1040, 500)))
    crooked = wkb(editing)
    tool = take(editing, "simplify")
    select(editing, 1)
    type_into(tool, qtbot, "tolerance", "100")
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert sizes(editing) == {1: 1e6, 2: 1e6, 3: 1e6, 4: 1e6}
    undone(editing, qtbot, crooked)
    tool = take(editing, "align")
    select(editing, 1)
    type_into(tool, qtbot, "tolerance", "200")
    click(editing, qtbot, 2000, 500)
    qtbot.waitUntil(lambda: tool.said != "", timeout=WAIT_MS)
    assert refused(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, RETURN)) == "edit.none_near"
    take(editing, "smooth")
    shown(editing, qtbot)
    enter(editing, qtbot)
    sound(editing)
    undone(editing, qtbot, crooked)


def test_land_is_clipped_and_erased_by_what_is_selected_in_another_layer(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    editing.session.selection.select("ecological_redline", [1])
    take(editing, "erase_by")
    click(editing, qtbot, 1500, 1500)  # the red line at 2200, 2200 is beyond all parcels
    assert set(editing.session.selection.layers()) == {"zoning", "ecological_redline"}
    assert refused(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, RETURN)) == "edit.apart"
    begin(editing, qtbot, "ecological_redline")
    editing.session.selection.select("project_footprints", [1])
    tool = take(editing, "clip_to")
    assert tool.fields.values() == {"other": "project_footprints"}
    click(editing, qtbot, 2400, 2400)
    shown(editing, qtbot)
    enter(editing, qtbot)
    (red,) = shapes(editing, "ecological_redline").values()
    assert red.equals(shapely.box(*at(2200, 2200), *at(2240, 2240)))
    assert wkb(editing) == before


def test_a_buffer_and_a_grown_copy_are_made(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    begin(window, qtbot, "project_footprints")
    before = wkb(window, "project_footprints")
    tool = take(window, "buffer")
    select(window, 1)
    type_into(tool, qtbot, "distance", "10")
    tool.fields.set_value("joins", "mitre")
    tool.fields.changed.emit()
    shown(window, qtbot)
    enter(window, qtbot)
    assert [round(shape.area) for shape in shapes(window, "project_footprints").values()] == [140**2, 160**2]
    tool = take(window, "offset")
    select(window, 1)
    type_into(tool, qtbot, "distance", "-20")
    qtbot.mouseClick(tool.fields.editors["copied"].tick, LEFT)
    shown(window, qtbot)
    enter(window, qtbot)
    assert [round(shape.area) for shape in shapes(window, "project_footprints").values()] == [100**2, 160**2]
    undone(window, qtbot, before, "project_footprints", steps=2)


def test_lines_are_trimmed_extended_collected_and_taken_apart(project_window: MainWindow, qtbot: QtBot) -> None:
    window, layer = project_window, "power_line"
    begin(window, qtbot, layer)
    before = wkb(window, layer)
    take(window, "extend")
    click(window, qtbot, 690, -200)
    shown(window, qtbot)
    enter(window, qtbot)
    assert shapes(window, layer)[1].coords[-1] == at(1200, -200)
    take(window, "trim")
    click(window, qtbot, -200, -200)
    shown(window, qtbot)
    enter(window, qtbot)
    assert shapes(window, layer)[1].length == 1000
    undone(window, qtbot, before, layer, steps=2)


def actions(window: MainWindow) -> dict[str, QAction]:
    """What the open menu offers."""
    menu = window.editing.features.menu
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_right_button_says_what_can_be_done(editing: MainWindow, qtbot: QtBot) -> None:
    right = Qt.MouseButton.RightButton
    qtbot.mouseClick(editing.canvas, right, NONE, pixel(editing, 500, 500))
    assert selected(editing) == [1]
    words = editing.editing.words.tools()
    assert {words[name][0] for name in ("split_line", "cut_area", "move")} <= set(actions(editing))
    assert words["merge"][0] not in actions(editing)
    editing.editing.features.menu.close()
    select(editing, 1, 2)
    qtbot.mouseClick(editing.canvas, right, NONE, pixel(editing, 500, 1500))
    assert selected(editing) == [1, 2]
    actions(editing)[words["merge"][0]].trigger()
    editing.editing.features.menu.close()
    shown(editing, qtbot)
    assert editing.canvas.tool.operation.name == "merge"
    qtbot.mouseClick(editing.canvas, right, NONE, pixel(editing, 1500, 500))
    assert selected(editing) == [3]
    (delete,) = [action for action in actions(editing).values() if action.shortcut().toString() == "Del"]
    changed(editing, qtbot, delete.trigger)
    assert sorted(shapes(editing)) == [1, 2, 4]
    editing.editing.features.menu.close()


def test_the_right_button_finishes_a_path_and_opens_no_menu(editing: MainWindow, qtbot: QtBot) -> None:
    take(editing, "split_line")
    click(editing, qtbot, -50, 500)
    click(editing, qtbot, 1050, 500)
    finish = pixel(editing, 1050, 500)
    changed(editing, qtbot, lambda: qtbot.mouseClick(editing.canvas, Qt.MouseButton.RightButton, NONE, finish))
    assert len(shapes(editing)) == 5
    assert editing.editing.features.menu is None


def test_a_gap_is_filled_where_the_right_button_found_it(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    take(editing, "hole")
    drawn(editing, qtbot, (300, 300), (600, 300), (600, 600), (300, 600))
    select(editing)
    qtbot.mouseClick(editing.canvas, Qt.MouseButton.RightButton, NONE, pixel(editing, 450, 450))
    next(iter(actions(editing).values())).trigger()
    editing.editing.features.menu.close()
    editing.activateWindow()
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert total(editing) == 4e6
    undone(editing, qtbot, before, steps=2)


def test_every_tool_can_be_taken_in_hand_and_put_away(editing: MainWindow, qtbot: QtBot) -> None:
    keys: dict[str, str] = {}
    for name, action in editing.editing.actions.items():
        assert not action.icon().isNull()
        if action.isEnabled() and name != "draw_coordinates":
            tool = take(editing, name)
            assert tool.hint()
            assert editing.editing.tool is tool
        for key in action.shortcuts():
            assert key.toString() not in keys, (name, keys[key.toString()])
            keys[key.toString()] = name
    editing.canvas.grab()
    qtbot.keyClick(editing.canvas, Qt.Key.Key_V)
    assert editing.editing.tool is None


def test_digits_over_the_map_go_into_the_first_field(editing: MainWindow, qtbot: QtBot) -> None:
    view = editing.canvas.view
    tool = take(editing, "cut_area")
    select(editing, 1)
    editing.canvas.setFocus()
    for digit in "200000":  # 0 alone would show the whole plan
        qtbot.keyClicks(editing.focusWidget(), digit)
    assert editing.canvas.view == view
    assert tool.fields.editors["area"].line.text() == "200000"
    shown(editing, qtbot)
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.focusWidget(), RETURN))
    assert editing.focusWidget() is editing.canvas  # the next letter takes a tool
    qtbot.keyClick(editing.canvas, Qt.Key.Key_N)
    assert editing.canvas.tool is editing.editing.tools["vertices"]
    qtbot.keyClick(editing.canvas, Qt.Key.Key_0)
    assert editing.canvas.view != view


def test_a_refusal_is_not_said_any_longer_than_it_holds(editing: MainWindow, qtbot: QtBot) -> None:
    take(editing, "merge")
    select(editing, 1, 4)
    assert refused(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, RETURN)) == "edit.apart"
    take(editing, "vertices")
    assert not editing.messages.isVisible()
    take(editing, "merge")
    assert "没有公共边界" not in hint(editing)
    assert refused(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, RETURN)) == "edit.apart"
    select(editing, 1, 2)
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert not editing.messages.isVisible()
