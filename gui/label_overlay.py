"""The labels of the map: placed in a worker once the layers are drawn, then drawn in slices."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from core.messages import Language
    from maps.labelling import LabelSource, PlacedLabel
    from maps.view import MapView

SLICE_S = 0.004
SETTLED_MS = 60
"""Labels are placed when the map has not moved for so long."""


class LabelOverlay(QObject):
    """Labels of ``sources`` over the map. ``changed`` asks for a repaint.

    While the map moves the old labels move along; at another scale they are stretched until the new ones are there.
    """

    changed = Signal()
    _placed = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources: Sequence[LabelSource] = ()
        self._language: Language = "zh"
        self._wanted: tuple[MapView, float, float] | None = None
        self._shown: tuple[QImage, MapView] | None = None
        self._future: Future[Sequence[PlacedLabel]] | None = None
        self._revision = 0
        self._started: tuple[QImage, MapView] | None = None
        self._painter: QPainter | None = None
        self._steps: Iterator[None] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLED_MS)
        self._rest.timeout.connect(self._place)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        self._placed.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def set_sources(self, sources: Sequence[LabelSource], language: Language) -> None:
        """Label these layers, from the lowest, in this language."""
        self._sources, self._language = tuple(sources), language
        if not sources:
            self._stop()
            self._shown = None
            self.changed.emit()
        elif self._wanted is not None:
            self._rest.start()

    def want(self, view: MapView, pixels_per_mm: float, ratio: float) -> None:
        """Label ``view`` as soon as it stays."""
        self._wanted = (view, pixels_per_mm, ratio)
        if self._sources:
            self._rest.start()

    def moved(self) -> None:
        """The view is another one now: labels on the way are not wanted any more."""
        self._stop()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Put the labels where ``view`` has them."""
        if self._shown is None:
            return
        image, taken = self._shown
        left, top = view.to_screen(*taken.to_map(0, 0))
        scale = taken.metres_per_pixel / view.metres_per_pixel
        ratio = image.width() / taken.width
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)  # whole pixels are copied, not interpolated
        if abs(scale - 1) < 1e-9:
            painter.drawImage(round(left * ratio), round(top * ratio), image)
        else:
            size = (image.width() * scale, image.height() * scale)
            painter.drawImage(QRectF(left * ratio, top * ratio, *size), image)
        painter.restore()

    def forget(self) -> None:
        """Another plan: no labels."""
        self.stop()
        self._sources = ()
        self._shown = self._wanted = None

    def stop(self) -> None:
        """End all work."""
        self._rest.stop()
        self._stop()

    def _place(self) -> None:
        from maps.drawing.rendering import drawing_pool
        from maps.labelling import place_labels
        from maps.labelling.drawing import prepare_images

        self._stop()
        if self._wanted is None:
            return
        view, pixels_per_mm, ratio = self._wanted
        sources, language, revision = self._sources, self._language, self._revision

        def work() -> Sequence[PlacedLabel]:
            placed = place_labels(sources, view, pixels_per_mm, language)
            prepare_images(placed, pixels_per_mm, ratio)
            return placed

        self._future = drawing_pool().submit(work)
        self._future.add_done_callback(lambda future: self._answer(revision, future))

    def _answer(self, revision: int, future: Future[Sequence[PlacedLabel]]) -> None:
        """In the worker."""
        if revision == self._revision:
            try:
                self._placed.emit(revision, future.result())
            except CancelledError:
                return

    def _take(self, revision: int, placed: Sequence[PlacedLabel]) -> None:
        if revision != self._revision or self._wanted is None:
            return
        from maps.labelling.drawing import draw_labels

        view, pixels_per_mm, ratio = self._wanted
        size = (max(1, round(view.width * ratio)), max(1, round(view.height * ratio)))
        image = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        self._started = (image, view)
        self._painter = QPainter(image)
        self._painter.scale(ratio, ratio)
        self._steps = draw_labels(self._painter, placed, pixels_per_mm)
        self._timer.start()

    def _slice(self) -> None:
        until = time.perf_counter() + SLICE_S
        while self._steps is not None and time.perf_counter() < until:
            if next(self._steps, self) is self:
                shown = self._started
                self._stop()
                self._shown = shown
                self.changed.emit()

    def _stop(self) -> None:
        self._revision += 1
        self._timer.stop()
        if self._future is not None:
            self._future.cancel()
            self._future = None
        if self._painter is not None:
            self._steps = None
            self._painter.end()
        self._painter = self._steps = self._started = None
