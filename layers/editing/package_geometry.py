"""Geometry that comes in a package: read without trust, and whether a table here can hold it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from layers.changes import RowsStep, TableSchema, Values
from layers.editing.surroundings import decoded
from layers.store.blob import envelope_of, wkb_of

if TYPE_CHECKING:
    from layers.editing.edit import Shape

Unfit = Literal["other_crs", "unfit"]
_DIMENSIONS = {"POINT": 0, "LINESTRING": 1, "POLYGON": 2}


def shape_in(values: Values | None, geometry: str) -> Shape:
    """The shape among the values of a row; None where there is none, or none that can be read."""
    content = None if values is None else values.get(geometry)
    if not isinstance(content, bytes):
        return None
    try:
        shape = decoded(content)
    except (ValueError, shapely.errors.GEOSException):
        return None
    return shape if np.isfinite(shapely.get_coordinates(shape)).all() else None


def unfit_geometries(step: RowsStep, schema: TableSchema) -> dict[int, Unfit]:
    """Fids of changed rows whose new geometry the table cannot hold: of another CRS, damaged, of another kind.

    The envelope in a header is what the R-tree believes: it must be that of the coordinates.
    """
    contents = {
        fid: delta.after[schema.geometry]
        for fid, delta in step.changes.items()
        if delta.after is not None and delta.after.get(schema.geometry) is not None
    }
    found: dict[int, Unfit] = {}
    bodies: dict[int, bytes] = {}
    for fid, content in contents.items():
        try:
            if not isinstance(content, bytes):
                raise ValueError("no bytes")
            bodies[fid] = wkb_of(content)
            envelope_of(content)
            (srs_id,) = struct.unpack_from("<i" if content[3] & 1 else ">i", content, 4)
        except (ValueError, struct.error):
            found[fid] = "unfit"
            continue
        if srs_id != schema.srs_id:
            found[fid] = "other_crs"
    fids = [fid for fid in bodies if fid not in found]
    shapes = shapely.from_wkb(np.array([*(bodies[fid] for fid in fids), None], dtype=object)[:-1], on_invalid="ignore")
    for fid, shape in zip(fids, shapes, strict=True):
        if not _fits(shape, contents[fid], schema.geometry_type.upper()):
            found[fid] = "unfit"
    return found


def _fits(shape: Any, content: object, kind: str) -> bool:
    if shape is None or not isinstance(content, bytes):
        return False
    if shape.is_empty:
        return True
    wanted = _DIMENSIONS.get(kind.removeprefix("MULTI"))
    if wanted is not None and (shape.geom_type == "GeometryCollection" or shapely.get_dimensions(shape) != wanted):
        return False
    if kind in _DIMENSIONS and shape.geom_type.upper() != kind:
        return False
    west, south, east, north = shape.bounds
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return False
    return envelope_of(content) == (west, east, south, north)
