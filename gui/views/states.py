"""States of a plan that can be compared: as it is now, its named versions, other plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.feedback import Feedback
from gui.map_building import arranged, display_of
from gui.map_layers import MapLayer
from gui.session import Session

if TYPE_CHECKING:
    from layers.project import Project
    from maps.drawing.display import DisplayLayer

NOW = "now"


@dataclass(frozen=True, eq=False)
class State:
    """A state whose layers are there: ``key`` is ``now``, ``version:ENTRY`` or ``plan:PATH``."""

    key: str
    title: str
    items: Sequence[MapLayer]


class States(QObject):
    """Makes states in workers, to be drawn in the coordinates of the open plan. Those made are kept till it closes."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._made: dict[str, State] = {}
        self.others: list[Path] = []
        session.opened.connect(self._forget)

    def choices(self) -> list[tuple[str, str]]:
        """Key and title of what can be compared, the present first."""
        past = self._session.desk.past
        found = [(NOW, self.tr("Now"))]
        if past is not None:
            found += [
                (f"version:{one.entry}", self.tr("Version {name}").format(name=one.name)) for one in past.versions
            ]
            beginning = max((one.id for one in past.entries if one.kind == "founding"), default=0)
            if past.position > beginning and all(one.entry != beginning for one in past.versions):
                found.append((f"version:{beginning}", self.tr("The beginning")))
        return found + [(f"plan:{path}", self.tr("Plan {name}").format(name=path.stem)) for path in self.others]

    def title(self, key: str) -> str:
        """How a state is called."""
        return dict(self.choices()).get(key, "")

    def ask(self, key: str, done: Callable[[State], None], lost: Callable[[], None]) -> None:
        """Hand over a state, at once where it is there."""
        if key == NOW:
            done(State(NOW, self.title(NOW), list(self._session.map_layers)))
        elif key in self._made:
            done(replace(self._made[key], title=self.title(key)))
        elif key.startswith("version:"):
            self._ask_version(key, done, lost)
        else:
            self._ask_plan(key, done, lost)

    def _ask_version(self, key: str, done: Callable[[State], None], lost: Callable[[], None]) -> None:
        from services import comparing

        entry = int(key.partition(":")[2])

        def copy(project: Project, _feedback: Feedback) -> Path:
            return comparing.copied(project)

        def turn_back(path: Path) -> None:
            def work(feedback: Feedback) -> list[MapLayer]:
                then = comparing.state_at(path, entry, feedback)
                items = arranged(then.layers.values(), crs, then.styles)
                return _drawn(items, crs, feedback)

            self._session.jobs.submit(
                self.tr("Bringing back the version"), work, lambda items: self._take(key, items, done), lost=lost
            )

        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        self._session.desk.look(self.tr("Copying the project"), copy, turn_back, lost=lost)

    def _ask_plan(self, key: str, done: Callable[[State], None], lost: Callable[[], None]) -> None:
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        path = Path(key.partition(":")[2])

        def work(feedback: Feedback) -> list[MapLayer]:
            from services import opening, projects

            if projects.is_project(path):
                with projects.open_project(path) as project:
                    layers = project.to_plan(feedback).layers
            else:
                layers = opening.open_plan(path, feedback).layers
            return _drawn(arranged(layers, crs), crs, feedback)

        self._session.jobs.submit(
            self.tr("Opening the other plan"), work, lambda items: self._take(key, items, done), lost=lost
        )

    def _take(self, key: str, items: list[MapLayer], done: Callable[[State], None]) -> None:
        self._made[key] = State(key, self.title(key), items)
        done(self._made[key])

    def _forget(self) -> None:
        self._made, self.others = {}, []


def shown_of(state: State, now: Sequence[MapLayer]) -> list[DisplayLayer]:
    """What of a state is drawn: the layers that the planner shows of the present, by name, else by role."""
    names = {item.layer.name: item.visible for item in now}
    roles: dict[str | None, bool] = {}
    for item in now:
        roles[item.layer.role] = roles.get(item.layer.role, False) or item.visible
    shown = []
    for item in state.items:
        visible = names.get(item.layer.name, roles.get(item.layer.role, item.visible))
        if visible and item.display is not None:
            shown.append(item.display)
    return shown


def _drawn(items: list[MapLayer], crs: object, feedback: Feedback) -> list[MapLayer]:
    for number, item in enumerate(items):
        feedback.check()
        feedback.report(number / max(len(items), 1))
        item.display = display_of(item, crs)
    return items
