"""What is drawn on top of the map: scale bar, notes in the corner, the mark of the centre."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

MARGIN = 12.0
HALO_PX = 3.5
MOST_STAMPS = 200
BAR_MOST_PX = 160.0


def round_length(metres_at_most: float) -> float:
    """The longest of 1, 2, 5 × 10ⁿ metres that is not longer than asked."""
    power = 10.0 ** math.floor(math.log10(metres_at_most))
    return max(step * power for step in (1, 2, 5) if step * power <= metres_at_most * (1 + 1e-12))


def length_text(metres: float) -> str:
    """``500 m``, ``2 km``."""
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def draw_scale_bar(
    painter: QPainter, words: HaloText, height: float, *, metres_per_pixel: float, ink: QColor, halo: QColor
) -> None:
    """The scale bar in the lower left corner."""
    metres = round_length(BAR_MOST_PX * metres_per_pixel)
    width = metres / metres_per_pixel
    left, bottom = MARGIN + 4, height - MARGIN - 6
    bar = [
        QLineF(left, bottom, left + width, bottom),
        QLineF(left, bottom - 6, left, bottom),
        QLineF(left + width, bottom - 6, left + width, bottom),
        QLineF(left + width / 2, bottom - 4, left + width / 2, bottom),
    ]
    for colour, thickness in ((halo, 4.5), (ink, 1.5)):
        painter.setPen(QPen(colour, thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines(bar)
    metrics = QFontMetricsF(painter.font())
    for text, x in (("0", left), (length_text(metres), left + width)):
        start = max(left - 4, x - metrics.horizontalAdvance(text) / 2)
        words.draw(painter, QPointF(start, bottom - 10), text, ink=ink, halo=halo)


def draw_notes(
    painter: QPainter, words: HaloText, area: QRectF, notes: Sequence[str], *, ink: QColor, halo: QColor
) -> None:
    """Lines right-aligned into the lower right corner of ``area``; long ones are broken."""
    metrics = QFontMetricsF(painter.font())
    bottom = area.bottom() - MARGIN
    lines = [line for note in notes for line in broken(note, metrics, area.width() * 0.62)]
    for line in reversed(lines):
        start = area.right() - MARGIN - metrics.horizontalAdvance(line)
        words.draw(painter, QPointF(start, bottom), line, ink=ink, halo=halo)
        bottom -= metrics.height()


def broken(text: str, metrics: QFontMetricsF, width: float) -> list[str]:
    """``text`` in lines no wider than ``width`` (at spaces, or between hanzi)."""
    lines, line = [], ""
    for letter in text:
        if line and metrics.horizontalAdvance(line + letter) > width:
            cut = line.rfind(" ") if ord(letter) < 0x2E80 and " " in line else len(line)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
        line += letter
    return [*lines, line] if line else lines


class HaloText:
    """Text with a halo, readable over any colour of the map. Stamps are kept: stroking letters takes milliseconds."""

    def __init__(self) -> None:
        self._stamps: dict[tuple[str, str, str, str, float], QImage] = {}

    def draw(self, painter: QPainter, at: QPointF, text: str, *, ink: QColor, halo: QColor) -> None:
        """Draw ``text`` with its base line starting at ``at``, in the painter's font."""
        ratio = painter.device().devicePixelRatioF()
        key = (text, painter.font().toString(), ink.name(), halo.name(), ratio)
        if key not in self._stamps:
            if len(self._stamps) >= MOST_STAMPS:
                self._stamps.clear()
            self._stamps[key] = _stamp(text, painter.font(), ink, halo, ratio)
        metrics = QFontMetricsF(painter.font())
        painter.drawImage(QPointF(at.x() - HALO_PX, at.y() - metrics.ascent() - HALO_PX), self._stamps[key])


def _stamp(text: str, font: QFont, ink: QColor, halo: QColor, ratio: float) -> QImage:
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text) + 2 * HALO_PX
    height = metrics.height() + 2 * HALO_PX
    image = QImage(math.ceil(width * ratio), math.ceil(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    path = QPainterPath()
    path.addText(QPointF(HALO_PX, HALO_PX + metrics.ascent()), font, text)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(halo, HALO_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, ink)
    painter.end()
    return image


def draw_centre_mark(painter: QPainter, centre: QPointF, ink: QColor, halo: QColor) -> None:
    """A small cross: where Enter identifies when the map is used from the keyboard."""
    cross = [
        QLineF(centre.x() - 9, centre.y(), centre.x() - 3, centre.y()),
        QLineF(centre.x() + 3, centre.y(), centre.x() + 9, centre.y()),
        QLineF(centre.x(), centre.y() - 9, centre.x(), centre.y() - 3),
        QLineF(centre.x(), centre.y() + 3, centre.x(), centre.y() + 9),
    ]
    for colour, width in ((halo, 4.0), (ink, 1.5)):
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLines(cross)
