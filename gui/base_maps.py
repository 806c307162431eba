"""The planner's base map: chosen from the disk, drawn under all layers, taken away again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from core.feedback import Feedback

if TYPE_CHECKING:
    from gui.window import MainWindow
    from maps.drawing.base_map import BaseMap


class BaseMaps(QObject):
    """The base map of a window. ``base`` is the one that is shown; ``shown``: it is another one now."""

    shown = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.base: BaseMap | None = None
        window.commands["add_base"].triggered.connect(lambda _checked=False: self.ask())
        window.commands["remove_base"].triggered.connect(lambda _checked=False: self.remove())
        window.session.opened.connect(self._place_anew)
        self._say()

    def ask(self) -> None:
        """Ask for a file."""
        path = self._window.session.path
        start = Path.home() if path is None else path.parent if path.is_file() else path
        self._window.files.base_map(start, self.open)

    def open(self, path: Path) -> None:
        """Show a file under the layers; what is wrong with it is told in words."""
        plan = self._window.session.plan
        crs = plan.measuring_crs if plan is not None else None

        def work(_feedback: Feedback) -> BaseMap:
            from maps.drawing.base_map import open_base

            return open_base(path, crs)

        self._window.jobs.submit(self.tr("Opening the base map"), work, self._show)

    def remove(self) -> None:
        """Show none."""
        self._show(None)

    def attributions(self) -> list[str]:
        """Whose picture it is, to be said on the map."""
        return [self.base.attribution] if self.base is not None and self.base.attribution else []

    def _place_anew(self) -> None:
        """Another plan may have another coordinate system."""
        if self.base is not None:
            path = self.base.path
            self._show(None)
            self.open(path)
        self._say()

    def _show(self, base: BaseMap | None) -> None:
        before, self.base = self.base, base
        self._window.canvas.set_base(base)
        if before is not None:
            before.close()
        self.shown.emit()
        self._say()

    def _say(self) -> None:
        self._window.commands["add_base"].setEnabled(self._window.session.plan is not None)
        self._window.commands["remove_base"].setEnabled(self.base is not None)
