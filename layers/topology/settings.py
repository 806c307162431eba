"""What counts as a defect: kinds, and the measures by which they are told, with units and defaults."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.messages import Text

Floats = npt.NDArray[np.float64]

KINDS: dict[str, Text] = {
    "invalid": Text("无效的环", "invalid ring"),
    "self_touch": Text("自相接", "ring touching itself"),
    "duplicate_vertex": Text("重复顶点", "duplicate vertex"),
    "near_vertex": Text("过近的顶点", "near-duplicate vertex"),
    "spike": Text("尖刺", "spike"),
    "sliver": Text("狭长碎面", "sliver"),
    "duplicate": Text("重复要素", "duplicate feature"),
    "contained": Text("被包含的要素", "contained feature"),
    "overlap": Text("重叠", "overlap"),
    "gap": Text("缝隙", "gap"),
    "unshared_vertex": Text("公共边上未共用的顶点", "unshared vertex"),
    "multipart": Text("多部分要素", "multipart feature"),
    "outside": Text("超出范围", "outside the planning area"),
    "dangle": Text("悬挂端点", "dangling end"),
    "unsplit": Text("未打断的相交", "lines not split where they meet"),
}
"""Every defect is told under exactly one of these."""


@dataclass(frozen=True, slots=True)
class Settings:
    """By what measure something is a defect. Metres and square metres, also for layers in degrees.

    ``tolerance_m``: what is narrower on average is rounding, no overlap or gap; a vertex this near to a neighbour's
    edge lies on it. Half a millimetre: what rounding to millimetres leaves. ``same_vertex_m`` and ``near_vertex_m``:
    neighbours in a ring nearer than that are duplicate and near-duplicate. ``spike_angle_deg`` and
    ``spike_width_m``: how sharply a spike turns back, and how wide it is at most at its foot. A sliver has a
    compactness (4πA/P²) below ``sliver_compactness`` or a mean width (2A/P) below ``sliver_width_m``, and is no wider
    than ``sliver_ceiling_m``. ``largest_gap_m2``: larger holes are meant to be there. ``single_part``: features must
    have one part. ``dangle_m``: how far an end may be from the line it was meant to meet.
    """

    tolerance_m: float = 0.0005
    same_vertex_m: float = 0.0001
    near_vertex_m: float = 0.01
    spike_angle_deg: float = 1.0
    spike_width_m: float = 0.1
    sliver_compactness: float = 0.1
    sliver_width_m: float = 1.0
    sliver_ceiling_m: float = math.inf
    largest_gap_m2: float = math.inf
    single_part: bool = False
    dangle_m: float = 2.0


DEFAULTS = Settings()

METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Metres per unit of the coordinates, east and north."""

    x: float = 1.0
    y: float = 1.0

    def units(self, metres: float) -> float:
        """A small distance in units of the coordinates."""
        return metres / self.y

    def metres(self, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """The shapes in metres, to be measured; the same objects where they are in metres."""
        if self.x == self.y == 1.0:
            return shapes
        return np.asarray(shapely.transform(shapes, lambda xy: xy * (self.x, self.y)), dtype=object)

    def area(self, shapes: npt.NDArray[np.object_]) -> Floats:
        """Planar areas in m²; None and lines 0."""
        return np.nan_to_num(np.asarray(shapely.area(shapes), dtype=np.float64)) * self.x * self.y

    def width(self, shapes: npt.NDArray[np.object_]) -> Floats:
        """Mean widths (2A/P) in metres; 0 without area."""
        area = self.area(shapes)
        length = np.nan_to_num(np.asarray(shapely.length(self.metres(shapes)), dtype=np.float64))
        return np.divide(2 * area, length, out=np.zeros_like(area), where=length > 0)


def scale_of(crs: pyproj.CRS | None, bounds: tuple[float, float, float, float] | None) -> Scale:
    """Metres per unit of a CRS; in degrees at the middle of ``bounds`` (west, south, east, north)."""
    degrees = crs.is_geographic if crs is not None else bounds is not None and max(map(abs, bounds)) <= 180.0
    if degrees:
        latitude = 0.0 if bounds is None else (bounds[1] + bounds[3]) / 2
        return Scale(METRES_PER_DEGREE * max(math.cos(math.radians(latitude)), 0.01), METRES_PER_DEGREE)
    if crs is not None and crs.axis_info:
        factor = float(crs.axis_info[0].unit_conversion_factor or 1.0)
        return Scale(factor, factor)
    return Scale()
