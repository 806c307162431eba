"""Editing a cell: a line or a list of words in its place; what cannot be written is said beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from core.errors import AppError
from gui.language import Speaker
from gui.parts import Choice
from gui.table.model import Index, TableModel
from gui.table.view import CellPainter, TableView
from gui.table.words import TableWords

if TYPE_CHECKING:
    from layers.layer import Layer

_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class CellDelegate(CellPainter):
    """Signals: ``entered`` (fid, field, what is to be kept), ``refused`` (a sentence: the cell stays as it was)."""

    entered = Signal(int, str, object)
    refused = Signal(str)

    def __init__(self, view: TableView, model: TableModel, speaker: Speaker, words: TableWords) -> None:
        super().__init__(view)
        self._words = words
        self._view = view
        self._rows = model
        self._speaker = speaker
        self._bubble = QLabel(view.viewport(), objectName="cellProblem")
        self._bubble.setTextFormat(Qt.TextFormat.PlainText)
        self._bubble.setWordWrap(True)
        self._bubble.hide()
        self._field = ""

    def createEditor(self, parent: QWidget, _option: object, index: Index) -> QWidget:
        self._bubble.hide()
        self._field = self._rows.field_at(index.column())
        layer = self._rows.layer
        words = self._words.choices(layer, self._field) if layer is not None else []
        if not words:
            return QLineEdit(parent)
        editor = Choice(parent)
        editor.addItems(["", *words])
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole) or "")
        if isinstance(editor, QComboBox):
            if editor.findText(text) < 0:
                editor.addItem(text)
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        self._bubble.hide()
        text = text_of(editor)
        if text == str(index.data(Qt.ItemDataRole.EditRole) or ""):
            return
        value, problem = self._judged(text)
        if problem:
            self.refused.emit(problem)
            return
        self.entered.emit(self._rows.fid_at(index.row()), self._rows.field_at(index.column()), value)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, QWidget):
            if event.key() in _ENDS:
                _, problem = self._judged(text_of(editor))
                if problem:
                    self._say_beside(editor, problem)
                    return True
            else:
                self._bubble.hide()
        return super().eventFilter(editor, event)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        self._bubble.hide()
        super().destroyEditor(editor, index)

    def _judged(self, text: str) -> tuple[Any, str]:
        layer = self._rows.layer
        if layer is None:
            return None, ""
        return judged(layer, self._field, self._rows.kind_of(self._field), text, self._speaker)

    def _say_beside(self, editor: QWidget, problem: str) -> None:
        """Under the cell, or above it where there is no room."""
        self._bubble.setText(problem)
        self._bubble.setFixedWidth(min(320, max(self._view.viewport().width() - 16, 120)))
        self._bubble.adjustSize()
        place = editor.geometry()
        room = self._view.viewport().rect()
        y = place.bottom() + 2
        if y + self._bubble.height() > room.bottom():
            y = max(place.top() - self._bubble.height() - 2, 0)
        x = min(place.left(), max(room.right() - self._bubble.width(), 0))
        self._bubble.move(QPoint(x, y))
        self._bubble.show()
        self._bubble.raise_()


def text_of(editor: QWidget) -> str:
    """What stands in an editor."""
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return editor.text() if isinstance(editor, QLineEdit) else ""


def judged(layer: Layer, field: str, kind: str, text: str, speaker: Speaker) -> tuple[Any, str]:
    """What is to be kept of a typed text, and what is wrong with it (nothing: fine)."""
    from services.cell_values import parsed

    try:
        return parsed(layer.role, field, kind, text), ""
    except AppError as problem:
        return None, problem.sentence(speaker.language)
