"""What must change to pass: every suggestion works when applied, and gives up no more than the known least."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.finding import Finding
from checks.remedies import Remedy, remedies
from checks.remedies.placing import nearest_shift, strip_of_area
from checks.remedies.remedy import changed_plan
from layers.layer import Layer
from layers.plan import Plan
from tests.factories import box, check, finding, horinger, layer, moved, plan


def project(x: float, y: float, side: float = 100.0, **fields: object) -> Layer:
    stated = {key: [value] for key, value in fields.items()}
    return layer("project_footprints", [box(x, y, side, side)], **stated)


def review(subject: Plan, rule: str) -> Finding:
    (found,) = check(subject, rule, stage="project").findings
    return found


def offered(subject: Plan, found: Finding, way: str) -> Remedy:
    return next(one for one in remedies(subject, [horinger()], found) if one.way == way)


def after(subject: Plan, remedy: Remedy, rule: str, stage: str = "project") -> str:
    found = check(changed_plan(subject, remedy.changes), rule, stage=stage).findings  # type: ignore[arg-type]
    return found[0].state if found else "clear"


def test_the_smallest_trim_of_an_overlap_is_the_overlap() -> None:
    subject = plan(project(0, 0), layer("ecological_redline", [box(70, -50, 500, 500)]))
    remedy = offered(subject, review(subject, "NL-07"), "trim")
    assert remedy.lost_m2 == pytest.approx(3000, rel=0.01)
    assert remedy.usable
    assert after(subject, remedy, "NL-07") == "clear"


def test_a_trim_that_leaves_too_little_says_so() -> None:
    subject = plan(project(0, 0), layer("ecological_redline", [box(5, -50, 500, 500)]))
    assert offered(subject, review(subject, "NL-07"), "trim").usable is False


def test_a_trim_that_leaves_nothing_is_not_offered() -> None:
    subject = plan(project(0, 0), layer("ecological_redline", [box(-50, -50, 500, 500)]))
    assert "trim" not in {one.way for one in remedies(subject, [horinger()], review(subject, "NL-07"))}


def test_the_nearest_shift_goes_straight_out_of_the_zone() -> None:
    subject = plan(project(0, 0), layer("ecological_redline", [box(70, -500, 500, 1000)]))
    remedy = offered(subject, review(subject, "NL-07"), "shift")
    assert remedy.shift_m == pytest.approx((-30, 0), abs=0.01)
    assert after(subject, remedy, "NL-07") == "clear"


def test_a_shift_does_not_leave_the_boundary_nor_enter_another_zone() -> None:
    subject = plan(
        project(0, 0),
        layer("ecological_redline", [box(70, -500, 500, 1000)]),
        layer("development_boundary", [box(-10, -300, 900, 900)], year=[2025]),
        layer("river_management", [box(-500, 150, 1000, 50)]),
    )
    assert offered(subject, review(subject, "NL-07"), "shift").shift_m == pytest.approx((570, 0), abs=0.01)
    wider = plan(*subject.layers[:2], layer("development_boundary", [box(-200, -300, 900, 900)], year=[2025]))
    assert offered(wider, review(wider, "NL-07"), "shift").shift_m == pytest.approx((-30, 0), abs=0.01)


def test_a_project_outside_the_boundary_is_cut_or_moved_inside() -> None:
    subject = plan(project(0, 0), layer("development_boundary", [box(40, -500, 900, 900)], year=[2025]))
    found = review(subject, "NL-06")
    assert offered(subject, found, "trim").lost_m2 == pytest.approx(4000, rel=0.01)
    assert offered(subject, found, "shift").shift_m == pytest.approx((40, 0), abs=0.01)


@pytest.mark.parametrize(
    ("rule", "fields", "value"),
    [
        ("NL-12a", {"runoff_control": 70.0}, ("runoff_control", 80.0)),
        ("NL-10a", {"height_m": 40.0}, ("height_m", 24.0)),
    ],
)
def test_the_figure_that_would_pass(rule: str, fields: dict[str, object], value: tuple[str, float]) -> None:
    subject = plan(project(0, 0, **fields), layer("landscape_zone", [box(-50, -50, 500, 500)], height_max=[24.0]))
    remedy = offered(subject, review(subject, rule), "value")
    assert dict(remedy.changes[0].values) == dict([value])
    assert after(subject, remedy, rule) == "clear"


def test_the_height_under_an_obstacle_surface() -> None:
    runway = layer("runway", [moved(shapely.LineString([(0, 0), (3400, 0)]))], elevation_m=[1000.0], name=["09/27"])
    subject = plan(project(1700, 2000, height_m=60.0), runway)
    remedy = offered(subject, review(subject, "NL-10b"), "value")
    assert remedy.changes[0].values == {"height_m": 44.9}
    assert after(subject, remedy, "NL-10b") == "clear"


def test_the_uses_that_a_part_leads_with() -> None:
    parcels = layer("zoning", [box(-50, -50, 500, 500)], class_code=["1001"], part=["south"])
    subject = plan(project(0, 0, industry="food"), parcels)
    found = remedies(subject, [horinger()], review(subject, "NL-09"))
    assert {one.changes[0].values["industry"] for one in found} == {"data_centre", "cloud"}


def test_land_over_the_budget_is_given_back_at_the_edge() -> None:
    boundary = layer("development_boundary", [box(0, 0, 10_000, 5_360), box(0, 0, 9_000, 3_000)], year=[2025, 2020])
    subject = plan(boundary)
    remedy = offered(subject, finding(subject, "NA-UDB-01"), "reduce")
    assert remedy.lost_m2 == pytest.approx(100_000, rel=0.01)
    assert after(subject, remedy, "NA-UDB-01", "plan") == "clear"


@pytest.mark.parametrize("width", [40.0, 62.0, 99.99])
def test_a_corridor_is_widened_at_its_neck(width: float) -> None:
    half = width / 2
    ring = [(0, 0), (2000, 0), (2100, 150 - half), (2200, 0), (5000, 0), (5000, 300)]
    ring += [(2200, 300), (2100, 150 + half), (2000, 300), (0, 300)]
    corridor = layer("ecological_corridor", [moved(shapely.Polygon(ring))], kind=["corridor"], name=["A"])
    subject = plan(corridor)
    remedy = offered(subject, finding(subject, "NA-ECO-03"), "widen")
    assert after(subject, remedy, "NA-ECO-03", "plan") == "clear"


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_nearest_shift_is_free_and_nearly_the_shortest(seed: int) -> None:
    generator = np.random.default_rng(seed)
    zones = [_blob(generator, 60.0) for _ in range(3)]
    footprint = _blob(generator, 20.0)
    shift = nearest_shift(footprint, zones, [], 500.0)
    assert shift is not None
    assert not any(shapely.transform(footprint, lambda xy: xy + shift).intersects(zone) for zone in zones)
    length = math.hypot(*shift)
    for angle in np.linspace(0, 2 * np.pi, 90):
        shorter = 0.985 * length * np.array([np.cos(angle), np.sin(angle)])
        if length > 0.1:
            assert any(shapely.transform(footprint, lambda xy: xy + shorter).intersects(zone) for zone in zones)  # noqa: B023


def _blob(generator: np.random.Generator, size: float) -> shapely.Geometry:
    angles = np.sort(generator.uniform(0, 2 * np.pi, 9))
    radius = generator.uniform(0.4, 1.0, 9) * size
    centre = generator.uniform(-30, 30, 2)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius[:, None] + centre
    return shapely.make_valid(shapely.Polygon(ring))


@given(st.floats(1.0, 9_000.0), st.floats(0, 6.28))
def test_a_strip_has_its_area(area: float, angle: float) -> None:
    strip = strip_of_area(shapely.box(0, 0, 100, 100), area, (math.cos(angle), math.sin(angle)))
    assert strip.area == pytest.approx(area, abs=0.01)
