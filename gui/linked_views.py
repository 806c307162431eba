"""Map, table and charts of a window, linked: what is selected in one is selected in all of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QTabWidget

from core.feedback import Feedback
from gui.places import PlacePath, place_path
from gui.selected_area import SelectedArea
from gui.selection import Mode

if TYPE_CHECKING:
    from gui.attribute_form.calculate import CalculateDialog
    from gui.charts.panel import ChartsPanel
    from gui.dialogs.selecting import SelectDialog
    from gui.identify import Hit
    from gui.selecting import MapSelecting
    from gui.table.panel import TablePanel
    from gui.tools.select import SelectTool
    from gui.window import MainWindow
    from layers.layer import Layer

HEIGHT_PX = 280
LEAST_HEIGHT_PX = 140


class LinkedViews(QObject):
    """Owns the bottom dock with table and charts, the tools that select, and how all of them follow the selection.

    Table, charts and tools are made when they are first asked for: the window must not wait for them to start.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.selection = window.session.selection
        self.area = SelectedArea(window.session, window.speaker, self)
        self.bottom = QTabWidget()
        self.bottom.setDocumentMode(True)
        self.bottom.setMinimumHeight(LEAST_HEIGHT_PX)
        self.bottom.hide()
        self._height = HEIGHT_PX
        self.select_dialog: SelectDialog | None = None
        self.calculate_dialog: CalculateDialog | None = None
        self._mode: Mode = "replace"
        self._everything = False
        self._connect()

    @cached_property
    def selecting(self) -> MapSelecting:
        """What the tools and the dialog ask."""
        from gui.selecting import MapSelecting

        return MapSelecting(self._session, self._drawn, self._chosen)

    @cached_property
    def tools(self) -> dict[str, SelectTool]:
        """The tools that select, by their actions."""
        from gui.tools.select import SelectTool

        canvas = self._window.canvas
        return {
            "select_box": SelectTool(canvas, self.selecting),
            "select_lasso": SelectTool(canvas, self.selecting, lasso=True),
        }

    @property
    def table(self) -> TablePanel:
        """The attribute table."""
        return self._panels[0]

    @property
    def charts(self) -> ChartsPanel:
        """The charts."""
        return self._panels[1]

    @cached_property
    def _panels(self) -> tuple[TablePanel, ChartsPanel]:
        from gui.charts.panel import ChartsPanel
        from gui.table.panel import TablePanel

        window = self._window
        table = TablePanel(window.session, window.speaker, self._extent)
        charts = ChartsPanel(window.session, window.speaker)
        self.bottom.addTab(table, self.tr("Table"))
        self.bottom.addTab(charts, self.tr("Charts"))
        window.canvas.view_changed.connect(table.follow_view)
        table.go_to_wanted.connect(self._go_to)
        table.edit_refused.connect(window.projects.may_edit)
        table.calculate_button.clicked.connect(self.calculate)
        window.pasting.serve(table)
        return table, charts

    def retranslate(self) -> None:
        """Say anew what is not said by the panels themselves."""
        for number, name in enumerate((self.tr("Table"), self.tr("Charts"))):
            self.bottom.setTabText(number, name)

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        if self.bottom.count():
            for panel in self._panels:
                panel.retheme()

    def toggle_table(self) -> None:
        """F6: show the table with the keyboard in it, or fold it away."""
        self._toggle(self.table)

    def toggle_charts(self) -> None:
        """Shift+F6: show the charts, or fold them away."""
        self._toggle(self.charts)

    def ask_selection(self) -> None:
        """Open the dialog that selects by attribute and by location."""
        if self.select_dialog is None:
            from gui.dialogs.selecting import SelectDialog

            window = self._window
            self.select_dialog = SelectDialog(window.session, window.speaker, self.selecting, window)
        chosen = self._chosen()
        if chosen is not None and not self.select_dialog.isVisible():
            self.select_dialog.show_layer(chosen.name)
        self.select_dialog.show()
        self.select_dialog.raise_()
        self.select_dialog.activateWindow()

    def calculate(self) -> None:
        """Open the dialog that calculates a field of the layer in the table, in the form or chosen in the tree."""
        window = self._window
        if not window.projects.may_edit():
            return
        if self.calculate_dialog is None:
            from gui.attribute_form.calculate import CalculateDialog

            self.calculate_dialog = CalculateDialog(window.session, window.speaker, window)
        if not self.calculate_dialog.isVisible():
            self.calculate_dialog.offer(*self._in_hand())
        self.calculate_dialog.show()
        self.calculate_dialog.raise_()
        self.calculate_dialog.activateWindow()

    def _in_hand(self) -> tuple[str, str]:
        """The layer and the field that a planner looks at."""
        if self.bottom.isVisible() and self.table.layer is not None:
            return self.table.layer.name, self.table.model.field_at(self.table.view.currentIndex().column())
        editing = self._window.editing if "editing" in vars(self._window) else None
        if editing is not None and editing.context.name:
            return editing.context.name, ""
        names, chosen = self.selection.layers(), self._chosen()
        return (names[0] if names else chosen.name if chosen is not None else ""), ""

    def _toggle(self, panel: TablePanel | ChartsPanel) -> None:
        if self.bottom.isVisible() and self.bottom.currentWidget() is panel:
            self._height = self.bottom.height()
            self.bottom.hide()
            self._window.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        chosen = self._chosen()
        if chosen is not None and not self.bottom.isVisible():
            panel.show_layer(chosen.name)
        self.bottom.setCurrentWidget(panel)
        if not self.bottom.isVisible():
            self.bottom.show()
            self._window.stack.setSizes([self._window.stack.height() - self._height, self._height])
        inside = self.table.view if panel is self.table else self.charts.pages
        inside.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # What the selection and the map say

    def _drawn(self) -> list[Layer]:
        """The layers that are drawn now, topmost first."""
        denominator = self._window.canvas.scale_denominator()
        drawn = self._session.map_layers.drawn(denominator) if denominator is not None else []
        return [item.layer for item in reversed(drawn)]

    def _chosen(self) -> Layer | None:
        item = self._window.layers.tree.current_layer()
        return item.layer if item is not None else None

    def _extent(self) -> tuple[float, float, float, float] | None:
        view = self._window.canvas.view
        return view.extent if view is not None else None

    def _point(self, everything: bool) -> None:
        """A place was clicked: what is found there will be selected, unless it was only asked about."""
        from gui.tools.select import mode_of_keys

        self._everything = everything
        self._mode = mode_of_keys()

    def _take_hits(self, hits: list[Hit]) -> None:
        if not self._everything:
            self.selection.select_in({hit.layer.name: [hit.fid] for hit in hits[:1]}, self._mode)

    def _follow(self) -> None:
        """Show the attributes of what is selected, unless they are shown already."""
        from gui.identify import MOST_HITS, hits_of

        names, plan = self.selection.layers(), self._session.plan
        shown = {(hit.layer.name, hit.fid) for hit in self._window.attributes.hits}
        if len(names) != 1 or plan is None or plan.measuring_crs is None:
            self._window.attributes.show_count(len(self.selection))
            return
        crs, fids = plan.measuring_crs, self.selection.fids(names[0])
        if {(names[0], fid) for fid in fids[: MOST_HITS + 1].tolist()} == shown:
            return
        layer = self._named(names[0])
        if len(fids) > MOST_HITS and layer is not None:
            self._window.attributes.show_group(layer, fids, [])
        elif layer is not None:
            self._session.jobs.submit(
                self.tr("Reading the features"),
                lambda _feedback: hits_of(layer, fids, crs),
                lambda found: self._show_hits(layer, fids.tolist(), found),
            )

    def _show_hits(self, layer: Layer, asked: list[int], found: list[Hit]) -> None:
        fids = self.selection.fids(layer.name)
        if fids.tolist() != asked:
            return
        if len(found) > 1:
            self._window.attributes.show_group(layer, fids, found)
            self._window.tabs.setCurrentWidget(self._window.attributes)
        else:
            self._window.attributes.show_hits(found, missed=False)

    def _named(self, name: str) -> Layer | None:
        return next((item.layer for item in self._session.map_layers if item.layer.name == name), None)

    def _go_to(self, layer: Layer, fid: int) -> None:
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        if crs is None:
            return

        def work(_feedback: Feedback) -> PlacePath | None:
            from gui.identify import hits_of

            found = hits_of(layer, np.array([fid]), crs)
            return place_path(found[0].place) if found else None

        self._session.jobs.submit(self.tr("Going there"), work, self._fly)

    def _fly(self, path: PlacePath | None) -> None:
        if path is not None:
            self._window.canvas.point_at(path, "accent", fly=True)
        else:
            self._window.status.set_tip(self.tr("This feature has no shape."))

    # Wiring

    def _connect(self) -> None:
        window, session = self._window, self._session
        does = {
            "select_box": lambda: window.canvas.use_tool(self.tools["select_box"]),
            "select_lasso": lambda: window.canvas.use_tool(self.tools["select_lasso"]),
            "select_by": self.ask_selection,
            "table": self.toggle_table,
            "charts": self.toggle_charts,
            "calculate": self.calculate,
        }
        for name, do in does.items():
            window.commands[name].triggered.connect(lambda _checked=False, do=do: do())
        window.speaker.changed.connect(self.retranslate)
        window.canvas.pointed.connect(lambda _x, _y, _radius, everything: self._point(everything))
        session.identified.connect(self._take_hits)
        self.selection.settled.connect(self._follow)
        self.area.said.connect(window.status.set_selected)
