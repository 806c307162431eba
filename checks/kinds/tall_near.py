"""Tall near: a structure that is high enough, near enough to a point or to an axis, is to be looked at (净空筛查).

Near is a radius about points (first set), or a rectangle about axes (second set): so far to each side of the
centreline and so far beyond its ends. Tall is a height above the ground and, if asked, above the point's elevation:
only what exceeds both is hit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable, remark
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Floats, Snapshot, Subjects
from checks.obstacle_surfaces import centreline
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity

GROUND_ASSUMED = remark(
    "ground_assumed",
    "项目没有地面高程（base_m），按基准点高程计。",
    "The project states no ground elevation (base_m); it is taken as the reference point's.",
)


@dataclass(frozen=True, eq=False)
class Reach:
    """Land within ``metres`` of ``shape``, about something with a name and an elevation (NaN: none stated)."""

    name: str
    shape: BaseGeometry
    metres: float
    elevation: float


def reaches(rule: Rule, snapshot: Snapshot) -> tuple[list[Reach], Remark | None]:
    """What is near each point and axis, and why one of the sets is lacking."""
    found, lack = [], None
    for number, chosen in enumerate(rule.sets):
        try:
            rows = snapshot.rows(chosen, rule.years)
        except NotTestable as missing:
            lack = lack or missing.reason
            continue
        table = snapshot.table(chosen.role)
        elevations = np.full(len(rows), np.nan)
        if rule.parameters["elevation_field"] in table.frame.columns:
            column = table.frame[rule.parameters["elevation_field"]].iloc[rows]
            elevations = column.to_numpy(dtype=np.float64, na_value=np.nan)
        for shape, name, elevation in zip(table.geometry[rows], table.names(rows), elevations.tolist(), strict=True):
            if number == 0:
                found.append(Reach(name, shape, rule.parameters["radius_m"], elevation))
            else:
                found.append(Reach(name, _rectangle(rule, shape), 0.0, elevation))
    if not found and lack is not None:
        raise NotTestable(lack)
    return found, lack


def _rectangle(rule: Rule, shape: BaseGeometry) -> BaseGeometry:
    """The land ``side_m`` to each side of a centreline and ``end_m`` beyond its ends."""
    ends = centreline(shape)
    along = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
    across = np.array([-along[1], along[0]]) * (rule.parameters["side_m"] or 0.0)
    beyond = along * (rule.parameters["end_m"] or 0.0)
    first, last = ends[0] - beyond, ends[1] + beyond
    return shapely.Polygon([first + across, last + across, last - across, first - across])


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint; ``None`` out of reach of everything, as long as everything is in the plan."""
    around, lack = reaches(rule, snapshot)
    heights, bases = (_numbers(rule, subjects, key) for key in ("field", "base_field"))
    which, footprint = shapely.STRtree(subjects.geometry).query(
        [one.shape for one in around], predicate="dwithin", distance=[one.metres for one in around]
    )
    near: list[list[Reach]] = [[] for _ in range(len(subjects))]
    for one, number in zip(which.tolist(), footprint.tolist(), strict=True):
        near[number].append(around[one])
    return [
        _one(rule, float(height), float(base), mine) if mine else _away(rule, float(height), lack)
        for height, base, mine in zip(heights, bases, near, strict=True)
    ]


def _away(rule: Rule, height: float, lack: Remark | None) -> Answer | None:
    """Out of reach of what the plan draws; what it does not draw may be near, unless the project is low anyway."""
    if lack is None:
        return None
    low = _stated(height, Limit(rule.parameters["op"], rule.parameters["above_ground_m"], "m"), ())
    return low if low.state == "clear" else not_testable(lack)


def _numbers(rule: Rule, subjects: Subjects, key: str) -> Floats:
    field = rule.parameters[key]
    if field not in subjects.table.frame.columns:
        return np.full(len(subjects), np.nan)
    numbers = pd.to_numeric(subjects.values(field), errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _one(rule: Rule, height: float, base: float, near: list[Reach]) -> Answer:
    op, unit = rule.parameters["op"], "m"
    ground = Limit(op, rule.parameters["above_ground_m"], unit)
    parts = tuple(Part("within", one.name, 1.0, "count") for one in near)
    if np.isnan(height):
        return not_testable(reasons.value_missing(rule.parameters["field"]), limit=ground, parts=parts)
    answers = [_stated(height, ground, parts)]
    if rule.parameters["above_reference_m"] is not None:
        answers += _by_reference(rule, height, base, near=near, parts=parts)
    # Both heights must be exceeded: the one kept best decides.
    return max(answers, key=lambda one: (one.state == "clear", one.margin.value if one.margin else 0.0))


def _by_reference(
    rule: Rule, height: float, base: float, *, near: list[Reach], parts: tuple[Part, ...]
) -> Iterator[Answer]:
    limit = Limit(rule.parameters["op"], rule.parameters["above_reference_m"], "m")
    known = [one.elevation for one in near if not np.isnan(one.elevation)]
    if not known:
        yield not_testable(reasons.value_missing(rule.parameters["elevation_field"]), limit=limit, parts=parts)
        return
    above = 0.0 if np.isnan(base) else base - min(known)
    yield _stated(above + height, limit, parts, (GROUND_ASSUMED,) if np.isnan(base) else ())


def _stated(value: float, limit: Limit, parts: tuple[Part, ...], hints: tuple[Remark, ...] = ()) -> Answer:
    """Stated heights have no tolerance."""
    return Answer(
        decide_limit(value, limit, 0.0),
        measured=Quantity(value, limit.unit),
        limit=limit,
        margin=Quantity(margin_of(value, limit), limit.unit),
        parts=parts,
        hints=hints,
    )


KIND = Kind(
    "tall_near",
    parameters=(
        Parameter("field", "text"),
        Parameter("op", "operator"),
        Parameter("above_ground_m", "number", "m", low=0, high=10_000),
        Parameter("above_reference_m", "number", "m", low=0, high=10_000, default=None),
        Parameter("radius_m", "number", "m", low=1, high=1_000_000),
        Parameter("side_m", "number", "m", low=0, high=1_000_000, default=None),
        Parameter("end_m", "number", "m", low=0, high=1_000_000, default=None),
        Parameter("base_field", "text", default="base_m"),
        Parameter("elevation_field", "text", default="elevation_m"),
    ),
    sets=(1, 2),
    answer_projects=answer,
    fields=("field",),
)
