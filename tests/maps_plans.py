"""Small plans in memory for the tests of the map and the sheets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from PySide6.QtGui import QColor, QImage, QPainter

from layers.layer import GeometryKind, Layer
from layers.plan import Plan
from maps.drawing.display import DisplayLayer
from maps.drawing.painter import paint
from maps.view import MapView

CRS = pyproj.CRS.from_epsg(4546)
EAST, NORTH = 568_000.0, 4_484_000.0


def layer_of(
    role: str | None,
    geometries: Sequence[Any],
    *,
    shape: GeometryKind = "polygon",
    crs: pyproj.CRS | None = CRS,
    name: str | None = None,
    **columns: Sequence[Any],
) -> Layer:
    """A layer of these geometries; columns of text become text."""
    frame = gpd.GeoDataFrame(
        {key: _column(values) for key, values in columns.items()}, geometry=list(geometries), crs=crs
    )
    stem = name or role or "other"
    return Layer(stem, role, frame, crs, shape, Path(f"{stem}.shp"), "0" * 64, {})


def _column(values: Sequence[Any]) -> Any:
    numbers = all(isinstance(value, int) or value is None for value in values)
    return pd.array(list(values), dtype="Int64" if numbers else "string")


def plan_of(*layers: Layer, **terms: Any) -> Plan:
    """A plan of these layers."""
    return Plan(**{"name": "和林格尔新区 2025", "layers": layers, "folder": Path(), "crs": CRS, **terms})


def square(x: float, y: float, size: float) -> shapely.Polygon:
    """A square with its lower left corner ``x``, ``y`` metres from a place in the New Area."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + size, NORTH + y + size)


def town(codes: Sequence[str], x: float = 0.0, y: float = 0.0, *, side: int = 6, step: float = 200.0) -> Layer:
    """Square parcels in rows, the class codes in turn."""
    places = [(i, j) for i in range(side) for j in range(side)]
    parcels = [square(x + i * step, y + j * step, step * 0.9) for i, j in places]
    return layer_of("zoning", parcels, class_code=[codes[n % len(codes)] for n in range(len(places))])


def painted(displays: Sequence[DisplayLayer], view: MapView, pixels_per_mm: float = 4.0) -> QImage:
    """The picture of a view on white."""
    image = QImage(int(view.width), int(view.height), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    paint(painter, displays, view, pixels_per_mm)
    painter.end()
    return image


def pixels(image: QImage) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Rows, columns, red-green-blue."""
    data = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.width(), 4)
    return data[:, :, 2::-1].copy()


def colour_at(image: QImage, view: MapView, x: float, y: float) -> str:
    """The colour under a place given like those of ``square``."""
    across, down = view.to_screen(EAST + x, NORTH + y)
    return image.pixelColor(int(across), int(down)).name().upper()
