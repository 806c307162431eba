"""Geometry as a GeoPackage keeps it: a header with the envelope, then well-known binary; and the ST_* functions.

Header (GeoPackage 1.3, clause 2.1.3): ``GP``, version 0, flags, srs_id, envelope (min x, max x, min y, max y).
"""

from __future__ import annotations

import math
import sqlite3
import struct
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

MAGIC = b"GP\x00"
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_LITTLE = 0x01
_XY = 0x02
_EMPTY = 0x10
_PACKED = np.dtype([("magic", "S3"), ("flags", "u1"), ("srs", "<i4"), ("envelope", "<f8", (4,))])

Envelope = tuple[float, float, float, float]
"""Min x, max x, min y, max y."""


def encoded(geometries: npt.NDArray[Any], srs_id: int) -> list[bytes | None]:
    """GeoPackage bytes of shapely geometries (None stays None); points without envelope, as GDAL writes them."""
    import shapely

    wkb = shapely.to_wkb(geometries, flavor="iso", byte_order=1)
    bounds = shapely.bounds(geometries)
    empty = shapely.is_empty(geometries)
    bare = empty | (shapely.get_type_id(geometries) == shapely.GeometryType.POINT)
    header = np.zeros(len(wkb), dtype=_PACKED)
    header["magic"] = MAGIC
    header["flags"] = _LITTLE | np.where(bare, 0, _XY) | np.where(empty, _EMPTY, 0)
    header["srs"] = srs_id
    header["envelope"] = bounds[:, [0, 2, 1, 3]]
    heads = header.tobytes()
    size = _PACKED.itemsize
    ends = (np.arange(len(wkb)) * size + np.where(bare, 8, size)).tolist()
    return [None if body is None else heads[row * size : ends[row]] + body for row, body in enumerate(wkb.tolist())]


def wkb_of(content: bytes) -> bytes:
    """The well-known binary behind the header; ``ValueError`` when the header is no header."""
    return content[_header_size(content) :]


def envelope_of(content: bytes) -> Envelope | None:
    """The envelope in the header, or worked out where it has none; None when empty. ``ValueError`` on damage."""
    start = _header_size(content)
    flags = content[3]
    order = "<" if flags & _LITTLE else ">"
    if flags & _EMPTY:
        return None
    if start > 8:
        west, east, south, north = struct.unpack_from(f"{order}4d", content, 8)
        return None if math.isnan(west) else (west, east, south, north)
    return _measured(content[start:])


def _header_size(content: bytes) -> int:
    if len(content) < 8 or content[:2] != b"GP":
        raise ValueError("no GeoPackage geometry")
    kind = (content[3] >> 1) & 7
    if kind >= len(_ENVELOPE_BYTES):
        raise ValueError("bad envelope")
    return 8 + _ENVELOPE_BYTES[kind]


def _measured(wkb: bytes) -> Envelope | None:
    if len(wkb) == 21 and wkb[:5] == b"\x01\x01\x00\x00\x00":
        x, y = struct.unpack_from("<2d", wkb, 5)
        return None if math.isnan(x) else (x, x, y, y)
    import shapely

    geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    if geometry is None or geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    return (west, east, south, north)


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that the R-tree triggers of a GeoPackage call."""
    for place, name in enumerate(("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY")):
        function: Callable[[bytes | None], float | None] = partial(_bound, place)
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)


def _bound(place: int, content: bytes | None) -> float | None:
    envelope = None if content is None else envelope_of(content)
    return None if envelope is None else envelope[place]


def _is_empty(content: bytes | None) -> int | None:
    return None if content is None else int(envelope_of(content) is None)
