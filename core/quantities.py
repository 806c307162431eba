"""Quantities with their unit, and the one place where numbers are rounded for people.

Numbers in ``findings.json`` are unrounded; everything shown goes through ``shown``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from core.messages import Language, Text

M2_PER_MU = 2000.0 / 3.0
"""1 亩 = 2000/3 m² exactly (1 ha = 15 亩); never 666.67."""
M2_PER_HA = 10_000.0
M2_PER_KM2 = 1_000_000.0

AREA_UNITS = {"m2": 1.0, "mu": M2_PER_MU, "ha": M2_PER_HA, "km2": M2_PER_KM2}
"""Square metres in one unit."""

_EXACT = Context(prec=400)
"""Every digit of the largest double, and of the decimals behind it."""
_SYMBOLS = {
    "m2": Text("m²", "m²"),
    "mu": Text("亩", "mu"),
    "ha": Text("ha", "ha"),
    "km2": Text("km²", "km²"),
    "m": Text("m", "m"),
    "km": Text("km", "km"),
    "%": Text("%", "%"),
    "wan_per_mu": Text("万元/亩", "10k yuan/mu"),
    "count": Text("个", ""),
    "t_per_h": Text("t/h", "t/h"),
    "ratio": Text("", ""),
    "tce": Text("吨标准煤", "tce"),
    "m3_per_day": Text("m³/d", "m³/d"),
    "MW": Text("MW", "MW"),
    "degree": Text("°", "°"),
}
_DECIMALS = {
    "m2": 2,
    "mu": 2,
    "ha": 4,
    "km2": 4,
    "m": 2,
    "km": 3,
    "%": 2,
    "wan_per_mu": 1,
    "count": 0,
    "t_per_h": 1,
    "tce": 0,
    "m3_per_day": 0,
    "MW": 1,
    "degree": 2,
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; ``unit`` is one of the keys used in ``findings.json``."""

    value: float
    unit: str


def area_in(area_m2: float, unit: str) -> Quantity:
    """Express an area given in m² in ``unit`` (``m2``, ``mu``, ``ha``, ``km2``)."""
    return Quantity(area_m2 / AREA_UNITS[unit], unit)


def unit_symbol(unit: str, language: Language) -> str:
    """How a unit is written."""
    return _SYMBOLS[unit].to(language) if unit in _SYMBOLS else unit


def rounded(value: float, decimals: int) -> str:
    """Decimal text of ``value``, rounded once (half to even on the exact binary value), thousands apart by a space."""
    quantum = Decimal(1).scaleb(-decimals)
    number = Decimal(value).quantize(quantum, rounding=ROUND_HALF_EVEN, context=_EXACT)
    return spaced(number)


def spaced(number: Decimal) -> str:
    """A rounded number as text: every decimal that it has, thousands apart by a space, no sign before zero."""
    # Without "f" a zero of seven decimals would be written 0E-7.
    return f"{abs(number) if number == 0 else number:,f}".replace(",", " ")


def decimals_of(unit: str) -> int:
    """How many decimals a unit is usually shown with."""
    return _DECIMALS.get(unit, 3)


def shown(quantity: Quantity, language: Language, decimals: int | None = None) -> str:
    """A quantity as people read it: rounded, with its unit."""
    digits = decimals_of(quantity.unit) if decimals is None else decimals
    symbol = unit_symbol(quantity.unit, language)
    number = rounded(quantity.value, digits)
    return f"{number} {symbol}".rstrip()


def closed(values: Sequence[float], decimals: int, total: Decimal | None = None) -> list[Decimal]:
    """Round so that the parts add up to the rounded total (largest remainder, ties to the earlier row).

    Tables close this way: Σ parts = round(Σ values) exactly, and no part is off by more than one last digit.
    ``total`` is what they add up to instead, where it was itself closed as part of a larger whole.
    """
    quantum = Decimal(1).scaleb(-decimals)
    exact = [Decimal(value) / quantum for value in values]
    floors = [value.to_integral_value(rounding="ROUND_FLOOR") for value in exact]
    whole = sum(exact, Decimal(0)) if total is None else total / quantum
    missing = int(whole.to_integral_value(rounding=ROUND_HALF_EVEN) - sum(floors, Decimal(0)))
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    step = 1 if missing > 0 else -1
    for number in range(abs(missing) if exact else 0):
        index = by_remainder[number % len(exact)] if step > 0 else by_remainder[-1 - number % len(exact)]
        floors[index] += step
    return [value * quantum for value in floors]
