"""Checking again after an edit: what it touched is asked again, everything else keeps its findings.

The result is that of a whole run. A rule is asked again when a role that it read has changed; where its kind says how
far it looks, only about the footprints that were touched themselves or have touched features within that reach, before
or after.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, TypeVar

import numpy as np

from checks import engine
from checks.answer import NotTestable
from checks.engine import FOOTPRINTS, Named
from checks.finding import CheckRun, Finding, Remark, Stage
from checks.measuring import BESIDE_M, ENTERED, RoleTable, Snapshot
from checks.role_table import Floats, Renewal, Rows
from checks.rule import Rule, RulePack
from checks.subjects import STABLE_FIELDS
from checks.tables.of_run import Tables, tables_of
from core.feedback import Feedback
from layers.plan import Plan

Footprint = tuple[str, int]
"""A footprint by layer and fid."""
T = TypeVar("T")


@dataclass(eq=False)
class Held:
    """What is known of one rule: what it read, its findings by row (of a plan rule, or without footprints, one), and
    the footprints that it has to be asked about again. ``doubted``: what it read has changed, maybe as a whole.
    ``took_s``: how long the last answer took without the results that others use as well, which are ``used``."""

    rule: Rule
    lapsed: Remark | None = None
    read: frozenset[str] = frozenset()
    found: tuple[object, ...] = ()
    findings: list[Finding | None] = field(default_factory=list)
    shown: tuple[Finding, ...] = ()
    by_row: bool = False
    whole: bool = True
    doubted: bool = False
    due: set[Footprint] = field(default_factory=set)
    took_s: float = 0.0
    used: frozenset[Any] = frozenset()

    @property
    def waits(self) -> bool:
        """Whether it has to be asked."""
        return self.whole or self.doubted or bool(self.due)


class Recheck:
    """The findings of one stage, with all that they were made from. Safe to use from any thread."""

    def __init__(self, packs: Sequence[RulePack], *, stage: Stage, only: Sequence[str] = ()) -> None:
        self.packs = tuple(packs)
        self.stage = stage
        self._held = {rule.id: Held(rule) for rule in engine.rules_asked(packs, stage, only)}
        self._snapshot: Snapshot | None = None
        self._names: Named | None = None
        self._some: tuple[list[int], RoleTable] | None = None
        self._lock = threading.Lock()

    def run(
        self,
        plan: Plan,
        *,
        feedback: Feedback | None = None,
        at: str,
        version: str,
        soon: bool = False,
        first: Collection[str] = (),
        within_s: float | None = None,
    ) -> CheckRun:
        """The findings about ``plan``, equal to those of ``engine.run``.

        ``soon``: rules that have to be asked as a whole keep their former findings until the next run, and are named by
        ``waiting``; ``within_s``: so do those that would not be answered within so many seconds, going by their last
        answers. The rules ``first`` are asked before and however long they take. After ``Cancelled`` the next run goes
        on.
        """
        with self._lock:
            watch = feedback or Feedback()
            self._follow(plan, at[:10])
            assert self._snapshot is not None
            self._snapshot.feedback = watch
            begun = time.monotonic()
            waiting = sorted(
                (one for one in self._held.values() if one.waits),
                key=lambda one: (one.rule.id not in first, one.whole, self._expected_s(one)),
            )
            for number, held in enumerate(waiting):
                if held.rule.id not in first:
                    left = None if within_s is None else within_s - (time.monotonic() - begun)
                    if (soon and held.whole) or (left is not None and self._expected_s(held) > left):
                        continue
                watch.check()
                watch.report(number / len(waiting), held.rule.card.title)
                self._ask(held)
            watch.report(1.0)
            return self._result(plan, at=at, version=version)

    def waiting(self) -> frozenset[str]:
        """Ids of the rules whose findings are not those of the last plan."""
        return frozenset(name for name, held in self._held.items() if held.waits)

    @property
    def fresh(self) -> bool:
        """Whether nothing has been checked yet."""
        return self._snapshot is None

    def twin(self) -> Recheck:
        """Another one that has the same findings. What it needs of the plan it makes itself, when it needs it."""
        with self._lock:
            found = Recheck(self.packs, stage=self.stage)
            found._held = {
                name: replace(held, findings=[*held.findings], due=set(held.due)) for name, held in self._held.items()
            }
            found._names = self._names
            if self._snapshot is not None:
                found._snapshot = Snapshot(self._snapshot.plan)
                found._snapshot.costs = self._snapshot.costs.copied()
            return found

    def make_ready(self, role: str, within_s: float) -> None:
        """Have the next run ask the rules that read a role once more, so that what they need is at hand from then on.

        Local rules are asked about one footprint; of the others those whose last answer took no longer than
        ``within_s`` seconds.
        """
        with self._lock:
            if self._snapshot is None:
                return
            for held in self._held.values():
                if role not in held.read or held.whole:
                    continue
                if not _is_local(held, role):
                    held.whole = self._expected_s(held) <= within_s
                    continue
                table = self._snapshot.table(FOOTPRINTS)
                held.due |= _footprints(table, np.arange(min(len(table), 1)))
                held.took_s = 0.0  # that was of all footprints

    # Which rules are to be asked

    def _follow(self, plan: Plan, today: str) -> None:
        snapshot, self._snapshot = self._snapshot, None  # until all is taken over, nothing is known
        if snapshot is None or not _same_terms(snapshot, plan):
            snapshot = Snapshot(plan)
            self._names = None
            for held in self._held.values():
                held.whole, held.by_row, held.due = True, False, set()
        elif plan is not snapshot.plan:
            self._follow_edit(snapshot, plan)
        self._some = None
        for held in self._held.values():
            lapsed = engine.out_of_time(held.rule, today)
            held.whole, held.lapsed = held.whole or lapsed != held.lapsed, lapsed
        self._snapshot = snapshot

    def _follow_edit(self, snapshot: Snapshot, plan: Plan) -> None:
        entered = {ENTERED} if plan.entered != snapshot.plan.entered else set()
        changed = snapshot.follow(plan)
        renewal = changed.get(FOOTPRINTS)
        if renewal is not None:
            self._follow_rows(renewal)
        elif FOOTPRINTS in changed:
            self._names = None
            for held in self._held.values():
                held.by_row = False
        for held in self._held.values():
            if held.read & (changed.keys() | entered):
                self._mark(held, snapshot, changed)

    def _mark(self, held: Held, snapshot: Snapshot, changed: Mapping[str, Renewal | None]) -> None:
        """What of a rule is to be asked again after roles that it read have changed."""
        touched = [(role, changed[role]) for role in held.read & changed.keys()]
        kind = held.rule.kind
        if not touched or any(one is None or not _is_local(held, role) for role, one in touched):
            held.whole = True
            return
        table = snapshot.table(FOOTPRINTS)
        held.whole, held.doubted = held.whole or not len(table), True
        for role, renewal in touched:
            assert renewal is not None
            rows = renewal.rows
            if role != FOOTPRINTS:
                assert kind.reach is not None
                rows = _meeting(table.bounds, renewal.boxes, kind.reach(held.rule) + BESIDE_M)
            held.due |= _footprints(table, rows)

    def _follow_rows(self, renewal: Renewal) -> None:
        """Findings go with their footprints when rows come or go, or are called otherwise."""
        before = self._names
        if renewal.moved:
            for held in self._held.values():
                if held.by_row:
                    held.findings, held.shown = _moved(held.findings, renewal), ()
        table = renewal.table
        if before is None or _called(renewal.before, renewal.old_rows) == _called(table, renewal.rows):
            return
        if not len(table):
            self._names = None
            return
        self._names = now = engine.named_in(table)
        old_subjects = _moved(before.subjects, renewal) if renewal.moved else before.subjects
        old_keys = _moved(before.keys, renewal) if renewal.moved else before.keys
        for row in range(len(table)):
            if old_keys[row] != now.keys[row] or old_subjects[row] != now.subjects[row]:
                self._rename(row, now)

    def _rename(self, row: int, names: Named) -> None:
        for name, held in self._held.items():
            finding = held.findings[row] if held.by_row else None
            if finding is not None:
                key = f"{name}|{names.keys[row]}"
                held.findings[row] = replace(finding, subject=names.subjects[row], key=key)
                held.shown = ()

    # Asking

    def _ask(self, held: Held) -> None:
        snapshot = self._snapshot
        assert snapshot is not None
        begun, costs = time.monotonic(), snapshot.costs
        costs.begin()
        with snapshot.reading() as read:
            found = _foundation(held.rule, snapshot)
            if held.whole or found != held.found:
                self._ask_whole(held, snapshot)
            else:
                self._ask_some(held, snapshot)
        held.read = frozenset(read) | (held.read if not held.whole else frozenset())
        held.found, held.whole, held.doubted, held.due = found, False, False, set()
        held.shown = _ordered(held.findings)
        held.used, held.took_s = frozenset(costs.used), max(time.monotonic() - begun - costs.spent_s, 0.0)

    def _expected_s(self, held: Held) -> float:
        """How long asking a rule would take, going by the last time."""
        return held.took_s + (self._snapshot.missing_s(held.used) if self._snapshot is not None else 0.0)

    def _ask_whole(self, held: Held, snapshot: Snapshot) -> None:
        rule = held.rule
        lacking = engine.without_footprints(rule, snapshot) if rule.stage == "project" else None
        held.by_row = rule.stage == "project" and lacking is None
        if held.by_row:
            held.findings = engine.findings_by_row(rule, snapshot, held.lapsed, names=self._named(snapshot))
        elif lacking is not None:
            held.findings = [lacking]
        else:
            held.findings = [*engine.ask(rule, snapshot, held.lapsed)[0]]

    def _ask_some(self, held: Held, snapshot: Snapshot) -> None:
        rows = _rows_of(snapshot.table(FOOTPRINTS), held.due)
        if not rows:
            return
        names = self._named(snapshot)
        if self._some is None or self._some[0] != rows:
            self._some = (rows, snapshot.table(FOOTPRINTS).only(np.array(rows, dtype=np.int64)))
        found = engine.findings_by_row(held.rule, snapshot, held.lapsed, some=self._some, names=names)
        for row, finding in zip(rows, found, strict=True):
            held.findings[row] = finding

    def _named(self, snapshot: Snapshot) -> Named:
        if self._names is None:
            self._names = engine.named_in(snapshot.table(FOOTPRINTS))
        return self._names

    def _result(self, plan: Plan, *, at: str, version: str) -> CheckRun:
        for held in self._held.values():
            held.shown = held.shown or _ordered(held.findings)
        findings = tuple(chain.from_iterable(self._held[name].shown for name in sorted(self._held)))
        return CheckRun(
            run=engine.run_record(plan, self.packs, stage=self.stage, at=at, version=version),
            rules={name: held.rule.card for name, held in self._held.items()},
            findings=findings,
            not_applicable=sum(len(held.findings) - len(held.shown) for held in self._held.values()),
            tables=Tables(lambda: self._tables(plan, findings, at)),
        )

    def measured(self, plan: Plan, measure: Callable[[Snapshot], T]) -> T:
        """Something else that is measured of a plan, from what is kept unless the plan has been edited since."""
        with self._lock:
            kept = self._snapshot
            return measure(kept if kept is not None and kept.plan is plan else Snapshot(plan))

    def _tables(self, plan: Plan, findings: Sequence[Finding], at: str) -> dict[str, Any]:
        return self.measured(plan, lambda kept: tables_of(kept, self.packs, findings, stage=self.stage, at=at))


def _is_local(held: Held, role: str) -> bool:
    """Whether a change of a role is a matter of the footprints that it is near to alone."""
    kind = held.rule.kind
    return held.by_row and not kind.together and (role == FOOTPRINTS or kind.reach is not None)


def _same_terms(snapshot: Snapshot, plan: Plan) -> bool:
    """Whether a plan is measured as the last one was."""
    before = snapshot.plan
    return (
        snapshot.crs == plan.measuring_crs
        and (before.tolerance, before.area_definition) == (plan.tolerance, plan.area_definition)
        and (before.base_year, before.target_year) == (plan.base_year, plan.target_year)
    )


def _foundation(rule: Rule, snapshot: Snapshot) -> tuple[object, ...]:
    """What is true of a rule's sets as wholes: why one cannot be used, which layers are in it, how many repairs."""
    found: list[object] = []
    for chosen in rule.sets:
        try:
            rows = snapshot.rows(chosen, rule.years)
        except NotTestable as lack:
            found.append(lack.reason)
            continue
        table = snapshot.table(chosen.role)
        layers = (0,) if len(table.layers) == 1 else tuple(np.unique(table.layer_of_row[rows]).tolist())
        found.append((layers, snapshot.repaired(chosen, rule.years)))
    return tuple(found)


def _meeting(bounds: Floats, boxes: Floats, reach: float) -> Rows:
    """Rows whose box (bounds (4, n)) comes within ``reach`` metres of one of ``boxes`` (4, k)."""
    west, south, east, north = bounds
    found = np.zeros(bounds.shape[1], dtype=bool)
    for box in boxes.T:
        beside = (west <= box[2] + reach) & (east >= box[0] - reach)
        found |= beside & (south <= box[3] + reach) & (north >= box[1] - reach)
    return np.flatnonzero(found)


def _footprints(table: RoleTable, rows: Rows) -> set[Footprint]:
    names = [layer.name for layer in table.layers]
    return {(names[table.layer_of_row[row]], int(table.fid[row])) for row in rows.tolist()}


def _rows_of(table: RoleTable, footprints: Iterable[Footprint]) -> list[int]:
    """Rows of footprints, ascending; those that have gone since are left out."""
    numbers = {layer.name: number for number, layer in enumerate(table.layers)}
    by_layer: dict[int, list[int]] = {}
    for name, fid in footprints:
        by_layer.setdefault(numbers[name], []).append(fid)
    found = [np.flatnonzero((table.layer_of_row == one) & np.isin(table.fid, fids)) for one, fids in by_layer.items()]
    return np.sort(np.concatenate(found)).tolist() if found else []


def _called(table: RoleTable, rows: Rows) -> object:
    """What some footprints say that they are called."""
    frame = table.part(rows)
    shown = frame[[name for name in STABLE_FIELDS if name in frame.columns]].astype("string").fillna("\0")
    return table.fid[rows].tolist(), shown.to_numpy(dtype=object).tolist()


def _moved(values: Sequence[T | None], renewal: Renewal) -> list[T | None]:
    """Values by row in the new order; None for rows that are new."""
    found: list[T | None] = [None] * len(renewal.table)
    for old, new in zip(renewal.kept_old.tolist(), renewal.kept_new.tolist(), strict=True):
        found[new] = values[old]
    return found


def _ordered(findings: Iterable[Finding | None]) -> tuple[Finding, ...]:
    return tuple(sorted((one for one in findings if one is not None), key=engine.order))
