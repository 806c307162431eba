"""The divider of a comparison: dragged over the map, one state left of it, the other right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.theme import current_theme
from gui.tools.measure import draw_halo_text

if TYPE_CHECKING:
    from gui.canvas import MapCanvas
    from maps.view import MapView

WIDTH = 15
STEP = 0.02
LABEL_TOP = 20.0


class Divider(QWidget):
    """Drag it, or move it with the arrow keys; Home and End show one state alone."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.titles = ("", "")
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        canvas.resized.connect(self.place)
        self.retranslate()
        self.hide()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setAccessibleName(self.tr("Divider of the comparison"))
        self.setToolTip(self.tr("Drag, or use the arrow keys: one state left, the other right."))

    @property
    def share(self) -> float:
        """Where it stands, as a share of the map's width."""
        return self._canvas.scene.divider

    def move_to(self, share: float) -> None:
        """Stand at a share of the width."""
        self._canvas.set_divider(share)
        self.place()

    def place(self) -> None:
        """Follow the map's size."""
        self.setGeometry(round(self._canvas.width() * self.share) - WIDTH // 2, 0, WIDTH, self._canvas.height())

    def draw_titles(self, painter: QPainter, view: MapView) -> None:
        """Which state is which, on the map beside the divider."""
        middle = view.width * self.share
        for title, side in zip(self.titles, (-1, 1), strict=True):
            width = painter.fontMetrics().horizontalAdvance(title) + 8
            at = QPointF(middle + side * (width / 2 + 14), LABEL_TOP)
            if title and 0 < at.x() < view.width:
                draw_halo_text(painter, at, title)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, x = self.height() / 2, self.width() / 2
        painter.setPen(QPen(theme.colour("map_halo"), 4))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(x - 6, middle - 16, 12, 32), 5, 5)
        for offset in (-2.0, 2.0):
            painter.drawLine(QPointF(x + offset, middle - 6), QPointF(x + offset, middle + 6))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            x = self.mapTo(self._canvas, event.position()).x()
            self.move_to(x / max(self._canvas.width(), 1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: self.share - STEP,
            Qt.Key.Key_Right: self.share + STEP,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        share = moves.get(Qt.Key(event.key()))
        if share is None:
            super().keyPressEvent(event)
        else:
            self.move_to(share)
