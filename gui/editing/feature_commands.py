"""What can be done with the feature under the cursor or with the selection: the menu of the right button, Delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from core.messages import Text
from core.quantities import Quantity, shown
from gui.editing.layer_names import layer_title
from gui.editing.measures import figures_of, measure_for

if TYPE_CHECKING:
    from gui.editing.editing import Editing
    from gui.editing.operation_tool import OperationTool
    from layers.editing.edit import Edit, Surroundings
    from services.shaping import Done

DELETE = Text("删除 {count} 个要素", "Delete {count} features")
GIVE = Text("土地并入邻面", "Give land to the neighbour")
CLICK_PX = 4.0
ONE = ("split_line", "cut_area", "equal_areas", "shares", "edge_area", "reshape", "hole", "fill_hole", "trim", "extend")
ANY = ("move", "copy_move", "turn")
SEVERAL = ("merge", "collect")


class FeatureCommands(QObject):
    """Works in edit mode only; the layer in hand is meant."""

    def __init__(self, editing: Editing) -> None:
        super().__init__(editing)
        self._editing, self._context = editing, editing.context
        self.menu: QMenu | None = None
        self.delete_action = QAction(self)
        self.delete_action.setShortcuts([QKeySequence("Del"), QKeySequence("Backspace")])
        self.delete_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.delete_action.triggered.connect(lambda _checked=False: self.delete())
        self._context.canvas.menu_wanted.connect(self.open_menu)

    def begin(self) -> None:
        """Editing begins."""
        self._context.canvas.addAction(self.delete_action)

    def end(self) -> None:
        """Editing is over."""
        self._context.canvas.removeAction(self.delete_action)

    # Deleting

    def delete(self) -> None:
        """Delete what is selected, say what became of the land, and offer it to the neighbours."""
        from layers.editing.deleting import delete

        context = self._context
        fids = context.selected()
        if not context.ready or not fids:
            return
        measure, free = measure_for(context), []

        def intent(near: Surroundings) -> Edit:
            edit = delete(near, fids)
            free.append(figures_of(edit, measure).size_before)
            return edit

        context.overlay.show_card([], None)
        context.apply(intent, DELETE.format(count=len(fids)), done=lambda done: self._tell_free(done, free[0]))

    def delete_into_neighbours(self) -> None:
        """Delete what is selected; the land goes to the neighbours with the longest borders."""
        from layers.editing.deleting import delete_into_neighbours

        fids = self._context.selected()
        label = DELETE.format(count=len(fids))
        self._context.apply(lambda near: delete_into_neighbours(near, fids), label, done=self._select_takers)

    def _tell_free(self, done: Done, size: float) -> None:
        context = self._context
        if not context.coverage or context.kind != "polygon" or not done.edit:
            return
        lands = list(done.edit.before.values())
        area = shown(Quantity(size, "m2"), context.speaker.language)
        sentence = self.tr("{count} features were deleted; their land ({area}) lies free now.")
        context.window.messages.tell(
            sentence.format(count=len(lands), area=area),
            kind="clear",
            action=self.tr("Give it to the neighbour"),
            ask=lambda: self._give(lands),
        )
        context.say_for_now()

    def _give(self, lands: list[object]) -> None:
        """Free land goes to the neighbour with the longest border."""
        from layers.editing.deleting import give_land

        context = self._context
        context.window.messages.hide()
        if context.ready:
            context.apply(lambda near: give_land(near, lands), GIVE, done=self._select_takers)

    def _select_takers(self, done: Done) -> None:
        self._context.session.selection.select(self._context.name, list(done.edit.changed))

    # The menu

    def open_menu(self, position: QPointF) -> None:
        """What can be done here; a feature that is not selected is selected first."""
        context = self._context
        if not self._editing.is_on or not context.ready:
            return
        from layers.editing.picking import feature_at

        place = context.place_at(position)
        found = feature_at(context.near, place, context.reach(CLICK_PX, place))
        if found is not None and found not in context.selected():
            context.session.selection.select(context.name, [found])
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = menu = QMenu(context.window)
        if found is None:
            self._fill_free(menu, position)
        if context.selected():
            self._fill(menu, len(context.selected()))
        if menu.isEmpty():
            menu.addAction(self.tr("No feature lies here")).setEnabled(False)
        menu.popup(context.canvas.mapToGlobal(position.toPoint()))

    def _fill(self, menu: QMenu, count: int) -> None:
        context = self._context
        head = self.tr("{count} features of {layer}").format(
            count=count, layer=context.speaker.say(layer_title(context.session, context.name))
        )
        menu.addAction(head.replace("&", "&&")).setEnabled(False)
        groups = [ANY, ONE if count == 1 else ("split_line",)]
        groups = [ANY, ("explode", *SEVERAL)] if count > 1 else groups
        for names in groups:
            menu.addSeparator()
            actions = [self._editing.actions[name] for name in names if name in self._editing.actions]
            menu.addActions([action for action in actions if action.isEnabled()])
        menu.addSeparator()
        delete = menu.addAction(self.tr("Delete"), self.delete)
        delete.setShortcut(QKeySequence("Del"))
        if context.coverage and context.kind == "polygon":
            menu.addAction(self.tr("Delete, land to the neighbour"), self.delete_into_neighbours)
        menu.addSeparator()
        menu.addAction(self.tr("Zoom to the selection"), self.zoom)
        menu.addAction(self.tr("Attributes"), context.window.commands["to_attributes"].trigger)

    def _fill_free(self, menu: QMenu, position: QPointF) -> None:
        action = self._editing.actions.get("fill_gap")
        if action is not None and action.isEnabled():
            menu.addAction(self.tr("Fill the gap here"), lambda: self._fill_gap(position))

    def _fill_gap(self, position: QPointF) -> None:
        self._editing.take("fill_gap")
        tool: OperationTool = self._editing.tools["fill_gap"]
        tool.point(position)

    def zoom(self) -> None:
        """Go to what is selected."""
        import numpy as np
        import shapely

        context = self._context
        known = [context.near.shape(fid) for fid in context.selected()] if context.ready else []
        shapes = [shape for shape in known if shape is not None]
        if shapes:
            west, south, east, north = shapely.total_bounds(np.array([*shapes, None], dtype=object)[:-1])
            corners = np.array([(west, south), (west, north), (east, south), (east, north)])
            xy = context.map_xy(corners)
            context.canvas.fly_to((*xy.min(axis=0).tolist(), *xy.max(axis=0).tolist()))
