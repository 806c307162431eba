"""The sheet in the editor: seen as it will be printed, its elements taken hold of."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from gui.sheets import page_drawing
from gui.sheets.gestures import CONTROL, SHIFT, Band, Gesture, Move, Pan, Resize
from gui.sheets.model import SheetModel
from gui.sheets.page_drawing import RULER
from gui.sheets.page_scale import PageScale
from maps.sheets import sheet_aligning
from maps.sheets.paper import Rect
from maps.sheets.sheet_aligning import Handle

MARGIN = 16
STEP = 1.25
DRAG_PIXELS = 4
REST_MS = 60
"""Until moving the page has come to rest, it is not drawn anew."""
CURSORS: dict[Handle, Qt.CursorShape] = {
    "n": Qt.CursorShape.SizeVerCursor,
    "s": Qt.CursorShape.SizeVerCursor,
    "e": Qt.CursorShape.SizeHorCursor,
    "w": Qt.CursorShape.SizeHorCursor,
    "nw": Qt.CursorShape.SizeFDiagCursor,
    "se": Qt.CursorShape.SizeFDiagCursor,
    "ne": Qt.CursorShape.SizeBDiagCursor,
    "sw": Qt.CursorShape.SizeBDiagCursor,
}
ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}


class PageView(QWidget):
    """Shows and edits a ``SheetModel``.

    Signals: ``hovered`` (x, y in mm), ``scaled`` (nearer or farther), ``menu_wanted`` (ids under the pointer from the
    uppermost, place on the screen), ``form_wanted`` (Enter or a double click).
    """

    hovered = Signal(float, float)
    scaled = Signal()
    menu_wanted = Signal(object, QPoint)
    form_wanted = Signal()

    def __init__(self, model: SheetModel) -> None:
        super().__init__()
        self.model = model
        self.grid = 5.0
        self.scale = PageScale(0.0, 0.0, 2.0)
        self._fits = True
        self._gesture: Gesture | None = None
        self._pending: Gesture | None = None
        self._spaced = False
        self._pointer: QPointF | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        for signal in (model.edited, model.chosen, model.laid_out, model.pictured):
            signal.connect(self.update)
        model.edited.connect(self._follow_paper)

    def sizeHint(self) -> QSize:
        return QSize(760, 560)

    # Scale

    def fit(self) -> None:
        """Show the whole page."""
        room = self.room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        self.set_scale(PageScale.fitted(self.model.paper, room))
        self._fits = True

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Nearer or farther about a point, the middle where none is given."""
        self.set_scale(self.scale.zoomed(factor, at if at is not None else self.room.center()))
        self.scaled.emit()

    def set_scale(self, scale: PageScale) -> None:
        """Look at another part of the page, or from nearer or farther; the picture follows."""
        # Whole pixels, so that the picture is shown as sharp as it was drawn.
        ratio = self.devicePixelRatioF()
        left, top = round(scale.left * ratio) / ratio, round(scale.top * ratio) / ratio
        self.scale = PageScale(left, top, scale.pixels_per_mm)
        self._fits = False
        self._rest.start()
        self.update()

    @property
    def room(self) -> QRectF:
        """The widget without its rulers."""
        return QRectF(RULER, RULER, max(1, self.width() - RULER), max(1, self.height() - RULER))

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, keys = Qt.Key(event.key()), event.modifiers()
        if key in ARROWS:
            self._nudge(*ARROWS[key], keys)
        elif key == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._spaced = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif key == Qt.Key.Key_Escape:
            self._give_up()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.form_wanted.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._spaced = False
            self.unsetCursor()
        super().keyReleaseEvent(event)

    def _nudge(self, across: float, down: float, keys: Qt.KeyboardModifier) -> None:
        """An arrow: 1 mm, with Ctrl 0.1 mm; with Shift the lower right edges move instead."""
        boxes = self.model.chosen_boxes()
        if not boxes or self._gesture is not None:
            return
        step = 0.1 if keys & CONTROL else 1.0
        if keys & SHIFT:
            there = {key: sheet_aligning.resized(box, "se", across * step, down * step) for key, box in boxes.items()}
        else:
            there = {key: sheet_aligning.moved(box, across * step, down * step) for key, box in boxes.items()}
        self.model.put(there, merging=f"{'size' if keys & SHIFT else 'move'} {' '.join(boxes)}")

    def _give_up(self) -> None:
        if self._gesture is not None or self._pending is not None:
            if self._gesture is not None:
                self._gesture.give_up()
            self._gesture = self._pending = None
            self.update()
        else:
            self.model.choose(())

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() == Qt.MouseButton.MiddleButton or (
            self._spaced and event.button() == Qt.MouseButton.LeftButton
        ):
            self._gesture = Pan(self, at)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pending = self._begun(at, event.modifiers())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._pointer = at
        self.hovered.emit(*self.scale.on_page(at))
        if self._gesture is None and self._pending is not None:
            away = at - self._pending.start
            if max(abs(away.x()), abs(away.y())) >= DRAG_PIXELS:
                self._gesture, self._pending = self._pending, None
        if self._gesture is not None:
            self._gesture.move(at, event.modifiers())
        elif self._pending is None:
            self._show_cursor(at)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture = self._gesture or self._pending
        self._gesture = self._pending = None
        if gesture is not None:
            gesture.finish()
            self._show_cursor(event.position())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.model.selection:
            self.form_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self._around()
            at = self.scale.box(box).center() if box is not None else self.room.center()
        else:
            at = QPointF(event.pos())
        found = sheet_aligning.beneath(self.model.boxes(), *self.scale.on_page(at))
        if found and not set(found) & set(self.model.selection):
            self.model.choose(found[:1])
        self.menu_wanted.emit(tuple(found), self.mapToGlobal(at.toPoint()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def leaveEvent(self, event: object) -> None:
        del event
        self._pointer = None
        self.update()

    def _begun(self, at: QPointF, keys: Qt.KeyboardModifier) -> Gesture:
        """What pressing there begins."""
        model, around = self.model, self._around()
        handle = page_drawing.handle_at(self.scale.box(around), at) if around is not None else None
        if handle is not None:
            return Resize(self, at, handle)
        found = sheet_aligning.beneath(model.boxes(), *self.scale.on_page(at))
        adding = bool(keys & SHIFT)
        if adding and found:
            gone = found[0] in model.selection
            kept = tuple(one for one in model.selection if one != found[0])
            model.choose(kept if gone else (*kept, found[0]))
            return Gesture(self, at)
        element = model.design.element(found[0]) if found else None
        if element is not None and element.place.area == "page" and element.id not in model.selection:
            model.choose(found[:1])
        if set(found) & set(model.selection):
            return Move(self, at, found[0])
        # What the page has placed is not taken away by chance: it is chosen first, then dragged.
        return Band(self, at, adding=adding, otherwise=tuple(found[:1]))

    def _show_cursor(self, at: QPointF) -> None:
        around = self._around()
        handle = page_drawing.handle_at(self.scale.box(around), at) if around is not None else None
        if handle is not None:
            self.setCursor(CURSORS[handle])
        elif self._spaced:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()

    # Drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        scale, model, paper = self.scale, self.model, self.model.paper
        size = self.rect().toRectF()
        painter.setClipRect(self.room)
        page_drawing.draw_ground(painter, size, scale.box(Rect(0, 0, paper.width, paper.height)))
        self._draw_picture(painter)
        page_drawing.draw_margins(painter, scale, paper)
        boxes = list(model.chosen_boxes().values())
        around = sheet_aligning.around(boxes) if boxes else None
        page_drawing.draw_chosen(painter, scale, boxes, around)
        if self._gesture is not None:
            page_drawing.draw_guides(painter, scale, self._gesture.guides, size)
            if self._gesture.band is not None:
                page_drawing.draw_band(painter, self._gesture.band)
        painter.setClipping(False)
        page_drawing.draw_rulers(painter, scale, size, pointer=self._pointer, chosen=around)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        else:
            self._rest.start()

    def _draw_picture(self, painter: QPainter) -> None:
        """The last picture where it belongs now; what is dragged also where it is dragged to."""
        region, picture = self.model.region, self.model.picture
        if region is None or picture.isNull():
            return
        target = self.scale.box(region.rect)
        if abs(region.pixels_per_mm / self.devicePixelRatioF() - self.scale.pixels_per_mm) < 1e-9:
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            painter.drawImage(target.topLeft(), picture)
        else:
            painter.drawImage(target, picture)
        if self._gesture is not None and self.model.busy:
            self._draw_ghosts(painter, self._gesture)

    def _draw_ghosts(self, painter: QPainter, gesture: Gesture) -> None:
        """What is dragged, where it is dragged to, until it is drawn there."""
        region = gesture.region
        if region is None:
            return
        share, shown = region.pixels_per_mm, region.rect
        painter.setOpacity(0.6)
        for before, after in gesture.ghosts:
            corner = (before.x - shown.x) * share, (before.y - shown.y) * share
            source = QRectF(*corner, before.width * share, before.height * share)
            painter.drawImage(self.scale.box(after), gesture.picture, source)
        painter.setOpacity(1.0)

    def _around(self) -> Rect | None:
        boxes = list(self.model.chosen_boxes().values())
        return sheet_aligning.around(boxes) if boxes else None

    def _ask(self) -> None:
        self.model.look_at(self.scale.region(self.model.paper, self.room, self.devicePixelRatioF()))

    def _follow_paper(self) -> None:
        """Another paper is shown whole where the last one was."""
        if self._fits:
            fitted = PageScale.fitted(self.model.paper, self.room.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
            if abs(fitted.pixels_per_mm - self.scale.pixels_per_mm) > 1e-6:
                self.fit()
        self._rest.start()
