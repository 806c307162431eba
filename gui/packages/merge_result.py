"""After a merge: overlaps and gaps that it made, and conflicts that stayed as they were here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from core.quantities import area_in, shown
from gui.language import Speaker
from gui.parts import plain_label

if TYPE_CHECKING:
    from services.exchanging import Incoming, MergeFault, Taken

MOST_ROWS = 1_000


class MergeResult(QDialog):
    """Not modal. ``fault_chosen`` carries a ``MergeFault`` to go to (None: none), ``topology_wanted`` the table to
    check, ``save_wanted`` that the conflicts kept are to be written.
    """

    fault_chosen = Signal(object)
    topology_wanted = Signal(str)
    save_wanted = Signal()

    def __init__(self, speaker: Speaker, incoming: Incoming, taken: Taken, parent: QWidget, *, topology: bool) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.resize(480, 420 if taken.faults else 200)
        self._speaker = speaker
        self.incoming, self.taken = incoming, taken
        self._topology = topology
        self.head, self.faults_title, self.kept_title = (
            plain_label(name="heading"),
            plain_label(name="warning"),
            plain_label(),
        )
        self.list = QListWidget()
        self.list.currentRowChanged.connect(lambda row: self.fault_chosen.emit(self._at(row)))
        self.list.itemActivated.connect(lambda item: self.fault_chosen.emit(self._at(self.list.row(item))))
        self.topology_button, self.save_button, self.close_button = (QPushButton() for _ in range(3))
        self.topology_button.clicked.connect(self._want_topology)
        self.save_button.clicked.connect(self.save_wanted)
        self.close_button.clicked.connect(self.close)
        self.close_button.setDefault(True)
        self._lay_out()
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Merged"))
        author = self.incoming.package.author or self.tr("a planner without a name")
        done = self.tr("The changes of {author} are merged as one step. Undo takes them back.")
        self.head.setText(done.format(author=author))
        faults, kept = self.taken.faults, self.taken.kept
        sentence = self.tr("Borders no longer match in {count} places that were sound before:")
        self.faults_title.setText(sentence.format(count=len(faults)))
        stays = self.tr("{count} conflicts stayed as you had them. Theirs can be saved as a package and merged later.")
        self.kept_title.setText(stays.format(count=len(kept)))
        self.list.setAccessibleName(self.tr("Places where borders do not match"))
        self.topology_button.setText(self.tr("Open the topology list"))
        self.save_button.setText(self.tr("Save what was not taken…"))
        self.close_button.setText(self.tr("Close"))
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for fault in faults[:MOST_ROWS]:
            self.list.addItem(QListWidgetItem(self._words(fault)))
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        for widget in (self.faults_title, self.list):
            widget.setVisible(bool(faults))
        self.topology_button.setVisible(bool(faults) and self._topology)
        for widget in (self.kept_title, self.save_button):
            widget.setVisible(bool(kept))

    def done(self, result: int) -> None:
        self.fault_chosen.emit(None)
        super().done(result)

    def _words(self, fault: MergeFault) -> str:
        from layers.topology.settings import KINDS

        found = fault.finding
        kind = self._speaker.say(KINDS[found.kind])
        who = "、".join(f"#{fid}" if fid < 1 << 40 else self.tr("a new feature") for fid in found.fids)
        size = shown(area_in(found.area_m2, "m2"), self._speaker.language) if found.area_m2 else ""
        return " · ".join(piece for piece in (fault.table, kind, who, size) if piece)

    def _at(self, row: int) -> MergeFault | None:
        return self.taken.faults[row] if 0 <= row < len(self.taken.faults) else None

    def _want_topology(self) -> None:
        fault = self._at(max(self.list.currentRow(), 0))
        if fault is not None:
            self.topology_wanted.emit(fault.table)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.topology_button)
        buttons.addWidget(self.save_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        for button in (self.topology_button, self.save_button):
            button.setAutoDefault(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        for widget in (self.head, self.faults_title):
            layout.addWidget(widget)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.kept_title)
        layout.addStretch(0)
        layout.addLayout(buttons)
