"""Checking a plan, and reviewing projects against it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from checks.finding import CheckRun, Stage
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from core.version import VERSION
from layers.plan import Plan
from services.ignoring import marked

if TYPE_CHECKING:
    from checks.measuring import Snapshot
    from checks.recheck import Recheck
    from checks.rule import RulePack

T = TypeVar("T")
FOOTPRINTS = "project_footprints"


def check(
    plan: Plan, *, packs: Sequence[str] | None = None, only: Sequence[str] = (), feedback: Feedback | None = None
) -> CheckRun:
    """The plan against the plan rules of its packs (or of ``packs``: ids or paths).

    ``only`` takes rule ids and prefixes. Raises ``AppError`` for an unknown pack or id.
    """
    return _run(plan, "plan", packs=packs, only=only, feedback=feedback)


def with_footprints(plan: Plan, footprints: Path | str | None) -> Plan:
    """The plan with other footprints (``FILE`` or ``FILE:layer``), or with its own. ``AppError`` as reading them."""
    if footprints is None:
        return plan
    from layers.plan_file import rebind

    return rebind(plan, "project_footprints", footprints)


def review(
    plan: Plan,
    *,
    footprints: Path | str | None = None,
    packs: Sequence[str] | None = None,
    only: Sequence[str] = (),
    feedback: Feedback | None = None,
) -> CheckRun:
    """Project footprints against the negative lists of the plan's packs.

    ``footprints`` (``FILE`` or ``FILE:layer``) replaces the plan's own ``project_footprints`` and takes its fields,
    encoding and condition. Raises ``AppError`` when there are no footprints at all.
    """
    plan = with_footprints(plan, footprints)
    if not plan.bound("project_footprints"):
        raise AppError(
            "review.no_footprints",
            Text("规划里没有项目范围图层。", "The plan has no project footprints."),
            Text("请给出项目范围文件。", "Name a file of project footprints."),
        )
    return _run(plan, "project", packs=packs, only=only, feedback=feedback)


@dataclass(frozen=True, eq=False)
class Checked:
    """What is known of a plan: its run, the review of its projects (None without any), and which rules wait.

    The findings of rules that wait are those of an earlier state.
    """

    run: CheckRun
    review: CheckRun | None
    waiting: frozenset[str] = frozenset()


class Checker:
    """Checks a plan again and again while it is edited: after the first time only what an edit touched.

    The findings are those of ``check`` and ``review``. What was edited is known by ``layers.descent``; layers that were
    read anew are looked at as a whole. Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._packs: list[RulePack] = []
        self._kept: dict[Stage, Recheck] = {}

    def check(
        self,
        plan: Plan,
        *,
        feedback: Feedback | None = None,
        soon: bool = False,
        first: Collection[str] = (),
        within_s: float | None = None,
    ) -> Checked:
        """The plan's findings. ``soon``: only what is answered quickly; ``within_s``: what can be answered in so many
        seconds, the rules ``first`` in any case; ask again for the rest.

        Raises as ``check`` does; ``Cancelled`` when asked to stop, the next time goes on from there.
        """
        now = _now()
        stages: tuple[Stage, ...] = ("plan", "project") if plan.bound(FOOTPRINTS) else ("plan",)
        kept = self._for(plan, stages)
        runs = {
            stage: kept[stage].run(
                plan, feedback=feedback, at=now, version=VERSION, soon=soon, first=first, within_s=within_s
            )
            for stage in stages
        }
        runs = {stage: marked(run, plan) for stage, run in runs.items()}
        waiting = frozenset[str]().union(*(kept[stage].waiting() for stage in stages))
        return Checked(runs["plan"], runs.get("project"), waiting)

    @property
    def fresh(self) -> bool:
        """Whether nothing has been checked yet: then there is nothing to be answered quickly."""
        return all(one.fresh for one in self._kept.values())

    def twin(self) -> Checker:
        """Another checker that has the same findings, to try out what this one shall not hear of."""
        found = Checker()
        with self._lock:
            found._packs, kept = self._packs, dict(self._kept)
        found._kept = {stage: one.twin() for stage, one in kept.items()}
        return found

    def make_ready(self, role: str, within_s: float) -> None:
        """See ``Recheck.make_ready``: later checks after edits of that role are quick."""
        for one in self._kept.values():
            one.make_ready(role, within_s)

    def measured(self, plan: Plan, measure: Callable[[Snapshot], T]) -> T:
        """Something else that is measured of a plan, from what is kept of it. ``NotTestable`` as ``measure``."""
        return self._for(plan, ("plan",))["plan"].measured(plan, measure)

    def _for(self, plan: Plan, stages: Sequence[Stage]) -> dict[Stage, Recheck]:
        """What is kept of each stage; nothing any more when the packs are others."""
        from checks.pack import load_pack
        from checks.recheck import Recheck

        packs = [load_pack(reference, plan.folder) for reference in plan.rules]
        with self._lock:
            if [pack.records() for pack in packs] != [pack.records() for pack in self._packs]:
                self._packs, self._kept = packs, {}
            for stage in stages:
                if stage not in self._kept:
                    self._kept[stage] = Recheck(packs, stage=stage)
            return dict(self._kept)


def sealed(run: CheckRun, project: Path) -> CheckRun:
    """A run with the digests of all layers: those of layers edited in a window are found by reading their tables.

    For findings that leave the window. ``project`` must not have changed since the run.
    """
    from layers.store.loading import read_layer

    layers = tuple(
        layer if layer["sha256"] else {**layer, "sha256": read_layer(project, str(layer["name"])).sha256}
        for layer in run.run.layers
    )
    return replace(run, run=replace(run.run, layers=layers))


def _run(
    plan: Plan, stage: Stage, *, packs: Sequence[str] | None, only: Sequence[str], feedback: Feedback | None
) -> CheckRun:
    from checks import engine
    from checks.pack import load_pack

    # Packs named on the command line may lie anywhere; those a plan names stay in its folder.
    if packs is None:
        loaded = [load_pack(reference, plan.folder) for reference in plan.rules]
    else:
        loaded = [load_pack(reference) for reference in packs]
    run = engine.run(plan, loaded, stage=stage, only=only, feedback=feedback, at=_now(), version=VERSION)
    return marked(run, plan)


def _now() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
