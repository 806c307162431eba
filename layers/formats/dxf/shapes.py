"""Single DXF entities to coordinates: curves become chords that stay within ``TOLERANCE`` of them.

Bulge arcs, circles and arcs are computed here: the Bézier curves that ezdxf makes of them are 2.7e-4 of the radius
off, which is 27 mm for a radius of 100 m.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from ezdxf.entities.boundary_paths import ArcEdge, EllipseEdge, LineEdge, PolylinePath, SplineEdge
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.math import OCS

Coordinates = npt.NDArray[np.float64]

TOLERANCE = 0.0005
"""Largest distance between a curve and its chords, in units of the drawing (metres as a rule: half a millimetre)."""
MOST_CHORDS = 16384
"""Per arc; a full circle needs that many at a radius of 27 km."""
FIRST_CHORDS = 16
"""Per piece of an ellipse or spline, before ezdxf refines it: it looks at the middle of a chord only."""
FARTHEST = 1e12
"""No drawing is that large, in whatever unit."""
CLOSED_WITHIN = 1e-6
"""First and last point this near, in drawing units, are one: CAD users draw closed lines without closing them."""


def arc(centre: Sequence[float], radius: float, start: float, sweep: float) -> Coordinates:
    """Points of an arc with both ends; ``start`` and ``sweep`` (signed, counter-clockwise positive) in radians."""
    angles = start + sweep * np.linspace(0.0, 1.0, _chords(radius, sweep) + 1)
    return np.column_stack([centre[0] + radius * np.cos(angles), centre[1] + radius * np.sin(angles)])


def _chords(radius: float, sweep: float) -> int:
    if not (math.isfinite(radius) and math.isfinite(sweep)) or radius <= TOLERANCE:
        return 8
    step = 2 * math.acos(max(1 - TOLERANCE / radius, -1.0))
    return max(1, min(MOST_CHORDS, math.ceil(abs(sweep) / step))) if step > 0 else MOST_CHORDS


def polyline(vertices: Sequence[tuple[float, float, float]], *, closed: bool) -> Coordinates:
    """Vertices (x, y, bulge) to points; the bulge of a vertex bends the edge to the next one (tan of a quarter)."""
    if not vertices:
        return np.empty((0, 2))
    follow = [*vertices[1:], vertices[0]] if closed else list(vertices[1:])
    pieces = [np.array([vertices[0][:2]], dtype=np.float64)]
    for (x, y, bulge), (next_x, next_y, _) in zip(vertices, follow, strict=False):
        if bulge and math.isfinite(bulge) and abs(bulge) > 1e-9 and (x, y) != (next_x, next_y):
            pieces.append(_bent(x, y, bulge, next_x, next_y))
        else:
            pieces.append(np.array([[next_x, next_y]]))
    return np.concatenate(pieces)


def _bent(x: float, y: float, bulge: float, next_x: float, next_y: float) -> Coordinates:
    """The points after (x, y) on the way to the next vertex, which comes out exactly."""
    run, rise = next_x - x, next_y - y
    lean = (1 - bulge * bulge) / (4 * bulge)
    centre = ((x + next_x) / 2 - lean * rise, (y + next_y) / 2 + lean * run)
    radius = math.hypot(run, rise) * (1 + bulge * bulge) / (4 * abs(bulge))
    start = math.atan2(y - centre[1], x - centre[0])
    points = arc(centre, radius, start, 4 * math.atan(bulge))[1:]
    points[-1] = (next_x, next_y)
    return points


def is_closed(points: Coordinates) -> bool:
    """Whether the last point is the first one again, with a surface between."""
    return len(points) >= 4 and bool((np.abs(points[0] - points[-1]) <= CLOSED_WITHIN).all())


def in_world(points: Coordinates, entity: DXFGraphic) -> Coordinates:
    """Object to world coordinates: only entities that were mirrored (extrusion 0, 0, -1) differ."""
    extrusion = entity.dxf.get("extrusion", (0, 0, 1))
    ocs = OCS(extrusion)
    if not ocs.transform:
        return points
    elevation = entity.dxf.get("elevation", 0)
    height = float(elevation.z) if hasattr(elevation, "z") else float(elevation)
    turned = list(ocs.points_to_wcs([(x, y, height) for x, y in points.tolist()]))
    return np.array([(point.x, point.y) for point in turned], dtype=np.float64).reshape(-1, 2)


def possible(points: Coordinates) -> bool:
    """Whether all coordinates are numbers that a drawing can have."""
    return bool((np.abs(points) < FARTHEST).all())


def flat(points: Iterable[Any]) -> Coordinates:
    """The x and y of ezdxf vectors."""
    return np.array([(point.x, point.y) for point in points], dtype=np.float64).reshape(-1, 2)


def hatch_ring(boundary: Any) -> Coordinates:
    """One boundary path of a hatch as points, in object coordinates."""
    if isinstance(boundary, PolylinePath):
        vertices = [(float(x), float(y), float(bulge)) for x, y, bulge in boundary.vertices]
        return polyline(vertices, closed=True)
    pieces = [_edge(edge) for edge in boundary.edges]
    return _chained([piece for piece in pieces if len(piece)])


def _edge(edge: Any) -> Coordinates:
    if isinstance(edge, LineEdge):
        return np.array([(edge.start.x, edge.start.y), (edge.end.x, edge.end.y)])
    if isinstance(edge, ArcEdge):
        start = math.radians(edge.start_angle)
        sweep = math.radians(edge.end_angle - edge.start_angle)
        while sweep <= 1e-12:
            sweep += math.tau
        return arc((edge.center.x, edge.center.y), edge.radius, start, min(sweep, math.tau))
    if isinstance(edge, EllipseEdge | SplineEdge):
        return flat(edge.construction_tool().flattening(TOLERANCE / 2, FIRST_CHORDS))
    return np.empty((0, 2))


def _chained(pieces: list[Coordinates]) -> Coordinates:
    """Edges one after another, each turned so that it goes on where the last one ended."""
    if not pieces:
        return np.empty((0, 2))
    chain = [pieces[0]]
    if len(pieces) > 1 and _gap(pieces[0][-1], pieces[1]) > _gap(pieces[0][0], pieces[1]):
        chain = [pieces[0][::-1]]
    for piece in pieces[1:]:
        end = chain[-1][-1]
        backwards = np.hypot(*(piece[-1] - end)) < np.hypot(*(piece[0] - end))
        chain.append(piece[::-1] if backwards else piece)
    return np.concatenate(chain)


def _gap(point: Coordinates, piece: Coordinates) -> float:
    return float(min(np.hypot(*(piece[0] - point)), np.hypot(*(piece[-1] - point))))
