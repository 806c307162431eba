"""Land-use transition (用地转移矩阵): how much land of each class becomes land of each other, by first-level class."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from checks.measuring import Snapshot
from checks.tables.classes import Change, change_between, planned_change, state_of
from checks.tables.table import Table, table

ID = "transition"
COLUMNS = (("from", None), ("to", None), ("area", "m2"))
TOTAL = "total"
"""Sums over all classes before, after, and both."""
NONE = "–"
"""Land that only one of the two states draws."""


def measure(snapshot: Snapshot) -> Table:
    """From present to planned land; what the plan does not draw stays as it is.

    Raises ``NotTestable`` where one of them is not there.
    """
    return _counted(planned_change(snapshot), unseen_stays=True)


def between(before: Snapshot, after: Snapshot, role: str = "zoning") -> Table:
    """From one version of a role to another, both in the same CRS; ``–`` is land that only one of them draws."""
    return _counted(change_between(after, state_of(before, role), state_of(after, role)), unseen_stays=False)


def _counted(change: Change, *, unseen_stays: bool) -> Table:
    before = np.array([code[:2] or NONE for code in change.before.code], dtype=object)
    after = np.array([code[:2] or NONE for code in change.after.code], dtype=object)
    areas: dict[tuple[str, str], float] = defaultdict(float)
    for start, end, area in zip(before[change.first], after[change.second], change.area.tolist(), strict=True):
        areas[start, end] += area
    for start, area in zip(before, change.kept.tolist(), strict=True):
        areas[start, start if unseen_stays else NONE] += area
    shared = np.bincount(change.second, weights=change.area, minlength=len(change.after))
    for end, area in zip(after, (change.after.area - shared).tolist(), strict=True):
        areas[NONE, end] += area if area > 1e-6 else 0.0
    rows = [(*key, area) for key, area in sorted(areas.items()) if area > 0.0]
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for start, end, area in rows:
        for key in ((start, TOTAL), (TOTAL, end), (TOTAL, TOTAL)):
            sums[key] += area
    return table(COLUMNS, [*rows, *((*key, area) for key, area in sorted(sums.items()))])
