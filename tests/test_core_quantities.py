"""Rounding once, and tables that close."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.quantities import M2_PER_MU, Quantity, area_in, closed, rounded, shown

PARTS = st.lists(st.floats(0, 1e7, allow_nan=False), max_size=30)


@settings(derandomize=True)
@given(values=PARTS, decimals=st.integers(0, 4))
def test_closed_parts_add_up_to_the_rounded_total(values: list[float], decimals: int) -> None:
    quantum = Decimal(1).scaleb(-decimals)
    total = sum(map(Decimal, values), Decimal(0))
    parts = closed(values, decimals)
    assert sum(parts, Decimal(0)) == (total / quantum).to_integral_value(rounding=ROUND_HALF_EVEN) * quantum
    for part, value in zip(parts, values, strict=True):
        assert abs(part - Decimal(value)) <= quantum
        assert part >= 0
        assert part == part.quantize(quantum)


@settings(derandomize=True)
@given(values=st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=12))
def test_negative_parts_close_too(values: list[float]) -> None:
    total = sum(map(Decimal, values), Decimal(0))
    assert abs(sum(closed(values, 2), Decimal(0)) - total) <= Decimal("0.005")


def test_the_largest_remainder_gets_the_last_digit_and_the_earlier_row_wins_a_tie() -> None:
    assert closed([1 / 3, 1 / 3, 1 / 3], 2) == [Decimal("0.34"), Decimal("0.33"), Decimal("0.33")]
    assert closed([0.5, 1.5, 1.0], 0) == [1, 1, 1]


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234567.891, 2, "1 234 567.89"),
        (0.5, 0, "0"),
        (1.5, 0, "2"),
        (2.675, 2, "2.67"),
        (-0.001, 2, "0.00"),
        (-1234.5, 1, "-1 234.5"),
        (53.5, 4, "53.5000"),
    ],
)
def test_numbers_are_rounded_once_on_their_exact_value(value: float, decimals: int, expected: str) -> None:
    assert rounded(value, decimals) == expected


@settings(derandomize=True)
@given(value=st.floats(-1e9, 1e9, allow_nan=False), decimals=st.integers(0, 5))
def test_rounding_is_never_off_by_more_than_half_a_digit(value: float, decimals: int) -> None:
    number = Decimal(rounded(value, decimals).replace(" ", ""))
    assert abs(number - Decimal(value)) <= Decimal(1).scaleb(-decimals) / 2


def test_a_mu_is_two_thousand_thirds() -> None:
    assert area_in(2000, "mu").value == pytest.approx(3)
    assert 15 * M2_PER_MU == 10_000
    assert shown(Quantity(53.38217, "km2"), "zh") == "53.3822 km²"
    assert shown(area_in(1e6, "mu"), "zh") == "1 500.00 亩"
    assert shown(Quantity(3, "count"), "en") == "3"
