"""Shapes to draw: rectangles, circles, arcs, a grid of lots, places from text and from boundary-point files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import numpy as np
import shapely

from core.messages import Text
from layers.editing.edit import Added, Floats, Place, Refusal, Shape

if TYPE_CHECKING:
    import pyproj

MOST_LOTS = 10_000
MOST_PLACES = 1_000_000
_SAME = Text("两点不能在同一个位置。", "Two of the places are the same.")
_STRAIGHT = Text("这三点在一条直线上。", "The three places lie on one line.")
_LINE = Text("第 {number} 行读不出坐标：“{line}”。", "No coordinates can be read in line {number}: “{line}”.")
_FEW = Text("坐标太少：面至少 3 点，线至少 2 点。", "Too few places: a polygon needs 3, a line 2.")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_POINT_NAME = re.compile(r"^\s*(?:[A-Za-z一-鿿]+\d*|\d{1,4})\s*[,，:：\t ]\s*(?=[-+]?\d)")


def rectangle(first: Place, opposite: Place) -> Shape:
    """With sides along the axes, by two opposite corners."""
    (x0, y0), (x1, y1) = first, opposite
    if x0 == x1 or y0 == y1:
        raise Refusal("draw.same", _SAME)
    return shapely.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def rectangle_on_edge(first: Place, second: Place, third: Place) -> Shape:
    """By one edge and a place through which the opposite edge goes."""
    start, end = np.array(first), np.array(second)
    way = end - start
    length = float(np.hypot(*way))
    if not length:
        raise Refusal("draw.same", _SAME)
    across = np.array([-way[1], way[0]]) / length
    depth = float((np.array(third) - start) @ across)
    if not depth:
        raise Refusal("draw.straight", _STRAIGHT)
    return shapely.orient_polygons(shapely.polygons([start, end, end + across * depth, start + across * depth]))


def circle(centre: Place, radius: float, *, deviation: float = 0.01) -> Shape:
    """A circle as a polygon whose edges leave it by ``deviation`` (units of the CRS) at most."""
    if not radius > 0:
        raise Refusal("draw.same", _SAME)
    angle = np.linspace(0.0, 2 * np.pi, _steps(2 * np.pi, radius, deviation), endpoint=False)
    return shapely.polygons(np.array(centre) + radius * np.column_stack([np.cos(angle), np.sin(angle)]))


def circle_through(first: Place, second: Place, third: Place, *, deviation: float = 0.01) -> Shape:
    """The circle through three places."""
    centre, radius = _centre_of(first, second, third)
    return circle((float(centre[0]), float(centre[1])), radius, deviation=deviation)


def arc(first: Place, on: Place, last: Place, *, deviation: float = 0.01) -> Floats:
    """The places (n, 2) of an arc from ``first`` through ``on`` to ``last``; the three are kept to the bit."""
    centre, radius = _centre_of(first, on, last)
    start, middle, end = (float(np.arctan2(*(np.array(one) - centre)[::-1])) for one in (first, on, last))
    whole = (end - start) % (2 * np.pi)
    part = (middle - start) % (2 * np.pi)
    if part > whole:
        whole, part = whole - 2 * np.pi, part - 2 * np.pi
    pieces = [np.array([first])]
    for low, high, stop in ((0.0, part, on), (part, whole, last)):
        count = max(_steps(abs(high - low), radius, deviation), 1)
        angle = start + low + (high - low) * np.arange(1, count) / count
        pieces += [centre + radius * np.column_stack([np.cos(angle), np.sin(angle)]), np.array([stop])]
    return np.concatenate(pieces)


def lots(
    corner: Place,
    *,
    bearing: float,
    width: float,
    depth: float,
    columns: int,
    rows: int,
    street: float = 0.0,
) -> list[Shape]:
    """A regular grid of lots: ``columns`` of ``width`` along ``bearing`` from the corner, ``rows`` of ``depth`` to
    its right; every two rows a street of that width, if any. Lots side by side share their corners to the bit.
    """
    if not (0 < columns * rows <= MOST_LOTS and columns > 0 and width > 0 and depth > 0 and street >= 0):
        message = Text("请给出大于 0 的宽、深和数目（最多一万块）。", "Width, depth and counts must be above 0.")
        raise Refusal("draw.lots", message)
    angle = np.radians(bearing)
    along, right = np.array([np.sin(angle), np.cos(angle)]), np.array([np.cos(angle), -np.sin(angle)])
    near = np.arange(rows) * depth + (np.arange(rows) // 2) * street
    far = near + depth
    if not street:
        far = np.append(near[1:], far[-1])

    def at(column: int, across: float) -> Floats:
        return np.asarray(np.array(corner) + along * (column * width) + right * across)

    return [
        shapely.polygons([at(column, low), at(column + 1, low), at(column + 1, high), at(column, high)])
        for low, high in zip(near, far, strict=True)
        for column in range(columns)
    ]


def places_in(text: str, *, northing_first: bool = False) -> Floats:
    """Places (n, 2), x = easting, from lines of two numbers, a point's name in front allowed.

    Refusal ``draw.line`` with the first line that cannot be read.
    """
    found: list[Place] = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = unicodedata.normalize("NFKC", line).strip()
        if not plain:
            continue
        numbers = _NUMBER.findall(plain)
        if len(numbers) > 2:
            numbers = _NUMBER.findall(_POINT_NAME.sub("", plain, count=1))
        if len(numbers) not in (2, 3) or len(found) >= MOST_PLACES:
            raise Refusal("draw.line", _LINE.format(number=number, line=plain[:40]))
        first, second = float(numbers[0]), float(numbers[1])
        if not (np.isfinite(first) and np.isfinite(second)):
            raise Refusal("draw.line", _LINE.format(number=number, line=plain[:40]))
        found.append((second, first) if northing_first else (first, second))
    return np.array(found).reshape(-1, 2)


def shapes_in(text: str, kind: str, *, northing_first: bool = False) -> list[Shape]:
    """As ``places_in``; an empty line begins another shape of that kind. Of a layer of points each line is one.

    Refusal ``draw.line``, ``draw.few``; a polygon whose last place is its first is closed already.
    """
    blocks, block = [], ""
    for number, line in enumerate(text.splitlines()):
        if line.strip():
            block = block or "\n" * number  # so that lines are counted from the beginning of the text
            block += line + "\n"
        elif block:
            blocks.append(block)
            block = ""
    found = [places_in(one, northing_first=northing_first) for one in (*blocks, *([block] if block else []))]
    if not found:
        raise Refusal("draw.few", _FEW)
    if kind == "point":
        return list(shapely.points(np.concatenate(found)))
    return [shape_of(_open(places) if kind == "polygon" else places, kind) for places in found]


def _open(places: Floats) -> Floats:
    return places[:-1] if len(places) > 1 and (places[0] == places[-1]).all() else places


def shape_of(places: Floats, kind: str) -> Shape:
    """The point(s), line or polygon of places (n, 2). Refusal ``draw.few``."""
    least = {"point": 1, "line": 2, "polygon": 3}[kind]
    if len(places) < least:
        raise Refusal("draw.few", _FEW)
    if kind == "point":
        return shapely.points(places[0]) if len(places) == 1 else shapely.multipoints(places)
    return shapely.linestrings(places) if kind == "line" else shapely.polygons(places)


def from_boundary_points(
    path: FilePath, crs: pyproj.CRS | None, *, kind: str = "polygon", names: Mapping[str, str] | None = None
) -> list[Added]:
    """The plots of a boundary-point TXT in the layer's CRS. AppError ``file.…``.

    ``names``: field of the file (DKBH, DKMC…) -> field of the table; other values are left out.
    """
    from layers.formats.boundary_points import read_boundary_points
    from layers.geometry.crs import transformed

    loaded = read_boundary_points(path)
    frame = loaded.table
    shapes = frame.geometry.to_numpy()
    if crs is not None and loaded.crs is not None:
        shapes = transformed(shapes, loaded.crs, crs)
    dimension = {"point": 0, "line": 1, "polygon": 2}[kind]
    fields = {name: into for name, into in (names or {}).items() if name in frame.columns}
    rows = frame[list(fields)].rename(columns=fields).to_dict("records")
    return [
        Added(shape, values={str(key): value for key, value in row.items() if isinstance(value, str | float | int)})
        for shape, row in zip(shapes, rows, strict=True)
        if shape is not None and not shape.is_empty and shapely.get_dimensions(shape) == dimension
    ]


def _centre_of(first: Place, second: Place, third: Place) -> tuple[Floats, float]:
    origin = np.array(first)
    (bx, by), (cx, cy) = np.array(second) - origin, np.array(third) - origin
    twice = 2 * (bx * cy - by * cx)
    size = max(bx * bx + by * by, cx * cx + cy * cy)
    if abs(twice) <= 1e-12 * size:
        raise Refusal("draw.straight", _STRAIGHT)
    b, c = bx * bx + by * by, cx * cx + cy * cy
    centre = np.array([cy * b - by * c, bx * c - cx * b]) / twice
    return origin + centre, float(np.hypot(*centre))


def _steps(angle: float, radius: float, deviation: float) -> int:
    """How many chords an arc needs so that none leaves it by more than ``deviation``."""
    share = min(max(deviation / radius, 1e-8), 1.0)
    return int(np.clip(np.ceil(angle / (2 * np.arccos(1 - share))), 8 if angle > 6 else 1, 20_000))
