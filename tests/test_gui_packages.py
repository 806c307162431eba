"""Two planners apart: changes exported from one window, merged in another, conflicts decided on the map."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from core.messages import Text
from gui.packages.merge_dialog import MergeDialog
from gui.window import MainWindow
from layers.changes import ChangeSet, deleted, updated
from layers.editing import vertices
from layers.editing.changing import as_changes
from layers.editing.surroundings import RowsAround
from layers.project import Project
from services import editing, shaping
from tests.gui_projects import CONTROL, SHIFT, WAIT_MS, changed, history, undo
from tests.office import ORIGIN

pytest_plugins = ["tests.gui_fixtures"]

Act = Callable[[Project], object]
VERSION = "送审"
LEFT = Qt.MouseButton.LeftButton


def renamed(one: Project, fid: int, name: str) -> None:
    before = one.rows("zoning", [fid])[fid]
    one.commit(ChangeSet((updated("zoning", {fid: (before, {**before, "name": name})}),), Text("改名", "Rename")))


def corner_moved(one: Project, x: float, y: float, to: tuple[float, float]) -> None:
    near = RowsAround(one.file.connection, "zoning", one.schema("zoning"))
    moves = {(ORIGIN[0] + x, ORIGIN[1] + y): (ORIGIN[0] + to[0], ORIGIN[1] + to[1])}
    one.commit(as_changes(one, "zoning", vertices.move_vertices(near, moves), Text("移动顶点", "Move a vertex")))


def removed(one: Project, fid: int) -> None:
    one.commit(ChangeSet((deleted("zoning", one.rows("zoning", [fid])),), Text("删除", "Remove")))


@pytest.fixture
def versioned(project_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window on a project with a version from which others start."""
    changed(project_window, qtbot, lambda: project_window.session.desk.set_version(VERSION, lambda _outcome: None))
    return project_window


def apart(window: MainWindow, qtbot: QtBot, act: Act, author: str = "乙", version: str = VERSION) -> Path:
    """The package of what another planner did to a copy."""
    here = window.session.path
    assert here is not None
    copy = here.with_name(f"{author}.gpkg")
    window.projects.save_copy_as(copy)
    qtbot.waitUntil(lambda: copy.exists() and not window.jobs.running, timeout=WAIT_MS)
    file = here.with_name(f"{author}.lantuchanges")
    with Project.open(copy, author=author) as one:
        act(one)
        shaping.export_changes(one, version, file)
    return file


def mine(window: MainWindow, qtbot: QtBot, act: Act) -> None:
    """A step in the window's own project."""

    def work(project: Project, _feedback: object):
        act(project)
        return editing.last_outcome(project)

    changed(window, qtbot, lambda: window.session.desk.step("", work))


def merging(window: MainWindow, qtbot: QtBot, file: Path) -> MergeDialog:
    window.packages.look_into(file)
    qtbot.waitUntil(lambda: window.packages.merge_dialog is not None, timeout=WAIT_MS)
    dialog = window.packages.merge_dialog
    assert dialog is not None
    if dialog.rows.rowCount():
        qtbot.waitUntil(lambda: dialog.sides is not None, timeout=WAIT_MS)
    return dialog


def undone(window: MainWindow, qtbot: QtBot) -> None:
    """Ctrl+Z in the window, which the dialogs have left to themselves."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    undo(window, qtbot)


def names_in(window: MainWindow) -> dict[int, str]:
    present = window.session.desk.present
    assert present is not None
    return present.layers["zoning"].frame["name"].to_dict()


def test_changes_go_from_one_window_into_a_file_and_say_what_is_in_it(versioned: MainWindow, qtbot: QtBot) -> None:
    window = versioned
    mine(window, qtbot, lambda one: renamed(one, 2, "甲的"))
    qtbot.keyClick(window, Qt.Key.Key_E, CONTROL | SHIFT)
    dialog = window.packages.export_dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.write_button.isEnabled, timeout=WAIT_MS)
    assert "zoning：修改 1" in dialog.told.text()
    assert dialog.version.currentText() == VERSION
    dialog.author.setText("")
    dialog.ask_file()
    assert dialog.problem.isVisible()
    dialog.author.setText("甲")
    folder = window.session.path.parent  # type: ignore[union-attr]
    with qtbot.waitSignal(dialog.exported, timeout=WAIT_MS):
        dialog.write(folder / "甲")
    with Project.open(folder / "小城.gpkg", author="") as looked:
        package, found = shaping.merge_package(looked, folder / "甲.lantuchanges")
    assert (package.author, package.version, found.already) == ("甲", VERSION, 1)
    assert "甲.lantuchanges" in window.messages.text.text()
    assert not dialog.isVisible()
    window.packages.export()
    assert window.packages.export_dialog is not dialog
    mine(window, qtbot, lambda one: renamed(one, 3, "又改"))  # the first dialog is gone and is not asked
    again = window.packages.export_dialog
    assert again is not None
    qtbot.waitUntil(lambda: "zoning：修改 2" in again.told.text(), timeout=WAIT_MS)
    assert again.author.text() == "甲"


def test_what_does_not_touch_is_merged_without_a_question_as_one_step(versioned: MainWindow, qtbot: QtBot) -> None:
    window = versioned

    def theirs(one: Project) -> None:
        renamed(one, 2, "乙的")
        renamed(one, 3, "也是乙的")

    file = apart(window, qtbot, theirs)
    mine(window, qtbot, lambda one: renamed(one, 4, "甲的"))
    dialog = merging(window, qtbot, file)
    assert dialog.rows.rowCount() == 0
    assert not dialog.list.isVisible()
    steps = len(history(window))
    changed(window, qtbot, lambda: qtbot.mouseClick(dialog.merge_button, LEFT))
    assert names_in(window) | {1: ""} == {1: "", 2: "乙的", 3: "也是乙的", 4: "甲的"}
    assert len(history(window)) == steps + 1
    assert "乙" in history(window)[0].text
    assert window.packages.merge_dialog is None
    assert window.packages.result is None
    undone(window, qtbot)
    assert names_in(window)[2] == "二号地块"
    assert names_in(window)[4] == "甲的"


def test_merging_the_same_package_again_says_that_it_is_here_already(versioned: MainWindow, qtbot: QtBot) -> None:
    file = apart(versioned, qtbot, lambda one: renamed(one, 2, "乙的"))
    dialog = merging(versioned, qtbot, file)
    changed(versioned, qtbot, dialog.merge)
    versioned.packages.look_into(file)
    qtbot.waitUntil(lambda: file.name in versioned.messages.text.text(), timeout=WAIT_MS)
    assert versioned.packages.merge_dialog is None


def conflicts(window: MainWindow, qtbot: QtBot) -> MergeDialog:
    """Three features that both changed: a clash of names, another value of the same one, one taken away."""

    def theirs(one: Project) -> None:
        renamed(one, 2, "乙的")
        corner_moved(one, 2000, 0, (2100, -60))
        removed(one, 4)

    file = apart(window, qtbot, theirs)

    def ours(one: Project) -> None:
        renamed(one, 2, "甲的")
        renamed(one, 3, "甲的二")
        renamed(one, 4, "甲的三")

    mine(window, qtbot, ours)
    return merging(window, qtbot, file)


def test_conflicts_are_side_by_side_in_words_and_on_the_map(versioned: MainWindow, qtbot: QtBot) -> None:
    dialog = conflicts(versioned, qtbot)
    assert [one.key for one in dialog.rows.conflicts()] == [2, 3, 4]
    assert [one.clashes for one in dialog.rows.conflicts()] == [True, False, True]
    table = dialog.table
    texts = {
        table.item(row, 0).text(): [table.item(row, c).text() for c in (1, 2, 3)] for row in range(table.rowCount())
    }
    assert ["二号地块", "甲的", "乙的"] in texts.values()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    overlay = versioned.packages.overlay
    assert overlay is not None

    def differs() -> bool:
        paths = overlay.paths
        return bool(paths and paths.theirs and paths.ours and paths.theirs.bounds != paths.ours.bounds)

    qtbot.waitUntil(differs, timeout=WAIT_MS)
    blank, drawn = (QImage(versioned.canvas.size(), QImage.Format.Format_RGB32) for _ in range(2))
    for image in (blank, drawn):
        image.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    overlay.draw(painter, versioned.canvas.view)  # type: ignore[arg-type]
    painter.end()
    assert drawn != blank
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert overlay.paths is None


def test_each_conflict_is_decided_by_keys_and_the_rest_is_kept_only_after_it_was_said(
    versioned: MainWindow, qtbot: QtBot
) -> None:
    window = versioned
    dialog = conflicts(window, qtbot)
    qtbot.keyClick(dialog.list, Qt.Key.Key_T)
    assert dialog.list.currentIndex().row() == 1
    qtbot.keyClick(dialog.list, Qt.Key.Key_T)
    assert dialog.rows.choices == {("zoning", 2): "theirs", ("zoning", 3): "theirs"}
    steps = len(history(window))
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.told.isVisible()
    assert len(history(window)) == steps
    changed(window, qtbot, lambda: qtbot.keyClick(dialog.list, Qt.Key.Key_Return))
    assert names_in(window) | {1: ""} == {1: "", 2: "乙的", 3: "甲的二", 4: "甲的三"}
    result = window.packages.result
    assert result is not None
    assert [one.key for one in result.taken.kept] == [4]
    kept = window.session.path.with_name("未采用.lantuchanges")  # type: ignore[union-attr]
    window.packages.save_kept(kept)
    qtbot.waitUntil(kept.exists, timeout=WAIT_MS)
    again = merging(window, qtbot, kept)
    assert [one.key for one in again.rows.conflicts()] == [4]
    undone(window, qtbot)
    assert names_in(window)[2] == "甲的"


def test_all_are_decided_at_once_and_what_was_decided_survives_a_step_beside(
    versioned: MainWindow, qtbot: QtBot
) -> None:
    window = versioned
    dialog = conflicts(window, qtbot)
    qtbot.mouseClick(dialog.harmless, LEFT)
    assert dialog.rows.choices == {("zoning", 3): "theirs"}
    qtbot.mouseClick(dialog.all_mine, LEFT)
    assert set(dialog.rows.choices.values()) == {"ours"}
    qtbot.mouseClick(dialog.open_button, LEFT)
    assert dialog.rows.undecided() == 1
    mine(window, qtbot, lambda one: renamed(one, 1, "别处"))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=WAIT_MS)
    assert dialog.rows.undecided() == 1
    qtbot.mouseClick(dialog.all_theirs, LEFT)
    changed(window, qtbot, dialog.merge)
    assert sorted(names_in(window)) == [1, 2, 3]
    assert names_in(window)[1] == "别处"


def test_a_border_moved_on_one_side_only_is_told_with_its_place(versioned: MainWindow, qtbot: QtBot) -> None:
    window = versioned
    # Both neighbours of the corner changed there; here one of them was renamed, and mine is kept.
    file = apart(window, qtbot, lambda one: corner_moved(one, 1000, 1000, (1150, 1040)))
    mine(window, qtbot, lambda one: renamed(one, 1, "甲的"))
    dialog = merging(window, qtbot, file)
    assert [one.key for one in dialog.rows.conflicts()] == [1]
    qtbot.keyClick(dialog.list, Qt.Key.Key_M)
    changed(window, qtbot, dialog.merge)
    result = window.packages.result
    assert result is not None
    kinds = {fault.finding.kind for fault in result.taken.faults}
    assert kinds & {"overlap", "gap"}
    assert all(fault.table == "zoning" for fault in result.taken.faults)
    assert result.list.count() == len(result.taken.faults)
    qtbot.waitUntil(lambda: window.canvas.highlight.place is not None, timeout=WAIT_MS)
    undone(window, qtbot)
    window.packages.close_all()
    assert not result.isVisible()


def test_taking_both_sides_of_a_moved_border_tells_of_no_fault(versioned: MainWindow, qtbot: QtBot) -> None:
    file = apart(versioned, qtbot, lambda one: corner_moved(one, 1000, 1000, (1150, 1040)))
    dialog = merging(versioned, qtbot, file)
    changed(versioned, qtbot, dialog.merge)
    assert versioned.packages.result is None
    shapes = versioned.session.desk.present.layers["zoning"].frame.geometry.to_numpy()  # type: ignore[union-attr]
    assert shapely.coverage_is_valid(shapes)


def test_a_package_without_a_version_known_here_is_compared_by_values(versioned: MainWindow, qtbot: QtBot) -> None:
    def theirs(one: Project) -> None:
        one.history.set_version("乙的版本")
        renamed(one, 2, "乙的")
        renamed(one, 3, "乙的")

    file = apart(versioned, qtbot, theirs, version="乙的版本")
    mine(versioned, qtbot, lambda one: renamed(one, 3, "甲的"))
    dialog = merging(versioned, qtbot, file)
    assert not dialog.incoming.known
    assert [(one.key, one.reason) for one in dialog.rows.conflicts()] == [(3, "differs")]
    assert dialog.incoming.taken == 1


def test_a_plan_of_files_and_a_read_only_project_say_why_not(
    window: MainWindow, second_window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for name in ("export_changes", "merge_changes"):
        window.messages.hide()
        window.commands[name].trigger()
        assert window.messages.text.isVisible()
        assert window.packages.export_dialog is None
    folder = tmp_path / "projects"
    folder.mkdir()
    changed(window, qtbot, lambda: window.session.make_project(folder / "小城.gpkg"))
    second_window.show()
    changed(second_window, qtbot, lambda: second_window.open(folder / "小城.gpkg"))
    second_window.messages.hide()
    second_window.packages.look_into(folder / "x.lantuchanges")
    assert "项目已被打开" in second_window.messages.text.text()
    second_window.packages.export()
    assert second_window.packages.export_dialog is not None


@pytest.mark.parametrize("kind", ["nothing", "sqlite", "bomb", "half letter", "stranger"])
def test_hostile_files_are_refused_with_a_sentence_and_change_nothing(
    versioned: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    window = versioned
    file = tmp_path / "bad.lantuchanges"
    head = '{"schema":1,"author":"乙","version":"送审","made":"","left_out":[],"steps":[]}'
    rows = {
        "bomb": b" " * (1 << 26),
        "half letter": b'["row","zoning",1,{"name":"a"},{"name":"\\ud800"}]\n',
        "stranger": '["row","<b>别的图层</b>",1,null,{"name":"a"}]\n'.encode(),
    }
    if kind == "nothing":
        file.write_bytes(b"")
    elif kind == "sqlite":
        file.write_bytes(window.session.path.read_bytes())  # type: ignore[union-attr]
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("package.json", head)
            archive.writestr("rows.jsonl", rows[kind])
    steps = len(history(window))
    with qtbot.waitSignal(window.jobs.refused, timeout=WAIT_MS):
        window.packages.look_into(file)
    assert "bad.lantuchanges" in window.messages.text.text()
    assert window.messages.text.textFormat() == Qt.TextFormat.PlainText
    assert window.packages.merge_dialog is None
    assert len(history(window)) == steps


def test_the_map_can_be_moved_while_conflicts_are_decided(versioned: MainWindow, qtbot: QtBot) -> None:
    dialog = conflicts(versioned, qtbot)
    assert not dialog.isModal()
    view = versioned.canvas.view
    qtbot.mousePress(versioned.canvas, LEFT, pos=QPoint(300, 300))
    qtbot.mouseMove(versioned.canvas, QPoint(360, 330))
    qtbot.mouseRelease(versioned.canvas, LEFT, pos=QPoint(360, 330))
    assert versioned.canvas.view != view
    assert dialog.isVisible()
