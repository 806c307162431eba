"""A conflict on the map: what it was dashed, ours solid, theirs in dashes and dots, each with its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from gui.places import Bounds, PlacePath, joined, place_path, seen_path
from gui.theme import current_theme
from gui.tools.measure import draw_halo_text

if TYPE_CHECKING:
    from maps.view import MapView
    from services.exchanging import SideBySide

LARGE = 1_200
"""Corners in view from which lines are drawn plainly, so that the map can still be moved."""
POINT_PX = 6.0
Dashes = tuple[float, ...]
SOLID: Dashes = ()
DASHES: Dashes = (4.0, 3.0)
DASH_DOT: Dashes = (6.0, 2.0, 1.0, 2.0)
LEGEND = QPointF(16.0, 44.0)
LEGEND_ROW, LEGEND_LINE = 22.0, 36.0


@dataclass(frozen=True, eq=False)
class ConflictPaths:
    """The three shapes of a conflict, ready to be drawn; None where there is none."""

    base: PlacePath | None
    ours: PlacePath | None
    theirs: PlacePath | None

    @property
    def bounds(self) -> Bounds | None:
        """The box around all of them."""
        return joined([path.bounds for path in (self.base, self.ours, self.theirs) if path is not None])


def conflict_paths(sides: SideBySide) -> ConflictPaths:
    """Paths of a conflict. Safe in a worker."""
    return ConflictPaths(place_path(sides.base), place_path(sides.ours), place_path(sides.theirs))


class ConflictOverlay(QObject):
    """An overlay of the canvas. ``changed`` asks for a repaint; ``chosen`` is the side that will be kept, if any."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: ConflictPaths | None = None
        self.chosen = ""

    def show(self, paths: ConflictPaths | None, chosen: str = "") -> None:
        """Draw this conflict, or nothing."""
        if paths is not self.paths or chosen != self.chosen:
            self.paths, self.chosen = paths, chosen
            self.changed.emit()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw over the map, in the view's pixels."""
        if self.paths is None:
            return
        theme = current_theme()
        looks = (
            (self.paths.base, theme.colour("map_ink"), DASHES, 1.6, self.tr("Before")),
            (self.paths.ours, theme.colour("accent"), SOLID, 2.6, self.tr("Mine")),
            (self.paths.theirs, theme.colour("conflict"), DASH_DOT, 2.6, self.tr("Theirs")),
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, colour, dashes, width, _ in looks:
            if place is not None:
                self._draw_place(painter, view, place, colour=colour, dashes=dashes, width=width)
        shown = [look for look in looks if look[0] is not None]
        for number, (_, colour, dashes, width, words) in enumerate(shown):
            _draw_key(painter, LEGEND + QPointF(0, number * LEGEND_ROW), _pen(colour, width, dashes), words)
        painter.restore()

    def _draw_place(
        self,
        painter: QPainter,
        view: MapView,
        place: PlacePath,
        *,
        colour: QColor,
        dashes: Dashes,
        width: float,
    ) -> None:
        path = seen_path(place, view)
        chosen = self.paths is not None and place is getattr(self.paths, self.chosen or "base") and bool(self.chosen)
        if chosen:
            fill = QColor(colour)
            fill.setAlphaF(0.16)
            painter.fillPath(path, fill)
        plain = path.elementCount() > LARGE
        painter.strokePath(path, _pen(current_theme().colour("map_halo"), width + 2.4, SOLID))
        painter.strokePath(path, _pen(colour, width, SOLID if plain else dashes))
        painter.setPen(_pen(colour, width, SOLID))
        for point in place.points:
            x, y = view.to_screen(place.origin[0] + point.x(), place.origin[1] + point.y())
            painter.drawEllipse(QPointF(x, y), POINT_PX, POINT_PX)


def _pen(colour: QColor, width: float, dashes: Dashes) -> QPen:
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def _draw_key(painter: QPainter, place: QPointF, pen: QPen, words: str) -> None:
    """A line of the legend: how a side is drawn, and its name."""
    line = QPainterPath(place)
    line.lineTo(place + QPointF(LEGEND_LINE, 0))
    painter.strokePath(line, _pen(current_theme().colour("map_halo"), pen.widthF() + 4, SOLID))
    painter.strokePath(line, pen)
    width = painter.fontMetrics().horizontalAdvance(words)
    draw_halo_text(painter, place + QPointF(LEGEND_LINE + 10 + width / 2, 0), words)
    painter.setBrush(Qt.BrushStyle.NoBrush)
