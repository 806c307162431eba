"""Areas on sheets: one measuring function, in the plan's area definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.messages import Text
from maps.drawing.ring_order import Floats

if TYPE_CHECKING:
    from layers.plan import AreaDefinition, Plan
    from maps.sheets.drawn import DrawnLayer

DEFINITIONS: dict[AreaDefinition, Text] = {
    "planar": Text("平面面积", "planar area"),
    "ellipsoidal": Text("椭球面积", "ellipsoidal area"),
    "registered": Text("登记面积", "registered area"),
}


def feature_areas(plan: Plan, drawn: DrawnLayer) -> Floats:
    """Area in m² of every feature (n) in the plan's definition; NaN where a register does not know it."""
    if plan.area_definition == "registered":
        return drawn.numbers("area_registered_m2")
    return measured(plan, drawn.geometries)


def measured(plan: Plan, geometries: npt.NDArray[Any]) -> Floats:
    """Area in m² of geometries (n) in the plan's measuring CRS; ellipsoidal where the plan goes by a register."""
    from layers.geometry.area import ellipsoidal_area, planar_area

    crs = plan.measuring_crs
    if plan.area_definition == "planar" or crs is None:
        return planar_area(geometries)
    return ellipsoidal_area(geometries, crs)


def union_area(plan: Plan, geometries: npt.NDArray[Any]) -> float:
    """Area in m² of everything together, what overlaps counted once."""
    import shapely

    there = geometries[~shapely.is_missing(geometries)]
    whole = shapely.union_all(shapely.make_valid(there))
    return float(measured(plan, np.array([whole], dtype=object))[0])


def definition_words(plan: Plan) -> Text:
    """How areas of the plan are measured, in words."""
    return DEFINITIONS[plan.area_definition]
