"""Facilities of the life circles, green spaces and buildings: all of them stand in parcels of the zoning."""

from __future__ import annotations

from functools import cache
from itertools import cycle
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.sample import zoning
from data.sample.ground import CRS, chance, elevation, rounded

KINDS: dict[str, tuple[str, ...]] = {
    "0804": ("小学", "幼儿园", "幼儿园", "中学", "小学"),
    "0806": ("卫生服务站", "卫生服务站", "医院"),
    "0702": ("社区服务站", "社区服务中心", "文化活动站", "社区活动中心", "健身场所", "快递集散站", "卫生服务站"),
    "0805": ("运动场地", "健身场所"),
    "0803": ("文化活动中心", "文化活动站"),
    "0807": ("养老设施",),
    "0901": ("24小时便利店", "便民市场", "综合商场", "24小时便利店", "快递集散站"),
    "1401": ("街头绿地", "健身场所", "街头绿地"),
}
HEIGHTS = {"1001": (9, 18), "1101": (9, 15)}


@cache
def parcels() -> gpd.GeoDataFrame:
    """The parcels of both towns, Cloud Valley first."""
    return pd.concat([zoning.zoning_yungu(), zoning.zoning_konggang()], ignore_index=True)


def facilities() -> gpd.GeoDataFrame:
    """Layer ``facility``: Chinese field names in GBK, as offices have them."""
    frame = parcels()
    rows: list[tuple[str, str, Any]] = []
    for code, kinds in KINDS.items():
        wanted = cycle(kinds)
        chosen = frame[(frame["class_code"] == code) & (frame["part"].notna())]
        step = {"0901": 2, "1401": 2}.get(code, 1)
        for number, shape in zip(chosen["parcel_no"].iloc[::step], chosen.geometry.iloc[::step], strict=True):
            kind = next(wanted)
            rows.append((kind, f"{number} {kind}", shape.representative_point()))
    rows += _utilities(frame) + _bus_stops()
    known = [{"类别": kind, "名称": name, "状态": "示意", "geometry": rounded(place)} for kind, name, place in rows]
    return gpd.GeoDataFrame(known, crs=CRS)


def _utilities(frame: gpd.GeoDataFrame) -> list[tuple[str, str, Any]]:
    """Two new fire stations, and two gas regulators in each area."""
    rows = []
    for prefix, town in (("YG", "云谷"), ("KG", "空港")):
        here = frame[frame["parcel_no"].str.startswith(prefix)]
        station = _nth(here, ("1310", "1208", "1303"), 0)
        rows.append(("消防站", f"{town}新建一级消防站", station))
        for number in (1, 2):
            rows.append(
                ("燃气调压站", f"{town}燃气调压站{number}号", _nth(here, ("1304", "1305", "1303", "1208"), number))
            )
    return rows


def _nth(frame: gpd.GeoDataFrame, codes: tuple[str, ...], number: int) -> Any:
    """A point in the n-th parcel of the first class that has so many."""
    for code in codes:
        chosen = frame[frame["class_code"] == code]
        if len(chosen) > number:
            return chosen.geometry.iloc[number].representative_point()
    return frame.geometry.iloc[number].representative_point()


def _bus_stops() -> list[tuple[str, str, Any]]:
    """A stop about every 650 m along the main streets."""
    from data.sample.towns import konggang, yungu

    rows = []
    for town in (yungu(), konggang()):
        for street in town.streets:
            inside = shapely.intersection(street.centre, town.outline)
            parts = [part for part in shapely.get_parts(inside) if part.length > 700]
            for part in parts:
                for number, run in enumerate(np.arange(300.0, part.length - 100, 650.0), start=1):
                    place = shapely.line_interpolate_point(part, run)
                    rows.append(("公交站", f"{street.name}{number}站", place))
    return rows


def green_spaces() -> gpd.GeoDataFrame:
    """Layer ``green_space``: parks, belts and squares of the zoning, and the larger grasslands of the core."""
    frame = parcels()
    words = {"1401": "公园", "1402": "防护绿地", "1403": "广场"}
    chosen = frame[frame["class_code"].isin(list(words)) & (frame.area > 1500)]
    rows = []
    for code, number, shape in zip(chosen["class_code"], chosen["parcel_no"], chosen.geometry, strict=True):
        rows.append({"name": f"{number}{words[code]}", "kind": words[code], "status": "示意", "geometry": shape})
    present = zoning.landuse_current()
    grass = present[present["class_code"].isin(["0401", "0402"]) & (present.area > 2.2e5)]
    for number, shape in enumerate(grass.geometry, start=1):
        rows.append({"name": f"草地{number:03d}", "kind": "草地", "status": "示意", "geometry": shape})
    return gpd.GeoDataFrame(rows, crs=CRS)


def buildings() -> gpd.GeoDataFrame:
    """Layer ``building``: footprints in parcels that are built first; ``base_m`` is the height of the ground."""
    generator = chance("buildings")
    frame = parcels()
    built = frame[frame["height_max"].notna() & (frame["phase"] <= 2024) & (frame["class_code"] != "1203")]
    rows = []
    for code, limit, shape in zip(built["class_code"], built["height_max"], built.geometry, strict=True):
        for footprint in _footprints(shape, code, generator):
            low, high = HEIGHTS.get(code, (0.55 * limit, limit))
            height = min(float(limit), round(float(generator.uniform(low, high)), 1))
            rows.append({"height_m": height, "status": "示意", "geometry": footprint})
    order = generator.permutation(len(rows))[:1600]
    frame = gpd.GeoDataFrame([rows[index] for index in sorted(order)], crs=CRS)
    centres = shapely.get_coordinates(shapely.centroid(frame.geometry.to_numpy()))
    frame.insert(1, "base_m", np.round(elevation(centres), 1))
    return frame


def _footprints(shape: Any, code: str, generator: np.random.Generator) -> list[Any]:
    """Rows of slabs in housing, one or two large halls elsewhere, 9 m inside the parcel."""
    inner = shapely.buffer(shape, -9.0)
    if inner.is_empty or inner.area < 500:
        return []
    corners = shapely.get_coordinates(shapely.oriented_envelope(inner))[:4]
    first, second = corners[1] - corners[0], corners[3] - corners[0]
    if np.hypot(*first) < np.hypot(*second):
        first, second = second, first
    length, width = np.hypot(*first), np.hypot(*second)
    columns, rows = (
        (max(1, int(length / 62)), max(1, int(width / 34))) if code == "0701" else (max(1, int(length / 95)), 1)
    )
    fill = (0.72, 0.42) if code == "0701" else (0.74, 0.62)
    found = []
    for column in range(columns):
        for row in range(rows):
            centre = corners[0] + first * (column + 0.5) / columns + second * (row + 0.5) / rows
            a = first / columns * fill[0] * generator.uniform(0.85, 1.0) / 2
            b = second / rows * fill[1] * generator.uniform(0.85, 1.0) / 2
            box = rounded(shapely.polygons(np.array([centre - a - b, centre + a - b, centre + a + b, centre - a + b])))
            if inner.contains(box) and box.area > 120:
                found.append(box)
    return found
