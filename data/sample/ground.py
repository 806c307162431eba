"""The ground the sample stands on: its CRS, seeded chance, smooth curves and smooth noise."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

CRS = pyproj.CRS.from_epsg(4546)
GRID_M = 0.001
"""Every coordinate is a whole number of millimetres, so that shared borders are bit-identical."""

Floats = npt.NDArray[np.float64]
Points = Sequence[tuple[float, float]]


def chance(subject: str) -> np.random.Generator:
    """A random generator of its own for each subject, the same in every run."""
    return np.random.default_rng(zlib.crc32(subject.encode()))


def from_lonlat(geometry: Any) -> Any:
    """A WGS84 geometry in the sample's CRS, rounded to the millimetre."""
    transformer = pyproj.Transformer.from_crs(4326, CRS, always_xy=True)
    moved = shapely.transform(geometry, transformer.transform, interleaved=False)
    return rounded(moved)


def rounded(geometry: Any) -> Any:
    """The geometry on the millimetre grid, kept valid."""
    return shapely.set_precision(geometry, GRID_M)


def kilometres(points: Points) -> Floats:
    """Control points given in kilometres, in metres; shape (n, 2)."""
    return np.asarray(points, dtype=np.float64) * 1000.0


def curve(points: Floats, step: float = 30.0, *, closed: bool = False) -> Floats:
    """A Catmull-Rom curve through control points (n, 2) in metres, sampled about every ``step`` metres."""
    if closed:
        before, after = points[-1:], np.concatenate([points[:1], points[1:2]])
        padded = np.concatenate([before, points, after])
    else:
        first = 2 * points[:1] - points[1:2]
        last = 2 * points[-1:] - points[-2:-1]
        padded = np.concatenate([first, points, last])
    pieces = []
    for index in range(len(padded) - 3):
        p0, p1, p2, p3 = padded[index : index + 4]
        count = max(2, int(np.hypot(*(p2 - p1)) / step))
        t = np.linspace(0, 1, count, endpoint=False)[:, None]
        cubic = (-p0 + 3 * p1 - 3 * p2 + p3) * t**3
        pieces.append(0.5 * (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + cubic))
    pieces.append(padded[-2:-1])
    return np.concatenate(pieces)


def line(points: Points, step: float = 30.0) -> Any:
    """A smooth line through control points in kilometres."""
    return shapely.linestrings(curve(kilometres(points), step))


def blob(centre: tuple[float, float], radius: float, subject: str, *, stretch: float = 1.0) -> Any:
    """A natural closed shape about ``centre`` (kilometres) with a mean radius in metres, turned and stretched."""
    generator = chance(subject)
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    size = np.ones_like(angle)
    for waves in (2, 3, 4, 5, 7):
        size += 0.22 / waves * generator.normal() * np.cos(waves * angle + generator.uniform(0, 2 * np.pi))
    size = np.clip(size, 0.55, 1.5) * radius
    turn = generator.uniform(0, np.pi)
    x, y = size * np.cos(angle) * np.sqrt(stretch), size * np.sin(angle) / np.sqrt(stretch)
    turned = np.column_stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)])
    return shapely.polygons(turned + kilometres([centre]))


@dataclass(frozen=True)
class Noise:
    """Smooth noise over the plane: a sum of waves, mean 0, standard deviation about 1."""

    waves: Floats
    phases: Floats

    @classmethod
    def of(cls, subject: str, wavelength: float, count: int = 14) -> Noise:
        """Noise whose waves are about ``wavelength`` metres long."""
        generator = chance(subject)
        lengths = wavelength * generator.uniform(0.6, 1.8, count)
        bearings = generator.uniform(0, 2 * np.pi, count)
        waves = 2 * np.pi / lengths * np.stack([np.cos(bearings), np.sin(bearings)])
        return cls(waves, generator.uniform(0, 2 * np.pi, count))

    def at(self, xy: Floats) -> Floats:
        """Values at positions (n, 2)."""
        local = xy - np.array([560_000.0, 4_488_000.0])
        return np.asarray(np.cos(local @ self.waves + self.phases).sum(axis=1) / np.sqrt(len(self.phases) / 2))


def warped(geometry: Any, subject: str, *, amplitude: float, wavelength: float) -> Any:
    """The geometry with every vertex moved by smooth noise: lines that met still meet."""
    east, north = Noise.of(subject + " east", wavelength), Noise.of(subject + " north", wavelength)

    def moved(xy: Floats) -> Floats:
        return xy + amplitude * np.column_stack([east.at(xy), north.at(xy)])

    return shapely.transform(geometry, moved)


def elevation(xy: Floats) -> Floats:
    """Illustrative ground height in metres (1985 datum style): a plain rising to the hills of the south-east."""
    local = (xy - np.array([560_000.0, 4_488_000.0])) / 1000.0
    slope = 1045.0 + 2.6 * local[:, 0] - 3.1 * local[:, 1]
    hills = 180.0 / (1 + np.exp(-(local[:, 0] - 0.8 * local[:, 1] - 20.0) / 2.2))
    return np.asarray(slope + hills + 6.0 * Noise.of("elevation", 4000.0).at(xy))


def polygons_of(geometry: Any) -> list[Any]:
    """The polygons in a geometry or an array of geometries, largest first."""
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(geometry)))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return [parts[index] for index in np.argsort(-shapely.area(parts), kind="stable")]
