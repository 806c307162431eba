"""The topology panel: layer, what is checked, counts, the list, and the finding in hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.docks.finding_rows import FindingDelegate
from gui.language import Speaker
from gui.parts import Choice, EmptyState, hairline, state_icon
from gui.topology.asking import AskingForm
from gui.topology.card import TopologyCard
from gui.topology.rows import ROW_HEIGHT, TopologyRows

if TYPE_CHECKING:
    from layers.topology.listing import Entry
    from services.topology_desk import Listing, Offer, Shown

CHIPS = {"conflict": ("open", "come_back"), "not_testable": ("ignored",), "clear": ("fixed", "obsolete")}
CARD_SHARE = 0.55


class TopologyPanel(QWidget):
    """Fourth tab at the right. ``layer_chosen`` carries a layer's name, ``check_wanted`` what is asked of it,
    ``chosen`` the finding now in hand (or None), ``go_to_wanted`` the one to fly to, ``shown_changed`` that other rows
    are to be listed.
    """

    layer_chosen = Signal(str)
    check_wanted = Signal(object)
    check_all_wanted = Signal()
    cancel_wanted = Signal()
    mend_all_wanted = Signal()
    chosen = Signal(object)
    go_to_wanted = Signal(object)
    shown_changed = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._speaker = speaker
        self._folded: set[str] = set()
        self._busy = False
        self._why_empty = ""
        self._titles: dict[str, str] = {}
        self._to_do: dict[str, int] = {}
        self.layers = Choice()
        self.layers.activated.connect(lambda _row: self.layer_chosen.emit(self.layers.currentData()))
        self.check_button, self.check_all_button, self.cancel_button = QPushButton(), QPushButton(), QPushButton()
        self.check_all_button.clicked.connect(self.check_all_wanted)
        self.asking_button = QToolButton()
        self.asking_button.setCheckable(True)
        self.asking_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.asking_button.toggled.connect(lambda _on: self._arrange())
        self.check_button.setDefault(True)
        self.check_button.clicked.connect(self.check)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.form = AskingForm(speaker)
        self.chips = {state: self._chip(state) for state in CHIPS}
        self.chips["clear"].setChecked(False)
        self.rows = TopologyRows(speaker)
        self.list = self._make_list()
        self.mend_all_button = QPushButton()
        self.mend_all_button.clicked.connect(self.mend_all_wanted)
        self.card = TopologyCard(speaker)
        self.card.fixes.installEventFilter(self)
        self.empty = EmptyState()
        self._lay_out()
        for chip in self.chips.values():
            chip.toggled.connect(lambda _on: self.shown_changed.emit())
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.layers.setAccessibleName(self.tr("Layer"))
        self.check_button.setText(self.tr("Check"))
        self.check_button.setToolTip(self.tr("Check the topology of the layer"))
        self.check_all_button.setText(self.tr("Check all"))
        self.check_all_button.setToolTip(self.tr("Check the topology of every layer, each as it was asked last"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.asking_button.setText(self.tr("What is checked"))
        self.list.setAccessibleName(self.tr("Topology errors"))
        self.mend_all_button.setText(self.tr("Mend all that need no decision"))
        self.mend_all_button.setToolTip(
            self.tr("Rings, repeated vertices, spikes, and what is thinner than a sliver: as one step, undone as one.")
        )
        for state, word in self._state_words().items():
            self.chips[state].setToolTip(self.tr("Show or hide: {state}").format(state=word))
        self._arrange()

    def retheme(self) -> None:
        """Marks in the colours of the present theme."""
        for state, chip in self.chips.items():
            chip.setIcon(state_icon(state, ratio=self.devicePixelRatioF()))
        self.list.viewport().update()

    # What is shown

    def show_layers(self, titles: Mapping[str, str], current: str | None) -> None:
        """Offer layers to be checked: what each is called, by its name."""
        self._titles = dict(titles)
        self.layers.blockSignals(True)
        self.layers.clear()
        for name in titles:
            self.layers.addItem(self._layer_text(name), name)
        self.layers.setCurrentIndex(self.layers.findData(current) if current in titles else -1)
        self.layers.blockSignals(False)
        self._arrange()

    def show_listing(self, listing: Listing | None, key: str | None = None) -> None:
        """Show the findings of the layer, with the one of ``key`` in hand if it is listed."""
        bar = self.list.verticalScrollBar().value()
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.rows.show(listing)
        selection.blockSignals(False)
        self._arrange()
        row = self.rows.row_of(key)
        if row >= 0:
            selection.blockSignals(True)
            self.list.setCurrentIndex(self.rows.index(row))
            selection.blockSignals(False)
        self.list.verticalScrollBar().setValue(bar)
        entry = self.rows.entry_at(row)
        if entry is not None:
            self._reveal()
        self.chosen.emit(entry)

    def note_to_do(self, counts: Mapping[str, int]) -> None:
        """How much there is to be done in each layer that was checked; it stands beside the layer's name."""
        self._to_do = dict(counts)
        for row in range(self.layers.count()):
            self.layers.setItemText(row, self._layer_text(self.layers.itemData(row)))

    def _layer_text(self, name: str) -> str:
        count = self._to_do.get(name)
        return self._titles[name] if count is None else f"{self._titles[name]} ({count})"

    def select(self, key: str) -> None:
        """Take a finding in hand."""
        row = self.rows.row_of(key)
        if row >= 0:
            self.list.setCurrentIndex(self.rows.index(row))

    def step(self, step: int) -> None:
        """Take the next or the previous listed finding in hand, round and round."""
        count = self.rows.rowCount()
        row = self.list.currentIndex().row()
        row = row if row >= 0 else (-1 if step > 0 else 0)
        for _ in range(count):
            row = (row + step) % count
            if self.rows.entry_at(row) is not None:
                self.list.setCurrentIndex(self.rows.index(row))
                return

    def current(self) -> Entry | None:
        """The finding in hand."""
        return self.rows.entry_at(self.list.currentIndex().row())

    def shown(self) -> Shown:
        """Which findings are to be listed."""
        from services.topology_desk import Shown

        states = [state for chip, members in CHIPS.items() if self.chips[chip].isChecked() for state in members]
        return Shown(frozenset(states), frozenset(self._folded))

    def set_busy(self, busy: bool) -> None:
        """Whether a layer is being checked or mended as a whole."""
        self._busy = busy
        self.progress.setRange(0, 0)
        self._arrange()

    def set_progress(self, fraction: float) -> None:
        """How far that is."""
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * fraction))

    def set_why_empty(self, sentence: str) -> None:
        """What is to be done first, where there is nothing to be checked."""
        self._why_empty = sentence
        self._arrange()

    def show_entry(self, entry: Entry | None, *, editable: bool, project: bool) -> None:
        """The finding in hand in full."""
        self.card.show_entry(entry, editable=editable, project=project)
        self._scroll.setVisible(entry is not None)
        self._line.setVisible(entry is not None)
        self.fit_card()

    def show_offers(self, offers: tuple[Offer, ...] | None) -> None:
        """The fixes of the finding in hand; None where they were not worked out."""
        self.card.show_offers(offers)
        self.fit_card()
        self._reveal()

    def check(self) -> None:
        """Want the layer checked as the form asks; unfold the form where something in it is not right."""
        asked = self.form.asked()
        if asked is None:
            self.asking_button.setChecked(True)
        elif self.layers.currentData() is not None and not self._busy:
            self.asking_button.setChecked(False)
            self.check_wanted.emit(asked)

    def fit_card(self) -> None:
        """As much room for the finding in hand as it needs, but the list keeps the rest."""
        self.card.sizes_changed()
        needed = self.card.layout().totalHeightForWidth(max(self.width() - 10, 1))
        self._scroll.setFixedHeight(max(0, min(needed + 2, round(self.height() * CARD_SHARE))))

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._took(event, watched):
            return True
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent, watched: QObject) -> bool:
        """Digits choose a fix, Enter carries it out, I ignores; up and down go through the list."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.card.choose(key - Qt.Key.Key_0)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_I:
            self.card.begin_ignoring()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and watched is self.list:
            self.step(1 if key == Qt.Key.Key_Right else -1)
        else:
            return False
        return True

    def _enter(self) -> None:
        head = self.rows.at(self.list.currentIndex().row())
        if head is not None and self.current() is None:
            self._fold(head.kind)
        elif self.card.current() is not None:
            self.card.mend()
        elif self.current() is not None:
            self.go_to_wanted.emit(self.current())

    def _fold(self, kind: str) -> None:
        self._folded ^= {kind}
        self.shown_changed.emit()

    def _clicked(self, index: QModelIndex) -> None:
        head = self.rows.at(index.row())
        if head is not None and self.rows.entry_at(index.row()) is None:
            self._fold(head.kind)
        else:
            self.go_to_wanted.emit(self.current())

    def _follow_keys(self, index: QModelIndex) -> None:
        entry = self.rows.entry_at(index.row())
        if entry is not None:
            self.chosen.emit(entry)
            self._reveal()

    def _reveal(self) -> None:
        """Once the card has taken its room."""
        QTimer.singleShot(0, self.list, lambda: self.list.scrollTo(self.list.currentIndex()))

    # Arrangement

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_card()

    def _arrange(self) -> None:
        """What is to be seen in the present state, and in which words."""
        listing, possible = self.rows.listing, self.layers.count() > 0
        counts = listing.counts if listing is not None else {}
        live = counts.get("open", 0) + counts.get("come_back", 0)
        self._head.setVisible(possible)
        self.check_button.setVisible(not self._busy)
        self.check_all_button.setVisible(not self._busy)
        self.cancel_button.setVisible(self._busy)
        self.progress.setVisible(self._busy)
        self.asking_button.setEnabled(self.layers.currentIndex() >= 0)
        asking = possible and self.asking_button.isChecked() and self.layers.currentIndex() >= 0
        self._form_area.setVisible(asking)
        self._counts.setVisible(listing is not None)
        there = self.rows.rowCount() > 0
        self.list.setVisible(there)
        self.mend_all_button.setVisible(live > 0)
        self.mend_all_button.setEnabled(not self._busy)
        self.empty.setVisible(not there and not asking)
        for state, word in self._state_words().items():
            number = sum(counts.get(one, 0) for one in CHIPS[state])
            self.chips[state].setText(f"{word} {number}")
        self._say_empty(possible, live)

    def _say_empty(self, possible: bool, live: int) -> None:
        purpose = self.tr("Here are the errors of shape in a layer: overlaps, gaps, spikes, vertices not shared.")
        if self._busy:
            self.empty.say(purpose, self.tr("The layer is being checked…"))
        elif not possible:
            self.empty.say(purpose, self._why_empty)
        elif self.rows.listing is None:
            self.empty.say(purpose, self.tr("Choose a layer and press “Check”."))
        elif live:
            self.empty.say(self.tr("What there is to mend is hidden."), self.tr("Show it with the buttons above."))
        else:
            self.empty.say(self.tr("Nothing is to be mended in this layer."), self.tr("The list follows every edit."))

    def _state_words(self) -> dict[str, str]:
        return {
            "conflict": self.tr("Open"),
            "not_testable": self.tr("Ignored"),
            "clear": self.tr("Done"),
        }

    def _chip(self, state: str) -> QToolButton:
        chip = QToolButton(objectName="chip")
        chip.setCheckable(True)
        chip.setChecked(True)
        chip.setIcon(state_icon(state))
        chip.setIconSize(QSize(14, 14))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return chip

    def _make_list(self) -> QTableView:
        """A table of one column: a list would ask the model for every row of a hundred thousand to lay them out."""
        made = QTableView()
        made.setModel(self.rows)
        made.setItemDelegate(FindingDelegate(made))
        made.horizontalHeader().hide()
        made.horizontalHeader().setStretchLastSection(True)
        made.verticalHeader().hide()
        made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        made.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        made.setShowGrid(False)
        made.setTabKeyNavigation(False)
        made.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        made.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        made.setMouseTracking(True)
        made.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.clicked.connect(self._clicked)
        made.selectionModel().currentChanged.connect(self._follow_keys)
        made.installEventFilter(self)
        return made

    def _lay_out(self) -> None:
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 12, 12, 4)
        head.setSpacing(8)
        head.addWidget(self.layers)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.check_button, self.check_all_button, self.cancel_button):
            row.addWidget(button)
        row.addWidget(self.progress, 1)
        row.addStretch(0)
        row.addWidget(self.asking_button)
        head.addLayout(row)
        self._form_area, self._scroll = _scrolled(self.form), _scrolled(self.card)
        self._counts = QWidget()
        grid = QGridLayout(self._counts)
        grid.setContentsMargins(12, 4, 12, 8)
        grid.setSpacing(8)
        for number, chip in enumerate(self.chips.values()):
            grid.addWidget(chip, 0, number)
        grid.addWidget(self.mend_all_button, 1, 0, 1, 3)
        self._line = hairline()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._form_area, 2)
        layout.addWidget(self._counts)
        layout.addWidget(self.list, 3)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._line)
        layout.addWidget(self._scroll)
        self._line.hide()
        self._scroll.hide()


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
