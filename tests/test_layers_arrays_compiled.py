"""The compiled readers: the same arrays as numpy gives, and left to it where a file is not as it should be."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from layers.deferred import Table, read_table
from layers.formats.arrays import compiled, dbf, shp

BOX = shapely.box(0, 0, 10, 10)
HOLED = shapely.Polygon(shapely.box(20, 0, 60, 40).exterior, [shapely.box(30, 10, 50, 30).exterior])
ISLANDS = shapely.MultiPolygon([shapely.box(80, 0, 90, 10), shapely.box(100, 0, 110, 10)])
LINES = shapely.MultiLineString([[(1, 1), (2, 2)], [(3, 3), (4, 5)]])
SHAPES: dict[str, list[Any]] = {
    "polygons": [BOX, HOLED, None, ISLANDS, BOX],
    "lines": [
        shapely.LineString([(0, 0), (5, 5)]),
        None,
        shapely.MultiLineString([[(1, 1), (2, 2)], [(3, 3), (4, 5)]]),
    ],
    "nothing": [None, None],
}


@pytest.fixture(scope="module", autouse=True)
def kernels() -> None:
    assert compiled.KERNELS.load()


@pytest.fixture
def with_numpy(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Reads as before the kernels are there."""

    def read(path: Path) -> Table:
        with monkeypatch.context() as patch:
            patch.setattr("layers.formats.arrays.shp.KERNELS", compiled.Kernels())
            patch.setattr("layers.formats.arrays.dbf.KERNELS", compiled.Kernels())
            return read_table(path)

    return read


def written(path: Path, shapes: list[Any], **columns: Any) -> Path:
    table = gpd.GeoDataFrame({"no": np.arange(len(shapes)), **columns}, geometry=shapes, crs="EPSG:4546")
    pyogrio.write_dataframe(table, path, geometry_type=None if any(shapes) else "Polygon")
    return path


def assert_same(path: Path, with_numpy: Any) -> Table:
    ours, theirs = read_table(path), with_numpy(path)
    for name in ("xy", "part_starts", "part_feature", "part_hole"):
        np.testing.assert_array_equal(
            getattr(ours.shapes.coordinates, name), getattr(theirs.shapes.coordinates, name), name
        )
    assert ours.kind == theirs.kind
    np.testing.assert_array_equal(ours.shapes.broken, theirs.shapes.broken)
    np.testing.assert_array_equal(ours.shapes.fids, theirs.shapes.fids)
    return ours


@pytest.mark.parametrize("kind", list(SHAPES))
def test_shapes_are_the_same(kind: str, tmp_path: Path, with_numpy: Any) -> None:
    found = assert_same(written(tmp_path / "a.shp", SHAPES[kind]), with_numpy).shapes.coordinates
    assert found.part_bounds is not None
    assert found.part_clockwise is not None
    rings = [found.xy[a:b] for a, b in zip(found.part_starts[:-1], found.part_starts[1:], strict=True)]
    for ring, box, clockwise in zip(rings, found.part_bounds, found.part_clockwise, strict=True):
        assert tuple(box) == (*ring.min(axis=0), *ring.max(axis=0))
        if kind == "polygons":
            assert clockwise == (not shapely.is_ccw(shapely.LinearRing(ring)))


def test_a_file_of_several_blocks(tmp_path: Path, with_numpy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shp, "BLOCK_WORDS", 60)
    monkeypatch.setattr(dbf, "PIECE_BYTES", 100)
    monkeypatch.setattr(dbf, "FEW_ROWS", 1)
    path = written(tmp_path / "a.shp", [BOX, HOLED, ISLANDS] * 20, code=["甲", "b", ""] * 20)
    found = assert_same(path, with_numpy)
    values, rows = found.columns.distinct("code", slice(None))
    assert [values[row] for row in rows] == ["甲", "b", None] * 20


@pytest.mark.parametrize(
    ("place", "value"),
    [(144, b"\xff\xff\xff\x7f"), (148, b"\xff\xff\xff\x7f"), (148, b"\xff\xff\xff\xff"), (152, b"\x02\0\0\0"),
     (108, b"\x1f\0\0\0"), (108, b"\x03\0\0\0"), (156, struct.pack("<d", np.nan)), (156, struct.pack("<d", 1e12)),
     (156, struct.pack("<d", 3.5))],
    ids=["parts", "points", "negative", "offset", "multipatch", "line", "nan", "far", "open"],
)  # fmt: skip
def test_what_is_odd_is_left_to_numpy(place: int, value: bytes, tmp_path: Path, with_numpy: Any) -> None:
    path = written(tmp_path / "a.shp", [BOX, HOLED])
    content = bytearray(path.read_bytes())
    content[place : place + len(value)] = value
    path.write_bytes(content)
    assert shp._read_compiled(path, shp.listed_records(shp_files(path))) is None
    if place != 108:
        assert_same(path, with_numpy)


def shp_files(path: Path) -> Any:
    from layers.formats.shapefile import side_files

    return side_files(path)


@pytest.mark.parametrize("width", [1, 7, 8, 9, 80])
def test_distinct_values_are_the_same(
    width: int, tmp_path: Path, with_numpy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dbf, "FEW_ROWS", 1)
    random = np.random.default_rng(width)
    texts = ["x" * (width - 1) + each for each in random.choice(list("abcdef"), 300)]
    path = written(tmp_path / "a.shp", [BOX] * 300, code=texts)
    for table in (read_table(path), with_numpy(path)):
        values, rows = table.columns.distinct("code", slice(5, 250))
        assert [values[row] for row in rows] == texts[5:250]


def test_more_values_than_are_kept_are_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbf, "FEW_ROWS", 1)
    monkeypatch.setattr(dbf, "MOST_VALUES", 64)
    path = written(tmp_path / "a.shp", [BOX] * 300)
    values, rows = read_table(path).columns.distinct("no", slice(None))
    assert [values[row] for row in rows] == list(range(300))
