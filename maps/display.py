"""The display list: what of a layer is drawn, ready for the painter. The canvas and the sheet draw the same one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainterPath

from maps.paths import painter_path
from maps.ring_order import (
    Flags,
    Floats,
    Ints,
    Ragged,
    chunk_starts,
    clockwise,
    drawable,
    feature_order,
    gathered,
    hole_flags,
    part_bounds,
)
from maps.style import RoleStyle, role_style
from maps.symbols import Symbology, symbology
from maps.view import Bounds

if TYPE_CHECKING:
    import pyproj

    from layers.layer import GeometryKind, Layer

_LEAST_VERTICES = {"point": 1, "line": 2, "polygon": 4}


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some neighbouring features of one class. ``bounds`` in map metres, ``path`` and ``parts`` about the origin."""

    class_number: int
    bounds: Bounds
    parts: Ragged
    path: QPainterPath

    def meets(self, extent: Bounds) -> bool:
        """Whether the chunk may show in ``extent``."""
        west, south, east, north = self.bounds
        return west <= extent[2] and east >= extent[0] and south <= extent[3] and north >= extent[1]


@dataclass(frozen=True, eq=False)
class DisplayLayer:
    """A layer to draw: chunks in metres about ``origin``; ``bounds`` in map metres, None when nothing can be drawn.

    ``grain`` is the typical size of a polygon in metres: half of them are smaller.
    """

    name: str
    role: str | None
    kind: GeometryKind
    style: RoleStyle
    symbology: Symbology
    origin: tuple[float, float]
    chunks: tuple[Chunk, ...]
    bounds: Bounds | None
    grain: float = 0.0

    def visible_chunks(self, extent: Bounds) -> Iterator[Chunk]:
        """The chunks that may show in ``extent``."""
        return (chunk for chunk in self.chunks if chunk.meets(extent))


def display_layer(layer: Layer, crs: pyproj.CRS | None, symbols: Symbology | None = None) -> DisplayLayer:
    """Prepare a layer for drawing in ``crs`` (the plan's measuring CRS; None draws the coordinates as they are).

    May run outside the GUI thread. Parts with coordinates that are not finite (before or after the transformation)
    are left out; nothing is raised for odd geometry.
    """
    symbols = symbols or symbology(layer)
    xy, starts, feature, holes = _drawable_parts(layer, crs)
    style = role_style(layer.role)
    if not len(feature):
        return DisplayLayer(layer.name, layer.role, layer.kind, style, symbols, (0.0, 0.0), (), None)
    origin = _origin(xy)
    local = xy - origin
    parts = _ordered(local, starts, feature, holes=holes, class_of_row=symbols.class_of_row)
    part_class = symbols.class_of_row[parts.feature]
    chunks = tuple(_chunks(parts, part_class, origin, pathless=layer.kind == "point"))
    bounds = united(chunk.bounds for chunk in chunks)
    grain = float(np.median((parts.bounds[:, 2:] - parts.bounds[:, :2]).max(axis=1)))
    return DisplayLayer(layer.name, layer.role, layer.kind, style, symbols, origin, chunks, bounds, grain)


def in_drawing_order(displays: Iterable[DisplayLayer]) -> list[DisplayLayer]:
    """From the lowest to the uppermost by the defaults of their roles, the order that ``paint_steps`` takes."""
    return sorted(displays, key=lambda display: display.style.order)


def united(bounds: Iterable[Bounds | None]) -> Bounds | None:
    """The bounds around all; None when there are none."""
    known = [each for each in bounds if each is not None]
    if not known:
        return None
    array = np.array(known)
    west, south = array[:, :2].min(axis=0).tolist()
    east, north = array[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _drawable_parts(layer: Layer, crs: pyproj.CRS | None) -> tuple[Floats, Ints, Ints, Flags]:
    coordinates = layer.coordinates
    xy = _in_crs(layer, coordinates.xy, crs)
    starts = coordinates.part_starts
    holes = hole_flags(layer, len(coordinates.part_feature))
    kept = np.flatnonzero(drawable(xy, starts, _LEAST_VERTICES[layer.kind]))
    xy, new_starts = gathered(xy, starts, parts=kept, turned=np.zeros(len(kept), dtype=np.bool_))
    return xy, new_starts, coordinates.part_feature[kept], holes[kept]


def _in_crs(layer: Layer, xy: Floats, crs: pyproj.CRS | None) -> Floats:
    if crs is None or layer.crs is None or not len(xy):
        return xy
    from layers.geometry.crs import same_crs, transformer_between

    if same_crs(layer.crs, crs):
        return xy
    transformer = transformer_between(layer.crs.to_wkt(), crs.to_wkt())
    return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))


def _origin(xy: Floats) -> tuple[float, float]:
    """The middle in whole metres: painter paths about it keep their digits."""
    x, y = np.round(np.median(xy, axis=0)).tolist()
    return x, y


def _ordered(xy: Floats, starts: Ints, feature: Ints, *, holes: Flags, class_of_row: Ints) -> Ragged:
    order = feature_order(part_bounds(xy, starts), feature, class_of_row)
    turned = (clockwise(xy, starts) != holes)[order]
    if len(xy) == len(feature):
        turned[:] = False
    ordered_xy, ordered_starts = gathered(xy, starts, parts=order, turned=turned)
    return Ragged(ordered_xy, ordered_starts, feature[order], part_bounds(ordered_xy, ordered_starts))


def _chunks(parts: Ragged, part_class: Ints, origin: tuple[float, float], *, pathless: bool) -> Iterator[Chunk]:
    cuts = chunk_starts(parts.starts, parts.feature, part_class).tolist()
    for first, last in pairwise(cuts):
        piece = parts.cut(first, last)
        west, south = (piece.bounds[:, :2].min(axis=0) + origin).tolist()
        east, north = (piece.bounds[:, 2:].max(axis=0) + origin).tolist()
        path = QPainterPath() if pathless else painter_path(piece.xy, piece.starts)
        yield Chunk(int(part_class[first]), (west, south, east, north), piece, path)
