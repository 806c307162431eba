"""What the canvas shows under its furniture: the picture of the layers, what is selected, the labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter

from gui.label_overlay import LabelOverlay
from gui.picture import Picture

if TYPE_CHECKING:
    from maps.drawing.display import DisplayLayer
    from maps.drawing.rendering import Base
    from maps.view import Bounds, MapView

COMPARED_AT_ONCE = 200_000
"""Vertices; what takes longer to compare is compared in a worker before it is drawn."""


@dataclass(frozen=True)
class Sight:
    """How a view is to be drawn: ``near`` (pixels of the view) first."""

    view: MapView
    pixels_per_mm: float
    ratio: float
    ground: QColor
    near: tuple[float, float] | None = None


class Scene(QObject):
    """Layers from the lowest, another list of layers to be compared with them, selection and labels.

    ``changed`` asks for a repaint. ``divider``: the share of the width from which on the other layers show.
    """

    changed = Signal()
    _compared = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = Picture(self)
        self.other: Picture | None = None
        self.selected = Picture(self)
        self.labels = LabelOverlay(self)
        self.divider = 0.5
        self.labelled: Literal["both", "left", "right", "neither"] = "both"
        self._displays: list[DisplayLayer] = []
        self._others: list[DisplayLayer] = []
        self._chosen: list[DisplayLayer] = []
        self._base: Base | None = None
        self._sight: Sight | None = None
        self._revision = 0
        for source in (self.picture, self.selected):
            source.ready.connect(self.changed)
            source.grew.connect(self.changed)
        self.labels.changed.connect(self.changed)
        self.picture.ready.connect(self._label)
        self._compared.connect(self._take_comparison, Qt.ConnectionType.QueuedConnection)

    def show_displays(self, displays: Sequence[DisplayLayer], other: Sequence[DisplayLayer] | None = None) -> None:
        """Draw these layers, the lowest first; of what is drawn already only what is different now.

        With ``other`` these layers stand right of the divider, until this is called without.
        """
        before, self._displays = self.picture.displays, list(displays)
        if before is None or not self._displays:
            self._draw(fresh=True)
        else:
            self._compare(before, self._displays)
        if other is None and self.other is not None:
            self.other.stop()
            self.other = None
        if other is not None:
            self._show_other(list(other))

    def show_selected(self, displays: Sequence[DisplayLayer]) -> None:
        """Draw these over all layers."""
        self._chosen = list(displays)
        self._draw_selected(fresh=True)
        self.changed.emit()

    def show_base(self, base: Base | None) -> None:
        """Draw ``base`` under all layers."""
        self._base = base
        self._draw(fresh=True)
        self._draw_other(fresh=True)

    def look(self, sight: Sight, *, fresh: bool = False) -> None:
        """Draw another view; ``fresh`` draws everything anew."""
        self._sight = sight
        self._draw(fresh=fresh)
        self._draw_other(fresh=fresh)
        self._draw_selected(fresh=fresh)
        self.labels.moved()

    def forget(self) -> None:
        """Drop all: another plan was opened."""
        self._revision += 1
        self._displays, self._others, self._chosen = [], [], []
        self._sight = self.other = None
        for picture in (self.picture, self.selected):
            picture.forget()
        self.labels.forget()

    def stop(self) -> None:
        """End all work."""
        self._revision += 1
        for picture in (self.picture, self.selected, self.other):
            if picture is not None:
                picture.stop()
        self.labels.stop()

    def draw_map(self, painter: QPainter, view: MapView) -> None:
        """The layers and what is selected among them."""
        self.picture.draw(painter, view)
        if self.other is not None:
            painter.save()
            edge = round(view.width * self.divider)
            area = QRectF(edge, 0, view.width - edge, view.height)
            painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
            if self._sight is not None:
                painter.fillRect(area, self._sight.ground)
            self.other.draw(painter, view)
            painter.restore()
        if self._chosen:
            self.selected.draw(painter, view)

    def draw_labels(self, painter: QPainter, view: MapView) -> None:
        """The labels, above what is pointed at; they are those of one state, also while two are compared."""
        edge = round(view.width * self.divider)
        sides = {
            "both": QRectF(0, 0, view.width, view.height),
            "left": QRectF(0, 0, edge, view.height),
            "right": QRectF(edge, 0, view.width - edge, view.height),
        }
        if self.labelled in sides:
            painter.save()
            painter.setClipRect(sides[self.labelled])
            self.labels.draw(painter, view)
            painter.restore()

    def _show_other(self, displays: list[DisplayLayer]) -> None:
        if self.other is None:
            self.other = Picture(self)
            self.other.ready.connect(self.changed)
            self.other.grew.connect(self.changed)
        self._others = displays
        self._draw_other(fresh=True)

    def _compare(self, before: Sequence[DisplayLayer], after: Sequence[DisplayLayer]) -> None:
        from maps.drawing.changes import changed_bounds, vertices_to_compare
        from maps.drawing.rendering import drawing_pool

        self._revision += 1
        revision = self._revision
        if vertices_to_compare(before, after) <= COMPARED_AT_ONCE:
            self._take_comparison(revision, changed_bounds(before, after))
            return
        future = drawing_pool().submit(changed_bounds, before, tuple(after))
        future.add_done_callback(lambda done: self._compared.emit(revision, done.result()))

    def _take_comparison(self, revision: int, changed: Bounds | None) -> None:
        if revision == self._revision:
            self._draw(fresh=True, changed=changed or NOWHERE)

    def _draw(self, *, fresh: bool, changed: Bounds | None = None) -> None:
        self._want(self.picture, self._displays, fresh=fresh, changed=changed)
        self.changed.emit()

    def _draw_other(self, *, fresh: bool) -> None:
        if self.other is not None:
            self._want(self.other, self._others, fresh=fresh)

    def _draw_selected(self, *, fresh: bool) -> None:
        if self._chosen:
            self._want(self.selected, self._chosen, fresh=fresh, clear=True)
        else:
            self.selected.forget()

    def _want(
        self,
        picture: Picture,
        displays: Sequence[DisplayLayer],
        *,
        fresh: bool,
        clear: bool = False,
        changed: Bounds | None = None,
    ) -> None:
        sight = self._sight
        if sight is None:
            return
        picture.want(
            sight.view,
            displays,
            pixels_per_mm=sight.pixels_per_mm,
            ratio=sight.ratio,
            ground=None if clear else sight.ground,
            near=sight.near,
            base=None if clear else self._base,
            fresh=fresh,
            changed=changed,
        )

    def _label(self) -> None:
        if self._sight is not None:
            self.labels.want(self._sight.view, self._sight.pixels_per_mm, self._sight.ratio)


NOWHERE = (float("inf"), float("inf"), float("-inf"), float("-inf"))
"""Bounds that meet nothing."""
