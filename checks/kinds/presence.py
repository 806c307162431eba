"""Presence: every area of each level holds some of a thing (green at the level of New Area, area and unit)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from checks.answer import Answer, NotTestable, remark
from checks.deciding import decide_limit, deciding_for_pieces, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Geometries, Snapshot
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.quantities import Quantity


@dataclass(frozen=True, eq=False)
class Level:
    """The areas of one level: names, geometry, and the m² of the thing in each by the deciding definition."""

    name: str
    names: list[str]
    shapes: Geometries
    held: npt.NDArray[np.float64]


def measure(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> Level:
    """How much of the first set lies in each feature of ``chosen``, m²."""
    thing = snapshot.union(rule.sets[0], rule.years)
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    shapes = table.measurable[rows]
    planar, ellipsoidal = snapshot.area_arrays(shapely.intersection(shapes, thing))
    definition, _ = deciding_for_pieces(snapshot.definition)
    return Level(chosen.name, table.names(rows), shapes, planar if definition == "planar" else ellipsoidal)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """No area may be without. A level that the plan does not draw is said to be missing."""
    limit = Limit("<=", 0.0, "count")
    levels, hints = _levels(rule, snapshot)
    least = rule.parameters["least_m2"]
    without = [level.shapes[level.held < max(least, snapshot.tolerance.area_m2)] for level in levels]
    lacking = np.concatenate(without)
    parts = [Part(level.name, name, float(area), "m2") for level in levels for name, area in _pairs(level)]
    return Answer(
        decide_limit(float(len(lacking)), limit, 0.0),
        measured=Quantity(float(len(lacking)), "count"),
        limit=limit,
        margin=Quantity(margin_of(float(len(lacking)), limit), "count"),
        hints=hints,
        parts=tuple(parts),
        place=shapely.union_all(lacking) if len(lacking) else None,
    )


def _pairs(level: Level) -> list[tuple[str, float]]:
    return sorted(zip(level.names, level.held.tolist(), strict=True))


def _levels(rule: Rule, snapshot: Snapshot) -> tuple[list[Level], tuple[Remark, ...]]:
    levels, hints, lack = [], [], None
    for chosen in rule.sets[1:]:
        try:
            levels.append(measure(chosen, rule, snapshot))
        except NotTestable as missing:
            if missing.reason.code not in ("role_unbound", "no_features") or not snapshot.bound(rule.sets[0].role):
                raise
            lack = missing
            hints.append(
                remark(
                    "level_absent", "规划没有“{name}”一级的范围。", "The plan has no level “{name}”.", name=chosen.name
                )
            )
    if not levels and lack is not None:
        raise lack
    return levels, tuple(hints)


KIND = Kind(
    "presence",
    parameters=(Parameter("least_m2", "number", "m2", low=0, high=1e12, default=0.0),),
    sets=(2, 9),
    answer_plan=answer,
)
