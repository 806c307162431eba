"""Figures by few places: rectangles by two corners or on an edge, circles by centre or by three places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.errors import AppError
from core.messages import Text
from gui.editing.draw_tool import DrawingTool
from gui.editing.path_arcs import deviation
from gui.parts import Choice

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place, Shape


class FigureWords(QObject):
    """The ways to give a figure, and what to click next."""

    def ways(self) -> dict[str, str]:
        """What the ways are called."""
        return {
            "corners": self.tr("By two corners"),
            "edge": self.tr("By an edge and the depth"),
            "centre": self.tr("By centre and radius"),
            "three": self.tr("Through three places"),
        }

    def next_step(self, way: str, count: int) -> str:
        """What to click when there are ``count`` places."""
        steps = {
            "corners": (self.tr("Click a corner."), self.tr("Click the opposite corner, or type ΔX and ΔY with Tab.")),
            "edge": (
                self.tr("Click where the edge begins."),
                self.tr("Click where the edge ends, or type its length and bearing."),
                self.tr("Click how deep the rectangle is."),
            ),
            "centre": (self.tr("Click the centre."), self.tr("Click a place on the circle, or type the radius.")),
            "three": (
                self.tr("Click a place on the circle."),
                self.tr("Click a second place on the circle."),
                self.tr("Click a third place on the circle."),
            ),
        }
        return steps[way][min(count, len(steps[way]) - 1)]


class FigureTool(DrawingTool):
    """``ways``: how the figure can be given, each with the number of its places."""

    closed = True
    simple = True
    ways: dict[str, int]

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.figure_words = FigureWords(context)
        self.way = next(iter(self.ways))
        self.way_choice = Choice()
        self.way_choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        self.drawing.row.insertWidget(0, self.way_choice)
        self.way_choice.activated.connect(lambda row: self.take_way(list(self.ways)[row]))
        context.speaker.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def least(self) -> int:  # type: ignore[override]
        """All places that the way needs."""
        return self.ways[self.way]

    @property
    def most(self) -> int:  # type: ignore[override]
        """It is whole with them."""
        return self.ways[self.way]

    def retranslate(self) -> None:
        """Say the ways anew."""
        words = self.figure_words.ways()
        self.way_choice.clear()
        self.way_choice.addItems([words[way] for way in self.ways])
        self.way_choice.setCurrentIndex(list(self.ways).index(self.way))

    def take_way(self, way: str) -> None:
        """Give the figure another way; what was begun is given up."""
        self.way = way
        self.begin_anew()
        self.retranslate()

    def usual_hint(self) -> str:
        return self.figure_words.next_step(self.way, len(self.places))

    def outline(self, places: list[Place]) -> list[Place]:
        if len(places) < self.least:
            return places
        try:
            made = self.figure(places)
        except AppError:
            return places
        return [(x, y) for x, y in made.exterior.coords[:-1]]

    def shape(self, places: Sequence[Place]) -> Shape:
        return self.figure(places)

    def figure(self, places: Sequence[Place]) -> Shape:
        """The polygon through so many places as the way needs. Refusals of ``layers.editing.drawing``."""
        raise NotImplementedError


class RectangleTool(FigureTool):
    """A rectangle."""

    label = Text("绘制矩形", "Draw a rectangle")
    ways = {"corners": 2, "edge": 3}  # noqa: RUF012 - never written to

    def figure(self, places: Sequence[Place]) -> Shape:
        from layers.editing.drawing import rectangle, rectangle_on_edge

        if self.way == "corners":
            return rectangle(places[0], places[1])
        return rectangle_on_edge(places[0], places[1], places[2])


class CircleTool(FigureTool):
    """A circle."""

    label = Text("绘制圆", "Draw a circle")
    ways = {"centre": 2, "three": 3}  # noqa: RUF012 - never written to

    def figure(self, places: Sequence[Place]) -> Shape:
        import math

        from layers.editing.drawing import circle, circle_through

        off = deviation(self.context, places[0])
        if self.way == "centre":
            radius = math.dist(places[0], places[1])
            return circle(places[0], radius, deviation=off)
        return circle_through(places[0], places[1], places[2], deviation=off)
