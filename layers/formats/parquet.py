"""GeoParquet: tables with geometry in a column of well-known binary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from pyproj.exceptions import CRSError

from core.errors import AppError
from core.messages import Text
from layers.formats import vector
from layers.layer import Notice


def load_parquet(path: Path) -> vector.LoadResult:
    """Read a GeoParquet file; AppError ``file.unreadable`` when it is damaged or has no geometry column."""
    import pyarrow
    from pyarrow import parquet

    try:
        _check_size(path, parquet.ParquetFile(path).metadata)
        frame = gpd.read_parquet(path)
    except (pyarrow.ArrowException, OSError, CRSError) as error:
        vector.refuse(path, error)
    except (ValueError, TypeError, KeyError) as error:
        message = Text("{file} 没有 GeoParquet 的几何列说明。", "{file} does not say which column holds the geometry.")
        hint = Text("请从源软件导出为 GeoParquet 或 GeoPackage。", "Export it as GeoParquet or GeoPackage.")
        raise AppError("file.unreadable", message.format(file=path.name), hint) from error
    try:
        return _loaded(path, frame)
    except pyarrow.ArrowException as error:  # texts are decoded only here
        vector.refuse(path, error)


def _check_size(path: Path, metadata: Any) -> None:
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if metadata.num_rows > vector.MAX_FEATURES or size > vector.MAX_FILE_BYTES:
        message = Text("{file} 的要素太多。", "{file} has too many features.").format(file=path.name)
        raise AppError("file.too_large", message, Text("请先裁剪或拆分。", "Clip or split it first."))


def _loaded(path: Path, frame: gpd.GeoDataFrame) -> vector.LoadResult:
    notices: list[Notice] = []
    frame = frame.reset_index(drop=frame.index.name is None)
    main = frame.geometry.name
    geometries = frame.geometry.to_numpy()
    names = [str(name) for name in frame.columns if name != main]
    columns = [_plain(frame[name]) for name in frame.columns if name != main]
    found = vector.Raw(
        names,
        columns,
        shapely.to_wkb(geometries, include_srid=False),
        np.arange(len(frame), dtype=np.int64),
        None,
        None,
    )
    return vector.load_result(path, path.stem, found, crs=_crs(frame.crs), encoding="UTF-8", notices=notices)


def _crs(crs: pyproj.CRS | None) -> pyproj.CRS | None:
    """The EPSG object itself where the file's words are one: its axes are then as everywhere in Lantu."""
    code = crs.to_epsg() if crs is not None else None
    return pyproj.CRS.from_epsg(code) if code is not None else crs


def _plain(column: pd.Series[Any]) -> npt.NDArray[Any]:
    """A column as the other readers give it: numbers with NaN, times without zone, texts and lists as objects."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if isinstance(column, gpd.GeoSeries):
        return np.asarray(column.to_wkt(), dtype=object)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    if pd.api.types.is_bool_dtype(column.dtype) and column.hasnans:
        return np.asarray(column.astype("float64").to_numpy())
    if pd.api.types.is_numeric_dtype(column.dtype) and column.hasnans:
        return np.asarray(column.to_numpy(dtype="float64", na_value=np.nan))
    if pd.api.types.is_string_dtype(column.dtype):
        return np.asarray(column.astype(object).where(column.notna(), None).to_numpy(dtype=object))
    return np.asarray(column.to_numpy())
