"""The project of the window: its thread, what is on it now, and the steps that change it.

The window's thread never waits for the project. A step runs on the project's own thread, which also reads what the
step changed; the answer comes back by signal. Steps asked for are finished even when the window closes meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from gui.jobs import Job, Jobs
from gui.map_building import arranged, rearranged
from gui.map_layers import MapLayer, MapLayers

if TYPE_CHECKING:
    from gui.session import Opened, Session
    from layers.project import Project, ProjectThread
    from services.editing import Outcome, Past, Present
    from services.looking_back import Differences

    Step = Callable[[Project, Feedback], Outcome | None]

FOLDER_IS_READ_ONLY = Text(
    "从文件夹打开的规划是只读的：源文件不会被改动。",
    "A plan opened from a folder is read-only: its files are never changed.",
)


class ProjectDesk(QObject):
    """Does what is asked with the open project, if the plan is one.

    ``writing`` tells whether a step is under way; what a step changed is told by ``Session.changed``, what goes wrong
    by ``Jobs``.
    """

    writing = Signal(bool)

    def __init__(self, session: Session, jobs: Jobs) -> None:
        super().__init__(session)
        self._session = session
        self._jobs = jobs
        self.path: Path | None = None
        self.present: Present | None = None
        self._lane: ProjectThread | None = None
        self._open: list[ProjectThread] = []
        self._guard = threading.Lock()
        self._steps: set[Job] = set()
        # What the project's thread knows; no other thread looks at them while a step runs.
        self._known: Present | None = None
        self._items: list[MapLayer] = []

    @property
    def is_project(self) -> bool:
        """Whether the open plan is a project."""
        return self._lane is not None

    @property
    def past(self) -> Past | None:
        """The history as it stands; None without a project."""
        return self.present.past if self.present is not None else None

    @property
    def is_writing(self) -> bool:
        """Whether a step is under way."""
        return bool(self._steps)

    def read_only(self) -> Text | None:
        """Why nothing can be changed; None when it can."""
        if self.present is None:
            return FOLDER_IS_READ_ONLY
        return self.present.read_only

    # Opening and closing

    def opened(self, path: Path, open_project: Callable[[], Project], feedback: Feedback) -> Opened:
        """In a worker: start the thread of a project and read what is on it."""
        from gui.session import Opened
        from layers.project import ProjectThread
        from services import editing

        for stray in list(self._open):  # opened, but the planner had given up by then
            if stray is not self._lane:
                self.shut(stray)
        lane = ProjectThread(open_project)
        with self._guard:
            self._open.append(lane)
        try:
            present = lane.run(lambda project: editing.present(project, feedback=feedback)).result()
            feedback.check()
        except BaseException:
            self.shut(lane)
            raise
        items = arranged(present.layers.values(), present.plan.measuring_crs, present.styles)
        return Opened(path, present.plan, MapLayers(items), lane, present)

    def take(self, opened: Opened) -> None:
        """What was opened is the window's plan from now on; the project before it is closed in the background."""
        old = self._lane
        self._lane, self.present = opened.lane, opened.present
        self.path = opened.path if opened.lane is not None else None
        self._known, self._items = opened.present, list(opened.map_layers)
        self._steps.clear()
        if old is not None:
            self.close_later(old)
        self.writing.emit(False)

    def let_go(self, path: Path) -> ProjectThread | None:
        """Part from the open project when it is the file at ``path``, which is to be opened anew."""
        if self.path is None or not path.exists() or not path.samefile(self.path):
            return None
        lane, self._lane = self._lane, None
        return lane

    def part(self) -> None:
        """Opening the same file anew failed: what is shown is no longer a project."""
        if self._lane is None:
            self.path = self.present = None

    def shut(self, lane: ProjectThread | None) -> None:
        """Finish what a project was asked for and close it. Waits: for a worker, or the end of the window."""
        with self._guard:
            if lane not in self._open:
                return
            self._open.remove(lane)
        lane.close()

    def close_later(self, lane: ProjectThread | None) -> None:
        """Close a project in the background."""
        title = self.tr("Closing the project")
        self._jobs.submit(title, lambda _feedback: self.shut(lane), lambda _none: None, kept=True)

    def stop(self) -> None:
        """Finish and close everything; after ``Jobs.stop``."""
        self._lane = None
        for lane in list(self._open):
            self.shut(lane)

    # Steps

    def step(
        self,
        title: str,
        work: Step,
        *,
        done: Callable[[Outcome], None] | None = None,
        refused: Callable[[AppError], None] | None = None,
        lost: Callable[[], None] | None = None,
        kept: bool = True,
    ) -> Job | None:
        """Change the project: ``work(project, feedback)`` on its thread, then everything shows what it changed."""
        if self._lane is None:
            return None

        def ended() -> None:
            self._end(job)
            if lost is not None:
                lost()
            self.refresh()

        def answered(answer: tuple[Present, list[MapLayer], Outcome] | None) -> None:
            self._end(job)
            if answer is None:
                return
            present, items, outcome = answer
            self._take(present, items, outcome)
            if done is not None:
                done(outcome)

        lane = self._lane
        job = self._jobs.submit(
            title,
            lambda project, feedback: self._stepped(project, feedback, work),
            answered,
            lost=ended,
            refused=refused,
            lane=lane,
            kept=kept,
        )
        self._steps.add(job)
        self.writing.emit(True)
        return job

    def refresh(self) -> None:
        """Read again what is not known for certain: after a step that failed or was cancelled."""
        lane = self._lane
        if lane is None:
            return
        self._jobs.submit(
            self.tr("Reading the project"),
            lambda project, feedback: self._stepped(project, feedback, _nothing),
            lambda answer: self._take_again(*answer) if lane is self._lane else None,
            lane=lane,
        )

    def look(
        self,
        title: str,
        work: Callable[[Project, Feedback], Any],
        done: Callable[[Any], None],
        *,
        refused: Callable[[AppError], None] | None = None,
        lost: Callable[[], None] | None = None,
    ) -> Job | None:
        """Ask the project something without changing it."""
        lane = self._lane
        if lane is None:
            return None
        return self._jobs.submit(title, work, done, refused=refused, lost=lost, lane=lane)

    def undo(self) -> None:
        """Take back the last step."""
        from services import editing

        self.step(self.tr("Undoing"), lambda project, _feedback: editing.undo(project))

    def redo(self) -> None:
        """Bring back the step undone last."""
        from services import editing

        self.step(self.tr("Redoing"), lambda project, _feedback: editing.redo(project))

    def jump(self, entry: int) -> None:
        """Undo or redo until ``entry`` is the last step in force."""
        from services import editing

        self.step(self.tr("Going back in the history"), lambda project, _feedback: editing.jump(project, entry))

    def set_version(self, name: str, done: Callable[[Outcome], None]) -> None:
        """Name the present state."""
        from services import editing

        self.step(
            self.tr("Naming the version"), lambda project, _feedback: editing.set_version(project, name), done=done
        )

    def go_back(self, name: str) -> None:
        """Bring a named version back as one more step."""
        from services import editing

        self.step(self.tr("Going back to the version"), lambda project, _feedback: editing.go_back(project, name))

    def remove_layer(self, table: str) -> None:
        """Take a layer out of the project."""
        from services import editing

        self.step(self.tr("Removing the layer"), lambda project, _feedback: editing.remove_layer(project, table))

    def rename_layer(self, table: str, name: str) -> None:
        """Give a layer another name."""
        from services import editing

        self.step(self.tr("Renaming the layer"), lambda project, _feedback: editing.rename_layer(project, table, name))

    def set_role(self, table: str, role: str | None) -> None:
        """Say what a layer means to planning."""
        from services import editing

        self.step(self.tr("Changing the role"), lambda project, _feedback: editing.set_role(project, table, role))

    def look_at_entry(self, entry: int, done: Callable[[Differences], None]) -> Job | None:
        """What a step of the history touched."""
        from services import looking_back

        crs = self.present.plan.measuring_crs if self.present is not None else None
        return self.look(
            self.tr("Looking at the step"),
            lambda project, _feedback: looking_back.of_entry(project, entry, crs),
            done,
        )

    def compare(self, name: str, done: Callable[[Differences], None]) -> None:
        """What changed from a named version to the present."""
        from services import looking_back

        crs = self.present.plan.measuring_crs if self.present is not None else None
        self.look(
            self.tr("Comparing with the version"),
            lambda project, _feedback: looking_back.since_version(project, name, crs),
            done,
        )

    def _stepped(
        self, project: Project, feedback: Feedback, work: Step
    ) -> tuple[Present, list[MapLayer], Outcome] | None:
        """On the project's thread: do it, then read what it changed."""
        from services import editing

        try:
            outcome = work(project, feedback)
        except AppError as problem:
            if problem.code == "project.changed":  # another program was here: nothing read before can be trusted
                self._known = None
            raise
        if outcome is None:
            return None
        # Not known until it is read: should reading fail, the next step reads everything.
        before, self._known = self._known, None
        present = editing.present(project, before, outcome)
        items = self._items if before is not None else []
        crs = present.plan.measuring_crs
        same_place = before is not None and before.plan.measuring_crs == crs
        listed = present.layers.values()
        styles = present.styles
        self._items = rearranged(items, listed, crs, styles) if same_place else arranged(listed, crs, styles)
        self._known = present
        return present, list(self._items), outcome

    def _take(self, present: Present, items: list[MapLayer], outcome: Outcome) -> None:
        self.present = present
        self._session.take_change(present, items, outcome)

    def _take_again(self, present: Present, items: list[MapLayer], outcome: Outcome) -> None:
        if present.past != self.past or set(items) != set(self._session.map_layers):
            self._take(present, items, outcome)

    def _end(self, job: Job) -> None:
        self._steps.discard(job)
        self.writing.emit(bool(self._steps))


def _nothing(_project: Project, _feedback: Feedback) -> Outcome:
    from services import editing

    return editing.Outcome(editing.NOTHING)
