"""Thematic views of the map: the layers and symbols of a subject, for as long as it is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from core.feedback import Feedback
from gui.jobs import Job
from gui.map_building import display_of
from gui.map_layers import MapLayer
from gui.parts import plain_label

if TYPE_CHECKING:
    from gui.window import MainWindow
    from maps.drawing.display import DisplayLayer
    from maps.symbology.saved_views import SavedView, ViewStyle

Shown = list[tuple[MapLayer, "ViewStyle | None", bool, "DisplayLayer | None"]]


class ThematicViews(QObject):
    """``current`` is the view that is shown, None for all layers. Nothing of a project is written."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.current: SavedView | None = None
        self._visible: dict[str, bool] = {}
        self._job: Job | None = None
        self.bar = ViewBar()
        self.bar.back.clicked.connect(self.back)
        layout = window.layers.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(1, self.bar)
        self._session.opened.connect(self._forget)
        window.speaker.changed.connect(self._say)
        self._say()

    def show(self, view: SavedView) -> None:
        """Show the layers of a view in its symbols; all at once when they are ready."""
        if self.current is None:
            self._visible = {item.layer.name: item.visible for item in self._session.map_layers}
        plan = self._session.plan
        definition = plan.area_definition if plan is not None else "ellipsoidal"
        wanted = []
        for item in self._session.map_layers:
            style = view.styles.get(item.layer.role or "")
            meant = replace(style, definition=definition) if style is not None else None
            wanted.append((item, meant, (item.layer.role or "") in view.styles))
        self._prepare(view, wanted)

    def back(self) -> None:
        """All layers again, as they were."""
        if self.current is None:
            return
        wanted = [(item, None, self._visible.get(item.layer.name, item.visible)) for item in self._session.map_layers]
        self._prepare(None, wanted)

    def _prepare(self, view: SavedView | None, wanted: list[tuple[MapLayer, ViewStyle | None, bool]]) -> None:
        plan = self._session.plan
        if plan is None:
            return
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)
        crs = plan.measuring_crs

        def work(feedback: Feedback) -> Shown:
            shown: Shown = []
            for number, (item, style, visible) in enumerate(wanted):
                feedback.check()
                feedback.report(number / len(wanted))
                same = style == item.view_style
                display = item.display if same else display_of(replace(item, view_style=style), crs)
                shown.append((item, style, visible, display))
            return shown

        self._job = self._session.jobs.submit(self.tr("Drawing the view"), work, lambda shown: self._take(view, shown))

    def _take(self, view: SavedView | None, shown: Shown) -> None:
        present = {id(item) for item in self._session.map_layers}
        taken = [each for each in shown if id(each[0]) in present]
        others = [item for item, _, _, display in taken if display is not item.display]
        for item, style, visible, display in taken:
            item.view_style, item.visible, item.display = style, visible, display
        self.current = view
        window = self._window
        window.labels.limit_to(view.labels if view is not None else None)
        window.layers.tree.mark_shown()
        self._dress(others)
        window.layers.changed.emit()
        if view is not None and view.denominator is not None:
            window.canvas.zoom_to_scale(view.denominator)
        self._say()
        self.changed.emit()

    def _dress(self, items: list[MapLayer]) -> None:
        """Give the rows of the tree their new swatches, one layer at a time: each takes a few milliseconds."""
        if items:
            self._window.layers.tree.refresh(items[0])
            QTimer.singleShot(0, self, lambda: self._dress(items[1:]))

    def _forget(self) -> None:
        self.current, self._visible = None, {}
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        say = self._window.speaker.say
        self.bar.setVisible(self.current is not None)
        self.bar.back.setText(self.tr("Back to all layers"))
        if self.current is not None:
            self.bar.title.setText(say(self.current.title))
            self.bar.about.setText(f"{say(self.current.about)} {self.current.source}")


class ViewBar(QFrame):
    """Above the layer tree: which view it is, and the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.title = plain_label(name="title")
        self.about = plain_label(muted=True)
        self.back = QPushButton()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 2, 12, 8)
        layout.setSpacing(2)
        for widget in (self.title, self.about):
            layout.addWidget(widget)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
