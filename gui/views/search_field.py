"""The search field of the top row: type a coordinate, a parcel number, a name; Enter goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.errors import AppError
from gui.jobs import Job
from gui.language import Speaker
from gui.parts import plain_label
from gui.session import Session
from gui.theme import current_theme, icon

if TYPE_CHECKING:
    from core.feedback import Feedback
    from services.searching import SearchHit, WordIndex

PAUSE_MS = 150
WIDTH_PX = 220
LIST_WIDTH_PX = 380
MOST_ROWS = 9


class SearchField(QLineEdit):
    """``chosen`` carries the ``SearchHit`` to go to; ``left`` means that the map is to have the keyboard again."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self._session = session
        self._speaker = speaker
        self._index: WordIndex | None = None
        self._job: Job | None = None
        self._asked = ""
        self._go_when_found = False
        self.hits: list[SearchHit] = []
        self.setFixedWidth(WIDTH_PX)
        self.setMaxLength(200)
        self.setClearButtonEnabled(True)
        self._mark = self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.panel = HitPanel()
        self.panel.list.itemClicked.connect(lambda item: self._go(self.panel.list.row(item)))
        self.textEdited.connect(lambda _text: self._wait())
        session.opened.connect(self._forget)
        session.changed.connect(lambda _outcome: self._forget())
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setPlaceholderText(self.tr("Go to…  Ctrl+K"))
        self.setAccessibleName(self.tr("Search"))
        self.setToolTip(self.tr("A coordinate, a parcel number, the name of a feature or of a layer."))
        self.panel.list.setAccessibleName(self.tr("Hits"))

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        self._mark.setIcon(icon("search", "muted"))

    def take_up(self) -> None:
        """Put the keyboard here, over what was typed before."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if self.text().strip():
            self._wait()

    def event(self, event: QEvent) -> bool:
        """Esc is meant for the field while it has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self._leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.panel.isVisible():
            self.panel.step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.panel.hide()

    def _wait(self) -> None:
        self._go_when_found = False
        if not self.text().strip():
            self._stop()
            self.panel.hide()
            return
        self._pause.start()

    def _enter(self) -> None:
        if self.text() == self._asked and self.hits and not self._pause.isActive():
            self._go(self.panel.list.currentRow())
        elif self.text().strip():
            self._go_when_found = True
            self._pause.stop()
            self._search()

    def _search(self) -> None:
        plan, text = self._session.plan, self.text()
        self._stop()
        if plan is None:
            self.panel.tell(self.tr("Open a plan first: then its places can be found."))
            self._show_panel()
            return
        layers = [item.layer for item in reversed(list(self._session.map_layers))]
        index = self._index

        def work(feedback: Feedback) -> tuple[WordIndex, list[SearchHit]]:
            from services import searching

            used = index or searching.WordIndex()
            return used, searching.search(text, layers, plan.measuring_crs, feedback, used)

        self._job = self._session.jobs.submit(
            self.tr("Searching"), work, lambda answer: self._take(text, *answer), refused=self._refuse
        )

    def _take(self, text: str, index: WordIndex, hits: list[SearchHit]) -> None:
        self._index = index
        if text != self.text():
            return
        self._asked, self.hits = text, hits
        said = [(self._speaker.say(hit.title), self._speaker.say(hit.detail)) for hit in hits]
        self.panel.fill(said)
        if not hits:
            self.panel.tell(self.tr("Nothing of that name. Coordinates are written like 567915 4474251 or 111.8 40.4."))
        if self._go_when_found and hits:
            self._go(0)
        else:
            self._show_panel()

    def _refuse(self, error: AppError) -> None:
        self.hits = []
        self.panel.fill([])
        self.panel.tell(error.sentence(self._speaker.language))
        self._show_panel()

    def _show_panel(self) -> None:
        if not self.hasFocus():
            return
        window = self.window()
        if self.panel.parentWidget() is not window:
            self.panel.setParent(window)
        self.panel.fit(LIST_WIDTH_PX)
        corner = self.mapTo(window, QPoint(self.width() - self.panel.width(), self.height() + 4))
        self.panel.move(max(corner.x(), 4), corner.y())
        self.panel.show()
        self.panel.raise_()

    def _go(self, row: int) -> None:
        if 0 <= row < len(self.hits):
            self.panel.hide()
            self.chosen.emit(self.hits[row])
            self.left.emit()

    def _leave(self) -> None:
        self._stop()
        self.clear()
        self.panel.hide()
        self.left.emit()

    def _stop(self) -> None:
        self._pause.stop()
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)

    def _forget(self) -> None:
        """Other layers: what was found is not there any more."""
        self._asked, self.hits = "", []


class HitPanel(QFrame):
    """The hits under the field, or a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.sentence = plain_label()
        self.sentence.setContentsMargins(8, 6, 8, 6)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.list)
        layout.addWidget(self.sentence)
        self.hide()

    def fill(self, lines: list[tuple[str, str]]) -> None:
        """Show hits, each a title and what it is; the first is in hand."""
        self.list.clear()
        for title, detail in lines:
            item = QListWidgetItem(f"{title}\n{detail}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(lines))
        self.sentence.hide()

    def tell(self, sentence: str) -> None:
        """Show a sentence instead."""
        self.list.hide()
        self.sentence.setText(sentence)
        self.sentence.show()

    def step(self, step: int) -> None:
        """Take the next or the former hit in hand."""
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + step) % count)

    def fit(self, width: int) -> None:
        """As large as what it shows."""
        self.setFixedWidth(width)
        if not self.list.isHidden():
            rows = min(self.list.count(), MOST_ROWS)
            self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 1) + 4)
        self.adjustSize()
        margin = current_theme().size("space_s")
        self.setMaximumHeight(self.sizeHint().height() + margin)
