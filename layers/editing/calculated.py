"""Fields calculated from the geometry: a closed list of functions, each with one definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text
from core.quantities import AREA_UNITS
from layers.geometry.area import ellipsoidal_area, planar_area
from layers.geometry.crs import transformed
from layers.geometry.length import degrees_of, segments

if TYPE_CHECKING:
    import pyproj

Function = Literal[
    "area",
    "length",
    "share",
    "compactness",
    "centroid_x",
    "centroid_y",
    "longitude",
    "latitude",
    "vertices",
    "parts",
]
FUNCTIONS: dict[Function, Text] = {
    "area": Text("面积", "area"),
    "length": Text("长度或周长", "length or perimeter"),
    "share": Text("占这些要素总面积的百分比", "share of the area of these features (%)"),
    "compactness": Text("紧凑度 4πA/P²（圆为 1）", "compactness 4πA/P² (a circle has 1)"),
    "centroid_x": Text("形心横坐标（东）", "centroid easting"),
    "centroid_y": Text("形心纵坐标（北）", "centroid northing"),
    "longitude": Text("形心经度（度）", "centroid longitude (degrees)"),
    "latitude": Text("形心纬度（度）", "centroid latitude (degrees)"),
    "vertices": Text("顶点数", "number of vertices"),
    "parts": Text("部分数", "number of parts"),
}
UNITS: dict[Function, dict[str, float]] = {"area": AREA_UNITS, "length": {"m": 1.0, "km": 1000.0}}
"""Units in which a function can be had, in m² or m; the others have one."""
COUNTS: frozenset[Function] = frozenset({"vertices", "parts"})
"""Functions that give whole numbers."""
BY_DEFINITION: frozenset[Function] = frozenset({"area", "length", "share", "compactness"})
"""Functions whose answer depends on the definition: in the plane, or on the ellipsoid."""


def calculated(
    function: Function,
    shapes: npt.NDArray[Any],
    source: pyproj.CRS,
    crs: pyproj.CRS,
    *,
    ellipsoidal: bool,
    whole: float | None = None,
) -> list[float | None]:
    """A value for each geometry (n) in ``source``; None where there is none. Areas in m², lengths in m.

    Areas and lengths are measured in ``crs``: in its plane, or on its ellipsoid. Centroids are in the layer's own CRS,
    their degrees on its datum. ``whole`` is the area in m² of which a share is taken (None: that of ``shapes``).
    """
    if function in BY_DEFINITION:
        found = _measured(function, transformed(shapes, source, crs), crs, ellipsoidal=ellipsoidal, whole=whole)
    elif function == "vertices":
        rings = np.array([_rings(shape) for shape in shapes], dtype=np.float64)
        found = shapely.get_num_coordinates(shapes) - rings
    elif function == "parts":
        found = shapely.get_num_geometries(shapes).astype(np.float64)
    else:
        found = _centre(function, shapes, source)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes) | ~np.isfinite(found)
    return [None if gone else float(value) for value, gone in zip(found, missing, strict=True)]


def _measured(
    function: Function, plane: npt.NDArray[Any], crs: pyproj.CRS, *, ellipsoidal: bool, whole: float | None
) -> npt.NDArray[np.float64]:
    if function == "length":
        return _length(plane, crs, ellipsoidal=ellipsoidal)
    area = ellipsoidal_area(plane, crs) if ellipsoidal else planar_area(plane)
    if function == "area":
        return area
    with np.errstate(divide="ignore", invalid="ignore"):
        if function == "share":
            return 100.0 * area / (float(area.sum()) if whole is None else whole)
        return 4.0 * np.pi * area / _length(plane, crs, ellipsoidal=ellipsoidal) ** 2


def _length(plane: npt.NDArray[Any], crs: pyproj.CRS, *, ellipsoidal: bool) -> npt.NDArray[np.float64]:
    return _geodesic_length(plane, crs) if ellipsoidal else np.asarray(shapely.length(plane))


def _centre(function: Function, shapes: npt.NDArray[Any], source: pyproj.CRS) -> npt.NDArray[np.float64]:
    centre = shapely.centroid(shapes)
    xy = np.column_stack([shapely.get_x(centre), shapely.get_y(centre)])
    if function in ("longitude", "latitude"):
        xy = np.column_stack(degrees_of(xy, source))
    return np.asarray(xy[:, 0 if function in ("centroid_x", "longitude") else 1])


def _geodesic_length(shapes: npt.NDArray[Any], crs: pyproj.CRS) -> npt.NDArray[np.float64]:
    """Lengths on the ellipsoid, edge by edge; holes count."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(parts) == 2
    rings, part = shapely.get_rings(parts[areal], return_index=True)
    lines = np.concatenate([rings, parts[~areal]])
    owner = np.concatenate([owner[areal][part], owner[~areal]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    if len(xy) < 2:
        return np.zeros(len(shapes))
    steps = np.where(line[1:] == line[:-1], segments(xy, crs).geodesic, 0.0)
    return np.bincount(owner[line[:-1]], weights=steps, minlength=len(shapes)).astype(np.float64)


def _rings(shape: Any) -> int:
    """Vertices that are there twice: every ring ends where it begins."""
    if shape is None or shapely.get_dimensions(shape) != 2:
        return 0
    parts = shapely.get_parts(shape)
    return int((1 + shapely.get_num_interior_rings(parts)).sum())
