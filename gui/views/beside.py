"""A second map beside the first, always showing the same place at the same scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF
from PySide6.QtGui import QPainter, QPen

from gui.theme import current_theme
from gui.tools.measure import draw_halo_text

if TYPE_CHECKING:
    from gui.canvas import MapCanvas
    from gui.window import MainWindow
    from maps.drawing.display import DisplayLayer
    from maps.view import MapView

TITLE_TOP = 20.0


class Beside(QObject):
    """Two linked maps; where the cursor is on one, a cross is on the other."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.canvas: MapCanvas | None = None
        self._linking = False
        self._titles = ("", "")
        self._cursors: list[tuple[float, float] | None] = [None, None]

    def show(self, left: str, right: str) -> None:
        """Show the second map, and which state is which."""
        self._titles = (left, right)
        other = self._made()
        other.setAccessibleName(right)
        main = self._window.canvas
        if not other.isVisible():
            sizes = self._window.splitter.sizes()
            half = sizes[1] // 2
            other.show()
            self._window.splitter.setSizes([sizes[0], sizes[1] - half, half, *sizes[3:]])
            main.overlays.append(self._draw_left)
        self._follow(main, other)
        for canvas in (main, other):
            canvas.update()

    def hide(self) -> None:
        """The first map alone again."""
        other, main = self.canvas, self._window.canvas
        if other is None or other.isHidden():
            return
        main.overlays.remove(self._draw_left)
        sizes = self._window.splitter.sizes()
        other.hide()
        other.set_displays([])
        self._window.splitter.setSizes([sizes[0], sizes[1] + sizes[2], 0, *sizes[3:]])

    def show_displays(self, displays: Sequence[DisplayLayer]) -> None:
        """What the second map draws."""
        self._made().set_displays(displays)

    def stop(self) -> None:
        """End painting before the window goes."""
        if self.canvas is not None:
            self.canvas.stop()

    def _made(self) -> MapCanvas:
        if self.canvas is None:
            from gui.canvas import MapCanvas

            window = self._window
            other = self.canvas = MapCanvas()
            other.hide()
            window.splitter.insertWidget(2, other)
            window.splitter.setStretchFactor(2, 1)
            other.overlays.append(self._draw_right)
            main = window.canvas
            main.view_changed.connect(lambda: self._follow(main, other))
            other.view_changed.connect(lambda: self._follow(other, main))
            main.hovered.connect(lambda x, y: self._point(1, x, y))
            other.hovered.connect(lambda x, y: self._point(0, x, y))
            other.hovered.connect(window.status.set_position)
        return self.canvas

    def _follow(self, moved: MapCanvas, other: MapCanvas) -> None:
        if self._linking or moved.view is None or self.canvas is None or self.canvas.isHidden():
            return
        self._linking = True
        other.set_view(replace(moved.view, width=other.width(), height=other.height()))
        self._linking = False

    def _point(self, side: int, x: float | None, y: float | None) -> None:
        """The cursor is over the other map."""
        if self.canvas is None or self.canvas.isHidden():
            return
        self._cursors[side] = None if x is None or y is None else (x, y)
        (self._window.canvas if side == 0 else self.canvas).update()

    def _draw_left(self, painter: QPainter, view: MapView) -> None:
        self._draw(painter, view, 0)

    def _draw_right(self, painter: QPainter, view: MapView) -> None:
        self._draw(painter, view, 1)

    def _draw(self, painter: QPainter, view: MapView, side: int) -> None:
        width = painter.fontMetrics().horizontalAdvance(self._titles[side])
        draw_halo_text(painter, QPointF(width / 2 + 52, TITLE_TOP), self._titles[side])
        place = self._cursors[side]
        if place is None:
            return
        x, y = view.to_screen(*place)
        theme = current_theme()
        for colour, thick in ((theme.colour("map_halo"), 4.0), (theme.colour("accent"), 2.0)):
            painter.setPen(QPen(colour, thick))
            painter.drawLine(QPointF(x - 8, y), QPointF(x + 8, y))
            painter.drawLine(QPointF(x, y - 8), QPointF(x, y + 8))
