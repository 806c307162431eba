"""Small projects for tests: layers of boxes in memory, and edits of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from core.messages import Text
from layers.changes import ChangeSet, RowsStep, deleted, inserted, updated
from layers.formats.vector import LoadResult
from layers.project import Project
from layers.store.blob import encoded

CRS = pyproj.CRS.from_epsg(4546)
WEST, SOUTH = 560_000.0, 4_480_000.0
SIDE = 100.0


def boxes(numbers: Sequence[int]) -> np.ndarray[Any, Any]:
    """Squares of 100 m in rows of 50."""
    x = WEST + SIDE * (np.array(numbers, dtype=float) % 50)
    y = SOUTH + SIDE * (np.array(numbers, dtype=float) // 50)
    return shapely.box(x, y, x + SIDE, y + SIDE)


def parcels(count: int, name: str = "zoning", **columns: Sequence[Any]) -> LoadResult:
    """A table of ``count`` boxes with a class code, a number and a name in Chinese."""
    fids = pd.RangeIndex(count, name="fid")
    table = gpd.GeoDataFrame(
        {
            "YDDM": pd.Series([f"07{number % 10:02d}" for number in range(count)], index=fids, dtype="string"),
            "MJ": pd.Series(np.arange(count) * 1.5, index=fids),
            "名称": pd.Series([f"地块{number}" for number in range(count)], index=fids, dtype="string"),
            **{key: pd.Series(list(values), index=fids) for key, values in columns.items()},
        },
        geometry=boxes(range(count)),
        index=fids,
    )
    return LoadResult(name, table, "polygon", CRS, "UTF-8", ())


def project(path: Path, count: int = 10, **settings: Any) -> Project:
    """A new project with one zoning layer."""
    made = Project.create(path, author="张三", settings=settings or None)
    made.import_layer(parcels(count), role="zoning")
    return made


def blob(number: int, srs_id: int = 4546) -> bytes:
    """The box of a number as the project keeps it."""
    multi = shapely.multipolygons(boxes([number]), indices=[0])
    (content,) = encoded(multi, srs_id)
    assert content is not None
    return content


def renaming(one: Project, fid: int, name: str, table: str = "zoning") -> ChangeSet:
    """Give a parcel another name."""
    return change(one, fid, {"名称": name}, table)


def moving(one: Project, fid: int, number: int, table: str = "zoning") -> ChangeSet:
    """Put a parcel where the box of another number is."""
    return change(one, fid, {"geom": blob(number)}, table)


def change(one: Project, fid: int, values: Mapping[str, object], table: str = "zoning") -> ChangeSet:
    """Change some values of a row."""
    before = one.rows(table, [fid])[fid]
    return step(updated(table, {fid: (before, {**before, **values})}))


def adding(one: Project, number: int, table: str = "zoning") -> ChangeSet:
    """A new parcel where the box of a number is."""
    values = {"geom": blob(number), "YDDM": "0701", "MJ": 1.0, "名称": None}
    return step(inserted(table, {one.next_fid(table): values}))


def removing(one: Project, fid: int, table: str = "zoning") -> ChangeSet:
    """Take a parcel away."""
    return step(deleted(table, one.rows(table, [fid])))


def step(rows: RowsStep, label: str = "改") -> ChangeSet:
    """One step with a label."""
    return ChangeSet((rows,), Text(label, label))


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all layers, and all records, read by a connection of its own."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        names = [name for (name,) in connection.execute("SELECT table_name FROM gpkg_geometry_columns ORDER BY 1")]
        names += ["lantu_roles", "lantu_packs", "lantu_sheets", "lantu_settings"]
        hidden = "WHERE key NOT LIKE 'lantu%'"
        found = {
            name: connection.execute(
                f'SELECT * FROM "{name}" {hidden if name.startswith("lantu_") else ""} ORDER BY 1'
            ).fetchall()
            for name in names
        }
        found["contents"] = connection.execute(
            "SELECT c.table_name, min_x, min_y, max_x, max_y, c.srs_id, column_name, geometry_type_name"
            " FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name=c.table_name ORDER BY 1"
        ).fetchall()
        return found
    finally:
        connection.close()


def indexed(path: Path, table: str = "zoning") -> set[int]:
    """The fids in a layer's R-tree."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return {fid for (fid,) in connection.execute(f'SELECT id FROM "rtree_{table}_geom"')}
    finally:
        connection.close()
