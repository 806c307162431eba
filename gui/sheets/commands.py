"""The commands of the sheet editor: words, shortcuts, icons in one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.theme import icon


@dataclass(frozen=True)
class Spec:
    """A command; ``on_page`` ones work where the keyboard is on the page or in the list of elements."""

    name: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    on_page: bool = True
    checkable: bool = False


SPECS = (
    Spec("save", ("Ctrl+S",), on_page=False),
    Spec("undo", ("Ctrl+Z",), "undo", on_page=False),
    Spec("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", on_page=False),
    Spec("close", ("Ctrl+W",), on_page=False),
    Spec("add", ("Insert", "Ctrl+Shift+N"), on_page=False),
    Spec("cut", ("Ctrl+X",)),
    Spec("copy", ("Ctrl+C",)),
    Spec("paste", ("Ctrl+V",)),
    Spec("duplicate", ("Ctrl+D",)),
    Spec("delete", ("Delete", "Backspace")),
    Spec("all", ("Ctrl+A",)),
    Spec("next", ("]",)),
    Spec("previous", ("[",)),
    Spec("left", ("Ctrl+Shift+L",)),
    Spec("centre", ("Ctrl+Shift+E",)),
    Spec("right", ("Ctrl+Shift+R",)),
    Spec("top", ("Ctrl+Shift+T",)),
    Spec("middle", ("Ctrl+Shift+M",)),
    Spec("bottom", ("Ctrl+Shift+B",)),
    Spec("spread_x", ("Ctrl+Shift+H",)),
    Spec("spread_y", ("Ctrl+Shift+V",)),
    Spec("front", ("Shift+PgUp",)),
    Spec("forward", ("PgUp",)),
    Spec("backward", ("PgDown",)),
    Spec("back", ("Shift+PgDown",)),
    Spec("grid", ("G",), checkable=True),
    Spec("zoom_full", ("0", "Ctrl+0"), "zoom_full"),
    Spec("zoom_in", ("+", "=", "Ctrl++"), "zoom_in"),
    Spec("zoom_out", ("-", "Ctrl+-"), "zoom_out"),
)
ALIGN = ("left", "centre", "right", "top", "middle", "bottom", "", "spread_x", "spread_y")
STACK = ("front", "forward", "backward", "back")
EDIT = ("cut", "copy", "paste", "duplicate", "delete", "", "all")


class EditorCommands(QObject):
    """All commands by name: ``commands["undo"]``."""

    def __init__(self, window: QWidget, *places: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for spec in SPECS:
            action = QAction(window)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setCheckable(spec.checkable)
            if spec.icon:
                action.setIcon(icon(spec.icon))
            if spec.on_page:
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            for place in places if spec.on_page else (window,):
                place.addAction(action)
            self._actions[spec.name] = action
        self["grid"].setChecked(True)
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._actions.values())

    def connect_to(self, does: dict[str, Callable[[], object]]) -> None:
        """What every command does."""
        for name, do in does.items():
            self[name].triggered.connect(lambda _checked=False, do=do: do())

    def retranslate(self) -> None:
        """Words, and tips with the shortcut."""
        for name, text in self._words().items():
            action = self[name]
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(text)
            action.setToolTip(f"{text} ({keys})" if keys else text)

    def _words(self) -> dict[str, str]:
        return {
            "save": self.tr("Save"),
            "undo": self.tr("Undo"),
            "redo": self.tr("Redo"),
            "close": self.tr("Close"),
            "add": self.tr("Add"),
            "cut": self.tr("Cut"),
            "copy": self.tr("Copy"),
            "paste": self.tr("Paste"),
            "duplicate": self.tr("Duplicate"),
            "delete": self.tr("Delete"),
            "all": self.tr("Choose all"),
            "next": self.tr("Next element"),
            "previous": self.tr("Previous element"),
            "left": self.tr("Align left"),
            "centre": self.tr("Centre across"),
            "right": self.tr("Align right"),
            "top": self.tr("Align at the top"),
            "middle": self.tr("Centre up and down"),
            "bottom": self.tr("Align at the bottom"),
            "spread_x": self.tr("Distribute across"),
            "spread_y": self.tr("Distribute up and down"),
            "front": self.tr("To the front"),
            "forward": self.tr("Forward"),
            "backward": self.tr("Backward"),
            "back": self.tr("To the back"),
            "grid": self.tr("Snap to the grid"),
            "zoom_full": self.tr("Whole page"),
            "zoom_in": self.tr("Zoom in"),
            "zoom_out": self.tr("Zoom out"),
        }
