"""Whether the coordinates can be where the file's CRS puts them, and what would put them right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.messages import Text
from layers.doctor.diagnosis import Change, Diagnosis, Mask, Objects, Patient, Repair
from layers.doctor.shapes import present
from layers.doctor.told import found, offered, on_geometry
from layers.geometry.crs import CGCS2000, crs_name, transformer_between
from layers.geometry.crs_reading import contradiction, settled_crs
from layers.layer import Notice

Floats = npt.NDArray[np.float64]

OUTSIDE_DEGREES = 0.3
"""Plans cross the edge of a 3° zone by a county's width and stay in it on purpose."""
CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north in degrees: where longitude and latitude can be told apart."""


def crs_against_coordinates(patient: Patient, *, implied: bool = False) -> list[Diagnosis]:
    """No CRS, one that the coordinates contradict, or one on an old datum; with the repairs that would fit.

    ``implied``: the format, not the file, states longitude and latitude (GeoJSON).
    """
    shapes = patient.geometries[present(patient)]
    if not len(shapes):
        return []
    _, notices = settled_crs(shapes, patient.crs, None, file=patient.file, implied=implied)
    told = []
    for notice in notices:
        repairs = () if notice.code == "crs.datum" else tuple(_fitting(patient, shapes))
        repair = notice.repair if not repairs else offered(repairs)
        told.append(Diagnosis(Notice(notice.code, notice.message, notice.where, repair), (), repairs))
    return told


def outside_area_of_use(patient: Patient) -> list[Diagnosis]:
    """Features beyond the area that the CRS is made for; nothing where the coordinates contradict it anyway."""
    crs = patient.crs
    area = crs.area_of_use if crs is not None else None
    geodetic = crs.geodetic_crs if crs is not None else None
    there = present(patient)
    if crs is None or area is None or geodetic is None or not there.any():
        return []
    x, y = _centres(patient.geometries)
    if contradiction(crs, x[there], y[there]) is not None:
        return []
    longitude, latitude = transformer_between(crs.to_wkt(), geodetic.to_wkt()).transform(x, y)
    outside = there & ~_within(longitude, latitude, (area.west, area.south, area.east, area.north))
    message = Text(
        "{file} 有要素在坐标系 {crs} 的适用范围"
        "（东经 {west:.4g}°–{east:.4g}°，北纬 {south:.4g}°–{north:.4g}°）之外：{rows}。",
        "{file} has features outside the area that {crs} is for (longitude {west:.4g}°–{east:.4g}°, "
        "latitude {south:.4g}°–{north:.4g}°): {rows}.",
    )
    repair = Text(
        "核对坐标系（中央子午线是否写错）；坐标系无误时换算到所在的带。",
        "Check the CRS (a wrong central meridian?); if it is right, transform the data to the zone they lie in.",
    )
    words = {"crs": crs_name(crs), "west": area.west, "east": area.east, "south": area.south, "north": area.north}
    return found(patient, "crs.outside", message, outside, repair=repair, words=words)


def set_crs(crs: pyproj.CRS) -> Change:
    """State another CRS; the numbers stay."""

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return frame.copy().set_crs(crs, allow_override=True)

    return apply


def swapped(shapes: Objects) -> Objects:
    """The same geometries with x and y exchanged."""
    return np.asarray(shapely.transform(shapes, lambda xy: xy[:, ::-1]), dtype=object)


def moved_east(metres: float) -> Callable[[Objects], Objects]:
    """Shift all eastings."""

    def change(shapes: Objects) -> Objects:
        return np.asarray(shapely.transform(shapes, lambda xy: xy + np.array([metres, 0.0])), dtype=object)

    return change


def _fitting(patient: Patient, shapes: Objects) -> Iterator[Repair]:
    """The repairs after which coordinates and CRS agree, most modest first; often none, seldom two."""
    x, y = _centres(shapes)
    stated = patient.crs
    seen: set[str] = set()
    for repair, crs, east, north in _hypotheses(stated, x, y):
        if repair.id not in seen and _agrees(crs, east, north):
            seen.add(repair.id)
            yield repair


def _hypotheses(stated: pyproj.CRS | None, x: Floats, y: Floats) -> Iterator[tuple[Repair, pyproj.CRS, Floats, Floats]]:
    """What might have happened: CRS and coordinates as they would then be."""
    for crs in _by_numbers(x, y):
        yield _stating(crs), crs, x, y
    if stated is not None:
        yield _swapping(), stated, y, x
        sibling = _sibling(stated)
        if sibling is not None:
            other, shift = sibling
            yield _stating(other), other, x, y
            yield _shifting(shift), stated, x + shift, y
    for crs in _by_numbers(y, x):
        yield _swapping(crs), crs, y, x


def _by_numbers(x: Floats, y: Floats) -> Iterator[pyproj.CRS]:
    """The CGCS2000 systems that eastings ``x`` and northings ``y`` speak for by their size alone."""
    if _within(x, y, CHINA).all():
        yield pyproj.CRS.from_epsg(CGCS2000)
    zone = int(np.median(x) // 1e6)
    if 25 <= zone <= 45:
        yield pyproj.CRS.from_epsg(4488 + zone)
    if 13 <= zone <= 23:
        yield pyproj.CRS.from_epsg(4478 + zone)


def _sibling(crs: pyproj.CRS) -> tuple[pyproj.CRS, float] | None:
    """The same zone with (without) its prefix, and what to add to eastings written in that one to be in ``crs``.

    CGCS2000, 3°: zone n is EPSG 4488 + n, without prefix 4509 + n; 6°: zone z is 4478 + z, without prefix 4489 + z.
    """
    code = crs.to_epsg() or 0
    for zones, prefixed, plain in ((range(25, 46), 4488, 4509), (range(13, 24), 4478, 4489)):
        if code - prefixed in zones:
            return pyproj.CRS.from_epsg(code - prefixed + plain), (code - prefixed) * 1e6
        if code - plain in zones:
            return pyproj.CRS.from_epsg(code - plain + prefixed), -(code - plain) * 1e6
    return None


def _agrees(crs: pyproj.CRS, x: Floats, y: Floats) -> bool:
    """Whether such coordinates can be in the CRS and lie where it is used."""
    geodetic, area = crs.geodetic_crs, crs.area_of_use
    if geodetic is None or area is None or contradiction(crs, x, y) is not None:
        return False
    longitude, latitude = transformer_between(crs.to_wkt(), geodetic.to_wkt()).transform(x, y)
    return bool(_within(longitude, latitude, (area.west, area.south, area.east, area.north)).all())


def _within(longitude: Floats, latitude: Floats, bounds: tuple[float, float, float, float]) -> Mask:
    west, south, east, north = bounds
    margin = OUTSIDE_DEGREES
    inside = (longitude >= west - margin) & (longitude <= east + margin)
    return np.asarray(inside & (latitude >= south - margin) & (latitude <= north + margin), dtype=bool)


def _stating(crs: pyproj.CRS) -> Repair:
    label = Text("把坐标系改为 {crs}（坐标不变）", "Set the CRS to {crs} (the numbers stay)").format(crs=_named(crs))
    return Repair(f"set_crs:{crs_name(crs)}", label, set_crs(crs))


def _swapping(crs: pyproj.CRS | None = None) -> Repair:
    if crs is None:
        label = Text("交换两轴（X、Y 对调）", "Swap the axes (x and y)")
        return Repair("swap_axes", label, on_geometry(swapped))
    label = Text("交换两轴并把坐标系设为 {crs}", "Swap the axes and set the CRS to {crs}").format(crs=_named(crs))

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return set_crs(crs)(on_geometry(swapped)(frame))

    return Repair(f"swap_axes:{crs_name(crs)}", label, apply)


def _shifting(shift: float) -> Repair:
    zone = round(abs(shift) / 1e6)
    label = Text("给东坐标加上带号 {zone}", "Add the zone prefix {zone} to the eastings")
    if shift < 0:
        label = Text("去掉东坐标的带号 {zone}", "Take the zone prefix {zone} off the eastings")
    return Repair("shift_prefix", label.format(zone=zone), on_geometry(moved_east(shift)))


def _named(crs: pyproj.CRS) -> str:
    return f"{crs_name(crs)} {crs.name}"


def _centres(shapes: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    bounds = shapely.bounds(shapes)
    return (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
