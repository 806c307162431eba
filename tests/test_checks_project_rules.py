"""Project rules on small plans: counting rules to the letter, and the tolerance sweep across a red line."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from checks.finding import Finding
from layers.layer import Layer
from tests.factories import box, check, footprint, layer, plan, reviewed


def answer(rule: str, *more: Layer, **fields: Any) -> Finding | None:
    """The finding about one footprint of 1 ha (15 亩), None when the rule does not apply."""
    found = reviewed(plan(footprint(**fields), *more), rule)
    return found[0] if found else None


def state(rule: str, *more: Layer, **fields: Any) -> str:
    found = answer(rule, *more, **fields)
    return found.state if found else "not_applicable"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"boiler_tph": 20.0}, "conflict"),
        ({"boiler_tph": 20.001}, "clear"),
        ({"boiler_tph": None}, "clear"),
        ({"boiler_tph": 10.0, "build_type": "new"}, "conflict"),
        ({"boiler_tph": 10.0, "build_type": None}, "conflict"),
        ({"boiler_tph": 10.0, "build_type": "extend"}, "not_applicable"),
        ({"height_m": 10.0}, "not_testable"),
    ],
)
def test_small_coal_boilers(fields: dict[str, Any], expected: str) -> None:
    assert state("NL-01", **fields) == expected


@pytest.mark.parametrize(
    ("facilities", "expected"),
    [(("drying_pond",), "conflict"), (("basement", "evaporation_pond"), "conflict"), (("basement",), "clear")],
)
def test_ponds_in_place_of_treatment(facilities: tuple[str, ...], expected: str) -> None:
    assert state("NL-02", facilities=facilities) == expected


def test_no_facilities_stated_is_clear_and_no_field_cannot_be_tested() -> None:
    assert state("NL-02", facilities=None) == "clear"
    assert state("NL-02") == "not_testable"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"investment_wan": 2_300.0, "national_zone": True}, "clear"),
        ({"investment_wan": 2_250.0, "national_zone": True}, "uncertain"),
        ({"investment_wan": 2_200.0, "national_zone": True}, "conflict"),
        ({"investment_wan": 1_300.0, "national_zone": False}, "clear"),
        ({"investment_wan": 1_100.0, "national_zone": False}, "conflict"),
        ({"investment_wan": 2_300.0, "national_zone": None}, "not_testable"),
        ({"investment_wan": 2_300.0}, "not_testable"),
        ({"investment_wan": None, "national_zone": True}, "not_testable"),
        ({"investment_wan": 1.0, "national_zone": True, "class_code": "0701"}, "not_applicable"),
        ({"investment_wan": 1.0, "national_zone": True, "class_code": "1101"}, "conflict"),
        ({"investment_wan": 1.0, "national_zone": True, "class_code": None}, "conflict"),
        ({"investment_wan": 1.0, "national_zone": True, "build_type": "rebuild"}, "not_applicable"),
    ],
)
def test_investment_per_mu(fields: dict[str, Any], expected: str) -> None:
    assert state("NL-03", **fields) == expected


def test_investment_is_advice_and_does_not_fail_a_review() -> None:
    run = check(plan(footprint(investment_wan=1.0, national_zone=True)), "NL-03", stage="project")
    assert (run.summary()["advice"], run.summary()["conflict"], run.exit_code()) == (1, 0, 0)


def test_investment_is_given_by_both_area_definitions() -> None:
    found = answer("NL-03", investment_wan=3_000.0, national_zone=True)
    assert found is not None
    assert found.alternatives is not None
    assert found.alternatives["planar"] == pytest.approx(200.0)
    assert found.alternatives["ellipsoidal"] != found.alternatives["planar"]


@pytest.mark.parametrize(("discharge", "expected"), [("river", "conflict"), ("sewer", "clear"), (None, "clear")])
def test_sewage_straight_into_a_river(discharge: str | None, expected: str) -> None:
    assert state("NL-04", discharge=discharge) == expected


@pytest.mark.parametrize(("energy", "expected"), [(999.9, "clear"), (1_000.0, "conflict"), (None, "clear")])
def test_energy_review_from_the_threshold(energy: float | None, expected: str) -> None:
    found = answer("NL-05", energy_tce=energy)
    assert found is not None
    assert found.state == expected
    assert "ours" in [hint.code for hint in found.hints]


@pytest.mark.parametrize(
    ("class_code", "expected"),
    [
        ("0701", "conflict"),
        ("1001", "conflict"),
        (None, "conflict"),
        ("1002", "not_applicable"),
        ("01", "not_applicable"),
    ],
)
def test_urban_uses_outside_the_boundary(class_code: str | None, expected: str) -> None:
    far = layer("development_boundary", [box(5_000, 0, 100, 100)], year=[2025])
    assert state("NL-06", far, class_code=class_code) == expected


def test_what_lies_outside_the_boundary_is_the_place() -> None:
    zones = layer("development_boundary", [box(0, 0, 50, 100), box(50, 0, 30, 100)], year=[2025, None])
    found = answer("NL-06", zones)
    assert found is not None
    assert found.measured is not None
    assert found.measured.value == pytest.approx(2_000)
    assert found.place is not None
    assert shapely.geometry.shape(found.place).equals(box(80, 0, 20, 100))


OVERLAPS = [
    ("NL-07", "ecological_redline", {}),
    ("NL-13", "permanent_farmland", {}),
    ("NL-08a", "river_management", {}),
    ("NL-08b", "water_body", {"kind": ["lake"]}),
    ("NL-08c", "wetland", {"level": ["一般"]}),
    ("NL-08d", "ecological_corridor", {"kind": ["migration"]}),
]


@pytest.mark.parametrize(("rule", "role", "fields"), OVERLAPS)
def test_overlaps_are_clear_touching_uncertain_small_conflict_large(
    rule: str, role: str, fields: dict[str, list[Any]]
) -> None:
    for shared_m2, expected in [(-100.0, "clear"), (0.0, "clear"), (0.5, "uncertain"), (5.0, "conflict")]:
        zone = layer(role, [box(100 - shared_m2 / 100, 0, 50, 100)], **fields)
        found = answer(rule, zone)
        assert found is not None
        assert (found.state, found.measured and found.measured.unit) == (expected, "m2")
        assert found.measured is not None
        assert found.measured.value == pytest.approx(max(shared_m2, 0.0), abs=1e-6)


@pytest.mark.parametrize(("rule", "role", "fields"), OVERLAPS)
def test_an_overlap_without_its_layer_cannot_be_tested(rule: str, role: str, fields: dict[str, list[Any]]) -> None:
    found = answer(rule)
    assert found is not None
    assert found.reason is not None
    assert (found.state, found.reason.code) == ("not_testable", "role_unbound")


def test_a_footprint_moved_across_a_red_line_changes_state_once_each_way() -> None:
    steps = [round(-2 + step * 0.0025, 6) for step in range(1_601)]
    sites = layer("project_footprints", [box(into, 0, 100, 100) for into in steps], project=[str(s) for s in steps])
    found = reviewed(plan(sites, layer("ecological_redline", [box(100, 0, 500, 100)])), "NL-07")
    rank = {"clear": 0, "uncertain": 1, "conflict": 2}
    ranks = [rank[one.state] for one in found]
    assert ranks == sorted(ranks)
    by_step = dict(zip(steps, (one.state for one in found), strict=True))
    assert [by_step[at] for at in (-2.0, 0.0, 0.005, 0.0075, 0.0125, 0.05, 2.0)] == [
        "clear", "clear", "uncertain", "uncertain", "conflict", "conflict", "conflict",
    ]  # fmt: skip


def test_zones_that_overlap_each_other_count_once() -> None:
    zones = layer("ecological_redline", [box(50, 0, 100, 100), box(50, 0, 20, 100)], name=["甲", "乙"])
    found = answer("NL-07", zones)
    assert found is not None
    assert found.measured is not None
    assert found.measured.value == pytest.approx(5_000)
    parts = {(part.by, part.name): part.value for part in found.parts}
    assert parts[("share", "footprint")] == pytest.approx(50.0)
    assert (parts[("feature", "甲")], parts[("feature", "乙")]) == (pytest.approx(5_000), pytest.approx(2_000))


def test_a_wetland_of_national_importance_is_named() -> None:
    national = answer("NL-08c", layer("wetland", [box(50, 0, 100, 100)], level=["国家重要"]))
    other = answer("NL-08c", layer("wetland", [box(50, 0, 100, 100)], level=["一般"]))
    assert national is not None
    assert other is not None
    assert "national_wetland" in [hint.code for hint in national.hints]
    assert "national_wetland" not in [hint.code for hint in other.hints]


def test_another_corridor_is_no_migration_corridor() -> None:
    corridors = layer("ecological_corridor", [box(0, 0, 100, 100)], kind=["corridor"])
    found = answer("NL-08d", corridors)
    assert found is not None
    assert found.reason is not None
    assert (found.state, found.reason.code) == ("not_testable", "no_features")


@pytest.mark.parametrize(
    ("industry", "expected"),
    [("cloud", "clear"), ("finance", "conflict"), ("other", "conflict"), (None, "not_testable")],
)
def test_industry_by_the_part_overlapped_most(industry: str | None, expected: str) -> None:
    parcels = layer(
        "zoning",
        [box(0, 0, 35, 100), box(35, 0, 35, 100), box(70, 0, 30, 100)],
        class_code=["1001"] * 3,
        part=["south", "south", "centre"],
    )
    assert state("NL-09", parcels, industry=industry) == expected


def test_a_footprint_in_no_part_is_not_judged_by_part() -> None:
    far = layer("zoning", [box(5_000, 0, 100, 100)], class_code=["1001"], part=["south"])
    silent = layer("zoning", [box(0, 0, 100, 100)], class_code=["1001"], part=[None])
    assert state("NL-09", far, industry="finance") == "not_applicable"
    assert state("NL-09", silent, industry="finance") == "not_applicable"
