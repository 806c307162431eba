"""A planner's walk through editing, by mouse and keyboard alone: draw, snap, split, merge, move a shared corner, undo,
redo, mend three errors of the topology list.

Offscreen the events come from QTest. With ``LANTU_WALK_FOLDER`` set, on an X server (``QT_QPA_PLATFORM=xcb``), they are
made by ``xdotool`` on the server itself, and every step leaves a screenshot in that folder.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.language import Speaker
from gui.window import MainWindow
from layers.topology.listing import Entry
from tests.editing_moves import pairing_faults
from tests.gui_plan import on_map
from tests.gui_projects import history, item_of
from tests.office import ORIGIN, square, write
from tests.test_gui_topology import at

pytest_plugins = ["tests.gui_fixtures"]

FOLDER = os.environ.get("LANTU_WALK_FOLDER")
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
WAIT_MS = 30_000
KEYS = {"Return": "Return", "Ctrl": "ctrl", "Shift": "shift"}


class Hands:
    """Mouse and keyboard. What they do goes to the widget under the cursor and the one with the focus."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot
        self.real = FOLDER is not None
        self.taken = 0
        self._at: tuple[QWidget, QPoint] = (window.canvas, QPoint(5, 5))

    def move(self, widget: QWidget, place: QPoint) -> None:
        """The cursor goes to a place of a widget."""
        self._at = (widget, place)
        if self.real:
            there = widget.mapToGlobal(place)
            self._xdotool("mousemove", "--sync", str(there.x()), str(there.y()))
        else:
            self.qtbot.mouseMove(widget, place)

    def press(self) -> None:
        """The left button goes down."""
        self._button("mousedown", QTest.mousePress)

    def release(self) -> None:
        """The left button comes up."""
        self._button("mouseup", QTest.mouseRelease)

    def click(self, widget: QWidget, place: QPoint) -> None:
        """There and a click."""
        self.move(widget, place)
        self.press()
        self.release()

    def key(self, keys: str) -> None:
        """A key, or several at once: ``N``, ``Ctrl+Z``."""
        if self.real:
            names = [KEYS.get(name, name if name.startswith("F") and len(name) > 1 else name.lower())
                     for name in keys.split("+")]  # fmt: skip
            self._xdotool("key", "+".join(names))
            return
        sequence = QKeySequence(keys)[0]
        target = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(target, sequence.key(), sequence.keyboardModifiers())

    def wait(self, what: Callable[[], object]) -> None:
        """Until something is so."""
        self.qtbot.waitUntil(lambda: bool(what()), timeout=WAIT_MS)

    def shot(self, name: str) -> None:
        """A screenshot, where a folder is given."""
        if FOLDER is None:
            return
        self.taken += 1
        self.wait(lambda: not self.window.canvas.picture.painting)
        QTest.qWait(250)
        path = Path(FOLDER) / f"{self.taken:02d}-{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        screen = self.window.screen()
        assert screen is not None
        assert screen.grabWindow(0).save(str(path))

    def _button(self, name: str, send: Callable[..., None]) -> None:
        if self.real:
            self._xdotool(name, "1")
        else:
            send(self._at[0], LEFT, NONE, self._at[1])

    def _xdotool(self, *words: str) -> None:
        """The window must go on meanwhile: it is the one that the events are for."""
        running = subprocess.Popen(["xdotool", *words])
        until = time.monotonic() + 10
        while running.poll() is None:
            QTest.qWait(5)
            assert time.monotonic() < until, words
        assert running.returncode == 0, words
        QTest.qWait(30)


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """Nine parcels, three of them with an error: a spike, an overlap, a gap."""
    folder = tmp_path / "plan"
    folder.mkdir()
    spike = at((0, 0), (100, 0), (100, 100), (0, 100), (0, 50.02), (-30, 50.01), (0, 50))
    bulge = at((100, 0), (200, 0), (205, 50), (200, 100), (100, 100))
    dent = at((100, 100), (200, 100), (195, 150), (200, 200), (100, 200))
    upper = [square(x, 200, 100) for x in (0, 100, 200)]
    parcels = [spike, bulge, square(200, 0, 100), square(0, 100, 100), dent, square(200, 100, 100), *upper]
    write(folder / "zoning.gpkg", parcels, parcel_no=list("ABCDEFGHI"), class_code=["0701", "1401", "0901"] * 3)
    area = shapely.box(ORIGIN[0] - 50, ORIGIN[1], ORIGIN[0] + 350, ORIGIN[1] + 400)
    write(folder / "planning_area.gpkg", [area], name=["范围"], kind=["core"])
    write(folder / "development_boundary.gpkg", [square(0, 0, 300), square(0, 0, 200)], year=[2025, 2020])
    (folder / "plan.toml").write_text('name = "小城规划"\n', encoding="utf-8")
    return folder


@pytest.fixture
def walked(themed: QApplication, qtbot: QtBot, plan_folder: Path, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on a project of the town, truly checked."""
    speaker = Speaker("zh", themed)
    window = MainWindow(speaker)
    window.resize(1360, 860)
    qtbot.addWidget(window)
    window.move(0, 0)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    window.open(plan_folder)
    qtbot.waitUntil(lambda: window.session.is_checked, timeout=WAIT_MS)
    window.session.make_project(tmp_path / "小城.gpkg")
    qtbot.waitUntil(lambda: window.session.desk.is_project and window.session.is_checked, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=WAIT_MS)
    yield window
    window.close()
    speaker.remove()


def pixel(window: MainWindow, x: float, y: float) -> QPoint:
    """Where a place, in metres from the origin of the test town, is on the canvas."""
    left, top = on_map(window, x, y)
    return QPoint(round(left), round(top))


def shapes(window: MainWindow) -> dict[int, Any]:
    """The parcels as the window knows them."""
    frame = item_of(window, "zoning").layer.frame
    return dict(zip(frame.index.tolist(), frame.geometry, strict=True))


def with_corner(window: MainWindow, x: float, y: float) -> set[int]:
    """Parcels that have a vertex at a place, to the bit."""
    place = (ORIGIN[0] + x, ORIGIN[1] + y)
    return {fid for fid, shape in shapes(window).items() if place in set(map(tuple, shapely.get_coordinates(shape)))}


def test_a_walk_through_editing(walked: MainWindow, qtbot: QtBot) -> None:
    hands = Hands(walked, qtbot)
    begin(walked, hands)
    draw_and_snap(walked, hands)
    split_and_merge(walked, hands)
    move_a_shared_corner(walked, hands)
    take_back_and_bring_again(walked, hands)
    mend_three_errors(walked, hands)
    assert len(history(walked)) == 8
    assert walked.session.desk.read_only() is None


def begin(window: MainWindow, hands: Hands) -> None:
    """E, and the parcels are in hand."""
    window.canvas.zoom_to((ORIGIN[0] - 60, ORIGIN[1] - 40, ORIGIN[0] + 360, ORIGIN[1] + 420))
    hands.wait(lambda: not window.canvas.picture.painting)
    hands.click(window.canvas, pixel(window, -55, -30))  # on free land: the map has the keys now
    hands.key("E")
    context = window.editing.context
    hands.wait(lambda: context.ready and context.snapping.index is not None and not window.jobs.running)
    assert context.name == "zoning"
    assert context.coverage
    hands.shot("editing-begun")


def done(window: MainWindow, hands: Hands, act: Callable[[], None]) -> None:
    """Do something and wait until the project, the map and the findings have it."""
    position = window.session.desk.past.position
    act()
    hands.wait(lambda: window.session.desk.past.position != position)
    hands.wait(lambda: window.session.is_checked and not window.jobs.running and not window.editing.live.working)


def draw_and_snap(window: MainWindow, hands: Hands) -> None:
    """A parcel over the others: two of its corners are snapped to theirs, though the mouse is beside them."""
    hands.key("D")
    count = len(shapes(window))
    for (x, y), beside in (((0, 300), (3, -3)), ((100, 300), (-3, -3)), ((100, 360), (0, 0)), ((0, 360), (0, 0))):
        hands.move(window.canvas, pixel(window, x, y) + QPoint(*beside))
        if beside != (0, 0):
            hands.wait(lambda: window.editing.context.overlay.snap is not None)
            snap = window.editing.context.overlay.snap
            assert snap is not None
            assert snap.kind == "vertex"
            assert snap.place == (ORIGIN[0] + x, ORIGIN[1] + y)
            hands.shot("snapped")
        hands.press()
        hands.release()
    hands.wait(lambda: window.editing.context.preview is not None)
    hands.wait(lambda: not window.editing.live.working)
    hands.shot("drawing")
    done(window, hands, lambda: hands.key("Return"))
    assert len(shapes(window)) == count + 1
    assert {7, 10} <= with_corner(window, 0, 300)
    assert {7, 8, 10} <= with_corner(window, 100, 300)
    hands.shot("drawn")


def split_and_merge(window: MainWindow, hands: Hands) -> None:
    """A line across the new parcel, then its two halves are one again."""
    before = shapes(window)[10]
    hands.key("X")
    for place in ((50, 380), (50, 290)):
        hands.click(window.canvas, pixel(window, *place))
    hands.wait(lambda: window.editing.context.preview is not None)
    hands.shot("splitting")
    done(window, hands, lambda: hands.key("Return"))
    halves = window.editing.context.selected()
    assert len(halves) == 2
    assert abs(sum(shapes(window)[fid].area for fid in halves) - before.area) < 1e-6
    hands.shot("split")
    hands.key("J")
    hands.wait(lambda: window.editing.context.preview is not None)
    hands.shot("merging")
    done(window, hands, lambda: hands.key("Return"))
    assert abs(shapes(window)[halves[0]].area - before.area) < 1e-6
    assert len(shapes(window)) == 10
    hands.shot("merged")


def move_a_shared_corner(window: MainWindow, hands: Hands) -> None:
    """Four parcels meet there and all of them follow; what it does to the rules is said before the mouse is let go."""
    hands.key("N")
    sharing = with_corner(window, 100, 200)
    assert len(sharing) == 4
    window.session.selection.clear()
    start, end = pixel(window, 100, 200), pixel(window, 122, 226)
    hands.move(window.canvas, start)
    hands.press()
    for step in range(1, 9):
        hands.move(window.canvas, start + (end - start) * (step / 8))
    hands.wait(lambda: window.editing.live.live is not None and not window.editing.live.working)
    assert window.editing.live.card.isVisible()
    preview = window.editing.context.preview
    assert set(preview.changed) == sharing
    hands.shot("dragging-a-shared-corner")
    done(window, hands, hands.release)
    assert with_corner(window, 100, 200) == set()
    moved = shapes(window)
    assert all(shapely.equals_exact(moved[fid], preview.changed[fid]) for fid in sharing)
    hands.shot("corner-moved")


def take_back_and_bring_again(window: MainWindow, hands: Hands) -> None:
    """Ctrl+Z and Ctrl+Y, to the bit."""
    moved = {fid: shape.wkb for fid, shape in shapes(window).items()}
    done(window, hands, lambda: hands.key("Ctrl+Z"))
    assert len(with_corner(window, 100, 200)) == 4
    hands.shot("undone")
    done(window, hands, lambda: hands.key("Ctrl+Y"))
    assert {fid: shape.wkb for fid, shape in shapes(window).items()} == moved
    hands.shot("redone")


def mend_three_errors(window: MainWindow, hands: Hands) -> None:
    """F10, a click on the button, then Enter three times."""
    hands.key("F10")
    panel = window.topology.work.panel
    settled = lambda: not window.jobs.running and not window.topology.work.hand.soon.isActive()  # noqa: E731
    hands.wait(lambda: panel.check_button.isVisible() and settled())
    hands.click(panel.check_button, panel.check_button.rect().center())
    hands.wait(lambda: open_errors(window) and settled())
    kinds = open_errors(window)
    assert {"spike", "overlap", "gap"} <= set(kinds)
    panel.list.setFocus()
    for left in range(len(kinds), len(kinds) - 3, -1):
        hands.wait(lambda: panel.card.current() is not None and settled())
        hands.shot(f"error-{panel.current().finding.kind}")
        done(window, hands, lambda: hands.key("Return"))
        hands.wait(lambda left=left: len(open_errors(window)) == left - 1 and settled())
    hands.shot("three-errors-mended")
    assert not {"spike", "overlap", "gap"} & set(open_errors(window))
    assert pairing_faults(shapes(window)) == ""


def open_errors(window: MainWindow) -> list[str]:
    """Kinds of what is still to be mended."""
    listing = window.topology.work.panel.rows.listing
    rows = listing.rows if listing is not None else ()
    return [row.finding.kind for row in rows if isinstance(row, Entry) and row.state in ("open", "come_back")]
