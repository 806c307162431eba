"""What must change to pass: the suggestions for a finding, in the place of the list of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.quantities import area_in, shown
from gui.language import Speaker
from gui.parts import plain_label

if TYPE_CHECKING:
    from services.remedying import Suggestion, Suggestions

ROW_PADDING = 14


class RemediesPanel(QWidget):
    """Lists suggestions. ``tried`` carries the one to be previewed (None: none), ``wanted`` the one to be applied,
    ``left`` that the findings are wanted again, ``project_wanted`` that a project is to be made.
    """

    tried = Signal(object)
    wanted = Signal(object)
    left = Signal()
    project_wanted = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._shown: Suggestions | None = None
        self._editable = True
        self._busy = False
        self.title = plain_label(name="title")
        self.told = plain_label()
        self.note = plain_label(muted=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda row: self.tried.emit(self._at(row)))
        self.list.itemEntered.connect(lambda item: self.tried.emit(self._at(self.list.row(item))))
        self.list.viewport().installEventFilter(self)
        self.list.installEventFilter(self)
        self.back_button, self.apply_button, self.project_button = QPushButton(), QPushButton(), QPushButton()
        self.back_button.clicked.connect(self.left)
        self.apply_button.clicked.connect(self.apply)
        self.project_button.clicked.connect(self.project_wanted)
        self._lay_out()
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.list.setAccessibleName(self.tr("Suggestions"))
        self.back_button.setText(self.tr("Back to the findings"))
        self.back_button.setToolTip(self.tr("Back to the findings (Esc)"))
        self.apply_button.setText(self.tr("Apply"))
        self.apply_button.setToolTip(self.tr("Change the project as suggested (Enter). Undo takes it back."))
        self.project_button.setText(self.tr("New project…"))
        self._fill()

    def wait(self, about: str) -> None:
        """Suggestions are being worked out."""
        self._shown, self._busy = None, True
        self.title.setText(about)
        self._fill()

    def show_suggestions(self, found: Suggestions | None, *, editable: bool) -> None:
        """List what was found; None when it was given up. Not ``editable``: to be looked at only."""
        self._shown, self._editable, self._busy = found, editable, False
        self._fill()
        if self.list.count():
            self.list.setCurrentRow(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def current(self) -> Suggestion | None:
        """The suggestion in hand."""
        return self._at(self.list.currentRow())

    def apply(self) -> None:
        """Want the suggestion in hand."""
        suggestion = self.current()
        if suggestion is not None and self._editable:
            self.wanted.emit(suggestion)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and watched is self.list.viewport():
            self.tried.emit(self.current())
        pressed = watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
            return True
        return super().eventFilter(watched, event)

    def _at(self, row: int) -> Suggestion | None:
        found = self._shown.found if self._shown is not None else ()
        return found[row] if 0 <= row < len(found) else None

    def _fill(self) -> None:
        found = self._shown
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for suggestion in found.found if found is not None else ():
            self.list.addItem(QListWidgetItem(self._words(suggestion)))
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        self.sizes_changed()
        if found is not None:
            self.title.setText(f"{found.finding.rule} {self._speaker.say(found.title)}")
        listed = self.list.count() > 0
        self.list.setVisible(listed)
        self.progress.setVisible(self._busy)
        self.apply_button.setVisible(listed and self._editable)
        self.project_button.setVisible(listed and not self._editable)
        self.told.setText(self._sentence(listed))
        self.told.setVisible(bool(self.told.text()))
        self.note.setText(self._note())
        self.note.setVisible(listed)

    def _sentence(self, listed: bool) -> str:
        if self._busy:
            return self.tr("Trying what would make this clear…")
        if self._shown is None:
            return self.tr("Nothing was worked out.")
        return "" if listed or self._shown.why is None else self._speaker.say(self._shown.why)

    def _note(self) -> str:
        if self._editable:
            return self.tr("Every suggestion was tried: with it this rule is clear and no other one worse.")
        return self.tr("This plan was opened from files, which are never changed. Make a project of it to apply this.")

    def _words(self, suggestion: Suggestion) -> str:
        """What is done; what it costs; whether what is left can be used."""
        remedy, language = suggestion.remedy, self._speaker.language
        lines = [self._speaker.say(remedy.label)]
        if remedy.lost_m2 > 0:
            area, mu = (shown(area_in(remedy.lost_m2, unit), language) for unit in ("m2", "mu"))
            lines.append(self.tr("Land given up: {area} = {mu}").format(area=area, mu=mu))
        if remedy.usable_because is not None:
            lines.append(self._speaker.say(remedy.usable_because))
        elif remedy.shift_m is not None:
            lines.append(self.tr("No land is lost."))
        return "\n".join(lines)

    def sizes_changed(self) -> None:
        """Rows as high as their words need."""
        metrics, width = self.list.fontMetrics(), max(self.list.viewport().width() - 16, 80)
        for number in range(self.list.count()):
            item = self.list.item(number)
            box = metrics.boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(0, box.height() + ROW_PADDING))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.sizes_changed()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        head.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.project_button)
        buttons.addWidget(self.apply_button)
        self.apply_button.setDefault(True)
        layout.addLayout(head)
        layout.addWidget(self.title)
        layout.addWidget(self.progress)
        layout.addWidget(self.told)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        layout.addStretch(0)
