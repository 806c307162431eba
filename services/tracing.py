"""Which step of the history moved which number, and scenarios: branches of a plan side by side.

Everything works on throw-away copies (``services.comparing.copied``), which are turned back and walked forward step by
step; after each step only what it changed is read and measured again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from core.version import VERSION

if TYPE_CHECKING:
    from checks.rule import RulePack
    from checks.tables.table import Table
    from checks.tracing import Traced
    from layers.history import Entry
    from layers.plan import Plan
    from layers.project import Project


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the history: its number there, what was done, by whom and when."""

    entry: int
    label: Text
    author: str
    at: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps between two states and every indicator through them: ``contributions[i]`` is that of ``steps[i]``."""

    steps: tuple[Step, ...]
    indicators: tuple[Traced, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A state of a plan: a name, a throw-away copy of its project, and the last entry in force there."""

    name: str
    copy: Path
    entry: int


@dataclass(frozen=True, slots=True)
class Scenarios:
    """Branches side by side, each traced from the last step that all of them share (``common``; 0: the beginning)."""

    names: tuple[str, ...]
    common: int
    traces: tuple[Trace, ...]

    def table(self) -> Table:
        """Every indicator: its value where the branches part, and in each branch."""
        from checks.tables.table import table

        columns = [(key, None) for key in ("rule", "zh", "en", "unit", "common", *self.names)]
        rows = [
            (
                mine[0].rule,
                mine[0].title.zh,
                mine[0].title.en,
                _unit(mine),
                mine[0].values[0],
                *(one.values[-1] for one in mine),
            )
            for mine in zip(*(trace.indicators for trace in self.traces), strict=True)
        ]
        return table(columns, rows)


def _unit(indicators: Sequence[Traced]) -> str | None:
    return next((one.unit for one in indicators if one.unit is not None), None)


def entry_of(project: Project, version: str | None) -> int:
    """The last entry in force in a named version, or at present. AppError ``project.no_version``."""
    from services.editing import past

    if version is None:
        return past(project).position
    found = [one.entry for one in project.history.versions() if one.name == version]
    if not found:
        message = Text("没有名为“{name}”的版本。", "There is no version named “{name}”.").format(name=version)
        raise AppError("project.no_version", message)
    return found[0]


def trace(copy: Path, since: int, until: int, *, folder: Path, feedback: Feedback | None = None) -> Trace:
    """Every indicator from one entry of the history to a later one. The copy is walked through and removed.

    ``folder`` is that of the project itself, where its own rule packs lie. AppError ``project.…`` when the history does
    not lead there.
    """
    from checks.tracing import trace as traced
    from layers.project import Project

    try:
        with Project.open(copy, author="") as project:
            steps = _steps(project.history.entries(), since, until)
            plans = _walked(project, since, steps, feedback or Feedback())
            first = next(plans)
            packs = _packs(first, folder)
            now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
            indicators = traced(_all(first, plans), packs, at=now, version=VERSION)
            return Trace(tuple(Step(one.id, one.label, one.author, one.at) for one in steps), indicators)
    finally:
        for path in sorted(copy.parent.iterdir()):
            path.unlink()
        copy.parent.rmdir()


def scenarios(branches: Sequence[Branch], *, folder: Path, feedback: Feedback | None = None) -> Scenarios:
    """Branches of one plan: named versions of a project, or projects that began as copies of each other.

    Each branch has a copy of its own, which is removed.
    """
    watch = feedback or Feedback()
    common = shared_entry([_history(one) for one in branches])
    traces = []
    for number, one in enumerate(branches):
        watch.check()
        watch.report(number / len(branches), Text("正在量算 {name}", "Measuring {name}").format(name=one.name))
        traces.append(trace(one.copy, common, one.entry, folder=folder, feedback=watch))
    return Scenarios(tuple(one.name for one in branches), common, tuple(traces))


def shared_entry(histories: Sequence[Sequence[Entry]]) -> int:
    """The last entry that is the same in all histories, oldest first; 0 where they share nothing."""
    shared = 0
    for entries in zip(*histories, strict=False):
        if len({(one.id, one.at, one.author, one.label) for one in entries}) > 1:
            break
        shared = entries[0].id
    return shared


def _history(branch: Branch) -> list[Entry]:
    from layers.project import Project

    with Project.open(branch.copy, author="") as project:
        return [one for one in project.history.entries() if one.id <= branch.entry]


def _steps(entries: Sequence[Entry], since: int, until: int) -> list[Entry]:
    if until < since:
        message = Text("结束的一步早于开始的一步。", "The last step is before the first.")
        raise AppError("trace.backwards", message, Text("请交换两个版本。", "Change the two versions round."))
    return [one for one in entries if since < one.id <= until]


def _walked(project: Project, since: int, steps: Sequence[Entry], feedback: Feedback) -> Iterator[Plan]:
    """The plan at the beginning and after each step."""
    from services import editing

    project.history.jump(since)
    known = editing.present(project)
    yield known.plan
    for number, step in enumerate(steps):
        feedback.check()
        feedback.report(number / len(steps), step.label)
        if step.kind == "external":  # what another program did cannot be told row by row
            known = editing.present(project)
        else:
            outcome = editing.jump(project, step.id)
            known = editing.present(project, known, outcome)
        yield known.plan


def _all(first: Plan, rest: Iterator[Plan]) -> Iterator[Plan]:
    yield first
    yield from rest


def _packs(plan: Plan, folder: Path) -> list[RulePack]:
    from checks.pack import load_pack

    return [load_pack(reference, folder) for reference in plan.rules]
