"""Small plans as offices have them, written to disk: files with their own names, fields and encodings."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4546"
ORIGIN = (567_000.0, 4_489_000.0)


def square(x: float, y: float, side: float) -> shapely.Polygon:
    """A square with its lower left corner ``x``, ``y`` metres from the test town's origin."""
    return shapely.box(ORIGIN[0] + x, ORIGIN[1] + y, ORIGIN[0] + x + side, ORIGIN[1] + y + side)


def write(path: Path, geometries: list[BaseGeometry], *, encoding: str = "UTF-8", **fields: list[object]) -> Path:
    """Write a layer with the given field columns; the format follows the ending of ``path``."""
    frame = gpd.GeoDataFrame(dict(fields), geometry=geometries, crs=CRS)
    if path.suffix == ".shp":
        frame.to_file(path, encoding=encoding)
    else:
        frame.to_file(path)
    return path


def geodesic_area(geometry: BaseGeometry) -> float:
    """Area in m² on the CGCS2000 ellipsoid, by pyproj's geodesics on edges of at most 50 m."""
    to_degrees = pyproj.Transformer.from_crs(4546, 4490, always_xy=True).transform
    dense = shapely.orient_polygons(shapely.segmentize(geometry, 50.0))
    angles = shapely.transform(dense, to_degrees, interleaved=False)
    area, _ = pyproj.CRS.from_epsg(4490).get_geod().geometry_area_perimeter(angles)
    return abs(area)


def shoelace_area(polygon: shapely.Polygon) -> float:
    """Plane area in m² by the shoelace sum about a local origin, written out."""

    def ring(coordinates: np.ndarray) -> float:
        x, y = (coordinates - coordinates[0]).T
        return abs(math.fsum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2

    holes = math.fsum(ring(shapely.get_coordinates(hole)) for hole in polygon.interiors)
    return ring(shapely.get_coordinates(polygon.exterior)) - holes


def square_with_area(target_m2: float, area: Callable[[BaseGeometry], float] = geodesic_area) -> shapely.Polygon:
    """A square whose area by ``area`` is ``target_m2`` to a few parts in 1e12."""
    side = math.sqrt(target_m2)
    for _ in range(6):
        side *= math.sqrt(target_m2 / area(square(0, 0, side)))
    return square(0, 0, side)
