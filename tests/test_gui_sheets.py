"""Printing from the window."""

from __future__ import annotations

import time
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text
from gui.dialogs.printer import print_pages
from gui.dialogs.sheets import SheetDialog
from gui.window import MainWindow
from layers.plan import Plan
from services import printing
from services.printing import PrintedSheet, PrintOrder
from tests.maps_plans import plan_of, town

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.


@pytest.fixture
def dialog(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> SheetDialog:
    """The open dialog with its preview, writing into the test's folder."""
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = window.sheet_dialog
    assert dialog is not None
    qtbot.waitSignal(dialog.form.preview.drawn, timeout=20_000).wait()
    dialog.form.file.setText(str(tmp_path / "图.pdf"))
    return dialog


def test_a_sheet_is_printed_with_what_was_chosen(
    window: MainWindow, dialog: SheetDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def printed(_plan: Plan, order: PrintOrder, out: Path, _feedback: Feedback) -> PrintedSheet:
        asked.append((order, out.name))
        return PrintedSheet(out, "A2", "1:25 000")

    monkeypatch.setattr(printing, "print_sheet", printed)
    form = dialog.form
    form.paper.setCurrentText("A2")
    form.scale.setEditText("1:2.5万")
    form.orientation.setCurrentIndex(form.orientation.findData("portrait"))
    form.atlas.setCurrentIndex(form.atlas.findData("zoning"))
    form.kind.setCurrentIndex(form.kind.findData(".png"))
    with qtbot.waitSignal(dialog.printed, timeout=10_000):
        qtbot.mouseClick(form.print_button, Qt.MouseButton.LeftButton)
    order = PrintOrder("zoning", paper="A2", orientation="portrait", scale=25_000, dpi=300, atlas="zoning")
    assert asked == [(order, "图 {page} {name}.png")]
    assert not dialog.isVisible()
    assert "1:25 000" in window.messages.text.text()
    assert window.messages.action.isVisible()


def test_the_preview_shows_the_sheet_and_the_checklist(dialog: SheetDialog, qtbot: QtBot) -> None:
    picture = dialog.form.preview.picture
    assert picture.width() > picture.height() > 100
    assert picture.pixelColor(picture.width() // 2, picture.height() - 2).name() == "#ffffff"
    assert dialog.form.sheet.count() >= 8
    with qtbot.waitSignal(dialog.form.preview.drawn, timeout=20_000):
        dialog.form.orientation.setCurrentIndex(dialog.form.orientation.findData("portrait"))
    assert dialog.form.preview.picture.width() < dialog.form.preview.picture.height()


def test_printing_can_be_stopped(dialog: SheetDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(_plan: Plan, _order: PrintOrder, _out: Path, feedback: Feedback) -> PrintedSheet:
        while not feedback.cancelled:
            time.sleep(0.01)
        raise Cancelled

    monkeypatch.setattr(printing, "print_sheet", waits)
    dialog.print()
    assert dialog.form.progress.isVisible()
    qtbot.mouseClick(dialog.form.close_button, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.form.print_button.isEnabled()


def test_a_wrong_scale_is_told_beside_its_field_and_nothing_is_printed(dialog: SheetDialog, window: MainWindow) -> None:
    dialog.form.scale.setEditText("很大")
    dialog.print()
    assert dialog.form.wrong_scale.isVisible()
    assert not dialog.form.wrong_file.isVisible()
    assert not window.jobs.running


def test_a_file_that_cannot_be_written_is_told_beside_its_field(
    dialog: SheetDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_arguments: object, **_rest: object) -> None:
        raise AppError("output.unwritable", Text("文件写不进去。", "The file cannot be written."))

    monkeypatch.setattr(printing, "print_sheet", refused)
    dialog.print()
    qtbot.waitUntil(dialog.form.wrong_file.isVisible, timeout=10_000)
    assert dialog.form.wrong_file.text() == "文件写不进去。"
    assert dialog.isVisible()
    assert dialog.form.print_button.isEnabled()


def test_without_a_plan_there_is_nothing_to_print(bare_window: MainWindow) -> None:
    bare_window.print_sheet()
    assert bare_window.sheet_dialog is None
    assert "请先打开规划" in bare_window.messages.text.text()


@pytest.mark.usefixtures("themed")
def test_a_printer_gets_vectors_true_to_scale(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printer.pdf"))
    order = PrintOrder("zoning", paper="A4", orientation="portrait")
    assert print_pages(printer, plan_of(town(["0701", "1401"])), order, Feedback()) == 1
    with pikepdf.open(tmp_path / "printer.pdf") as pdf:
        assert len(pdf.pages) == 1
        page = pdf.pages[0]
        size = [float(each) for each in page.mediabox[2:]]
        assert size == pytest.approx([210 / 25.4 * 72, 297 / 25.4 * 72], abs=0.6)
        assert not len(page.Resources.XObject)
        assert len(page.Contents.read_bytes()) > 10_000
