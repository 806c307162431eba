"""What an operation's clicks point at: an edge, a place of a line, free land, or a direction by two places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from gui.theme import current_theme
from gui.tools import CLICK_PX

if TYPE_CHECKING:
    from gui.editing.operation import Operation
    from gui.editing.selecting_tool import SelectingTool
    from layers.editing.edit import Place

EDGE_PX = 12.0


class Picks:
    """``place``, ``edge``, ``fid`` and ``axis`` are what was pointed at, in the layer's CRS; None or empty: nothing."""

    def __init__(self, tool: SelectingTool, operation: Operation) -> None:
        self._tool, self._context, self._operation = tool, tool.context, operation
        self.forget()

    def forget(self) -> None:
        """Nothing is pointed at."""
        self.place: Place | None = None
        self.edge: tuple[Place, Place] | None = None
        self.fid: int | None = None
        self.axis: tuple[Place, ...] = ()
        self.cursor: Place | None = None
        self._tool.canvas.update()

    def __bool__(self) -> bool:
        return self.place is not None or self.edge is not None or bool(self.axis)

    @property
    def possible(self) -> bool:
        """Whether a click points at something; else it selects."""
        operation, count = self._operation, len(self._context.selected())
        return bool(operation.pick) and operation.least <= count <= (operation.most or count)

    @property
    def lacking(self) -> bool:
        """Whether something must still be pointed at."""
        pick = self._operation.pick
        return (pick == "edge" and self.edge is None) or (pick == "line" and self.fid is None)

    def hover(self, position: QPointF) -> None:
        """Where the second place of a direction would be."""
        if self._operation.pick == "axis" and self.possible:
            self.cursor = self._tool.place(position, start=self.axis[0] if self.axis else None)
            self._tool.canvas.update()

    def point(self, position: QPointF) -> None:
        """A click. Where there is nothing to point at, it selects."""
        pick = self._operation.pick
        if pick == "axis":
            self._point_along(position)
        elif pick == "edge":
            self._point_at_edge(position)
        else:
            self._point_at_place(position)
        self._tool.canvas.update()

    @property
    def direction(self) -> tuple[float, str] | None:
        """The bearing of the two places, and the side on which less of the selected feature lies; None without."""
        if len(self.axis) < 2 or self.axis[0] == self.axis[1]:
            return None
        import shapely

        from layers.editing.constraints import figures

        (x, y), end = self.axis
        shape = self._context.near.shape(self._context.selected()[0])
        middle = shapely.centroid(shape)
        left = (end[0] - x) * (middle.y - y) - (end[1] - y) * (middle.x - x) > 0
        return figures((x, y), end)[1], "right" if left else "left"

    def _point_at_place(self, position: QPointF) -> None:
        """Free land, or a place of a line; a click on a feature where free land is meant selects it."""
        place = self._context.place_at(position)
        fid = self._tool.feature_at(place)
        if self._operation.pick == "free" and fid is not None:
            self.forget()
            self._tool.select_at(position)
            return
        self.place, self.fid = place, fid

    def _point_at_edge(self, position: QPointF) -> None:
        from layers.editing.picking import nearest_edge

        context = self._context
        place = context.place_at(position)
        far = context.reach(EDGE_PX, place)
        around = context.near.around((place[0] - far, place[1] - far, place[0] + far, place[1] + far))
        found = nearest_edge(around, place, far)
        if found is None:
            self._point_at_other_edge(position)
            return
        self.edge, owners = found
        selected = [fid for fid in context.selected() if fid in owners]
        under = self._tool.feature_at(place)
        self.fid = (selected or [under if under in owners else owners[0]])[0]

    def _point_at_other_edge(self, position: QPointF) -> None:
        """An edge of another layer, where one is snapped to and the polygon that has it is not asked for."""
        self._tool.place(position)
        snapped = self._tool.snapped
        line = snapped.line if snapped is not None else None
        if line is None or not self._operation.least:
            self._tool.select_at(position)
        else:
            self.edge, self.fid = line, None

    def _point_along(self, position: QPointF) -> None:
        start = self.axis[0] if len(self.axis) == 1 else None
        place = self._tool.place(position, start=start)
        self.axis = (place,) if start is None else (start, place)

    def draw(self, painter: QPainter) -> None:
        """The edge, the line or the place."""
        line = self.edge or self.axis
        if len(line) == 1 and self.cursor is not None:
            line = (line[0], self.cursor)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        single = (self.place,) if self.place is not None else ()
        places = [self._context.to_screen(place) for place in (*line, *single)]
        for token, width in (("map_halo", 5.0), ("accent", 2.4)):
            painter.setPen(QPen(current_theme().colour(token), width))
            if len(line) == 2:
                painter.drawLine(places[0], places[1])
            for place in places if self.edge is None else ():
                painter.drawEllipse(place, CLICK_PX, CLICK_PX)
        painter.restore()
