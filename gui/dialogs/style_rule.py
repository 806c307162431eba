"""The condition of a rule: comparisons of fields, put together or written; never evaluated as code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from gui.parts import Choice, TickBox, plain_label

if TYPE_CHECKING:
    from maps.symbology.conditions import Test
    from maps.symbology.layer_style import StyleClass

OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "LIKE", "IS NULL", "IS NOT NULL")


class RulePanel(QWidget):
    """``changed`` carries the tests of the rule, or None where it takes what no other rule takes."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.otherwise = TickBox()
        self.problem = plain_label(name="warning")
        self.joint, self.field, self.operator, self.value = Choice(), Choice(), Choice(), QLineEdit()
        self.operator.addItems(OPERATORS)
        self.add = QPushButton()
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.joint, self.field, self.operator, self.value, self.add):
            row.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.otherwise, self.text):
            layout.addWidget(part)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        self.problem.hide()
        self.text.editingFinished.connect(self._read)
        self.otherwise.clicked.connect(lambda _checked: self._read())
        self.add.clicked.connect(self._append)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.otherwise.setText(self.tr("Everything that no other rule takes"))
        self.text.setPlaceholderText(
            self.tr("All features. Example: {example}").format(example='"code" LIKE \'07%\' AND "far" > 1.5')
        )
        self.text.setAccessibleName(self.tr("Condition"))
        self.add.setText(self.tr("Add"))
        self.value.setPlaceholderText(self.tr("value"))
        number = max(self.joint.currentIndex(), 0)
        self.joint.clear()
        self.joint.addItems([self.tr("and"), self.tr("or")])
        self.joint.setCurrentIndex(number)

    def set_fields(self, names: tuple[str, ...]) -> None:
        """Offer the fields of a layer."""
        self.field.clear()
        self.field.addItems(names)

    def show_rule(self, rule: StyleClass | None) -> None:
        """Show the condition of a class."""
        from maps.style_files.filters import filter_of

        self.setEnabled(rule is not None)
        self.problem.hide()
        self.otherwise.setChecked(rule is not None and rule.otherwise)
        self.text.setText("" if rule is None else filter_of(rule.conditions))
        self.text.setEnabled(rule is not None and not rule.otherwise)

    def _append(self) -> None:
        field = '"' + self.field.currentText().replace('"', '""') + '"'
        operator = self.operator.currentText()
        value = "" if "NULL" in operator else " " + _literal(self.value.text().strip(), operator)
        present, joint = self.text.text().strip(), ("AND", "OR")[max(self.joint.currentIndex(), 0)]
        new = f"{field} {operator}{value}"
        self.text.setText(f"({present}) {joint} {new}" if present else new)
        self._read()

    def _read(self) -> None:
        from maps.style_files.filters import FilterError, conditions_of

        self.text.setEnabled(not self.otherwise.isChecked())
        self.problem.hide()
        if self.otherwise.isChecked():
            self.changed.emit(None)
            return
        try:
            tests: tuple[Test, ...] = conditions_of(self.text.text())
        except FilterError:
            self.problem.setText(
                self.tr("Not understood. Compare fields with values: = <> < <= > >=, IN, LIKE, IS NULL; AND, OR, NOT.")
            )
            self.problem.show()
            return
        self.changed.emit(tests)


def _literal(text: str, operator: str) -> str:
    """A number for orders, else a text."""
    try:
        float(text)
    except ValueError:
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
    return text if operator in ("<", "<=", ">", ">=") else f"'{text}'"
