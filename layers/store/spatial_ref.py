"""Coordinate systems in ``gpkg_spatial_ref_sys``. A GeoPackage keeps x = easting or longitude whatever EPSG says."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyproj

UNDEFINED = -1
_FIRST_OWN = 300_000


def srs_id_of(connection: sqlite3.Connection, crs: pyproj.CRS | None) -> int:
    """The id of a CRS in the file, entered there if it is new; -1 for none."""
    if crs is None:
        return UNDEFINED
    code = crs.to_epsg()
    definition = _definition(crs)
    if code is None:
        return _own(connection, str(crs.name), definition)
    connection.execute(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?,?,'EPSG',?,?,NULL)",
        (str(crs.name), code, code, definition),
    )
    return int(code)


def crs_of(connection: sqlite3.Connection, srs_id: int) -> pyproj.CRS | None:
    """The CRS of an id; None when it is undefined or its words mean nothing."""
    from layers.geometry.crs_reading import crs_named

    words = words_of(connection, srs_id)
    return None if words is None else crs_named(words)


def words_of(connection: sqlite3.Connection, srs_id: int) -> str | None:
    """The code or the definition of an id; None when it is undefined."""
    row = connection.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id=?", (srs_id,)
    ).fetchone()
    if row is None or srs_id in (UNDEFINED, 0):
        return None
    organization, code, definition = row
    return f"EPSG:{code}" if str(organization).upper() == "EPSG" else str(definition)


def _definition(crs: pyproj.CRS) -> str:
    """WKT 1 as the standard asks; WKT 2 for the few systems that WKT 1 cannot say (GDAL reads both)."""
    from pyproj.exceptions import CRSError

    try:
        return str(crs.to_wkt("WKT1_GDAL"))
    except CRSError:
        return str(crs.to_wkt())


def _own(connection: sqlite3.Connection, name: str, definition: str) -> int:
    row = connection.execute(
        "SELECT srs_id FROM gpkg_spatial_ref_sys WHERE organization='NONE' AND definition=?", (definition,)
    ).fetchone()
    if row is not None:
        return int(row[0])
    (top,) = connection.execute("SELECT max(srs_id) FROM gpkg_spatial_ref_sys").fetchone()
    number = max(int(top) + 1, _FIRST_OWN)
    connection.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,'NONE',?,?,NULL)", (name, number, number, definition)
    )
    return number
