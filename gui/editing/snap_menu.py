"""The settings of snapping, under the button in the bar: on or off, how far, to what, to which layers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from gui.editing.layer_names import layer_title
from gui.editing.snapping import RADIUS_PX
from gui.parts import Choice, TickBox, TickDelegate, hairline, plain_label
from gui.theme import icon

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from gui.editing.snapping import Snapping

KEY = "F3"
CHOSEN_KINDS = ("vertex", "intersection", "midpoint", "perpendicular", "edge", "extension", "grid")
FIELD_PX, LIST_PX = 64, (210, 260)
MOST_PX, MOST_M = 60.0, 10_000.0
USUAL_M, USUAL_GRID_M = 1.0, 10.0


class SnapMenu(QObject):
    """Fills the menu of the bar's button, and says on it whether there is snapping."""

    def __init__(self, context: EditContext, button: QToolButton) -> None:
        super().__init__(button)
        self._context, self._button = context, button
        self._snapping = context.snapping
        self.toggle = QAction(self)
        self.toggle.setShortcut(QKeySequence(KEY))
        self.toggle.triggered.connect(self.switch)
        button.addAction(self.toggle)
        self.menu = QMenu(button)
        self.panel: SnapPanel | None = None
        self.menu.aboutToShow.connect(self._fill)
        button.setMenu(self.menu)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._snapping.changed.connect(self.say)
        self._snapping.refreshed.connect(self.say)
        context.speaker.changed.connect(self.say)
        self.retheme()
        self.say()

    def retheme(self) -> None:
        """The icon in the colours of the present theme."""
        self._button.setIcon(icon("snap"))

    def switch(self) -> None:
        """On, or off."""
        self._snapping.set(on=not self._snapping.on)

    def say(self) -> None:
        """What the button says: on, off, or too much in view."""
        snapping = self._snapping
        text = self.tr("Snapping")
        tip = self.tr("Where the cursor is drawn to ({key} switches it on and off; Alt leaves it out once).")
        if not snapping.on:
            text = self.tr("Snapping off")
        elif snapping.too_many:
            text = self.tr("Zoom in to snap")
            tip = self.tr("There are too many features in view: those of some layers are not snapped to.")
        self._button.setText(text)
        self._button.setToolTip(tip.format(key=KEY))

    def _fill(self) -> None:
        """The panel is made when it is first opened: few change these settings."""
        if self.panel is None:
            self.panel = SnapPanel(self._context)
            action = QWidgetAction(self.menu)
            action.setDefaultWidget(self.panel)
            self.menu.addAction(action)
        self.panel.refresh()


class SnapPanel(QWidget):
    """The settings themselves; each is taken at once."""

    def __init__(self, context: EditContext) -> None:
        super().__init__()
        self._context = context
        self.on = TickBox()
        self.radius, self.unit = QLineEdit(), Choice()
        self.kinds = {kind: TickBox() for kind in CHOSEN_KINDS}
        self.spacing = QLineEdit()
        self.layers = QListWidget()
        self.as_all = TickBox()
        self.labels = {name: plain_label(muted=True) for name in ("radius", "metres", "layers")}
        self._showing = False
        self._lay_out()
        self.on.clicked.connect(lambda on: self._snapping.set(on=on))
        self.radius.editingFinished.connect(self._take_radius)
        self.unit.activated.connect(lambda _row: self._take_unit())
        self.spacing.editingFinished.connect(self._take_spacing)
        for box in self.kinds.values():
            box.clicked.connect(lambda _on: self._take_kinds())
        self.as_all.clicked.connect(self._take_as_all)
        self.layers.currentRowChanged.connect(lambda _row: self._show_kinds())
        self.layers.itemChanged.connect(self._take_layer)
        context.speaker.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def _snapping(self) -> Snapping:
        return self._context.snapping

    def retranslate(self) -> None:
        """Say everything anew."""
        from layers.editing.snapping import KINDS

        self.on.setText(self.tr("Snap while editing"))
        self.labels["radius"].setText(self.tr("Within"))
        self.labels["metres"].setText(self.tr("m"))
        self.labels["layers"].setText(self.tr("To which layers; what counts for the one marked"))
        self.radius.setAccessibleName(self.tr("How far the cursor is drawn"))
        self.spacing.setAccessibleName(self.tr("Spacing of the grid in metres"))
        self.layers.setAccessibleName(self.tr("Layers that are snapped to"))
        self.as_all.setText(self.tr("As for all layers"))
        unit = self.unit.currentIndex()
        self.unit.clear()
        self.unit.addItems([self.tr("pixels"), self.tr("m")])
        self.unit.setCurrentIndex(max(unit, 0))
        for kind, box in self.kinds.items():
            box.setText(self._context.speaker.say(KINDS[kind]))  # type: ignore[index]
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are, and the layers that there are."""
        snapping = self._snapping
        self._showing = True
        self.on.setChecked(snapping.on)
        self.unit.setCurrentIndex(1 if snapping.radius_m else 0)
        self.radius.setText(f"{snapping.radius_m or snapping.radius_px:g}")
        self.spacing.setText(f"{snapping.grid_m or USUAL_GRID_M:g}")
        names = [item.layer.name for item in self._context.session.map_layers][::-1]
        row = max(self.layers.currentRow(), 0)
        self.layers.clear()
        every = QListWidgetItem(self.tr("All layers"))
        every.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
        self.layers.addItem(every)
        for name in names:
            item = QListWidgetItem(self._context.speaker.say(layer_title(self._context.session, name)))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if snapping.kinds_of(name) else Qt.CheckState.Unchecked)
            self.layers.addItem(item)
        self.layers.setCurrentRow(min(row, self.layers.count() - 1))
        self._showing = False
        self._show_kinds()

    def layer(self) -> str:
        """The layer whose kinds are shown; "" for all."""
        item = self.layers.currentItem()
        return _table(item) if item is not None and self.layers.currentRow() > 0 else ""

    def _show_kinds(self) -> None:
        snapping, name = self._snapping, self.layer()
        kinds = snapping.kinds_of(name) if name else snapping.kinds
        for kind, box in self.kinds.items():
            box.setChecked(kind in kinds)
            box.setEnabled(not name or kind != "grid")
        self.as_all.setVisible(bool(name))
        self.as_all.setChecked(name not in snapping.by_layer)

    def _take_radius(self) -> None:
        metres = self.unit.currentIndex() == 1
        most = MOST_M if metres else MOST_PX
        value = _number(self.radius.text())
        if value is not None and 0 < value <= most:
            self._snapping.set(radius_m=value if metres else 0.0, radius_px=None if metres else value)
        else:
            self.refresh()

    def _take_unit(self) -> None:
        metres = self.unit.currentIndex() == 1
        self._snapping.set(radius_m=USUAL_M if metres else 0.0, radius_px=None if metres else RADIUS_PX)
        self.refresh()

    def _take_spacing(self) -> None:
        value = _number(self.spacing.text())
        if value is not None and 0 < value <= MOST_M:
            self._snapping.set(grid_m=value)

    def _take_kinds(self) -> None:
        chosen = frozenset(kind for kind, box in self.kinds.items() if box.isChecked())
        name = self.layer()
        if name:
            self._snapping.set_layer(name, chosen - {"grid"})
        else:
            self._snapping.set(kinds=chosen, grid_m=_number(self.spacing.text()) or USUAL_GRID_M)
        self._show_ticks()

    def _take_as_all(self, on: bool) -> None:
        name = self.layer()
        self._snapping.set_layer(name, None if on else self._snapping.kinds)
        self._show_kinds()
        self._show_ticks()

    def _take_layer(self, item: QListWidgetItem) -> None:
        if self._showing:
            return
        on = item.checkState() == Qt.CheckState.Checked
        self._snapping.set_layer(_table(item), None if on else frozenset())
        self.layers.setCurrentItem(item)
        self._show_kinds()

    def _show_ticks(self) -> None:
        """A layer with no kinds is off."""
        self._showing = True
        for row in range(1, self.layers.count()):
            item = self.layers.item(row)
            on = bool(self._snapping.kinds_of(_table(item)))
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self._showing = False

    def _lay_out(self) -> None:
        for field in (self.radius, self.spacing):
            field.setFixedWidth(FIELD_PX)
        for label in self.labels.values():
            label.setWordWrap(False)
        self.layers.setFixedSize(*LIST_PX)
        self.layers.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.layers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.layers.setItemDelegate(TickDelegate(self.layers))
        reach = QHBoxLayout()
        for part in (self.on, self.labels["radius"], self.radius, self.unit):
            reach.addWidget(part)
        reach.insertSpacing(1, 12)
        reach.addStretch(1)
        kinds = QGridLayout()
        kinds.addWidget(self.as_all, 0, 0, 1, 3)
        for row, (kind, box) in enumerate(self.kinds.items(), start=1):
            kinds.addWidget(box, row, 0)
            if kind == "grid":
                kinds.addWidget(self.spacing, row, 1)
                kinds.addWidget(self.labels["metres"], row, 2)
        kinds.setRowStretch(len(self.kinds) + 1, 1)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self.layers)
        below.addLayout(kinds)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(reach)
        layout.addWidget(hairline())
        layout.addWidget(self.labels["layers"])
        layout.addLayout(below)


def _number(text: str) -> float | None:
    from core.errors import AppError
    from layers.editing.constraints import number_in

    try:
        return number_in(text)
    except AppError:
        return None


def _table(item: QListWidgetItem) -> str:
    """The layer of a row."""
    return str(item.data(Qt.ItemDataRole.UserRole))
