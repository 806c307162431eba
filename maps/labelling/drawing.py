"""Draw placed labels: on a picture as ready-made images of each text, elsewhere (PDF, SVG) as words."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from math import ceil, cos, pi, radians, sin
from threading import Lock
from time import perf_counter

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPaintEngine, QPainter, QPen

from maps.drawing.ink import qt_colour
from maps.fonts import sheet_font
from maps.labelling.on_sheet import DOT_MM, LEADER_MM, label_words
from maps.labelling.placed import PlacedLabel
from maps.labelling.text_sizes import baseline_mm, line_width, text_height
from maps.sheets.sheet_items import REFERENCE, draw_items
from maps.symbology.marks import Colour

SLICE_S = 0.004
MOST_BYTES = 32 * 1024 * 1024


class TextImages:
    """Images of texts with their rims, the latest kept, bounded in bytes. May be filled in a worker."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._images: OrderedDict[tuple[object, ...], QImage] = OrderedDict()
        self._most = most_bytes
        self._bytes = 0
        self._lock = Lock()

    @property
    def kept_bytes(self) -> int:
        """What the images kept take."""
        return self._bytes

    def image(self, label: PlacedLabel, pixels_per_mm: float) -> QImage:
        """The picture of a label, turned as it is, its middle in the image's middle."""
        key = (
            *(label.lines, label.size, label.bold, label.colour, label.halo, label.halo_colour),
            *(round(label.angle, 1), round(pixels_per_mm, 3)),
        )
        with self._lock:
            found = self._images.get(key)
            if found is not None:
                self._images.move_to_end(key)
                return found
        made = _text_image(label, pixels_per_mm)
        with self._lock:
            if key not in self._images:
                self._images[key] = made
                self._bytes += made.sizeInBytes()
            while self._bytes > self._most and len(self._images) > 1:
                self._bytes -= self._images.popitem(last=False)[1].sizeInBytes()
        return made


IMAGES = TextImages()


def prepare_images(placed: Sequence[PlacedLabel], pixels_per_mm: float, ratio: float = 1.0) -> None:
    """Make the images that ``draw_labels`` will want on a screen of that device pixel ratio. For a worker."""
    for label in placed:
        IMAGES.image(label, pixels_per_mm * ratio)


def draw_labels(painter: QPainter, placed: Sequence[PlacedLabel], pixels_per_mm: float) -> Iterator[None]:
    """Draw labels placed at that density; yields whenever 4 ms have gone by.

    ``painter`` is set to the pixels in which they were placed; on a screen its scale is the device pixel ratio.
    """
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        yield from _draw_words(painter, placed, pixels_per_mm)
        return
    ratio = painter.deviceTransform().m11() or 1.0
    began = perf_counter()
    _draw_leaders(painter, placed, pixels_per_mm)
    for label in placed:
        image = IMAGES.image(label, pixels_per_mm * ratio)
        # On whole device pixels, else the image is smoothed and the text turns grey.
        left = round(label.x * ratio - image.width() / 2) / ratio
        top = round(label.y * ratio - image.height() / 2) / ratio
        painter.drawImage(QRectF(left, top, image.width() / ratio, image.height() / ratio), image)
        if perf_counter() - began > SLICE_S:
            yield
            began = perf_counter()


def _draw_words(painter: QPainter, placed: Sequence[PlacedLabel], pixels_per_mm: float) -> Iterator[None]:
    began = perf_counter()
    for label in placed:
        draw_items(painter, label_words(label, pixels_per_mm), pixels_per_mm)
        if perf_counter() - began > SLICE_S:
            yield
            began = perf_counter()


def _draw_leaders(painter: QPainter, placed: Sequence[PlacedLabel], pixels_per_mm: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for label in placed:
        if label.leader is not None:
            line = QLineF(*label.leader)
            width = max(1.0, LEADER_MM * pixels_per_mm)
            painter.setPen(QPen(qt_colour(label.halo_colour), 2.5 * width))
            painter.drawLine(line)
            painter.setPen(QPen(qt_colour(label.colour), width))
            painter.drawLine(line)
            painter.setBrush(qt_colour(label.colour))
            painter.drawEllipse(line.p1(), DOT_MM / 2 * pixels_per_mm, DOT_MM / 2 * pixels_per_mm)
    painter.restore()


def _text_image(label: PlacedLabel, pixels_per_mm: float) -> QImage:
    """The text in device pixels of that density; as large as the turned text with its rim."""
    width, height = (max(1, ceil(each * pixels_per_mm)) for each in _room_mm(label))
    text = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    text.fill(0)
    if label.halo:
        rim = text.copy()
        # The text moved about in a circle: twenty times as fast as the outline of Chinese characters with a pen.
        _write(rim, label, pixels_per_mm, label.halo_colour[:7], _circle(label.halo * pixels_per_mm))
        painter = QPainter(text)
        painter.setOpacity(qt_colour(label.halo_colour).alphaF())
        painter.drawImage(0, 0, rim)
        painter.end()
    _write(text, label, pixels_per_mm, label.colour, [(0.0, 0.0)])
    return text


def _write(
    image: QImage, label: PlacedLabel, pixels_per_mm: float, colour: Colour, offsets: Sequence[tuple[float, float]]
) -> None:
    """The lines in the middle of ``image``, once for each of the ``offsets`` in pixels."""
    font = sheet_font(label.size * REFERENCE, bold=label.bold, text="".join(label.lines))
    metrics = QFontMetricsF(font)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
    painter.setFont(font)
    painter.setPen(qt_colour(colour))
    top = -text_height(len(label.lines), label.size) / 2
    places = [
        (QPointF(-metrics.horizontalAdvance(line) / 2, baseline_mm(number, label.size, top) * REFERENCE), line)
        for number, line in enumerate(label.lines)
    ]
    for x, y in offsets:
        painter.resetTransform()
        painter.translate(image.width() / 2 + x, image.height() / 2 + y)
        painter.rotate(label.angle)
        painter.scale(pixels_per_mm / REFERENCE, pixels_per_mm / REFERENCE)
        for place, line in places:
            painter.drawText(place, line)
    painter.end()


def _circle(radius: float) -> list[tuple[float, float]]:
    """Places all around, close enough together for the rim to have no gaps."""
    count = max(8, ceil(2 * pi * radius))
    turns = [2 * pi * number / count for number in range(count)]
    rings = [radius] if radius <= 1.6 else [radius, radius / 2]
    return [(ring * cos(turn), ring * sin(turn)) for ring in rings for turn in turns]


def _room_mm(label: PlacedLabel) -> tuple[float, float]:
    """Width and height of the upright box about the turned text, its rim and what letters reach beyond their room."""
    width = max((line_width(line, label.size, bold=label.bold) for line in label.lines), default=0.0)
    height = text_height(len(label.lines), label.size)
    along, aside = abs(cos(radians(label.angle))), abs(sin(radians(label.angle)))
    rim = 2 * (label.halo + 0.15 * label.size)
    return along * width + aside * height + rim, aside * width + along * height + rim
