"""The list of deliverables: a tick, what is ready or missing, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.messages import Language, Text
from gui.parts import TickBox, hairline, plain_label, state_icon

if TYPE_CHECKING:
    from services.handover import Delivered
    from services.readiness import Remark

MARK_PX = 14


class DeliverableRow(QWidget):
    """One deliverable. ``ticked`` is sent when the planner ticks it or not."""

    ticked = Signal()

    def __init__(self, kind: str, title: Text) -> None:
        super().__init__()
        self.kind = kind
        self._title = title
        self._wanted = True
        self._remarks: tuple[Remark, ...] = ()
        self._delivered: Delivered | None = None
        self.tick = TickBox()
        self.tick.setChecked(True)
        self.tick.clicked.connect(self._follow_tick)
        self.mark = QLabel()
        self.mark.setFixedWidth(MARK_PX)
        self.told = plain_label(muted=True)
        self.result = plain_label()
        self.refusal = plain_label(name="warning")
        for label in (self.result, self.refusal):
            label.hide()
        self._lay_out()

    @property
    def wanted(self) -> bool:
        """Whether it is ticked and can be made."""
        return self.tick.isEnabled() and self.tick.isChecked()

    def want(self, wanted: bool) -> None:
        """Tick it or not."""
        self._wanted = wanted
        self.tick.setChecked(wanted and self.tick.isEnabled())

    def show_remarks(self, remarks: Sequence[Remark], language: Language) -> None:
        """What is ready and what is missing; what is missing cannot be ticked."""
        self._remarks = tuple(remarks)
        possible = not any(remark.weight == "missing" for remark in self._remarks)
        self.tick.setEnabled(possible)
        self.tick.setChecked(possible and self._wanted)
        self.retranslate(language)

    def show_result(self, delivered: Delivered | None, language: Language) -> None:
        """What became of it; None takes that away again."""
        if delivered is not self._delivered:
            self._delivered = delivered
            self._say_result(language)

    def retranslate(self, language: Language) -> None:
        """Say everything anew."""
        self.tick.setText(self._title.to(language))
        possible = all(remark.weight != "missing" for remark in self._remarks)
        state = "clear" if possible else "not_testable"
        self.mark.setPixmap(state_icon(state, MARK_PX).pixmap(QSize(MARK_PX, MARK_PX), self.devicePixelRatioF()))
        self.mark.setVisible(bool(self._remarks))
        self.mark.setAccessibleName(self.tr("Can be handed over") if possible else self.tr("Cannot be handed over"))
        self.told.setText(_joined([remark.text.to(language) for remark in self._remarks], language))
        self._say_result(language)

    def _say_result(self, language: Language) -> None:
        from services.readiness import size_text

        delivered = self._delivered
        files = () if delivered is None else delivered.files
        refusal = None if delivered is None else delivered.refusal
        said = self.tr("Written: {name} ({size})")
        self.result.setText("\n".join(said.format(name=one.path.name, size=size_text(one.size)) for one in files))
        self.result.setVisible(bool(files))
        self.refusal.setText("" if refusal is None else refusal.sentence(language))
        self.refusal.setVisible(refusal is not None)
        self.told.setVisible(bool(self._remarks) and delivered is None)

    def _follow_tick(self) -> None:
        self._wanted = self.tick.isChecked()
        self.ticked.emit()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.tick)
        head.addWidget(self.mark)
        head.addStretch(1)
        body = QVBoxLayout()
        body.setContentsMargins(24, 0, 0, 0)
        body.setSpacing(2)
        body.addWidget(self.told)
        body.addWidget(self.result)
        body.addWidget(self.refusal)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addLayout(body)


class DeliverableList(QWidget):
    """All rows, with a hairline between them; the last one leads to the sheets. ``changed``: another one is ticked."""

    changed = Signal()
    sheets_wanted = Signal()

    def __init__(self, titles: dict[str, Text]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.rows = {kind: DeliverableRow(kind, title) for kind, title in titles.items()}
        self.sheets = plain_label()
        self.sheets_told = plain_label(muted=True)
        self.sheets_button = QPushButton(autoDefault=False)
        self.sheets_button.clicked.connect(self.sheets_wanted)
        self._unsaved = 0
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for row in self.rows.values():
            layout.addWidget(row)
            layout.addWidget(hairline())
            row.ticked.connect(self.changed)
        layout.addLayout(self._sheets_row())
        layout.addStretch(1)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The kinds that are ticked and can be made."""
        return tuple(kind for kind, row in self.rows.items() if row.wanted)

    def retranslate(self, language: Language) -> None:
        """Say everything anew."""
        self.sheets.setText(self.tr("Map sheets"))
        self.show_unsaved(self._unsaved)
        self.sheets_button.setText(self.tr("Sheets…"))
        for row in self.rows.values():
            row.retranslate(language)

    def show_unsaved(self, sheets: int) -> None:
        """How many sheets have changes in an editor that are not saved."""
        self._unsaved = sheets
        said = self.tr("Sheets and atlases are printed by themselves.")
        if sheets:
            said = self.tr("Sheets with changes that are not saved: {n}.").format(n=sheets)
        self.sheets_told.setText(said)

    def _sheets_row(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.sheets)
        words.addWidget(self.sheets_told)
        row = QHBoxLayout()
        row.setContentsMargins(36, 8, 12, 8)
        row.addLayout(words, 1)
        row.addWidget(self.sheets_button)
        return row


def _joined(sentences: Sequence[str], language: Language) -> str:
    return ("" if language == "zh" else " ").join(sentences)
