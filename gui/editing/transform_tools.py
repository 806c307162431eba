"""Selected features moved, copied, turned, scaled, mirrored: by dragging, by clicks, or by typed numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from core.messages import Text
from gui.editing.operation import Field
from gui.editing.selecting_tool import holds_shift
from gui.editing.transform_tool import TransformTool
from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from layers.editing.edit import Place
    from layers.editing.transforms import Mapped
    from maps.view import MapView

STEP_DEG = 15.0
FOLLOW = Field("follow", Text("邻面跟随", "Neighbours follow"), "tick", False, only_in_coverage=True)
EAST = Field("east", Text("ΔX 向东", "ΔX east"), "number", 0.0, "m", -1e7, 1e7)
NORTH = Field("north", Text("ΔY 向北", "ΔY north"), "number", 0.0, "m", -1e7, 1e7)


class MoveTool(TransformTool):
    """Drag what is under the cursor; or type how far."""

    fields_of = (EAST, NORTH, FOLLOW)
    label = Text("移动 {count} 个要素", "Move {count} features")
    grips = True

    def hint(self) -> str:
        return self.tr("Drag a feature, or one of its vertices to snap it; or type how far and press Enter.")

    def dragged(self, base: Place, target: Place) -> Mapped | None:
        from layers.editing.transforms import moved_onto

        return None if base == target else moved_onto(base, target)

    def typed(self) -> Mapped | None:
        from layers.editing.transforms import moved

        values = self.fields.values() or {}
        east, north = values.get("east", 0.0), values.get("north", 0.0)
        return moved(east, north) if east or north else None

    def figures(self, base: Place, target: Place) -> list[str]:
        from layers.editing.constraints import figures

        length, bearing, _ = figures(base, target)
        return [
            f"ΔX {target[0] - base[0]:.3f}  ΔY {target[1] - base[1]:.3f}",
            self.tr("Moved by {length}, bearing {bearing}°").format(length=f"{length:.3f}", bearing=f"{bearing:.2f}"),
        ]


class CopyTool(MoveTool):
    """Drag copies; or type the step and how many."""

    fields_of = (EAST, NORTH, Field("count", Text("份数", "Copies"), "whole", 1, "", 1, 1000))
    label = Text("复制 {count} 个要素", "Copy {count} features")

    def hint(self) -> str:
        return self.tr("Drag a copy of a feature to its place; or type step and number and press Enter.")

    def adds(self) -> bool:
        return True

    def intent(self, change: Mapped) -> Intent:
        from layers.editing.transforms import copy

        fids = self.context.selected()
        coverage = self.context.coverage and self.context.kind == "polygon"
        changes = [_repeated(change, number) for number in range(1, self._count() + 1)]
        return lambda near: copy(near, fids, changes, coverage=coverage)

    def _count(self) -> int:
        return int(self.fields.editors["count"].value() or 1)


class TurnTool(TransformTool):
    """Drag about the centre; a click puts the centre elsewhere."""

    fields_of = (Field("degrees", Text("顺时针", "Clockwise"), "number", 0.0, "deg", -360.0, 360.0), FOLLOW)
    label = Text("旋转 {count} 个要素", "Rotate {count} features")

    def hint(self) -> str:
        if not self.context.selected():
            return self.tr("Click a feature to select it.")
        return self.tr("Drag to rotate, with Shift in steps of 15°; a click sets the centre; or type degrees.")

    def click(self, position: QPointF) -> None:
        self.centre = self.place(position)
        self.canvas.update()

    def degrees(self, base: Place, target: Place) -> float:
        """By how much a drag turns, clockwise."""
        from layers.editing.constraints import figures

        middle = self.middle()
        found = figures(middle, target)[1] - figures(middle, base)[1]
        found = (found + 180.0) % 360.0 - 180.0
        return round(found / STEP_DEG) * STEP_DEG if holds_shift() else found

    def dragged(self, base: Place, target: Place) -> Mapped | None:
        from layers.editing.transforms import turned

        middle = self.middle()
        return None if middle is None else turned(self.degrees(base, target), middle)

    def typed(self) -> Mapped | None:
        from layers.editing.transforms import turned

        degrees, middle = (self.fields.values() or {}).get("degrees", 0.0), self.middle()
        return turned(degrees, middle) if degrees and middle is not None else None

    def figures(self, base: Place, target: Place) -> list[str]:
        return [self.tr("Rotated by {degrees}° clockwise").format(degrees=f"{self.degrees(base, target):.3f}")]

    def draw(self, painter: QPainter, view: MapView) -> None:
        """The centre."""
        super().draw(painter, view)
        middle = self.middle()
        if middle is not None:
            self.draw_centre(painter, middle)


class ScaleTool(TurnTool):
    """Drag away from the centre or towards it."""

    fields_of = (Field("factor", Text("系数", "Factor"), "number", 1.0, "", 1e-6, 1e6), FOLLOW)
    label = Text("缩放 {count} 个要素", "Scale {count} features")

    def hint(self) -> str:
        if not self.context.selected():
            return self.tr("Click a feature to select it.")
        return self.tr("Drag away from the centre or towards it; a click sets the centre; or type the factor.")

    def factor(self, base: Place, target: Place) -> float:
        """By how much a drag scales."""
        middle = self.middle()
        near = math.dist(middle, base)
        return math.dist(middle, target) / near if near else 1.0

    def dragged(self, base: Place, target: Place) -> Mapped | None:
        from layers.editing.transforms import scaled

        factor, middle = self.factor(base, target), self.middle()
        return None if middle is None else scaled(factor, factor, middle)

    def typed(self) -> Mapped | None:
        from layers.editing.transforms import scaled

        factor, middle = (self.fields.values() or {}).get("factor", 1.0), self.middle()
        return scaled(factor, factor, middle) if factor != 1.0 and middle is not None else None

    def figures(self, base: Place, target: Place) -> list[str]:
        return [self.tr("Factor {factor}").format(factor=f"{self.factor(base, target):.4f}")]


class MirrorTool(TransformTool):
    """Two clicks give the axis; the second one mirrors."""

    fields_of = (Field("copied", Text("保留原要素", "Keep the original"), "tick", False),)
    label = Text("镜像 {count} 个要素", "Mirror {count} features")
    grips = True

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.fields.apply_button.hide()

    def hint(self) -> str:
        if not self.context.selected():
            return self.tr("Click a feature to select it.")
        if self.centre is None:
            return self.tr("Click the first place of the axis.")
        return self.tr("Click the second place of the axis; Esc gives the first one up.")

    def press(self, position: QPointF) -> None:
        super().press(position)
        self.base = None

    def hover(self, position: QPointF) -> None:
        if not self.context.ready or not self.context.selected():
            return
        self.target = self.place(position, start=self.centre)
        if self.centre is not None and self.centre != self.target:
            self._preview(self.dragged(self.centre, self.target))

    def click(self, position: QPointF) -> None:
        place = self.place(position, start=self.centre)
        if self.centre is None:
            self.centre = place
        elif place != self.centre:
            axis, self.centre = (self.centre, place), None
            self.carry_out(self.dragged(*axis))
        self.say(self.hint())
        self.canvas.update()

    def give_up(self) -> bool:
        begun = self.centre is not None
        self.centre = None
        if begun:
            self.context.show(None)
            self.say(self.hint())
        return begun

    def adds(self) -> bool:
        return bool(self.fields.editors["copied"].value())

    def intent(self, change: Mapped) -> Intent:
        from layers.editing.transforms import copy

        if not self.adds():
            return super().intent(change)
        fids = self.context.selected()
        coverage = self.context.coverage and self.context.kind == "polygon"
        return lambda near: copy(near, fids, [change], coverage=coverage)

    def dragged(self, base: Place, target: Place) -> Mapped:
        from layers.editing.transforms import mirrored

        return mirrored(base, target)

    def typed(self) -> Mapped | None:
        return None

    def figures(self, base: Place, target: Place) -> list[str]:
        return []

    def draw(self, painter: QPainter, view: MapView) -> None:
        """The axis."""
        super().draw(painter, view)
        if self.centre is None:
            return
        self.draw_centre(painter, self.centre)
        if self.target is not None and self.target != self.centre:
            ends = [self.context.to_screen(place) for place in (self.centre, self.target)]
            painter.setPen(QPen(current_theme().colour("accent"), 1.6, Qt.PenStyle.DashDotLine))
            painter.drawLine(*ends)


def _repeated(change: Mapped, times: int) -> Mapped:
    def again(xy):
        for _ in range(times):
            xy = change(xy)
        return xy

    return again
