"""Geometries made fit for measuring: flat, closed, valid — on our copy; the source stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import GeometryKind

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]

FARTHEST = 1e9
"""No coordinate on Earth is larger, in metres with a zone prefix or in degrees: such bytes are damage."""

_KINDS: dict[int, GeometryKind] = {
    shapely.GeometryType.POINT: "point",
    shapely.GeometryType.MULTIPOINT: "point",
    shapely.GeometryType.LINESTRING: "line",
    shapely.GeometryType.LINEARRING: "line",
    shapely.GeometryType.MULTILINESTRING: "line",
    shapely.GeometryType.POLYGON: "polygon",
    shapely.GeometryType.MULTIPOLYGON: "polygon",
}
_DIMENSIONS: dict[GeometryKind, int] = {"point": 0, "line": 1, "polygon": 2}


@dataclass(frozen=True, slots=True)
class Mended:
    """Geometries to measure, and the row numbers of those that were not as they should be."""

    geometries: Objects
    kind: GeometryKind | None
    empty: Rows
    broken: Rows
    repaired: Rows
    other_kind: Rows


def mended(geometries: Objects, unreadable: npt.NDArray[np.bool_]) -> Mended:
    """Drop Z and M, null what has no usable coordinates, repair invalid polygons, find the one kind of the layer.

    ``unreadable`` marks rows whose bytes gave no geometry. Repair is ``make_valid(method="structure")``: holes stay
    holes and what collapses to a line is dropped.
    """
    flat = np.asarray(shapely.force_2d(geometries), dtype=object)
    extents = shapely.bounds(flat)
    present = ~shapely.is_missing(flat) & ~shapely.is_empty(flat)
    infinite = present & ~(np.abs(extents) < FARTHEST).all(axis=1)
    flat[infinite] = None
    present &= ~infinite
    kind = _kind_of(flat[present])
    flat = _without_collections(flat, kind)
    repaired = present & ~shapely.is_valid(flat) & (shapely.get_dimensions(flat) == 2)
    if repaired.any():
        flat[repaired] = shapely.make_valid(flat[repaired], method="structure", keep_collapsed=False)
    broken = unreadable | infinite
    other = present & (shapely.get_dimensions(flat) != _DIMENSIONS[kind]) if kind else np.zeros(len(flat), dtype=bool)
    return Mended(
        geometries=flat,
        kind=kind,
        empty=np.flatnonzero(~present & ~broken),
        broken=np.flatnonzero(broken),
        repaired=np.flatnonzero(repaired),
        other_kind=np.flatnonzero(other),
    )


def kind_named(geometry_type: str | None) -> GeometryKind | None:
    """The kind that a declared geometry type names (``MultiPolygon``, ``3D Point``); None for mixed or unknown."""
    name = (geometry_type or "").casefold()
    if "polygon" in name or "surface" in name:
        return "polygon"
    if "string" in name or "curve" in name or "line" in name:
        return "line"
    return "point" if "point" in name else None


def _kind_of(geometries: Objects) -> GeometryKind | None:
    """The kind that most features have."""
    ids, counts = np.unique(shapely.get_type_id(geometries), return_counts=True)
    totals: dict[GeometryKind, int] = {}
    for type_id, count in zip(ids.tolist(), counts.tolist(), strict=True):
        if type_id in _KINDS:
            totals[_KINDS[type_id]] = totals.get(_KINDS[type_id], 0) + count
    ranked = sorted(totals.items(), key=lambda item: -item[1])
    return ranked[0][0] if ranked else None


def _without_collections(geometries: Objects, kind: GeometryKind | None) -> Objects:
    """Of a geometry collection keep the parts of the layer's kind, as one multi-geometry."""
    rows = np.flatnonzero(shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION)
    if not len(rows) or kind is None:
        return geometries
    join = {"point": shapely.multipoints, "line": shapely.multilinestrings, "polygon": shapely.multipolygons}[kind]
    for row in rows:  # collections are rare: drawing remains, not a plan's features
        parts = _simple_parts(geometries[row])
        geometries[row] = join(parts[shapely.get_dimensions(parts) == _DIMENSIONS[kind]])
    return geometries


def _simple_parts(geometry: Any) -> Objects:
    parts = shapely.get_parts(np.array([geometry], dtype=object))
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts, dtype=object)
