"""The display list: what of a layer is drawn, as flat arrays. The canvas and the sheet draw the same one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from maps.drawing.chunks import Chunk, chunks_of
from maps.drawing.detail import Detail, Details
from maps.drawing.ring_order import Flags, Floats, Ints, Ragged, Replaced, clockwise, drawable, gathered, part_bounds
from maps.raster import compiled
from maps.symbology.style import RoleStyle, role_style
from maps.symbology.symbols import Symbology, symbology
from maps.view import Bounds

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Coordinates, GeometryKind, Layer

__all__ = ["Chunk", "DisplayLayer", "display_layer", "in_crs", "in_drawing_order", "renewed", "restyled", "united"]

LARGE = 400_000
"""Vertices from which no painter path is kept: those that are seen are made again for every picture."""
GROUP = 256
MANY_ROWS = 2_000
"""Changed rows from which a display is made anew."""
_LEAST_VERTICES = {"point": 1, "line": 2, "polygon": 4}


@dataclass(frozen=True, eq=False)
class DisplayLayer:
    """A layer to draw. ``parts`` and ``bounds`` are in map metres, parts in the order of the rows; ``bounds`` is None
    when nothing can be drawn. ``holes`` and ``turned`` (m) say which rings are holes and which must run the other way
    so that the inside of the polygon is on their left.

    ``grain`` is the typical size of a polygon in metres: half of them are smaller. ``origin`` is a place in whole
    metres near the middle: painter paths about it keep their digits.
    """

    name: str
    role: str | None
    kind: GeometryKind
    style: RoleStyle
    symbology: Symbology
    origin: tuple[float, float]
    parts: Ragged
    holes: Flags
    turned: Flags
    bounds: Bounds | None
    grain: float = 0.0
    details: Details = field(default_factory=Details)

    @cached_property
    def part_class(self) -> npt.NDArray[np.int32]:
        """The class number (m) of each part."""
        return self.symbology.class_of_row.astype(np.int32)[self.parts.feature]

    @cached_property
    def group_bounds(self) -> Floats:
        """Bounds around every ``GROUP`` parts, for the kernels."""
        bounds = self.parts.bounds
        first = np.arange(0, len(bounds), GROUP)
        low = np.minimum.reduceat(bounds[:, :2], first, axis=0)
        high = np.maximum.reduceat(bounds[:, 2:], first, axis=0)
        return np.hstack([low, high])

    @cached_property
    def overlapping(self) -> bool:
        """Whether polygons of the layer cover each other by more than a sliver, so that their order matters.

        Found by the compiled kernels; taken as no while they are not loaded, unless they were forgone.
        """
        if self.kind != "polygon":
            return False
        if compiled.ready():
            from maps.raster.tiles import covers_itself

            return covers_itself(self)
        from maps.drawing import self_cover

        return compiled.forgone() and self_cover.covers_itself(self.parts, self.turned)

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """Everything, for QPainter; in the order of the rows where polygons overlap, else by class."""
        return tuple(self._chunks(self.parts, self.part_class, self.turned))

    def detail(self, metres_per_pixel: float, vertices: float = math.inf) -> Detail | None:
        """The parts as coarse as a picture of that scale allows; None where that would save too little.

        ``vertices`` is how many of all are about to be drawn (see ``Details.at``).
        """
        return self.details.at(self.parts, self.origin, metres_per_pixel, vertices)

    def visible_chunks(self, extent: Bounds, metres_per_pixel: float | None = None) -> Iterator[Chunk]:
        """The chunks that may show in ``extent``.

        With ``metres_per_pixel`` a large layer gives no more detail than half a pixel.
        """
        if len(self.parts.xy) < LARGE:
            return (chunk for chunk in self.chunks if chunk.meets(extent))
        bounds = self.parts.bounds
        seen = (bounds[:, 0] <= extent[2]) & (bounds[:, 2] >= extent[0])
        seen &= (bounds[:, 1] <= extent[3]) & (bounds[:, 3] >= extent[1])
        detail = self.detail(metres_per_pixel) if metres_per_pixel is not None and self.kind != "point" else None
        if detail is not None:
            seen &= np.diff(detail.starts) > 0
        numbers = np.flatnonzero(seen)
        parts = self.parts.taken(numbers) if detail is None else detail.taken(self.parts, numbers)
        return self._chunks(parts, self.part_class[numbers], self.turned[numbers])

    def _chunks(self, parts: Ragged, part_class: npt.NDArray[np.int32], turned: Flags) -> Iterator[Chunk]:
        return chunks_of(
            parts,
            part_class.astype(np.int64),
            turned,
            origin=self.origin,
            pathless=self.kind == "point",
            in_order=self.overlapping,
        )


def display_layer(layer: Layer, crs: pyproj.CRS | None, symbols: Symbology | None = None) -> DisplayLayer:
    """Prepare a layer for drawing in ``crs`` (the plan's measuring CRS; None draws the coordinates as they are).

    May run outside the GUI thread. Parts with coordinates that are not finite or that are no place (before or after
    the transformation) are left out; nothing is raised for odd geometry.
    """
    symbols = symbols or symbology(layer)
    parts, holes, turned = _drawable_parts(layer, layer.coordinates, crs)
    style = role_style(layer.role)
    if not len(holes):
        return DisplayLayer(layer.name, layer.role, layer.kind, style, symbols, (0.0, 0.0), parts, holes, turned, None)
    x, y = round(_middle(parts.bounds[:, 0])), round(_middle(parts.bounds[:, 1]))
    details = Details(_LEAST_VERTICES[layer.kind])
    west, south, east, north = parts.bounds.T
    grain = _middle(np.maximum(east - west, north - south))
    bounds = _around(parts.bounds)
    return DisplayLayer(
        layer.name, layer.role, layer.kind, style, symbols, (x, y), parts, holes, turned, bounds, grain, details
    )


def restyled(display: DisplayLayer, symbols: Symbology) -> DisplayLayer:
    """The same geometry with other symbols; nothing is computed again."""
    return replace(display, symbology=symbols)


def renewed(
    display: DisplayLayer,
    layer: Layer,
    crs: pyproj.CRS | None,
    changed_rows: npt.NDArray[np.int64],
    symbols: Symbology | None = None,
) -> DisplayLayer:
    """The display of a layer of which some rows changed since ``display`` was made of it.

    All other rows must be where they were: rows may have been appended (they are changed rows, too), but none taken
    out. What is not touched is copied in blocks and the levels of detail are mended, so that a row among a million
    costs a fraction of a second. Arguments as for ``display_layer``.
    """
    rows = np.unique(changed_rows)
    symbols = symbols or symbology(layer)
    if display.bounds is None or len(rows) > MANY_ROWS:
        return display_layer(layer, crs, symbols)
    from layers.geometry.ragged import ragged

    found = ragged(layer.some(rows).geometry.to_numpy())
    found = replace(found, part_feature=rows[found.part_feature])
    new, new_holes, new_turned = _drawable_parts(layer, found, crs)
    old = display.parts
    replaced = Replaced.rows(old.feature, new.feature, rows)
    xy, starts = replaced.vertices(old.xy, old.starts, new.xy, new.starts)
    bounds = replaced.values(old.bounds, new.bounds)
    parts = Ragged(xy, starts, replaced.values(old.feature, new.feature), bounds)
    holes, turned = replaced.values(display.holes, new_holes), replaced.values(display.turned, new_turned)
    return replace(
        display,
        symbology=symbols,
        parts=parts,
        holes=holes,
        turned=turned,
        bounds=_around(bounds),
        details=display.details.spliced(replaced, new),
    )


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


def in_crs(layer: Layer, xy: Floats, crs: pyproj.CRS | None) -> Floats:
    """Coordinates (n, 2) of a layer in ``crs``: the same array where nothing changes."""
    if crs is None or layer.crs is None or not len(xy):
        return xy
    from layers.geometry.crs import same_crs, transformer_between

    if same_crs(layer.crs, crs):
        return xy
    transformer = transformer_between(layer.crs.to_wkt(), crs.to_wkt())
    return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))


def _around(bounds: Floats) -> Bounds | None:
    """The bounds around those of all parts (m, 4)."""
    if not len(bounds):
        return None
    # Column by column: along the short axis numpy takes ten times as long.
    west, south, east, north = bounds.T
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())


def _middle(values: Floats) -> float:
    """The median, or its upper neighbour (``np.median`` would import ``numpy.ma``, a tenth of the start)."""
    half = len(values) // 2
    return float(np.partition(values, half)[half])


def _drawable_parts(layer: Layer, coordinates: Coordinates, crs: pyproj.CRS | None) -> tuple[Ragged, Flags, Flags]:
    """The parts, which are holes, and which have to be turned."""
    xy = np.ascontiguousarray(in_crs(layer, coordinates.xy, crs))
    starts, feature = coordinates.part_starts, coordinates.part_feature
    holes = coordinates.part_hole
    bounds, turned = coordinates.part_bounds, coordinates.part_clockwise
    if bounds is not None and turned is not None and xy is coordinates.xy:
        turned = turned != holes if layer.kind == "polygon" else np.zeros_like(holes)
        return Ragged(xy, starts, feature, bounds), holes, turned
    good = drawable(xy, starts, _LEAST_VERTICES[layer.kind])
    if not good.all():
        kept = np.flatnonzero(good)
        xy, starts = gathered(xy, starts, parts=kept, turned=np.zeros(len(kept), dtype=np.bool_))
        feature, holes = feature[kept], holes[kept]
    bounds, turned = _measured(xy, starts)
    turned = turned != holes if layer.kind == "polygon" else np.zeros_like(holes)
    return Ragged(xy, starts, feature, bounds), holes, turned


def _measured(xy: Floats, starts: Ints) -> tuple[Floats, Flags]:
    """Bounds of each part and whether it runs clockwise."""
    if compiled.ready():
        bounds, turned = compiled.kernels().measured(xy, starts)
        return bounds, turned
    return part_bounds(xy, starts), clockwise(xy, starts)
