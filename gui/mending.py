"""From a finding to what must change: suggestions in a job, on the map, applied as one step, checked afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.change_preview import ChangePaths, ChangePreview, change_paths
from gui.docks.finding_card import MENDABLE

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding
    from core.feedback import Feedback
    from gui.jobs import Job
    from gui.window import MainWindow
    from services.editing import Outcome
    from services.remedying import Suggestion, Suggestions


class Mending(QObject):
    """Connects the findings panel, the canvas and the project of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._panel = window.findings.remedies
        self.preview = ChangePreview(self)
        self.preview.changed.connect(window.canvas.update)
        window.canvas.overlays.append(self.preview.draw)
        self._job: Job | None = None
        self._paths: dict[int, ChangePaths] = {}
        self._about: Finding | None = None
        self._applied: Finding | None = None
        self._stage = ""
        window.findings.mend_wanted.connect(self.suggest)
        window.commands["mend"].triggered.connect(lambda _checked=False: self.suggest(self._session.selected))
        self._panel.tried.connect(self._try)
        self._panel.wanted.connect(self._apply)
        self._panel.left.connect(self.leave)
        self._panel.project_wanted.connect(window.projects.new_project)
        self._session.finding_selected.connect(self._follow)
        self._session.opened.connect(self.leave)
        self._session.changed.connect(lambda _outcome: self._changed())
        self._session.checking.connect(self._checking)
        self._session.checked.connect(self._tell_solved)

    def suggest(self, finding: Finding | None) -> None:
        """Work out what would make a finding's rule clear, and list it."""
        plan = self._session.plan
        if finding is None or plan is None or finding.state not in MENDABLE:
            self._window.status.set_tip(self.tr("Choose a finding that is in conflict or uncertain."))
            return
        self.leave()
        self._about = finding
        self._window.tabs.setCurrentWidget(self._window.findings)
        self._panel.wait(finding.rule)
        self._window.findings.show_remedies()

        def work(feedback: Feedback) -> tuple[Suggestions, list[ChangePaths]]:
            from services import remedying

            found = remedying.suggestions(plan, finding, feedback)
            return found, [change_paths(one.preview) for one in found.found]

        self._job = self._session.jobs.submit(
            self.tr("Looking for what must change"),
            work,
            lambda answer: self._take(finding, *answer),
            lost=lambda: self._lose(finding),
        )

    def leave(self) -> None:
        """Show the findings again, and nothing of a change on the map."""
        job, self._job, self._about = self._job, None, None
        if job is not None and job.running:
            self._session.jobs.cancel(job)
        self._paths = {}
        self.preview.show(None)
        self._window.findings.show_list()

    def _take(self, finding: Finding, found: Suggestions, paths: list[ChangePaths]) -> None:
        if finding is not self._about:
            return
        self._paths = {id(one): path for one, path in zip(found.found, paths, strict=True)}
        self._panel.show_suggestions(found, editable=self._session.desk.read_only() is None)

    def _lose(self, finding: Finding) -> None:
        if finding is self._about:
            self._panel.show_suggestions(None, editable=False)

    def _try(self, suggestion: Suggestion | None) -> None:
        """Show on the map what a suggestion would change; go there when it is not in view."""
        paths = self._paths.get(id(suggestion)) if suggestion is not None else None
        self.preview.show(paths)
        view, canvas = self._window.canvas.view, self._window.canvas
        bounds = paths.core if paths is not None else None
        if bounds is not None and view is not None and suggestion is self._panel.current():
            west, south, east, north = view.extent
            seen = west <= bounds[0] and south <= bounds[1] and bounds[2] <= east and bounds[3] <= north
            if not seen:
                canvas.fly_to(bounds)

    def _apply(self, suggestion: Suggestion) -> None:
        """One step of the project; the check that follows says whether it helped."""
        plan, finding = self._session.plan, self._about
        if plan is None or finding is None or not self._window.projects.may_edit():
            return
        run = self._session.run_of(finding)
        if run is None:
            return
        title = run.rules[finding.rule].title

        def work(project, _feedback: Feedback) -> Outcome:
            from services import remedying

            return remedying.carry_out(project, plan, suggestion.remedy, finding, title)

        def give_up() -> None:
            self._applied = None

        self._applied, self._stage = finding, "writing"
        self._session.desk.step(self.tr("Applying the suggestion"), work, lost=give_up)

    def _follow(self, finding: Finding | None) -> None:
        """Another finding was chosen: its suggestions are not those listed."""
        if self._about is not None and finding is not self._about:
            self.leave()

    def _changed(self) -> None:
        self.leave()
        self._stage = "changed" if self._stage == "writing" else ""

    def _checking(self) -> None:
        """Only a check that begins after the change knows of it."""
        self._stage = "checking" if self._stage == "changed" else self._stage

    def _tell_solved(self) -> None:
        """After the check that followed: the finding as it is now."""
        before, session = self._applied, self._session
        if before is None or self._stage != "checking" or session.busy_checking:
            return
        self._applied, self._stage = None, ""
        run, now = self._found(before)
        if now is None or run is None:
            said = self.tr("Solved: {rule} no longer concerns this. Undo takes the change back.")
            self._window.messages.tell(said.format(rule=before.rule), kind="clear")
            return
        session.select(now)
        name = f"{now.rule} {self._window.speaker.say(run.rules[now.rule].title)}"
        if now.state == "clear":
            said = self.tr("Solved: {rule} is clear now. Undo takes the change back.")
            self._window.messages.tell(said.format(rule=name), kind="clear")
        else:
            said = self.tr("{rule} is still not clear. Undo takes the change back.")
            self._window.messages.tell(said.format(rule=name), kind="conflict")

    def _found(self, before: Finding) -> tuple[CheckRun | None, Finding | None]:
        """The finding about the same thing in the runs as they are now."""
        for run in (self._session.run, self._session.review):
            for finding in run.findings if run is not None else ():
                if finding.rule == before.rule and finding.subject == before.subject:
                    return run, finding
        return None, None
