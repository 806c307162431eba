"""Surface height: a project's top against the obstacle limitation surfaces of all runways, in both directions.

The controlling surface is the one that leaves least room. Measured is the top's height above the runway's elevation
where that surface is lowest over the footprint; the margin is the room left, negative for a penetration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable, remark
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Floats, Snapshot, Subjects
from checks.obstacle_surfaces import Airport, Surface, airport, surfaces
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity

GROUND_ASSUMED = remark(
    "ground_assumed",
    "项目没有地面高程（base_m），按跑道高程计。",
    "The project states no ground elevation (base_m); it is taken as the runway's.",
)


@dataclass(frozen=True, eq=False)
class RunwaySurfaces:
    """The surfaces of one runway and the elevation that they are counted from."""

    elevation_m: float
    surfaces: tuple[Surface, ...]


def runways(rule: Rule, snapshot: Snapshot, figures: Airport) -> list[RunwaySurfaces]:
    """Surfaces of every runway. Raises ``NotTestable`` where a runway states no elevation."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    field = rule.parameters["elevation_field"]
    if table.absent(field)[rows].any():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    elevations = table.frame[field].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isnan(elevations).any():
        raise NotTestable(reasons.value_missing(field))
    wanted = rule.parameters["surfaces"]
    found = []
    for shape, name, elevation in zip(table.geometry[rows], table.names(rows), elevations.tolist(), strict=True):
        mine = tuple(one for one in surfaces(shape, name, figures) if not wanted or one.name in wanted)
        found.append(RunwaySurfaces(elevation, mine))
    return found


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint; ``None`` where no surface reaches it."""
    figures = _figures(rule)
    ready = snapshot.remembered(
        ("runways", rule.sets[0], rule.parameters["figures"], rule.parameters["surfaces"]),
        lambda: runways(rule, snapshot, figures),
    )
    heights = subjects.values(rule.parameters["field"]).to_numpy(dtype=np.float64, na_value=np.nan)
    bases = _bases(rule, subjects)
    edition = Remark("figures", figures.edition)
    return [
        _one(rule, shape, float(height), float(base), runways=ready, edition=edition, xy_m=snapshot.tolerance.xy_m)
        for shape, height, base in zip(subjects.geometry, heights, bases, strict=True)
    ]


def _figures(rule: Rule) -> Airport:
    try:
        return airport(rule.parameters["figures"])
    except KeyError:
        raise NotTestable(
            remark(
                "no_figures",
                "没有名为 {name} 的净空参数文件。",
                "There is no file of surface figures called {name}.",
                name=rule.parameters["figures"],
            )
        ) from None


def _bases(rule: Rule, subjects: Subjects) -> Floats:
    field = rule.parameters["base_field"]
    if field not in subjects.table.frame.columns:
        return np.full(len(subjects), np.nan)
    numbers = pd.to_numeric(subjects.values(field), errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _one(
    rule: Rule,
    shape: object,
    height: float,
    base: float,
    *,
    runways: list[RunwaySurfaces],
    edition: Remark,
    xy_m: float,
) -> Answer | None:
    found = []
    for runway in runways:
        ground = runway.elevation_m if np.isnan(base) else base
        for surface in runway.surfaces:
            lowest = surface.lowest_over(shape)
            if lowest is not None:
                found.append((runway.elevation_m + lowest - ground, surface, lowest, ground - runway.elevation_m))
    if not found:
        return None
    _, surface, lowest, above = min(found, key=lambda one: (one[0], one[1].name, one[1].end))
    limit = Limit("<=", lowest, "m")
    part = Part("surface", f"{surface.name} · {surface.end}", lowest, "m")
    hints = (edition, *((GROUND_ASSUMED,) if np.isnan(base) else ()))
    if np.isnan(height):
        return not_testable(reasons.value_missing(rule.parameters["field"]), limit=limit, parts=(part,), hints=hints)
    top = above + height
    return Answer(
        decide_limit(top, limit, xy_m),
        measured=Quantity(top, "m"),
        limit=limit,
        margin=Quantity(margin_of(top, limit), "m"),
        parts=(part, Part("height", "allowed", lowest - above, "m")),
        hints=hints,
        place=shapely.intersection(surface.domain, shape),
    )


KIND = Kind(
    "surface_height",
    parameters=(
        Parameter("field", "text"),
        Parameter("base_field", "text", default="base_m"),
        Parameter("elevation_field", "text", default="elevation_m"),
        Parameter("figures", "text"),
        Parameter("surfaces", "texts", default=()),
    ),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
)
