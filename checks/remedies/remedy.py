"""A suggestion: which features change and how, what that costs, and the plan as it would then be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from shapely.geometry.base import BaseGeometry

from core.messages import Text
from layers.geometry.crs import transformed
from layers.layer import Layer
from layers.plan import Plan

Way = Literal["trim", "shift", "value", "reduce", "widen"]


@dataclass(frozen=True, eq=False)
class Change:
    """One feature made another: its new geometry in the measuring CRS (None: unchanged), and new values."""

    layer: str
    fid: int
    geometry: BaseGeometry | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Remedy:
    """A way out for one finding.

    ``lost_m2`` is plane area given up; ``usable`` whether what is left can still be used, by ``usable_because``;
    ``shift_m`` (east, north); ``place`` what to look at, in the measuring CRS.
    """

    way: Way
    label: Text
    changes: tuple[Change, ...]
    place: BaseGeometry | None = None
    lost_m2: float = 0.0
    usable: bool | None = None
    usable_because: Text | None = None
    shift_m: tuple[float, float] | None = None


def changed_plan(plan: Plan, changes: Sequence[Change]) -> Plan:
    """The plan as it would be: a copy in memory, nothing is written."""
    layers = []
    for layer in plan.layers:
        mine = [change for change in changes if change.layer == layer.name]
        layers.append(_changed_layer(layer, mine, plan) if mine else layer)
    return replace(plan, layers=tuple(layers))


def _changed_layer(layer: Layer, changes: Sequence[Change], plan: Plan) -> Layer:
    frame = layer.frame.copy()
    shapes = np.array(frame.geometry.to_numpy(), dtype=object)
    rows = frame.index.get_indexer([change.fid for change in changes])
    for row, change in zip(rows.tolist(), changes, strict=True):
        if change.geometry is not None:
            shapes[row] = in_layer(change.geometry, layer, plan)
        for name, value in change.values.items():
            frame[name] = _with_value(frame[name], row, value)
    return replace(layer, frame=frame.set_geometry(shapes, crs=frame.crs), sha256="")


def _with_value(column: Any, row: int, value: Any) -> Any:
    whole_numbers = column.dtype.kind in "iu"
    changed = column.astype("Float64") if whole_numbers and isinstance(value, float) else column.copy()
    changed.iloc[row] = value
    return changed


def in_layer(geometry: BaseGeometry, layer: Layer, plan: Plan) -> BaseGeometry:
    """A geometry of the measuring CRS in the CRS of a layer."""
    if layer.crs is None or plan.measuring_crs is None:
        return geometry
    found: BaseGeometry = transformed(np.array([geometry], dtype=object), plan.measuring_crs, layer.crs)[0]
    return found


def alone(plan: Plan, layer_name: str, fid: int) -> Plan:
    """The plan with one feature of a layer as its only project footprint, so that it can be asked about by itself."""
    layers = []
    for layer in plan.layers:
        if layer.role != "project_footprints":
            layers.append(layer)
        elif layer.name == layer_name:
            layers.append(replace(layer, frame=layer.frame.loc[[fid]]))
    return replace(plan, layers=tuple(layers))
