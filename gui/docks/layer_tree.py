"""The layer tree is the legend: groups, layers with their swatch, classes with their counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeWidget
from PySide6.QtWidgets import QTreeWidgetItem as Item

from gui.language import Speaker
from gui.map_layers import MapLayer
from gui.parts import draw_tick, plain_tip
from gui.session import Session
from gui.swatches import SWATCH, swatch_icon
from gui.theme import current_theme

if TYPE_CHECKING:
    from maps.symbology.symbols import Symbology

LAYER_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
MARK_ROLE = Qt.ItemDataRole.UserRole + 2
FADED_ROLE = Qt.ItemDataRole.UserRole + 3
ELIDE_ROLE = Qt.ItemDataRole.UserRole + 4


class LayerTree(QTreeWidget):
    """Shows and changes which layers are drawn and in which order.

    Dragging a layer (or Alt+Up, Alt+Down) moves it within its group; Enter asks to see it whole.
    """

    toggled = Signal()
    zoom_wanted = Signal(object)
    style_wanted = Signal(object)

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self._session = session
        self._speaker = speaker
        self._denominator = 0.0
        self._filling = False
        self._members: list[MapLayer] = []
        self._closed: set[str] = set()
        self._open_layers: set[int] = set()
        self.setHeaderHidden(True)
        self.setIndentation(12)
        self.setIconSize(SWATCH)
        self.setUniformRowHeights(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(LayerDelegate(self))
        self.setExpandsOnDoubleClick(False)
        self.itemDoubleClicked.connect(self._ask_for_style)
        self.itemChanged.connect(self._toggle)
        self.itemExpanded.connect(lambda item: self._remember(item, is_open=True))
        self.itemCollapsed.connect(lambda item: self._remember(item, is_open=False))

    def fill(self) -> None:
        """Build the tree from the session's layers, keeping what is open and selected."""
        selected = self.current_layer()
        self._filling = True
        self.clear()
        self._members = list(self._session.map_layers)
        for group, members in self._session.map_layers.groups():
            head = Item(self, [self._speaker.say(group.label)])
            head.setData(0, LAYER_ROLE, group.id)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled)
            for member in members:
                self._add_layer(head, member, told_apart_by(member, members))
            head.setExpanded(group.id not in self._closed)
        self._filling = False
        if selected is not None:
            self.select_layer(selected)

    def refresh(self, member: MapLayer) -> None:
        """A layer got its display: show its swatches."""
        for item in self._layer_items():
            if self._member(item) is member:
                self._filling = True
                self._dress(item, member)
                self._filling = False

    def mark_shown(self) -> None:
        """Tick the layers that are shown, where that was decided elsewhere."""
        self._filling = True
        for item in self._layer_items():
            shown = self._member(item).visible
            item.setCheckState(0, Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)
        self._filling = False

    def set_scale(self, denominator: float) -> None:
        """Grey what is not drawn at this scale."""
        self._denominator = denominator
        silent = self.model().blockSignals(True)  # or every row would be painted by itself, after the next paint
        for item in self._layer_items():
            item.setData(0, FADED_ROLE, not self._member(item).style.shown_at(denominator))
        self.model().blockSignals(silent)
        self.viewport().update()

    def current_layer(self) -> MapLayer | None:
        """The layer of the current row (that of a class row is its layer)."""
        item = self.currentItem()
        while item is not None:
            found = self._member(item)
            if found is not None:
                return found
            item = item.parent()
        return None

    def select_layer(self, member: MapLayer) -> None:
        """Make the row of ``member`` the current one."""
        for item in self._layer_items():
            if self._member(item) is member:
                self.setCurrentItem(item)

    def expand_layer(self, member: MapLayer, *, is_open: bool) -> None:
        """Show or hide the classes of a layer."""
        for item in self._layer_items():
            if self._member(item) is member:
                item.setExpanded(is_open)

    def move_layer(self, member: MapLayer, step: int) -> None:
        """Move a layer up (-1) or down (+1) within its group."""
        members = self._group_of(member)
        place = members.index(member)
        if 0 <= place + step < len(members):
            members.insert(place + step, members.pop(place))
            self._reorder(members)

    def dropEvent(self, event: QDropEvent) -> None:
        """Only within the group: what lies elsewhere in the tree is drawn by its group."""
        moved, target = self.current_layer(), self._layer_at(event)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if moved is None or target is None or target is moved or target.group.id != moved.group.id:
            return
        members = self._group_of(moved)
        members.remove(moved)
        at = event.position().toPoint()
        below = at.y() > self.visualRect(self.indexAt(at)).center().y()
        members.insert(members.index(target) + int(below), moved)
        self._reorder(members)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        member = self.current_layer()
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in steps and member is not None:
            self.move_layer(member, steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and member is not None:
            self.zoom_wanted.emit(member)
        else:
            super().keyPressEvent(event)

    def _add_layer(self, head: Item, member: MapLayer, suffix: str) -> None:
        item = Item(head, [f"{self._speaker.say(member.style.label)} {suffix}".strip()])
        item.setData(0, ELIDE_ROLE, bool(suffix))
        item.setToolTip(0, plain_tip("\n".join(self._tip(item.text(0), member))))
        # A number, not the object: Qt would pickle it when a row is dragged.
        item.setData(0, LAYER_ROLE, self._members.index(member))
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
            | Qt.ItemFlag.ItemIsDragEnabled
        )
        item.setCheckState(0, Qt.CheckState.Checked if member.visible else Qt.CheckState.Unchecked)
        item.setData(0, COUNT_ROLE, self._count(len(member.layer)))
        marks = [self.tr("illus.")] if member.layer.illustrative else []
        marks += ["*"] if member.style.ours else []
        marks += ["!"] if member.layer.notices else []
        item.setData(0, MARK_ROLE, marks)
        item.setData(0, FADED_ROLE, bool(self._denominator) and not member.style.shown_at(self._denominator))
        self._dress(item, member)
        item.setExpanded(id(member) in self._open_layers)

    def _tip(self, name: str, member: MapLayer) -> list[str]:
        lines = [name, member.layer.path.name]
        if member.style.ours:
            lines.append(self.tr("* Drawn by defaults of the software, not by values of a standard."))
        return lines

    def _dress(self, item: Item, member: MapLayer) -> None:
        """Swatches and class rows, once the display is there."""
        item.takeChildren()
        if member.display is None:
            return
        symbology: Symbology = member.display.symbology
        counts = np.bincount(symbology.class_of_row, minlength=len(symbology.classes))
        item.setIcon(0, self._swatch(member, 0))
        if len(symbology.classes) < 2 or self._session.plan is None:
            return
        for number, symbol_class in enumerate(symbology.classes):
            row = Item(item, [self._speaker.say(symbol_class.caption())])
            row.setIcon(0, self._swatch(member, number))
            row.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            row.setData(0, COUNT_ROLE, self._count(int(counts[number])))

    def _count(self, count: int) -> int | None:
        """A number of features; none is told before the plan itself is open."""
        return None if self._session.plan is None else count

    def _swatch(self, member: MapLayer, number: int) -> QIcon:
        return swatch_icon(member.display.symbology.classes[number].symbol, member.layer.kind, self)

    def _toggle(self, item: Item) -> None:
        member = self._member(item)
        if self._filling or member is None:
            return
        visible = item.checkState(0) == Qt.CheckState.Checked
        if visible != member.visible:
            member.visible = visible
            self.toggled.emit()

    def _ask_for_style(self, item: Item) -> None:
        member = self._member(item) or (self._member(item.parent()) if item.parent() is not None else None)
        if member is not None:
            self.style_wanted.emit(member)
        else:
            item.setExpanded(not item.isExpanded())

    def _reorder(self, members: list[MapLayer]) -> None:
        selected = self.current_layer()
        self._session.map_layers.reorder(members)
        self.fill()
        if selected is not None:
            self.select_layer(selected)
        self.toggled.emit()

    def _group_of(self, member: MapLayer) -> list[MapLayer]:
        return next(m for group, m in self._session.map_layers.groups() if group.id == member.group.id)

    def _layer_at(self, event: QDropEvent) -> MapLayer | None:
        item = self.itemAt(event.position().toPoint())
        while item is not None and self._member(item) is None:
            item = item.parent()
        return None if item is None else self._member(item)

    def _member(self, item: Item) -> MapLayer | None:
        """The layer of a layer's row; None for groups and classes."""
        number = item.data(0, LAYER_ROLE)
        return self._members[number] if isinstance(number, int) else None

    def _layer_items(self) -> Iterator[Item]:
        for index in range(self.topLevelItemCount()):
            head = self.topLevelItem(index)
            yield from (head.child(number) for number in range(head.childCount()))

    def _remember(self, item: Item, *, is_open: bool) -> None:
        if self._filling:
            return
        member, group = self._member(item), item.data(0, LAYER_ROLE)
        if member is not None:
            (self._open_layers.add if is_open else self._open_layers.discard)(id(member))
        elif isinstance(group, str):
            (self._closed.discard if is_open else self._closed.add)(group)


class LayerDelegate(QStyledItemDelegate):
    """A row with its count at the right, marks before it, and faded when out of scale."""

    def sizeHint(self, option: QStyleOptionViewItem, index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), 26)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index) -> None:
        theme = current_theme()
        self.initStyleOption(option, index)
        count = index.data(COUNT_ROLE)
        marks = list(index.data(MARK_ROLE) or [])
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDisplay
        text, option.text = option.text, ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        if option.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
            _draw_check(painter, option)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        font = option.font
        font.setBold(not index.parent().isValid())
        painter.setFont(font)
        style = option.widget.style()
        area = style.subElementRect(QStyle.SubElement.SE_ItemViewItemDecoration, option, option.widget)
        left = area.right() + 8 if not option.icon.isNull() else _text_left(option)
        room = QRect(left, option.rect.top(), option.rect.right() - left - 6, option.rect.height())
        small = painter.font()
        small.setPixelSize(theme.size("small"))
        small.setBold(False)
        quiet = theme.colour("text" if selected else "muted")
        room = _draw_right(painter, room, "" if count is None else f"{count:,}".replace(",", " "), small, quiet)
        small.setPixelSize(theme.size("small") - 1)
        for mark in marks:
            room = _draw_right(painter, room, mark, small, quiet)
        faded = bool(index.data(FADED_ROLE))
        painter.setPen(theme.colour("muted" if faded and not selected else "text"))
        painter.setFont(font)
        # What tells two layers of one kind apart stands at the end.
        mode = Qt.TextElideMode.ElideMiddle if index.data(ELIDE_ROLE) else Qt.TextElideMode.ElideRight
        elided = painter.fontMetrics().elidedText(text, mode, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
        painter.restore()


def _draw_check(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """Over the style's own box, whose edge is lost on dark grounds."""
    part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
    middle = QRectF(option.widget.style().subElementRect(part, option, option.widget)).center()
    ground = "selected" if option.state & QStyle.StateFlag.State_Selected else "panel"
    draw_tick(painter, middle, checked=option.checkState == Qt.CheckState.Checked, ground=ground)


def _text_left(option: QStyleOptionViewItem) -> int:
    style = option.widget.style()
    checkable = option.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    if not checkable:
        return option.rect.left() + 4
    return style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, option.widget).right() + 6


def _draw_right(painter: QPainter, room: QRect, text: str, font, colour) -> QRect:
    """Draw ``text`` at the right end of ``room`` and return what is left."""
    if not text:
        return room
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
    return room.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(text) - 7, 0)


def told_apart_by(member: MapLayer, members: list[MapLayer]) -> str:
    """What must stand behind the label: the file's own part of its name where several layers share the label."""
    role, name = member.layer.role, member.layer.name
    if role is None:
        return name
    shared = sum(other.layer.role == role for other in members) > 1
    return name.removeprefix(role).strip("_- ") if shared else ""
