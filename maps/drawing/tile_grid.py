"""The tiles into which the pictures of one scale are cut."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from maps.view import MapView

TILE_WIDTH, TILE_HEIGHT = 512, 256
"""Device pixels, about: small enough to be done in a few slices, large enough that few features meet two tiles."""

Key = tuple[int, int]
"""Column and row."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles of ``width`` by ``height`` device pixels; tile (0, 0) begins in the upper left corner of ``view``.

    ``view`` is in device pixels, of which ``ratio`` make a logical one.
    """

    view: MapView
    ratio: float
    width: int
    height: int

    @classmethod
    def of(cls, view: MapView, ratio: float, *, whole: bool = False) -> Grid:
        """A grid that cuts ``view`` (in logical pixels) into whole tiles, or takes it as one (``whole``)."""
        device = MapView(
            view.centre_x,
            view.centre_y,
            view.metres_per_pixel / ratio,
            max(1, round(view.width * ratio)),
            max(1, round(view.height * ratio)),
        )
        columns = 1 if whole else max(1, round(device.width / TILE_WIDTH))
        rows = 1 if whole else max(1, round(device.height / TILE_HEIGHT))
        return cls(device, ratio, math.ceil(device.width / columns), math.ceil(device.height / rows))

    def tile_view(self, key: Key) -> MapView:
        """What one tile shows, in device pixels."""
        x, y = self.view.to_map((key[0] + 0.5) * self.width, (key[1] + 0.5) * self.height)
        return MapView(x, y, self.view.metres_per_pixel, self.width, self.height)

    def corner(self, view: MapView) -> tuple[float, float, float]:
        """Device pixels in ``view`` (logical) of the grid's beginning, and how much larger its tiles appear there."""
        left, top = view.to_screen(*self.view.to_map(0, 0))
        scale = self.view.metres_per_pixel * self.ratio / view.metres_per_pixel
        left, top = left * self.ratio, top * self.ratio
        return (round(left), round(top), 1.0) if abs(scale - 1) < 1e-9 else (left, top, scale)

    def keys(self, view: MapView) -> list[Key]:
        """The tiles that meet ``view`` (logical)."""
        left, top, scale = self.corner(view)
        across, down = self.width * scale, self.height * scale
        columns = range(math.floor(-left / across), math.ceil((view.width * self.ratio - left) / across))
        rows = range(math.floor(-top / down), math.ceil((view.height * self.ratio - top) / down))
        return [(column, row) for row in rows for column in columns]

    def places_in(self, view: MapView) -> Callable[[Key], tuple[float, float, float, float]]:
        """Where tiles lie in ``view`` (logical): left, top, right, bottom in device pixels."""
        left, top, scale = self.corner(view)
        across, down = self.width * scale, self.height * scale

        def place(key: Key) -> tuple[float, float, float, float]:
            x, y = left + key[0] * across, top + key[1] * down
            return x, y, x + across, y + down

        return place

    def distance(self, view: MapView, near: tuple[float, float] | None) -> Callable[[Key], float]:
        """How far tiles are from ``near``, a place in ``view`` (logical; None: its middle), in device pixels."""
        left, top, _ = self.corner(view)
        x, y = near if near is not None else (view.width / 2, view.height / 2)
        x, y = x * self.ratio - left, y * self.ratio - top

        def distance(key: Key) -> float:
            across = max(abs((key[0] + 0.5) * self.width - x) - self.width / 2, 0.0)
            down = max(abs((key[1] + 0.5) * self.height - y) - self.height / 2, 0.0)
            return math.hypot(across, down)

        return distance
