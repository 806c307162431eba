"""A project in the window: made of a plan, edited, undone, opened again, read-only."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.window import MainWindow
from layers.project import Project
from layers.store import locking
from services import editing
from tests.gui_projects import CONTROL, SHIFT, WAIT_MS, changed, history, item_of, names, undo
from tests.office import square, write
from tests.test_project_trouble import pages_of

pytest_plugins = ["tests.gui_fixtures"]

ALL = ["development_boundary", "ecological_redline", "project_footprints", "zoning"]


def test_a_plan_from_a_folder_says_how_to_make_a_project_of_it(window: MainWindow, qtbot: QtBot) -> None:
    window.tabs.setCurrentWidget(window.history)
    assert "建成项目" in window.history.empty.step.text()
    assert window.history.make_button.isVisible()
    assert window.status.saved.text() == "只读"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert "建成项目" in window.messages.text.text()
    assert window.messages.action.text() == "新建项目…"


def test_a_project_made_of_a_plan_has_its_layers_name_and_findings(project_window: MainWindow) -> None:
    window = project_window
    assert names(window) == ALL
    assert "小城规划" in window.windowTitle()
    assert all(item.display is not None for item in window.session.map_layers)
    assert window.session.run is not None
    assert window.status.saved.text() == "已存"
    assert [row.text for row in history(window)] == ["由规划“小城规划”建立项目"]
    assert history(window)[0].here


def test_a_project_is_not_made_over_a_file_that_is_there(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    there = tmp_path / "there.gpkg"
    there.write_bytes(b"mine")
    with qtbot.waitSignal(window.jobs.refused, timeout=WAIT_MS):
        window.session.make_project(there)
    assert "已经存在" in window.messages.text.text()
    assert there.read_bytes() == b"mine"
    assert not window.session.desk.is_project


def test_removing_a_layer_is_undone_and_redone_by_keys(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    untouched = item_of(window, "zoning")
    view = window.canvas.view
    changed(window, qtbot, lambda: window.projects.remove_layer(item_of(window, "ecological_redline")))
    assert "ecological_redline" not in names(window)
    assert window.commands["undo"].text() == "撤销 · 移除图层 ecological_redline"
    undo(window, qtbot)
    assert names(window) == ALL
    assert item_of(window, "ecological_redline").display is not None
    assert [row.done for row in history(window)] == [False, True]
    changed(window, qtbot, lambda: qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT))
    assert "ecological_redline" not in names(window)
    changed(window, qtbot, lambda: qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL))
    changed(window, qtbot, lambda: qtbot.keyClick(window, Qt.Key.Key_Y, CONTROL))
    assert "ecological_redline" not in names(window)
    assert item_of(window, "zoning") is untouched
    assert window.canvas.view == view


def test_undo_asked_twice_in_a_row_takes_back_two_steps(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    changed(window, qtbot, lambda: window.projects.remove_layer(item_of(window, "ecological_redline")))
    changed(window, qtbot, lambda: window.projects.remove_layer(item_of(window, "development_boundary")))
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: names(window) == ALL, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: all(item.display for item in window.session.map_layers), timeout=WAIT_MS)


def test_with_nothing_to_undo_or_redo_it_says_so(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    qtbot.keyClick(window, Qt.Key.Key_Y, CONTROL)
    assert window.status.tip.text() == "没有可重做的操作。"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.status.tip.text() == "没有可撤销的操作。"
    assert names(window) == ALL


def test_a_window_opened_later_has_the_history_and_can_undo(
    project_window: MainWindow, second_window: MainWindow, qtbot: QtBot
) -> None:
    path = project_window.session.path
    changed(project_window, qtbot, lambda: project_window.projects.remove_layer(item_of(project_window, "zoning")))
    project_window.close()
    second_window.show()
    changed(second_window, qtbot, lambda: second_window.open(path))
    assert "zoning" not in names(second_window)
    assert history(second_window)[0].text == "移除图层 zoning"
    undo(second_window, qtbot)
    assert names(second_window) == ALL


def test_a_step_asked_for_just_before_closing_is_on_the_disk(project_window: MainWindow, qtbot: QtBot) -> None:
    path = project_window.session.path
    assert path is not None
    project_window.session.desk.remove_layer("zoning")
    project_window.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("lantu", "project"))]
    assert not locking.side_file(path).exists()
    with Project.open(path) as project:
        assert "zoning" not in [info.name for info in project.layers()]


def test_a_second_window_reads_only_and_says_why(
    project_window: MainWindow, second_window: MainWindow, qtbot: QtBot
) -> None:
    second_window.show()
    changed(second_window, qtbot, lambda: second_window.open(project_window.session.path))
    assert second_window.status.saved.text() == "只读"
    assert "项目已被打开" in second_window.status.saved.toolTip()
    assert "项目已被打开" in second_window.messages.text.text()
    second_window.messages.hide()
    for act in (second_window.projects.undo, second_window.projects.import_layers,
                lambda: second_window.projects.remove_layer(item_of(second_window, "zoning"))):  # fmt: skip
        act()
        assert "项目已被打开" in second_window.messages.text.text()
        second_window.messages.hide()
    assert names(second_window) == ALL
    assert not second_window.history.name.isEnabled()


def test_opening_the_open_project_again_keeps_it_writable(project_window: MainWindow, qtbot: QtBot) -> None:
    changed(project_window, qtbot, lambda: project_window.open(project_window.session.path))
    assert project_window.status.saved.text() == "已存"
    assert names(project_window) == ALL


def test_a_plan_opened_after_a_project_closes_the_project(
    project_window: MainWindow, plan_folder: Path, qtbot: QtBot
) -> None:
    path = project_window.session.path
    assert path is not None
    changed(project_window, qtbot, lambda: project_window.open(plan_folder))
    qtbot.waitUntil(lambda: not locking.side_file(path).exists(), timeout=WAIT_MS)
    assert project_window.status.saved.text() == "只读"
    assert history(project_window) == []


def test_a_click_in_the_history_points_at_what_was_touched_and_jumping_goes_there(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window, panel = project_window, project_window.history
    changed(window, qtbot, lambda: window.projects.remove_layer(item_of(window, "zoning")))
    window.tabs.setCurrentWidget(panel)
    panel.list.setCurrentIndex(panel.rows.index(1))
    qtbot.waitUntil(lambda: "加入图层" in panel.about.text(), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: window.canvas.highlight.place is not None, timeout=WAIT_MS)
    assert panel.title.text() == "由规划“小城规划”建立项目"
    changed(window, qtbot, lambda: qtbot.mouseClick(panel.jump_button, Qt.MouseButton.LeftButton))
    assert names(window) == ALL
    assert history(window)[1].here
    assert not panel.jump_button.isVisible()


def test_a_version_is_named_compared_and_restored(project_window: MainWindow, qtbot: QtBot) -> None:
    window, panel = project_window, project_window.history
    window.tabs.setCurrentWidget(panel)
    panel.name.setText("送审稿")
    changed(window, qtbot, lambda: qtbot.mouseClick(panel.name_button, Qt.MouseButton.LeftButton))
    assert history(window)[0].versions == ("送审稿",)
    assert panel.name.text() == ""
    changed(window, qtbot, lambda: window.projects.remove_layer(item_of(window, "zoning")))
    panel.list.setCurrentIndex(panel.rows.index(1))
    qtbot.mouseClick(panel.compare_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "自版本“送审稿”" in panel.about.text(), timeout=WAIT_MS)
    assert "zoning：移除图层" in panel.about.text()
    changed(window, qtbot, lambda: qtbot.mouseClick(panel.back_button, Qt.MouseButton.LeftButton))
    assert names(window) == ALL
    assert history(window)[0].text == "回到版本“送审稿”"
    assert history(window)[0].here


def test_a_layer_takes_another_role_and_name(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    changed(window, qtbot, lambda: window.projects.set_role(item_of(window, "ecological_redline"), "wetland"))
    assert item_of(window, "ecological_redline").layer.role == "wetland"
    changed(window, qtbot, lambda: window.session.desk.rename_layer("ecological_redline", "湿地"))
    assert "湿地" in names(window)
    menu = window.layers.menu_for(item_of(window, "湿地"))
    assert {"图层用途", "重命名图层…", "移除图层", "导出图层…"} <= {action.text() for action in menu.actions()}
    undo(window, qtbot)
    undo(window, qtbot)
    assert item_of(window, "ecological_redline").layer.role == "ecological_redline"


def test_a_role_that_does_not_fit_is_refused_in_words(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    with qtbot.waitSignal(window.jobs.refused, timeout=WAIT_MS):
        window.session.desk.set_role("zoning", "facility")
    assert "请选另一种用途" in window.messages.text.text()
    assert item_of(window, "zoning").layer.role == "zoning"


def test_a_copy_is_a_project_of_its_own(project_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = project_window
    window.projects.save_copy_as(tmp_path / "副本")
    qtbot.waitUntil(lambda: "已复制到" in window.messages.text.text(), timeout=WAIT_MS)
    with Project.open(tmp_path / "副本.gpkg") as copy:
        assert sorted(info.name for info in copy.layers()) == ALL
        assert [entry.kind for entry in copy.history.entries()] == ["founding"]
    assert window.session.path == tmp_path / "projects" / "小城.gpkg"


def test_a_layer_is_exported_under_the_names_that_are_shown(
    project_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    from layers.formats import vector

    window = project_window
    window.projects.export_layer(item_of(window, "zoning"))
    dialog = window.projects.export_dialog
    assert dialog is not None
    dialog.file.setText(str(tmp_path / "out.shp"))
    row = next(row for row in range(dialog.names.rowCount()) if dialog.names.item(row, 0).text() == "remark")
    dialog.names.item(row, 1).setText("备注")
    with qtbot.waitSignal(dialog.exported, timeout=WAIT_MS):
        qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    assert "备注" in vector.load(tmp_path / "out.shp").table.columns
    assert "out.shp" in window.messages.text.text()


def test_an_export_that_cannot_be_is_told_in_the_dialog(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.projects.export_layer(item_of(window, "zoning"))
    dialog = window.projects.export_dialog
    assert dialog is not None
    dialog.file.setText(str(tmp_path / "out.dwg"))
    assert not dialog.names.isVisible()
    qtbot.mouseClick(dialog.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.wrong.isVisible, timeout=WAIT_MS)
    assert "out.dwg" in dialog.wrong.text()
    assert dialog.export_button.isEnabled()


def test_a_layer_without_a_role_is_shown_all_the_same(tmp_path: Path, bare_window: MainWindow, qtbot: QtBot) -> None:
    from services import importing

    shape = write(tmp_path / "anything.shp", [square(0, 0, 10)], a=[1])
    with Project.create(tmp_path / "p.gpkg") as project:
        found = importing.look_into([shape])[0]
        assert isinstance(found, importing.Found)
        importing.import_files(project, [importing.Wish(found)])
        assert editing.present(project).plan.layers == ()
    changed(bare_window, qtbot, lambda: bare_window.open(tmp_path / "p.gpkg"))
    assert names(bare_window) == ["anything"]
    assert bare_window.canvas.view is not None
    assert item_of(bare_window, "anything").display is not None


def test_the_order_and_visibility_that_the_planner_chose_survive_a_step(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    window = project_window
    layers = window.session.map_layers
    layers.raise_to_top(item_of(window, "development_boundary"))
    item_of(window, "zoning").visible = False
    before = [item.layer.name for item in layers]
    changed(window, qtbot, lambda: window.projects.set_role(item_of(window, "ecological_redline"), "wetland"))
    kept = [item.layer.name for item in window.session.map_layers]
    assert [name for name in kept if name != "ecological_redline"] == [
        name for name in before if name != "ecological_redline"
    ]
    assert not item_of(window, "zoning").visible


def test_a_step_that_is_cancelled_too_late_is_shown_all_the_same(
    project_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, done, go_on = project_window, threading.Event(), threading.Event()

    def slow(project: Project, _feedback: object) -> editing.Outcome:
        outcome = editing.remove_layer(project, "zoning")
        done.set()
        go_on.wait(10)
        return outcome

    job = window.session.desk.step("x", slow)
    assert job is not None
    assert window.status.saved.text() == "正在写入…"
    qtbot.waitUntil(done.is_set, timeout=WAIT_MS)
    window.jobs.cancel(job)
    go_on.set()
    qtbot.waitUntil(lambda: "zoning" not in names(window), timeout=WAIT_MS)
    assert window.status.saved.text() == "已存"
    assert history(window)[0].here


def test_files_dropped_on_the_window_are_opened_or_looked_into(
    project_window: MainWindow, plan_folder: Path, qtbot: QtBot
) -> None:
    window = project_window
    path = window.session.path
    window.projects.take_files([plan_folder / "zoning.gpkg"])
    qtbot.waitUntil(lambda: window.projects.import_dialog is not None, timeout=WAIT_MS)
    dialog = window.projects.import_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.drafts) == 1, timeout=WAIT_MS)
    dialog.close()
    changed(window, qtbot, lambda: window.projects.take_files([plan_folder]))
    assert not window.session.desk.is_project
    assert path is not None
    changed(window, qtbot, lambda: window.projects.take_files([path]))
    assert window.session.desk.is_project


def test_a_project_that_cannot_be_opened_leaves_the_open_plan_and_no_thread(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    damaged = tmp_path / "damaged.gpkg"
    damaged.write_bytes(b"SQLite format 3" + bytes(5000))
    old = window.session.plan
    with qtbot.waitSignal(window.jobs.refused, timeout=WAIT_MS):
        window.open(damaged)
    assert window.session.plan is old
    assert "。" in window.messages.text.text()
    qtbot.waitUntil(lambda: not _project_threads(), timeout=WAIT_MS)


def _project_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("project")]


def test_a_damaged_project_is_recovered_into_a_new_one(
    project_window: MainWindow, second_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path, into = tmp_path / "坏.gpkg", tmp_path / "恢复.gpkg"
    project_window.projects.save_copy_as(path)
    qtbot.waitUntil(lambda: "已复制到" in project_window.messages.text.text(), timeout=WAIT_MS)
    page = pages_of(path, "zoning")[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(range(256)) * 16)

    second_window.open(path)
    qtbot.waitUntil(lambda: "已损坏" in second_window.messages.text.text(), timeout=WAIT_MS)
    assert second_window.messages.action.text() == "恢复…"
    broken = path.read_bytes()
    second_window.session.recover(path, into)
    qtbot.waitUntil(lambda: "恢复了" in second_window.messages.text.text(), timeout=WAIT_MS)
    assert names(second_window) != []
    assert second_window.session.path == into
    assert path.read_bytes() == broken
