"""Text with tables and pictures as a PDF: the bundled font embedded, every word found again, page numbers."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from core.files import write_beside
from maps.fonts import bold_has, load_fonts

DPI = 600
MARGIN_MM = 18.0
FOOT_MM = 8.0
FOOT_POINTS = 8.5
EDGE_MM = 0.3
"""Left free above the foot of a page: the upper edge of a picture on the next one would show there as a hairline."""
MOST_TURNS = 3
"""How often headings are looked for that stand alone at the foot of a page: a break moves what comes after it."""


def write_text_pdf(html: str, path: Path, *, title: str, author: str = "", foot: str = "") -> int:
    """Write the page on A4 and return the number of pages; ``foot`` stands below each beside its number.

    ``html`` is in the part of HTML that QTextDocument knows, pictures as data. Nothing is loaded. ``AppError`` where
    the file cannot be written. Needs a QGuiApplication.
    """
    with write_beside(path) as temporary:
        writer = QPdfWriter(str(temporary))
        writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_1_6)
        writer.setResolution(DPI)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        writer.setTitle(title)
        writer.setCreator("Lantu")
        if author:
            writer.setAuthor(author)
        document = _Closed()
        document.documentLayout().setPaintDevice(writer)
        document.setDefaultFont(QFont(load_fonts(), 10))
        document.setDocumentMargin(0)
        document.setHtml(html)
        _keep_to_the_font(document)
        pages = _print(document, writer, foot)
    if not pages:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return pages


class _Closed(QTextDocument):
    """A document that reads no file and no address: only what stands in it."""

    def loadResource(self, kind: int, name: object) -> object:  # noqa: N802
        """Pictures given as data; nothing else."""
        address = name.toString() if hasattr(name, "toString") else str(name)
        return super().loadResource(kind, name) if address.startswith("data:") else None  # type: ignore[arg-type]


def _keep_to_the_font(document: QTextDocument) -> None:
    """One family throughout; bold only where the bold face has every character, else another font would step in."""
    family = load_fonts()
    everywhere = QTextCursor(document)
    everywhere.beginEditBlock()  # laid out once, not after every change
    everywhere.select(QTextCursor.SelectionType.Document)
    same = QTextCharFormat()
    same.setFontFamilies([family])
    everywhere.mergeCharFormat(same)
    plain = QTextCharFormat()
    plain.setFontWeight(QFont.Weight.Normal)
    block = document.begin()
    while block.isValid():
        if _has_bold(block) and not bold_has(block.text()):
            cursor = QTextCursor(block)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            cursor.mergeCharFormat(plain)
        block = block.next()
    everywhere.endEditBlock()


def _has_bold(block: QTextBlock) -> bool:
    if block.charFormat().fontWeight() > QFont.Weight.Normal:
        return True
    return any(form.format.fontWeight() > QFont.Weight.Normal for form in block.textFormats())


def _print(document: QTextDocument, writer: QPdfWriter, foot: str) -> int:
    """Page by page; 0 when the writer cannot."""
    per_mm = DPI / 25.4
    margin, room = MARGIN_MM * per_mm, FOOT_MM * per_mm
    width, height = writer.width() - 2 * margin, writer.height() - 2 * margin - room
    document.setPageSize(QSizeF(width, height))
    _keep_headings(document, height)
    pages = document.pageCount()
    painter = QPainter()
    if not painter.begin(writer):
        return 0
    try:
        for page in range(pages):
            if page and not writer.newPage():
                return 0
            painter.save()
            painter.translate(QPointF(margin, margin - page * height))
            context = QAbstractTextDocumentLayout.PaintContext()
            context.clip = QRectF(0, page * height, width, height - EDGE_MM * per_mm)
            context.palette.setColor(context.palette.ColorRole.Text, QColor("#1D2433"))
            painter.setClipRect(context.clip)
            document.documentLayout().draw(painter, context)
            painter.restore()
            _foot(painter, QRectF(margin, margin + height + room / 2, width, room), foot, f"{page + 1} / {pages}")
    finally:
        ended = painter.end()
    return pages if ended else 0


def _keep_headings(document: QTextDocument, height: float) -> None:
    """Put headings on the page of what they head."""
    for _ in range(MOST_TURNS):
        stranded = _stranded(document, height)
        if not stranded:
            return
        turn = QTextBlockFormat()
        turn.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        together = QTextCursor(document)
        together.beginEditBlock()
        for block in stranded:
            QTextCursor(block).mergeBlockFormat(turn)
        together.endEditBlock()


def _stranded(document: QTextDocument, height: float) -> list[QTextBlock]:
    """Headings after which a page ends, each by the first of the headings above it on that page."""
    layout = document.documentLayout()
    found = []
    first: QTextBlock | None = None
    block = document.begin()
    while block.isValid():
        after = block.next()
        if not block.blockFormat().headingLevel():
            first = None
        elif after.isValid():
            box, below = layout.blockBoundingRect(block), layout.blockBoundingRect(after)
            page = int(box.top() // height)
            if first is None or int(layout.blockBoundingRect(first).top() // height) != page:
                first = block
            line = after.layout().lineAt(0).height() if after.layout().lineCount() else 0.0
            heads = not after.blockFormat().headingLevel()
            if heads and int((below.top() + line) // height) > page and first.blockNumber():
                found.append(first)
        block = after
    return found


def _foot(painter: QPainter, room: QRectF, words: str, number: str) -> None:
    font = QFont(load_fonts())
    font.setPointSizeF(FOOT_POINTS)
    painter.setFont(font)
    painter.setPen(QColor("#5A6475"))
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)
    painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, number)
