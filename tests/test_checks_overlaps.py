"""Overlap measuring: the same pairs and areas as an overlay of whole layers, and relations that must hold."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from checks.finding import Finding
from checks.overlaps import disjoint_zones, overlapping_pairs
from tests.factories import box, check, layer, plan, reviewed


def scattered(seed: int, count: int, size: float) -> np.ndarray:
    """Turned rectangles about a square kilometre."""
    generator = np.random.default_rng(seed)
    corners, sides = generator.uniform(0, 1_000, (count, 2)), generator.uniform(size / 4, size, (count, 2))
    boxes = shapely.box(*corners.T, *(corners + sides).T)
    return np.array([shapely.affinity.rotate(one, generator.uniform(0, 90)) for one in boxes], dtype=object)


def test_pairs_and_areas_equal_an_overlay() -> None:
    footprints, zones = scattered(1, 300, 60), scattered(2, 12, 600)
    pairs = overlapping_pairs(footprints, zones)
    ours = {(int(f), int(z)): a for f, z, a in zip(pairs.first, pairs.second, pairs.area, strict=True) if a > 0}
    frames = [
        gpd.GeoDataFrame({name: range(len(shapes))}, geometry=shapes)
        for name, shapes in (("f", footprints), ("z", zones))
    ]
    found = gpd.overlay(*frames, how="intersection", keep_geom_type=True)
    theirs = dict(zip(zip(found["f"], found["z"], strict=True), found.area, strict=True))
    assert ours.keys() == theirs.keys()
    assert all(ours[pair] == pytest.approx(theirs[pair], rel=1e-9, abs=1e-6) for pair in ours)


def test_zones_are_joined_only_where_they_share_an_interior() -> None:
    squares = [shapely.box(x, 0, x + 10, 10) for x in (0, 10, 15, 40)]
    joined = disjoint_zones(np.array(squares, dtype=object))
    assert sorted(shapely.area(joined).tolist()) == [100.0, 100.0, 150.0]


def answers(footprints: list[BaseGeometry], zones: list[BaseGeometry]) -> list[Finding]:
    subject = plan(layer("project_footprints", footprints), layer("ecological_redline", zones))
    return reviewed(subject, "NL-07")


def total(found: list[Finding]) -> float:
    return sum(one.measured.value for one in found if one.measured)


SITES = [box(0, 0, 100, 100), box(200, 50, 80, 60), box(90, 300, 40, 40)]
ZONES = [box(50, -20, 200, 100), box(60, 10, 30, 500), box(500, 0, 10, 10)]


def halves(shape: BaseGeometry) -> list[BaseGeometry]:
    """A shape cut in two along its middle."""
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    return [
        shape.intersection(shapely.box(west, south, middle, north)),
        shape.intersection(shapely.box(middle, south, east, north)),
    ]


@pytest.mark.parametrize(
    "zones",
    [
        ZONES[::-1],
        [half for zone in ZONES for half in halves(zone)],
        [*ZONES, *ZONES],
        [shapely.union_all(ZONES)],
        [zone.reverse() for zone in ZONES],
        [shapely.MultiPolygon([ZONES[0], ZONES[2]]), ZONES[1]],
    ],
    ids=["permuted", "split", "duplicated", "merged", "reversed", "grouped"],
)
def test_how_the_zones_are_cut_up_changes_no_total(zones: list[BaseGeometry]) -> None:
    assert total(answers(SITES, zones)) == pytest.approx(total(answers(SITES, ZONES)), rel=1e-9)


def test_the_order_of_footprints_changes_no_answer() -> None:
    forward = [one.measured for one in answers(SITES, ZONES)]
    assert [one.measured for one in answers(SITES[::-1], ZONES)] == forward[::-1]


RANK = {"clear": 0, "uncertain": 1, "conflict": 2}


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(*[st.integers(-50, 250)] * 2, *[st.integers(1, 120)] * 2), min_size=1, max_size=5),
    st.tuples(*[st.integers(-50, 250)] * 2, *[st.integers(1, 120)] * 2),
)
def test_another_restricted_zone_never_improves_an_answer(
    zones: list[tuple[int, int, int, int]], added: tuple[int, int, int, int]
) -> None:
    before = answers(SITES, [box(*zone) for zone in zones])
    after = answers(SITES, [box(*zone) for zone in [*zones, added]])
    for one, other in zip(before, after, strict=True):
        assert RANK[other.state] >= RANK[one.state]
        assert other.measured is not None
        assert one.measured is not None
        assert other.measured.value >= one.measured.value - 1e-6


def test_cutting_a_boundary_into_features_changes_no_area() -> None:
    whole = box(0, 0, 6_000, 7_000).difference(box(1_000, 1_000, 500, 500))
    cut = [*halves(whole), box(100, 100, 50, 50)]
    areas = []
    for shapes in ([whole], cut, cut[::-1], [shape.reverse() for shape in cut]):
        found = check(plan(layer("development_boundary", shapes), area_definition="ellipsoidal"), "NA-UDB-01")
        assert found.findings[0].measured is not None
        areas.append(found.findings[0].measured.value)
    assert areas == pytest.approx([areas[0]] * 4, rel=1e-9)
