"""Calculating a field: which layer and field, what from, for which features; the first rows before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.errors import AppError
from core.quantities import unit_symbol
from gui.language import Speaker
from gui.parts import Choice, lay_out_form, plain_label
from gui.session import Session
from gui.table.columns import field_names, number_text
from gui.table.words import TableWords

if TYPE_CHECKING:
    from layers.layer import Layer
    from services.attributes import Calculation, Previewed

NEW = ""
WAIT_MS = 150
MOST_DECIMALS = 6
PREVIEW_PX = 222
"""The heading and the six rows that are previewed."""


class CalculateDialog(QDialog):
    """Stays open beside the map. ``calculated`` when the step is done."""

    calculated = Signal(object)

    def __init__(self, session: Session, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._speaker = speaker
        self._words = TableWords(speaker, self)
        self._asked = 0
        self.layer_choice, self.field, self.function, self.code = Choice(), Choice(), Choice(), Choice()
        self.unit, self.definition, self.decimals, self.scope = Choice(), Choice(), Choice(), Choice()
        self.new_name = QLineEdit()
        self.preview = QTableWidget(0, 3)
        self.problem, self.note = plain_label(name="warning"), plain_label(muted=True)
        self.run_button, self.close_button = QPushButton(), QPushButton()
        self._labels = [plain_label(muted=True) for _ in range(9)]
        self._pause = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._pause.timeout.connect(self._ask_preview)
        self._lay_out()
        self.retranslate()
        self._connect()
        self._show_layers()

    # What is chosen

    @property
    def layer(self) -> Layer | None:
        """The layer whose field is calculated."""
        name = self.layer_choice.currentData()
        return next((item.layer for item in self._session.map_layers if item.layer.name == name), None)

    def offer(self, layer: str, field: str = "") -> None:
        """Begin with a layer and a field."""
        self._show_layers()
        number = self.layer_choice.findData(layer)
        if number >= 0:
            self.layer_choice.setCurrentIndex(number)
        for choice in (self.function, self.scope):
            choice.setCurrentIndex(0)
        self.field.setCurrentIndex(max(self.field.findData(field), 0) if field else 0)

    def calculation(self) -> Calculation:
        """What is asked for, under the table's own names."""
        from layers.editing.calculated import UNITS
        from services.attributes import Calculation
        from services.cells import Filling

        layer = self.layer
        names = layer.fields if layer is not None else {}
        source, field, code = self.function.currentData(), self.field.currentData(), self.code.currentData()
        unit = self.unit.currentData() if source in UNITS else ""
        decimals = self.decimals.currentData() if self.decimals.isVisibleTo(self) else None
        name = self.new_name.text().strip() if field == NEW else names.get(field, field)
        column = names.get(code, code) if source == "class_name" and code else ""
        return Calculation(Filling(name, source, column, unit or "", decimals), new=field == NEW)

    def run(self) -> None:
        """Calculate in the background, as one step."""
        layer, plan = self.layer, self._session.plan
        if layer is None or plan is None:
            return
        table, fids, wanted = layer.name, self._fids(), self.calculation()
        crs, definition = plan.measuring_crs, self.definition.currentData()
        self.run_button.setEnabled(False)

        def work(project: Any, feedback: Any) -> Any:
            from services.attributes import calculate

            return calculate(project, table, fids.tolist(), wanted, crs=crs, definition=definition, feedback=feedback)

        self._session.desk.step(
            self.tr("Calculating the field"),
            work,
            done=self._done,
            refused=self._refuse,
            lost=lambda: self.run_button.setEnabled(True),
            kept=False,
        )

    # Following

    def _done(self, outcome: object) -> None:
        self.run_button.setEnabled(True)
        name = self.new_name.text().strip()
        if self.field.currentData() == NEW:
            self.new_name.clear()
            self._show_layers()
            self.field.setCurrentIndex(max(self.field.findData(name), 0))
        self.calculated.emit(outcome)
        self._pause.start()

    def _refuse(self, problem: AppError) -> None:
        self.run_button.setEnabled(True)
        self._say(problem.sentence(self._speaker.language))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _fids(self) -> Any:
        layer = self.layer
        selected = self._session.selection.fids(layer.name) if layer is not None else ()
        if layer is not None and self.scope.currentData() == "all":
            return layer.fids
        return selected

    def _show_layers(self) -> None:
        chosen = self.layer_choice.currentData()
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        for item in reversed(list(self._session.map_layers)):
            self.layer_choice.addItem(self._words.layer(item.layer), item.layer.name)
        self.layer_choice.setCurrentIndex(max(self.layer_choice.findData(chosen), 0))
        self.layer_choice.blockSignals(False)
        self._show_fields()

    def _show_fields(self) -> None:
        layer, chosen = self.layer, self.field.currentData()
        self.field.blockSignals(True)
        self.field.clear()
        self.code.clear()
        self.field.addItem(self.tr("A new field"), NEW)
        for field in field_names(layer) if layer is not None else ():
            heading = self._words.heading(layer, field)
            self.field.addItem(heading, field)
            self.code.addItem(heading, field)
        self.field.setCurrentIndex(max(self.field.findData(chosen), 0))
        self.code.setCurrentIndex(max(self.code.findData("class_code"), 0))
        self.field.blockSignals(False)
        self._show_functions()
        self._show_scope()
        self._show_parts()

    def _show_functions(self) -> None:
        """Those that the geometry of the layer has."""
        from layers.editing.calculated import FUNCTIONS

        layer, chosen = self.layer, self.function.currentData()
        kind = layer.kind if layer is not None else "polygon"
        left = {"line": {"area", "share", "compactness"}, "point": {"area", "share", "compactness", "length"}}
        self.function.blockSignals(True)
        self.function.clear()
        for name, label in FUNCTIONS.items():
            if name not in left.get(kind, set()):
                words = self._speaker.say(label)
                self.function.addItem(words[:1].upper() + words[1:], name)
        self.function.addItem(self.tr("Name of the land-use class"), "class_name")
        self.function.setCurrentIndex(max(self.function.findData(chosen), 0))
        self.function.blockSignals(False)

    def _show_scope(self) -> None:
        layer, chosen = self.layer, self.scope.currentData()
        self.scope.blockSignals(True)
        self.scope.clear()
        selected = len(self._session.selection.fids(layer.name)) if layer is not None else 0
        if selected:
            self.scope.addItem(self.tr("{count} selected features").format(count=_grouped(selected)), "selected")
        whole = len(layer) if layer is not None else 0
        self.scope.addItem(self.tr("All {count} features").format(count=_grouped(whole)), "all")
        self.scope.setCurrentIndex(max(self.scope.findData(chosen), 0))
        self.scope.blockSignals(False)
        self._pause.start()

    def _show_parts(self) -> None:
        """Only what belongs to the function is shown."""
        from layers.editing.calculated import BY_DEFINITION, COUNTS, UNITS

        source = self.function.currentData()
        units = list(UNITS.get(source, {}))
        if [self.unit.itemData(number) for number in range(self.unit.count())] != units:
            self.unit.clear()
            for unit in units:
                self.unit.addItem(unit_symbol(unit, self._speaker.language), unit)
        shown = {
            self.new_name: self.field.currentData() == NEW,
            self.code: source == "class_name",
            self.unit: bool(units),
            self.definition: source in BY_DEFINITION,
            self.decimals: source != "class_name" and source not in COUNTS,
        }
        for label, part in zip(self._labels, self._parts(), strict=True):
            label.setVisible(shown.get(part, True))
            part.setVisible(shown.get(part, True))
        self._pause.start()

    def _ask_preview(self) -> None:
        """What the first rows would become; what is wrong is said here before anything is written."""
        layer, plan, wanted = self.layer, self._session.plan, self.calculation()
        self._say("")
        if layer is None or plan is None:
            self._show_preview([])
            return
        self._asked += 1
        asked, table, fids = self._asked, layer.name, self._fids()
        crs, definition = plan.measuring_crs, self.definition.currentData()

        def work(project: Any, feedback: Any) -> list[Previewed]:
            from services.attributes import previewed

            return previewed(project, table, fids.tolist(), wanted, crs=crs, definition=definition, feedback=feedback)

        def take(rows: list[Previewed]) -> None:
            if asked == self._asked:
                self._show_preview(rows)

        def refuse(problem: AppError) -> None:
            if asked == self._asked:
                self._show_preview([])
                self._refuse(problem)

        self._session.desk.look(self.tr("Calculating"), work, take, refused=refuse)

    def _show_preview(self, rows: list[Previewed]) -> None:
        self.preview.setRowCount(len(rows))
        for number, row in enumerate(rows):
            for place, value in enumerate((row.fid, row.before, row.after)):
                item = QTableWidgetItem(_written(value))
                side = Qt.AlignmentFlag.AlignLeft if isinstance(value, str) else Qt.AlignmentFlag.AlignRight
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.preview.setItem(number, place, item)

    # Words and wiring

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Calculate a field"))
        names = (self.tr("Layer"), self.tr("Field"), self.tr("Its name"), self.tr("Calculate"))
        more = (self.tr("Field of the code"), self.tr("Unit"), self.tr("Measured"), self.tr("Decimals"))
        for label, part, name in zip(self._labels, self._parts(), (*names, *more, self.tr("For")), strict=True):
            label.setText(name)
            part.setAccessibleName(name)
        plan, chosen = self._session.plan, self.definition.currentData()
        decides = plan.area_definition if plan is not None else "ellipsoidal"
        self.definition.clear()
        self.definition.addItem(self.tr("On the ellipsoid"), "ellipsoidal")
        self.definition.addItem(self.tr("In the plane of the map"), "planar")
        self.definition.setCurrentIndex(max(self.definition.findData(chosen or decides), 0))
        kept = self.decimals.currentData()
        self.decimals.clear()
        self.decimals.addItem(self.tr("As measured"), None)
        for number in range(MOST_DECIMALS + 1):
            self.decimals.addItem(str(number), number)
        self.decimals.setCurrentIndex(max(self.decimals.findData(kept), 0) if kept is not None else 0)
        self.preview.setHorizontalHeaderLabels([self.tr("Number"), self.tr("Now"), self.tr("Calculated")])
        self.preview.setAccessibleName(self.tr("The first rows, before and after"))
        self.note.setText(self.tr("One step: undo takes all of it back, the new field too."))
        self.run_button.setText(self.tr("Calculate"))
        self.close_button.setText(self.tr("Close"))
        self._show_layers()

    def _parts(self) -> tuple[QWidget, ...]:
        choices = (self.function, self.code, self.unit, self.definition, self.decimals, self.scope)
        return (self.layer_choice, self.field, self.new_name, *choices)

    def _connect(self) -> None:
        self.layer_choice.currentIndexChanged.connect(lambda _index: self._show_fields())
        for choice in (self.field, self.function):
            choice.currentIndexChanged.connect(lambda _index: self._show_parts())
        for choice in (self.code, self.unit, self.definition, self.decimals, self.scope):
            choice.currentIndexChanged.connect(lambda _index: self._pause.start())
        self.new_name.textChanged.connect(lambda _text: self._pause.start())
        self.run_button.clicked.connect(self.run)
        self.close_button.clicked.connect(self.close)
        self._session.selection.settled.connect(self._show_scope)
        self._session.changed.connect(lambda _outcome: self._show_layers())
        self._session.opened.connect(self.close)
        self._speaker.changed.connect(self.retranslate)

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        for row, (label, part) in enumerate(zip(self._labels, self._parts(), strict=True)):
            form.addWidget(label, row, 0)
            form.addWidget(part, row, 1)
        rows = self.preview
        rows.verticalHeader().hide()
        rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        rows.setShowGrid(False)
        rows.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows.setFixedHeight(PREVIEW_PX)
        for number, part in enumerate((self.preview, self.problem, self.note), start=len(self._labels)):
            form.addWidget(part, number, 0, 1, 2)
        self.problem.hide()
        self.run_button.setDefault(True)
        self.setMinimumWidth(460)
        lay_out_form(self, form, self.close_button, self.run_button)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def _written(value: object) -> str:
    if value is None:
        return "–"
    return number_text(value) if isinstance(value, int | float) else str(value)
