"""Which layers of the map are labelled, and how: the planner's own choice, else what is usual for their role."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gui.label_overlay import LabelOverlay
    from gui.map_layers import MapLayer
    from maps.drawing.display import DisplayLayer
    from maps.labelling import LabelSource, LabelStyle
    from maps.symbology.style import RoleStyle

    Key = tuple[DisplayLayer, LabelStyle]

SOON_MS = 30
"""Layers become ready one after the other when a plan is opened."""


class MapLabels(QObject):
    """Hands the overlay of a map what to write. ``changed``: other labels than before are wanted.

    In a project the choice is kept with the layer; of a plan opened from files it lasts while the plan is open.
    """

    changed = Signal()

    def __init__(self, session: Session, overlay: LabelOverlay, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._overlay = overlay
        self._own: dict[str, LabelStyle] = {}
        self._sources: dict[Key, LabelSource] = {}
        self._revision = 0
        self._only: frozenset[str] | None = None
        session.opened.connect(self._start)
        session.changed.connect(lambda _outcome: self._read())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._prepare)

    def usual(self, member: MapLayer) -> LabelStyle | None:
        """What is usual for the layer's role; None where it is not labelled."""
        from maps.labelling import role_label

        return role_label(member.layer.role)

    def style_of(self, member: MapLayer) -> LabelStyle | None:
        """How a layer is labelled; None where it is not."""
        return self._own.get(member.layer.name) or self.usual(member)

    def limit_to(self, roles: frozenset[str] | None) -> None:
        """Label layers of these roles only; None: all that are to be labelled."""
        self._only = roles
        self.refresh()

    def set_style(self, member: MapLayer, style: LabelStyle | None) -> None:
        """Label a layer like this; None: as usual."""
        table = member.layer.name
        if self._session.desk.is_project:
            from services import layer_labels

            self._session.desk.step(
                self.tr("Labelling the layer"),
                lambda project, _feedback: layer_labels.set_label_style(project, table, style),
            )
            return
        if style is None:
            self._own.pop(table, None)
        else:
            self._own[table] = style
        self.refresh()
        self.changed.emit()

    def refresh(self) -> None:
        """Label what is shown now: after other layers, another order or other styles."""
        self._soon.start()

    def _prepare(self) -> None:
        wanted = []
        for member in self._session.map_layers:
            meant = self._only is None or member.layer.role in self._only
            style = self.style_of(member) if meant and member.visible and member.display is not None else None
            if style is not None and style.shown:
                wanted.append((member, _within(style, member.style)))
        self._revision += 1
        revision, known = self._revision, self._sources
        if all((member.display, style) in known for member, style in wanted):
            self._take(revision, {(member.display, style): known[member.display, style] for member, style in wanted})
            return
        self._session.jobs.submit(
            self.tr("Preparing labels"),
            lambda _feedback: _made(wanted, known),
            lambda made: self._take(revision, made),
        )

    def _start(self) -> None:
        self._own, self._sources, self._only = {}, {}, None
        self._read()

    def _read(self) -> None:
        """The choices in a project, on its thread."""
        if not self._session.desk.is_project:
            self.refresh()
            return
        from services import layer_labels

        title = self.tr("Reading the labels")
        self._session.desk.look(title, lambda project, _feedback: layer_labels.label_styles(project), self._take_styles)

    def _take_styles(self, own: dict[str, LabelStyle]) -> None:
        self._own = own
        self.refresh()
        self.changed.emit()

    def _take(self, revision: int, made: dict[Key, LabelSource]) -> None:
        if revision != self._revision:
            return
        self._sources = made
        plan = self._session.plan
        self._overlay.set_sources(list(made.values()), plan.language if plan is not None else "zh")


def _made(wanted: Sequence[tuple[MapLayer, LabelStyle]], known: Mapping[Key, LabelSource]) -> dict[Key, LabelSource]:
    from maps.labelling import label_source

    made = {}
    for member, style in wanted:
        if member.display is not None:
            key = (member.display, style)
            made[key] = known.get(key) or label_source(member.layer, member.display, style)
    return made


def _within(style: LabelStyle, role: RoleStyle) -> LabelStyle:
    """Not labelled where the layer is not drawn."""
    least = [each for each in (style.min_denominator, role.min_denominator) if each is not None]
    most = [each for each in (style.max_denominator, role.max_denominator) if each is not None]
    return replace(style, min_denominator=max(least, default=None), max_denominator=min(most, default=None))
