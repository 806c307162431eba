"""Parcel coverages for the canvas benchmark: the same seed gives the same files, made once and used again.

A jittered grid of parcels with crooked shared borders over 50 × 40 km, 20 land-use classes in patches, some long roads
and rivers of thousands of vertices, some blocks with an island parcel in a hole. The coverage is exact: neighbours
have the same vertices.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

WEST, SOUTH, WIDTH, HEIGHT = 460_000.0, 3_100_000.0, 50_000.0, 40_000.0
EPSG = 4546
CODES = (
    "0101", "0103", "0201", "0204", "0301", "0305", "0401", "0404", "0501", "0508",
    "0601", "0602", "0701", "0702", "0801", "0809", "1001", "1003", "1101", "1104",
)  # fmt: skip
SIZES = {"p10k": 10_000, "p100k": 100_000, "p1m": 1_000_000}
FIELD = "DLBM"

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def parcels_file(folder: Path, name: str) -> Path:
    """The shapefile of one size in ``folder``; written if it is not there."""
    path = folder / f"{name}.shp"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        whole = coverage(SIZES[name])
        whole.to_file(folder / f".{name}.shp", engine="pyogrio", encoding="UTF-8", use_arrow=True)
        for part in sorted(folder.glob(f".{name}.*"), key=lambda each: each.suffix == ".shp"):
            part.rename(folder / part.name[1:])
    return path


def coverage(count: int, seed: int = 1) -> gpd.GeoDataFrame:
    """About ``count`` parcels (some are merged)."""
    random = np.random.default_rng(seed + count)
    rows = round((count * HEIGHT / WIDTH) ** 0.5)
    columns = -(-count // rows)
    parcels = _grid(random, rows, columns)
    classes = _patches(random, rows, columns)
    parcels, classes = _merged(random, parcels, classes, (rows, columns))
    south = shapely.bounds(parcels)[:, 1]
    order = np.argsort(south // (8 * HEIGHT / rows), kind="stable")
    parcels, classes = parcels[order], classes[order]
    columns_of_file: dict[str, Any] = {
        "BSM": np.arange(1, len(parcels) + 1),
        FIELD: pd.array(np.array(CODES)[classes], dtype="string"),
        "TBMJ": np.round(shapely.area(parcels), 2),
    }
    return gpd.GeoDataFrame(columns_of_file, geometry=parcels, crs=EPSG)


def _grid(random: np.random.Generator, rows: int, columns: int) -> npt.NDArray[Any]:
    """Parcels in rows; every side between two corners is a crooked line that both neighbours have."""
    wide, high = WIDTH / columns, HEIGHT / rows
    x, y = np.meshgrid(np.arange(columns + 1), np.arange(rows + 1))
    shift = random.uniform(-0.18, 0.18, (2, *x.shape))
    shift[0][:, [0, -1]] = 0
    shift[1][[0, -1], :] = 0
    corners = np.round(np.stack([WEST + (x + shift[0]) * wide, SOUTH + (y + shift[1]) * high], -1), 4)
    across, across_starts = _crooked(random, corners[:, :-1], corners[:, 1:])
    up, up_starts = _crooked(random, corners[:-1], corners[1:])
    pool = np.concatenate([corners.reshape(-1, 2), across, up])
    row, column = np.divmod(np.arange(rows * columns), columns)
    corner = row * (columns + 1) + column
    bottom, left = row * columns + column, row * (columns + 1) + column
    across_starts = across_starts + corners.size // 2
    up_starts = up_starts + corners.size // 2 + len(across)
    top, right, far = bottom + columns, left + 1, corner + columns + 2
    single = np.ones(rows * columns, dtype=np.int64)
    # Corner, side, corner, … as runs of the pool: first index, length, direction.
    sides = [(across_starts, bottom, 1), (up_starts, right, 1), (across_starts, top, -1), (up_starts, left, -1)]
    runs = []
    for (starts, side, step), place in zip(sides, (corner, corner + 1, far, far - 1), strict=True):
        runs.append((place, single, single))
        runs.append((starts[side] if step > 0 else starts[side + 1] - 1, np.diff(starts)[side], step * single))
    runs.append((corner, single, single))
    first, length, step = (np.stack(each, axis=1).ravel() for each in zip(*runs, strict=True))
    own = np.repeat(np.arange(len(length)), length)
    place = np.arange(len(own)) - np.repeat(np.cumsum(length) - length, length)
    ring = np.concatenate([[0], np.cumsum(length.reshape(-1, len(runs)).sum(axis=1))])
    found: npt.NDArray[Any] = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, pool[first[own] + step[own] * place], (ring, np.arange(rows * columns + 1))
    )
    return found


def _crooked(random: np.random.Generator, begin: Floats, end: Floats) -> tuple[Floats, Ints]:
    """Vertices between pairs of corners, 1 to 5 each, a few 20; and where those of each pair start."""
    begin, end = begin.reshape(-1, 2), end.reshape(-1, 2)
    count = random.integers(1, 6, len(begin))
    count[random.random(len(begin)) < 0.01] = 20
    starts = np.concatenate([[0], np.cumsum(count)])
    own = np.repeat(np.arange(len(begin)), count)
    share = (np.arange(len(own)) - starts[own] + 1) / (count[own] + 1)
    step = end[own] - begin[own]
    bow = random.uniform(-0.09, 0.09, len(begin))[own] + random.uniform(-0.012, 0.012, len(own))
    aside = (bow * np.sin(np.pi * share))[:, None] * np.column_stack([-step[:, 1], step[:, 0]])
    return np.round(begin[own] + step * share[:, None] + aside, 4), starts


def _patches(random: np.random.Generator, rows: int, columns: int) -> Ints:
    """Land use: more than half of the parcels as their patch of 6 × 6, the others anything."""
    row, column = np.divmod(np.arange(rows * columns), columns)
    patch = random.integers(0, len(CODES), (rows // 6 + 1, columns // 6 + 1))[row // 6, column // 6]
    return np.where(random.random(len(row)) < 0.55, patch, random.integers(0, len(CODES), len(row)))


def _merged(
    random: np.random.Generator, parcels: npt.NDArray[Any], classes: Ints, size: tuple[int, int]
) -> tuple[npt.NDArray[Any], Ints]:
    rows, columns = size
    used = np.zeros(len(parcels), dtype=np.bool_)
    joined: list[Any] = []
    class_of_joined: list[int] = []
    for number in range(max(4, len(parcels) // 20_000) + len(parcels) // 400):
        if number < max(4, len(parcels) // 20_000):
            numbers, chosen = _strip(random, rows, columns), int(random.choice([16, 17, 18]))
        else:
            numbers, chosen = _block(random, rows, columns), int(random.integers(0, len(CODES)))
        if not used[numbers].any():
            used[numbers] = True
            joined.append(shapely.coverage_union_all(parcels[numbers]))
            class_of_joined.append(chosen)
    pieces = np.array(joined, dtype=object)
    return np.concatenate([parcels[~used], pieces]), np.concatenate([classes[~used], class_of_joined]).astype(np.int64)


def _strip(random: np.random.Generator, rows: int, columns: int) -> Ints:
    length = min(int(random.integers(100, 400)), columns - 2)
    start = int(random.integers(1, rows - 2)) * columns + int(random.integers(0, columns - length))
    return np.arange(start, start + length)


def _block(random: np.random.Generator, rows: int, columns: int) -> Ints:
    side = int(random.integers(3, 7))
    start = int(random.integers(1, rows - 8)) * columns + int(random.integers(1, columns - 8))
    numbers = start + np.arange(side)[:, None] * columns + np.arange(side)
    inside = np.ones((side, side), dtype=np.bool_)
    inside[side // 2, side // 2] = False
    inside[1, 1] &= side <= 4
    return numbers[inside]
