"""Editing begun in the window: the vertex tool with the mouse and the keyboard, and what it may not do."""

from __future__ import annotations

import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.editing.context import EditContext
from gui.editing.layer_names import layer_title
from gui.editing.vertex_tool import VertexTool
from gui.window import MainWindow
from tests.gui_plan import on_map
from tests.gui_projects import SHIFT, changed, item_of, undo
from tests.office import ORIGIN

pytest_plugins = ["tests.gui_fixtures"]

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
WAIT_MS = 20_000


def at(x: float, y: float) -> tuple[float, float]:
    """A place given in metres from the test town's origin."""
    return ORIGIN[0] + x, ORIGIN[1] + y


def pixel(window: MainWindow, x: float, y: float) -> QPoint:
    """Where such a place is on the canvas."""
    left, top = on_map(window, x, y)
    return QPoint(round(left), round(top))


def drag(window: MainWindow, qtbot: QtBot, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    """Press, move in steps, release."""
    canvas = window.canvas
    qtbot.mouseMove(canvas, start)
    qtbot.mousePress(canvas, LEFT, held, start)
    for share in (0.3, 0.6, 1.0):
        qtbot.mouseMove(canvas, start + (end - start) * share)
    qtbot.mouseRelease(canvas, LEFT, held, end)


def shapes(window: MainWindow, layer: str = "zoning") -> dict[int, shapely.Geometry]:
    """Geometries of a layer as the window knows them."""
    frame = item_of(window, layer).layer.frame
    return dict(zip(frame.index.tolist(), frame.geometry, strict=True))


def wkb(window: MainWindow, layer: str = "zoning") -> list[bytes]:
    """The same as bytes."""
    return [shapely.to_wkb(shape) for shape in shapes(window, layer).values()]


def vertices(shape: shapely.Geometry) -> set[tuple[float, float]]:
    """The places of a geometry."""
    return {(float(x), float(y)) for x, y in shapely.get_coordinates(shape)}


def begin(window: MainWindow, qtbot: QtBot, layer: str) -> EditContext:
    """Begin to edit a layer, with nothing snapped to."""
    window.editing.begin(item_of(window, layer))
    context = window.editing.context
    qtbot.waitUntil(lambda: context.ready, timeout=WAIT_MS)
    context.snapping.on = False
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=WAIT_MS)
    return context


@pytest.fixture
def editing(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the parcels are being edited."""
    begin(project_window, qtbot, "zoning")
    return project_window


def tool(window: MainWindow) -> VertexTool:
    """The tool in hand."""
    found = window.canvas.tool
    assert isinstance(found, VertexTool)
    return found


def test_a_plan_in_a_folder_is_not_edited_and_says_why(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.canvas, Qt.Key.Key_E)
    assert not window.editing.is_on
    assert not window.commands["edit"].isChecked()
    assert window.messages.isVisible()


def test_a_shared_corner_moves_in_all_parcels_and_comes_back(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    start, end = pixel(editing, 1000, 1000), pixel(editing, 1120, 1060)
    wanted = editing.editing.context.place_at(end)
    changed(editing, qtbot, lambda: drag(editing, qtbot, start, end))
    for shape in shapes(editing).values():
        assert wanted in vertices(shape)
        assert at(1000, 1000) not in vertices(shape)
    assert sum(shape.area for shape in shapes(editing).values()) == pytest.approx(4e6, abs=1e-6)
    assert tool(editing).chosen == ()
    undo(editing, qtbot)
    assert wkb(editing) == before


def test_while_the_mouse_is_down_nothing_is_changed_but_everything_is_shown(editing: MainWindow, qtbot: QtBot) -> None:
    canvas, context = editing.canvas, editing.editing.context
    start, end = pixel(editing, 1000, 1000), pixel(editing, 1100, 1000)
    past = editing.session.desk.past
    qtbot.mousePress(canvas, LEFT, NONE, start)
    qtbot.mouseMove(canvas, start + QPoint(9, 9))
    qtbot.mouseMove(canvas, end)
    assert context.preview is not None
    assert len(context.preview.changed) == 4
    qtbot.keyClick(editing, Qt.Key.Key_Escape)
    assert context.preview is None
    qtbot.mouseRelease(canvas, LEFT, NONE, end)
    assert editing.session.desk.past == past


def test_the_middle_of_an_edge_becomes_a_vertex_of_both_sides(editing: MainWindow, qtbot: QtBot) -> None:
    start, end = pixel(editing, 500, 1000), pixel(editing, 500, 1150)
    wanted = editing.editing.context.place_at(end)
    changed(editing, qtbot, lambda: drag(editing, qtbot, start, end))
    having = [fid for fid, shape in shapes(editing).items() if wanted in vertices(shape)]
    assert len(having) == 2
    assert tool(editing).chosen == (wanted,)
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, Qt.Key.Key_Delete))
    assert not any(wanted in vertices(shape) for shape in shapes(editing).values())


def test_a_corner_of_three_borders_is_not_deleted(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    qtbot.mouseClick(editing.canvas, LEFT, NONE, pixel(editing, 1000, 1000))
    assert tool(editing).chosen == (at(1000, 1000),)
    with qtbot.waitSignal(editing.editing.context.refused, timeout=WAIT_MS) as refused:
        qtbot.keyClick(editing.canvas, Qt.Key.Key_Delete)
    assert refused.args[0].code == "edit.node"
    assert "不能删除" in editing.messages.text.text()
    assert wkb(editing) == before
    assert editing.editing.context.overlay.refusal is not None
    editing.messages.hide()
    tool(editing).give_up()
    qtbot.keyClick(editing, Qt.Key.Key_Escape)
    assert editing.editing.context.overlay.refusal is None


def test_a_move_that_would_cross_a_neighbour_is_refused(editing: MainWindow, qtbot: QtBot) -> None:
    before = wkb(editing)
    start, end = pixel(editing, 1000, 1000), pixel(editing, 2600, 1000)
    with qtbot.waitSignal(editing.editing.context.refused, timeout=WAIT_MS):
        drag(editing, qtbot, start, end)
    assert wkb(editing) == before


def test_a_box_chooses_and_a_whole_edge_moves(editing: MainWindow, qtbot: QtBot) -> None:
    drag(editing, qtbot, pixel(editing, 900, -60), pixel(editing, 1100, 1060), SHIFT)
    assert set(tool(editing).chosen) == {at(1000, 0), at(1000, 1000)}
    wanted = editing.editing.context.place_at(pixel(editing, 1080, 1000))[0] - ORIGIN[0]
    changed(editing, qtbot, lambda: drag(editing, qtbot, pixel(editing, 1000, 1000), pixel(editing, 1080, 1000)))
    moved = {
        round(x - ORIGIN[0], 6) for shape in shapes(editing).values() for x, y in vertices(shape) if y < at(0, 1)[1]
    }
    assert moved == {0.0, 2000.0, round(wanted, 6)}


def test_coordinates_are_typed(editing: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(editing.canvas, LEFT, NONE, pixel(editing, 1000, 1000))
    fields = tool(editing).fields
    assert float(fields.x.text()) == at(1000, 1000)[0]
    fields.x.setText(repr(at(1023.456, 0)[0]))
    changed(editing, qtbot, lambda: qtbot.keyClick(fields.x, Qt.Key.Key_Return))
    assert all(at(1023.456, 1000) in vertices(shape) for shape in shapes(editing).values())
    fields.x.setText("ten")
    past = editing.session.desk.past
    qtbot.keyClick(fields.x, Qt.Key.Key_Return)
    assert editing.session.desk.past == past


def test_without_shared_borders_only_one_parcel_follows(editing: MainWindow, qtbot: QtBot) -> None:
    editing.editing.bar.coverage.click()
    assert not editing.editing.context.coverage
    editing.session.selection.select("zoning", [1])
    qtbot.waitUntil(lambda: not editing.jobs.running, timeout=WAIT_MS)
    before = shapes(editing)
    end = pixel(editing, 900, 900)
    changed(editing, qtbot, lambda: drag(editing, qtbot, pixel(editing, 1000, 1000), end))
    different = [fid for fid, shape in shapes(editing).items() if not shape.equals_exact(before[fid])]
    assert different == [1]


def test_snapping_draws_the_cursor_to_a_vertex_to_the_bit(editing: MainWindow, qtbot: QtBot) -> None:
    context = editing.editing.context
    context.snapping.on = True
    qtbot.waitUntil(lambda: context.snapping.index is not None, timeout=WAIT_MS)
    corner = at(2100, 2100)  # of the project footprint, another layer
    found = context.snapping.find((corner[0] + 3.0, corner[1] - 2.0))
    assert found is not None
    assert (found.place, found.kind, found.layer) == (corner, "vertex", "project_footprints")
    editing.canvas.grab()


def test_the_bar_follows_the_layer_and_ends(editing: MainWindow, qtbot: QtBot) -> None:
    bar = editing.editing.bar
    title = layer_title(editing.session, "zoning")
    assert bar.layer.currentText() == title.zh == "规划用地"  # as in the layer tree, in the language of the window
    editing.speaker.speak("en")
    assert bar.layer.currentText() == title.en != title.zh
    editing.speaker.speak("zh")
    assert bar.coverage.isVisible()
    assert bar.coverage.isChecked()
    names = [bar.layer.itemText(row) for row in range(bar.layer.count())]
    bar.layer.activated.emit(names.index(layer_title(editing.session, "project_footprints").zh))
    context = editing.editing.context
    qtbot.waitUntil(lambda: context.ready and context.name == "project_footprints", timeout=WAIT_MS)
    assert not context.coverage
    qtbot.mouseClick(bar.end_button, LEFT)
    assert not editing.editing.is_on
    assert context.member is None
    assert editing.commands["select"].isChecked()
    assert editing.canvas.tool is not editing.editing.tool


def test_undo_and_redo_reach_the_features_at_hand(editing: MainWindow, qtbot: QtBot) -> None:
    context = editing.editing.context
    changed(editing, qtbot, lambda: drag(editing, qtbot, pixel(editing, 1000, 1000), pixel(editing, 1100, 1100)))
    moved = context.near.shape(1)
    with qtbot.waitSignal(context.followed, timeout=WAIT_MS):
        undo(editing, qtbot)
    qtbot.waitUntil(lambda: at(1000, 1000) in vertices(context.near.shape(1)), timeout=WAIT_MS)
    assert not moved.equals_exact(context.near.shape(1))
    changed(editing, qtbot, lambda: drag(editing, qtbot, pixel(editing, 1000, 1000), pixel(editing, 900, 1100)))
    assert at(1000, 1000) not in vertices(shapes(editing)[1])


def test_a_tool_of_the_window_takes_over(editing: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(editing.canvas, Qt.Key.Key_V)
    assert editing.editing.tool is None
    assert not editing.editing.actions["vertices"].isChecked()
    assert editing.editing.is_on
    qtbot.keyClick(editing.canvas, Qt.Key.Key_N)
    assert isinstance(editing.canvas.tool, VertexTool)
    assert not editing.commands["select"].isChecked()
    assert QGuiApplication.overrideCursor() is None


def test_the_map_stays_where_it_is_whatever_tool_is_taken(editing: MainWindow) -> None:
    heights = set()
    for name in editing.editing.actions:
        editing.editing.take(name)
        QApplication.processEvents()
        heights.add((editing.editing.bar.height(), editing.canvas.height()))
    assert len(heights) == 1


def test_what_is_shown_at_the_cursor_leaves_the_map_with_it(editing: MainWindow, qtbot: QtBot) -> None:
    overlay = editing.editing.context.overlay
    editing.editing.take("draw")
    qtbot.mouseMove(editing.canvas, pixel(editing, 500, 500))
    assert overlay.card
    QApplication.sendEvent(editing.canvas, QEvent(QEvent.Type.Leave))
    assert not overlay.card
    assert overlay.snap is None
    editing.session.selection.select("zoning", [1])
    qtbot.mouseMove(editing.canvas, pixel(editing, 520, 500))
    assert overlay.card
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, Qt.Key.Key_Delete))
    assert 1 not in shapes(editing)
    assert not overlay.card


def test_the_offer_after_a_deletion_goes_when_it_is_undone(editing: MainWindow, qtbot: QtBot) -> None:
    editing.session.selection.select("zoning", [1])
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, Qt.Key.Key_Delete))
    assert editing.messages.isVisible()
    assert editing.messages.action.text() == "并入邻面"
    undo(editing, qtbot)
    assert not editing.messages.isVisible()


def test_a_tool_taken_with_the_mouse_hears_the_keyboard(editing: MainWindow, qtbot: QtBot) -> None:
    button = editing.editing.bar.buttons["split"]
    qtbot.mouseClick(button, LEFT, pos=QPoint(8, button.height() // 2))
    assert editing.canvas.tool is editing.editing.tools["split_line"]
    assert editing.focusWidget() is editing.canvas
    qtbot.keyClick(editing.focusWidget(), Qt.Key.Key_N)
    assert editing.canvas.tool is editing.editing.tools["vertices"]
