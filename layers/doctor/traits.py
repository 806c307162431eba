"""What GDAL drops on the way in without a word: M values and true curves. The file itself is asked for them."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

M_SHAPES = frozenset((21, 23, 25, 28))
"""Shape types of a .shp with M but without Z (ESRI Shapefile Technical Description, 1998)."""
_CIRCULAR = 8
_MAY_HOLD_ARCS = frozenset((9, 10, 11, 12))
"""WKB types of the circular string and of what may be made of it or of straight lines (ISO 13249-3)."""
_CURVED_NAMES = ("circularstring", "compoundcurve", "curvepolygon")
_ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the envelope in a GeoPackage geometry, by its code in the flags."""
MOST_ROWS = 100_000
MOST_WHOLE_ROWS = 10_000
MOST_STEPS = 200
"""Ten thousands of steps that SQLite may take: a view in a hostile file may never end."""


def traits_of(path: Path, table: str, geometry_type: str | None) -> frozenset[str]:
    """``m`` and ``curved``, where the file has them."""
    suffix = path.suffix.casefold()
    if suffix == ".shp":
        return _of_shapefile(path)
    if suffix == ".gpkg":
        return _of_geopackage(path, table)
    name = (geometry_type or "").casefold().replace(" ", "")
    return frozenset(("curved",)) if name.startswith(_CURVED_NAMES) else frozenset()


def _of_shapefile(path: Path) -> frozenset[str]:
    with path.open("rb") as file:
        header = file.read(36)
    if len(header) < 36:
        return frozenset()
    return frozenset(("m",)) if struct.unpack("<i", header[32:36])[0] in M_SHAPES else frozenset()


def _of_geopackage(path: Path, table: str) -> frozenset[str]:
    steps = iter(range(MOST_STEPS))
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
            file.set_progress_handler(lambda: next(steps, None) is None, 10_000)
            found = file.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (table,)
            ).fetchone()
            if found is None:
                return frozenset()
            quoted = ['"' + str(name).replace('"', '""') + '"' for name in (found[0], table)]
            blobs = file.execute(f"SELECT substr({quoted[0]}, 1, 80) FROM {quoted[1]} LIMIT {MOST_ROWS}")
            types = {number for (blob,) in blobs if (number := _wkb_type(blob)) is not None}
            arcs = _CIRCULAR in {number % 1000 for number in types}
            if not arcs and any(number % 1000 in _MAY_HOLD_ARCS for number in types):
                whole = file.execute(f"SELECT {quoted[0]} FROM {quoted[1]} LIMIT {MOST_WHOLE_ROWS}")
                arcs = any(_holds_arc(blob) for (blob,) in whole)
    except sqlite3.Error:  # the reader has said already what is wrong with the file
        return frozenset()
    measured = any(number // 1000 in (2, 3) for number in types)
    return frozenset(trait for trait, there in (("m", measured), ("curved", arcs)) if there)


def _wkb_type(blob: object) -> int | None:
    """The number that says what a GeoPackage geometry is (ISO: thousands 1 = Z, 2 = M, 3 = both); None for rubbish."""
    start = _wkb_start(blob)
    if not isinstance(blob, bytes) or start is None or len(blob) < start + 5:
        return None
    return int(struct.unpack_from("<I" if blob[start] else ">I", blob, start + 1)[0])


def _wkb_start(blob: object) -> int | None:
    if not isinstance(blob, bytes) or len(blob) < 13 or blob[:2] != b"GP":
        return None
    code = (blob[3] >> 1) & 7
    return 8 + _ENVELOPES[code] if code < len(_ENVELOPES) else None


def _holds_arc(blob: object) -> bool:
    """Whether a circular string is among the parts of a geometry."""
    start = _wkb_start(blob)
    if not isinstance(blob, bytes) or start is None:
        return False
    try:
        return _walked(blob, start, 0)[0]
    except struct.error:
        return False


def _walked(blob: bytes, place: int, depth: int) -> tuple[bool, int]:
    """Whether the geometry at ``place`` holds an arc, and where it ends. ``struct.error`` on damage."""
    order = "<" if blob[place : place + 1] == b"\x01" else ">"
    number, count = struct.unpack_from(f"{order}II", blob, place + 1)
    kind, size = number % 1000, 8 * (2, 3, 3, 4)[number // 1000 % 4]
    if kind == 1 or depth > 8:
        return False, place + 5 + size
    place += 9
    if kind in (2, _CIRCULAR):
        return kind == _CIRCULAR, place + count * size
    if kind == 3:
        for _ in range(count):
            (points,) = struct.unpack_from(f"{order}I", blob, place)
            place += 4 + points * size
        return False, place
    for _ in range(count):
        found, place = _walked(blob, place, depth + 1)
        if found:
            return True, place
    return False, place
