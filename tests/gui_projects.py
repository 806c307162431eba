"""What tests do with a window on a project."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.docks.history_rows import HistoryRow
from gui.map_layers import MapLayer
from gui.window import MainWindow

WAIT_MS = 20_000
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def changed(window: MainWindow, qtbot: QtBot, act: Callable[[], object]) -> None:
    """Do something and wait until it is drawn and checked."""
    with qtbot.waitSignal(window.session.checked, timeout=WAIT_MS):
        act()
    qtbot.waitUntil(lambda: not window.session.busy_checking, timeout=WAIT_MS)


def undo(window: MainWindow, qtbot: QtBot) -> None:
    """Ctrl+Z."""
    changed(window, qtbot, lambda: qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL))


def names(window: MainWindow) -> list[str]:
    """The layers on the map."""
    return sorted(item.layer.name for item in window.session.map_layers)


def item_of(window: MainWindow, name: str) -> MapLayer:
    """A layer on the map."""
    return next(item for item in window.session.map_layers if item.layer.name == name)


def history(window: MainWindow) -> list[HistoryRow]:
    """The rows of the history tab."""
    return window.history.rows.rows()
