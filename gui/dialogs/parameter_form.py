"""The parameters of a rule as a form: each with its unit and its range, judged while it is being written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from core.quantities import unit_symbol
from gui.language import Speaker
from gui.parts import Choice, TickBox, plain_label

if TYPE_CHECKING:
    from checks.rule import Parameter, Rule

OPERATORS = ("<=", "<", ">=", ">", "==")
SEPARATOR = "、"
EDITABLE = ("number", "text", "texts", "flag", "operator", "numbers_by_word")


class ParameterForm(QWidget):
    """``edited`` carries name and value of a parameter that is another now; ``None`` where it is not right yet."""

    edited = Signal(str, object)

    def __init__(self, rule: Rule, edits: Mapping[str, Any], speaker: Speaker) -> None:
        super().__init__()
        self._rule = rule
        self._speaker = speaker
        self._words = ParameterWords(self)
        self.editors: dict[str, QWidget] = {}
        self.problems: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, parameter in enumerate(rule.kind.parameters):
            value = edits.get(parameter.name, rule.parameters.get(parameter.name))
            name = QLabel(parameter.name, objectName="muted")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._editor(parameter, value), row, 1)

    def _editor(self, parameter: Parameter, value: Any) -> QWidget:
        makers: dict[str, Callable[[Parameter, Any], QWidget]] = {
            "number": self._number,
            "text": self._text,
            "texts": self._texts,
            "flag": self._flag,
            "operator": self._operator,
            "numbers_by_word": self._table,
        }
        make = makers.get(parameter.type)
        if make is None or (parameter.type == "texts" and value is None):
            return plain_label(shown(value) or self._words.nothing())
        return make(parameter, value)

    def _number(self, parameter: Parameter, value: Any) -> QWidget:
        return self._figure(parameter, parameter.name, value, lambda number: number)

    def _figure(self, parameter: Parameter, key: str, value: Any, whole: Callable[[float], Any]) -> QWidget:
        """A figure with its unit and range; what is not right is said below it."""
        line = QLineEdit("" if value is None else f"{value:.12g}")
        line.setAccessibleName(key)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setMaximumWidth(140)
        told = QLabel(objectName="warning")
        told.hide()
        beside = QHBoxLayout()
        beside.addWidget(line)
        beside.addWidget(QLabel(self._beside(parameter), objectName="muted"), 1)

        def take(text: str) -> None:
            problem = self._words.problem(text, parameter)
            told.setText(problem)
            told.setVisible(bool(problem))
            self._judged(key, problem)
            self.edited.emit(parameter.name, None if problem else whole(_number_in(text)))

        line.textEdited.connect(take)
        self.editors[key] = line
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(beside)
        column.addWidget(told)
        return box

    def _beside(self, parameter: Parameter) -> str:
        unit = unit_symbol(parameter.unit, self._speaker.language) if parameter.unit else ""
        low, high = parameter.low, parameter.high
        least = "" if low is None else plain_number(low)
        most = "" if high is None else plain_number(high)
        bounds = f"{least}–{most}" if least and most else f"≥ {least}" if least else f"≤ {most}" if most else ""
        return "  ".join(piece for piece in (unit, bounds and f"({bounds})") if piece)

    def _text(self, parameter: Parameter, value: Any) -> QWidget:
        line = QLineEdit("" if value is None else str(value))
        line.textEdited.connect(lambda text: self.edited.emit(parameter.name, text.strip() or None))
        return self._kept(parameter, line)

    def _texts(self, parameter: Parameter, value: Any) -> QWidget:
        line = QLineEdit(SEPARATOR.join(value))
        line.textEdited.connect(lambda text: self.edited.emit(parameter.name, _words_in(text)))
        return self._kept(parameter, line)

    def _flag(self, parameter: Parameter, value: Any) -> QWidget:
        tick = TickBox()
        tick.setChecked(bool(value))
        tick.toggled.connect(lambda on: self.edited.emit(parameter.name, on))
        return self._kept(parameter, tick)

    def _operator(self, parameter: Parameter, value: Any) -> QWidget:
        choice = Choice()
        choice.addItems(OPERATORS)
        choice.setCurrentText(str(value))
        choice.currentTextChanged.connect(lambda text: self.edited.emit(parameter.name, text))
        choice.setMaximumWidth(140)
        return self._kept(parameter, choice)

    def _table(self, parameter: Parameter, value: Any) -> QWidget:
        """One figure for each word; the table is written whole."""
        whole: dict[str, float] = dict(value or {})
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)

        def with_word(word: str, number: float) -> dict[str, float]:
            whole[word] = number
            return dict(whole)

        for row, (word, number) in enumerate(whole.items()):
            grid.addWidget(plain_label(word), row, 0, Qt.AlignmentFlag.AlignTop)
            figure = self._figure(parameter, f"{parameter.name}.{word}", number, partial(with_word, word))
            grid.addWidget(figure, row, 1)
        return box if whole else plain_label(self._words.nothing())

    def _kept(self, parameter: Parameter, editor: QWidget) -> QWidget:
        editor.setAccessibleName(parameter.name)
        self.editors[parameter.name] = editor
        return editor

    def _judged(self, key: str, problem: str) -> None:
        if problem:
            self.problems[key] = problem
        else:
            self.problems.pop(key, None)


class ParameterWords(QObject):
    """Sentences about figures."""

    def problem(self, text: str, parameter: Parameter) -> str:
        """What is not right with a figure; empty when nothing is."""
        number = _number_in(text)
        if math.isnan(number):
            return self.tr("A number is needed.")
        low = -math.inf if parameter.low is None else parameter.low
        high = math.inf if parameter.high is None else parameter.high
        if low <= number <= high and math.isfinite(number):
            return ""
        return self.tr("It must be between {low} and {high}.").format(low=plain_number(low), high=plain_number(high))

    def nothing(self) -> str:
        """For a parameter that is not given."""
        return self.tr("not given")


def shown(value: Any) -> str:
    """A parameter that is edited in the pack's file only, as one reads it."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {shown(inner)}" for key, inner in value.items())
    if isinstance(value, tuple | list):
        return SEPARATOR.join(shown(inner) for inner in value)
    return "" if value is None else str(getattr(value, "name", value))


def plain_number(value: float) -> str:
    """A bound of a range, written out."""
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return f"{value:,.10g}".replace(",", " ")


def _number_in(text: str) -> float:
    try:
        return float(text.replace(" ", "").replace(",", ""))
    except ValueError:
        return math.nan


def _words_in(text: str) -> tuple[str, ...]:
    words = text.replace("，", SEPARATOR).replace(",", SEPARATOR).split(SEPARATOR)
    return tuple(word.strip() for word in words if word.strip())
