"""Data that lie beside a control layer: GCJ-02, BD-09, or an old datum under a new name.

The published formulas of the web-map offsets are approximations; what they undo is never of survey grade.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.messages import Text
from layers.doctor.diagnosis import Change, Diagnosis, Objects, Patient, Repair
from layers.doctor.shapes import present
from layers.geometry.crs import gauss_kruger_zone, transformed, transformer_between
from layers.layer import Notice

Floats = npt.NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

NEAR_M = 2500.0
"""Partners are looked for within this distance; BD-09 moves a place by about 1 400 m."""
ALIKE = 0.01
"""Partners differ in area, width and height by at most this share: the web-map offsets stretch by 0.3 %."""
BIN_M = 10.0
SAME_PLACE_M = 2.0
AS_PREDICTED_M = 20.0
MOST_SHAPES = 3000
"""Shapes of either layer that are compared, the largest first."""

_SEMI_MAJOR = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BAIDU_TURN = np.pi * 3000.0 / 180.0


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a layer lies beside the control layer: metres east and north, and from how many pairs of shapes."""

    east_m: float
    north_m: float
    pairs: int

    @property
    def distance_m(self) -> float:
        """Length of the offset in metres."""
        return float(np.hypot(self.east_m, self.north_m))


def beside_control(patient: Patient, control: gpd.GeoDataFrame) -> list[Diagnosis]:
    """Compare with a control layer (boundary, parcels) of known CRS; nothing where both agree or share no shape."""
    if patient.crs is None or control.crs is None:
        return []
    shapes = patient.geometries[present(patient)]
    plane = _plane(control)
    if plane is None or not len(shapes):
        return []
    here = _sound(transformed(shapes, patient.crs, plane))
    there = _sound(transformed(control.geometry.to_numpy(), control.crs, plane))
    offset = measured_offset(here, there)
    if offset is None or offset.distance_m <= SAME_PLACE_M:
        return []
    for code, name, forward, back in (
        ("crs.gcj02", "GCJ-02", to_gcj02, from_gcj02),
        ("crs.bd09", "BD-09", to_bd09, from_bd09),
    ):
        expected = _expected(there, plane, forward)
        if np.hypot(offset.east_m - expected[0], offset.north_m - expected[1]) <= AS_PREDICTED_M:
            return [_web_map(patient, offset, code, name, back)]
    return [_unexplained(patient, offset)]


def measured_offset(here: Objects, there: Objects) -> Offset | None:
    """The offset on which most pairs of alike shapes agree (both in one plane, metres); None when no shape is shared.

    Every shape votes with the step from each partner of its size; neighbours of one size cannot agree by chance.
    """
    first, second = _measures(here), _measures(there)
    if not len(first) or not len(second):
        return None
    tree = shapely.STRtree(shapely.points(second[:, :2]))
    pairs = tree.query(shapely.points(first[:, :2]), predicate="dwithin", distance=NEAR_M)
    sizes = np.abs(first[pairs[0], 2:] - second[pairs[1], 2:]) <= ALIKE * np.abs(second[pairs[1], 2:]) + 0.5
    alike = sizes.all(axis=1)
    steps = first[pairs[0][alike], :2] - second[pairs[1][alike], :2]
    if not len(steps):
        return None
    bins, inverse, counts = np.unique(np.round(steps / BIN_M), axis=0, return_inverse=True, return_counts=True)
    # A peak on the border of bins is shared by its neighbours.
    totals = np.array([counts[(np.abs(bins - one) <= 1).all(axis=1)].sum() for one in bins[np.argsort(-counts)[:50]]])
    best = bins[np.argsort(-counts)[:50]][np.argmax(totals)]
    agreeing = steps[(np.abs(bins[inverse.ravel()] - best) <= 1).all(axis=1)]
    enough = len(agreeing) >= max(1, 0.2 * min(len(first), len(second)))
    if not enough:
        return None
    east, north = np.median(agreeing, axis=0)
    return Offset(float(east), float(north), len(agreeing))


def to_gcj02(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """WGS 84 or CGCS2000 degrees to GCJ-02 by the widely published formula."""
    x, y = longitude - 105.0, latitude - 35.0
    root = np.sqrt(np.abs(x))
    wave = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = np.radians(latitude)
    magic = 1.0 - _ECCENTRICITY_2 * np.sin(radians) ** 2
    north = north * 180.0 / (_SEMI_MAJOR * (1.0 - _ECCENTRICITY_2) / (magic * np.sqrt(magic)) * np.pi)
    east = east * 180.0 / (_SEMI_MAJOR / np.sqrt(magic) * np.cos(radians) * np.pi)
    return longitude + east, latitude + north


def from_gcj02(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """The inverse of ``to_gcj02`` by fixed-point iteration, closed to less than 1 mm."""
    return _inverse(to_gcj02, longitude, latitude)


def to_bd09(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """WGS 84 or CGCS2000 degrees to BD-09, over GCJ-02."""
    x, y = to_gcj02(longitude, latitude)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def from_bd09(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """The inverse of ``to_bd09``."""
    return _inverse(to_bd09, longitude, latitude)


def _inverse(forward: Shift, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    x, y = longitude, latitude
    for _ in range(10):
        shifted_x, shifted_y = forward(x, y)
        x, y = x - (shifted_x - longitude), y - (shifted_y - latitude)
    return x, y


def _web_map(patient: Patient, offset: Offset, code: str, name: str, back: Shift) -> Diagnosis:
    message = Text(
        "{file} 比控制图层偏 {distance:.0f} m（东 {east:.0f} m，北 {north:.0f} m），"
        "正是 {name}（网络地图）坐标的偏移。",
        "{file} lies {distance:.0f} m off the control layer (east {east:.0f} m, north {north:.0f} m): the offset of "
        "{name}, the coordinates of web maps.",
    ).format(file=patient.file, name=name, distance=offset.distance_m, east=offset.east_m, north=offset.north_m)
    label = Text(
        "按公开公式去掉 {name} 偏移（米级精度，不得用于测绘成果）",
        "Take the {name} offset off by the published formula (metres, never survey grade)",
    ).format(name=name)
    repair = Repair(f"undo:{name}", label, _undo(back))
    return Diagnosis(Notice(code, message, patient.file, Text(f"{label.zh}。", f"{label.en}.")), (), (repair,))


def _unexplained(patient: Patient, offset: Offset) -> Diagnosis:
    message = Text(
        "{file} 比控制图层偏 {distance:.1f} m（东 {east:.1f} m，北 {north:.1f} m）："
        "可能是 1980 西安或 1954 北京坐标被标成了 2000 坐标。",
        "{file} lies {distance:.1f} m off the control layer (east {east:.1f} m, north {north:.1f} m): it may be on "
        "Xian 1980 or Beijing 1954 under the name of CGCS2000.",
    ).format(file=patient.file, distance=offset.distance_m, east=offset.east_m, north=offset.north_m)
    repair = Text(
        "向提供者核实基准，用当地的四参数或七参数转换后再打开。",
        "Ask which datum it is on, transform it with the local 4 or 7 parameters and open the result.",
    )
    return Diagnosis(Notice("crs.offset", message, patient.file, repair))


def _undo(back: Shift) -> Change:
    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        mended[frame.geometry.name] = gpd.GeoSeries(_moved(frame, back), index=frame.index, crs=frame.crs)
        return mended

    return apply


def _moved(frame: gpd.GeoDataFrame, back: Shift) -> Objects:
    """The geometries taken to degrees, moved, and taken back."""
    crs = pyproj.CRS.from_user_input(frame.crs)
    geodetic = crs.geodetic_crs
    assert geodetic is not None
    degrees = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    metres = transformer_between(geodetic.to_wkt(), crs.to_wkt())

    def change(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        moved_x, moved_y = back(*degrees.transform(x, y))
        x, y = metres.transform(moved_x, moved_y)
        return x, y

    return np.asarray(shapely.transform(frame.geometry.to_numpy(), change, interleaved=False), dtype=object)


def _plane(control: gpd.GeoDataFrame) -> pyproj.CRS | None:
    crs = pyproj.CRS.from_user_input(control.crs)
    if crs.is_projected:
        return crs
    west, _, east, _ = control.total_bounds
    try:
        return gauss_kruger_zone((west + east) / 2)
    except ValueError:
        return None


def _sound(shapes: Objects) -> Objects:
    """The largest shapes with finite coordinates."""
    bounds = shapely.bounds(shapes)
    shapes = shapes[np.isfinite(bounds).all(axis=1)]
    if len(shapes) <= MOST_SHAPES:
        return shapes
    return shapes[np.argsort(-shapely.length(shapes), kind="stable")[:MOST_SHAPES]]


def _measures(shapes: Objects) -> Floats:
    """Centre x, y, width, height and area of each shape; points have no size and vote for nothing."""
    bounds = shapely.bounds(shapes)
    width, height = bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    rows = np.column_stack([centres, width, height, np.sqrt(shapely.area(shapes))])
    return np.asarray(rows[(width > 0) | (height > 0)], dtype=np.float64)


def _expected(shapes: Objects, plane: pyproj.CRS, forward: Shift) -> tuple[float, float]:
    """The offset in metres that a web map gives the middle of these shapes."""
    geodetic: Any = plane.geodetic_crs
    bounds = shapely.bounds(shapes)
    x, y = np.median((bounds[:, :2] + bounds[:, 2:]) / 2, axis=0)
    longitude, latitude = transformer_between(plane.to_wkt(), geodetic.to_wkt()).transform(x, y)
    moved = forward(np.array([longitude]), np.array([latitude]))
    east, north = transformer_between(geodetic.to_wkt(), plane.to_wkt()).transform(*moved)
    return float(east[0] - x), float(north[0] - y)
