"""Select by attribute or by location: closed choices, answered in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFormLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from gui.language import Speaker
from gui.parts import Choice, TickBox, lay_out_form, plain_label
from gui.selecting import MapSelecting
from gui.session import Session
from gui.table.columns import column_of, field_names
from gui.table.query_row import QueryRow
from gui.table.words import TableWords

if TYPE_CHECKING:
    from layers.layer import Layer

RELATIONS = ("intersects", "within")
MODES = ("replace", "add", "remove")


class SelectDialog(QDialog):
    """Stays open beside the map; what it found is said in it."""

    def __init__(self, session: Session, speaker: Speaker, selecting: MapSelecting, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._speaker = speaker
        self._selecting = selecting
        self._words = TableWords(speaker, self)
        self.layer, self.other, self.relation, self.mode = Choice(), Choice(), Choice(), Choice()
        self.query = QueryRow()
        self.only_selected = TickBox()
        self.ways = QTabWidget()
        self.told = plain_label(muted=True)
        self.select_button, self.close_button = QPushButton(), QPushButton()
        self._labels = {name: plain_label(muted=True) for name in ("layer", "mode", "other", "relation")}
        self._lay_out()
        self.select_button.clicked.connect(self.select)
        self.close_button.clicked.connect(self.close)
        self.layer.currentIndexChanged.connect(lambda _index: self._offer_fields())
        self.query.field_chosen.connect(self._offer_words)
        selecting.selected.connect(self._tell)
        session.opened.connect(self._show_layers)
        session.changed.connect(lambda _outcome: self._show_layers())
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Select features"))
        self.ways.setTabText(0, self.tr("By attribute"))
        self.ways.setTabText(1, self.tr("By location"))
        words = {
            "layer": self.tr("Layer"),
            "mode": self.tr("Result"),
            "other": self.tr("Other layer"),
            "relation": self.tr("Which features"),
        }
        for name, label in self._labels.items():
            label.setText(words[name])
            getattr(self, name).setAccessibleName(words[name])
        modes = (self.tr("New selection"), self.tr("Add to the selection"), self.tr("Take from the selection"))
        relations = (self.tr("Touch or overlap features of"), self.tr("Lie wholly within features of"))
        for choice, names in ((self.mode, modes), (self.relation, relations)):
            for number, name in enumerate(names):
                choice.setItemText(number, name)
        self.only_selected.setText(self.tr("Only its selected features"))
        self.select_button.setText(self.tr("Select"))
        self.close_button.setText(self.tr("Close"))
        self.query.retranslate()
        self._show_layers()

    def show_layer(self, name: str) -> None:
        """Begin with a layer."""
        self.layer.setCurrentIndex(max(self.layer.findData(name), 0))

    def select(self) -> None:
        """Ask; the answer comes from a worker."""
        layer, other = self._named(self.layer), self._named(self.other)
        mode = self.mode.currentData()
        if layer is None:
            return
        if self.ways.currentIndex() == 0:
            condition = self.query.condition()
            if condition is None:
                self.told.setText(self.tr("Choose a field and give a value."))
                return
            self._selecting.by_attribute(layer, condition, mode)
        elif other is not None:
            relation, only = self.relation.currentData(), self.only_selected.isChecked()
            self._selecting.by_location(layer, other, relation, mode, only_selected=only)

    def _tell(self, count: int) -> None:
        words = self.tr("{count} features found.") if count else self.tr("No feature was found.")
        self.told.setText(words.format(count=f"{count:,}".replace(",", " ")))

    def _named(self, choice: Choice) -> Layer | None:
        name = choice.currentData()
        return next((item.layer for item in self._session.map_layers if item.layer.name == name), None)

    def _show_layers(self) -> None:
        for choice in (self.layer, self.other):
            chosen = choice.currentData()
            choice.blockSignals(True)
            choice.clear()
            for item in reversed(list(self._session.map_layers)):
                choice.addItem(self._words.layer(item.layer), item.layer.name)
            choice.setCurrentIndex(max(choice.findData(chosen), 0))
            choice.blockSignals(False)
        self._offer_fields()

    def _offer_fields(self) -> None:
        layer = self._named(self.layer)
        fields = field_names(layer) if layer is not None else ()
        self.query.set_fields([(field, self._words.heading(layer, field)) for field in fields])

    def _offer_words(self, field: str) -> None:
        """The kind of a field: read in a worker, for the layer may not have been read yet."""
        layer = self._named(self.layer)
        if layer is None or not field:
            return
        offered = self._words.choices(layer, field)
        self._session.jobs.submit(
            self.tr("Reading the table"),
            lambda _feedback: column_of(layer, field).kind,
            lambda kind: self.query.set_kind(field, kind, offered),
        )

    def _lay_out(self) -> None:
        for choice, keys in ((self.mode, MODES), (self.relation, RELATIONS)):
            for key in keys:
                choice.addItem("", key)
        attribute, location = QWidget(), QWidget()
        first = QVBoxLayout(attribute)
        first.addWidget(self.query)
        first.addStretch(1)
        second = QFormLayout(location)
        second.addRow(self._labels["relation"], self.relation)
        second.addRow(self._labels["other"], self.other)
        second.addRow(self.only_selected)
        self.ways.addTab(attribute, "")
        self.ways.addTab(location, "")
        form = QFormLayout()
        form.addRow(self._labels["layer"], self.layer)
        form.addRow(self.ways)
        form.addRow(self._labels["mode"], self.mode)
        form.addRow(self.told)
        self.setMinimumWidth(520)
        self.select_button.setDefault(True)
        lay_out_form(self, form, self.close_button, self.select_button)
