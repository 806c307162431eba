"""Map, table and charts as a planner uses them: what is selected in one is selected in all."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.charts.figures import pairs
from gui.charts.panel import ChartsPanel
from gui.charts.scatter import ScatterChart
from gui.selection import Selection
from gui.table.panel import TablePanel
from gui.window import MainWindow
from tests.gui_plan import on_map
from tests.gui_projects import CONTROL, SHIFT, WAIT_MS, changed, undo
from tests.office import ORIGIN

pytest_plugins = ["tests.gui_fixtures"]


def selected(window: MainWindow, layer: str = "zoning") -> list[int]:
    return window.session.selection.fids(layer).tolist()


def waits_for(qtbot: QtBot, window: MainWindow, fids: list[int], layer: str = "zoning") -> None:
    qtbot.waitUntil(lambda: selected(window, layer) == fids, timeout=WAIT_MS)


@pytest.fixture
def table(window: MainWindow, qtbot: QtBot) -> TablePanel:
    """The table on the four parcels, opened with F6."""
    return opened_table(window, qtbot)


def opened_table(window: MainWindow, qtbot: QtBot) -> TablePanel:
    qtbot.keyClick(window, Qt.Key.Key_F6)
    panel = window.linked.table
    panel.show_layer("zoning")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 4, timeout=WAIT_MS)
    return panel


def cell(panel: TablePanel, row: int, field: str) -> str:
    return panel.model.text(row, field)


def click(qtbot: QtBot, panel: TablePanel, row: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, modifier, place(panel, row, 0))


def place(panel: TablePanel, row: int, column: int) -> QPoint:
    index = panel.model.index(row, column)
    panel.view.scrollTo(index)
    return panel.view.visualRect(index).center()


def drag(qtbot: QtBot, window: MainWindow, *places: tuple[float, float], keys=Qt.KeyboardModifier.NoModifier) -> None:
    """Drag over the map from place to place, in metres from the test town's origin."""
    canvas, left = window.canvas, Qt.MouseButton.LeftButton
    points = [QPoint(*(round(one) for one in on_map(window, *at))) for at in places]
    qtbot.mousePress(canvas, left, keys, points[0])
    for start, end in pairwise(points):
        for part in range(1, 6):
            qtbot.mouseMove(canvas, start + (end - start) * part / 5)
    qtbot.mouseRelease(canvas, left, keys, points[-1])


# Selection


def test_a_selection_adds_takes_away_and_toggles(qtbot: QtBot) -> None:
    selection = Selection()
    told: list[str] = []
    selection.changed.connect(told.append)
    selection.select("a", [3, 1, 3])
    selection.select("a", [2], "add")
    selection.select("a", [1, 9], "toggle")
    selection.select("a", [9], "remove")
    assert selection.fids("a").tolist() == [2, 3]
    selection.select("a", [3], "add")
    assert told == ["a"] * 4
    selection.select("b", [1])
    assert (selection.layers(), len(selection)) == (("b",), 1)
    selection.clear()
    assert not selection


def test_a_selection_cannot_be_changed_behind_its_back() -> None:
    selection = Selection()
    selection.select("a", [1])
    with pytest.raises(ValueError, match="read-only"):
        selection.fids("a")[0] = 2


# Map


def test_a_click_on_the_map_selects_in_table_and_attributes(
    window: MainWindow, table: TablePanel, qtbot: QtBot
) -> None:
    position = QPoint(*(round(one) for one in on_map(window, 500, 1500)))
    qtbot.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=position)
    waits_for(qtbot, window, [2])
    assert table.model.selected_rows().tolist() == [1]
    hit = window.attributes.current_hit()
    assert hit is not None
    assert hit.fid == 2


def test_a_box_to_the_right_takes_what_is_inside_and_to_the_left_what_it_touches(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.layers.tree.setFocus()
    window.commands["select_box"].trigger()
    drag(qtbot, window, (-200, -100), (1500, 2400))
    qtbot.waitUntil(lambda: bool(selected(window)), timeout=WAIT_MS)
    assert selected(window) == [1, 2]
    drag(qtbot, window, (1500, 2400), (-200, -100))
    waits_for(qtbot, window, [1, 2, 3, 4])
    drag(qtbot, window, (-200, -100), (1500, 1400), keys=CONTROL)
    waits_for(qtbot, window, [2, 3, 4])


def test_a_lasso_takes_what_it_touches(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["select_lasso"].trigger()
    drag(qtbot, window, (200, 200), (700, 200), (400, 700))
    waits_for(qtbot, window, [1])
    window.commands["select_box"].trigger()
    drag(qtbot, window, (200, 1200), (700, 1200), (400, 1700), keys=Qt.KeyboardModifier.AltModifier)
    waits_for(qtbot, window, [2])


def test_the_outline_shows_while_one_drags(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["select_box"].trigger()
    outline = window.canvas.tool.outline
    qtbot.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.mouseMove(window.canvas, QPoint(200, 200))
    assert outline.isVisible()
    assert not outline.grab().isNull()
    qtbot.mouseRelease(window.canvas, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert not outline.isVisible()


def test_escape_selects_nothing(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    window.messages.hide()
    click(qtbot, table, 0)
    assert selected(window)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.session.selection
    assert window.status.selected.text() == ""


def test_the_status_bar_says_how_much_is_selected_by_both_definitions(
    window: MainWindow, table: TablePanel, qtbot: QtBot
) -> None:
    table.view.pick_all()
    qtbot.waitUntil(lambda: "ha" in window.status.selected.text(), timeout=WAIT_MS)
    text = window.status.selected.text()
    assert "400.0000 ha" in text
    assert text.count("ha") == 2
    assert text.startswith("已选 4 个")


def test_features_are_selected_by_attribute_and_by_location(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["select_by"].trigger()
    dialog = window.linked.select_dialog
    dialog.layer.setCurrentIndex(dialog.layer.findData("zoning"))
    dialog.query.field.setCurrentIndex(dialog.query.field.findData("class_code"))
    dialog.query.first.setText("0701")
    qtbot.mouseClick(dialog.select_button, Qt.MouseButton.LeftButton)
    waits_for(qtbot, window, [1, 2])
    dialog.ways.setCurrentIndex(1)
    dialog.other.setCurrentIndex(dialog.other.findData("development_boundary"))
    dialog.relation.setCurrentIndex(dialog.relation.findData("within"))
    qtbot.mouseClick(dialog.select_button, Qt.MouseButton.LeftButton)
    waits_for(qtbot, window, [1, 2, 3, 4])
    assert "4" in dialog.told.text()


# Table


def test_f6_opens_the_table_and_folds_it_away(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    assert table.isVisible()
    assert table.view.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert not window.linked.bottom.isVisible()


def test_columns_speak_the_planners_words_and_name_the_files_field(table: TablePanel) -> None:
    model = table.model
    section = model.fields.index("class_code") + 1
    role = Qt.ItemDataRole
    assert model.headerData(section, Qt.Orientation.Horizontal) == "用地代码"
    assert "class_code" in model.headerData(section, Qt.Orientation.Horizontal, role.ToolTipRole)
    assert cell(table, 0, "name") == "<b>bold</b> & <img src=x>"


def test_rows_are_picked_as_in_any_list(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    click(qtbot, table, 0)
    click(qtbot, table, 2, SHIFT)
    assert selected(window) == [1, 2, 3]
    click(qtbot, table, 1, CONTROL)
    assert selected(window) == [1, 3]
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert selected(window) == [3]
    qtbot.keyClick(table.view, Qt.Key.Key_Down, SHIFT)
    assert selected(window) == [3, 4] or selected(window) == [2, 3, 4]
    qtbot.keyClick(table.view, Qt.Key.Key_Space)
    assert 4 not in selected(window)
    qtbot.keyClick(table.view, Qt.Key.Key_A, CONTROL)
    assert selected(window) == [1, 2, 3, 4]


def test_selecting_elsewhere_shows_the_attributes(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    window.session.selection.select("zoning", [3])
    qtbot.waitUntil(lambda: window.attributes.current_hit() is not None, timeout=WAIT_MS)
    assert window.attributes.current_hit().fid == 3
    assert table.view.currentIndex().row() == 2


def test_the_table_is_searched_filtered_and_sorted(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    table.search.setText("号地块")
    qtbot.waitUntil(lambda: table.model.rowCount() == 3, timeout=WAIT_MS)
    table.query.field.setCurrentIndex(table.query.field.findData("class_code"))
    qtbot.keyClicks(table.query.first, "1401")
    qtbot.waitUntil(lambda: table.model.rowCount() == 1, timeout=WAIT_MS)
    assert cell(table, 0, "name") == "三号地块"
    qtbot.mouseClick(table.select_button, Qt.MouseButton.LeftButton)
    assert selected(window) == [3]
    table.search.clear()
    table.query.clear()
    table.arrange()
    table.view.sort_wanted.emit("parcel_no")
    table.view.sort_wanted.emit("parcel_no")
    assert [cell(table, row, "parcel_no") for row in range(4)] == ["A-4", "A-3", "A-2", "A-1"]
    table.scope_choice.setCurrentIndex(1)
    assert [cell(table, row, "parcel_no") for row in range(table.model.rowCount())] == ["A-3"]


def test_the_rows_in_view_follow_the_map(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    table.scope_choice.setCurrentIndex(2)
    west, south = ORIGIN[0] + 100, ORIGIN[1] + 100
    window.canvas.zoom_to((west, south, west + 50, south + 50))
    qtbot.waitUntil(lambda: table.model.rowCount() == 1, timeout=WAIT_MS)
    assert cell(table, 0, "parcel_no") == "A-1"


def test_rows_are_copied_with_headings(table: TablePanel, qtbot: QtBot) -> None:
    click(qtbot, table, 1)
    qtbot.keyClick(table.view, Qt.Key.Key_C, CONTROL)
    lines = QApplication.clipboard().text().split("\r\n")
    assert lines[0].startswith("#\t")
    assert "用地代码" in lines[0]
    assert lines[1].split("\t")[0] == "2"
    assert "0701" in lines[1]


def test_enter_goes_to_the_feature_on_the_map(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    click(qtbot, table, 3)
    before = window.canvas.view
    qtbot.keyClick(table.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.canvas.view != before, timeout=WAIT_MS)
    assert window.canvas.highlight.place is not None


def test_the_table_says_everything_in_the_other_language(window: MainWindow, table: TablePanel) -> None:
    window.speaker.speak("en")
    section = table.model.fields.index("class_code") + 1
    assert table.model.headerData(section, Qt.Orientation.Horizontal) == "Land-use code"
    assert "rows" in table.counts.text()


# Editing


def test_a_folder_is_not_edited_but_told_how(window: MainWindow, table: TablePanel, qtbot: QtBot) -> None:
    click(qtbot, table, 0)
    qtbot.mouseClick(table.fill_button, Qt.MouseButton.LeftButton)
    assert table.acting.fill_dialog is None
    assert window.messages.isVisible()


def edit(qtbot: QtBot, panel: TablePanel, row: int, field: str, text: str) -> QLineEdit:
    column = panel.model.fields.index(field) + 1
    panel.view.setCurrentIndex(panel.model.index(row, column))
    qtbot.keyClick(panel.view, Qt.Key.Key_F2)
    editor = panel.view.viewport().findChild(QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, text)
    return editor


def test_a_cell_is_edited_in_its_place_and_undone(project_window: MainWindow, qtbot: QtBot) -> None:
    panel = opened_table(project_window, qtbot)
    project_window.session.selection.select("zoning", [2])
    editor = edit(qtbot, panel, 1, "class_code", "1402")
    changed(project_window, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert cell(panel, 1, "class_code") == "1402"
    assert selected(project_window) == [2]
    assert panel.view.currentIndex().row() == 1
    undo(project_window, qtbot)
    assert cell(panel, 1, "class_code") == "0701"


def test_what_does_not_fit_is_said_beside_the_cell(project_window: MainWindow, qtbot: QtBot) -> None:
    panel = opened_table(project_window, qtbot)
    editor = edit(qtbot, panel, 1, "class_code", "9999")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    bubble = panel.view.viewport().findChild(type(panel.delegate._bubble), "cellProblem")
    assert bubble.isVisible()
    assert "9999" in bubble.text()
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not bubble.isVisible()
    assert cell(panel, 1, "class_code") == "0701"


def test_a_field_is_filled_for_the_selected_rows_in_one_step(project_window: MainWindow, qtbot: QtBot) -> None:
    panel = opened_table(project_window, qtbot)
    project_window.session.selection.select("zoning", [1, 4])
    qtbot.mouseClick(panel.fill_button, Qt.MouseButton.LeftButton)
    dialog = panel.acting.fill_dialog
    dialog.field.setCurrentIndex(dialog.field.findData("remark"))
    dialog.source.setCurrentIndex(dialog.source.findData("class_name"))
    assert dialog.column.currentData() == "class_code"
    changed(project_window, qtbot, lambda: qtbot.mouseClick(dialog.fill_button, Qt.MouseButton.LeftButton))
    assert [cell(panel, row, "remark") for row in range(4)] == ["城镇住宅用地", "own field", "own field", "商业用地"]
    changed(project_window, qtbot, project_window.projects.undo)
    assert [cell(panel, row, "remark") for row in range(4)] == ["own field"] * 4


def test_a_filling_that_does_not_fit_is_said_in_the_dialog(project_window: MainWindow, qtbot: QtBot) -> None:
    panel = opened_table(project_window, qtbot)
    qtbot.mouseClick(panel.fill_button, Qt.MouseButton.LeftButton)
    dialog = panel.acting.fill_dialog
    dialog.field.setCurrentIndex(dialog.field.findData("class_code"))
    qtbot.keyClicks(dialog.line, "none")
    qtbot.mouseClick(dialog.fill_button, Qt.MouseButton.LeftButton)
    assert dialog.problem.isVisible()
    assert dialog.isVisible()


# Charts


@pytest.fixture
def charts(window: MainWindow, qtbot: QtBot) -> ChartsPanel:
    """The charts on the four parcels, by area."""
    qtbot.keyClick(window, Qt.Key.Key_F6, SHIFT)
    panel = window.linked.charts
    panel.show_layer("zoning")
    qtbot.waitUntil(lambda: len(panel.bars.bars) == 3, timeout=WAIT_MS)
    return panel


def test_a_bar_selects_its_class_everywhere(window: MainWindow, charts: ChartsPanel, qtbot: QtBot) -> None:
    bars = charts.bars
    assert next(bar.key for bar in bars.bars) == "0701"
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.bar_area(0).center().toPoint())
    assert selected(window) == [1, 2]
    qtbot.keyClick(bars, Qt.Key.Key_End)
    qtbot.keyClick(bars, Qt.Key.Key_Space, SHIFT)
    assert len(selected(window)) == 3
    first, last = (bars.bar_area(number).center().toPoint() for number in (0, 2))
    qtbot.mousePress(bars, Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(bars, last)
    qtbot.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=last)
    assert selected(window) == [1, 2, 3, 4]


def test_the_chart_states_its_area_definition_and_total(charts: ChartsPanel) -> None:
    assert "椭球面积" in charts.note.text()
    assert "399.9" in charts.note.text()


def test_a_chart_without_numbers_says_what_to_do(window: MainWindow, charts: ChartsPanel, qtbot: QtBot) -> None:
    charts.kind_choice.setCurrentIndex(2)
    qtbot.waitUntil(charts.empty.isVisible, timeout=WAIT_MS)
    assert charts.empty.step.text()


def test_points_are_picked_by_a_drag(window: MainWindow, qtbot: QtBot) -> None:
    chart = ScatterChart()
    qtbot.addWidget(chart)
    chart.resize(400, 300)
    chart.show()
    chart.show_pairs(pairs(np.array([0.0, 5.0, 10.0]), np.array([0.0, 5.0, 10.0])), ("x", "y"))
    picked: list[list[int]] = []
    chart.picked.connect(lambda rows, _adds: picked.append(rows.tolist()))
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.place_of(1).toPoint())
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(390, 10))
    qtbot.mouseMove(chart, chart.place_of(1).toPoint())
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=chart.place_of(1).toPoint() - QPoint(3, -3))
    assert picked == [[1], [1, 2]]
    assert not chart.grab().isNull()
