"""The history panel: every step with its layers, previews on the map, filters, keys, and ten thousand steps."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.messages import Text
from gui.docks.history import HistoryPanel
from gui.window import MainWindow
from layers.history import Entry, Version
from services.editing import Past
from tests.gui_projects import WAIT_MS, changed, history
from tests.test_gui_packages import corner_moved, mine, names_in, removed, renamed

pytest_plugins = ["tests.gui_fixtures"]

STEPS = 10_000
FRAME_MS = 16


@pytest.fixture
def edited(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window on a project in which a corner was moved, a parcel renamed and one taken away."""
    window = project_window
    mine(window, qtbot, lambda one: corner_moved(one, 1000, 1000, (1100, 1050)))
    mine(window, qtbot, lambda one: renamed(one, 2, "新名"))
    mine(window, qtbot, lambda one: removed(one, 4))
    window.tabs.setCurrentWidget(window.history)
    return window


def in_hand(window: MainWindow, qtbot: QtBot, place: int) -> None:
    """Choose a step with the keys and wait for its preview."""
    panel = window.history
    panel.list.setFocus()
    if panel.list.currentIndex().row() == place:
        qtbot.keyClick(panel.list, Qt.Key.Key_Up if place else Qt.Key.Key_Down)
    while panel.list.currentIndex().row() != place:
        down = panel.list.currentIndex().row() < place
        qtbot.keyClick(panel.list, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: panel.told() is not None and not window.jobs.running, timeout=WAIT_MS)


def test_every_step_says_who_when_which_layers_and_how_many(edited: MainWindow) -> None:
    rows = history(edited)
    assert [row.text for row in rows[:3]] == ["删除", "改名", "移动顶点"]
    assert [(row.what, row.counted) for row in rows[:3]] == [("zoning 1", 1), ("zoning 1", 1), ("zoning 4", 4)]
    assert all("20" in row.second for row in rows[:3])
    panel = edited.history
    assert "zoning" in panel.rows.data(panel.rows.index(0), Qt.ItemDataRole.AccessibleTextRole)


def test_a_step_in_hand_is_previewed_before_dashed_and_after_solid(edited: MainWindow, qtbot: QtBot) -> None:
    in_hand(edited, qtbot, 2)
    change = edited.pointing.change
    assert change is not None
    assert change.before is not None
    assert change.after is not None
    assert change.before.xy.shape == change.after.xy.shape
    assert (change.before.xy + change.before.origin != change.after.xy + change.after.origin).any()
    assert change.lost is None
    in_hand(edited, qtbot, 0)
    gone = edited.pointing.change
    assert gone is not None
    assert gone.after is None
    assert gone.lost is not None
    edited.tabs.setCurrentWidget(edited.findings)
    assert edited.pointing.change is None


def test_a_step_under_the_cursor_is_previewed_while_it_rests_there(edited: MainWindow, qtbot: QtBot) -> None:
    panel = edited.history
    in_hand(edited, qtbot, 0)
    chosen = edited.pointing.change
    view = edited.canvas.view
    place = panel.list.visualRect(panel.rows.index(2)).center()
    qtbot.mouseMove(panel.list.viewport(), place - QPoint(3, 0))
    qtbot.mouseMove(panel.list.viewport(), place)
    qtbot.waitUntil(lambda: edited.pointing.change is not None and edited.pointing.change.after is not None)
    assert panel.list.currentIndex().row() == 0
    assert edited.canvas.view == view
    QApplication.sendEvent(panel.list.viewport(), QEvent(QEvent.Type.Leave))
    assert edited.pointing.change is chosen


def test_enter_and_a_double_click_jump_and_a_click_does_not(edited: MainWindow, qtbot: QtBot) -> None:
    panel = edited.history
    place = panel.list.visualRect(panel.rows.index(2)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not history(edited)[2].here
    in_hand(edited, qtbot, 2)
    changed(edited, qtbot, lambda: qtbot.keyClick(panel.list, Qt.Key.Key_Return))
    assert history(edited)[2].here
    assert sorted(names_in(edited)) == [1, 2, 3, 4]
    place = panel.list.visualRect(panel.rows.index(0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    changed(
        edited,
        qtbot,
        lambda: qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place),
    )
    assert history(edited)[0].here
    assert sorted(names_in(edited)) == [1, 2, 3]


def test_steps_are_shown_by_layer_and_by_planner(edited: MainWindow, qtbot: QtBot) -> None:
    window, panel = edited, edited.history
    changed(window, qtbot, lambda: window.session.desk.remove_layer("ecological_redline"))
    everything = panel.rows.count()
    choice = panel.layer_choice
    choice.setFocus()
    choice.setCurrentIndex(choice.findText("ecological_redline"))
    choice.activated.emit(choice.currentIndex())
    shown = history(window)
    assert 0 < len(shown) < everything
    assert all("ecological_redline" in row.what for row in shown)
    assert shown[0].here
    assert panel.list.currentIndex().row() == 0
    changed(window, qtbot, lambda: mine_renamed(window))
    assert panel.layer_choice.currentText() == "ecological_redline"
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    assert panel.rows.count() == everything + 1
    assert panel.author_choice.count() == 2


def mine_renamed(window: MainWindow) -> None:
    from services import editing

    def work(project, _feedback):
        renamed(project, 1, "又改")
        return editing.last_outcome(project)

    window.session.desk.step("", work)


def long_past() -> Past:
    entries = tuple(
        Entry(
            number, "edit", "2025-03-01T10:00:00+08:00", ("甲", "乙")[number % 2], Text(f"第 {number} 步", "Step"),
            {("zoning", "红线")[number % 5 == 0]: (0, 1, 0)}, True,
        )
        for number in range(1, STEPS + 1)
    )  # fmt: skip
    return Past(entries, (Version("送审", 40, "2025-03-01T10:00:00+08:00", "甲"),), STEPS, entries[-1], None)


def test_ten_thousand_steps_do_not_block_the_window(
    edited: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, past = edited.history, long_past()
    monkeypatch.setattr(type(edited.session.desk), "past", property(lambda _desk: past))
    panel.refresh()
    qtbot.wait(1)
    took = min(timed(panel) for _ in range(5))
    assert panel.rows.count() == STEPS + 1
    assert panel.list.currentIndex().row() == 0
    assert panel.rows.place_of(40) == STEPS - 40
    assert panel.rows.row(STEPS - 40).versions == ("送审",)
    panel.author_choice.setCurrentIndex(panel.author_choice.findText("甲"))
    panel.author_choice.activated.emit(1)
    assert panel.rows.count() == STEPS // 2 + 1
    assert took * 1000 < FRAME_MS
    panel.list.scrollToBottom()
    qtbot.waitUntil(lambda: panel.rows.rowCount() > 400)
    panel.author_choice.setCurrentIndex(0)
    panel.author_choice.activated.emit(0)
    panel._select(3)  # far down: an old step that was in hand stays so
    assert panel.current_row() == panel.rows.row(STEPS - 3)


def timed(panel: HistoryPanel) -> float:
    """Seconds of the window's thread for a step: the list filled anew and painted."""
    started = time.thread_time()
    panel.refresh()
    panel.list.viewport().repaint()
    return time.thread_time() - started


def test_the_words_of_hostile_labels_are_plain(project_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    mine(project_window, qtbot, lambda one: renamed(one, 2, "<b>x</b>"))
    assert project_window.history.title.textFormat() == Qt.TextFormat.PlainText
    assert project_window.history.about.textFormat() == Qt.TextFormat.PlainText


def test_a_step_over_many_layers_leaves_room_for_the_list(project_window: MainWindow) -> None:
    panel = project_window.history
    row = panel.rows.row(0)
    many = "、".join(f"layer_{number}" for number in range(28))
    assert panel._state(replace(row, what=many)).count("layer_") == 10
    assert "18" in panel._state(replace(row, what=many))
    assert panel._state(replace(row, what="road 2")).splitlines()[1] == "road 2"
