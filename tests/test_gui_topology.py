"""Topology errors as a planner works through them: listed, shown, mended, ignored, and followed."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.topology.rows import TopologyRows
from gui.window import MainWindow
from layers.store.blob import encoded
from layers.topology.finding import Finding
from layers.topology.listing import Entry
from services import editing
from services.topology import Asked
from services.topology_desk import Head, Listing
from tests.gui_projects import SHIFT, WAIT_MS, changed, history, undo
from tests.office import ORIGIN, square, write
from tests.projects import change

pytest_plugins = ["tests.gui_fixtures"]

LEFT = Qt.MouseButton.LeftButton
TABLE = "zoning"


def at(*xy: tuple[float, float]) -> shapely.Polygon:
    """A polygon through points in metres from the test town's origin."""
    return shapely.Polygon([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in xy])


def town() -> list[shapely.Polygon]:
    """Six parcels of 100 m: the second bulges into the third, the fifth leaves a gap, the first has a spike."""
    spike = at((0, 0), (100, 0), (100, 100), (0, 100), (0, 50.02), (-30, 50.01), (0, 50))
    bulge = at((100, 0), (200, 0), (205, 50), (200, 100), (100, 100))
    dent = at((100, 100), (200, 100), (195, 150), (200, 200), (100, 200))
    return [spike, bulge, square(200, 0, 100), square(0, 100, 100), dent, square(200, 100, 100)]


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """The town, within a planning area that is a little larger."""
    folder = tmp_path / "plan"
    folder.mkdir()
    write(folder / "zoning.gpkg", town(), parcel_no=list("ABCDEF"), class_code=["0701"] * 6)
    area = shapely.box(ORIGIN[0] - 50, ORIGIN[1], ORIGIN[0] + 300, ORIGIN[1] + 200)
    write(folder / "planning_area.gpkg", [area], name=["范围"])
    (folder / "plan.toml").write_text('name = "小城规划"\n', encoding="utf-8")
    return folder


def forward(window: MainWindow, qtbot: QtBot) -> None:
    """Shortcuts need the window to be the active one."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)


def checked(window: MainWindow, qtbot: QtBot) -> None:
    """F10, then a click on the button; the first finding comes into hand and its fixes are tried."""
    forward(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F10)
    panel = window.topology.work.panel
    assert window.topology.is_shown
    qtbot.waitUntil(panel.check_button.isVisible, timeout=WAIT_MS)
    with qtbot.waitSignal(panel.chosen, timeout=WAIT_MS):
        qtbot.mouseClick(panel.check_button, LEFT)
    settled(window, qtbot)


def settled(window: MainWindow, qtbot: QtBot) -> None:
    """Nothing is under way any more."""
    qtbot.waitUntil(lambda: not window.jobs.running and not window.topology.work.hand.soon.isActive(), timeout=WAIT_MS)


def states(window: MainWindow) -> dict[str, str]:
    """State by kind, of what is listed."""
    listing = window.topology.work.panel.rows.listing
    assert listing is not None
    return {row.finding.kind: row.state for row in listing.rows if isinstance(row, Entry)}


def in_hand(window: MainWindow) -> str | None:
    entry = window.topology.work.panel.current()
    return entry.finding.kind if entry is not None else None


def take(window: MainWindow, qtbot: QtBot, kind: str) -> None:
    """A click on the row of a kind."""
    panel = window.topology.work.panel
    row = next(row for row in range(panel.rows.rowCount())
               if (entry := panel.rows.entry_at(row)) is not None and entry.finding.kind == kind)  # fmt: skip
    index = panel.rows.index(row)
    panel.list.scrollTo(index)
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=panel.list.visualRect(index).center())
    settled(window, qtbot)
    assert in_hand(window) == kind


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(window.topology.work.panel.list, key)


def applied(window: MainWindow, qtbot: QtBot) -> None:
    """Enter, and what follows from it."""
    changed(window, qtbot, lambda: press(window, qtbot, Qt.Key.Key_Return))
    settled(window, qtbot)


def moved(window: MainWindow, qtbot: QtBot, fid: int, shape: shapely.Polygon) -> None:
    """An edit from elsewhere in the window."""

    def work(project, _feedback) -> editing.Outcome:
        (content,) = encoded(np.array([shape]), project.schema(TABLE).srs_id)
        project.commit(change(project, fid, {project.schema(TABLE).geometry: content}, TABLE))
        return editing.last_outcome(project)

    changed(window, qtbot, lambda: window.session.desk.step("edit", work))
    settled(window, qtbot)


def test_planted_errors_are_listed_by_kind_and_the_map_goes_to_the_first(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    checked(window, qtbot)
    panel = window.topology.work.panel
    assert panel.layers.currentData() == TABLE
    assert states(window) == {"spike": "open", "overlap": "open", "gap": "open"}
    heads = [panel.rows.data(panel.rows.index(row)) for row in range(panel.rows.rowCount())
             if panel.rows.entry_at(row) is None]  # fmt: skip
    assert heads == ["尖刺 · 待处理 1", "重叠 · 待处理 1", "缝隙 · 待处理 1"]
    assert in_hand(window) == "spike"
    assert window.canvas.highlight.place is not None
    qtbot.waitUntil(lambda: window.canvas.view.metres_per_pixel < 1, timeout=WAIT_MS)
    west, south, east, north = window.canvas.view.extent
    assert west < ORIGIN[0] - 15 < east
    assert south < ORIGIN[1] + 50 < north
    assert "原路折回" in panel.card.about.text()


def test_keys_alone_go_through_the_list_choose_preview_and_mend_and_undo_brings_back(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    checked(window, qtbot)
    card = window.topology.work.panel.card
    press(window, qtbot, Qt.Key.Key_Right)
    settled(window, qtbot)
    assert in_hand(window) == "overlap"
    assert len(card.offers) >= 3
    before = window.topology.work.hand.preview.paths
    assert before is not None
    assert before.lost is not None
    press(window, qtbot, Qt.Key.Key_3)
    assert card.current() is card.offers[2]
    assert window.topology.work.hand.preview.paths is not None
    assert window.topology.work.hand.preview.paths is not before
    applied(window, qtbot)
    assert in_hand(window) == "gap"
    assert window.topology.work.hand.preview.paths is not None
    assert states(window) == {"spike": "open", "gap": "open"}
    assert history(window)[0].text.startswith("拓扑（重叠）：")
    qtbot.mouseClick(window.topology.work.panel.chips["clear"], LEFT)
    settled(window, qtbot)
    assert states(window) == {"spike": "open", "overlap": "fixed", "gap": "open"}
    undo(window, qtbot)
    settled(window, qtbot)
    assert states(window) == {"spike": "open", "overlap": "come_back", "gap": "open"}
    changed(window, qtbot, lambda: qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | SHIFT))
    settled(window, qtbot)
    assert states(window)["overlap"] == "fixed"


def test_f8_steps_through_the_errors_while_the_panel_is_in_front(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    checked(window, qtbot)
    seen = []
    for key, modifier in ((Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier),) * 3 + ((Qt.Key.Key_F8, SHIFT),):
        qtbot.keyClick(window, key, modifier)
        seen.append(in_hand(window))
    assert seen == ["overlap", "gap", "spike", "gap"]


def test_the_mouse_alone_mends_the_last_one_and_the_panel_says_that_nothing_is_left(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    checked(window, qtbot)
    panel = window.topology.work.panel
    for kind in ("gap", "spike", "overlap"):
        take(window, qtbot, kind)
        changed(window, qtbot, lambda: qtbot.mouseClick(panel.card.mend_button, LEFT))
        settled(window, qtbot)
    assert states(window) == {}
    assert panel.empty.isVisible()
    assert not panel.mend_all_button.isVisible()
    assert window.topology.work.hand.preview.paths is None
    assert window.messages.isVisible()


def test_everything_that_needs_no_decision_is_one_step(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    checked(window, qtbot)
    steps = len(history(window))
    panel = window.topology.work.panel
    changed(window, qtbot, lambda: qtbot.mouseClick(panel.mend_all_button, LEFT))
    settled(window, qtbot)
    assert states(window) == {"overlap": "open", "gap": "open"}
    assert len(history(window)) == steps + 1
    assert history(window)[0].text == "修正 1 处拓扑问题"
    undo(window, qtbot)
    settled(window, qtbot)
    assert states(window)["spike"] == "come_back"
    for kind in ("overlap", "gap"):
        take(window, qtbot, kind)
        applied(window, qtbot)
    changed(window, qtbot, lambda: qtbot.mouseClick(panel.mend_all_button, LEFT))
    settled(window, qtbot)
    assert states(window) == {}


def test_ignoring_asks_for_reason_and_name_and_ends_when_the_geometry_changes(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    checked(window, qtbot)
    card = window.topology.work.panel.card
    take(window, qtbot, "overlap")
    steps = len(history(window))
    press(window, qtbot, Qt.Key.Key_I)
    assert card.form.reason.hasFocus()
    card.form.name.clear()
    qtbot.keyClick(card.form.reason, Qt.Key.Key_Return)
    assert all(problem.isVisible() for problem in card.form._problems)
    assert len(history(window)) == steps
    qtbot.keyClicks(card.form.reason, "as agreed")
    qtbot.keyClicks(card.form.name, "Zhang San")
    changed(window, qtbot, lambda: qtbot.keyClick(card.form.name, Qt.Key.Key_Return))
    settled(window, qtbot)
    assert states(window)["overlap"] == "ignored"
    assert in_hand(window) == "gap"
    assert history(window)[0].text == "忽略拓扑问题：zoning"
    take(window, qtbot, "overlap")
    assert "as agreed" in card.left.text()
    assert "Zhang San" in card.left.text()
    moved(window, qtbot, 3, at((200, 0), (300, 0), (300, 100), (250, 101), (200, 100)))
    assert states(window)["overlap"] == "open"
    undo(window, qtbot)
    settled(window, qtbot)
    assert states(window)["overlap"] == "ignored"
    undo(window, qtbot)
    settled(window, qtbot)
    assert states(window)["overlap"] == "open"


def test_what_is_ignored_stays_so_when_the_project_is_opened_again_and_can_be_taken_up(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    checked(window, qtbot)
    take(window, qtbot, "gap")
    card = window.topology.work.panel.card
    qtbot.mouseClick(card.ignore_button, LEFT)
    assert card.form.name.text()  # the author of the project
    qtbot.keyClicks(card.form.reason, "a lane")
    changed(window, qtbot, lambda: qtbot.mouseClick(card.form.keep_button, LEFT))
    settled(window, qtbot)
    with qtbot.waitSignal(window.session.checked, timeout=WAIT_MS):
        window.open(window.session.path)
    settled(window, qtbot)
    assert window.topology.work.panel.rows.listing is None
    checked(window, qtbot)
    assert states(window)["gap"] == "ignored"
    take(window, qtbot, "gap")
    assert not card.mend_button.isVisible() or card.offers
    changed(window, qtbot, lambda: qtbot.mouseClick(card.heed_button, LEFT))
    settled(window, qtbot)
    assert states(window)["gap"] == "open"


def test_escape_gives_up_ignoring(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    checked(window, qtbot)
    press(window, qtbot, Qt.Key.Key_I)
    assert window.topology.work.panel.card.form.isVisible()
    window.messages.hide()
    qtbot.keyClick(window.topology.work.panel.card.form.reason, Qt.Key.Key_Escape)
    assert not window.topology.work.panel.card.form.isVisible()
    assert states(window)["spike"] == "open"


def test_a_plan_of_files_is_listed_and_shown_but_says_what_mending_takes(window: MainWindow, qtbot: QtBot) -> None:
    checked(window, qtbot)
    assert states(window) == {"spike": "open", "overlap": "open", "gap": "open"}
    panel = window.topology.work.panel
    assert panel.card.offers
    assert window.topology.work.hand.preview.paths is not None
    assert panel.card.project_button.isVisible()
    assert not panel.card.mend_button.isVisible()
    assert panel.card.told.text()
    asked: list[bool] = []
    window.files.project_file = lambda *_rest: asked.append(True)
    qtbot.mouseClick(panel.card.project_button, LEFT)
    assert asked == [True]
    press(window, qtbot, Qt.Key.Key_Return)
    settled(window, qtbot)
    assert states(window)["spike"] == "open"


def test_a_layer_that_goes_takes_its_list_with_it_and_undo_lists_it_anew(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    checked(window, qtbot)
    changed(window, qtbot, lambda: window.session.desk.remove_layer(TABLE))
    settled(window, qtbot)
    panel = window.topology.work.panel
    assert panel.rows.listing is None
    assert panel.layers.findData(TABLE) < 0
    undo(window, qtbot)
    settled(window, qtbot)
    assert panel.layers.findData(TABLE) >= 0


def test_what_is_checked_is_chosen_kept_with_the_project_and_undone(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    forward(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F10)
    panel = window.topology.work.panel
    qtbot.mouseClick(panel.asking_button, LEFT)
    field = panel.form.fields["largest_gap_m2"]
    panel.form.ticks["spike"].setFocus()
    qtbot.keyClick(panel.form.ticks["spike"], Qt.Key.Key_Space)
    qtbot.keyClicks(field, "many")
    qtbot.mouseClick(panel.check_button, LEFT)
    assert panel.form._problems["largest_gap_m2"].isVisible()
    assert panel.rows.listing is None
    field.clear()
    qtbot.keyClicks(field, "100")
    panel.form.parent_choice.setCurrentIndex(panel.form.parent_choice.findData("planning_area"))
    changed(window, qtbot, lambda: qtbot.mouseClick(panel.check_button, LEFT))
    settled(window, qtbot)
    assert not panel.form.isVisible()
    assert "spike" not in states(window)
    gaps = [row.finding for row in panel.rows.listing.rows if isinstance(row, Entry) and row.finding.kind == "gap"]
    assert [one.hint for one in gaps] == []  # those there are are larger
    with qtbot.waitSignal(window.session.checked, timeout=WAIT_MS):
        window.open(window.session.path)
    settled(window, qtbot)
    asked = panel.form.asked()
    assert asked is not None
    assert "spike" not in asked.kinds
    assert asked.measures == {"largest_gap_m2": 100.0}
    assert asked.parent == "planning_area"


def test_a_hundred_thousand_findings_are_listed_without_a_word_for_what_is_not_seen(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    words = TopologyRows.data
    monkeypatch.setattr(
        TopologyRows, "data", lambda self, index, role=0: (made.append(index.row()), words(self, index, role))[1]
    )
    entries = [Entry(Finding("sliver", (fid,), shapely.Point(fid, 0))) for fid in range(100_000)]
    rows = (Head("sliver", {"open": len(entries)}), *entries)
    keys = ("", *(entry.finding.key for entry in entries))
    window.topology.show()
    window.topology.work.panel.show_layers({"zoning": "zoning"}, "zoning")
    window.topology.work.panel.show_listing(Listing("zoning", rows, keys, {"open": len(entries)}, Asked()))
    QApplication.processEvents()
    window.topology.work.panel.list.scrollToBottom()
    QApplication.processEvents()
    assert window.topology.work.panel.rows.rowCount() == 100_001
    assert 100_000 in made
    assert len(set(made)) < 200


def test_an_edit_made_while_the_check_runs_is_followed(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    forward(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F10)
    gate = threading.Event()
    window.topology.work.ask("", lambda _desk, _feedback: gate.wait(20), lambda _done: None)
    with qtbot.waitSignal(window.session.changed, timeout=WAIT_MS):  # what is checked is kept with the project
        window.topology.work.panel.form.ticks["sliver"].setChecked(False)
        qtbot.mouseClick(window.topology.work.panel.check_button, LEFT)
    assert window.topology.work.panel.cancel_button.isVisible()

    def work(project, _feedback) -> editing.Outcome:
        (content,) = encoded(np.array([square(100, 0, 100)]), project.schema(TABLE).srs_id)
        project.commit(change(project, 2, {project.schema(TABLE).geometry: content}, TABLE))
        return editing.last_outcome(project)

    changed(window, qtbot, lambda: window.session.desk.step("edit", work))
    gate.set()
    settled(window, qtbot)
    assert states(window) == {"spike": "open", "gap": "open"}


def test_giving_up_a_check_leaves_the_list_as_it_was(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    checked(window, qtbot)
    before = window.topology.work.panel.rows.listing
    gate = threading.Event()
    window.topology.work.ask("", lambda _desk, _feedback: gate.wait(20), lambda _done: None)
    qtbot.mouseClick(window.topology.work.panel.check_button, LEFT)
    qtbot.mouseClick(window.topology.work.panel.cancel_button, LEFT)
    gate.set()
    settled(window, qtbot)
    assert window.topology.work.panel.rows.listing is before
    assert window.topology.work.panel.check_button.isVisible()


def test_all_layers_are_checked_at_once_and_each_keeps_its_list(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    forward(window, qtbot)
    qtbot.keyClick(window, Qt.Key.Key_F10)
    panel = window.topology.work.panel
    with qtbot.waitSignal(panel.chosen, timeout=WAIT_MS):
        qtbot.mouseClick(panel.check_all_button, LEFT)
    settled(window, qtbot)
    assert states(window) == {"spike": "open", "overlap": "open", "gap": "open"}
    texts = [panel.layers.itemText(row) for row in range(panel.layers.count())]
    assert sorted(text.rpartition(" ")[2] for text in texts) == ["(0)", "(3)"]
    panel.layers.setFocus()
    qtbot.keyClick(panel.layers, Qt.Key.Key_Down if panel.layers.currentIndex() == 0 else Qt.Key.Key_Up)
    settled(window, qtbot)
    assert panel.layers.currentData() == "planning_area"
    assert states(window) == {}


def test_folding_a_kind_hides_its_findings(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    checked(window, qtbot)
    panel = window.topology.work.panel
    head = panel.rows.index(0)
    qtbot.mouseClick(panel.list.viewport(), LEFT, pos=panel.list.visualRect(head).center())
    settled(window, qtbot)
    assert set(states(window)) == {"overlap", "gap"}
    assert panel.rows.rowCount() == 5
