"""The symbols of a layer: tried on the map while they are changed, then given to the layer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.errors import AppError
from core.messages import same
from gui.dialogs import style_work
from gui.dialogs.files import FileQuestions, safe_name, suggested_folder
from gui.dialogs.style_grading import GradingPanel
from gui.dialogs.style_rule import RulePanel
from gui.dialogs.style_symbol import Number, SymbolPanel
from gui.field_labels import FieldLabels
from gui.language import Speaker
from gui.map_layers import MapLayer
from gui.parts import Choice, plain_label
from gui.session import Session
from gui.swatches import SWATCH, swatch_icon
from maps.symbology.marks import BLENDS, Symbol

if TYPE_CHECKING:
    from gui.styling import Styling
    from layers.layer import Layer
    from maps.symbology.conditions import Test
    from maps.symbology.layer_style import LayerStyle, StyleClass

METHODS = ("single", "categorised", "graduated", "rules")
TRY_AFTER_MS = 150
FARTHEST = 100_000_000
VALUE, LABEL, COUNT = range(3)


class StyleDialog(QDialog):
    """A window beside the map. Nothing is kept until "Apply"; closing shows the layer as it was."""

    def __init__(self, styling: Styling, session: Session, member: MapLayer, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._styling, self._session, self._member, self._speaker = styling, session, member, speaker
        self._layer: Layer = member.layer
        self._style: LayerStyle | None = None
        self._default = member.own is None
        self._filling = False
        self._applied = True
        self._numeric: frozenset[str] = frozenset()
        self._field_words = FieldLabels(self)
        self._files = FileQuestions(self)
        self._titles = {name: QLabel() for name in ("method", "field", "opacity", "scales", "class_scales")}
        self._make_widgets()
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=TRY_AFTER_MS)
        self._timer.timeout.connect(self._try)
        self._connect()
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self._begin()

    # What it shows

    def retranslate(self) -> None:
        """Say everything anew."""
        from gui.docks.layer_tree import told_apart_by

        name = self._speaker.say(self._member.style.label)
        suffix = told_apart_by(self._member, list(self._session.map_layers))
        self.setWindowTitle(self.tr("Symbols of {name}").format(name=f"{name} {suffix}".strip()))
        words = {
            "method": self.tr("Shown by"),
            "field": self.tr("Field"),
            "opacity": self.tr("Layer opacity (%), blending"),
            "scales": self.tr("Layer shown from 1: … to 1: …"),
            "class_scales": self.tr("Class shown from 1: … to 1: …"),
        }
        for key, label in self._titles.items():
            label.setText(words[key])
        _say(self.method, [self.tr("One symbol"), self.tr("Values"), self.tr("Classes of numbers"), self.tr("Rules")])
        blends = [self.tr("Normal"), self.tr("Multiply"), self.tr("Screen"), self.tr("Darken"), self.tr("Lighten")]
        _say(self.blend, [*blends, self.tr("Overlay")])
        self.table.setHorizontalHeaderLabels([self.tr("Value"), self.tr("Label"), self.tr("Count")])
        buttons = {"add": self.tr("Add"), "remove": self.tr("Remove"), "up": self.tr("Up"), "down": self.tr("Down")}
        buttons |= {"load": self.tr("Load…"), "save": self.tr("Save…"), "reset": self.tr("Default of the role")}
        for key, text in (buttons | {"close": self.tr("Close"), "apply": self.tr("Apply")}).items():
            self.buttons[key].setText(text)
        for part in (self.symbol, self.grading, self.rule):
            part.retranslate()
        self._fill_fields()
        self._say_note()
        if self._style is not None:
            self.show_style(self._style)

    def show_style(self, style: LayerStyle) -> None:
        """Show a style in all fields; the row that is selected stays."""
        self._style = style
        self._filling = True
        self.method.setCurrentIndex(METHODS.index(style.method))
        if style.field is not None:
            column = self._layer.column_named(style.field) or style.field
            self.field.setCurrentIndex(self.field.findData(column))
        numbers = style.method == "graduated"
        self.field.setVisible(style.method in ("categorised", "graduated"))
        self._titles["field"].setVisible(self.field.isVisibleTo(self))
        self.grading.setVisible(numbers)
        self.rule.setVisible(style.method == "rules")
        if style.grading is not None:
            self.grading.show_grading(style.grading)
        self.opacity.setValue(style.opacity * 100)
        self.blend.setCurrentIndex(BLENDS.index(style.blend))
        self.least.setValue(int(style.min_denominator or 0))
        self.most.setValue(int(style.max_denominator or 0))
        self._fill_table(style)
        self._filling = False
        self._show_class()

    def style(self) -> LayerStyle | None:
        """The style as it is shown now."""
        return self._style

    # What is asked for

    def use_method(self, method: str) -> None:
        """Show by another method: classes are made anew, in the background."""
        if method == "graduated" and self.field.currentData() not in self._numeric:
            numbers = (place for place in range(self.field.count()) if self.field.itemData(place) in self._numeric)
            self.field.setCurrentIndex(next(numbers, self.field.currentIndex()))
        field = self.field.currentData()
        base = self._symbol_of_first()
        if method == "rules" and self._style is not None:
            self._take(replace(self._style, method="rules"))
        elif method == "single":
            self._make(lambda layer: style_work.single(layer, base))
        elif method == "categorised":
            self._make(lambda layer: style_work.categorised(layer, field))
        elif method == "graduated":
            self.grade()

    def grade(self) -> None:
        """Make the classes of numbers anew."""
        grading, manual, base = self.grading.grading(), self.grading.manual(), self._symbol_of_first()
        field = self.field.currentData()

        def work(layer: Layer) -> Any:
            return style_work.graduated(layer, field, grading, manual, base)

        self._make(work, lambda answer: self._take_graded(*answer))

    def apply(self) -> None:
        """Give the layer the style; in a project one step that can be undone."""
        self._timer.stop()
        self._applied = True
        self._styling.give(self._member, None if self._default else self._style)

    def reset(self) -> None:
        """Back to what the layer's role gives it."""
        self._default = True
        self._make(style_work.default, lambda style: (self.show_style(style), self._changed(default=True)))

    def load(self, path: Path) -> None:
        """Take the style in a .qml or .sld; what it has and we have not is told."""

        def take(style: LayerStyle) -> None:
            self._take(replace(style, notices=()))
            self._tell([self._speaker.say(notice.message) for notice in style.notices])

        self._make(lambda _layer: style_work.loaded(path), take)

    def save(self, path: Path) -> None:
        """Write the style to a .qml or .sld."""
        style, name, language = self._style, self._layer.name, self._speaker.language
        names = dict(self._layer.fields)
        if style is not None:
            self._make(
                lambda _layer: style_work.saved(style, path, name, names, language=language),
                lambda _none: self._tell([]),
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        self._timer.stop()
        if not self._applied:
            self._styling.take_back(self._member)
        super().closeEvent(event)

    # Inside

    def _make_widgets(self) -> None:
        self.method, self.field, self.blend = Choice(), Choice(), Choice()
        self.opacity = Number(0, 100, 5, 0)
        self.least, self.most, self.class_least, self.class_most = (_denominator() for _ in range(4))
        self.table = QTableWidget(0, 3)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.setIconSize(SWATCH)
        self.table.setMinimumSize(460, 200)
        self.field.setMinimumWidth(190)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COUNT, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setColumnWidth(VALUE, 130)
        self.symbol, self.grading, self.rule = SymbolPanel(), GradingPanel(self._speaker), RulePanel()
        self.note, self.told = plain_label(muted=True), plain_label(name="warning")
        names = ("add", "remove", "up", "down", "load", "save", "reset", "close", "apply")
        self.buttons = {name: QPushButton() for name in names}
        for button in self.buttons.values():
            button.setAutoDefault(False)
        self.buttons["apply"].setDefault(True)
        self.told.hide()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for part in (self._titles["method"], self.method, self._titles["field"], self.field):
            head.addWidget(part)
        head.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.grading)
        left.addWidget(self.table, 1)
        left.addLayout(_row(*(self.buttons[name] for name in ("add", "remove", "up", "down"))))
        left.addWidget(self.rule)
        form = QFormLayout()
        form.setSpacing(6)
        form.addRow(self._titles["class_scales"], _row(self.class_least, self.class_most))
        form.addRow(self._titles["opacity"], _row(self.opacity, self.blend))
        form.addRow(self._titles["scales"], _row(self.least, self.most))
        right = QVBoxLayout()
        right.addWidget(self.symbol)
        right.addLayout(form)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addLayout(left, 1)
        middle.addLayout(right)
        foot = _row(self.buttons["load"], self.buttons["save"], self.buttons["reset"])
        foot.addWidget(self.buttons["close"])
        foot.addWidget(self.buttons["apply"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(middle, 1)
        layout.addWidget(self.told)
        layout.addWidget(self.note)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self.method.activated.connect(lambda number: self.use_method(METHODS[number]))
        self.field.activated.connect(lambda _number: self.use_method(METHODS[self.method.currentIndex()]))
        self.grading.changed.connect(self.grade)
        self.table.itemSelectionChanged.connect(self._show_class)
        self.table.itemChanged.connect(self._take_text)
        self.symbol.changed.connect(self._change_symbols)
        self.rule.changed.connect(self._change_rule)
        self.opacity.valueChanged.connect(lambda value: self._change(opacity=value / 100))
        self.blend.activated.connect(lambda number: self._change(blend=BLENDS[number]))
        self.least.valueChanged.connect(lambda value: self._change(min_denominator=value or None))
        self.most.valueChanged.connect(lambda value: self._change(max_denominator=value or None))
        self.class_least.valueChanged.connect(lambda value: self._change_class(min_denominator=value or None))
        self.class_most.valueChanged.connect(lambda value: self._change_class(max_denominator=value or None))
        does: dict[str, Callable[[], object]] = {
            "add": self._add,
            "remove": self._remove,
            "up": lambda: self._move(-1),
            "down": lambda: self._move(1),
            "load": self._ask_load,
            "save": self._ask_save,
            "reset": self.reset,
            "close": self.close,
            "apply": self.apply,
        }
        for name, do in does.items():
            self.buttons[name].clicked.connect(lambda _checked=False, do=do: do())

    def _begin(self) -> None:
        own = self._member.own
        self.setEnabled(False)

        def begin(answer: tuple[LayerStyle, list[int], tuple[str, ...], frozenset[str]]) -> None:
            self.setEnabled(True)
            self._numeric = answer[3]
            self._fill_fields(answer[2])
            self.show_style(answer[0])
            self._show_counts(answer[1])

        self._make(lambda layer: style_work.beginning(layer, own), begin)

    def _make(self, work: Callable[[Layer], Any], done: Callable[[Any], None] | None = None) -> None:
        """Make a style in the background; what goes wrong is said here."""
        layer = self._layer
        self.told.hide()

        def refused(error: AppError) -> None:
            self.setEnabled(True)
            self._tell([error.sentence(self._speaker.language)])
            if self._style is not None:
                self.show_style(self._style)

        self._styling.ask(
            self.tr("Making the classes"), lambda _feedback: work(layer), done or self._take, refused=refused
        )

    def _take(self, style: LayerStyle) -> None:
        """A new style, with what the old one says of the layer as a whole."""
        old = self._style
        if old is not None and style.method != old.method:
            style = replace(style, min_denominator=old.min_denominator, max_denominator=old.max_denominator)
            style = replace(style, opacity=old.opacity, blend=old.blend, label_field=old.label_field)
        self.show_style(style)
        self._changed()

    def _take_graded(self, style: LayerStyle, *about: Any) -> None:
        self._take(style)
        self.grading.show_breaks(*about)

    def _changed(self, *, default: bool = False) -> None:
        self._default, self._applied = default, False
        self._timer.start()

    def _try(self) -> None:
        style = None if self._default else self._style
        self._styling.try_on(self._member, style, self._show_counts)

    def _change(self, **changes: object) -> None:
        if not self._filling and self._style is not None:
            self._style = replace(self._style, **changes)
            self._changed()

    def _rows(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _class(self) -> StyleClass | None:
        rows = self._rows()
        return self._style.classes[rows[0]] if rows and self._style is not None else None

    def _symbol_of_first(self) -> Symbol | None:
        one = self._class() or (self._style.classes[0] if self._style is not None and self._style.classes else None)
        return None if one is None else one.symbol

    def _change_class(self, **changes: object) -> None:
        """Change all classes that are selected."""
        self._change_each(lambda one: replace(one, **changes))

    def _change_symbols(self, change: Callable[[Symbol], Symbol]) -> None:
        self._change_each(lambda one: replace(one, symbol=change(one.symbol)))
        self._show_class()

    def _change_rule(self, tests: tuple[Test, ...] | None) -> None:
        rows = self._rows()[:1]
        self._change_each(lambda one: replace(one, conditions=tests or (), otherwise=tests is None), rows)

    def _change_each(self, change: Callable[[StyleClass], StyleClass], rows: list[int] | None = None) -> None:
        style = self._style
        if self._filling or style is None:
            return
        chosen = set(self._rows() if rows is None else rows)
        classes = tuple(change(one) if row in chosen else one for row, one in enumerate(style.classes))
        self._style = replace(style, classes=classes)
        self._filling = True
        for row in chosen:
            self._fill_row(row, classes[row])
        self._filling = False
        self._changed()

    def _take_text(self, item: QTableWidgetItem) -> None:
        if self._filling or self._style is None:
            return
        text, row = item.text().strip(), item.row()
        if item.column() == LABEL:
            self._change_each(lambda one: replace(one, label=same(text), coded=False), [row])
        elif item.column() == VALUE and self._style.field is not None and not self._style.classes[row].otherwise:
            test = style_work.equal_to(self._style.field, text)
            self._change_each(lambda one: replace(one, key=text, conditions=(test,)), [row])

    def _add(self) -> None:
        if self._style is not None:
            self._set_classes((*self._style.classes, style_work.new_class(self._layer.kind)), len(self._style.classes))

    def _remove(self) -> None:
        rows = self._rows()
        if self._style is not None and 0 < len(rows) < len(self._style.classes):
            kept = tuple(one for row, one in enumerate(self._style.classes) if row not in rows)
            self._set_classes(kept, min(rows[0], len(kept) - 1))

    def _move(self, step: int) -> None:
        rows = self._rows()
        if self._style is None or len(rows) != 1 or not 0 <= rows[0] + step < len(self._style.classes):
            return
        classes = list(self._style.classes)
        classes.insert(rows[0] + step, classes.pop(rows[0]))
        self._set_classes(tuple(classes), rows[0] + step)

    def _set_classes(self, classes: tuple[StyleClass, ...], row: int) -> None:
        assert self._style is not None
        self.show_style(replace(self._style, classes=classes))
        self.table.selectRow(row)
        self._changed()

    def _fill_fields(self, names: tuple[str, ...] | None = None) -> None:
        """The fields by the words of the window."""
        known = [self.field.itemData(number) for number in range(self.field.count())] if names is None else names
        chosen = self.field.currentData()
        self.field.clear()
        for name in known:
            self.field.addItem(self._field_words.label(name), name)
        self.field.setCurrentIndex(max(self.field.findData(chosen), 0))
        self.rule.set_fields(tuple(known))

    def _fill_table(self, style: LayerStyle) -> None:
        rows = self._rows() or [0]
        self.table.setRowCount(len(style.classes))
        for row, one in enumerate(style.classes):
            self._fill_row(row, one)
            self.table.item(row, COUNT).setText("")
        self.table.clearSelection()
        self.table.selectRow(min(rows[0], len(style.classes) - 1))

    def _fill_row(self, row: int, one: StyleClass) -> None:
        from maps.style_files.filters import filter_of

        style = self._style
        tests = one.conditions if style is not None and style.method in ("categorised", "graduated") else ()
        text = "、".join(tests[-1].values if tests and hasattr(tests[-1], "values") else ()) or filter_of(
            one.conditions
        )
        text = f"≤ {text}" if style is not None and style.method == "graduated" else text
        item = QTableWidgetItem(self.tr("others") if one.otherwise else text)
        item.setIcon(swatch_icon(one.symbol, self._layer.kind, self))
        if not (style and style.method == "categorised") or one.otherwise:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
        self.table.setItem(row, VALUE, item)
        self.table.setItem(row, LABEL, QTableWidgetItem(self._speaker.say(one.label)))
        if self.table.item(row, COUNT) is None:
            count = QTableWidgetItem("")
            count.setFlags(count.flags() & ~Qt.ItemFlag.ItemIsEditable)
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, COUNT, count)

    def _show_counts(self, counts: list[int]) -> None:
        self._filling = True
        for row, count in enumerate(counts[: self.table.rowCount()]):
            self.table.item(row, COUNT).setText(f"{count:,}".replace(",", " "))
        self._filling = False

    def _show_class(self) -> None:
        """The class in hand in the panels at the right."""
        if self._filling:
            return
        one = self._class()
        self.symbol.show_symbol(None if one is None else one.symbol, self._layer.kind)
        self.rule.show_rule(one)
        self._filling = True
        self.class_least.setValue(int(one.min_denominator or 0) if one is not None else 0)
        self.class_most.setValue(int(one.max_denominator or 0) if one is not None else 0)
        self._filling = False

    def _say_note(self) -> None:
        kept = self.tr("Applying is one step of the project and can be undone.")
        folder = self.tr("Kept until the plan is closed: a folder is never changed.")
        self.note.setText(kept if self._styling.lasts else folder)

    def _tell(self, sentences: list[str]) -> None:
        self.told.setText("\n".join(sentences[:6]))
        self.told.setVisible(bool(sentences))

    def _ask_load(self) -> None:
        self._files.style_file(suggested_folder(), self.load, writing=False)

    def _ask_save(self) -> None:
        self._files.style_file(suggested_folder() / f"{safe_name(self._layer.name)}.qml", self.save, writing=True)


def _denominator() -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(0, FARTHEST)
    spin.setSpecialValueText("–")
    spin.setKeyboardTracking(False)
    return spin


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _say(choice: Choice, words: list[str]) -> None:
    number = max(choice.currentIndex(), 0)
    choice.clear()
    choice.addItems(words)
    choice.setCurrentIndex(number)
