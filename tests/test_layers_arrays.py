"""Files read straight into arrays: the same as GDAL and shapely give, or left to them."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, box

from core.errors import AppError
from layers.deferred import DeferredLayer, deferred_layer
from layers.formats.arrays import UnfitError
from layers.formats.arrays.columns import distinct_rows
from layers.formats.arrays.wkb import read_geometries
from layers.layer import Layer
from layers.reading import read_layer
from layers.sketch import sketch_plan

METRES = "EPSG:4546"


def written(path: Path, geometries: list[Any], **columns: Any) -> Path:
    """A file of these features; ``columns`` beside a number of the row."""
    table = gpd.GeoDataFrame({"no": np.arange(len(geometries)), **columns}, geometry=geometries, crs=METRES)
    pyogrio.write_dataframe(table, path, layer=path.stem)
    return path


def deferred(path: Path, **terms: Any) -> DeferredLayer:
    table = path.stem if path.suffix == ".gpkg" else None
    return deferred_layer(path, role=terms.pop("role", None), table=table, **terms)


def assert_same(path: Path, **terms: Any) -> DeferredLayer:
    """The arrays agree with the table read by GDAL in everything a layer tells."""
    whole, arrays = read_layer(path, role=terms.get("role"), encoding=terms.get("encoding")), deferred(path, **terms)
    for name in ("xy", "part_starts", "part_feature", "part_hole"):
        np.testing.assert_array_equal(getattr(arrays.coordinates, name), getattr(whole.coordinates, name), name)
    assert (arrays.kind, arrays.crs, arrays.bounds) == (whole.kind, whole.crs, whole.bounds)
    assert (arrays.fids.tolist(), len(arrays)) == (whole.fids.tolist(), len(whole))
    assert (arrays.field_names(), arrays.fields) == (whole.field_names(), whole.fields)
    for name in whole.field_names():
        assert arrays.words(name).tolist() == whole.words(name).tolist(), name
        np.testing.assert_array_equal(arrays.numbers(name), whole.numbers(name), name)
    assert_rows_same(arrays, whole)
    assert arrays.deferred
    return arrays


def assert_rows_same(arrays: DeferredLayer, whole: Layer) -> None:
    ours, theirs = arrays.rows(1, 3), whole.rows(1, 3)
    assert {key: list(words) for key, words in ours.items()} == {key: list(words) for key, words in theirs.items()}
    if len(whole):
        rows = np.array([len(whole) - 1, 0])
        ours_shapes, their_shapes = (shapely.to_wkb(one.some(rows).geometry.to_numpy()) for one in (arrays, whole))
        assert ours_shapes.tolist() == their_shapes.tolist()


coordinate = st.integers(-4000, 4000).map(lambda number: 500_000 + number / 8)
place = st.tuples(coordinate, coordinate)


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """A box, with none to three holes beside each other."""
    west, south = draw(place)
    holes = [
        box(
            west + 10 + 100 * number, south + 10, west + 60 + 100 * number, south + 10 + draw(st.integers(1, 80))
        ).exterior
        for number in range(draw(st.integers(0, 3)))
    ]
    outer = box(west, south, west + 400, south + 100).exterior
    turned = draw(st.booleans())
    return Polygon(outer.coords[::-1] if turned else outer.coords, [list(hole.coords) for hole in holes])


@st.composite
def many_polygons(draw: st.DrawFn) -> MultiPolygon:
    """Polygons apart from each other, and perhaps an island in a hole."""
    parts = [
        shapely.affinity.translate(one, yoff=150 * number)
        for number, one in enumerate(draw(st.lists(polygons(), min_size=1, max_size=3)))
    ]
    first = parts[0]
    parts = [first, *(shapely.affinity.translate(one, xoff=5000 * number) for number, one in enumerate(parts[1:], 2))]
    if first.interiors:
        west, south, _, _ = first.interiors[0].bounds
        parts.append(box(west + 1, south + 0.25, west + 40, south + 0.75))
    return MultiPolygon(parts)


lines = st.lists(place, min_size=2, max_size=5, unique=True).map(LineString)
KINDS = {
    "point": place.map(Point),
    "multipoint": st.lists(place, min_size=1, max_size=4, unique=True).map(MultiPoint),
    "line": st.one_of(lines, st.lists(lines, min_size=1, max_size=3).map(MultiLineString)),
    "polygon": st.one_of(polygons(), many_polygons()),
}


@pytest.mark.parametrize("suffix", [".shp", ".gpkg"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_made_up_features_are_read_as_gdal_reads_them(kind: str, suffix: str, tmp_path: Path) -> None:
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.one_of(st.none(), KINDS[kind]), min_size=1, max_size=6).filter(any))
    def check(geometries: list[Any]) -> None:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        assert_same(written(folder / f"made{suffix}", geometries))

    check()


@pytest.mark.parametrize("suffix", [".shp", ".gpkg"])
def test_heights_are_left_out(suffix: str, tmp_path: Path) -> None:
    flat = box(500_000, 4_480_000, 500_100, 4_480_100).difference(box(500_040, 4_480_040, 500_060, 4_480_060))
    solid = shapely.force_3d(np.array([flat, flat.buffer(5)]), 7.5)
    assert assert_same(written(tmp_path / f"high{suffix}", list(solid))).coordinates.xy.shape[1] == 2


def test_big_endian_geometry_and_measures_are_read() -> None:
    shapes = np.array([box(0, 0, 1, 1), MultiPoint([(1, 2), (3, 4)]), LineString([(5, 6), (7, 8), (9, 1)])])
    header = b"GP\x00\x01" + bytes(4)
    found = [
        read_geometries([[header + wkb for wkb in shapely.to_wkb(shapes, byte_order=order)]], np.arange(3))
        for order in (0, 1)
    ]
    np.testing.assert_array_equal(found[0].coordinates.xy, found[1].coordinates.xy)
    np.testing.assert_array_equal(found[0].coordinates.xy, shapely.get_coordinates(shapes))
    measured = shapely.to_wkb(shapely.from_wkt("LINESTRING M (1 2 9, 3 4 9)"), flavor="iso")
    assert read_geometries([[header + measured]], np.arange(1)).coordinates.xy.tolist() == [[1, 2], [3, 4]]


def test_collections_and_curves_are_left_to_gdal(tmp_path: Path) -> None:
    mixed = shapely.GeometryCollection([Point(1, 2), box(0, 0, 1, 1)])
    with pytest.raises(UnfitError):
        deferred(written(tmp_path / "mixed.gpkg", [mixed]))


@pytest.mark.parametrize("damage", ["missing", "foreign", "halved"])
def test_a_shapefile_without_a_fitting_index_is_read(damage: str, tmp_path: Path) -> None:
    path = written(tmp_path / "plain.shp", [box(number, 0, number + 1, 1) for number in range(5)])
    index = path.with_suffix(".shx")
    content = index.read_bytes()
    if damage == "missing":
        index.unlink()
    else:
        index.write_bytes(b"x" * len(content) if damage == "foreign" else content[: 100 + 16])
    found = assert_same(path)
    assert [notice.code for notice in found.notices] == ["shapefile.shx_missing"]


def test_a_shapefile_cut_short_is_refused_in_words(tmp_path: Path) -> None:
    path = written(tmp_path / "cut.shp", [box(number, 0, number + 1, 1) for number in range(5)])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(AppError) as refused:
        deferred(path)
    assert refused.value.code == "file.unreadable"


@pytest.mark.parametrize(
    ("place", "value"),
    [(36, 2**31 - 1), (36, -1), (40, 2**31 - 1), (40, -5), (44, 3), (44, -1)],
    ids=["parts", "parts-negative", "points", "points-negative", "offset", "offset-negative"],
)
def test_hostile_counts_make_a_record_empty(place: int, value: int, tmp_path: Path) -> None:
    path = written(tmp_path / "bomb.shp", [box(0, 0, 1, 1), box(2, 0, 3, 1), box(4, 0, 5, 1)])
    content = bytearray(path.read_bytes())
    second = 100 + (len(content) - 100) // 3 + 8
    struct.pack_into("<i", content, second + place, value)
    path.write_bytes(content)
    found = deferred(path)
    assert found.coordinates.part_feature.tolist() == [0, 2]


def test_an_index_that_points_at_one_record_again_and_again_is_not_believed(tmp_path: Path) -> None:
    path = written(tmp_path / "again.shp", [box(number, 0, number + 1, 1) for number in range(3)])
    index = path.with_suffix(".shx")
    content = index.read_bytes()
    index.write_bytes(content[:100] + content[100:108] * 3)
    assert len(np.unique(deferred(path).coordinates.xy[:, 0])) == 4


@pytest.mark.parametrize(
    "ring",
    [[(0, 0), (0, 1), (1, 1)], [(0, 0), (0, 1), (1, 1), (2, 0)], [(0, 0), (0, 1), (1e12, 1), (0, 0)]],
    ids=["short", "open", "far"],
)
def test_what_is_no_polygon_gives_no_part_as_in_the_table(ring: list[tuple[float, float]], tmp_path: Path) -> None:
    path = written(tmp_path / "odd.shp", [box(0, 0, 1, 1), Polygon([(0, 0), (0, 1), (1, 1), (0, 0)]), box(4, 0, 5, 1)])
    content = bytearray(path.read_bytes())
    record = content.index(struct.pack(">i", 2), 100 + 8 + 128)
    struct.pack_into("<i", content, record + 8 + 40, len(ring))
    struct.pack_into(f"<{2 * len(ring)}d", content, record + 8 + 48, *np.ravel(ring))
    path.write_bytes(content)
    assert assert_same(path).coordinates.part_feature.tolist() == [0, 2]


DBF_ROWS = [
    ("ab", 12, 1.25, True, "2025-01-02"),
    (None, None, None, None, None),
    ("  城市 ", -7, 0.0, False, "1999-12-31"),
    ("ab", 10**15, 1e-7, True, "2025-01-02"),
]


def test_columns_of_all_types_are_read_as_gdal_reads_them(tmp_path: Path) -> None:
    texts, whole, real, flags, days = zip(*DBF_ROWS, strict=True)
    columns = {
        "words": pd.array(texts, dtype="string"),
        "whole": pd.array(whole, dtype="Int64"),
        "real": np.array(real, dtype=np.float64),
        "flags": pd.array(flags, dtype="boolean"),
        "days": pd.array(days, dtype="string"),
        "空": pd.array([None] * 4, dtype="string"),
    }
    points = [Point(number, number) for number in range(4)]
    assert_same(written(tmp_path / "typed.shp", points, **columns))
    assert_same(written(tmp_path / "typed.gpkg", points, **columns))


def test_canonical_fields_are_converted_alike(tmp_path: Path) -> None:
    columns = {
        "YDDM": ["701", "０７０２", "07", None],
        "RJL": ["2.5", "1,200", "-", "30%"],
        "phase": ["2025年", "2030-01-01", "soon", "0"],
        "part": ["空港", "北", "elsewhere", None],
    }
    path = written(tmp_path / "zoning.shp", [box(number, 0, number + 1, 1) for number in range(4)], **columns)
    assert_same(path, role="zoning")


@pytest.mark.parametrize("declared", ["GBK", "UTF-8", None, "latin1"])
def test_texts_are_decoded_by_the_encoding_that_they_speak_for(declared: str | None, tmp_path: Path) -> None:
    path = tmp_path / "gbk.shp"
    table = gpd.GeoDataFrame({"名称": ["云谷片区", "空港片区"]}, geometry=[Point(0, 0), Point(1, 1)], crs=METRES)
    pyogrio.write_dataframe(table, path, encoding="GBK")
    path.with_suffix(".cpg").unlink()
    if declared:
        path.with_suffix(".cpg").write_text(declared)
    assert assert_same(path).words("名称").tolist() == ["云谷片区", "空港片区"]


def test_deleted_and_missing_rows_of_a_dbf(tmp_path: Path) -> None:
    path = written(tmp_path / "rows.shp", [Point(number, 0) for number in range(6)])
    dbf = path.with_suffix(".dbf")
    content = bytearray(dbf.read_bytes())
    header, width = struct.unpack_from("<HH", content, 8)
    content[header + 2 * width] = ord("*")
    dbf.write_bytes(content[: header + 4 * width])
    assert assert_same(path).fids.tolist() == [0, 1, 3, 4, 5]


def test_a_shapefile_without_a_table_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "bare.shp", [Point(0, 0), Point(1, 1)])
    path.with_suffix(".dbf").unlink()
    found = deferred(path)
    assert (found.field_names(), len(found), found.words("name").tolist()) == ((), 2, ["", ""])


def test_empty_tables(tmp_path: Path) -> None:
    for suffix in (".shp", ".gpkg"):
        path = tmp_path / f"none{suffix}"
        empty = gpd.GeoDataFrame({"no": np.zeros(0, dtype=np.int64)}, geometry=[], crs=METRES)
        pyogrio.write_dataframe(empty, path, layer="none", geometry_type="Polygon")
        found = assert_same(path)
        assert (len(found), found.bounds) == (0, None)


def test_distinct_rows_tells_wide_values_apart() -> None:
    words = [b"a" * 20, b"a" * 19 + b"b", b"", b"a" * 20]
    cells = np.frombuffer(b"".join(word.ljust(20) for word in words), dtype=np.uint8).reshape(4, 20)
    first, inverse = distinct_rows(cells)
    assert [bytes(cells[first[number]]) for number in inverse] == [bytes(row) for row in cells]
    assert len(first) == 3


def test_the_table_is_read_once_when_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from layers.formats import vector

    path = written(tmp_path / "late.shp", [box(number, 0, number + 1, 1) for number in range(4)])
    layer = deferred(path)
    asked: list[Any] = []
    load = vector.load
    monkeypatch.setattr(
        vector, "load", lambda *args, **terms: (asked.append(terms.get("fids")), load(*args, **terms))[1]
    )
    assert (len(layer), layer.words("no")[2], len(layer.some(np.array([2])))) == (4, "2", 1)
    assert [None if fids is None else fids.tolist() for fids in asked] == [[2]]
    threads = [threading.Thread(target=lambda: layer.frame) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 2
    assert not layer.deferred
    assert layer.sha256 == read_layer(path, role=None).sha256


def test_a_plan_is_sketched_without_what_is_heavy(tmp_path: Path) -> None:
    written(tmp_path / "development_boundary.shp", [box(500_000, 4_480_000, 501_000, 4_481_000)], year=[2025])
    code = (
        "import sys; from pathlib import Path;"
        "from layers.sketch import sketch_plan; from maps.drawing.display import display_layer;"
        f"found = sketch_plan(Path({str(tmp_path)!r})); [display_layer(one, None) for one in found];"
        "print(len(found), *({'pandas', 'shapely', 'pyproj', 'pyogrio', 'numba', 'scipy'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1]
    )
    assert told.stdout.split() == ["1"]


def test_a_sketch_has_the_layers_of_the_plan(tmp_path: Path) -> None:
    from layers.plan_file import load_plan

    written(tmp_path / "development_boundary.shp", [box(500_000, 4_480_000, 501_000, 4_481_000)], year=[2025])
    written(tmp_path / "zoning_north.shp", [box(500_000, 4_480_000, 500_500, 4_481_000)], YDDM=["0701"])
    written(tmp_path / "notes.shp", [Point(500_000, 4_480_000)])
    sketched, plan = sketch_plan(tmp_path), load_plan(tmp_path)
    assert sketched is not None
    assert [(one.name, one.role) for one in sketched] == [(one.name, one.role) for one in plan.layers]


def test_files_on_several_systems_are_not_sketched(tmp_path: Path) -> None:
    written(tmp_path / "development_boundary.shp", [box(500_000, 4_480_000, 501_000, 4_481_000)])
    path = written(tmp_path / "river.shp", [LineString([(111, 40), (112, 41)])])
    path.with_suffix(".prj").write_text('GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]')
    assert sketch_plan(tmp_path) is None


def test_a_plan_that_cannot_be_served_is_not_sketched(tmp_path: Path) -> None:
    assert sketch_plan(tmp_path / "nothing") is None
    (tmp_path / "plan.toml").write_text("nonsense = [")
    assert sketch_plan(tmp_path) is None
