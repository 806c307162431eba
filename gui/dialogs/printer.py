"""The system's printer: chosen in its own dialog, drawn on by the painter of the sheets, as vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text

if TYPE_CHECKING:
    from layers.plan import Plan
    from maps.sheets.paper import Paper
    from services.printing import PrintOrder


def ask_for_printer(parent: QWidget, answer: Callable[[QPrinter], None]) -> QPrintDialog:
    """Open the system's dialog without blocking; ``answer`` takes the printer chosen."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, False)
    dialog.accepted.connect(lambda: answer(printer))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def print_pages(printer: QPrinter, plan: Plan, order: PrintOrder, feedback: Feedback) -> int:
    """Draw the pages of an order on ``printer`` and return how many; may run in a worker.

    The paper of every page is the sheet's own, without margins: the drawing is true to scale and nothing is fitted.
    ``AppError`` when the printer takes no page; ``Cancelled`` between two pages, the job is then withdrawn.
    """
    from maps.sheets.sheet import draw_sheet
    from services import printing

    painter = QPainter()
    pages = 0
    try:
        for layout in printing.sheet_pages(plan, order, feedback):
            feedback.check()
            _set_paper(printer, layout.paper)
            if not (printer.newPage() if pages else painter.begin(printer)):
                raise AppError(
                    "printer.refused",
                    Text("打印机没有接受页面。", "The printer does not take the page."),
                    Text("请检查打印机，或先输出 PDF。", "Check the printer, or write a PDF first."),
                )
            draw_sheet(painter, layout, printer.resolution() / 25.4)
            pages += 1
    except BaseException:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
    return pages


def _set_paper(printer: QPrinter, paper: Paper) -> None:
    exact = QPageSize.SizeMatchPolicy.FuzzyMatch
    across = paper.width > paper.height
    short, long = sorted((paper.width, paper.height))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, paper.name, exact)
    way = QPageLayout.Orientation.Landscape if across else QPageLayout.Orientation.Portrait
    printer.setFullPage(True)
    printer.setPageLayout(QPageLayout(size, way, QMarginsF(0, 0, 0, 0)))
