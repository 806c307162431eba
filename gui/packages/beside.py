"""Going to places on the part of the map that a dialog leaves to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from gui.places import Bounds, with_context

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gui.canvas import MapCanvas

LEAST_SHARE = 0.25
"""Where a dialog leaves less of the map than this beside it, the middle of the whole map is taken."""
SMALLEST_SHARE = 0.05
"""A place that is smaller than this share of what is seen is gone to, although it is in view."""
MARGIN_PX, TOP_PX = 12, 72


def put_beside(dialog: QWidget, window: QWidget) -> None:
    """Move a dialog to the right edge of a window, so that most of the map is free."""
    corner = window.mapToGlobal(QPoint(window.width() - dialog.width() - MARGIN_PX, TOP_PX))
    screen = window.screen().availableGeometry()
    x = min(corner.x(), screen.right() - dialog.width() - MARGIN_PX)
    y = min(corner.y(), screen.bottom() - dialog.height() - MARGIN_PX)
    dialog.move(max(x, screen.left()), max(y, screen.top()))


def free_part(canvas: MapCanvas, dialog: QWidget | None) -> tuple[float, float]:
    """From where to where, in shares of the map's width, a dialog lets it be seen; the larger side of it."""
    if dialog is None or not dialog.isVisible() or not canvas.width():
        return 0.0, 1.0
    left = canvas.mapToGlobal(QPoint(0, 0)).x()
    frame = dialog.frameGeometry()
    before = (frame.left() - left) / canvas.width()
    after = 1.0 - (frame.right() + 1 - left) / canvas.width()
    if before >= 1.0 or after >= 1.0 or max(before, after) < LEAST_SHARE:
        return 0.0, 1.0
    return (0.0, before) if before >= after else (1.0 - after, 1.0)


def go_beside(canvas: MapCanvas, bounds: Bounds, dialog: QWidget | None) -> None:
    """Fly to a place so that it lies in the part of the map beside a dialog, unless it is well in view there."""
    if canvas.view is None:
        return
    low, high = free_part(canvas, dialog)
    west, south, east, north = canvas.view.extent
    start, end = west + low * (east - west), west + high * (east - west)
    seen = start <= bounds[0] and bounds[2] <= end and south <= bounds[1] and bounds[3] <= north
    large = max(bounds[2] - bounds[0], bounds[3] - bounds[1]) > SMALLEST_SHARE * (east - west)
    if seen and large:
        return
    west, south, east, north = with_context(bounds)
    # As much land in the free part as without the dialog in all of it; the rest of the map's width is added beside.
    width = max(east - west, (north - south) * (high - low) * canvas.width() / max(canvas.height(), 1))
    middle = (west + east) / 2
    whole = width / (high - low)
    start = middle - (low + high) / 2 * whole
    canvas.fly_exactly((start, south, start + whole, north))
