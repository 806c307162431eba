"""What a sheet says about its coordinate system: the line of text and where north is."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from core.messages import Text, same

if TYPE_CHECKING:
    import pyproj

_DATUMS = {
    "China_2000": Text("2000国家大地坐标系（CGCS2000）", "CGCS2000"),
    "Xian_1980": Text("1980西安坐标系", "Xian 1980"),
    "Beijing_1954": Text("1954年北京坐标系", "Beijing 1954"),
    "World_Geodetic_System_1984": Text("WGS 84 坐标系", "WGS 84"),
}
_LINE = Text(
    "{datum}，高斯-克吕格投影 {zone}中央经线 {meridian}°（{code}）",
    "{datum}, Gauss-Krüger projection, {zone}central meridian {meridian}° ({code})",
)
_ZONE = Text("{width}°带，", "{width}° zone, ")


def crs_line(crs: pyproj.CRS) -> Text:
    """Datum, projection, zone, central meridian; the system's own name where it is not Gauss-Krüger."""
    from layers.geometry.crs import crs_name

    meridian = _central_meridian(crs)
    if meridian is None:
        return same(crs.name if crs_name(crs) == crs.name else f"{crs.name} ({crs_name(crs)})")
    return _LINE.format(datum=_datum(crs), zone=_zone(crs), meridian=f"{meridian:g}", code=crs_name(crs))


def convergence_deg(crs: pyproj.CRS, x: float, y: float) -> float | None:
    """Angle in degrees from grid north to true north at a place, clockwise positive; None where it is not defined."""
    from layers.geometry.crs import transformer_between

    geodetic = crs.geodetic_crs
    if geodetic is None or not crs.is_projected:
        return None
    there = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    back = transformer_between(geodetic.to_wkt(), crs.to_wkt())
    longitude, latitude = there.transform(x, y)
    north_x, north_y = back.transform(longitude, latitude + 0.001)
    angle = math.degrees(math.atan2(north_x - x, north_y - y))
    return angle if math.isfinite(angle) else None


def degrees_and_minutes(angle: float) -> str:
    """``0°26′`` without a sign."""
    minutes = round(abs(angle) * 60)
    return f"{minutes // 60}°{minutes % 60:02d}′"


def _central_meridian(crs: pyproj.CRS) -> float | None:
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return None
    found = [p.value for p in operation.params if p.name == "Longitude of natural origin"]
    scale = [float(p.value) for p in operation.params if p.name == "Scale factor at natural origin"]
    # UTM is Transverse Mercator too, with another scale.
    return float(found[0]) if found and all(factor == 1.0 for factor in scale) else None


def _datum(crs: pyproj.CRS) -> Text:
    name = crs.datum.name if crs.datum is not None else ""
    key = name.removeprefix("D_").replace(" ", "_")
    aliases = {"New_Beijing": "Beijing_1954", "WGS_1984": "World_Geodetic_System_1984"}
    if key.startswith("World_Geodetic_System_1984"):
        key = "World_Geodetic_System_1984"
    return _DATUMS.get(aliases.get(key, key), same(name or crs.name))


def _zone(crs: pyproj.CRS) -> Text:
    """The zone's width stands in the name only (EPSG writes it for the 3° zones alone)."""
    name = crs.name.replace("_", " ").lower()
    if re.search(r"3[ -]degree", name):
        return _ZONE.format(width=3)
    if "gauss-kruger" in name or " gk " in name:
        return _ZONE.format(width=6)
    return same("")
