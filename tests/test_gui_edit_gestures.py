"""Editing by dragging and drawing: features moved, copied, turned, scaled, mirrored; split, reshaped, holed, erased."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from core.messages import Text
from gui.window import MainWindow
from layers.editing import surroundings
from layers.editing.borders import densify
from tests.gui_edit_steps import (
    click,
    drawn,
    enter,
    refused,
    select,
    selected,
    shown,
    sizes,
    sound,
    take,
    type_into,
    undone,
)
from tests.gui_projects import SHIFT, changed
from tests.test_gui_editing import LEFT, WAIT_MS, at, begin, drag, pixel, shapes, wkb

pytest_plugins = ["tests.gui_fixtures"]

RETURN = Qt.Key.Key_Return


@pytest.fixture
def editing(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the four parcels of 1000 m are being edited.

    Their fids are 1 (south-west), 2 (north-west), 3 (south-east) and 4.
    """
    begin(project_window, qtbot, "zoning")
    return project_window


def test_a_whole_parcel_of_a_coverage_stays_and_what_stands_in_the_way_is_shown(
    editing: MainWindow, qtbot: QtBot
) -> None:
    take(editing, "move")
    start, end = pixel(editing, 500, 500), pixel(editing, 700, 500)
    code = refused(editing, qtbot, lambda: drag(editing, qtbot, start, end))
    assert code == "edit.overlap"
    assert selected(editing) == [1]
    overlay = editing.editing.context.overlay
    assert set(overlay.refusal.fids) == {1, 3}
    assert overlay._barrier is not None
    assert editing.messages.isVisible()


def test_neighbours_follow_a_parcel_that_is_moved(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    tool = take(editing, "move")
    qtbot.mouseClick(tool.fields.editors["follow"].tick, LEFT)
    drag(editing, qtbot, pixel(editing, 500, 500), pixel(editing, 500, 500) + QPoint(2, 0))  # a click, nearly
    select(editing, 1)
    type_into(tool, qtbot, "east", "12.5")
    shown(editing, qtbot)
    changed(editing, qtbot, lambda: qtbot.keyClick(tool.fields.editors["north"].line, Qt.Key.Key_Return))
    assert shapes(editing)[1].bounds[:2] == at(12.5, 0)
    assert sum(sizes(editing).values()) == pytest.approx(4e6 - 12.5 * 1000 - 12.5 * 500, abs=1e-3)
    sound(editing)
    undone(editing, qtbot, before)


@pytest.fixture
def footprint(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which a project footprint of 140 m at 2100, 2100 is being edited, and well seen."""
    begin(project_window, qtbot, "project_footprints")
    project_window.canvas.zoom_to((*at(1700, 1700), *at(2800, 2800)))
    qtbot.waitUntil(lambda: not project_window.jobs.running, timeout=WAIT_MS)
    return project_window


def only(window: MainWindow) -> shapely.Geometry:
    return next(iter(shapes(window, "project_footprints").values()))


def test_a_footprint_is_dragged_from_a_vertex_onto_a_vertex_to_the_bit(footprint: MainWindow, qtbot: QtBot) -> None:
    before, context = wkb(footprint, "project_footprints"), footprint.editing.context
    take(footprint, "move")
    select(footprint, 1)
    context.snapping.on = True
    qtbot.waitUntil(lambda: context.snapping.index is not None, timeout=WAIT_MS)
    start, end = pixel(footprint, 2100, 2100), pixel(footprint, 2500, 2500) + QPoint(3, -3)
    changed(footprint, qtbot, lambda: drag(footprint, qtbot, start, end))
    assert only(footprint).bounds[:2] == at(2500, 2500)
    assert only(footprint).area == pytest.approx(140**2, abs=1e-6)
    undone(footprint, qtbot, before, "project_footprints")


def test_many_features_move_as_outlines_until_the_mouse_rests(
    footprint: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.editing.moved_shapes.FEW_VERTICES", 0)
    take(footprint, "move")
    select(footprint, 1)
    canvas, context = footprint.canvas, footprint.editing.context
    start, end = pixel(footprint, 2170, 2170), pixel(footprint, 2470, 2370)
    qtbot.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, start)
    qtbot.mouseMove(canvas, start + QPoint(9, 9))
    qtbot.mouseMove(canvas, end)
    assert context.preview is None
    canvas.grab()
    shown(footprint, qtbot)
    past = footprint.session.desk.past
    qtbot.keyClick(footprint, Qt.Key.Key_Escape)
    assert context.preview is None
    qtbot.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, end)
    assert footprint.session.desk.past == past
    changed(footprint, qtbot, lambda: drag(footprint, qtbot, start, end))
    assert only(footprint).area == pytest.approx(140**2, abs=1e-6)
    assert only(footprint).bounds[0] > at(2300, 0)[0]


def test_copies_are_made_at_a_step(footprint: MainWindow, qtbot: QtBot) -> None:
    tool = take(footprint, "copy_move")
    select(footprint, 1)
    type_into(tool, qtbot, "east", "150")
    type_into(tool, qtbot, "count", "3")
    qtbot.waitUntil(lambda: footprint.editing.context.preview is not None, timeout=WAIT_MS)
    changed(footprint, qtbot, lambda: qtbot.keyClick(footprint.canvas, Qt.Key.Key_Return))
    wests = sorted(shape.bounds[0] - at(2100, 0)[0] for shape in shapes(footprint, "project_footprints").values())
    assert wests == [0, 150, 300, 450]
    assert len(selected(footprint)) == 3


def test_a_footprint_is_turned_and_scaled_about_its_middle(footprint: MainWindow, qtbot: QtBot) -> None:
    tool = take(footprint, "turn")
    select(footprint, 1)
    type_into(tool, qtbot, "degrees", "90")
    before = only(footprint)
    changed(footprint, qtbot, lambda: qtbot.keyClick(footprint.canvas, Qt.Key.Key_Return))
    assert only(footprint).equals_exact(before.normalize(), 1e-6) or only(footprint).equals(before)
    start, end = pixel(footprint, 2300, 2170), pixel(footprint, 2170, 2040)
    changed(footprint, qtbot, lambda: drag(footprint, qtbot, start, end))
    assert only(footprint).area == pytest.approx(140**2, rel=1e-9)
    assert shapely.hausdorff_distance(only(footprint), before) < 3
    take(footprint, "scale")
    start, end = pixel(footprint, 2300, 2170), pixel(footprint, 2430, 2170)
    changed(footprint, qtbot, lambda: drag(footprint, qtbot, start, end))
    assert only(footprint).area == pytest.approx(4 * 140**2, rel=0.05)
    assert np.allclose(only(footprint).centroid.coords[0], before.centroid.coords[0], atol=0.01)


def test_two_clicks_mirror_a_copy(footprint: MainWindow, qtbot: QtBot) -> None:
    tool = take(footprint, "mirror")
    select(footprint, 1)
    qtbot.mouseClick(tool.fields.editors["copied"].tick, LEFT)
    context = footprint.editing.context
    axis = context.place_at(pixel(footprint, 2300, 2000))[0]
    click(footprint, qtbot, 2300, 2000)
    qtbot.mouseMove(footprint.canvas, pixel(footprint, 2300, 2300))
    assert context.preview is not None
    changed(footprint, qtbot, lambda: click(footprint, qtbot, 2300, 2300))
    first, second = shapes(footprint, "project_footprints").values()
    assert second.bounds[2] - axis == pytest.approx(axis - first.bounds[0], abs=1e-6)


# Drawn


def test_a_line_splits_the_parcels_that_it_crosses(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    take(editing, "split_line")
    drawn(editing, qtbot, (-50, 400), (2050, 600))
    now = shapes(editing)
    assert sorted(now) == [1, 2, 3, 4, 5, 6]
    assert sum(sizes(editing).values()) == pytest.approx(4e6, abs=1e-3)
    assert sorted(selected(editing)) == [1, 3, 5, 6]
    sound(editing)
    undone(editing, qtbot, before)


def test_a_line_splits_only_what_is_selected(editing: MainWindow, qtbot: QtBot) -> None:
    take(editing, "split_line")
    click(editing, qtbot, 500, 500, SHIFT)
    assert selected(editing) == [1]
    drawn(editing, qtbot, (-50, 400), (1050, 600))
    assert len(shapes(editing)) == 5
    sound(editing)


def test_a_border_is_reshaped_on_both_sides(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    take(editing, "reshape")
    select(editing, 1)
    places = [editing.editing.context.place_at(pixel(editing, *one)) for one in ((1100, 300), (1100, 700))]
    drawn(editing, qtbot, (900, 300), (1100, 300), (1100, 700), (900, 700))
    now = shapes(editing)
    wide = (places[0][0] - at(1000, 0)[0]) * (places[1][1] - places[0][1])
    assert now[1].area == pytest.approx(1e6 + wide, rel=1e-6)
    assert now[3].area == pytest.approx(1e6 - wide, rel=1e-6)
    sound(editing)
    undone(editing, qtbot, before)


def test_a_hole_is_drawn_becomes_a_feature_and_one_is_filled_again(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    tool = take(editing, "hole")
    qtbot.mouseClick(tool.fields.editors["filled"].tick, LEFT)
    ring = (300, 300), (600, 300), (600, 600), (300, 600)
    drawn(editing, qtbot, *ring)
    now = shapes(editing)
    assert now[1].area + now[5].area == pytest.approx(1e6, abs=1e-3)
    assert len(now[1].interiors) == 1
    sound(editing)
    undone(editing, qtbot, before)
    qtbot.mouseClick(tool.fields.editors["filled"].tick, LEFT)
    select(editing)
    drawn(editing, qtbot, *ring)
    assert len(shapes(editing)[1].interiors) == 1
    take(editing, "fill_hole")
    click(editing, qtbot, 450, 450)
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert sizes(editing)[1] == 1e6
    undone(editing, qtbot, before, steps=2)


def test_land_is_erased_and_the_gap_filled_by_the_neighbour_beside(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    take(editing, "erase_drawn")
    drawn(editing, qtbot, (700, 800), (1200, 800), (1200, 1200), (700, 1200))
    sound(editing)
    lost = 4e6 - sum(sizes(editing).values())
    assert lost == pytest.approx(200_000, rel=0.02)
    take(editing, "fill_gap")
    click(editing, qtbot, 950, 1000)
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert sum(sizes(editing).values()) == pytest.approx(4e6, abs=1e-3)
    assert len(shapes(editing)) == 4
    sound(editing)
    undone(editing, qtbot, before, steps=2)


def test_a_parcel_is_clipped_to_what_is_drawn_and_to_another_layer(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    take(editing, "clip_drawn")
    select(editing, 1)
    drawn(editing, qtbot, (-100, -100), (500, -100), (500, 1100), (-100, 1100))
    assert sizes(editing)[1] == pytest.approx(500_000, rel=0.01)
    undone(editing, qtbot, before)
    tool = take(editing, "clip_to")
    select(editing, 4)
    editing.session.selection.select("development_boundary", [1], "add")
    tool.fields.set_value("other", "development_boundary")
    assert refused(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, Qt.Key.Key_Return)) == "edit.apart"


def test_the_vertex_tool_adds_a_feature_with_shift(editing: MainWindow, qtbot: QtBot) -> None:
    for x, y, held in ((1500, 500, Qt.KeyboardModifier.NoModifier), (500, 1500, SHIFT), (500, 500, SHIFT)):
        click(editing, qtbot, x, y, held)
    assert selected(editing) == [3, 2, 1]
    click(editing, qtbot, 500, 1500, SHIFT)
    assert selected(editing) == [3, 1]


def test_what_erasing_tore_apart_is_exploded_and_collected(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    take(editing, "erase_drawn")
    select(editing, 1)
    drawn(editing, qtbot, (400, -100), (600, -100), (600, 1100), (400, 1100))
    assert shapely.get_num_geometries(shapes(editing)[1]) == 2
    take(editing, "explode")
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert [shapely.get_num_geometries(shape) for shape in shapes(editing).values()] == [1] * 5
    assert sorted(selected(editing)) == [1, 5]
    take(editing, "collect")
    shown(editing, qtbot)
    enter(editing, qtbot)
    assert len(shapes(editing)) == 4
    assert shapely.get_num_geometries(shapes(editing)[selected(editing)[0]]) == 2
    sound(editing)
    undone(editing, qtbot, before, steps=3)


def test_crooked_corners_become_square_with_the_neighbours(editing: MainWindow, qtbot: QtBot) -> None:
    start, end = pixel(editing, 1000, 1000), pixel(editing, 1050, 1040)
    changed(editing, qtbot, lambda: drag(editing, qtbot, start, end))
    before = wkb(editing)
    take(editing, "square")
    select(editing, 1)
    shown(editing, qtbot)
    enter(editing, qtbot)
    step = np.diff(shapely.get_coordinates(shapes(editing)[1]), axis=0)
    assert np.einsum("ij,ij->i", step[:-1], step[1:]) == pytest.approx(0, abs=1e-4)
    sound(editing)
    undone(editing, qtbot, before)


def test_a_step_that_follows_while_rows_are_still_read_hides_none_of_them(
    editing: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, desk, gate = editing.editing.context, editing.session.desk, threading.Event()
    changed(editing, qtbot, lambda: context.apply(lambda near: densify(near, [1], 300.0), Text("一", "one")))
    read = surroundings.shapes_of
    monkeypatch.setattr(surroundings, "shapes_of", lambda *asked: read(*asked) if gate.wait(10) else {})

    def undo_and_go_on() -> None:
        desk.undo()
        context.apply(lambda near: densify(near, [4], 150.0), Text("二", "two"))

    changed(editing, qtbot, undo_and_go_on)
    qtbot.waitUntil(lambda: not desk.is_writing, timeout=WAIT_MS)
    gate.set()
    qtbot.waitUntil(lambda: not editing.jobs.running, timeout=WAIT_MS)
    now = shapes(editing)
    assert shapely.get_num_coordinates(now[1]) < shapely.get_num_coordinates(now[4])
    for fid, shape in now.items():
        assert context.near.shape(fid).equals_exact(shape), fid
