"""The editing tools in the order of the bar: where each is, how it is reached, which geometries it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from gui.editing.tool import EditTool

ALL = frozenset(("polygon", "line", "point"))
POLYGONS = frozenset(("polygon",))
LINES = frozenset(("line",))
OUTLINES = POLYGONS | LINES


@dataclass(frozen=True)
class ToolSpec:
    """``name`` is that of the action and of its icon; ``group`` the button that it is under; ``made_by`` names
    ``module:factory`` or ``module:factory:argument`` in this package, imported when the tool is first taken in hand."""

    name: str
    group: str
    made_by: str
    keys: tuple[str, ...] = ()
    kinds: frozenset[str] = ALL

    def make(self, context: EditContext) -> EditTool:
        """The tool itself."""
        module, factory, *more = self.made_by.split(":")
        found: Callable[..., EditTool] = getattr(import_module(f"gui.editing.{module}"), factory)
        return found(context, *more)


GROUPS = ("vertices", "draw", "move", "split", "join", "land", "borders", "lines")
"""Buttons of the bar, from the left; a group with several tools is a button with a menu."""

TOOLS: tuple[ToolSpec, ...] = (
    ToolSpec("vertices", "vertices", "vertex_tool:VertexTool", ("N",)),
    ToolSpec("draw", "draw", "draw_tool:DrawTool", ("D",)),
    ToolSpec("draw_rectangle", "draw", "figure_tools:RectangleTool", ("R",), POLYGONS),
    ToolSpec("draw_circle", "draw", "figure_tools:CircleTool", ("O",), POLYGONS),
    ToolSpec("draw_lots", "draw", "lots_tool:LotsTool", ("Shift+L",), POLYGONS),
    ToolSpec("draw_from_layer", "draw", "copy_tool:CopyTool", ("Shift+D",)),
    ToolSpec("draw_coordinates", "draw", "coordinates_tool:CoordinatesTool", ("Shift+Y",)),
    ToolSpec("move", "move", "transform_tools:MoveTool", ("G",)),
    ToolSpec("copy_move", "move", "transform_tools:CopyTool", ("Shift+G",)),
    ToolSpec("turn", "move", "transform_tools:TurnTool", ("Shift+R",)),
    ToolSpec("scale", "move", "transform_tools:ScaleTool", ("Shift+S",)),
    ToolSpec("mirror", "move", "transform_tools:MirrorTool"),
    ToolSpec("split_line", "split", "drawn_tools:SplitTool", ("X",), OUTLINES),
    ToolSpec("equal_areas", "split", "operation_tool:operation_tool:equal_areas", kinds=POLYGONS),
    ToolSpec("shares", "split", "operation_tool:operation_tool:shares", kinds=POLYGONS),
    ToolSpec("cut_area", "split", "operation_tool:operation_tool:cut_area", ("Shift+X",), POLYGONS),
    ToolSpec("edge_area", "split", "operation_tool:operation_tool:edge_area", kinds=POLYGONS),
    ToolSpec("explode", "split", "operation_tool:operation_tool:explode"),
    ToolSpec("merge", "join", "operation_tool:operation_tool:merge", ("J",), POLYGONS),
    ToolSpec("collect", "join", "operation_tool:operation_tool:collect"),
    ToolSpec("delete_features", "join", "operation_tool:operation_tool:delete_features"),
    ToolSpec("reshape", "land", "drawn_tools:ReshapeTool", ("W",), OUTLINES),
    ToolSpec("hole", "land", "drawn_tools:HoleTool", ("H",), POLYGONS),
    ToolSpec("fill_hole", "land", "operation_tool:operation_tool:fill_hole", ("Shift+H",), POLYGONS),
    ToolSpec("fill_gap", "land", "operation_tool:operation_tool:fill_gap", ("F",), POLYGONS),
    ToolSpec("erase_drawn", "land", "drawn_tools:EraseTool"),
    ToolSpec("clip_drawn", "land", "drawn_tools:ClipTool"),
    ToolSpec("erase_by", "land", "operation_tool:operation_tool:erase_by"),
    ToolSpec("clip_to", "land", "operation_tool:operation_tool:clip_to"),
    ToolSpec("buffer", "land", "operation_tool:operation_tool:buffer", ("B",), POLYGONS),
    ToolSpec("offset", "land", "operation_tool:operation_tool:offset", kinds=OUTLINES),
    ToolSpec("simplify", "borders", "operation_tool:operation_tool:simplify", kinds=OUTLINES),
    ToolSpec("densify", "borders", "operation_tool:operation_tool:densify", kinds=OUTLINES),
    ToolSpec("smooth", "borders", "operation_tool:operation_tool:smooth", kinds=OUTLINES),
    ToolSpec("square", "borders", "operation_tool:operation_tool:square", ("Q",), POLYGONS),
    ToolSpec("align", "borders", "operation_tool:operation_tool:align", kinds=OUTLINES),
    ToolSpec("trim", "lines", "operation_tool:operation_tool:trim", kinds=LINES),
    ToolSpec("extend", "lines", "operation_tool:operation_tool:extend", kinds=LINES),
)
