"""Land by class: what a state of the land consists of, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.measuring import Geometries, Snapshot, union_of
from checks.overlaps import overlapping_pairs
from checks.rule import Condition, FeatureSet, Year
from checks.selecting import matching
from checks.tables.table import Floats, land_areas

SPECIAL_USE = "特别用途区"
"""This zone lies in the boundary and does not count for its size (自然资发〔2023〕193号)."""
_COUNTED = Condition("zone", "is_not", (SPECIAL_USE,))
_YEARS: tuple[Year, ...] = ("base", "target")
BOUNDARIES = {
    year: FeatureSet("boundary", "development_boundary", (Condition("year", "of_year", (year,)), _COUNTED))
    for year in _YEARS
}
TOWN_WORDS = ("201", "202", "城市", "建制镇")
VILLAGE_WORDS = ("203", "村庄")
SMALLEST_M2 = 1e-6
"""Below this what two layers share is rounding of the coordinates."""
Words = npt.NDArray[np.object_]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class State:
    """The land of one role, feature by feature: class code (empty where none), settlement, shape, area in m²."""

    code: Words
    settlement: Words
    shapes: Geometries
    area: Floats

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Change:
    """What shares land in two states: rows of both, and the area in m² that they share."""

    before: State
    after: State
    first: Integers
    second: Integers
    area: Floats

    @property
    def kept(self) -> Floats:
        """Area in m² of each feature before that the later state does not draw."""
        rest = self.before.area - np.bincount(self.first, weights=self.area, minlength=len(self.before))
        return np.where(rest > SMALLEST_M2, rest, 0.0)


def state_of(snapshot: Snapshot, role: str) -> State:
    """The land of a role. Raises ``NotTestable`` as ``Snapshot.rows`` does."""
    found: State = snapshot.remembered(("state", role), lambda: _state(snapshot, role))
    return found


def _state(snapshot: Snapshot, role: str) -> State:
    rows = snapshot.rows(FeatureSet(role, role, ()), {})
    table = snapshot.table(role)
    frame = table.part(rows)

    def words(field: str) -> Words:
        if field not in frame.columns:
            return np.full(len(rows), "", dtype=object)
        return np.asarray(frame[field].astype("string").fillna("").to_numpy(dtype=object))

    shapes = table.measurable[rows]
    return State(words("class_code"), words("settlement"), shapes, land_areas(snapshot, shapes))


def change_between(snapshot: Snapshot, before: State, after: State) -> Change:
    """What each piece of land becomes in the later state."""
    pairs = overlapping_pairs(after.shapes, before.shapes, snapshot.feedback)
    area = land_areas(snapshot, pairs.shared)
    real = area > SMALLEST_M2
    return Change(before, after, pairs.second[real], pairs.first[real], area[real])


def planned_change(snapshot: Snapshot) -> Change:
    """From present to planned land. Raises ``NotTestable`` where one of them is not there."""

    def compute() -> Change:
        before, after = state_of(snapshot, "landuse_current"), state_of(snapshot, "zoning")
        return change_between(snapshot, before, after)

    found: Change = snapshot.remembered("planned_change", compute)
    return found


def within(snapshot: Snapshot, state: State, shape: shapely.Geometry) -> Floats:
    """Area in m² of each feature that lies within a shape."""
    found = np.zeros(len(state))
    if shape.is_empty or not len(state):
        return found
    pairs = overlapping_pairs(state.shapes, np.array([shape], dtype=object), snapshot.feedback)
    np.add.at(found, pairs.first, land_areas(snapshot, pairs.shared))
    return found


def boundary_rows(snapshot: Snapshot, year: Year, *, counted: bool = True) -> Integers:
    """Rows of the development boundary of a year, ``counted`` without special-use zones; none where it is unbound.

    Raises ``NotTestable`` where features state years and nobody says which one is meant: that is no area of 0.
    """
    if not snapshot.bound("development_boundary"):
        return np.empty(0, dtype=np.int64)
    table = snapshot.table("development_boundary")
    if table.has("year") and snapshot.years({})[year] is None:
        raise NotTestable(reasons.year_unknown(year))
    where = BOUNDARIES[year].where if counted else BOUNDARIES[year].where[:1]
    chosen = matching(table.frame, where, snapshot.years({}))
    return np.flatnonzero(chosen & table.usable & ~table.without_crs)


def boundary(snapshot: Snapshot, year: Year) -> shapely.Geometry:
    """The development boundary of a year as one shape; empty where the plan has none."""

    def joined() -> shapely.Geometry:
        rows = boundary_rows(snapshot, year)
        if not len(rows):
            return shapely.Polygon()
        return union_of(snapshot.table("development_boundary").measurable[rows])

    found: shapely.Geometry = snapshot.remembered(("boundary", year), joined)
    return found
