"""Printing from the window."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.errors import AppError
from core.messages import Text
from gui.dialogs.sheets import SheetDialog
from gui.window import MainWindow
from services import handover

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.


@pytest.fixture
def dialog(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> SheetDialog:
    """The open dialog, writing into the test's folder."""
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert window.sheet_dialog is not None
    window.sheet_dialog.file.setText(str(tmp_path / "图.pdf"))
    return window.sheet_dialog


def test_a_sheet_is_printed_with_the_paper_and_scale_chosen(
    window: MainWindow, dialog: SheetDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}

    def printed(_plan: object, sheet: str, out: Path, **rest: object) -> SimpleNamespace:
        asked.update(rest, sheet=sheet)
        return SimpleNamespace(path=out, paper="A2", scale_text="1:25 000")

    monkeypatch.setattr(handover, "print_sheet", printed, raising=False)
    dialog.paper.setCurrentText("A2")
    dialog.scale.setEditText("1:2.5万")
    with qtbot.waitSignal(dialog.printed, timeout=10_000):
        qtbot.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert asked == {"sheet": "zoning", "paper": "A2", "scale": 25_000}
    assert not dialog.isVisible()
    assert "1:25 000" in window.messages.text.text()
    assert window.messages.action.isVisible()


def test_a_wrong_scale_is_told_beside_its_field_and_nothing_is_printed(dialog: SheetDialog, window: MainWindow) -> None:
    dialog.scale.setEditText("很大")
    dialog.print()
    assert dialog.wrong_scale.isVisible()
    assert not dialog.wrong_file.isVisible()
    assert not window.jobs.running


def test_a_file_that_cannot_be_written_is_told_beside_its_field(
    dialog: SheetDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object, **_rest: object) -> None:
        raise AppError("output.unwritable", Text("文件写不进去。", "The file cannot be written."))

    monkeypatch.setattr(handover, "print_sheet", refused, raising=False)
    dialog.print()
    qtbot.waitUntil(dialog.wrong_file.isVisible, timeout=10_000)
    assert dialog.wrong_file.text() == "文件写不进去。"
    assert dialog.isVisible()
    assert dialog.print_button.isEnabled()


def test_without_a_plan_there_is_nothing_to_print(bare_window: MainWindow) -> None:
    bare_window.print_sheet()
    assert bare_window.sheet_dialog is None
    assert "请先打开规划" in bare_window.messages.text.text()
