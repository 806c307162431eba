"""Two states of a plan side by side: an earlier version of a project, or another plan; how much of what changed."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.feedback import Feedback
from core.messages import Text

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer
    from layers.plan import AreaDefinition, Plan
    from layers.project import Project
    from services.editing import Present

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

COMPARED_ROLES = ("zoning", "landuse_current")
"""Roles whose classes are compared, the first that both sides have."""
MOST_TRANSITIONS = 40_000
"""Parcels (on both sides together) from which transitions are not worked out: it would take minutes."""
NO_CODE = "?"
"""The class of parcels without a code."""
ALIKE_M2 = 0.5
"""Transitions smaller than this are slivers of digitising; they are in the rest, so that the table closes."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class on both sides, in m²."""

    code: str
    label: Text
    before: float
    after: float

    @property
    def difference(self) -> float:
        """What was gained (negative: lost)."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Transition:
    """So many m² were of one class and are of another; "" stands for no land of the layer there."""

    before: str
    after: str
    area: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Areas by class of two states, measured alike (``definition``). The rows add up to the totals; of every class
    the transitions add up to its area. ``transitions`` is None where there are too many parcels.
    """

    role: str
    definition: AreaDefinition
    rows: tuple[ClassRow, ...]
    transitions: tuple[Transition, ...] | None = None

    @property
    def before(self) -> float:
        """Everything of the first state in m²."""
        return sum(row.before for row in self.rows)

    @property
    def after(self) -> float:
        """Everything of the second state in m²."""
        return sum(row.after for row in self.rows)


def copied(project: Project) -> Path:
    """A copy of a project as it stands, to be turned back without touching it. On the project's thread."""
    path = Path(tempfile.mkdtemp(prefix="lantu-version-")) / project.path.name
    project.save_copy(path)
    return path


def state_at(copy: Path, entry: int, feedback: Feedback | None = None) -> Present:
    """The project of a copy as it was when ``entry`` was the last step in force. The copy is turned back and removed.

    AppError ``project.…`` when the history does not lead there.
    """
    from layers.project import Project
    from services.editing import present

    try:
        with Project.open(copy, author="") as project:
            project.history.jump(entry)
            return present(project, feedback=feedback)
    finally:
        for path in sorted(copy.parent.iterdir()):
            path.unlink()
        copy.parent.rmdir()


def compared(
    before: Sequence[Layer], after: Sequence[Layer], plan: Plan, feedback: Feedback | None = None
) -> Comparison | None:
    """Areas by class of two states in the terms of ``plan``; None when no role is in both."""
    feedback = feedback or Feedback()
    crs = plan.measuring_crs
    role = next((role for role in COMPARED_ROLES if _of(before, role) and _of(after, role)), None)
    if role is None or crs is None:
        return None
    feedback.report(0.1, Text("正在量算", "Measuring"))
    # A register knows what was, not what is: both sides are measured.
    definition: AreaDefinition = "planar" if plan.area_definition == "planar" else "ellipsoidal"
    sides = [_side(_of(layers, role), crs, definition, feedback) for layers in (before, after)]
    totals = [side.totals() for side in sides]
    codes = sorted({*totals[0], *totals[1]})
    rows = tuple(ClassRow(code, _label(code), totals[0].get(code, 0.0), totals[1].get(code, 0.0)) for code in codes)
    few = sum(len(side.codes) for side in sides) <= MOST_TRANSITIONS
    transitions = _transitions(sides[0], sides[1], crs, definition, feedback) if few else None
    return Comparison(role, definition, rows, transitions)


@dataclass(frozen=True, eq=False)
class _Side:
    """The parcels of one state: codes, geometries in the measuring CRS, areas in m² (n each)."""

    codes: npt.NDArray[np.str_]
    geometries: Geometries
    areas: Floats

    def totals(self) -> dict[str, float]:
        """The area of every class."""
        found, numbers = np.unique(self.codes, return_inverse=True)
        sums = np.bincount(numbers.ravel(), weights=self.areas, minlength=len(found))
        return dict(zip(found.tolist(), sums.tolist(), strict=True))


def _of(layers: Sequence[Layer], role: str) -> list[Layer]:
    return [layer for layer in layers if layer.role == role and layer.crs is not None and layer.kind == "polygon"]


def _side(layers: Sequence[Layer], crs: pyproj.CRS, definition: AreaDefinition, feedback: Feedback) -> _Side:
    import shapely

    from layers.geometry.crs import transformed

    codes, shapes = [], []
    for layer in layers:
        feedback.check()
        assert layer.crs is not None
        words = layer.words("class_code")
        codes.append(np.where(words == "", NO_CODE, words))
        shapes.append(transformed(layer.frame.geometry.to_numpy(), layer.crs, crs))
    geometries = np.concatenate(shapes)
    geometries = np.where(shapely.is_missing(geometries), shapely.Polygon(), geometries)
    return _Side(np.concatenate(codes), geometries, _measured(geometries, crs, definition))


def _measured(geometries: Geometries, crs: pyproj.CRS, definition: AreaDefinition) -> Floats:
    from layers.geometry.area import ellipsoidal_area, planar_area

    return planar_area(geometries) if definition == "planar" else ellipsoidal_area(geometries, crs)


def _transitions(
    before: _Side, after: _Side, crs: pyproj.CRS, definition: AreaDefinition, feedback: Feedback
) -> tuple[Transition, ...]:
    """What became of every class. Parcels that are the same on both sides are not intersected."""
    import shapely

    feedback.report(0.4, Text("正在比较地块", "Comparing parcels"))
    shapes = [shapely.make_valid(side.geometries) for side in (before, after)]
    pairs = shapely.STRtree(shapes[1]).query(shapes[0], predicate="intersects")
    first, second = pairs[0], pairs[1]
    same = shapely.equals_identical(shapes[0][first], shapes[1][second])
    areas = np.where(same, before.areas[first], 0.0)
    # A parcel that has its twin on the other side meets its neighbours in lines only.
    twins = np.isin(first, first[same]) | np.isin(second, second[same])
    other = np.flatnonzero(~twins)
    for start in range(0, len(other), 5_000):
        feedback.check()
        some = other[start : start + 5_000]
        pieces = shapely.intersection(shapes[0][first[some]], shapes[1][second[some]])
        areas[some] = _measured(pieces, crs, definition)
    found = _summed(before.codes[first], after.codes[second], areas)
    return _closed(found, before.totals(), after.totals())


def _summed(before: npt.NDArray[np.str_], after: npt.NDArray[np.str_], areas: Floats) -> dict[tuple[str, str], float]:
    width = max(before.dtype.itemsize, after.dtype.itemsize, 4) // 4
    pairs = np.stack([before.astype(f"<U{width}"), after.astype(f"<U{width}")], axis=1)
    kinds, numbers = np.unique(pairs, axis=0, return_inverse=True)
    sums = np.bincount(numbers.ravel(), weights=areas, minlength=len(kinds))
    return {(one, two): area for (one, two), area in zip(kinds.tolist(), sums.tolist(), strict=True)}


def _closed(
    found: dict[tuple[str, str], float], before: dict[str, float], after: dict[str, float]
) -> tuple[Transition, ...]:
    """With what lies in one state only, so that every class adds up; largest changes first, what stayed last."""
    kept = {pair: area for pair, area in found.items() if area >= ALIKE_M2}
    for code, total in before.items():
        rest = total - sum(area for (one, _), area in kept.items() if one == code)
        if abs(rest) >= ALIKE_M2:
            kept[code, ""] = rest
    for code, total in after.items():
        rest = total - sum(area for (_, two), area in kept.items() if two == code)
        if abs(rest) >= ALIKE_M2:
            kept["", code] = rest
    listed = [Transition(one, two, area) for (one, two), area in kept.items()]
    return tuple(sorted(listed, key=lambda each: (each.before == each.after, -each.area)))


def _label(code: str) -> Text:
    from maps.symbology.landuse import nearest

    use = nearest(code)
    return use.label if use is not None else Text("未知", "Unknown")
