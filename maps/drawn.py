"""The layers of a sheet: geometry in the plan's CRS beside the display list made of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.layer import Layer
from layers.plan import Plan
from maps.display import DisplayLayer, display_layer
from maps.ring_order import Flags, Floats
from maps.view import Bounds


@dataclass(frozen=True, eq=False)
class DrawnLayer:
    """One layer of a sheet; ``geometries`` row by row in the measuring CRS, None where nothing can be drawn."""

    layer: Layer
    display: DisplayLayer
    geometries: npt.NDArray[Any]

    def words(self, field: str) -> list[str]:
        """A text column, empty where there is no value or no such column."""
        if field not in self.layer.frame.columns:
            return [""] * len(self.layer)
        words: list[str] = self.layer.frame[field].astype("string").fillna("").str.strip().tolist()
        return words

    def boxes(self) -> Floats:
        """Bounds (n, 4) of every feature; NaN where there is no geometry."""
        import shapely

        return np.asarray(shapely.bounds(self.geometries), dtype=np.float64).reshape(-1, 4)

    def shows_in(self, extent: Bounds) -> Flags:
        """Which features are seen in ``extent``; one that shows as its outline only must have some of it there."""
        import shapely

        frame = shapely.box(*extent)
        shapely.prepare(frame)
        shown = np.asarray(shapely.intersects(frame, self.geometries), dtype=np.bool_)
        if self.display.kind == "polygon":
            symbology = self.display.symbology
            linear = np.array([each.symbol.linear for each in symbology.classes], dtype=np.bool_)
            rows = np.flatnonzero(shown & linear[symbology.class_of_row])
            shown[rows] = shapely.intersects(frame, shapely.boundary(self.geometries[rows]))
        return shown


def drawn_layers(plan: Plan, roles: Collection[str]) -> list[DrawnLayer]:
    """The plan's layers of these roles that have something to draw, from the lowest to the uppermost."""
    drawn = [_drawn(plan, layer) for layer in plan.layers if layer.role in roles]
    found = [each for each in drawn if each.display.bounds is not None]
    return sorted(found, key=lambda each: each.display.style.order)


def _drawn(plan: Plan, layer: Layer) -> DrawnLayer:
    import shapely

    geometries = np.array(layer.frame.geometry.to_numpy(), dtype=object)
    crs = plan.measuring_crs
    if crs is not None and layer.crs is not None:
        from layers.geometry.crs import transformed

        geometries = np.array(transformed(geometries, layer.crs, crs), dtype=object)
    # A coordinate that is not finite makes a feature impossible to draw, and GEOS warn at every turn.
    geometries[~np.isfinite(shapely.bounds(geometries)).all(axis=1)] = None
    return DrawnLayer(layer, display_layer(layer, crs), geometries)
