"""Findings, the budget and the layer tree in the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from checks.finding import Part, Subject
from gui.budget import budget_of
from gui.docks.finding_rows import ROW_ROLE, Row
from gui.docks.layer_tree import FADED_ROLE
from gui.map_layers import MapLayers
from gui.map_notes import map_notes
from gui.part_labels import PartLabels
from gui.parts import plain_tip
from gui.window import MainWindow
from tests.gui_plan import PLACE, a_run, boundary_finding, finding, on_map
from tests.office import ORIGIN

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.


def rows(window: MainWindow) -> list[Row]:
    """The rows of the list."""
    model = window.findings.rows
    return [model.index(number).data(ROW_ROLE) for number in range(model.rowCount())]


def test_findings_are_grouped_by_run_and_state_worst_first_and_what_is_clear_is_folded(window: MainWindow) -> None:
    kinds = [(row.kind, row.state) for row in rows(window)]
    assert kinds == [
        ("section", ""),
        ("state", "uncertain"),
        ("finding", "uncertain"),
        ("state", "not_testable"),
        ("finding", "not_testable"),
        ("state", "clear"),
        ("section", ""),
        ("state", "conflict"),
        ("finding", "conflict"),
    ]


def test_a_state_can_be_hidden_and_a_group_folded(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.findings.chips["clear"], Qt.MouseButton.LeftButton)
    assert "clear" not in {row.state for row in rows(window)}
    head = next(row for row in rows(window) if row.state == "conflict")
    window.findings.rows.fold(head)
    assert [row.kind for row in rows(window) if row.state == "conflict"] == ["state"]


def test_selecting_a_finding_flies_to_its_place_and_keeps_context(window: MainWindow, qtbot: QtBot) -> None:
    window.canvas.pan(5000, 5000)
    conflict = window.session.review.findings[0]
    window.session.select(conflict)
    qtbot.waitUntil(lambda: window.canvas.highlight.place is not None, timeout=5_000)
    qtbot.waitUntil(lambda: inside(window, PLACE.bounds), timeout=5_000)
    view = window.canvas.view
    assert (PLACE.bounds[2] - PLACE.bounds[0]) / view.metres_per_pixel < view.width / 3
    assert window.findings.card.go_to.isVisible()
    words = {label.text() for label in window.findings.card.findChildren(QLabel)}
    assert any("1 600" in word and "超出" in word for word in words)
    assert any("《纲要》" in word for word in words)


def inside(window: MainWindow, bounds: tuple[float, float, float, float]) -> bool:
    """Whether a box is within the picture."""
    west, south, east, north = window.canvas.view.extent
    return west < bounds[0] and south < bounds[1] and east > bounds[2] and north > bounds[3]


def test_the_bad_part_is_marked_on_the_map(window: MainWindow, qtbot: QtBot) -> None:
    window.session.select(window.session.review.findings[0])
    qtbot.waitUntil(lambda: window.canvas.highlight.place is not None, timeout=5_000)
    qtbot.waitUntil(lambda: inside(window, PLACE.bounds), timeout=5_000)
    qtbot.wait(200)
    marked = window.canvas.grab().toImage()
    window.canvas.highlight.clear()
    x, y = (round(value) for value in on_map(window, 2200, 2220))
    assert marked.pixelColor(x, y) != window.canvas.grab().toImage().pixelColor(x, y)


def test_f8_goes_through_the_listed_findings_and_round_again(window: MainWindow, qtbot: QtBot) -> None:
    seen = []
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_F8)
        seen.append(window.session.selected.rule)
    assert seen == ["T-GRN", "T-ECO", "T-NL-07", "T-GRN"]
    qtbot.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert window.session.selected.rule == "T-NL-07"


def test_arrow_keys_in_the_list_select_and_enter_flies(window: MainWindow, qtbot: QtBot) -> None:
    window.commands["to_findings"].trigger()
    for _ in range(window.findings.rows.rowCount()):
        qtbot.keyClick(window.findings.list, Qt.Key.Key_Down)
    assert window.session.selected.rule == "T-NL-07"
    with qtbot.waitSignal(window.findings.go_to_wanted):
        qtbot.keyClick(window.findings.list, Qt.Key.Key_Return)


def test_a_breakdown_is_named_in_words(window: MainWindow) -> None:
    words = PartLabels().label(Part("share", "footprint", 100.0, "%"), "zh")
    assert words == "占比 · 占项目用地"
    assert PartLabels().label(Part("facilities", "drying_pond", 1.0, "count"), "zh") == "设施 · 晾晒池"
    assert PartLabels().label(Part("zone", "城镇集中建设区", 1.0, "km2"), "zh") == "分区 · 城镇集中建设区"


def test_the_reason_of_what_cannot_be_tested_is_shown(window: MainWindow) -> None:
    window.session.select(next(f for f in window.session.run.findings if f.state == "not_testable"))
    assert window.findings.card.remarks.text() == "缺少岸线图层。"
    assert not window.findings.card.go_to.isVisible()


@pytest.mark.parametrize(
    ("used", "state", "token"),
    [(40.0, "clear", "accent"), (52.5, "clear", "uncertain"), (53.5001, "conflict", "conflict")],
)
def test_the_budget_turns_amber_and_red(window: MainWindow, used: float, state: str, token: str) -> None:
    budget = budget_of(window.session.plan, a_run(boundary_finding(used, state=state)))
    assert budget.token == token
    assert budget.rest == pytest.approx(53.5 - used)


def test_the_budget_card_shows_what_remains_in_three_units(window: MainWindow) -> None:
    words = [label.text() for label in window.budget.findChildren(QLabel)]
    assert window.budget.budget.base == 28.83
    assert {"53.40 / 53.5 km²", "0.1000", "10.00", "150.0", "剩余"} <= set(words)


def test_rounding_never_hides_that_the_limit_is_crossed(window: MainWindow) -> None:
    window.session.run = a_run(boundary_finding(53.5001, state="conflict"))
    window.session.checked.emit()
    assert window.budget.figure.text() == "53.5001 / 53.5 km²"
    assert window.budget.rest.text() == "超出"


def test_without_a_measured_boundary_the_card_says_why(window: MainWindow) -> None:
    window.session.run = a_run()
    window.session.checked.emit()
    assert window.budget.budget is None
    assert window.budget.empty.isVisible()
    assert "无法量算" in window.budget.empty.text()


def test_the_layer_tree_is_the_legend(window: MainWindow) -> None:
    tree = window.layers.tree
    groups = [tree.topLevelItem(number).text(0) for number in range(tree.topLevelItemCount())]
    assert groups == ["控制线", "用地", "项目"]
    zoning = tree.topLevelItem(1).child(0)
    classes = [zoning.child(number).text(0) for number in range(zoning.childCount())]
    assert len(classes) == 3
    assert classes[0].startswith("0701")
    assert not zoning.child(0).icon(0).isNull()


def test_alt_down_moves_a_layer_within_its_group(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.layers.tree
    first, second = (tree.topLevelItem(0).child(number).text(0) for number in (0, 1))
    tree.setCurrentItem(tree.topLevelItem(0).child(0))
    with qtbot.waitSignal(window.layers.changed):
        qtbot.keyClick(tree, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [tree.topLevelItem(0).child(number).text(0) for number in (0, 1)] == [second, first]
    assert tree.currentItem().text(0) == first


def test_a_layer_can_be_dragged_within_its_group_only(window: MainWindow) -> None:
    tree = window.layers.tree
    names = [tree.topLevelItem(0).child(number).text(0) for number in (0, 1)]
    for group, row in ((0, 1), (1, 0)):
        tree.setCurrentItem(tree.topLevelItem(0).child(0))
        drop(window, tree.topLevelItem(group).child(row))
        assert [tree.topLevelItem(0).child(number).text(0) for number in (0, 1)] == names[::-1]


def drop(window: MainWindow, target: QTreeWidgetItem) -> None:
    """Drop the current row just below ``target``."""
    tree = window.layers.tree
    box = tree.visualItemRect(target)
    position = QPointF(box.center().x(), box.bottom() - 1)
    # Qt packs the data of the rows into the drag: that must not fail.
    data = tree.mimeData([tree.currentItem()])
    assert data.formats()
    button, key, action = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.MoveAction
    event = QDropEvent(position, action, data, button, key)
    tree.dropEvent(event)


def test_a_finding_without_a_place_of_its_own_shows_its_feature(window: MainWindow, qtbot: QtBot) -> None:
    fid = int(window.session.plan.bound("project_footprints")[0].frame.index[0])
    about = finding("T-NL-01", "conflict", subject=Subject("project_footprints", fid, "甲项目"))
    window.session.review = a_run(about, stage="project")
    window.session.checked.emit()
    window.session.select(about)
    qtbot.waitUntil(lambda: window.canvas.highlight.place is not None, timeout=5_000)
    west, south, *_ = window.canvas.highlight.place.bounds
    assert (west, south) == pytest.approx((ORIGIN[0] + 2100, ORIGIN[1] + 2100))


def test_show_only_this_layer_hides_the_others(window: MainWindow) -> None:
    item = next(item for item in window.session.map_layers if item.layer.role == "zoning")
    menu = window.layers.menu_for(item)
    next(action for action in menu.actions() if action.text() == "只显示此图层").trigger()
    assert [other.layer.role for other in window.session.map_layers if other.visible] == ["zoning"]


def test_illustrative_data_and_attribution_are_told_while_they_are_shown(window: MainWindow) -> None:
    layers: MapLayers = window.session.map_layers
    assert map_notes(layers, "示意") == ["示意", "© OpenStreetMap contributors, ODbL 1.0"]
    for item in layers:
        item.visible = item.layer.role != "zoning"
    assert map_notes(layers, "示意") == []


def test_markup_in_a_file_name_stays_text_in_its_tooltip(window: MainWindow) -> None:
    assert plain_tip("<b>x</b>.shp\n&") == "<qt>&lt;b&gt;x&lt;/b&gt;.shp<br>&amp;</qt>"
    tree = window.layers.tree
    assert tree.topLevelItem(1).child(0).toolTip(0) == plain_tip("规划用地\nzoning.gpkg")


def test_enter_on_a_layer_shows_it_whole(window: MainWindow, qtbot: QtBot) -> None:
    item = next(item for item in window.session.map_layers if item.layer.role == "ecological_redline")
    window.layers.tree.select_layer(item)
    qtbot.keyClick(window.layers.tree, Qt.Key.Key_Return)
    assert inside(window, item.bounds)
    assert (item.bounds[2] - item.bounds[0]) / window.canvas.view.metres_per_pixel > 300


def test_what_is_out_of_scale_is_faded_and_says_why(window: MainWindow) -> None:
    item = next(item for item in window.session.map_layers if item.layer.role == "zoning")
    item.style = replace(item.style, max_denominator=5_000)
    for scale, told in ((4_000, False), (6_000, True)):
        window.canvas.zoom_to_scale(scale)
        sentences = window.layers.sentences(item)
        assert any("1:5 000" in line for line in sentences) == told
        assert window.layers.tree.topLevelItem(1).child(0).data(0, FADED_ROLE) == told
