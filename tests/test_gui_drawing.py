"""Drawing in the window: polygons, lines and points with the mouse, numbers with the keyboard, figures, coordinates."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.editing.context import EditContext
from gui.editing.coordinates_tool import CoordinatesTool
from gui.editing.copy_tool import CopyTool
from gui.editing.draw_options import NEIGHBOUR
from gui.editing.figure_tools import FigureTool
from gui.editing.lots_tool import LotsTool
from gui.editing.path_tool import PathTool
from gui.window import MainWindow
from layers.geometry.area import ellipsoidal_area
from tests.gui_projects import CONTROL, SHIFT, WAIT_MS, changed, item_of, undo
from tests.office import ORIGIN, square, write
from tests.test_gui_editing import LEFT, at, begin, pixel, shapes

pytest_plugins = ["tests.gui_fixtures"]

RIGHT = Qt.MouseButton.RightButton


def quiet(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not window.jobs.running and not window.session.busy_checking, timeout=WAIT_MS)


def click(window: MainWindow, qtbot: QtBot, place: QPoint) -> None:
    """Go there and click."""
    qtbot.mouseMove(window.canvas, place)
    qtbot.mouseClick(window.canvas, LEFT, pos=place)


def keys(qtbot: QtBot, text: str) -> None:
    """Type where the keyboard is."""
    for letter in text:
        qtbot.keyClicks(QApplication.focusWidget(), letter)


def key(qtbot: QtBot, code: Qt.Key) -> None:
    """Press a key where the keyboard is."""
    qtbot.keyClick(QApplication.focusWidget(), code)


def take(window: MainWindow, name: str) -> PathTool:
    """Take a drawing tool in hand."""
    window.editing.take(name)
    found = window.canvas.tool
    assert isinstance(found, PathTool)
    return found


def added(
    window: MainWindow, before: dict[int, shapely.Geometry], layer: str = "zoning"
) -> dict[int, shapely.Geometry]:
    """What is there now and was not."""
    return {fid: shape for fid, shape in shapes(window, layer).items() if fid not in before}


def xy(window: MainWindow, *places: tuple[float, float]) -> list[QPoint]:
    """Places given in metres from the town's origin, on the canvas."""
    return [pixel(window, x, y) for x, y in places]


@pytest.fixture
def plan_folder(plan_folder: Path) -> Path:
    """The small plan with a layer of lines and one of points."""
    corner, other = at(2100, 300), at(2600, 300)
    write(plan_folder / "river.gpkg", [shapely.LineString([corner, other])], name=["河"])
    write(plan_folder / "facility.gpkg", [shapely.Point(at(2300, 1800))], name=["学校"])
    return plan_folder


@pytest.fixture
def editing(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the parcels are edited, snapping off, the whole town in view."""
    window = project_window
    begin(window, qtbot, "zoning")
    window.canvas.zoom_to((ORIGIN[0] - 300, ORIGIN[1] - 300, ORIGIN[0] + 3000, ORIGIN[1] + 2700))
    quiet(window, qtbot)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.canvas.hasFocus, timeout=WAIT_MS)
    return window


@pytest.fixture
def context(editing: MainWindow) -> EditContext:
    """What its tools share."""
    return editing.editing.context


def snap_here(window: MainWindow, qtbot: QtBot) -> None:
    """Snapping on, with what is in view indexed."""
    window.editing.context.snapping.on = True
    window.editing.context.snapping.index = None
    window.editing.context.snapping.refresh()
    qtbot.waitUntil(lambda: window.editing.context.snapping.index is not None, timeout=WAIT_MS)
    quiet(window, qtbot)


# Polygons


def test_a_polygon_over_a_neighbour_fills_only_free_land(editing: MainWindow, qtbot: QtBot) -> None:
    before = shapes(editing)
    qtbot.keyClick(editing.canvas, Qt.Key.Key_D)
    for place in xy(editing, (1500, 500), (2600, 500), (2600, 1500)):
        click(editing, qtbot, place)
    (last,) = xy(editing, (1500, 1500))
    qtbot.mouseMove(editing.canvas, last)
    quiet(editing, qtbot)
    preview = editing.editing.context.preview
    assert preview is not None
    assert len(preview.added) == 1
    click(editing, qtbot, last)
    assert shapes(editing).keys() == before.keys()
    changed(editing, qtbot, lambda: qtbot.keyClick(editing.canvas, Qt.Key.Key_Return))
    (new,) = added(editing, before).values()
    assert new.area == pytest.approx(600 * 1000, rel=0.02)
    after = shapes(editing)
    assert all(after[fid].area == pytest.approx(shape.area, abs=1e-6) for fid, shape in before.items())
    assert shapely.coverage_is_valid(list(after.values()))
    assert editing.editing.context.selected() == list(added(editing, before))
    undo(editing, qtbot)
    assert [shapely.to_wkb(one) for one in shapes(editing).values()] == [shapely.to_wkb(one) for one in before.values()]


def test_it_takes_the_land_of_its_neighbours_when_told_to(editing: MainWindow, qtbot: QtBot) -> None:
    before = shapes(editing)
    tool = take(editing, "draw")
    tool.drawing.chosen.choose(against="take")
    places = xy(editing, (500, 500), (1500, 500), (1500, 1500), (500, 1500))
    for place in places:
        click(editing, qtbot, place)
    changed(editing, qtbot, lambda: qtbot.mouseClick(editing.canvas, RIGHT, pos=places[-1]))
    (new,) = added(editing, before).values()
    assert new.area == pytest.approx(1e6, rel=0.02)
    after = shapes(editing)
    assert sum(one.area for one in after.values()) == pytest.approx(4e6, abs=1e-3)
    assert shapely.coverage_is_valid(list(after.values()))


def test_where_no_land_is_free_it_is_said_and_nothing_is_lost(editing: MainWindow, qtbot: QtBot) -> None:
    before = shapes(editing)
    tool = take(editing, "draw")
    for place in xy(editing, (300, 300), (600, 300), (600, 600)):
        click(editing, qtbot, place)
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(editing.messages.isVisible, timeout=WAIT_MS)
    quiet(editing, qtbot)
    assert "占用" in editing.messages.text.text()
    assert shapes(editing).keys() == before.keys()
    assert len(tool.places) == 3, "the path is there again to be changed"
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Backspace)
    assert len(tool.places) == 2
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Z, CONTROL)
    assert len(tool.places) == 1, "what is not committed yet is taken back first"
    view = editing.canvas.view
    qtbot.keyClick(editing.canvas, Qt.Key.Key_0)
    assert tool.entry.is_open
    assert editing.canvas.view == view, "0 zooms only while nothing is drawn"
    qtbot.keyClick(editing, Qt.Key.Key_Escape)
    qtbot.keyClick(editing, Qt.Key.Key_Escape)
    assert not tool.begun
    editing.session.selection.select("zoning", [next(iter(before))])
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Backspace)
    quiet(editing, qtbot)
    assert shapes(editing).keys() == before.keys()


def test_ways_to_finish(editing: MainWindow, qtbot: QtBot) -> None:
    canvas = editing.canvas
    tool = take(editing, "draw")

    def twice(places: list[QPoint]) -> None:
        qtbot.mouseDClick(canvas, LEFT, pos=places[-1])
        qtbot.mouseRelease(canvas, LEFT, pos=places[-1])

    ways = (
        lambda places: click(editing, qtbot, places[0] + QPoint(3, 2)),
        twice,
        lambda _places: qtbot.keyClick(canvas, Qt.Key.Key_C),
    )
    for number, finish in enumerate(ways):
        before = shapes(editing)
        low = 300 + 500 * number
        places = xy(editing, (2100, low), (2600, low), (2600, low + 300))
        click(editing, qtbot, places[0])
        qtbot.mouseClick(canvas, RIGHT, pos=places[0])
        assert len(tool.places) == 1, "one place is no polygon"
        assert "3" in editing.editing.bar.hint.text()
        for place in places[1:]:
            click(editing, qtbot, place)
        changed(editing, qtbot, lambda finish=finish, places=places: finish(places))  # type: ignore[misc]
        (new,) = added(editing, before).values()
        assert len(shapely.get_coordinates(new)) == 4


def test_a_new_parcel_gets_the_code_chosen_or_that_of_its_neighbour_and_nothing_else(
    editing: MainWindow, qtbot: QtBot
) -> None:
    before = shapes(editing)
    tool = take(editing, "draw_rectangle")
    qtbot.waitUntil(lambda: tool.drawing.chosen.known is not None, timeout=WAIT_MS)
    row = tool.drawing.code.findData("1401")
    assert row > 0
    tool.drawing.code.setCurrentIndex(row)
    tool.drawing.code.activated.emit(row)
    first, second = xy(editing, (2100, 100), (2400, 400))
    click(editing, qtbot, first)
    changed(editing, qtbot, lambda: click(editing, qtbot, second))
    frame = item_of(editing, "zoning").layer.frame
    (fid,) = added(editing, before)
    assert frame.loc[fid]["class_code"] == "1401"
    assert frame.loc[fid].isna()["name"]
    before = shapes(editing)
    tool.drawing.chosen.choose(code=NEIGHBOUR)
    first, second = xy(editing, (1900, 1200), (2300, 1600))
    click(editing, qtbot, first)
    changed(editing, qtbot, lambda: click(editing, qtbot, second))
    frame = item_of(editing, "zoning").layer.frame
    (fid,) = added(editing, before)
    neighbour = next(fid for fid, shape in before.items() if shape.contains(shapely.Point(at(1500, 1500))))
    assert frame.loc[fid]["class_code"] == frame.loc[neighbour]["class_code"]
    assert frame.loc[fid].isna()["parcel_no"]


# Numbers


def test_numbers_typed_at_the_cursor_hold(editing: MainWindow, qtbot: QtBot) -> None:
    tool = take(editing, "draw")
    click(editing, qtbot, pixel(editing, 2100, 500))
    start = tool.last
    assert start is not None
    qtbot.mouseMove(editing.canvas, pixel(editing, 2400, 900))
    qtbot.keyClick(editing.canvas, Qt.Key.Key_1)
    assert tool.entry.is_open
    keys(qtbot, "20")
    key(qtbot, Qt.Key.Key_Tab)
    keys(qtbot, "90")
    assert tool.cursor_place == pytest.approx((start[0] + 120, start[1]), abs=1e-6)
    key(qtbot, Qt.Key.Key_Return)
    assert tool.last == pytest.approx((start[0] + 120, start[1]), abs=1e-6)
    assert tool.entry.is_open
    key(qtbot, Qt.Key.Key_Tab)
    key(qtbot, Qt.Key.Key_Tab)
    keys(qtbot, "90")
    qtbot.mouseMove(editing.canvas, pixel(editing, 2400, 300))
    assert tool.cursor_place is not None
    assert tool.cursor_place[0] == pytest.approx(start[0] + 120, abs=1e-6)
    key(qtbot, Qt.Key.Key_Return)
    key(qtbot, Qt.Key.Key_Escape)
    assert not tool.entry.is_open
    assert len(tool.places) == 3
    assert editing.canvas.hasFocus()


def test_the_first_place_is_typed_as_coordinates_and_nonsense_is_refused(editing: MainWindow, qtbot: QtBot) -> None:
    tool = take(editing, "draw")
    qtbot.mouseMove(editing.canvas, pixel(editing, 2300, 500))
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Tab)
    assert tool.entry.fields["x"].hasFocus()
    assert not tool.entry.fields["length"].isEnabled()
    keys(qtbot, str(ORIGIN[0] + 2200.125))
    key(qtbot, Qt.Key.Key_Tab)
    keys(qtbot, str(ORIGIN[1] + 300.5))
    key(qtbot, Qt.Key.Key_Return)
    assert tool.places == [at(2200.125, 300.5)]
    _contradictions(editing, qtbot, tool)


def _contradictions(editing: MainWindow, qtbot: QtBot, tool: PathTool) -> None:
    """What contradicts itself is said and not placed."""
    qtbot.mouseMove(editing.canvas, pixel(editing, 2300, 700))
    for field, text in (("length", "5"), ("bearing", "90"), ("angle", "10")):
        tool.entry.fields[field].setFocus()
        keys(qtbot, text)
    assert tool.entry.refused
    assert "矛盾" in tool.entry.told.text()
    key(qtbot, Qt.Key.Key_Return)
    assert len(tool.places) == 1
    tool.entry.clear()
    keys(qtbot, "1..2")
    assert tool.entry.refused
    assert "1..2" in tool.entry.told.text()


def test_the_card_has_the_area_that_decides(editing: MainWindow, qtbot: QtBot, context: EditContext) -> None:
    tool = take(editing, "draw_rectangle")
    first, second = xy(editing, (2100, 100), (2400, 400))
    click(editing, qtbot, first)
    qtbot.mouseMove(editing.canvas, second)
    corner, other = tool.places[0], tool.cursor_place
    assert other is not None
    assert context.session.plan is not None
    crs = context.session.plan.measuring_crs
    assert crs is not None
    expected = ellipsoidal_area([shapely.box(*corner, *other)], crs)[0]
    assert any(f"{expected / 1e4:.4f}" in line for line in context.overlay.card)
    assert f"X {other[0]:.3f}  Y {other[1]:.3f}" in context.overlay.card


# Snapping, tracing, construction lines, arcs


def test_a_click_near_a_vertex_takes_it_to_the_bit(editing: MainWindow, qtbot: QtBot) -> None:
    snap_here(editing, qtbot)
    tool = take(editing, "draw")
    click(editing, qtbot, pixel(editing, 2000, 1000) + QPoint(4, -3))
    assert tool.places == [at(2000, 1000)]
    editing.editing.context.snapping.set_layer("zoning", frozenset())
    click(editing, qtbot, pixel(editing, 1000, 2000) + QPoint(4, 3))
    assert tool.places[-1] != at(1000, 2000)


def test_a_border_is_traced_vertex_by_vertex(editing: MainWindow, qtbot: QtBot) -> None:
    snap_here(editing, qtbot)
    tool = take(editing, "draw")
    click(editing, qtbot, pixel(editing, 0, 0))
    qtbot.keyClick(editing.canvas, Qt.Key.Key_T)
    end = pixel(editing, 1000, 1000)
    qtbot.mouseMove(editing.canvas, end)
    quiet(editing, qtbot)
    assert len(tool.tentative()) == 3
    click(editing, qtbot, end)
    quiet(editing, qtbot)
    short = list(tool.places)
    assert [short[0], short[-1]] == [at(0, 0), at(1000, 1000)]
    assert short[1] in (at(1000, 0), at(0, 1000))
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Backspace)
    assert tool.places == [at(0, 0)]
    qtbot.keyClick(editing.canvas, Qt.Key.Key_T, SHIFT)
    click(editing, qtbot, end)
    quiet(editing, qtbot)
    assert tool.places[-1] == at(1000, 1000)
    assert tool.places[1] != short[1]


def test_a_construction_line_is_snapped_to_and_is_no_data(editing: MainWindow, qtbot: QtBot) -> None:
    snap_here(editing, qtbot)
    before = shapes(editing)
    tool = take(editing, "draw")
    qtbot.mouseMove(editing.canvas, pixel(editing, 2000, 1300))
    qtbot.keyClick(editing.canvas, Qt.Key.Key_K)
    assert len(tool.lines.dropped) == 1
    click(editing, qtbot, pixel(editing, 2000, 2300) + QPoint(4, 0))
    assert tool.last is not None
    assert tool.last[0] == pytest.approx(ORIGIN[0] + 2000, abs=1e-6)
    qtbot.keyClick(editing, Qt.Key.Key_Escape)
    qtbot.keyClick(editing, Qt.Key.Key_Escape)
    assert not tool.lines.dropped
    assert shapes(editing).keys() == before.keys()


def test_an_arc_goes_through_its_three_places(editing: MainWindow, qtbot: QtBot) -> None:
    tool = take(editing, "draw")
    first, middle, last = xy(editing, (2100, 300), (2300, 500), (2500, 300))
    click(editing, qtbot, first)
    qtbot.keyClick(editing.canvas, Qt.Key.Key_A)
    click(editing, qtbot, middle)
    assert len(tool.places) == 1
    click(editing, qtbot, last)
    context = editing.editing.context
    wanted = [context.place_at(place) for place in (first, middle, last)]
    assert len(tool.places) > 20
    assert all(place in tool.places for place in wanted)
    qtbot.keyClick(editing.canvas, Qt.Key.Key_Backspace)
    assert len(tool.places) == 1


# Figures, lots, other layers, coordinates


def test_a_circle_by_centre_and_typed_radius_and_a_rectangle_by_edge_and_depth(
    editing: MainWindow, qtbot: QtBot
) -> None:
    before = shapes(editing)
    take(editing, "draw_circle")
    click(editing, qtbot, pixel(editing, 2400, 600))
    qtbot.mouseMove(editing.canvas, pixel(editing, 2500, 600))
    keys(qtbot, "150")
    changed(editing, qtbot, lambda: key(qtbot, Qt.Key.Key_Return))
    (new,) = added(editing, before).values()
    assert new.area == pytest.approx(3.14159265 * 150**2, rel=1e-3)
    before = shapes(editing)
    tool = take(editing, "draw_rectangle")
    assert isinstance(tool, FigureTool)
    tool.take_way("edge")
    places = xy(editing, (2300, 1100), (2600, 1200), (2500, 1500))
    for place in places[:2]:
        click(editing, qtbot, place)
    changed(editing, qtbot, lambda: click(editing, qtbot, places[2]))
    (new,) = added(editing, before).values()
    box = shapely.minimum_rotated_rectangle(new)
    assert new.area == pytest.approx(box.area, rel=1e-5)
    assert len(shapely.get_coordinates(new)) == 5


def test_lots_are_features_of_the_size_typed(editing: MainWindow, qtbot: QtBot) -> None:
    before = shapes(editing)
    tool = take(editing, "draw_lots")
    assert isinstance(tool, LotsTool)
    for name, number in {"width": "50", "depth": "80", "columns": "3", "rows": "2", "street": "0"}.items():
        tool.fields.fields[name].setText(number)
    click(editing, qtbot, pixel(editing, 2200, 800))
    qtbot.mouseMove(editing.canvas, pixel(editing, 2600, 800))
    quiet(editing, qtbot)
    changed(editing, qtbot, lambda: click(editing, qtbot, pixel(editing, 2600, 800)))
    new = added(editing, before)
    assert len(new) == 6
    assert all(one.area == pytest.approx(4000, abs=1e-3) for one in new.values())
    assert shapely.coverage_is_valid(list(shapes(editing).values()))
    tool.fields.fields["width"].setText("-3")
    click(editing, qtbot, pixel(editing, 2200, 300))
    click(editing, qtbot, pixel(editing, 2600, 300))
    qtbot.waitUntil(editing.messages.isVisible, timeout=WAIT_MS)


def test_features_of_another_layer_are_copied(editing: MainWindow, qtbot: QtBot) -> None:
    before = shapes(editing)
    window = editing
    other = item_of(window, "ecological_redline").layer
    window.editing.take("draw_from_layer")
    tool = window.canvas.tool
    assert isinstance(tool, CopyTool)
    assert not tool.button.isEnabled()
    window.session.selection.select(other.name, other.fids)
    quiet(window, qtbot)
    assert tool.button.isEnabled()
    changed(window, qtbot, lambda: qtbot.keyClick(window.canvas, Qt.Key.Key_Return))
    (new,) = added(window, before).values()
    assert new.normalize().equals_exact(square(2200, 2200, 300).normalize(), 1e-6)
    assert item_of(window, "zoning").layer.frame.loc[next(iter(added(window, before)))]["name"] == "红线"


def test_coordinates_are_read_as_they_are_typed(editing: MainWindow, qtbot: QtBot) -> None:
    before = shapes(editing)
    editing.editing.take("draw_coordinates")
    tool = editing.canvas.tool
    assert isinstance(tool, CoordinatesTool)
    dialog = tool.dialog
    x, y = at(2200, 200)
    dialog.text.setPlainText(f"J1 {x} {y}\nJ2 {x + 100} {y}\nwrong")
    assert "第 3 行" in dialog.told.text()
    assert not dialog.draw_button.isEnabled()
    dialog.text.setPlainText(f"J1 {y} {x}\nJ2 {y} {x + 100}\nJ3 {y + 50} {x}")
    assert "很远" in dialog.told.text()
    dialog.order.click()
    assert dialog.draw_button.isEnabled()
    editing.canvas.zoom_to((x - 3000, y - 3000, x - 2000, y - 2000))
    dialog.text.insertPlainText("\n")
    qtbot.waitUntil(lambda: editing.canvas.view.extent[2] > x + 100, timeout=WAIT_MS)  # type: ignore[union-attr]
    quiet(editing, qtbot)
    changed(editing, qtbot, lambda: qtbot.mouseClick(dialog.draw_button, LEFT))
    (new,) = added(editing, before).values()
    assert {tuple(place) for place in shapely.get_coordinates(new).tolist()} == {(x, y), (x + 100, y), (x, y + 50)}
    assert not dialog.isVisible()


def test_a_boundary_point_file_is_drawn(editing: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    before = shapes(editing)
    editing.editing.take("draw_coordinates")
    tool = editing.canvas.tool
    assert isinstance(tool, CoordinatesTool)
    broken = tmp_path / "broken.txt"
    broken.write_text("nothing of the kind", encoding="utf-8")
    tool.draw_file(broken)
    quiet(editing, qtbot)
    assert tool.dialog.told.text()
    assert shapes(editing).keys() == before.keys()
    assert not tool.dialog.draw_button.isEnabled()


# Lines and points


def test_lines_and_points_by_the_kind_of_the_layer(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    begin(window, qtbot, "river")
    before = shapes(window, "river")
    tool = take(window, "draw")
    places = xy(window, (300, 300), (900, 300), (900, 800))
    for place in places:
        click(window, qtbot, place)
    assert not window.editing.actions["draw_circle"].isEnabled()
    changed(window, qtbot, lambda: qtbot.keyClick(window.canvas, Qt.Key.Key_C))
    (ring,) = added(window, before, "river").values()
    assert ring.geom_type == "LineString"
    assert ring.is_closed
    begin(window, qtbot, "facility")
    tool = take(window, "draw")
    before = shapes(window, "facility")
    qtbot.mouseClick(window.canvas, RIGHT, pos=places[0])
    assert not tool.begun
    wanted = window.editing.context.place_at(places[1].toPointF())
    changed(window, qtbot, lambda: click(window, qtbot, places[1]))
    (point,) = added(window, before, "facility").values()
    assert point.coords[0] == wanted


# The menu of snapping


def test_the_settings_of_snapping_are_in_the_bar(editing: MainWindow, qtbot: QtBot, context: EditContext) -> None:
    menu, snapping = editing.editing.bar.snap_menu, context.snapping
    snapping.set(on=True)
    qtbot.keyClick(editing.canvas, Qt.Key.Key_F3)
    assert not snapping.on
    qtbot.keyClick(editing.canvas, Qt.Key.Key_F3)
    assert snapping.on
    menu.menu.aboutToShow.emit()
    panel = menu.panel
    assert panel is not None
    panel.kinds["midpoint"].click()
    assert "midpoint" not in snapping.kinds
    panel.layers.setCurrentRow(
        next(row for row in range(panel.layers.count()) if panel.layers.item(row).text() == "规划用地")
    )
    panel.kinds["vertex"].click()
    assert "vertex" not in snapping.by_layer["zoning"]
    assert "vertex" in snapping.kinds
    panel.layers.currentItem().setCheckState(Qt.CheckState.Unchecked)
    assert snapping.by_layer["zoning"] == frozenset()
    panel.as_all.click()
    assert "zoning" not in snapping.by_layer
    panel.unit.setCurrentIndex(1)
    panel.unit.activated.emit(1)
    panel.radius.setText("25")
    panel.radius.editingFinished.emit()
    assert snapping.reach(at(0, 0)) == pytest.approx(25)
    snapping.too_many = True
    snapping.refreshed.emit()
    text = editing.editing.bar.snapping.text()
    snapping.too_many = False
    snapping.refreshed.emit()
    assert editing.editing.bar.snapping.text() != text


def test_the_figures_at_the_cursor_change_their_language_at_once(editing: MainWindow, qtbot: QtBot) -> None:
    take(editing, "draw")
    click(editing, qtbot, pixel(editing, 2200, 300))
    qtbot.mouseMove(editing.canvas, pixel(editing, 2300, 340))
    card = editing.editing.context.overlay.card
    editing.speaker.speak("en")
    spoken = editing.editing.context.overlay.card
    assert len(spoken) == len(card)
    assert spoken[0].startswith("Length")
    editing.speaker.speak("zh")
    assert editing.editing.context.overlay.card == card
