"""What is wrong with single features: invalid rings, slivers, several parts, outside the planning area."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.overlaps import thick
from layers.topology.vertices import paths_of, sharp_corners

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]

_TOUCH = "Ring Self-intersection"


def invalid(index: Index, rows: Rows) -> list[Finding]:
    """Polygons that break the rules for rings: one finding per place where a ring crosses or touches itself.

    A ring that is invalid only by a spike or a repeated vertex is told as that.
    """
    bad = rows[index.broken(rows)]
    found = []
    for row in bad.tolist():
        shape = without_sharp_corners(index.shapes[row], index)
        if not shapely.is_valid(shape):
            found += _faults(index, row, shape)
    return found


def without_sharp_corners(shape: Any, index: Index) -> Any:
    """A polygon without the tips of its spikes and without repeated vertices."""
    from layers.topology.mending import without_vertices

    for _ in range(5):  # taking off a tip may leave a shorter one
        paths = paths_of(np.array([shape], dtype=object), np.zeros(1, dtype=np.int64))
        _, tips, _, _ = sharp_corners(paths, index)
        if not len(tips):
            break
        shorter = without_vertices(shape, paths.xy[tips])
        if shorter is None:
            break
        shape = shorter
    return shape


def _faults(index: Index, row: int, shape: Any) -> list[Finding]:
    """Every place at which the rings of one polygon meet as they must not."""
    reason = str(shapely.is_valid_reason(shape))
    kind = "self_touch" if reason.startswith(_TOUCH) else "invalid"
    fids = (index.fid(row),)
    places = _meeting_places(shape)
    if not places:
        spot = reason[reason.find("[") + 1 : reason.find("]")].split() if "[" in reason else []
        places = [(shapely.Point(*map(float, spot[:2])) if len(spot) >= 2 else shapely.envelope(shape), False)]
    found = []
    for place, crossing in places:
        found.append(Finding("invalid" if crossing else kind if len(places) == 1 else "self_touch", fids, place))
    # Where one place is a crossing, the touches beside it are told for themselves.
    return found if any(one.kind == kind for one in found) else [Finding(kind, fids, one.place) for one in found]


def _meeting_places(shape: Any) -> list[tuple[Any, bool]]:
    """Places where the rings meet themselves or each other, and whether they cross there."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    pieces = shapely.get_parts(shapely.union_all(rings))
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(pieces, place)) for place in (0, -1)])
    places, counts = np.unique(ends, axis=0, return_counts=True)
    vertices = {tuple(xy) for xy in shapely.get_coordinates(rings).tolist()}
    # At a node of four arms without a vertex of its own two edges cross; with one they may as well only touch.
    return [
        (shapely.Point(xy), tuple(xy.tolist()) not in vertices)
        for xy, count in zip(places, counts, strict=True)
        if count > 2
    ]


def near_touches(index: Index, rows: Rows) -> list[Finding]:
    """Valid polygons of which a ring comes back to itself within the tolerance: a touch but for rounding."""
    rows = rows[(shapely.get_dimensions(index.shapes[rows]) == 2) & ~index.broken(rows)]
    reach = index.scale.units(index.settings.tolerance_m)
    narrow = rows[shapely.minimum_clearance(index.shapes[rows]) <= reach]
    found = []
    for row in narrow.tolist():
        for ring in shapely.get_rings(shapely.get_parts(index.shapes[row])):
            found += [Finding("self_touch", (index.fid(row),), place) for place in _coming_back(ring, reach)]
    return found


def _coming_back(ring: Any, reach: float) -> list[Any]:
    """Vertices of a ring within ``reach`` of an edge of it that is no neighbour of theirs."""
    xy = shapely.get_coordinates(ring)
    count = len(xy) - 1
    edges = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
    points = shapely.points(xy[:-1])
    vertex, edge = shapely.STRtree(edges).query(points, predicate="dwithin", distance=reach)
    # Neighbours: the edges at the vertex and the next ones; what is narrow there is a spike or a near vertex.
    apart = np.minimum((edge - vertex) % count, (vertex - edge - 1) % count)
    return [points[number] for number in np.unique(vertex[apart > 1])]


def slivers(index: Index, rows: Rows) -> list[Finding]:
    """Polygons that are thin by shape."""
    rows = rows[shapely.get_dimensions(index.shapes[rows]) == 2]
    shapes = index.scale.metres(index.shapes[rows])
    area, length = shapely.area(shapes), shapely.length(shapes)
    with np.errstate(divide="ignore", invalid="ignore"):
        compactness, width = 4 * np.pi * area / length**2, 2 * area / length
    settings = index.settings
    thin = (compactness < settings.sliver_compactness) | (width < settings.sliver_width_m)
    thin &= (width < settings.sliver_ceiling_m) & (area > 0)
    return [Finding("sliver", (index.fid(row),), index.shapes[row], float(size))
            for row, size in zip(rows[thin].tolist(), area[thin], strict=True)]  # fmt: skip


def multiparts(index: Index, rows: Rows) -> list[Finding]:
    """Features of several parts, where settings say that they must have one; the place is all but the largest."""
    if not index.settings.single_part:
        return []
    found = []
    for row in rows[shapely.get_num_geometries(index.shapes[rows]) > 1].tolist():
        parts = shapely.get_parts(index.shapes[row])
        size = shapely.area(parts) if shapely.get_dimensions(parts[0]) == 2 else shapely.length(parts)
        others = shapely.union_all(np.delete(parts, int(np.argmax(size))))
        area = float(index.scale.area(np.array([others], dtype=object))[0])
        found.append(Finding("multipart", (index.fid(row),), others, area))
    return found


def outside(index: Index, rows: Rows) -> list[Finding]:
    """Features that lie outside the parent area, wholly or in part."""
    if index.parent is None:
        return []
    rows = rows[~shapely.is_missing(index.shapes[rows]) & ~shapely.is_empty(index.shapes[rows])]
    area = shapely.from_wkb(shapely.to_wkb(index.parent))  # prepared geometries belong to one thread: our own copy
    shapely.prepare(area)
    rows = rows[~shapely.covers(area, index.shapes[rows])]
    rest = shapely.difference(index.usable(rows), index.parent)
    polygonal = shapely.get_dimensions(index.shapes[rows]) == 2
    places = np.array(thick(rest, index), dtype=object)
    beyond = np.where(polygonal, places, rest)
    sizes = index.scale.area(beyond)
    keep = ~shapely.is_missing(beyond) & ~shapely.is_empty(beyond)
    reach = index.scale.units(index.settings.tolerance_m)
    keep &= polygonal | (shapely.length(rest) > reach) | (shapely.get_dimensions(rest) == 0)
    return [
        Finding("outside", (index.fid(row),), place, float(size))
        for row, place, size in zip(rows[keep].tolist(), beyond[keep], sizes[keep], strict=True)
    ]
