"""Networks: ends that meet nothing, and lines that meet without being split there."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.finding import Finding
from layers.topology.index import Index

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def dangles(index: Index, rows: Rows) -> list[Finding]:
    """Ends of lines that no other line meets; with the hint ``near`` where one lies within reach of it."""
    ends, owner = ends_of(index.shapes[rows])
    reach = index.scale.units(index.settings.tolerance_m)
    boxes = np.concatenate([ends - reach, ends + reach], axis=1)
    end, other = index.near(boxes)
    points = shapely.points(ends)
    differ = other != rows[owner[end]]
    differ[differ] = ~_same(index, rows[owner[end]][differ], other[differ])
    met = np.zeros(len(ends), dtype=np.bool_)
    touching = shapely.dwithin(index.shapes[other[differ]], points[end[differ]], reach)
    met[end[differ][touching]] = True
    found = []
    for number in np.flatnonzero(~met).tolist():
        row = int(rows[owner[number]])
        if _on_itself(index.shapes[row], ends[number], reach):
            continue
        hint = "near" if target(index, row, ends[number]) is not None else None
        found.append(Finding("dangle", (index.fid(row),), shapely.Point(ends[number]), 0.0, hint))
    return found


def _same(index: Index, first: Rows, second: Rows) -> npt.NDArray[np.bool_]:
    """Which pairs of rows have the same line: it is there twice, and meets nothing by that."""
    found = (shapely.bounds(index.shapes[first]) == shapely.bounds(index.shapes[second])).all(axis=1)
    found[found] = shapely.equals(index.shapes[first[found]], index.shapes[second[found]])
    return np.asarray(found)


def target(index: Index, row: int, end: Floats) -> Any:
    """The nearest place on another line within reach of an end; None where there is none."""
    reach = index.scale.units(index.settings.dangle_m)
    others = index.around(np.array([[*(end - reach), *(end + reach)]]))
    others = others[others != row]
    point = shapely.Point(end)
    apart = shapely.distance(index.shapes[others], point)
    if not len(apart) or apart.min() > reach:
        return None
    line = index.shapes[int(others[int(np.argmin(apart))])]
    vertices = shapely.points(shapely.get_coordinates(line))
    gaps = shapely.distance(vertices, point)
    if gaps.min() <= apart.min() + index.scale.units(index.settings.tolerance_m):
        return vertices[int(np.argmin(gaps))]
    return shapely.line_interpolate_point(line, shapely.line_locate_point(line, point))


def ends_of(shapes: Objects) -> tuple[Floats, Rows]:
    """First and last vertex of each open part (k, 2), and the position of its shape."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    open_ones = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_closed(parts)
    parts, owner = parts[open_ones], owner[open_ones]
    ends = [shapely.get_coordinates(shapely.get_point(parts, place)) for place in (0, -1)]
    return np.concatenate(ends), np.concatenate([owner, owner]).astype(np.int64)


def unsplit(index: Index, rows: Rows) -> list[Finding]:
    """Places where two lines meet and at least one of them has no end: one finding per place and pair."""
    place, other = index.near(shapely.bounds(index.shapes[rows]))
    first, second = rows[place], other
    differ = first != second
    low, high = np.minimum(first[differ], second[differ]), np.maximum(first[differ], second[differ])
    pairs = np.unique(np.stack([low, high], axis=1), axis=0).reshape(-1, 2)
    shapes = index.shapes
    common = shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]])
    # A line ends at its boundary; a closed one has none and counts as split at its first vertex.
    points, pair = shapely.get_parts(common, return_index=True)
    dots = shapely.get_type_id(points) == shapely.GeometryType.POINT
    points, pair = points[dots], pair[dots]
    reach = index.scale.units(index.settings.tolerance_m)
    found = _crossing_itself(index, rows)
    for point, number in zip(points, pair.tolist(), strict=True):
        through = [int(row) for row in pairs[number] if not _ends_at(shapes[int(row)], point, reach)]
        if through:
            others = [int(row) for row in pairs[number] if int(row) not in through]
            found.append(Finding("unsplit", tuple(index.fid(row) for row in (*through, *others)), point))
    return found


def _crossing_itself(index: Index, rows: Rows) -> list[Finding]:
    """Places where a line runs through itself, or ends on itself."""
    found = []
    for row in rows[~shapely.is_simple(index.shapes[rows])].tolist():
        pieces = shapely.get_parts(shapely.union_all(shapely.get_parts(index.shapes[row])))
        ends = np.concatenate([shapely.get_coordinates(shapely.get_point(pieces, place)) for place in (0, -1)])
        places, counts = np.unique(ends, axis=0, return_counts=True)
        found += [Finding("unsplit", (index.fid(row),), shapely.Point(xy)) for xy in places[counts > 2]]
    return found


def _ends_at(line: Any, point: Any, reach: float) -> bool:
    parts = shapely.get_parts(line)
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    return bool(shapely.dwithin(ends, point, reach).any())


def _on_itself(line: Any, end: Floats, reach: float) -> bool:
    """Whether an end meets another part of its own line, or the line itself further along."""
    near = 0
    for part in shapely.get_parts(line):
        xy = shapely.get_coordinates(part)
        xy = xy[np.concatenate([[True], (xy[1:] != xy[:-1]).any(axis=1)])]
        if len(xy) > 1:
            steps = shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))
            near += int(shapely.dwithin(steps, shapely.Point(end), reach).sum())
    return near > 1
