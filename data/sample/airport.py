"""The real things: both runways of Shengle airport and the two data-centre sites (OpenStreetMap, ODbL 1.0)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample.ground import CRS, Floats, from_lonlat, rounded

GEOGRAPHY = Path(__file__).parent / "geography"
ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"
REAL = "开放数据"
CENTRE = np.array([548_576.6, 4_482_934.4])
"""The mean of the middles of both runways."""


def _features(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GEOGRAPHY / name).read_text(encoding="utf-8"))["features"]
    return found


def runways() -> gpd.GeoDataFrame:
    """Both runways as outlines, with width, code and a rounded illustrative elevation."""
    rows = []
    for feature in _features("shengle_runways_derived_wgs84.geojson"):
        known = feature["properties"]
        outline = from_lonlat(shapely.geometry.shape(feature["geometry"]))
        row = {"name": known["name"], "code": known["code"], "width_m": known["width_m"]}
        rows.append(row | {"length_m": known["length_m"], "status": REAL, "ATTRIB": ATTRIBUTION, "geometry": outline})
    return gpd.GeoDataFrame(rows, crs=CRS)


def centre_lines() -> list[Any]:
    """The centre line of each runway: between the middles of its short sides."""
    lines = []
    for outline in runways().geometry:
        corners = shapely.get_coordinates(outline)[:4]
        sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
        first = int(np.argmin(sides))
        middles = [(corners[i] + corners[(i + 1) % 4]) / 2 for i in (first, (first + 2) % 4)]
        lines.append(shapely.linestrings(np.array(sorted(middles, key=lambda point: float(point[0])))))
    return lines


def datacentre_sites() -> gpd.GeoDataFrame:
    """The two sites, as the bounding boxes of their OSM ways."""
    rows = []
    for feature in _features("osm_datacentres_bbox_wgs84.geojson"):
        known = feature["properties"]
        box = from_lonlat(shapely.geometry.shape(feature["geometry"]))
        note = {"name": known["name"], "osm": known["osm"], "height_m": 24, "kind": "外包矩形"}
        rows.append(note | {"status": REAL, "ATTRIB": ATTRIBUTION, "geometry": box})
    return gpd.GeoDataFrame(rows, crs=CRS)


def along_runways(points: list[tuple[float, float]] | Floats) -> Floats:
    """Positions given in metres along the runways (towards 65° true) and across (towards north-north-west)."""
    ends = shapely.get_coordinates(centre_lines()[1])
    along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
    across = np.array([-along[1], along[0]])
    local = np.asarray(points, dtype=np.float64)
    return np.asarray(CENTRE + local[:, :1] * along + local[:, 1:] * across)


def noise_zones() -> gpd.GeoDataFrame:
    """Illustrative noise bands: inside prohibited (75 dB and more), outside restricted (70 to 75 dB)."""
    shapes = []
    for half_width, beyond in ((360.0, 1900.0), (640.0, 3300.0)):
        bands = [_band(centre, half_width, beyond) for centre in centre_lines()]
        shapes.append(rounded(shapely.union_all(bands)))
    inner, outer = shapes
    ring = rounded(shapely.difference(outer, inner))
    rows = [
        {"zone": "禁止建设区", "wecpn": 75, "status": "示意", "geometry": inner},
        {"zone": "限制建设区", "wecpn": 70, "status": "示意", "geometry": ring},
    ]
    return gpd.GeoDataFrame(rows, crs=CRS)


def _band(centre: Any, half_width: float, beyond: float) -> Any:
    """A spindle about a runway: full width beside it, narrowing beyond its ends."""
    start, end = shapely.get_coordinates(centre)
    along = (end - start) / np.hypot(*(end - start))
    across = np.array([-along[1], along[0]])
    right = [end + along * beyond * share for share in (0.0, 0.4, 0.75, 1.0)]
    left = [start - along * beyond * share for share in (1.0, 0.75, 0.4, 0.0)]
    widths = np.array([0.12, 0.45, 0.8, 1.0, 1.0, 0.8, 0.45, 0.12])[:, None] * half_width
    spine = np.array(left + right)
    ring = np.concatenate([spine + widths * across, (spine - widths * across)[::-1]])
    return shapely.buffer(shapely.buffer(shapely.polygons(ring), -60), 60)
