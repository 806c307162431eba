"""Indicators by year (指标表): what people entered with source and date, and what this run measured."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import CheckRun
from checks.measuring import Snapshot
from checks.tables.table import Cell, Table, table

ID = "indicators"
COLUMNS = (
    ("indicator", None), ("area", None), ("year", None), ("value", None), ("unit", None), ("kind", None),
    ("source", None), ("dated", None),
)  # fmt: skip


def measure(snapshot: Snapshot, run: CheckRun) -> Table:
    """Rows of ``kind`` ``entered`` and ``measured``; each value in the unit beside it, as entered or unrounded."""
    return table(COLUMNS, [*_entered(snapshot), *_measured(snapshot, run)])


def _entered(snapshot: Snapshot) -> Iterator[tuple[Cell, ...]]:
    for one in sorted(snapshot.entered.values, key=lambda each: (each.id, each.area or "", each.year or 0)):
        yield one.id, one.area, one.year, one.value, one.unit, "entered", one.source, one.dated


def _measured(snapshot: Snapshot, run: CheckRun) -> Iterator[tuple[Cell, ...]]:
    year = snapshot.plan.target_year
    for finding in run.findings:
        if finding.measured is not None and finding.subject.fid is None:
            measured = finding.measured
            yield finding.rule, None, year, measured.value, measured.unit, "measured", None, run.run.at[:10]
