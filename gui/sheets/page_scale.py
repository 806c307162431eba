"""Where a sheet lies in the window: mm of the page to pixels and back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from maps.sheets.paper import Paper, Rect
from maps.sheets.region import Region

LEAST, MOST = 0.1, 60.0
"""Pixels for a mm."""
BEYOND = 0.3
"""Share of the window drawn around it, so that there is something to see when it is moved."""


@dataclass(frozen=True, slots=True)
class PageScale:
    """The page's upper left corner in pixels of the widget, and how many pixels a mm has."""

    left: float
    top: float
    pixels_per_mm: float

    @classmethod
    def fitted(cls, paper: Paper, room: QRectF) -> PageScale:
        """The whole page in the middle of a room."""
        share = max(LEAST, min(room.width() / paper.width, room.height() / paper.height))
        left = room.center().x() - paper.width * share / 2
        top = room.center().y() - paper.height * share / 2
        return cls(left, top, share)

    def point(self, x: float, y: float) -> QPointF:
        """A place of the page in the widget."""
        return QPointF(self.left + x * self.pixels_per_mm, self.top + y * self.pixels_per_mm)

    def box(self, rect: Rect) -> QRectF:
        """A box of the page in the widget."""
        corner = self.point(rect.x, rect.y)
        return QRectF(corner.x(), corner.y(), rect.width * self.pixels_per_mm, rect.height * self.pixels_per_mm)

    def on_page(self, at: QPointF) -> tuple[float, float]:
        """A point of the widget in mm of the page."""
        return (at.x() - self.left) / self.pixels_per_mm, (at.y() - self.top) / self.pixels_per_mm

    def zoomed(self, factor: float, at: QPointF) -> PageScale:
        """Nearer or farther, what is under ``at`` stays there."""
        share = min(max(self.pixels_per_mm * factor, LEAST), MOST)
        x, y = self.on_page(at)
        return PageScale(at.x() - x * share, at.y() - y * share, share)

    def moved(self, across: float, down: float) -> PageScale:
        """Shifted by pixels."""
        return PageScale(self.left + across, self.top + down, self.pixels_per_mm)

    def region(self, paper: Paper, room: QRectF, ratio: float) -> Region:
        """What is to be drawn for a ``room`` on a screen of that ``ratio``: the page as far as it is near."""
        density = self.pixels_per_mm * ratio
        more_x, more_y = room.width() * BEYOND, room.height() * BEYOND
        left = max(0, round((room.left() - more_x - self.left) * ratio))
        top = max(0, round((room.top() - more_y - self.top) * ratio))
        right = min(round(paper.width * density), round((room.right() + more_x - self.left) * ratio))
        bottom = min(round(paper.height * density), round((room.bottom() + more_y - self.top) * ratio))
        return Region(left, top, max(0, right - left), max(0, bottom - top), density)
