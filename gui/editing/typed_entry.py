"""The strip at the cursor into which numbers are typed while drawing: what is typed holds, the cursor does the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit

from core.errors import AppError
from gui.parts import plain_label
from gui.theme import icon

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from gui.editing.path_figures import EdgeFigures
    from layers.editing.constraints import Typed
    from layers.editing.edit import Place

FIELDS = ("length", "bearing", "angle", "x", "y", "dx", "dy")
ROWS = (("length", "bearing", "angle"), ("x", "y"), ("dx", "dy"))
ANGLES = frozenset(("bearing", "angle"))
WITHOUT_START = frozenset(("x", "y"))
FIELD_PX = 104
AWAY_PX = 18
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TAB_KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class TypedEntry(QFrame):
    """``changed``: other numbers are typed. ``entered``: Enter. Numbers are metres and degrees of the measuring CRS.

    ``passed_on`` is asked about keys that are no part of a number; whether it took them does not matter here.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, context: EditContext) -> None:
        super().__init__(context.canvas)
        self.setObjectName("card")
        self._context = context
        self.fields: dict[str, QLineEdit] = {}
        self.refused = False
        self.passed_on: Callable[[QKeyEvent], bool] | None = None
        self._labels: dict[str, QLabel] = {}
        self._locks: dict[str, QAction] = {}
        self.told = plain_label(muted=True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._lay_out()
        self.hide()
        context.speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        words = {
            "length": (self.tr("Length"), self.tr("Length in metres")),
            "bearing": (self.tr("Bearing"), self.tr("Bearing in degrees, from north, clockwise")),
            "angle": (self.tr("Angle"), self.tr("Angle to the last edge in degrees, clockwise")),
            "x": ("X", self.tr("X, to the east")),
            "y": ("Y", self.tr("Y, to the north")),
            "dx": ("ΔX", self.tr("Step to the east")),
            "dy": ("ΔY", self.tr("Step to the north")),
        }
        for name, (text, tip) in words.items():
            self._labels[name].setText(text)
            self.fields[name].setAccessibleName(tip)
            self.fields[name].setToolTip(tip)

    # Opened and closed

    @property
    def is_open(self) -> bool:
        """Whether the strip is shown."""
        return self.isVisibleTo(self.parentWidget())

    @property
    def is_fixing(self) -> bool:
        """Whether anything is typed."""
        return self.is_open and any(field.text().strip() for field in self.fields.values())

    def open(self, at: QPointF, text: str, *, started: bool) -> None:
        """Show the strip beside a position with ``text`` typed already; not ``started``: only X and Y can be given."""
        for name, field in self.fields.items():
            field.setEnabled(started or name in WITHOUT_START)
        first = self.fields["length" if started else "x"]
        if not self.is_open:
            self._empty()
            for lock in self._locks.values():
                lock.setIcon(icon("lock", "accent"))
            self._place(at)
            self.show()
            self.raise_()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if text:
            first.setText(text)
            self._edited()

    def clear(self) -> None:
        """Everything is free again; the next place can be typed at once."""
        if not self.is_open:
            return
        self._empty()
        for field in self.fields.values():
            field.setEnabled(True)
        self.fields["length"].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_strip(self) -> None:
        """Fold the strip away; the map has the keyboard."""
        if self.is_open:
            mine = any(field.hasFocus() for field in self.fields.values())
            self.hide()
            self._empty()
            if mine:
                self._context.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is typed

    def typed(self) -> Typed:
        """What holds. Refusal ``typed.no_number``."""
        from layers.editing.constraints import Typed, degrees_in, number_in

        values = {
            name: (degrees_in if name in ANGLES else number_in)(field.text())
            for name, field in self.fields.items()
            if field.isEnabled()
        }
        return Typed(**values)

    def constrained(self, place: Place, last: Place | None, before: Place | None) -> Place:
        """Where the cursor (a place of the layer) is held; where it cannot be, that is said and it stays free."""
        self.refused = False
        if not self.is_fixing:
            return place
        from layers.editing.constraints import next_point

        context = self._context
        ends = [None if end is None else context.to_map(end) for end in (last, before)]
        try:
            found = next_point(self.typed(), context.to_map(place), *ends)
        except AppError as refusal:
            self.refused = True
            self.told.setText(refusal.sentence(context.speaker.language))
            return place
        return context.to_layer(found)

    def follow(self, at: QPointF, figures: EdgeFigures, refusal: str = "") -> None:
        """Stand beside the cursor; free fields show what it does now. ``refusal``: why nothing can be made of it."""
        step = figures.step or (None, None)
        place = figures.place or (None, None)
        live = dict(zip(FIELDS, (figures.length, figures.bearing, figures.angle, *place, *step), strict=True))
        for name, value in live.items():
            places = 4 if name in ANGLES else 3
            self.fields[name].setPlaceholderText("" if value is None else f"{value:.{places}f}")
        if not self.refused:
            self.told.setText(
                refusal or figures.area or self.tr("Enter places the point; Tab goes on; Esc closes the strip.")
            )
        self._place(at)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in ENTER_KEYS:
            self.entered.emit()
            return True
        if event.key() in TAB_KEYS:
            self._next_field(watched, -1 if event.key() == Qt.Key.Key_Backtab else 1)
            return True
        empty = isinstance(watched, QLineEdit) and not watched.text()
        if (event.text().isascii() and event.text().isalpha()) or (empty and event.key() == Qt.Key.Key_Backspace):
            if self.passed_on is not None:
                self.passed_on(event)
            return True
        return False

    def _next_field(self, watched: QObject, step: int) -> None:
        fields = [field for field in self.fields.values() if field.isEnabled()]
        if watched in fields:
            following = fields[(fields.index(watched) + step) % len(fields)]
            following.setFocus(Qt.FocusReason.TabFocusReason)
            following.selectAll()

    def _edited(self) -> None:
        for name, field in self.fields.items():
            self._locks[name].setVisible(bool(field.text().strip()))
        self.changed.emit()

    def _empty(self) -> None:
        for name, field in self.fields.items():
            field.clear()
            self._locks[name].setVisible(False)
        self.refused = False

    def _place(self, at: QPointF) -> None:
        """Beside the cursor, within the map, never under the cursor."""
        room = self.parentWidget().size()
        size = self.sizeHint()
        self.resize(size)
        x = at.x() + AWAY_PX if at.x() + AWAY_PX + size.width() < room.width() else at.x() - AWAY_PX - size.width()
        y = at.y() + AWAY_PX if at.y() + AWAY_PX + size.height() < room.height() else at.y() - AWAY_PX - size.height()
        self.move(int(max(x, 0)), int(max(y, 0)))
        self.raise_()  # above the cards of the map

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(4)
        for row, names in enumerate(ROWS):
            for place, name in enumerate(names):
                field = QLineEdit()
                field.setFixedWidth(FIELD_PX)
                field.installEventFilter(self)
                field.textEdited.connect(lambda _text: self._edited())
                lock = field.addAction(icon("lock", "accent"), QLineEdit.ActionPosition.TrailingPosition)
                lock.setVisible(False)
                label = plain_label(muted=True)
                label.setWordWrap(False)
                label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                self.fields[name], self._labels[name], self._locks[name] = field, label, lock
                layout.addWidget(label, row, 2 * place)
                layout.addWidget(field, row, 2 * place + 1)
        self.told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        layout.addWidget(self.told, len(ROWS), 0, 1, 6)
