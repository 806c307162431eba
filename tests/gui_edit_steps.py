"""What tests of the editing tools do: take a tool in hand, click, type, draw, wait for the preview or the step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.window import MainWindow
from tests.editing_moves import pairing_faults
from tests.gui_projects import changed, undo
from tests.test_gui_editing import LEFT, NONE, WAIT_MS, pixel, shapes, wkb


def take(window: MainWindow, name: str) -> Any:
    """Take a tool in hand as its action does."""
    window.editing.actions[name].trigger()
    return window.canvas.tool


def click(window: MainWindow, qtbot: QtBot, x: float, y: float, held: Qt.KeyboardModifier = NONE) -> None:
    """Click a place given in metres from the town's origin."""
    qtbot.mouseClick(window.canvas, LEFT, held, pixel(window, x, y))


def drawn(window: MainWindow, qtbot: QtBot, *places: tuple[float, float]) -> None:
    """Click places and finish with Enter; wait for the step."""
    for place in places:
        qtbot.mouseMove(window.canvas, pixel(window, *place))
        click(window, qtbot, *place)
    enter(window, qtbot)


def shown(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until the preview is there."""
    qtbot.waitUntil(lambda: window.editing.context.preview is not None, timeout=WAIT_MS)


def enter(window: MainWindow, qtbot: QtBot) -> None:
    """Enter on the map; wait for the step."""
    changed(window, qtbot, lambda: qtbot.keyClick(window.canvas, Qt.Key.Key_Return))


def refused(window: MainWindow, qtbot: QtBot, act: Callable[[], object]) -> str:
    """Do what is refused; its code. Nothing is changed, and what stands in the way is shown."""
    before, past = wkb(window), window.session.desk.past
    with qtbot.waitSignal(window.editing.context.refused, timeout=WAIT_MS) as told:
        act()
    assert (wkb(window), window.session.desk.past) == (before, past)
    assert window.editing.context.overlay.refusal is told.args[0]
    assert window.messages.isVisible()
    code: str = told.args[0].code
    return code


def type_into(tool: Any, qtbot: QtBot, name: str, text: str) -> None:
    """Type into a field of the tool."""
    line = tool.fields.editors[name].line
    line.clear()
    qtbot.keyClicks(line, text)


def select(window: MainWindow, *fids: int) -> None:
    """Select features of the layer in hand."""
    window.session.selection.select(window.editing.context.name, list(fids))


def hint(window: MainWindow) -> str:
    """What the bar says."""
    return window.editing.bar.hint.text()


def selected(window: MainWindow) -> list[int]:
    """What is selected of the layer in hand, the first selected in front."""
    return window.editing.context.selected()


def sizes(window: MainWindow) -> dict[int, float]:
    """Plane areas of the parcels by fid, to the mm²."""
    return {fid: round(shape.area, 6) for fid, shape in shapes(window).items()}


def total(window: MainWindow) -> float:
    """The plane area of all parcels."""
    return sum(sizes(window).values())


def sound(window: MainWindow) -> None:
    """The parcels are a coverage to the bit."""
    now = shapes(window)
    assert pairing_faults(now) == ""
    assert shapely.coverage_is_valid(np.array(list(now.values())))


def undone(window: MainWindow, qtbot: QtBot, before: list[bytes], layer: str = "zoning", steps: int = 1) -> None:
    """As many undos bring every byte back."""
    assert wkb(window, layer) != before
    for _ in range(steps):
        undo(window, qtbot)
    assert wkb(window, layer) == before
