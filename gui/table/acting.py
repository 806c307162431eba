"""What is done with rows of the table: copying, going there, editing, filling; and the menu that offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from core.errors import AppError
from gui.language import Speaker
from gui.session import Session
from gui.table.filling import FillDialog
from gui.table.model import MOST_COPIED

if TYPE_CHECKING:
    from gui.table.panel import TablePanel


class TableActions(QObject):
    """Acts on the layer and the rows of a table panel; what cannot be done is said in the panel."""

    def __init__(self, panel: TablePanel, session: Session, speaker: Speaker) -> None:
        super().__init__(panel)
        self._panel = panel
        self._session = session
        self._speaker = speaker
        self.fill_dialog: FillDialog | None = None
        view = panel.view
        view.go_to_wanted.connect(self.go_to)
        view.copy_wanted.connect(self.copy)
        view.menu_wanted.connect(self._ask_menu)
        panel.delegate.entered.connect(self._enter)
        panel.delegate.refused.connect(panel.tell)

    def go_to(self, fid: int) -> None:
        """Show a feature on the map."""
        if self._panel.layer is not None:
            self._panel.go_to_wanted.emit(self._panel.layer, fid)

    def copy(self) -> None:
        """Copy the selected rows that are shown, else the current one, as tab-separated text."""
        panel, source = self._panel, self._panel.source
        missing = [field for field in source.fields if field not in source.columns]
        if missing:
            source.read.connect(self._copy_read, Qt.ConnectionType.SingleShotConnection)
            source.need(*missing)
            return
        rows = panel.model.selected_rows()
        if not len(rows) and panel.view.currentIndex().isValid():
            rows = np.array([panel.view.currentIndex().row()])
        header = panel.view.horizontalHeader()
        visual = [panel.model.field_at(header.logicalIndex(place)) for place in range(header.count())]
        QApplication.clipboard().setText(panel.model.tsv(rows, tuple(field for field in visual if field)))
        if len(rows) > MOST_COPIED:
            panel.tell(self.tr("Only the first {count} rows were copied.").format(count=MOST_COPIED))

    def fill(self) -> None:
        """Open the dialog that fills a field, or say why nothing can be changed."""
        panel = self._panel
        layer = panel.layer
        if layer is None or not self._may_edit():
            return
        if self.fill_dialog is not None:
            self.fill_dialog.close()
            self.fill_dialog.deleteLater()
        self.fill_dialog = FillDialog(self._session, self._speaker, panel.source, panel.words, panel)
        shown = panel.model.fids_between(0, panel.model.rowCount() - 1)
        field = panel.model.field_at(panel.view.currentIndex().column())
        self.fill_dialog.offer(shown, self._session.selection.fids(layer.name), field)
        self.fill_dialog.show()

    def menu(self) -> QMenu:
        """What can be done with the current cell and the selected rows."""
        panel = self._panel
        menu = QMenu(panel)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        index = panel.view.currentIndex()
        field = panel.model.field_at(index.column())
        if index.isValid():
            fid = panel.model.fid_at(index.row())
            menu.addAction(self.tr("Go to on the map"), lambda: self.go_to(fid))
        menu.addAction(self.tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self.copy)
        menu.addAction(self.tr("Copy with shapes (WKT)"), panel.shapes_wanted.emit)
        menu.addAction(self.tr("Select all shown"), panel.select_shown)
        if field:
            menu.addSeparator()
            menu.addAction(self.tr("Sort upwards"), lambda: panel.sort_by(field, descending=False))
            menu.addAction(self.tr("Sort downwards"), lambda: panel.sort_by(field, descending=True))
            menu.addSeparator()
            menu.addAction(self.tr("Edit the cell"), self._edit_current)
            menu.addAction(self.tr("Fill the field…"), self.fill)
        return menu

    def _copy_read(self) -> None:
        source = self._panel.source
        if all(field in source.columns for field in source.fields):
            self.copy()

    def _enter(self, fid: int, field: str, value: Any) -> None:
        from services.cells import set_cell

        layer = self._panel.layer
        if layer is None:
            return
        self._panel.tell("")
        source = layer.fields.get(field, field)
        follows = layer.fields.get("class_name", "") if field == "class_code" else ""
        self._session.desk.step(
            self.tr("Writing the cell"),
            lambda project, _feedback: set_cell(project, layer.name, fid, source, value, name_field=follows),
            refused=self._refuse,
        )

    def _refuse(self, problem: AppError) -> None:
        self._panel.tell(problem.sentence(self._speaker.language))

    def _may_edit(self) -> bool:
        if self._session.desk.read_only() is None:
            return True
        self._panel.edit_refused.emit()
        return False

    def _edit_current(self) -> None:
        if self._may_edit():
            self._panel.view.edit(self._panel.view.currentIndex())

    def _ask_menu(self, position: QPoint) -> None:
        self.menu().exec(position)
