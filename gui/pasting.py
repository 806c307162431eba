"""Features to and from the clipboard: Ctrl+C and Ctrl+V on the map and in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtWidgets import QApplication

from gui.selection import Fids

if TYPE_CHECKING:
    from core.errors import AppError
    from core.feedback import Feedback
    from gui.dialogs.pasting import PasteDialog
    from gui.table.panel import TablePanel
    from gui.window import MainWindow
    from layers.editing.clipboard import Clip
    from layers.layer import GeometryKind, Layer
    from services.editing import Outcome
    from services.pasting import Copied, Target

OWN = "application/x-lantu-features"
GEOJSON = "application/geo+json"
JSON_KINDS = (GEOJSON, "application/vnd.geo+json")


class Pasting(QObject):
    """Connects the clipboard with the selection, the table and the project of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.dialog: PasteDialog | None = None
        for name, do in {"copy_features": self.copy, "paste_features": self.paste}.items():
            window.commands[name].triggered.connect(lambda _checked=False, do=do: do())

    def serve(self, table: TablePanel) -> None:
        """Copy and paste in the table too: its rows stay the text, the shapes go beside it."""
        table.view.copy_wanted.connect(lambda: self._copy_rows(table, with_text=False))
        table.view.paste_wanted.connect(self.paste)
        table.shapes_wanted.connect(lambda: self._copy_rows(table, with_text=True))

    # Copying

    def copy(self) -> None:
        """Copy what is selected in one layer: that chosen in the tree if something of it is, else the first."""
        selection = self._session.selection
        names = selection.layers()
        if not names:
            self._window.status.set_tip(self.tr("Nothing is selected: click or box features, then copy."))
            return
        member = self._window.layers.tree.current_layer()
        name = member.layer.name if member is not None and member.layer.name in names else names[0]
        layer = self._named(name)
        if layer is not None:
            self._copy(layer, selection.fids(name), with_text=True, others=len(names) > 1)

    def _copy_rows(self, table: TablePanel, *, with_text: bool) -> None:
        """The rows of the table that are selected, else the current one."""
        layer, rows = table.layer, table.model.selected_rows()
        if not len(rows) and table.view.currentIndex().isValid():
            rows = np.array([table.view.currentIndex().row()])
        if layer is not None and len(rows):
            fids = np.sort(np.array([table.model.fid_at(int(row)) for row in rows], dtype=np.int64))
            self._copy(layer, fids, with_text=with_text)

    def _copy(self, layer: Layer, fids: Fids, *, with_text: bool, others: bool = False) -> None:
        def work(_feedback: Feedback) -> Copied:
            from services.pasting import copied

            return copied(layer, fids)

        def done(found: Copied) -> None:
            from gui.editing.layer_names import layer_title

            clipboard = QApplication.clipboard()
            data = QMimeData()
            data.setText(found.table if with_text else clipboard.text())
            if found.geojson:
                data.setData(GEOJSON, found.geojson.encode())
            data.setData(OWN, found.own.encode())
            clipboard.setMimeData(data)
            title = self._window.speaker.say(layer_title(self._session, layer.name))
            said = self.tr("Copied: {count} features of {layer}").format(count=found.count, layer=title)
            if others or found.count < len(fids):
                said += " · " + self.tr("not everything that is selected")
            self._window.status.set_tip(said)

        self._session.jobs.submit(self.tr("Copying the features"), work, done)

    # Pasting

    def paste(self) -> None:
        """Read the clipboard, then ask where it goes; what cannot be pasted is said."""
        if not self._window.projects.may_edit():
            return
        data = QApplication.clipboard().mimeData() or QMimeData()
        own = bytes(data.data(OWN).data()) if data.hasFormat(OWN) else b""
        json_kind = next((kind for kind in JSON_KINDS if data.hasFormat(kind)), "")
        geojson = bytes(data.data(json_kind).data()) if json_kind and not own else b""
        text = data.text() if data.hasText() else ""

        def work(_feedback: Feedback) -> tuple[Clip, GeometryKind]:
            clip = _read(own, text, geojson)
            return clip, _kind(clip)

        self._session.jobs.submit(
            self.tr("Reading the clipboard"), work, lambda found: self._ask(*found), refused=self._tell
        )

    def _ask(self, clip: Clip, kind: GeometryKind) -> None:
        from gui.dialogs.pasting import PasteDialog

        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
        window = self._window
        self.dialog = PasteDialog(self._session, window.speaker, clip, kind, window)
        member = window.layers.tree.current_layer()
        names = self._session.selection.layers()
        self.dialog.offer(names[0] if names else "")
        self.dialog.offer(member.layer.name if member is not None else "")
        edited = window.editing.context.member if "editing" in vars(window) else None
        if edited is not None:
            self.dialog.coverages[edited.layer.name] = window.editing.context.coverage
            self.dialog.offer(edited.layer.name)
        self.dialog.wanted.connect(self._paste)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _paste(self, clip: Clip, target: Target, against: Any) -> None:
        new: list[int] = []
        dialog = self.dialog

        def work(project: Any, feedback: Feedback) -> Outcome:
            from services.pasting import paste

            outcome, fids = paste(project, target, clip, against=against, feedback=feedback)
            new.extend(fids)
            return outcome

        def done(_outcome: Outcome) -> None:
            if dialog is not None and dialog.isVisible():
                dialog.close()
                self._window.activateWindow()  # the next key is meant for the map: undo, above all
            self._session.selection.select(target.table, new)
            said = self.tr("Pasted: {count} features into {layer}").format(count=len(new), layer=target.table)
            self._window.status.set_tip(said)

        def refuse(problem: AppError) -> None:
            if dialog is not None and dialog.isVisible():
                dialog.refuse(problem)
            else:
                self._tell(problem)

        self._session.desk.step(
            self.tr("Pasting the features"), work, done=done, refused=refuse, kept=False, lost=_again(dialog)
        )

    def _tell(self, problem: AppError) -> None:
        self._window.messages.tell(problem.sentence(self._window.speaker.language), kind="conflict")

    def _named(self, name: str) -> Layer | None:
        return next((item.layer for item in self._session.map_layers if item.layer.name == name), None)


def _again(dialog: PasteDialog | None) -> Any:
    """Cancelled: it can be asked for once more."""
    return lambda: dialog.paste_button.setEnabled(True) if dialog is not None else None


def _read(own: bytes, text: str, geojson: bytes) -> Clip:
    """Ours first, then the text (with all digits in the layer's system), then GeoJSON. AppError ``clip.…``."""
    from core.errors import AppError
    from layers.editing.clipboard import read_own, read_text

    if own:
        return read_own(own.decode(errors="replace"))
    try:
        return read_text(text)
    except AppError as problem:
        if not geojson or problem.code not in ("clip.nothing", "clip.unknown"):
            raise
    return read_text(geojson.decode(errors="replace"))


def _kind(clip: Clip) -> GeometryKind:
    """Points, lines or polygons: what most of them are."""
    import shapely

    kinds: tuple[GeometryKind, ...] = ("point", "line", "polygon")
    return kinds[int(np.bincount(shapely.get_dimensions(clip.shapes), minlength=3).argmax())]
