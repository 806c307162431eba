"""The history panel: what was done, by whom and when; going back; named versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from gui.docks.history_rows import ROW_ROLE, HistoryDelegate, HistoryRow, HistoryRows
from gui.language import Speaker
from gui.parts import Choice, EmptyState, hairline, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from gui.jobs import Job
    from services.looking_back import Differences

MOST_LINES = 10
HOVER_MS = 120
MOST_KEPT = 64
"""What so many steps changed is remembered, so that going over the list again shows it at once."""


class HistoryPanel(QWidget):
    """Third tab at the right. ``shown`` carries the ``Differences`` to point at on the map, or None; ``hovered`` those
    of the step under the cursor, None when that is none: then what was shown is to be seen again.
    """

    shown = Signal(object)
    hovered = Signal(object)
    make_wanted = Signal()

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._desk = session.desk
        self._speaker = speaker
        self._told: Differences | None = None
        self._compared = ""
        self._known: dict[int, Differences] = {}
        self._over = 0
        self._job: Job | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(HOVER_MS)
        self._rest.timeout.connect(self._look_over)
        self.layer_choice, self.author_choice = Choice(), Choice()
        self.rows = HistoryRows(speaker)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(HistoryDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.entered.connect(self._hover)
        self.list.viewport().installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.list.clicked.connect(self._choose)
        self.list.doubleClicked.connect(lambda _index: self.jump())
        for choice in (self.layer_choice, self.author_choice):
            choice.activated.connect(lambda _row: self._filter())
        self.title = plain_label(name="title")
        self.about = plain_label()
        self.note = plain_label(muted=True)
        self.jump_button = QPushButton()
        self.jump_button.clicked.connect(self.jump)
        self.compare_button = QPushButton()
        self.compare_button.clicked.connect(self.compare)
        self.back_button = QPushButton()
        self.back_button.clicked.connect(self.go_back)
        self.name = QLineEdit()
        self.name.returnPressed.connect(self.set_version)
        self.name_button = QPushButton()
        self.name_button.clicked.connect(self.set_version)
        self.empty = EmptyState()
        self.make_button = QPushButton()
        self.make_button.setDefault(True)
        self.make_button.clicked.connect(self.make_wanted)
        self._lay_out()
        session.opened.connect(self._start)
        session.changed.connect(lambda _outcome: self.refresh())
        session.failed.connect(self.refresh)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.list.setAccessibleName(self.tr("History"))
        self.layer_choice.setAccessibleName(self.tr("Steps of this layer"))
        self.author_choice.setAccessibleName(self.tr("Steps of this planner"))
        self.jump_button.setText(self.tr("Back to here"))
        self.jump_button.setToolTip(self.tr("Undo or redo until this step is the last one in force."))
        self.compare_button.setText(self.tr("Compare with the present"))
        self.back_button.setText(self.tr("Restore this version"))
        self.back_button.setToolTip(self.tr("Bring the version back as one more step, which can be undone."))
        self.name.setPlaceholderText(self.tr("Name of the version"))
        self.name.setAccessibleName(self.tr("Name of the version"))
        self.name_button.setText(self.tr("Set as version"))
        self.name_button.setToolTip(self.tr("Give the present state a name."))
        self.make_button.setText(self.tr("New project…"))
        self.refresh()

    def refresh(self) -> None:
        """Show the history as it stands, keeping the row in hand; who was at the present step follows it."""
        row = self.current_row()
        past = self._desk.past
        self._known.clear()
        self._forget_hover()
        self.rows.fill(past)
        self._fill_choices()
        for widget in (self.list, self._card, self._line, self._naming, self._choosing):
            widget.setVisible(past is not None)
        self.empty.setVisible(past is None)
        self.make_button.setVisible(past is None and self._session.plan is not None)
        self.empty.say(
            self.tr("Here is what was done in a project, by whom and when; every step can be undone."),
            self.tr("This plan was opened from files, which are never changed. Make a project of it to edit it.")
            if self._session.plan is not None
            else self.tr("Open a plan with Ctrl+O, or a project with Ctrl+Shift+O."),
        )
        if past is None:
            return
        self._select(past.position if row is None or row.here else row.entry)
        editable = self._desk.read_only() is None
        for widget in (self.name, self.name_button):
            widget.setEnabled(editable)
        self._describe()

    def current_row(self) -> HistoryRow | None:
        """The step in hand."""
        row: HistoryRow | None = self.list.currentIndex().data(ROW_ROLE)
        return row

    def told(self) -> Differences | None:
        """What is being pointed at."""
        return self._told

    def jump(self) -> None:
        """Make the step in hand the last one in force."""
        row = self.current_row()
        if row is not None and not row.here and not row.external:
            self._desk.jump(row.entry)

    def set_version(self) -> None:
        """Give the present state the name that was typed."""
        name = self.name.text().strip()
        if not name:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._desk.set_version(name, lambda _outcome: self.name.clear())

    def compare(self) -> None:
        """Say what changed since the version in hand."""
        name = self._version()
        if name:
            self._desk.compare(name, lambda told: self._take(told, name))

    def go_back(self) -> None:
        """Bring the version in hand back."""
        name = self._version()
        if name:
            self._desk.go_back(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list.viewport() and event.type() == QEvent.Type.Leave:
            self._forget_hover()
        pressed = watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.jump()
            return True
        return super().eventFilter(watched, event)

    def hideEvent(self, event) -> None:
        """Behind another tab nothing of it is shown on the map."""
        super().hideEvent(event)
        self._forget_hover()
        if self._told is not None:
            self.shown.emit(None)

    def _hover(self, index: QModelIndex) -> None:
        """The cursor rests on a step: what it changed is shown as long as it does."""
        row: HistoryRow = index.data(ROW_ROLE)
        self._over = 0 if row.external else row.entry
        if self._over in self._known:
            self._rest.stop()
            self.hovered.emit(self._known[self._over])
        elif self._over:
            self._rest.start()
        else:
            self._forget_hover()

    def _look_over(self) -> None:
        entry = self._over
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)

        def found(told: Differences) -> None:
            self._keep(entry, told)
            if entry == self._over:
                self.hovered.emit(told)

        if entry:
            self._job = self._desk.look_at_entry(entry, found)

    def _forget_hover(self) -> None:
        self._rest.stop()
        if self._over:
            self._over = 0
            self.hovered.emit(None)

    def _keep(self, entry: int, told: Differences) -> None:
        while len(self._known) >= MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[entry] = told

    def _filter(self) -> None:
        """Show only the steps of a layer, of a planner; the step in hand stays in hand where it is shown."""
        row = self.current_row()
        self.rows.show_only(self.layer_choice.currentData() or "", self.author_choice.currentData() or "")
        past = self._desk.past
        self._select(row.entry if row is not None else past.position if past is not None else 0)
        self._describe()

    def _fill_choices(self) -> None:
        """Layers and planners of the history; what is chosen stays as long as there is some step of it."""
        sides = (
            (self.layer_choice, self.tr("All layers"), self.rows.layers()),
            (self.author_choice, self.tr("All planners"), self.rows.authors()),
        )
        for choice, everything, names in sides:
            wanted = [everything, *names]
            if [choice.itemText(row) for row in range(choice.count())] != wanted:
                chosen = choice.currentData()
                choice.clear()
                for name in wanted:
                    choice.addItem(name, "" if name is everything else name)
                choice.setCurrentIndex(max(choice.findData(chosen or ""), 0))
        self.rows.show_only(self.layer_choice.currentData() or "", self.author_choice.currentData() or "")

    def _start(self) -> None:
        """Another plan: the present step is in hand."""
        self.name.clear()
        for choice in (self.layer_choice, self.author_choice):
            choice.setCurrentIndex(0)
        self.list.setCurrentIndex(QModelIndex())
        self.refresh()

    def _select(self, entry: int) -> None:
        place = max(self.rows.place_of(entry), 0)
        self.rows.reach(place)
        selection = self.list.selectionModel()
        selection.blockSignals(True)
        self.list.setCurrentIndex(self.rows.index(place))
        selection.blockSignals(False)

    def _choose(self, _index: QModelIndex) -> None:
        """A step was clicked: point at what it touched."""
        row = self.current_row()
        if row is None:
            return
        self._describe()
        if not row.entry or row.external:
            self.shown.emit(None)
            return
        known = self._known.get(row.entry)
        if known is not None:
            self._take(known, "", row.entry)
            return

        def found(told: Differences) -> None:
            self._keep(row.entry, told)
            self._take(told, "", row.entry)

        self._desk.look_at_entry(row.entry, found)

    def _take(self, told: Differences, compared: str, entry: int | None = None) -> None:
        row = self.current_row()
        if row is None or (entry is not None and row.entry != entry):
            return
        self._describe()
        self._told, self._compared = told, compared
        self._say_differences()
        self.shown.emit(told)

    def _describe(self) -> None:
        """The step in hand in words, and what can be done with it."""
        row = self.current_row()
        self._told, self._compared = None, ""
        if row is None:
            return
        self.title.setText(row.text)
        self.about.setText("")
        self.about.hide()
        self.note.setText(self._state(row))
        editable = self._desk.read_only() is None
        self.jump_button.setVisible(not row.here and not row.external)
        self.jump_button.setEnabled(editable)
        self.compare_button.setVisible(bool(row.versions))
        self.back_button.setVisible(bool(row.versions) and not row.here)
        self.back_button.setEnabled(editable)

    def _state(self, row: HistoryRow) -> str:
        named = row.what.split("、")
        what = "、".join(named[:MOST_LINES])
        if len(named) > MOST_LINES:  # or the list of steps has no room left
            what += " " + self.tr("… and {count} more").format(count=len(named) - MOST_LINES)
        parts = [row.second, what]
        if row.here:
            parts.append(self.tr("The project stands here."))
        elif not row.done:
            parts.append(self.tr("Undone; can be brought back."))
        if row.versions:
            parts.append(self.tr("Version: {names}").format(names="、".join(row.versions)))
        return "\n".join(part for part in parts if part)

    def _say_differences(self) -> None:
        told = self._told
        if told is None:
            return
        lines = [self._speaker.say(line) for line in told.lines[:MOST_LINES]]
        if len(told.lines) > MOST_LINES:
            lines.append(self.tr("… and {count} more").format(count=len(told.lines) - MOST_LINES))
        if self._compared:
            head = self.tr("Since version “{name}”:").format(name=self._compared)
            lines = [head, *(lines or [self.tr("Nothing is different.")])]
        if told.features > told.shown > 0:
            lines.append(self.tr("The map shows the first {count} features.").format(count=told.shown))
        self.about.setText("\n".join(lines))
        self.about.setVisible(bool(lines))

    def _version(self) -> str:
        row = self.current_row()
        return row.versions[-1] if row is not None and row.versions else ""

    def _lay_out(self) -> None:
        self._card = QWidget()
        card = QVBoxLayout(self._card)
        card.setContentsMargins(12, 10, 12, 10)
        card.setSpacing(6)
        for label in (self.title, self.note, self.about):
            card.addWidget(label)
        for button in (self.jump_button, self.compare_button, self.back_button):
            card.addWidget(button)
        self._naming = QWidget()
        naming = QHBoxLayout(self._naming)
        naming.setContentsMargins(12, 0, 12, 12)
        naming.setSpacing(8)
        naming.addWidget(self.name, 1)
        naming.addWidget(self.name_button)
        making = QHBoxLayout()
        making.addStretch(1)
        making.addWidget(self.make_button)
        making.addStretch(1)
        self.empty.layout().insertLayout(3, making)
        self._choosing = QWidget()
        choosing = QHBoxLayout(self._choosing)
        choosing.setContentsMargins(12, 8, 12, 8)
        choosing.setSpacing(8)
        for choice in (self.layer_choice, self.author_choice):
            choice.setMinimumContentsLength(4)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choosing.addWidget(choice, 1)
        self._line = hairline()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._choosing)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.empty, 1)
        layout.addWidget(self._line)
        layout.addWidget(self._card)
        layout.addWidget(self._naming)
