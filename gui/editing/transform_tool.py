"""What tools have in common that move places: drags, typed numbers, previews, neighbours that follow.

Dragged from a vertex, that vertex is what is snapped. In a coverage neighbours keep their common vertices with what is
moved where "neighbours follow" is ticked; else what would overlap is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from core.errors import AppError
from core.messages import Text
from gui.editing.moved_shapes import FEW_FEATURES, MovedShapes, moved_shapes
from gui.editing.operation import Field
from gui.editing.operation_fields import OperationFields
from gui.editing.selecting_tool import ENTER_KEYS, SelectingTool, holds_shift
from gui.theme import current_theme
from gui.tools import CLICK_PX

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from layers.editing.edit import Edit, Place, Surroundings
    from layers.editing.transforms import Mapped
    from maps.view import MapView
    from services.shaping import Done

VERTEX_PX = 8.0
REST_MS = 150
"""When the mouse has rested so long, what many features would do is tried out in a worker."""


class TransformTool(SelectingTool):
    """``fields_of`` are in the bar; ``label`` names the step. A tool says in ``dragged`` and ``typed`` what its change
    of places is."""

    fields_of: tuple[Field, ...] = ()
    label = Text("", "")
    grips = False
    """Whether only what is under the cursor is dragged; else a drag anywhere counts."""

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.options = self.fields = OperationFields(self.fields_of, context)
        self.base: Place | None = None
        self.target: Place | None = None
        self.centre: Place | None = None
        self.moved: MovedShapes | None = None
        self._change: Mapped | None = None
        self._vertex = False
        self._under: int | None = None
        self._timer = QTimer(self.fields)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self._try_out)
        self.fields.changed.connect(self._show_typed)
        self.fields.apply_wanted.connect(self.apply_typed)
        context.session.selection.settled.connect(self._selection_changed)
        context.followed.connect(self._gather)
        context.changed.connect(self._gather)

    # What a tool says

    def dragged(self, base: Place, target: Place) -> Mapped | None:
        """The change of places of a drag; None: none."""
        raise NotImplementedError

    def typed(self) -> Mapped | None:
        """The change of places of what is typed; None: none."""
        raise NotImplementedError

    def figures(self, base: Place, target: Place) -> list[str]:
        """What stands beside the cursor."""
        raise NotImplementedError

    def intent(self, change: Mapped) -> Intent:
        """What is carried out."""
        from layers.editing.transforms import transform

        fids, coverage, follow = self.context.selected(), self.context.coverage, self.follows()
        return lambda near: transform(near, fids, change, follow=follow, coverage=coverage)

    def follows(self) -> bool:
        """Whether neighbours keep their common vertices."""
        editor = self.fields.editors.get("follow")
        return self.context.coverage and editor is not None and bool(editor.value())

    def click(self, position: QPointF) -> None:
        """A click that did not select."""
        self.select_at(position)

    # The mouse and the keyboard

    def press(self, position: QPointF) -> None:
        super().press(position)
        self.base = self.target = None
        if not self.context.ready:
            return
        place = self.context.place_at(position)
        vertex = self._vertex_at(place) if self.context.selected() else None
        self._under = self.feature_at(place) if vertex is None else None
        self._vertex = vertex is not None
        if vertex is not None:
            self.base = vertex
        elif not self.grips and self.context.selected():
            self.base = self.place(position)
        elif self._under is not None and self.grips:
            self.base = place

    def drag(self, position: QPointF) -> None:
        if self.base is None:
            super().drag(position)
            return
        if not self._moved and (position - self._start).manhattanLength() < CLICK_PX:
            return
        if not self._moved and self._under is not None and self.grips:
            self._take_under()
        self._moved = True
        self.target = self.place(position, start=self.base, without=self.base if self._vertex else None)
        self._show_drag(position)

    def release(self, position: QPointF, *, clicks: bool) -> None:
        base, target, moved = self.base, self.target, self._moved
        self._end_drag()
        if not clicks or not self.context.ready:
            return
        if not moved:
            if holds_shift() or not self.context.selected():
                self.select_at(position)
            else:
                self.click(position)
        elif base is not None and target is not None:
            change = self._change_of(base, target)
            if change is not None:
                self.carry_out(change)
        self.context.overlay.show_snap(None)

    def wants(self, event: QKeyEvent) -> bool:
        return self.fields.typing(event) is not None

    def key(self, event: QKeyEvent) -> bool:
        meaning = self.apply_typed if event.key() in ENTER_KEYS else self.fields.typing(event)
        if meaning is not None:
            meaning()
        return meaning is not None

    def give_up(self) -> bool:
        if self.base is not None and self._moved:
            self._end_drag()
            self.context.show(None)
            return True
        if self.centre is not None:
            self.centre = None
            self.canvas.update()
            return True
        return False

    def take_up(self) -> None:
        super().take_up()
        self.centre = None
        self._gather()

    def begin_anew(self) -> None:
        super().begin_anew()
        self._end_drag()

    def _end_drag(self) -> None:
        self.base = self.target = self._change = None
        self._timer.stop()
        self.context.overlay.show_card([], None)
        self.canvas.update()

    # What it does

    def carry_out(self, change: Mapped) -> None:
        """Apply a change of places as one step."""
        label = self.label.format(count=len(self.context.selected()))
        self.context.apply(self.intent(change), label, done=self._done)

    def apply_typed(self) -> None:
        """Apply what is typed."""
        change = self._typed_change()
        if change is not None:
            self.carry_out(change)
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _done(self, done: Done) -> None:
        self.select_made(done)

    def _typed_change(self) -> Mapped | None:
        wrong = self.fields.wrong()
        if not self.context.ready or not self.context.selected() or wrong:
            self.say(wrong or self.hint())
            return None
        try:
            return self.typed()
        except AppError as refusal:
            self.context.refuse(refusal)
            return None

    def _change_of(self, base: Place, target: Place) -> Mapped | None:
        try:
            return self.dragged(base, target)
        except AppError as refusal:
            self.context.refuse(refusal)
            return None

    def _show_typed(self) -> None:
        """Preview what is typed, checked already."""
        if self.canvas.tool is not self:
            return
        change = self._typed_change()
        if change is None:
            self.context.show(None)
        else:
            self.context.try_out_later(self.intent(change), self._say_refusal)

    def _say_refusal(self, edit: Edit | None) -> None:
        refusal = self.context.overlay.refusal
        if self.canvas.tool is self:
            words = refusal.sentence(self.context.speaker.language) if edit is None and refusal is not None else ""
            self.say(words or self.hint())

    def say(self, sentence: str) -> None:
        """What to do next, in the bar."""
        self.context.window.editing.bar.say(sentence)

    def _show_drag(self, position: QPointF) -> None:
        base, target = self.base, self.target
        if base is None or target is None:
            return
        change = self._change_of(base, target)
        if change is not None:
            self._preview(change)
            self.context.overlay.show_card(self.figures(base, target), position)

    def _preview(self, change: Mapped) -> None:
        """Where the features come to lie, not checked: the mouse is still down."""
        if self.moved is not None and self.moved.few:
            self.context.try_out(self._unchecked(change))
            return
        self._change = change
        self._timer.start()
        self.canvas.update()

    def _try_out(self) -> None:
        if self._change is not None and self.moved is not None and self.moved.tried:
            self.context.try_out_later(self._unchecked(self._change))

    def _unchecked(self, change: Mapped) -> Intent:
        return _unchecked(self.context.selected(), change, follow=self.follows(), added=self.adds())

    def _gather(self) -> None:
        """Have the outlines of what is selected at hand."""
        context, fids = self.context, self.context.selected()
        if self.canvas.tool is not self:
            return
        self.moved = None
        if not context.ready or not fids:
            self.canvas.update()
        elif len(fids) <= FEW_FEATURES:
            self._take_moved(moved_shapes(context.near, fids))
        else:
            near = context.near.snapshot()
            title = self.tr("Reading the features")
            context.session.jobs.submit(
                title,
                lambda _feedback: moved_shapes(near, fids),
                lambda found: self._take_moved(found) if fids == context.selected() else None,
            )

    def _take_moved(self, found: MovedShapes | None) -> None:
        self.moved = found
        self.canvas.update()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Where many features come to lie."""
        if self._change is not None and self.moved is not None:
            self.moved.draw(painter, view, self.context, self._change)

    def adds(self) -> bool:
        """Whether the features themselves stay."""
        return False

    # What is under the cursor

    def _vertex_at(self, place: Place) -> Place | None:
        from layers.editing.picking import nearest_vertex

        context = self.context
        far = context.reach(VERTEX_PX, place)
        around = context.near.around((place[0] - far, place[1] - far, place[0] + far, place[1] + far))
        chosen = set(context.selected())
        found = nearest_vertex({fid: one for fid, one in around.items() if fid in chosen}, place, far)
        return None if found is None else found[0]

    def _take_under(self) -> None:
        """What is dragged is selected first."""
        context = self.context
        if self._under not in context.selected():
            context.session.selection.select(context.name, [self._under])

    def middle(self) -> Place | None:
        """The place about which is turned: the one clicked, else the middle of what is selected."""
        return self.centre if self.centre is not None or self.moved is None else self.moved.middle

    def _selection_changed(self) -> None:
        if self.canvas.tool is self:
            if self.base is None:
                self.context.show(None)
            self._gather()
            self.say(self.hint())

    def draw_centre(self, painter: QPainter, place: Place) -> None:
        """A cross in a circle."""
        at = self.context.to_screen(place)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("map_halo", 4.5), ("accent", 1.8)):
            painter.setPen(QPen(current_theme().colour(token), width))
            painter.drawEllipse(at, 6.0, 6.0)
            painter.drawLine(at - QPointF(10, 0), at + QPointF(10, 0))
            painter.drawLine(at - QPointF(0, 10), at + QPointF(0, 10))
        painter.restore()


def _unchecked(fids: Sequence[int], change: Mapped, *, follow: bool, added: bool) -> Intent:
    """Where features come to lie, without a look at their neighbours."""

    def intent(near: Surroundings) -> Edit:
        import numpy as np
        import shapely

        from layers.editing.edit import Added, Edit, present
        from layers.editing.paths import key, paths_of, places_of
        from layers.editing.vertices import preview_move

        before = present(near, fids)
        if follow:
            places = sorted(
                {place for shape in before.values() for path in paths_of(shape) for place in places_of(path)}
            )
            there = change(np.array(places))
            return preview_move(near, {a: key(*b) for a, b in zip(places, there, strict=True)})
        after = {fid: shapely.transform(shape, change) for fid, shape in before.items()}
        if added:
            return Edit({}, added=tuple(Added(shape, like=fid) for fid, shape in after.items()))
        return Edit(before, after)

    return intent
