"""A sheet as a vector PDF: fonts embedded, text searchable, no pictures."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSaveFile, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from core.errors import AppError
from core.messages import Text
from maps.sheet import SheetLayout, draw_sheet

DPI = 1200
"""Fine enough for hairlines. Page and scale do not depend on each other: Qt rounds the page to whole points only."""


def write_pdf(layout: SheetLayout, path: Path, *, author: str = "") -> None:
    """Write the sheet to ``path``; on failure nothing is left there and ``AppError`` says so.

    Needs a QGuiApplication.
    """
    # QSaveFile writes beside the target and renames at commit.
    target = QSaveFile(str(path))
    if path.is_dir() or not target.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _unwritable(path, target.errorString())
    try:
        drawn = _draw(layout, target, author)
    except BaseException:
        target.cancelWriting()
        raise
    if not drawn or not target.commit():
        target.cancelWriting()
        raise _unwritable(path, target.errorString())


def _draw(layout: SheetLayout, target: QSaveFile, author: str) -> bool:
    writer = QPdfWriter(target)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_1_6)
    writer.setResolution(DPI)
    size = QSizeF(layout.paper.width, layout.paper.height)
    writer.setPageSize(
        QPageSize(size, QPageSize.Unit.Millimeter, layout.paper.name, QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(layout.title)
    writer.setCreator("Lantu")
    if author and hasattr(writer, "setAuthor"):
        writer.setAuthor(author)
    painter = QPainter()
    if not painter.begin(writer):
        return False
    draw_sheet(painter, layout, DPI / 25.4)
    return painter.end()


def _unwritable(path: Path, reason: str) -> AppError:
    return AppError(
        "sheet.unwritable",
        Text("无法写入“{path}”：{reason}。", "“{path}” cannot be written: {reason}.").format(
            path=path.name, reason=reason or "?"
        ),
        Text(
            "请换一个文件夹或文件名，或检查权限与磁盘空间。",
            "Choose another folder or name, or check rights and disk space.",
        ),
    )
