"""Writing one table through GDAL: the driver's options, and the shapefile's bytes kept out of GDAL's hands."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from core.errors import AppError
from core.messages import Text
from layers.formats.export import dbf_text
from layers.formats.export.columns import Column
from layers.formats.vector import gdal_session
from layers.layer import GeometryKind

_ERRORS = (DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
_SINGLE: dict[GeometryKind, str] = {"point": "Point", "line": "LineString", "polygon": "Polygon"}

_LAYER_OPTIONS: dict[str, dict[str, str]] = {
    # Hilbert order would change the order of the features, by which everything else refers to them.
    "FlatGeobuf": {"SPATIAL_INDEX": "NO"},
    "GeoJSON": {"RFC7946": "YES", "COORDINATE_PRECISION": "10"},
    "GPKG": {"GEOMETRY_NAME": "geom", "FID": "fid"},
}
_DATASET_OPTIONS: dict[str, dict[str, str]] = {
    "GML": {"FORMAT": "GML3.2", "XSISCHEMA": "EXTERNAL"},
    "GPKG": {"VERSION": "1.2"},  # what the programs of the last years open without a warning
}
_TEXT_ONLY = {"LIBKML": ("date", "datetime"), "ESRI Shapefile": ("datetime",)}
"""Kinds of value that a driver cannot keep: they are written out as ISO 8601."""
_UTC = 100
"""OGR's flag for a time in UTC."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """What is to be written: geometries in ``crs``, columns under their final names."""

    layer: str
    geometries: npt.NDArray[Any]
    columns: tuple[Column, ...]
    crs: pyproj.CRS | None
    kind: GeometryKind | None


def write_with_gdal(path: Path, driver: str, prepared: Prepared, encoding: str | None = None) -> None:
    """Write a file that does not exist yet. AppError ``export.failed`` with GDAL's words when it does not get through.

    Of a shapefile, ``encoding`` is the canonical name of the encoding of names and texts.
    """
    columns = [_for_driver(column, driver) for column in prepared.columns]
    if driver == "ESRI Shapefile":
        codec = dbf_text.codec_of(encoding or "UTF-8")
        columns = [_latin(column, codec) for column in columns]
    geometries, geometry_type = _typed(prepared, driver)
    options: dict[str, Any] = {
        "layer": None if driver == "ESRI Shapefile" else prepared.layer,
        "encoding": "ISO-8859-1" if driver == "ESRI Shapefile" else None,
        "layer_options": _LAYER_OPTIONS.get(driver),
        "dataset_options": _DATASET_OPTIONS.get(driver),
        "gdal_tz_offsets": {
            column.name: np.full(len(column.values), _UTC) for column in columns if column.kind == "datetime"
        },
    }
    try:
        with gdal_session():
            raw.write(
                path,
                shapely.to_wkb(geometries),
                [_values(column) for column in columns],
                [column.name for column in columns],
                field_mask=[column.empty if column.empty.any() else None for column in columns],
                driver=driver,
                geometry_type=geometry_type,
                crs=None if prepared.crs is None else prepared.crs.to_wkt(),
                promote_to_multi=geometry_type.startswith("Multi"),
                nan_as_null=True,
                **{name: value for name, value in options.items() if value},
            )
    except _ERRORS as error:
        message = Text("写出 {file} 失败：{reason}。", "{file} could not be written: {reason}.")
        hint = Text("请查看磁盘空间，或换一种格式。", "Look at the free disk space, or choose another format.")
        reason = str(error).replace(f"{path.parent}{os.sep}", "").rstrip(". ")
        raise AppError("export.failed", message.format(file=path.name, reason=reason), hint) from error
    if driver == "ESRI Shapefile":
        _declare(path, encoding or "UTF-8")


def write_kmz(path: Path, prepared: Prepared) -> None:
    """A KMZ is a KML called doc.kml in a ZIP archive."""
    kml = path.with_suffix(".kml")
    write_with_gdal(kml, "LIBKML", prepared)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(kml, "doc.kml")
    kml.unlink()


def write_geodatabase(path: Path, prepared: Prepared) -> None:
    """A File Geodatabase as a folder, or as that folder in a ZIP archive."""
    if path.suffix.casefold() == ".gdb":
        write_with_gdal(path, "OpenFileGDB", prepared)
        return
    folder = path.with_suffix("")
    write_with_gdal(folder, "OpenFileGDB", prepared)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{folder.name}/{file.name}")
            file.unlink()
    folder.rmdir()


def write_parquet(path: Path, prepared: Prepared) -> None:
    """GeoParquet 1.0 with WKB geometry."""
    data = {column.name: _series(column) for column in prepared.columns}
    frame = gpd.GeoDataFrame(data, geometry=prepared.geometries, crs=prepared.crs)
    frame.to_parquet(path, index=False)


def _series(column: Column) -> pd.Series[Any]:
    dtypes = {"integer": "Int64", "bool": "boolean", "text": "string", "real": "float64"}
    series = pd.Series(column.values, dtype=dtypes.get(column.kind, "datetime64[ms]"))
    return series.mask(column.empty)


def _for_driver(column: Column, driver: str) -> Column:
    """The column in a type that the driver keeps."""
    if column.kind in _TEXT_ONLY.get(driver, ()):
        return column.as_text()
    if column.kind != "integer" or driver not in ("LIBKML", "OpenFileGDB", "ESRI Shapefile"):
        return column
    largest = int(np.abs(column.values).max(initial=0))
    # KML and GDB have 32-bit integers; a number field of dBASE takes 18 digits.
    limit = 10**18 if driver == "ESRI Shapefile" else 2**31
    return column if largest < limit else column.as_text()


def _values(column: Column) -> npt.NDArray[Any]:
    if column.kind == "text":
        texts = column.values.astype(object)
        texts[column.empty] = None
        return texts
    if column.kind == "integer" and int(np.abs(column.values).max(initial=0)) < 2**31:
        return column.values.astype(np.int32)
    if column.kind in ("date", "datetime"):
        return np.asarray(np.where(column.empty, np.datetime64("NaT"), column.values), dtype=column.values.dtype)
    return column.values


def _latin(column: Column, codec: str) -> Column:
    name = dbf_text.as_latin(column.name, codec)
    if column.kind != "text":
        return column.named(name)
    codes, distinct = pd.factorize(column.values)
    texts = np.array([dbf_text.as_latin(str(text), codec) for text in distinct], dtype=object)
    values = texts[codes] if len(distinct) else column.values
    return Column(name, "text", values, column.empty, column.spoiled)


def _typed(prepared: Prepared, driver: str) -> tuple[npt.NDArray[Any], str]:
    """Geometries of one declared type; multi where any is."""
    geometries = prepared.geometries.copy()
    geometries[shapely.is_empty(geometries)] = None
    if prepared.kind is None:
        return geometries, "Unknown"
    name = _SINGLE[prepared.kind]
    several = bool((shapely.get_type_id(geometries) >= shapely.GeometryType.MULTIPOINT).any())
    free = driver in ("GeoJSON", "LIBKML", "GML") and several
    if free:
        return geometries, "Unknown"
    multi = driver == "OpenFileGDB" and prepared.kind != "point"
    if (several and (driver != "ESRI Shapefile" or prepared.kind == "point")) or multi:
        name = f"Multi{name}"
    if shapely.has_z(geometries).any():
        geometries = np.asarray(shapely.force_3d(geometries), dtype=object)
        name = f"{name} Z"
    return geometries, name


def _declare(path: Path, encoding: str) -> None:
    """Say in the .cpg and in the .dbf which encoding the bytes are in; GDAL was told Latin-1."""
    path.with_suffix(".cpg").write_text(encoding, encoding="ascii")
    with path.with_suffix(".dbf").open("rb+") as table:
        table.seek(29)
        table.write(bytes([dbf_text.LANGUAGE_DRIVERS.get(encoding, 0)]))


def shapefile_sizes(geometries: npt.NDArray[Any], columns: Sequence[Column], codec: str) -> tuple[int, int]:
    """Bytes that the .shp and the .dbf will have, from above."""
    points = int(shapely.get_num_coordinates(geometries).sum())
    parts = int(np.maximum(shapely.get_num_geometries(geometries), 1).sum())
    parts += int(shapely.get_num_interior_rings(shapely.get_parts(geometries)).clip(0).sum())
    width = 1
    for column in columns:
        width += 24
        if column.kind == "text" and len(column.values):
            width += max(80, *(len(str(text).encode(codec)) for text in pd.unique(column.values)))
    return 100 + 52 * len(geometries) + 4 * parts + 16 * points, 32 * (len(columns) + 2) + width * len(geometries)
