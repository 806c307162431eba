"""Declared areas against measured ones: units mixed up, and figures that are of another shape."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from core.messages import Text
from core.quantities import M2_PER_HA, M2_PER_KM2, M2_PER_MU, rounded
from layers import values
from layers.doctor.diagnosis import Change, Diagnosis, Mask, Patient, Repair
from layers.doctor.shapes import present
from layers.doctor.told import found
from layers.geometry.area import ellipsoidal_area, planar_area
from layers.geometry.crs import transformer_between
from layers.geometry.crs_reading import contradiction
from layers.roles import FieldSpec

Floats = npt.NDArray[np.float64]

TOLERANCE = 0.01
"""Share of the area by which the declared one may be off: plane and ellipsoid differ by 0.04 % at a zone's edge."""
TOLERANCE_M2 = 1.0
UNIT_TOLERANCE = 0.03
"""Hectares with two decimals are this coarse for a parcel."""
NET_AREA = frozenset(("YJJBNTMJ", "TBDLMJ"))
"""Net areas, from which ditches and ridges are taken: less than measured is right for them."""

UNITS = (
    ("ha", M2_PER_HA, Text("公顷", "hectares")),
    ("mu", M2_PER_MU, Text("亩", "mu")),
    ("km2", M2_PER_KM2, Text("平方千米", "square kilometres")),
)


def declared_area(patient: Patient) -> list[Diagnosis]:
    """Compare ``area_registered_m2`` with the geometry; only where the CRS says how large things are."""
    column = patient.column("area_registered_m2")
    if column is None or patient.kind != "polygon" or patient.crs is None:
        return []
    there = _placed(patient)
    if not there.any():
        return []
    declared = values.converted(pd.DataFrame(patient.frame)[column], FieldSpec("number"))[0].to_numpy(dtype=np.float64)
    planar = _measured(patient, there)
    known = there & (declared > 0) & (planar > 0)
    # Plane and ellipsoid differ by less than the tolerance: whichever was declared, one of them is enough.
    fits = _close(declared, planar, TOLERANCE)
    if column.upper() in NET_AREA:
        fits |= (declared <= planar) & (declared > planar / 2)
    open_rows = known & ~fits
    told: list[Diagnosis] = []
    for unit, factor, name in UNITS:
        rows = open_rows & _close(declared * factor, planar, UNIT_TOLERANCE)
        open_rows &= ~rows
        told += _unit_mixed_up(patient, column, rows, unit=unit, factor=factor, name=name)
    return told + _different(patient, column, open_rows, declared, planar)


def _placed(patient: Patient) -> Mask:
    """Rows whose every corner the CRS can take to longitude and latitude; none where the coordinates contradict it."""
    there = present(patient)
    crs = patient.crs
    geodetic = crs.geodetic_crs if crs is not None else None
    bounds = shapely.bounds(patient.geometries)
    centres = (bounds[there, :2] + bounds[there, 2:]) / 2
    if crs is None or geodetic is None or contradiction(crs, centres[:, 0], centres[:, 1]) is not None:
        return np.zeros(len(there), dtype=bool)
    inverse = transformer_between(crs.to_wkt(), geodetic.to_wkt())
    for x, y in ((0, 1), (0, 3), (2, 1), (2, 3)):
        there[there] &= np.isfinite(inverse.transform(bounds[there, x], bounds[there, y])).all(axis=0)
    return there


def _measured(patient: Patient, there: Mask) -> Floats:
    """Area in m² of the rows of ``there``: in the plane of a projected CRS, on the ellipsoid of a geographic one."""
    crs = patient.crs
    assert crs is not None
    areas = np.zeros(len(there))
    shapes = patient.geometries[there]
    areas[there] = planar_area(shapes) if crs.is_projected else ellipsoidal_area(shapes, crs)
    return areas


def _close(first: Floats, second: Floats, share: float) -> Mask:
    return np.asarray(np.abs(first - second) <= np.maximum(TOLERANCE_M2, share * second), dtype=bool)


def _unit_mixed_up(
    patient: Patient, column: str, rows: Mask, *, unit: str, factor: float, name: Text
) -> list[Diagnosis]:
    message = Text(
        "{file} 的面积字段 {column} 是{unit}而不是平方米：{rows}。",
        "Area field {column} of {file} is in {unit}, not in square metres: {rows}.",
    )
    label = Text("把{unit}换算为平方米（字段 {column}）", "Convert the {unit} to square metres (field {column})")
    change = _rescaled(column, factor, patient.frame.index.to_numpy()[rows])
    repair = Repair(f"to_m2:{unit}:{column}", label.format(unit=name, column=column), change)
    return found(patient, "area.unit", message, rows, repairs=[repair], words={"column": column, "unit": name})


def _different(patient: Patient, column: str, rows: Mask, declared: Floats, measured: Floats) -> list[Diagnosis]:
    if not rows.any():
        return []
    worst = int(np.argmax(np.where(rows, np.abs(declared - measured), 0.0)))
    message = Text(
        "{file} 的登记面积（字段 {column}）与图形不符，"
        "相差最大的是 #{fid}：登记 {declared} m²，量得 {measured} m²。共：{rows}。",
        "Declared areas of {file} (field {column}) are not those of the shapes; the worst is #{fid}: "
        "{declared} m² declared, {measured} m² measured. All: {rows}.",
    )
    label = Text("用量得的平面面积代替（字段 {column}）", "Put the measured planar area there (field {column})")
    repair = Repair(f"measure:{column}", label.format(column=column), _remeasured(column, patient, rows))
    words = {
        "column": column,
        "fid": int(patient.frame.index[worst]),
        "declared": rounded(float(declared[worst]), 2),
        "measured": rounded(float(measured[worst]), 2),
    }
    return found(patient, "area.differs", message, rows, repairs=[repair], words=words)


def _numeric(frame: gpd.GeoDataFrame, column: str) -> pd.Series[float]:
    return values.converted(pd.DataFrame(frame)[column], FieldSpec("number"))[0].astype("float64")


def _rescaled(column: str, factor: float, fids: npt.NDArray[np.int64]) -> Change:
    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        areas = _numeric(frame, column)
        mended[column] = areas.where(~frame.index.isin(fids), areas * factor)
        return mended

    return apply


def _remeasured(column: str, patient: Patient, rows: Mask) -> Change:
    fids = patient.frame.index.to_numpy()[rows]
    geographic = patient.crs is not None and patient.crs.is_geographic
    crs = patient.crs

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        shapes = frame.geometry.to_numpy()
        areas = ellipsoidal_area(shapes, crs) if geographic and crs is not None else planar_area(shapes)
        mended[column] = _numeric(frame, column).where(~frame.index.isin(fids), np.round(areas, 2))
        return mended

    return apply
