"""Chord slivers: overlaps and gaps that come from re-projection, told apart from real ones of the same size.

A straight edge of one CRS is a curve in another. Where one neighbour has vertices along such a curve and the other
only the chord, thin lenses overlap or gape. Taken back to the CRS in which the edges were straight they have no width;
a real overlap has it in every CRS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.finding import Finding

if TYPE_CHECKING:
    import pyproj

    from layers.topology.index import Index

Objects = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

CHORD = "chord"
_LEFT = 0.25
"""Of its width a chord sliver keeps less than this where its edges are straight."""
_RADIUS_M = 6.37e6
_ZONES = range(4534, 4555)
"""CGCS2000, zones of 3° without prefix, central meridians 75°E to 135°E."""


def diagnosed(index: Index, found: list[Finding]) -> list[Finding]:
    """The same findings, with the hint ``chord`` where that is what they are."""
    if index.crs is None:
        return found
    return [_told(index, one) if _candidate(index, one) else one for one in found]


def _candidate(index: Index, one: Finding) -> bool:
    """Whether the defect is as thin as the bow of a curve of its length can make it."""
    if one.kind not in ("overlap", "gap") or one.hint is not None or len(one.fids) < 2:
        return False
    place = index.scale.metres(np.array([one.place], dtype=object))[0]
    west, south, east, north = place.bounds
    extent = float(np.hypot(east - west, north - south))
    return bool(2 * one.area_m2 / place.length <= extent**2 / _RADIUS_M)


def _told(index: Index, one: Finding) -> Finding:
    for source in _sources(index, one.place):
        if _straight_in(index, one, source):
            return Finding(one.kind, one.fids, one.place, one.area_m2, CHORD)
    return one


def _sources(index: Index, place: Any) -> list[pyproj.CRS]:
    """CRS from which a planner's data may have come: degrees, the web map, the zones around."""
    import pyproj

    from layers.geometry.crs import same_crs

    crs = index.crs
    assert crs is not None
    geodetic = crs.geodetic_crs
    found = [geodetic] if geodetic is not None and not crs.is_geographic else []
    found.append(pyproj.CRS.from_epsg(3857))
    longitude = _taken(np.array(place.representative_point().coords), crs, geodetic)[0, 0] if geodetic else 0.0
    nearest = round((longitude - 75) / 3) + _ZONES[0]
    found += [pyproj.CRS.from_epsg(code) for code in (nearest - 1, nearest, nearest + 1) if code in _ZONES]
    return [one for one in found if not same_crs(one, crs)]


def _straight_in(index: Index, one: Finding, source: pyproj.CRS) -> bool:
    """Whether the defect has next to no width where the edges are those of ``source``."""
    from layers.topology.settings import scale_of

    here = float(index.scale.width(np.array([one.place], dtype=object))[0])
    shapes = index.usable(index.rows(one.fids))
    bodies = np.array([shapely.transform(shape, lambda xy: _taken(xy, index.crs, source)) for shape in shapes])
    if not shapely.is_valid(bodies).all() or not np.isfinite(shapely.bounds(bodies)).all():
        return False
    place = shapely.transform(one.place, lambda xy: _taken(xy, index.crs, source))
    scale = scale_of(source, place.bounds)
    if one.kind == "overlap":
        around = shapely.buffer(shapely.boundary(place), scale.units(2 * here))
        left = shapely.intersection(shapely.intersection(bodies[0], bodies[1]), around)
    else:
        around = shapely.buffer(shapely.make_valid(place), scale.units(_LEFT / 5 * here))
        left = shapely.difference(around, shapely.union_all(bodies))
    return bool(scale.width(np.array([left], dtype=object))[0] < _LEFT * here)


def _taken(xy: Floats, crs: Any, source: Any) -> Floats:
    from layers.geometry.crs import transformer_between

    x, y = transformer_between(crs.to_wkt(), source.to_wkt()).transform(xy[:, 0], xy[:, 1])
    return np.column_stack([x, y])
