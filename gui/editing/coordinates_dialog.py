"""Coordinates as text: typed or pasted, read at once, with what is wrong beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from gui.parts import Choice, TickBox, plain_label

if TYPE_CHECKING:
    from gui.language import Speaker


class CoordinatesDialog(QDialog):
    """A small window beside the map. ``typed``: the text or how it is meant is another. ``wanted``: draw it."""

    typed = Signal()
    wanted = Signal()
    file_wanted = Signal()

    def __init__(self, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.text = QPlainTextEdit()
        self.text.setMinimumSize(320, 200)
        self.order = TickBox()
        self.system = Choice()
        self.explained, self.told = plain_label(muted=True), plain_label(name="warning")
        self.file_button, self.draw_button = QPushButton(), QPushButton()
        self.draw_button.setDefault(True)
        self._systems: tuple[str, ...] = ()
        self._lay_out()
        self.text.textChanged.connect(self.typed)
        self.order.clicked.connect(lambda _checked: self.typed.emit())
        self.system.activated.connect(lambda _row: self.typed.emit())
        self.file_button.clicked.connect(self.file_wanted)
        self.draw_button.clicked.connect(self.wanted)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Draw from coordinates"))
        self.explained.setText(
            self.tr(
                "One place a line: X (east) and Y (north), a point's name in front if you like. "
                "An empty line begins another shape."
            )
        )
        self.text.setAccessibleName(self.tr("Coordinates"))
        self.text.setPlaceholderText("J1  500000.00  4480000.00\nJ2  500100.00  4480000.00\nJ3  500100.00  4480080.00")
        self.order.setText(self.tr("The first number is the northing"))
        self.system.setAccessibleName(self.tr("Coordinate system of the numbers"))
        self.file_button.setText(self.tr("Boundary-point file…"))
        self.draw_button.setText(self.tr("Draw"))

    def show_systems(self, systems: tuple[str, ...]) -> None:
        """Offer coordinate systems by name; a single one is only named."""
        if systems != self._systems:
            self._systems = systems
            self.system.clear()
            self.system.addItems(systems)
        self.system.setEnabled(len(systems) > 1)

    def tell(self, sentence: str, *, ready: bool) -> None:
        """What was read, or what is wrong with it; ``ready``: it can be drawn."""
        self.told.setObjectName("muted" if ready else "warning")
        self.told.style().polish(self.told)
        self.told.setText(sentence)
        self.draw_button.setEnabled(ready)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.file_button)
        buttons.addStretch(1)
        buttons.addWidget(self.draw_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        for part in (self.explained, self.text, self.order, self.system, self.told):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.told.setMinimumHeight(34)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
