"""The layers of a sheet: geometry in the plan's CRS beside the display list made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.layer import Layer
from layers.plan import Plan
from maps.drawing.display import DisplayLayer, display_layer
from maps.drawing.ring_order import Flags, Floats
from maps.sheets.areas import feature_areas
from maps.view import Bounds

if TYPE_CHECKING:
    from maps.labelling.label_style import LabelStyle


@dataclass(frozen=True, eq=False)
class DrawnLayer:
    """One layer of a sheet; ``geometries`` row by row in the measuring CRS, None where nothing can be drawn."""

    layer: Layer
    display: DisplayLayer
    geometries: npt.NDArray[Any]

    def words(self, field: str) -> list[str]:
        """A text column, empty where there is no value or no such column; read once, not to be changed."""
        if field not in self._words:
            self._words[field] = self.layer.words(field).tolist()
        return self._words[field]

    def numbers(self, field: str) -> Floats:
        """A column of numbers, NaN where there is none; read once."""
        if field not in self._numbers:
            self._numbers[field] = self.layer.numbers(field)
        return self._numbers[field]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The layer's fields."""
        return self.layer.field_names()

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _numbers(self) -> dict[str, Floats]:
        return {}

    @cached_property
    def attributions(self) -> frozenset[str]:
        """Whose data these are, as the data say."""
        return frozenset(word for word in self.words("attribution") if word)

    def boxes(self) -> Floats:
        """Bounds (n, 4) of every feature; NaN where there is no geometry."""
        return self._boxes

    @cached_property
    def _boxes(self) -> Floats:
        import shapely

        return np.asarray(shapely.bounds(self.geometries), dtype=np.float64).reshape(-1, 4)

    def shows_in(self, extent: Bounds) -> Flags:
        """Which features are seen in ``extent``; one that shows as its outline only must have some of it there."""
        import shapely

        frame = shapely.box(*extent)
        shapely.prepare(frame)
        shown = np.zeros(len(self.geometries), dtype=np.bool_)
        near = np.flatnonzero(self._near(extent))
        shown[near] = shapely.intersects(frame, self.geometries[near])
        if self.display.kind == "polygon":
            symbology = self.display.symbology
            linear = np.array([each.symbol.linear for each in symbology.classes], dtype=np.bool_)
            rows = np.flatnonzero(shown & linear[symbology.class_of_row])
            shown[rows] = shapely.intersects(frame, shapely.boundary(self.geometries[rows]))
        return shown

    def touches(self, geometry: Any) -> Flags:
        """Which features share ground with ``geometry`` (lines and points: lie on it)."""
        import shapely

        west, south, east, north = shapely.bounds(geometry).tolist()
        shared = np.zeros(len(self.geometries), dtype=np.bool_)
        near = np.flatnonzero(self._near((west, south, east, north)))
        shapely.prepare(geometry)
        near = near[shapely.intersects(geometry, self.geometries[near])]
        if self.display.kind == "polygon":
            # Neighbours that share an edge only are not on the site.
            valid = shapely.make_valid(self.geometries[near])
            near = near[shapely.area(shapely.intersection(valid, geometry)) > 1e-3]
        shared[near] = True
        return shared

    def _near(self, extent: Bounds) -> Flags:
        boxes = self._boxes
        with np.errstate(invalid="ignore"):
            meets = (boxes[:, 0] <= extent[2]) & (boxes[:, 2] >= extent[0])
            return np.asarray(meets & (boxes[:, 1] <= extent[3]) & (boxes[:, 3] >= extent[1]), dtype=np.bool_)


class SheetSource:
    """The layers of a plan made ready for sheets, each once. Make one for all the pages of an atlas.

    ``displays`` and ``labels`` are the planner's own looks by layer name, as the canvas has them (in the plan's
    measuring CRS); other layers look as their role does.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        displays: Mapping[str, DisplayLayer] | None = None,
        labels: Mapping[str, LabelStyle] | None = None,
    ) -> None:
        self.plan = plan
        self.labels: Mapping[str, LabelStyle] = labels or {}
        self._displays = displays or {}
        self._drawn: dict[Layer, DrawnLayer] = {}
        self._areas: dict[Layer, Floats] = {}
        self._variants: dict[tuple[Layer, str], DrawnLayer] = {}

    def following(self, plan: Plan) -> SheetSource:
        """The source of a plan that shares layers with this one: those are not made ready again."""
        found = SheetSource(plan, displays=self._displays, labels=self.labels)
        kept = set(plan.layers)
        found._drawn = {layer: drawn for layer, drawn in self._drawn.items() if layer in kept}
        found._areas = {layer: areas for layer, areas in self._areas.items() if layer in kept}
        found._variants = {key: drawn for key, drawn in self._variants.items() if key[0] in kept}
        return found

    def layers(self, roles: Collection[str]) -> list[DrawnLayer]:
        """The plan's layers of these roles that have something to draw, from the lowest to the uppermost."""
        drawn = [self._of(layer) for layer in self.plan.layers if layer.role in roles]
        found = [each for each in drawn if each.display.bounds is not None]
        return sorted(found, key=lambda each: each.display.style.order)

    def areas(self, layer: Layer) -> Floats:
        """Area in m² of every feature of a layer in the plan's definition (n)."""
        if layer not in self._areas:
            self._areas[layer] = feature_areas(self.plan, self._of(layer))
        return self._areas[layer]

    def variant(self, drawn: DrawnLayer, name: str) -> DrawnLayer | None:
        """A layer drawn in another way, if it was kept under this name."""
        return self._variants.get((drawn.layer, name))

    def keep(self, drawn: DrawnLayer, name: str) -> DrawnLayer:
        """Keep a layer drawn in another way, for the next page."""
        self._variants[(drawn.layer, name)] = drawn
        return drawn

    def _of(self, layer: Layer) -> DrawnLayer:
        if layer not in self._drawn:
            self._drawn[layer] = _drawn(self.plan, layer, self._displays.get(layer.name))
        return self._drawn[layer]


def _drawn(plan: Plan, layer: Layer, display: DisplayLayer | None) -> DrawnLayer:
    import shapely

    geometries = np.array(layer.frame.geometry.to_numpy(), dtype=object)
    crs = plan.measuring_crs
    if crs is not None and layer.crs is not None:
        from layers.geometry.crs import transformed

        geometries = np.array(transformed(geometries, layer.crs, crs), dtype=object)
    # A coordinate that is not finite makes a feature impossible to draw, and GEOS warn at every turn.
    geometries[~np.isfinite(shapely.bounds(geometries)).all(axis=1)] = None
    return DrawnLayer(layer, display or display_layer(layer, crs), geometries)
