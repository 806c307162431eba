"""Using other rule packs: a project keeps them as one step, a plan folder until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.errors import AppError
from gui.session import Session

if TYPE_CHECKING:
    from core.feedback import Feedback
    from layers.project import Project
    from services.editing import Outcome
    from services.rule_packs import RuleEdit

References = Callable[[], tuple[str, ...]]


class PackUse(QObject):
    """Finds out the packs in a worker, sees that they can be used, uses them; then everything is checked again.

    ``used`` carries the ``Outcome`` in a project; ``line`` the line for ``plan.toml``, which is not touched;
    ``refused`` an ``AppError``.
    """

    used = Signal(object)
    line = Signal(str)
    refused = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def refine(self, reference: str, edits: Mapping[str, RuleEdit], author: str) -> None:
        """Write what is changed into a new pack that refines the one of ``reference``, and use that instead."""
        plan = self._session.plan
        if plan is None:
            return

        def written() -> tuple[str, ...]:
            from services import rule_packs

            name = rule_packs.refine(plan.folder, reference, edits, author=author)
            return rule_packs.with_pack(plan.rules, name, instead_of=reference)

        self._use(written)

    def add(self, reference: str) -> None:
        """Use one more pack that Lantu brings."""
        plan = self._session.plan
        if plan is not None:
            self._use(lambda: (*plan.rules, *(() if reference in plan.rules else (reference,))))

    def add_file(self, path: Path) -> None:
        """Use a pack from a file; it is copied beside the plan."""
        plan = self._session.plan
        if plan is None:
            return

        def taken() -> tuple[str, ...]:
            from services import rule_packs

            return rule_packs.with_pack(plan.rules, rule_packs.take_beside(path, plan.folder))

        self._use(taken)

    def remove(self, reference: str) -> None:
        """Use a pack no longer."""
        plan = self._session.plan
        if plan is not None:
            self._use(lambda: tuple(name for name in plan.rules if name != reference))

    def _use(self, references: References) -> None:
        desk = self._session.desk
        if not desk.is_project:
            self._use_for_now(references)
            return
        reason = desk.read_only()
        if reason is not None:
            self.refused.emit(AppError("project.read_only", reason))
            return

        def step(project: Project, _feedback: Feedback) -> Outcome:
            from services import rule_packs

            return rule_packs.use(project, references())

        desk.step(self.tr("Changing the rules"), step, done=self.used.emit, refused=self.refused.emit)

    def _use_for_now(self, references: References) -> None:
        plan = self._session.plan

        def work(_feedback: Feedback) -> tuple[tuple[str, ...], str]:
            from services import rule_packs

            wanted = references()
            rule_packs.demand_usable(wanted, plan.folder)
            return wanted, rule_packs.plan_line(wanted)

        def done(answer: tuple[tuple[str, ...], str]) -> None:
            wanted, line = answer
            if self._session.plan is plan:
                self._session.plan = replace(plan, rules=wanted)
                self._session.check()
                self.line.emit(line)

        self._session.jobs.submit(self.tr("Changing the rules"), work, done, refused=self.refused.emit)
