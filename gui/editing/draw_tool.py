"""Draw: a polygon, a line or a point, place by place; in a coverage the polygon is cut against its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import AppError
from core.messages import Text
from gui.editing.draw_options import DrawOptions
from gui.editing.path_tool import PathTool

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from layers.editing.edit import Added, Edit, Place, Shape, Surroundings
    from services.shaping import Done

LABELS = {
    "polygon": Text("绘制面", "Draw a polygon"),
    "line": Text("绘制线", "Draw a line"),
    "point": Text("绘制点", "Draw a point"),
}
LEAST = {"polygon": 3, "line": 2, "point": 1}


class DrawingTool(PathTool):
    """What all tools have in common that make one new feature out of places."""

    label: Text | None = None

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.options = self.drawing = DrawOptions(context)
        self.drawing.chosen.changed.connect(self._choices_changed)

    def shape(self, places: Sequence[Place]) -> Shape:
        """The geometry of the new feature. Refusals of ``layers.editing.drawing``."""
        import numpy as np

        from layers.editing.drawing import shape_of

        return shape_of(np.array(self.outline(list(places)), dtype=np.float64), self.context.kind)

    def preview(self, places: list[Place]) -> Intent | None:
        return self._intent(places) if self.context.kind == "polygon" else None

    def finish(self, places: list[Place]) -> None:
        label = self.label or LABELS[self.context.kind]
        if self.context.preview is None:
            self._show_drawn(places)
        self.carry_out(self._intent(places), label, done=self.select_new)

    def _show_drawn(self, places: list[Place]) -> None:
        """What is drawn stays on the map until the layer shows it."""
        from layers.editing.edit import Added, Edit

        try:
            self.context.show(Edit({}, added=(Added(self.shape(places)),)))
        except AppError:
            return  # it is refused in a moment, and then said

    def select_new(self, done: Done) -> None:
        """What is new is selected: its attributes are at hand."""
        if done.fids:
            self.context.session.selection.select(self.context.name, list(done.fids))

    def _intent(self, places: list[Place]) -> Intent:
        """What is drawn is worked out here, with the view as it is; only the land is looked at in a worker."""
        from layers.editing.edit import Added

        try:
            made = [Added(self.shape(places))]
        except AppError as refusal:
            return refused_with(refusal)
        return new_feature_intent(self.context, made)

    def _choices_changed(self) -> None:
        if self.begun:
            self._show()


def refused_with(refusal: AppError) -> Intent:
    """An intent that is refused, however things stand."""

    def intent(_near: Surroundings) -> Edit:
        raise refusal

    return intent


def new_feature_intent(context: EditContext, drawn: Sequence[Added]) -> Intent:
    """The intent that makes new features with the attributes chosen in the bar."""
    from gui.editing.draw_options import new_features_of

    chosen = new_features_of(context)
    coverage = context.coverage and context.kind == "polygon"
    against, attributes = chosen.against, chosen.attributes()

    def intent(near: Surroundings) -> Edit:
        from layers.editing.newcomers import new_features

        return new_features(near, drawn, coverage=coverage, against=against, attributes=attributes)

    return intent


class DrawTool(DrawingTool):
    """By the kind of the layer: a polygon, a line, a point."""

    @property
    def closed(self) -> bool:  # type: ignore[override]
        """Whether an area is drawn."""
        return self.context.kind == "polygon"

    @property
    def least(self) -> int:  # type: ignore[override]
        """The fewest places."""
        return LEAST.get(self.context.kind, 1)

    @property
    def most(self) -> int:  # type: ignore[override]
        """A point is finished with its place."""
        return 1 if self.context.kind == "point" else 0
