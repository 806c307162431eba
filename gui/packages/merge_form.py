"""Where the parts of the merge dialog stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from gui.packages.merge_dialog import MergeDialog

LOW = (560, 240)
TALL = (560, 680)


class MergeForm:
    """Lays a merge dialog out; without conflicts it is small."""

    def __init__(self, dialog: MergeDialog) -> None:
        self._dialog = dialog
        self._conflicts = QWidget(objectName="panel")
        self._conflicts.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(self._conflicts)
        inside.setContentsMargins(0, 0, 0, 8)
        inside.setSpacing(8)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(dialog.list)
        halves.addWidget(dialog.table)
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        halves.setSizes([220, 220])
        inside.addWidget(halves, 1)
        inside.addLayout(_row(dialog.mine_button, dialog.theirs_button, dialog.open_button, stretch="right"))
        inside.addLayout(_row(dialog.all_mine, dialog.all_theirs, dialog.harmless, stretch="right"))
        for button in _buttons(dialog):
            button.setAutoDefault(False)
        dialog.merge_button.setDefault(True)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(dialog.head)
        layout.addWidget(dialog.summary)
        layout.addWidget(self._conflicts, 1)
        layout.addWidget(dialog.hint)
        layout.addWidget(dialog.told)
        layout.addLayout(_row(dialog.close_button, dialog.merge_button, stretch="left"))

    def set_conflicts(self, there: bool) -> None:
        """Whether there is anything to decide."""
        self._conflicts.setVisible(there)
        self._dialog.hint.setVisible(there)
        self._dialog.resize(*(TALL if there else LOW))


def _buttons(dialog: MergeDialog):
    return (
        dialog.mine_button, dialog.theirs_button, dialog.open_button, dialog.all_mine, dialog.all_theirs,
        dialog.harmless, dialog.close_button,
    )  # fmt: skip


def _row(*widgets: QWidget, stretch: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(8, 0, 8, 0)
    if stretch == "left":
        row.addStretch(1)
    for widget in widgets:
        row.addWidget(widget)
    if stretch == "right":
        row.addStretch(1)
    return row
