"""Fields calculated from the geometry: a closed list of functions, each with one definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text
from layers.geometry.area import ellipsoidal_area, planar_area
from layers.geometry.crs import transformed
from layers.geometry.length import segments

if TYPE_CHECKING:
    import pyproj

Function = Literal["area", "length", "centroid_x", "centroid_y", "vertices", "parts"]
FUNCTIONS: dict[Function, Text] = {
    "area": Text("面积（平方米）", "area (m²)"),
    "length": Text("长度或周长（米）", "length or perimeter (m)"),
    "centroid_x": Text("形心横坐标（东）", "centroid easting"),
    "centroid_y": Text("形心纵坐标（北）", "centroid northing"),
    "vertices": Text("顶点数", "number of vertices"),
    "parts": Text("部分数", "number of parts"),
}


def calculated(
    function: Function, shapes: npt.NDArray[Any], source: pyproj.CRS, crs: pyproj.CRS, *, ellipsoidal: bool
) -> list[float | None]:
    """A value for each geometry (n) in ``source``; None where there is none.

    Areas and lengths are measured in ``crs``: in its plane, or on its ellipsoid. Centroids are in the layer's own CRS.
    """
    if function in ("area", "length"):
        plane = transformed(shapes, source, crs)
        if function == "area":
            found = ellipsoidal_area(plane, crs) if ellipsoidal else planar_area(plane)
        else:
            found = _geodesic_length(plane, crs) if ellipsoidal else np.asarray(shapely.length(plane))
    elif function == "vertices":
        rings = np.array([_rings(shape) for shape in shapes], dtype=np.float64)
        found = shapely.get_num_coordinates(shapes) - rings
    elif function == "parts":
        found = shapely.get_num_geometries(shapes).astype(np.float64)
    else:
        centre = shapely.centroid(shapes)
        found = shapely.get_x(centre) if function == "centroid_x" else shapely.get_y(centre)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return [None if gone else float(value) for value, gone in zip(found, missing, strict=True)]


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
