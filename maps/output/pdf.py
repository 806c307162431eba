"""Sheets as a vector PDF: fonts embedded, text searchable, frames that a GIS can place, layers that can be hidden."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from core.feedback import Feedback
from core.files import write_beside
from maps.drawing.thinning import thinned
from maps.output.georeference import geographic_corners
from maps.output.pdf_finish import MARK, PageFacts, Viewport, finish
from maps.sheets.paper import Paper
from maps.sheets.sheet import SheetLayout, draw_sheet
from maps.sheets.sheet_items import MapPicture

if TYPE_CHECKING:
    import pyproj

DPI = 1200
"""Fine enough for hairlines. Coordinates carry further digits: nothing of the map is rounded to this grid."""
PIXELS_PER_MM = DPI / 25.4


def write_pdf(
    layouts: SheetLayout | Iterable[SheetLayout],
    path: Path,
    *,
    crs: pyproj.CRS | None = None,
    title: str = "",
    author: str = "",
    feedback: Feedback | None = None,
) -> int:
    """Write one page per sheet to ``path`` and return how many; on failure or cancel nothing is left there.

    ``crs`` is that of the frames: with it GDAL and QGIS read where the map lies. Pages are drawn as ``layouts`` gives
    them and not kept; a single sheet has a switch for each map layer. ``title`` is that of the document, by default of
    its first sheet. ``AppError`` when the file cannot be written. Needs a QGuiApplication.
    """
    alone = isinstance(layouts, SheetLayout)
    pages = [layouts] if isinstance(layouts, SheetLayout) else layouts
    feedback = feedback or Feedback()
    with write_beside(path) as finished, TemporaryDirectory(prefix=".sheets-", dir=finished.parent) as folder:
        drawn = Path(folder) / "drawn.pdf"
        facts = _draw(pages, drawn, crs, title=title, layered=alone, feedback=feedback)
        if not facts or not _complete(drawn):
            # Qt does not say why; a full disk is what happens.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finish(drawn, finished, facts, crs=crs, author=author, feedback=feedback)
    return len(facts)


def _draw(
    layouts: Iterable[SheetLayout],
    path: Path,
    crs: pyproj.CRS | None,
    *,
    title: str,
    layered: bool,
    feedback: Feedback,
) -> list[PageFacts]:
    """Draw every page; an empty answer when Qt could not write one."""
    writer = QPdfWriter(str(path))
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_1_6)
    writer.setResolution(DPI)
    writer.setCreator("Lantu")
    painter = QPainter()
    facts: list[PageFacts] = []
    try:
        for layout in layouts:
            feedback.check()
            _set_paper(writer, layout.paper)
            writer.setTitle(title or (layout.title if not facts else writer.title()))
            if not (writer.newPage() if facts else painter.begin(writer)):
                return []
            places = [_viewport(frame, crs) for frame in layout.frames] if crs is not None else []
            names = _draw_page(painter, layout, layered=layered)
            facts.append(PageFacts(layout.title, layout.paper, tuple(places), names))
    finally:
        ended = painter.end() if painter.isActive() else False
    return facts if ended else []


def _set_paper(writer: QPdfWriter, paper: Paper) -> None:
    size = QSizeF(paper.width, paper.height)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Millimeter, paper.name, exact))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))


def _viewport(frame: MapPicture, crs: pyproj.CRS) -> Viewport:
    return Viewport(frame.rect, geographic_corners(frame, crs))


def _draw_page(painter: QPainter, layout: SheetLayout, *, layered: bool) -> tuple[str, ...]:
    """Draw the sheet, ``layered`` with a mark before and after every map layer: their names in drawing order."""
    names: list[str] = []
    for item in layout.items:
        if not isinstance(item, MapPicture):
            draw_sheet(painter, replace(layout, items=(item,)), PIXELS_PER_MM)
            continue
        picture = thinned(item)
        if not layered:
            draw_sheet(painter, replace(layout, items=(picture,)), PIXELS_PER_MM)
            continue
        for display in picture.displays:
            _mark(painter, 2 * len(names))
            draw_sheet(painter, replace(layout, items=(replace(picture, displays=(display,)),)), PIXELS_PER_MM)
            _mark(painter, 2 * len(names) + 1)
            names.append(display.style.label.to(layout.language))
    return tuple(names)


def _mark(painter: QPainter, number: int) -> None:
    """A box far off the page: in the finished file it becomes the beginning or the end of a layer."""
    painter.fillRect(QRectF(-(MARK + number), 0, 1, 1), Qt.GlobalColor.black)


def _complete(path: Path) -> bool:
    """Whether the end of the file reached the disk."""
    with path.open("rb") as written:
        written.seek(-min(32, path.stat().st_size), os.SEEK_END)
        return b"%%EOF" in written.read()
