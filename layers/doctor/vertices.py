"""Vertices that should not be there: the same one twice, and spikes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text
from layers.doctor.diagnosis import Diagnosis, Mask, Objects, Patient, Repair
from layers.doctor.shapes import present
from layers.doctor.told import found, on_geometry

SAME_M = 0.0001
"""Vertices closer than this (a tenth of the survey's millimetre) are one vertex, in metres."""
SPIKE_ANGLE = np.radians(1.0)
SPIKE_WIDTH_M = 0.1
"""A spike turns back within ``SPIKE_ANGLE`` and is narrower than this at the foot of its shorter side, in metres."""
SPIKE_LENGTH_M = 0.01
METRES_PER_DEGREE = 111_320.0
ROUNDS = 5
"""Taking off the tip of a spike may leave a shorter one."""

Rows = npt.NDArray[np.int64]


def duplicate_vertices(patient: Patient) -> list[Diagnosis]:
    """Lines and rings with the same vertex twice in a row."""
    tolerance = SAME_M / metres_per_unit(patient)
    shapes = _usable(patient)
    paths, owner = _paths(shapes)
    xy, path = shapely.get_coordinates(paths, return_index=True)
    close = (np.hypot(*np.diff(xy, axis=0).T) <= tolerance) & (path[1:] == path[:-1])
    twice = np.zeros(len(shapes), dtype=bool)
    twice[owner[path[1:][close]]] = True
    label = Text("去掉重复的顶点", "Remove the repeated vertices")
    repair = Repair("drop_repeated", label, on_geometry(lambda array: _without_repeated(array, tolerance)))
    message = Text("{file} 有连续重复的顶点：{rows}。", "{file} has the same vertex twice in a row: {rows}.")
    return found(patient, "geometry.duplicate_vertices", message, twice, repairs=[repair])


def spikes(patient: Patient) -> list[Diagnosis]:
    """Rings that run out and straight back: digitising slips that add length and break overlays."""
    if patient.kind != "polygon":
        return []
    scale = metres_per_unit(patient)
    shapes = _usable(patient)
    repair = Repair(
        "drop_spikes", Text("去掉尖刺", "Remove the spikes"), on_geometry(lambda array: without_spikes(array, scale))
    )
    message = Text(
        "{file} 的边线有尖刺（折回的极窄尖角）：{rows}。",
        "{file} has spikes (edges that run out and straight back): {rows}.",
    )
    return found(patient, "geometry.spike", message, _spiked(shapes, scale), repairs=[repair])


def without_spikes(shapes: Objects, metres_per_unit: float) -> Objects:
    """Polygons with the tips of their spikes taken off; holes, parts and heights stay."""
    mended = shapes.copy()
    for _ in range(ROUNDS):
        spiked = _spiked(mended, metres_per_unit)
        if not spiked.any():
            break
        for with_z in (False, True):
            rows = np.flatnonzero(spiked & (shapely.has_z(mended) == with_z))
            if len(rows):
                mended[rows] = _rebuilt(mended[rows], metres_per_unit, with_z)
    return mended


def metres_per_unit(patient: Patient) -> float:
    """How many metres one unit of the coordinates is: 1, or a degree's length."""
    if patient.crs is not None:
        return METRES_PER_DEGREE if patient.crs.is_geographic else 1.0
    bounds = shapely.bounds(patient.geometries)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    degrees = len(bounds) > 0 and bool((np.abs(bounds) <= 180.0).all())
    return METRES_PER_DEGREE if degrees else 1.0


def _usable(patient: Patient) -> Objects:
    """The geometries, None in place of those that cannot be used."""
    shapes = patient.geometries.copy()
    shapes[~present(patient)] = None
    return shapes


def _paths(shapes: Objects) -> tuple[Objects, Rows]:
    """Lines and rings, and the row that each belongs to."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    types = shapely.get_type_id(parts)
    areal = types == shapely.GeometryType.POLYGON
    linear = (types == shapely.GeometryType.LINESTRING) | (types == shapely.GeometryType.LINEARRING)
    rings, ring_part = shapely.get_rings(parts[areal], return_index=True)
    return np.concatenate([rings, parts[linear]]), np.concatenate([owner[areal][ring_part], owner[linear]])


def _without_repeated(shapes: Objects, tolerance: float) -> Objects:
    mended = shapely.remove_repeated_points(shapes, tolerance)
    collapsed = ~shapely.is_missing(shapes) & shapely.is_empty(mended)
    return np.asarray(np.where(collapsed, shapes, mended), dtype=object)


def _spiked(shapes: Objects, metres: float) -> Mask:
    """Rows with at least one spike."""
    spiked = np.zeros(len(shapes), dtype=bool)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    rings, ring_part = shapely.get_rings(parts[areal], return_index=True)
    if len(rings):
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        tips = _tips(xy * metres, ring)
        spiked[owner[areal][ring_part[ring[tips]]]] = True
    return spiked


def _tips(xy: npt.NDArray[np.float64], ring: Rows) -> Mask:
    """Marks the vertices that are tips of spikes; ``xy`` in metres, rings closed, ``ring`` the number of each."""
    tips = np.zeros(len(xy), dtype=bool)
    closing = np.append(ring[1:] != ring[:-1], True)
    repeated = np.concatenate([[False], (xy[1:] == xy[:-1]).all(axis=1) & (ring[1:] == ring[:-1])])
    kept = np.flatnonzero(~closing & ~repeated)
    if not len(kept):
        return tips
    number = ring[kept]
    first = np.concatenate([[True], number[1:] != number[:-1]])
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(kept)) - 1
    before, after = np.arange(len(kept)) - 1, np.arange(len(kept)) + 1
    before[starts], after[ends] = ends, starts
    points = xy[kept]
    back, forth = points[before] - points, points[after] - points
    cross = np.abs(back[:, 0] * forth[:, 1] - back[:, 1] * forth[:, 0])
    dot = (back * forth).sum(axis=1)
    lengths = np.hypot(*back.T), np.hypot(*forth.T)
    longer, shorter = np.maximum(*lengths), np.minimum(*lengths)
    # A triangle has nothing left when its tip goes.
    enough = np.repeat(ends - starts + 1, ends - starts + 1) >= 4
    narrow = cross <= SPIKE_WIDTH_M * longer
    tips[kept] = (dot > 0) & (cross <= np.tan(SPIKE_ANGLE) * dot) & narrow & (shorter > SPIKE_LENGTH_M) & enough
    return tips


def _rebuilt(shapes: Objects, metres: float, with_z: bool) -> Objects:
    """The polygons without the tips that they have now."""
    polygons, owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_polygon = shapely.get_rings(polygons, return_index=True)
    xyz, ring = shapely.get_coordinates(rings, include_z=with_z, return_index=True)
    tips = _tips(xyz[:, :2] * metres, ring)
    starts = np.flatnonzero(np.concatenate([[True], ring[1:] != ring[:-1]]))
    ends = np.append(starts[1:], len(ring)) - 1
    keep = ~tips
    # Where a ring starts at a tip its closing vertex goes too, and the next vertex kept closes it.
    keep[ends] &= ~tips[starts]
    mended_rings = shapely.linearrings(xyz[keep], indices=ring[keep])
    mended = shapely.polygons(mended_rings, indices=ring_polygon)
    multiple = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON
    result: npt.NDArray[Any] = np.empty(len(shapes), dtype=object)
    single = ~multiple[owner]
    result[owner[single]] = mended[single]
    if multiple.any():
        joined = shapely.multipolygons(mended[~single], indices=np.unique(owner[~single], return_inverse=True)[1])
        result[multiple] = joined
    return result
