"""Where on the earth a map frame lies, in the forms that files carry: corners, a world file, the words of the CRS."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from maps.sheets.sheet_items import MapPicture

if TYPE_CHECKING:
    import pyproj


def corners(frame: MapPicture) -> tuple[tuple[float, float], ...]:
    """South-west, north-west, north-east, south-east corner of the frame in metres of the map."""
    west, south, east, north = frame.extent()
    return (west, south), (west, north), (east, north), (east, south)


def geographic_corners(frame: MapPicture, crs: pyproj.CRS) -> tuple[tuple[float, float], ...]:
    """The same corners as latitude, longitude in degrees on the datum of ``crs``, as ``GPTS`` of a PDF wants them."""
    from layers.geometry.crs import transformer_between

    geodetic = crs.geodetic_crs
    if geodetic is None:
        return ()
    there = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    places = [there.transform(x, y) for x, y in corners(frame)]
    return tuple((float(latitude), float(longitude)) for longitude, latitude in places)


def epsg_code(crs: pyproj.CRS) -> int | None:
    """The EPSG number when the CRS is one of that register."""
    code: int | None = crs.to_epsg()
    return code


def esri_words(crs: pyproj.CRS) -> str:
    """The CRS as a ``.prj`` has it; GDAL's older form where ESRI has no words for the method."""
    import pyproj

    try:
        return crs.to_wkt(pyproj.enums.WktVersion.WKT1_ESRI)
    except pyproj.exceptions.CRSError:
        return crs.to_wkt()


def placement(frame: MapPicture, pixels_per_mm: float) -> tuple[float, float, float]:
    """Metres per pixel, and the easting and northing of the upper left corner of the whole picture.

    The picture shows the whole sheet: its edges lie where the map would reach if the frame went on to them.
    """
    west, _, _, north = frame.extent()
    metres_per_pixel = frame.denominator / (1000 * pixels_per_mm)
    metres_per_mm = frame.denominator / 1000
    return metres_per_pixel, west - frame.rect.x * metres_per_mm, north + frame.rect.y * metres_per_mm


def world_file(frame: MapPicture, pixels_per_mm: float) -> str:
    """Six lines: pixel size, no rotation, and the centre of the upper left pixel."""
    size, left, top = placement(frame, pixels_per_mm)
    return "".join(f"{value:.10f}\n" for value in (size, 0, 0, -size, left + size / 2, top - size / 2))


def side_car(crs: pyproj.CRS) -> str:
    """The ``.aux.xml`` from which GDAL and QGIS read the CRS of a picture that cannot carry it."""
    words = escape(crs.to_wkt(), {'"': "&quot;"})
    return f'<PAMDataset>\n  <SRS dataAxisToSRSAxisMapping="2,1">{words}</SRS>\n</PAMDataset>\n'
