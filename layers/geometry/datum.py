"""Transformations that lose nothing: PROJ goes between datums without a shift and without a warning where it knows no
parameters. Those are refused, except between the few datums that agree within decimetres."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.errors import AppError
from core.messages import Text
from layers.geometry.crs import crs_name, same_crs, transformed, transformer_between

_MODERN = (
    "world geodetic system 1984", "wgs 84", "china 2000", "cgcs2000", "itrf", "international terrestrial ref",
    "etrs89", "european terrestrial reference system 1989",
)  # fmt: skip
"""Names of datums that are realisations of the ITRS: their difference is below a metre."""


def lossless(geometries: npt.NDArray[Any], source: pyproj.CRS, target: pyproj.CRS, *, file: str) -> npt.NDArray[Any]:
    """The geometries in ``target``.

    Raises AppError ``crs.datum`` where the datums differ and no parameters between them are known, and
    ``crs.outside`` where places have no coordinates in ``target``.
    """
    if same_crs(source, target):
        return geometries
    if not _datum_kept(source, target):
        message = Text(
            "{file}：从 {source} 到 {target} 要换基准，没有当地转换参数不能转换。",
            "{file}: from {source} to {target} the datum changes, which needs local parameters.",
        ).format(file=file, source=crs_name(source), target=crs_name(target))
        hint = Text("请先用当地的四参数或七参数转换。", "Transform it with the local 4 or 7 parameters first.")
        raise AppError("crs.datum", message, hint)
    moved = _with_heights(geometries, transformed(geometries, source, target), source, target)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        message = Text("{file} 有些地方在 {target} 里没有坐标。", "Places of {file} have no coordinates in {target}.")
        hint = Text("请核对数据的坐标系。", "Check the CRS of the data.")
        raise AppError("crs.outside", message.format(file=file, target=crs_name(target)), hint)
    return moved


def _with_heights(
    geometries: npt.NDArray[Any], moved: npt.NDArray[Any], source: pyproj.CRS, target: pyproj.CRS
) -> npt.NDArray[Any]:
    """Heights go along as they are: planning data have them above the same sea level in every plane system."""
    high = shapely.has_z(geometries)
    if not high.any():
        return moved
    transformer = transformer_between(source.to_wkt(), target.to_wkt())

    def plane(x: Any, y: Any, z: Any) -> tuple[Any, Any, Any]:
        return (*transformer.transform(x, y), z)

    moved = moved.copy()
    moved[high] = shapely.transform(geometries[high], plane, include_z=True, interleaved=False)
    return moved


def _datum_kept(source: pyproj.CRS, target: pyproj.CRS) -> bool:
    if _is_modern(source) and _is_modern(target):
        return True
    if _old(source) != _old(target):
        return False
    transformer = transformer_between(source.to_wkt(), target.to_wkt())
    return "ballpark" not in transformer.description.casefold()


def _is_modern(crs: pyproj.CRS) -> bool:
    datum = crs.datum.name if crs.datum is not None else ""
    geodetic = crs.geodetic_crs.name if crs.geodetic_crs is not None else ""
    names = f"{datum} | {geodetic}".casefold().replace("_", " ")
    return any(word in names for word in _MODERN) and not _old(crs)


def _old(crs: pyproj.CRS) -> str:
    """Which of the country's old datums a CRS is on, if any; PROJ has parameters for neither that hold here."""
    geodetic = crs.geodetic_crs.name if crs.geodetic_crs is not None else ""
    names = f"{crs.name} {geodetic}".casefold()
    return next((word for word in ("xian", "beijing") if word in names), "")
