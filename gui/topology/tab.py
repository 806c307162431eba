"""The tab of topology errors; what is in it is made when it is first looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
    from gui.topology.work import TopologyWork
    from gui.window import MainWindow


class TopologyTab(QObject):
    """Fourth tab at the right of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._work: TopologyWork | None = None
        self.page = QWidget()
        self.page.setObjectName("panel")
        self.page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self.page)
        self._layout.setContentsMargins(0, 0, 0, 0)
        window.tabs.addTab(self.page, "")
        window.tabs.currentChanged.connect(lambda _number: self.work if self.is_shown else None)
        window.commands["topology"].triggered.connect(lambda _checked=False: self.show())
        window.speaker.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def work(self) -> TopologyWork:
        """What is done in the tab."""
        if self._work is None:
            from gui.topology.work import TopologyWork

            self._work = TopologyWork(self._window, self.page)
            self._layout.addWidget(self._work.panel)
            self._work.panel.show()
        return self._work

    @property
    def is_shown(self) -> bool:
        """Whether the tab is in front."""
        return self._window.tabs.currentWidget() is self.page

    def retranslate(self) -> None:
        """Name the tab."""
        tabs = self._window.tabs
        tabs.setTabText(tabs.indexOf(self.page), self.tr("Topology"))

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        if self._work is not None:
            self._work.panel.retheme()

    def show(self) -> None:
        """Bring the tab forward, with the keyboard in it."""
        self._window.tabs.setCurrentWidget(self.page)
        self.work.take_keys()

    def step(self, step: int) -> bool:
        """The next or previous finding, while the tab is in front; whether it is."""
        if self.is_shown:
            self.work.panel.step(step)
        return self.is_shown

    def give_up(self) -> bool:
        """Esc: what was begun in the tab ends; whether there was something."""
        return self._work is not None and self._work.give_up()

    def stop(self) -> None:
        """End what runs before the window goes."""
        if self._work is not None:
            self._work.stop()
