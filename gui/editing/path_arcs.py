"""Arcs as edges of a path: many short chords that leave the arc by no more than a centimetre."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import AppError

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Place

DEVIATION_M = 0.01


def arc_between(context: EditContext, last: Place, through: Place, place: Place) -> list[Place]:
    """The places of an arc after its first, in the layer's CRS; empty where the three are on one line."""
    from layers.editing.drawing import arc

    try:
        found = arc(last, through, place, deviation=deviation(context, last))
    except AppError:
        return []
    return [(x, y) for x, y in found[1:].tolist()]


def deviation(context: EditContext, at: Place) -> float:
    """How far a chord may leave its arc, in units of the layer's CRS."""
    return context.reach(DEVIATION_M / context.canvas.view.metres_per_pixel, at)
