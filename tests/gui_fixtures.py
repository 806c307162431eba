"""A window that shows a small plan and findings about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.language import Speaker
from gui.theme import apply_theme
from gui.window import MainWindow
from maps.fonts import load_fonts
from services import checking
from tests.gui_plan import plan_run, project_run, write_plan


@pytest.fixture
def themed(qapp: QApplication) -> QApplication:
    """The application with font and light theme."""
    apply_theme(qapp, "light", load_fonts())
    return qapp


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """The small plan."""
    return write_plan(tmp_path)


@pytest.fixture
def bare_window(themed: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window without a plan, in Chinese, whose checks answer at once."""
    monkeypatch.setattr(checking, "check", lambda plan, **_rest: plan_run())
    monkeypatch.setattr(checking, "review", lambda plan, **_rest: project_run())
    speaker = Speaker("zh", themed)
    window = MainWindow(speaker)
    window.resize(1200, 800)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()
    speaker.remove()


@pytest.fixture
def window(bare_window: MainWindow, plan_folder: Path, qtbot: QtBot) -> MainWindow:
    """A window on the small plan, checked and painted."""
    with qtbot.waitSignal(bare_window.session.checked, timeout=20_000):
        bare_window.open(plan_folder)
    qtbot.waitUntil(lambda: not bare_window.canvas.picture.painting, timeout=10_000)
    return bare_window
