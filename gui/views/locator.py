"""The locator: the whole plan in a corner of the map, with a frame where the map stands. A drag moves the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolButton, QWidget

from gui.picture import Picture
from gui.theme import current_theme, icon
from maps.view import MapView

if TYPE_CHECKING:
    from gui.canvas import MapCanvas
    from gui.places import Bounds
    from maps.drawing.display import DisplayLayer

WIDTH, HEIGHT = 192, 144
MARGIN = 12
BUTTON = 24
SOON_MS = 400
LEAST_FRAME_PX = 6.0


class Locator(QWidget):
    """Foldable; its picture is made once for the layers shown, in the pool and in slices as the map's own is."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._bounds: Bounds | None = None
        self._displays: list[DisplayLayer] = []
        self._drawn: tuple[object, ...] = ()
        self.unfolded = False
        self.picture = Picture(self)
        self.picture.ready.connect(self.update)
        self.fold_button = QToolButton(self)
        self.fold_button.setFixedSize(BUTTON, BUTTON)
        self.fold_button.setIconSize(QSize(16, 16))
        self.fold_button.clicked.connect(lambda: self.set_unfolded(not self.unfolded))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._draw)
        canvas.view_changed.connect(self.update)
        self.move(MARGIN, MARGIN)
        self.retranslate()
        self.retheme()
        self.set_unfolded(False)

    def retranslate(self) -> None:
        """Say everything anew."""
        words = self.tr("Overview of the plan")
        self.setAccessibleName(words)
        self.fold_button.setAccessibleName(words)
        self.fold_button.setToolTip(self.tr("Show or fold away the overview"))

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        self.fold_button.setIcon(icon("view", "muted"))
        self._drawn = ()
        self._soon.start()

    def set_unfolded(self, unfolded: bool) -> None:
        """Show it, or only its button."""
        self.unfolded = unfolded
        self.setFixedSize(QSize(WIDTH, HEIGHT) if unfolded else QSize(BUTTON, BUTTON))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if unfolded else Qt.FocusPolicy.NoFocus)
        self.fold_button.move(self.width() - BUTTON, 0)
        self._draw()
        self.update()

    def show_layers(self, displays: list[DisplayLayer], bounds: Bounds | None) -> None:
        """What it is an overview of; drawn when the map has come to rest."""
        self._displays, self._bounds = displays, bounds
        self._soon.start()

    def stop(self) -> None:
        """End painting before the window goes."""
        self._soon.stop()
        self.picture.stop()

    def view(self) -> MapView | None:
        """The overview's own view."""
        return MapView.fitted(self._bounds, WIDTH, HEIGHT) if self._bounds is not None else None

    def frame(self) -> QRectF | None:
        """Where the map stands, in pixels of the overview; never too small to be seen."""
        view, shown = self.view(), self._canvas.view
        if view is None or shown is None:
            return None
        west, south, east, north = shown.extent
        left, top = view.to_screen(west, north)
        right, bottom = view.to_screen(east, south)
        frame = QRectF(QPointF(left, top), QPointF(right, bottom))
        grow_x, grow_y = (max(0.0, (LEAST_FRAME_PX - each) / 2) for each in (frame.width(), frame.height()))
        return frame.adjusted(-grow_x, -grow_y, grow_x, grow_y)

    def go(self, position: QPointF) -> None:
        """Put the middle of the map where the overview was clicked."""
        view, shown = self.view(), self._canvas.view
        if view is None or shown is None:
            return
        x, y = view.to_map(position.x(), position.y())
        metres = shown.metres_per_pixel
        self._canvas.pan((shown.centre_x - x) / metres, (y - shown.centre_y) / metres)

    # Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "control"), 1))
        painter.setBrush(theme.colour("map_ground" if self.unfolded else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        view, frame = self.view(), self.frame()
        if self.unfolded and view is not None and frame is not None:
            painter.setClipRect(self.rect().adjusted(1, 1, -1, -1))
            self.picture.draw(painter, view)
            for colour, width in ((theme.colour("map_halo"), 4.0), (theme.colour("conflict"), 1.6)):
                painter.setPen(QPen(colour, width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(frame)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.go(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.go(event.position())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: QPoint(-1, 0),
            Qt.Key.Key_Right: QPoint(1, 0),
            Qt.Key.Key_Up: QPoint(0, -1),
            Qt.Key.Key_Down: QPoint(0, 1),
        }
        step, frame = steps.get(Qt.Key(event.key())), self.frame()
        if step is None or frame is None:
            super().keyPressEvent(event)
            return
        self.go(frame.center() + QPointF(step.x() * 8.0, step.y() * 8.0))

    def _draw(self) -> None:
        """Make the picture, unless it is the one that is there."""
        view = self.view()
        wanted = (self._bounds, *map(id, self._displays))
        if not self.unfolded or view is None or wanted == self._drawn:
            return
        self._drawn = wanted
        self.picture.want(
            view,
            self._displays,
            pixels_per_mm=self._canvas.pixels_per_mm(),
            ratio=self.devicePixelRatioF(),
            ground=current_theme().colour("map_ground"),
            fresh=True,
        )
