"""The window as a whole: opening, speaking, refusing, ending."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.feedback import Feedback
from gui.window import MainWindow
from tests.office import square, write

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.


def visible_words(window: QWidget) -> dict[str, str]:
    """The words of every visible label and button that has some, by a stable key."""
    found = {}
    for number, widget in enumerate(window.findChildren(QWidget)):
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisibleTo(window) and widget.text().strip():
            found[f"{number} {type(widget).__name__} {widget.objectName()}"] = widget.text()
    return found


def test_a_plan_opens_with_its_name_its_layers_and_its_findings(window: MainWindow) -> None:
    assert "小城规划" in window.windowTitle()
    assert len(window.session.map_layers) == 4
    assert all(item.display is not None for item in window.session.map_layers)
    assert window.findings.chips["conflict"].text() == "冲突 1"
    assert window.findings.chips["clear"].text() == "符合 2"


def test_switching_the_language_changes_every_word_that_has_two(window: MainWindow, qtbot: QtBot) -> None:
    chinese = visible_words(window)
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    english = visible_words(window)
    window.switch_language()
    assert chinese == visible_words(window)
    same = {text for key, text in chinese.items() if english.get(key) == text}
    spoken = {text for text in same if any("\u4e00" <= letter <= "\u9fff" for letter in text)}
    assert spoken <= {"小城规划", "中 / EN"}
    assert "Check" in english.values()
    assert "检查" in chinese.values()


def test_without_a_plan_every_panel_says_what_it_is_for(bare_window: MainWindow) -> None:
    for panel in (bare_window.layers, bare_window.findings, bare_window.attributes):
        assert panel.empty.purpose.text().endswith("。")
        assert panel.empty.step.text().endswith("。")
        assert panel.empty.isVisibleTo(panel)


def test_a_missing_folder_is_told_in_words_and_the_old_plan_stays(window: MainWindow, qtbot: QtBot) -> None:
    old = window.session.plan
    with qtbot.waitSignal(window.jobs.refused, timeout=10_000):
        window.open(Path("/no/such/folder"))
    assert window.messages.isVisible()
    assert "。" in window.messages.text.text()
    assert window.messages.text.textFormat() == Qt.TextFormat.PlainText
    assert window.session.plan is old
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.messages.isVisible()


def test_a_plan_without_coordinate_systems_opens_and_says_what_is_missing(
    bare_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    write(tmp_path / "ecological_redline.shp", [square(0, 0, 100)], name=["x"])
    (tmp_path / "ecological_redline.prj").unlink()
    with qtbot.waitSignal(bare_window.session.checked, timeout=20_000):
        bare_window.open(tmp_path)
    assert "坐标系不明" in bare_window.messages.text.text()
    assert bare_window.status.crs.text() == "坐标系不明"
    assert bare_window.canvas.view is None


def test_our_own_mistake_is_told_and_logged_and_the_window_lives(
    bare_window: MainWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_feedback: Feedback) -> None:
        raise KeyError("ours")

    with qtbot.waitSignal(bare_window.jobs.broke, timeout=5_000):
        bare_window.jobs.submit("x", broken, lambda _answer: None)
    assert "KeyError" in bare_window.messages.text.text()
    assert "ours" in caplog.text
    assert not bare_window.jobs.running


def test_a_long_job_shows_in_the_status_row_and_can_be_cancelled(bare_window: MainWindow, qtbot: QtBot) -> None:
    lost: list[bool] = []

    def long(feedback: Feedback) -> None:
        while True:
            feedback.report(0.5)
            feedback.check()
            time.sleep(0.01)

    bare_window.jobs.submit("量算", long, lambda _answer: None, lost=lambda: lost.append(True))
    assert not bare_window.status.doing.isVisible()
    qtbot.waitUntil(bare_window.status.doing.isVisible, timeout=3_000)
    assert "量算" in bare_window.status.doing.text()
    qtbot.mouseClick(bare_window.status.cancel, Qt.MouseButton.LeftButton)
    assert not bare_window.status.doing.isVisible()
    assert lost == [True]


def test_closing_during_work_ends_the_threads(bare_window: MainWindow, qtbot: QtBot) -> None:
    started = threading.Event()

    def work(feedback: Feedback) -> None:
        started.set()
        while True:
            feedback.check()
            time.sleep(0.005)

    bare_window.jobs.submit("x", work, lambda _answer: None)
    qtbot.waitUntil(started.is_set, timeout=5_000)
    bare_window.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("lantu")]


def test_late_answers_of_an_old_plan_are_dropped(window: MainWindow, plan_folder: Path, qtbot: QtBot) -> None:
    opened: list[bool] = []
    window.session.opened.connect(lambda: opened.append(True))
    window.open(plan_folder)
    with qtbot.waitSignal(window.session.checked, timeout=20_000):
        window.open(plan_folder)
    assert opened == [True]


def test_every_action_has_words_and_is_reached_by_key_or_menu(bare_window: MainWindow) -> None:
    in_menu = {action.objectName() for action in bare_window.top_row.menu.actions()}
    for language in ("zh", "en"):
        bare_window.speaker.speak(language)
        for action in bare_window.commands:
            assert action.text(), action.objectName()
            assert action.toolTip(), action.objectName()
            assert action.statusTip(), action.objectName()
            assert action.shortcuts() or action.objectName() in in_menu


def test_dialogs_open_in_both_languages(window: MainWindow, qtbot: QtBot) -> None:
    for language in ("en", "zh"):
        window.speaker.speak(language)
        window.print_sheet()
        window.show_shortcuts()
        assert window.sheet_dialog is not None
        assert window.sheet_dialog.isVisible()
        assert not window.sheet_dialog.isModal()
        listed = {label.text() for label in window.shortcuts_dialog.findChildren(QLabel)}
        assert {"Del", "Shift+X", "N", "T  Shift+T"} <= listed  # the keys of editing too
        dialog = window.files.plan_folder(Path("/"), lambda _path: None)
        words = {label.text() for label in dialog.findChildren(QLabel)}
        assert ("查找范围：" in words) == (language == "zh")
        dialog.close()
        window.sheet_dialog.close()


def test_f5_checks_again(window: MainWindow, qtbot: QtBot) -> None:
    before = window.session.run
    with qtbot.waitSignal(window.session.checked, timeout=10_000):
        qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.session.run is not before


def test_the_window_takes_the_colours_of_another_theme(window: MainWindow, themed, qtbot: QtBot) -> None:
    from gui.theme import apply_theme, load_theme
    from maps.fonts import load_fonts

    apply_theme(themed, "dark", load_fonts())
    window.retheme()
    qtbot.waitUntil(lambda: not window.canvas.picture.painting, timeout=10_000)
    corner = window.canvas.grab().toImage().pixelColor(2, 2)
    assert corner.name().upper() == load_theme("dark").colours["map_ground"]
    apply_theme(themed, "light", load_fonts())
