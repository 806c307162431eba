"""The window of the sheet editor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox, QSplitter, QVBoxLayout, QWidget

from core.errors import AppError
from gui.dialogs.files import FileQuestions
from gui.language import Speaker
from gui.session import Session
from gui.sheets import acts
from gui.sheets.acts import GRID_MM
from gui.sheets.bars import FootRow, HeadRow
from gui.sheets.commands import ALIGN, EDIT, STACK, EditorCommands
from gui.sheets.element_form import Asking, Bounds
from gui.sheets.keeping import Keeper
from gui.sheets.lists import SheetLists
from gui.sheets.model import SheetModel
from gui.sheets.page_view import STEP, PageView
from gui.sheets.properties import PropertiesPanel
from gui.sheets.words import SheetWords
from maps.sheets.sheet_design import SheetDesign

if TYPE_CHECKING:
    from core.messages import Text


class SheetEditor(QMainWindow):
    """Edits one sheet beside the map. ``saved`` carries the name under which it is kept."""

    saved = Signal(str)
    closed = Signal()

    def __init__(
        self,
        session: Session,
        speaker: Speaker,
        design: SheetDesign,
        parent: QWidget,
        *,
        is_kept: bool,
        view: Callable[[], Bounds] = tuple,
    ) -> None:
        super().__init__(parent)
        self._session, self._speaker = session, speaker
        self.words = SheetWords(self)
        self.model = SheetModel(session, design, self, is_kept=is_kept)
        self.keeper = Keeper(self.model, design.name)
        self.files = FileQuestions(self)
        self.page = PageView(self.model)
        self.lists = SheetLists(self.model, self.words, speaker)
        asking = Asking(self._ask_picture, self._extent_of, view)
        self.properties = PropertiesPanel(self.model, self.words, asking, speaker)
        self.commands = EditorCommands(self, self.page, self.lists.elements)
        self.add_menu, self.align_menu, self.stack_menu = QMenu(self), QMenu(self), QMenu(self)
        self.head = HeadRow(self.commands, self.add_menu, self.align_menu, self.stack_menu)
        self.head.name.setText(design.name)
        self.foot = FootRow()
        self.question: QMessageBox | None = None
        self._templates: dict[str, Text] = {}
        self._may_close = False
        self._lay_out()
        self._connect()
        self.retranslate()
        self.model.start()
        self._ask_templates()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.commands.retranslate()
        self.head.retranslate()
        self.page.setAccessibleName(self.tr("Sheet"))
        self._fill_menus()
        self.lists.retranslate()
        self.properties.retranslate()
        self._show_state()

    def add(self, kind: str) -> None:
        """Put in a new element in the middle of what is seen; a picture is asked for first."""
        middle = self.page.scale.on_page(self.page.room.center())
        if kind == "picture":
            self._ask_picture(lambda name: acts.add(self.model, kind, middle, name) and None)
        else:
            acts.add(self.model, kind, middle)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Keep the sheet under the name in the row above; what is wrong is said there."""
        self.head.complain("")
        name = " ".join(self.head.name.text().split())
        if name != self.keeper.name and name in self._templates:
            self.head.complain(self.tr("There is a sheet of that name already."))
            return

        def done(kept: str) -> None:
            self.head.name.setText(kept)
            self._ask_templates()
            self.saved.emit(kept)
            if then is not None:
                then()

        self.keeper.keep(name, done, lambda error: self.head.complain(error.sentence(self._speaker.language)))

    def begin_with(self, name: str) -> None:
        """Take another template in the place of the design, as one step."""
        plan = self._session.plan
        if plan is None or not name:
            return

        def work(_feedback: object) -> SheetDesign:
            from services import sheets

            return sheets.sheet_of(plan, name)

        def done(design: SheetDesign) -> None:
            self.model.edit(replace(design, name=self.model.past.present.name))

        self._session.jobs.submit(self.tr("Reading the sheets"), work, done, refused=self._tell)

    def ask_to_close(self, then: Callable[[], object] = lambda: None) -> bool:
        """Whether the window may close now; else the planner is asked, and ``then`` is done where the answer allows."""
        if self.model.is_saved or self._may_close:
            return True
        if self.question is not None:
            return False
        buttons = QMessageBox.StandardButton
        box = self.question = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("The sheet “{name}” has changes that are not saved.").format(name=self.head.name.text()))
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        words = {
            buttons.Save: self.tr("Save"),
            buttons.Discard: self.tr("Do not save"),
            buttons.Cancel: self.tr("Go on editing"),
        }
        for button, word in words.items():
            box.button(button).setText(word)
        box.finished.connect(lambda answer: self._answered(buttons(answer), then))
        box.open()
        return False

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.ask_to_close(self.close):
            event.ignore()
            return
        self.model.stop()
        super().closeEvent(event)
        self.closed.emit()

    def _answered(self, answer: QMessageBox.StandardButton, then: Callable[[], object]) -> None:
        self.question = None
        if answer == QMessageBox.StandardButton.Save:
            self.save(lambda: then() and None)
        elif answer == QMessageBox.StandardButton.Discard:
            self._may_close = True
            then()

    # Parts

    def _lay_out(self) -> None:
        self.setWindowFlag(Qt.WindowType.Window)
        self.resize(1320, 820)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        self.lists.setMinimumWidth(170)
        self.properties.setMinimumWidth(270)
        for part in (self.lists, self.page, self.properties):
            parts.addWidget(part)
        parts.setStretchFactor(1, 1)
        parts.setSizes([220, 780, 320])
        body = QWidget(objectName="body")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(parts, 1)
        column.addWidget(self.foot)
        self.setCentralWidget(body)
        self.page.setFocus()

    def _connect(self) -> None:
        model, session = self.model, self._session
        self.commands.connect_to(self._does())
        self._speaker.changed.connect(self.retranslate)
        for signal in (model.edited, model.kept, model.pictured, self.page.scaled):
            signal.connect(self._show_state)
        model.refused.connect(lambda _error: self._show_state())
        model.chosen.connect(self._enable)
        self.page.hovered.connect(self.foot.show_position)
        self.page.menu_wanted.connect(self._open_menu)
        self.page.form_wanted.connect(self.properties.focus_form)
        self.properties.page.begin_wanted.connect(self.begin_with)
        self.head.name.textEdited.connect(lambda _text: self.head.complain(""))
        session.changed.connect(lambda _outcome: self._follow_plan())
        session.opened.connect(self._follow_plan)

    def _does(self) -> dict[str, Callable[[], object]]:
        model, page = self.model, self.page
        return {
            "save": self.save,
            "undo": model.undo,
            "redo": model.redo,
            "close": self.close,
            "add": self.head.open_add,
            "cut": lambda: acts.cut(model),
            "copy": lambda: acts.copy(model),
            "paste": lambda: acts.paste(model),
            "duplicate": lambda: acts.duplicate(model),
            "delete": lambda: acts.delete(model),
            "all": lambda: acts.choose_all(model),
            "next": lambda: acts.step(model, 1),
            "previous": lambda: acts.step(model, -1),
            **{side: lambda side=side: acts.align(model, side) for side in ALIGN[:6]},
            "spread_x": lambda: acts.distribute(model, "x"),
            "spread_y": lambda: acts.distribute(model, "y"),
            **{way: lambda way=way: acts.restack(model, way) for way in STACK},
            "grid": self._switch_grid,
            "zoom_full": page.fit,
            "zoom_in": lambda: page.zoom(STEP),
            "zoom_out": lambda: page.zoom(1 / STEP),
        }

    def _fill_menus(self) -> None:
        self.add_menu.clear()
        for kind, word in self.words.kinds().items():
            self.add_menu.addAction(word, lambda kind=kind: self.add(kind))
        for menu, names in ((self.align_menu, ALIGN), (self.stack_menu, STACK)):
            menu.clear()
            for name in names:
                menu.addAction(self.commands[name]) if name else menu.addSeparator()

    def _open_menu(self, under: tuple[str, ...], at: QPoint) -> None:
        """What lies under the pointer, and what can be done with what is chosen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for identity in under:
            element = self.model.design.element(identity)
            if element is not None:
                word = self.words.element(element, self._speaker.language).replace("&", "&&")
                action = menu.addAction(word, lambda one=identity: self.model.choose([one]))
                action.setCheckable(True)
                action.setChecked(identity in self.model.selection)
        menu.addSeparator()
        for name in EDIT:
            menu.addAction(self.commands[name]) if name else menu.addSeparator()
        menu.addSeparator()
        for title, inner in ((self.tr("Align"), self.align_menu), (self.tr("Order"), self.stack_menu)):
            menu.addMenu(inner).setText(title)
        menu.popup(at)

    # State

    def _show_state(self) -> None:
        model = self.model
        mark = "" if model.is_saved else "*"
        self.setWindowTitle(
            self.tr("{name}{mark} – Sheet editor").format(name=self.head.name.text().strip(), mark=mark)
        )
        drawn = model.problem is None
        self.foot.show_state(self.page.scale.pixels_per_mm, saved=model.is_saved, busy=model.busy and drawn)
        self._enable()

    def _enable(self) -> None:
        model, chosen = self.model, len(self.model.selection)
        self.commands["undo"].setEnabled(model.past.can_undo)
        self.commands["redo"].setEnabled(model.past.can_redo)
        for name in ("cut", "copy", "duplicate", "delete", *ALIGN[:6], *STACK):
            self.commands[name].setEnabled(chosen > 0)
        for name in ("spread_x", "spread_y"):
            self.commands[name].setEnabled(chosen > 2)

    def _switch_grid(self) -> None:
        self.page.grid = GRID_MM if self.commands["grid"].isChecked() else 0.0

    def _follow_plan(self) -> None:
        """The plan is another one, or was changed."""
        self.keeper.follow(self._session.plan)
        self.model.start()
        self._ask_templates()

    def _ask_templates(self) -> None:
        plan = self._session.plan
        if plan is None:
            return

        def work(_feedback: object) -> dict[str, Text]:
            from services import sheets

            return sheets.titles_of(plan)

        def done(titles: dict[str, Text]) -> None:
            self._templates = titles
            self.properties.offer_templates(titles)

        self._session.jobs.submit(self.tr("Reading the sheets"), work, done, refused=self._tell)

    def _tell(self, error: AppError) -> None:
        self.head.complain(error.sentence(self._speaker.language))

    def _ask_picture(self, answer: Callable[[str], None]) -> None:
        """A picture inside the plan's folder, as a name from there."""
        plan = self._session.plan
        if plan is None:
            return
        folder = plan.folder.resolve()

        def chosen(path: Path) -> None:
            inside = path.resolve().is_relative_to(folder)
            self.head.complain("" if inside else self.tr("Put the picture into the folder of the plan first."))
            if inside:
                answer(path.resolve().relative_to(folder).as_posix())

        self.files.picture(folder, chosen)

    def _extent_of(self, identity: str) -> Bounds:
        """What a map shows now, to whole metres."""
        layout = self.model.layout
        for each in layout.draft.maps if layout is not None else ():
            if each.element.id == identity:
                return tuple(float(round(one)) for one in each.frames[0].extent())
        return ()
