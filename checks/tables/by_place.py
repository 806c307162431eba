"""Planned land by class: in all, by planning area and unit, and by phase."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from checks.answer import NotTestable
from checks.measuring import Snapshot
from checks.rule import Condition, FeatureSet
from checks.tables.classes import SMALLEST_M2, State, state_of, within
from checks.tables.table import Cell, Floats, Table, table

ID = "land_by_place"
COLUMNS = (("by", None), ("name", None), ("class", None), ("area", "m2"))
PLACES = {
    "area": FeatureSet("areas", "planning_area", (Condition("kind", "is", ("area", "片区")),)),
    "unit": FeatureSet("units", "planning_area", (Condition("kind", "is", ("unit", "单元")),)),
}
NOWHERE = "–"
"""Land in none of the places, land of no phase, land without a class."""


def measure(snapshot: Snapshot) -> Table:
    """Area in m² of each first-level class (two digits).

    Each division adds up to the whole where places do not overlap. Land that two parcels draw counts twice, as it does
    in their sum. Raises ``NotTestable`` without planned land.
    """
    state = state_of(snapshot, "zoning")
    classes = np.array([code[:2] or NOWHERE for code in state.code], dtype=object)
    rows = [*_counted("whole", "", classes, state.area)]
    for by, places in PLACES.items():
        rows += _in_places(by, places, snapshot, state, classes=classes)
    rows += _in_phases(snapshot, state, classes)
    return table(COLUMNS, rows)


def _counted(by: str, name: str, classes: np.ndarray, areas: Floats) -> Iterator[tuple[Cell, ...]]:
    for one in sorted(set(classes)):
        area = float(areas[classes == one].sum())
        if area > SMALLEST_M2:
            yield by, name, one, area


def _in_places(
    by: str, places: FeatureSet, snapshot: Snapshot, state: State, *, classes: np.ndarray
) -> Iterator[tuple[Cell, ...]]:
    try:
        rows = snapshot.rows(places, {})
    except NotTestable:
        return
    role = snapshot.table(places.role)
    left = state.area.copy()
    for name, row in sorted(zip(role.names(rows), rows.tolist(), strict=True)):
        inside = within(snapshot, state, role.measurable[row])
        left -= inside
        yield from _counted(by, name, classes, inside)
    yield from _counted(by, NOWHERE, classes, np.maximum(left, 0.0))


def _in_phases(snapshot: Snapshot, state: State, classes: np.ndarray) -> Iterator[tuple[Cell, ...]]:
    role = snapshot.table("zoning")
    if not role.has("phase"):
        return
    column = role.part(snapshot.rows(FeatureSet("zoning", "zoning", ()), {}))["phase"]
    phases = column.astype("string").fillna(NOWHERE).to_numpy(dtype=object)
    for phase in sorted(set(phases), key=lambda one: (one == NOWHERE, one)):
        mine = phases == phase
        yield from _counted("phase", phase, classes[mine], state.area[mine])
