"""The charts of the bottom dock: classes, histogram, points; what is picked in them is selected everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from core.quantities import area_in, rounded, unit_symbol
from gui.charts.asking import Answer, ChartKind, Question, answer
from gui.charts.bars import BarChart
from gui.charts.figures import selected_shares
from gui.charts.scatter import ScatterChart
from gui.jobs import Job
from gui.language import Speaker
from gui.parts import Choice, EmptyState, plain_label
from gui.session import Session
from gui.table.columns import field_names, may_hold_numbers
from gui.table.words import TableWords
from reports.wording import AREA_DEFINITIONS

if TYPE_CHECKING:
    from gui.map_layers import MapLayer

KINDS = ("class_area", "class_count", "histogram", "scatter")
HECTARE_M2 = 10_000.0


class ChartsPanel(QWidget):
    """One chart of one layer, worked out in a worker while it is shown."""

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._speaker = speaker
        self._words = TableWords(speaker, self)
        self.layer_choice, self.kind_choice = Choice(), Choice()
        self.field_choice, self.second_choice = Choice(), Choice()
        self.bars, self.scatter = BarChart(), ScatterChart()
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setWidget(self.bars)
        self.empty = EmptyState()
        self.pages = QStackedWidget()
        self.note = plain_label(muted=True)
        self._answer: Answer | None = None
        self._asked: Question | None = None
        self._job: Job | None = None
        self._stale = True
        self._lay_out()
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        names = (
            self.tr("Area by class"),
            self.tr("Features by class"),
            self.tr("Histogram"),
            self.tr("Two fields"),
        )
        for number, name in enumerate(names):
            self.kind_choice.setItemText(number, name)
        for part, name in (
            (self.layer_choice, self.tr("Layer")),
            (self.kind_choice, self.tr("Kind of chart")),
            (self.field_choice, self.tr("Field")),
            (self.second_choice, self.tr("Second field")),
            (self.bars, self.tr("Chart")),
            (self.scatter, self.tr("Chart")),
        ):
            part.setAccessibleName(name)
        self._show_layers()
        self._offer_fields()
        self.refresh()

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        self.bars.update()
        self.scatter.retheme()

    def show_layer(self, name: str) -> None:
        """Show a layer by its name."""
        number = self.layer_choice.findData(name)
        if number >= 0:
            self.layer_choice.setCurrentIndex(number)

    def refresh(self) -> None:
        """Work out the chart anew, now or when it is shown next."""
        self._stale = True
        if self.isVisible():
            self._ask()

    def showEvent(self, event) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()

    # Asking

    def _item(self) -> MapLayer | None:
        name = self.layer_choice.currentData()
        return next((item for item in self._session.map_layers if item.layer.name == name), None)

    def _kind(self) -> ChartKind:
        """What is drawn: points and lines have no area, so their features are counted."""
        item, kind = self._item(), self.kind_choice.currentData()
        return "class_count" if kind == "class_area" and item is not None and item.layer.kind != "polygon" else kind

    def _ask(self) -> None:
        self._stale = False
        if self._job is not None and self._job.running:
            self._session.jobs.cancel(self._job)
        question = self._question()
        if question is None:
            self._show_nothing()
            return
        self._job = self._session.jobs.submit(
            self.tr("Drawing the chart"),
            lambda feedback: answer(question, feedback),
            lambda found: self._take(question, found),
            lost=self._show_nothing,
        )

    def _question(self) -> Question | None:
        item, plan, kind = self._item(), self._session.plan, self._kind()
        field, second = self.field_choice.currentData() or "", self.second_choice.currentData() or ""
        if item is None or plan is None or (kind in ("histogram", "scatter") and not field):
            return None
        return Question(
            layer=item.layer,
            kind=kind,
            field=field,
            second=second,
            symbology=item.display.symbology if item.display is not None else None,
            crs=plan.measuring_crs,
            definition=plan.area_definition,
            language=self._speaker.language,
            others=self.tr("Others"),
            without=self.tr("(empty)"),
        )

    def _take(self, question: Question, found: Answer) -> None:
        self._answer, self._asked = found, question
        if found.pairs is not None and len(found.pairs.rows):
            names = (self.field_choice.currentText(), self.second_choice.currentText())
            self.scatter.show_pairs(found.pairs, names)
            self.pages.setCurrentWidget(self.scatter)
        elif found.figures is not None and found.figures.bars:
            edges = [f"{edge:.10g}" for edge in found.edges.tolist()] if found.edges is not None else []
            self.bars.show_figures(found.figures, [self._value(bar.value) for bar in found.figures.bars], edges)
            self.pages.setCurrentWidget(self.scroll_area)
        else:
            self._show_nothing(self.tr("Nothing can be counted: the features have no values there."))
            return
        self.note.setText(self._note(found))
        self._show_selected()

    def _show_nothing(self, step: str = "") -> None:
        self._answer = self._asked = None
        purpose = self.tr("Here are charts of a layer: areas by class, a histogram, two fields against each other.")
        if not step:
            step = self.tr("Open a plan first.") if self._item() is None else self.tr("Choose a field with numbers.")
        self.empty.say(purpose, step)
        self.note.setText("")
        self.pages.setCurrentWidget(self.empty)

    # Selecting

    def _pick(self, numbers: list[int], adds: bool) -> None:
        if self._answer is None or self._answer.figures is None:
            return
        bars = self._answer.figures.bars
        rows = np.concatenate([np.empty(0, dtype=np.int64), *(bars[number].rows for number in numbers)])
        self._pick_rows(rows, adds)

    def _pick_rows(self, rows: np.ndarray, adds: bool) -> None:
        question = self._asked
        if question is not None:
            fids = question.layer.fids[rows]
            self._session.selection.select(question.layer.name, fids, "add" if adds else "replace")

    def _show_selected(self) -> None:
        question, found = self._asked, self._answer
        if question is None or found is None:
            return
        chosen = np.isin(question.layer.fids, self._session.selection.fids(question.layer.name))
        if found.pairs is not None:
            self.scatter.show_selected(chosen[found.pairs.rows])
        elif found.figures is not None:
            self.bars.show_selected(selected_shares(found.figures.bars, chosen, found.weights))

    def _take_selection(self, name: str) -> None:
        if self._asked is not None and self._asked.layer.name == name and self.isVisible():
            self._show_selected()

    # Words

    def _value(self, value: float) -> str:
        if self._asked is None or self._asked.kind != "class_area":
            return rounded(value, 0)
        unit = "ha" if self._answer is not None and self._most() >= HECTARE_M2 else "m2"
        return f"{rounded(area_in(value, unit).value, 2)} {unit_symbol(unit, self._speaker.language)}"

    def _most(self) -> float:
        figures = self._answer.figures if self._answer is not None else None
        return max((bar.value for bar in figures.bars), default=0.0) if figures is not None else 0.0

    def _note(self, found: Answer) -> str:
        """What was added up, and by which definition; what could not be counted."""
        parts = []
        figures, question = found.figures, self._asked
        if figures is not None and question is not None:
            if question.kind == "class_area":
                definition = self._speaker.say(AREA_DEFINITIONS[question.definition])
                words = self.tr("Total {area}, {definition} of each feature.")
                parts.append(words.format(area=self._value(figures.total), definition=definition))
            else:
                parts.append(self.tr("{count} features.").format(count=rounded(figures.total, 0)))
        elif found.pairs is not None:
            parts.append(self.tr("{count} features.").format(count=rounded(len(found.pairs.rows), 0)))
        left_out = figures.left_out if figures is not None else found.pairs.left_out if found.pairs is not None else 0
        if left_out:
            parts.append(self.tr("{count} features without a value are not counted.").format(count=left_out))
        return " ".join(parts)

    # Choices

    def _show_layers(self) -> None:
        chosen = self.layer_choice.currentData()
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        for item in reversed(list(self._session.map_layers)):
            label = self._speaker.say(item.style.label) if item.layer.role is not None else item.layer.name
            self.layer_choice.addItem(
                label if label == item.layer.name else f"{label} · {item.layer.name}", item.layer.name
            )
        self.layer_choice.setCurrentIndex(max(self.layer_choice.findData(chosen), 0))
        self.layer_choice.blockSignals(False)

    def _offer_fields(self) -> None:
        """The fields that the kind of chart can use; the chosen ones stay where they can."""
        item, kind = self._item(), self.kind_choice.currentData()
        numeric = kind in ("histogram", "scatter")
        fields = _fields(item, numeric=numeric)
        for choice, start in ((self.field_choice, 0), (self.second_choice, 1)):
            chosen = choice.currentData()
            choice.blockSignals(True)
            choice.clear()
            if not numeric:
                choice.addItem(self.tr("Classes of the legend"), "")
            for field in fields:
                choice.addItem(self._words.heading(item.layer, field), field)
            choice.setCurrentIndex(max(choice.findData(chosen), min(start, choice.count() - 1)))
            choice.blockSignals(False)
        self.second_choice.setVisible(kind == "scatter")

    def _choose(self) -> None:
        self._offer_fields()
        self.refresh()

    def _follow_layers(self) -> None:
        self._show_layers()
        self._choose()

    def _lay_out(self) -> None:
        for kind in KINDS:
            self.kind_choice.addItem("", kind)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.setSpacing(8)
        for part in (self.layer_choice, self.kind_choice, self.field_choice, self.second_choice):
            part.setMinimumWidth(130)
            bar.addWidget(part)
        bar.addStretch(1)
        for page in (self.empty, self.scroll_area, self.scatter):
            self.pages.addWidget(page)
        self.note.setContentsMargins(12, 4, 12, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.pages, 1)
        column.addWidget(self.note)

    def _connect(self) -> None:
        session = self._session
        for choice in (self.layer_choice, self.kind_choice):
            choice.currentIndexChanged.connect(lambda _index: self._choose())
        for choice in (self.field_choice, self.second_choice):
            choice.currentIndexChanged.connect(lambda _index: self.refresh())
        self.bars.picked.connect(self._pick)
        self.scatter.picked.connect(self._pick_rows)
        session.opened.connect(self._follow_layers)
        session.changed.connect(lambda _outcome: self._follow_layers())
        session.selection.changed.connect(self._take_selection)
        self._speaker.changed.connect(self.retranslate)


def _fields(item: MapLayer | None, *, numeric: bool) -> list[str]:
    """The fields with numbers, or those without; one that has not been read counts as both."""
    if item is None:
        return []
    holds = {field: may_hold_numbers(item.layer, field) for field in field_names(item.layer)}
    return [field for field, number in holds.items() if number is None or number == numeric]
