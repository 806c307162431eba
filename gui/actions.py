"""The window's actions: text, shortcut, tip and icon in one place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from gui.theme import icon


@dataclass(frozen=True)
class Spec:
    """How an action looks and is reached. ``checkable``: one of the tools; ``toggles``: on or off by itself."""

    name: str
    keys: tuple[str, ...]
    icon: str = ""
    checkable: bool = False
    on_map: bool = False
    toggles: bool = False


SPECS = (
    Spec("open_folder", ("Ctrl+O",), "folder"),
    Spec("open_file", ("Ctrl+Shift+O",)),
    Spec("open_sample", ()),
    Spec("new_project", ("Ctrl+N",)),
    Spec("save_copy", ("Ctrl+Shift+S",)),
    Spec("import_layers", ("Ctrl+Shift+I",)),
    Spec("export_layer", ("Ctrl+E",)),
    Spec("remove_layer", ()),
    Spec("export_changes", ("Ctrl+Shift+E",)),
    Spec("merge_changes", ("Ctrl+Shift+M",)),
    Spec("add_base", ()),
    Spec("remove_base", ()),
    Spec("undo", ("Ctrl+Z",), "undo"),
    Spec("redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Spec("select", ("V",), "pan", checkable=True, on_map=True),
    Spec("identify", ("I",), "identify", checkable=True, on_map=True),
    Spec("select_box", ("S",), "select_box", checkable=True, on_map=True),
    Spec("select_lasso", ("L",), "select_lasso", checkable=True, on_map=True),
    Spec("select_by", ("Ctrl+F3",)),
    Spec("edit", ("E",), "edit", on_map=True, toggles=True),
    Spec("measure", ("M",), "measure", checkable=True, on_map=True),
    Spec("measure_area", ("Shift+M",), "measure_area", checkable=True, on_map=True),
    Spec("go_to", ("Ctrl+K", "Ctrl+G")),
    Spec("add_bookmark", ("Ctrl+D",)),
    Spec("bookmarks", ("Ctrl+B",)),
    Spec("locator", ("F7",)),
    Spec("compare", ("F4",)),
    Spec("compare_plan", ("Shift+F4",)),
    Spec("table", ("F6",), "table"),
    Spec("charts", ("Shift+F6",), "chart"),
    Spec("calculate", ("Ctrl+F6",)),
    Spec("copy_features", ("Ctrl+C",), on_map=True),
    Spec("paste_features", ("Ctrl+V",), on_map=True),
    Spec("zoom_full", ("0", "Ctrl+0"), "zoom_full", on_map=True),
    Spec("zoom_in", ("+", "=", "Ctrl++"), "zoom_in", on_map=True),
    Spec("zoom_out", ("-", "Ctrl+-"), "zoom_out", on_map=True),
    Spec("check", ("F5",), "check"),
    Spec("sheets", ("Ctrl+P",), "sheet"),
    Spec("edit_sheet", ("Ctrl+Shift+P",)),
    Spec("hand_over", ("Ctrl+J",), "hand_over"),
    Spec("language", ("Ctrl+L",)),
    Spec("next_finding", ("F8",)),
    Spec("previous_finding", ("Shift+F8",)),
    Spec("mend", ("F9",)),
    Spec("topology", ("F10",)),
    Spec("rules", ("Ctrl+R",), "rules"),
    Spec("entered", ()),
    Spec("passport", ("Ctrl+I",)),
    Spec("give_up", ("Esc",)),
    Spec("to_layers", ("Ctrl+1",)),
    Spec("to_map", ("Ctrl+2",)),
    Spec("to_findings", ("Ctrl+3",)),
    Spec("to_attributes", ("Ctrl+4",)),
    Spec("to_history", ("Ctrl+5",)),
    Spec("shortcuts", ("F1",)),
    Spec("quit", ("Ctrl+Q",)),
)


class Actions(QObject):
    """All actions by name: ``actions["check"]``. They belong to ``window``; those marked on_map work on ``canvas``."""

    def __init__(self, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._tools = QActionGroup(self)
        for spec in SPECS:
            action = QAction(window)
            action.setObjectName(spec.name)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            action.setCheckable(spec.checkable or spec.toggles)
            if spec.checkable:
                self._tools.addAction(action)
            if spec.on_map:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                canvas.addAction(action)
            else:
                window.addAction(action)
            self._actions[spec.name] = action
        self["select"].setChecked(True)
        self["language"].setIconText("中 / EN")
        self.retheme()
        self.retranslate()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self):
        return iter(self._actions.values())

    def release_tools(self) -> None:
        """None of these tools is in hand: an editing tool is."""
        checked = self._tools.checkedAction()
        if checked is not None:
            self._tools.setExclusive(False)
            checked.setChecked(False)
            self._tools.setExclusive(True)

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        for spec in SPECS:
            if spec.icon:
                self[spec.name].setIcon(icon(spec.icon))

    def retranslate(self) -> None:
        """Text, tooltip with the shortcut, and status tip in the present language."""
        for name, (text, tip) in self._words().items():
            action = self[name]
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setText(text)
            action.setToolTip(f"{text} ({keys})" if keys else text)
            action.setStatusTip(tip)

    def _words(self) -> dict[str, tuple[str, str]]:
        return {
            "open_folder": (self.tr("Open plan folder…"), self.tr("Open a folder with the layers of a plan.")),
            "open_file": (self.tr("Open project or plan file…"), self.tr("Open a project (.gpkg) or a plan.toml.")),
            "open_sample": (self.tr("Open the sample plan"), self.tr("Open the plan that comes with Lantu.")),
            **self._project_words(),
            "select": (self.tr("Select and pan"), self.tr("Drag to move the map, click to select a feature.")),
            "identify": (self.tr("Identify"), self.tr("Click to list everything that lies at a place.")),
            "edit": (
                self.tr("Edit"),
                self.tr("Change the shapes of a layer; every step is on disk and can be undone."),
            ),
            **self._linked_words(),
            **self._view_words(),
            "zoom_full": (self.tr("Zoom to the whole plan"), self.tr("Show the whole plan.")),
            "zoom_in": (self.tr("Zoom in"), self.tr("Show less of the plan, larger.")),
            "zoom_out": (self.tr("Zoom out"), self.tr("Show more of the plan, smaller.")),
            "check": (self.tr("Check"), self.tr("Check the plan and its projects against the rules.")),
            "sheets": (self.tr("Sheets"), self.tr("Print the zoning sheet to a PDF file.")),
            "edit_sheet": (self.tr("Edit a sheet…"), self.tr("Place and edit what is on a sheet.")),
            "hand_over": (self.tr("Hand over"), self.tr("Write reports, tables, evidence and the web map of a check.")),
            "language": (self.tr("Switch to Chinese"), self.tr("Speak the other language.")),
            "next_finding": (self.tr("Next finding"), self.tr("Go to the next finding.")),
            "previous_finding": (self.tr("Previous finding"), self.tr("Go to the finding before.")),
            "mend": (self.tr("What must change"), self.tr("List what would make the rule of the finding clear.")),
            "topology": (self.tr("Topology"), self.tr("List overlaps, gaps and other errors of shape, and mend them.")),
            "rules": (self.tr("Rules…"), self.tr("Show the rule packs in use, choose others, change figures.")),
            "entered": (self.tr("Entered values…"), self.tr("Show and enter figures and evidence with their sources.")),
            "passport": (self.tr("Parcel passport…"), self.tr("Show what holds for the selected parcel or footprint.")),
            "give_up": (self.tr("Clear the selection"), self.tr("Close the message, clear what is highlighted.")),
            "to_layers": (self.tr("Go to the layers"), self.tr("Put the keyboard into the layer tree.")),
            "to_map": (self.tr("Go to the map"), self.tr("Put the keyboard on the map.")),
            "to_findings": (self.tr("Go to the findings"), self.tr("Put the keyboard into the findings.")),
            "to_attributes": (self.tr("Go to the attributes"), self.tr("Put the keyboard into the attributes.")),
            "to_history": (self.tr("Go to the history"), self.tr("Put the keyboard into the history.")),
            "shortcuts": (self.tr("Keyboard shortcuts"), self.tr("List what can be done from the keyboard.")),
            "quit": (self.tr("Quit"), self.tr("Close the window.")),
        }

    def _linked_words(self) -> dict[str, tuple[str, str]]:
        return {
            "select_box": (
                self.tr("Select by box"),
                self.tr("Drag to the right: what lies inside. To the left: what it touches. Shift adds, Ctrl removes."),
            ),
            "select_lasso": (self.tr("Select by lasso"), self.tr("Draw round what is to be selected. Shift adds.")),
            "select_by": (
                self.tr("Select by attribute or location…"),
                self.tr("Select the features that meet a condition, or that lie on others."),
            ),
            "table": (self.tr("Attribute table"), self.tr("Show or fold away the table of a layer.")),
            "charts": (self.tr("Charts"), self.tr("Show or fold away the charts of a layer.")),
            "calculate": (
                self.tr("Calculate a field…"),
                self.tr("Write areas, lengths, centroids or class names into a field of a layer."),
            ),
            "copy_features": (
                self.tr("Copy the features"),
                self.tr("Copy what is selected, for this plan and for other GIS (WKT, GeoJSON)."),
            ),
            "paste_features": (
                self.tr("Paste features…"),
                self.tr("Take features from the clipboard (WKT, GeoJSON) into a layer."),
            ),
        }

    def _view_words(self) -> dict[str, tuple[str, str]]:
        return {
            "measure": (self.tr("Measure length"), self.tr("Click the corners of a line: length and bearings.")),
            "measure_area": (self.tr("Measure area"), self.tr("Click the corners of a polygon: both areas.")),
            "go_to": (self.tr("Go to…"), self.tr("Find a coordinate, a parcel number or a name.")),
            "add_bookmark": (self.tr("Add bookmark…"), self.tr("Keep the present view under a name.")),
            "bookmarks": (self.tr("Bookmarks…"), self.tr("Go to kept views, rename or delete them.")),
            "locator": (self.tr("Overview"), self.tr("Show the whole plan in a corner of the map.")),
            "compare": (self.tr("Compare versions"), self.tr("Compare two states of the plan; again to end.")),
            "compare_plan": (self.tr("Compare with another plan…"), self.tr("Lay another plan beside this one.")),
        }

    def _project_words(self) -> dict[str, tuple[str, str]]:
        return {
            "new_project": (self.tr("New project…"), self.tr("Make a project file of the open plan, to edit it.")),
            "save_copy": (self.tr("Save a copy…"), self.tr("Write the project as it stands to another file.")),
            "import_layers": (self.tr("Import layers…"), self.tr("Look into files, mend them and take them in.")),
            "export_layer": (self.tr("Export the layer…"), self.tr("Write the chosen layer to a file.")),
            "remove_layer": (self.tr("Remove the layer"), self.tr("Take the chosen layer out of the project.")),
            "export_changes": (
                self.tr("Export my changes…"),
                self.tr("Write what was changed since a version to a file that another planner can merge."),
            ),
            "merge_changes": (
                self.tr("Merge changes from another planner…"),
                self.tr("Take over what another planner changed; people decide what both changed."),
            ),
            "add_base": (
                self.tr("Add base map…"),
                self.tr("Show an MBTiles file or a picture with a world file under the layers."),
            ),
            "remove_base": (self.tr("Remove the base map"), self.tr("Show no base map under the layers.")),
            "undo": (self.tr("Undo"), self.tr("Take back the last step.")),
            "redo": (self.tr("Redo"), self.tr("Bring back the step undone last.")),
        }
