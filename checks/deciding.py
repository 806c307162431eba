"""Deciding: from a measured number to a state. The only place where tolerances are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from checks.answer import Answer, not_testable, remark
from checks.finding import Limit, Remark, State
from checks.measuring import Area
from core.quantities import Quantity

ROUNDING_M2 = 1e-6
"""Overlaps below this are rounding of the coordinates and count as 0."""

REGISTERED_MISSING = remark(
    "registered_missing",
    "本规划以登记面积为准，但有要素没有登记面积（area_registered_m2）。",
    "This plan goes by registered areas, and some features have none (area_registered_m2).",
)
REGISTERED_NOT_FOR_PIECES = remark(
    "registered_not_for_pieces",
    "登记面积不适用于要素的一部分，此处以椭球面积判定。",
    "No register knows the area of a piece of a feature; here the ellipsoidal area decides.",
)


def margin_of(value: float, limit: Limit) -> float:
    """How far ``value`` is inside the limit, in the limit's unit; negative outside."""
    if limit.op in ("<=", "<"):
        return limit.value - value
    if limit.op in (">=", ">"):
        return value - limit.value
    return (limit.within or 0.0) - abs(value - limit.value)


def decide_limit(value: float, limit: Limit, tolerance: float) -> State:
    """Inside the tolerance uncertain, else clear or conflict. ``tolerance`` is in the limit's unit; 0 is exact."""
    margin = margin_of(value, limit)
    if tolerance > 0 and abs(margin) <= tolerance:
        return "uncertain"
    if margin > 0 or (margin == 0 and limit.op in ("<=", ">=", "==")):
        return "clear"
    return "conflict"


def decide_overlap(area_m2: float, tolerance_m2: float) -> State:
    """Nothing is clear, something below the tolerance uncertain, the rest a conflict."""
    if area_m2 <= 0:
        return "clear"
    return "uncertain" if area_m2 < tolerance_m2 else "conflict"


def answer_by_area(
    values: Area, limit: Limit, *, definition: str, decide: Callable[[float], State], **rest: Any
) -> Answer:
    """Decide by the plan's area definition, show the others, and say whether one of them would flip the verdict.

    ``values`` are in the unit of ``limit`` (they may be shares or ratios made of areas).
    """
    by_definition = values.by_definition()
    value = by_definition[definition]
    if value is None:
        return not_testable(REGISTERED_MISSING, limit=limit, alternatives=by_definition, **rest)
    state = decide(value)
    others = {decide(other) for other in by_definition.values() if other is not None}
    return Answer(
        state,
        measured=Quantity(value, limit.unit),
        limit=limit,
        margin=Quantity(margin_of(value, limit), limit.unit),
        alternatives=by_definition,
        flips=others != {state},
        **rest,
    )


def deciding_for_pieces(definition: str) -> tuple[str, tuple[Remark, ...]]:
    """The definition that decides about pieces of features, and the hint when it is not the plan's own."""
    if definition == "registered":
        return "ellipsoidal", (REGISTERED_NOT_FOR_PIECES,)
    return definition, ()


def answer_by_overlap(area_m2: Area, *, definition: str, tolerance_m2: float, **rest: Any) -> Answer:
    """An area that ought to be nothing."""
    deciding, hints = deciding_for_pieces(definition)
    clean = area_m2.without_rounding(ROUNDING_M2)
    answer_hints = (*rest.pop("hints", ()), *(hints if clean.planar else ()))
    return answer_by_area(
        clean,
        Limit("<=", 0.0, "m2"),
        definition=deciding,
        decide=lambda value: decide_overlap(value, tolerance_m2),
        hints=answer_hints,
        **rest,
    )


def shares(numerator: Area, whole: Area) -> Area:
    """Percentages of two areas, each by its own definition."""
    return Area(
        100.0 * numerator.planar / whole.planar,
        100.0 * numerator.ellipsoidal / whole.ellipsoidal,
        None,
    )
