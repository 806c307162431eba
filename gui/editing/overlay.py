"""What an edit would change, drawn over the map; what stands in its way; where the cursor is drawn to and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.change_preview import ChangePaths, draw_change
from gui.editing.changed_edges import differing
from gui.editing.layer_names import layer_title
from gui.places import PlacePath, seen_path
from gui.theme import current_theme
from gui.tools.measure import draw_card, draw_halo_text

if TYPE_CHECKING:
    from core.errors import AppError
    from gui.editing.context import EditContext
    from layers.editing.edit import Edit, Shape
    from layers.editing.snapping import Snap
    from maps.view import MapView

SNAP_PX = 6.0
MOST_WHOLE = 200
"""With more vertices in what changes, only the edges that differ are shown."""


class EditOverlay:
    """An overlay of the canvas, drawn under what the tool itself draws."""

    def __init__(self, context: EditContext) -> None:
        self._context = context
        self.snap: Snap | None = None
        self.refusal: AppError | None = None
        self.refused_at: QPointF | None = None
        self.card: list[str] = []
        self.card_at: QPointF | None = None
        self._paths: ChangePaths | None = None
        self._kept: ChangePaths | None = None
        self._barrier: PlacePath | None = None
        context.canvas.overlays.append(self.draw)

    def show(self, edit: Edit | None, paths: ChangePaths | None = None) -> None:
        """Show the shapes of an edit, by ``paths`` where these are known already; None: nothing."""
        self.refusal, self._barrier = None, None
        self._paths = None if edit is None else paths or self.paths_of(edit)
        self._context.canvas.update()

    def show_refusal(self, refusal: AppError) -> None:
        """Show what stands in the way."""
        self.refusal = refusal
        self._barrier = shapes_path(self._context, [getattr(refusal, "place", None), *self._in_the_way(refusal)])
        self._context.canvas.update()

    def show_card(self, lines: list[str], at: QPointF | None) -> None:
        """Show figures beside the cursor."""
        self.card, self.card_at = lines, at
        self._context.canvas.update()

    def show_snap(self, snap: Snap | None) -> None:
        """Mark where the cursor is drawn to."""
        if snap is not self.snap:
            self.snap = snap
            self._context.canvas.update()

    def keep(self) -> None:
        """Leave on the map what is previewed, until the layer is drawn anew."""
        self._kept = self._paths

    def drop_kept(self) -> None:
        """The layer shows by itself what was kept."""
        if self._kept is not None:
            if self._paths is self._kept:
                self._context.show(None)
            self._kept = None
            self._context.canvas.update()

    def draw(self, painter: QPainter, view: MapView) -> None:
        """Draw over the map, in the view's pixels."""
        if self._context.member is None:
            return
        paths = self._paths or self._kept
        if paths is not None:
            draw_change(painter, view, paths)
        if self._barrier is not None:
            self._draw_barrier(painter, view)
        if self.snap is not None:
            self._draw_snap(painter)
        self._draw_card(painter, view)

    def paths_of(self, edit: Edit) -> ChangePaths:
        """What to draw of an edit; also for a worker."""
        import shapely

        before = [shape for fid, shape in edit.before.items() if fid in edit.changed or fid in edit.removed]
        gone = [edit.before[fid] for fid in edit.removed if fid in edit.before]
        context, shapes = self._context, edit.shapes()
        after, lost = shapes_path(context, shapes), shapes_path(context, gone)
        # What is split or joined is shown whole, where that does not hide what else changes.
        few = sum(shapely.get_num_coordinates(shape) for shape in before) <= MOST_WHOLE
        lines = None if (edit.added or edit.removed) and few else differing(before, shapes)
        if lines is None:
            return ChangePaths(shapes_path(context, before), after, lost, None)
        if edit.added:  # neighbours only make room for what is new
            after = shapes_path(context, [one.geometry for one in edit.added])
        return ChangePaths(runs_path(context, lines[0]), after, lost, None, runs_path(context, lines[1]))

    def _in_the_way(self, refusal: AppError) -> list[Shape]:
        near = self._context.near
        return [near.shape(fid) for fid in getattr(refusal, "fids", ())[:50]] if near is not None else []

    def _draw_barrier(self, painter: QPainter, view: MapView) -> None:
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = seen_path(self._barrier, view)
        for token, width in (("map_halo", 5.0), ("conflict", 2.4)):
            painter.strokePath(path, QPen(theme.colour(token), width))
        painter.setPen(QPen(theme.colour("conflict"), 2.0))
        for point in self._barrier.points:
            at = QPointF(*view.to_screen(point.x() + self._barrier.origin[0], point.y() + self._barrier.origin[1]))
            painter.drawEllipse(at, 7.0, 7.0)
        painter.restore()

    def _draw_snap(self, painter: QPainter) -> None:
        """Each kind has its own mark and says what it is: nothing by colour alone."""
        snap, context, theme = self.snap, self._context, current_theme()
        at = context.to_screen(snap.place)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if snap.line is not None and snap.kind != "vertex":
            painter.setPen(QPen(theme.colour("map_ink"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(*(context.to_screen(end) for end in snap.line))
        painter.setPen(QPen(theme.colour("map_halo"), 4.0))
        draw_mark(painter, at, snap.kind)
        painter.setPen(QPen(theme.colour("map_ink"), 1.6))
        draw_mark(painter, at, snap.kind)
        words = context.speaker.say(snap.reason)
        if snap.layer and snap.layer != context.name:
            words = f"{words} · {context.speaker.say(layer_title(context.session, snap.layer))}"
        width = painter.fontMetrics().horizontalAdvance(words)
        draw_halo_text(painter, at + QPointF(14 + width / 2, -14), words)
        painter.restore()

    def _draw_card(self, painter: QPainter, view: MapView) -> None:
        lines = list(self.card)
        if self.refusal is not None:
            lines.append(self.refusal.sentence(self._context.speaker.language))
        if lines and self.card_at is not None:
            draw_card(painter, self.card_at, lines, QRectF(0, 0, view.width, view.height))


def draw_mark(painter: QPainter, at: QPointF, kind: str) -> None:
    """A square for a vertex, a triangle for a midpoint, a cross for an intersection, and so on, as CAD does."""
    x, y, r = at.x(), at.y(), SNAP_PX
    if kind == "vertex":
        painter.drawRect(QRectF(x - r, y - r, 2 * r, 2 * r))
    elif kind == "midpoint":
        painter.drawPolygon([QPointF(x, y - r), QPointF(x + r, y + r), QPointF(x - r, y + r)])
    elif kind == "intersection":
        painter.drawLine(QPointF(x - r, y - r), QPointF(x + r, y + r))
        painter.drawLine(QPointF(x - r, y + r), QPointF(x + r, y - r))
    elif kind == "perpendicular":
        painter.drawPolyline([QPointF(x - r, y - r), QPointF(x - r, y + r), QPointF(x + r, y + r)])
    elif kind == "edge":
        painter.drawPolygon(
            [QPointF(x - r, y - r), QPointF(x + r, y - r), QPointF(x - r, y + r), QPointF(x + r, y + r)]
        )
    elif kind == "extension":
        for step in (-r, 0.0, r):
            painter.drawEllipse(QPointF(x + step, y), 1.2, 1.2)
    else:
        painter.drawLine(QPointF(x - r, y), QPointF(x + r, y))
        painter.drawLine(QPointF(x, y - r), QPointF(x, y + r))


def shapes_path(context: EditContext, shapes: Iterable[Any]) -> PlacePath | None:
    """Geometries of the layer's CRS as paths of the map; None for nothing."""
    import shapely

    parts = shapely.get_parts(np.array([*shapes, None], dtype=object)[:-1])
    flat = shapely.get_dimensions(parts)
    runs = np.concatenate([shapely.get_rings(parts[flat == 2]), parts[(flat == 0) | (flat == 1)]])
    xy, run = shapely.get_coordinates(runs, return_index=True)
    sizes = np.bincount(run)
    return _path(context, xy, sizes[sizes > 0]) if len(xy) else None


def runs_path(context: EditContext, runs: list[np.ndarray]) -> PlacePath | None:
    """Lines (n, 2) of the layer's CRS, points where they have one place, as paths of the map; None for nothing."""
    return _path(context, np.concatenate(runs), np.array([len(run) for run in runs])) if runs else None


def _path(context: EditContext, xy: np.ndarray, sizes: np.ndarray) -> PlacePath:
    xy = context.map_xy(xy)
    west, south = xy.min(axis=0).tolist()
    east, north = xy.max(axis=0).tolist()
    origin = ((west + east) / 2, (south + north) / 2)
    local = xy - origin
    ends = np.cumsum(sizes)
    alone = ends[sizes == 1] - 1
    kept = np.ones(len(xy), dtype=bool)
    kept[alone] = False
    starts = np.concatenate([[0], np.cumsum(sizes[sizes > 1])])
    points = tuple(QPointF(*local[row].tolist()) for row in alone.tolist())
    return PlacePath(local[kept], starts, points, origin, (west, south, east, north))
