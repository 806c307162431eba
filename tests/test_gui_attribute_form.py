"""The attributes as a form: what is typed is one step, what is wrong is said beside the field, codes are found."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.errors import AppError
from gui.attribute_form.codes import CodeEditor
from gui.attribute_form.form import AttributeForm
from gui.attribute_form.subject import SEVERAL, subject_of
from gui.window import MainWindow
from layers.layer import Layer
from tests.gui_plan import write_plan
from tests.gui_projects import CONTROL, WAIT_MS, changed, history, item_of, undo
from tests.office import ORIGIN, square, write
from tests.projects import CRS, parcels
from tests.test_gui_editing import begin

pytest_plugins = ["tests.gui_fixtures"]

SEVERAL_VALUES = ("several values", "多个值")


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    """The small plan, with names of classes, limits and a field of its own for a date."""
    folder = write_plan(tmp_path)
    write(
        folder / "zoning.gpkg",
        [square(x, y, 1000) for x in (0, 1000) for y in (0, 1000)],
        parcel_no=["A-1", "A-2", "A-3", "A-4"],
        class_code=["0701", "0701", "1401", "0901"],
        class_name=["城镇住宅用地", "城镇住宅用地", "公园绿地", "商业用地"],
        far_max=[2.0, 2.5, 0.1, 4.0],
        green_min=[35.0, 35.0, 70.0, 25.0],
        part=["south", "south", "north", "east"],
        remark=["own field"] * 4,
    )
    return folder


def shown_form(window: MainWindow, qtbot: QtBot, *fids: int) -> AttributeForm:
    """Select parcels and wait for their form."""
    window.tabs.setCurrentWidget(window.attributes)
    window.session.selection.select("zoning", list(fids))
    qtbot.waitUntil(lambda: is_about(window, *fids), timeout=WAIT_MS)
    assert window.attributes.form is not None
    return window.attributes.form


def is_about(window: MainWindow, *fids: int) -> bool:
    form = window.attributes.form
    return form is not None and form.subject.fids.tolist() == list(fids)


def cells(window: MainWindow, field: str) -> list[object]:
    frame = item_of(window, "zoning").layer.frame
    return frame[field].tolist()


def typed(form: AttributeForm, qtbot: QtBot, field: str, text: str) -> None:
    """Type over a field and press Enter."""
    editor = form.rows[field].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_a_typed_value_is_one_step_and_undo_takes_it_back(project_window: MainWindow, qtbot: QtBot) -> None:
    form = shown_form(project_window, qtbot, 2)
    steps = len(history(project_window))
    changed(project_window, qtbot, lambda: typed(form, qtbot, "far_max", "3.2"))
    assert cells(project_window, "far_max") == [2.0, 3.2, 0.1, 4.0]
    assert len(history(project_window)) == steps + 1
    qtbot.waitUntil(lambda: form.rows["far_max"].editor.text() == "3.2", timeout=WAIT_MS)
    undo(project_window, qtbot)
    assert cells(project_window, "far_max") == [2.0, 2.5, 0.1, 4.0]
    qtbot.waitUntil(lambda: form.rows["far_max"].editor.text() == "2.5", timeout=WAIT_MS)
    assert project_window.attributes.form is form


def test_what_is_wrong_is_said_beside_its_field_and_escape_restores(project_window: MainWindow, qtbot: QtBot) -> None:
    form = shown_form(project_window, qtbot, 2)
    typed(form, qtbot, "green_min", "130")
    row = form.rows["green_min"]
    assert row.problem.isVisibleTo(form)
    assert "100" in row.problem.text()
    assert not form.rows["far_max"].problem.isVisibleTo(form)
    assert row.editor.text() == "130"
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert (row.editor.text(), row.problem.isVisibleTo(form)) == ("35", False)
    assert project_window.session.selection.fids("zoning").tolist() == [2]
    assert "0–100" in row.unit.text()
    assert project_window.session.desk.is_writing is False


def test_tab_walks_and_enters_what_was_written(project_window: MainWindow, qtbot: QtBot) -> None:
    form = shown_form(project_window, qtbot, 1)
    editor = form.rows["far_max"].editor
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClicks(editor, "1.8")
    changed(project_window, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Tab))
    assert cells(project_window, "far_max")[0] == 1.8
    assert form.rows["green_min"].editor.hasFocus() or form.focusWidget() is not editor


@pytest.mark.parametrize("typed_text", ["gyyd", "1001", "工业用地", "industrial"])
def test_a_code_is_found_and_its_name_follows_in_the_same_step(
    project_window: MainWindow, qtbot: QtBot, typed_text: str
) -> None:
    form = shown_form(project_window, qtbot, 3)
    editor = form.rows["class_code"].editor
    assert isinstance(editor, CodeEditor)
    editor.setFocus()
    editor.selectAll()
    if typed_text.isascii():
        qtbot.keyClicks(editor, typed_text)
    else:
        editor.setText(typed_text)
        editor.setModified(True)
        editor.textEdited.emit(typed_text)
    assert editor.is_open
    assert editor.list is not None
    texts = [editor.list.item(row).text() for row in range(editor.list.count())]
    wanted = next(number for number, text in enumerate(texts) if text.startswith("1001 "))
    assert not editor.list.item(wanted).icon().isNull()
    for _ in range(wanted):
        qtbot.keyClick(editor, Qt.Key.Key_Down)
    steps = len(history(project_window))
    changed(project_window, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert cells(project_window, "class_code")[2] == "1001"
    assert cells(project_window, "class_name")[2] == "工业用地"
    assert len(history(project_window)) == steps + 1
    undo(project_window, qtbot)
    assert (cells(project_window, "class_code")[2], cells(project_window, "class_name")[2]) == ("1401", "公园绿地")


def test_recent_codes_come_first_and_escape_folds_the_list_before_the_text(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    form = shown_form(project_window, qtbot, 3)
    changed(project_window, qtbot, lambda: typed(form, qtbot, "class_code", "1207"))
    editor = form.rows["class_code"].editor
    qtbot.waitUntil(lambda: editor.text() == "1207", timeout=WAIT_MS)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.list.item(0).text().startswith("1207 ")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.is_open
    assert project_window.session.selection.fids("zoning").tolist() == [3]


def test_several_features_show_what_they_have_in_common_and_take_one_value(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    form = shown_form(project_window, qtbot, 1, 2, 3)
    assert "3" in form.head.text()
    assert form.rows["far_max"].editor.text() == ""
    assert form.rows["far_max"].editor.placeholderText() in SEVERAL_VALUES
    assert form.rows["remark"].editor.text() == "own field"
    editor = form.rows["far_max"].editor
    editor.setFocus()
    qtbot.keyClicks(editor, "1.5")
    assert "3" in form.rows["far_max"].note.text()
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert cells(project_window, "far_max") == [2.0, 2.5, 0.1, 4.0]
    steps = len(history(project_window))
    changed(project_window, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert cells(project_window, "far_max") == [1.5, 1.5, 1.5, 4.0]
    assert len(history(project_window)) == steps + 1
    undo(project_window, qtbot)
    assert cells(project_window, "far_max") == [2.0, 2.5, 0.1, 4.0]


def test_words_of_a_list_are_chosen_with_the_keyboard(project_window: MainWindow, qtbot: QtBot) -> None:
    form = shown_form(project_window, qtbot, 4)
    editor = form.rows["part"].editor
    editor.setFocus()
    before = editor.text()
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.text() != before
    changed(project_window, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert cells(project_window, "part")[3] == "centre"


def test_a_plan_of_files_shows_why_nothing_can_be_changed(window: MainWindow, qtbot: QtBot) -> None:
    window.session.selection.select("zoning", [1, 2])
    qtbot.waitUntil(lambda: is_about(window, 1, 2), timeout=WAIT_MS)
    form = window.attributes.form
    assert not form.editable
    assert form.rows["far_max"].editor.text() in SEVERAL_VALUES
    told = [label.text() for label in window.attributes.scroll_area.widget().findChildren(type(form.head))]
    assert any("只读" in text for text in told)


def test_a_refusal_of_the_project_is_said_beside_the_field(
    project_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.messages import Text
    from services import cells as service

    def refuse(*_args: object, **_rest: object) -> None:
        raise AppError("project.changed", Text("这一行刚被改过。", "This row has just been changed."))

    monkeypatch.setattr(service, "set_cells", refuse)
    form = shown_form(project_window, qtbot, 2)
    typed(form, qtbot, "far_max", "3")
    row = form.rows["far_max"]
    qtbot.waitUntil(lambda: "刚被改过" in row.problem.text(), timeout=WAIT_MS)
    assert row.editor.text() == "3"
    qtbot.keyClick(row.editor, Qt.Key.Key_Escape)
    assert (row.editor.text(), row.problem.isVisibleTo(form)) == ("2.5", False)
    qtbot.waitUntil(lambda: not project_window.jobs.running, timeout=WAIT_MS)
    part = form.rows["part"].editor
    before = part.text()
    part.setFocus()
    qtbot.keyClick(part, Qt.Key.Key_Down)
    qtbot.keyClick(part, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.rows["part"].problem.isVisibleTo(form), timeout=WAIT_MS)
    assert part.text() != before
    qtbot.keyClick(part, Qt.Key.Key_Escape)
    assert part.text() == before


def test_common_values_of_a_hundred_thousand_features_are_found_by_columns() -> None:
    count = 100_000
    rows = range(count)
    columns = {"same": ["x"] * count, "number": list(rows), "empty": [None] * count}
    layer = Layer("a", None, parcels(count, **columns).table, CRS, "polygon", Path("a.gpkg"), "", {})
    subject = subject_of(layer, layer.fids)
    assert subject.values["same"] == "x"
    assert subject.values["number"] is SEVERAL
    assert subject.values["empty"] is None
    assert len(subject.fids) == count


# Calculated fields


def test_a_field_is_calculated_from_the_menu_with_a_preview(project_window: MainWindow, qtbot: QtBot) -> None:
    project_window.session.selection.select("zoning", [1, 2])
    project_window.commands["calculate"].trigger()
    dialog = project_window.linked.calculate_dialog
    assert dialog is not None
    assert dialog.layer.name == "zoning"
    assert dialog.scope.currentData() == "selected"
    dialog.unit.setCurrentIndex(dialog.unit.findData("ha"))
    dialog.definition.setCurrentIndex(dialog.definition.findData("planar"))
    dialog.field.setCurrentIndex(dialog.field.findData("far_max"))
    qtbot.waitUntil(lambda: dialog.preview.rowCount() == 2, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: dialog.preview.item(0, 2).text() == "100", timeout=WAIT_MS)
    assert dialog.preview.item(0, 1).text() == "2"
    steps = len(history(project_window))
    changed(project_window, qtbot, dialog.run_button.click)
    assert cells(project_window, "far_max") == [100.0, 100.0, 0.1, 4.0]
    assert len(history(project_window)) == steps + 1
    dialog.field.setCurrentIndex(0)
    dialog.new_name.setText("remark")
    qtbot.waitUntil(lambda: "remark" in dialog.problem.text(), timeout=WAIT_MS)
    dialog.new_name.setText("面积")
    dialog.scope.setCurrentIndex(dialog.scope.findData("all"))
    changed(project_window, qtbot, dialog.run_button.click)
    assert cells(project_window, "面积") == [100.0] * 4
    dialog.close()


def test_calculating_in_a_plan_of_files_says_what_to_do(window: MainWindow) -> None:
    window.commands["calculate"].trigger()
    assert window.linked.calculate_dialog is None
    assert window.messages.isVisible()


# Clipboard


def test_features_go_through_the_clipboard_into_another_place(project_window: MainWindow, qtbot: QtBot) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("")
    project_window.session.selection.select("zoning", [3])
    project_window.canvas.setFocus()
    qtbot.keyClick(project_window.canvas, Qt.Key.Key_C, CONTROL)
    qtbot.waitUntil(lambda: clipboard.mimeData().hasFormat("application/geo+json"), timeout=WAIT_MS)
    assert clipboard.text().startswith("wkt_geom\t")
    text = clipboard.text().replace("1401", "1207")
    clipboard.setText(text.replace(str(int(ORIGIN[0]) + 1000), str(int(ORIGIN[0]) + 5000))
                      .replace(str(int(ORIGIN[0]) + 2000), str(int(ORIGIN[0]) + 6000)))  # fmt: skip
    qtbot.keyClick(project_window.canvas, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: project_window.pasting.dialog is not None, timeout=WAIT_MS)
    dialog = project_window.pasting.dialog
    dialog.offer("zoning")
    assert "class_code" in dialog.fields.text()
    steps = len(history(project_window))
    changed(project_window, qtbot, dialog.paste_button.click)
    assert cells(project_window, "class_code") == ["0701", "0701", "1401", "0901", "1207"]
    assert project_window.session.selection.fids("zoning").tolist() == [5]
    assert len(history(project_window)) == steps + 1
    undo(project_window, qtbot)
    assert len(cells(project_window, "class_code")) == 4


def test_what_lies_on_taken_land_is_refused_in_the_dialog(project_window: MainWindow, qtbot: QtBot) -> None:
    project_window.session.selection.select("zoning", [3])
    project_window.commands["copy_features"].trigger()
    clipboard = QApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.mimeData().hasFormat("application/x-lantu-features"), timeout=WAIT_MS)
    project_window.commands["paste_features"].trigger()
    qtbot.waitUntil(lambda: project_window.pasting.dialog is not None, timeout=WAIT_MS)
    dialog = project_window.pasting.dialog
    dialog.offer("zoning")
    dialog.paste_button.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=WAIT_MS)
    assert "1" in dialog.problem.text()
    assert len(cells(project_window, "class_code")) == 4
    dialog.close()


def test_text_that_is_no_feature_is_refused_in_the_message_bar(project_window: MainWindow, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("=cmd()")
    project_window.commands["paste_features"].trigger()
    qtbot.waitUntil(project_window.messages.isVisible, timeout=WAIT_MS)
    assert project_window.pasting.dialog is None


def test_rows_copied_in_the_table_carry_their_shapes(project_window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(project_window, Qt.Key.Key_F6)
    table = project_window.linked.table
    table.show_layer("zoning")
    qtbot.waitUntil(lambda: table.model.rowCount() == 4, timeout=WAIT_MS)
    QApplication.clipboard().setText("")
    project_window.session.selection.select("zoning", [2, 4])
    table.view.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_C, CONTROL)
    mime = QApplication.clipboard().mimeData
    qtbot.waitUntil(lambda: mime().hasFormat("application/geo+json"), timeout=WAIT_MS)
    assert len(mime().text().splitlines()) == 3
    assert mime().text().startswith("#")
    assert bytes(mime().data("application/geo+json").data()).count(b'"Feature"') == 2


def test_a_field_of_the_layer_that_is_edited_is_calculated(project_window: MainWindow, qtbot: QtBot) -> None:
    begin(project_window, qtbot, "zoning")
    project_window.session.selection.clear()
    project_window.commands["calculate"].trigger()
    dialog = project_window.linked.calculate_dialog
    assert dialog is not None
    assert dialog.layer is not None
    assert dialog.layer.name == "zoning"
    dialog.close()
