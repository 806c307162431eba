"""Layer ``landuse_towns``: what stands today on the land that the zoning plans, from the phases of its parcels."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from data.sample.amenities import parcels
from data.sample.countryside import class_names
from data.sample.ground import CRS, Noise

BUILT_UNTIL = 2023
FIELDS, GRASS, BARE = "0103", "0403", "2306"


def landuse_towns() -> gpd.GeoDataFrame:
    """Parcels due by 2023 as planned; the rest still fields, grass and bare land, in pieces of some 40 ha."""
    frame = parcels()
    shapes = frame.geometry.to_numpy()
    codes = np.where(frame["phase"] <= BUILT_UNTIL, frame["class_code"], _open_land(shapes))
    cells = np.floor(shapely.get_coordinates(shapely.centroid(shapes)) / 640.0).astype(int)
    keys = [f"{code} {x} {y}" for code, (x, y) in zip(codes, cells, strict=True)]
    rows = []
    names = class_names()
    for key in sorted(set(keys)):
        code = key.split(" ")[0]
        mask = np.array([one == key for one in keys])
        for piece in shapely.get_parts(shapely.coverage_union_all(shapes[mask])):
            settlement = "城市" if code[0] != "0" or code[:2] in ("07", "08", "09") else None
            known = {"class_code": code, "class_name": names[code], "settlement": settlement}
            rows.append(known | {"name": None, "status": "示意", "geometry": piece})
    found = gpd.GeoDataFrame(rows, crs=CRS)
    bounds = found.geometry.bounds
    return found.iloc[np.lexsort((bounds["minx"], -bounds["maxy"]))].reset_index(drop=True)


def _open_land(shapes: np.ndarray) -> np.ndarray:
    level = Noise.of("present use", 1800.0).at(shapely.get_coordinates(shapely.centroid(shapes)))
    low, high = np.quantile(level, [0.7, 0.93])
    return np.where(level < low, FIELDS, np.where(level < high, GRASS, BARE))
