"""What the pointer does on the page between being pressed and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from maps.sheets import sheet_aligning, sheet_editing
from maps.sheets.paper import Rect
from maps.sheets.sheet_aligning import Guide, Handle, Lines

if TYPE_CHECKING:
    from gui.sheets.page_view import PageView

SNAP_PIXELS = 6
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Gesture:
    """Begun where the pointer was pressed. ``guides`` and ``band`` are to be drawn while it lasts."""

    guides: tuple[Guide, ...] = ()
    band: QRectF | None = None
    ghosts: tuple[tuple[Rect, Rect], ...] = ()
    """What is moved: where the picture has it, and where it is now."""

    def __init__(self, view: PageView, start: QPointF) -> None:
        self.view = view
        self.model = view.model
        self.start = start
        # As it was before anything moved: the next picture has it elsewhere already.
        self.picture, self.region = self.model.picture, self.model.region

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        """The pointer is there now."""

    def finish(self) -> None:
        """The pointer was let go."""

    def give_up(self) -> None:
        """Nothing is to have happened."""


class Pan(Gesture):
    """Moves the page under the window."""

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        del keys
        step = at - self.start
        self.start = at
        self.view.set_scale(self.view.scale.moved(step.x(), step.y()))


class Band(Gesture):
    """A box drawn on the page: what is inside is chosen, with Shift besides what was."""

    def __init__(self, view: PageView, start: QPointF, *, adding: bool, otherwise: tuple[str, ...]) -> None:
        super().__init__(view, start)
        self._before = self.model.selection if adding else ()
        self._otherwise = otherwise

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        del keys
        self.band = QRectF(self.start, at).normalized()
        left, top = self.view.scale.on_page(self.band.topLeft())
        right, bottom = self.view.scale.on_page(self.band.bottomRight())
        found = sheet_aligning.inside(self.model.boxes(), Rect(left, top, right - left, bottom - top))
        self.model.choose((*self._before, *found))

    def finish(self) -> None:
        if self.band is None:
            self.model.choose((*self._before, *self._otherwise))


class _Placing(Gesture):
    """Gives the chosen elements other boxes while the pointer moves; one step when it is let go."""

    def __init__(self, view: PageView, start: QPointF) -> None:
        super().__init__(view, start)
        self.boxes = self.model.chosen_boxes()
        self.around = sheet_aligning.around(list(self.boxes.values()))
        still = [box for key, box in self.model.boxes() if key not in self.boxes]
        paper = self.model.paper
        page = Rect(0, 0, paper.width, paper.height)
        self.lines = sheet_aligning.lines_of([paper.border, page, *still], view.grid)

    @property
    def reach(self) -> float:
        """How near, in mm, something must be to be snapped to."""
        return SNAP_PIXELS / self.view.scale.pixels_per_mm

    def place(self, boxes: dict[str, Rect]) -> None:
        """Show the elements there."""
        self.ghosts = tuple((self.boxes[key], boxes[key]) for key in boxes)
        self.model.try_out(sheet_editing.put(self.model.past.present, boxes))

    def finish(self) -> None:
        if self.ghosts:
            self.model.edit(self.model.design)

    def give_up(self) -> None:
        self.model.try_out(None)


class Move(_Placing):
    """Drags what is chosen. Shift keeps to one direction, Ctrl lets it go anywhere."""

    def __init__(self, view: PageView, start: QPointF, pressed: str) -> None:
        super().__init__(view, start)
        self._pressed = pressed

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        share = self.view.scale.pixels_per_mm
        across, down = (at.x() - self.start.x()) / share, (at.y() - self.start.y()) / share
        if keys & SHIFT:
            across, down = (across, 0.0) if abs(across) >= abs(down) else (0.0, down)
        self.guides = ()
        if not keys & CONTROL:
            lines = self.lines
            if keys & SHIFT:  # nothing is snapped across the way it goes
                lines = Lines(lines.across if across else (), lines.down if down else (), 0.0)
            target = sheet_aligning.moved(self.around, across, down)
            more_x, more_y, self.guides = sheet_aligning.snapped_move(target, lines, self.reach)
            across, down = across + more_x, down + more_y
        self.place({key: sheet_aligning.moved(box, across, down) for key, box in self.boxes.items()})

    def finish(self) -> None:
        if not self.ghosts:
            self.model.choose([self._pressed])
        super().finish()


class Resize(_Placing):
    """Drags a handle of what is chosen. Shift keeps the proportions, Ctrl does not snap."""

    def __init__(self, view: PageView, start: QPointF, handle: Handle) -> None:
        super().__init__(view, start)
        self._handle = handle

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        share = self.view.scale.pixels_per_mm
        across, down = (at.x() - self.start.x()) / share, (at.y() - self.start.y()) / share
        in_proportion = bool(keys & SHIFT)
        self.guides = ()
        if not keys & CONTROL and not in_proportion:
            target = sheet_aligning.resized(self.around, self._handle, across, down)
            found = sheet_aligning.snapped_resize(target, self._handle, self.lines, self.reach)
            across, down, self.guides = across + found[0], down + found[1], found[2]
        target = sheet_aligning.resized(self.around, self._handle, across, down, in_proportion=in_proportion)
        self.place(sheet_aligning.stretched(self.boxes, self.around, target))
