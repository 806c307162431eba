"""Layers ``zoning_yungu`` and ``zoning_konggang``: uses, plan indicators, parts and phases of every parcel."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample import boundary, scenery
from data.sample.countryside import class_names
from data.sample.fabric import Piece, fabric
from data.sample.ground import CRS, chance
from data.sample.streets import theme_at
from data.sample.towns import Street, Town, konggang, yungu

PARTS = {"south": "南", "east": "东", "centre": "中", "north": "北", "airport": "空港"}
# density %, green %, storeys from–to, storey height m; None: no building is planned
# fmt: off
BUILT: dict[str, tuple[int, int, int, int, float]] = {
    "0701": (24, 35, 6, 18, 3.0), "0702": (32, 30, 2, 4, 3.6), "0801": (30, 35, 5, 10, 4.0),
    "0802": (34, 30, 4, 10, 4.2), "0803": (36, 30, 2, 5, 5.0), "0804": (24, 35, 3, 5, 4.0),
    "0805": (26, 35, 1, 3, 6.0), "0806": (30, 35, 5, 12, 4.0), "0807": (28, 40, 3, 6, 3.6),
    "0901": (46, 20, 3, 8, 4.5), "0902": (40, 25, 8, 24, 4.0),
    "0903": (42, 25, 2, 5, 5.0), "1001": (48, 15, 2, 4, 6.0), "1101": (52, 12, 1, 3, 8.0), "1203": (8, 12, 1, 4, 7.0),
    "1208": (24, 25, 1, 3, 5.0), "1301": (28, 35, 1, 2, 5.0), "1302": (26, 35, 1, 2, 5.0), "1303": (34, 25, 1, 2, 6.0),
    "1304": (26, 30, 1, 2, 5.0), "1305": (34, 25, 1, 3, 6.0), "1306": (34, 25, 2, 4, 5.0), "1309": (30, 30, 1, 2, 5.0),
    "1310": (34, 25, 2, 4, 4.5),
}
# fmt: on
OPEN_GREEN = {"1401": 75, "1402": 88, "1403": 40}


def zoning(town: Town) -> gpd.GeoDataFrame:
    """The zoning layer of a town with canonical columns, parcels first, then streets."""
    generator = chance(town.key + " indicators")
    pieces = fabric().of(town.key)
    low_rise = scenery.low_rise_area()
    names = class_names()
    rows = [_row(piece, town, generator, low_rise, names) for piece in pieces]
    frame = gpd.GeoDataFrame(rows, crs=CRS)
    frame["unit"] = boundary.unit_numbers(frame.geometry.to_numpy(), town)
    centres = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    bands = -np.round(centres[:, 1] / 120.0)
    order = np.lexsort((centres[:, 0], bands, frame["class_code"] == "1207", frame["unit"]))
    frame = frame.iloc[order].reset_index(drop=True)
    serial = frame.groupby("unit").cumcount() + 1
    numbers = [f"{town.prefix}-{unit:02d}-{n:03d}" for unit, n in zip(frame["unit"], serial, strict=True)]
    frame.insert(0, "parcel_no", numbers)
    return frame.drop(columns="unit")


def _row(piece: Piece, town: Town, generator: Any, low_rise: Any, names: dict[str, str]) -> dict[str, Any]:
    point = piece.shape.representative_point()
    source = piece.source
    theme, part = theme_at(town, point)
    code = "1207" if isinstance(source, Street) else source.code
    if not isinstance(source, Street):
        part = source.part
    row: dict[str, Any] = {"class_code": code, "class_name": names[code]}
    row |= indicators(code, generator, limited=low_rise.intersects(piece.shape), near=theme in ("cbd", "gate"))
    row |= {"phase": _phase(town, point, generator, code), "part": PARTS[part]}
    name = source.name if isinstance(source, Street) else None
    return row | {"name": name, "status": "示意", "geometry": piece.shape}


def indicators(code: str, generator: Any, *, limited: bool, near: bool) -> dict[str, Any]:
    """Floor-area ratio, density, green and height that agree with each other; None where nothing is built."""
    if code in OPEN_GREEN:
        return {"far_max": None, "density_max": None, "green_min": OPEN_GREEN[code], "height_max": None}
    if code not in BUILT:
        return {"far_max": None, "density_max": None, "green_min": None, "height_max": None}
    density, green, lowest, highest, storey = BUILT[code]
    storeys = int(generator.integers(lowest, highest + 1))
    if near and code in ("0902", "0901", "0701"):
        storeys = min(highest, storeys + 3)
    if limited:
        storeys = max(1, min(storeys, int(24 // storey)))
    density = int(density + 2 * generator.integers(-2, 3))
    green = int(min(green + 5 * generator.integers(-1, 2), 100 - density))
    ratio = np.floor(10 * density / 100 * storeys * generator.uniform(0.82, 1.0)) / 10
    height = int(np.ceil(storeys * storey / 3) * 3)
    height = min(height, 24) if limited else height
    return {"far_max": max(0.1, float(ratio)), "density_max": density, "green_min": green, "height_max": height}


def _phase(town: Town, point: Any, generator: Any, code: str) -> int:
    """The year a parcel is due: the start-up area first, outwards in turn."""
    if code == "1203":
        return 2025
    distance = float(np.hypot(point.x - town.start[0], point.y - town.start[1])) / 1000
    late = distance / 2.9 + generator.normal(0, 0.11) + (0.5 if code == "16" else 0.0)
    years = (2021, 2022, 2023, 2024, 2025, 2030, 2035)
    return years[int(np.clip(np.searchsorted([0.2, 0.36, 0.52, 0.68, 0.86, 1.12], late), 0, 6))]


def zoning_yungu() -> gpd.GeoDataFrame:
    """Cloud Valley."""
    return zoning(yungu())


def zoning_konggang() -> gpd.GeoDataFrame:
    """The airport area."""
    return zoning(konggang())


def landuse_current() -> gpd.GeoDataFrame:
    """Present land use of the rest of the core."""
    names = class_names()
    rows = []
    for piece in fabric().of(""):
        patch = piece.source
        known = {"class_code": patch.code, "class_name": names[patch.code], "settlement": patch.settlement or None}
        rows.append(known | {"name": patch.name or None, "status": "示意", "geometry": piece.shape})
    frame = gpd.GeoDataFrame(rows, crs=CRS)
    bounds = frame.geometry.bounds
    return frame.iloc[np.lexsort((bounds["minx"], -bounds["maxy"]))].reset_index(drop=True)
