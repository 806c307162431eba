"""What was written, read again and compared with what was meant: geometry, values, CRS."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from core.errors import AppError
from core.messages import Text, same
from layers.formats.export.columns import Column, column_of
from layers.formats.vector import LoadResult, numbered
from layers.geometry.crs import crs_name, same_crs, transformer_between

Objects = npt.NDArray[Any]

RELATIVE = 1e-12
"""Two numbers are the same: most formats keep 15 digits."""
TINY = 1e-14


def compare(
    meant: Objects, columns: list[Column], crs: pyproj.CRS | None, *, found: LoadResult, file: str, tolerance: float
) -> None:
    """Refuse (AppError ``export.changed``) where the file does not hold what was meant.

    ``meant`` are the geometries in ``crs``; coordinates may differ by ``tolerance`` in its units.
    """
    if len(found.table) != len(meant):
        raise _changed(file, Text("要素个数", "the number of features"), np.zeros(0, dtype=np.int64))
    if crs is not None and (found.crs is None or not _agrees(crs, found.crs, meant)):
        raise _changed(file, Text("坐标系 {name}", "the CRS {name}").format(name=crs_name(crs)), np.zeros(0, np.int64))
    geometries = found.as_read if found.as_read is not None else found.table.geometry.to_numpy()
    moved = ~_same_geometries(meant, geometries, tolerance)
    if moved.any():
        raise _changed(file, Text("图形", "the geometry"), np.flatnonzero(moved))
    for column in columns:
        if column.name not in found.table.columns:
            raise _changed(
                file, Text("字段 {name}", "the field {name}").format(name=column.name), np.zeros(0, np.int64)
            )
        other = ~_same_values(column, pd.DataFrame(found.table)[column.name])
        if other.any():
            raise _changed(
                file, Text("字段 {name}", "the field {name}").format(name=column.name), np.flatnonzero(other)
            )


def _agrees(meant: pyproj.CRS, found: pyproj.CRS, geometries: Objects) -> bool:
    """The same system: by code, by its words, or by ellipsoid and place (a .prj drops names and areas of use)."""
    meant, found = meant.to_2d(), found.to_2d()  # GeoJSON with heights is in the 3D variant of WGS 84
    if same_crs(meant, found) or meant.equals(found, ignore_axis_order=True):
        return True
    one, two = meant.ellipsoid, found.ellipsoid
    if one is None or two is None or abs(one.semi_major_metre - two.semi_major_metre) > 1e-3:
        return False
    if abs(one.inverse_flattening - two.inverse_flattening) > 1e-6 or meant.is_projected != found.is_projected:
        return False
    corners = shapely.get_coordinates(geometries)[:4]
    moved = transformer_between(meant.to_wkt(), found.to_wkt()).transform(corners[:, 0], corners[:, 1])
    return bool(np.allclose(np.column_stack(moved), corners, rtol=0, atol=1e-6))


def _same_geometries(meant: Objects, found: Objects, tolerance: float) -> npt.NDArray[np.bool_]:
    """Equal but for the order of rings and their starts, single or multi."""
    nothing = shapely.is_missing(meant) | shapely.is_empty(meant)
    gone = shapely.is_missing(found) | shapely.is_empty(found)
    first, second = shapely.force_2d(meant), shapely.force_2d(found)
    alike = np.asarray(nothing & gone | shapely.equals_exact(first, second, tolerance=tolerance))
    rest = np.flatnonzero(~alike & ~nothing & ~gone)
    if len(rest):
        one, two = _uniform(first[rest]), _uniform(second[rest])
        alike[rest] = shapely.equals_exact(one, two, tolerance=tolerance)
        rest = rest[~alike[rest]]
    for row in rest:  # rings in an order that rounding has changed: rare, so one at a time
        apart = shapely.hausdorff_distance(first[row], second[row])
        counts = shapely.get_num_coordinates(first[row]), shapely.get_num_coordinates(second[row])
        alike[row] = apart <= tolerance * 2 and counts[0] == counts[1]
    return alike


def _uniform(geometries: Objects) -> Objects:
    """Normal form, a multi-geometry of one part as that part."""
    simple = geometries.copy()
    single = (shapely.get_type_id(simple) >= shapely.GeometryType.MULTIPOINT) & (
        shapely.get_num_geometries(simple) == 1
    )
    simple[single] = shapely.get_geometry(simple[single], 0)
    return np.asarray(shapely.normalize(simple), dtype=object)


def _same_values(meant: Column, series: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    found = column_of(meant.name, series)
    both_empty = meant.empty & _empties(found, meant)
    if meant.kind == "text":
        equal = _stripped(meant.as_text()) == _stripped(found.as_text())
    elif meant.kind in ("integer", "real", "bool"):
        equal = _same_numbers(meant, found)
    else:
        equal = _milliseconds(meant) == _milliseconds(found)
    return np.asarray(both_empty | (equal & ~meant.empty & ~found.empty), dtype=bool)


def _empties(found: Column, meant: Column) -> npt.NDArray[np.bool_]:
    return found.empty | (_stripped(found) == "") if meant.kind == "text" and found.kind == "text" else found.empty


def _stripped(column: Column) -> Objects:
    """Texts without the blanks at their ends, which dBASE and XML do not keep, and with one kind of line end."""
    codes, distinct = pd.factorize(column.values.astype(object))
    if not len(distinct):
        return np.asarray(column.values, dtype=object)
    plain = [str(one).replace("\r\n", "\n").replace("\r", "\n").strip() for one in distinct]
    return np.asarray(np.array(plain, dtype=object)[codes], dtype=object)


def _same_numbers(meant: Column, found: Column) -> npt.NDArray[np.bool_]:
    if found.kind == "integer" and meant.kind == "integer":
        return np.asarray(meant.values == found.values)
    numbers = found.values
    if found.kind == "text":
        numbers = pd.to_numeric(pd.Series(found.values), errors="coerce").to_numpy(dtype="float64")
    if found.kind in ("date", "datetime"):
        return np.zeros(len(numbers), dtype=bool)
    close = np.isclose(numbers.astype("float64"), meant.values.astype("float64"), rtol=RELATIVE, atol=TINY)
    return np.asarray(close, dtype=bool)


def _milliseconds(column: Column) -> Objects:
    """Times to the millisecond; -1 where there is none."""
    values: Any = column.values
    if column.kind == "text":
        values = pd.to_datetime(pd.Series(values), errors="coerce", format="ISO8601").to_numpy()
    elif column.kind not in ("date", "datetime"):
        return np.full(len(values), -1, dtype=np.int64)
    return np.asarray(np.where(column.empty, -1, values.astype("datetime64[ms]").astype(np.int64)))


def _changed(file: str, what: Text, rows: npt.NDArray[np.int64]) -> AppError:
    message = Text(
        "写出 {file} 后重新打开核对，{what}与原数据不一致，已放弃，目标未被改动。",
        "{file} was written, opened again and compared: {what} differs from the source, so it was given up and the "
        "target is untouched.",
    ).format(file=file, what=what)
    if len(rows):
        where = numbered(rows)
        message = Text(f"{message.zh}（{where.zh}）", f"{message.en} ({where.en})")
    hint = Text("请改用 {other}。", "Write it as {other} instead.").format(other=same("GeoPackage"))
    return AppError("export.changed", message, hint)
