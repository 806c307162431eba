"""The attribute table of the bottom dock: one layer at a time, filtered, sorted, linked with the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from gui.language import Speaker
from gui.parts import Choice, EmptyState, plain_label
from gui.places import Bounds
from gui.selection import Mode
from gui.session import Session
from gui.table.acting import TableActions
from gui.table.arranging import Wanted
from gui.table.editor import CellDelegate
from gui.table.model import TableModel
from gui.table.query_row import QueryRow
from gui.table.source import TableSource
from gui.table.view import TableView
from gui.table.words import TableWords

if TYPE_CHECKING:
    from gui.selection import Fids
    from layers.layer import Layer

WAIT_MS = 200
"""After the last letter typed, or the last movement of the map."""
MOST_OFFERED = 200
SCOPES = ("all", "selected", "in_view")


class TablePanel(QWidget):
    """Signals: ``go_to_wanted`` (layer, fid), ``edit_refused`` (the plan cannot be changed: somebody says how to),
    ``shapes_wanted`` (the selected rows are to be copied with their shapes)."""

    go_to_wanted = Signal(object, int)
    edit_refused = Signal()
    shapes_wanted = Signal()
    layer_shown = Signal(str)

    def __init__(self, session: Session, speaker: Speaker, extent: Callable[[], Bounds | None]) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._speaker = speaker
        self._extent = extent
        self.words = TableWords(speaker, self)
        self.source = TableSource(session, self)
        self.model = TableModel(self.words, self.source.word, self)
        self.view = TableView(self.model)
        self.delegate = CellDelegate(self.view, self.model, speaker, self.words)
        self.view.setItemDelegate(self.delegate)
        self.layer_choice, self.scope_choice = Choice(), Choice()
        self.search = QLineEdit()
        self.query = QueryRow()
        self.select_button, self.fill_button, self.calculate_button = QToolButton(), QToolButton(), QToolButton()
        self.counts = plain_label(muted=True)
        self.message = plain_label(name="warning")
        self.empty = EmptyState()
        self._fitted: set[tuple[str, tuple[str, ...]]] = set()
        self._picking = False
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(self.arrange)
        self.acting = TableActions(self, session, speaker)
        self._lay_out()
        self._connect()
        self.retranslate()

    # What is shown

    @property
    def layer(self) -> Layer | None:
        """The layer shown."""
        return self.source.layer

    def retranslate(self) -> None:
        """Say everything anew."""
        self.layer_choice.setAccessibleName(self.tr("Layer"))
        self.search.setPlaceholderText(self.tr("Find in all columns"))
        self.search.setAccessibleName(self.tr("Find in all columns"))
        self.view.setAccessibleName(self.tr("Attribute table"))
        self.scope_choice.setAccessibleName(self.tr("Rows"))
        names = (self.tr("Whole layer"), self.tr("Selected"), self.tr("In view"))
        for number, name in enumerate(names):
            self.scope_choice.setItemText(number, name)
        self.select_button.setText(self.tr("Select these"))
        self.select_button.setToolTip(self.tr("Select all rows that are shown"))
        self.fill_button.setText(self.tr("Fill…"))
        self.fill_button.setToolTip(self.tr("Fill a field of the selected or shown rows"))
        self.calculate_button.setText(self.tr("Calculate…"))
        self.calculate_button.setToolTip(self.tr("Calculate a field from the shapes or the codes"))
        self.empty.say(
            self.tr("Here are the attributes of a layer as a table."), self.tr("Open a plan, then choose a layer.")
        )
        self.query.retranslate()
        self._show_layers()
        self._offer_fields()
        self.model.repaint_all()
        self._count()

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        self.model.repaint_all()

    def show_layer(self, name: str) -> None:
        """Show a layer by its name; one that is not there leaves the table as it is."""
        number = self.layer_choice.findData(name)
        if number >= 0:
            self.layer_choice.setCurrentIndex(number)

    def arrange(self) -> None:
        """Find the rows anew by what stands in the filter row."""
        condition = self.query.condition()
        wanted = self.source.wanted
        self.source.wanted = Wanted(
            self.search.text(), (condition,) if condition is not None else (), wanted.sorted_by, wanted.descending
        )
        self.source.scope = self.scope_choice.currentData()
        self.source.extent = self._extent() if self.source.scope == "in_view" else None
        self.source.arrange()

    def sort(self, field: str) -> None:
        """Sort by a field: upwards, then downwards, then as in the file."""
        before = self.source.wanted
        if not field or (field == before.sorted_by and before.descending):
            self.sort_by("", descending=False)
        else:
            self.sort_by(field, descending=field == before.sorted_by)

    def sort_by(self, field: str, *, descending: bool) -> None:
        """Sort by a field in one direction; nothing: as in the file."""
        before = self.source.wanted
        self.source.wanted = Wanted(before.search, before.conditions, field, descending)
        self.view.show_order(field, descending=descending)
        self.arrange()

    def follow_view(self) -> None:
        """The map shows something else."""
        if self.scope_choice.currentData() == "in_view" and self.isVisible():
            self._pause.start()

    # Following

    def _take_layers(self) -> None:
        """Other layers, or the same after an edit."""
        name = self.layer_choice.currentData()
        self._show_layers()
        if self.layer_choice.currentData() == name:
            self._choose_layer()

    def _show_layers(self) -> None:
        chosen = self.layer_choice.currentData()
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        for item in reversed(list(self._session.map_layers)):
            self.layer_choice.addItem(self.words.layer(item.layer), item.layer.name)
        self.layer_choice.setCurrentIndex(max(self.layer_choice.findData(chosen), 0))
        self.layer_choice.blockSignals(False)
        if self.layer_choice.currentData() != chosen:
            self._choose_layer()

    def _choose_layer(self) -> None:
        name = self.layer_choice.currentData()
        layers = (item.layer for item in self._session.map_layers)
        layer = next((layer for layer in layers if layer.name == name), None)
        if layer is self.layer and layer is not None:
            return
        other = self.layer is None or layer is None or self.layer.name != layer.name
        current = self._current_fid()
        self.source.show(layer)
        self.model.show(layer, self.source.fields, self.source.columns)
        if layer is not None:
            self.model.set_selected(self._session.selection.fids(layer.name))
        self.model.editable = self._session.desk.read_only() is None
        self._offer_fields()
        if other:
            self.sort_by("", descending=False)
            self.layer_shown.emit(name or "")
        else:
            self.arrange()
            self._restore(current)
        self.empty.setVisible(layer is None)
        self.view.setVisible(layer is not None)

    def _take_rows(self) -> None:
        current = self._current_fid()
        self.model.set_columns(self.source.columns)
        self.model.set_rows(self.source.rows)
        self._fit()
        self._restore(current)
        self._count()

    def _take_cells(self) -> None:
        """More of a layer has been read: columns, or the pages in sight."""
        self.model.set_columns(self.source.columns)
        self._fit()
        self._offer_words(self.query.field.currentData() or "")

    def _fit(self) -> None:
        """Fit the columns once, when there is something in them."""
        layer = self.layer
        if layer is None or not self.model.rowCount() or (key := (layer.name, self.source.fields)) in self._fitted:
            return
        self.view.fit_columns()
        if any(self.model.text(0, field) for field in self.source.fields):
            self._fitted.add(key)

    def _take_selection(self, name: str) -> None:
        layer = self.layer
        if layer is None or layer.name != name:
            return
        fids = self._session.selection.fids(name)
        self.model.set_selected(fids)
        if self.scope_choice.currentData() == "selected":
            self.arrange()
        elif not self._picking and len(fids):
            self._show_first(fids)
        self._count()

    def _show_first(self, fids: Fids) -> None:
        """Selected elsewhere: bring the first of them into sight."""
        row = self.model.row_of(int(fids[0])) if len(fids) == 1 else int(next(iter(self.model.selected_rows()), -1))
        self.view.go_to_row(row)

    def _current_fid(self) -> int | None:
        row = self.view.currentIndex().row()
        return self.model.fid_at(row) if 0 <= row < self.model.rowCount() else None

    def _restore(self, fid: int | None) -> None:
        if fid is not None:
            self.view.go_to_row(self.model.row_of(fid))

    # Acting

    def _pick(self, fids: Fids, mode: Mode) -> None:
        if self.layer is not None:
            self._picking = True
            self._session.selection.select(self.layer.name, fids, mode)
            self._picking = False

    def select_shown(self) -> None:
        """Select all rows that are shown."""
        if self.layer is not None and self.model.rowCount():
            self._pick(self.model.fids_between(0, self.model.rowCount() - 1), "replace")

    def tell(self, sentence: str) -> None:
        """Say above the table what could not be done; nothing takes it away."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    # Words

    def _offer_fields(self) -> None:
        layer = self.layer
        headings = [(field, self.words.heading(layer, field)) for field in self.source.fields] if layer else []
        self.query.set_fields(headings)

    def _offer_words(self, field: str) -> None:
        """The kind of a field, and its different words where they are few."""
        column = self.source.columns.get(field)
        layer = self.layer
        if not field or layer is None:
            return
        if column is None:
            self.source.need(field)
            return
        offered = self.words.choices(layer, field)
        if not offered and column.kind == "text" and "coded" in vars(column):
            words = column.coded[1]
            offered = [self.words.cell(layer, field, str(word)) for word in words] if len(words) <= MOST_OFFERED else []
        self.query.set_kind(field, column.kind, offered)

    def _count(self) -> None:
        layer = self.layer
        if layer is None:
            self.counts.setText("")
            return
        shown, whole = self.model.rowCount(), len(layer)
        words = self.tr("{shown} of {whole} rows") if shown != whole else self.tr("{whole} rows")
        text = words.format(shown=_grouped(shown), whole=_grouped(whole))
        selected = len(self.model.selected)
        if selected:
            text += " · " + self.tr("{count} selected").format(count=_grouped(selected))
        self.counts.setText(text)

    # Wiring

    def _lay_out(self) -> None:
        for scope in SCOPES:
            self.scope_choice.addItem("", scope)
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(240)
        self.layer_choice.setMinimumWidth(160)
        self.counts.setWordWrap(False)
        self.message.hide()
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.setSpacing(8)
        for part in (self.layer_choice, self.search, self.scope_choice, self.query):
            bar.addWidget(part)
        bar.addStretch(1)
        buttons = (self.select_button, self.fill_button, self.calculate_button)
        for part in (self.counts, *buttons):
            bar.addWidget(part)
        for button in buttons:
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.message)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        self.view.hide()
        self.message.setContentsMargins(12, 0, 12, 4)

    def _connect(self) -> None:
        session = self._session
        self.layer_choice.currentIndexChanged.connect(lambda _index: self._choose_layer())
        self.scope_choice.currentIndexChanged.connect(lambda _index: self.arrange())
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self.arrange)
        self.query.changed.connect(self._pause.start)
        self.query.field_chosen.connect(self._offer_words)
        self.select_button.clicked.connect(self.select_shown)
        self.fill_button.clicked.connect(self.acting.fill)
        self.source.arranged.connect(self._take_rows)
        self.source.read.connect(self._take_cells)
        self.view.picked.connect(self._pick)
        self.view.sort_wanted.connect(self.sort)
        session.opened.connect(self._take_layers)
        session.changed.connect(lambda _outcome: self._take_layers())
        session.selection.changed.connect(self._take_selection)
        self._speaker.changed.connect(self.retranslate)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", " ")
