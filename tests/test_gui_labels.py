"""Labels in the window: the dialog, what it changes, and that a project keeps it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gui.dialogs.labels import LabelDialog
from gui.language import Speaker
from gui.window import MainWindow
from layers.project import Project
from maps.labelling import LabelStyle
from services import layer_labels
from tests.gui_projects import changed, item_of
from tests.maps_plans import layer_of, square

pytest_plugins = ["tests.gui_fixtures"]
WAIT_MS = 10_000


@pytest.fixture
def dialog(themed, qtbot: QtBot) -> LabelDialog:
    """The dialog for a layer of parcels."""
    layer = layer_of("zoning", [square(0, 0, 9)], parcel_no=["A-1"], area_registered_m2=["9"])
    style = LabelStyle("{parcel_no}", size=2.0, colour="#112233", max_denominator=5000.0)
    made = LabelDialog(layer, style, LabelStyle("{class_code}", callouts=True), Speaker("en"), None)
    qtbot.addWidget(made)
    made.show()
    return made


def first_zoning(window: MainWindow) -> str:
    return next(item.layer.name for item in window.session.map_layers if item.layer.role == "zoning")


def texts(window: MainWindow) -> set[str]:
    return {text for source in window.canvas.labels._sources for text in [source.style.template]}


def test_what_is_not_changed_comes_back_as_it_was(dialog: LabelDialog) -> None:
    chosen = dialog.chosen()
    assert chosen == LabelStyle("{parcel_no}", size=2.0, colour="#112233", max_denominator=5000.0)


def test_a_wrong_text_is_told_while_it_is_written(dialog: LabelDialog, qtbot: QtBot) -> None:
    dialog.template.setPlainText("{parcel}")
    qtbot.waitUntil(dialog.wrong.isVisible)
    assert "parcel_no" in dialog.wrong.text()
    assert not dialog.apply_button.isEnabled()
    dialog.template.setPlainText("{parcel_no}")
    qtbot.waitUntil(dialog.apply_button.isEnabled)
    assert not dialog.wrong.isVisible()


def test_fields_are_put_in_from_a_menu(dialog: LabelDialog) -> None:
    dialog.template.clear()
    menu = dialog.insert.menu()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions()}
    actions["Parcel number"].trigger()
    dialog.template.insertPlainText("\n")
    actions["Registered area (ha)"].trigger()
    assert dialog.template.toPlainText() == "{parcel_no}\n{area_registered_m2:.2ha} ha"
    assert dialog.check()


def test_the_usual_labels_come_back(dialog: LabelDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.wanted) as caught:
        dialog.usual_button.click()
    assert caught.args == [None]
    assert dialog.template.toPlainText() == "{class_code}"
    assert dialog.callouts.isChecked()


def test_the_map_is_labelled_and_labelled_otherwise_at_once(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "{class_code}" in texts(window), timeout=WAIT_MS)
    member = item_of(window, first_zoning(window))
    window.layers.labels_wanted.emit(member)
    assert window.label_dialog is not None
    window.label_dialog.template.setPlainText("地块 {class_code}")
    window.label_dialog.apply()
    qtbot.waitUntil(lambda: "地块 {class_code}" in texts(window), timeout=WAIT_MS)
    member.visible = False
    window.layers.changed.emit()
    qtbot.waitUntil(lambda: "地块 {class_code}" not in texts(window), timeout=WAIT_MS)


def test_a_project_keeps_the_labels_and_takes_them_back(project_window: MainWindow, qtbot: QtBot) -> None:
    window = project_window
    name = first_zoning(window)
    window.layers.labels_wanted.emit(item_of(window, name))
    assert window.label_dialog is not None
    window.label_dialog.size.setValue(4.5)
    changed(window, qtbot, window.label_dialog.apply)
    qtbot.waitUntil(lambda: window.labels.style_of(item_of(window, name)).size == 4.5, timeout=WAIT_MS)
    changed(window, qtbot, window.session.desk.undo)
    qtbot.waitUntil(lambda: window.labels.style_of(item_of(window, name)).size != 4.5, timeout=WAIT_MS)


def test_labels_move_with_the_layer_in_the_project_file(tmp_path) -> None:
    with Project.create(tmp_path / "plan.gpkg") as project:
        table = project.import_layer(layer_of("zoning", [square(0, 0, 9)], class_code=["0701"]))
        style = LabelStyle("{class_code}", size=3.0, callouts=True)
        layer_labels.set_label_style(project, table, style)
        assert layer_labels.label_styles(project) == {table: style}
        renamed = project.rename_layer(table, "地块")
        assert layer_labels.label_styles(project) == {renamed: style}
        layer_labels.set_label_style(project, renamed, None)
        assert layer_labels.label_styles(project) == {}


def test_a_record_that_cannot_be_used_counts_as_none(tmp_path) -> None:
    with Project.create(tmp_path / "plan.gpkg") as project:
        table = project.import_layer(layer_of("zoning", [square(0, 0, 9)], class_code=["0701"]))
        record = project.record("roles", table) or {}
        project.put_record("roles", table, {**record, "labels": {"template": "{", "size": "large"}})
        assert layer_labels.label_styles(project) == {}
        assert project.layer(table).role == "zoning"


def test_labels_that_the_planner_chose_are_in_the_style_for_other_programs(tmp_path) -> None:
    with Project.create(tmp_path / "plan.gpkg") as project:
        parcels = layer_of("zoning", [square(0, 0, 9)], class_code=["0701"], parcel_no=["A"])
        table = project.import_layer(parcels)

        def labels() -> Element | None:
            qml = str(project.records("styles")[f"{table}/蓝图"]["qml"])
            return fromstring(qml).find("labeling/settings/text-style")

        layer_labels.set_label_style(project, table, LabelStyle("{class_code}", size=3.0))
        style = labels()
        assert style is not None
        assert (style.get("fieldName"), style.get("isExpression"), style.get("fontSize")) == ("class_code", "0", "3")
        layer_labels.set_label_style(project, table, LabelStyle("地块'{parcel_no}'\n{area:.2ha} ha"))
        style = labels()
        assert style is not None
        expression = str(style.get("fieldName"))
        assert """'地块''', coalesce(to_string("parcel_no"), ''), ''''""" in expression
        assert """format_number(to_real("area") / 10000.0, 2)""" in expression
        layer_labels.set_label_style(project, table, None)
        assert labels() is None
