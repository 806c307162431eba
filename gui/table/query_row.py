"""A condition in one row: field, operator, value. Closed words; nothing that is typed is evaluated."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from gui.parts import Choice, plain_label
from gui.table.columns import Kind
from gui.table.conditions import OPERATORS, VALUES_OF, Condition, Operator

BETWEEN_WORDS = ("；", ";", "、")


class QueryRow(QWidget):
    """``changed`` when another condition, or none, is meant. ``field_chosen`` asks for the words of a field."""

    changed = Signal()
    field_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[str, Kind] = {}
        self.field = Choice()
        self.operator = Choice()
        self.first, self.second = QLineEdit(), QLineEdit()
        self.between = plain_label(muted=True)
        self.problem = plain_label(name="warning")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.field, self.operator, self.first, self.between, self.second, self.problem):
            layout.addWidget(part)
        layout.addStretch(1)
        for part in (self.first, self.second):
            part.setMinimumWidth(90)
            part.setMaximumWidth(220)
            part.textEdited.connect(lambda _text: self._tell())
            part.setClearButtonEnabled(True)
        self.field.setMinimumWidth(120)
        self.field.currentIndexChanged.connect(lambda _index: self._choose_field())
        self.operator.currentIndexChanged.connect(lambda _index: self._choose_operator())
        self.retranslate()
        self._choose_operator()

    def retranslate(self) -> None:
        """Say everything anew; the operators keep their place."""
        self.field.setAccessibleName(self.tr("Field"))
        self.operator.setAccessibleName(self.tr("Comparison"))
        self.first.setAccessibleName(self.tr("Value"))
        self.second.setAccessibleName(self.tr("Upper value"))
        self.between.setText(self.tr("to"))
        words = self._words()
        for number in range(self.operator.count()):
            self.operator.setItemText(number, words[self.operator.itemData(number)])

    def set_fields(self, fields: Sequence[tuple[str, str]]) -> None:
        """The fields that can be asked for: (name, heading). The one asked for stays if it is among them."""
        chosen = self.field.currentData()
        self.field.blockSignals(True)
        self.field.clear()
        self.field.addItem(self.tr("Field…"), "")
        for name, heading in fields:
            self.field.addItem(heading, name)
        self.field.setCurrentIndex(max(self.field.findData(chosen), 0))
        self.field.blockSignals(False)
        if self.field.currentData() != chosen:
            self._choose_field()

    def set_kind(self, field: str, kind: Kind, words: Sequence[str] = ()) -> None:
        """What a field holds, once it is known; ``words`` are offered while typing."""
        self._kinds[field] = kind
        if field == self.field.currentData():
            self._fill_operators(kind)
            completer = QCompleter(list(words), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.activated.connect(lambda _text: self._tell())
            self.first.setCompleter(completer if words else None)

    def condition(self) -> Condition | None:
        """What is asked; None while it is not complete."""
        field = self.field.currentData()
        operator: Operator | None = self.operator.currentData()
        if not field or operator is None:
            return None
        condition = Condition(field, operator, self._values(operator))
        return None if condition.problem(self._kinds.get(field, "text")) else condition

    def clear(self) -> None:
        """Ask nothing."""
        self.first.clear()
        self.second.clear()
        self.field.setCurrentIndex(0)

    def _values(self, operator: Operator) -> tuple[str, ...]:
        if operator == "one_of":
            text = self.first.text()
            for separator in BETWEEN_WORDS[1:]:
                text = text.replace(separator, BETWEEN_WORDS[0])
            return tuple(word.strip() for word in text.split(BETWEEN_WORDS[0]) if word.strip())
        return (self.first.text(), self.second.text())[: VALUES_OF.get(operator, 1)]

    def _choose_field(self) -> None:
        field = self.field.currentData() or ""
        if field:
            self._fill_operators(self._kinds.get(field, "text"))
            self.field_chosen.emit(field)
        self._tell()

    def _fill_operators(self, kind: Kind) -> None:
        chosen = self.operator.currentData()
        self.operator.blockSignals(True)
        self.operator.clear()
        words = self._words()
        for operator in OPERATORS[kind]:
            self.operator.addItem(words[operator], operator)
        self.operator.setCurrentIndex(max(self.operator.findData(chosen), 0))
        self.operator.blockSignals(False)
        self._show_values()

    def _choose_operator(self) -> None:
        self._show_values()
        self._tell()

    def _show_values(self) -> None:
        asked = bool(self.field.currentData())
        count = VALUES_OF.get(self.operator.currentData(), 1) if asked else 0
        self.operator.setVisible(asked)
        self.first.setVisible(count > 0)
        for part in (self.between, self.second):
            part.setVisible(count > 1)
        several = self.operator.currentData() == "one_of"
        self.first.setPlaceholderText(self.tr("Words, apart by ;") if several else "")

    def _tell(self) -> None:
        field = self.field.currentData()
        operator: Operator | None = self.operator.currentData()
        problem = ""
        if field and operator is not None:
            problem = Condition(field, operator, self._values(operator)).problem(self._kinds.get(field, "text"))
        self.problem.setText(self.tr("A number is needed.") if problem == "number" else "")
        self.problem.setVisible(problem == "number")
        self.changed.emit()

    def _words(self) -> dict[str, str]:
        return {
            "equal": self.tr("is"),
            "not_equal": self.tr("is not"),
            "less": self.tr("is less than"),
            "at_most": self.tr("is at most"),
            "more": self.tr("is more than"),
            "at_least": self.tr("is at least"),
            "between": self.tr("is between"),
            "contains": self.tr("contains"),
            "one_of": self.tr("is one of"),
            "empty": self.tr("is empty"),
            "filled": self.tr("is filled in"),
        }
