"""Ways of looking at a plan, in a window: measuring, searching, bookmarks, overview, thematic views, comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from core.feedback import Feedback
from gui.identify import hits_of
from gui.map_layers import MapLayer
from gui.measuring import Measuring
from gui.places import PlacePath, place_path
from gui.theme import icon
from gui.tools.measure import MeasureTool
from gui.views.bookmark_dialog import BookmarkDialog
from gui.views.bookmarks import Bookmarks
from gui.views.comparison import Comparing
from gui.views.locator import Locator
from gui.views.search_field import SearchField
from gui.views.thematic import ThematicViews

if TYPE_CHECKING:
    from gui.window import MainWindow
    from maps.drawing.display import DisplayLayer
    from services.bookmarks import Bookmark
    from services.searching import SearchHit

AROUND_M = 300.0
"""Half of what is shown around a place that was typed, unless the map is nearer already."""
MOST_IN_MENU = 15


class Views(QObject):
    """Owns them, puts their buttons into the top row, and takes the map where they point."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.measuring = Measuring(window.session, window.speaker, self)
        told, canvas = window.status.set_tip, window.canvas
        self.tools = {
            "measure": MeasureTool(canvas, self.measuring, self._drawn, told, closed=False),
            "measure_area": MeasureTool(canvas, self.measuring, self._drawn, told, closed=True),
        }
        self.search = SearchField(window.session, window.speaker)
        self.bookmarks = Bookmarks(window)
        self.thematic = ThematicViews(window)
        self.locator = Locator(window.canvas)
        self.comparing = Comparing(window)
        self.bookmark_dialog: BookmarkDialog | None = None
        self.menu = QMenu(window)
        self.button = QToolButton()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.retheme()

    def retranslate(self) -> None:
        """Say anew what the parts do not say themselves."""
        self.button.setText(self.tr("View"))
        self.button.setToolTip(self.tr("Thematic views, bookmarks, comparison"))
        self.locator.retranslate()
        self.comparing.retranslate()

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        self.button.setIcon(icon("view"))
        self.search.retheme()
        self.locator.retheme()
        self.comparing.retheme()
        if self.comparing.beside.canvas is not None:
            self.comparing.beside.canvas.retheme()

    def stop(self) -> None:
        """End painting before the window goes."""
        self.locator.stop()
        self.comparing.beside.stop()

    def sides(self, now: Sequence[DisplayLayer]) -> tuple[Sequence[DisplayLayer], Sequence[DisplayLayer] | None]:
        """What the map is to draw, and what to compare it with."""
        self.locator.show_layers(list(now), self._session.map_layers.bounds())
        return self.comparing.sides(now)

    # Measuring

    def measure(self, name: str) -> None:
        """Take a measuring tool in hand."""
        tool = self.tools[name]
        self._window.canvas.use_tool(tool)
        tool.take_up()
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.measuring.possible:
            self.measuring.want([(0.0, 0.0)], closed=False)  # what measuring needs is loaded before it is needed
        self._window.status.set_tip(
            self.tr("Click corners; Backspace takes one back, Enter finishes, Esc gives up, Alt does not snap.")
        )

    def _drawn(self) -> list[DisplayLayer]:
        denominator = self._window.canvas.scale_denominator()
        items = self._session.map_layers.drawn(denominator) if denominator is not None else []
        return [item.display for item in items if item.display is not None]

    # Going somewhere

    def go_to_hit(self, hit: SearchHit) -> None:
        """Fly to what was found, and select it."""
        if hit.place is not None:
            self._go_to_place(hit.place)
            return
        item = next((item for item in self._session.map_layers if item.layer.name == hit.layer), None)
        if item is None:
            return
        if hit.kind == "layer":
            self._show_item(item)
            if item.bounds is not None:
                self._window.canvas.fly_to(item.bounds)
            self._window.layers.tree.select_layer(item)
            return
        self._go_to_feature(item, hit.fid)

    def _go_to_feature(self, item: MapLayer, fid: int) -> None:
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        if crs is None:
            return

        def work(_feedback: Feedback) -> PlacePath | None:
            found = hits_of(item.layer, np.array([fid]), crs)
            return place_path(found[0].place) if found else None

        def arrive(path: PlacePath | None) -> None:
            self._show_item(item)
            self._session.selection.select(item.layer.name, [fid])
            if path is not None:
                self._window.canvas.point_at(path, "accent", fly=True)
            else:
                self._window.status.set_tip(self.tr("This feature has no shape."))

        self._session.jobs.submit(self.tr("Going there"), work, arrive)

    def _go_to_place(self, place: tuple[float, float]) -> None:
        canvas, (x, y) = self._window.canvas, place
        path = place_path({"type": "Point", "coordinates": [x, y]})
        if path is not None:
            canvas.point_at(path, "accent", fly=False)
            canvas.highlight.pulse()
        near = canvas.view.metres_per_pixel * canvas.width() / 2 if canvas.view is not None else AROUND_M
        half = min(near, AROUND_M)
        canvas.fly_exactly((x - half, y - half, x + half, y + half))
        whole = self._session.map_layers.bounds()
        inside = whole is None or (whole[0] <= x <= whole[2] and whole[1] <= y <= whole[3])
        self._window.status.set_tip("" if inside else self.tr("This place lies outside the plan."))

    def _show_item(self, item: MapLayer) -> None:
        """What is gone to must be seen."""
        if not item.visible:
            item.visible = True
            self._window.layers.tree.mark_shown()
            self._window.layers.changed.emit()

    # Bookmarks and views

    def open_bookmarks(self, *, adding: bool) -> None:
        """Open the dialog of bookmarks."""
        if self._session.plan is None:
            self._window.messages.tell(self.tr("Open a plan first: bookmarks belong to one."), kind="conflict")
            return
        if self.bookmark_dialog is None:
            speaker = self._window.speaker
            self.bookmark_dialog = BookmarkDialog(self.bookmarks, speaker, self._view_now, self._window)
        self.bookmark_dialog.begin(adding=adding)

    def _view_now(self) -> str:
        return self.thematic.current.id if self.thematic.current is not None else ""

    def _prepare(self, bookmark: Bookmark) -> None:
        """Show the layers that a bookmark was made with."""
        from maps.symbology.saved_views import saved_view

        view = saved_view(bookmark.view) if bookmark.view else None
        if view is not None:
            self.thematic.show(view)
            return
        self.thematic.back()
        if bookmark.visible:
            items = self._session.map_layers
            items.show_only([item for item in items if item.layer.name in bookmark.visible])
            self._window.layers.tree.mark_shown()
            self._window.layers.changed.emit()

    def _fill_menu(self) -> None:
        from maps.symbology.saved_views import saved_views

        commands, say = self._window.commands, self._window.speaker.say
        self.menu.clear()
        there = self._session.plan is not None
        for view in saved_views():
            action = self.menu.addAction(say(view.title), lambda view=view: self.thematic.show(view))
            action.setCheckable(True)
            action.setChecked(self.thematic.current is view)
            action.setEnabled(there)
        back = self.menu.addAction(self.tr("All layers"), self.thematic.back)
        back.setEnabled(self.thematic.current is not None)
        self.menu.addSeparator()
        for bookmark in self.bookmarks.listed[:MOST_IN_MENU]:
            words = bookmark.name.replace("&", "&&")
            self.menu.addAction(words, lambda bookmark=bookmark: self.bookmarks.go(bookmark))
        for name in ("add_bookmark", "bookmarks", "", "compare", "compare_plan", "locator"):
            if name:
                self.menu.addAction(commands[name])
            else:
                self.menu.addSeparator()

    # Wiring

    def _lay_out(self) -> None:
        top = self._window.top_row
        row = top.layout()
        assert isinstance(row, QHBoxLayout)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setIconSize(QSize(20, 20))
        self.button.setMenu(self.menu)
        commands = self._window.commands
        place = _place_of(row, commands["identify"]) + 1
        for number, name in enumerate(self.tools):
            tool = QToolButton()
            tool.setDefaultAction(commands[name])
            tool.setIconSize(QSize(20, 20))
            tool.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.insertWidget(place + number, tool)
        end = row.indexOf(top.language)
        row.insertWidget(end, self.search)
        row.insertWidget(end, self.button)

    def _connect(self) -> None:
        window, commands = self._window, self._window.commands
        does = {
            "measure": lambda: self.measure("measure"),
            "measure_area": lambda: self.measure("measure_area"),
            "go_to": self.search.take_up,
            "add_bookmark": lambda: self.open_bookmarks(adding=True),
            "bookmarks": lambda: self.open_bookmarks(adding=False),
            "locator": lambda: self.locator.set_unfolded(not self.locator.unfolded),
            "compare": lambda: self.comparing.end() if self.comparing.active else self.comparing.begin(),
            "compare_plan": self.comparing.ask_plan,
        }
        for name, do in does.items():
            commands[name].triggered.connect(lambda _checked=False, do=do: do())
        self.menu.aboutToShow.connect(self._fill_menu)
        self.search.chosen.connect(self.go_to_hit)
        self.search.left.connect(lambda: window.canvas.setFocus(Qt.FocusReason.OtherFocusReason))
        self.bookmarks.going.connect(self._prepare)
        window.speaker.changed.connect(self.retranslate)


def _place_of(row: QHBoxLayout, action: QAction) -> int:
    """Where the button of an action stands."""
    for number in range(row.count()):
        widget: QWidget | None = row.itemAt(number).widget()
        if isinstance(widget, QToolButton) and widget.defaultAction() is action:
            return number
    return row.count()
