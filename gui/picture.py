"""The map's picture on the canvas: moved and scaled at once, drawn anew tile by tile so that the window answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

if TYPE_CHECKING:
    from maps.drawing.display import DisplayLayer
    from maps.drawing.rendering import Base, Rendering
    from maps.view import Bounds, MapView

SLICE_S = 0.004
"""How long the GUI thread paints before it looks at mouse and keys again."""
SHOWN_EVERY_S = 0.04
"""Between two looks at an unfinished picture."""
MOSTLY_MISSING = 0.6
MOST_BEHIND = 2
"""Pictures of other scales that are shown, stretched, until the one of this scale is there."""


class Picture(QObject):
    """Draws towards the view last asked for; until it is there older pictures are moved and scaled.

    ``ready`` comes when a picture is finished, ``grew`` when an unfinished one has more to show.
    """

    ready = Signal()
    grew = Signal()
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.slowest_slice_s = 0.0
        self._rendering: Rendering | None = None
        self._behind: list[Rendering] = []
        self._widest: Rendering | None = None
        self._told = True
        self._shown_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)

    @property
    def displays(self) -> tuple[DisplayLayer, ...] | None:
        """The layers that are drawn; None before the first time."""
        return None if self._rendering is None else self._rendering.displays

    def tiles(self) -> Mapping[tuple[int, int], QImage | None]:
        """The finished pieces of the present picture, by column and row."""
        return {} if self._rendering is None else self._rendering.tiles

    @property
    def painting(self) -> bool:
        """Whether a picture is being made."""
        return not self._told

    def want(
        self,
        view: MapView,
        displays: Sequence[DisplayLayer],
        *,
        pixels_per_mm: float,
        ratio: float,
        ground: QColor | None,
        near: tuple[float, float] | None = None,
        base: Base | None = None,
        fresh: bool = False,
        changed: Bounds | None = None,
    ) -> None:
        """Ask for a picture of ``view``. ``fresh`` means that what is drawn has changed, not only the view.

        Then only what meets ``changed`` (in metres) is drawn again; None means everything. ``near`` (in pixels of the
        view) is drawn first.
        """
        from maps import raster
        from maps.drawing.rendering import Rendering, drawing_pool

        before = self._rendering
        same_scale = before is not None and before.suits(view, ratio, pixels_per_mm)
        unmoved = before is None or (before.whole and before.view == view)
        if same_scale and not fresh:
            before.look(view, near)
        else:
            self._put_behind(before, fresh=fresh)
            self._rendering = Rendering(
                displays,
                view,
                pixels_per_mm=pixels_per_mm,
                ratio=ratio,
                ground=ground,
                near=near,
                base=base,
                pool=drawing_pool(),
                woken=self._woken.emit,
                like=before if same_scale and changed is not None else None,
                changed=changed,
                whole=unmoved and not raster.ready(),
            )
        self._told = False
        self._timer.start()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Put what there is of the picture where ``view`` has it, over what there is at other scales."""
        present = self._rendering
        if present is None:
            return
        if present.ground is None:
            # Older tiles would shine through the new ones: either the one picture or the other.
            (self._behind[-1] if self._behind and not present.done else present).draw(painter, view)
            return
        below = [] if present.covers(view) else list(self._behind)
        if below and self._widest is not None and not below[-1].covers(view):
            below.insert(0, self._widest)
        if below:
            _draw_behind(painter, view, below, present.missing(view))
        present.draw(painter, view)

    def covers(self, view: MapView) -> bool:
        """Whether ``draw`` leaves no pixel of ``view`` as it was."""
        there = [self._rendering, self._widest, *self._behind]
        return any(each is not None and each.ground is not None and each.covers(view) for each in there)

    def forget(self) -> None:
        """Drop the picture (another plan was opened)."""
        self.stop()
        self._rendering = self._widest = None
        self._behind = []

    def stop(self) -> None:
        """Stop painting."""
        self._timer.stop()
        self._told = True
        if self._rendering is not None:
            self._rendering.cancel()

    def _put_behind(self, before: Rendering | None, *, fresh: bool) -> None:
        if before is None:
            return
        before.cancel()
        if fresh:
            self._widest = None
        if before.covers(before.view):
            self._behind = [before]
        elif before.tiles:
            self._behind = [*self._behind, before][-MOST_BEHIND:]

    def _slice(self) -> None:
        rendering = self._rendering
        if rendering is None:
            self._timer.stop()
            return
        begun = time.perf_counter()
        more = rendering.step(SLICE_S)
        ended = time.perf_counter()
        self.slowest_slice_s = max(self.slowest_slice_s, ended - begun)
        if rendering.done:
            self._finish(rendering)
            return
        if not more:
            self._timer.stop()  # until the pool has something
        if ended - self._shown_at > SHOWN_EVERY_S and not rendering.whole:  # in one piece it shows when it is done
            self._shown_at = ended
            self.grew.emit()

    def _wake(self) -> None:
        if not self._told:
            self._timer.start()

    def _finish(self, rendering: Rendering) -> None:
        self._timer.stop()
        self._behind = []
        if self._widest is None or rendering.view.metres_per_pixel >= self._widest.view.metres_per_pixel:
            self._widest = rendering
        if not self._told:
            self._told = True
            self.ready.emit()


def _draw_behind(painter: QPainter, view: MapView, below: Sequence[Rendering], missing: Sequence[QRectF]) -> None:
    """Stretch older pictures into the gaps of the present one; into few gaps each by itself."""
    whole = QRectF(0, 0, view.width, view.height)
    areas = [gap & whole for gap in missing]
    if sum(area.width() * area.height() for area in areas) > MOSTLY_MISSING * view.width * view.height:
        areas = [whole]
    for area in areas:
        painter.save()
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        for rendering in below:
            rendering.draw(painter, view, area=area)
        painter.restore()
