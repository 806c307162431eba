"""What a tool answers: an edit, or a refusal in words; and what it may ask for: the features around a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import shapely

from core.errors import AppError
from core.messages import Text
from layers.changes import Value

Shape = Any
"""A shapely geometry without heights."""
Shapes = Mapping[int, Shape]
"""Geometries by fid."""
Place = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north."""
Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[Any]


class Refusal(AppError):  # noqa: N818 - a tool refuses; that is no failure
    """A tool cannot do what is asked. ``fids`` and ``place`` (a geometry, or None): what stands in the way, where."""

    def __init__(
        self, code: str, message: Text, hint: Text | None = None, *, fids: Iterable[int] = (), place: Shape = None
    ) -> None:
        super().__init__(code, message, hint)
        self.fids = tuple(sorted({int(fid) for fid in fids}))
        self.place = place


@dataclass(frozen=True, eq=False)
class Added:
    """A new feature: the attributes of the feature ``like``, if any, then ``values`` (under the table's names)."""

    geometry: Shape
    like: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Edit:
    """New geometries by fid. ``before`` has the old one of every feature that is changed or removed.

    ``values`` are new attributes by fid, under the table's own names. ``told``: what the planner should know.
    """

    before: Shapes
    changed: Shapes = field(default_factory=dict)
    added: tuple[Added, ...] = ()
    removed: tuple[int, ...] = ()
    values: Mapping[int, Mapping[str, Value]] = field(default_factory=dict)
    told: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.removed or self.values)

    def telling(self, *told: Text) -> Edit:
        """The same edit with something to be told."""
        return replace(self, told=(*self.told, *told))

    def shapes(self) -> list[Shape]:
        """All new geometries: what a preview draws."""
        return [*self.changed.values(), *(one.geometry for one in self.added)]


class Surroundings(Protocol):
    """The features of a layer as they stand, found by place and by fid."""

    def around(self, box: Box) -> dict[int, Shape]:
        """Features whose bounding box meets ``box``."""

    def shape(self, fid: int) -> Shape:
        """The geometry of a feature; None where there is none."""


def changed(before: Shapes, after: Shapes, **more: Any) -> Edit:
    """The edit that leads from some geometries to others; those that stay as they are to the bit are left out."""
    different = {fid: shape for fid, shape in after.items() if not shapely.equals_exact(shape, before[fid])}
    return Edit({fid: before[fid] for fid in different}, different, **more)


def present(near: Surroundings, fids: Sequence[int]) -> dict[int, Shape]:
    """Geometries of the features asked for. Refusal ``edit.gone`` where one is not there or has no geometry."""
    found = {int(fid): near.shape(int(fid)) for fid in fids}
    gone = [fid for fid, shape in found.items() if shape is None or shape.is_empty]
    if gone or not found:
        message = Text("没有选中可以编辑的要素。", "No feature is chosen that could be edited.")
        raise Refusal("edit.gone", message, fids=gone)
    return found


def polygons(near: Surroundings, fids: Sequence[int]) -> dict[int, Shape]:
    """As ``present``. Refusal ``edit.kind`` for what is no polygon."""
    found = present(near, fids)
    others = [fid for fid, shape in found.items() if shapely.get_dimensions(shape) != 2]
    if others:
        raise Refusal("edit.kind", Text("这个工具只用于面。", "This tool is for polygons."), fids=others)
    return found


def box_of(shapes: Iterable[Shape], margin: float = 0.0) -> Box:
    """The bounding box of geometries, wider by ``margin``."""
    listed = np.array([*shapes, None], dtype=object)[:-1]
    west, south, east, north = shapely.total_bounds(listed)
    return float(west) - margin, float(south) - margin, float(east) + margin, float(north) + margin


def box_of_places(xy: Floats, margin: float = 0.0) -> Box:
    """The bounding box of places (n, 2), wider by ``margin``."""
    west, south = xy.min(axis=0)
    east, north = xy.max(axis=0)
    return float(west) - margin, float(south) - margin, float(east) + margin, float(north) + margin


def touching(near: Surroundings, shapes: Iterable[Shape]) -> dict[int, Shape]:
    """Features whose bounding box meets that of one of the geometries."""
    found: dict[int, Shape] = {}
    for shape in shapes:
        found.update(near.around(box_of([shape], nearness(shape))))
    return found


NEARNESS = 2.0e-12
"""Share of the coordinates' size within which places are one: 0.01 mm at a northing of 4500 km, the same in degrees."""


def nearness(*shapes: Shape) -> float:
    """The distance, in units of the coordinates, within which a place is on a vertex or an edge."""
    west, south, east, north = shapely.total_bounds(np.array([*shapes, None], dtype=object)[:-1])
    return near_at(west, south, east, north)


def near_at(*coordinates: float) -> float:
    """``nearness`` for coordinates of this size."""
    return NEARNESS * max(abs(one) for one in coordinates)
