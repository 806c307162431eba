"""All entities of a drawing's model space, blocks taken apart, as areas, lines, points and texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from ezdxf.colors import DXF_DEFAULT_COLORS
from ezdxf.document import Drawing
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.insert import Insert
from ezdxf.entities.lwpolyline import LWPolyline
from ezdxf.entities.polygon import DXFPolygon
from ezdxf.entities.polyline import Polyline
from ezdxf.lldxf.const import DXFError

from core.errors import AppError
from core.messages import Text
from layers.formats.dxf import shapes
from layers.formats.rings import polygon_of_rings

APP_ID = "LANTU"
"""Marks outlines that Lantu itself drew around a hatch."""
MAX_OBJECTS = 1_000_000
MAX_VERTICES = 30_000_000
MAX_DEPTH = 16
LARGEST_IN_METRES = 1e8
"""Eastings with a zone prefix reach 4.6e7."""

DAMAGE = (DXFError, ValueError, TypeError, ArithmeticError, LookupError, AttributeError, AssertionError)
"""What ezdxf raises on values that make no sense, as late as when one entity is looked at: that one is left out."""

_BY_BLOCK, _BY_LAYER = 0, 256


@dataclass(frozen=True, slots=True)
class Drawn:
    """One object: its geometry, layer, colour ``#RRGGBB``, and for a text its words."""

    geometry: Any
    layer: str
    colour: str
    text: str = ""


@dataclass(slots=True)
class Contents:
    """What a drawing holds; ``skipped`` counts kinds of entity that are not read, ``damaged`` those that cannot be."""

    areas: list[Drawn] = field(default_factory=list)
    lines: list[Drawn] = field(default_factory=list)
    points: list[Drawn] = field(default_factory=list)
    texts: list[Drawn] = field(default_factory=list)
    hatches: list[Drawn] = field(default_factory=list)
    own_outlines: list[Drawn] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    damaged: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Block:
    """What entities of a block inherit from where it is inserted."""

    layer: str | None = None
    colour: str | None = None
    depth: int = 0


def contents_of(drawing: Drawing, path: Path) -> Contents:
    """Read the model space. AppError ``file.too_large`` for drawings beyond the bounds."""
    return _Walker(drawing, path).walked()


class _Walker:
    def __init__(self, drawing: Drawing, path: Path) -> None:
        self._drawing = drawing
        self._path = path
        self._found = Contents()
        self._objects = 0
        self._vertices = 0

    def walked(self) -> Contents:
        self._walk(self._drawing.modelspace(), _Block())
        return self._found

    def _walk(self, entities: Iterable[Any], block: _Block) -> None:
        for entity in entities:
            self._objects += 1
            if self._objects > MAX_OBJECTS or self._vertices > MAX_VERTICES:
                raise too_large(self._path)
            kind = entity.dxftype()
            if isinstance(entity, Insert):
                self._insert(entity, block)
                continue
            read = _READERS.get(kind)
            if read is None:
                self._found.skipped[kind] += 1
                continue
            try:
                drawn = read(entity)
            except DAMAGE:
                self._found.damaged[kind] += 1
                continue
            self._keep(entity, drawn, block)

    def _insert(self, insert: Insert, block: _Block) -> None:
        """Take a block apart; one that holds itself, or too many copies, is left out and counted."""
        try:
            definition = insert.block()
        except DAMAGE:
            definition = None
        if definition is None or block.depth >= MAX_DEPTH or insert.mcount > MAX_OBJECTS:
            self._found.damaged["INSERT"] += 1
            return
        if definition.block is not None and definition.block.is_xref:
            self._found.skipped["XREF"] += 1
            return
        inner = _Block(self._layer(insert, block), self._colour(insert, block), block.depth + 1)
        self._walk(insert.attribs, block)
        copies = insert.multi_insert() if insert.mcount > 1 else [insert]
        try:
            for copy in copies:
                self._walk(copy.virtual_entities(redraw_order=False), inner)
        except DAMAGE:
            self._found.damaged["INSERT"] += 1

    def _keep(self, entity: DXFGraphic, drawn: Any, block: _Block) -> None:
        geometry, words = drawn if isinstance(drawn, tuple) else (drawn, "")
        if geometry is None:
            if entity.dxftype() not in _TEXTS:
                self._found.damaged[entity.dxftype()] += 1
            return
        self._vertices += shapely.get_num_coordinates(geometry)
        one = Drawn(geometry, self._layer(entity, block), self._colour(entity, block), words)
        dimension = shapely.get_dimensions(geometry)
        if words:
            self._found.texts.append(one)
        elif isinstance(entity, DXFPolygon):
            self._found.hatches.append(one)
        elif dimension == 2 and entity.has_xdata(APP_ID):
            self._found.own_outlines.append(one)
        else:
            (self._found.points, self._found.lines, self._found.areas)[dimension].append(one)

    def _layer(self, entity: DXFGraphic, block: _Block) -> str:
        layer = str(entity.dxf.get("layer", "0"))
        return block.layer if layer == "0" and block.layer is not None else layer

    def _colour(self, entity: DXFGraphic, block: _Block) -> str:
        """``#RRGGBB`` by the entity itself, the block it is in, or its layer."""
        true_colour = entity.dxf.get("true_color")
        if true_colour is not None:
            return f"#{int(true_colour) & 0xFFFFFF:06X}"
        index = int(entity.dxf.get("color", _BY_LAYER))
        if index == _BY_BLOCK and block.colour is not None:
            return block.colour
        if index in (_BY_BLOCK, _BY_LAYER):
            return self._layer_colour(self._layer(entity, block))
        return _indexed(index)

    def _layer_colour(self, name: str) -> str:
        if name not in self._drawing.layers:
            return _indexed(7)
        layer = self._drawing.layers.get(name)
        true_colour = layer.dxf.get("true_color")
        return f"#{int(true_colour) & 0xFFFFFF:06X}" if true_colour is not None else _indexed(layer.color)


def in_metres(contents: Contents) -> bool:
    """Turn a drawing in millimetres whose numbers can be nothing else into metres; whether that was so."""
    every = [contents.areas, contents.lines, contents.points, contents.texts, contents.hatches, contents.own_outlines]
    largest = max((np.abs(shapely.bounds(one.geometry)).max() for kind in every for one in kind), default=0.0)
    if largest < LARGEST_IN_METRES:
        return False
    for kind in every:
        kind[:] = [replace(one, geometry=shapely.transform(one.geometry, lambda xy: xy / 1000)) for one in kind]
    return True


def too_large(path: Path) -> AppError:
    """The error for a drawing with more in it than can be handled."""
    message = Text("{file} 里的对象太多。", "{file} holds too many objects.").format(file=path.name)
    return AppError("file.too_large", message, Text("请拆分或清理后再打开。", "Split or purge it first."))


def _indexed(index: int) -> str:
    return f"#{DXF_DEFAULT_COLORS[index if 0 < index < 256 else 7]:06X}"


def _outline(points: shapes.Coordinates, *, closed: bool) -> Any:
    """An area where the line is closed, else a line; None for fewer than two places."""
    if not len(points) or not shapes.possible(points) or len(np.unique(points, axis=0)) < 2:
        return None
    if (closed or shapes.is_closed(points)) and len(np.unique(points, axis=0)) >= 3:
        return shapely.polygons(shapely.linearrings(points))
    return shapely.linestrings(points)


def _light_polyline(entity: LWPolyline) -> Any:
    vertices = [(float(x), float(y), float(bulge)) for x, y, bulge in entity.get_points("xyb")]
    points = shapes.polyline(vertices, closed=entity.closed)
    return _outline(shapes.in_world(points, entity), closed=entity.closed)


def _old_polyline(entity: Polyline) -> Any:
    if not (entity.is_2d_polyline or entity.is_3d_polyline):
        return None  # meshes
    control_frame = 16
    vertices = [
        (float(one.dxf.location.x), float(one.dxf.location.y), float(one.dxf.get("bulge", 0.0)))
        for one in entity.vertices
        if not one.dxf.get("flags", 0) & control_frame
    ]
    points = shapes.polyline(vertices, closed=entity.is_closed)
    return _outline(shapes.in_world(points, entity) if entity.is_2d_polyline else points, closed=entity.is_closed)


def _line(entity: Any) -> Any:
    return _outline(shapes.flat([entity.dxf.start, entity.dxf.end]), closed=False)


def _circle(entity: Any) -> Any:
    centre = entity.dxf.center
    points = shapes.arc((centre.x, centre.y), abs(float(entity.dxf.radius)), 0.0, math.tau)
    return _outline(shapes.in_world(points, entity), closed=True)


def _arc(entity: Any) -> Any:
    centre = entity.dxf.center
    start, end = math.radians(entity.dxf.start_angle), math.radians(entity.dxf.end_angle)
    sweep = (end - start) % math.tau or math.tau
    points = shapes.arc((centre.x, centre.y), abs(float(entity.dxf.radius)), start, sweep)
    return _outline(shapes.in_world(points, entity), closed=False)


def _curve(entity: Any) -> Any:
    """Ellipses and splines: ezdxf refines these by true points of the curve."""
    points = shapes.flat(entity.flattening(shapes.TOLERANCE / 2, shapes.FIRST_CHORDS))
    return _outline(points, closed=bool(getattr(entity, "closed", False)))


def _face(entity: Any) -> Any:
    """SOLID and TRACE list their corners crosswise, 3DFACE in turn; ezdxf knows."""
    return _outline(shapes.flat(entity.wcs_vertices()), closed=True)


def _point(entity: Any) -> Any:
    return _place(entity.dxf.location)


def _place(at: Any) -> Any:
    return shapely.Point(at.x, at.y) if shapes.possible(np.array((at.x, at.y))) else None


def _text(entity: Any) -> Any:
    words = entity.plain_text().strip()
    if not words:
        return None
    at = entity.get_placement()[1] if entity.dxftype() != "MTEXT" else entity.dxf.insert
    spot = shapes.in_world(np.array([(at.x, at.y)]), entity)[0] if entity.dxftype() != "MTEXT" else (at.x, at.y)
    return (shapely.Point(spot), words) if shapes.possible(np.array(spot)) else None


def _hatch(entity: Any) -> Any:
    rings = [shapes.in_world(shapes.hatch_ring(boundary), entity) for boundary in entity.paths]
    usable = [ring for ring in rings if len(ring) >= 3 and shapes.possible(ring)]
    return polygon_of_rings(usable)[0]


_TEXTS = ("TEXT", "MTEXT", "ATTRIB")
_READERS: dict[str, Callable[[Any], Any]] = {
    "LWPOLYLINE": _light_polyline,
    "POLYLINE": _old_polyline,
    "LINE": _line,
    "CIRCLE": _circle,
    "ARC": _arc,
    "ELLIPSE": _curve,
    "SPLINE": _curve,
    "POINT": _point,
    "TEXT": _text,
    "MTEXT": _text,
    "ATTRIB": _text,
    "SOLID": _face,
    "TRACE": _face,
    "3DFACE": _face,
    "HATCH": _hatch,
    "MPOLYGON": _hatch,
}
