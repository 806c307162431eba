"""The land-use code of a field: a line with a list under it, found by code, Chinese, English or pinyin initials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gui.attribute_form.editors import ENTER, LineEditor
from gui.language import Speaker
from gui.swatches import colour_icon

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from layers.formats.land_use_classes import LandUseClass

MOST_RECENT = 8
ROW_PX, MOST_ROWS, LEAST_WIDTH = 26, 9, 260
_CODE = Qt.ItemDataRole.UserRole
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: MOST_ROWS, Qt.Key.Key_PageUp: -MOST_ROWS}


class RecentCodes:
    """The codes entered last, the latest first."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def use(self, code: str) -> None:
        """A code was entered."""
        self.codes = [code, *(one for one in self.codes if one != code)][:MOST_RECENT]


class CodeEditor(LineEditor):
    """A line for a code; typing opens the list of the classes that are meant, so does the down key."""

    def __init__(self, recent: RecentCodes, speaker: Speaker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self._speaker = speaker
        self._icons: dict[str, QIcon] = {}
        self.list: QListWidget | None = None
        self.textEdited.connect(self._find)

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.list is not None and self.list.isVisible()

    def open(self, typed: str = "") -> None:
        """Show the classes that ``typed`` means; nothing typed: all, the recent ones first."""
        from layers.formats.class_search import classes_found

        found = classes_found(typed, self._recent.codes)
        if not found or not self.isVisible():
            self.close_list()
            return
        listed = self._made_list()
        listed.clear()
        for one in found:
            listed.addItem(self._row(one))
        listed.setCurrentRow(0)
        self._place(listed, len(found))

    def close_list(self) -> None:
        """Fold the list away."""
        if self.list is not None:
            self.list.hide()

    def wants_escape(self) -> bool:
        return self.is_open or self.changed

    def restore(self) -> None:
        """First the list is folded away, then the text comes back."""
        if self.is_open:
            self.close_list()
            return
        super().restore()

    def enter(self) -> None:
        """Take the class that is marked in the list, or what is typed."""
        if self.is_open and self.list is not None and self.list.currentItem() is not None:
            self._take(self.list.currentItem())
            return
        super().enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.list is not None and self.is_open:
            row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
            self.list.setCurrentRow(row)
        elif event.key() == Qt.Key.Key_Down:
            self.open(self.text() if self.changed else "")
        elif event.key() in ENTER and not self.changed and not self.is_open:
            self.open()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.changed and not self.is_open:
            self.open()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.close_list()
        super().hideEvent(event)

    def _find(self, typed: str) -> None:
        self.open(typed)

    def _take(self, item: QListWidgetItem) -> None:
        code = str(item.data(_CODE))
        self.close_list()
        if code != self.text():
            self.setText(code)
            self.setModified(True)
            self.edited.emit()
        super().enter()

    def _made_list(self) -> QListWidget:
        """The list lies over the window: no window of its own, so the line keeps the keyboard."""
        if self.list is None:
            self.list = QListWidget(self.window())
            self.list.setObjectName("codeList")
            self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.list.setUniformItemSizes(True)
            self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.list.setAccessibleName(self.tr("Land-use classes"))
            self.list.itemClicked.connect(self._take)
            self.destroyed.connect(self.list.deleteLater)
        return self.list

    def _row(self, one: LandUseClass) -> QListWidgetItem:
        if one.code not in self._icons:
            red, green, blue = one.colour
            self._icons[one.code] = colour_icon([f"#{red:02x}{green:02x}{blue:02x}"])
        name = one.name if self._speaker.language == "zh" else one.english or one.name
        row = QListWidgetItem(self._icons[one.code], f"{one.code}  {name}")
        row.setData(_CODE, one.code)
        row.setSizeHint(QSize(0, ROW_PX))
        return row

    def _place(self, listed: QListWidget, count: int) -> None:
        """Under the line, or above it where there is no room."""
        window = self.window()
        below = self.mapTo(window, QPoint(0, self.height() + 2))
        height = min(count, MOST_ROWS) * ROW_PX + 4
        y = below.y()
        if y + height > window.height():
            y = max(self.mapTo(window, QPoint(0, -2)).y() - height, 0)
        width = max(self.width(), LEAST_WIDTH)
        listed.setGeometry(max(min(below.x(), window.width() - width - 4), 0), y, width, height)
        listed.show()
        listed.raise_()
