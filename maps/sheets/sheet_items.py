"""What a sheet is made of: words, rules, boxes, swatches and map frames, placed in mm. And drawing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from layers.layer import GeometryKind
from maps.drawing.display import DisplayLayer
from maps.drawing.ink import qt_colour
from maps.drawing.painter import paint
from maps.fonts import sheet_font
from maps.sheets.paper import Rect
from maps.sheets.pictures import draw_picture
from maps.symbology.marks import Colour, Symbol
from maps.symbology.swatch import draw_swatch
from maps.view import Bounds, MapView

REFERENCE = 1200 / 25.4
"""Lettering is set at 1200 dpi and scaled to the device, so that lines break and fit alike on screen and on paper."""
INK = "#1D2433"
MUTED = "#5A6475"


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; (x, y) on the baseline, ``size`` the em in mm, ``halo`` the width of a white rim in mm."""

    text: str
    x: float
    y: float
    size: float
    bold: bool = False
    align: str = "left"
    colour: Colour = INK
    angle: float = 0.0
    halo: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    colour: Colour = INK


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    rect: Rect
    width: float = 0.0
    fill: Colour | None = None
    colour: Colour = INK


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon with an outline."""

    points: tuple[tuple[float, float], ...]
    fill: Colour
    width: float = 0.15


@dataclass(frozen=True, slots=True)
class Swatch:
    """The sample of a symbol in the legend."""

    rect: Rect
    symbol: Symbol
    kind: GeometryKind


@dataclass(frozen=True, eq=False)
class MapPicture:
    """A map frame: ``displays`` from the lowest, drawn at 1 : ``denominator`` about ``centre``, cut by ``rect``.

    ``symbol_size`` shrinks line widths in a small location map.
    """

    rect: Rect
    centre: tuple[float, float]
    denominator: float
    displays: tuple[DisplayLayer, ...]
    symbol_size: float = 1.0

    def view(self, pixels_per_mm: float) -> MapView:
        """The view of the frame on a device of that density; pixel (0, 0) is the frame's upper left corner."""
        metres_per_pixel = self.denominator / (1000 * pixels_per_mm)
        width, height = self.rect.width * pixels_per_mm, self.rect.height * pixels_per_mm
        return MapView(self.centre[0], self.centre[1], metres_per_pixel, width, height)

    def extent(self, inset_mm: float = 0.0) -> Bounds:
        """West, south, east, north of the frame, less ``inset_mm`` on every side."""
        west, south, east, north = self.view(1.0).extent
        less = inset_mm * self.denominator / 1000
        return west + less, south + less, east - less, north - less

    def on_paper(self, x: float, y: float) -> tuple[float, float]:
        """Where a place lies on the sheet, in mm."""
        across, down = self.view(1.0).to_screen(x, y)
        return self.rect.x + across, self.rect.y + down


@dataclass(frozen=True, slots=True)
class Image:
    """A picture file's content, as large as fits into ``rect``; ``vector`` for SVG."""

    rect: Rect
    data: bytes
    vector: bool = False


Item = Words | Rule | Box | Shape | Swatch | MapPicture | Image


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in mm at an em of ``size`` mm."""
    return _reference_width(text, bold) * size / 10


@lru_cache(maxsize=4096)
def _reference_width(text: str, bold: bool) -> float:
    font = sheet_font(10 * REFERENCE, bold=bold, text=text)
    return float(QFontMetricsF(font).horizontalAdvance(text)) / REFERENCE


def fitted_size(text: str, size: float, width: float, *, bold: bool = False) -> float:
    """``size``, or the smaller one at which ``text`` is ``width`` mm wide."""
    needed = text_width(text, size, bold=bold)
    return size if needed <= width else size * width / needed


def draw_items(painter: QPainter, items: Sequence[Item], pixels_per_mm: float) -> None:
    """Draw in order, on a painter whose origin is the sheet's upper left corner."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
    for item in items:
        painter.save()
        _draw(painter, item, pixels_per_mm)
        painter.restore()


def _draw(painter: QPainter, item: Item, pixels_per_mm: float) -> None:
    if isinstance(item, Words):
        _draw_words(painter, item, pixels_per_mm)
    elif isinstance(item, Rule):
        painter.setPen(_pen(item.colour, item.width * pixels_per_mm))
        painter.drawLine(QLineF(*(each * pixels_per_mm for each in (item.x1, item.y1, item.x2, item.y2))))
    elif isinstance(item, Box):
        _draw_box(painter, item, pixels_per_mm)
    elif isinstance(item, Shape):
        painter.setPen(_pen(INK, item.width * pixels_per_mm) if item.width else Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(qt_colour(item.fill)))
        painter.drawPolygon(QPolygonF([QPointF(x * pixels_per_mm, y * pixels_per_mm) for x, y in item.points]))
    elif isinstance(item, Swatch):
        draw_swatch(painter, _qt_rect(item.rect, pixels_per_mm), item.symbol, item.kind, pixels_per_mm)
    elif isinstance(item, Image):
        draw_picture(painter, _qt_rect(item.rect, pixels_per_mm), item.data, vector=item.vector)
    else:
        painter.setClipRect(_qt_rect(item.rect, pixels_per_mm))
        painter.translate(item.rect.x * pixels_per_mm, item.rect.y * pixels_per_mm)
        paint(painter, item.displays, item.view(pixels_per_mm), pixels_per_mm * item.symbol_size)


def _draw_words(painter: QPainter, words: Words, pixels_per_mm: float) -> None:
    font = sheet_font(words.size * REFERENCE, bold=words.bold, text=words.text)
    painter.translate(words.x * pixels_per_mm, words.y * pixels_per_mm)
    painter.rotate(words.angle)
    painter.scale(pixels_per_mm / REFERENCE, pixels_per_mm / REFERENCE)
    width = QFontMetricsF(font).horizontalAdvance(words.text)
    left = {"left": 0.0, "centre": -width / 2, "right": -width}[words.align]
    if words.halo:
        # The rim is an outline, the words themselves stay text that can be searched.
        outline = QPainterPath()
        outline.addText(QPointF(left, 0), font, words.text)
        pen = QPen(qt_colour("#FFFFFFE6"), 2 * words.halo * REFERENCE)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(outline, pen)
    painter.setFont(font)
    painter.setPen(qt_colour(words.colour))
    painter.drawText(QPointF(left, 0), words.text)


def _draw_box(painter: QPainter, box: Box, pixels_per_mm: float) -> None:
    painter.setPen(_pen(box.colour, box.width * pixels_per_mm) if box.width else Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(qt_colour(box.fill)) if box.fill else Qt.BrushStyle.NoBrush)
    painter.drawRect(_qt_rect(box.rect, pixels_per_mm))


def _qt_rect(rect: Rect, pixels_per_mm: float) -> QRectF:
    return QRectF(*(each * pixels_per_mm for each in (rect.x, rect.y, rect.width, rect.height)))


def _pen(colour: Colour, width: float) -> QPen:
    pen = QPen(qt_colour(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
