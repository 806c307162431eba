"""Writes shapefiles whose bytes depend on nothing but their content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

WRITTEN = "2025-12-31"
"""The date in every table's header; GDAL would write today's."""


def write_shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str = "UTF-8") -> None:
    """Writes .shp, .shx, .dbf, .prj and .cpg beside each other, fields no wider than their text."""
    table = frame.set_geometry(_wound(frame.geometry.to_numpy()), crs=frame.crs)
    for name in table.columns.drop(table.geometry.name):
        table[name] = _narrowed(table[name])
    table.to_file(
        path,
        engine="pyogrio",
        driver="ESRI Shapefile",
        encoding=encoding,
        RESIZE="YES",
        DBF_DATE_LAST_UPDATE=WRITTEN,
    )


def _wound(geometries: Any) -> Any:
    """Outer rings clockwise, as shapefiles want them, so that readers reorder nothing."""
    return shapely.orient_polygons(geometries, exterior_cw=True)


def _narrowed(values: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers as integers: GDAL gives every other number 24 bytes."""
    if not pd.api.types.is_numeric_dtype(values):
        return values
    numbers = values.astype("Float64")
    whole = np.allclose(numbers.dropna().to_numpy(float) % 1, 0, atol=0)
    return numbers.astype("Int32") if whole else numbers.astype(float)
