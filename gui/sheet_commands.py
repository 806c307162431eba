"""What the window does with sheets of the planner's own: the menu beside “Sheets”, and the editors that are open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from core.messages import Text
    from gui.sheets.editor import SheetEditor
    from gui.window import MainWindow
    from maps.sheets.sheet_design import SheetDesign


class SheetCommands(QObject):
    """Opens an editor for each sheet that is to be edited, one at most for a name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.editors: dict[str, SheetEditor] = {}
        self.menu: QMenu = window.top_row.sheet_menu
        # Made once: a menu that is cleared does not take its submenus along.
        self._designs = QMenu(self.menu)
        self._titles: dict[str, Text] = {}
        self._session.opened.connect(self.refresh)
        self._session.changed.connect(lambda _outcome: self._follow())
        window.speaker.changed.connect(self._fill)
        window.commands["edit_sheet"].triggered.connect(lambda _checked=False: window.top_row.open_sheet_menu())
        self._fill()

    def refresh(self) -> None:
        """Ask which sheets the plan has."""
        plan = self._session.plan
        if plan is None:
            return

        def work(_feedback: object) -> dict[str, Text]:
            from services import sheets

            return sheets.titles_of(plan)

        def done(titles: dict[str, Text]) -> None:
            self._titles = titles
            self._fill()

        self._session.jobs.submit(self.tr("Reading the sheets"), work, done, refused=lambda _error: None)

    def edit(self, name: str) -> None:
        """Open the editor for a sheet; where it is open already, show that."""
        plan = self._session.plan
        if plan is None:
            return
        if name in self.editors:
            self.editors[name].raise_()
            self.editors[name].activateWindow()
            return

        def work(_feedback: object) -> SheetDesign:
            # What the editor is made of is imported here, off the window's thread.
            import gui.sheets.editor
            import maps.sheets.sheet_region  # noqa: F401
            from services import sheets

            assert gui.sheets.editor
            return sheets.sheet_of(plan, name)

        self._session.jobs.submit(
            self.tr("Reading the sheets"), work, lambda design: self._open(design) if name not in self.editors else None
        )

    def may_close(self, then: Callable[[], object]) -> bool:
        """Whether no editor holds what is not saved; else it asks, and ``then`` is done where the answer allows."""
        return all(editor.ask_to_close(then) for editor in list(self.editors.values()))

    def _open(self, design: SheetDesign) -> None:
        from gui.sheets.editor import SheetEditor

        window = self._window
        editor = SheetEditor(self._session, window.speaker, design, window, is_kept=True, view=self._view)
        self.editors[design.name] = editor
        editor.saved.connect(lambda _name: self._saved())
        editor.closed.connect(lambda: self._closed(editor))
        editor.show()

    def _closed(self, editor: SheetEditor) -> None:
        self.editors = {name: one for name, one in self.editors.items() if one is not editor}
        editor.deleteLater()

    def _saved(self) -> None:
        self.refresh()
        dialog = self._window.sheet_dialog
        if dialog is not None and dialog.isVisible():
            dialog.renew()

    def _follow(self) -> None:
        plan = self._session.plan
        if plan is not None and set(plan.sheets) - set(self._titles):
            self.refresh()

    def _view(self) -> tuple[float, ...]:
        """What the map shows: west, south, east, north."""
        view = self._window.canvas.view
        return () if view is None else tuple(float(round(one, 2)) for one in view.extent)

    def _fill(self) -> None:
        window = self._window
        self.menu.clear()
        self.menu.addAction(window.commands["sheets"])
        inner = self._designs
        inner.clear()
        inner.setTitle(self.tr("Edit a sheet"))
        self.menu.addMenu(inner)
        for name, title in self._titles.items():
            word = title.to(window.speaker.language).replace("&", "&&")
            inner.addAction(word, lambda name=name: self.edit(name))
        inner.setEnabled(bool(self._titles))
