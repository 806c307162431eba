"""The layers panel: the tree, and below it what is to be known about the layer in hand."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from core.quantities import rounded
from gui.docks.layer_tree import LayerTree
from gui.language import Speaker
from gui.map_layers import MapLayer
from gui.parts import EmptyState, plain_label
from gui.role_choice import roles_for
from gui.session import Session


class LayersPanel(QWidget):
    """Left of the map. ``zoom_wanted`` carries a ``MapLayer``, ``changed`` means order or visibility.

    The other signals ask for something to be done with a ``MapLayer``; ``role_wanted`` also carries the role or None.
    """

    zoom_wanted = Signal(object)
    style_wanted = Signal(object)
    export_wanted = Signal(object)
    remove_wanted = Signal(object)
    rename_wanted = Signal(object)
    labels_wanted = Signal(object)
    role_wanted = Signal(object, object)
    changed = Signal()

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._speaker = speaker
        self._denominator = 0.0
        self.base_actions: list[QAction] = []
        self.heading = QLabel(objectName="heading")
        self.tree = LayerTree(session, speaker)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.currentItemChanged.connect(self._describe)
        self.tree.toggled.connect(self.changed)
        self.tree.zoom_wanted.connect(self.zoom_wanted)
        self.tree.style_wanted.connect(self.style_wanted)
        self.empty = EmptyState()
        self.about = plain_label("", muted=True)
        self.about.setContentsMargins(12, 8, 12, 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.heading.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(self.heading)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self.about)
        session.sketched.connect(self._fill)
        session.opened.connect(self._fill)
        session.changed.connect(lambda _outcome: self._fill())
        session.displayed.connect(self.tree.refresh)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.heading.setText(self.tr("Layers"))
        self.tree.setAccessibleName(self.tr("Layers"))
        self.empty.say(
            self.tr("Here are the layers of the plan, with their legend."),
            self.tr("Open a plan folder with Ctrl+O."),
        )
        self._fill()

    def set_scale(self, denominator: float) -> None:
        """Grey what the scale hides."""
        self._denominator = denominator
        self.tree.set_scale(denominator)
        self._describe()

    def menu_for(self, member: MapLayer) -> QMenu:
        """What can be done with a layer."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Zoom to layer"), lambda: self.zoom_wanted.emit(member))
        menu.addAction(self.tr("Show only this layer"), lambda: self._show_only([member]))
        menu.addAction(self.tr("Show all layers"), lambda: self._show_only(list(self._session.map_layers)))
        menu.addSeparator()
        menu.addAction(self.tr("Show the classes"), lambda: self.tree.expand_layer(member, is_open=True))
        menu.addAction(self.tr("Hide the classes"), lambda: self.tree.expand_layer(member, is_open=False))
        menu.addSeparator()
        menu.addAction(self.tr("Draw above all others"), lambda: self._restack(member, top=True))
        menu.addAction(self.tr("Draw below all others"), lambda: self._restack(member, top=False))
        menu.addSeparator()
        menu.addAction(self.tr("Symbols…"), lambda: self.style_wanted.emit(member))
        menu.addAction(self.tr("Labels…"), lambda: self.labels_wanted.emit(member))
        menu.addAction(self.tr("Export the layer…"), lambda: self.export_wanted.emit(member))
        menu.addActions(self.base_actions)
        if self._session.desk.is_project:
            menu.addMenu(self._roles_menu(menu, member))
            menu.addAction(self.tr("Rename the layer…"), lambda: self.rename_wanted.emit(member))
            menu.addAction(self.tr("Remove the layer"), lambda: self.remove_wanted.emit(member))
        return menu

    def _roles_menu(self, parent: QMenu, member: MapLayer) -> QMenu:
        """What the layer may mean to planning, by the groups of the tree."""
        menu = QMenu(self.tr("What the layer is"), parent)
        self._add_role(menu, member, None, self.tr("No role"))
        for label, roles in roles_for(member.layer.kind):
            group = menu.addMenu(self._speaker.say(label))
            for role, words in roles:
                self._add_role(group, member, role, self._speaker.say(words))
        return menu

    def _add_role(self, menu: QMenu, member: MapLayer, role: str | None, words: str) -> None:
        action = menu.addAction(words.replace("&", "&&"), lambda: self.role_wanted.emit(member, role))
        action.setCheckable(True)
        action.setChecked(member.layer.role == role)

    def _open_menu(self, position: QPoint) -> None:
        member = self.tree.current_layer()
        if member is not None:
            self.menu_for(member).popup(self.tree.viewport().mapToGlobal(position))

    def _show_only(self, members: list[MapLayer]) -> None:
        self._session.map_layers.show_only(members)
        self.tree.fill()
        self.changed.emit()

    def _restack(self, member: MapLayer, *, top: bool) -> None:
        layers = self._session.map_layers
        (layers.raise_to_top if top else layers.lower_to_bottom)(member)
        self.tree.fill()
        self.changed.emit()

    def _fill(self) -> None:
        filled = len(self._session.map_layers) > 0
        self.tree.setVisible(filled)
        self.empty.setVisible(not filled)
        self.tree.fill()
        self._describe()
        # Now, not after the first paint: with a scroll bar every row would be painted twice.
        self.layout().activate()
        self.tree.doItemsLayout()

    def _describe(self) -> None:
        member = self.tree.current_layer()
        lines = self.sentences(member) if member is not None else self._plan_notices()
        text = "\n".join(lines)
        if text != self.about.text():
            self.about.setText(text)
        self.about.setVisible(bool(lines))

    def _plan_notices(self) -> list[str]:
        plan = self._session.plan
        return [self._speaker.say(notice.message) for notice in plan.notices] if plan else []

    def sentences(self, member: MapLayer) -> list[str]:
        """What is to be known about a layer: file, CRS, why it is grey, what needs mending."""
        layer = member.layer
        found = [layer.path.name]
        if layer.crs is None:
            found.append(self.tr("Not drawn: its coordinate system is not known."))
        elif layer.crs.name not in found[0]:
            found[0] += f" · {layer.crs.name}"
        if layer.illustrative:
            found.append(self.tr("Illustrative: for demonstration, not a planning fact."))
        if self._denominator and not member.style.shown_at(self._denominator):
            found.append(self._scale_reason(member))
        if member.style.ours:
            found.append(self.tr("* Drawn by defaults of the software, not by values of a standard."))
        found += [self._speaker.say(notice.message) for notice in layer.notices]
        found += [self._speaker.say(notice.repair) for notice in layer.notices if notice.repair]
        return found

    def _scale_reason(self, member: MapLayer) -> str:
        most = member.style.max_denominator
        if most is not None and self._denominator > most:
            return self.tr("Not drawn at this scale: zoom in to 1:{scale} or nearer.").format(scale=rounded(most, 0))
        least = member.style.min_denominator or 0.0
        return self.tr("Not drawn at this scale: zoom out to 1:{scale} or farther.").format(scale=rounded(least, 0))
