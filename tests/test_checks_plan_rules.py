"""Plan rules on small plans: what counts, what is uncertain, what cannot be tested."""

from __future__ import annotations

import pytest
import shapely

from layers.plan import Plan
from tests.factories import box, check, finding, layer, line, plan


def boundary(*shapes: shapely.Polygon, year: int = 2025, **fields: list[object]) -> Plan:
    return plan(layer("development_boundary", shapes, year=[year] * len(shapes), **fields))


def test_a_boundary_over_its_figure_is_a_conflict_with_a_negative_margin() -> None:
    found = finding(boundary(box(0, 0, 10_000, 5_350.01)), "NA-UDB-01")
    assert found.state == "conflict"
    assert found.measured is not None
    assert found.margin is not None
    assert (found.measured.value, found.measured.unit) == (pytest.approx(53.5001), "km2")
    assert found.margin.value == pytest.approx(-0.0001)


@pytest.mark.parametrize(
    ("excess_m2", "state"), [(-2.0, "clear"), (-0.9, "uncertain"), (0.9, "uncertain"), (2.0, "conflict")]
)
def test_the_area_tolerance_makes_a_limit_uncertain(excess_m2: float, state: str) -> None:
    assert finding(boundary(box(0, 0, 10_000, 5_350 + excess_m2 / 10_000)), "NA-UDB-01").state == state


def test_a_boundary_between_the_two_definitions_says_that_the_other_flips_it() -> None:
    shape = box(0, 0, 10_000, 5_350.2)
    by_plane = finding(plan(layer("development_boundary", [shape]), area_definition="planar"), "NA-UDB-01")
    by_ellipsoid = finding(plan(layer("development_boundary", [shape]), area_definition="ellipsoidal"), "NA-UDB-01")
    assert (by_plane.state, by_plane.flips) == ("conflict", True)
    assert (by_ellipsoid.state, by_ellipsoid.flips) == ("clear", True)
    assert by_plane.alternatives == by_ellipsoid.alternatives


def test_registered_areas_decide_when_the_plan_says_so() -> None:
    shapes = [box(0, 0, 5_000, 5_000), box(5_000, 0, 5_000, 5_000)]
    fields = {"year": [2025, 2025], "area_registered_m2": [25e6, 29e6]}
    found = finding(plan(layer("development_boundary", shapes, **fields), area_definition="registered"), "NA-UDB-01")
    assert found.state == "conflict"
    assert found.measured is not None
    assert found.measured.value == pytest.approx(54.0)
    assert found.flips


def test_a_missing_registered_area_is_not_replaced_by_another_definition() -> None:
    fields = {"year": [2025, 2025], "area_registered_m2": [25e6, None]}
    shapes = [box(0, 0, 5_000, 5_000), box(5_000, 0, 5_000, 5_000)]
    found = finding(plan(layer("development_boundary", shapes, **fields), area_definition="registered"), "NA-UDB-01")
    assert found.state == "not_testable"
    assert found.reason is not None
    assert found.reason.code == "registered_missing"


def test_breakdowns_by_zone_area_and_year_are_given() -> None:
    subject = plan(
        layer(
            "development_boundary",
            [box(0, 0, 4_000, 5_000), box(4_000, 0, 4_000, 5_000), box(0, 0, 1_000, 1_000)],
            year=[2025, None, 2020],
            zone=["城镇集中建设区", "城镇弹性发展区", "城镇集中建设区"],
        ),
        layer("planning_area", [box(0, 0, 1_000, 5_000)], kind=["area"], name=["甲片区"]),
    )
    parts = {(part.by, part.name): part.value for part in finding(subject, "NA-UDB-01").parts}
    assert parts[("zone", "城镇弹性发展区")] == pytest.approx(20.0)
    assert parts[("areas", "甲片区")] == pytest.approx(5.0)
    assert parts[("areas", "–")] == pytest.approx(35.0)
    assert parts[("year", "2020")] == pytest.approx(1.0)
    assert parts[("growth", "2020–2025")] == pytest.approx(39.0)


def test_without_years_the_target_is_testable_and_the_base_is_not() -> None:
    subject = plan(layer("development_boundary", [box(0, 0, 5_000, 5_000)]))
    assert finding(subject, "NA-UDB-01").state == "clear"
    found = finding(subject, "NA-UDB-02")
    assert found.reason is not None
    assert (found.state, found.reason.code) == ("not_testable", "field_missing")


def test_a_plans_own_years_win_over_the_packs() -> None:
    subject = plan(layer("development_boundary", [box(0, 0, 5_000, 5_000)], year=[2030]), target_year=2030)
    assert finding(subject, "NA-UDB-01").state == "clear"


def test_a_special_use_zone_is_not_counted() -> None:
    zones = ["城镇集中建设区", "特别用途区"]
    found = finding(boundary(box(0, 0, 5_000, 5_000), box(5_000, 0, 9_000, 9_000), zone=zones), "NA-UDB-01")
    assert found.measured is not None
    assert found.measured.value == pytest.approx(25.0)


def core_with(*codes: tuple[float, str], landuse: list[tuple[float, float, str]] | None = None) -> Plan:
    """A core of 1 km² whose planned land use is strips of the given widths, and present land use from x to x."""
    shapes, x = [], 0.0
    for width, _ in codes:
        shapes.append(box(x, 0, width, 1_000))
        x += width
    layers = [
        layer("planning_area", [box(0, 0, 1_000, 1_000)], kind=["core"]),
        layer("zoning", shapes, class_code=[code for _, code in codes]),
    ]
    if landuse is not None:
        present = [box(start, 0, end - start, 1_000) for start, end, _ in landuse]
        layers.append(layer("landuse_current", present, class_code=[code for *_, code in landuse]))
    return plan(*layers)


def test_greening_counts_planned_use_first_and_overlaps_once() -> None:
    subject = core_with((300, "1401"), (300, "0701"), landuse=[(200, 800, "0301"), (700, 1_000, "0401")])
    found = finding(subject, "NA-GRN-01")
    assert found.measured is not None
    assert found.measured.value == pytest.approx(70.0)


def test_greening_presets_are_printed_and_say_which_would_flip() -> None:
    found = finding(core_with((600, "0301"), (100, "1701"), (50, "0101"), (250, "0701")), "NA-GRN-01")
    presets = {part.name: part.value for part in found.parts if part.by == "preset"}
    assert presets == pytest.approx({"planted": 60, "planted+water": 70, "planted+water+cropland": 75})
    assert found.state == "conflict"
    assert sum(hint.code == "preset_flips" for hint in found.hints) == 2


def test_squares_are_not_green_and_parks_are() -> None:
    found = finding(core_with((500, "1401"), (300, "1403"), (200, "1402")), "NA-GRN-01")
    assert found.measured is not None
    assert found.measured.value == pytest.approx(70.0)


def test_without_present_land_use_a_core_that_plans_do_not_cover_cannot_be_tested() -> None:
    found = finding(core_with((600, "0301")), "NA-GRN-01")
    assert found.reason is not None
    assert (found.state, found.reason.code) == ("not_testable", "role_unbound")


def test_land_without_data_is_uncertain_where_it_could_flip() -> None:
    assert finding(core_with((600, "0301"), landuse=[(600, 900, "0701")]), "NA-GRN-01").state == "uncertain"
    assert finding(core_with((600, "0301"), landuse=[(600, 950, "0701")]), "NA-GRN-01").state == "conflict"


def test_the_controlled_share_of_the_belt_needs_only_one_of_its_layers() -> None:
    belt = layer("ecological_corridor", [box(0, 0, 1_000, 1_000)], kind=["belt"])
    control = layer("ecological_control", [box(0, 0, 300, 1_000)])
    redline = layer("ecological_redline", [box(200, 0, 400, 1_000)])
    shares = [finding(plan(belt, *more), "NA-ECO-01") for more in ((control,), (redline,), (control, redline))]
    assert [found.state for found in shares] == ["conflict", "conflict", "clear"]
    assert [round(found.measured.value) for found in shares if found.measured] == [30, 40, 60]
    assert finding(plan(belt), "NA-ECO-01").state == "not_testable"


@pytest.mark.parametrize(
    ("ecological", "silent", "state"),
    [(950, 0, "clear"), (890, 0, "conflict"), (900, 0, "uncertain"), (850, 100, "uncertain"), (700, 100, "conflict")],
)
def test_banks_that_say_nothing_are_uncertain_only_where_they_could_flip(
    ecological: float, silent: float, state: str
) -> None:
    lines = [line((0, 0), (ecological, 0)), line((ecological, 0), (1_000 - silent, 0))]
    banks: list[str | None] = ["ecological", "hard"]
    if silent:
        lines.append(line((1_000 - silent, 0), (1_000, 0)))
        banks.append(None)
    assert finding(plan(layer("shoreline", lines, bank=banks)), "NA-ECO-02").state == state


def test_a_plan_without_shorelines_never_passes() -> None:
    run = check(plan(layer("development_boundary", [box(0, 0, 5_000, 5_000)])), "NA-ECO-02")
    assert run.findings[0].state == "not_testable"
    assert run.exit_code() == 3


def test_control_lines_show_the_shared_part_as_the_place() -> None:
    subject = plan(
        layer("ecological_redline", [box(0, 0, 100, 100)]), layer("permanent_farmland", [box(90, 0, 100, 100)])
    )
    found = finding(subject, "NA-CTL-01")
    assert found.place is not None
    assert shapely.geometry.shape(found.place).equals(box(90, 0, 10, 100))
    assert found.measured is not None
    assert (found.measured.value, found.measured.unit) == (pytest.approx(1_000), "m2")


def test_lines_bound_to_an_area_role_do_not_pass_as_nothing() -> None:
    subject = plan(
        layer("ecological_redline", [line((0, 0), (100, 0), (100, 100))]),
        layer("permanent_farmland", [box(0, 0, 100, 100)]),
    )
    found = finding(subject, "NA-CTL-01")
    assert found.reason is not None
    assert (found.state, found.reason.code) == ("not_testable", "not_polygons")


def test_a_repaired_shape_is_measured_and_said() -> None:
    bow_tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    found = finding(
        plan(layer("ecological_redline", [bow_tie]), layer("permanent_farmland", [box(0, 0, 10, 10)])), "NA-CTL-01"
    )
    assert "geometry_repaired" in [hint.code for hint in found.hints]
