"""The outlines of what is being moved, at hand while the mouse is down: many features move as lines alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from gui.editing.overlay import runs_path
from gui.places import seen_path
from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place
    from layers.editing.surroundings import FeaturesAround
    from layers.editing.transforms import Mapped
    from maps.view import MapView

FEW_FEATURES, FEW_VERTICES = 40, 1_500
"""So many are previewed within a frame as the edit that they are."""
MOST_VERTICES = 60_000
"""With more, only the box around everything is drawn, and nothing is tried out while the mouse is down."""


@dataclass(frozen=True, eq=False)
class MovedShapes:
    """Places (n, 2) of all rings and lines, where each of them begins but the first, and the box around them."""

    xy: Any
    cuts: Any
    bounds: tuple[float, float, float, float]
    few: bool

    @property
    def middle(self) -> Place:
        """The middle of the box."""
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2

    @property
    def tried(self) -> bool:
        """Whether they are few enough to be tried out while the mouse is down."""
        return len(self.xy) <= MOST_VERTICES

    def draw(self, painter: QPainter, view: MapView, context: EditContext, change: Mapped) -> None:
        """Draw where they come to lie."""
        xy, cuts = self.xy, self.cuts
        if not self.tried:
            west, south, east, north = self.bounds
            xy, cuts = np.array([(west, south), (east, south), (east, north), (west, north), (west, south)]), []
        path = runs_path(context, np.split(change(xy), cuts))
        if path is None:
            return
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(seen_path(path, view), QPen(current_theme().colour("accent"), 1.4))
        painter.restore()


def moved_shapes(near: FeaturesAround, fids: Sequence[int]) -> MovedShapes | None:
    """The outlines of features; None where they have none."""
    import shapely

    known = [near.shape(fid) for fid in fids]
    parts = shapely.get_parts(np.array([*known, None], dtype=object)[:-1])
    flat = shapely.get_dimensions(parts)
    runs = np.concatenate([shapely.get_rings(parts[flat == 2]), parts[(flat == 0) | (flat == 1)]])
    if not len(runs):
        return None
    xy = shapely.get_coordinates(runs)
    cuts = np.cumsum(shapely.get_num_coordinates(runs))[:-1]
    west, south, east, north = shapely.total_bounds(runs).tolist()
    few = len(fids) <= FEW_FEATURES and len(xy) <= FEW_VERTICES
    return MovedShapes(xy, cuts, (west, south, east, north), few)
