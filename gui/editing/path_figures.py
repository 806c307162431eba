"""Figures of what is being drawn: length, bearing, angle to the edge before, coordinates, area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from core.quantities import area_in, shown
from gui.measuring import degrees_minutes

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place

HECTARE_M2 = 10_000.0
MOST_PLACES = 2_000
"""Of an outline with more places the area is not worked out while the mouse moves."""


@dataclass(frozen=True, eq=False)
class EdgeFigures:
    """Of the last edge, in m and degrees of the measuring CRS; None where there is none. ``lines``: all in words."""

    place: tuple[float, float] | None = None
    length: float | None = None
    bearing: float | None = None
    angle: float | None = None
    step: tuple[float, float] | None = None
    area: str = ""
    lines: tuple[str, ...] = ()


class PathFigures(QObject):
    """Works them out at once: they are wanted for every movement of the mouse."""

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self._context = context

    def of(self, places: Sequence[Place], outline: Sequence[Place], placed: int) -> EdgeFigures:
        """Of the way from the last of the ``placed`` first places to the end, and the area within ``outline`` (empty:
        none); all in the layer's CRS. Along an arc or a border the length is that of the whole way.
        """
        from layers.editing.constraints import figures

        if not places:
            return EdgeFigures()
        start = min(max(placed, 1), max(len(places) - 1, 1)) - 1
        ends = [self._context.to_map(place) for place in (*places[max(start - 1, 0) : start + 1], places[-1])]
        x, y = ends[-1]
        here = f"X {x:.3f}  Y {y:.3f}"
        if len(places) == 1:
            return EdgeFigures((x, y), lines=(here,))
        last, before = ends[-2], ends[0] if start else None
        length, bearing, angle = figures(last, (x, y), before)
        if len(places) - start > 2:
            length = self._length(places[start:])
        area = self._area(outline)
        lines = [self._edge_words(length, bearing, angle), here, *([area] if area else [])]
        return EdgeFigures((x, y), length, bearing, angle, (x - last[0], y - last[1]), area, tuple(lines))

    def _length(self, places: Sequence[Place]) -> float:
        """Along all of them, in metres of the map."""
        import numpy as np

        steps = np.diff(self._context.map_xy(np.array(places, dtype=np.float64)), axis=0)
        return float(np.hypot(steps[:, 0], steps[:, 1]).sum())

    def _edge_words(self, length: float, bearing: float, angle: float | None) -> str:
        words = self.tr("Length {length} m  bearing {bearing}").format(
            length=f"{length:.3f}", bearing=degrees_minutes(bearing)
        )
        if angle is None:
            return words
        return words + "  " + self.tr("angle {angle}").format(angle=degrees_minutes(angle))

    def _area(self, outline: Sequence[Place]) -> str:
        """The area by the definition that decides in this plan."""
        plan = self._context.session.plan
        crs = plan.measuring_crs if plan is not None else None
        if not 3 <= len(outline) <= MOST_PLACES or crs is None:
            return ""
        area = area_of(self._context.map_xy, outline, crs, planar=plan.area_definition == "planar")
        if area is None:
            return self.tr("The outline crosses itself.")
        language = self._context.speaker.language
        units = ["m2" if area < HECTARE_M2 else "ha", "mu"]
        written = " = ".join(shown(area_in(area, unit), language) for unit in units)
        if plan.area_definition == "planar":
            return self.tr("Planar area {area}").format(area=written)
        return self.tr("Ellipsoidal area {area}").format(area=written)


def area_of(to_map: Any, outline: Sequence[Place], crs: Any, *, planar: bool) -> float | None:
    """The area in m² within places of the layer; None where the outline crosses itself."""
    import numpy as np
    import shapely

    from layers.geometry.area import ellipsoidal_area, planar_area

    shape = np.array([shapely.Polygon(to_map(np.array(outline, dtype=np.float64)))], dtype=object)
    if not shapely.is_valid(shape)[0]:
        return None
    return float((planar_area(shape) if planar else ellipsoidal_area(shape, crs))[0])
