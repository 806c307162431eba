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
from tests.gui_projects import changed


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
    monkeypatch.setattr(
        checking.Checker, "check", lambda _checker, _plan, **_rest: checking.Checked(plan_run(), project_run())
    )
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


@pytest.fixture
def project_window(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """A window on a project made of the small plan."""
    folder = tmp_path / "projects"
    folder.mkdir()
    changed(window, qtbot, lambda: window.session.make_project(folder / "小城.gpkg"))
    return window


@pytest.fixture
def second_window(themed, qtbot: QtBot, bare_window: MainWindow) -> Iterator[MainWindow]:
    """Another window of the same program."""
    speaker = Speaker("zh", themed)
    window = MainWindow(speaker)
    qtbot.addWidget(window)
    yield window
    window.close()
    speaker.remove()
