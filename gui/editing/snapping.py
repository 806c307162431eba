"""Snapping while editing: an index of what is in view, made in a worker whenever the view has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, Qt

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.editing.context import EditContext
    from gui.map_layers import MapLayer
    from layers.editing.edit import Place
    from layers.editing.snapping import Snap, SnapIndex

RADIUS_PX = 9.0
REST_MS = 120
MOST_FEATURES = 60_000
"""With more features of a layer in view, nobody can see what would be snapped to."""
USUAL_KINDS = frozenset(("vertex", "edge", "midpoint", "intersection"))


class Snapping(QObject):
    """Where the cursor is drawn to. ``changed``: the settings are others. ``refreshed``: the index is another one.

    ``kinds`` count for all layers; ``by_layer`` instead of them for those that it names (empty: not snapped to).
    """

    changed = Signal()
    refreshed = Signal()

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self._context = context
        self.on = True
        self.radius_px = RADIUS_PX
        self.radius_m = 0.0
        self.kinds: frozenset[str] = USUAL_KINDS
        self.by_layer: dict[str, frozenset[str]] = {}
        self.grid_m = 0.0
        self.index: SnapIndex | None = None
        self.too_many = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._build)
        context.canvas.view_changed.connect(self.refresh)
        context.session.layers_changed.connect(self.refresh)
        context.session.displayed.connect(lambda _item: self.refresh())

    def refresh(self) -> None:
        """What is in view is another thing: look at it when the view rests."""
        if self._context.member is not None:
            self._timer.start()

    def set(
        self,
        *,
        on: bool | None = None,
        kinds: frozenset[str] | None = None,
        radius_px: float | None = None,
        radius_m: float | None = None,
        grid_m: float | None = None,
    ) -> None:
        """Change settings; None leaves one as it is. ``radius_m`` counts instead of ``radius_px`` where it is above 0.

        ``kinds`` count for all layers that have none of their own.
        """
        self.on = self.on if on is None else on
        self.kinds = self.kinds if kinds is None else kinds
        self.radius_px = self.radius_px if radius_px is None else radius_px
        self.radius_m = self.radius_m if radius_m is None else radius_m
        self.grid_m = self.grid_m if grid_m is None else grid_m
        self.changed.emit()

    def set_layer(self, layer: str, kinds: frozenset[str] | None) -> None:
        """What counts for one layer: nothing where that is empty; None: as for all."""
        if kinds is None:
            self.by_layer.pop(layer, None)
        else:
            self.by_layer[layer] = kinds
        self.changed.emit()

    def kinds_of(self, layer: str) -> frozenset[str]:
        """What counts for a layer."""
        return self.by_layer.get(layer, self.kinds)

    def reach(self, place: Place) -> float:
        """How far the cursor is drawn at a place, in units of the layer's CRS."""
        pixels = self.radius_px
        if self.radius_m:
            pixels = self.radius_m / self._context.canvas.view.metres_per_pixel
        return self._context.reach(pixels, place)

    def find(self, place: Place, *, start: Place | None = None, without: Place | None = None) -> Snap | None:
        """Where a place of the layer's CRS is drawn to; None: nowhere. Alt leaves it where it is."""
        held = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        if self.index is None or not self.on or held:
            return None
        from layers.editing.snapping import SnapSettings

        settings = SnapSettings(self.reach(place), self.kinds, self.by_layer, self.grid_m)
        return self.index.snap(place, settings, start=start, without=without)

    def _build(self) -> None:
        context = self._context
        if context.member is None or context.near is None or context.canvas.view is None:
            return
        denominator = context.canvas.scale_denominator()
        drawn = context.session.map_layers.drawn(denominator) if denominator is not None else []
        box, near, member = context.box(), context.near.snapshot(), context.member
        others = [item for item in drawn if item.layer.name != member.layer.name]

        def work(feedback: Feedback) -> tuple[SnapIndex | None, bool]:
            return _indexed(near, member, others, box=box, feedback=feedback)

        context.session.jobs.submit(self.tr("Looking at what is in view"), work, lambda made: self._take(member, *made))

    def _take(self, member: MapLayer, index: SnapIndex | None, too_many: bool) -> None:
        if self._context.name == member.layer.name:
            self.index, self.too_many = index, too_many
            self.refreshed.emit()


def _indexed(
    near: Any, member: MapLayer, others: list[MapLayer], *, box: Any, feedback: Feedback
) -> tuple[SnapIndex | None, bool]:
    """The index of a view in the CRS of the layer in hand, and whether a layer was left out for its many features."""
    from layers.editing.snapping import SnapIndex, snapped_shapes

    sources, too_many = [], False
    if near.count(box) <= MOST_FEATURES:
        sources.append(snapped_shapes(member.layer.name, near.around(box)))
    else:
        too_many = True
    for item in others:
        feedback.check()
        found = _of_other(item, member, box)
        too_many = too_many or found is None
        if found is not None:
            sources.append(found)
    return (SnapIndex(sources, box) if sources else None), too_many


def _of_other(item: MapLayer, member: MapLayer, box: Any) -> Any:
    """What a layer beside the one in hand gives to snap to, brought into its CRS; None where it is too much."""
    import numpy as np

    from layers.editing.snapping import Snapped
    from layers.geometry.crs import same_crs, transformer_between

    layer, target = item.layer, member.layer.crs
    if layer.crs is None or target is None:
        return Snapped(layer.name, layer.coordinates, layer.fids)
    coordinates = layer.coordinates
    if len(coordinates.xy) > 40 * MOST_FEATURES:
        return None
    if same_crs(layer.crs, target):
        return Snapped(layer.name, coordinates, layer.fids)
    from dataclasses import replace

    there = transformer_between(layer.crs.to_wkt(), target.to_wkt())
    xy = np.column_stack(there.transform(coordinates.xy[:, 0], coordinates.xy[:, 1]))
    return Snapped(layer.name, replace(coordinates, xy=xy, part_bounds=None), layer.fids)
