"""Coordinate systems: which one is measured in, and getting there.

EPSG:4490, 4546 and 4525 are northing-easting by definition; files keep easting first. ``always_xy`` is used
everywhere, so x is easting or longitude throughout Lantu.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

if TYPE_CHECKING:
    from layers.layer import Layer

CGCS2000 = 4490


def crs_name(crs: pyproj.CRS) -> str:
    """``EPSG:4546`` where the code is known (an ESRI ``.prj`` too), else the system's own name."""
    code = _epsg(crs.to_wkt())
    return f"EPSG:{code}" if code else str(crs.name)


def same_crs(first: pyproj.CRS, second: pyproj.CRS) -> bool:
    """Compare by EPSG code: a CGCS2000 ``.prj`` written by ESRI is not ``==`` the EPSG object (axis order)."""
    codes = _epsg(first.to_wkt()), _epsg(second.to_wkt())
    return codes[0] == codes[1] if all(codes) else bool(first == second)


def gauss_kruger_zone(longitude: float) -> pyproj.CRS:
    """CGCS2000 / 3-degree Gauss-Kruger with the central meridian next to ``longitude`` (EPSG 4509 + n, n = 25…45).

    Raises ``ValueError`` outside 73.5–136.5°E, where China has no such zone.
    """
    number = round(longitude / 3)
    if not 25 <= number <= 45:
        raise ValueError(f"no CGCS2000 3-degree zone for longitude {longitude:.3f}")
    return pyproj.CRS.from_epsg(4509 + number)


def measuring_crs(layers: Sequence[Layer], declared: pyproj.CRS | None) -> pyproj.CRS | None:
    """The CRS of the first bound projected layer, else ``declared`` if projected, else the zone of the centroid.

    None when no layer has a CRS, or all lie outside the zones: then nothing can be measured.
    """
    known = [layer for layer in layers if layer.crs is not None and layer.role is not None]
    for layer in known:
        if layer.crs is not None and layer.crs.is_projected:
            return layer.crs
    if declared is not None and declared.is_projected:
        return declared
    for layer in known:
        if layer.bounds is not None:
            west, _, east, _ = layer.bounds
            try:
                return gauss_kruger_zone((west + east) / 2)
            except ValueError:
                return None
    return None


def transformed(geometries: npt.NDArray[Any], source: pyproj.CRS, target: pyproj.CRS) -> npt.NDArray[Any]:
    """The geometries in ``target``; the very same array when both systems are the same."""
    if same_crs(source, target):
        return geometries
    transformer = transformer_between(source.to_wkt(), target.to_wkt())
    return np.asarray(shapely.transform(geometries, transformer.transform, interleaved=False), dtype=object)


@lru_cache(maxsize=32)
def transformer_between(source: str, target: str) -> pyproj.Transformer:
    """A cached transformer, x = easting or longitude on both sides."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@lru_cache(maxsize=64)
def _epsg(wkt: str) -> int | None:
    code: int | None = pyproj.CRS.from_wkt(wkt).to_epsg()
    return code
