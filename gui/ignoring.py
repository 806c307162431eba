"""Leaving a finding as it is, with reason and name, and taking it up again: each one undoable step of the project."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from checks.finding import Finding
    from core.feedback import Feedback
    from gui.window import MainWindow
    from layers.project import Project
    from services.editing import Outcome


class Ignoring(QObject):
    """Connects the findings panel with the project of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._panel = window.findings
        self._again: str | None = None
        self._panel.ignoring_wanted.connect(self._begin)
        self._panel.ignored.connect(self._ignore)
        self._panel.heeded.connect(self._heed)
        self._session.opened.connect(self._start)
        self._session.checked.connect(self._select_again)

    def give_up(self) -> bool:
        """Esc: ask for no reason any more; whether one was asked for."""
        if not self._panel.card.form.active:
            return False
        self._panel.card.form.leave()
        self._panel.list.setFocus()
        return True

    def _start(self) -> None:
        """Another plan is open: whoever works on it decides, unless another name is given."""
        self._again = None
        name = self._panel.card.form.name
        name.clear()
        if self._session.desk.is_project:
            self._session.desk.look(
                self.tr("Reading the project"), lambda project, _feedback: project.file.author, name.setText
            )

    def _begin(self, finding: Finding | None) -> None:
        if finding is not None and self._window.projects.may_edit():
            self._panel.ask_why_ignored()

    def _ignore(self, finding: Finding | None, reason: str, by: str) -> None:
        if finding is None or not self._window.projects.may_edit():
            return
        at = datetime.now().astimezone().isoformat(timespec="seconds")

        def work(project: Project, _feedback: Feedback) -> Outcome:
            from services import ignoring

            return ignoring.ignore(project, finding, reason, by, at)

        self._panel.card.form.leave()
        self._panel.list.setFocus()
        self._step(self.tr("Ignoring the finding"), finding, work)

    def _heed(self, finding: Finding | None) -> None:
        if finding is None or not self._window.projects.may_edit():
            return

        def work(project: Project, _feedback: Feedback) -> Outcome:
            from services import ignoring

            return ignoring.heed(project, finding)

        self._step(self.tr("Taking the finding up again"), finding, work)

    def _step(self, title: str, finding: Finding, work: Callable[[Project, Feedback], Outcome]) -> None:
        """Carry it out; the check that follows gives new findings, of which the same one is taken in hand again."""
        key = finding.key

        def done(_outcome: Outcome) -> None:
            self._again = key

        self._session.desk.step(title, work, done=done)

    def _select_again(self) -> None:
        key, self._again = self._again, None
        runs = [run for run in (self._session.run, self._session.review) if run is not None]
        if key is not None and self._session.selected is None:
            found = next((one for run in runs for one in run.findings if one.key == key), None)
            if found is not None:
                self._session.select(found)
