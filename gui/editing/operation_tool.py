"""One tool for every operation on selected features: its fields in the bar, a preview with figures, Enter applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter

from core.messages import Text
from gui.editing.measures import measure_for
from gui.editing.operation import Operation, Values, Work
from gui.editing.operation_fields import OperationFields
from gui.editing.operation_work import intent_of, names_of, others_of, told_figures
from gui.editing.overlay import shapes_path
from gui.editing.picks import Picks
from gui.editing.selecting_tool import ENTER_KEYS, SelectingTool, holds_shift
from gui.places import PlacePath, seen_path
from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from layers.editing.edit import Edit
    from maps.view import MapView
    from services.shaping import Done

REST_MS = 90
FILL_ALPHA = 90
MOST_FILLED = 50
MOST_NAMES = 30
MOST_SHOWN = 2_000
"""Of more features only the figures are shown before they are changed: nobody would see more."""


class OperationWords(QObject):
    """What the tool says."""

    def needs(self, least: int, most: int) -> str:
        """What must be selected first."""
        if most == 1:
            return self.tr("Click one feature to select it.")
        if least > 1:
            return self.tr("Select at least two features: click one, then others with Shift held down.")
        return self.tr("Click a feature to select it; with Shift held down several.")

    def too_many(self) -> str:
        """That this is for one feature."""
        return self.tr("This is for one feature: click the one that is meant.")

    def then_enter(self, figures: str) -> str:
        """Figures, and what to do next."""
        return self.tr("{figures} Enter applies.").format(figures=figures)


class OperationTool(SelectingTool):
    """Previews in a worker whenever the selection, a field or what was pointed at is another."""

    def __init__(self, context: EditContext, operation: Operation) -> None:
        super().__init__(context)
        self.operation = operation
        self.operation_words = OperationWords(context)
        self.options = self.fields = OperationFields(operation.fields, context)
        self.said = ""
        self.picks = Picks(self, operation)
        self._rested = False
        self._new: tuple[Edit, PlacePath] | None = None
        self._timer = QTimer(self.fields)
        self._timer.setSingleShot(True)
        self._timer.setInterval(REST_MS)
        self._timer.timeout.connect(self.preview)
        self.keeps_others = any(field.kind == "layer" for field in operation.fields)
        self.fields.changed.connect(self._something_changed)
        self.fields.apply_wanted.connect(self.apply)
        context.session.selection.settled.connect(self._selection_changed)
        context.changed.connect(self._layer_changed)
        context.followed.connect(self.begin_preview)
        context.speaker.changed.connect(self.begin_preview)

    @property
    def in_hand(self) -> bool:
        """Whether this is the tool in hand."""
        return self.canvas.tool is self

    def take_up(self) -> None:
        super().take_up()
        self.picks.forget()
        self.said = ""
        self._offer_names()
        self.fields.offer_layers()
        self._subject_changed()

    def hint(self) -> str:
        return self.said or self.next_step()

    def next_step(self) -> str:
        """What to do before anything can be previewed, else what the operation is for."""
        operation, count = self.operation, len(self.context.selected())
        if count < operation.least:
            return self.operation_words.needs(operation.least, operation.most)
        if operation.most and count > operation.most:
            return self.operation_words.too_many()
        return self.fields.wrong() or self.context.speaker.say(operation.hint)

    # The mouse and the keyboard

    def hover(self, position: QPointF) -> None:
        if self.context.ready:
            self.picks.hover(position)

    def release(self, position: QPointF, *, clicks: bool) -> None:
        if not clicks or self._moved or not self.context.ready:
            return
        if holds_shift() or not self.picks.possible:
            self.select_at(position)
        else:
            self.point(position)

    def wants(self, event: QKeyEvent) -> bool:
        return self.fields.typing(event) is not None

    def key(self, event: QKeyEvent) -> bool:
        meaning = self.apply if event.key() in ENTER_KEYS else self.fields.typing(event)
        if meaning is not None:
            meaning()
        return meaning is not None

    def give_up(self) -> bool:
        if not self.picks:
            return False
        self.picks.forget()
        self._something_changed()
        return True

    def put_away(self) -> None:
        self._timer.stop()
        super().put_away()
        self.picks.forget()

    # What it does

    def begin_preview(self) -> None:
        """Preview soon: fields and selection may still be changing. What was just carried out is not asked again."""
        if self.in_hand and not self._rested:
            self._timer.start()

    def _something_changed(self) -> None:
        self._rested = False
        self.begin_preview()

    def _subject_changed(self) -> None:
        """Another feature is meant."""
        self._measure_whole()
        self._something_changed()

    def preview(self) -> None:
        """Try the operation out in a worker, and say what comes of it."""
        if not self.in_hand:
            return
        self.said = ""
        asked = self._asked()
        if asked is None:
            self.context.drop_work()
            self.context.show(None)
            self._tell()
            return
        tried, found = told_figures(self.context, self.operation, *asked)
        self._tell()
        few = len(self.context.selected()) <= MOST_SHOWN
        self.context.try_out_later(tried, lambda edit: self._tried(edit, found), shown=few)

    def apply(self) -> None:
        """Carry the operation out as one step, and select what it made.

        What has just been carried out is previewed before it is done once more.
        """
        if self._rested:
            self._something_changed()
            return
        asked = self._asked()
        if asked is None:
            self._tell()
            return
        self._timer.stop()
        label = self.operation.label.format(count=len(self.context.selected()))
        self.context.apply(asked[0], label, done=self._done)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _asked(self) -> tuple[Intent, Work] | None:
        """The intent as things stand; None while something is missing."""
        operation, fids = self.operation, self.context.selected()
        values = self.fields.values()
        if not self.context.ready or values is None or len(fids) < operation.least:
            return None
        if operation.most and len(fids) > operation.most:
            return None
        if self.picks.lacking or not (fids or self.picks):
            return None
        work = self._work(values)
        return intent_of(operation, fids, values, work), work

    def _work(self, values: Values) -> Work:
        context = self.context
        work = Work(context.coverage, context.kind, measure_for(context))
        work = replace(work, place=self.picks.place, edge=self.picks.edge, fid=self.picks.fid)
        other = next(
            (item.layer for item in context.session.map_layers if item.layer.name == values.get("other")), None
        )
        if other is None:
            return work
        chosen = context.session.selection.fids(other.name)
        return replace(work, others=partial(others_of, other, chosen, context.member.layer.crs))

    def _tried(self, edit: Edit | None, found: Sequence[Text]) -> None:
        if not self.in_hand:
            return
        if edit is None:
            refusal = self.context.overlay.refusal
            self.said = refusal.sentence(self.context.speaker.language) if refusal is not None else ""
        elif found:
            self._show_new(edit)
            words = self.operation_words
            speaker = self.context.speaker
            apart = "" if speaker.language == "zh" else " "
            self.said = words.then_enter(apart.join(speaker.say(one) for one in (*found, *edit.told)))
        self._tell()

    def _show_new(self, edit: Edit) -> None:
        """New features are filled: which side is cut off must be seen."""
        path = shapes_path(self.context, [one.geometry for one in edit.added[:MOST_FILLED]])
        self._new = (edit, path) if path is not None else None
        self.canvas.update()

    def _done(self, done: Done) -> None:
        self._timer.stop()
        self.picks.forget()
        self.said = ""
        self._rested = True
        self.select_made(done)
        self._rested = True
        self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        if self.in_hand:
            self.context.window.editing.bar.say(self.hint())

    # What was pointed at

    def point(self, position: QPointF) -> None:
        """A click that points at something."""
        self.picks.point(position)
        direction = self.picks.direction
        if direction is not None:
            self.fields.set_value("bearing", round(direction[0], 6))
            self.fields.set_value("side", direction[1])
        self._subject_changed()

    # What follows

    def _selection_changed(self) -> None:
        if self.in_hand:
            self.picks.forget()
            self._offer_names()
            self.fields.offer_layers()
            self._subject_changed()

    def _layer_changed(self) -> None:
        if self.in_hand:
            self.picks.forget()
            self.said = ""
            self._something_changed()

    def _measure_whole(self) -> None:
        """Show the area of the polygon that is meant where an area is to be typed."""
        if not any(field.kind == "area" for field in self.operation.fields):
            return
        selected = self.context.selected()
        fid = self.picks.fid if self.picks.fid is not None else selected[0] if len(selected) == 1 else None
        self.fields.show_whole(None)
        if fid is None or not self.context.ready:
            return
        shape, measure = self.context.near.shape(fid), measure_for(self.context)
        self.context.session.jobs.submit(
            self.tr("Reading the features"),
            lambda _feedback: float(measure(np.array([shape, None], dtype=object)[:-1])[0]),
            lambda area: self.fields.show_whole(area) if self.in_hand else None,
        )

    def _offer_names(self) -> None:
        """The selected features for fields that choose one of them, with their names read in a worker."""
        if not any(field.kind == "feature" for field in self.operation.fields):
            return
        member, fids = self.context.member, self.context.selected()[:MOST_NAMES]
        if member is None:
            return
        layer = member.layer
        self.context.session.jobs.submit(
            self.tr("Reading the features"),
            lambda _feedback: names_of(layer, fids),
            lambda names: self.fields.offer_features(names) if self.in_hand else None,
        )

    def draw(self, painter: QPainter, view: MapView) -> None:
        """New features, and the edge or the line that was pointed at."""
        if self._new is not None and self.context.preview is self._new[0]:
            colour = current_theme().colour("accent")
            colour.setAlpha(FILL_ALPHA)
            painter.fillPath(seen_path(self._new[1], view), colour)
        self.picks.draw(painter)


def operation_tool(context: EditContext, name: str) -> OperationTool:
    """The tool of an operation."""
    from gui.editing.operations import OPERATIONS

    return OperationTool(context, OPERATIONS[name])
