"""What would change, drawn over the map: the land as it is dashed, as it would be solid, what is lost hatched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from gui.places import Bounds, PlacePath, joined, place_path, seen_path
from gui.theme import current_theme

if TYPE_CHECKING:
    from maps.view import MapView
    from services.remedying import Preview

LARGE = 1_200
"""Corners in view from which lines are drawn plainly, so that the map can still be moved."""


@dataclass(frozen=True, eq=False)
class ChangePaths:
    """The places of a change, ready to be drawn; ``outline``: lines to be drawn in place of all those of ``after``."""

    before: PlacePath | None
    after: PlacePath | None
    lost: PlacePath | None
    gained: PlacePath | None
    outline: PlacePath | None = None

    @property
    def bounds(self) -> Bounds | None:
        """The box around everything that is drawn."""
        return joined([path.bounds for path in self.all()])

    @property
    def core(self) -> Bounds | None:
        """The box around what differs, else around everything."""
        return joined([path.bounds for path in (self.lost, self.gained) if path is not None]) or self.bounds

    def all(self) -> Sequence[PlacePath]:
        """The places there are."""
        return [path for path in (self.before, self.after, self.lost, self.gained) if path is not None]


def change_paths(preview: Preview) -> ChangePaths:
    """Paths of a preview. Safe in a worker."""
    return ChangePaths(*(place_path(one) for one in (preview.before, preview.after, preview.lost, preview.gained)))


class ChangePreview(QObject):
    """An overlay of the canvas. ``changed`` asks for a repaint."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: ChangePaths | None = None

    def show(self, paths: ChangePaths | None) -> None:
        """Draw this change, or nothing."""
        if paths is not self.paths:
            self.paths = paths
            self.changed.emit()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw over the map, in the view's pixels."""
        if self.paths is not None:
            draw_change(painter, view, self.paths)


def draw_change(painter: QPainter, view: MapView, paths: ChangePaths) -> None:
    """Draw a change over the map, in the view's pixels."""
    theme = current_theme()
    accent, conflict, halo = (theme.colour(token) for token in ("accent", "conflict", "map_halo"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if paths.lost is not None:
        _hatch(painter, seen_path(paths.lost, view), conflict)
    if paths.gained is not None:
        _hatch(painter, seen_path(paths.gained, view), accent)
    if paths.after is not None:
        path = seen_path(paths.after, view)
        fill = QColor(accent)
        fill.setAlphaF(0.14)
        painter.fillPath(path, fill)
        if paths.outline is not None:
            path = seen_path(paths.outline, view)
        _stroke(painter, path, halo, 5.0)
        _stroke(painter, path, accent, 2.4)
    if paths.before is not None:
        path = seen_path(paths.before, view)
        _stroke(painter, path, halo, 3.6)
        _stroke(painter, path, theme.colour("map_ink"), 1.6, dashed=True)
    painter.restore()


def _hatch(painter: QPainter, path: QPainterPath, colour: QColor) -> None:
    ground = QColor(colour)
    ground.setAlphaF(0.16)
    painter.fillPath(path, ground)
    painter.fillPath(path, QBrush(colour, Qt.BrushStyle.BDiagPattern))


def _stroke(painter: QPainter, path: QPainterPath, colour: QColor, width: float, *, dashed: bool = False) -> None:
    """Dashes and round joins cost many times as much as plain lines."""
    large = path.elementCount() > LARGE
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin if large else Qt.PenJoinStyle.RoundJoin)
    if dashed and not large:
        pen.setDashPattern([4.0, 3.0])
    painter.strokePath(path, pen)
