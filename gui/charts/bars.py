"""Bars on a widget: one line per class with its value and share, or the columns of a histogram.

Painted with QPainter; a click or a drag over bars picks their features, the arrow keys go from bar to bar.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from gui.charts.figures import Bar, Figures
from gui.parts import plain_tip
from gui.theme import current_theme

LINE_PX = 26.0
THICK_PX = 14.0
MARGIN = 12.0
AXIS_PX = 22.0
_SHIFT_OR_CONTROL = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class BarChart(QWidget):
    """``picked`` carries the numbers of the bars and whether they are added to what is selected."""

    picked = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.figures = Figures((), 0.0)
        self._values: Sequence[str] = ()
        self._shares: Sequence[float] = ()
        self._edges: Sequence[str] = ()
        self._current = -1
        self._from = -1

    def show_figures(self, figures: Figures, values: Sequence[str], edges: Sequence[str] = ()) -> None:
        """Show bars with their values in words; ``edges`` (one more than bars) makes them columns of a histogram."""
        self.figures, self._values, self._edges = figures, values, edges
        self._shares = [0.0] * len(figures.bars)
        self._current = -1
        self.updateGeometry()
        self.setMinimumHeight(self.sizeHint().height() if not edges else 120)
        self.update()

    def show_selected(self, shares: Sequence[float]) -> None:
        """Which part of each bar is selected."""
        self._shares = shares
        self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The bars shown."""
        return self.figures.bars

    def bar_area(self, number: int) -> QRectF:
        """Where a bar stands, value included: what a click must hit."""
        if not self._edges:
            return QRectF(0, MARGIN / 2 + number * LINE_PX, self.width(), LINE_PX)
        plot = self._plot()
        width = plot.width() / max(len(self.bars), 1)
        return QRectF(plot.left() + number * width, plot.top(), width, plot.height())

    def sizeHint(self) -> QSize:
        return QSize(360, int(MARGIN + LINE_PX * len(self.bars)) if not self._edges else 200)

    # Mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._from = self._current = number
        self._adds = bool(event.modifiers() & _SHIFT_OR_CONTROL)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton and self._from >= 0:
            number = self._at(event.position())
            if number >= 0:
                self._current = number
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        first, self._from = self._from, -1
        if first < 0 or self._current < 0:
            self.picked.emit([], False)
        else:
            low, high = sorted((first, self._current))
            self.picked.emit(list(range(low, high + 1)), self._adds)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back, on = Qt.Key.Key_Up, Qt.Key.Key_Down
        if self._edges:
            back, on = Qt.Key.Key_Left, Qt.Key.Key_Right
        last = len(self.bars) - 1
        steps = {back: self._current - 1, on: self._current + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        key = Qt.Key(event.key())
        if key in steps and last >= 0:
            self._current = min(max(steps[key], 0), last)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and 0 <= self._current <= last:
            self.picked.emit([self._current], bool(event.modifiers() & _SHIFT_OR_CONTROL))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self._at(QPointF(event.pos()))
            text = self.words_of(number) if number >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tip(text) if text else "", self)
            return True
        return super().event(event)

    def words_of(self, number: int) -> str:
        """A bar in words."""
        bar = self.bars[number]
        return f"{bar.label}\n{self._values[number]} · {_percent(bar.share)}"

    # Painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        painter.fillRect(self.rect(), theme.colour("panel"))
        for number in range(len(self.bars)):
            if number == self._current or (self._from >= 0 and self._between(number)):
                painter.fillRect(self.bar_area(number), theme.colour("hover"))
        if self._edges:
            self._paint_columns(painter)
        else:
            self._paint_lines(painter)
        if self.hasFocus() and 0 <= self._current < len(self.bars):
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.bar_area(self._current).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        theme = current_theme()
        metrics = QFontMetricsF(self.font())
        names = min(
            max((metrics.horizontalAdvance(bar.label) for bar in self.bars), default=0) + 8, self.width() * 0.35
        )
        figures = max((metrics.horizontalAdvance(text) for text in self._values), default=0) + 12
        shares = metrics.horizontalAdvance("100.0 %") + 12
        longest = max(self.width() - names - figures - shares - 2 * MARGIN, 24.0)
        greatest = max((bar.value for bar in self.bars), default=0.0) or 1.0
        for number, bar in enumerate(self.bars):
            area = self.bar_area(number)
            name = QRectF(MARGIN, area.top(), names, area.height())
            painter.setPen(theme.colour("text"))
            label = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, names - 8)
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, label)
            length = max(longest * max(bar.value, 0.0) / greatest, 1.0)
            top = area.center().y() - THICK_PX / 2
            self._paint_bar(painter, QRectF(MARGIN + names, top, length, THICK_PX), number)
            right = QRectF(self.width() - MARGIN - shares - figures, area.top(), figures, area.height())
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.setPen(theme.colour("text"))
            painter.drawText(right, side, self._values[number])
            painter.setPen(theme.colour("muted"))
            painter.drawText(right.translated(shares, 0).adjusted(figures - shares, 0, 0, 0), side, _percent(bar.share))

    def _paint_columns(self, painter: QPainter) -> None:
        theme = current_theme()
        plot = self._plot()
        greatest = max((bar.value for bar in self.bars), default=0.0) or 1.0
        for number, bar in enumerate(self.bars):
            area = self.bar_area(number)
            height = plot.height() * bar.value / greatest
            if height:
                self._paint_bar(
                    painter, QRectF(area.left() + 1, plot.bottom() - height, area.width() - 2, height), number
                )
        painter.setPen(QPen(theme.colour("control"), 1))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        self._paint_edges(painter, plot)
        painter.drawText(
            QRectF(plot.left(), 2, plot.width(), 18), Qt.AlignmentFlag.AlignLeft, f"{greatest:,.0f}".replace(",", " ")
        )

    def _paint_edges(self, painter: QPainter, plot: QRectF) -> None:
        """The numbers under the columns, as many as there is room for."""
        painter.setPen(current_theme().colour("muted"))
        metrics = QFontMetricsF(self.font())
        free = -1e9
        for number, text in enumerate(self._edges):
            x = plot.left() + plot.width() * number / max(len(self.bars), 1)
            half = metrics.horizontalAdvance(text) / 2
            if x - half > free + 8 and x + half < self.width():
                place = QRectF(x - half, plot.bottom() + 3, 2 * half + 1, AXIS_PX)
                painter.drawText(place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter, text)
                free = x + half

    def _paint_bar(self, painter: QPainter, area: QRectF, number: int) -> None:
        """A bar in its own colour with an edge that pale ones need too; what is selected of it has a dark frame."""
        theme = current_theme()
        own = self.bars[number].colour
        painter.setPen(QPen(theme.colour("control"), 1))
        painter.setBrush(QColor(own) if own else theme.colour("accent"))
        painter.drawRect(area)
        share = self._shares[number] if number < len(self._shares) else 0.0
        if share <= 0:
            return
        part = QRectF(area)
        if self._edges:
            part.setTop(area.bottom() - max(area.height() * share, 2.0))
        else:
            part.setWidth(max(area.width() * share, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("panel"), 4))
        painter.drawRect(part.adjusted(2, 2, -2, -2))
        painter.setPen(QPen(theme.colour("text"), 2))
        painter.drawRect(part.adjusted(1, 1, -1, -1))

    def _plot(self) -> QRectF:
        return QRectF(MARGIN, 22.0, max(self.width() - 2 * MARGIN, 1), max(self.height() - 22.0 - AXIS_PX, 1))

    def _between(self, number: int) -> bool:
        low, high = sorted((self._from, self._current))
        return low <= number <= high

    def _at(self, position: QPointF) -> int:
        found = (number for number in range(len(self.bars)) if self.bar_area(number).contains(position))
        return next(found, -1)


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
