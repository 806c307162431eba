"""Editors of one field each: a line, or a list of words. Enter writes, Esc brings back, Tab walks on.

An editor holds text; what it means is judged by the form. ``changed`` tells whether something is written in it that is
not in the field.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.parts import Choice

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineEditor(QLineEdit):
    """A line. Signals: ``entered`` (text), ``left`` (the keyboard goes, something unwritten stays), ``edited``."""

    entered = Signal(str)
    left = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = ""
        self.textEdited.connect(lambda _text: self.edited.emit())

    @property
    def changed(self) -> bool:
        """Whether something else is written than is kept."""
        return self.isModified()

    def show_text(self, text: str, placeholder: str = "") -> None:
        """Show what the field has; ``placeholder`` where there is no one text to show."""
        self._kept = text
        self.setPlaceholderText(placeholder)
        self.setText(text)
        self.setCursorPosition(0)

    def restore(self) -> None:
        """Show again what the field has."""
        self.setText(self._kept)
        self.edited.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is the line's own while something is written; undo is the window's once there is nothing to take back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and self.wants_escape():
                event.accept()
                return True
            undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
            if (undo and not self.isUndoAvailable()) or (redo and not self.isRedoAvailable()):
                event.ignore()
                return True
        return super().event(event)

    def wants_escape(self) -> bool:
        """Whether Esc has something to do here."""
        return self.changed

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.enter()
        elif event.key() == Qt.Key.Key_Escape and self.wants_escape():
            self.restore()
        else:
            super().keyPressEvent(event)

    def enter(self) -> None:
        """Enter was pressed."""
        if self.changed:
            self.entered.emit(self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()


class ChoiceEditor(Choice):
    """One of a few words, or nothing. What the mouse chooses is entered at once, what the arrows choose by Enter."""

    entered = Signal(str)
    left = Signal()
    edited = Signal()

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.addItems(["", *words])
        self._kept = self._before = ""
        self._open = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._chosen)
        self.currentIndexChanged.connect(lambda _index: self.edited.emit())

    @property
    def changed(self) -> bool:
        """Whether another word is shown than is kept."""
        return self.currentText() != self._kept

    def text(self) -> str:
        """The word shown."""
        return self.currentText()

    def show_text(self, text: str, placeholder: str = "") -> None:
        """Show what the field has; a word that the list does not have is shown all the same."""
        shown = text or placeholder
        self._kept = self._before = shown
        self.blockSignals(True)
        number = self.findText(shown)
        if number < 0:
            self.addItem(shown)
            number = self.count() - 1
        self.setCurrentIndex(number)
        self.blockSignals(False)

    def setModified(self, modified: bool) -> None:  # noqa: N802 - as QLineEdit has it
        """What is shown now is what is kept; or it is not after all."""
        if modified:
            self._kept = self._before
        else:
            self._before, self._kept = self._kept, self.currentText()

    def restore(self) -> None:
        """Show again what the field has."""
        self.setCurrentIndex(self.findText(self._kept))

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        self._open = True
        super().showPopup()

    def _chosen(self) -> None:
        was_open, self._open = self._open, False
        if was_open:
            self.enter()

    def enter(self) -> None:
        """Enter the word shown."""
        if self.changed:
            self.entered.emit(self.currentText())

    def event(self, event: QEvent) -> bool:
        """Esc is the list's own while another word is shown."""
        is_override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and event.key() == Qt.Key.Key_Escape and self.changed:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.enter()
        elif event.key() == Qt.Key.Key_Escape and self.changed:
            self.restore()
        else:
            self._open = False
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form and changes nothing."""
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.left.emit()
