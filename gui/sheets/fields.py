"""Fields of the forms: each shows a value of a design and says when another one was entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QColorDialog,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
    QWidgetAction,
)

from core.messages import Text
from gui.parts import Choice, TickBox, TickDelegate, plain_label, plain_tip
from maps.symbology.fields import FIELDS, unknown_fields


class Line(QLineEdit):
    """A line whose undo is that of the sheet."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            return False
        return super().event(event)


class Field(QWidget):
    """``entered`` carries the new value. ``complain`` says under the field what is wrong with it."""

    entered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.wrong = plain_label(name="warning")
        self.wrong.hide()

    def hold(self, *widgets: QWidget) -> None:
        """Put the widgets side by side, the complaint under them."""
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in widgets:
            row.addWidget(widget, 0 if isinstance(widget, QPushButton) and len(widgets) > 1 else 1)
        self._column.addLayout(row)
        self.setFocusProxy(widgets[0])

    def end(self) -> None:
        """The last row."""
        self._column.addWidget(self.wrong)

    def show_value(self, value: Any) -> None:
        """Show a value without entering it."""
        raise NotImplementedError

    def name(self, words: str) -> None:
        """What screen readers say of it."""
        self.focusProxy().setAccessibleName(words)

    def complain(self, sentence: str) -> None:
        """What is wrong; nothing when empty."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def retranslate(self) -> None:
        """Say everything anew."""


class Number(Field):
    """A number of mm, or of another unit."""

    def __init__(self, least: float, most: float, *, step: float = 1.0, suffix: str = " mm") -> None:
        super().__init__()
        self.box = QDoubleSpinBox()
        self.box.setRange(least, most)
        self.box.setDecimals(2)
        self.box.setSingleStep(step)
        self.box.setSuffix(suffix)
        self.box.valueChanged.connect(lambda value: self.entered.emit(round(value, 2)))
        self.hold(self.box)
        self.end()

    def show_value(self, value: Any) -> None:
        if abs(self.box.value() - value) > 5e-3:
            self.box.blockSignals(True)
            self.box.setValue(value)
            self.box.blockSignals(False)

    def zero_means(self, words: str) -> None:
        """What is shown for the least value."""
        self.box.setSpecialValueText(words)


class Count(Field):
    """A whole number, or the denominator of a scale as a float."""

    def __init__(self, most: int, *, prefix: str = "", scale: bool = False) -> None:
        super().__init__()
        self.box = QSpinBox()
        self.box.setRange(0, most)
        self.box.setPrefix(prefix)
        self.box.setGroupSeparatorShown(scale)
        self.box.setSingleStep(1000 if scale else 1)
        self.box.setKeyboardTracking(not scale)  # half a scale is none
        self.box.valueChanged.connect(lambda value: self.entered.emit(float(value) if scale else value))
        self.hold(self.box)
        self.end()

    def show_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setValue(int(value))
        self.box.blockSignals(False)

    def zero_means(self, words: str) -> None:
        """What is shown for nought."""
        self.box.setSpecialValueText(words)


class Tick(Field):
    """Yes or no."""

    def __init__(self) -> None:
        super().__init__()
        self.box = TickBox()
        self.box.toggled.connect(self.entered.emit)
        self.hold(self.box)
        self.end()

    def show_value(self, value: Any) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(bool(value))
        self.box.blockSignals(False)

    def name(self, words: str) -> None:
        self.box.setText(words)


class OneOf(Field):
    """One of several values; ``offer`` gives them with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.box = Choice()
        self.box.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(6)
        self.box.activated.connect(lambda _at: self.entered.emit(self.box.currentData()))
        self.hold(self.box)
        self.end()

    def offer(self, words: Mapping[Any, str]) -> None:
        """The values there are."""
        present = self.box.currentData()
        self.box.clear()
        for value, word in words.items():
            self.box.addItem(word, value)
        self.show_value(present)

    def show_value(self, value: Any) -> None:
        at = self.box.findData(value)
        if at < 0 and value not in (None, ""):
            self.box.addItem(str(value), value)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)


class Plain(Field):
    """A line of text; ``check`` says what is wrong with it, or an empty string."""

    def __init__(self, check: Callable[[str], str] = lambda _text: "", *, typing: bool = True) -> None:
        super().__init__()
        self.line = Line()
        self._check = check
        (self.line.textEdited if typing else self.line.editingFinished).connect(self._enter)
        self.hold(self.line)
        self.end()

    def _enter(self, *_text: str) -> None:
        text = self.line.text().strip()
        wrong = self._check(text)
        self.complain(wrong)
        if not wrong:
            self.entered.emit(text)

    def show_value(self, value: Any) -> None:
        if self.line.text().strip() != value:
            self.line.setText(value)
            self.complain("")


class Words(Field):
    """Text in both languages, with a menu of the fields that may stand in it."""

    def __init__(self, field_words: Callable[[], Mapping[str, str]]) -> None:
        super().__init__()
        self._field_words = field_words
        self._last = 0
        self.lines = (Line(), Line())
        self.insert = QPushButton("{ }")
        self.insert.setAutoDefault(False)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.insert.setMenu(self._menu)
        for at, line in enumerate(self.lines):
            line.textEdited.connect(lambda _text, at=at: self._enter(at))
            line.editingFinished.connect(lambda at=at: self._remember(at))
            line.setPlaceholderText(("中文", "English")[at])
        self.hold(self.lines[0], self.insert)
        self._column.addWidget(self.lines[1])
        self.end()

    def show_value(self, value: Any) -> None:
        for line, text in zip(self.lines, (value.zh, value.en), strict=True):
            if line.text() != text:
                line.setText(text)
                self.complain("")

    def name(self, words: str) -> None:
        for at, line in enumerate(self.lines):
            line.setAccessibleName(f"{words} ({('中文', 'English')[at]})")
        self.insert.setToolTip(self.tr("Insert a field"))
        self.insert.setAccessibleName(self.tr("Insert a field"))

    def insert_field(self, name: str) -> None:
        """Write a field where the cursor was, and at the end of the other language."""
        words = f"{{{name}}}"
        line, other = self.lines[self._last], self.lines[1 - self._last]
        line.insert(words)
        other.setText(other.text() + words)
        line.setFocus()
        self._enter(self._last)

    def _remember(self, at: int) -> None:
        self._last = at

    def _enter(self, at: int) -> None:
        self._last = at
        value = Text(*(line.text() for line in self.lines))
        wrong = [field for text in (value.zh, value.en) for field in unknown_fields(text)]
        self.complain(self.tr("There is no field {name}.").format(name=wrong[0]) if wrong else "")
        if not wrong:
            self.entered.emit(value)

    def _fill_menu(self) -> None:
        self._menu.clear()
        named = self._field_words()
        for name in FIELDS:
            self._menu.addAction(named.get(name, name), lambda name=name: self.insert_field(name))
        self._menu.addSeparator()
        title = self.tr("Name of the sheet's feature")
        self._menu.addAction(title, lambda: self.insert_field("feature:title"))


class Several(Field):
    """Some of several values, ticked in a list that a button opens. The list is made when it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._open)
        self.button.setMenu(self.menu)
        self.list: QListWidget | None = None
        self._words: dict[str, str] = {}
        self._value: tuple[str, ...] = ()
        self.hold(self.button)
        self.end()

    def offer(self, words: Mapping[str, str]) -> None:
        """The values there are."""
        self._words = dict(words)
        self._say()

    def show_value(self, value: Any) -> None:
        self._value = tuple(value)
        self._say()

    def retranslate(self) -> None:
        self._say()

    def _open(self) -> None:
        """Fill the list and put the keyboard into it."""
        if self.list is None:
            self.list = QListWidget()
            self.list.setItemDelegate(TickDelegate(self.list))
            self.list.setMinimumSize(240, 280)
            self.list.itemChanged.connect(self._enter)
            holder = QWidgetAction(self.menu)
            holder.setDefaultWidget(self.list)
            self.menu.addAction(holder)
        self.list.blockSignals(True)
        self.list.clear()
        for key in dict.fromkeys((*self._words, *self._value)):
            item = QListWidgetItem(self._words.get(key, key))
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in self._value else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.list.setFocus()

    def _enter(self, item: QListWidgetItem) -> None:
        key = item.data(Qt.ItemDataRole.UserRole)
        others = tuple(one for one in self._value if one != key)
        self._value = (*others, key) if item.checkState() == Qt.CheckState.Checked else others
        self._say()
        self.entered.emit(self._value)

    def _say(self) -> None:
        named = [self._words.get(one, one) for one in self._value]
        more = f" +{len(named) - 1}" if len(named) > 1 else ""
        self.button.setText(("".join(named[:1]) + more).replace("&", "&&") or self.tr("none"))
        self.button.setToolTip(plain_tip("\n".join(named)) if named else "")


class Colour(Field):
    """A colour, chosen in Qt's dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._ask)
        self._value = ""
        self.hold(self.button)
        self.end()

    def show_value(self, value: Any) -> None:
        self._value = value
        sample = QPixmap(28, 14)
        sample.fill(QColor(value[:7]))
        self.button.setIcon(QIcon(sample))
        self.button.setText(value)

    def _ask(self) -> None:
        dialog = QColorDialog(QColor(self._value[:7]), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.colorSelected.connect(lambda colour: self._take(colour.name().upper()))
        dialog.open()

    def _take(self, colour: str) -> None:
        self.show_value(colour)
        self.entered.emit(colour)


class File(Field):
    """A file inside the plan's folder, as written there; ``ask`` opens a dialog and gives the name to a function."""

    def __init__(self, ask: Callable[[Callable[[str], None]], None] | None = None) -> None:
        super().__init__()
        self.line = Line()
        self.browse = QPushButton("…")
        self.browse.setAutoDefault(False)
        self.browse.setVisible(ask is not None)
        self.line.editingFinished.connect(self._enter)
        if ask is not None:
            self.browse.clicked.connect(lambda: ask(self._take))
        self.hold(self.line, self.browse)
        self.end()

    def show_value(self, value: Any) -> None:
        if self.line.text() != value:
            self.line.setText(value)

    def name(self, words: str) -> None:
        super().name(words)
        self.browse.setAccessibleName(self.tr("Browse…"))

    def _take(self, name: str) -> None:
        self.line.setText(name)
        self._enter()

    def _enter(self) -> None:
        if self.line.text().strip():
            self.entered.emit(self.line.text().strip())


class Numbers(Field):
    """Numbers in a row, separated by commas or spaces."""

    def __init__(self, *more: QWidget) -> None:
        super().__init__()
        self.line = Line()
        self.line.editingFinished.connect(self._enter)
        self._value: Sequence[float] = ()
        self.hold(self.line, *more)
        self.end()

    def show_value(self, value: Any) -> None:
        if tuple(value) != tuple(self._value) or not self.line.text():
            self._value = tuple(value)
            self.line.setText(", ".join(f"{one:.12g}" for one in value))
            self.complain("")

    def wrong_with(self, value: Sequence[float]) -> str:
        """What is wrong with the numbers; an empty string when nothing is."""
        return self.tr("A share is no less than nought.") if any(one < 0 for one in value) else ""

    def take(self, value: Sequence[float]) -> None:
        """Enter numbers."""
        self._value = tuple(value)
        self.line.setText(", ".join(f"{one:.12g}" for one in value))
        self.complain("")
        self.entered.emit(self._value)

    def _enter(self) -> None:
        try:
            value = tuple(float(one) for one in self.line.text().replace("，", ",").replace(",", " ").split())
        except ValueError:
            self.complain(self.tr("Write numbers, separated by commas."))
            return
        wrong = self.wrong_with(value)
        self.complain(wrong)
        if not wrong and value != self._value:
            self.take(value)


class Extent(Numbers):
    """West, south, east, north; a button takes what the window's map shows."""

    def __init__(self, view: Callable[[], Sequence[float]]) -> None:
        self._view = view
        self.button = QPushButton("⌖")
        self.button.setAutoDefault(False)
        super().__init__(self.button)
        self.button.clicked.connect(self._take_view)

    def name(self, words: str) -> None:
        super().name(words)
        self.button.setToolTip(self.tr("Take what the map of the window shows"))
        self.button.setAccessibleName(self.tr("Take what the map of the window shows"))

    def wrong_with(self, value: Sequence[float]) -> str:
        if len(value) == 4 and value[0] < value[2] and value[1] < value[3]:
            return ""
        return self.tr("Four numbers are needed: west, south, east, north.")

    def _take_view(self) -> None:
        bounds = self._view()
        if bounds:
            self.take(bounds)
