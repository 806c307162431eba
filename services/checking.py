"""Checking a plan, and reviewing projects against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from checks.finding import CheckRun, Stage
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from core.version import VERSION
from layers.plan import Plan


def check(
    plan: Plan, *, packs: Sequence[str] | None = None, only: Sequence[str] = (), feedback: Feedback | None = None
) -> CheckRun:
    """The plan against the plan rules of its packs (or of ``packs``: ids or paths).

    ``only`` takes rule ids and prefixes. Raises ``AppError`` for an unknown pack or id.
    """
    return _run(plan, "plan", packs=packs, only=only, feedback=feedback)


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
    if footprints is not None:
        from layers.plan_file import rebind

        plan = rebind(plan, "project_footprints", footprints)
    if not plan.bound("project_footprints"):
        raise AppError(
            "review.no_footprints",
            Text("规划里没有项目范围图层。", "The plan has no project footprints."),
            Text("请给出项目范围文件。", "Name a file of project footprints."),
        )
    return _run(plan, "project", packs=packs, only=only, feedback=feedback)


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
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    return engine.run(plan, loaded, stage=stage, only=only, feedback=feedback, at=now, version=VERSION)
