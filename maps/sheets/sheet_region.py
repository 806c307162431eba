"""A part of a sheet as a picture, for a window that shows it at any size."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QImage, QPainter

from maps.output.raster_output import within
from maps.sheets.region import Region
from maps.sheets.sheet import SheetLayout, draw_sheet

MOST_PIXELS = 40_000_000


def draw_region(layout: SheetLayout, region: Region) -> QImage:
    """Draw a part of the sheet by the painter that prints it; may run in a worker. Null where there is nothing."""
    if region.width <= 0 or region.height <= 0 or region.width * region.height > MOST_PIXELS:
        return QImage()
    image = QImage(region.width, region.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    corner, size = (region.left, region.top), (region.width, region.height)
    painter = QPainter(image)
    painter.translate(-region.left, -region.top)
    shown = replace(layout, items=within(layout.items, corner, size, region.pixels_per_mm))
    draw_sheet(painter, shown, region.pixels_per_mm)
    painter.end()
    return image
