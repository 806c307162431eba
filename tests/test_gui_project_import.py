"""Importing in the window: what the doctor says, repairs and their previews, one undoable step."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from gui.dialogs.importing import ImportDialog
from gui.window import MainWindow
from layers.project import Project
from tests.gui_projects import WAIT_MS, changed, history, item_of, names
from tests.office import ORIGIN, square, write

pytest_plugins = ["tests.gui_fixtures"]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """GBK without a .cpg; one parcel crosses itself, one number is text."""
    x, y = ORIGIN
    bow = shapely.Polygon([(x, y), (x + 90, y + 90), (x + 90, y), (x, y + 90)])
    folder = tmp_path / "office"
    folder.mkdir()
    path = write(
        folder / "地块.shp",
        [square(200, 0, 100), bow, square(400, 0, 100)],
        encoding="GBK",
        DKBH=["云谷一号", "云谷二号", "空港三号"],
        YDDM=["0701", "1401", "0901"],
        备注=["城镇住宅用地", "公园绿地", "商业用地"],
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    return path


def opened(window: MainWindow, qtbot: QtBot, *paths: Path) -> ImportDialog:
    """The import dialog, when it has looked into the files."""
    window.projects.look_into(list(paths))
    dialog = window.projects.import_dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: len(dialog.drafts) >= len(paths), timeout=WAIT_MS)
    return dialog


def words(widget: QWidget) -> str:
    """All that is said in it."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_a_gbk_shapefile_is_mended_previewed_and_imported_as_one_step(
    project_window: MainWindow, broken: Path, qtbot: QtBot
) -> None:
    window = project_window
    dialog = opened(window, qtbot, broken)
    assert not dialog.isModal()
    assert dialog.form.role.currentData() == "zoning"
    assert dialog.form.crs.text() == "EPSG:4546"
    qtbot.waitUntil(lambda: "需要修正的问题" in words(dialog.form), timeout=WAIT_MS)
    box = dialog.form.boxes["make_valid"]
    assert not box.isChecked()
    box.click()
    qtbot.waitUntil(lambda: dialog.preview.table.rowCount() > 0, timeout=WAIT_MS)
    assert "✗" in dialog.preview.table.item(0, 2).text()
    assert "✗" not in dialog.preview.table.item(0, 3).text()
    changed(window, qtbot, lambda: qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton))
    layer = item_of(window, "地块").layer
    assert list(layer.frame["parcel_no"]) == ["云谷一号", "云谷二号", "空港三号"]
    assert layer.frame.geometry.is_valid.all()
    assert history(window)[0].text == "导入 地块"
    assert not dialog.isVisible()
    changed(window, qtbot, window.commands["undo"].trigger)
    assert "地块" not in names(window)


def test_what_is_not_ticked_stays_as_it_is_in_the_file(project_window: MainWindow, broken: Path, qtbot: QtBot) -> None:
    window = project_window
    dialog = opened(window, qtbot, broken)
    dialog.form.role.setCurrentIndex(0)
    dialog.form.role.activated.emit(0)
    changed(window, qtbot, dialog.import_all)
    assert item_of(window, "地块").layer.role is None
    path = window.session.path
    assert path is not None
    window.close()
    with Project.open(path) as project:
        contents = project.rows("地块", [fid for fid, _ in _rows(project)])
    kept = [shapely.from_wkb(bytes(row["geom"])[40:]) for row in contents.values()]  # type: ignore[call-overload]
    assert [geometry.is_valid for geometry in kept] == [True, False, True]


def _rows(project: Project) -> list[tuple[int, object]]:
    layer = project.layer("地块")
    return [(int(fid), None) for fid in layer.frame.index]


def test_unreadable_files_are_told_and_the_others_can_be_imported(
    project_window: MainWindow, broken: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "plan.dwg").write_bytes(b"AC1032")
    dialog = opened(project_window, qtbot, tmp_path / "plan.dwg", broken)
    dialog.list.setCurrentRow(0)
    qtbot.waitUntil(lambda: "另存为 DXF" in words(dialog.form), timeout=WAIT_MS)
    assert dialog.import_button.isEnabled()
    assert [draft.wanted for draft in dialog.drafts] == [False, True]
    dialog.list.item(1).setCheckState(Qt.CheckState.Unchecked)
    assert not dialog.import_button.isEnabled()


def test_a_wrong_crs_is_told_beside_its_field_and_nothing_is_imported(
    project_window: MainWindow, broken: Path, qtbot: QtBot
) -> None:
    window = project_window
    dialog = opened(window, qtbot, broken)
    dialog.form.crs.setText("EPSG:99")
    dialog.form.crs.editingFinished.emit()
    assert "EPSG:4546" in dialog.form.wrong_crs.text()
    dialog.import_all()
    qtbot.waitUntil(lambda: dialog.form.wrong_crs.isVisible() and dialog.import_button.isEnabled(), timeout=WAIT_MS)
    assert "地块" not in names(window)
    dialog.form.crs.setText("4547")
    dialog.form.crs.editingFinished.emit()
    changed(window, qtbot, dialog.import_all)
    crs = item_of(window, "地块").layer.crs
    assert crs is not None
    assert crs.to_epsg() == 4547


def test_another_encoding_reads_the_layer_again(project_window: MainWindow, broken: Path, qtbot: QtBot) -> None:
    dialog = opened(project_window, qtbot, broken)
    before = dialog.drafts[0].told
    place = dialog.form.encoding.findText("ISO-8859-1")
    dialog.form.encoding.setCurrentIndex(place)
    dialog.form.encoding.activated.emit(place)
    qtbot.waitUntil(lambda: dialog.drafts[0].told is not before, timeout=WAIT_MS)
    found = dialog.drafts[0].found
    assert found is not None
    assert found.encoding == "ISO-8859-1"
    assert "云谷一号" not in set(found.patient.frame["DKBH"])


def test_the_open_project_is_not_imported_into_itself(project_window: MainWindow, qtbot: QtBot) -> None:
    path = project_window.session.path
    assert path is not None
    dialog = opened(project_window, qtbot, path)
    qtbot.waitUntil(lambda: "是蓝图项目" in words(dialog.form), timeout=WAIT_MS)


def test_the_dialog_speaks_both_languages(project_window: MainWindow, broken: Path, qtbot: QtBot) -> None:
    dialog = opened(project_window, qtbot, broken)
    project_window.speaker.speak("en")
    assert dialog.windowTitle() == "Import layers"
    qtbot.waitUntil(lambda: "What needs mending" in words(dialog.form), timeout=WAIT_MS)
    assert not [text for text in words(dialog.form).split("\n") if "修正" in text]
    project_window.speaker.speak("zh")


def test_closing_the_window_during_an_import_leaves_nothing_of_it(
    project_window: MainWindow, broken: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading
    import time

    from layers.project import Project as TheProject

    window, started = project_window, threading.Event()
    real = TheProject.import_layer

    def slow(self: Project, *arguments: object, **terms: object) -> str:
        table = real(self, *arguments, **terms)  # type: ignore[arg-type]
        started.set()
        while not terms["feedback"].cancelled:  # type: ignore[attr-defined]
            time.sleep(0.005)
        terms["feedback"].check()  # type: ignore[attr-defined]
        return table

    monkeypatch.setattr(TheProject, "import_layer", slow)
    dialog = opened(window, qtbot, broken)
    dialog.import_all()
    qtbot.waitUntil(started.is_set, timeout=WAIT_MS)
    path = window.session.path
    assert path is not None
    window.close()
    with Project.open(path) as project:
        assert "地块" not in [info.name for info in project.layers()]
        assert len(project.history.entries()) == 1
