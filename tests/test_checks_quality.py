"""The quality pack: planted faults are found, named and no more than named; sound plans pass."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.engine import run
from checks.finding import Finding
from checks.mutation import unnoticed
from checks.pack import load_pack
from checks.rule import RulePack
from checks.tiling import overlapping_among
from layers.layer import Layer
from tests.factories import box, layer, plan


@cache
def quality() -> RulePack:
    return load_pack("planning-quality")


def checked(rule: str, *layers: Layer, **terms: Any) -> Finding:
    subject = plan(*layers, **terms)
    (found,) = run(subject, [quality()], stage="plan", only=(rule,), at="2026-06-01", version="test").findings
    return found


def named(finding: Finding, by: str) -> dict[str, float]:
    return {part.name: part.value for part in finding.parts if part.by == by}


def test_every_quality_rule_has_passed_examples_of_both_verdicts() -> None:
    # Loading a pack runs its examples, once in a session of tests.
    for rule in quality().rules:
        assert {"clear", "conflict"} <= {example.expected for example in rule.examples}, rule.id


def grid(columns: int, rows: int, **fields: Any) -> Layer:
    """Parcels of 100 m × 100 m side by side, numbered A-000 on."""
    shapes = [box(x * 100, y * 100, 100, 100) for y in range(rows) for x in range(columns)]
    count = len(shapes)
    stated = {key: value if isinstance(value, list) else [value] * count for key, value in fields.items()}
    numbers = [f"A-{number:03}" for number in range(count)]
    return layer("zoning", shapes, **({"parcel_no": numbers, "class_code": ["0701"] * count} | stated))


def area(width: float, height: float, kind: str = "unit") -> Layer:
    return layer("planning_area", [box(0, 0, width, height)], kind=[kind])


def test_a_missing_parcel_is_a_gap_at_its_place() -> None:
    parcels = [box(0, 0, 100, 100), box(250, 0, 100, 100)]
    found = checked("PQ-BAL-01", area(300, 100), layer("zoning", parcels, class_code=["0701", "0701"]))
    assert found.measured is not None
    assert found.measured.value == pytest.approx(15_000)
    assert found.place is not None
    assert shapely.geometry.shape(found.place).equals(box(100, 0, 150, 100))
    assert named(found, "beyond") == {"–": pytest.approx(5_000)}


def test_parcels_that_overlap_are_named_the_largest_first() -> None:
    parcels = [box(0, 0, 100, 100), box(90, 0, 110, 100), box(199, 0, 101, 100)]
    numbers = ["甲", "乙", "丙"]
    found = checked("PQ-BAL-01", area(300, 100), layer("zoning", parcels, class_code=["0701"] * 3, parcel_no=numbers))
    assert list(named(found, "pair").items()) == [("甲 × 乙", pytest.approx(1_000)), ("乙 × 丙", pytest.approx(100))]
    assert found.measured is not None
    assert found.measured.value == pytest.approx(1_100)


def test_the_balance_is_asked_of_the_finest_areas_that_are_drawn() -> None:
    both = layer("planning_area", [box(0, 0, 9_000, 9_000), box(0, 0, 300, 100)], kind=["new_area", "area"])
    assert checked("PQ-BAL-01", both, grid(3, 1)).state == "clear"
    assert checked("PQ-BAL-01", area(9_000, 9_000, "new_area"), grid(3, 1)).state == "conflict"


cells = st.integers(0, 6)
boxes = st.lists(st.tuples(cells, cells, st.integers(1, 4), st.integers(1, 4)), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(boxes)
def test_overlaps_among_rectangles_are_those_of_arithmetic(drawn: list[tuple[int, int, int, int]]) -> None:
    expected = {}
    for first, (x, y, width, height) in enumerate(drawn):
        for second, (x2, y2, width2, height2) in enumerate(drawn[first + 1 :], first + 1):
            across = min(x + width, x2 + width2) - max(x, x2)
            up = min(y + height, y2 + height2) - max(y, y2)
            if across > 0 and up > 0:
                expected[(first, second)] = float(across * up)
    shapes = np.array([shapely.box(x, y, x + width, y + height) for x, y, width, height in drawn], dtype=object)
    found = overlapping_among(shapes)
    pairs = zip(found.first.tolist(), found.second.tolist(), strict=True)
    assert dict(zip(pairs, shapely.area(found.shared).tolist(), strict=True)) == expected


def test_of_many_bad_parcels_the_worst_are_named_and_the_rest_counted() -> None:
    ratios = [2.0] * 70 + [3.0 + number / 100 for number in range(1, 31)]
    found = checked("PQ-FAR-01", grid(10, 10, far_max=ratios, density_max=30.0, height_max=30.0))
    assert found.measured is not None
    assert found.measured.value == 30
    assert len(named(found, "exceeds")) == 20
    assert next(iter(named(found, "exceeds"))).startswith("A-099")
    assert named(found, "more") == {"–": 10.0}


def test_parcels_that_do_not_state_all_figures_are_counted_not_judged() -> None:
    found = checked("PQ-FAR-01", grid(3, 1, far_max=[9.0, 9.0, 1.0], density_max=[None, 30.0, 30.0], height_max=30.0))
    assert found.measured is not None
    assert found.measured.value == 1
    assert "1 features state no far_max" in " ".join(hint.text.en for hint in found.hints)


@pytest.mark.parametrize(
    ("far", "density", "height", "expected"),
    [
        (2.5, 25.0, 30.0, "clear"),
        (2.51, 25.0, 30.0, "conflict"),
        (0.7, 35.0, 6.0, "clear"),
        (1.0, 35.0, 8.0, "conflict"),
    ],
)
def test_the_ratio_that_can_be_built(far: float, density: float, height: float, expected: str) -> None:
    parcel = grid(1, 1, far_max=far, density_max=density, height_max=height)
    assert checked("PQ-FAR-01", parcel).state == expected
    assert (far <= density / 100 * height / 3 + 1e-12) == (expected == "clear")


def test_names_are_compared_with_those_of_their_codes() -> None:
    names = ["城镇住宅用地", " 城镇住宅 ", "农村宅基地", None]
    found = checked("PQ-COD-01", grid(4, 1, class_name=names))
    assert named(found, "name_differs") == {"A-002: 0701 农村宅基地": 1.0}
    assert found.place is not None
    assert shapely.geometry.shape(found.place).equals(box(200, 0, 100, 100))


def test_building_parcels_in_a_green_line_are_named_with_what_they_take() -> None:
    parcels = grid(4, 1, class_code=["0701", "1401", "0901", "0901"])
    found = checked("PQ-LIN-01", parcels, layer("green_line", [box(50, 0, 250, 20), box(50, 0, 250, 20)]))
    assert named(found, "parcel") == {"A-002": pytest.approx(2_000), "A-000": pytest.approx(1_000)}
    assert found.measured is not None
    assert found.measured.value == pytest.approx(3_000)


def test_declared_areas_are_compared_and_another_unit_is_guessed_aloud() -> None:
    parcels = grid(4, 1, area_registered_m2=[10_000.0, 10_020.0, 15.0, 9_000.0])
    found = checked("PQ-ARE-01", parcels)
    assert named(found, "zoning") == {"A-002": pytest.approx(-99.85), "A-003": pytest.approx(-10.0)}
    assert [hint.text.en for hint in found.hints if hint.code == "other_unit"] == ["1 of them seem to be stated in 亩."]
    assert named(found, "declared") == {"zoning": pytest.approx(29_035)}


def test_units_may_lie_in_their_area_but_not_on_one_another() -> None:
    shapes = [box(0, 0, 300, 100), box(0, 0, 160, 100), box(150, 0, 150, 100)]
    found = checked("PQ-OVL-01", layer("planning_area", shapes, kind=["area", "unit", "unit"], name=["片", "一", "二"]))
    assert named(found, "only_units") == {"一 × 二": pytest.approx(1_000)}
    assert found.measured is not None
    assert found.measured.value == pytest.approx(1_000)


def test_missing_layers_are_advice_and_named() -> None:
    found = checked("PQ-SPC-01", grid(1, 1), area(100, 100))
    assert found.state == "conflict"
    assert "zoning" in named(found, "loaded")
    assert {"heritage", "road", "eec_unit"} <= set(named(found, "missing"))
    subject = plan(grid(1, 1))
    whole = run(subject, [quality()], stage="plan", only=("PQ-SPC-01",), at="2026-06-01", version="test")
    assert (whole.summary()["conflict"], whole.summary()["advice"]) == (0, 1)


def test_the_order_of_parcels_changes_nothing() -> None:
    parcels = [box(0, 0, 100, 100), box(90, 0, 110, 100), box(205, 0, 101, 100)]
    numbers = ["甲", "乙", "丙"]
    answers = [
        checked(
            "PQ-BAL-01",
            area(300, 100),
            layer(
                "zoning",
                [parcels[at] for at in order],
                class_code=["0701"] * 3,
                parcel_no=[numbers[at] for at in order],
            ),
        )
        for order in ([0, 1, 2], [2, 0, 1])
    ]
    values = [one.measured.value for one in answers if one.measured is not None]
    assert values[0] == pytest.approx(values[1], rel=1e-12)


def test_the_examples_notice_every_changed_figure() -> None:
    assert unnoticed(quality()) == []
