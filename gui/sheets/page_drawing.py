"""What the editor draws over and around the sheet: rulers, margins, handles, guides."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from gui.sheets.page_scale import PageScale
from gui.theme import current_theme
from maps.sheets.paper import Paper, Rect
from maps.sheets.sheet_aligning import HANDLES, Guide, Handle

RULER = 22
"""Width of the rulers in pixels."""
HANDLE = 8
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_LEAST_LABEL = 48


def handle_points(box: QRectF) -> dict[Handle, QPointF]:
    """The middles of the eight handles of a box."""
    middle = box.center()
    across = {"w": box.left(), "e": box.right()}
    down = {"n": box.top(), "s": box.bottom()}
    return {
        handle: QPointF(
            next((across[letter] for letter in handle if letter in across), middle.x()),
            next((down[letter] for letter in handle if letter in down), middle.y()),
        )
        for handle in HANDLES
    }


def handle_at(box: QRectF, at: QPointF) -> Handle | None:
    """The handle under the pointer; corners before edges."""
    reach = HANDLE / 2 + 3
    points = handle_points(box)
    near = [key for key in points if max(abs(points[key].x() - at.x()), abs(points[key].y() - at.y())) <= reach]
    return max(near, key=len) if near else None


def draw_ground(painter: QPainter, size: QRectF, page: QRectF) -> None:
    """The table that the sheet lies on, and bare paper."""
    theme = current_theme()
    painter.fillRect(size, theme.colour("hairline"))
    painter.fillRect(page.translated(2, 3), QColor(0, 0, 0, 40))
    painter.fillRect(page, Qt.GlobalColor.white)


def draw_margins(painter: QPainter, scale: PageScale, paper: Paper) -> None:
    """The margins of the page."""
    colour = QColor(current_theme().colour("accent"))
    colour.setAlpha(110)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(scale.box(paper.border))


def draw_chosen(painter: QPainter, scale: PageScale, boxes: Sequence[Rect], around: Rect | None) -> None:
    """The chosen elements, and the handles of the box around them."""
    accent = _mark()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for box in boxes:
        painter.setPen(QPen(QColor(255, 255, 255, 200), 3))
        painter.drawRect(scale.box(box))
        painter.setPen(QPen(accent, 1.4))
        painter.drawRect(scale.box(box))
    if around is None:
        return
    if len(boxes) > 1:
        painter.setPen(QPen(accent, 1, Qt.PenStyle.DashLine))
        painter.drawRect(scale.box(around))
    painter.setPen(QPen(accent, 1.2))
    painter.setBrush(Qt.GlobalColor.white)
    for point in handle_points(scale.box(around)).values():
        painter.drawRect(QRectF(point.x() - HANDLE / 2, point.y() - HANDLE / 2, HANDLE, HANDLE))


def draw_guides(painter: QPainter, scale: PageScale, guides: Iterable[Guide], room: QRectF) -> None:
    """The lines that something was snapped to, across the whole window."""
    # Red can be told from what is printed, in either theme.
    painter.setPen(QPen(current_theme().colour("conflict"), 1))
    for guide in guides:
        if guide.axis == "x":
            x = scale.point(guide.at, 0).x()
            painter.drawLine(QLineF(x, room.top(), x, room.bottom()))
        else:
            y = scale.point(0, guide.at).y()
            painter.drawLine(QLineF(room.left(), y, room.right(), y))


def draw_band(painter: QPainter, box: QRectF) -> None:
    """The box drawn to choose what is inside."""
    fill = _mark()
    fill.setAlpha(36)
    painter.setPen(QPen(_mark(), 1))
    painter.setBrush(fill)
    painter.drawRect(box)


def draw_rulers(
    painter: QPainter, scale: PageScale, size: QRectF, *, pointer: QPointF | None, chosen: Rect | None
) -> None:
    """Rulers in mm from the upper left corner of the page, with what is chosen and where the pointer is."""
    theme = current_theme()
    painter.fillRect(QRectF(0, 0, size.width(), RULER), theme.colour("panel"))
    painter.fillRect(QRectF(0, 0, RULER, size.height()), theme.colour("panel"))
    if chosen is not None:
        box = scale.box(chosen)
        painter.fillRect(QRectF(max(box.left(), RULER), 0, box.width(), RULER), theme.colour("selected"))
        painter.fillRect(QRectF(0, max(box.top(), RULER), RULER, box.height()), theme.colour("selected"))
    font = QFont(painter.font())
    font.setPixelSize(10)
    painter.setFont(font)
    _draw_ticks(painter, scale.left, scale.pixels_per_mm, size.width(), upright=False)
    _draw_ticks(painter, scale.top, scale.pixels_per_mm, size.height(), upright=True)
    painter.setPen(QPen(theme.colour("accent"), 1))
    if pointer is not None:
        painter.drawLine(QLineF(pointer.x(), 0, pointer.x(), RULER))
        painter.drawLine(QLineF(0, pointer.y(), RULER, pointer.y()))
    painter.fillRect(QRectF(0, 0, RULER, RULER), theme.colour("panel"))
    painter.setPen(QPen(theme.colour("hairline"), 1))
    painter.drawLine(QLineF(0, RULER, size.width(), RULER))
    painter.drawLine(QLineF(RULER, 0, RULER, size.height()))
    painter.setPen(theme.colour("muted"))
    painter.drawText(QRectF(0, 0, RULER, RULER), Qt.AlignmentFlag.AlignCenter, "mm")


def _draw_ticks(painter: QPainter, start: float, pixels_per_mm: float, length: float, *, upright: bool) -> None:
    step = next((each for each in _STEPS if each * pixels_per_mm >= _LEAST_LABEL), _STEPS[-1])
    parts = 10 if step * pixels_per_mm / 10 >= 5 else 5 if step * pixels_per_mm / 5 >= 5 else 2
    first = math.floor((RULER - start) / pixels_per_mm / step)
    last = math.ceil((length - start) / pixels_per_mm / step)
    theme = current_theme()
    lines = []
    for number in range(first * parts, last * parts + 1):
        at = start + number * step / parts * pixels_per_mm
        if at < RULER:
            continue
        tall = RULER * (0.55 if number % parts == 0 else 0.25)
        lines.append(QLineF(RULER - tall, at, RULER, at) if upright else QLineF(at, RULER - tall, at, RULER))
    painter.setPen(QPen(theme.colour("control"), 1))
    painter.drawLines(lines)
    painter.setPen(theme.colour("muted"))
    for number in range(first, last + 1):
        at = start + number * step * pixels_per_mm
        if at >= RULER:
            _draw_number(painter, str(number * step), at, upright=upright)


def _draw_number(painter: QPainter, words: str, at: float, *, upright: bool) -> None:
    if not upright:
        painter.drawText(QPointF(at + 3, 10), words)
        return
    painter.save()
    painter.translate(10, at - 3)
    painter.rotate(-90)
    painter.drawText(QPointF(0, 0), words)
    painter.restore()


def _mark() -> QColor:
    """The paper is white in either theme, so what is drawn on it has one colour."""
    return QColor(current_theme().colour("map_selected"))
