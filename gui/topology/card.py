"""One topology finding in hand: what is wrong, what can be done, and leaving it with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gui.ignoring_form import IgnoringForm
from gui.language import Speaker
from gui.parts import plain_label

if TYPE_CHECKING:
    from layers.topology.listing import Entry
    from services.topology_desk import Offer

MOST_BY_KEY = 9
ROW_PADDING = 10


class TopologyCard(QWidget):
    """``tried`` carries the fix to be previewed (None: none), ``wanted`` the one to be carried out, ``ignored`` reason
    and name, ``heeded`` that the finding is to be taken up again, ``project_wanted`` that a project is to be made.
    """

    tried = Signal(object)
    wanted = Signal(object)
    ignored = Signal(str, str)
    heeded = Signal()
    project_wanted = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self.entry: Entry | None = None
        self._offers: tuple[Offer, ...] | None = None
        self._editable, self._project = True, True
        self._lost = False
        self.title = plain_label(name="title")
        self.about = plain_label()
        self.left = plain_label(muted=True)
        self.told = plain_label(muted=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.fixes = QListWidget()
        self.fixes.setWordWrap(True)
        self.fixes.setMouseTracking(True)
        self.fixes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fixes.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fixes.currentRowChanged.connect(lambda row: self.tried.emit(self._at(row)))
        self.fixes.itemEntered.connect(lambda item: self.tried.emit(self._at(self.fixes.row(item))))
        self.fixes.itemDoubleClicked.connect(lambda _item: self.mend())
        self.fixes.viewport().installEventFilter(self)
        self.mend_button, self.ignore_button = QPushButton(), QPushButton()
        self.heed_button, self.project_button = QPushButton(), QPushButton()
        self.mend_button.setDefault(True)
        self.mend_button.clicked.connect(self.mend)
        self.ignore_button.clicked.connect(self.begin_ignoring)
        self.heed_button.clicked.connect(self.heeded)
        self.project_button.clicked.connect(self.project_wanted)
        self.form = IgnoringForm(speaker)
        self.form.given.connect(self.ignored)
        self.form.left.connect(self._fill)
        self._lay_out()
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.fixes.setAccessibleName(self.tr("Fixes"))
        self.mend_button.setText(self.tr("Mend"))
        self.mend_button.setToolTip(self.tr("Mend it this way and go on to the next one (Enter). Undo takes it back."))
        self.ignore_button.setText(self.tr("Ignore…"))
        self.ignore_button.setToolTip(self.tr("Leave it as it is, with a reason (I)"))
        self.heed_button.setText(self.tr("Take up again"))
        self.heed_button.setToolTip(self.tr("No longer ignore this finding"))
        self.project_button.setText(self.tr("New project…"))
        self._fill()

    def show_entry(self, entry: Entry | None, *, editable: bool, project: bool) -> None:
        """Show a finding, its fixes being worked out; ``project``: whether what is open can keep what is done."""
        self.entry, self._editable, self._project = entry, editable, project
        self._offers, self._lost = None, False
        self.form.leave()
        self._fill()

    def show_offers(self, offers: tuple[Offer, ...] | None) -> None:
        """List the fixes that were worked out; None when that was given up."""
        self._offers, self._lost = offers or (), offers is None
        self._fill()
        if offers:
            self.fixes.setCurrentRow(0)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The fixes that are listed."""
        return self._offers or ()

    def current(self) -> Offer | None:
        """The fix in hand."""
        return self._at(self.fixes.currentRow())

    def choose(self, number: int) -> None:
        """Take the fix of a number from 1 on in hand."""
        if 1 <= number <= self.fixes.count():
            self.fixes.setCurrentRow(number - 1)

    def mend(self) -> None:
        """Want the fix in hand."""
        offer = self.current()
        if offer is not None and self._editable:
            self.wanted.emit(offer)

    def begin_ignoring(self) -> None:
        """Ask for reason and name; where nothing can be kept the card says why already."""
        if self.entry is None or self.entry.state not in ("open", "come_back") or not self._editable:
            return
        self.form.begin()
        self._fill()

    @property
    def is_waiting(self) -> bool:
        """Whether the fixes are not known yet."""
        return self._offers is None

    @property
    def is_ignoring(self) -> bool:
        """Whether a reason is being asked for."""
        return self.form.active

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and watched is self.fixes.viewport():
            self.tried.emit(self.current())
        return super().eventFilter(watched, event)

    def _at(self, row: int) -> Offer | None:
        return self.offers[row] if 0 <= row < len(self.offers) else None

    def _fill(self) -> None:
        entry, row = self.entry, self.fixes.currentRow()
        self.fixes.blockSignals(True)
        self.fixes.clear()
        for number, offer in enumerate(self.offers, 1):
            mark = f"{number}  " if number <= MOST_BY_KEY else "    "
            self.fixes.addItem(QListWidgetItem(mark + self._speaker.say(offer.label)))
        self.fixes.setCurrentRow(min(row, self.fixes.count() - 1))
        self.fixes.blockSignals(False)
        asking, live = self.form.active, entry is not None and entry.state in ("open", "come_back")
        ignored = entry is not None and entry.state == "ignored"
        self.fixes.setVisible(self.fixes.count() > 0 and not asking)
        self.progress.setVisible(live and self._offers is None)
        self.mend_button.setVisible(self.fixes.count() > 0 and self._editable and not asking)
        self.ignore_button.setVisible(live and self._editable and not asking)
        self.heed_button.setVisible(ignored and self._editable)
        self.project_button.setVisible(live and not self._project)
        if entry is not None:
            self._describe(entry)
        self._set(self.told, "" if asking else self._sentence(live))
        self.sizes_changed()

    def _describe(self, entry: Entry) -> None:
        from reports import topology_wording as wording

        language = self._speaker.language
        size = wording.size_text(entry.finding, language)
        self.title.setText(" · ".join(one for one in (wording.title(entry.finding).to(language), size) if one))
        state = "" if entry.state == "open" else wording.STATES[entry.state].to(language)
        self.about.setText(wording.diagnosis(entry.finding).to(language))
        kept = entry.ignored
        if entry.state == "ignored" and kept is not None:
            said = self.tr("Ignored by {name} on {date}: {reason}")
            state = said.format(name=kept.by, date=kept.at[:10], reason=kept.reason)
        self._set(self.left, state)

    def _sentence(self, live: bool) -> str:
        if not live:
            return ""
        if self._offers is None:
            return self.tr("Trying what would mend this…")
        if self._lost:
            return self.tr("The fixes were not worked out.")
        if not self._project:
            return self.tr(
                "This plan was opened from files, which are never changed. Make a project of it to mend this."
            )
        if not self._editable:
            return self.tr("The project is read-only: nothing can be mended here.")
        if not self._offers:
            return self.tr("No fix mends this without making another error. Edit the features, or ignore it.")
        return self.tr("Every fix was tried: it mends this and makes no other error.")

    def sizes_changed(self) -> None:
        """Rows as high as their words need, and the list as high as its rows."""
        metrics, width = self.fixes.fontMetrics(), max(self.fixes.viewport().width() - 16, 80)
        total = 4
        for number in range(self.fixes.count()):
            item = self.fixes.item(number)
            box = metrics.boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, item.text())
            item.setSizeHint(QSize(0, box.height() + ROW_PADDING))
            total += box.height() + ROW_PADDING
        self.fixes.setFixedHeight(total)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self.sizes_changed()

    @staticmethod
    def _set(label, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(6)
        for part in (self.title, self.about, self.left, self.progress, self.fixes, self.told, self.form):
            layout.addWidget(part)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.ignore_button)
        buttons.addWidget(self.heed_button)
        buttons.addStretch(1)
        buttons.addWidget(self.project_button)
        buttons.addWidget(self.mend_button)
        layout.addLayout(buttons)
        layout.addStretch(1)
