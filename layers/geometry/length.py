"""Lengths and bearings, in the two definitions that planning uses.

*Planar*: distance in the plane of the coordinates. *Geodesic*: the shortest way on the ellipsoid of the CRS's datum
(Karney 2013, as pyproj computes it).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj

from layers.geometry.crs import transformer_between

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Segments:
    """Each step (n) of a line: planar and geodesic length in m, and bearings in degrees from north, clockwise.

    ``bearing`` is that of the grid (坐标方位角), ``azimuth`` the true one at the start (大地方位角); they differ by the
    convergence.
    """

    planar: Floats
    geodesic: Floats
    bearing: Floats
    azimuth: Floats


def segments(xy: Floats, crs: pyproj.CRS) -> Segments:
    """The steps between places ``xy`` (n + 1, 2) in ``crs``: metres of a projected one, or degrees.

    In degrees there is no plane: planar lengths are then the geodesic ones and bearings the true ones.
    """
    longitude, latitude = degrees_of(xy, crs)
    ellipsoid = crs.get_geod()
    if ellipsoid is None or len(xy) < 2:
        nothing = np.zeros(max(len(xy) - 1, 0))
        return Segments(nothing, nothing, nothing, nothing)
    azimuth, _back, geodesic = ellipsoid.inv(longitude[:-1], latitude[:-1], longitude[1:], latitude[1:])
    azimuth = np.asarray(azimuth) % 360.0
    if not crs.is_projected:
        return Segments(np.asarray(geodesic), np.asarray(geodesic), azimuth, azimuth)
    step = np.diff(xy, axis=0)
    bearing = np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360.0
    return Segments(np.hypot(step[:, 0], step[:, 1]), np.asarray(geodesic), bearing, azimuth)


def degrees_of(xy: Floats, crs: pyproj.CRS) -> tuple[Floats, Floats]:
    """Longitude and latitude (n each) of places in ``crs``, on its own datum."""
    geodetic = crs.geodetic_crs
    if geodetic is None or not crs.is_projected:
        return xy[:, 0], xy[:, 1]
    transformer = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    longitude, latitude = transformer.transform(xy[:, 0], xy[:, 1])
    return np.asarray(longitude), np.asarray(latitude)
