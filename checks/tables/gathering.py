"""The tables of a run: measured on the plan that was checked, kept in ``CheckRun.tables``.

Ids: ``land_balance``, ``transition``, ``control_lines``, ``boundary_budget``, ``indicators``, ``parcels``; of
footprints ``project_occupation``, ``boundary_points``, ``four_limits``; ``transition_between`` two versions of a plan;
and ``not_measured`` (table, zh, en), which names every table asked for that the plan has no data for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from checks.answer import NotTestable
from checks.finding import CheckRun
from checks.measuring import Snapshot
from checks.pack import with_years
from checks.tables import budget, control_lines, corners, indicators, land_balance, parcels, transition
from checks.tables.table import Table, table
from core.feedback import Feedback
from layers.plan import Plan

NOT_MEASURED = "not_measured"
BETWEEN = "transition_between"
_MEASURED: Mapping[str, Callable[[Snapshot], Table]] = {
    land_balance.ID: land_balance.measure,
    transition.ID: transition.measure,
    control_lines.ID: control_lines.measure,
    budget.ID: budget.measure,
    parcels.ID: parcels.measure,
    control_lines.PROJECTS_ID: control_lines.measure_projects,
    corners.POINTS_ID: corners.measure_points,
    corners.LIMITS_ID: corners.measure_limits,
}
PLAN_TABLES = (land_balance.ID, control_lines.ID, budget.ID, transition.ID, indicators.ID)
"""What an assessment of a plan shows."""
PROJECT_TABLES = (control_lines.PROJECTS_ID, corners.LIMITS_ID, corners.POINTS_ID)
"""What a review of projects shows."""
ALL_TABLES = (*PLAN_TABLES, parcels.ID, *PROJECT_TABLES)


def with_tables(
    run: CheckRun,
    plan: Plan | Snapshot,
    ids: Sequence[str],
    *,
    before: Plan | None = None,
    feedback: Feedback | None = None,
) -> CheckRun:
    """The run with these tables of the plan that it was made of; those that it has already are kept.

    ``before`` is an earlier version of the plan, for ``transition_between``.
    """
    snapshot = plan if isinstance(plan, Snapshot) else Snapshot(with_years(plan), feedback)
    found = dict(run.tables)
    lacking = []
    for name in (*ids, *((BETWEEN,) if before is not None else ())):
        snapshot.feedback.check()
        try:
            found[name] = _measured(name, run, snapshot, before).to_json()
        except NotTestable as lack:
            lacking.append((name, lack.reason.text.zh, lack.reason.text.en))
    if lacking:
        found[NOT_MEASURED] = table((("table", None), ("zh", None), ("en", None)), lacking).to_json()
    return replace(run, tables=found)


def _measured(name: str, run: CheckRun, snapshot: Snapshot, before: Plan | None) -> Table:
    if name == indicators.ID:
        return indicators.measure(snapshot, run)
    if name == BETWEEN:
        assert before is not None
        # Both are measured in one CRS: that of the plan that was checked.
        return transition.between(Snapshot(replace(with_years(before), crs=snapshot.crs)), snapshot)
    return _MEASURED[name](snapshot)
