"""Where the map stands: the part of the plane that a picture shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres."""


@dataclass(frozen=True, slots=True)
class MapView:
    """Centre in map metres, metres per pixel, picture size in pixels. y of the map runs north, of the picture down."""

    centre_x: float
    centre_y: float
    metres_per_pixel: float
    width: float
    height: float

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Pixel position of a place."""
        return (
            (x - self.centre_x) / self.metres_per_pixel + self.width / 2,
            (self.centre_y - y) / self.metres_per_pixel + self.height / 2,
        )

    def to_map(self, pixel_x: float, pixel_y: float) -> tuple[float, float]:
        """Place under a pixel position."""
        return (
            self.centre_x + (pixel_x - self.width / 2) * self.metres_per_pixel,
            self.centre_y - (pixel_y - self.height / 2) * self.metres_per_pixel,
        )

    def panned(self, dx: float, dy: float) -> MapView:
        """The picture moved by ``dx``, ``dy`` pixels (right and down)."""
        return replace(
            self,
            centre_x=self.centre_x - dx * self.metres_per_pixel,
            centre_y=self.centre_y + dy * self.metres_per_pixel,
        )

    def zoomed(self, factor: float, about_px: float, about_py: float) -> MapView:
        """Nearer by ``factor`` (> 1), the place under the pixel ``about`` kept where it is."""
        x, y = self.to_map(about_px, about_py)
        nearer = replace(self, metres_per_pixel=self.metres_per_pixel / factor)
        new_x, new_y = nearer.to_map(about_px, about_py)
        return replace(nearer, centre_x=nearer.centre_x + x - new_x, centre_y=nearer.centre_y + y - new_y)

    def resized(self, width: float, height: float) -> MapView:
        """The same centre and scale in a picture of another size."""
        return replace(self, width=width, height=height)

    @classmethod
    def fitted(cls, bounds: Bounds, width: float, height: float, margin: float = 0.06) -> MapView:
        """The view that shows ``bounds`` whole, with a margin as share of the picture; a point gets 100 m around."""
        west, south, east, north = bounds
        room = max(1 - 2 * margin, 0.1)
        across = max(east - west, 0.0) / max(width * room, 1.0)
        along = max(north - south, 0.0) / max(height * room, 1.0)
        metres_per_pixel = max(across, along) or 100.0 / max(width, 1.0)
        return cls((west + east) / 2, (south + north) / 2, metres_per_pixel, width, height)

    @property
    def extent(self) -> Bounds:
        """West, south, east, north of the picture in metres."""
        west, north = self.to_map(0, 0)
        east, south = self.to_map(self.width, self.height)
        return west, south, east, north

    def scale_denominator(self, pixels_per_mm: float) -> float:
        """The N of 1 : N for a picture of that density."""
        return self.metres_per_pixel * pixels_per_mm * 1000

    def at_scale(self, denominator: float, pixels_per_mm: float) -> MapView:
        """The same centre at 1 : ``denominator``."""
        return replace(self, metres_per_pixel=denominator / (pixels_per_mm * 1000))
