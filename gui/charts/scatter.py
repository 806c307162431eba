"""Two numbers of every feature as points; a drag over points picks their features."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.charts.figures import Floats, Pairs, round_edges
from gui.theme import current_theme

LEFT_PX, BOTTOM_PX, EDGE_PX = 64.0, 40.0, 12.0
CLICK_PX = 4.0
_SHIFT_OR_CONTROL = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class ScatterChart(QWidget):
    """``picked`` carries row numbers and whether they are added to what is selected.

    Points go into one image of the widget's own pixels, so that a million of them cost what a thousand cost.
    """

    picked = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(160)
        self.pairs: Pairs | None = None
        self._names = ("", "")
        self._selected = np.empty(0, dtype=np.bool_)
        self._x = self._y = np.array([0.0, 1.0])
        self._image: QImage | None = None
        self._from: QPointF | None = None
        self._to: QPointF | None = None

    def show_pairs(self, pairs: Pairs, names: tuple[str, str]) -> None:
        """Show points; ``names`` are those of the two axes."""
        self.pairs, self._names = pairs, names
        self._selected = np.zeros(len(pairs.rows), dtype=np.bool_)
        if len(pairs.rows):
            self._x = round_edges(float(pairs.x.min()), float(pairs.x.max()), 6)
            self._y = round_edges(float(pairs.y.min()), float(pairs.y.max()), 5)
        self._image = None
        self.update()

    def show_selected(self, selected: np.ndarray) -> None:
        """Which points are selected, in their order."""
        self._selected = selected
        self._image = None
        self.update()

    def retheme(self) -> None:
        """Paint with the colours of the present theme."""
        self._image = None
        self.update()

    def place_of(self, number: int) -> QPointF:
        """Where a point is drawn."""
        pairs = self.pairs
        assert pairs is not None
        x, y = self._screen(pairs.x[number : number + 1], pairs.y[number : number + 1])
        return QPointF(float(x[0]), float(y[0]))

    def sizeHint(self) -> QSize:
        return QSize(360, 220)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = self._to = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._from = self._from, None
        self.update()
        if start is None or self.pairs is None:
            return
        area = QRectF(start, event.position()).normalized()
        if max(area.width(), area.height()) < CLICK_PX:
            area.adjust(-CLICK_PX, -CLICK_PX, CLICK_PX, CLICK_PX)
        x, y = self._screen(self.pairs.x, self.pairs.y)
        inside = (x >= area.left()) & (x <= area.right()) & (y >= area.top()) & (y <= area.bottom())
        self.picked.emit(self.pairs.rows[inside], bool(event.modifiers() & _SHIFT_OR_CONTROL))

    # Painting

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._image = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        if self.pairs is not None and len(self.pairs.rows):
            self._paint_axes(painter)
            if self._image is None or self._image.devicePixelRatio() != self.devicePixelRatioF():
                self._image = self._pointed()
            painter.drawImage(QPointF(0, 0), self._image)
        if self._from is not None and self._to is not None:
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(self._from, self._to).normalized())
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _pointed(self) -> QImage:
        """All points in one image: squares of three pixels, the selected ones above the others and larger."""
        theme = current_theme()
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        pixels = np.zeros((height, width), dtype=np.uint32)
        assert self.pairs is not None
        x, y = (np.rint(one * ratio).astype(np.int64) for one in self._screen(self.pairs.x, self.pairs.y))
        if self._selected.any():
            _dot(pixels, x[~self._selected], y[~self._selected], round(ratio), theme.colour("control").rgba())
            _dot(pixels, x[self._selected], y[self._selected], round(2 * ratio), theme.colour("accent").rgba())
        else:
            _dot(pixels, x, y, round(ratio), theme.colour("accent").rgba())
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
        image.setDevicePixelRatio(ratio)
        return image

    def _paint_axes(self, painter: QPainter) -> None:
        theme = current_theme()
        plot = self._plot()
        metrics = QFontMetricsF(self.font())
        for x in self._x.tolist():
            place = float(self._screen(np.array([x]), self._y[:1])[0][0])
            painter.setPen(QPen(theme.colour("hairline"), 1))
            painter.drawLine(QPointF(place, plot.top()), QPointF(place, plot.bottom()))
            painter.setPen(theme.colour("muted"))
            text = QRectF(place - 50, plot.bottom() + 2, 100, 18)
            painter.drawText(text, Qt.AlignmentFlag.AlignHCenter, f"{x:.6g}")
        for y in self._y.tolist():
            place = float(self._screen(self._x[:1], np.array([y]))[1][0])
            painter.setPen(QPen(theme.colour("hairline"), 1))
            painter.drawLine(QPointF(plot.left(), place), QPointF(plot.right(), place))
            painter.setPen(theme.colour("muted"))
            text = QRectF(0, place - 9, LEFT_PX - 6, 18)
            painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{y:.6g}")
        painter.setPen(theme.colour("text"))
        under = QRectF(plot.left(), plot.bottom() + 18, plot.width(), 20)
        painter.drawText(under, Qt.AlignmentFlag.AlignRight, f"{self._names[0]} →")
        above = metrics.elidedText(f"↑ {self._names[1]}", Qt.TextElideMode.ElideRight, plot.width())
        painter.drawText(QRectF(4, 2, plot.width(), 18), Qt.AlignmentFlag.AlignLeft, above)

    def _plot(self) -> QRectF:
        width = max(self.width() - LEFT_PX - 2 * EDGE_PX, 1.0)
        return QRectF(LEFT_PX, 24.0, width, max(self.height() - 24.0 - BOTTOM_PX, 1.0))

    def _screen(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        plot = self._plot()
        along = (x - self._x[0]) / (self._x[-1] - self._x[0])
        up = (y - self._y[0]) / (self._y[-1] - self._y[0])
        return plot.left() + along * plot.width(), plot.bottom() - up * plot.height()


def _dot(pixels: np.ndarray, x: np.ndarray, y: np.ndarray, reach: int, colour: int) -> None:
    height, width = pixels.shape
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            inside = (x + dx >= 0) & (x + dx < width) & (y + dy >= 0) & (y + dy < height)
            pixels[y[inside] + dy, x[inside] + dx] = colour
