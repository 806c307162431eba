"""The dialog of bookmarks: add the present view, go to one, rename, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from gui.coordinates import scale_text
from gui.language import Speaker
from gui.parts import plain_label
from gui.views.bookmarks import Bookmarks

if TYPE_CHECKING:
    from services.bookmarks import Bookmark


class BookmarkDialog(QDialog):
    """Beside the map, not in its way. Enter goes to the bookmark in hand, Delete drops it, F2 renames it."""

    def __init__(self, bookmarks: Bookmarks, speaker: Speaker, view_now, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._bookmarks = bookmarks
        self._view_now = view_now
        self.list = QListWidget()
        self.list.itemActivated.connect(lambda _item: self.go())
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.name.textChanged.connect(lambda _text: self._enable())
        self.name.returnPressed.connect(self.add)
        self.add_button = QPushButton()
        self.go_button = QPushButton()
        self.rename_button = QPushButton()
        self.delete_button = QPushButton()
        self.note = plain_label(muted=True)
        does = {
            self.add_button: self.add,
            self.go_button: self.go,
            self.rename_button: self.rename,
            self.delete_button: self.delete,
        }
        for button, do in does.items():
            button.setAutoDefault(False)
            button.clicked.connect(do)
        self._lay_out()
        bookmarks.changed.connect(self._fill)
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self._fill()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Bookmarks"))
        self.list.setAccessibleName(self.tr("Bookmarks"))
        self.name.setPlaceholderText(self.tr("Name of the view"))
        self.name.setAccessibleName(self.tr("Name of the view"))
        self.add_button.setText(self.tr("Add the present view"))
        self.go_button.setText(self.tr("Go there"))
        self.rename_button.setText(self.tr("Rename"))
        self.rename_button.setToolTip(self.tr("Give the bookmark in hand the name above."))
        self.delete_button.setText(self.tr("Delete"))
        self._say_where()

    def begin(self, *, adding: bool) -> None:
        """Open with the keyboard in the name of a new one, or in the list."""
        self._say_where()
        self.show()
        self.raise_()
        self.activateWindow()
        if adding or not self.list.count():
            self.name.setText(self._free_name())
            self.name.selectAll()
            self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def current(self) -> Bookmark | None:
        """The bookmark in hand."""
        row = self.list.currentRow()
        return self._bookmarks.listed[row] if 0 <= row < len(self._bookmarks.listed) else None

    def add(self) -> None:
        """Keep the present view under the name that was typed."""
        bookmark = self._bookmarks.present(self.name.text(), self._view_now())
        if bookmark is not None and self.name.text().strip():
            self._bookmarks.add(bookmark, self.name.clear)

    def go(self) -> None:
        """Go to the bookmark in hand."""
        bookmark = self.current()
        if bookmark is not None:
            self._bookmarks.go(bookmark)

    def rename(self) -> None:
        """Give the bookmark in hand the name that was typed; without one, ask for it."""
        bookmark = self.current()
        if bookmark is None:
            return
        if not self.name.text().strip() or self.name.text() == bookmark.name:
            self.name.setText(bookmark.name)
            self.name.selectAll()
            self.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self._bookmarks.rename(bookmark.name, self.name.text(), self.name.clear)

    def delete(self) -> None:
        """Drop the bookmark in hand."""
        bookmark = self.current()
        if bookmark is not None:
            self._bookmarks.delete(bookmark.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.list.hasFocus() and event.key() == Qt.Key.Key_Delete:
            self.delete()
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # the line and the list have taken it
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        row = self.list.currentRow()
        self.list.clear()
        for bookmark in self._bookmarks.listed:
            self.list.addItem(f"{bookmark.name}    {scale_text(bookmark.denominator)}")
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self._enable()

    def _enable(self) -> None:
        chosen, named = self.current() is not None, bool(self.name.text().strip())
        self.add_button.setEnabled(named)
        for button in (self.go_button, self.rename_button, self.delete_button):
            button.setEnabled(chosen)

    def _free_name(self) -> str:
        taken = {bookmark.name for bookmark in self._bookmarks.listed}
        number = len(taken) + 1
        while (name := self.tr("View {n}").format(n=number)) in taken:
            number += 1
        return name

    def _say_where(self) -> None:
        self.note.setText(
            self.tr("Kept in the project, with scale and visible layers.")
            if self._bookmarks.in_project
            else self.tr("Kept in your settings for this plan, with scale and visible layers.")
        )

    def _lay_out(self) -> None:
        adding, acting = QHBoxLayout(), QHBoxLayout()
        adding.addWidget(self.name, 1)
        adding.addWidget(self.add_button)
        for button in (self.go_button, self.rename_button, self.delete_button):
            acting.addWidget(button)
        acting.insertStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(adding)
        layout.addWidget(self.list, 1)
        layout.addLayout(acting)
        layout.addWidget(self.note)
        self.resize(420, 360)
