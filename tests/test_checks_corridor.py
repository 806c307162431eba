"""Corridors: necks to the centimetre at the right place, corner bits left out, broken ones broken."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from checks.narrowest import narrowest
from layers.plan import Plan
from tests.factories import ORIGIN, box, finding, layer, line, moved, plan

AXIS = shapely.LineString([(0, 0), (2000, 300), (4000, -200), (7000, 400)])
BAND = AXIS.buffer(150, cap_style="flat")
NECK = AXIS.interpolate(2_600)


def across() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The place of the neck, the direction of the band there, and the direction across it."""
    here = np.array(NECK.coords[0])
    along = np.array(AXIS.interpolate(2_601).coords[0]) - here
    return here, along, np.array([-along[1], along[0]])


def channel(width: float) -> BaseGeometry:
    """The band with a straight channel of 200 m length."""
    return BAND.difference(NECK.buffer(100).buffer(200, join_style="mitre").difference(AXIS.buffer(width / 2)))


def pointed(width: float) -> BaseGeometry:
    """The band with two sharp bites that face each other."""
    here, along, side = across()
    bites = [
        shapely.Polygon(
            [here + s * side * width / 2, here + s * side * 250 + along * 90, here + s * side * 250 - along * 90]
        )
        for s in (1, -1)
    ]
    return BAND.difference(shapely.union_all(bites))


def rounded(width: float) -> BaseGeometry:
    """The band with two round bites."""
    here, _, side = across()
    bites = [shapely.Point(here + s * side * (width / 2 + 120)).buffer(120, quad_segs=90) for s in (1, -1)]
    return BAND.difference(shapely.union_all(bites))


def one_sided(width: float) -> BaseGeometry:
    """The band with one large round bite from one side."""
    here, _, side = across()
    return BAND.difference(shapely.Point(here + side * (width - 150 + 600)).buffer(600, quad_segs=200))


@pytest.mark.parametrize("bitten", [channel, pointed, rounded, one_sided])
@pytest.mark.parametrize("width", [40.00, 62.00, 99.99])
def test_a_neck_is_measured_to_the_centimetre_at_its_place(bitten: object, width: float) -> None:
    assert callable(bitten)
    neck = narrowest(bitten(width), asked_m=100.0)
    assert neck.width_m == pytest.approx(width, abs=0.01)
    assert neck.across.length == pytest.approx(width, abs=0.01)
    assert neck.across.distance(NECK) < 200


def test_the_narrower_of_two_necks_is_found() -> None:
    second = shapely.Point(AXIS.interpolate(5_200)).buffer(400).difference(AXIS.buffer(35))
    neck = narrowest(rounded(62.0).difference(second), asked_m=100.0)
    assert neck.width_m == pytest.approx(62.0, abs=0.01)
    assert neck.across.distance(NECK) < 20


@pytest.mark.parametrize("asked", [20.0, 100.0, 299.0, 400.0])
def test_a_plain_band_is_as_wide_as_it_is_and_its_corners_are_no_necks(asked: float) -> None:
    assert narrowest(shapely.box(0, 0, 5_000, 300), asked_m=asked).width_m == pytest.approx(300, abs=0.01)


def test_bulges_and_short_stubs_are_no_necks() -> None:
    bulge = shapely.union_all([shapely.box(0, 0, 5_000, 300), shapely.box(2_000, 300, 2_060, 350)])
    assert narrowest(bulge, asked_m=100.0).width_m == pytest.approx(300, abs=0.01)


def test_a_long_thin_end_is_the_narrowest_place() -> None:
    band = shapely.union_all([shapely.box(0, 0, 5_000, 300), shapely.box(5_000, 100, 6_500, 160)])
    neck = narrowest(band, asked_m=100.0)
    assert neck.width_m == pytest.approx(60, abs=0.01)
    assert neck.across.centroid.x > 5_000


def corridor_plan(*shapes: BaseGeometry, **fields: list[object]) -> Plan:
    return plan(layer("ecological_corridor", [moved(shape) for shape in shapes], **fields))


def test_the_worst_corridor_is_the_finding_and_all_are_parts() -> None:
    found = finding(
        corridor_plan(
            rounded(62.0), shapely.box(0, 3_000, 5_000, 3_400), kind=["corridor", "migration"], name=["甲", "乙"]
        ),
        "NA-ECO-03",
    )
    assert found.state == "conflict"
    assert found.measured is not None
    assert found.measured.value == pytest.approx(62.0, abs=0.01)
    assert [(part.name, round(part.value)) for part in found.parts if part.by == "corridor"] == [
        ("甲", 62),
        ("乙", 400),
    ]
    assert found.place is not None
    assert shapely.geometry.shape(found.place).distance(shapely.Point(np.array(NECK.coords[0]) + ORIGIN)) < 5


def test_a_corridors_own_width_wins_over_the_default() -> None:
    narrow = corridor_plan(rounded(62.0), kind=["corridor"], name=["甲"], min_width_m=[60.0])
    assert finding(narrow, "NA-ECO-03").state == "clear"
    wide = corridor_plan(shapely.box(0, 0, 5_000, 300), kind=["corridor"], name=["甲"], min_width_m=[400.0])
    found = finding(wide, "NA-ECO-03")
    assert found.limit is not None
    assert (found.state, found.limit.value) == ("conflict", 400.0)


def test_a_corridor_of_two_pieces_is_broken_and_the_gap_is_the_place() -> None:
    halves = shapely.MultiPolygon([shapely.box(0, 0, 2_000, 300), shapely.box(2_010, 0, 5_000, 300)])
    found = finding(corridor_plan(halves, kind=["corridor"], name=["甲"]), "NA-ECO-03")
    assert found.measured is not None
    assert (found.state, found.measured.value) == ("conflict", 0.0)
    assert "corridor_broken" in [hint.code for hint in found.hints]
    assert found.place is not None
    assert shapely.geometry.shape(found.place).length == pytest.approx(10.0)


def test_two_features_of_one_name_that_share_a_border_are_one_corridor() -> None:
    subject = corridor_plan(
        shapely.box(0, 0, 2_000, 300), shapely.box(2_000, 0, 5_000, 300), kind=["corridor"] * 2, name=["甲", "甲"]
    )
    found = finding(subject, "NA-ECO-03")
    assert found.measured is not None
    assert found.measured.value == pytest.approx(300, abs=0.01)


def test_a_belt_is_no_corridor_unless_it_states_a_width() -> None:
    belt = {"kind": ["belt"], "name": ["带"]}
    assert finding(corridor_plan(shapely.box(0, 0, 5_000, 50), **belt), "NA-ECO-03").state == "not_testable"
    stated = corridor_plan(shapely.box(0, 0, 5_000, 50), **belt, min_width_m=[60.0])
    assert finding(stated, "NA-ECO-03").state == "conflict"


def test_roads_in_the_worst_corridor_are_named_with_their_length() -> None:
    band = layer("ecological_corridor", [box(0, 0, 5_000, 50)], kind=["corridor"])
    roads = layer("road", [line((100, -50), (100, 90)), line((0, 900), (9, 900))], name=["云港大道", "别处"])
    crossed = [part for part in finding(plan(band, roads), "NA-ECO-03").parts if part.by == "crossed_by"]
    assert [(part.name, part.value) for part in crossed] == [("云港大道", pytest.approx(50.0))]


def test_a_neck_at_its_limit_is_uncertain() -> None:
    subject = plan(layer("ecological_corridor", [box(0, 0, 5_000, 100)], kind=["corridor"], min_width_m=[100.0]))
    assert finding(subject, "NA-ECO-03").state == "uncertain"
