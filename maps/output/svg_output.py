"""A sheet as SVG: text stays text, lengths are true."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from core.files import write_beside
from maps.drawing.thinning import thinned
from maps.sheets.sheet import SheetLayout, draw_sheet
from maps.sheets.sheet_items import MapPicture

UNITS_PER_MM = 100
"""Qt writes six digits: hundredths of a millimetre on the largest paper."""


def write_svg(layout: SheetLayout, path: Path) -> None:
    """Write the sheet as SVG 1.1 (the tiny profile knows no clipping); ``AppError`` when that cannot be done.

    The font is named, not embedded: without it another one is shown. Needs a QGuiApplication.
    """
    width, height = (round(mm * UNITS_PER_MM) for mm in (layout.paper.width, layout.paper.height))
    items = tuple(thinned(item, 1 / UNITS_PER_MM) if isinstance(item, MapPicture) else item for item in layout.items)
    with write_beside(path) as temporary:
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setFileName(str(temporary))
        generator.setResolution(round(UNITS_PER_MM * 25.4))
        generator.setSize(QSize(width, height))
        generator.setViewBox(QRectF(0, 0, width, height))
        generator.setTitle(layout.title)
        painter = QPainter()
        drawn = painter.begin(generator)
        if drawn:
            draw_sheet(painter, replace(layout, items=items), UNITS_PER_MM)
            drawn = painter.end()
        if not drawn or not temporary.read_bytes()[-64:].rstrip().endswith(b"</svg>"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
