"""The compiled kernels of the map, loaded in a worker once the first map stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.feedback import Feedback

if TYPE_CHECKING:
    from gui.window import MainWindow


class FastDrawing(QObject):
    """Loads the kernels; until then, and where they cannot be had, Qt draws everything."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._asked = False
        window.session.drawable.connect(self.load)

    def load(self) -> None:
        """Load them, once. The first time on a machine they are compiled, which takes a while."""
        if self._asked:
            return
        self._asked = True

        def work(_feedback: Feedback) -> bool:
            from maps import raster

            return raster.warm_up()

        self._window.jobs.submit(self.tr("Preparing fast drawing"), work, self._use)

    def _use(self, ready: bool) -> None:
        if ready:
            self._window.canvas.draw_faster()
