"""Editing in a window: begun and ended by one action, with its bar, its tools and their shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from gui.editing.bar import EditBar
from gui.editing.context import EditContext
from gui.editing.feature_commands import FeatureCommands
from gui.editing.live import LiveAnswers
from gui.editing.tool_list import TOOLS
from gui.editing.words import EditWords
from gui.theme import icon

if TYPE_CHECKING:
    from gui.editing.tool import EditTool
    from gui.map_layers import MapLayer
    from gui.window import MainWindow


class Editing(QObject):
    """Made when editing is first begun: the window must not wait for it to start."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.context = EditContext(window)
        self.live = LiveAnswers(self.context, window.budget)
        self.words = EditWords(self)
        self.actions: dict[str, QAction] = {}
        self.tools: dict[str, EditTool] = {}
        self.tool: EditTool | None = None
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._make_actions()
        self.features = FeatureCommands(self)
        self.bar = EditBar(self.context, self.words, self.actions)
        self.bar.hide()
        self.bar.chosen.connect(self._take_layer)
        self.bar.ended.connect(self.end)
        self.context.changed.connect(self._check_tool)
        self.context.refused.connect(lambda _refusal: self.context.canvas.update())
        window.speaker.changed.connect(self.retranslate)
        window.session.opened.connect(self.end)
        window.canvas.tool_changed.connect(self._follow_tool)
        self.retranslate()

    @property
    def is_on(self) -> bool:
        """Whether editing has begun."""
        return self.bar.isVisibleTo(self._window)

    def retranslate(self) -> None:
        """Say everything anew."""
        for name, (text, tip) in self.words.tools().items():
            action = self.actions[name]
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(text)
            action.setToolTip(f"{text} ({keys})" if keys else text)
            action.setStatusTip(tip)
        if self.tool is not None:
            self.bar.say(self.tool.hint())

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        for name, action in self.actions.items():
            action.setIcon(icon(name))
        self.bar.snap_menu.retheme()

    def begin(self, member: MapLayer | None = None) -> None:
        """Begin to edit a layer: the one given, the one with something selected, or the one chosen in the tree."""
        window = self._window
        if not window.projects.may_edit():
            window.commands["edit"].setChecked(False)
            return
        wanted = member or self._wanted()
        self.bar.show()
        for action in self.actions.values():
            window.canvas.addAction(action)
        self.features.begin()
        window.commands["edit"].setChecked(True)
        self.context.edit(wanted)
        self.take("vertices")
        window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """Editing is over; everything is on disk anyway."""
        self._window.commands["edit"].setChecked(False)
        if not self.is_on:
            return
        self.bar.hide()
        for action in self.actions.values():
            self._window.canvas.removeAction(action)
        self.features.end()
        if self.tool is not None:
            self._window.commands["select"].trigger()
        self.context.edit(None)

    def toggle(self) -> None:
        """Begin, or end."""
        if self.is_on:
            self.end()
        else:
            self.begin()

    def take(self, name: str) -> None:
        """Take a tool in hand."""
        if name not in self.tools:
            spec = next(spec for spec in TOOLS if spec.name == name)
            self.tools[name] = spec.make(self.context)
        self.tool = self.tools[name]
        self._window.canvas.use_tool(self.tool)
        self.tool.take_up()
        self.actions[name].setChecked(True)
        self.bar.show_tool(self.tool)
        self._window.commands.release_tools()

    def give_up(self) -> bool:
        """Esc: what is begun, then a refusal that is still shown. Whether there was anything."""
        if not self.is_on or self.context.overlay.refusal is None:
            return False
        self.context.show(None)
        return True

    def _wanted(self) -> MapLayer | None:
        layers = list(self._window.session.map_layers)
        selected = self._window.session.selection.layers()
        chosen = self._window.layers.tree.current_layer()
        known = [item for item in layers if item.layer.name in selected] or ([chosen] if chosen is not None else [])
        polygons = [item for item in reversed(layers) if item.layer.role == "zoning"]
        return (known or polygons or [None])[0]

    def _take_by_action(self, name: str) -> None:
        """From the bar or a menu: Enter, Esc, digits and letters are for the map then, not for the button."""
        self.take(name)
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take_layer(self, member: MapLayer) -> None:
        self.context.edit(member)
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check_tool(self) -> None:
        """A tool that is not for this kind of geometry is put away."""
        kind = self.context.kind
        name = next((name for name, tool in self.tools.items() if tool is self.tool), None)
        spec = next((spec for spec in TOOLS if spec.name == name), None)
        if spec is not None and kind and kind not in spec.kinds:
            self.take("vertices")

    def _follow_tool(self) -> None:
        """Another tool of the window was taken in hand."""
        if self.tool is not None and self._window.canvas.tool is not self.tool:
            self.tool = None
            checked = self._group.checkedAction()
            if checked is not None:
                checked.setChecked(False)
            self.bar.show_tool(None)

    def _make_actions(self) -> None:
        for spec in TOOLS:
            action = QAction(icon(spec.name), "", self)
            action.setObjectName(spec.name)
            action.setCheckable(True)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, name=spec.name: self._take_by_action(name))
            self._group.addAction(action)
            self.actions[spec.name] = action
