"""Every table that a run has, in the order in which they are handed over."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from checks.finding import CheckRun
from checks.tables.gathering import BETWEEN, NOT_MEASURED
from checks.tables.table import Table, from_json
from core.messages import Language
from reports.tables import balance, lists, matrices
from reports.tables.generic import generic
from reports.tables.shown import Shown

AREA_UNIT = "ha"
"""What areas are shown in unless another unit is asked for."""


def shown_tables(
    run: CheckRun, language: Language, *, unit: str = AREA_UNIT, only: Collection[str] | None = None
) -> list[Shown]:
    """The tables of a run for people. ``unit`` is that of all areas; ``only`` narrows to some ids."""
    found = [table for table in _all(run, language, unit) if table is not None]
    return [table for table in found if only is None or table.id in only]


def lacking(run: CheckRun, language: Language) -> list[tuple[str, str]]:
    """Tables that were asked for and could not be measured, with the reason."""
    if NOT_MEASURED not in run.tables:
        return []
    return [(str(row["table"]), str(row[language])) for row in from_json(run.tables[NOT_MEASURED]).records()]


def _all(run: CheckRun, language: Language, unit: str) -> Iterator[Shown | None]:
    tables: dict[str, Table] = {name: from_json(entry) for name, entry in run.tables.items()}
    for name, make in _WITH_UNIT.items():
        if name in tables:
            yield make(tables[name], unit, language)
    if BETWEEN in tables:
        yield matrices.transition(tables[BETWEEN], unit, language, title=matrices.BETWEEN)
    if "indicators" in tables:
        yield matrices.indicators(tables["indicators"], run, language)
    yield matrices.circles(run, unit, language)
    if run.run.stage == "project":
        yield matrices.negative_list(run, language)
        yield matrices.rule_list(run, language)
    if "project_occupation" in tables:
        yield lists.project_occupation(tables["project_occupation"], unit, language)
    if "four_limits" in tables:
        yield lists.four_limits(tables["four_limits"], language)
    if "boundary_points" in tables:
        yield lists.boundary_points(tables["boundary_points"], language)
    for name, table in tables.items():
        if name not in _KNOWN and table.rows:
            yield generic(name, table, unit, language)
    if "parcels" in tables:
        yield lists.parcels(tables["parcels"], unit, language)


_KNOWN = {
    NOT_MEASURED, BETWEEN, "land_balance", "control_lines", "boundary_budget", "transition", "indicators",
    "project_occupation", "four_limits", "boundary_points", "parcels",
}  # fmt: skip
"""Those that have a form of their own."""
_WITH_UNIT = {
    "land_balance": balance.land_balance,
    "control_lines": balance.control_lines,
    "boundary_budget": balance.boundary_budget,
    "transition": matrices.transition,
}
