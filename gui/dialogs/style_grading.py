"""How numbers are classed: the way, how many classes, colours, and where the limits lie in the distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from gui.parts import Choice, TickBox, plain_label
from gui.swatches import colour_icon
from gui.theme import current_theme

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from gui.language import Speaker
    from maps.symbology.class_breaks import Breaks
    from maps.symbology.layer_style import Grading

RAMP_SIZE = QSize(72, 12)


class Histogram(QWidget):
    """How often numbers occur, with the limits of the classes."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: list[int] = []
        self._span = (0.0, 1.0)
        self._limits: tuple[float, ...] = ()
        self.setMinimumHeight(72)

    def show_values(self, counts: npt.NDArray[np.int64], low: float, high: float, limits: tuple[float, ...]) -> None:
        """Show ``counts`` in equal steps from ``low`` to ``high``."""
        self._counts, self._span, self._limits = counts.tolist(), (low, high), limits
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, theme = QPainter(self), current_theme()
        most = max(self._counts, default=0)
        if most:
            width = self.width() / len(self._counts)
            for number, count in enumerate(self._counts):
                height = (self.height() - 6) * (count / most) ** 0.5  # rare ones are to be seen beside frequent ones
                bar = QRectF(number * width, self.height() - height, max(width - 1, 1), height)
                painter.fillRect(bar, theme.colour("control"))
        low, high = self._span
        painter.setPen(QPen(theme.colour("accent"), 1.4))
        for limit in self._limits:
            x = (limit - low) / ((high - low) or 1.0) * self.width()
            painter.drawPolyline(QPolygonF([QPointF(x, 0), QPointF(x, self.height())]))
        painter.end()


class GradingPanel(QWidget):
    """``changed`` means that the classes are to be made anew."""

    changed = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._filling = False
        self.way, self.ramp, self.turned = Choice(), Choice(), TickBox()
        self.count = QSpinBox()
        self.count.setRange(1, 20)
        self.count.setValue(5)
        self.count.setKeyboardTracking(False)
        self.unit, self.limits = QLineEdit(), QLineEdit()
        self.unit.setMaximumWidth(110)
        self.histogram = Histogram()
        self.note = plain_label(muted=True)
        self.ramp.setIconSize(RAMP_SIZE)
        self._rows = {name: QLabel() for name in ("way", "ramp", "limits")}
        self._lay_out()
        for signal in (self.way.activated, self.ramp.activated, self.turned.clicked, self.count.valueChanged):
            signal.connect(lambda _value=None: self._tell())
        for line in (self.unit, self.limits):
            line.editingFinished.connect(self._tell)

    def retranslate(self) -> None:
        """Say everything anew."""
        from maps.symbology.class_breaks import WAYS
        from maps.symbology.ramps import ramps

        words = {"way": self.tr("Classes"), "ramp": self.tr("Colours"), "limits": self.tr("Limits, unit")}
        for name, label in self._rows.items():
            label.setText(words[name])
        self.turned.setText(self.tr("Reversed"))
        self.limits.setPlaceholderText(self.tr("Own limits: 0; 100; 200"))
        self.unit.setPlaceholderText(self.tr("unit"))
        chosen = self.way.currentData(), self.ramp.currentData()
        self.way.clear()
        self.ramp.clear()
        for key, label in WAYS.items():
            self.way.addItem(self._speaker.say(label), key)
        for ramp in ramps().values():
            self.ramp.addItem(colour_icon(list(ramp.mixed(9)), RAMP_SIZE), self._speaker.say(ramp.label), ramp.id)
        self.way.setCurrentIndex(max(self.way.findData(chosen[0]), 0))
        self.ramp.setCurrentIndex(max(self.ramp.findData(chosen[1]), 0))

    def show_grading(self, grading: Grading) -> None:
        """Show how a style's classes were made."""
        self._filling = True
        self.way.setCurrentIndex(max(self.way.findData(grading.way), 0))
        self.ramp.setCurrentIndex(max(self.ramp.findData(grading.ramp), 0))
        self.turned.setChecked(grading.turned)
        self.count.setValue(grading.count)
        self.unit.setText(grading.unit)
        self._filling = False

    def show_breaks(self, breaks: Breaks, counts: npt.NDArray[np.int64], low: float, high: float) -> None:
        """Show the limits that were found, and of how many values."""
        self._filling = True
        self.histogram.show_values(counts, low, high, breaks.limits)
        self.limits.setText("; ".join(f"{limit:.12g}" for limit in breaks.limits))
        text = self.tr("{total} values; a class holds its upper limit.")
        if breaks.sampled:
            text = self.tr("Limits from a sample of {classed} of {total} values; a class holds its upper limit.")
        self.note.setText(text.format(classed=f"{breaks.classed:,}", total=f"{breaks.total:,}"))
        self._filling = False

    def grading(self) -> Grading:
        """What is chosen."""
        from maps.symbology.layer_style import Grading

        way, ramp = str(self.way.currentData()), str(self.ramp.currentData())
        return Grading(way, self.count.value(), ramp, self.turned.isChecked(), self.unit.text().strip()[:40])

    def manual(self) -> tuple[float, ...]:
        """The limits that are written, those that are numbers."""
        found = []
        for word in self.limits.text().replace("；", ";").replace(",", ";").split(";"):
            try:
                found.append(float(word))
            except ValueError:
                continue
        return tuple(found)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        for name, widgets in (
            ("way", (self.way, self.count)),
            ("ramp", (self.ramp, self.turned)),
            ("limits", (self.limits, self.unit)),
        ):
            row = QHBoxLayout()
            for number, widget in enumerate(widgets):
                row.addWidget(widget, int(number == 0))
            form.addRow(self._rows[name], row)
        form.addRow(self.histogram)
        form.addRow(self.note)

    def _tell(self) -> None:
        if self._filling:
            return
        if self.sender() is self.limits:
            self.way.setCurrentIndex(self.way.findData("manual"))
        self.changed.emit()
