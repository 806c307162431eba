"""Tools that collect places: clicks add them, snapped, traced along borders or typed; the result is previewed.

A tool derives from ``PathTool``, says with ``closed`` whether an area is drawn and with ``least`` and ``most`` how many
places it needs, and implements ``finish(places)``; with ``preview(places)`` it gives an intent, tried out in a worker
while the mouse moves. ``outline`` is what is drawn for the places, where that is not a line through them.

Backspace takes back, Enter, a double click or the right button finishes, Esc gives up, C closes; digits and Tab type
numbers, A draws an arc, T follows borders (Shift+T the other way round), K drops a construction line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter

from core.errors import AppError
from core.messages import Text
from gui.editing.construction import ConstructionLines
from gui.editing.path_arcs import arc_between
from gui.editing.path_drawing import draw_path
from gui.editing.path_figures import PathFigures
from gui.editing.path_words import PathWords
from gui.editing.tool import EditTool
from gui.editing.trace import Tracer
from gui.editing.trials import Trials
from gui.editing.typed_entry import TypedEntry
from gui.tools import CLICK_PX

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from layers.editing.edit import Place
    from layers.editing.snapping import Snap
    from maps.view import MapView
    from services.shaping import Done

CLOSE_PX = 8.0
ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
BACK_KEYS = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
STRONG_KINDS = ("vertex", "intersection")
_TOO_FEW = Text("点还不够：至少要 {least} 个。", "Too few places: at least {least} are needed.")


class PathTool(EditTool):
    """``closed``: an area is drawn. ``least``: the fewest places; ``most``: it finishes by itself with so many (0:
    never). ``simple``: corners of a figure, without arcs and tracing."""

    closed = False
    least = 2
    most = 0
    simple = False

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.path_words = PathWords(context)
        self.steps: list[tuple[Place, ...]] = []
        self.cursor_place: Place | None = None
        self.at: QPointF | None = None
        self.arc = False
        self.arc_through: Place | None = None
        self.tracing = False
        self.other_way = False
        self.lines = ConstructionLines(context)
        self.figures = PathFigures(context)
        self.tracer = Tracer(context)
        self.tracer.traced.connect(self._show)
        self.entry = TypedEntry(context)
        self.entry.changed.connect(self._typed)
        self.entry.entered.connect(self._enter_typed)
        self.entry.passed_on = self._pass_on
        self._finished: list[tuple[Place, ...]] = []
        self.trials = Trials(context)
        context.changed.connect(self._layer_changed)
        context.speaker.changed.connect(self._say_anew)

    # What a tool implements

    def finish(self, places: list[Place]) -> None:
        """The path is whole: usually ``carry_out``."""
        raise NotImplementedError

    def preview(self, places: list[Place]) -> Intent | None:
        """What ``finish`` would do with these places; None: only the path is shown."""
        return None

    def outline(self, places: list[Place]) -> list[Place]:
        """The places of the line that is drawn."""
        return places

    def is_whole(self, places: Sequence[Place]) -> bool:
        """Whether these places are enough."""
        return len(set(places)) >= self.least

    def carry_out(self, intent: Intent, label: Text, *, done: Callable[[Done], None] | None = None) -> None:
        """Apply an intent as one step. Where it is refused, the path is there again to be changed."""
        steps = self._finished
        self.context.apply(intent, label, done=done, refused=lambda _error: self._bring_back(steps))

    # Places

    @property
    def places(self) -> list[Place]:
        """All places so far."""
        return [place for step in self.steps for place in step]

    @property
    def begun(self) -> bool:
        """Whether there is a place already."""
        return bool(self.steps)

    @property
    def last(self) -> Place | None:
        """The place added last."""
        return self.steps[-1][-1] if self.steps else None

    @property
    def before(self) -> Place | None:
        """The place before the last one."""
        places = self.places[-2:]
        return places[0] if len(places) > 1 else None

    def add(self, place: Place) -> None:
        """Add a place as if it were clicked."""
        last = self.last
        if place == last:
            return
        if self.arc and last is not None and not self.simple:
            self._add_on_arc(last, place)
        elif self.tracing and last is not None and not self.simple:
            self.tracer.ask(last, place, other_way=self.other_way, then=self._add_way)
        else:
            self._add_step((place,))

    def take_back(self) -> None:
        """Take back what was clicked last."""
        if self.arc_through is not None:
            self.arc_through = None
        elif self.steps:
            self.steps.pop()
        self._follow_places()

    def complete(self) -> None:
        """Finish, where there are enough places."""
        places = self.places
        if not self.is_whole(places):
            self.say(self.context.speaker.say(_TOO_FEW.format(least=self.least)))
            return
        self._finished = self.steps
        self._clear()
        self.finish(places)
        self._say_hint()

    def close_path(self) -> None:
        """Back to the first place, and finish."""
        places = self.places
        if not self.closed and len(set(places)) > 2 and places[0] != places[-1]:
            self.steps.append((places[0],))
        self.complete()

    # The mouse

    def hover(self, position: QPointF) -> None:
        if self.canvas.view is None or not self.context.ready:
            return
        self.at = position
        self._show()

    def release(self, position: QPointF, *, clicks: bool) -> None:
        if not clicks or self._moved or self.canvas.view is None or not self.context.ready:
            return
        self.at = position
        place = self._target(position)
        typed = self.entry.is_fixing
        if not typed and self._is_last(position, place):
            self.complete()
        elif not typed and self._is_first(position):
            self.close_path()
        else:
            self.add(place)
            self.entry.clear()
        self._show()

    def right_click(self, position: QPointF) -> None:
        if self.begun:
            self.complete()
        else:
            super().right_click(position)

    # The keyboard

    def wants(self, event: QKeyEvent) -> bool:
        return self._meaning(event) is not None

    def key(self, event: QKeyEvent) -> bool:
        meaning = self._meaning(event)
        if meaning is None:
            return False
        meaning()
        return True

    def _meaning(self, event: QKeyEvent) -> Callable[[], None] | None:
        """What a key does now; None: it is not the tool's."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if not self.context.ready:
            return None
        if held and not shift:  # what is not a step of the project yet is not undone there either
            back = held == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Z and self.begun
            return self.take_back if back else None
        if key == Qt.Key.Key_Tab and not shift:
            return lambda: self.open_entry("")
        if key == Qt.Key.Key_K:
            return lambda: self.drop_line(across=shift)
        if not self.begun:  # the feature just drawn is selected: one Backspace too many must not delete it
            return self._say_hint if key == Qt.Key.Key_Backspace else None
        text = event.text()
        if not shift and len(text) == 1 and text in "0123456789.":
            return lambda: self.open_entry(text)
        if shift:
            return self.trace_other_way if key == Qt.Key.Key_T and not self.simple else None
        return self._plain_keys().get(Qt.Key(key))

    def _plain_keys(self) -> dict[Qt.Key, Callable[[], None]]:
        keys: dict[Qt.Key, Callable[[], None]] = dict.fromkeys(ENTER_KEYS, self._enter)
        keys |= dict.fromkeys(BACK_KEYS, self.take_back)
        if not self.simple:
            keys |= {
                Qt.Key.Key_C: self.close_path,
                Qt.Key.Key_A: self.toggle_arc,
                Qt.Key.Key_T: self.toggle_tracing,
            }
        return keys

    def toggle_arc(self) -> None:
        """The next edge is an arc through three places, or a straight one again."""
        self.arc, self.tracing, self.arc_through = not self.arc, False, None
        self._follow_places()

    def toggle_tracing(self) -> None:
        """Follow borders from the last place to the cursor, or go straight again."""
        self.tracing, self.arc, self.arc_through, self.other_way = not self.tracing, False, None, False
        self._follow_places()

    def trace_other_way(self) -> None:
        """Follow borders the other way round."""
        self.tracing, self.arc, self.other_way = True, False, not (self.tracing and self.other_way)
        self._follow_places()

    def drop_line(self, *, across: bool) -> None:
        """Drop a construction line along the edge under the cursor, else along the last edge; or ``across`` it."""
        edge = self.snapped.line if self.snapped is not None and self.snapped.kind != "construction" else None
        through = self.snapped.place if edge is not None and self.snapped is not None else self.last
        if edge is None and self.last is not None and self.before is not None:
            edge = self.before, self.last
        if edge is None or through is None:
            self.say(self.path_words.tr("Point at an edge: the construction line goes along it, with Shift across."))
            return
        self.lines.drop(edge, through, across=across)
        self._show()

    def open_entry(self, text: str) -> None:
        """Open the strip for numbers at the cursor, with what was typed already."""
        if self.at is None:
            self.at = QPointF(self.canvas.width() / 2, self.canvas.height() / 2)
        if self.cursor_place is None:
            self.cursor_place = self.context.place_at(self.at)
        self.entry.open(self.at, text, started=self.begun)
        self._show()

    def give_up(self) -> bool:
        if self.entry.is_open:
            self.entry.close_strip()
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.steps:
            self._clear()
            self.begin_anew()
        elif self.lines.dropped:
            self.lines.clear()
        else:
            return False
        self._show()
        return True

    def begin_anew(self) -> None:
        super().begin_anew()
        self._clear()
        self.cursor_place = None
        self._say_hint()

    def put_away(self) -> None:
        super().put_away()
        self.lines.clear()

    # What follows

    def hint(self) -> str:
        mode = self.path_words.mode(arc=self.arc, tracing=self.tracing, other_way=self.other_way)
        begun = mode and self.begun
        return mode if begun else self.usual_hint()

    def usual_hint(self) -> str:
        """The next step while no mode is on."""
        return self.path_words.hint(begun=self.begun, closed=self.closed, whole=self.is_whole(self.places))

    def say(self, sentence: str) -> None:
        """What to do next, in the bar."""
        self.context.window.editing.bar.say(sentence)

    def tentative(self) -> list[Place]:
        """All places with the way to where the cursor is."""
        places, target = self.places, self.cursor_place
        if target is None or not places:
            return places if target is None else [target]
        return places + [place for place in self._way_to(target) if place != places[-1]]

    def _way_to(self, target: Place) -> list[Place]:
        last = self.last
        if self.arc and self.arc_through is not None and last is not None:
            return arc_between(self.context, last, self.arc_through, target) or [self.arc_through, target]
        if self.tracing and last is not None and not self.simple:
            return self.tracer.way(last, target, other_way=self.other_way) or [target]
        return [target]

    def _add_on_arc(self, last: Place, place: Place) -> None:
        if self.arc_through is None:
            self.arc_through = place
        else:
            way = arc_between(self.context, last, self.arc_through, place) or [self.arc_through, place]
            self.arc_through = None
            self._add_step(tuple(way))
        self._follow_places()

    def _add_way(self, way: list[Place] | AppError) -> None:
        """What the tracer found; where it found nothing, that is said."""
        if isinstance(way, AppError):
            self.context.overlay.show_refusal(way)
            return
        if way and way[0] == self.last:
            self._add_step(tuple(way[1:]))

    def _add_step(self, step: tuple[Place, ...]) -> None:
        self.steps.append(step)
        self.snapped = None
        if self.most and len(self.places) >= self.most:
            self.complete()
        else:
            self._follow_places()

    def _bring_back(self, steps: list[tuple[Place, ...]]) -> None:
        if not self.steps and self.canvas.tool is self:
            self.steps = steps[:-1] if self.most and len(steps) >= self.most else steps
            self._say_hint()
            self.canvas.update()

    def _clear(self) -> None:
        """No path is begun; preview and modes with it."""
        self.steps, self.arc_through, self.arc, self.tracing = [], None, False, False
        self.trials.drop()
        self.tracer.drop()
        self.entry.close_strip()
        self.context.overlay.show_card([], None)
        self.canvas.update()

    def _layer_changed(self) -> None:
        """Another layer, or its features are others altogether."""
        if self.canvas.tool is self and not self.context.ready:
            self.begin_anew()

    def _say_anew(self) -> None:
        """In another language now, without waiting for the mouse."""
        if self.canvas.tool is self and self.begun:
            self._show()

    def _follow_places(self) -> None:
        self._say_hint()
        self._show()

    def _say_hint(self) -> None:
        if self.canvas.tool is self:
            self.say(self.hint())

    # Where the cursor is drawn to

    def _target(self, position: QPointF) -> Place:
        """The place meant: snapped, on a construction line, and as far as something is typed, there."""
        context, last = self.context, self.last
        place = self.place(position, start=last)
        if self._is_first(position):
            self._draw_to(self._first_snap())
            place = self.places[0]
        elif self.lines.dropped and (self.snapped is None or self.snapped.kind not in STRONG_KINDS):
            found = self.lines.find(context.place_at(position), self.snapped)
            if found is not None:
                self._draw_to(found)
                place = found.place
        return self.entry.constrained(place, last, self.before)

    def _draw_to(self, snap: Snap) -> None:
        self.snapped = snap
        self.context.overlay.show_snap(snap)

    def _first_snap(self) -> Snap:
        from layers.editing.snapping import Snap

        return Snap(self.places[0], "vertex", self.context.name)

    def _is_first(self, position: QPointF) -> bool:
        if not self.closed or self.simple or len(set(self.places)) < max(self.least, 3) or self.arc_through:
            return False
        alt = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier
        return not alt and QLineF(position, self.context.to_screen(self.places[0])).length() <= CLOSE_PX

    def _is_last(self, position: QPointF, place: Place) -> bool:
        """A click on the last place once more, as the second one of a double click is, finishes."""
        if self.last is None:
            return False
        return place == self.last or QLineF(position, self.context.to_screen(self.last)).length() < CLICK_PX

    # Numbers

    def _typed(self) -> None:
        self._show()

    def _enter(self) -> None:
        """Enter on the map: what is typed in the strip comes first."""
        if self.entry.is_fixing:
            self._enter_typed()
        else:
            self.complete()

    def _enter_typed(self) -> None:
        """Enter in the strip: place the point; with nothing typed, finish."""
        if self.at is None:
            return
        if not self.entry.is_fixing:
            if self.begun:
                self.complete()
            return
        place = self._target(self.at)
        if self.entry.refused:
            return
        self.add(place)
        self.entry.clear()
        self._show()

    def _pass_on(self, event: QKeyEvent) -> bool:
        """A letter typed into the strip is for the tool."""
        return event.key() not in (*ENTER_KEYS, Qt.Key.Key_Tab) and self.key(event)

    # How it looks

    def _show(self) -> None:
        """Figures, path and preview for where the cursor is."""
        if self.at is None or self.canvas.view is None or not self.context.ready:
            return
        self.cursor_place = self._target(self.at)
        places = self.tentative()
        problem = self._trace_on() if self.tracing and self.last is not None and not self.simple else None
        figures = self.figures.of(places, self.outline(places) if self.closed else [], len(self.places))
        refusal = problem or self.context.overlay.refusal
        said = "" if refusal is None else refusal.sentence(self.context.speaker.language)
        if self.entry.is_open:
            self.entry.follow(self.at, figures, said)
            self.context.overlay.show_card([], None)
        else:
            told = [said] if problem is not None else []
            self.context.overlay.show_card([*figures.lines, *told], self.at)
        self._try_out(places)
        self.canvas.update()

    def _trace_on(self) -> AppError | None:
        """Look for the way to the cursor; why there is none, if that is known."""
        self.tracer.want(self.last, self.cursor_place, other_way=self.other_way)
        return self.tracer.problem(self.last, self.cursor_place, other_way=self.other_way)

    def _try_out(self, places: list[Place]) -> None:
        enough = self.begun and self.is_whole(places)
        self.trials.want(self.preview(places) if enough else None)

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Construction lines, then the path."""
        self.lines.draw(painter, view)
        if not self.begun:
            return
        places = self.outline(self.tentative())
        marks = [*self.places, *([self.arc_through] if self.arc_through is not None else [])]
        draw_path(painter, self.context, places, marks=marks, closed=self.closed)
