"""Styles of layers in the window: tried on the map, given to a layer, kept in a project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gui.map_building import display_of, look_of

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.dialogs.style import StyleDialog
    from gui.jobs import Job
    from gui.map_layers import MapLayer
    from gui.window import MainWindow
    from maps.drawing.display import DisplayLayer
    from maps.symbology.layer_style import LayerStyle


class Styling(QObject):
    """What the window does with styles. In a plan of a folder a style lasts as long as the plan is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._trial: Job | None = None
        self.dialog: StyleDialog | None = None
        self._session.opened.connect(self._close)
        window.layers.style_wanted.connect(self.open)

    @property
    def lasts(self) -> bool:
        """Whether styles are kept: in a project that can be changed."""
        return self._session.desk.is_project and self._session.desk.read_only() is None

    def open(self, member: MapLayer) -> None:
        """Open the dialog for the symbols of a layer."""
        from gui.dialogs.style import StyleDialog

        self._close()
        self.dialog = StyleDialog(self, self._session, member, self._window.speaker, self._window)
        self.dialog.show()

    def current(self, member: MapLayer) -> MapLayer | None:
        """The item that stands for a layer now: a step of the project may have made another."""
        if member in list(self._session.map_layers):
            return member
        return next((item for item in self._session.map_layers if item.layer.name == member.layer.name), None)

    def ask(self, title: str, work: Callable[[Feedback], Any], done: Callable[[Any], None], **more: Any) -> Job:
        """Do something in the background."""
        return self._session.jobs.submit(title, work, done, **more)

    def try_on(self, member: MapLayer, style: LayerStyle | None, done: Callable[[list[int]], None]) -> None:
        """Show a layer in a style without giving it; ``done`` gets the number of features in each of its classes."""
        item = self.current(member)
        if item is None:
            return
        if self._trial is not None and self._trial.running:
            self._session.jobs.cancel(self._trial)
        crs = self._session.plan.measuring_crs if self._session.plan is not None else None
        trial = replace(item, own=style, style=look_of(item.layer, style))

        def work(_feedback: Feedback) -> tuple[DisplayLayer | None, list[int]]:
            return display_of(trial, crs), class_counts(trial, style)

        def show(answer: tuple[DisplayLayer | None, list[int]]) -> None:
            item.style, item.display = trial.style, answer[0]
            self._session.displayed.emit(item)
            done(answer[1])

        self._trial = self.ask(self.tr("Drawing the map"), work, show)

    def give(self, member: MapLayer, style: LayerStyle | None) -> None:
        """Give a layer a style: one step of a project, else until the plan is closed."""
        item = self.current(member)
        if item is None:
            return
        if self.lasts:
            from services import editing

            table = item.layer.name
            self._session.desk.step(
                self.tr("Changing the style"), lambda project, _feedback: editing.set_style(project, table, style)
            )
            return
        item.own = style
        self.try_on(item, style, lambda _counts: None)

    def take_back(self, member: MapLayer) -> None:
        """Show a layer in its own style again."""
        item = self.current(member)
        if item is not None:
            self.try_on(item, item.own, lambda _counts: None)

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None


def class_counts(item: MapLayer, style: LayerStyle | None) -> list[int]:
    """How many features each class of the style draws by itself; in a worker."""
    from maps.symbology.layer_style import counts_of

    return counts_of(style, item.layer) if style is not None else []
