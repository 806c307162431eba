"""The map: moving about in it, and what is painted on top of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gui import furniture
from gui.highlight import Highlight
from gui.label_overlay import LabelOverlay
from gui.places import Bounds, PlacePath, with_context
from gui.scene import Scene, Sight
from gui.theme import current_theme
from gui.tools import Tool
from gui.tools.pan import PanTool
from maps.view import MapView

if TYPE_CHECKING:
    from maps.drawing.display import DisplayLayer
    from maps.drawing.rendering import Base

Overlay = Callable[[QPainter, MapView], None]

MM_PER_INCH = 25.4
WHEEL_STEP = 1.25
NEAREST_DENOMINATOR = 50.0
FARTHEST_DENOMINATOR = 20_000_000.0
ARROW_PX = 96


class MapCanvas(QWidget):
    """Draws display layers in the plane of the plan's measuring CRS.

    Signals: ``hovered`` (x, y in metres, or None, None when the cursor leaves), ``view_changed``,
    ``pointed`` (x, y, radius in metres, whether all layers are meant): a place was clicked.
    """

    hovered = Signal(object, object)
    view_changed = Signal()
    pointed = Signal(float, float, float, bool)
    resized = Signal()
    tool_changed = Signal()
    menu_wanted = Signal(QPointF)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.setObjectName("map")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 180)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.view: MapView | None = None
        self.scene = Scene(self)
        self.scene.changed.connect(self.update)
        self.picture = self.scene.picture
        self.overlays: list[Overlay] = []
        self.highlight = Highlight(theme.size("pulse_ms"), self)
        self.highlight.changed.connect(self.update)
        self._words = furniture.HaloText()
        self.notes: list[str] = []
        self.notes_lift = 0.0
        self._near: QPointF | None = None
        self._full: Bounds | None = None
        self._tool: Tool = PanTool(self)
        self._panning_tool = PanTool(self)
        self._held: Tool | None = None
        self._space = False
        self._keyboard = False
        self._flight = QVariantAnimation(self)
        self._flight.setDuration(theme.size("fly_ms"))
        self._flight.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.valueChanged.connect(self._fly_on)
        self._from: MapView | None = None
        self._to: MapView | None = None
        self.use_tool(self._tool)

    # What is shown

    def pixels_per_mm(self) -> float:
        """Logical pixels per millimetre of the screen, as the system declares it."""
        return self.logicalDpiX() / MM_PER_INCH

    def scale_denominator(self) -> float | None:
        """The N of 1 : N."""
        return None if self.view is None else self.view.scale_denominator(self.pixels_per_mm())

    def set_displays(self, displays: Sequence[DisplayLayer], other: Sequence[DisplayLayer] | None = None) -> None:
        """Draw these layers, the lowest first; of what is there already only what differs.

        With ``other``, right of the divider those are drawn instead, to be compared.
        """
        self.scene.show_displays(displays, other)

    def set_divider(self, share: float) -> None:
        """From which share of the width on the other layers show."""
        self.scene.divider = min(max(share, 0.0), 1.0)
        self.update()

    def set_base(self, base: Base | None) -> None:
        """Draw ``base`` under all layers."""
        self.scene.show_base(base)

    def set_selected(self, displays: Sequence[DisplayLayer]) -> None:
        """Draw selected features over all layers (see ``maps.drawing.selected``)."""
        self.scene.show_selected(displays)

    @property
    def labels(self) -> LabelOverlay:
        """What writes the labels."""
        return self.scene.labels

    def set_full_extent(self, bounds: Bounds | None) -> None:
        """What *zoom full* shows. A new plan starts there."""
        self._full = bounds
        self.scene.forget()
        self.highlight.clear()
        self._flight.stop()
        self.view = None
        self.zoom_full()
        self.update()

    def set_whole(self, bounds: Bounds | None) -> None:
        """What *zoom full* shows from now on; the view stays."""
        self._full = bounds

    def set_notes(self, notes: Sequence[str], lift: float = 0.0) -> None:
        """Lines for the lower right corner, ``lift`` pixels above it."""
        self.notes = [note for note in notes if note]
        self.notes_lift = lift
        self.update()

    def draw_faster(self) -> None:
        """The kernels are there: what is still being drawn without them is begun anew."""
        if self.picture.painting:
            self._paint_anew(fresh=True)

    def retheme(self) -> None:
        """Paint with the colours of the present theme."""
        self._paint_anew(fresh=True)

    # Moving about

    def set_view(self, view: MapView) -> None:
        """Show ``view``, held within sensible scales."""
        nearest, farthest = self._metres_per_pixel_limits()
        held = min(max(view.metres_per_pixel, nearest), farthest)
        self.view = replace(view, metres_per_pixel=held)
        self._paint_anew()
        self.view_changed.emit()

    def _metres_per_pixel_limits(self) -> tuple[float, float]:
        per_unit = 1.0 / (self.pixels_per_mm() * 1000.0)
        return NEAREST_DENOMINATOR * per_unit, FARTHEST_DENOMINATOR * per_unit

    def zoom_full(self) -> None:
        """Show the whole plan."""
        if self._full is not None:
            self.zoom_to(self._full)

    def zoom_to(self, bounds: Bounds) -> None:
        """Show ``bounds`` whole, at once."""
        self._flight.stop()
        self.set_view(MapView.fitted(bounds, max(self.width(), 1), max(self.height(), 1)))

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Nearer by ``factor`` about a position of the widget, or about its centre."""
        if self.view is not None:
            at = about if about is not None else QPointF(self.width() / 2, self.height() / 2)
            self._flight.stop()
            nearest, farthest = self._metres_per_pixel_limits()
            held = min(max(self.view.metres_per_pixel / factor, nearest), farthest)
            self.set_view(self.view.zoomed(self.view.metres_per_pixel / held, at.x(), at.y()))

    def zoom_to_scale(self, denominator: float) -> None:
        """Show 1 : ``denominator`` with the same centre."""
        if self.view is not None:
            self._flight.stop()
            self.set_view(self.view.at_scale(denominator, self.pixels_per_mm()))

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by pixels, right and down."""
        if self.view is not None:
            self._flight.stop()
            self.set_view(self.view.panned(dx, dy))

    def fly_to(self, bounds: Bounds) -> None:
        """Go there in a short movement, keeping some context around it."""
        self._fly(MapView.fitted(with_context(bounds), max(self.width(), 1), max(self.height(), 1)))

    def fly_exactly(self, bounds: Bounds) -> None:
        """Go there in a short movement, to the middle and the scale of ``bounds``."""
        self._fly(MapView.fitted(bounds, max(self.width(), 1), max(self.height(), 1), margin=0.0))

    def _fly(self, target: MapView) -> None:
        if self.view is None:
            self.set_view(target)
            return
        self._flight.stop()
        self._from, self._to = self.view, target
        self._flight.start()

    def point_at(self, place: PlacePath, token: str, *, fly: bool) -> None:
        """Highlight a place in the colour ``token``; fly there and pulse, or only outline it."""
        theme = current_theme()
        self.highlight.show(
            place, colour=theme.colour(token), halo=theme.colour("map_halo"), ink=theme.colour("map_ink")
        )
        if fly:
            self.fly_to(place.bounds)
            self.highlight.pulse()

    # Tools

    @property
    def tool(self) -> Tool:
        """The tool in hand."""
        return self._tool

    def use_tool(self, tool: Tool) -> None:
        """Take a tool in hand."""
        if tool is not self._tool:
            self._tool.put_away()
        self._tool = tool
        self._held = None
        self.setCursor(tool.cursor)
        self.tool_changed.emit()

    def click(self, position: QPointF, *, everything: bool) -> None:
        """Ask what is at a position of the widget."""
        if self.view is not None:
            x, y = self.view.to_map(position.x(), position.y())
            self.pointed.emit(x, y, 4.0 * self.view.metres_per_pixel, everything)

    def stop(self) -> None:
        """End painting and movement before the window goes."""
        self._flight.stop()
        self.highlight.clear()
        self.scene.stop()

    # Qt

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self.view is None or not self.picture.covers(self.view):
            painter.fillRect(self.rect(), theme.colour("map_ground"))
        if self.view is not None:
            self.scene.draw_map(painter, self.view)
            self.highlight.draw(painter, self.view)
            self.scene.draw_labels(painter, self.view)
            for overlay in self.overlays:
                overlay(painter, self.view)
            self._draw_furniture(painter)
        if self.hasFocus() and self._keyboard:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.view is not None:
            self.set_view(self.view.resized(self.width(), self.height()))
        self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._near = event.position()
        steps = event.angleDelta().y() / 120.0
        if steps:
            self.zoom(WHEEL_STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keyboard = False
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._held = self._panning_tool
        elif left:
            self._held = self._tool
        elif event.button() == Qt.MouseButton.RightButton and self._held is None:
            self._tool.right_click(event.position())
        if self._held is not None:
            self._held.press(event.position())
            self.setCursor(self._held.held_cursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._near = event.position()
        if self._held is not None:
            self._held.drag(event.position())
        else:
            self._tool.hover(event.position())
        if self.view is not None:
            self.hovered.emit(*self.view.to_map(event.position().x(), event.position().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held is None:
            return
        held, self._held = self._held, None
        held.release(event.position(), clicks=event.button() == Qt.MouseButton.LeftButton and not self._space)
        self.setCursor(self._tool.cursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._near = None
        self.hovered.emit(None, None)

    def event(self, event: QEvent) -> bool:
        """A key that the tool wants comes to it before shortcuts and before the focus moves on."""
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and self._tool.wants(event):
            event.accept()
            return True
        if kind == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self._tool.wants(event):
            return self._tool.key(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (ARROW_PX, 0),
            Qt.Key.Key_Right: (-ARROW_PX, 0),
            Qt.Key.Key_Up: (0, ARROW_PX),
            Qt.Key.Key_Down: (0, -ARROW_PX),
        }
        key = Qt.Key(event.key())
        if self._tool.key(event):
            return
        if key in moves:
            self.pan(*moves[key])
        elif key == Qt.Key.Key_Space:
            self._space = True
            self.setCursor(self._panning_tool.cursor)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click(QPointF(self.width() / 2, self.height() / 2), everything=True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self.setCursor(self._tool.cursor)
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event) -> None:
        super().focusInEvent(event)
        self._keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        self.update()

    def focusOutEvent(self, event) -> None:
        super().focusOutEvent(event)
        self._space = False
        self.update()

    # Painting

    def _paint_anew(self, *, fresh: bool = False) -> None:
        if self.view is not None and self.width() > 1:
            near = None if self._near is None else (self._near.x(), self._near.y())
            ground = current_theme().colour("map_ground")
            sight = Sight(self.view, self.pixels_per_mm(), self.devicePixelRatioF(), ground, near)
            self.scene.look(sight, fresh=fresh)
        self.update()

    def _draw_furniture(self, painter: QPainter) -> None:
        theme = current_theme()
        ink, halo = theme.colour("map_ink"), theme.colour("map_halo")
        font = self.font()
        font.setPixelSize(theme.size("small"))
        painter.setFont(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metres = self.view.metres_per_pixel
        furniture.draw_scale_bar(painter, self._words, self.height(), metres_per_pixel=metres, ink=ink, halo=halo)
        area = QRectF(0, 0, self.width(), self.height() - self.notes_lift)
        furniture.draw_notes(painter, self._words, area, self.notes, ink=ink, halo=halo)
        if self.hasFocus() and self._keyboard:
            furniture.draw_centre_mark(painter, QRectF(self.rect()).center(), ink, halo)

    def _fly_on(self, progress: float) -> None:
        if self._from is None or self._to is None:
            return
        start, end = self._from, self._to.resized(self.width(), self.height())
        ratio = end.metres_per_pixel / start.metres_per_pixel
        view = MapView(
            start.centre_x + (end.centre_x - start.centre_x) * progress,
            start.centre_y + (end.centre_y - start.centre_y) * progress,
            start.metres_per_pixel * ratio**progress,
            self.width(),
            self.height(),
        )
        self.set_view(end if progress >= 1.0 else view)
