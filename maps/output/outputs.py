"""A sheet as a file, by its ending: PDF, PNG, TIFF, SVG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text, listed
from maps.sheets.sheet import SheetLayout

if TYPE_CHECKING:
    import pyproj

PICTURES = (".png", ".tif", ".tiff")
ENDINGS = (".pdf", *PICTURES, ".svg")


def checked_ending(path: Path) -> str:
    """The ending in lower case; ``AppError`` for one that no sheet can be written as."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise AppError(
            "sheet.format",
            Text("图纸不能写成 {name}。", "A sheet cannot be written as {name}.").format(name=path.name),
            Text("请用以 {endings} 结尾的文件名。", "Name a file that ends in one of {endings}.").format(
                endings=listed(ENDINGS)
            ),
        )
    return ending


def write_sheet(
    layout: SheetLayout,
    path: Path,
    *,
    crs: pyproj.CRS | None = None,
    dpi: float | None = None,
    author: str = "",
    feedback: Feedback | None = None,
) -> tuple[Path, ...]:
    """Write one sheet and return the files written, the sheet first. ``dpi`` is for pictures, 300 by default.

    ``AppError`` for an unknown ending, a resolution out of range, a file that cannot be written; then nothing is left
    of the sheet. Needs a QGuiApplication.
    """
    ending = checked_ending(path)
    if ending in PICTURES:
        from maps.output.raster_output import USUAL_DPI, write_picture

        return write_picture(layout, path, dpi=dpi or USUAL_DPI, crs=crs, feedback=feedback)
    if ending == ".svg":
        from maps.output.svg_output import write_svg

        write_svg(layout, path)
    else:
        from maps.output.pdf import write_pdf

        write_pdf(layout, path, crs=crs, author=author, feedback=feedback)
    return (path,)
