"""Handing over from the window: one dialog beside the map, closed when another plan is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from gui.handover.dialog import HandoverDialog
    from gui.window import MainWindow


class HandoverCommands(QObject):
    """Opens the dialog."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: HandoverDialog | None = None
        window.commands["hand_over"].triggered.connect(lambda _checked=False: self.show())
        window.session.opened.connect(self.close)

    def show(self) -> None:
        """Show the dialog for the open plan."""
        window = self._window
        if window.session.plan is None:
            window.messages.tell(self.tr("Open a plan first: what is handed over is made of it."), kind="conflict")
            return
        if self.dialog is None:
            from gui.handover.dialog import HandoverDialog

            self.dialog = HandoverDialog(window.session, window.speaker, window, unsaved_sheets=self._unsaved_sheets)
            self.dialog.sheets_wanted.connect(window.print_sheet)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _unsaved_sheets(self) -> int:
        return sum(not editor.model.is_saved for editor in self._window.sheets.editors.values())

    def close(self) -> None:
        """Another plan is open: what the dialog shows is not of it."""
        if self.dialog is not None:
            self.dialog.part()
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None
