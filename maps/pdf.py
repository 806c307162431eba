"""A sheet as a vector PDF: fonts embedded, text searchable, no pictures."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from core.files import write_beside
from maps.sheet import SheetLayout, draw_sheet

DPI = 1200
"""Fine enough for hairlines. Page and scale do not depend on each other: Qt rounds the page to whole points only."""


def write_pdf(layout: SheetLayout, path: Path, *, author: str = "") -> None:
    """Write the sheet to ``path``; on failure nothing is left there and ``AppError`` says so.

    Needs a QGuiApplication.
    """
    with write_beside(path) as temporary:
        if not (_draw(layout, temporary, author) and _complete(temporary)):
            # Qt does not say why; a full disk is what happens.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _draw(layout: SheetLayout, path: Path, author: str) -> bool:
    writer = QPdfWriter(str(path))
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


def _complete(path: Path) -> bool:
    """Whether the end of the file reached the disk."""
    with path.open("rb") as written:
        written.seek(-min(32, path.stat().st_size), os.SEEK_END)
        return b"%%EOF" in written.read()
