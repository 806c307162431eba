"""The layer that is edited: its features about the cursor, snapping, previews, and steps of the project.

Tools think in the layer's own coordinates, so that a vertex that is snapped to is met to the bit; the canvas shows the
measuring CRS. A tool gives an *intent*, a function from the features around to an ``Edit``: it is tried out on the
copy in memory while the mouse moves, and worked out again on the rows of the project when it is applied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPointF, Signal

from core.errors import AppError
from core.messages import Text
from gui.editing.overlay import EditOverlay
from gui.editing.selection_order import SelectionOrder
from gui.editing.snapping import Snapping

if TYPE_CHECKING:
    from core.feedback import Feedback
    from gui.change_preview import ChangePaths
    from gui.jobs import Job
    from gui.map_layers import MapLayer
    from gui.window import MainWindow
    from layers.editing.edit import Edit, Place, Refusal, Shape, Surroundings
    from layers.editing.surroundings import FeaturesAround
    from services.editing import Outcome
    from services.shaping import Done

    Intent = Callable[[Surroundings], Edit]


class EditContext(QObject):
    """What all editing tools share.

    ``changed``: another layer is in hand, or it is ready now, or counts as a coverage or not. ``followed``: its
    features are others. ``previewed`` carries the ``Edit`` that is shown, or None. ``applied`` carries ``Done``,
    ``refused`` an ``AppError``.
    """

    changed = Signal()
    followed = Signal()
    previewed = Signal(object)
    applied = Signal(object)
    refused = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.session = window.session
        self.canvas = window.canvas
        self.speaker = window.speaker
        self.member: MapLayer | None = None
        self.near: FeaturesAround | None = None
        self.coverage = False
        self.preview: Edit | None = None
        self._forward: Any = None
        self._back: Any = None
        self._own: Done | None = None
        self._stale: set[int] = set()
        self._work: Job | None = None
        self._coverages: dict[str, bool] = {}
        self._passing: tuple[str, bool] | None = None
        self.overlay = EditOverlay(self)
        self.snapping = Snapping(self)
        self._order = SelectionOrder(self.session.selection)
        self.session.changed.connect(self._follow)
        self.session.opened.connect(lambda: self.edit(None))
        self.session.displayed.connect(self._drawn_anew)
        self.canvas.hovered.connect(self._left)

    # The layer in hand

    @property
    def name(self) -> str:
        """The table of the layer; empty without one."""
        return self.member.layer.name if self.member is not None else ""

    @property
    def ready(self) -> bool:
        """Whether its features are at hand."""
        return self.near is not None

    @property
    def kind(self) -> str:
        """``polygon``, ``line`` or ``point``; empty without a layer."""
        return self.member.layer.kind if self.member is not None else ""

    def edit(self, member: MapLayer | None) -> None:
        """Take a layer in hand; None: none. Its features are made ready in a worker."""
        self.show(None)
        self.member, self.near = member, None
        self._stale.clear()
        self._forward = self._back = None
        self.coverage = member is not None and self._is_coverage(member)
        self.changed.emit()
        if member is not None:
            self._make_ready(member)

    def set_coverage(self, coverage: bool) -> None:
        """Whether neighbours share their borders; kept for the layer while the program runs."""
        self._coverages[self.name] = coverage
        self.coverage = coverage
        self.changed.emit()

    def selected(self) -> list[int]:
        """The selected features of the layer in hand, what was selected first in front. Must not be written into."""
        return self._order.of(self.name) if self.name else []

    def in_degrees(self) -> bool:
        """Whether lengths of the layer in hand are degrees."""
        crs = self.member.layer.crs if self.member is not None else None
        return crs is not None and bool(crs.is_geographic)

    def _is_coverage(self, member: MapLayer) -> bool:
        from services.shaping import COVERAGES

        layer = member.layer
        return self._coverages.get(layer.name, layer.kind == "polygon" and layer.role in COVERAGES)

    def _make_ready(self, member: MapLayer) -> None:
        plan = self.session.plan
        crs = plan.measuring_crs if plan is not None else None

        def work(_feedback: Feedback) -> tuple[FeaturesAround, Any, Any]:
            # All that the first gesture needs: it must not wait for imports.
            from layers.editing import (  # noqa: F401
                areas,
                constraints,
                drawing,
                newcomers,
                snapping,
                splitting,
                transforms,
                vertices,
            )
            from layers.editing.surroundings import features_of
            from layers.geometry.crs import same_crs, transformer_between

            layer = member.layer
            near = features_of(layer)
            if layer.crs is None or crs is None or same_crs(layer.crs, crs):
                return near, None, None
            there, back = layer.crs.to_wkt(), crs.to_wkt()
            return near, transformer_between(there, back), transformer_between(back, there)

        self.session.jobs.submit(
            self.tr("Making the layer ready to be edited"), work, lambda made: self._take_ready(member, *made)
        )

    def _take_ready(self, member: MapLayer, near: FeaturesAround, forward: Any, back: Any) -> None:
        if member is not self.member:
            return
        self.near, self._forward, self._back = near, forward, back
        self.snapping.refresh()
        self.changed.emit()

    # Places

    def place_at(self, position: QPointF) -> Place:
        """The place of the layer under a position of the canvas."""
        view = self.canvas.view
        return self.to_layer(view.to_map(position.x(), position.y()))

    def to_layer(self, place: Place) -> Place:
        """From the measuring CRS into that of the layer."""
        return place if self._back is None else self._back.transform(*place)

    def to_map(self, place: Place) -> Place:
        """From the CRS of the layer into the measuring CRS."""
        return place if self._forward is None else self._forward.transform(*place)

    def to_screen(self, place: Place) -> QPointF:
        """Where a place of the layer is on the canvas."""
        return QPointF(*self.canvas.view.to_screen(*self.to_map(place)))

    def map_xy(self, xy: Any) -> Any:
        """Places (n, 2) of the layer in the measuring CRS."""
        if self._forward is None:
            return xy
        import numpy as np

        return np.column_stack(self._forward.transform(xy[:, 0], xy[:, 1]))

    def layer_xy(self, xy: Any) -> Any:
        """Places (n, 2) of the measuring CRS in that of the layer."""
        if self._back is None:
            return xy
        import numpy as np

        return np.column_stack(self._back.transform(xy[:, 0], xy[:, 1]))

    def reach(self, pixels: float, at: Place) -> float:
        """So many pixels in units of the layer's CRS."""
        view = self.canvas.view
        far = pixels * view.metres_per_pixel
        if self._back is None:
            return far
        x, y = self.to_map(at)
        other = self.to_layer((x, y + far))
        return max(abs(other[0] - at[0]), abs(other[1] - at[1]))

    def box(self) -> tuple[float, float, float, float]:
        """What is in view, in the layer's CRS."""
        west, south, east, north = self.canvas.view.extent
        if self._back is None:
            return west, south, east, north
        found: tuple[float, float, float, float] = self._back.transform_bounds(west, south, east, north)
        return found

    # Previews

    def show(self, edit: Edit | None, paths: ChangePaths | None = None) -> None:
        """Show what an edit would change, by ``paths`` where these are known already; None: nothing."""
        if edit is None and self.preview is None and not self.overlay.refusal:
            return
        self.preview = edit
        self.overlay.show(edit, paths)
        self.previewed.emit(edit)

    def try_out(self, intent: Intent) -> Edit | None:
        """Show what an intent would do. Only for what is quick: it is worked out at once. None where it is refused."""
        if self.near is None:
            return None
        try:
            edit = intent(self.near)
        except AppError as refusal:
            self.show(None)
            self.overlay.show_refusal(refusal)
            return None
        self.show(edit)
        return edit

    def try_out_later(
        self, intent: Intent, then: Callable[[Edit | None], None] | None = None, *, shown: bool = True
    ) -> None:
        """As ``try_out`` in a worker; only the last one asked for is shown, and answered by ``then``."""
        if self.near is None:
            return
        self.drop_work()
        near = self.near.snapshot()

        def refused(refusal: AppError) -> None:
            self.show(None)
            self.overlay.show_refusal(refusal)
            if then is not None:
                then(None)

        def work(_feedback: Feedback) -> tuple[Edit, ChangePaths | None]:
            edit = intent(near)
            return edit, self.overlay.paths_of(edit) if shown else None

        def done(made: tuple[Edit, ChangePaths | None]) -> None:
            edit, paths = made
            self.show(edit if shown else None, paths)
            if then is not None:
                then(edit)

        self._work = self.session.jobs.submit(self.tr("Working out the edit"), work, done, refused=refused)

    def drop_work(self) -> None:
        """Nobody waits for what is being tried out."""
        if self._work is not None and self._work.running:
            self.session.jobs.cancel(self._work)
        self._work = None

    # Steps

    def may_edit(self) -> bool:
        """Whether the project can be changed; says why not."""
        return self.member is not None and self.window.projects.may_edit()

    def apply(
        self,
        intent: Intent,
        label: Text,
        *,
        done: Callable[[Done], None] | None = None,
        refused: Callable[[AppError], None] | None = None,
    ) -> None:
        """Carry an intent out as one step of the project, worked out on its rows. What is refused is said and shown.

        The shapes that are previewed stay on the map until the layer is drawn anew.
        """
        if not self.may_edit():
            self.show(None)
            return
        self.drop_work()
        table, found = self.name, []

        def work(project: Any, _feedback: Feedback) -> Outcome:
            from services.shaping import carry_out_intent

            made = carry_out_intent(project, table, intent, label)
            found.append(made)
            self._own = made
            return made.outcome

        def said(outcome: Outcome) -> None:
            self._own = None
            self._tell(outcome)
            if done is not None:
                done(found[0])
            self.applied.emit(found[0])

        def taken(error: AppError) -> None:
            self.refuse(error)
            if refused is not None:
                refused(error)

        self.overlay.keep()
        self.session.desk.step(self.speaker.say(label), work, done=said, refused=taken, lost=self.overlay.drop_kept)

    def refuse(self, refusal: AppError | Refusal) -> None:
        """Say why something cannot be done, and show what stands in the way."""
        self.show(None)
        self.overlay.show_refusal(refusal)
        self.window.tell_error(refusal)
        self.say_for_now(refusal=True)
        self.refused.emit(refusal)

    def say_for_now(self, *, refusal: bool = False) -> None:
        """The message in the window holds until the next step, a refusal also until another tool is taken."""
        self._passing = self.window.messages.text.text(), refusal

    def unsay(self, *, refusals: bool = False) -> None:
        """Take such a message away (with ``refusals`` only one of these), unless another one has come since."""
        if self._passing is None or (refusals and not self._passing[1]):
            return
        if self.window.messages.text.text() == self._passing[0]:
            self.window.messages.hide()
        self._passing = None

    def _left(self, east: float | None, _north: float | None) -> None:
        """The mouse left the map: what was shown at the cursor goes with it."""
        if east is None:
            self.overlay.show_card([], None)
            self.overlay.show_snap(None)

    def _tell(self, outcome: Outcome) -> None:
        if outcome.told:
            self.window.status.set_tip(" ".join(self.speaker.say(one) for one in outcome.told))

    # What follows a change of the project

    def _follow(self, outcome: Outcome) -> None:
        """A step changed the project: the features at hand become those that it has now."""
        self.unsay()
        if self.member is None:
            return
        member = next((item for item in self.session.map_layers if item.layer.name == self.name), None)
        if member is None:
            self.edit(None)
            return
        if member is self.member or member.layer is self.member.layer:
            self.member = member
            return
        self.member = member
        own = self._own
        if own is not None and own.outcome is outcome and self.near is not None:
            from layers.editing.surroundings import put

            put(self.near, own.edit, own.fids)
            self._told_followed()
            return
        fids = outcome.rows.get(self.name)
        if fids is None or self.near is None:
            self.show(None)
            self.near = None
            self._stale.clear()
            self.changed.emit()
            self._make_ready(member)
            return
        self._put(member, sorted(fids))

    def _put(self, member: MapLayer, fids: Sequence[int]) -> None:
        """Lay the rows as they are now over the features at hand; what another step changes meanwhile is read anew."""
        self._stale.update(fids)
        wanted = sorted(self._stale)

        def read(_feedback: Feedback) -> dict[int, Shape]:
            from layers.editing.surroundings import shapes_of

            return shapes_of(member.layer, wanted)

        def take(shapes: dict[int, Shape]) -> None:
            if self.near is None or self.member is None or self.name != member.layer.name:
                return
            if self.member is not member:
                self._put(self.member, ())
                return
            self._stale.difference_update(shapes)
            self.near.put(shapes)
            self._told_followed()

        self.session.jobs.submit(self.tr("Reading the features"), read, take)

    def _told_followed(self) -> None:
        self.snapping.refresh()
        self.followed.emit()

    def _drawn_anew(self, item: MapLayer) -> None:
        """What was kept on the map until the layer is drawn is not needed any more."""
        if item is self.member:
            self.overlay.drop_kept()
