"""The tables that stand in every run of their own accord: they are made when somebody looks at them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from checks.answer import NotTestable
from checks.finding import Finding, Stage
from checks.measuring import Snapshot
from checks.rule import RulePack
from checks.tables import boundary, by_place, indicator_sheet, projects
from checks.tables.table import Table


class Tables(Mapping[str, Any]):
    """Tables by id as ``findings.json`` carries them, made the first time one is asked for."""

    def __init__(self, make: Callable[[], Mapping[str, Any]]) -> None:
        self._make = make
        self._made: Mapping[str, Any] | None = None
        self._lock = threading.Lock()

    def _tables(self) -> Mapping[str, Any]:
        with self._lock:
            if self._made is None:
                self._made = self._make()
                self._make = dict  # what it was made from is not needed any more
            return self._made

    def __getitem__(self, name: str) -> Any:
        return self._tables()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables())

    def __len__(self) -> int:
        return len(self._tables())


def tables_of(
    snapshot: Snapshot, packs: Sequence[RulePack], findings: Sequence[Finding], *, stage: Stage, at: str
) -> dict[str, Any]:
    """All tables of a run by id; those that the plan has no data for are left out."""
    makers = _of_plan(snapshot, packs, findings, at) if stage == "plan" else _of_projects(snapshot, packs, findings, at)
    found = {}
    for name, make in makers.items():
        with suppress(NotTestable):
            made = make()
            if made.rows:
                found[name] = made.to_json()
    return found


Makers = dict[str, Callable[[], Table]]


def _of_plan(snapshot: Snapshot, packs: Sequence[RulePack], findings: Sequence[Finding], at: str) -> Makers:
    rules = [rule for pack in packs for rule in pack.rules]
    indicators = [one for pack in packs for one in pack.indicators]
    return {
        boundary.LIMIT_ID: lambda: boundary.limits(snapshot, rules),
        boundary.GROWTH_ID: lambda: boundary.growth(snapshot, rules),
        by_place.ID: lambda: by_place.measure(snapshot),
        indicator_sheet.ID: lambda: indicator_sheet.measure(snapshot, indicators, findings, at[:10]),
    }


def _of_projects(snapshot: Snapshot, packs: Sequence[RulePack], findings: Sequence[Finding], at: str) -> Makers:
    rules = [rule for pack in packs for rule in pack.rules]
    return {
        projects.LISTS_ID: lambda: projects.lists(findings),
        projects.BUDGET_ID: lambda: projects.budget(snapshot, rules),
        projects.ASSESSMENTS_ID: lambda: projects.assessments(snapshot),
        projects.REGISTER_ID: lambda: projects.register(snapshot, findings, at[:10]),
    }
