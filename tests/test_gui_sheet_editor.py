"""The sheet editor, used as a planner does: pointer, keys, forms, saving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from core.messages import Text
from gui.jobs import Jobs
from gui.language import Speaker
from gui.session import Session
from gui.sheets.editor import SheetEditor
from gui.sheets.page_drawing import handle_points
from gui.sheets.past import Past
from gui.window import MainWindow
from layers.plan import Plan
from maps.sheets.paper import Rect
from maps.sheets.sheet_design import Label, MapFrame, SheetDesign
from maps.sheets.sheet_toml import design_as_toml
from services import opening, sheets
from tests.gui_plan import write_plan
from tests.gui_projects import CONTROL, SHIFT, WAIT_MS, changed, history

pytest_plugins = ["tests.gui_fixtures"]
VIEW = (500_000.0, 4_400_000.0, 500_900.0, 4_400_500.0)
NO_KEYS = Qt.KeyboardModifier.NoModifier


def opened(window: MainWindow, qtbot: QtBot, name: str = "zoning") -> SheetEditor:
    """The editor of a sheet, laid out and painted."""
    window.sheets.edit(name)
    qtbot.waitUntil(lambda: name in window.sheets.editors, timeout=WAIT_MS)
    found = window.sheets.editors[name]
    settle(found, qtbot)
    return found


def settle(editor: SheetEditor, qtbot: QtBot) -> None:
    """Until the picture is that of the design."""
    qtbot.waitUntil(lambda: editor.model.layout is not None and not editor.model.busy, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not editor.model.picture.isNull() and not editor.model.busy, timeout=WAIT_MS)


def shut(window: MainWindow) -> None:
    """Close every editor without saving."""
    for one in list(window.sheets.editors.values()):
        one._may_close = True
        one.close()


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The small plan, read once."""
    return opening.open_plan(write_plan(tmp_path_factory.mktemp("plan")))


@pytest.fixture
def editor(themed: QApplication, plan: Plan, qtbot: QtBot) -> Iterator[SheetEditor]:
    """The zoning sheet of the small plan, without the window it belongs to."""
    parent = QWidget()
    qtbot.addWidget(parent)
    jobs = Jobs(parent)
    session = Session(jobs, parent)
    session.plan = plan
    speaker = Speaker("zh", themed)
    found = SheetEditor(session, speaker, sheets.sheet_of(plan, "zoning"), parent, is_kept=True, view=lambda: VIEW)
    found.show()
    settle(found, qtbot)
    yield found
    found._may_close = True
    found.close()
    jobs.stop()
    speaker.remove()


def box(editor: SheetEditor, identity: str) -> Rect:
    """Where an element stands."""
    return dict(editor.model.boxes())[identity]


def pixel(editor: SheetEditor, x: float, y: float) -> QPoint:
    """A place of the page in the widget."""
    return editor.page.scale.point(x, y).toPoint()


def drag(editor: SheetEditor, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    """Press, move in steps, let go."""
    QTest.mousePress(editor.page, Qt.MouseButton.LeftButton, keys, start)
    for share in (0.3, 0.7, 1.0):
        at = start + (end - start) * share
        send_move(editor, at, keys)
    QTest.mouseRelease(editor.page, Qt.MouseButton.LeftButton, keys, end)


def send_move(editor: SheetEditor, at: QPoint, keys: Qt.KeyboardModifier) -> None:
    """A move with the button down, which QTest cannot make with keys."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtGui import QMouseEvent

    page = editor.page
    where = QPointF(page.mapToGlobal(at))
    left = Qt.MouseButton.LeftButton
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(at), where, Qt.MouseButton.NoButton, left, keys)
    QCoreApplication.sendEvent(page, event)


def text_added(editor: SheetEditor, qtbot: QtBot) -> str:
    """A text put into the middle of the page."""
    editor.add("text")
    settle(editor, qtbot)
    return editor.model.selection[0]


def middle(editor: SheetEditor, identity: str) -> QPoint:
    """The pixel in the middle of an element."""
    at = box(editor, identity)
    return pixel(editor, at.x + at.width / 2, at.y + at.height / 2)


def test_a_click_chooses_and_a_click_beside_the_page_lets_go(editor: SheetEditor, qtbot: QtBot) -> None:
    qtbot.mouseClick(editor.page, Qt.MouseButton.LeftButton, pos=middle(editor, "legend"))
    assert editor.model.selection == ("legend",)
    assert editor.properties.heading.text() == editor.words.kinds()["legend"]
    qtbot.mouseClick(editor.page, Qt.MouseButton.LeftButton, NO_KEYS, middle(editor, "north"), 0)
    qtbot.mouseClick(editor.page, Qt.MouseButton.LeftButton, SHIFT, middle(editor, "legend"))
    assert set(editor.model.selection) == {"north", "legend"}
    qtbot.mouseClick(editor.page, Qt.MouseButton.LeftButton, pos=pixel(editor, -6, -3))
    assert editor.model.selection == ()


def test_a_drag_moves_what_is_chosen_as_one_step_that_undo_takes_back(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    before = box(editor, identity)
    start = middle(editor, identity)
    end = start + QPoint(round(40 * editor.page.scale.pixels_per_mm), 0)
    drag(editor, start, end, CONTROL)
    assert box(editor, identity).x == pytest.approx(before.x + 40, abs=0.6)
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert box(editor, identity) == before
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert box(editor, identity).x == pytest.approx(before.x + 40, abs=0.6)


def test_a_drag_near_the_margin_is_snapped_to_it(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    at, share = box(editor, identity), editor.page.scale.pixels_per_mm
    away = editor.model.paper.binding - at.x - 3 / share
    drag(editor, middle(editor, identity), middle(editor, identity) + QPoint(round(away * share), 0))
    assert box(editor, identity).x == editor.model.paper.binding


def test_escape_in_a_drag_puts_everything_back(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    before, start = box(editor, identity), middle(editor, identity)
    QTest.mousePress(editor.page, Qt.MouseButton.LeftButton, NO_KEYS, start)
    send_move(editor, start + QPoint(60, 30), NO_KEYS)
    assert box(editor, identity) != before
    qtbot.keyClick(editor.page, Qt.Key.Key_Escape)
    QTest.mouseRelease(editor.page, Qt.MouseButton.LeftButton, NO_KEYS, start)
    assert box(editor, identity) == before


def test_what_the_page_has_placed_is_chosen_before_it_can_be_dragged(editor: SheetEditor) -> None:
    drag(editor, middle(editor, "legend"), middle(editor, "legend") + QPoint(9, 9))
    assert editor.model.is_saved
    editor.model.choose(["legend"])
    drag(editor, middle(editor, "legend"), middle(editor, "legend") + QPoint(30, 0), CONTROL)
    assert editor.model.design.element("legend").place.area == "page"


def test_a_handle_resizes_and_the_opposite_edge_stays(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    before = box(editor, identity)
    corner = handle_points(editor.page.scale.box(before))["se"].toPoint()
    drag(editor, corner, corner + QPoint(round(20 * editor.page.scale.pixels_per_mm), 0), CONTROL)
    after = box(editor, identity)
    assert (after.x, after.y) == (before.x, before.y)
    assert after.width == pytest.approx(before.width + 20, abs=0.6)


def test_arrows_move_by_a_millimetre_and_by_a_tenth_and_are_one_step(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    before = box(editor, identity)
    for _ in range(3):
        qtbot.keyClick(editor.page, Qt.Key.Key_Right)
    qtbot.keyClick(editor.page, Qt.Key.Key_Down, CONTROL)
    after = box(editor, identity)
    assert (after.x, after.y) == (pytest.approx(before.x + 3), pytest.approx(before.y + 0.1))
    qtbot.keyClick(editor.page, Qt.Key.Key_Right, SHIFT)
    assert box(editor, identity).width == before.width + 1
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert box(editor, identity) == before


def test_copies_order_alignment_and_deletion_by_keys(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    qtbot.keyClick(editor.page, Qt.Key.Key_C, CONTROL)
    qtbot.keyClick(editor.page, Qt.Key.Key_V, CONTROL)
    copy = editor.model.selection[0]
    assert editor.model.design.elements[-1].id == copy != identity
    qtbot.keyClick(editor.page, Qt.Key.Key_PageDown)
    assert editor.model.design.elements[-1].id == identity
    editor.model.choose([identity, copy])
    qtbot.keyClick(editor.page, Qt.Key.Key_L, CONTROL | SHIFT)
    assert box(editor, identity).x == box(editor, copy).x
    qtbot.keyClick(editor.page, Qt.Key.Key_Delete)
    assert {identity, copy} & {each.id for each in editor.model.design.elements} == set()


def test_undo_shows_the_design_before_and_a_new_step_forgets_what_was_taken_back() -> None:
    first, second, third = (SheetDesign(name="a", title=Text(word, word)) for word in "abc")
    past = Past(first)
    assert past.step(second, "typing")
    assert past.step(third, "typing")
    assert not past.step(third)
    assert past.undo()
    assert past.present == first
    assert past.redo()
    assert past.present == third
    past.undo()
    past.step(second)
    assert not past.redo()


def test_the_list_and_the_page_choose_alike(editor: SheetEditor) -> None:
    rows = {
        editor.lists.elements.item(at).data(Qt.ItemDataRole.UserRole): at for at in range(editor.lists.elements.count())
    }
    editor.lists.elements.item(rows["notes"]).setSelected(True)
    assert editor.model.selection == ("notes",)
    editor.model.choose(["map"])
    assert editor.lists.elements.item(rows["map"]).isSelected()
    assert not editor.lists.elements.item(rows["notes"]).isSelected()


def test_typing_into_the_form_changes_the_sheet_as_one_step(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    words = editor.properties.forms["text"].fields["text"]
    words.lines[0].clear()
    qtbot.keyClicks(words.lines[0], "abc")
    words.insert_field("scale")
    assert editor.model.design.element(identity).text.zh == "abc{scale}"
    settle(editor, qtbot)
    assert any("abc1:" in getattr(item, "text", "") for item in editor.model.layout.items)
    qtbot.keyClick(words.lines[0], Qt.Key.Key_Z, CONTROL)
    assert isinstance(editor.model.design.element(identity), Label)
    assert words.lines[0].text() == editor.model.design.element(identity).text.zh == "文字"


def test_what_is_wrong_is_said_beside_its_field(editor: SheetEditor, qtbot: QtBot) -> None:
    identity = text_added(editor, qtbot)
    words = editor.properties.forms["text"].fields["text"]
    qtbot.keyClicks(words.lines[0], "{nothing}")
    assert words.wrong.isVisible()
    assert "{nothing}" not in editor.model.design.element(identity).text.zh
    editor.model.choose(["map"])
    labels = editor.properties.forms["map"].fields["labels"]
    qtbot.keyClicks(labels.line, "{parcel_no:")
    qtbot.waitUntil(lambda: labels.wrong.isVisible() and bool(labels.wrong.text()), timeout=WAIT_MS)
    labels.line.clear()
    labels.line.textEdited.emit("")
    qtbot.waitUntil(lambda: not labels.wrong.isVisible(), timeout=WAIT_MS)


def test_layers_are_ticked_in_a_list_that_a_button_opens(editor: SheetEditor, qtbot: QtBot) -> None:
    editor.model.choose(["map"])
    field = editor.properties.forms["map"].fields["named"]
    before = editor.model.design.element("map").named
    field.menu.aboutToShow.emit()
    item = next(item for item in map(field.list.item, range(field.list.count())) if item.data(256) == "zoning")
    item.setCheckState(Qt.CheckState.Checked)
    assert editor.model.design.element("map").named == (*before, "zoning")
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.model.design.element("map").named == before


def test_a_map_takes_what_the_window_shows(editor: SheetEditor, qtbot: QtBot) -> None:
    editor.model.choose(["map"])
    form = editor.properties.forms["map"]
    form.fields["frames"].entered.emit("bounds")
    settle(editor, qtbot)
    form.fields["bounds"].button.click()
    frame = editor.model.design.element("map")
    assert isinstance(frame, MapFrame)
    settle(editor, qtbot)
    west, south, east, north = frame.bounds
    shown = editor.model.layout.frames[0].extent()
    assert shown[0] <= west
    assert shown[1] <= south
    assert shown[2] >= east
    assert shown[3] >= north


def test_unknown_paper_is_refused_and_known_paper_is_taken(editor: SheetEditor, qtbot: QtBot) -> None:
    paper = editor.properties.page.fields["paper"]
    paper.line.setText("Foolscap")
    qtbot.keyClick(paper.line, Qt.Key.Key_Return)
    assert paper.wrong.isVisible()
    paper.line.setText("A4")
    qtbot.keyClick(paper.line, Qt.Key.Key_Return)
    settle(editor, qtbot)
    assert editor.model.layout.paper.name == "A4"


def test_a_remark_of_the_checklist_leads_to_its_element(editor: SheetEditor, qtbot: QtBot) -> None:
    editor.model.choose(["notes"])
    qtbot.keyClick(editor.page, Qt.Key.Key_Delete)
    remarks = editor.lists.remarks
    role = Qt.ItemDataRole.UserRole

    def found() -> list[int]:
        return [at for at in range(remarks.count()) if remarks.item(at).data(role) == "elements.empty"]

    qtbot.waitUntil(lambda: bool(found()) and not editor.model.busy, timeout=WAIT_MS)
    remarks.itemClicked.emit(remarks.item(found()[0]))
    assert "authority" in editor.model.selection


def test_a_sheet_saved_beside_the_plan_opens_again_alike(window: MainWindow, plan_folder: Path, qtbot: QtBot) -> None:
    editor = opened(window, qtbot)
    text_added(editor, qtbot)
    editor.head.name.setText("我的图")
    with qtbot.waitSignal(editor.saved, timeout=WAIT_MS):
        qtbot.keyClick(editor, Qt.Key.Key_S, CONTROL)
    path = plan_folder / "sheets" / "我的图.toml"
    assert editor.model.is_saved
    again = opened(window, qtbot, "我的图")
    assert design_as_toml(again.model.design) == path.read_text(encoding="utf-8")
    assert again.model.design.elements == editor.model.design.elements
    assert again.model.picture == editor.model.picture
    shut(window)


def test_a_sheet_of_a_project_is_saved_as_a_step_that_the_history_takes_back(
    project_window: MainWindow, qtbot: QtBot
) -> None:
    project_editor = opened(project_window, qtbot)
    text_added(project_editor, qtbot)
    assert not project_editor.model.is_saved
    changed(project_window, qtbot, lambda: qtbot.keyClick(project_editor, Qt.Key.Key_S, CONTROL))
    qtbot.waitUntil(lambda: project_editor.model.is_saved, timeout=WAIT_MS)
    assert "zoning" in project_window.session.plan.sheets
    assert project_window.session.desk.past.entries[-1].label.zh == "加入图纸“zoning”"
    assert any("加入图纸" in row.text for row in history(project_window))
    changed(project_window, qtbot, project_window.session.desk.undo)
    assert project_window.session.plan.sheets == {}
    assert not project_editor.model.is_saved
    shut(project_window)


def test_a_name_that_is_taken_or_impossible_is_refused_beside_it(editor: SheetEditor, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "status" in editor._templates, timeout=WAIT_MS)
    editor.head.name.setText("status")
    editor.save()
    assert editor.head.wrong.isVisible()
    editor.head.name.setText("../up")
    editor.save()
    qtbot.waitUntil(lambda: "../up" in editor.head.wrong.text(), timeout=WAIT_MS)


def test_closing_asks_about_what_is_not_saved(window: MainWindow, qtbot: QtBot) -> None:
    editor = opened(window, qtbot)
    text_added(editor, qtbot)
    assert not window.close()
    assert window.isVisible()
    assert editor.question is not None
    editor.question.button(QMessageBox.StandardButton.Cancel).click()
    assert editor.isVisible()
    editor.close()
    editor.question.button(QMessageBox.StandardButton.Discard).click()
    qtbot.waitUntil(lambda: not editor.isVisible(), timeout=WAIT_MS)
    assert window.sheets.editors == {}


def test_zooming_keeps_the_place_under_the_pointer_and_draws_it_sharp(editor: SheetEditor, qtbot: QtBot) -> None:
    at = QPointF(400, 300)
    before = editor.page.scale.on_page(at)
    editor.page.zoom(4, at)
    assert editor.page.scale.on_page(at) == (pytest.approx(before[0], abs=0.2), pytest.approx(before[1], abs=0.2))
    qtbot.waitUntil(
        lambda: editor.model.region.pixels_per_mm == pytest.approx(editor.page.scale.pixels_per_mm), timeout=WAIT_MS
    )
    qtbot.keyClick(editor.page, Qt.Key.Key_0)
    assert editor.page.scale.pixels_per_mm < 4


def test_the_window_opens_editors_from_its_menu_and_from_the_dialog(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.sheets._titles), timeout=WAIT_MS)
    inner = window.sheets.menu.actions()[1].menu()
    assert inner is not None
    inner.actions()[0].trigger()
    qtbot.waitUntil(lambda: "zoning" in window.sheets.editors, timeout=WAIT_MS)
    window.print_sheet()
    form = window.sheet_dialog.form
    qtbot.waitUntil(lambda: form.sheet.count() > 1, timeout=WAIT_MS)
    form.sheet.setCurrentIndex(form.sheet.findData("status"))
    form.edit_button.click()
    qtbot.waitUntil(lambda: "status" in window.sheets.editors, timeout=WAIT_MS)
    window.sheet_dialog.close()
    shut(window)
