"""The window: map in the middle, layers left, findings and attributes right."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent, QStatusTipEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QTabWidget, QVBoxLayout, QWidget

from core.errors import AppError
from gui.actions import Actions
from gui.base_maps import BaseMaps
from gui.budget import BudgetCard
from gui.canvas import MapCanvas
from gui.coordinates import Degrees
from gui.dialogs.files import FileQuestions
from gui.docks.attributes import AttributesPanel
from gui.docks.findings import FindingsPanel
from gui.docks.history import HistoryPanel
from gui.docks.layers import LayersPanel
from gui.handover.commands import HandoverCommands
from gui.ignoring import Ignoring
from gui.jobs import Jobs
from gui.language import Speaker
from gui.linked_views import LinkedViews
from gui.map_labels import MapLabels
from gui.map_notes import map_notes
from gui.mending import Mending
from gui.message_bar import MessageBar
from gui.packages.commands import PackageCommands
from gui.pasting import Pasting
from gui.pointing import Pointing
from gui.project_commands import ProjectCommands
from gui.rule_work import RuleWork
from gui.session import Session
from gui.sheet_commands import SheetCommands
from gui.shown_selection import ShownSelection
from gui.status_row import StatusRow
from gui.styling import Styling
from gui.theme import current_theme
from gui.tools.identify import IdentifyTool
from gui.tools.pan import PanTool
from gui.top_row import TopRow
from gui.topology.tab import TopologyTab
from gui.views.views import Views

if TYPE_CHECKING:
    from gui.dialogs.labels import LabelDialog
    from gui.dialogs.sheets import SheetDialog
    from gui.dialogs.shortcuts import ShortcutsDialog
    from gui.editing.editing import Editing
    from gui.map_layers import MapLayer
    from services.printing import PrintedSheet

LOG = logging.getLogger("lantu.gui")
CARD_MARGIN = 12


class MainWindow(QMainWindow):
    """Puts the parts together and lets them talk through the session."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self.speaker = speaker
        self.jobs = Jobs(self)
        self.session = Session(self.jobs, self)
        self.canvas = MapCanvas()
        self.commands = Actions(self, self.canvas)
        self.messages = MessageBar()
        self.top_row = TopRow(self.session, speaker, self.commands)
        self.layers = LayersPanel(self.session, speaker)
        self.findings = FindingsPanel(self.session, speaker)
        self.attributes = AttributesPanel(self.session, speaker)
        self.history = HistoryPanel(self.session, speaker)
        self.labels = MapLabels(self.session, self.canvas.labels, self)
        self.status = StatusRow(self.session, speaker, self.jobs)
        self.budget = BudgetCard(self.session, speaker, self.canvas)
        self.files = FileQuestions(self)
        self.tabs = QTabWidget()
        self.sheet_dialog: SheetDialog | None = None
        self.shortcuts_dialog: ShortcutsDialog | None = None
        self.label_dialog: LabelDialog | None = None
        self._tools = {"select": PanTool(self.canvas), "identify": IdentifyTool(self.canvas)}
        self._everything = True
        self.pointing = Pointing(self)
        self._lay_out()
        self._connect_actions()
        self._connect_parts()
        self.projects = ProjectCommands(self)
        self.packages = PackageCommands(self)
        self.styling = Styling(self)
        self.linked = LinkedViews(self)
        self.pasting = Pasting(self)
        self.mending = Mending(self)
        self.ignoring = Ignoring(self)
        self.rulework = RuleWork(self)
        self.sheets = SheetCommands(self)
        self.handover = HandoverCommands(self)
        self.bases = BaseMaps(self)
        self.bases.shown.connect(self._show_notes)
        self.layers.base_actions = [self.commands["add_base"], self.commands["remove_base"]]
        self.selected = ShownSelection(self.session, self.canvas)
        self.stack.addWidget(self.linked.bottom)
        self.views = Views(self)
        self.topology = TopologyTab(self)
        self.retranslate()

    # Words and colours

    def retranslate(self) -> None:
        """Say everything anew that is the window's own; the parts do so themselves."""
        self.commands.retranslate()
        self.projects.retranslate()
        self.messages.retranslate()
        self.canvas.setAccessibleName(self.tr("Map"))
        self.tabs.setTabText(0, self.tr("Findings"))
        self.tabs.setTabText(1, self.tr("Attributes"))
        self.tabs.setTabText(2, self.tr("History"))
        self._say_title()
        self._show_notes()

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        parts = (self.commands, self.messages, self.top_row, self.findings, self.status, self.canvas, self.budget)
        for part in parts:
            part.retheme()
        self.linked.retheme()
        self.views.retheme()
        self.topology.retheme()
        if "editing" in vars(self):
            self.editing.retheme()
        self.canvas.highlight.clear()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QStatusTipEvent):
            self.status.set_tip(event.tip())
            return True
        return super().event(event)

    # Opening, checking, printing

    def open(self, path: Path | None) -> None:
        """Open the plan at ``path``; None opens the sample."""
        self.session.open(path)

    def open_at_start(self, path: Path | None) -> None:
        """Open the first plan: a sketch of it is drawn before what reads and checks it is imported."""
        self.session.open_at_start(path)

    def tell_error(self, error: AppError) -> None:
        """Say what the request lacks, and how to mend it."""
        sentence = error.sentence(self.speaker.language)
        damaged = self.session.asked
        if error.code == "project.damaged" and damaged is not None:
            action = self.tr("Recover…")
            self.messages.tell(sentence, kind="conflict", action=action, ask=lambda: self.projects.recover(damaged))
            return
        self.messages.tell(sentence, kind="conflict")

    def tell_crash(self, error: BaseException) -> None:
        """Something of ours is broken: say so; the log has the details."""
        sentence = self.tr("Lantu made a mistake and could not finish. The plan's files are unchanged. ({what})")
        self.messages.tell(sentence.format(what=f"{type(error).__name__}: {error}"), kind="conflict")

    def print_sheet(self) -> None:
        """Open the dialog for the zoning sheet."""
        if self.session.plan is None:
            self.messages.tell(self.tr("Open a plan first: a sheet shows its zoning."), kind="conflict")
            return
        if self.sheet_dialog is not None:
            self.sheet_dialog.close()
            self.sheet_dialog.deleteLater()
        from gui.dialogs.sheets import SheetDialog

        self.sheet_dialog = SheetDialog(self.session, self.speaker, self)
        self.sheet_dialog.printed.connect(self._tell_printed)
        self.sheet_dialog.edit_wanted.connect(self.sheets.edit)
        self.sheet_dialog.show()

    @cached_property
    def editing(self) -> Editing:
        """Editing on the map, made when it is first begun."""
        from gui.editing.editing import Editing

        made = Editing(self)
        self.column.insertWidget(self.column.indexOf(self.top_row) + 1, made.bar)
        return made

    def toggle_editing(self) -> None:
        """Begin to edit, or end it."""
        self.editing.toggle()

    def show_labels(self, member: MapLayer) -> None:
        """Open the dialog for the labels of a layer."""
        if self.label_dialog is not None:
            self.label_dialog.close()
            self.label_dialog.deleteLater()
        labels = self.labels
        from gui.dialogs.labels import LabelDialog

        self.label_dialog = LabelDialog(member.layer, labels.style_of(member), labels.usual(member), self.speaker, self)
        self.label_dialog.wanted.connect(lambda style: labels.set_style(member, style))
        self.label_dialog.show()

    def show_shortcuts(self) -> None:
        """Open the list of shortcuts."""
        if self.shortcuts_dialog is None:
            from gui.dialogs.shortcuts import ShortcutsDialog

            self.shortcuts_dialog = ShortcutsDialog(self.commands, self.speaker, self)
        self.shortcuts_dialog.show()
        self.shortcuts_dialog.raise_()

    def switch_language(self) -> None:
        """Speak the other language, at once."""
        self.speaker.speak("en" if self.speaker.language == "zh" else "zh")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.projects.take_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.sheets.may_close(self.close):
            event.ignore()
            return
        self.hide()
        self.handover.close()
        self.canvas.stop()
        self.views.stop()
        if "editing" in vars(self):
            self.editing.live.stop()
        self.jobs.stop()
        self.topology.stop()
        self.session.desk.stop()
        super().closeEvent(event)

    def _point(self, x: float, y: float, radius: float, everything: bool) -> None:
        self._everything = everything
        denominator = self.canvas.scale_denominator()
        if denominator is not None:
            self.session.identify(x, y, radius, denominator, everything=everything)

    # Wiring

    def _lay_out(self) -> None:
        theme = current_theme()
        self.resize(1440, 900)
        self.setAcceptDrops(True)
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.findings, "")
        self.tabs.addTab(self.attributes, "")
        self.tabs.addTab(self.history, "")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.layers.setMinimumWidth(180)
        self.tabs.setMinimumWidth(260)
        for part in (self.layers, self.canvas, self.tabs):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        left, right = theme.size("left"), theme.size("right")
        self.splitter.setSizes([left, self.width() - left - right, right])
        body = QWidget(objectName="body")
        self.column = column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.top_row, self.messages):
            column.addWidget(part)
        self.stack = QSplitter(Qt.Orientation.Vertical)
        self.stack.setChildrenCollapsible(False)
        self.stack.setHandleWidth(1)
        self.stack.addWidget(self.splitter)
        self.stack.setStretchFactor(0, 1)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(body)

    def _connect_actions(self) -> None:
        does: dict[str, Callable[[], object]] = {
            "open_folder": lambda: self.files.plan_folder(self._start_folder(), self.open),
            "open_file": lambda: self.files.plan_file(self._start_folder(), self.open),
            "open_sample": lambda: self.open(None),
            "edit": self.toggle_editing,
            "select": lambda: self.canvas.use_tool(self._tools["select"]),
            "identify": lambda: self.canvas.use_tool(self._tools["identify"]),
            "zoom_full": self.canvas.zoom_full,
            "zoom_in": lambda: self.canvas.zoom(1.6),
            "zoom_out": lambda: self.canvas.zoom(1 / 1.6),
            "check": self.session.check,
            "sheets": self.print_sheet,
            "language": self.switch_language,
            "next_finding": lambda: self.topology.step(1) or self.pointing.step(1),
            "previous_finding": lambda: self.topology.step(-1) or self.pointing.step(-1),
            "give_up": self._give_up,
            "to_layers": lambda: self.layers.tree.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "to_map": lambda: self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "to_findings": lambda: self._to_tab(self.findings, self.findings.list),
            "to_attributes": lambda: self._to_tab(self.attributes, self.attributes.choice),
            "to_history": lambda: self._to_tab(self.history, self.history.list),
            "shortcuts": self.show_shortcuts,
            "quit": self.close,
        }
        for name, do in does.items():
            self.commands[name].triggered.connect(lambda _checked=False, do=do: do())

    def _connect_parts(self) -> None:
        session, canvas = self.session, self.canvas
        self.speaker.changed.connect(self.retranslate)
        self.jobs.refused.connect(self.tell_error)
        self.jobs.broke.connect(self.tell_crash)
        session.sketched.connect(self._show_sketch)
        canvas.picture.ready.connect(session.go_on)
        session.opened.connect(self._show_plan)
        session.changed.connect(lambda _outcome: self._show_change())
        session.displayed.connect(lambda _item: self._draw_layers())
        session.finding_selected.connect(self.pointing.show_finding)
        self.findings.go_to_wanted.connect(self.pointing.go_to)
        self.attributes.shown.connect(self.pointing.show_hit)
        self.history.shown.connect(self.pointing.show_differences)
        self.history.hovered.connect(self.pointing.hover_differences)
        self.layers.changed.connect(self._draw_layers)
        self.layers.zoom_wanted.connect(self._zoom_to_layer)
        self.layers.labels_wanted.connect(self.show_labels)
        self.status.scale_wanted.connect(canvas.zoom_to_scale)
        self.budget.chosen.connect(session.select)
        self.budget.resized.connect(self._place_card)
        canvas.hovered.connect(self.status.set_position)
        canvas.view_changed.connect(self._show_scale)
        canvas.pointed.connect(self._point)
        canvas.resized.connect(self._place_card)
        session.checked.connect(self._place_card)

    def _show_sketch(self) -> None:
        """Draw what is to be seen of a plan that is not open yet."""
        self.canvas.set_full_extent(self.session.map_layers.bounds())
        self._draw_layers()

    def _show_plan(self) -> None:
        self.messages.hide()
        self._say_title()
        bounds = self.session.map_layers.bounds()
        (self.canvas.set_whole if self.session.is_sketched else self.canvas.set_full_extent)(bounds)
        if bounds is None:
            sentence = self.tr("No layer can be drawn: no coordinate system is known. Name one in plan.toml (crs).")
            self.messages.tell(sentence, kind="conflict")
        self._show_notes()
        self._place_card()
        plan = self.session.plan
        crs = plan.measuring_crs if plan is not None else None
        self.status.degrees = None
        if crs is not None:
            self.jobs.submit(self.tr("Preparing coordinates"), lambda _feedback: Degrees(crs), self.status.set_degrees)

    def _show_change(self) -> None:
        """A step changed the plan: the map stays where it is."""
        self._say_title()
        if self.canvas.view is None:
            self.canvas.set_full_extent(self.session.map_layers.bounds())
        else:
            self.canvas.set_whole(self.session.map_layers.bounds())
        self._draw_layers()

    def _draw_layers(self) -> None:
        shown = [item.display for item in self.session.map_layers if item.visible and item.display]
        self.canvas.set_displays(*self.views.sides(shown))
        if self.session.plan is not None:  # on a sketch nothing is written, and nothing can be selected
            self.labels.refresh()
            self.selected.refresh()
        self._show_notes()

    def _zoom_to_layer(self, item: MapLayer) -> None:
        if item.bounds is not None:
            self.canvas.zoom_to(item.bounds)

    def _show_scale(self) -> None:
        denominator = self.canvas.scale_denominator()
        if denominator is not None:
            self.status.set_scale(denominator)
            self.layers.set_scale(denominator)

    def _show_notes(self) -> None:
        lift = self.budget.height() + CARD_MARGIN if self.budget.isVisibleTo(self.canvas) else 0
        notes = map_notes(self.session.map_layers, self.tr("Illustrative data: not a planning fact"))
        self.canvas.set_notes([*notes, *self.bases.attributions()], lift)

    def _place_card(self) -> None:
        self.budget.adjustSize()
        x = self.canvas.width() - self.budget.width() - CARD_MARGIN
        self.budget.move(x, self.canvas.height() - self.budget.height() - CARD_MARGIN)
        self._show_notes()

    def _tell_printed(self, sheet: PrintedSheet) -> None:
        if not sheet.path.name:
            self.messages.tell(self.tr("Sent to the printer: {n} pages").format(n=sheet.pages), kind="clear")
            return
        sentence = self.tr("Printed {paper} at {scale}: {path}")
        self.messages.tell(
            sentence.format(paper=sheet.paper, scale=sheet.scale_text, path=sheet.path),
            kind="clear",
            action=self.tr("Open the folder") if sheet.path.is_dir() else self.tr("Open the file"),
            ask=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(sheet.path))),
        )

    def _say_title(self) -> None:
        plan = self.session.plan
        brand = self.tr("Lantu")
        self.setWindowTitle(f"{plan.name} – {brand}" if plan is not None else brand)

    def _give_up(self) -> None:
        """Esc: first what a tool has begun, then the message, the suggestions, what is highlighted."""
        if self.canvas.tool.give_up() or ("editing" in vars(self) and self.editing.give_up()):
            return
        if self.messages.isVisible():
            self.messages.hide()
            return
        if self.topology.give_up() or self.ignoring.give_up():
            return
        if self.findings.is_mending:
            self.mending.leave()
            return
        self.session.select(None)
        self.session.selection.clear()
        self.attributes.show_hits([], missed=False)
        self.canvas.highlight.clear()
        self.pointing.clear_change()

    def _to_tab(self, panel: QWidget, inside: QWidget) -> None:
        self.tabs.setCurrentWidget(panel)
        (inside if inside.isVisible() else self.tabs.tabBar()).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _start_folder(self) -> Path:
        path = self.session.path
        return (path.parent if path.is_file() else path) if path is not None else Path.home()
