"""Areas in both definitions, ragged arrays, mending: what must not change an answer, and what must agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
import shapely.ops
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.geometry.area import ellipsoidal_area, planar_area
from layers.geometry.mending import kind_named, mended
from layers.geometry.ragged import ragged, with_features
from tests.office import shoelace_area

PLAIN = pyproj.CRS.from_epsg(4546)
PREFIXED = pyproj.CRS.from_epsg(4525)
DEGREES = pyproj.CRS.from_epsg(4490)
X, Y = 567_000.0, 4_489_000.0


def star(radii: list[float], hole: float = 0.0, x: float = X, y: float = Y) -> shapely.Polygon:
    """A star-shaped polygon of the given radii in metres, with a hole of ``hole`` times its size."""
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * np.array(radii)[:, None]
    holes = [ring[::-1] * hole + [x, y]] if hole else []
    return shapely.Polygon(ring + np.array([x, y]), holes)


def by_geod(geometry: shapely.Geometry, crs: pyproj.CRS, longest: float = 100.0) -> float:
    """The area by pyproj's geodesics on the same densified edges."""
    dense = shapely.orient_polygons(shapely.segmentize(geometry, longest))
    to_degrees = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    angles = shapely.transform(dense, to_degrees.transform, interleaved=False)
    geod = crs.get_geod()
    assert geod is not None
    return abs(geod.geometry_area_perimeter(angles)[0])


RADII = st.lists(st.floats(700, 20_000), min_size=5, max_size=12)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(radii=RADII, hole=st.sampled_from([0.0, 0.3, 0.6]), east=st.floats(-120_000, 120_000))
def test_the_ellipsoidal_area_agrees_with_geodesics(radii: list[float], hole: float, east: float) -> None:
    polygon = star(radii, hole, x=500_000 + east)
    if shapely.area(polygon) < 1e6:
        return
    (area,) = ellipsoidal_area(np.array([polygon]), PLAIN)
    assert area == pytest.approx(by_geod(polygon, PLAIN), rel=1e-10)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(radii=RADII, hole=st.sampled_from([0.0, 0.5]))
def test_neither_area_minds_the_zone_prefix_the_direction_of_rings_or_the_order(
    radii: list[float], hole: float
) -> None:
    polygon = star(radii, hole)
    prefixed = shapely.transform(polygon, lambda xy: xy + np.array([37_000_000.0, 0.0]))
    turned = shapely.reverse(polygon)
    others = [star([800.0] * 6), None, shapely.Point(X, Y)]
    for area in (planar_area, lambda geometries: ellipsoidal_area(geometries, PLAIN)):
        (alone,) = area(np.array([polygon]))
        assert area(np.array([turned]))[0] == pytest.approx(alone, rel=1e-10)
        assert area(np.array([*others, polygon]))[-1] == pytest.approx(alone, rel=1e-10)
    assert planar_area(np.array([prefixed]))[0] == pytest.approx(planar_area(np.array([polygon]))[0], rel=1e-9)
    (there,) = ellipsoidal_area(np.array([prefixed]), PREFIXED)
    (here,) = ellipsoidal_area(np.array([polygon]), PLAIN)
    assert there == pytest.approx(here, rel=1e-9)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(radii=RADII, bearing=st.floats(0, np.pi))
def test_pieces_add_up_to_the_whole(radii: list[float], bearing: float) -> None:
    polygon = star(radii)
    reach = np.array([np.cos(bearing), np.sin(bearing)]) * 50_000
    line = shapely.LineString([np.array([X, Y]) - reach, np.array([X, Y]) + reach])
    pieces = shapely.get_parts(shapely.ops.split(polygon, line))
    assert len(pieces) >= 2
    whole = np.array([polygon])
    assert planar_area(pieces).sum() == pytest.approx(planar_area(whole)[0], rel=1e-9)
    # The cut edges are densified from other corners: a tenth of a square metre in the largest stars.
    assert ellipsoidal_area(pieces, PLAIN).sum() == pytest.approx(ellipsoidal_area(whole, PLAIN)[0], rel=1e-9)


def test_the_planar_area_is_the_shoelace_sum() -> None:
    polygon = star([900, 1500, 700, 2000, 1200], 0.4)
    assert planar_area(np.array([polygon]))[0] == pytest.approx(shoelace_area(polygon), rel=1e-12)


def test_planar_and_ellipsoidal_differ_as_the_projection_says() -> None:
    at_edge = star([4000] * 40, x=568_000)
    planar, ellipsoidal = planar_area(np.array([at_edge]))[0], ellipsoidal_area(np.array([at_edge]), PLAIN)[0]
    assert planar / ellipsoidal - 1 == pytest.approx((68_000 / 6_371_000) ** 2, rel=0.02)


def test_holes_parts_and_nothing() -> None:
    box, hole = shapely.box(X, Y, X + 1000, Y + 1000), shapely.box(X + 100, Y + 100, X + 300, Y + 300)
    ring = shapely.difference(box, hole)
    both = shapely.MultiPolygon([ring, shapely.box(X + 5000, Y, X + 5100, Y + 100)])
    geometries = np.array([ring, hole, box, both, None, shapely.Polygon(), shapely.MultiPolygon(), shapely.Point(X, Y)])
    for area in (planar_area(geometries), ellipsoidal_area(geometries, PLAIN)):
        assert area[0] + area[1] == pytest.approx(area[2], rel=1e-9)
        assert area[3] - area[0] == pytest.approx(10_000, rel=1e-3)
        assert area[4:].tolist() == [0.0, 0.0, 0.0, 0.0]
    assert ellipsoidal_area(np.array([], dtype=object), PLAIN).tolist() == []
    assert ellipsoidal_area(np.array([None]), PLAIN).tolist() == [0.0]


def test_a_geographic_layer_is_measured_too() -> None:
    polygon = shapely.box(111.8, 40.4, 111.82, 40.42)
    (area,) = ellipsoidal_area(np.array([polygon]), DEGREES)
    assert area == pytest.approx(by_geod(polygon, DEGREES, 100 / 111_320), rel=1e-9)


def test_ragged_arrays_keep_rings_parts_and_owners() -> None:
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2))
    pair = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
    line = shapely.LineString([(0, 0, 7), (5, 5, 7)])
    geometries = np.array([line, ring, None, pair, shapely.Point(1, 2), shapely.Polygon()])
    found = ragged(geometries)
    assert found.part_feature.tolist() == [0, 1, 1, 3, 3, 4]
    assert np.diff(found.part_starts).tolist() == [2, 5, 5, 5, 5, 1]
    assert found.xy.shape == (23, 2)
    outer = found.xy[found.part_starts[1] : found.part_starts[2]]
    assert outer.max(axis=0).tolist() == [9, 9]


@pytest.mark.parametrize("geometries", [[], [None], [shapely.Polygon()], [shapely.MultiPoint()]])
def test_nothing_gives_empty_arrays(geometries: list[object]) -> None:
    found = ragged(np.array(geometries, dtype=object))
    assert found.xy.shape == (0, 2)
    assert found.part_starts.tolist() == [0]
    assert found.part_feature.tolist() == []


def test_mending_keeps_holes_and_drops_what_collapses() -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    spike = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4), (0, 0), (9, 0), (0, 0)])
    flat = shapely.Polygon([(0, 0), (1, 1), (2, 2)])
    found = mended(np.array([bow, spike, flat, shapely.box(0, 0, 1, 1)]), np.zeros(4, dtype=bool))
    assert found.repaired.tolist() == [0, 1, 2]
    assert shapely.area(found.geometries).tolist() == [2.0, 16.0, 0.0, 1.0]
    assert shapely.is_valid(found.geometries).all()


@pytest.mark.parametrize("wildest", [np.inf, 1e300, -1e12])
def test_impossible_coordinates_are_broken_not_measured(wildest: float) -> None:
    wild = shapely.Polygon([(0, 0), (wildest, 0), (1, 1)])
    found = mended(np.array([wild, shapely.box(0, 0, 1, 1)]), np.zeros(2, dtype=bool))
    assert found.broken.tolist() == [0]
    assert found.geometries[0] is None


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("MultiPolygon", "polygon"),
        ("3D Polygon", "polygon"),
        ("CurvePolygon", "polygon"),
        ("MultiLineString Z", "line"),
        ("CompoundCurve", "line"),
        ("Point", "point"),
        ("Unknown", None),
        (None, None),
    ],
)
def test_the_kind_that_a_declared_type_names(declared: str | None, kind: str | None) -> None:
    assert kind_named(declared) == kind


def test_coordinates_after_an_edit_are_those_of_all_features_flattened_anew() -> None:
    random = np.random.default_rng(3)

    def shape() -> Any:
        x, y, size = random.uniform(0, 100, 3)
        whole = shapely.box(x, y, x + size, y + size)
        hole = shapely.box(x + size / 4, y + size / 4, x + size / 2, y + size / 2)
        many = shapely.MultiPolygon([whole, shapely.box(x + 200, y, x + 210, y + 9)])
        return [whole, whole.difference(hole), many, None, shapely.Polygon()][int(random.integers(5))]

    for count in (0, 1, 7):
        shapes = np.array([*(shape() for _ in range(count)), None], dtype=object)[:-1]
        before = ragged(shapes)
        for _ in range(20):
            edited = np.flatnonzero(random.random(count) < 0.4)
            rows = np.concatenate([edited, count + np.arange(int(random.integers(3)))])
            fresh = np.array([*(shape() for _ in rows), None], dtype=object)[:-1]
            after = np.append(shapes, np.full(len(rows) - len(edited), None, dtype=object))
            after[rows] = fresh
            expected, found = ragged(after), with_features(before, rows, fresh)
            for name in ("xy", "part_starts", "part_feature", "part_hole"):
                assert np.array_equal(getattr(found, name), getattr(expected, name)), name
                assert getattr(found, name).dtype == getattr(expected, name).dtype


def test_many_geometries_are_flattened_block_by_block_as_if_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    square = shapely.box(0, 0, 4, 4)
    some = [square, None, square.difference(shapely.box(1, 1, 2, 2)), shapely.MultiPolygon([square]), shapely.Polygon()]
    shapes = np.array([*(some * 5), None], dtype=object)
    whole = ragged(shapes)
    monkeypatch.setattr("layers.geometry.ragged.BLOCK", 4)
    found = ragged(shapes)
    for name in ("xy", "part_starts", "part_feature", "part_hole"):
        assert np.array_equal(getattr(found, name), getattr(whole, name)), name
        assert getattr(found, name).dtype == getattr(whole, name).dtype
