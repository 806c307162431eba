"""Sight: whether a landmark's top is seen from its viewpoint over the buildings between them.

The line of sight runs straight from the eye to the top of the landmark's middle. Where ``base_m`` is not stated the
ground is taken as level with the rest, and the finding says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable, remark
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Floats, Geometries, RoleTable, Snapshot
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.quantities import Quantity

GROUND_LEVEL = remark(
    "ground_level",
    "部分要素没有地面高程，按与其余要素的平均地面等高计。",
    "Some features state no ground elevation (base_m); it is taken as the mean of the others.",
)


@dataclass(frozen=True, eq=False)
class Solid:
    """Features of a set with their ground and top elevations, m."""

    names: list[str]
    shapes: Geometries
    ground: Floats
    height: Floats


@dataclass(frozen=True, slots=True)
class View:
    """One line of sight: from and to whom, its clearance over the worst building in m, and where that stands."""

    name: str
    clearance_m: float
    place: BaseGeometry | None


def solids(chosen: FeatureSet, height_field: str, rule: Rule, snapshot: Snapshot) -> Solid:
    """A set's features with heights; a feature without one cannot be used."""
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    height = _numbers(table, rows, height_field)
    if np.isnan(height).all():
        raise NotTestable(reasons.field_missing(height_field, table.layers[0].name))
    return Solid(table.names(rows), table.measurable[rows], _numbers(table, rows, "base_m"), height)


def _numbers(table: RoleTable, rows: npt.NDArray[np.int64], field: str) -> Floats:
    if field not in table.frame.columns:
        return np.full(len(rows), np.nan)
    values = pd.to_numeric(table.frame[field].iloc[rows], errors="coerce")
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def clearance(eye: Floats, top: Floats, buildings: Solid) -> tuple[float, int]:
    """The least room in m between a line of sight and the roofs under it, and whose roof; inf over nothing.

    ``eye`` and ``top`` are (x, y, z). Over each building the line is compared at its lower end inside the outline.
    """
    ray = shapely.LineString([eye[:2], top[:2]])
    crossed = shapely.STRtree(buildings.shapes).query(ray, predicate="intersects")
    # The building that one stands in and the one looked at are not in the way.
    ends = shapely.points(np.array([eye[:2], top[:2]]))
    free = ~shapely.intersects(buildings.shapes[crossed][:, None], ends[None, :]).any(axis=1)
    crossed = crossed[free & np.isfinite(buildings.height[crossed])]
    if not len(crossed):
        return float("inf"), -1
    inside = shapely.intersection(ray, buildings.shapes[crossed])
    coordinates, owner = shapely.get_coordinates(inside, return_index=True)
    length = float(np.hypot(*(top[:2] - eye[:2])))
    share = np.hypot(*(coordinates - eye[:2]).T) / length
    line = eye[2] + share * (top[2] - eye[2])
    room = line - (buildings.ground + buildings.height)[crossed][owner]
    worst = int(np.argmin(room))
    return float(room[worst]), int(crossed[owner[worst]])


def measure(rule: Rule, snapshot: Snapshot) -> tuple[list[View], list[str], bool]:
    """Every view, names of viewpoints whose landmark is not there, and whether some ground had to be assumed."""
    viewpoints, marks, houses = rule.sets
    seen_from = solids(viewpoints, "eye_m", rule, snapshot)
    looked_at = solids(marks, "height_m", rule, snapshot)
    buildings = solids(houses, "height_m", rule, snapshot)
    level = np.concatenate([one.ground for one in (seen_from, looked_at, buildings)])
    assumed = bool(np.isnan(level).any())
    mean = float(np.nanmean(level)) if np.isfinite(level).any() else 0.0
    buildings = Solid(buildings.names, buildings.shapes, _level(buildings.ground, mean), buildings.height)
    table, rows = snapshot.table(viewpoints.role), snapshot.rows(viewpoints, rule.years)
    if table.absent("target")[rows].all():
        raise NotTestable(reasons.field_missing("target", table.layers[0].name))
    targets = table.frame["target"].iloc[rows].astype("string").fillna("").tolist()
    found, lost = [], []
    for number, target in enumerate(targets):
        if target not in looked_at.names:
            lost.append(seen_from.names[number])
            continue
        mark = looked_at.names.index(target)
        eye = _point(seen_from, number, mean)
        room, house = clearance(eye, _point(looked_at, mark, mean), buildings)
        place = buildings.shapes[house] if house >= 0 else None
        found.append(View(f"{seen_from.names[number]} → {target}", room, place))
    return found, lost, assumed


def _level(ground: Floats, mean: float) -> Floats:
    return np.where(np.isnan(ground), mean, ground)


def _point(solid: Solid, number: int, mean: float) -> Floats:
    middle = shapely.centroid(solid.shapes[number])
    ground = solid.ground[number]
    base = mean if np.isnan(ground) else ground
    return np.array([middle.x, middle.y, base + np.nan_to_num(solid.height[number])])


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Every landmark must be seen; measured is the least clearance of all views."""
    views, lost, assumed = measure(rule, snapshot)
    limit = Limit(">=", rule.parameters["clearance_m"], "m")
    hints = tuple(_hints(lost, assumed=assumed))
    if not views:
        return not_testable(reasons.no_features(rule.sets[1].role), limit=limit, hints=hints)
    worst = min(views, key=lambda view: (view.clearance_m, view.name))
    parts = tuple(Part("view", one.name, one.clearance_m, "m") for one in views if np.isfinite(one.clearance_m))
    if np.isinf(worst.clearance_m):
        return Answer("clear", limit=limit, hints=hints)
    hidden = [one.place for one in views if one.place is not None and one.clearance_m < limit.value]
    return Answer(
        decide_limit(worst.clearance_m, limit, snapshot.tolerance.xy_m),
        measured=Quantity(worst.clearance_m, "m"),
        limit=limit,
        margin=Quantity(margin_of(worst.clearance_m, limit), "m"),
        parts=parts,
        hints=hints,
        place=shapely.union_all(hidden) if hidden else None,
    )


def _hints(lost: list[str], *, assumed: bool) -> Iterator[Remark]:
    if assumed:
        yield GROUND_LEVEL
    if lost:
        yield remark(
            "landmark_absent",
            "以下景观点没有对应的地标，未检查：{names}。",
            "The landmark of these viewpoints is not in the plan; they are not checked: {names}.",
            names="、".join(sorted(lost)),
        )


KIND = Kind(
    "sight",
    parameters=(Parameter("clearance_m", "number", "m", low=0, high=1000, default=0.0),),
    sets=(3, 3),
    answer_plan=answer,
)
