"""Measure: click the corners of a line or a polygon; its figures stand beside the cursor.

Backspace takes the last corner back, Enter or a double click finishes, Esc gives up, Ctrl+C copies. Corners snap to
vertices of what is drawn; Alt leaves them where the cursor is. A drag moves the map.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen, QPolygonF

from gui.measuring import Figures, Measuring, degrees_minutes
from gui.snapping import nearest_vertex
from gui.theme import current_theme
from gui.tools import CLICK_PX
from gui.tools.pan import PanTool

if TYPE_CHECKING:
    from gui.canvas import MapCanvas
    from maps.drawing.display import DisplayLayer
    from maps.view import MapView

SNAP_PX = 8.0
FILL_ALPHA = 36
LEAST_LABEL_PX = 110.0
"""Steps shorter than this on the screen are not labelled: the words would lie over one another."""
Place = tuple[float, float]


class MeasureTool(PanTool):
    """Length of a line, or with ``closed`` the area of a polygon."""

    cursor = Qt.CursorShape.CrossCursor
    held_cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        canvas: MapCanvas,
        measuring: Measuring,
        drawn: Callable[[], Sequence[DisplayLayer]],
        told: Callable[[str], None],
        *,
        closed: bool,
    ) -> None:
        super().__init__(canvas)
        self.measuring = measuring
        self.closed = closed
        self.places: list[Place] = []
        self.cursor_place: Place | None = None
        self.figures: Figures | None = None
        self.finished = False
        self.snapped = False
        self._drawn = drawn
        self._told = told
        measuring.measured.connect(self._take)

    # What the planner does

    def hover(self, position: QPointF) -> None:
        if self.canvas.view is None or self.finished:
            return
        self.cursor_place = self._place(position)
        self._measure()

    def release(self, position: QPointF, *, clicks: bool) -> None:
        if not clicks or self._moved or self.canvas.view is None:
            return
        if self.finished:
            self._start_anew()
        place = self._place(position)
        if self.places and self._near_last(position, place):
            self.finish()
            return
        self.places.append(place)
        self.cursor_place = place
        self._measure()

    def wants(self, event: QKeyEvent) -> bool:
        return self.figures is not None and event.matches(QKeySequence.StandardKey.Copy)

    def key(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Copy):
            return self.copy()
        if not self.places:
            return False
        if event.key() == Qt.Key.Key_Backspace:
            self.take_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.finish()
        else:
            return False
        return True

    def take_back(self) -> None:
        """Take the last corner back; of a finished shape it can be drawn on."""
        self.finished = False
        self.places = self.places[:-1]
        self._measure()

    def finish(self) -> None:
        """The shape is whole: its figures stay on the map until another is begun."""
        self.finished = True
        self.cursor_place = None
        self._measure()

    def give_up(self) -> bool:
        if not self.places:
            return False
        self._start_anew()
        return True

    def copy(self) -> bool:
        """Put the result on the clipboard, with a row for each step."""
        if self.figures is None or not self.measuring.words(self.figures):
            return False
        QGuiApplication.clipboard().setText(self.measuring.table(self.figures))
        self._told(self.measuring.said_when_copied())
        return True

    def put_away(self) -> None:
        self._start_anew()
        self._told("")
        if self.draw in self.canvas.overlays:
            self.canvas.overlays.remove(self.draw)

    def take_up(self) -> None:
        """Draw over the map from now on."""
        if self.draw not in self.canvas.overlays:
            self.canvas.overlays.append(self.draw)

    # What follows

    def _start_anew(self) -> None:
        self.places, self.figures, self.cursor_place, self.finished = [], None, None, False
        self.measuring.drop()
        self.canvas.update()

    def _place(self, position: QPointF) -> Place:
        view = self.canvas.view
        x, y = view.to_map(position.x(), position.y())
        self.snapped = False
        if QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            return x, y
        vertex = nearest_vertex(self._drawn(), x, y, SNAP_PX * view.metres_per_pixel)
        self.snapped = vertex is not None
        return vertex or (x, y)

    def _near_last(self, position: QPointF, place: Place) -> bool:
        left, top = self.canvas.view.to_screen(*self.places[-1])
        return place == self.places[-1] or QLineF(position, QPointF(left, top)).length() < CLICK_PX

    def _shape(self) -> list[Place]:
        moving = [self.cursor_place] if self.cursor_place is not None else []
        return self.places + [place for place in moving if not self.places or place != self.places[-1]]

    def _measure(self) -> None:
        if self.places:
            self.measuring.want(self._shape(), closed=self.closed)
        else:
            self.figures = None
        self.canvas.update()

    def _take(self, figures: Figures) -> None:
        if figures.closed == self.closed and self.places:
            self.figures = figures
            self.canvas.update()

    # How it looks

    def draw(self, painter: QPainter, view: MapView) -> None:
        """The shape, its corners, and its figures."""
        shape = self._shape()
        if not shape:
            return
        points = [QPointF(*view.to_screen(*place)) for place in shape]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_shape(painter, points)
        if self.snapped and not self.finished:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current_theme().colour("map_ink"), 1.5))
            painter.drawRect(QRectF(points[-1].x() - 6, points[-1].y() - 6, 12, 12))
        if self.figures is not None and self.places:
            self._draw_steps(painter, view)
            lines = self.measuring.words(self.figures)
            if self.finished:
                lines = [*lines, self.measuring.said_when_finished()]
            draw_card(painter, points[-1], lines, QRectF(0, 0, view.width, view.height))
        painter.restore()

    def _draw_shape(self, painter: QPainter, points: list[QPointF]) -> None:
        theme = current_theme()
        accent, halo = theme.colour("accent"), theme.colour("map_halo")
        polygon = QPolygonF(points)
        if self.closed and len(points) > 2:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(accent.red(), accent.green(), accent.blue(), FILL_ALPHA))
            painter.drawPolygon(polygon)
            polygon.append(points[0])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((halo, 4.0), (accent, 2.0)):
            painter.setPen(QPen(colour, width, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolyline(polygon)
        painter.setPen(QPen(accent, 1.5))
        painter.setBrush(halo)
        for point in points[: len(self.places)]:
            painter.drawEllipse(point, 3.5, 3.5)

    def _draw_steps(self, painter: QPainter, view: MapView) -> None:
        """Length and bearing beside every step that is long enough on the screen."""
        figures = self.figures
        places = [*figures.places, figures.places[0]]
        for number, (length, bearing) in enumerate(zip(figures.planar.tolist(), figures.bearing.tolist(), strict=True)):
            start, end = (QPointF(*view.to_screen(*place)) for place in places[number : number + 2])
            if QLineF(start, end).length() >= LEAST_LABEL_PX:
                words = f"{self.measuring.length(length)}  {degrees_minutes(bearing)}"
                draw_halo_text(painter, (start + end) / 2, words)


def draw_halo_text(painter: QPainter, middle: QPointF, words: str) -> None:
    """Small words about a place, to be read on any map."""
    theme = current_theme()
    metrics = painter.fontMetrics()
    box = QRectF(0, 0, metrics.horizontalAdvance(words) + 8, metrics.height() + 2)
    box.moveCenter(middle)
    ground = theme.colour("map_halo")
    ground.setAlpha(225)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(theme.colour("map_ink"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def draw_card(painter: QPainter, at: QPointF, lines: Sequence[str], room: QRectF) -> None:
    """Lines in a card beside a place, kept within ``room``."""
    if not lines:
        return
    theme = current_theme()
    metrics = painter.fontMetrics()
    width = max(metrics.horizontalAdvance(line) for line in lines) + 20
    box = QRectF(at.x() + 16, at.y() + 16, width, metrics.lineSpacing() * len(lines) + 14)
    if box.right() > room.right() - 4:
        box.moveRight(at.x() - 16)
    if box.bottom() > room.bottom() - 4:
        box.moveBottom(at.y() - 16)
    box.moveLeft(max(box.left(), room.left() + 4))
    box.moveTop(max(box.top(), room.top() + 4))
    painter.setPen(QPen(theme.colour("hairline"), 1))
    painter.setBrush(theme.colour("raised"))
    painter.drawRoundedRect(box, 6, 6)
    for number, line in enumerate(lines):
        painter.setPen(theme.colour("text" if number < 2 else "muted"))
        top = box.top() + 7 + number * metrics.lineSpacing()
        row = QRectF(box.left() + 10, top, width, metrics.lineSpacing())
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
