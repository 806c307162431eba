"""A sheet as a picture, PNG or TIFF, drawn in bands: only the pixels themselves are held at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage, QPainter

from core.errors import AppError
from core.feedback import Feedback
from core.files import write_beside
from core.messages import Text
from maps.output.georeference import epsg_code, esri_words, placement, side_car, world_file
from maps.output.picture_files import Placement, Rows, joined, save_png, save_tiff
from maps.sheets.paper import Rect
from maps.sheets.sheet import SheetLayout, draw_sheet
from maps.sheets.sheet_items import Item, MapPicture

if TYPE_CHECKING:
    import pyproj

LEAST_DPI, MOST_DPI = 72.0, 1200.0
USUAL_DPI = 300.0
MOST_PIXELS = 320_000_000
"""A0 at 430 dpi, A1 at 600 dpi: three bytes each are held in memory."""
BAND_PIXELS = 8_000_000
BLEED = 4
"""Pixels beyond the band that are drawn too, so that its edges are not seen."""
WIDEST = 16_000
"""Qt's raster engine ends at 32 767 pixels."""
DRAWING = Text("正在绘制图片", "Drawing the picture")


def checked_dpi(dpi: float) -> float:
    """The resolution asked for; ``AppError`` where it is out of range."""
    if not (math.isfinite(dpi) and LEAST_DPI <= dpi <= MOST_DPI):
        raise AppError(
            "sheet.bad_dpi",
            Text("分辨率 {n} dpi 不可用。", "A picture cannot have {n} dpi.").format(n=f"{dpi:g}"),
            Text("请给出 72 到 1200 之间的数，例如 300。", "Give a number from 72 to 1200, for example 300."),
        )
    return dpi


def picture_size(layout: SheetLayout, dpi: float) -> tuple[int, int]:
    """Width and height in pixels; ``AppError`` where the resolution is out of range or the picture too large."""
    checked_dpi(dpi)
    width, height = (round(mm * dpi / 25.4) for mm in (layout.paper.width, layout.paper.height))
    if width * height > MOST_PIXELS:
        most = math.floor(math.sqrt(MOST_PIXELS / (layout.paper.width * layout.paper.height)) * 25.4)
        raise AppError(
            "sheet.too_many_pixels",
            Text(
                "{paper} 图幅在 {n} dpi 下的图片过大（{width}×{height} 像素）。",
                "A picture of {paper} at {n} dpi would be too large ({width} × {height} pixels).",
            ).format(paper=layout.paper.name, n=f"{dpi:g}", width=width, height=height),
            Text("请用不超过 {n} dpi，或输出 PDF。", "Use at most {n} dpi, or write a PDF.").format(n=most),
        )
    return width, height


def write_picture(
    layout: SheetLayout,
    path: Path,
    *,
    dpi: float = USUAL_DPI,
    crs: pyproj.CRS | None = None,
    feedback: Feedback | None = None,
) -> tuple[Path, ...]:
    """Write a picture of the sheet by the ending of ``path`` (png, tif, tiff) and return the files written.

    With ``crs`` a world file stands beside it that places the *main* map frame (the first one; other frames and the
    rest of the sheet are not where it says); the CRS is inside a TIFF, and beside a PNG as ``.prj`` and ``.aux.xml``.
    ``AppError`` for sizes out of range and files that cannot be written. Needs a QGuiApplication.
    """
    size = picture_size(layout, dpi)
    feedback = feedback or Feedback()
    frame = layout.frames[0] if layout.frames and crs is not None else None
    code = epsg_code(crs) if crs is not None else None
    place = Placement(*placement(frame, dpi / 25.4), code) if frame is not None and code is not None else None
    is_png = path.suffix.lower() == ".png"
    picture = joined(_watched(picture_bands(layout, size, dpi), size[1], feedback), *size)
    with write_beside(path) as temporary:
        if is_png:
            save_png(picture, temporary, dpi)
        else:
            save_tiff(picture, temporary, dpi, place)
    if frame is None or crs is None:
        return (path,)
    beside = _side_files(path, frame, crs, dpi / 25.4)
    for where, words in beside.items():
        with write_beside(where) as temporary:
            temporary.write_text(words, encoding="utf-8")
    return (path, *beside)


def _side_files(path: Path, frame: MapPicture, crs: pyproj.CRS, pixels_per_mm: float) -> dict[Path, str]:
    is_png = path.suffix.lower() == ".png"
    files = {path.with_suffix(".pgw" if is_png else ".tfw"): world_file(frame, pixels_per_mm)}
    if is_png:
        files[path.with_suffix(".prj")] = esri_words(crs)
    if is_png or epsg_code(crs) is None:
        files[path.with_name(f"{path.name}.aux.xml")] = side_car(crs)
    return files


def sheet_image(layout: SheetLayout, width: int, height: int) -> QImage:
    """The sheet as large as fits into ``width`` by ``height`` pixels."""
    paper = layout.paper
    pixels_per_mm = min(width / paper.width, height / paper.height)
    across, down = (max(1, round(mm * pixels_per_mm)) for mm in (paper.width, paper.height))
    image = QImage(across, down, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw_sheet(painter, layout, pixels_per_mm)
    painter.end()
    return image


def _watched(bands: Iterator[Rows], height: int, feedback: Feedback) -> Iterator[Rows]:
    """The bands, with progress and cancel between them."""
    done = 0
    for rows in bands:
        feedback.check()
        yield rows
        done += len(rows)
        feedback.report(done / height, DRAWING)


def picture_bands(layout: SheetLayout, size: tuple[int, int], dpi: float) -> Iterator[Rows]:
    """The rows of the picture from the top, some at a time."""
    width, height = size
    step = max(1, min(height, BAND_PIXELS // width))
    for top in range(0, height, step):
        rows = min(step, height - top)
        edges = [(left, min(WIDEST, width - left)) for left in range(0, width, WIDEST)]
        pieces = [_drawn(layout, (left, top), (across, rows), dpi) for left, across in edges]
        yield pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=1)


def within(
    items: Sequence[Item], corner: tuple[int, int], size: tuple[int, int], pixels_per_mm: float
) -> tuple[Item, ...]:
    """Map frames cut to a part of the sheet: what is drawn as one picture first is then no larger than that."""
    left, top = ((pixels - BLEED) / pixels_per_mm for pixels in corner)
    right, bottom = ((first + length + BLEED) / pixels_per_mm for first, length in zip(corner, size, strict=True))
    found: list[Item] = []
    for item in items:
        if not isinstance(item, MapPicture):
            found.append(item)
            continue
        x, y = max(item.rect.x, left), max(item.rect.y, top)
        rect = Rect(x, y, min(item.rect.right, right) - x, min(item.rect.bottom, bottom) - y)
        if rect.width > 0 and rect.height > 0:
            found.append(_cut(item, rect))
    return tuple(found)


def _cut(picture: MapPicture, rect: Rect) -> MapPicture:
    """The part of a map frame that is in ``rect``, drawn where it was."""
    metres = picture.denominator / 1000
    across = rect.x + rect.width / 2 - picture.rect.x - picture.rect.width / 2
    down = rect.y + rect.height / 2 - picture.rect.y - picture.rect.height / 2
    x, y = picture.centre
    return replace(picture, rect=rect, centre=(x + across * metres, y - down * metres))


def _drawn(layout: SheetLayout, corner: tuple[int, int], size: tuple[int, int], dpi: float) -> Rows:
    image = QImage(*size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise MemoryError
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.translate(-corner[0], -corner[1])
    draw_sheet(painter, replace(layout, items=within(layout.items, corner, size, dpi / 25.4)), dpi / 25.4)
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(size[1], size[0], 4)
    return np.ascontiguousarray(pixels[:, :, 2::-1])
