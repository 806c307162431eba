"""Which edit moved which number: the measured values of all plan rules, state after state of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.finding import CheckRun, Finding, State
from checks.recheck import Recheck
from checks.rule import RulePack
from core.feedback import Feedback
from core.messages import Text
from layers.plan import Plan


@dataclass(frozen=True, slots=True)
class Traced:
    """One indicator through all states: measured value (None where nothing could be measured) and verdict of each."""

    rule: str
    title: Text
    unit: str | None
    values: tuple[float | None, ...]
    states: tuple[State, ...]

    @property
    def before(self) -> float | None:
        """The first value that is known."""
        return next((value for value in self.values if value is not None), None)

    @property
    def after(self) -> float | None:
        """The last value that is known."""
        return next((value for value in reversed(self.values) if value is not None), None)

    @property
    def contributions(self) -> tuple[float, ...]:
        """What each step added; together ``after`` less ``before``.

        A step after which nothing can be measured adds nothing; the one that makes it measurable again adds the whole
        difference since.
        """
        found = []
        known = self.values[0] if self.values else None
        for value in self.values[1:]:
            found.append(value - known if value is not None and known is not None else 0.0)
            known = value if value is not None else known
        return tuple(found)

    @property
    def moved(self) -> bool:
        """Whether anything about it changed on the way."""
        return len(set(self.values)) > 1 or len(set(self.states)) > 1


def trace(
    plans: Iterable[Plan], packs: Sequence[RulePack], *, at: str, version: str, feedback: Feedback | None = None
) -> tuple[Traced, ...]:
    """Every plan rule's value in each of the states of a plan, in their order; only what changed is measured again."""
    kept = Recheck(packs, stage="plan")
    runs: list[CheckRun] = []
    for plan in plans:
        runs.append(kept.run(plan, feedback=feedback, at=at, version=version))
    if not runs:
        return ()
    by_rule = [{one.rule: one for one in run.findings} for run in runs]
    return tuple(_traced(rule, runs[0], [findings[rule] for findings in by_rule]) for rule in sorted(runs[0].rules))


def _traced(rule: str, run: CheckRun, findings: Sequence[Finding]) -> Traced:
    units = [one.measured.unit for one in findings if one.measured is not None]
    return Traced(
        rule,
        run.rules[rule].title,
        units[0] if units else None,
        tuple(None if one.measured is None else one.measured.value for one in findings),
        tuple(one.state for one in findings),
    )
