"""The map's picture, painted in slices of a few milliseconds so that the window always answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

if TYPE_CHECKING:
    from maps.view import MapView

SLICE_S = 0.008
"""How long the GUI thread paints before it looks at mouse and keys again."""

SHOWN_EVERY = 4
"""Slices between two looks at an unfinished picture."""

PaintSteps = Callable[[QPainter, "MapView"], Iterator[None]]


class Picture(QObject):
    """Paints towards the view last asked for; until it is there the old picture is moved and scaled.

    ``ready`` comes when a picture is finished, ``grew`` when an unfinished one has more to show.
    """

    ready = Signal()
    grew = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slowest_slice_s = 0.0
        self._slices = 0
        self._finished: tuple[QImage, MapView] | None = None
        self._started: tuple[QImage, MapView] | None = None
        self._painter: QPainter | None = None
        self._steps: Iterator[None] | None = None
        self._wanted: tuple[MapView, PaintSteps, QColor, float] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    @property
    def painting(self) -> bool:
        """Whether a picture is being made."""
        return self._timer.isActive()

    def want(self, view: MapView, steps: PaintSteps, *, ground: QColor, ratio: float, fresh: bool = False) -> None:
        """Ask for a picture of ``view``. ``fresh`` means that what is drawn has changed, not only the view.

        While panning, a picture under way is finished first (it is moved into place), so that the map fills up
        during a long drag instead of starting over with every mouse move.
        """
        self._wanted = (view, steps, ground, ratio)
        under_way = self._started[1] if self._started else None
        if not fresh and under_way is not None and under_way.metres_per_pixel == view.metres_per_pixel:
            return
        self._begin()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Put the finished picture where ``view`` has it, over what there is of the next one."""
        for shown in (self._started, self._finished):
            if shown is not None:
                image, taken = shown
                left, top = view.to_screen(*taken.to_map(0, 0))
                scale = taken.metres_per_pixel / view.metres_per_pixel
                painter.drawImage(QRectF(left, top, taken.width * scale, taken.height * scale), image)

    def forget(self) -> None:
        """Drop the picture (another plan was opened)."""
        self._stop()
        self._finished = None

    def stop(self) -> None:
        """Stop painting for good."""
        self._stop()
        self._wanted = None

    def _begin(self) -> None:
        self._stop()
        if self._wanted is None:
            return
        view, steps, ground, ratio = self._wanted
        image = QImage(
            max(1, round(view.width * ratio)), max(1, round(view.height * ratio)), QImage.Format.Format_RGB32
        )
        image.setDevicePixelRatio(ratio)
        image.fill(ground)
        self._started = (image, view)
        self._painter = QPainter(image)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._steps = steps(self._painter, view)
        self._timer.start()

    def _slice(self) -> None:
        if self._steps is None:
            return
        begun = time.perf_counter()
        try:
            while time.perf_counter() - begun < SLICE_S:
                next(self._steps)
        except StopIteration:
            self._finish()
            return
        finally:
            self.slowest_slice_s = max(self.slowest_slice_s, time.perf_counter() - begun)
        self._slices += 1
        if self._slices % SHOWN_EVERY == 0:
            self.grew.emit()

    def _finish(self) -> None:
        taken: Any = self._started
        self._stop()
        self._finished = taken
        self.ready.emit()
        if self._wanted is not None and self._wanted[0] != taken[1]:
            self._begin()

    def _stop(self) -> None:
        self._timer.stop()
        if self._painter is not None:
            close = getattr(self._steps, "close", None)
            if close is not None:
                close()
            self._painter.end()
        self._painter = self._steps = self._started = None


def all_steps(paint_steps: Callable[..., Iterator[None]], displays: Sequence[Any], pixels_per_mm: float) -> PaintSteps:
    """The painter's steps for these layers, as ``Picture`` asks for them."""

    def steps(painter: QPainter, view: MapView) -> Iterator[None]:
        return paint_steps(painter, displays, view, pixels_per_mm)

    return steps
