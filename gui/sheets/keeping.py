"""Saving a sheet: as a record of the project, else as a file beside the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.errors import AppError

if TYPE_CHECKING:
    from gui.sheets.model import SheetModel
    from layers.plan import Plan


class Keeper(QObject):
    """Knows under which name the sheet is kept."""

    def __init__(self, model: SheetModel, name: str) -> None:
        super().__init__(model)
        self._model = model
        self.name = name
        plan = model.session.plan
        self._was_kept = plan is not None and name in plan.sheets

    def keep(self, name: str, done: Callable[[str], None], refused: Callable[[AppError], None]) -> None:
        """Save the present design under ``name``; ``done`` gets the name once it is on the disk."""
        session, model = self._model.session, self._model
        plan, shown = session.plan, model.past.present
        if plan is None:
            return
        design = replace(shown, name=name)

        def kept(_answer: object) -> None:
            self.name = name
            model.past.rest()
            model.take_saved(shown)
            done(name)

        title = self.tr("Saving the sheet")
        if not session.desk.is_project:

            def write(_feedback: object) -> object:
                from services import sheets

                return sheets.keep_beside(plan, design)

            session.jobs.submit(title, write, kept, refused=refused, kept=True)
            return
        why_not = session.desk.read_only()
        if why_not is not None:
            refused(AppError("project.read_only", why_not))
            return
        from services import sheets

        session.desk.step(
            title, lambda project, _feedback: sheets.keep_in_project(project, design), done=kept, refused=refused
        )

    def follow(self, plan: Plan | None) -> None:
        """The plan was changed, also by the undo of its history: is the sheet still kept as it is shown?"""
        if plan is None or not self._model.session.desk.is_project:
            return
        from maps.sheets.sheet_toml import design_as_toml

        text, model = plan.sheets.get(self.name), self._model
        if text is not None:
            same = text == design_as_toml(model.past.present)
            model.take_saved(model.past.present if same else None)
        elif self._was_kept:
            model.take_saved(None)
        self._was_kept = text is not None
