"""Lines and polygons that are drawn to change features: split, reshape, hole, erase, clip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from core.messages import Text
from gui.editing.operation import Field
from gui.editing.operation_fields import OperationFields
from gui.editing.path_tool import PathTool
from gui.editing.selecting_tool import SelectingTool, holds_shift

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from layers.editing.edit import Edit, Place, Shape, Surroundings

FILLED = Field("filled", Text("洞成为新要素", "The hole becomes a new feature"), "tick", False)
_CLIP_WHAT = Text("先选中要裁剪的要素：按住 Shift 点选。", "First select what is to be clipped: Shift and a click.")
_NOT_INSIDE = Text("洞必须完全在一个面的里面。", "A hole must lie wholly inside one polygon.")


class DrawnTool(PathTool, SelectingTool):
    """A path over features: the selected ones, or those that it meets. Shift and a click selects."""

    label = Text("", "")

    def usual_hint(self) -> str:
        return super().usual_hint() if self.begun else self.what()

    def what(self) -> str:
        """What to draw."""
        raise NotImplementedError

    def intent(self, places: list[Place]) -> Intent:
        """What the path does."""
        raise NotImplementedError

    def release(self, position: QPointF, *, clicks: bool) -> None:
        if clicks and not self._moved and not self.begun and holds_shift() and self.context.ready:
            self.select_at(position)
            return
        super().release(position, clicks=clicks)

    def finish(self, places: list[Place]) -> None:
        self.carry_out(self.intent(places), self.label, done=self.select_made)

    def preview(self, places: list[Place]) -> Intent | None:
        return self.intent(places)


class SplitTool(DrawnTool):
    """A line across features."""

    label = Text("用线分割", "Split by a line")

    def what(self) -> str:
        return self.tr("Draw a line across features, from border to border; selected ones only where there are any.")

    def intent(self, places: list[Place]) -> Intent:
        from layers.editing.splitting import split_by_line

        line, fids, coverage = np.array(places), self.context.selected(), self.context.coverage
        return lambda near: split_by_line(near, fids or _met(near, _line(line)), line, coverage=coverage)


class ReshapeTool(DrawnTool):
    """A line that crosses a border twice."""

    label = Text("改形", "Reshape")

    def what(self) -> str:
        return self.tr("Draw a line that crosses the border of a feature twice: the border follows it.")

    def intent(self, places: list[Place]) -> Intent:
        from layers.editing.areas import reshape

        line, fids, coverage = np.array(places), self.context.selected(), self.context.coverage
        first = self.feature_at(places[0])

        def intent(near: Surroundings) -> Edit:
            met = fids or sorted(_met(near, _line(line)), key=lambda fid: (fid != first, fid))
            return _first_done(met or [-1], lambda fid: reshape(near, fid, line, coverage=coverage))

        return intent


class PolygonTool(DrawnTool):
    """A polygon that is drawn."""

    closed = True
    least = 3


class HoleTool(PolygonTool):
    """A polygon inside of a feature."""

    label = Text("画洞", "Draw a hole")

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.options = self.fields = OperationFields((FILLED,), context)
        self.fields.apply_button.hide()

    def what(self) -> str:
        return self.tr("Draw the outline of the hole inside of a polygon.")

    def intent(self, places: list[Place]) -> Intent:
        from layers.editing.areas import add_hole
        from layers.editing.edit import Refusal

        drawn, fids, coverage = _polygon(places), self.context.selected(), self.context.coverage
        filled = bool(self.fields.editors["filled"].value())

        def intent(near: Surroundings) -> Edit:
            import shapely

            # Without a selection the smallest polygon that holds all of it is meant.
            met = fids or [fid for fid in _met(near, drawn) if shapely.contains_properly(near.shape(fid), drawn)]
            if not met:
                raise Refusal("edit.hole", _NOT_INSIDE, fids=_met(near, drawn), place=drawn)
            met = sorted(met, key=lambda fid: shapely.area(near.shape(fid)))
            return _first_done(met, lambda fid: add_hole(near, fid, drawn, coverage=coverage, filled=filled))

        return intent


class EraseTool(PolygonTool):
    """Land is taken away from features."""

    label = Text("画面擦除", "Erase by a drawn polygon")

    def what(self) -> str:
        return self.tr("Draw a polygon: the features lose the land in it; selected ones only where there are any.")

    def intent(self, places: list[Place]) -> Intent:
        from layers.editing.areas import erase

        drawn, fids, coverage = _polygon(places), self.context.selected(), self.context.coverage
        return lambda near: erase(near, fids or _met(near, drawn), drawn, coverage=coverage)


class ClipTool(PolygonTool):
    """Only land in the polygon stays."""

    label = Text("画面裁剪", "Clip to a drawn polygon")

    def what(self) -> str:
        if not self.context.selected():
            return self.tr("First select what is to be clipped: Shift and a click.")
        return self.tr("Draw a polygon: of the selected features only what is in it stays.")

    def intent(self, places: list[Place]) -> Intent:
        from layers.editing.areas import clip
        from layers.editing.edit import Refusal

        drawn, fids, coverage = _polygon(places), self.context.selected(), self.context.coverage

        def intent(near: Surroundings) -> Edit:
            if not fids:
                raise Refusal("edit.gone", _CLIP_WHAT)
            return clip(near, fids, drawn, coverage=coverage)

        return intent


def _line(places: object) -> Shape:
    import shapely

    return shapely.linestrings(places)


def _polygon(places: list[Place]) -> Shape:
    import shapely

    return shapely.orient_polygons(shapely.polygons(places))


def _met(near: Surroundings, drawn: Shape) -> list[int]:
    """Features that something drawn meets in more than a border."""
    import shapely

    from layers.editing.edit import box_of

    around = {fid: shape for fid, shape in near.around(box_of([drawn])).items() if shape is not None}
    return [
        fid for fid, shape in around.items() if shapely.intersects(shape, drawn) and not shapely.touches(shape, drawn)
    ]


def _first_done(fids: Sequence[int], step: Callable[[int], Edit]) -> Edit:
    """The edit of the first feature for which there is one; else the first refusal."""
    from layers.editing.edit import Refusal

    refused: list[Refusal] = []
    for fid in fids:
        try:
            return step(fid)
        except Refusal as refusal:
            refused.append(refusal)
    raise refused[0]
