"""Vertices: drag one to move it, drag an edge's middle to insert one, Delete takes the chosen ones away.

In a coverage every neighbour that has the vertex follows. Shift adds to what is chosen; Shift and a drag chooses all in
a box; Alt and a drag moves a whole edge; the fields in the bar take coordinates of the chosen vertex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from core.messages import Text
from gui.editing.tool import EditTool
from gui.language import Speaker
from gui.parts import plain_label
from gui.theme import current_theme
from gui.tools import CLICK_PX

if TYPE_CHECKING:
    from gui.editing.context import EditContext
    from layers.editing.edit import Edit, Place, Shape, Surroundings
    from maps.view import MapView

REACH_PX = 8.0
HANDLE_PX = 3.5
MOST_HANDLES = 3_000
DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
MOVE = Text("移动顶点", "Move a vertex")
MOVE_MANY = Text("移动 {count} 个顶点", "Move {count} vertices")
MOVE_EDGE = Text("移动一条边", "Move an edge")
INSERT = Text("插入顶点", "Insert a vertex")
DELETE = Text("删除 {count} 个顶点", "Delete {count} vertices")

Edge = tuple["Place", "Place"]


class VertexTool(EditTool):
    """Works on the selected features of the layer; without a selection, on those under the cursor."""

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.chosen: tuple[Place, ...] = ()
        self.vertex: Place | None = None
        self.edge: Edge | None = None
        self._held: tuple[Place, ...] = ()
        self._held_edge: Edge | None = None
        self._from: Place | None = None
        self._box: QRectF | None = None
        self._moved_to: Place | None = None
        self._handles: np.ndarray = np.empty((0, 2))
        self._fids: tuple[int, ...] = ()
        self.options = self.fields = VertexFields(context.speaker)
        self.fields.x.returnPressed.connect(self.move_to_typed)
        self.fields.y.returnPressed.connect(self.move_to_typed)
        self.fields.move_button.clicked.connect(self.move_to_typed)
        context.followed.connect(self._follow)
        context.changed.connect(self._follow)

    def hint(self) -> str:
        if self.context.kind == "point":
            return self.tr("Drag a point. Shift chooses several, Delete removes them.")
        return self.tr(
            "Drag a vertex or the middle of an edge. Shift chooses several, Delete removes, Alt and drag moves an edge."
        )

    # The mouse

    def hover(self, position: QPointF) -> None:
        self._find(position)
        self.canvas.update()

    def press(self, position: QPointF) -> None:
        super().press(position)
        self.context.show(None)
        self._find(position)
        self._from = self.context.place_at(position)
        self._held, self._held_edge, self._box, self._moved_to = (), None, None, None
        shift = _held(Qt.KeyboardModifier.ShiftModifier)
        if not self.context.ready:
            return
        if self.vertex is not None:
            self._held = self.chosen if self.vertex in self.chosen else (self.vertex,)
        elif self.edge is not None and not shift:
            self._held_edge = self.edge
            self._held = self.edge if _held(Qt.KeyboardModifier.AltModifier) else ()
        elif shift:
            self._box = QRectF(position, position)

    def drag(self, position: QPointF) -> None:
        if (position - self._start).manhattanLength() < CLICK_PX and not self._moved:
            return
        if self._box is not None:
            self._moved = True
            self._box = QRectF(self._start, position)
            self.canvas.update()
        elif self._held or self._held_edge is not None:
            self._moved = True
            self._pull(position)
        else:
            super().drag(position)

    def release(self, position: QPointF, *, clicks: bool) -> None:
        held, edge, box, moved = self._held, self._held_edge, self._box, self._moved
        self.context.overlay.show_card([], position)
        self._held, self._held_edge, self._box = (), None, None
        if not clicks:
            return
        if not moved:
            self._choose_one()
        elif box is not None:
            self._choose(self._within(box.normalized()), add=True)
        elif self._moved_to is not None and held:
            self._move(held, self._step(held), edge=edge is not None)
        elif self._moved_to is not None and edge is not None:
            self._insert(edge, self._moved_to)
        self.context.overlay.show_snap(None)

    def wants(self, event: QKeyEvent) -> bool:
        return event.key() in DELETE_KEYS and bool(self.chosen)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in DELETE_KEYS and self.chosen:
            self.delete()
            return True
        return False

    def give_up(self) -> bool:
        if self._held or self._held_edge is not None or self._box is not None:
            self._held, self._held_edge, self._box, self._moved_to = (), None, None, None
            self.context.show(None)
            self.canvas.update()
            return True
        if self.chosen:
            self._choose(())
            return True
        return False

    def begin_anew(self) -> None:
        super().begin_anew()
        self._held, self._held_edge, self._box, self._moved_to = (), None, None, None
        self.vertex = self.edge = None
        self._choose(())

    # What it does

    def delete(self) -> None:
        """Take the chosen vertices out of every feature that has them."""
        from layers.editing.vertices import delete_vertices

        places, fids, coverage = self.chosen, self._only(), self.context.coverage
        label = DELETE.format(count=len(places))
        self.context.apply(
            lambda near: delete_vertices(near, places, fids=fids, coverage=coverage),
            label,
            done=lambda _done: self._choose(()),
        )

    def move_to_typed(self) -> None:
        """Move the chosen vertex to the coordinates in the fields."""
        wanted = self.fields.place()
        if wanted is None:
            self.context.window.status.set_tip(self.tr("Type two numbers: X (east) and Y (north)."))
            return
        if len(self.chosen) == 1:
            (here,) = self.chosen
            self._move((here,), (wanted[0] - here[0], wanted[1] - here[1]), to=wanted)

    def _move(self, places: tuple[Place, ...], step: Place, *, edge: bool = False, to: Place | None = None) -> None:
        moves = {one: (one[0] + step[0], one[1] + step[1]) for one in places}
        if len(places) == 1:
            moves = {places[0]: to if to is not None else self._moved_to}
        label = MOVE_EDGE if edge else MOVE if len(moves) == 1 else MOVE_MANY.format(count=len(moves))
        after = tuple(moves.values())
        chosen = after if set(places) <= set(self.chosen) else self.chosen
        self.context.apply(self._intent(moves), label, done=lambda _done: self._choose(chosen))

    def _insert(self, edge: Edge, place: Place) -> None:
        from layers.editing.vertices import insert_vertex

        fids, coverage = self._only(), self.context.coverage
        self.context.apply(
            lambda near: insert_vertex(near, edge, place, fids=fids, coverage=coverage),
            INSERT,
            done=lambda _done: self._choose((place,)),
        )

    def _intent(self, moves: dict[Place, Place]):
        from layers.editing.vertices import move_vertices

        fids, coverage = self._only(), self.context.coverage

        def intent(near: Surroundings) -> Edit:
            return move_vertices(near, moves, fids=fids, coverage=coverage)

        return intent

    def _pull(self, position: QPointF) -> None:
        """Preview while the mouse is held: nothing is checked yet, or no frame would be in time."""
        from layers.editing.vertices import preview_insert, preview_move

        first = self._held[0] if self._held else None
        lead = self.vertex if self.vertex is not None and self.vertex in self._held else first
        one = lead is not None and len(self._held) == 1
        self._moved_to = self.place(position, start=None, without=lead)
        fids = self._only()
        if self._held:
            step = self._step(self._held)
            moves = {place: (place[0] + step[0], place[1] + step[1]) for place in self._held}
            if one:
                moves = {lead: self._moved_to}
            self.context.try_out(lambda near: preview_move(near, moves, fids=fids))
        elif self._held_edge is not None:
            edge, place = self._held_edge, self._moved_to
            self.context.try_out(lambda near: preview_insert(near, edge, place, fids=fids))
        self.context.overlay.show_card(self._figures(), position)

    def _step(self, held: tuple[Place, ...]) -> Place:
        """How far the held vertices go: from the one under the cursor, else from where the mouse went down."""
        start = self.vertex if self.vertex in held else self._from
        return self._moved_to[0] - start[0], self._moved_to[1] - start[1]

    def _figures(self) -> list[str]:
        from layers.editing.constraints import figures

        place = self._moved_to
        start = self.vertex if self.vertex is not None else self._from
        lines = [f"X {place[0]:.3f}  Y {place[1]:.3f}"]
        if start != place:
            length, bearing, _ = figures(start, place)
            lines.append(
                self.tr("Moved by {length} m, bearing {bearing}°").format(
                    length=f"{length:.3f}", bearing=f"{bearing:.2f}"
                )
            )
        return lines

    # What is under the cursor, and what is chosen

    def _only(self) -> list[int] | None:
        """In a coverage all features follow; else only the selected ones, or the one under the cursor."""
        if self.context.coverage:
            return None
        return self.context.selected() or list(self._fids[:1]) or None

    def _find(self, position: QPointF) -> None:
        """The vertex or the edge under the cursor, of the selected features if there are any."""
        context = self.context
        self.vertex = self.edge = None
        if not context.ready or self.canvas.view is None:
            return
        from layers.editing.picking import nearest_edge, nearest_vertex

        place = context.place_at(position)
        far = context.reach(REACH_PX, place)
        around = context.near.around((place[0] - far, place[1] - far, place[0] + far, place[1] + far))
        only = set(context.selected())
        shapes: dict[int, Shape] = {fid: one for fid, one in around.items() if not only or fid in only}
        found = nearest_vertex(shapes, place, far)
        if found is None:
            found_edge = nearest_edge(shapes, place, far)
            self.edge, self._fids = found_edge if found_edge is not None else (None, self._fids)
        else:
            self.vertex, self._fids = found
        self._show_handles(shapes, only)

    def _show_handles(self, shapes: dict[int, Shape], only: set[int]) -> None:
        import shapely

        near = self.context.near
        listed = [near.shape(fid) for fid in sorted(only)[:50]] if only else list(shapes.values())
        known = [shape for shape in listed if shape is not None]
        xy = shapely.get_coordinates(np.array([*known, None], dtype=object)[:-1]) if known else np.empty((0, 2))
        if len(xy):
            west, south, east, north = self.context.box()
            inside = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
            xy = xy[inside]
        self._handles = xy if len(xy) <= MOST_HANDLES else np.empty((0, 2))

    def _choose_one(self) -> None:
        if self.vertex is None:
            shift = _held(Qt.KeyboardModifier.ShiftModifier)
            if not shift:
                self._choose(())
            self._select_feature(add=shift)
        elif _held(Qt.KeyboardModifier.ShiftModifier):
            rest = tuple(one for one in self.chosen if one != self.vertex)
            self._choose(rest if self.vertex in self.chosen else (*self.chosen, self.vertex))
        else:
            self._choose((self.vertex,))

    def _select_feature(self, *, add: bool) -> None:
        """A click beside all vertices selects the feature that lies there, of the layer in hand; or adds it."""
        from layers.editing.picking import feature_at

        context = self.context
        if context.ready:
            found = feature_at(context.near, self._from, context.reach(CLICK_PX, self._from))
            fids = [] if found is None else [found]
            context.session.selection.select(context.name, fids, "toggle" if add else "replace")

    def _choose(self, places: tuple[Place, ...], *, add: bool = False) -> None:
        self.chosen = tuple(dict.fromkeys((*self.chosen, *places))) if add else places
        self.fields.show_place(self.chosen[0] if len(self.chosen) == 1 else None, len(self.chosen))
        self.canvas.update()

    def _within(self, box: QRectF) -> tuple[Place, ...]:
        import shapely

        context = self.context
        first, last = context.place_at(box.topLeft()), context.place_at(box.bottomRight())
        west, east = sorted((first[0], last[0]))
        south, north = sorted((first[1], last[1]))
        only = set(context.selected())
        around = context.near.around((west, south, east, north))
        shapes = [shape for fid, shape in around.items() if not only or fid in only]
        if not shapes:
            return ()
        xy = np.unique(shapely.get_coordinates(np.array([*shapes, None], dtype=object)[:-1]), axis=0)
        inside = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
        return tuple((float(x), float(y)) for x, y in xy[inside][:MOST_HANDLES])

    def _follow(self) -> None:
        self.vertex = self.edge = None
        self._handles = np.empty((0, 2))
        self._choose(())

    # How it looks

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Handles of the features at hand, the chosen ones filled, the middle of the edge under the cursor."""
        theme, context = current_theme(), self.context
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1.4))
        painter.setBrush(theme.colour("map_halo"))
        for x, y in context.map_xy(self._handles).tolist() if len(self._handles) else ():
            painter.drawRect(_square(QPointF(*view.to_screen(x, y)), HANDLE_PX))
        painter.setBrush(theme.colour("accent"))
        for place in self.chosen:
            painter.drawRect(_square(context.to_screen(place), HANDLE_PX + 1))
        if self.edge is not None and self._held_edge is None:
            first, last = (context.to_screen(end) for end in self.edge)
            painter.setPen(QPen(theme.colour("accent"), 2.4))
            painter.drawLine(first, last)
            painter.setBrush(theme.colour("map_halo"))
            painter.drawEllipse((first + last) / 2, 4.0, 4.0)
        if self.vertex is not None:
            painter.setPen(QPen(theme.colour("map_ink"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(_square(context.to_screen(self.vertex), HANDLE_PX + 3))
        if self._box is not None:
            painter.setPen(QPen(theme.colour("accent"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._box)
        painter.restore()


class VertexFields(QWidget):
    """X and Y of the chosen vertex, to be typed."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self.x, self.y, self.move_button = QLineEdit(), QLineEdit(), QPushButton()
        self.told = plain_label(muted=True)
        self._count = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for name, field in (("X", self.x), ("Y", self.y)):
            field.setFixedWidth(120)
            layout.addWidget(plain_label(name, muted=True))
            layout.addWidget(field)
        layout.addWidget(self.move_button)
        layout.addWidget(self.told, 1)
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self.show_place(None, 0)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.move_button.setText(self.tr("Move there"))
        self.x.setAccessibleName(self.tr("X (east)"))
        self.y.setAccessibleName(self.tr("Y (north)"))
        self._tell()

    def show_place(self, place: Place | None, count: int) -> None:
        """Show the coordinates of the one vertex that is chosen, or how many are."""
        self._count = count
        for field, number in zip((self.x, self.y), place or (None, None), strict=True):
            field.setText("" if number is None else repr(number))
            field.setEnabled(place is not None)
        self.move_button.setEnabled(place is not None)
        self._tell()

    def place(self) -> Place | None:
        """What is typed; None where these are no two numbers."""
        try:
            x, y = float(self.x.text()), float(self.y.text())
        except ValueError:
            return None
        return (x, y) if np.isfinite([x, y]).all() else None

    def _tell(self) -> None:
        self.told.setText(self.tr("{count} vertices are chosen.").format(count=self._count) if self._count > 1 else "")


def _held(modifier: Qt.KeyboardModifier) -> bool:
    return bool(QGuiApplication.keyboardModifiers() & modifier)


def _square(at: QPointF, half: float) -> QRectF:
    return QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
