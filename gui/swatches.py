"""Samples of symbols as icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from layers.layer import GeometryKind
    from maps.symbology.marks import Symbol

SWATCH = QSize(22, 15)


def swatch_icon(symbol: Symbol, kind: GeometryKind, widget: QWidget) -> QIcon:
    """The sample as sharp as the screen of ``widget`` shows it."""
    from maps.symbology.swatch import draw_swatch

    ratio = widget.devicePixelRatioF()
    picture = QPixmap(SWATCH * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    rect = QRectF(1, 1, SWATCH.width() - 2, SWATCH.height() - 2)
    draw_swatch(painter, rect, symbol, kind, widget.logicalDpiX() / 25.4)
    painter.end()
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)  # or the style would tint it
    return made


def colour_icon(colours: list[str], size: QSize = SWATCH) -> QIcon:
    """Colours side by side: a ramp, or one colour."""
    from maps.drawing.ink import qt_colour

    picture = QPixmap(size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    width = size.width() / max(len(colours), 1)
    for number, colour in enumerate(colours):
        painter.fillRect(QRectF(number * width, 0, width + 0.5, size.height()), qt_colour(colour))
    painter.end()
    return QIcon(picture)
