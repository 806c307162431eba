"""What is on the sheet, from the uppermost, and what the checklist says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui.language import Speaker
from gui.parts import hairline, state_icon
from gui.theme import current_theme
from maps.sheets.sheet_editing import concerned

if TYPE_CHECKING:
    from gui.sheets.model import SheetModel
    from gui.sheets.words import SheetWords

ROLE = Qt.ItemDataRole.UserRole
STATES = {"error": "conflict", "warning": "uncertain", "advice": "advice"}


class SheetLists(QWidget):
    """The left side of the editor."""

    def __init__(self, model: SheetModel, words: SheetWords, speaker: Speaker) -> None:
        super().__init__(objectName="panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model, self._words, self._speaker = model, words, speaker
        self.headings = (QLabel(objectName="title"), QLabel(objectName="title"))
        self.elements = QListWidget()
        self.elements.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.elements.itemSelectionChanged.connect(self._choose)
        self.remarks = QListWidget()
        self.remarks.setWordWrap(True)
        self.remarks.itemClicked.connect(self._show_remark)
        self.remarks.itemActivated.connect(self._show_remark)
        for each in (self.elements, self.remarks):
            each.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.headings[0])
        column.addWidget(self.elements, 3)
        column.addWidget(hairline())
        column.addWidget(self.headings[1])
        column.addWidget(self.remarks, 2)
        model.edited.connect(self.fill)
        model.laid_out.connect(self.fill)
        model.chosen.connect(self._show_chosen)
        model.remarked.connect(self._fill_remarks)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.headings[0].setText(self.tr("Elements"))
        self.headings[1].setText(self.tr("Checklist"))
        self.elements.setAccessibleName(self.tr("Elements"))
        self.remarks.setAccessibleName(self.tr("Checklist"))
        self.fill()
        self._fill_remarks()

    def fill(self) -> None:
        """The elements, the uppermost first; those that have nothing to show are pale."""
        layout = self._model.layout
        drawn = {each.id for each in layout.elements} if layout is not None else None
        rows = [
            (each.id, self._words.element(each, self._speaker.language), drawn is None or each.id in drawn)
            for each in reversed(self._model.design.elements)
        ]
        self.elements.blockSignals(True)
        for at, (identity, words, shown) in enumerate(rows):
            item = self.elements.item(at)
            if item is None:
                item = QListWidgetItem()
                self.elements.addItem(item)
            item.setData(ROLE, identity)
            item.setText(words)
            item.setForeground(QBrush(current_theme().colour("text" if shown else "muted")))
            item.setToolTip("" if shown else self.tr("It has nothing to show and is not drawn."))
        while self.elements.count() > len(rows):
            self.elements.takeItem(self.elements.count() - 1)
        self.elements.blockSignals(False)
        self._show_chosen()

    def _show_chosen(self) -> None:
        chosen = set(self._model.selection)
        self.elements.blockSignals(True)
        for at in range(self.elements.count()):
            item = self.elements.item(at)
            item.setSelected(item.data(ROLE) in chosen)
            if item.isSelected() and len(chosen) == 1 and not self.elements.hasFocus():
                self.elements.setCurrentItem(item)
        self.elements.blockSignals(False)

    def _choose(self) -> None:
        self._model.choose([item.data(ROLE) for item in self.elements.selectedItems()])

    def _fill_remarks(self) -> None:
        self.remarks.clear()
        for remark in self._model.remarks:
            item = QListWidgetItem(state_icon(STATES[remark.severity]), remark.message.to(self._speaker.language))
            item.setData(ROLE, remark.code)
            item.setToolTip(item.text())
            self.remarks.addItem(item)
        if not self._model.remarks and self._model.layout is not None:
            item = QListWidgetItem(self.tr("Nothing to remark."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.remarks.addItem(item)

    def _show_remark(self, item: QListWidgetItem) -> None:
        """Choose what a remark is about."""
        found = concerned(self._model.design, item.data(ROLE) or "")
        if found:
            self._model.choose(found)
