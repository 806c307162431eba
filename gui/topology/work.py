"""Topology errors of the open plan: checked on a thread of their own, shown on the map, mended as single steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from core.messages import Text
from gui.topology.hand import FindingInHand
from gui.topology.lane import TopologyLane
from gui.topology.panel import TopologyPanel

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.jobs import Job
    from gui.map_layers import MapLayer
    from gui.window import MainWindow
    from layers.project import Project
    from services.editing import Outcome
    from services.topology import Asked
    from services.topology_desk import Listing, MendedLayer, Offer, TopologyDesk


class TopologyWork(QObject):
    """Connects the panel, the canvas and the project of a window."""

    def __init__(self, window: MainWindow, page: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._page = page
        self.panel = TopologyPanel(window.speaker)
        self.hand = FindingInHand(window, self)
        self._lane: TopologyLane | None = None
        self._job: Job | None = None
        self._checked: set[str] = set()
        self.layer: str | None = None
        self._revision = 0
        self._then: str | None = None
        self._asked: dict[str, Asked] = {}
        self._form_edited = False
        self._connect()
        self.retranslate()
        if self._session.plan is not None:
            self._start()

    def retranslate(self) -> None:
        """The words that are not the panel's own."""
        self.panel.set_why_empty(self.tr("Open a plan with Ctrl+O, or a project with Ctrl+Shift+O."))

    def stop(self) -> None:
        """End the thread before the window goes."""
        if self._lane is not None:
            self._lane.stop()

    def take_keys(self) -> None:
        """Put the keyboard into the panel, on the layer that is chosen in the tree."""
        member = self._window.layers.tree.current_layer()
        if member is not None and self.panel.rows.listing is None:
            self._choose_layer(member.layer.name)
        inside = self.panel.list if self.panel.list.isVisible() else self.panel.check_button
        inside.setFocus()

    @property
    def is_shown(self) -> bool:
        """Whether the panel is in front."""
        return self._window.tabs.currentWidget() is self._page

    def give_up(self) -> bool:
        """Esc: ask for no reason any more; whether one was asked for."""
        if not self.panel.card.is_ignoring:
            return False
        self.panel.card.form.leave()
        self.panel.list.setFocus()
        return True

    # Checking

    def check(self, asked: Asked) -> None:
        """Check the layer in hand; what is asked is kept with the project."""
        item, parent = self._item(self.layer), self._item(asked.parent)
        if item is None:
            return
        layer, area = item.layer, parent.layer if parent is not None else None
        name, crs, project = layer.name, self._crs(), self._session.desk.path
        shown = self.panel.shown()
        self._keep(name, asked)

        def work(desk: TopologyDesk, feedback: Feedback) -> Listing | None:
            desk.examine(layer, asked, parent=area, crs=crs, project=project, feedback=feedback)
            return desk.listing(name, shown)

        self._begin([name], work)

    def check_all(self) -> None:
        """Check every layer, each as it was asked last."""
        layers = {item.layer.name: item.layer for item in self._session.map_layers}
        name, asked, shown = self.layer, dict(self._asked), self.panel.shown()
        crs, project = self._crs(), self._session.desk.path

        def work(desk: TopologyDesk, feedback: Feedback) -> Listing | None:
            desk.examine_all(layers, asked, crs=crs, project=project, feedback=feedback)
            return desk.listing(name, shown) if name is not None else None

        self._begin(layers, work)

    def _begin(self, names: Iterable[str], work: Callable[..., Listing | None]) -> None:
        """Check layers, then show the list of the one in hand."""
        name = self.layer

        def done(listing: Listing | None) -> None:
            self._take(name, listing)
            if self.is_shown:
                if self.panel.current() is None:
                    self.panel.step(1)
                if self.panel.list.isVisible():
                    self.panel.list.setFocus()

        self._checked.update(names)  # from now on: a step that comes while the check runs must be followed after it
        self._whole(self.tr("Checking the topology"), work, done)

    def mend_all(self) -> None:
        """Mend what needs no decision, as one step."""
        name = self.layer
        if name is None or not self._window.projects.may_edit():
            return
        self._whole(
            self.tr("Mending the topology"),
            lambda desk, feedback: desk.mended(name, feedback),
            lambda mended: self._apply_all(name, mended),
        )

    def _apply_all(self, name: str, mended: MendedLayer | None) -> None:
        if mended is None:
            said = self.tr("Everything that is left needs a decision.")
            self._window.messages.tell(said, kind="uncertain")
            return

        def tell(_outcome: Outcome) -> None:
            count = sum(mended.done.values())
            said = self.tr("Mended {count} errors of {layer} as one step; {left} are left. Undo takes it back.")
            told = said.format(count=count, layer=name, left=mended.left)
            self._window.messages.tell(told, kind="clear")

        self._step(self.tr("Mending the topology"), name, mended.edit, mended.label, done=tell)

    def _whole(self, title: str, work: Callable[..., Any], done: Callable[[Any], None]) -> None:
        """Do something with a whole layer: one at a time, with progress and a way to give up."""
        self.panel.set_busy(True)

        def ended() -> None:
            self._job = None
            self.panel.set_busy(False)

        self._job = self.ask(title, work, lambda answer: (ended(), done(answer)), lost=ended)

    def cancel(self) -> None:
        """Give up checking or mending the whole."""
        if self._job is not None:
            self._session.jobs.cancel(self._job)

    # The finding in hand

    def _mend(self, offer: Offer) -> None:
        """Carry a fix out as one step, then go on to the next finding."""
        entry, name = self.hand.entry, self.layer
        if entry is None or name is None or not self._window.projects.may_edit():
            return
        from layers.topology.settings import KINDS

        kind = KINDS[entry.finding.kind]
        label = Text("拓扑（{kind}）：{fix}", "Topology ({kind}): {fix}").format(kind=kind, fix=offer.label)
        self._then = entry.finding.key
        self._step(self.tr("Mending"), name, offer.edit, label)

    def _step(
        self,
        title: str,
        name: str,
        edit: Any,
        label: Text,
        *,
        done: Callable[[Outcome], None] | None = None,
    ) -> None:
        def work(project: Project, _feedback: Feedback) -> Outcome:
            from services import shaping

            return shaping.carry_out(project, name, edit, label)

        self._session.desk.step(title, work, done=done, lost=self._forget_next)

    def _forget_next(self) -> None:
        self._then = None
        self._refresh()

    def _ignore(self, reason: str, by: str) -> None:
        """Leave the finding in hand, and go on to the next one."""
        entry, name = self.hand.entry, self.layer
        if entry is None or name is None or not self._window.projects.may_edit():
            return
        key, at = entry.finding.key, datetime.now().astimezone().isoformat(timespec="seconds")

        def keep(ignored: Any) -> None:
            def work(project: Project, _feedback: Feedback) -> Outcome:
                from services import topology

                return topology.ignore(project, name, ignored)

            self._then = key
            self.panel.card.form.leave()
            self.panel.list.setFocus()
            self._session.desk.step(self.tr("Ignoring the finding"), work, lost=self._forget_next)

        title = self.tr("Ignoring the finding")
        self.ask(title, lambda desk, _feedback: desk.ignored(name, key, reason, by, at), keep)

    def _heed(self) -> None:
        """Take the finding in hand up again."""
        entry, name = self.hand.entry, self.layer
        if entry is None or name is None or not self._window.projects.may_edit():
            return
        key = entry.finding.key

        def work(project: Project, _feedback: Feedback) -> Outcome:
            from services import topology

            return topology.heed(project, name, key)

        self._session.desk.step(self.tr("Taking the finding up again"), work)

    # Following

    def _start(self) -> None:
        """Another plan is open."""
        self._revision += 1
        self._checked, self.layer, self._then = set(), None, None
        self._asked = {}
        self.cancel()
        if self._lane is not None:
            self._lane.run(lambda desk: desk.clear())
        self.panel.show_listing(None)
        self.panel.note_to_do({})
        self._list_layers()
        if self._session.desk.is_project:
            name = self.panel.card.form.name
            self._session.desk.look(
                self.tr("Reading the project"), lambda project, _feedback: project.file.author, name.setText
            )

    def _list_layers(self) -> None:
        layers = self._session.map_layers
        items = list(layers) if self._session.plan is not None else []
        listed = [item for _, members in layers.groups() for item in members if item in items]
        say = self._window.speaker.say
        titles = {item.layer.name: f"{say(item.style.label)} · {item.layer.name}" for item in listed}
        if self.layer not in titles:
            zoning = [item.layer.name for item in items if item.layer.role == "zoning"]
            areas = [item.layer.name for item in items if item.layer.kind == "polygon"]
            self._choose_layer(next(iter([*zoning, *areas, *titles]), None))
        self.panel.show_layers(titles, self.layer)
        item = self._item(self.layer)
        if item is not None:
            self.panel.form.show_layer(item.layer.kind, self._areas(item))

    def _choose_layer(self, name: str | None) -> None:
        """Work on another layer."""
        item = self._item(name)
        self.layer = name
        self.hand.entry = None
        if item is None or name is None:
            return
        self.panel.layers.setCurrentIndex(self.panel.layers.findData(name))
        self.panel.form.show_layer(item.layer.kind, self._areas(item))
        self.panel.show_listing(None)
        self._read_asked(name)
        if name in self._checked:
            self._refresh()

    def _read_asked(self, name: str) -> None:
        """Fill the form with what was asked of a layer last."""
        from services.topology import Asked

        project, known = self._session.desk.path, self._asked.get(name)
        self.panel.form.show_asked(known or Asked())
        self._form_edited = False
        if project is None or known is not None:
            return

        def take(asked: Asked) -> None:
            if name == self.layer and name not in self._asked and not self._form_edited:
                self.panel.form.show_asked(asked)

        def read(_feedback: Feedback) -> Asked:
            from services.topology_reading import asked_of

            return asked_of(project).get(name, Asked())

        self._session.jobs.submit(self.tr("Reading the project"), read, take)

    def _note_edited(self) -> None:
        self._form_edited = True

    def _keep(self, name: str, asked: Asked) -> None:
        self._asked[name] = asked
        if self._session.desk.read_only() is None:

            def work(project: Project, _feedback: Feedback) -> Outcome:
                from services import topology

                return topology.keep_asked(project, name, asked)

            self._session.desk.step(self.tr("Keeping what is checked"), work)

    def _follow(self, outcome: Outcome) -> None:
        """A step of the project: every list that was made follows it."""
        self._list_layers()
        if not self._checked:
            return
        layers = {item.layer.name: item.layer for item in self._session.map_layers}
        changed, rows = None if outcome.everything else outcome.tables, outcome.rows
        name, project, shown, after = self.layer, self._session.desk.path, self.panel.shown(), self._then

        def work(desk: TopologyDesk, feedback: Feedback) -> tuple[tuple[str, ...], Listing | None]:
            different = desk.follow(layers, changed, rows, project=project, feedback=feedback)
            return different, desk.listing(name, shown, after=after) if name is not None else None

        def take(answer: tuple[tuple[str, ...], Listing | None]) -> None:
            different, listing = answer
            if name == self.layer and (different or after is not None):
                self._take(name, listing, after=after)

        self.ask(self.tr("Checking the topology again"), work, take)

    def _refresh(self) -> None:
        """List the findings of the layer in hand anew."""
        name, shown = self.layer, self.panel.shown()
        if name is not None and name in self._checked:
            self.ask(
                self.tr("Listing the findings"),
                lambda desk, _feedback: desk.listing(name, shown),
                lambda listing: self._take(name, listing),
            )

    def _take(self, name: str | None, listing: Listing | None, *, after: str | None = None) -> None:
        """Show a listing; after a fix was applied, the next finding."""
        if name != self.layer:
            return
        key = self.hand.entry.finding.key if self.hand.entry is not None else None
        if after is not None and after == self._then and listing is not None:
            self._then = None
            key = listing.next
            if key is None:
                self._window.messages.tell(self.tr("Nothing is left to be mended in this layer."), kind="clear")
        self.panel.show_listing(listing, key)
        if listing is not None:
            self.panel.note_to_do(listing.to_do)

    # Wiring

    def _connect(self) -> None:
        window, panel, session = self._window, self.panel, self._session
        panel.check_wanted.connect(self.check)
        panel.check_all_wanted.connect(self.check_all)
        panel.form.edited.connect(self._note_edited)
        panel.cancel_wanted.connect(self.cancel)
        panel.mend_all_wanted.connect(self.mend_all)
        panel.layer_chosen.connect(self._choose_layer)
        panel.chosen.connect(self.hand.take)
        panel.go_to_wanted.connect(self.hand.go_to)
        panel.shown_changed.connect(self._refresh)
        panel.card.tried.connect(self.hand.show_fix)
        panel.card.wanted.connect(self._mend)
        panel.card.ignored.connect(self._ignore)
        panel.card.heeded.connect(self._heed)
        panel.card.project_wanted.connect(window.projects.new_project)
        window.tabs.currentChanged.connect(lambda _number: self.hand.wake())
        window.speaker.changed.connect(self.retranslate)
        session.opened.connect(self._start)
        session.changed.connect(self._follow)
        session.jobs.progressed.connect(self._progress)

    def _progress(self, job: Job) -> None:
        if job is self._job:
            self.panel.set_progress(job.fraction)

    def ask(
        self,
        title: str,
        work: Callable[..., Any],
        done: Callable[[Any], None],
        *,
        lost: Callable[[], None] | None = None,
    ) -> Job:
        """Do something on the thread of the lists; what comes back about a plan that is gone is dropped."""
        if self._lane is None:
            self._lane = TopologyLane()
        revision = self._revision

        def take(answer: Any) -> None:
            if revision == self._revision:
                done(answer)

        return self._session.jobs.submit(title, work, take, lost=lost, lane=self._lane)

    def _item(self, name: str | None) -> MapLayer | None:
        return next((item for item in self._session.map_layers if item.layer.name == name), None)

    def _areas(self, item: MapLayer) -> list[str]:
        """Layers that can be the planning area of one."""
        others = [one.layer for one in self._session.map_layers if one is not item]
        return [layer.name for layer in others if layer.kind == "polygon"]

    def _crs(self) -> Any:
        plan = self._session.plan
        return plan.measuring_crs if plan is not None else None
