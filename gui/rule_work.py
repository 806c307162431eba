"""The dialogs about rules in a window: packs and figures, entered evidence, parcel passports."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

if TYPE_CHECKING:
    from gui.window import MainWindow


class RuleWork(QObject):
    """Opens the dialogs, one of each kind, beside the map."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._open: dict[str, QDialog] = {}
        shows = {"rules": self.show_rules, "entered": self.show_entered, "passport": self.show_passport}
        for name, show in shows.items():
            window.commands[name].triggered.connect(lambda _checked=False, show=show: show())
        self._session.opened.connect(self.close_all)

    @property
    def rules(self) -> QDialog | None:
        """The dialog of the rule packs, if it was opened."""
        return self._open.get("rules")

    @property
    def entered(self) -> QDialog | None:
        """The dialog of entered values, if it was opened."""
        return self._open.get("entered")

    @property
    def passport(self) -> QDialog | None:
        """The dialog of the last passport, if one was opened."""
        return self._open.get("passport")

    def show_rules(self) -> None:
        """The packs in use and their rules."""
        from gui.dialogs.rules import RulesDialog

        if self._may_show():
            self._show("rules", lambda: RulesDialog(self._session, self._window.speaker, self._window))

    def show_entered(self) -> None:
        """Entered figures and evidence."""
        from gui.dialogs.entered import EnteredDialog

        if self._may_show():
            self._show("entered", lambda: EnteredDialog(self._session, self._window.speaker, self._window))

    def show_passport(self) -> None:
        """The passport of the selected parcel or footprint."""
        from gui.dialogs.passport import PassportDialog

        if not self._may_show():
            return
        chosen = self._chosen()
        if chosen is None:
            said = self.tr("Select one parcel or one footprint first.")
            self._window.messages.tell(said, kind="conflict")
            return
        self._close("passport")
        self._show("passport", lambda: PassportDialog(self._session, self._window.speaker, chosen, self._window))

    def close_all(self) -> None:
        """Another plan is open: what the dialogs show is not of it."""
        for name in list(self._open):
            self._close(name)

    def _show(self, name: str, make: Callable[[], QDialog]) -> None:
        dialog = self._open.get(name)
        if dialog is None:
            dialog = self._open[name] = make()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _close(self, name: str) -> None:
        dialog = self._open.pop(name, None)
        if dialog is not None:
            dialog.close()
            dialog.deleteLater()

    def _may_show(self) -> bool:
        if self._session.plan is not None:
            return True
        self._window.messages.tell(self.tr("Open a plan or a project first."), kind="conflict")
        return False

    def _chosen(self) -> tuple[str, int] | None:
        """Layer and fid of the one polygon that is selected, else of the finding in hand."""
        selection = self._session.selection
        polygons = {item.layer.name for item in self._session.map_layers if item.layer.kind == "polygon"}
        bound = {layer.name for layer in self._session.plan.layers} & polygons
        found = [(name, int(fid)) for name in selection.layers() if name in bound for fid in selection.fids(name)[:2]]
        if len(found) == 1:
            return found[0]
        hit = self._window.attributes.current_hit()
        if not found and hit is not None and hit.layer.name in bound:
            return hit.layer.name, hit.fid
        subject = self._session.selected.subject if self._session.selected is not None else None
        if not found and subject is not None and subject.layer in bound and subject.fid is not None:
            return subject.layer, subject.fid
        return None
