"""How the path that is being drawn looks: its line, its places, the way back to the first one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place

MARK_PX = 3.5
MOST_MARKS = 400


def draw_path(
    painter: QPainter, context: EditContext, places: Sequence[Place], *, marks: Sequence[Place], closed: bool
) -> None:
    """A line through ``places`` of the layer's CRS with ``marks`` on it; ``closed``: dashed back to the first."""
    theme = current_theme()
    accent, halo = theme.colour("accent"), theme.colour("map_halo")
    points = on_screen(context, places)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    line = QPolygonF(points)
    for colour, width in ((halo, 4.0), (accent, 2.0)):
        painter.setPen(QPen(colour, width, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(line)
    if closed and len(points) > 2:
        painter.setPen(QPen(accent, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(points[-1], points[0])
    painter.setPen(QPen(accent, 1.5))
    painter.setBrush(halo)
    for point in on_screen(context, marks[-MOST_MARKS:]):
        painter.drawEllipse(point, MARK_PX, MARK_PX)
    painter.restore()


def on_screen(context: EditContext, places: Sequence[Place]) -> list[QPointF]:
    """Places of the layer's CRS on the canvas."""
    import numpy as np

    if not places:
        return []
    view = context.canvas.view
    xy = context.map_xy(np.array(places, dtype=np.float64))
    return [QPointF(*view.to_screen(x, y)) for x, y in xy.tolist()]
