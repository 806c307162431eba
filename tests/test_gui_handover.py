"""The hand-over dialog: what is ready, what is written, what is refused, and stopping."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text
from gui.dialogs import files
from gui.handover.dialog import HandoverDialog
from gui.window import MainWindow
from layers.store.loading import read_layer
from services import handover_apart
from services.handover import Delivered, HandoverOrder, Written
from tests.gui_projects import CONTROL, WAIT_MS, changed

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.

Fake = Callable[[HandoverOrder, Feedback], tuple[Delivered, ...]]


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is suggested."""
    folder = tmp_path / "交付"
    folder.mkdir()
    monkeypatch.setattr(files, "suggested_folder", lambda: folder)
    monkeypatch.setattr("gui.handover.terms.suggested_folder", lambda: folder)
    return folder


def opened(window: MainWindow, qtbot: QtBot) -> HandoverDialog:
    """The dialog, opened by its key, when it knows what is ready."""
    qtbot.keyClick(window, Qt.Key.Key_J, CONTROL)
    dialog = window.handover.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.readiness is not None, timeout=WAIT_MS)
    return dialog


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> HandoverDialog:
    """The open dialog of a plan folder."""
    return opened(window, qtbot)


def answering(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> list[HandoverOrder]:
    """Let ``fake`` do the work, in the worker; returns what was ordered."""
    orders: list[HandoverOrder] = []

    def stands_in(order: HandoverOrder, feedback: Feedback) -> tuple[Delivered, ...]:
        orders.append(order)
        return fake(order, feedback)

    monkeypatch.setattr(handover_apart, "hand_over_apart", stands_in)
    return orders


def click(qtbot: QtBot, button: QToolButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_top_row_has_a_button_with_its_word(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1600, 800)
    action = window.commands["hand_over"]
    button = next(one for one in window.top_row.findChildren(QToolButton) if one.defaultAction() is action)
    assert button.isVisible()
    words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    qtbot.waitUntil(lambda: button.toolButtonStyle() == words, timeout=2000)
    assert not button.icon().isNull()
    assert action in window.top_row.menu.actions()
    click(qtbot, button)
    assert window.handover.dialog is not None
    assert window.handover.dialog.isVisible()
    assert not window.handover.dialog.isModal()


def test_without_a_plan_it_says_what_to_do(bare_window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(bare_window, Qt.Key.Key_J, CONTROL)
    assert bare_window.handover.dialog is None
    assert bare_window.messages.isVisible()


def test_every_row_says_what_is_ready(dialog: HandoverDialog) -> None:
    rows = dialog.list.rows
    assert list(rows) == ["assessment", "review", "tables", "evidence", "web", "findings"]
    assert all(row.wanted and "可以交付" in row.told.text() for row in rows.values())
    assert "无法检查 1 项" in rows["assessment"].told.text()
    assert "冲突 1 项" in rows["review"].told.text()
    assert "不签名" in rows["evidence"].told.text()
    assert "示意数据" in dialog.general.text()
    assert dialog.terms.language.currentData() == "zh"


def test_what_is_missing_cannot_be_ticked(
    bare_window: MainWindow, plan_folder: Path, qtbot: QtBot, documents: Path
) -> None:
    (plan_folder / "project_footprints.gpkg").unlink()
    with qtbot.waitSignal(bare_window.session.checked, timeout=WAIT_MS):
        bare_window.open(plan_folder)
    dialog = opened(bare_window, qtbot)
    review = dialog.list.rows["review"]
    assert not review.tick.isEnabled()
    assert not review.wanted
    assert "项目范围" in review.told.text()
    with qtbot.waitSignal(dialog.looked, timeout=WAIT_MS):
        dialog.terms.folder.setText(str(documents / "没有"))
    assert dialog.terms.wrong_folder.isVisible()
    assert not dialog.write_button.isEnabled()
    with qtbot.waitSignal(dialog.looked, timeout=WAIT_MS):
        dialog.terms.folder.setText(str(documents))
    assert dialog.write_button.isEnabled()


def test_what_was_chosen_is_ordered_and_the_results_are_told(
    window: MainWindow, dialog: HandoverDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, documents: Path
) -> None:
    def fake(order: HandoverOrder, feedback: Feedback) -> tuple[Delivered, ...]:
        feedback.report(0.5, Text("正在生成表格", "Making the tables"))
        refusal = AppError("web.nothing", Text("无法生成网页地图。", "There is no map to make."))
        return (
            Delivered("tables", (Written(order.folder / "<b>表格.xlsx", 12_345),)),
            Delivered("web", refusal=refusal),
        )

    orders = answering(monkeypatch, fake)
    key = documents / "key.pem"
    for kind in ("assessment", "review", "evidence", "findings"):
        qtbot.mouseClick(
            dialog.list.rows[kind].tick, Qt.MouseButton.LeftButton, pos=dialog.list.rows[kind].tick.rect().center()
        )
    dialog.terms.formats[".pdf"].setChecked(True)
    dialog.terms.language.setCurrentIndex(1)
    dialog.terms.unit.setCurrentIndex(2)
    dialog.terms.inputs.setCurrentIndex(1)
    dialog.terms.maker.setText("规划局")
    dialog.terms.key.setText(str(key))
    with qtbot.waitSignal(dialog.handed_over, timeout=WAIT_MS):
        click(qtbot, dialog.write_button)
    (order,) = orders
    assert order.plan_path == window.session.path
    assert (order.kinds, order.formats, order.language) == (("tables", "web"), (".docx", ".pdf"), "en")
    assert (order.unit, order.inputs, order.key, order.maker) == ("mu", False, key, "规划局")
    assert set(order.digests) == {layer.name for layer in window.session.plan.layers}
    rows = dialog.list.rows
    assert rows["tables"].result.text() == "已写出：<b>表格.xlsx（12.3 kB）"
    assert rows["tables"].result.textFormat() == Qt.TextFormat.PlainText
    assert rows["web"].refusal.isVisible()
    assert rows["web"].refusal.text() == "无法生成网页地图。"
    assert "1 项未能生成" in dialog.told.text()
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    click(qtbot, dialog.open_button)
    assert [Path(url.toLocalFile()) for url in shown] == [documents]


def test_nothing_ticked_is_said_and_nothing_ordered(
    dialog: HandoverDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = answering(monkeypatch, lambda _order, _feedback: ())
    for row in dialog.list.rows.values():
        row.want(False)
    click(qtbot, dialog.write_button)
    assert dialog.wrong.isVisible()
    assert orders == []


def waits(_order: HandoverOrder, feedback: Feedback) -> tuple[Delivered, ...]:
    """Works until it is stopped."""
    while not feedback.cancelled:
        time.sleep(0.005)
    raise Cancelled


def test_it_can_be_stopped(dialog: HandoverDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = answering(monkeypatch, waits)
    click(qtbot, dialog.write_button)
    assert dialog.progress.isVisible()
    assert not dialog.terms.isEnabled()
    qtbot.waitUntil(lambda: bool(orders), timeout=WAIT_MS)
    click(qtbot, dialog.close_button)
    assert dialog.isVisible()
    assert dialog.write_button.isEnabled()
    assert not dialog.progress.isVisible()
    assert dialog.told.text() == "已停止，没有写出任何文件。"
    click(qtbot, dialog.close_button)
    assert not dialog.isVisible()


def test_a_refusal_is_said_in_the_dialog(
    dialog: HandoverDialog, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_order: HandoverOrder, _feedback: Feedback) -> tuple[Delivered, ...]:
        raise AppError("output.unwritable", Text("磁盘已满。", "The disk is full."))

    answering(monkeypatch, refuses)
    click(qtbot, dialog.write_button)
    qtbot.waitUntil(dialog.wrong.isVisible, timeout=WAIT_MS)
    assert dialog.wrong.text() == "磁盘已满。"
    assert not window.messages.isVisible()
    assert dialog.write_button.isEnabled()


def test_a_project_is_copied_as_it_is_when_the_button_is_pressed(
    project_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = project_window
    dialog = opened(window, qtbot)
    names: list[list[str]] = []

    def reads_late(order: HandoverOrder, feedback: Feedback) -> tuple[Delivered, ...]:
        while not feedback.cancelled and window.session.desk.past.to_undo is before:
            time.sleep(0.005)
        names.append(read_layer(order.plan_path, "zoning").frame["name"].tolist())
        return (Delivered("findings"),)

    before = window.session.desk.past.to_undo
    orders = answering(monkeypatch, reads_late)
    click(qtbot, dialog.write_button)
    qtbot.waitUntil(lambda: bool(orders), timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.handed_over, timeout=WAIT_MS):
        changed(window, qtbot, lambda: window.session.desk.remove_layer("zoning"))
    (order,) = orders
    assert "二号地块" in names[0]
    assert order.home == window.session.path.parent
    assert order.plan_path.name == window.session.path.name
    assert order.digests == {}
    assert not order.plan_path.exists()


def test_a_click_while_an_edit_is_being_written_waits_for_it(
    project_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = project_window
    dialog = opened(window, qtbot)
    seen: list[set[str]] = []

    def reads(order: HandoverOrder, _feedback: Feedback) -> tuple[Delivered, ...]:
        from services.opening import open_plan

        seen.append({layer.name for layer in open_plan(order.plan_path).layers})
        return (Delivered("findings"),)

    answering(monkeypatch, reads)
    window.session.desk.remove_layer("ecological_redline")
    assert window.session.desk.is_writing
    click(qtbot, dialog.write_button)
    assert "上一步" in dialog.told.text()
    with qtbot.waitSignal(dialog.handed_over, timeout=WAIT_MS):
        pass
    assert seen == [{"zoning", "development_boundary", "project_footprints"}]


def test_a_check_that_is_not_of_the_present_state_is_told(
    dialog: HandoverDialog, window: MainWindow, qtbot: QtBot
) -> None:
    assert window.session.is_checked
    assert "检查一遍" not in dialog.general.text()
    window.session._checked_plan = None
    with qtbot.waitSignal(dialog.looked, timeout=WAIT_MS):
        dialog.terms.inputs.setCurrentIndex(1)
    assert "检查一遍" in dialog.general.text()
    assert "冲突" not in dialog.list.rows["review"].told.text()


def test_it_speaks_the_other_language_at_once(dialog: HandoverDialog, window: MainWindow) -> None:
    window.switch_language()
    assert dialog.windowTitle() == "Hand over"
    assert dialog.list.rows["review"].tick.text() == "Review report"
    assert "Ready." in dialog.list.rows["web"].told.text()
    assert window.commands["hand_over"].text() == "Hand over"


def test_sheets_that_are_not_saved_are_told(window: MainWindow, qtbot: QtBot) -> None:
    class Unsaved:
        is_saved = False

    window.sheets.editors["zoning"] = type("Editor", (), {"model": Unsaved})  # type: ignore[assignment]
    dialog = opened(window, qtbot)
    assert dialog.list.sheets_told.text().endswith("1 张。") or dialog.list.sheets_told.text().endswith(": 1.")
    window.sheets.editors.clear()
    dialog.hide()
    dialog.show()
    assert "1" not in dialog.list.sheets_told.text()


def test_the_sheets_are_one_click_away(dialog: HandoverDialog, window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, dialog.list.sheets_button)
    assert window.sheet_dialog is not None
    assert window.sheet_dialog.isVisible()


def test_another_plan_closes_it(dialog: HandoverDialog, window: MainWindow, qtbot: QtBot, plan_folder: Path) -> None:
    closed: list[int] = []
    dialog.finished.connect(closed.append)
    with qtbot.waitSignal(window.session.checked, timeout=WAIT_MS):
        window.open(plan_folder)
    assert window.handover.dialog is None
    assert len(closed) == 1


def test_closing_the_window_stops_it(project_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = opened(project_window, qtbot)
    orders = answering(monkeypatch, waits)
    click(qtbot, dialog.write_button)
    qtbot.waitUntil(lambda: bool(orders), timeout=WAIT_MS)
    project_window.close()
    assert not orders[0].plan_path.exists()


def test_the_findings_of_the_plan_are_really_written(dialog: HandoverDialog, qtbot: QtBot, documents: Path) -> None:
    for kind, row in dialog.list.rows.items():
        row.want(kind == "findings")
    with qtbot.waitSignal(dialog.handed_over, timeout=60_000):
        click(qtbot, dialog.write_button)
    written = sorted(path.name for path in documents.iterdir())
    assert [name.split(" ")[1] for name in written] == ["审查结论", "规划结论"]
    assert "2 个文件" in dialog.told.text()
